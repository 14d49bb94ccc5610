"""The vocabulary of the tables: ARM's shape of a body, whose leaves say which azurerm argument fills them.

A shape is a mapping from ARM's property names to parts; a part is a nested shape, a node, or the dotted path of an
argument as a plain string. Bodies are read through the shape on demand, so that an argument nobody asks for is never
evaluated, and the same shape leads from a route in the body back to the argument that is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.terraform.azurerm.arguments import At, as_flag, as_number, as_switch, as_text, find


class Node(Protocol):
    """A part of a body that is more than a path."""

    def read(self, at: At) -> Value:
        """Give the part's value; None where ARM would have nothing there."""
        ...

    def trace(self, at: At, rest: Route) -> Route:
        """Give the route into the arguments for a route into the part."""
        ...


Part: TypeAlias = "str | Node | Shape"
Shape: TypeAlias = Mapping[str, Part]

ITEM = ""
"""The path of a list's item that is a value, not a block."""


def read(part: Part, at: At) -> Value:
    """Give the value of a part."""
    match part:
        case str():
            return as_text(find(at, part)[0])
        case Mapping():
            return Body(part, at)
        case _:
            return part.read(at)


def trace(part: Part, at: At, rest: Route) -> Route:
    """Give the route into the arguments for a route into a part."""
    match part:
        case str():
            return (*find(at, part)[1], *rest)
        case Mapping():
            key = rest[0] if rest else None
            found = next((inner for name, inner in part.items() if isinstance(key, str) and name.casefold() == key.casefold()), None)
            return at.route if found is None else trace(found, at, rest[1:])
        case _:
            return part.trace(at, rest)


class Body(Mapping[str, Value]):
    """A shape filled from arguments on demand; its keys are the shape's, and what is not written is None."""

    __slots__ = ("_at", "_known", "_shape")

    def __init__(self, shape: Shape, at: At) -> None:
        self._shape, self._at, self._known = shape, at, dict[str, Value]()

    def __getitem__(self, key: str) -> Value:
        if key not in self._known:
            self._known[key] = read(self._shape[key], self._at)
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._shape

    def __iter__(self) -> Iterator[str]:
        return iter(self._shape)

    def __len__(self) -> int:
        return len(self._shape)


@dataclass(frozen=True, slots=True)
class Arg:
    """The first written of several arguments, brought to a type or into ARM's words; the provider's default otherwise."""

    paths: tuple[str, ...]
    by: Callable[[Value], Value] = as_text
    default: Value = None

    def read(self, at: At) -> Value:
        """Give the argument's value; an Unknown one is not changed."""
        for path in self.paths:
            value, _ = find(at, path)
            if value is not None:
                return value if isinstance(value, Unknown) else self.by(value)
        return self.by(self.default)

    def trace(self, at: At, rest: Route) -> Route:
        """Lead to the argument that is written, or where the first would be."""
        found = [find(at, path) for path in self.paths]
        return next(((*route, *rest) for value, route in found if value is not None), found[0][1])


def arg(*paths: str, by: Callable[[Value], Value] = as_text, default: Value = None) -> Arg:
    """Take a string, or whatever `by` makes of the argument."""
    return Arg(paths, by, default)


def number(*paths: str, default: int | None = None) -> Arg:
    """Take a number."""
    return Arg(paths, as_number, default)


def flag(*paths: str, default: bool | None = None) -> Arg:
    """Take a boolean."""
    return Arg(paths, as_flag, default)


def switch(*paths: str, default: bool | None = None) -> Arg:
    """Take a boolean that ARM calls `Enabled` or `Disabled`."""
    return Arg(paths, as_switch, default)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the provider always sends."""

    value: Value

    def read(self, at: At) -> Value:  # noqa: ARG002 - a node like the others
        """Give the value."""
        return self.value

    def trace(self, at: At, rest: Route) -> Route:  # noqa: ARG002 - a node like the others
        """Lead to the block it belongs to."""
        return at.route


@dataclass(frozen=True, slots=True)
class Derived:
    """What the provider works out from several arguments, any of which may be None or unknown."""

    function: Callable[..., Value]
    paths: tuple[str, ...]

    def read(self, at: At) -> Value:
        """Give what the function makes of the arguments."""
        return self.function(*(find(at, path)[0] for path in self.paths))

    def trace(self, at: At, rest: Route) -> Route:  # noqa: ARG002 - its parts are not written anywhere
        """Lead to the first of the arguments that is written."""
        found = [find(at, path) for path in self.paths]
        return next((route for value, route in found if value is not None), found[0][1])


def derived(function: Callable[..., Value], *paths: str) -> Derived:
    """Work a value out from arguments."""
    return Derived(function, paths)
