"""Puts together what is declared in several places: associations and update resources with what they add to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from azbk_lint.model.estate import same_id
from azbk_lint.model.resource import Origin, Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Key, Route, Symbolic, Text, Unknown, Value, folded, items, split


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


def merged(resources: Iterable[Resource]) -> list[Resource]:
    """Merge partial resources into what they are part of, by id, and keep one of each resource that is referred to.

    A part of something declared elsewhere stands for it, as a resource that is only referred to.
    """
    wholes = list[Resource]()
    parts = defaultdict[Text, list[Resource]](list)
    for resource in resources:
        if resource.partial:
            parts[folded(resource.id)].append(resource)
        else:
            wholes.append(resource)
    known = {folded(whole.id) for whole in wholes}
    stray = {key: found for key, found in parts.items() if key not in known}
    together = [_with_doubts(_with(whole, parts.get(folded(whole.id), ())), stray) for whole in _once(wholes)]
    return together + [_stand_in(found) for found in stray.values()]


def _once(wholes: Sequence[Resource]) -> Iterator[Resource]:
    """Leave out references to what is declared here too, repeated references, and what is declared again further on.

    Nested deployments declare a network once more to change it (its DNS servers); what Azure is told last stays.
    """
    last = {folded(whole.id): whole for whole in wholes if not whole.external and whole.exists is True}
    declared = {folded(whole.id) for whole in wholes if not whole.external}
    for whole in wholes:
        key = folded(whole.id)
        if whole.external and key not in declared:
            declared.add(key)
            yield whole
        elif not whole.external and (whole.exists is not True or last[key] is whole or isinstance(split(whole.id)[-1], Unknown)):
            yield whole


def _with(whole: Resource, parts: Sequence[Resource], doubt: Unknown | None = None) -> Resource:
    if not parts:
        return whole
    grafts = dict[Route, tuple[Origin, Route]]()
    body: Value = whole.body
    for part in parts:
        unsure = doubt or in_doubt(part, whole)
        body = _join(body, part.body, (), _Graft(part.origin, grafts, unsure))
    return replace(whole, body=body, origin=Composite(whole.origin, grafts))  # type: ignore[arg-type] # a mapping joined with one


def in_doubt(part: Resource, whole: Resource) -> Unknown | None:
    """Say why nobody can tell whether a part is there when the whole is, or None where it is."""
    doubts = (doubt for doubt in (part.exists, part.many) if isinstance(doubt, Unknown))
    return next((doubt for doubt in doubts if doubt not in (whole.exists, whole.many)), None)


def _with_doubts(whole: Resource, stray: Mapping[Text, Sequence[Resource]]) -> Resource:
    """Add the parts whose half-known id may be this resource's, as what may be so."""
    for key, parts in stray.items():
        if parts[0].type == whole.type and isinstance(key, Symbolic) and isinstance(may := same_id(key, whole.id), Unknown):
            whole = _with(whole, parts, may)
    return whole


def _stand_in(parts: Sequence[Resource]) -> Resource:
    nothing = replace(parts[0], partial=False, external=True, body={}, exists=True, many=None)
    return _with(nothing, parts)


@dataclass(frozen=True, slots=True)
class _Graft:
    origin: Origin
    grafts: dict[Route, tuple[Origin, Route]]
    doubt: Unknown | None

    def put(self, at: Route, inside: Route, value: Value) -> Value:
        self.grafts[lowered(at)] = (self.origin, inside)
        return self.doubt or value


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
