"""From a place in a JSON text to its line: needed here only for problems, which have no place to be asked later."""

from __future__ import annotations

import re
from functools import lru_cache

from azbk_lint.model.source import Place
from azbk_lint.model.value import Route


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    blank = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
    text = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
    token = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|//[^\n]*|/\*.*?\*/', re.DOTALL)
    scalar = re.compile(r"[^,\]}\s/]+")
    return blank, text, token, scalar


def find_text(tree: object, text: str) -> Route | None:
    """Find where in a tree a string is written first, as value or as key, breadth before depth."""
    level: list[tuple[Route, object]] = [((), tree)]
    while level:
        deeper: list[tuple[Route, object]] = []
        for route, node in level:
            if node == text and isinstance(node, str):
                return route
            if isinstance(node, dict):
                if text in node:
                    return (*route, text)
                deeper.extend(((*route, key), item) for key, item in node.items())
            elif isinstance(node, list):
                deeper.extend(((*route, index), item) for index, item in enumerate(node))
        level = deeper
    return None


def line_and_column(place: Place, further: int) -> tuple[int, int]:
    """Give a place's line and column, from 1, some characters further on; 0 and 0 where it has no place of its own."""
    text = place.source.text
    if place.span is not None:
        at = place.span[0]
    else:
        found = _offset(text, place.route)
        at = found + (further + 1 if text[found : found + 1] == '"' else 0)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def column_in(text: str, at: int) -> int:
    """Give how far into a string's JSON spelling a character of it stands: escapes take more room."""
    import json

    return len(json.dumps(text[:at], ensure_ascii=False)) - 2


def _offset(text: str, route: Route) -> int:
    """Give the offset of the deepest part of a route that is written."""
    blank, *_ = _patterns()
    at = _after(blank, text, 0)
    for key in route:
        found = _member(text, at, key) if text[at : at + 1] == "{" else _item(text, at, key) if text[at : at + 1] == "[" else None
        if found is None:
            break
        at = found
    return at


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _member(text: str, at: int, key: str | int) -> int | None:
    blank, quoted, *_ = _patterns()
    found, at = None, _after(blank, text, at + 1)
    while match := quoted.match(text, at):
        value = _after(blank, text, _after(blank, text, match.end()) + 1)
        if _same_key(match[1], key):
            found = value
        at = _next(text, value)
        if at < 0:
            break
    return found


def _same_key(written: str, key: str | int) -> bool:
    if written == key:
        return True
    if "\\" not in written:
        return False
    import json

    try:
        return bool(json.loads(f'"{written}"', strict=False) == key)
    except ValueError:
        return False


def _item(text: str, at: int, key: str | int) -> int | None:
    blank, *_ = _patterns()
    at = _after(blank, text, at + 1)
    for _ in range(key if isinstance(key, int) else 0):
        at = _next(text, at)
        if at < 0:
            return None
    return at


def _next(text: str, at: int) -> int:
    """Give where the next member or item begins after the value at an offset; -1 where there is none."""
    blank, *_ = _patterns()
    at = _after(blank, text, _end(text, at))
    return _after(blank, text, at + 1) if text[at : at + 1] == "," else -1


def _end(text: str, at: int) -> int:
    _, quoted, token, scalar = _patterns()
    if text[at : at + 1] == '"':
        return _after(quoted, text, at)
    if text[at : at + 1] not in {"{", "["}:
        return _after(scalar, text, at)
    depth = 0
    for match in token.finditer(text, at):
        mark = match[0]
        depth += (mark in {"{", "["}) - (mark in {"}", "]"})
        if not depth:
            return match.end()
    return len(text)
