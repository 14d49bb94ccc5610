"""Functions of strings. Holes survive where that is certain: what cannot straddle one is done to its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, reason, text
from azbk_lint.model.value import split as split_holed
from azbk_lint.resolve.arm.compare import alike
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.evaluate import LONGEST_TEXT
from azbk_lint.resolve.arm.functions.array_object import joined_text
from azbk_lint.resolve.arm.functions.formatting import dotnet
from azbk_lint.resolve.arm.registry import anything, array, function, integer, pure
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import Open, is_holed, is_list

LOWER = ("uniqueString(", "guid(")
"""Functions whose results have no capital letters."""


@function("toLower", 1, 1)
def _to_lower(value: Value) -> Value:
    return _recased("toLower", value) if is_holed(value) else string(value).lower()


@function("toUpper", 1, 1)
def _to_upper(value: Value) -> Value:
    return _recased("toUpper", value) if is_holed(value) else string(value).upper()


def _recased(name: str, value: Unknown | Symbolic | Open) -> Value:
    if not isinstance(value, Symbolic):
        return _recased_hole(name, value) if isinstance(value, Unknown) else derived(name, (value,))
    literal = str.lower if name == "toLower" else str.upper
    return text(*(literal(part) if isinstance(part, str) else _recased_hole(name, part) for part in value.parts))


def _recased_hole(name: str, hole: Unknown) -> Unknown:
    already = hole.key.startswith(f"{name}(") or (name == "toLower" and hole.key.startswith(LOWER))
    return hole if already else derived(name, (hole,))


@pure("trim", string)
def _trim(value: str) -> Value:
    return value.strip()


@function("startsWith", 2, 2)
def _starts_with(value: Value, start: Value) -> Value:
    return _at_end("startsWith", value, start, 0)


@function("endsWith", 2, 2)
def _ends_with(value: Value, end: Value) -> Value:
    return _at_end("endsWith", value, end, -1)


def _at_end(name: str, value: Value, part: Value, which: int) -> Value:
    """Compare one end of a string, letter case aside; a literal end of a string with holes may decide it."""
    if isinstance(value, Symbolic) and isinstance(part, str) and isinstance(value.parts[which], str):
        known, wanted = str(value.parts[which]).lower(), part.lower()
        most = min(len(known), len(wanted))
        met = known[:most] == wanted[:most] if which == 0 else known[len(known) - most :] == wanted[len(wanted) - most :]
        if not met or len(wanted) <= len(known):
            return met
    if is_holed(value) or is_holed(part):
        return derived(name, (value, part))
    whole, wanted = string(value).lower(), string(part).lower()
    return whole.startswith(wanted) if which == 0 else whole.endswith(wanted)


@function("indexOf", 2, 2)
def _index_of(value: Value, part: Value) -> Value:
    if not is_list(value):
        return derived("indexOf", (value, part)) if is_holed(value) or is_holed(part) else string(value).lower().find(string(part).lower())
    for index, item in enumerate(value):
        answer = alike(item, part)
        if answer is not False:
            return index if answer else derived("indexOf", (value, part))
    return -1


@function("lastIndexOf", 2, 2)
def _last_index_of(value: Value, part: Value) -> Value:
    if not is_list(value):
        holed = is_holed(value) or is_holed(part)
        return derived("lastIndexOf", (value, part)) if holed else string(value).lower().rfind(string(part).lower())
    for index in range(len(value) - 1, -1, -1):
        answer = alike(value[index], part)
        if answer is not False:
            return index if answer else derived("lastIndexOf", (value, part))
    return -1


@function("join", 2, 2)
def _join(items: Value, between: Value) -> Value:
    if is_holed(items) or is_holed(between) or any(reason(item) and not is_holed(item) for item in array(items)):
        return derived("join", (items, between))
    pieces = [piece for item in array(items) for piece in (string(between), item)]
    return joined_text(pieces[1:])


@pure("padLeft", anything, integer, string, optional=1)
def _pad_left(value: Value, width: int, fill: str = " ") -> Value:
    if len(fill) != 1 or not 0 <= width <= LONGEST_TEXT:
        raise ExpressionError("padLeft() pads with one character to a length in bounds")
    return dotnet(value).rjust(width, fill)


@function("replace", 3, 3)
def _replace(value: Value, old: Value, new: Value) -> Value:
    if isinstance(value, Symbolic) and isinstance(old, str) and isinstance(new, str) and len(old) == 1:
        return text(*(part.replace(old, new) if isinstance(part, str) else derived("replace", (part, old, new)) for part in value.parts))
    if is_holed(value) or is_holed(old) or is_holed(new):
        return derived("replace", (value, old, new))
    before, gone, put = string(value), string(old), string(new)
    if not gone:
        raise ExpressionError("replace() is asked to replace the empty string")
    if before.count(gone) * len(put) > LONGEST_TEXT:
        raise beyond("replace() makes a string that is too long")
    return before.replace(gone, put)


@function("split", 2, 2)
def _split(value: Value, delimiter: Value) -> Value:
    if isinstance(value, Symbolic) and delimiter == "/":
        return list[Text](split_holed(value))
    if is_holed(value) or is_holed(delimiter) or reason(delimiter):
        return derived("split", (value, delimiter))
    delimiters = [string(item) for item in (delimiter if is_list(delimiter) else [delimiter])]
    return _split_at(string(value), [item for item in delimiters if item])


def _split_at(value: str, delimiters: Sequence[str]) -> Value:
    if not delimiters:
        return [value]
    if len(delimiters) == 1:
        return list[Value](value.split(delimiters[0]))
    return list[Value](re.split("|".join(map(re.escape, delimiters)), value))


@pure("substring", string, integer, integer, optional=2)
def _substring(value: str, start: int = 0, length: int | None = None) -> Value:
    count = len(value) - start if length is None else length
    if start < 0 or count < 0 or start + count > len(value):
        raise ExpressionError(f"substring() asks for characters {start} to {start + count} of {len(value)}")
    return value[start : start + count]


@pure("like", string, string)
def _like(value: str, pattern: str) -> Value:
    """Match a whole string, letter case aside, against a pattern whose `*` stands for any characters."""
    head, *rest = pattern.lower().split("*")
    folded = value.lower()
    if not rest:
        return folded == head
    if not folded.startswith(head) or not folded.endswith(rest[-1]) or len(head) + len(rest[-1]) > len(folded):
        return False
    at, end = len(head), len(folded) - len(rest[-1])
    for piece in rest[:-1]:
        found = folded.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@function("string", 1, 1)
def _string(value: Value) -> Value:
    if isinstance(value, str | Symbolic):
        return value
    if reason(value) or isinstance(value, Open):
        return derived("string", (value,))
    if not isinstance(value, dict) and not is_list(value):
        return dotnet(value)
    from azbk_lint.resolve.arm.functions.encoding import to_json

    return to_json(value)
