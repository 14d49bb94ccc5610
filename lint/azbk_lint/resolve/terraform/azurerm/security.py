"""Azure Firewall and network managers: rules that stand beside or before those of NSGs."""

from __future__ import annotations

from azbk_lint.resolve.terraform.azurerm.arguments import written
from azbk_lint.resolve.terraform.azurerm.blocks import Each, Listed, One, Together, ref
from azbk_lint.resolve.terraform.azurerm.identity import Identity, below, group_id, in_group, placed
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Fixed, Shape, number
from azbk_lint.resolve.terraform.instance import Instance


def _firewall(instance: Instance, arm: str) -> Identity:
    """Name the firewall whose rules an instance holds, by the firewall's name and group."""
    return placed(group_id(instance, written(instance, "resource_group_name")), arm, [written(instance, "azure_firewall_name")])


_IP_CONFIGURATION: Shape = {
    "name": "name",
    "properties": {"subnet": ref("subnet_id"), "publicIPAddress": ref("public_ip_address_id")},
}

_NETWORK_RULE: Shape = {
    "name": "name",
    "ruleType": Fixed("NetworkRule"),
    "ipProtocols": "protocols",
    "sourceAddresses": "source_addresses",
    "destinationAddresses": "destination_addresses",
    "destinationFqdns": "destination_fqdns",
    "destinationPorts": "destination_ports",
}

_APPLICATION_RULE: Shape = {
    "name": "name",
    "ruleType": Fixed("ApplicationRule"),
    "protocols": Each("protocols", {"protocolType": "type", "port": number("port")}),
    "sourceAddresses": "source_addresses",
    "targetFqdns": "destination_fqdns",
    "fqdnTags": "destination_fqdn_tags",
}

_CLASSIC_APPLICATION_RULE: Shape = {
    "name": "name",
    "protocols": Each("protocol", {"protocolType": "type", "port": number("port")}),
    "sourceAddresses": "source_addresses",
    "targetFqdns": "target_fqdns",
    "fqdnTags": "fqdn_tags",
}

_CLASSIC_NETWORK_RULE: Shape = {
    "name": "name",
    "protocols": "protocols",
    "sourceAddresses": "source_addresses",
    "destinationAddresses": "destination_addresses",
    "destinationFqdns": "destination_fqdns",
    "destinationPorts": "destination_ports",
}


def _collection(rule: Shape) -> Shape:
    return {
        "name": "name",
        "ruleCollectionType": Fixed("FirewallPolicyFilterRuleCollection"),
        "priority": number("priority"),
        "action": {"type": "action"},
        "rules": Each("rule", rule),
    }


def _classic(list_name: str, rule: Shape) -> Row:
    """Write the row of a rule collection that is part of a firewall without a policy."""
    properties: Shape = {"priority": number("priority"), "action": {"type": "action"}, "rules": Each("rule", rule)}
    body: Shape = {"properties": {list_name: Listed({"name": "name", "properties": properties})}}
    return Row("Microsoft.Network/azureFirewalls", _firewall, body, part=True)


_PREFIXES: Shape = {"addressPrefix": "address_prefix", "addressPrefixType": "address_prefix_type"}

_MANAGER = "Microsoft.Network/networkManagers"

ROWS: Rows = {
    "azurerm_firewall": Row(
        "Microsoft.Network/azureFirewalls",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "sku": {"name": "sku_name", "tier": "sku_tier"},
                "firewallPolicy": ref("firewall_policy_id"),
                "ipConfigurations": Each("ip_configuration", _IP_CONFIGURATION),
                "managementIpConfiguration": One("management_ip_configuration", _IP_CONFIGURATION),
                "virtualHub": ref("virtual_hub.virtual_hub_id"),
            },
        },
    ),
    "azurerm_firewall_network_rule_collection": _classic("networkRuleCollections", _CLASSIC_NETWORK_RULE),
    "azurerm_firewall_application_rule_collection": _classic("applicationRuleCollections", _CLASSIC_APPLICATION_RULE),
    "azurerm_firewall_policy": Row(
        "Microsoft.Network/firewallPolicies",
        in_group("name"),
        {**TRACKED, "properties": {"sku": {"tier": "sku"}, "basePolicy": ref("base_policy_id")}},
    ),
    "azurerm_firewall_policy_rule_collection_group": Row(
        "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
        below("firewall_policy_id", "name"),
        {
            "properties": {
                "priority": number("priority"),
                "ruleCollections": Together(
                    (
                        Each("network_rule_collection", _collection(_NETWORK_RULE)),
                        Each("application_rule_collection", _collection(_APPLICATION_RULE)),
                    ),
                ),
            },
        },
    ),
    "azurerm_network_manager": Row(
        _MANAGER,
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "networkManagerScopes": {
                    "subscriptions": "scope.subscription_ids",
                    "managementGroups": "scope.management_group_ids",
                },
            },
        },
    ),
    "azurerm_network_manager_network_group": Row(f"{_MANAGER}/networkGroups", below("network_manager_id", "name")),
    "azurerm_network_manager_static_member": Row(
        f"{_MANAGER}/networkGroups/staticMembers",
        below("network_group_id", "name"),
        {"properties": {"resourceId": "target_virtual_network_id"}},
    ),
    "azurerm_network_manager_security_admin_configuration": Row(
        f"{_MANAGER}/securityAdminConfigurations",
        below("network_manager_id", "name"),
    ),
    "azurerm_network_manager_admin_rule_collection": Row(
        f"{_MANAGER}/securityAdminConfigurations/ruleCollections",
        below("security_admin_configuration_id", "name"),
        {"properties": {"appliesToGroups": Each("network_group_ids", {"networkGroupId": ITEM})}},
    ),
    "azurerm_network_manager_admin_rule": Row(
        f"{_MANAGER}/securityAdminConfigurations/ruleCollections/rules",
        below("admin_rule_collection_id", "name"),
        {
            "kind": Fixed("Custom"),
            "properties": {
                "access": "action",
                "direction": "direction",
                "priority": number("priority"),
                "protocol": "protocol",
                "sources": Each("source", _PREFIXES),
                "sourcePortRanges": "source_port_ranges",
                "destinations": Each("destination", _PREFIXES),
                "destinationPortRanges": "destination_port_ranges",
            },
        },
    ),
}
