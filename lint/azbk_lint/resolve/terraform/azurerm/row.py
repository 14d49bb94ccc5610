"""One line of the tables: what an azurerm type is in ARM."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.azurerm.identity import Identify
from azbk_lint.resolve.terraform.azurerm.shape import Shape
from azbk_lint.resolve.terraform.instance import Instance

Attribute: TypeAlias = Callable[[Instance], Value]


@dataclass(frozen=True, slots=True)
class Row:
    """An azurerm type: its ARM type in ARM's casing, where its instances are, and the shape of their bodies.

    `part` says that the type holds only a part of a resource declared elsewhere. `read` are attributes that other code
    may read and that are neither written nor a default of the shape, an `id` that is not the ARM id among them.
    """

    arm: str
    identity: Identify
    body: Shape = field(default_factory=dict[str, str])
    part: bool = False
    api_version: str | None = None
    read: Mapping[str, Attribute] = field(default_factory=dict[str, Attribute])


Rows: TypeAlias = Mapping[str, Row]

TRACKED: Shape = {"location": "location", "tags": "tags"}
"""What nearly every resource of a resource group has beside its properties."""
