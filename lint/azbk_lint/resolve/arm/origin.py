"""Where the parts of a resource are written, and the definitions their values came through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Value
from azbk_lint.resolve.arm.bicep import Module
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.session import Written
from azbk_lint.resolve.arm.trail import definitions, follow

MOST_RELATED = 8


@dataclass(frozen=True, slots=True)
class InDocument:
    """The parts of a JSON file are at their routes. Implements `model.resource.Origin`."""

    source: Source

    def place(self, route: Route) -> Place:
        """Give a part's place."""
        return Place(self.source, route)

    def chain(self, route: Route) -> Sequence[Related]:
        """Give nothing: what a file says came through nowhere."""
        del route
        return ()


@dataclass(frozen=True, slots=True)
class At:
    """All parts of a value that an expression makes are where the expression is. Implements `model.resource.Origin`."""

    where: Place

    def place(self, route: Route) -> Place:
        """Give the one place."""
        del route
        return self.where

    def chain(self, route: Route) -> Sequence[Related]:
        """Give nothing."""
        del route
        return ()


def parameter_place(source: Source, name: str) -> Place:
    """Give the place where a parameter file written in Bicep gives a parameter; its beginning where it takes that from another."""
    found = re.search(rf"^[ \t]*(param[ \t]+{re.escape(name)}[ \t]*=[^\n]*)", source.text, re.MULTILINE)
    return Place(source, span=(found.start(1), found.start(1) + len(found[1].rstrip())) if found else (0, 0))


@dataclass(frozen=True, slots=True)
class InTemplate:
    """Where one declared resource is written. Implements `model.resource.Origin`."""

    template: Written
    route: Route
    written: Mapping[str, Value]
    frame: Frame
    round: Sequence[Related]
    bicep: Module | None = None

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route into the body: in the Bicep it was compiled from, where that is here."""
        return self._in_bicep(route) or self._compiled(route)

    def chain(self, route: Route) -> Sequence[Related]:
        """Give nested deployments and loops round the resource, then the definitions on the value's way."""
        trail = follow(self.written, route, self.frame)
        compiled = [Related(place, "compiled to this")] if self._in_bicep(route) and self._is_file(place := self._compiled(route)) else []
        turns = [Related(self.template.place((*self.route, *at)), f"copy index {index}") for at, index in trail.turns]
        return [*self.round, *compiled, *turns, *islice(definitions(trail, MOST_RELATED), MOST_RELATED)]

    def _is_file(self, place: Place) -> bool:
        """Say whether a compiled template can be looked at: it may have been compiled for this run alone."""
        return self.bicep is not None and self.bicep.has(place.source.name)

    def _compiled(self, route: Route) -> Place:
        return self.template.place((*self.route, *follow(self.written, route, self.frame).route))

    def _in_bicep(self, route: Route) -> Place | None:
        if self.bicep is None:
            return None
        symbol = self.route[-1]
        return self.bicep.place(symbol if isinstance(symbol, str) else None, self.written, route)
