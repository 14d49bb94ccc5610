"""Links a VM to its disks: those it makes itself, and managed disks it names by id."""

from __future__ import annotations

from collections.abc import Iterator

from azbk_lint.link.lookup import Elsewhere, follow
from azbk_lint.model.estate import Entity, Register, VmDisk
from azbk_lint.model.value import Symbolic, Unknown, Value, dig, items


def disks_of(vm: Entity, managed: Register[Entity], find: Elsewhere) -> Iterator[VmDisk | Unknown]:
    """Give a VM's OS disk and then its data disks."""
    profile = "properties", "storageProfile"
    os_disk = vm.get(*profile, "osDisk")
    if os_disk is not None:
        yield os_disk if isinstance(os_disk, Unknown) else _disk(vm, (*profile, "osDisk"), os_disk, managed, find)
    for index, value in enumerate(items(vm.get(*profile, "dataDisks"))):
        yield value if isinstance(value, Unknown) else _disk(vm, (*profile, "dataDisks", index), value, managed, find)


def _disk(vm: Entity, route: tuple[str | int, ...], value: Value, managed: Register[Entity], find: Elsewhere) -> VmDisk:
    name = dig(value, ("name",))
    return VmDisk(
        resource=vm.resource,
        route=route,
        name=name if isinstance(name, str | Symbolic | Unknown) else "",
        role="os" if route[-1] == "osDisk" else "data",
        managed=follow(managed, Entity, dig(value, ("managedDisk",)), find),
    )
