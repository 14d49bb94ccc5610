"""Functions of whole numbers, and the indexes of loops."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.registry import anything, function, integer, pure
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import is_holed, is_list, kind_of

BITS = 64


@pure("add", integer, integer)
def _add(one: int, other: int) -> Value:
    return _bounded(one + other)


@pure("sub", integer, integer)
def _sub(one: int, other: int) -> Value:
    return _bounded(one - other)


@pure("mul", integer, integer)
def _mul(one: int, other: int) -> Value:
    return _bounded(one * other)


@pure("div", integer, integer)
def _div(one: int, other: int) -> Value:
    """Divide as .NET does: towards zero."""
    if other == 0:
        raise ExpressionError("div() divides by 0")
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


@pure("mod", integer, integer)
def _mod(one: int, other: int) -> Value:
    """Give the remainder as .NET does: with the sign of the first."""
    if other == 0:
        raise ExpressionError("mod() divides by 0")
    remainder = abs(one) % abs(other)
    return remainder if one >= 0 else -remainder


def _bounded(number: int) -> int:
    if number.bit_length() >= BITS:
        raise ExpressionError("the number is too large for Azure")
    return number


@function("max", 1, None)
def _max(*values: Value) -> Value:
    return _extreme("max", max, values)


@function("min", 1, None)
def _min(*values: Value) -> Value:
    return _extreme("min", min, values)


def _extreme(name: str, pick: Callable[[list[int]], int], values: tuple[Value, ...]) -> Value:
    numbers = [number for value in values for number in (value if is_list(value) else [value])]
    if any(is_holed(number) for number in numbers):
        return derived(name, numbers)
    if not numbers or not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise ExpressionError(f"{name}() wants integers")
    return pick([number for number in numbers if isinstance(number, int)])


@pure("int", anything)
def _int(value: Value) -> Value:
    return int(value) if isinstance(value, float) and abs(value) < 2**63 else integer(value)


@pure("float", anything)
def _float(value: Value) -> Value:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except ValueError:
            pass
    raise ExpressionError(f"wants a number where {kind_of(value)} is given")


@function("copyIndex", 0, 2, "frame")
def _copy_index(frame: Frame, *values: Value) -> Value:
    name, *rest = values if values and isinstance(values[0], str) else ("", *values)
    offset = rest[0] if rest else 0
    folded = str(name).lower()
    if folded not in frame.loops:
        raise ExpressionError(f"there is no loop '{name}' here" if name else "there is no loop here")
    index = frame.loops[folded]
    if is_holed(index) or is_holed(offset):
        return derived("add", (index, offset)) if rest else index
    return integer(index) + integer(offset)
