"""What stands between brackets: arguments, tuples, objects, and the `for` forms of both.

The reader of expressions is handed in, since the two need each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from azbk_lint.model.hcl import ForObject, ForTuple, HclError, Literal, Name, Node, Object, Tuple
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.lexicon import FREE, KEYWORDS, LINE, Layout, Match

Read: TypeAlias = Callable[[str, int, Layout, int], Node]


def simple(found: Match, before: int = 0) -> Node:
    """Give the node of a value that a regular expression found whole; so many groups stand before the value's."""
    group = found.lastindex or 0
    word, (at, end), kind = found[group], found.span(group), group - before
    if kind == 1:
        return Literal(at - 1, end + 1, word)
    if kind == 4:
        return Name(at, end, tuple(word.split(".")))
    if kind == 2:
        return Literal(at, end, KEYWORDS[word])
    return Literal(at, end, float(word) if "." in word else int(word))


def listed(text: str, at: int, closer: str, depth: int, read: Read) -> tuple[tuple[Node, ...], int]:
    """Read expressions with commas between them; give also the offset of what ends the list."""
    items, at = list[Node](), FREE.skip(text, at).end()
    while text[at : at + 1] != closer:
        found = lexicon.simple_item(text, at)
        if found is not None:
            items.append(simple(found))
            at = found.end()
            continue
        items.append(read(text, at, FREE, depth + 1))
        at = FREE.skip(text, items[-1].end).end()
        if text[at : at + 1] != ",":
            break
        at = FREE.skip(text, at + 1).end()
    return tuple(items), at


def square(text: str, at: int, depth: int, read: Read) -> Node:
    """Read a tuple, or a `for` that makes one. Raises HclError."""
    if (word := lexicon.for_word(text, at + 1)) is not None:
        return _for_tuple(text, at, word.end(), depth, read)
    items, end = listed(text, at + 1, "]", depth, read)
    if text[end : end + 1] != "]":
        raise HclError("expected `,` or `]`", end)
    return Tuple(at, end + 1, items)


def curly(text: str, at: int, depth: int, read: Read) -> Node:
    """Read an object, or a `for` that makes one. Raises HclError."""
    if (word := lexicon.for_word(text, at + 1)) is not None:
        return _for_object(text, at, word.end(), depth, read)
    items, end = list[tuple[Node, Node]](), FREE.skip(text, at + 1).end()
    while text[end : end + 1] != "}":
        found = lexicon.simple_member(text, end)
        if found is not None:
            items.append((_plain_key(found), simple(found, before=2)))
            end = found.end()
            continue
        key, end = _key(text, end, depth, read)
        items.append((key, read(text, end, LINE, depth + 1)))
        end = _separated(text, items[-1][1].end)
    return Object(at, end + 1, tuple(items))


def _key(text: str, at: int, depth: int, read: Read) -> tuple[Node, int]:
    """Read an object's key with its `=` or `:`; give also the offset of the value."""
    found = lexicon.object_key(text, at)
    if found is not None:
        return _plain_key(found), LINE.skip(text, found.end()).end()
    key = as_key(text, read(text, at, LINE, depth + 1))
    at = LINE.skip(text, key.end).end()
    if text[at : at + 1] not in ("=", ":"):
        raise HclError("expected `=` or `:` and the value", at)
    return key, LINE.skip(text, at + 1).end()


def _plain_key(found: Match) -> Literal:
    word = found[1]
    return Literal(found.start(1), found.end(1), word) if word else Literal(found.start(2) - 1, found.end(2) + 1, found[2])


def as_key(text: str, node: Node) -> Node:
    """Give an object's key as the text it is where it is written as a bare name, keyword or number."""
    match node:
        case Name(steps=(word,)):
            return Literal(node.start, node.end, word)
        case Literal(value=int(value)) if not isinstance(value, bool):
            return Literal(node.start, node.end, str(value))
        case Literal(value=None | bool() | float()):
            return Literal(node.start, node.end, text[node.start : node.end])
        case _:
            return node


def _separated(text: str, at: int) -> int:
    """Pass what stands between two members of an object: a comma or a line's end."""
    found = lexicon.line_end(text, at)
    if found is None:
        at = LINE.skip(text, at).end()
        if text[at : at + 1] == "}":
            return at
        if text[at : at + 1] != ",":
            raise HclError("expected a new line, `,` or `}`", at)
        at += 1
    else:
        at = found.end()
    return FREE.skip(text, at).end()


def _for_head(text: str, at: int, depth: int, read: Read) -> tuple[str | None, str, Node, int]:
    """Read a `for` from its names to its colon; give key, value, collection and the offset of the result."""
    names = lexicon.for_names(text, at)
    if names is None:
        raise HclError("expected one or two names and `in`", FREE.skip(text, at).end())
    over = read(text, names.end(), FREE, depth + 1)
    at = FREE.skip(text, over.end).end()
    if text[at : at + 1] != ":":
        raise HclError("expected `:` and the result", at)
    key, value = (names[1], names[2]) if names[2] else (None, names[1])
    return key, value, over, FREE.skip(text, at + 1).end()


def _for_condition(text: str, at: int, depth: int, read: Read) -> tuple[Node | None, int]:
    """Read `if` and its condition where they are written; give also the offset behind."""
    at = FREE.skip(text, at).end()
    word = lexicon.if_word(text, at)
    if word is None:
        return None, at
    condition = read(text, FREE.skip(text, word.end()).end(), FREE, depth + 1)
    return condition, FREE.skip(text, condition.end).end()


def _for_tuple(text: str, at: int, behind: int, depth: int, read: Read) -> ForTuple:
    key, value, over, behind = _for_head(text, behind, depth, read)
    result = read(text, behind, FREE, depth + 1)
    condition, end = _for_condition(text, result.end, depth, read)
    if text[end : end + 1] != "]":
        raise HclError("expected `]`", end)
    return ForTuple(at, end + 1, key, value, over, result, condition)


def _for_object(text: str, at: int, behind: int, depth: int, read: Read) -> ForObject:
    key, value, over, behind = _for_head(text, behind, depth, read)
    name = read(text, behind, FREE, depth + 1)
    arrow = FREE.skip(text, name.end).end()
    if not text.startswith("=>", arrow):
        raise HclError("expected `=>` and the value", arrow)
    result = read(text, FREE.skip(text, arrow + 2).end(), FREE, depth + 1)
    end = FREE.skip(text, result.end).end()
    grouped = text.startswith("...", end)
    condition, end = _for_condition(text, end + 3 if grouped else end, depth, read)
    if text[end : end + 1] != "}":
        raise HclError("expected `}`", end)
    return ForObject(at, end + 1, key, value, over, name, result, grouped, condition)
