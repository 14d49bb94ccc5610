"""The kinds of values, among them objects that Azure completes, and their members in any letter case."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeGuard

from azbk_lint.model.value import Symbolic, Unknown, Value

DEEPEST = 256
"""Arrays and objects within each other, the bound of the JSON reader too."""


class Open(Mapping[str, Value]):
    """An object of which only the declared members are known: what `reference()` gives of a resource declared here.

    A member it lacks is unknown, never absent: Azure fills in what a template leaves out.
    """

    __slots__ = ("hole", "key", "members")

    def __init__(self, key: str, members: Mapping[str, Value]) -> None:
        self.key = key
        self.members = members
        self.hole = Unknown(key, f"{key} is known only once it is deployed", "runtime")

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return opened(fold_get(self.members, name), f"{self.key}.{name}")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold_has(self.members, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def holds(self, name: str) -> bool | None:
        """Say whether there is such a member, None where nobody can tell."""
        return True if name in self else None

    def missing(self, name: str) -> Unknown:
        """Give what stands for a member that is not declared."""
        return Unknown(f"{self.key}.{name}", f"{self.key}.{name} is known only once it is deployed", "runtime")


class Either(Open):
    """An object that is one of two, by a condition nobody knows.

    `members` are those of either; the `certain` ones, by lower-case name, are in both.
    """

    __slots__ = ("certain",)

    def __init__(self, hole: Unknown, members: Mapping[str, Value], certain: Container[str]) -> None:
        super().__init__(hole.key, members)
        self.hole = hole
        self.certain = certain

    def holds(self, name: str) -> bool | None:
        """Say whether both have such a member; None where one has."""
        return name in self and (name.lower() in self.certain or None)

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return fold_get(self.members, name)


def opened(value: Value, key: str) -> Value:
    """Give a part of a declared resource as Azure may have completed it."""
    if type(value) is dict:
        return Open(key, value)
    if is_list(value):
        return [opened(item, f"{key}[{index}]") for index, item in enumerate(value)]
    return value


def is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    """Say whether a value is an array."""
    return isinstance(value, list | tuple)


def is_object(value: Value) -> TypeGuard[Mapping[str, Value]]:
    """Say whether a value is an object all of whose members are known by name."""
    return type(value) is dict or (type(value) is not str and isinstance(value, Mapping) and not isinstance(value, Open))


_HOLED = (Unknown, Symbolic, Open)


def is_holed(value: Value) -> TypeGuard[Unknown | Symbolic | Open]:
    """Say whether a value is unknown itself, rather than only somewhere inside."""
    return isinstance(value, _HOLED)


def kind_of(value: Value) -> str:
    """Name a value's type as an error message does."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str() | Symbolic():
            return "a string"
        case Unknown():
            return "an unknown"
        case Mapping():
            return "an object"
        case _:
            return "an array"


def fold_get(of: Mapping[str, Value], name: str, default: Value = None) -> Value:
    """Read an object's member, its name in any letter case."""
    if name in of:
        return of[name]
    folded = name.lower()
    for key in of:
        if key.lower() == folded:
            return of[key]
    return default


def fold_has(of: Mapping[str, Value], name: str) -> bool:
    """Say whether an object has a member, its name in any letter case."""
    return name in of or name.lower() in map(str.lower, of)


def weigh(value: Value, most: int) -> int:
    """Count the values in a value, up to a bound; one more than the bound for what is nested deeper than JSON may be.

    A few expressions can make a value that no memory holds written out, and one that no recursion gets to the end of.
    """
    weight, opened_ = 0, [iter((value,))]
    while opened_:
        for item in opened_[-1]:
            weight += 1
            if type(item) is dict:
                opened_.append(iter(tuple(item.values())))
                break
            if type(item) is list:
                opened_.append(iter(tuple(item)))
                break
        else:
            opened_.pop()
        if weight > most or len(opened_) > DEEPEST:
            return most + 1
    return weight
