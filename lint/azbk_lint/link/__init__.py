"""Turns the resources of a deployment into an estate: what Azure would see as belonging together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from azbk_lint.link.backup import Stacks, backup
from azbk_lint.link.lookup import Elsewhere, Others, nowhere
from azbk_lint.link.machines import machines
from azbk_lint.link.merge import merged
from azbk_lint.link.network import network, whole
from azbk_lint.link.scope import is_lock, lock
from azbk_lint.model.estate import Estate, Register
from azbk_lint.model.policy import Stack
from azbk_lint.model.resource import Resource

__all__ = ["Elsewhere", "Others", "link"]

NO_STACKS: Mapping[str, Stack] = {}


def link(
    resources: Iterable[Resource],
    *,
    stack: Stack = "current",
    vault_stacks: Mapping[str, Stack] = NO_STACKS,
    elsewhere: Elsewhere = nowhere,
) -> Estate:
    """Link what is deployed together.

    `stack` is the backup stack of vaults of which nothing else is said, `vault_stacks` that of single vaults by name.
    `elsewhere` looks up what this deployment only refers to: `Others(estates).besides(name)` for a run of several.
    """
    by_type = defaultdict[str, list[Resource]](list)
    together = merged(resources)
    for resource in together:
        by_type[resource.type].append(resource)
    found = network(by_type, elsewhere)
    disks = Register.of(whole(resource) for resource in by_type.get("microsoft.compute/disks", ()))
    kept = backup(by_type, Stacks(stack, {name.casefold(): each for name, each in vault_stacks.items()}), elsewhere)
    return Estate(
        resources=together,
        by_type=dict(by_type),
        vms=machines(by_type, found, disks, kept),
        nics=found.nics.things,
        subnets=found.subnets.things,
        nsgs=found.nsgs.things,
        tables=found.tables.things,
        disks=disks.things,
        vaults=kept.vaults,
        policies=kept.policies,
        items=kept.items,
        locks=[lock(resource) for resource in together if is_lock(resource.type)],
        stack=stack,
    )
