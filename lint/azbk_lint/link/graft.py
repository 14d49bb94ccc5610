"""Lays parts of a resource over it: values joined, and a note of which declaration each comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from azbk_lint.model.resource import Origin, Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Key, Route, Unknown, Value, dig, items


@dataclass(frozen=True, slots=True)
class Composite:
    """Where the parts of a resource put together from several declarations were written."""

    base: Origin
    grafts: Mapping[Route, tuple[Origin, Route]]

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route, in the declaration it came from."""
        origin, inside = self._owner(route)
        return origin.place(inside)

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places a value came through, from the declaration it came from."""
        origin, inside = self._owner(route)
        return origin.chain(inside)

    def _owner(self, route: Route) -> tuple[Origin, Route]:
        plain = lowered(route)
        for length in range(len(route), 0, -1):
            if graft := self.grafts.get(plain[:length]):
                return graft[0], (*graft[1], *route[length:])
        return self.base, route


def laid(whole: Resource, parts: Sequence[Resource], doubt: Unknown | None = None, under: Route = ()) -> Resource:
    """Lay parts over a resource, or over what stands under a route in it."""
    if not parts:
        return whole
    grafts = dict[Route, tuple[Origin, Route]]()
    inner: Value = dig(whole.body, under)
    for part in parts:
        unsure = doubt or in_doubt(part, whole)
        inner = _join(inner, part.body, under, _Graft(part.origin, grafts, unsure, len(under)))
    body = _put(whole.body, under, inner)
    return replace(whole, body=body, origin=Composite(whole.origin, grafts))  # type: ignore[arg-type] # a mapping joined with one


def in_doubt(part: Resource, whole: Resource) -> Unknown | None:
    """Say why nobody can tell whether a part is there when the whole is, or None where it is."""
    doubts = (doubt for doubt in (part.exists, part.many) if isinstance(doubt, Unknown))
    return next((doubt for doubt in doubts if doubt not in (whole.exists, whole.many)), None)


@dataclass(frozen=True, slots=True)
class _Graft:
    origin: Origin
    grafts: dict[Route, tuple[Origin, Route]]
    doubt: Unknown | None
    depth: int

    def put(self, at: Route, inside: Route, value: Value) -> Value:
        self.grafts[lowered(at)] = (self.origin, inside[self.depth :])
        return self.doubt or value


def _put(body: Value, route: Route, value: Value) -> Value:
    """Give a body with another value at a route that it has."""
    if not route:
        return value
    key, *rest = route
    inner = _put(dig(body, (key,)), tuple(rest), value)
    if isinstance(body, Mapping):
        return {each: inner if isinstance(key, str) and each.casefold() == key.casefold() else body[each] for each in body}
    return [inner if index == key else each for index, each in enumerate(items(body))]


def _join(base: Value, part: Value, at: Route, graft: _Graft) -> Value:
    """Lay a part over a base: mappings key by key, lists end to end, anything else in place of what was."""
    if part is None:
        return base
    if isinstance(base, Mapping) and isinstance(part, Mapping):
        return _join_keys(base, part, at, graft)
    if isinstance(part, Sequence) and not isinstance(part, str) and isinstance(base, Sequence | Unknown) and not isinstance(base, str):
        return _append(base, part, at, graft)
    return base if base == part else graft.put(at, at, part)


def _join_keys(base: Mapping[str, Value], part: Mapping[str, Value], at: Route, graft: _Graft) -> Mapping[str, Value]:
    joined, spelt = dict(base), {key.casefold(): key for key in base}
    for key, value in part.items():
        here = spelt.get(key.casefold(), key)
        joined[here] = _join(joined.get(here), value, (*at, here), graft)
    return joined


def _append(base: Sequence[Value] | Unknown, part: Sequence[Value], at: Route, graft: _Graft) -> Sequence[Value]:
    joined = list(items(base))
    for index, value in enumerate(part):
        joined.append(graft.put((*at, len(joined)), (*at, index), value))
    return joined


def lowered(route: Sequence[Key]) -> Route:
    """Write a route's keys in the one letter case in which they are compared."""
    return tuple(key.casefold() if isinstance(key, str) else key for key in route)
