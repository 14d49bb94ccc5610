"""Firewalls, network managers, load balancers and gateways: what egress may also depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Value, text

One = Callable[..., Resource]
Plain = Callable[[Value], Any]
IN = {"name": "n", "resource_group_name": "rg", "location": "japaneast"}
RULE = {"name": "r", "protocols": ["TCP"], "source_addresses": ["*"], "destination_addresses": ["Storage"], "destination_ports": [443]}


def test_collections_of_both_kinds_stand_in_one_list(resource: One) -> None:
    group = resource(
        "azurerm_firewall_policy_rule_collection_group.g",
        {
            "name": "g",
            "firewall_policy_id": "/s/providers/Microsoft.Network/firewallPolicies/p",
            "priority": 100,
            "network_rule_collection": [{"name": "a", "priority": "200", "action": "Allow", "rule": [RULE]}],
            "application_rule_collection": [
                {"name": "b", "priority": 300, "action": "Deny", "rule": [{"name": "w", "protocols": [{"type": "Https", "port": 443}]}]},
            ],
        },
    )
    assert group.name == "p/g"
    collections = ("properties", "ruleCollections")
    assert [group.get(*collections, index, "name") for index in (0, 1)] == ["a", "b"]
    assert group.get(*collections, 0, "priority") == 200
    assert group.get(*collections, 0, "rules", 0, "destinationPorts") == ["443"]
    assert group.get(*collections, 1, "rules", 0, "protocols", 0, "port") == 443
    assert group.at(*collections, 1, "rules", 0, "name").route == ("application_rule_collection", 0, "rule", 0, "name")
    assert group.at(*collections, 2).route == ()


def test_a_classic_collection_is_a_part_of_the_firewall_it_names(resource: One) -> None:
    firewall = resource("azurerm_firewall.f", {**IN, "ip_configuration": [{"name": "c", "subnet_id": "S"}]})
    part = resource(
        "azurerm_firewall_network_rule_collection.c",
        {"name": "c", "azure_firewall_name": "n", "resource_group_name": "rg", "priority": 100, "action": "Allow", "rule": [RULE]},
    )
    assert (part.partial, part.id) == (True, firewall.id)
    assert part.get("properties", "networkRuleCollections", 0, "properties", "action", "type") == "Allow"


def test_an_admin_rule_hangs_below_its_collection(resource: One, plain: Plain) -> None:
    above = (
        "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/networkManagers/m/securityAdminConfigurations/c/ruleCollections/k"
    )
    rule = resource(
        "azurerm_network_manager_admin_rule.r",
        {
            "name": "r",
            "admin_rule_collection_id": above,
            "action": "Deny",
            "direction": "Outbound",
            "priority": 1,
            "protocol": "Tcp",
            "destination": [{"address_prefix_type": "ServiceTag", "address_prefix": "Internet"}],
        },
    )
    assert (rule.id, rule.name) == (f"{above}/rules/r", "m/c/k/r")
    assert plain(rule.get("properties")) == {
        "access": "Deny",
        "direction": "Outbound",
        "priority": 1,
        "protocol": "Tcp",
        "destinations": [{"addressPrefix": "Internet", "addressPrefixType": "ServiceTag"}],
    }


def test_a_pool_knows_the_configuration_that_is_put_into_it(resource: One) -> None:
    part = resource(
        "azurerm_network_interface_backend_address_pool_association.a",
        {
            "network_interface_id": "NIC",
            "ip_configuration_name": "c",
            "backend_address_pool_id": "/s/loadBalancers/l/backendAddressPools/p",
        },
    )
    route = ("properties", "backendIPConfigurations", 0, "id")
    assert part.get(*route) == "NIC/ipConfigurations/c"
    assert part.at(*route).route == ("network_interface_id",)


def test_an_outbound_rule_is_a_part_of_its_load_balancer(resource: One) -> None:
    balancer = resource("azurerm_lb.l", IN)
    part = resource(
        "azurerm_lb_outbound_rule.o",
        {
            "name": "o",
            "loadbalancer_id": balancer.id,
            "protocol": "All",
            "backend_address_pool_id": text(balancer.id, "/backendAddressPools/p"),
        },
    )
    assert (part.partial, part.id) == (True, balancer.id)
    assert part.get("properties", "outboundRules", 0, "properties", "allocatedOutboundPorts") == 1024


def test_a_private_endpoint_names_what_it_connects(resource: One, plain: Plain) -> None:
    connection = {"name": "c", "private_connection_resource_id": "VAULT", "subresource_names": ["AzureBackup"]}
    endpoint = resource("azurerm_private_endpoint.e", {**IN, "subnet_id": "S", "private_service_connection": [connection]})
    assert plain(endpoint.get("properties")) == {
        "subnet": {"id": "S"},
        "privateLinkServiceConnections": [{"name": "c", "properties": {"privateLinkServiceId": "VAULT", "groupIds": ["AzureBackup"]}}],
    }
