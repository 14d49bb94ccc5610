"""How .NET writes values into strings: what `format`, `concat`, `string` and `join` have in common."""

from __future__ import annotations

from collections.abc import Mapping

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.values import is_list, weigh

LARGEST = 20_000


def dotnet(value: Value) -> str:
    """Write a known value as .NET's ToString does: `True`, not `true`; arrays and objects as JSON in single quotes."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "True" if value else "False"
        case int() | float():
            return number(value)
        case _ if weigh(value, LARGEST) > LARGEST:
            raise ExpressionError("a value is too large to be written as a string", kind="limit")
        case _:
            return quoted(value)


def number(value: float) -> str:
    """Write a number as .NET does: no fraction where there is none."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)


def quoted(value: Value) -> str:
    """Write a value as JSON with single quotes, as `format` does: `{'a':'b'}`. Raises ExpressionError for an unknown."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number(value)
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
        case Mapping():
            return "{" + ",".join(f"{quoted(str(key))}:{quoted(item)}" for key, item in value.items()) + "}"
        case _ if is_list(value):
            return "[" + ",".join(map(quoted, value)) + "]"
        case _:
            raise ExpressionError("a part of the value is not known", kind="limit")
