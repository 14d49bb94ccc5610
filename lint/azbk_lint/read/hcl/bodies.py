"""Bodies: the attributes and blocks of a file or between a block's braces."""

from __future__ import annotations

from typing import NamedTuple

from azbk_lint.model.hcl import Attribute, Block, Body, HclError, Literal, Node
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.collections import simple
from azbk_lint.read.hcl.expressions import whole
from azbk_lint.read.hcl.lexicon import DEEPEST, FREE, LINE


class Notes(NamedTuple):
    """What one reading of a file takes along.

    `errors` takes what is wrong without stopping the reading. `fences` are offsets at which a top-level block begins beyond
    doubt, so that a block still open there lacks its brace; empty while the text is taken to be sound.
    """

    errors: list[HclError]
    fences: frozenset[int] = frozenset()


class Header(NamedTuple):
    """A block's first line: its offset, its type and labels, the offset of its brace."""

    start: int
    words: tuple[str, ...]
    brace: int


class Items(NamedTuple):
    """A body in the making; what was read stays when reading stops."""

    attributes: list[Attribute]
    blocks: list[Block]
    names: set[str]

    def body(self) -> Body:
        """Give the finished body, with the first attribute of each name, as Terraform keeps it."""
        if len(self.names) == len(self.attributes):
            return Body(tuple(self.attributes), tuple(self.blocks))
        first = {attribute.name: attribute for attribute in reversed(self.attributes)}
        return Body(tuple(attribute for attribute in self.attributes if attribute is first[attribute.name]), tuple(self.blocks))


def read_items(text: str, at: int, into: Items, notes: Notes, depth: int = 0) -> int:
    """Read attributes and blocks up to the brace that closes the body, or to the end at depth 0; give the offset behind.

    Raises HclError where no attribute, block or end can be read.
    """
    closer = 5 if depth else 6
    while True:
        found = lexicon.item(text, at)
        kind = found.lastindex
        if kind == 2:
            value, at = _value(text, found.end(), depth)
            _add(Attribute(found.start(1), value.end, found[1], value), into, notes)
        elif kind == 4:
            words = [quoted or bare for quoted, bare in lexicon.labels(found[3])]
            block, at = _block(text, Header(found.start(1), (found[1], *words), found.start(4)), notes, depth)
            into.blocks.append(block)
        elif kind == closer:
            return found.end()
        else:
            at = _odd_item(text, FREE.skip(text, at).end(), into, notes, depth)


def _add(attribute: Attribute, into: Items, notes: Notes) -> None:
    into.attributes.append(attribute)
    if attribute.name in into.names:
        notes.errors.append(HclError(f"expected `{attribute.name}` only once in this body", attribute.start))
    into.names.add(attribute.name)


def _value(text: str, at: int, depth: int) -> tuple[Node, int]:
    """Read an attribute's value and the end of its line; give also the offset of the next line."""
    plain = lexicon.simple_value(text, at)
    if plain is not None:
        return simple(plain), plain.end()
    value = whole(text, LINE.skip(text, at).end(), LINE, depth)
    return value, _next_line(text, value.end)


def _next_line(text: str, at: int) -> int:
    found = lexicon.line_end(text, at)
    if found is None:
        raise HclError("expected a new line", LINE.skip(text, at).end())
    return found.end()


def _block(text: str, header: Header, notes: Notes, depth: int) -> tuple[Block, int]:
    """Read a block's body from its opening brace on; give also the offset of the next line."""
    start, words, brace = header
    if depth > DEEPEST:
        raise HclError(f"expected at most {DEEPEST} levels of nesting", start)
    if start in notes.fences and depth:
        raise HclError("expected `}` before this block", start)
    into = Items([], [], set())
    opening = lexicon.block_start(text, brace + 1)
    if opening is None:
        end = _only_item(text, brace + 1, into, depth + 1)
    else:
        end = opening.end() if opening[1] else read_items(text, opening.end(), into, notes, depth + 1)
    header_end = start + len(text[start:brace].rstrip())
    return Block(start, end, words[0], words[1:], into.body(), header_end), _next_line(text, end)


def _only_item(text: str, at: int, into: Items, depth: int) -> int:
    """Read the one attribute of a block that is written on one line; give the offset behind the brace."""
    at = LINE.skip(text, at).end()
    name, behind = _head(text, at)
    if text[behind : behind + 1] != "=":
        raise HclError("expected one attribute, or a new line", at)
    value = whole(text, LINE.skip(text, behind + 1).end(), LINE, depth)
    into.attributes.append(Attribute(at, value.end, name, value))
    into.names.add(name)
    end = LINE.skip(text, value.end).end()
    if text[end : end + 1] != "}":
        raise HclError("expected `}`", end)
    return end + 1


def _head(text: str, at: int) -> tuple[str, int]:
    """Read the name with which an attribute or block begins; give also the offset of what follows."""
    found = lexicon.name(text, at)
    if found is None:
        raise HclError(_missing(text, at), at)
    behind = LINE.skip(text, found.end()).end()
    if text[behind : behind + 1] == "=" and text[behind : behind + 2] in ("==", "=>"):
        raise HclError("expected `=` and a value", behind)
    return found[0], behind


def _missing(text: str, at: int) -> str:
    if at == len(text):
        return "expected `}` before the end"
    return "expected an attribute or a block: this `}` closes none" if text[at] == "}" else "expected an attribute or a block"


def _odd_item(text: str, at: int, into: Items, notes: Notes, depth: int) -> int:
    """Read an item whose head is not plain: comments in it, labels with escapes, or a mistake."""
    name, behind = _head(text, at)
    if text[behind : behind + 1] == "=":
        value, end = _value(text, behind + 1, depth)
        _add(Attribute(at, value.end, name, value), into, notes)
        return end
    labels = list[str]()
    while text[behind : behind + 1] != "{":
        label, behind = _label(text, behind)
        labels.append(label)
    block, end = _block(text, Header(at, (name, *labels), behind), notes, depth)
    into.blocks.append(block)
    return end


def _label(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        node = whole(text, at, LINE, 0)
        if not isinstance(node, Literal):
            raise HclError("expected a label without interpolation", at)
        return str(node.value), LINE.skip(text, node.end).end()
    found = lexicon.name(text, at)
    if found is None:
        raise HclError("expected `=`, a label or `{`", at)
    return found[0], LINE.skip(text, found.end()).end()
