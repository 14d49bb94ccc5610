"""How functions are declared: their parameters' types, and what they do with what is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.convert import convert
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.typed import ListOf, MapOf, SetOf, Type
from azbk_lint.resolve.terraform.unknowns import derived, unknown_in


class Parameter(NamedTuple):
    """One parameter's type; `null` where null may be given."""

    type: Type
    null: bool = False


class Function(NamedTuple):
    """A function; `many` is the parameter that may come any number of times behind the others.

    `lenient` functions get what is not known and answer themselves, the others are never called with it. `total` functions
    never fail on arguments of their types, `structural` ones not for what stands in the values they arrange. `scoped` functions
    get the scope before their arguments.
    """

    call: Callable[..., Value]
    parameters: tuple[Parameter, ...]
    many: Parameter | None = None
    optional: int = 0
    lenient: bool = False
    total: bool = False
    structural: bool = False
    scoped: bool = False


STRING, NUMBER, BOOL, ANY = Parameter("string"), Parameter("number"), Parameter("bool"), Parameter("any")
NULLABLE = Parameter("any", null=True)
LIST, STRINGS, BOOLS = Parameter(ListOf("any")), Parameter(ListOf("string")), Parameter(ListOf("bool"))
SET, LISTS_OF_STRINGS = Parameter(SetOf("any")), Parameter(MapOf(ListOf("string")))

Table: TypeAlias = dict[str, Function]
_F = TypeVar("_F", bound=Callable[..., Any])


def adder(table: Table) -> Callable[..., Callable[[_F], _F]]:
    """Make the decorator that enters a function in a table: `@add("name", STRING, many=ANY, lenient=True)`."""

    def add(name: str, *parameters: Parameter, **how: Any) -> Callable[[_F], _F]:  # noqa: ANN401 - the fields of Function
        def enter(call: _F) -> _F:
            table[name] = Function(call, parameters, **how)
            return call

        return enter

    return add


def prepared(name: str, function: Function, arguments: Sequence[Value]) -> list[Value] | Unknown:
    """Check and convert a call's arguments; the derived unknown where one is not known and the function asks for known ones.

    Raises EvalError for a wrong number of arguments, for null, and for what cannot be converted.
    """
    parameters = function.parameters
    given = len(arguments)
    if given < len(parameters) - function.optional or (given > len(parameters) and function.many is None):
        raise EvalError(f"{name}: a wrong number of arguments")
    ready: list[Value] = []
    unknown = False
    for position, argument in enumerate(arguments):
        parameter = parameters[position] if position < len(parameters) else function.many
        if parameter is None:
            raise EvalError(f"{name}: a wrong number of arguments")
        if argument is None and not parameter.null:
            raise EvalError(f"{name}: an argument is null")
        if not function.lenient and unknown_in(argument) is not None:
            unknown = True
        ready.append(argument if parameter.type == "any" else _converted(name, argument, parameter.type))
    return derived(name, *arguments) if unknown else ready


def _converted(name: str, argument: Value, wanted: Type) -> Value:
    try:
        return convert(argument, wanted)
    except EvalError as error:
        raise EvalError(f"{name}: {error}") from None
