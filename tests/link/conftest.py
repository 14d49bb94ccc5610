"""Resources made of plain Python, each written in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import pytest

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Text, Value, split


@dataclass(frozen=True)
class Written:
    """An origin whose places are the routes into one body."""

    source: Source

    def place(self, route: Route) -> Place:
        return Place(self.source, route)

    def chain(self, route: Route) -> Sequence[Related]:
        return [Related(Place(self.source, route), "passed on")]


def make(id_: Text, body: Mapping[str, Value] | None = None, source: str = "", **more: Any) -> Resource:  # noqa: ANN401 - fields of Resource
    """Make a resource; its type and names are read out of its id, and its file is named after it."""
    pieces = list(split(id_))
    at = max((index for index, piece in enumerate(pieces) if piece == "providers"), default=0)
    kind = "/".join(str(piece) for piece in (pieces[at + 1], *pieces[at + 2 :: 2]))
    name = "/".join(map(str, pieces[at + 3 :: 2]))
    origin = Written(Source(PurePath(source or name), ""))
    given = {"type": kind.casefold(), "name": name, "address": name, "scope": Scope("group", "sub", "rg"), **more}
    return Resource(id=id_, body=body or {}, origin=origin, **given)


@pytest.fixture(scope="session")
def resource() -> Callable[..., Resource]:
    return make
