"""Links VMs to their NICs, disks, extensions and run commands, and to what protects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from azbk_lint.link.backup import Backup
from azbk_lint.link.disks import disks_of
from azbk_lint.link.lookup import children, follow
from azbk_lint.link.network import Network, nic, normal, whole
from azbk_lint.model.estate import Entity, Nic, Os, Register, Vm
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Unknown, Value, dig, folded, identity, items, reason, text

COMPUTE = "microsoft.compute/virtualmachines"
PUBLISHERS: Mapping[str, Os] = {
    "microsoftwindowsserver": "windows",
    "microsoftwindowsdesktop": "windows",
    "microsoftsqlserver": "windows",
    "microsoftvisualstudio": "windows",
    "canonical": "linux",
    "redhat": "linux",
    "suse": "linux",
    "debian": "linux",
    "credativ": "linux",
    "openlogic": "linux",
    "oracle": "linux",
    "almalinux": "linux",
    "rockylinux": "linux",
    "resf": "linux",
    "microsoftcblmariner": "linux",
}


def machines(by_type: Mapping[str, Sequence[Resource]], found: Network, disks: Register[Entity], backup: Backup) -> list[Vm]:
    """Link every VM that is declared here, not those only referred to."""
    extensions = children(by_type.get(f"{COMPUTE}/extensions", ()))
    commands = children(by_type.get(f"{COMPUTE}/runcommands", ()))
    made = list[Vm]()
    for resource in by_type.get(COMPUTE, ()):
        if resource.external:
            continue
        part, key = whole(resource), folded(resource.id)
        item, stack = backup.of(resource.id)
        made.append(
            Vm(
                resource=resource,
                name=part.name,
                id=resource.id,
                location=normal(resource.get("location")),
                os=_os(resource),
                nics=list(_nics(part, found)),
                disks=list(disks_of(part, disks, found.find)),
                extensions=extensions.get(key, ()),
                commands=commands.get(key, ()),
                item=item,
                stack=stack,
            )
        )
    return made


def _nics(vm: Entity, found: Network) -> Iterator[Nic | Unknown]:
    """Follow a VM's references to NICs, then read the NICs it makes itself."""
    references = items(vm.get("properties", "networkProfile", "networkInterfaces"))
    own = "properties", "networkProfile", "networkInterfaceConfigurations"
    made = items(vm.get(*own))
    leading = _primary([*references, *made])
    for reference, first in zip(references, leading, strict=False):
        linked = reference if isinstance(reference, Unknown) else follow(found.nics, Nic, reference, found.find)
        if linked is not None:
            yield replace(linked, primary=first) if isinstance(linked, Nic) else linked
    for index, (value, first) in enumerate(zip(made, leading[len(references) :], strict=True)):
        if isinstance(value, Unknown):
            yield value
            continue
        name = dig(value, ("name",))
        label = name if isinstance(name, str | Symbolic | Unknown) else ""
        part = Entity(resource=vm.resource, route=(*own, index), name=label, id=text(vm.id, "/networkInterfaces/", label))
        yield replace(nic(part, found), primary=first)


def _primary(references: Sequence[Value]) -> list[bool | Unknown]:
    """Say of each NIC whether it is the primary one: the one marked so, or the first where none is."""
    if len(references) == 1:
        return [True]
    marks = [each if isinstance(each, Unknown) else dig(each, ("properties", "primary")) for each in references]
    marked: list[bool | Unknown] = [mark if isinstance(mark, Unknown) else mark is True for mark in marks]
    if any(marked) or not marked:
        return marked
    return [True, *marked[1:]]


def _os(vm: Resource) -> Os | Unknown:
    profile = "properties", "osProfile"
    if isinstance(vm.get(*profile, "windowsConfiguration"), Mapping):
        return "windows"
    if isinstance(vm.get(*profile, "linuxConfiguration"), Mapping):
        return "linux"
    said = vm.get("properties", "storageProfile", "osDisk", "osType")
    publisher = vm.get("properties", "storageProfile", "imageReference", "publisher")
    if isinstance(said, str) and said.casefold() in ("windows", "linux"):
        return "windows" if said.casefold() == "windows" else "linux"
    if isinstance(publisher, str) and publisher.casefold() in PUBLISHERS:
        return PUBLISHERS[publisher.casefold()]
    if hole := reason([said, publisher]):
        return hole
    return Unknown(f"os: {identity(vm.id)}", f"nothing says which operating system {vm.address} runs", "input")
