"""The named conditions of a VM that make a finding weigh more or less; policies name them in worse-if and better-if.

`write-accelerator`: a disk has write accelerator, which takes the snapshot through the guest and so needs Storage.
`agent-disabled`: the VM is created without the VM agent. `old-windows`: its image is Windows Server 2012 R2 or older.
`agentless-policy`: its backup policy can do without the agent. One of type V2 falls back to crash-consistent backups where
the agent fails; Azure does so only for VM sizes with premium storage, and not with ultra, shared or ephemeral disks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from azbk_lint.model.estate import Entity, ProtectedItem, Vm, VmDisk
from azbk_lint.model.value import Unknown

WORSE = frozenset({"write-accelerator", "agent-disabled", "old-windows"})
CONDITIONS = WORSE | {"agentless-policy"}
OLD_SKU = r"20(03|08|12)(?!\d)"
OLD_OFFER = r"(?i)(^|[^a-z])(ws|windows[-_ ]?(server)?)[-_ ]?20(03|08|12)(?!\d)"
"""Images with other software name their Windows in the offer (`SQL2014SP3-WS2012R2`), and a year of that software in the sku."""
PREMIUM_SIZE = r"(?i)Standard_[A-Z]+\d+(-\d+)?[a-z]*s[a-z]*(_v[1-5])?$"
"""Sizes with premium storage have an s among their letters; from v6 on (Azure Boost) backups without the agent do not work."""


def conditions(vm: Vm) -> frozenset[str]:
    """Give the conditions that surely hold for a VM."""
    return frozenset(_conditions(vm))


def together(vms: Iterable[Vm]) -> frozenset[str]:
    """Give the conditions of several VMs judged as one: what makes it worse for one counts, what makes it better must hold for all."""
    found = [conditions(vm) for vm in vms]
    if not found:
        return frozenset()
    return (frozenset.union(*found) & WORSE) | frozenset.intersection(*found)


def says_no(value: object) -> bool:
    """Say whether a switch is off: `false`, or the word in any letter case."""
    return value is False or (isinstance(value, str) and value.casefold() == "false")


def says_yes(value: object) -> bool:
    """Say whether a switch is on: `true`, or the word in any letter case."""
    return value is True or (isinstance(value, str) and value.casefold() == "true")


def _conditions(vm: Vm) -> Iterator[str]:
    if any(isinstance(disk, VmDisk) and says_yes(disk.get("writeAcceleratorEnabled")) for disk in vm.disks):
        yield "write-accelerator"
    profile = "properties", "osProfile"
    if any(says_no(vm.get(*profile, kind, "provisionVMAgent")) for kind in ("windowsConfiguration", "linuxConfiguration")):
        yield "agent-disabled"
    if vm.os == "windows" and _is_old_image(vm):
        yield "old-windows"
    if _needs_no_agent(vm):
        yield "agentless-policy"


def _is_old_image(vm: Vm) -> bool:
    image = "properties", "storageProfile", "imageReference"
    sku, offer = vm.get(*image, "sku"), vm.get(*image, "offer")
    return (isinstance(sku, str) and bool(re.match(OLD_SKU, sku))) or (isinstance(offer, str) and bool(re.search(OLD_OFFER, offer)))


def _needs_no_agent(vm: Vm) -> bool:
    """Say whether a VM's policy is one that falls back to backups without the agent, and the VM is fit for them."""
    policy = vm.item.policy if isinstance(vm.item, ProtectedItem) else None
    if not isinstance(policy, Entity) or policy.get("properties", "policyType") != "V2":
        return False
    size = vm.get("properties", "hardwareProfile", "vmSize")
    return isinstance(size, str) and bool(re.match(PREMIUM_SIZE, size)) and all(map(_plain, vm.disks))


def _plain(disk: VmDisk | Unknown) -> bool:
    """Say whether a disk is surely of a kind that crash-consistent backups without the agent can take."""
    if isinstance(disk, Unknown) or says_yes(disk.get("writeAcceleratorEnabled")) or disk.get("diffDiskSettings") is not None:
        return False
    managed = disk.managed if isinstance(disk.managed, Entity) else None
    sku = managed.get("sku", "name") if managed else disk.get("managedDisk", "storageAccountType")
    shares = managed.get("properties", "maxShares") if managed else None
    return sku not in ("UltraSSD_LRS", "PremiumV2_LRS") and shares in (None, 1)
