"""YAML as people write configuration in it: blocks, plain and quoted scalars, flow collections on one line.

Anchors, tags, folded texts and whatever else would need a whole parser are refused, so that what is read is read right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.scalars import parse_number, to_text

DEEPEST = 50
_KEY = re.compile(r"""(?:"([^"\\]*)"|'([^']*)'|([A-Za-z0-9_./][\w ./@+()-]*?))\s*:(?:\s+(?P<rest>.*))?""")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_PLAIN = re.compile(r"[^\s\"'#&*!|>%@`\[\]{},?:-]|[?:-](?=\S)")
_BEHIND = re.compile(r"\s*(?:\s#.*)?")
_FLOW_PLAIN = re.compile(r"[^\s\"'#&*!|>%@`\[\]{},?:][^,\[\]{}:#]*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?!\S)|\d{4}-\d\d?-\d\d?[Tt ]\S+")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}


class UnreadError(ValueError):
    """A text that is no YAML, or more than is read here."""


class _Line(NamedTuple):
    indent: int
    text: str


def read(text: str) -> Value:
    """Read one document. Raises UnreadError."""
    lines = text.rstrip().split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    if start < len(lines) and lines[start].rstrip() == "---":
        start += 1
    if lines and lines[-1].rstrip() == "...":
        lines.pop()
    reader = _Reader(lines, start)
    value = reader.node(0, 0)
    if reader.line() is not None or start >= len(lines):
        raise UnreadError
    return value


