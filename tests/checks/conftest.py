"""An estate written as ARM would have it, and the answers of a check to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import pytest

from azbk_lint.checks import make_check
from azbk_lint.link import link
from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import Answer, Stack
from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Text, Unknown, Value, text

GROUP = "/subscriptions/sub/resourceGroups/rg/providers/"
VM_ID = f"{GROUP}Microsoft.Compute/virtualMachines/"
NETWORK = f"{GROUP}Microsoft.Network/"


@dataclass(frozen=True)
class Written:
    """An origin whose places are the routes into one body, in a file named after the resource."""

    source: Source
    through: Sequence[Related] = ()

    def place(self, route: Route) -> Place:
        return Place(self.source, route)

    def chain(self, route: Route) -> Sequence[Related]:  # noqa: ARG002 - the same for every part
        return self.through


@dataclass
class Azure:
    """Collects resources, all in Japan East unless said otherwise, and links and judges them."""

    resources: list[Resource] = field(default_factory=list)

    def add(self, id_: Text, body: Mapping[str, Value], type_: str = "", source: str = "", **more: Any) -> Text:  # noqa: ANN401 - fields of Resource
        pieces = str(id_).partition("/providers/")[2].split("/")
        kind = type_ or "/".join([pieces[0], *pieces[1::2]])
        name = "/".join(pieces[2::2])
        origin = Written(Source(PurePath(name), source, "hcl" if source else "json"))
        self.resources.append(Resource(kind.casefold(), name, id_, body, origin, name, Scope("group", "sub", "rg"), **more))
        return id_

    def nsg(self, name: str, *rules: Value, location: Value = "japaneast", **more: Any) -> Text:  # noqa: ANN401 - fields of Resource
        return self.add(f"{NETWORK}networkSecurityGroups/{name}", {"location": location, "properties": {"securityRules": rules}}, **more)

    def table(self, name: str, *routes: tuple[Value, Value]) -> Text:
        listed: Value = [{"name": f"r{n}", "properties": {"addressPrefix": to, "nextHopType": hop}} for n, (to, hop) in enumerate(routes)]
        return self.add(f"{NETWORK}routeTables/{name}", {"properties": {"routes": listed}})

    def subnet(self, name: str, nsg: Value = None, table: Value = None, **properties: Value) -> Text:
        bound = {"networkSecurityGroup": {"id": nsg} if nsg else None, "routeTable": {"id": table} if table else None}
        return self.add(
            f"{NETWORK}virtualNetworks/vnet/subnets/{name}", {"properties": {"addressPrefix": "10.0.1.0/24", **bound, **properties}}
        )

    def nic(self, name: str, subnet: Value, nsg: Value = None, configurations: int = 1, **properties: Value) -> Text:
        listed: Value = [{"name": f"ip{n}", "properties": {"subnet": {"id": subnet}, **properties}} for n in range(configurations)]
        bound = {"networkSecurityGroup": {"id": nsg}} if nsg else {}
        return self.add(f"{NETWORK}networkInterfaces/{name}", {"properties": {"ipConfigurations": listed, **bound}})

    def vm(self, name: str, nic: Value = None, location: Value = "japaneast", source: str = "", **properties: Any) -> Text:  # noqa: ANN401 - a body, or fields
        exists = {key: properties.pop(key) for key in ("exists", "many") if key in properties}
        interfaces = {"networkProfile": {"networkInterfaces": [{"id": nic}]}} if nic else {}
        return self.add(f"{VM_ID}{name}", {"location": location, "properties": {**interfaces, **properties}}, source=source, **exists)

    def behind(self, nsg: Value, name: str = "vm1", location: Value = "japaneast", **properties: Any) -> Text:  # noqa: ANN401 - likewise
        """Add a VM in a subnet of its own that is bound to an NSG."""
        return self.vm(name, self.nic(f"nic-{name}", self.subnet(f"subnet-{name}", nsg)), location, **properties)

    def protect(self, vm: str, vault: str = "vault", tags: Mapping[str, Value] | None = None, **policy: Value) -> None:
        above = f"{GROUP}Microsoft.RecoveryServices/vaults/{vault}"
        self.add(above, {"location": "japaneast"}, tags=tags or {})
        kept = self.add(f"{above}/backupPolicies/daily", {"properties": policy})
        item = f"iaasvmcontainer;iaasvmcontainerv2;rg;{vm}/protectedItems/vm;iaasvmcontainerv2;rg;{vm}"
        self.add(
            f"{above}/backupFabrics/Azure/protectionContainers/{item}",
            {"properties": {"sourceResourceId": f"{VM_ID}{vm}", "policyId": kept}},
        )

    def estate(self, stack: Stack = "current") -> Estate:
        return link(self.resources, stack=stack)

    def answers(self, check: str, **parameters: object) -> list[Answer]:
        return list(make_check({check: parameters}).judge(self.estate()))

    @staticmethod
    def rule(name: str, priority: Value, access: Value, to: Value, ports: Value = "*", **more: Value) -> Mapping[str, Value]:
        """Write an outbound rule for any source; a list is given in the plural form."""
        given = {
            "destinationAddressPrefixes" if isinstance(to, list) else "destinationAddressPrefix": to,
            "destinationPortRanges" if isinstance(ports, list) else "destinationPortRange": ports,
        }
        plain = {"direction": "Outbound", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*"}
        return {"name": name, "properties": {**plain, "priority": priority, "access": access, **given, **more}}

    @staticmethod
    def hole(key: str = "parameters('x')") -> Unknown:
        return Unknown(key, f"{key} has no default", settle=f"--set {key}")

    @staticmethod
    def text(*parts: Text) -> Text:
        return text(*parts)


@pytest.fixture
def azure() -> Azure:
    return Azure()


@pytest.fixture(scope="session")
def new_azure() -> Callable[[], Azure]:
    """Make collections for properties that need one for every example."""
    return Azure
