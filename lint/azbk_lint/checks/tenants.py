"""What shows that a network security group serves something other than VMs of code that is not here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from azbk_lint.model.estate import Estate, Nsg, Subnet
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Text, Value, folded

NETWORK = (
    "microsoft.network/virtualnetworks",
    "microsoft.network/networksecuritygroups",
    "microsoft.network/routetables",
    "microsoft.network/networkinterfaces",
    "microsoft.compute/virtualmachines",
    "microsoft.resources/deployments",
)
"""Types that refer to a subnet whoever lives in it; with their children."""
CHOSEN = ("microsoft.compute/virtualmachinescalesets", "microsoft.network/privateendpoints")
"""Types that bind an NSG to network interfaces of their own. Others that name one only watch or guard it."""
FIREWALL = "virtualnetworkrules"
"""What lets a subnet's hosts in says nothing of what they are."""


def serves_others(nsg: Nsg, subnets: Sequence[Subnet], estate: Estate) -> bool:
    """Say whether a resource other than a VM is put into one of an NSG's subnets, or takes the NSG for its own interfaces."""
    inside, chosen = {folded(subnet.id) for subnet in subnets}, folded(nsg.id)
    return any(_lives_in(resource, inside | {chosen} if _is(resource.type, CHOSEN) else inside) for resource in estate.resources)


def _lives_in(resource: Resource, wanted: Collection[Text]) -> bool:
    if not wanted or _is(resource.type, NETWORK) or resource.type.endswith(FIREWALL):
        return False
    return any(folded(text) in wanted for text in _texts(resource.body))


def _is(type_: str, among: Sequence[str]) -> bool:
    return any(type_ == each or type_.startswith(f"{each}/") for each in among)


def _texts(value: Value) -> Iterator[Text]:
    """Give the strings inside a value that may be ids, save in rules of a firewall."""
    match value:
        case str() | Symbolic():
            yield value
        case Mapping():
            yield from (text for key in value if key.casefold() != FIREWALL for text in _texts(value[key]))
        case Sequence():
            yield from (text for item in value for text in _texts(item))
        case _:
            return
