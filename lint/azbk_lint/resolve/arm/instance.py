"""A declared resource while its template is evaluated, and the layer of a deployment it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Related
from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.arm.bicep import Module
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.identity import Identity
from azbk_lint.resolve.arm.session import Written

if TYPE_CHECKING:
    from azbk_lint.resolve.arm.template import Template

DEPLOYMENTS = "microsoft.resources/deployments"


@dataclass(slots=True, eq=False)
class Layer:
    """The resources of one template at one scope.

    A nested deployment of outer scope is a layer of its parent's template; one of inner scope has a template of its own.
    `frame` is where its expressions stand, `chain` the nested deployments round it, outermost first.
    """

    template: Template
    written: Written
    scope: Scope
    frame: Frame
    depth: int = 0
    exists: Unknown | None = None
    many: Unknown | None = None
    chain: Sequence[Related] = ()
    files: frozenset[str] = frozenset()
    bicep: Module | None = None
    instances: list[Instance] = field(default_factory=list["Instance"])


@dataclass(slots=True, eq=False)
class Instance:
    """One turn of one declaration: what it became, its written members by lower-case name, and where they stand.

    `route` is within its layer's template.
    """

    resource: Resource
    identity: Identity
    layer: Layer
    fields: Mapping[str, Value]
    route: Route
    frame: Frame
    chain: Sequence[Related]
    symbol: str | None = None
    opened: bool = False
    nested: Layer | None = None
    unread: Unknown | None = None

    @property
    def deploys(self) -> bool:
        """Say whether this is a nested deployment that is made here."""
        return self.resource.type == DEPLOYMENTS and not self.resource.external
