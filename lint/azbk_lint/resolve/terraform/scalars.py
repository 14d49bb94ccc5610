"""Conversions of known scalars."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.errors import EvalError, Limit


def to_text(value: Value) -> str:
    """Convert a known scalar to a string. Raises EvalError for null and collections."""
    if isinstance(value, str):
        return value
    convert = _TO_TEXT.get(type(value))
    if convert is None:
        raise EvalError("null cannot be part of a string" if value is None else "a string is required, and this is a collection")
    return convert(value)


def _float_text(value: float) -> str:
    if not isfinite(value):
        raise Limit("a number grows too large")
    return format(Decimal(repr(value)), "f") if not value.is_integer() else str(int(value))


_TO_TEXT: dict[type, Callable[..., str]] = {bool: lambda value: "true" if value else "false", int: str, float: _float_text}


def to_number(value: Value) -> int | float:
    """Convert a known scalar to a number, an int where it is whole. Raises EvalError."""
    kind = type(value)
    if kind is int:
        return value  # type: ignore[return-value]  # `type` does not narrow
    if kind is float:
        return whole(value)  # type: ignore[arg-type]  # likewise
    if kind is str:
        return parse_number(value)  # type: ignore[arg-type]  # likewise
    raise EvalError("a number is required")


def whole(value: float) -> int | float:
    """Give a number as an int where it is whole."""
    if not isfinite(value):
        raise Limit("a number grows too large")
    if not value.is_integer():
        return value
    return int(value) if abs(value) < 1 << 53 else int(Decimal(repr(value)))


def parse_number(text: str) -> int | float:
    """Read a decimal number as Terraform does. Raises EvalError."""
    if not text or text[-1].isspace() or text[0].isspace() or "_" in text or not text.isascii():
        raise EvalError("a number is required")
    try:
        number = int(text) if len(text) < 600 else Decimal(text)
    except (ValueError, InvalidOperation):
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise EvalError("a number is required") from None
    if isinstance(number, int):
        return number
    if not number.is_finite():
        raise EvalError("a number is required")
    if number and number.adjusted() > 300:
        raise Limit("a number grows too large")
    return int(number) if number == number.to_integral_value() else float(number)


def to_bool(value: Value) -> bool:
    """Convert a known scalar to a boolean. Raises EvalError."""
    if isinstance(value, bool):
        return value
    if value in ("true", "1") and isinstance(value, str):
        return True
    if value in ("false", "0") and isinstance(value, str):
        return False
    raise EvalError("a boolean is required")
