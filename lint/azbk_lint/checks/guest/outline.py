"""Reads the plain part of YAML that cloud-init and netplan files are written in, with the line of every value.

Block mappings and sequences, quoted and plain scalars, block scalars, and flow collections on one line. What is not of
these kinds is read as text or passed over: a script is looked through for what is known to matter, not validated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

Content: TypeAlias = "str | Mapping[str, Node] | Sequence[Node]"
DEEPEST = 40
LONGEST_KEY = 200


class Node(NamedTuple):
    """A value and the line it begins on, from 0."""

    content: Content
    line: int

    def get(self, *keys: str) -> Node | None:
        """Follow keys through mappings; None where one is missing."""
        node: Node | None = self
        for key in keys:
            node = node.content.get(key) if node and isinstance(node.content, Mapping) else None
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """Give a mapping's members; nothing for anything else."""
        if isinstance(self.content, Mapping):
            yield from self.content.items()

    def listed(self) -> Sequence[Node]:
        """Give a sequence's items; nothing for anything else."""
        return [] if isinstance(self.content, str | Mapping) else self.content

    @property
    def word(self) -> str:
        """Give a scalar's text; empty for anything else."""
        return self.content if isinstance(self.content, str) else ""


class _Line(NamedTuple):
    indent: int
    text: str
    number: int


KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s#&*!|>'"%@`{}\[\],?-][^#]*?|-[^\s#][^#:]*)\s*:(?=\s|$)\s*""")
BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?$")


def outline(text: str) -> Node:
    """Read a document; the first one where there are several."""
    raw = text.splitlines()
    lines = [_Line(len(line) - len(line.lstrip(" ")), line.strip(), number) for number, line in enumerate(raw)]
    return _Reader(raw, [line for line in lines if line.text and not line.text.startswith(("#", "---", "%"))]).value(0, 0)[0]


class _Reader:
    """Walks the lines that say something; `raw` has all of them, for block scalars. A dash, once read, is taken off its line."""

    def __init__(self, raw: Sequence[str], lines: list[_Line]) -> None:
        self.raw = raw
        self.lines = lines

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        """Read the value whose first line is at an index; give it and the index behind it."""
        if at >= len(self.lines) or depth > DEEPEST:
            return Node("", self.lines[-1].number if self.lines else 0), len(self.lines)
        line = self.lines[at]
        if line.text.startswith("- ") or line.text == "-":
            return self._sequence(at, line.indent, depth)
        if _key(line.text):
            return self._mapping(at, line.indent, depth)
        return Node(_scalar(line.text), line.number), at + 1

    def _mapping(self, at: int, indent: int, depth: int) -> tuple[Node, int]:
        found, first = dict[str, Node](), self.lines[at].number
        while at < len(self.lines) and self.lines[at].indent == indent and (key := _key(self.lines[at].text)):
            found[_scalar(key[1])], at = self._member(at, self.lines[at].text[key.end() :], indent, depth)
        return Node(found, first), at

    def _sequence(self, at: int, indent: int, depth: int) -> tuple[Node, int]:
        found, first = list[Node](), self.lines[at].number
        while at < len(self.lines) and self.lines[at].indent == indent and self.lines[at].text.startswith("-"):
            line = self.lines[at]
            rest = line.text[1:].lstrip()
            if rest and (_key(rest) or rest.startswith("- ")) and not rest.startswith(("{", "[", '"', "'")):
                self.lines[at] = _Line(indent + len(line.text) - len(rest), rest, line.number)
                item, at = self.value(at, depth + 1)
            else:
                item, at = self._member(at, rest, indent, depth)
            found.append(item)
        return Node(found, first), at

    def _member(self, at: int, rest: str, indent: int, depth: int) -> tuple[Node, int]:
        """Read what stands behind a key or dash: a scalar, a block scalar, or a value on the lines below."""
        line = self.lines[at]
        if BLOCK.match(rest):
            return self._block(at, indent)
        if rest and not rest.startswith("#"):
            return Node(_flow(rest, line.number), line.number), at + 1
        below = at + 1
        deeper = below < len(self.lines) and (
            self.lines[below].indent > indent or (self.lines[below].indent == indent and self.lines[below].text.startswith("- "))
        )
        if not deeper or (line.text.startswith("-") and self.lines[below].indent <= indent):
            return Node("", line.number), below
        return self.value(below, depth + 1)

    def _block(self, at: int, indent: int) -> tuple[Node, int]:
        """Read a block scalar: all the lines below that are indented more, without their common indent."""
        start = self.lines[at].number + 1
        stop = start
        while stop < len(self.raw) and (not self.raw[stop].strip() or len(self.raw[stop]) - len(self.raw[stop].lstrip(" ")) > indent):
            stop += 1
        body = self.raw[start:stop]
        common = min((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), default=0)
        while at < len(self.lines) and self.lines[at].number < stop:
            at += 1
        return Node("\n".join(line[common:] for line in body), start), at


def _key(text: str) -> re.Match[str] | None:
    """Match the key a line begins with; a key is short."""
    return KEY.match(text, 0, LONGEST_KEY)


def _flow(text: str, line: int, depth: int = 0) -> Content:
    """Read a scalar, or a flow collection that ends on its line."""
    inner = text.partition(" #")[0].strip()
    if depth > DEEPEST:
        return inner
    if inner.startswith("[") and inner.endswith("]"):
        return [Node(_flow(piece, line, depth + 1), line) for piece in _pieces(inner[1:-1])]
    if inner.startswith("{") and inner.endswith("}"):
        pairs = (piece.partition(":") for piece in _pieces(inner[1:-1]))
        return {_scalar(key.strip()): Node(_flow(value.strip(), line, depth + 1), line) for key, _, value in pairs}
    return _scalar(text)


def _pieces(text: str) -> Iterator[str]:
    """Split a flow collection at its own commas."""
    depth, quote, start = 0, "", 0
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        elif char == "," and not depth:
            yield text[start:at].strip()
            start = at + 1
    if rest := text[start:].strip():
        yield rest


def _scalar(text: str) -> str:
    """Read a quoted or plain scalar."""
    if text[:1] == '"' and (end := re.match(r'"((?:[^"\\]|\\.)*)"', text)):
        return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), end[1])
    if text[:1] == "'" and (end := re.match(r"'((?:[^']|'')*)'", text)):
        return end[1].replace("''", "'")
    return re.split(r"\s#", text, maxsplit=1)[0].strip()
