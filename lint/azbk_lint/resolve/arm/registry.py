"""How functions are made known to the evaluator, and what they ask of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import is_holed, is_list, is_object, kind_of

Sees: TypeAlias = Literal["values", "frame", "nodes"]
Want: TypeAlias = Callable[[Value], Any]
Body = TypeVar("Body", bound=Callable[..., Value])


@dataclass(frozen=True, slots=True)
class Function:
    """A documented function: how it is spelt, how many arguments it takes, and what it is called with.

    `sees` "values": the arguments evaluated; "frame": the frame before them; "nodes": the frame and the arguments
    unevaluated, for the forms that leave some of them alone.
    """

    name: str
    least: int
    most: int | None
    sees: Sees
    run: Callable[..., Value]


FUNCTIONS: dict[str, Function] = {}


def function(name: str, least: int, most: int | None, sees: Sees = "values") -> Callable[[Body], Body]:
    """Register a function that copes with unknown arguments itself."""

    def register(body: Body) -> Body:
        FUNCTIONS[name.lower()] = Function(name, least, most, sees, body)
        return body

    return register


def pure(name: str, *wants: Want, optional: int = 0, rest: Want | None = None) -> Callable[[Body], Body]:
    """Register a function of known arguments: one unknown argument, and its value is unknown.

    `wants` check and convert the arguments in order, the last `optional` of them may be left out; `rest` any others.
    """

    def register(body: Body) -> Body:
        def run(*values: Value) -> Value:
            if any(is_holed(value) for value in values):
                return derived(name, values)
            wanted = [*wants, *([rest] * (len(values) - len(wants)) if rest else ())]
            return body(*[want(value) for want, value in zip(wanted, values, strict=False)])

        most = None if rest else len(wants)
        FUNCTIONS[name.lower()] = Function(name, len(wants) - optional, most, "values", run)
        return body

    return register


def anything(value: Value) -> Value:
    """Take any argument."""
    return value


def text(value: Value) -> str:
    """Take a string. Raises ExpressionError for anything else, as all of these do."""
    if isinstance(value, str):
        return value
    raise _wrong("a string", value)


def integer(value: Value) -> int:
    """Take an integer, which may be written as a string."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) < 20 and value.strip().lstrip("+-").isdecimal():
        return int(value)
    raise _wrong("an integer", value)


def array(value: Value) -> Sequence[Value]:
    """Take an array."""
    if is_list(value):
        return value
    raise _wrong("an array", value)


def members(value: Value) -> Mapping[str, Value]:
    """Take an object."""
    if is_object(value):
        return value
    raise _wrong("an object", value)


def sized(value: Value) -> str | Sequence[Value]:
    """Take a string or an array."""
    if isinstance(value, str) or is_list(value):
        return value
    raise _wrong("a string or an array", value)


def _wrong(wanted: str, value: Value) -> ExpressionError:
    return ExpressionError(f"wants {wanted} where {kind_of(value)} is given")
