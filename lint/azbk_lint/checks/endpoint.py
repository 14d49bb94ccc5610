"""Judges whether a subnet with a VM and no way to the internet has the service endpoint that leads to Storage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from azbk_lint.checks.answers import by_stack, conditional, heading, named, unknown
from azbk_lint.checks.conditions import CONDITIONS, together
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.passage import leading
from azbk_lint.checks.routes import Way, way
from azbk_lint.checks.tags import suffix
from azbk_lint.model.estate import Estate, Nic, RouteTable, Subnet, TableRoute, Vm
from azbk_lint.model.policy import Answer
from azbk_lint.model.source import Related
from azbk_lint.model.value import Symbolic, Unknown, dig, identity, items

Hop: TypeAlias = Literal["None", "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet"]
HOPS: Sequence[Hop] = ("None", "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Fails where a subnet that holds a VM lacks a service endpoint and its routes take traffic to Storage off the internet.

    `service` is the endpoint's service; its `.Global` form will do as well. `hops` are the next hops of which it is
    certain that they are not the internet: `None`, `VirtualAppliance`, `VirtualNetworkGateway`, `VnetLocal`. `Internet`
    among them is a route of the user's own to a service tag, in a private subnet whose VMs have no way out of their own:
    such a route leads nowhere, while without it Storage of the region is reached (default-outbound-access, 2026-01-30).
    `perhaps` are hops behind which nobody can tell: what lies there decides. With `needs-proof = false` a subnet fails
    for lacking the endpoint alone; then the condition `proven` tells the provable ones from the rest. Routes learnt by
    BGP are nowhere in code, so the absence of proof proves nothing.

    One answer for each subnet and stack, at the subnet. Facts: `subnet`, `vm` (names), `vms` (their number), `service`, `hop`
    (empty without proof), `route` and `prefix` (the route that takes the traffic), `table`, `region`.
    Conditions: `proven`, and those of checks.conditions.
    """

    FACTS = frozenset({"subnet", "vm", "vms", "service", "hop", "route", "prefix", "table", "region"})
    CONDITIONS = CONDITIONS | {"proven"}

    service: str
    hops: Sequence[Hop] = HOPS
    needs_proof: bool = True
    perhaps: Sequence[Hop] = ()

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Look at the subnet of every VM's primary NIC, each subnet once."""
        held = dict[int, tuple[Subnet, list[Vm]]]()
        for vm in estate.vms:
            for nic in leading(vm):
                subnet = nic.subnet if isinstance(nic, Nic) else nic
                if isinstance(subnet, Subnet):
                    held.setdefault(id(subnet), (subnet, []))[1].append(vm)
                elif isinstance(subnet, Unknown):
                    yield unknown(vm.at(), subnet, self._facts(None, [vm], None), vm.resource.address, vm.stack)
        for subnet, vms in held.values():
            if not subnet.reserved and subnet.delegated is not True:
                yield from self._judge(subnet, vms)

    def _judge(self, subnet: Subnet, vms: Sequence[Vm]) -> Iterator[Answer]:
        has = self._has(subnet)
        taken = self._way(subnet, vms[0])
        if isinstance(taken, Way) and taken.route and taken.hop in self.perhaps and taken.hop not in self.hops:
            taken = _up_to(taken, taken.route, self.service)
        proven = isinstance(taken, Way) and taken.hop in self.hops and (taken.hop != "Internet" or _leads_nowhere(taken, subnet, vms))
        if has is True or (self.needs_proof and isinstance(taken, Way) and not proven):
            return
        facts = self._facts(subnet, vms, taken if proven and isinstance(taken, Way) else None)
        doubt = taken if isinstance(taken, Unknown) and self.needs_proof else None
        missing = conditional(vms[0].resource) if all(conditional(vm.resource) for vm in vms) else None
        if why := (has if isinstance(has, Unknown) else doubt or missing):
            yield unknown(heading(subnet), why, facts, subnet.resource.address, vms[0].stack)
            return
        answer = Answer(
            "fails",
            heading(subnet),
            facts,
            related=list(_related(subnet, vms, taken if isinstance(taken, Way) else None)),
            label=f"no service endpoint {self.service}",
            resource=subnet.resource.address,
            confidence="medium" if all(vm.resource.many for vm in vms) else "high",
        )
        for stack, found in by_stack(vms).items():
            yield replace(answer, shifts=together(found) | ({"proven"} if proven else set()), stack=stack)

    def _has(self, subnet: Subnet) -> bool | Unknown:
        wanted = {self.service.casefold(), f"{self.service}.global".casefold()}
        holes = [each for each in subnet.endpoints if isinstance(each, Unknown | Symbolic)]
        if any(isinstance(each, str) and each.casefold() in wanted for each in subnet.endpoints):
            return True
        return next((hole if isinstance(hole, Unknown) else hole.hole for hole in holes), False)

    def _way(self, subnet: Subnet, vm: Vm) -> Way | Unknown:
        """Find where traffic to Storage goes; the way out that every subnet has where there is no route table."""
        match subnet.table:
            case RouteTable() as table:
                return way(table, Probe(443, vm.location if vm.location is not None else Unknown("location", "it has no location")))
            case Unknown() as why:
                return why
            case None:
                return Way("Internet", None)

    def _facts(self, subnet: Subnet | None, vms: Sequence[Vm], taken: Way | None) -> Mapping[str, object]:
        route = taken.route if taken else None
        location = vms[0].location
        return {
            "subnet": subnet.name if subnet else "of the VM",
            "vm": named(vm.called for vm in vms),
            "vms": len(vms),
            "service": self.service,
            "hop": taken.hop if taken else "",
            "route": route.name if route else "",
            "prefix": route.get("properties", "addressPrefix") if route else "",
            "table": subnet.table.name if subnet and isinstance(subnet.table, RouteTable) else "",
            "region": suffix(location) if isinstance(location, str) else "<region of the VM>",
        }


