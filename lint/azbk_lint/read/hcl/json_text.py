"""JSON text as literal nodes with the offsets of every part: Object, Tuple and Literal, duplicate keys kept.

A string that holds an interpolation becomes a node of its own by `template`, its offsets those of the JSON text too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from json import JSONDecodeError, JSONDecoder
from typing import Final, TypeVar

from azbk_lint.model.hcl import HclError, Literal, Node, Object, Tuple
from azbk_lint.read.hcl.lexicon import DEEPEST, KEYWORDS
from azbk_lint.read.hcl.traversals import number

_decode = JSONDecoder().raw_decode
_blank = re.compile(r"[ \t\r\n]*+").match
_number = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?").match
_word = re.compile(r"(?:true|false|null)\b").match
_pair: Final = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_characters = re.compile(rf"{_pair}|\\u[0-9a-fA-F]{{4}}|\\.|[^\\]", re.DOTALL).finditer

_Node = TypeVar("_Node", bound=Node)


def literal_tree(text: str) -> Node:
    """Read a JSON text strictly. Raises HclError, also where brackets are more than DEEPEST deep."""
    tree = _value(text, _past(text, 0), 0)
    end = _past(text, tree.end)
    if end < len(text):
        raise HclError("expected the end", end)
    return tree


def template(text: str, string: Literal, parse: Callable[[str], Node]) -> Node:
    """Parse what a JSON string says, with offsets into the JSON text. Raises HclError."""
    inner = text[string.start + 1 : string.end - 1]
    if "\\" in inner:
        places = [string.start + 1 + found.start() for found in _characters(inner)]
    else:
        places = list(range(string.start + 1, string.end - 1))
    places.append(string.end - 1)
    try:
        return _moved(parse(str(string.value)), places)
    except HclError as error:
        raise HclError(error.message, places[error.at]) from None


def _moved(node: _Node, places: Sequence[int]) -> _Node:
    make: Callable[..., _Node] = type(node)
    return make(places[node.start], places[node.end], *(_moved_part(field, places) for field in node[2:]))


def _moved_part(part: object, places: Sequence[int]) -> object:
    if isinstance(part, Node):
        return _moved(part, places)
    if not isinstance(part, tuple):
        return part
    return tuple(_moved_part(inner, places) for inner in part)


def _past(text: str, at: int) -> int:
    found = _blank(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> Node:
    if depth > DEEPEST:
        raise HclError(f"expected at most {DEEPEST} levels of nesting", at)
    match text[at : at + 1]:
        case '"':
            return _string(text, at)
        case "{":
            return _object(text, at, depth)
        case "[":
            return _array(text, at, depth)
    if found := _word(text, at):
        return Literal(at, found.end(), KEYWORDS[found[0]])
    if found := _number(text, at):
        return number(found[0], at)
    raise HclError("expected a value", at)


def _string(text: str, at: int) -> Literal:
    if text[at : at + 1] != '"':
        raise HclError('expected `"` and a name', at)
    try:
        value, end = _decode(text, at)
    except JSONDecodeError as error:
        raise HclError('expected a string that ends in `"`, without line breaks and odd escapes', error.pos) from None
    return Literal(at, end, _scalars(value))


def _scalars(value: str) -> str:
    """Replace halves of surrogate pairs that stand alone, which no encoding can write."""
    return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _object(text: str, at: int, depth: int) -> Object:
    members, end = list[tuple[Node, Node]](), _past(text, at + 1)
    while text[end : end + 1] != "}" or members:
        key = _string(text, end)
        end = _past(text, key.end)
        if text[end : end + 1] != ":":
            raise HclError("expected `:`", end)
        value = _value(text, _past(text, end + 1), depth + 1)
        members.append((key, value))
        end = _past(text, value.end)
        if text[end : end + 1] != ",":
            break
        end = _past(text, end + 1)
    if text[end : end + 1] != "}":
        raise HclError("expected `,` or `}`", end)
    return Object(at, end + 1, tuple(members))


def _array(text: str, at: int, depth: int) -> Tuple:
    items, end = list[Node](), _past(text, at + 1)
    while text[end : end + 1] != "]" or items:
        items.append(_value(text, end, depth + 1))
        end = _past(text, items[-1].end)
        if text[end : end + 1] != ",":
            break
        end = _past(text, end + 1)
    if text[end : end + 1] != "]":
        raise HclError("expected `,` or `]`", end)
    return Tuple(at, end + 1, tuple(items))
