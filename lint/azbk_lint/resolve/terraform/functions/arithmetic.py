"""Functions of numbers."""

from __future__ import annotations

import math

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.bounds import MOST_BITS
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.functions.registry import ANY, NUMBER, Table, adder
from azbk_lint.resolve.terraform.scalars import to_number, whole
from azbk_lint.resolve.terraform.typed import ListValue

TABLE: Table = {}
add = adder(TABLE)
Number = int | float


@add("abs", NUMBER, total=True)
def absolute(number: Number) -> Number:
    """Give a number without its sign."""
    return abs(number)


@add("ceil", NUMBER, total=True)
def ceil(number: Number) -> int:
    """Round up."""
    return math.ceil(number)


@add("floor", NUMBER, total=True)
def floor(number: Number) -> int:
    """Round down."""
    return math.floor(number)


@add("log", NUMBER, NUMBER)
def log(number: Number, base: Number) -> Number:
    """Give a logarithm."""
    return whole(math.log(number) / math.log(base))


@add("max", many=NUMBER)
def largest(*numbers: Number) -> Number:
    """Give the largest number."""
    return max(numbers)


@add("min", many=NUMBER)
def smallest(*numbers: Number) -> Number:
    """Give the smallest number."""
    return min(numbers)


@add("parseint", ANY, NUMBER)
def parse_int(text: Value, base: Number) -> int:
    """Read a whole number in a base from 2 to 62, where lower case letters come before upper case ones."""
    if not isinstance(text, str):
        raise EvalError("the first argument must be a string")
    if base not in range(2, 63) or not text or "_" in text:
        raise EvalError("not a number of this base")
    digits = text.lstrip("+-")
    if len(text) - len(digits) > 1 or len(digits) > MOST_BITS:
        raise EvalError("not a number of this base")
    number = 0
    for character in digits:
        digit = _digit(character, int(base))
        number = number * int(base) + digit
    return -number if text[0] == "-" else number


def _digit(character: str, base: int) -> int:
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    digit = alphabet.find(character if base > 36 else character.lower())
    if not 0 <= digit < base or not character:
        raise EvalError("not a number of this base")
    return digit


@add("pow", NUMBER, NUMBER)
def power(number: Number, exponent: Number) -> Number:
    """Raise a number to a power."""
    try:
        return whole(math.pow(number, exponent))
    except OverflowError:
        raise Limit("a number grows too large") from None


@add("signum", NUMBER)
def signum(number: Number) -> int:
    """Give the sign of a whole number."""
    if not isinstance(number, int) or abs(number) >= 1 << 63:
        raise EvalError("a whole number of 64 bits is required")
    return (number > 0) - (number < 0)


@add("sum", ANY)
def total(numbers: Value) -> Number:
    """Add up a list that is not empty."""
    from azbk_lint.resolve.terraform.expressions.operators import added

    if not isinstance(numbers, list):
        raise EvalError("a list is required")
    if not numbers:
        raise EvalError("the list is empty")
    result: Number = 0
    for number in numbers:
        result = added(result, to_number(number))
    return result


@add("range", many=NUMBER)
def range_(*bounds: Number) -> Value:
    """Count from a start to below a limit in steps, 1,024 at most as Terraform has it."""
    if not 1 <= len(bounds) <= 3:
        raise EvalError("takes one to three arguments")
    start, limit = (0, bounds[0]) if len(bounds) == 1 else bounds[:2]
    step = bounds[2] if len(bounds) == 3 else 1 if limit >= start else -1
    if step == 0 or ((limit > start) is not (step > 0) and limit != start):
        raise EvalError("the step leads away from the limit")
    count = max(0, math.ceil((limit - start) / step))
    if count > 1024:
        raise EvalError("more than 1024 numbers")
    numbers = [start + step * turn for turn in range(count)]
    return ListValue([number if isinstance(number, int) else whole(round(number, 12)) for number in numbers], "number")