def _up_to(taken: Way, route: TableRoute, service: str) -> Unknown:
    """Say that it is up to what a route leads to whether traffic to Storage goes on."""
    several = [each for each in items(route.get("properties", "nextHop", "nextHopIpAddresses")) if isinstance(each, str)]
    address = route.get("properties", "nextHopIpAddress") or ", ".join(several)
    named = f" at {address}" if isinstance(address, str) and address else ""
    what = "appliance" if taken.hop == "VirtualAppliance" else "gateway" if taken.hop == "VirtualNetworkGateway" else taken.hop
    return Unknown(
        f"{taken.hop}: {address} {identity(route.resource.id)}",
        f"whether the {what}{named} lets Storage through is not visible here",
        "external",
        f"add the {service} service endpoint, or check the firewall's rules",
    )


def _leads_nowhere(taken: Way, subnet: Subnet, vms: Sequence[Vm]) -> bool:
    """Say whether a route to the internet is surely one that nothing in a private subnet can take."""
    prefix = taken.route.get("properties", "addressPrefix") if taken.route else None
    if not isinstance(prefix, str) or prefix[:1].isdigit():
        return False
    closed = subnet.get("properties", "defaultOutboundAccess") is False and subnet.get("properties", "natGateway") is None
    return closed and not any(has_way_out(nic) for vm in vms for nic in leading(vm))


def has_way_out(nic: Nic | Unknown) -> bool:
    """Say whether a NIC has, or may have, a public address or a load balancer to go out through."""
    if isinstance(nic, Unknown):
        return True
    configurations = items(nic.get("properties", "ipConfigurations"))
    ways = ("publicIPAddress", "loadBalancerBackendAddressPools")
    return any(isinstance(each, Unknown) or dig(each, ("properties", way)) for each in configurations for way in ways)


def _related(subnet: Subnet, vms: Sequence[Vm], taken: Way | None) -> Iterator[Related]:
    if taken and taken.route:
        prefix = taken.route.get("properties", "addressPrefix")
        yield Related(heading(taken.route), f"`{taken.route.called}` sends {prefix} to {taken.hop}")
        yield Related(subnet.at("properties", "routeTable"), f"subnet `{subnet.called}` is bound to this route table here")
    yield from (Related(vm.at(), f"{vm.called} is in subnet `{subnet.called}`") for vm in vms[:3])
