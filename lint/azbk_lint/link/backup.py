"""Links VMs to the vault's item that protects them, to its policy and its vault, and tells the vault's backup stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from azbk_lint.link.lookup import Elsewhere, after, follow, joined
from azbk_lint.link.network import normal, whole
from azbk_lint.model.estate import Entity, ProtectedItem, Register, Vault, same_id
from azbk_lint.model.policy import Stack
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, dig, folded, split, text

VAULT = "microsoft.recoveryservices/vaults"
ITEM = f"{VAULT}/backupfabrics/protectioncontainers/protecteditems"
TAG = "backup-stack"


@dataclass(frozen=True, slots=True)
class Stacks:
    """Which stack vaults are on: by name (letter case aside), by the tag `backup-stack`, or as the whole run is."""

    default: Stack
    named: Mapping[str, Stack]

    def of(self, name: Text | None, vault: Resource | None = None) -> Stack:
        """Tell a vault's stack; a name given on purpose counts more than the tag."""
        if isinstance(name, str) and (given := self.named.get(name.casefold())):
            return given
        tags: Value = vault.tags or vault.get("tags") if vault else None
        tag = dig(tags, (TAG,))
        return word if isinstance(tag, str) and _is_stack(word := tag.casefold()) else self.default


@dataclass(frozen=True, slots=True)
class Backup:
    """The vaults of a deployment with what they protect."""

    vaults: Sequence[Vault]
    policies: Sequence[Entity]
    items: Sequence[ProtectedItem]
    by_vm: Mapping[Text, ProtectedItem]
    stacks: Stacks

    def of(self, vm: Text) -> tuple[ProtectedItem | Unknown | None, Stack]:
        """Give what protects a VM, and the stack its backup runs on."""
        if item := self.by_vm.get(folded(vm)):
            vault = item.vault
            return item, vault.stack if isinstance(vault, Vault) else self.stacks.of(after(item.id, "vaults"))
        for source, item in self.by_vm.items():
            if not isinstance(source, str) and isinstance(may := same_id(source, vm), Unknown):
                return may, self.stacks.of(after(item.id, "vaults"))
        return None, self.stacks.default


def backup(by_type: Mapping[str, Sequence[Resource]], stacks: Stacks, find: Elsewhere) -> Backup:
    """Link all that is said of backup in a deployment."""
    vaults = Register.of(_vault(resource, stacks) for resource in by_type.get(VAULT, ()))
    policies = Register.of(whole(resource) for resource in by_type.get(f"{VAULT}/backuppolicies", ()))
    items = [_item(resource, vaults, policies, find) for resource in by_type.get(ITEM, ()) if not resource.external]
    by_vm = {folded(item.source): item for item in items if item.source is not None}
    return Backup(vaults.things, policies.things, items, by_vm, stacks)


def _vault(resource: Resource, stacks: Stacks) -> Vault:
    part = whole(resource)
    stack = stacks.of(part.name, resource)
    return Vault(resource=resource, name=part.name, id=part.id, location=normal(part.get("location")), stack=stack)


def _item(resource: Resource, vaults: Register[Vault], policies: Register[Entity], find: Elsewhere) -> ProtectedItem:
    pieces = split(resource.id)
    return ProtectedItem(
        resource=resource,
        name=split(resource.name)[-1],
        id=resource.id,
        source=_source(resource),
        policy=follow(policies, Entity, resource.get("properties", "policyId"), find),
        vault=follow(vaults, Vault, joined(pieces[:-6]), find),
    )


def _source(item: Resource) -> Text | None:
    """Give the id of the VM an item protects: as said, or as the item's own name has it (`vm;iaasvmcontainerv2;GROUP;VM`)."""
    match item.get("properties", "sourceResourceId"):
        case (str() | Symbolic() | Unknown()) as source:
            return source
    match split(split(item.name)[-1], ";"):
        case [kind, _, group, vm] if folded(kind) == "vm":
            above = "/subscriptions/", after(item.id, "subscriptions") or "", "/resourceGroups/", group
            return text(*above, "/providers/Microsoft.Compute/virtualMachines/", vm)
        case _:
            return None


def _is_stack(word: str) -> TypeGuard[Stack]:
    return word in ("v1", "v2", "current")
