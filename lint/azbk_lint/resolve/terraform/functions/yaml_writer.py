"""YAML as `yamlencode` writes it: keys and strings in double quotes, texts of several lines as they are."""

from __future__ import annotations

import json
import re

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.scalars import to_text

_WIDEST = 80


def written(value: Value) -> str | None:
    """Write a value as a YAML document; None where a line would have to be folded."""
    lines = _lines(value, 2)
    if any(len(line) > _WIDEST and " " in line.lstrip("- ") for line in lines):
        return None
    plain = not isinstance(value, str | list | dict)
    return "\n".join(lines) + ("\n...\n" if plain else "\n")


def _lines(value: Value, indent: int) -> list[str]:
    """Write a value; what follows the first line of a text is indented, what follows that of a collection is not."""
    if isinstance(value, dict) and value:
        return [line for key in sorted(value) for line in _member(f"{_quoted(key)}:", value[key])]
    if isinstance(value, list) and value:
        return [line for item in value for line in _item(item)]
    if isinstance(value, dict | list):
        return ["{}" if isinstance(value, dict) else "[]"]
    if not isinstance(value, str):
        return ["null" if value is None else to_text(value)]
    return _text(value, " " * indent) if _stays(value) else [_quoted(value)]


def _member(lead: str, value: Value) -> list[str]:
    lines = _lines(value, 2)
    if not isinstance(value, dict | list) or not value:
        return [f"{lead} {lines[0]}", *lines[1:]]
    inner = "" if isinstance(value, list) else "  "
    return [lead, *(f"{inner}{line}" if line else "" for line in lines)]


def _item(value: Value) -> list[str]:
    first, *rest = _lines(value, 2)
    nested = isinstance(value, dict | list)
    return [f"- {first}", *(f"  {line}" if nested and line else line for line in rest)]


def _stays(value: str) -> bool:
    """Say whether a string of several lines is written as it is."""
    return "\n" in value and value.strip("\n") != "" and not re.search(r" \n| $|[^\n\x20-\ufffd]|\t", value)


def _text(value: str, indent: str) -> list[str]:
    marked = f"{len(indent)}" if value[0] in " \n" else ""
    chomped = "-" if not value.endswith("\n") else "+" if value.endswith("\n\n") else ""
    body = value.removesuffix("\n").split("\n")
    return [f"|{marked}{chomped}", *(f"{indent}{line}" if line else "" for line in body)]


def _quoted(value: str) -> str:
    written_ = json.dumps(value, ensure_ascii=False)
    return written_.replace("\x7f", "\\x7F").replace("\x85", "\\N").replace("\xa0", "\\_").replace("\ufeff", "\\uFEFF")
