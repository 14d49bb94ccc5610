"""The nodes of the tables that deal in blocks, lists and what may be missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from azbk_lint.model.value import Route, Unknown, Value, items
from azbk_lint.resolve.terraform.azurerm.arguments import At, find, is_list, listed
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Part, read, trace


@dataclass(frozen=True, slots=True)
class Each:
    """A list with an item for each block, or for each item of an argument that is a list or set."""

    path: str
    part: Part

    def read(self, at: At) -> Value:
        """Give the items in the order written, an Unknown for each that stands for blocks nobody can count."""
        value, route = find(at, self.path)
        blocks = listed(value)
        if not is_list(blocks):
            return blocks if isinstance(blocks, Unknown) else None
        return [
            item if isinstance(item, Unknown) else read(self.part, At(at.instance, item, route if blocks is not value else (*route, index)))
            for index, item in enumerate(blocks)
        ]

    def trace(self, at: At, rest: Route) -> Route:
        """Lead to the block or item of that number."""
        value, route = find(at, self.path)
        if not rest or not isinstance(rest[0], int):
            return route
        if isinstance(value, Mapping):
            return trace(self.part, At(at.instance, value, route), rest[1:])
        item = value[rest[0]] if is_list(value) and -len(value) <= rest[0] < len(value) else None
        return trace(self.part, At(at.instance, item, (*route, rest[0])), rest[1:])


@dataclass(frozen=True, slots=True)
class One:
    """An object for a block that may stand once, nothing where it does not."""

    path: str
    part: Part

    def read(self, at: At) -> Value:
        """Give the object, the block's paths starting in the block."""
        inner = self._block(at)
        return inner.value if inner.value is None or isinstance(inner.value, Unknown) else read(self.part, inner)

    def trace(self, at: At, rest: Route) -> Route:
        """Lead into the block."""
        inner = self._block(at)
        return trace(self.part, inner, rest) if isinstance(inner.value, Mapping) else inner.route

    def _block(self, at: At) -> At:
        value, route = find(at, self.path)
        if is_list(value):
            return At(at.instance, value[0], (*route, 0)) if value else At(at.instance, None, route)
        return At(at.instance, value, route)


@dataclass(frozen=True, slots=True)
class Where:
    """A part that is there only where a test of some arguments holds; unknown where nobody can tell."""

    test: Callable[..., bool | Unknown]
    paths: tuple[str, ...]
    part: Part

    def read(self, at: At) -> Value:
        """Give the part, None where the test fails, the Unknown where it is open."""
        held = self._held(at)
        return held if isinstance(held, Unknown) else read(self.part, at) if held else None

    def trace(self, at: At, rest: Route) -> Route:
        """Lead into the part; for a whole object, and where there is none, to the first argument tested."""
        inside = bool(rest) or not isinstance(self.part, Mapping)
        return trace(self.part, at, rest) if inside and self._held(at) is True else find(at, self.paths[0])[1]

    def _held(self, at: At) -> bool | Unknown:
        return self.test(*(find(at, path)[0] for path in self.paths))


@dataclass(frozen=True, slots=True)
class First:
    """The first of several parts that gives anything: for an argument and what it was called before."""

    parts: tuple[Part, ...]

    def read(self, at: At) -> Value:
        """Give the first value there is."""
        return next((value for part in self.parts if (value := read(part, at)) is not None), None)

    def trace(self, at: At, rest: Route) -> Route:
        """Lead into the part that gives the value."""
        return trace(next((part for part in self.parts if read(part, at) is not None), self.parts[0]), at, rest)


@dataclass(frozen=True, slots=True)
class Together:
    """One list of what several kinds of block hold."""

    parts: tuple[Each, ...]

    def read(self, at: At) -> Value:
        """Give all items, one kind after the other."""
        return [item for part in self.parts for item in items(part.read(at))]

    def trace(self, at: At, rest: Route) -> Route:
        """Lead to the block that gave the item of that number."""
        if not rest or not isinstance(rest[0], int):
            return at.route
        index = rest[0]
        for part in self.parts:
            count = len(items(part.read(at)))
            if index < count:
                return part.trace(at, (index, *rest[1:]))
            index -= count
        return at.route


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of one, for what ARM lets be many and the provider does not; nothing where the part gives nothing."""

    part: Part

    def read(self, at: At) -> Value:
        """Give the part in a list."""
        value = read(self.part, at)
        return value if value is None or isinstance(value, Unknown) else [value]

    def trace(self, at: At, rest: Route) -> Route:
        """Lead into the part, whatever the number."""
        return trace(self.part, at, rest[1:])


def when(path: str, part: Part) -> Where:
    """Take a part only where an argument is written."""
    return Where(_is_written, (path,), part)


def unless(path: str, part: Part) -> Where:
    """Take a part only where an argument is not written."""
    return Where(_is_missing, (path,), part)


def ref(path: str) -> Where:
    """Refer to another resource as ARM does, by an object that holds its id."""
    return when(path, {"id": path})


def refs(path: str) -> Each:
    """Refer to several resources by their ids."""
    return Each(path, {"id": ITEM})


def first(*parts: Part) -> First:
    """Take the first part that gives anything."""
    return First(parts)


def _is_written(value: Value) -> bool | Unknown:
    return value if isinstance(value, Unknown) else value is not None


def _is_missing(value: Value) -> bool | Unknown:
    return value if isinstance(value, Unknown) else value is None
