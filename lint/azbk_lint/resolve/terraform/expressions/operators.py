"""Arithmetic, comparison and logic."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from azbk_lint.model.hcl import Binary, Unary
from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.bounds import MOST_BITS
from azbk_lint.resolve.terraform.compare import equal
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expressions.dispatch import Handlers, evaluate
from azbk_lint.resolve.terraform.scalars import to_bool, to_number, whole
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unknowns import derived, unknown_in

Number = int | float
_PRECISE = Context(prec=60)


def binary(node: Binary, scope: Scope) -> Value:
    """Evaluate `left operator right`; a long chain of operators without recursing into its left side."""
    chain: list[Binary] = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    value = evaluate(chain[-1].left, scope)
    for step in reversed(chain):
        value = _OPERATORS[step.operator](value, step, scope)
    return value


def _equality(left: Value, node: Binary, scope: Scope) -> Value:
    right = evaluate(node.right, scope)
    unknown_in(left), unknown_in(right)
    answer = equal(left, right)
    if isinstance(answer, Unknown):
        return answer if node.operator == "==" else derived("!", answer)
    return answer if node.operator == "==" else not answer


def _logic(left: Value, node: Binary, scope: Scope) -> Value:
    """Decide `&&` and `||` by one side where that is enough, though the other is not known."""
    deciding = node.operator == "||"
    first = _side(left)
    second = _side(evaluate(node.right, scope))
    if first is deciding or second is deciding:
        return deciding
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return derived(node.operator, first, second)
    return not deciding


def _side(value: Value) -> bool | Unknown:
    if value is None:
        raise EvalError("null is neither true nor false")
    unknown = value if isinstance(value, Unknown | Symbolic) else None
    if unknown is None:
        return to_bool(value)
    return derived("tobool", unknown) if isinstance(unknown, Symbolic) else unknown


def _arithmetic(left: Value, node: Binary, scope: Scope) -> Value:
    right = evaluate(node.right, scope)
    if isinstance(left, Unknown | Symbolic) or isinstance(right, Unknown | Symbolic):
        made = derived(node.operator, left, right)
        scope.module.run.doubt(made)
        return made
    one, other = to_number(left), to_number(right)
    if type(one) is int and type(other) is int and node.operator != "/":
        return _fits(_WHOLE[node.operator](one, other))
    return _precise(node.operator, one, other)


def _fits(value: int) -> int:
    if value.bit_length() > MOST_BITS:
        raise Limit("a number grows too large")
    return value


def _remainder(left: int, right: int) -> int:
    if right == 0:
        return left
    return int(math.copysign(abs(left) % abs(right), left)) if abs(left) < 1 << 50 else left - right * _quotient(left, right)


def _quotient(left: int, right: int) -> int:
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def added(left: Number, right: Number) -> Number:
    """Add two numbers as `+` does."""
    return _fits(left + right) if type(left) is int and type(right) is int else _decimal("+", left, right)


def _precise(sign: str, left: Number, right: Number) -> Value:
    """Compute with fractions in decimal, so that 0.1 + 0.2 is 0.3 as it is in Terraform."""
    compare = _COMPARE.get(sign)
    if compare is not None:
        return compare(left, right)
    if right == 0 and sign == "%":
        return left
    if right == 0 and sign == "/":
        raise EvalError("division by zero")
    if sign == "/" and type(left) is int and type(right) is int and left % right == 0:
        return left // right
    return _decimal(sign, left, right)


def _decimal(sign: str, left: Number, right: Number) -> Number:
    one, other = Decimal(repr(left)), Decimal(repr(right))
    result = _DECIMAL[sign](_PRECISE, one, other)
    return _fits(int(result)) if result == result.to_integral_value() and result.adjusted() < 60 else whole(float(result))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
_WHOLE: dict[str, Callable[[int, int], int]] = {
    **_COMPARE,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": _remainder,
}
_DECIMAL: dict[str, Callable[[Context, Decimal, Decimal], Decimal]] = {
    "+": Context.add,
    "-": Context.subtract,
    "*": Context.multiply,
    "/": Context.divide,
    "%": Context.remainder,
}
_OPERATORS: dict[str, Callable[[Value, Binary, Scope], Value]] = {
    **dict.fromkeys(_WHOLE, _arithmetic),
    "/": _arithmetic,
    "==": _equality,
    "!=": _equality,
    "&&": _logic,
    "||": _logic,
}


def unary(node: Unary, scope: Scope) -> Value:
    """Evaluate `-operand` and `!operand`."""
    value = evaluate(node.operand, scope)
    if isinstance(value, Unknown | Symbolic):
        made = derived(node.operator, value)
        scope.module.run.doubt(made)
        return made
    if node.operator == "!":
        return not _side(value)
    return -to_number(value)


HANDLERS: Handlers = {Binary: binary, Unary: unary}
