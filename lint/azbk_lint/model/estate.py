"""What is deployed together, with its parts linked: VM to NIC to subnet, disks, vault, locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azbk_lint.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Estate:
    """All the resources that are deployed together."""

    resources: Sequence[Resource]
