"""CPU time of linking and judging many NSGs, and of one rule with very many prefixes.

Budgets: 1,000 NSGs of 100 rules, each with a VM behind it, in 2 s; a rule with 4,000 prefixes in 50 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from time import process_time

from azbk_lint.checks.egress import Egress
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.reach import decide
from azbk_lint.link import link
from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Value

GROUP = "/subscriptions/sub/resourceGroups/rg/providers"
SOURCE = Source(PurePath("main.json"), "{}")


class Nowhere:
    """An origin without places worth printing."""

    def place(self, route: Route) -> Place:
        """Give a place in no file."""
        return Place(SOURCE, route)

    def chain(self, route: Route) -> Sequence[Related]:  # noqa: ARG002 - it has none
        """Give no further places."""
        return ()


def resource(kind: str, name: str, properties: Value) -> Resource:
    """Make a resource of one group."""
    id_ = f"{GROUP}/{kind}/{name}"
    body = {"location": "japaneast", "properties": properties}
    return Resource(kind.lower(), name, id_, body, Nowhere(), name, Scope("group", "sub", "rg"))


def rule(priority: int, to: Value, access: str = "Allow", port: str = "1433") -> Value:
    """Write an outbound rule."""
    return {
        "name": f"rule-{priority}",
        "properties": {
            "priority": priority,
            "direction": "Outbound",
            "access": access,
            "protocol": "Tcp",
            "sourceAddressPrefix": "VirtualNetwork",
            "sourcePortRange": "*",
            "destinationAddressPrefixes" if isinstance(to, list) else "destinationAddressPrefix": to,
            "destinationPortRange": port,
        },
    }


def landscape(nsgs: int, rules: int) -> list[Resource]:
    """Make NSGs of which every other denies Storage with its last rule, each with a subnet, a NIC and a VM behind it."""
    made = list[Resource]()
    for number in range(nsgs):
        listed = [rule(100 + n, f"10.{n}.0.0/16", port="443" if n % 2 else "1433") for n in range(rules - 1)]
        listed.append(rule(4000, "Internet", "Deny" if number % 2 else "Allow", "*"))
        nsg = resource("Microsoft.Network/networkSecurityGroups", f"nsg{number}", {"securityRules": listed})
        vnet = f"{GROUP}/Microsoft.Network/virtualNetworks/vnet{number}"
        subnet: Value = {"name": "app", "properties": {"addressPrefix": "10.200.0.0/24", "networkSecurityGroup": {"id": nsg.id}}}
        network = resource("Microsoft.Network/virtualNetworks", f"vnet{number}", {"subnets": [subnet]})
        configuration: Value = {"name": "ip", "properties": {"subnet": {"id": f"{vnet}/subnets/app"}}}
        nic = resource("Microsoft.Network/networkInterfaces", f"nic{number}", {"ipConfigurations": [configuration]})
        machine = {"networkProfile": {"networkInterfaces": [{"id": nic.id}]}}
        made += [nsg, network, nic, resource("Microsoft.Compute/virtualMachines", f"vm{number}", machine)]
    return made


def main() -> None:
    """Print what each part takes."""
    resources = landscape(1000, 100)
    start = process_time()
    estate = link(resources)
    linked = process_time()
    answers = list(Egress("Storage", 443).judge(estate))
    judged = process_time()
    list(Egress("Storage", 8443, only_if_open=443).judge(estate))
    again = process_time()
    print(f"1,000 NSGs of 100 rules: link {linked - start:.2f} s, judge {judged - linked:.2f} s, {len(answers)} answers (budget 2 s)")
    print(f"another policy about them: {again - judged:.2f} s")

    prefixes = [f"20.{n >> 5 & 255}.{n & 31}.0/24" for n in range(4000)]
    nsg = link([resource("Microsoft.Network/networkSecurityGroups", "nsg", {"securityRules": [rule(100, prefixes, "Deny", "*")]})]).nsgs[0]
    decide(nsg, Probe(443, "japaneast"))
    start = process_time()
    decision = decide(nsg, Probe(443, "japaneast"))
    print(f"a rule of 4,000 prefixes: {1000 * (process_time() - start):.1f} ms, {decision.outcome} (budget 50 ms)")


if __name__ == "__main__":
    main()
