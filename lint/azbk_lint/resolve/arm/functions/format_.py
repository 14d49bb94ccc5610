"""`format`: .NET's composite formatting."""

from __future__ import annotations

import re

from azbk_lint.model.value import Symbolic, Unknown, Value, reason
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.evaluate import LONGEST_TEXT
from azbk_lint.resolve.arm.functions.array_object import joined_text
from azbk_lint.resolve.arm.functions.formatting import dotnet
from azbk_lint.resolve.arm.registry import function
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.unknowns import derived, key_of
from azbk_lint.resolve.arm.values import Open, is_holed

_ITEM = re.compile(r"\{\{|\}\}|\{(\d{1,6})\s*(?:,\s*(-?\d{1,7}))?\s*(?::([^{}]*))?\}|[{}]")
_NUMERIC = re.compile(r"([A-Za-z])(\d{0,2})\Z")


@function("format", 1, None)
def _format(pattern: Value, *values: Value) -> Value:
    if is_holed(pattern):
        return derived("format", (pattern, *values))
    written, pieces, done = string(pattern), list[Value](), 0
    for match in _ITEM.finditer(written):
        pieces.append(written[done : match.start()])
        pieces.append(_item(match, values))
        done = match.end()
    return joined_text([*pieces, written[done:]])


def _item(match: re.Match[str], values: tuple[Value, ...]) -> Value:
    if match[1] is None:
        if len(match[0]) == 1:
            raise ExpressionError(f"format() has a '{match[0]}' that is not part of a placeholder")
        return match[0][0]
    index, width, how = int(match[1]), int(match[2] or 0), match[3]
    if index >= len(values):
        raise ExpressionError(f"format() has no value for {{{index}}}")
    value = values[index]
    if isinstance(value, Unknown | Symbolic) and not width and not how:
        return value
    if isinstance(value, Open) or reason(value):
        return Unknown(f"format({match[0]},{key_of(value)})", derived("format", (value,)).because, derived("format", (value,)).kind)
    if abs(width) > LONGEST_TEXT:
        raise beyond("format() pads a value to a length beyond bounds")
    written = _styled(value, how) if how else dotnet(value)
    return written.rjust(width) if width > 0 else written.ljust(-width)


def _styled(value: Value, how: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return dotnet(value)
    match = _NUMERIC.match(how)
    if match is None:
        return _pictured(value, how)
    digits = int(match[2] or 0)
    match match[1].upper():
        case "D":
            return ("-" if value < 0 else "") + str(abs(int(value))).zfill(digits)
        case "N":
            return f"{value:,.{digits if match[2] else 2}f}"
        case "F":
            return f"{value:.{digits if match[2] else 2}f}"
        case "P":
            return f"{value * 100:,.{digits if match[2] else 2}f} %"
        case "X":
            written = f"{int(value) & 0xFFFFFFFFFFFFFFFF if value < 0 else int(value):X}".zfill(digits)
            return written if match[1] == "X" else written.lower()
        case "G" | "R":
            return dotnet(value)
        case _:
            raise ExpressionError(f"format() is given the style '{how}', which is not for numbers")


def _pictured(value: float, how: str) -> str:
    """Write a number by a picture of zeros, the one kind of custom style that templates use."""
    if set(how) != {"0"}:
        raise beyond(f"format() is given the style '{how}', which we do not know")
    return ("-" if value < 0 else "") + str(abs(round(value))).zfill(len(how))
