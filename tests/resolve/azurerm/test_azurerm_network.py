"""Networks: what azurerm writes and what an ARM template would have said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Unknown, Value, text

One = Callable[..., Resource]
Plain = Callable[[Value], Any]
GROUP = "/subscriptions/{subscription}/resourceGroups/rg/providers/Microsoft.Network"
IN = {"name": "n", "resource_group_name": "rg", "location": "japaneast"}


def test_a_security_group_has_its_rules_as_arm_has_them(resource: One, plain: Plain) -> None:
    nsg = resource(
        "azurerm_network_security_group.a",
        {
            **IN,
            "tags": {"env": "prod"},
            "security_rule": [
                {
                    "name": "deny",
                    "priority": 100,
                    "direction": "Outbound",
                    "access": "Deny",
                    "protocol": "*",
                    "source_port_range": "*",
                    "destination_port_range": "*",
                    "source_address_prefix": "VirtualNetwork",
                    "destination_address_prefix": "Internet",
                },
            ],
        },
    )
    assert nsg.type == "microsoft.network/networksecuritygroups"
    assert str(nsg.id) == f"{GROUP}/networkSecurityGroups/n"
    assert plain(nsg.body) == {
        "location": "japaneast",
        "tags": {"env": "prod"},
        "properties": {
            "securityRules": [
                {
                    "name": "deny",
                    "properties": {
                        "priority": 100,
                        "direction": "Outbound",
                        "access": "Deny",
                        "protocol": "*",
                        "sourcePortRange": "*",
                        "destinationPortRange": "*",
                        "sourceAddressPrefix": "VirtualNetwork",
                        "destinationAddressPrefix": "Internet",
                    },
                },
            ],
        },
    }


def test_an_unwritten_argument_of_the_attribute_form_is_no_value(resource: One) -> None:
    rule = {"name": "r", "destination_address_prefix": "", "destination_port_ranges": ["80", 443], "destination_port_range": 22}
    nsg = resource("azurerm_network_security_group.a", {**IN, "security_rule": [rule]})
    values = nsg.get("properties", "securityRules", 0, "properties")
    assert isinstance(values, dict | object)
    assert nsg.get("properties", "securityRules", 0, "properties", "destinationAddressPrefix") is None
    assert nsg.get("properties", "securityRules", 0, "properties", "destinationPortRanges") == ["80", "443"]
    assert nsg.get("properties", "securityRules", 0, "properties", "destinationPortRange") == "22"


def test_a_rule_by_itself_is_the_child_resource_with_the_whole_name(resource: One) -> None:
    rule = resource(
        "azurerm_network_security_rule.r",
        {"name": "r", "network_security_group_name": "n", "resource_group_name": "rg", "priority": "200"},
    )
    assert (rule.type, rule.name) == ("microsoft.network/networksecuritygroups/securityrules", "n/r")
    assert str(rule.id) == f"{GROUP}/networkSecurityGroups/n/securityRules/r"
    assert rule.get("properties", "priority") == 200


@pytest.mark.parametrize(
    "endpoints",
    [
        {"service_endpoints": ["Microsoft.Storage", "Microsoft.Sql"]},
        {"service_endpoint": [{"service": "Microsoft.Storage"}, {"service": "Microsoft.Sql"}]},
    ],
    ids=["list up to 4.x", "blocks since 5.0"],
)
def test_service_endpoints_are_read_in_both_forms(resource: One, plain: Plain, endpoints: dict[str, Value]) -> None:
    subnet = resource("azurerm_subnet.s", {"name": "s", "virtual_network_name": "v", "resource_group_name": "rg", **endpoints})
    inline = resource("azurerm_virtual_network.v", {**IN, "subnet": [{"name": "s", **endpoints}]})
    expected = [{"service": "Microsoft.Storage"}, {"service": "Microsoft.Sql"}]
    assert plain(subnet.get("properties", "serviceEndpoints")) == expected
    assert plain(inline.get("properties", "subnets", 0, "properties", "serviceEndpoints")) == expected


def test_a_subnet_that_names_none_has_no_endpoints_and_the_providers_default(resource: One) -> None:
    subnet = resource("azurerm_subnet.s", {"name": "s", "virtual_network_name": "v", "resource_group_name": "rg"})
    assert subnet.get("properties", "serviceEndpoints") is None
    assert subnet.get("properties", "defaultOutboundAccess") is True


@pytest.mark.parametrize(
    ("kind", "target", "argument", "route"),
    [
        ("subnet_network_security_group_association", "subnet_id", "network_security_group_id", ("networkSecurityGroup", "id")),
        ("subnet_route_table_association", "subnet_id", "route_table_id", ("routeTable", "id")),
        ("subnet_nat_gateway_association", "subnet_id", "nat_gateway_id", ("natGateway", "id")),
        (
            "network_interface_security_group_association",
            "network_interface_id",
            "network_security_group_id",
            ("networkSecurityGroup", "id"),
        ),
        (
            "network_interface_application_security_group_association",
            "network_interface_id",
            "application_security_group_id",
            ("applicationSecurityGroups", 0, "id"),
        ),
        ("nat_gateway_public_ip_association", "nat_gateway_id", "public_ip_address_id", ("publicIpAddresses", 0, "id")),
    ],
)
def test_an_association_is_a_part_of_its_target(resource: One, kind: str, target: str, argument: str, route: tuple[str | int, ...]) -> None:
    id_ = "/subscriptions/1/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    part = resource(f"azurerm_{kind}.a", {target: id_, argument: "the other"})
    assert (part.partial, part.id, part.name, part.scope.group) == (True, id_, "v/s", "hub")
    assert part.get("properties", *route) == "the other"
    assert part.at("properties", *route).route == (argument,)


def test_a_network_interface_keeps_its_configurations_in_order(resource: One, plain: Plain) -> None:
    nic = resource(
        "azurerm_network_interface.n",
        {
            **IN,
            "ip_configuration": [
                {
                    "name": "a",
                    "subnet_id": "S",
                    "private_ip_address_allocation": "Static",
                    "private_ip_address": "10.0.0.4",
                    "primary": "true",
                },
                {"name": "b", "subnet_id": "S", "private_ip_address_allocation": "Dynamic", "public_ip_address_id": "P"},
            ],
        },
    )
    assert plain(nic.get("properties", "ipConfigurations")) == [
        {
            "name": "a",
            "properties": {
                "subnet": {"id": "S"},
                "privateIPAddressVersion": "IPv4",
                "privateIPAllocationMethod": "Static",
                "privateIPAddress": "10.0.0.4",
                "primary": True,
            },
        },
        {
            "name": "b",
            "properties": {
                "subnet": {"id": "S"},
                "privateIPAddressVersion": "IPv4",
                "privateIPAllocationMethod": "Dynamic",
                "publicIPAddress": {"id": "P"},
            },
        },
    ]
    assert nic.at("properties", "ipConfigurations", 1, "properties", "subnet", "id").route == ("ip_configuration", 1, "subnet_id")


def test_rules_that_nobody_can_count_stay_unknown_in_their_place(resource: One) -> None:
    hole = Unknown("var.rules", "no default")
    nsg = resource("azurerm_network_security_group.a", {**IN, "security_rule": [{"name": "a"}, hole]})
    assert nsg.get("properties", "securityRules", 1, "properties", "access") == hole
    assert nsg.get("properties", "securityRules", 0, "name") == "a"
    other = resource("azurerm_network_security_group.a", {**IN, "security_rule": hole})
    assert other.get("properties", "securityRules", 0) == hole


def test_a_half_known_name_meets_itself(resource: One) -> None:
    hole = Unknown("var.env", "no default")
    name = text("vnet-", hole)
    network = resource("azurerm_virtual_network.v", {**IN, "name": name})
    subnet = resource("azurerm_subnet.s", {"name": "s", "virtual_network_name": name, "resource_group_name": "rg"})
    assert subnet.id == text(network.id, "/subnets/s")
    assert subnet.name == text("vnet-", hole, "/s")


def test_a_name_that_is_not_written_is_this_instances_own(resource: One) -> None:
    one = resource("azurerm_virtual_network.a", {"resource_group_name": "rg"})
    other = resource("azurerm_virtual_network.b", {"resource_group_name": "rg"})
    assert one.id != other.id


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, False),
        ({"bgp_route_propagation_enabled": False}, True),
        ({"bgp_route_propagation_enabled": "true"}, False),
        ({"disable_bgp_route_propagation": True}, True),
    ],
)
def test_propagation_is_read_under_both_names(resource: One, written: dict[str, Value], expected: bool) -> None:  # noqa: FBT001 - a case
    table = resource("azurerm_route_table.t", {**IN, **written})
    assert table.get("properties", "disableBgpRoutePropagation") is expected


def test_a_route_is_the_same_inline_and_by_itself(resource: One, plain: Plain) -> None:
    route = {"address_prefix": "0.0.0.0/0", "next_hop_type": "VirtualAppliance", "next_hop_in_ip_address": "10.0.0.4"}
    table = resource("azurerm_route_table.t", {**IN, "route": [{"name": "r", **route}]})
    alone = resource("azurerm_route.r", {"name": "r", "route_table_name": "n", "resource_group_name": "rg", **route})
    properties = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}
    assert plain(table.get("properties", "routes")) == [{"name": "r", "properties": properties}]
    assert plain(alone.get("properties")) == properties
    assert alone.id == text(table.id, "/routes/r")
