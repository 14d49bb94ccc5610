"""JSON that an argument holds as text: settings of extensions, parameters of policies, bodies and templates."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.arguments import is_list


def json_text(value: Value) -> Value:
    """Parse JSON in which holes may stand in strings or for whole values; what is no JSON is an Unknown that says so.

    A value that is structured already is given back.
    """
    holes = [part for part in value.parts if isinstance(part, Unknown)] if isinstance(value, Symbolic) else []
    if isinstance(value, Symbolic):
        value = _marked(value)
    if not isinstance(value, str):
        return value
    import orjson

    try:
        return _filled(orjson.loads(value), holes)
    except (ValueError, RecursionError):
        mark = zlib.crc32(value.encode(errors="replace"))
        return Unknown(f"text:{mark:08x}", "a text that should be JSON is not", "error")


def _marked(value: Symbolic) -> str:
    """Put a mark for each hole: plain inside a string, quoted where the hole is a whole value."""
    written, count, inside = [], 0, False
    for part in value.parts:
        if isinstance(part, str):
            written.append(part)
            inside ^= len(_QUOTE.findall(part)) % 2 == 1
        else:
            mark = f"{_MARK}{count}{_MARK}"
            written.append(mark if inside else f'"{mark}"')
            count += 1
    return "".join(written)


def _filled(value: Value, holes: list[Unknown]) -> Value:
    """Put the holes back where their marks are."""
    if not holes:
        return value
    match value:
        case str() if _MARK in value:
            pieces = value.split(_MARK)
            return text(*(holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)))
        case Mapping():
            return {str(_filled(key, holes)): _filled(item, holes) for key, item in value.items()}
        case _ if is_list(value):
            return [_filled(item, holes) for item in value]
        case _:
            return value


_MARK = "\ue000"
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
