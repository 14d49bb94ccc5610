"""An instance's arguments, read by path and brought to the type the provider gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeGuard

from azbk_lint.model.value import Route, Text, Unknown, Value
from azbk_lint.resolve.terraform.instance import Instance


class At(NamedTuple):
    """Where a table's paths start: an instance's arguments, or a block or list item within them, and the route there."""

    instance: Instance
    value: Value
    route: Route = ()


def top(instance: Instance) -> At:
    """Start at the arguments of an instance."""
    return At(instance, instance.values)


def find(at: At, path: str) -> tuple[Value, Route]:
    """Follow a dotted path, taking the first block where blocks stand on the way.

    A leading `/` starts at the instance's arguments again, an empty path is the item itself. An Unknown on the way is
    the answer, and an empty string is none: the provider cannot tell it from an argument that is not written.
    """
    value, route = (at.instance.values, ()) if path.startswith("/") else (at.value, at.route)
    for name in path.strip("/").split(".") if path else ():
        if is_list(value):
            value, route = (value[0] if value else None), (*route, 0)
        if isinstance(value, Unknown):
            return value, route
        value, route = (value.get(name) if isinstance(value, Mapping) else None), (*route, name)
    return (None if value == "" else value), route


def written(instance: Instance, name: str) -> Text:
    """Give an argument that is a string; where it is not written, an Unknown that belongs to this instance alone."""
    value = as_text(find(top(instance), name)[0])
    if isinstance(value, Text):
        return value
    return Unknown(f"{instance.address}.{name}", f"`{name}` of {instance.address} is not written", "runtime")


def listed(value: Value) -> Value:
    """Give a single block as a list: JSON syntax may write an object where the native one has a block."""
    return [value] if isinstance(value, Mapping) else value


def is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    """Tell a list from a string and from a single value."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def as_text(value: Value) -> Value:
    """Make strings of numbers and booleans, as the provider does where its schema says string."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:.15g}"
        case Mapping():
            return {key: as_text(item) for key, item in value.items()}
        case _ if is_list(value):
            return [as_text(item) for item in value]
        case _:
            return value


def as_number(value: Value) -> Value:
    """Make numbers of strings that hold one, as the provider does where its schema says number."""
    match value:
        case str():
            return _number(value)
        case _ if is_list(value):
            return [as_number(item) for item in value]
        case _:
            return value


def as_flag(value: Value) -> Value:
    """Make booleans of the strings that mean one, as the provider does where its schema says boolean."""
    return {"true": True, "1": True, "false": False, "0": False}.get(value, value) if isinstance(value, str) else value


def as_switch(value: Value) -> Value:
    """Give a boolean argument as the word ARM uses for it."""
    flag = as_flag(value)
    return ("Enabled" if flag else "Disabled") if isinstance(flag, bool) else flag


def _number(value: str) -> Value:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
