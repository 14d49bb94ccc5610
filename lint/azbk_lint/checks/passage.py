"""The NSGs that a VM's outbound traffic passes: its NIC's first, then its subnet's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from azbk_lint.checks.matching import Probe
from azbk_lint.checks.spans import IPV4, Span, address_span, union
from azbk_lint.model.estate import Estate, Nic, Nsg, Part, RouteTable, Subnet, Vm
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, dig, identity

Level: TypeAlias = Literal["NIC", "subnet"]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One NSG on the way of one VM, or of any VM there may be behind it where `vm` is None.

    `bound` is the NIC or subnet it is bound to. `unsure` marks traffic of which the route table is not known.
    """

    nsg: Nsg
    probe: Probe
    vm: Vm | None = None
    level: Level | None = None
    bound: Part | None = None
    unsure: bool = False


def passages(vm: Vm, port: int) -> Iterator[Passage | Unknown]:
    """Give the NSGs on a VM's way out, which leads through its primary NIC; an Unknown where one cannot be followed."""
    region = vm.location if vm.location is not None else Unknown(f"location: {identity(vm.id)}", f"{vm.resource.address} has no location")
    for nic in leading(vm):
        if isinstance(nic, Unknown):
            yield nic
            continue
        subnet = nic.subnet
        inside = subnet if isinstance(subnet, Subnet) else None
        probe = Probe(port, region, _sources(nic, inside), tuple(map(_text, nic.groups)), _tunnel(inside))
        unsure = isinstance(subnet, Unknown) or (inside is not None and isinstance(inside.table, Unknown))
        levels: tuple[tuple[Level, Nsg | Unknown | None, Part | None], ...] = (
            ("NIC", nic.nsg, nic),
            ("subnet", inside.nsg if inside else None, inside),
        )
        for level, nsg, bound in levels:
            if isinstance(nsg, Nsg):
                yield Passage(nsg, probe, vm, level, bound, unsure)
            elif isinstance(nsg, Unknown):
                yield nsg
        if isinstance(subnet, Unknown):
            yield subnet


def leading(vm: Vm) -> Sequence[Nic | Unknown]:
    """Give the NIC that a VM's default route leads through; several, or an Unknown, where nobody can tell which."""
    sure = [nic for nic in vm.nics if isinstance(nic, Nic) and nic.primary is True]
    return sure or [nic for nic in vm.nics if isinstance(nic, Unknown) or nic.primary is not False]


def unattached(estate: Estate, attached: set[int], port: int) -> Iterator[tuple[Passage, Sequence[Subnet]]]:
    """Give the NSGs of an estate that no VM of it is behind, with their subnets, except those bound only to subnets that hold no VMs.

    `attached` are the ids (as Python's `id` gives them) of the NSGs that a VM is behind.
    """
    holding = defaultdict[int, list[Subnet]](list)
    for subnet in estate.subnets:
        holding[id(subnet.nsg)].append(subnet)
    on_nics = {id(nic.nsg) for nic in estate.nics}
    for nsg in estate.nsgs:
        if id(nsg) in attached or nsg.resource.external:
            continue
        subnets = [] if id(nsg) in on_nics else holding[id(nsg)]
        if subnets and all(subnet.reserved or subnet.delegated is True for subnet in subnets):
            continue
        nowhere = Unknown(f"location: {identity(nsg.id)}", f"{nsg.resource.address} has no location")
        region = nsg.location if nsg.location is not None else nowhere
        yield Passage(nsg, Probe(port, region, _of_subnets(subnets)), bound=subnets[0] if subnets else None), subnets


def _of_subnets(subnets: Sequence[Subnet]) -> tuple[Span, ...]:
    """Give the addresses of hosts in any of some subnets; all there are where one subnet's are not known."""
    found = [_prefixes(subnet) for subnet in subnets]
    if not found or None in found:
        return (IPV4,)
    return tuple(union(span for spans in found for span in spans or ()))


def tunnel_route(table: RouteTable) -> tuple[Part, str] | None:
    """Give a table's route for the whole address space that leads anywhere but to the internet, with its next hop."""
    for route in table.routes:
        if isinstance(route, Unknown) or route.doubt:
            continue
        hop = route.get("properties", "nextHopType")
        if route.get("properties", "addressPrefix") == "0.0.0.0/0" and isinstance(hop, str) and hop.casefold() != "internet":
            return route, hop
    return None


def _tunnel(subnet: Subnet | None) -> Unknown | None:
    """Say why the tags Internet and VirtualNetwork may not mean what they usually do (service tags overview, 2023-01-26)."""
    if subnet is None or not isinstance(subnet.table, RouteTable) or not (found := tunnel_route(subnet.table)):
        return None
    sent = f"route table '{subnet.table.called}' sends 0.0.0.0/0 to {found[1]}"
    because = f"{sent}, and what Internet and VirtualNetwork cover then is not documented"
    return Unknown(f"tunnel: {identity(subnet.table.id)}", because, "runtime")


def _sources(nic: Nic, subnet: Subnet | None) -> tuple[Span, ...]:
    """Give the private addresses a NIC may have."""
    if isinstance(nic.address, str) and (own := address_span(nic.address)):
        return (own,)
    found = _prefixes(subnet) if subnet else None
    return tuple(union(found)) if found else (IPV4,)


def _prefixes(subnet: Subnet) -> Sequence[Span] | None:
    """Give a subnet's IPv4 prefixes, None where one is not known."""
    found = list[Span]()
    for prefix in subnet.prefixes:
        if not isinstance(prefix, str):
            return None
        if span := address_span(prefix.strip()):
            found.append(span)
    return found or None


def _text(value: Value) -> Text:
    return value if isinstance(value, str | Symbolic | Unknown) else str(dig(value, ("id",)))
