"""What a function call passes on: which of its arguments its value, or a part of it, was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from azbk_lint.model.hcl import Node
from azbk_lint.model.value import Route, Unknown, Value

Values: TypeAlias = Callable[[Node], Value]
Passed: TypeAlias = Iterator[tuple[Node, Route]]
READERS = frozenset(("file", "filebase64", "templatefile"))
DECODERS = frozenset(("jsondecode", "yamldecode"))


def passed_on(name: str, arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the arguments that a value on a route came from, the rest of the route behind each.

    A function that chooses passes on what it chose alone, as far as that is known.
    """
    choose = _CHOICES.get(name)
    if choose is not None and (name in _WHOLE or route):
        yield from choose(arguments, route, value_of)
        return
    for argument in arguments:
        yield argument, route if name in _SHAPED else ()


def _first(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the first argument that is known to have a value, and those before it that may have one."""
    for argument in arguments:
        value = value_of(argument)
        if value is not None and value != "":
            yield argument, route
            if not isinstance(value, Unknown):
                return


def _succeeding(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the first argument that does not fail; what fails is unknown here."""
    known = next((argument for argument in arguments if not isinstance(value_of(argument), Unknown)), None)
    yield from ((each, route) for each in (arguments if known is None else [known]))


def _last_with_key(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the last argument that has the route's key, and those behind it that may have it."""
    for argument in reversed(arguments):
        value = value_of(argument)
        if isinstance(value, Unknown):
            yield argument, route
        elif isinstance(value, Mapping) and route[0] in value:
            yield argument, route
            return


def _in_line(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the list that an index into lists end to end falls into."""
    index = route[0]
    for argument in arguments:
        value = value_of(argument)
        if not isinstance(value, list) or not isinstance(index, int):
            yield argument, ()
        elif index < len(value):
            yield argument, (index, *route[1:])
            return
        else:
            index -= len(value)


def _looked_up(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give what a key leads to, or what stands in for it."""
    table, key, *default = arguments
    held, wanted = value_of(table), value_of(key)
    if isinstance(held, Mapping) and isinstance(wanted, str) and wanted not in held:
        yield from ((each, route) for each in default)
    else:
        yield table, (wanted, *route) if isinstance(wanted, str) else ()


def _element(arguments: Sequence[Node], route: Route, value_of: Values) -> Passed:
    """Give the item of a list that an index, which begins anew at its end, chooses."""
    of, *index = arguments
    held, wanted = value_of(of), value_of(index[0]) if index else None
    known = isinstance(held, list) and held and isinstance(wanted, int)
    yield of, (wanted % len(held), *route) if known else ()  # type: ignore[operator, arg-type] # as just seen


_SHAPED = frozenset(("tolist", "toset", "tomap", "tostring", "tonumber", "nonsensitive", "sensitive", "jsondecode", "yamldecode"))
_CHOICES: Mapping[str, Callable[[Sequence[Node], Route, Values], Passed]] = {
    "try": _succeeding,
    "coalesce": _first,
    "merge": _last_with_key,
    "concat": _in_line,
    "lookup": _looked_up,
    "element": _element,
}
_WHOLE = frozenset(("try", "coalesce", "lookup", "element"))
"""The functions that choose even where nobody asks for a part of what they give."""
