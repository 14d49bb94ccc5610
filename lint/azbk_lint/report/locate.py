"""A place's line and column, found only when it is reported: routes into JSON are walked then, over the text itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from azbk_lint.model.source import Place, Source
from azbk_lint.model.value import Key

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff\u00a0]++|//[^\n]*+|/\*(?s:.*?)\*/)*+")
_STRING = re.compile(r'"(?:[^"\\]++|\\(?s:.))*+"')
_SCALAR = re.compile(r'"(?:[^"\\]++|\\(?s:.))*+"|[-+.\w]++')
_BRACKET = re.compile(r'(?:[^][{}"/]++|"(?:[^"\\]++|\\(?s:.))*+"|//[^\n]*+|/\*(?s:.*?)\*/|["/])*+([][{}])')
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\(?s:.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class Location(NamedTuple):
    """Where a place stands: lines and columns count characters from 1, offsets from 0; the end is just behind it."""

    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class _Part(NamedTuple):
    """A value as written; `key` is the span of its name, where it is a member of an object."""

    start: int
    end: int
    key: tuple[int, int] | None = None


def locate(place: Place) -> Location:
    """Find what a reader should look at for a place, the part a frame marks.

    Of JSON that is the value itself where it is a scalar, its key where it is an object or array, and of an object in
    an array its `name` member: a lone bracket tells nobody which one is meant.
    """
    start, end = place.span or (_marked(place) if place.source.syntax == "json" else (0, 0))
    start = min(max(start, 0), len(place.source.text))
    end = min(max(end, start), len(place.source.text))
    return Location(*position(place.source, start), *position(place.source, end), start, end)


def position(source: Source, offset: int) -> tuple[int, int]:
    """Turn an offset into line and column, both counted from 1."""
    starts = _line_starts(source)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=256)
def _line_starts(source: Source) -> Sequence[int]:
    return [0, *(found.end() for found in re.finditer("\n", source.text))]


def _marked(place: Place) -> tuple[int, int]:
    """Choose the span of the deepest written part on a route."""
    source = place.source
    part, reached = _follow(source, place.route)
    holds_more = source.text[part.start : part.start + 1] in {"{", "["}
    if part.key and (holds_more or (place.on_key and reached)):
        return part.key
    if not holds_more:
        return part.start, part.end
    name = _members(source, part.start).get("name") if place.route else None
    if name and name.key and source.text[name.start] == '"':
        return name.key[0], name.end
    return part.start, part.start + 1


def _follow(source: Source, route: Sequence[Key]) -> tuple[_Part, bool]:
    """Walk a route as far as it is written; say whether that was all of it."""
    start = _blank(source.text, 0)
    part = _Part(start, start + 1 if source.text[start : start + 1] in {"{", "["} else _skip(source.text, start))
    for key in route:
        inner = _inner(source, part, key)
        if inner is None:
            return part, False
        part = inner
    return part, True


def _inner(source: Source, part: _Part, key: Key) -> _Part | None:
    """Find an array's item, or an object's member: the last of that name, for want of one in another letter case."""
    opening = source.text[part.start : part.start + 1]
    if isinstance(key, int):
        items = _items(source, part.start) if opening == "[" else ()
        return items[key] if -len(items) <= key < len(items) else None
    members = _members(source, part.start) if opening == "{" else {}
    if key in members:
        return members[key]
    return next((found for name, found in reversed([*members.items()]) if name.casefold() == key.casefold()), None)


@lru_cache(maxsize=4096)
def _members(source: Source, start: int) -> Mapping[str, _Part]:
    """Give the members of the object that opens at an offset."""
    text, at = source.text, _blank(source.text, start + 1)
    members: dict[str, _Part] = {}
    while found := _STRING.match(text, at):
        value = _blank(text, _blank(text, found.end()) + 1)
        end = _skip(text, value)
        name = _unescaped(found[0][1:-1])
        members.pop(name, None)
        members[name] = _Part(value, end, found.span())
        at = _past_comma(text, end)
    return members


@lru_cache(maxsize=4096)
def _items(source: Source, start: int) -> Sequence[_Part]:
    """Give the items of the array that opens at an offset."""
    text, at = source.text, _blank(source.text, start + 1)
    items: list[_Part] = []
    while at < len(text) and text[at] != "]":
        end = _skip(text, at)
        items.append(_Part(at, end))
        at = _past_comma(text, end)
    return items


def _skip(text: str, at: int) -> int:
    """Give the offset behind the value that begins here, always some way on."""
    if text[at : at + 1] not in {"{", "["}:
        found = _SCALAR.match(text, at)
        return found.end() if found else min(at + 1, len(text))
    depth = 0
    for bracket in _BRACKET.finditer(text, at):
        depth += 1 if bracket[1] in "{[" else -1
        if depth == 0:
            return bracket.end()
    return len(text)


def _past_comma(text: str, at: int) -> int:
    at = _blank(text, at)
    return _blank(text, at + 1) if text[at : at + 1] == "," else at


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _unescaped(written: str) -> str:
    if "\\" not in written:
        return written
    halves = _ESCAPE.sub(_escape, written)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(found: re.Match[str]) -> str:
    escape = found[0]
    return chr(int(escape[-4:], 16)) if len(escape) == 6 else _ESCAPED.get(escape[1], escape[1])