class _Reader:
    """Reads lines from `at` on; a line whose beginning was read is replaced by blanks."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines, self.at = lines, at

    def line(self) -> _Line | None:
        """Give the next line that holds anything."""
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip()
            text = line.lstrip(" ")
            if text and not text.startswith("#"):
                if text[0] == "\t" or text in ("---", "...") or text[0] == "%":
                    raise UnreadError
                return _Line(len(line) - len(text), text)
            self.at += 1
        return None

    def node(self, least: int, depth: int) -> Value:
        """Read what stands at an indent or deeper; null where nothing does."""
        line = self.line()
        if line is None or line.indent < least:
            return None
        if depth > DEEPEST:
            raise UnreadError
        if line.text == "-" or line.text.startswith("- "):
            return self._sequence(line.indent, depth)
        if _KEY.fullmatch(line.text):
            return self._mapping(line.indent, depth)
        self.at += 1
        self._nothing_deeper(least - 1)
        return _inline(line.text)

    def _nothing_deeper(self, indent: int) -> None:
        line = self.line()
        if line is not None and line.indent > indent:
            raise UnreadError

    def _sequence(self, indent: int, depth: int) -> Value:
        items: list[Value] = []
        while (line := self.line()) is not None and line.indent == indent and (line.text == "-" or line.text.startswith("- ")):
            rest = line.text[1:].lstrip(" ")
            column = indent + len(line.text) - len(rest)
            if rest and not rest.startswith("#"):
                self.lines[self.at] = " " * column + rest
                items.append(self.node(column, depth + 1))
            else:
                self.at += 1
                items.append(self.node(indent + 1, depth + 1))
            self._nothing_deeper(indent)
        return items

    def _mapping(self, indent: int, depth: int) -> Value:
        made: dict[str, Value] = {}
        while (line := self.line()) is not None and line.indent == indent:
            found = _KEY.fullmatch(line.text)
            if found is None:
                raise UnreadError
            self.at += 1
            made[_key(found)] = self._member(found["rest"] or "", indent, depth)
            self._nothing_deeper(indent)
        return made

    def _member(self, rest: str, indent: int, depth: int) -> Value:
        if rest and not rest.startswith("#"):
            return self._text(rest, indent) if rest[0] == "|" else _inline(rest)
        line = self.line()
        if line is not None and line.indent == indent and (line.text == "-" or line.text.startswith("- ")):
            return self._sequence(indent, depth + 1)
        return self.node(indent + 1, depth + 1)

    def _text(self, header: str, indent: int) -> str:
        """Read a text of several lines."""
        if header.rstrip() not in ("|", "|-"):
            raise UnreadError
        body: list[str] = []
        while self.at < len(self.lines) and (not (line := self.lines[self.at]).strip() or len(line) - len(line.lstrip(" ")) > indent):
            body.append(line)
            self.at += 1
        inner = next((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), 0)
        if any(line.strip() and not line.startswith(" " * inner) for line in body):
            raise UnreadError
        text = "\n".join(line[inner:] for line in body).rstrip("\n")
        return text if header.rstrip() == "|-" or not text else text + "\n"


def _key(found: re.Match[str]) -> str:
    """Give a key as a string; a plain `n` is false, and `010` is 10."""
    if found[3] is None:
        return found[1] or found[2] or ""
    value = _plain(found[3])
    if value is None:
        raise UnreadError
    return to_text(value)


def _inline(text: str) -> Value:
    """Read a value that ends with its line."""
    for pattern, undo in _QUOTED:
        found = pattern.match(text)
        if found is not None:
            return _alone(undo(found[0]), text[found.end() :])
    if text[0] in "[{":
        value, at = _flow(text, 0, 0)
        return _alone(value, text[at:])
    plain = re.split(r"\s#", text, maxsplit=1)[0].rstrip()
    if not _PLAIN.match(plain) or ": " in plain or plain.endswith(":") or plain == "<<":
        raise UnreadError
    return _plain(plain)


def _alone(value: Value, behind: str) -> Value:
    if not _BEHIND.fullmatch(behind):
        raise UnreadError
    return value


def _plain(word: str) -> Value:
    """Give what a plain scalar means."""
    if word in _WORDS:
        return _WORDS[word]
    if _NUMBER.fullmatch(word):
        return _number(word)
    if _DATE.fullmatch(word) or re.fullmatch(r"[-+]?(?:0[xo].*|\.(?:inf|Inf|INF|nan|NaN|NAN))", word):
        raise UnreadError
    return word


def _number(word: str) -> Value:
    try:
        return parse_number(word)
    except EvalError:
        raise UnreadError from None


def _flow(text: str, at: int, depth: int) -> tuple[Value, int]:
    """Read a flow collection or a scalar in one; give it with the offset behind it."""
    at = _spaces(text, at)
    opening = text[at : at + 1]
    if depth > DEEPEST:
        raise UnreadError
    if opening in ("[", "{") and opening:
        return _flow_collection(text, at, depth)
    for pattern, undo in _QUOTED:
        found = pattern.match(text, at)
        if found is not None:
            return undo(found[0]), found.end()
    found = _FLOW_PLAIN.match(text, at)
    if found is None or found[0].rstrip() == "-":
        raise UnreadError
    return _plain(found[0].rstrip()), found.end()


def _flow_collection(text: str, at: int, depth: int) -> tuple[Value, int]:
    closing = {"[": "]", "{": "}"}[text[at]]
    items: list[Value] = []
    members: dict[str, Value] = {}
    at = _spaces(text, at + 1)
    while text[at : at + 1] != closing:
        item, at = _flow(text, at, depth + 1)
        at = _spaces(text, at)
        if closing == "}":
            if not isinstance(item, str) or text[at : at + 2] != ": ":
                raise UnreadError
            members[item], at = _flow(text, at + 2, depth + 1)
            at = _spaces(text, at)
        items.append(item)
        if text[at : at + 1] == ",":
            at = _spaces(text, at + 1)
        elif text[at : at + 1] != closing:
            raise UnreadError
    return (members if closing == "}" else items), at + 1


def _spaces(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _undouble(quoted: str) -> str:
    return str(json.loads(quoted))


def _unsingle(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")


_QUOTED: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = ((_DOUBLE, _undouble), (_SINGLE, _unsingle))
