"""What is deployed, in ARM's words whichever language it was written in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, Protocol, TypeAlias

from azbk_lint.model.source import Place, Problem, Related
from azbk_lint.model.value import Key, Route, Text, Unknown, Value, dig

ScopeKind: TypeAlias = Literal["tenant", "management-group", "subscription", "group"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a resource is deployed: names, not ids; `group` is None above a resource group."""

    kind: ScopeKind
    subscription: Text | None = None
    group: Text | None = None
    management_group: Text | None = None


class Origin(Protocol):
    """Where the parts of one resource were written. Asked only for what is reported."""

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route into the body; the declaration itself for ()."""
        ...

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places a value came through on its way: definition, parameter file, loop, module call."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource with its expressions resolved as far as they can be; compared by identity.

    `type` is lower case (`microsoft.network/networksecuritygroups/securityrules`), `name` whole (`nsg/rule`),
    `id` the ARM id, `address` what the user calls it (`module.net.azurerm_subnet.app[0]`, `networkSecurityGroups/nsg1`).
    `body` has ARM's shape (`location`, `properties`, `sku`, …) and may be evaluated on demand.
    `exists` is an Unknown where a condition, count or for_each that decides it is not known;
    `many` is one where this instance stands for an unknown number of them.
    `external` resources are only referred to (`existing`, a data source): what their body lacks is unknown.
    `partial` bodies hold a part of a resource declared elsewhere (an association, an update resource), to be merged by id.
    """

    type: str
    name: Text
    id: Text
    body: Mapping[str, Value]
    origin: Origin
    address: str
    scope: Scope
    exists: Literal[True] | Unknown = True
    many: Unknown | None = None
    external: bool = False
    partial: bool = False
    api_version: Text | None = None
    tags: Mapping[str, Value] = field(default_factory=dict[str, Value])

    def get(self, *route: Key, default: Value = None) -> Value:
        """Read the body along a route, keys in any letter case; an Unknown on the way is the answer."""
        return dig(self.body, route, default)

    def at(self, *route: Key) -> Place:
        """Say where a part of the body is written."""
        return self.origin.place(route)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a deployment that was not read: what it deploys is not judged, and nobody may take that for a pass.

    `place` is where the part is asked for, `what` names it for a sentence ("module 'net'"), `because` says why it is not
    read and `settle` what a user can do, as in Unknown. `address` is what the user calls it.
    """

    place: Place
    what: str
    because: str
    settle: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an evaluator makes of one deployment, the parts it could not read, and the templates it read by their links.

    `conditions` are those that nobody knows and a value depends on, met so far: the keys of their unknowns, and why.
    """

    resources: Sequence[Resource]
    problems: Sequence[Problem] = ()
    gaps: Sequence[Gap] = ()
    linked: Collection[PurePath] = ()
    conditions: Mapping[str, str] = field(default_factory=dict[str, str])
