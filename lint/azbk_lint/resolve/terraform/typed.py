"""Terraform's types, and its values as plain Python.

An object is a dict and a tuple a list; a map, a list and a set are subclasses of these that know their element type,
since `[] == tolist([])` is false and `cond ? [1] : ["a"]` is `["1"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from azbk_lint.model.value import Value


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetOf:
    """`set(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """`map(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`tuple([elements])`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`object({ attributes })`; `defaults` holds an entry for each optional attribute, None where no default is written."""

    attributes: Mapping[str, Type]
    defaults: Mapping[str, Value] | None = None


Type: TypeAlias = str | ListOf | SetOf | MapOf | TupleOf | ObjectOf
"""A type constraint; the scalars are "string", "number" and "bool", and "any" is the type nobody can tell."""


class ListValue(list[Value]):
    """A list, all of whose items have one type."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


class SetValue(list[Value]):
    """A set: each value once, strings and numbers in order. Made by `convert.make_set`."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


SCALARS: frozenset[type] = frozenset((str, int, float, bool, type(None)))
"""The classes of known scalars; looked up by class, since `isinstance` with an abstract class is slow and this is asked of everything."""


class MapValue(dict[str, Value]):
    """A map, all of whose items have one type."""

    __slots__ = ("element",)

    def __init__(self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


PLAIN = SCALARS | {list, dict, ListValue, SetValue, MapValue}
"""The classes of all values but the unknown and the lazy."""
