"""Instances made of plain Python, and bodies made plain again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, TypeAlias

import pytest

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.terraform.azurerm import translate
from azbk_lint.resolve.terraform.instance import Instance

SOURCE = Source(PurePath("main.tf"), "", "hcl")


class Argued:
    """An origin whose places are the routes into the arguments that it is asked for."""

    def place(self, route: Route) -> Place:
        return Place(SOURCE, route)

    def chain(self, route: Route) -> Sequence[Related]:
        return [Related(Place(SOURCE, route), "passed on")]


@dataclass
class Watched(Mapping[str, Value]):
    """Arguments that remember which of them were evaluated."""

    written: Mapping[str, Value]
    seen: list[str] = field(default_factory=list)

    def __getitem__(self, key: str) -> Value:
        value = self.written[key]
        self.seen.append(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)


def make(
    address: str,
    values: Mapping[str, Value],
    mode: Literal["managed", "data"] = "managed",
    *,
    exists: Literal[True] | Unknown = True,
    many: Unknown | None = None,
) -> Instance:
    """Make an instance of the type that its address names."""
    kind = next(piece for piece in address.split(".") if "_" in piece)
    return Instance(address, kind, mode, values, Argued(), exists, many)


Make: TypeAlias = Callable[..., Instance]
One: TypeAlias = Callable[..., Resource]


@pytest.fixture
def instance() -> Make:
    return make


@pytest.fixture
def resource() -> One:
    """Translate a single instance to its single resource."""

    def one(address: str, values: Mapping[str, Value], **more: object) -> Resource:
        (only,) = translate([make(address, values, **more)])  # type: ignore[arg-type] # the same keywords
        return only

    return one


@pytest.fixture
def watched() -> type[Watched]:
    return Watched


@pytest.fixture
def plain() -> Callable[[Value], Value]:
    return _plain


def _plain(value: Value) -> Value:
    """Write a body as JSON would have it: without what is missing, and without objects that hold nothing."""
    match value:
        case Mapping():
            kept = {key: _plain(item) for key, item in value.items()}
            return {key: item for key, item in kept.items() if item is not None and item != {}}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
