"""Functions that compare: equals, coalesce, and the order of numbers and strings."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.arm.compare import alike
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import evaluate
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.registry import anything, function, pure
from azbk_lint.resolve.arm.syntax import Node
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import kind_of


@function("equals", 2, 2)
def _equals(one: Value, other: Value) -> Value:
    answer = alike(one, other)
    return derived("equals", (one, other)) if answer is None else answer


@function("coalesce", 1, None, "nodes")
def _coalesce(frame: Frame, *nodes: Node) -> Value:
    for index, node in enumerate(nodes):
        value = evaluate(node, frame)
        if isinstance(value, Unknown):
            rest = [evaluate(later, frame) for later in nodes[index + 1 :]]
            return value if all(alike(value, other) for other in rest) else derived("coalesce", (value, *rest))
        if value is not None:
            return value
    return None


def culture_order(text: str) -> tuple[str, str]:
    """Give what sorts strings as the invariant culture does: letters first, and lower case before upper."""
    return text.lower(), text.swapcase()


def _compared(one: Value, other: Value) -> int:
    """Compare two numbers or two strings: below, at or above 0. Raises ExpressionError for anything else."""
    match one, other:
        case (bool(), _) | (_, bool()):
            pass
        case (int() | float(), int() | float()):
            return (one > other) - (one < other)
        case (str(), str()):
            return (culture_order(one) > culture_order(other)) - (culture_order(one) < culture_order(other))
        case _:
            pass
    raise ExpressionError(f"wants two numbers or two strings where {kind_of(one)} and {kind_of(other)} are given")


def _order(name: str, holds: Callable[[int], bool]) -> None:
    @pure(name, anything, anything)
    def _(one: Value, other: Value) -> Value:
        return holds(_compared(one, other))


_order("less", lambda sign: sign < 0)
_order("lessOrEquals", lambda sign: sign <= 0)
_order("greater", lambda sign: sign > 0)
_order("greaterOrEquals", lambda sign: sign >= 0)
