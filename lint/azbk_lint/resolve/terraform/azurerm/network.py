"""Virtual networks, subnets, NSGs, route tables and NICs."""

from __future__ import annotations

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, find, top
from azbk_lint.resolve.terraform.azurerm.blocks import Each, Listed, first, ref, refs
from azbk_lint.resolve.terraform.azurerm.identity import in_group, part_of
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Shape, arg, derived, flag, number
from azbk_lint.resolve.terraform.instance import Instance


def _inverse(value: Value) -> Value:
    flag = as_flag(value)
    return not flag if isinstance(flag, bool) else flag


def _static_ip(instance: Instance) -> Value:
    return find(top(instance), "ip_configuration.private_ip_address")[0]


_SUBNET: Shape = {
    "addressPrefixes": first("address_prefixes", Listed("address_prefix")),
    "defaultOutboundAccess": flag("default_outbound_access_enabled", default=True),
    "serviceEndpoints": first(
        Each("service_endpoint", {"service": "service", "networkIdentifier": {"id": "network_identifier"}}),
        Each("service_endpoints", {"service": ITEM}),
    ),
    "serviceEndpointPolicies": refs("service_endpoint_policy_ids"),
    "delegations": Each("delegation", {"name": "name", "properties": {"serviceName": "service_delegation.name"}}),
}

_RULE: Shape = {
    "description": "description",
    "access": "access",
    "direction": "direction",
    "priority": number("priority"),
    "protocol": "protocol",
    "sourceAddressPrefix": "source_address_prefix",
    "sourceAddressPrefixes": "source_address_prefixes",
    "sourceApplicationSecurityGroups": refs("source_application_security_group_ids"),
    "sourcePortRange": "source_port_range",
    "sourcePortRanges": "source_port_ranges",
    "destinationAddressPrefix": "destination_address_prefix",
    "destinationAddressPrefixes": "destination_address_prefixes",
    "destinationApplicationSecurityGroups": refs("destination_application_security_group_ids"),
    "destinationPortRange": "destination_port_range",
    "destinationPortRanges": "destination_port_ranges",
}

_ROUTE: Shape = {
    "addressPrefix": "address_prefix",
    "nextHopType": "next_hop_type",
    "nextHopIpAddress": "next_hop_in_ip_address",
}

_IP_CONFIGURATION: Shape = {
    "name": "name",
    "properties": {
        "subnet": ref("subnet_id"),
        "privateIPAddressVersion": arg("private_ip_address_version", default="IPv4"),
        "privateIPAllocationMethod": "private_ip_address_allocation",
        "privateIPAddress": "private_ip_address",
        "publicIPAddress": ref("public_ip_address_id"),
        "primary": flag("primary"),
        "applicationSecurityGroups": refs("application_security_group_ids"),
    },
}

ROWS: Rows = {
    "azurerm_virtual_network": Row(
        "Microsoft.Network/virtualNetworks",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "addressSpace": {"addressPrefixes": "address_space"},
                "dhcpOptions": {"dnsServers": "dns_servers"},
                "subnets": Each(
                    "subnet",
                    {
                        "name": "name",
                        "properties": {
                            **_SUBNET,
                            "networkSecurityGroup": ref("security_group"),
                            "routeTable": ref("route_table_id"),
                        },
                    },
                ),
            },
        },
    ),
    "azurerm_virtual_network_dns_servers": Row(
        "Microsoft.Network/virtualNetworks",
        part_of("virtual_network_id"),
        {"properties": {"dhcpOptions": {"dnsServers": "dns_servers"}}},
        part=True,
    ),
    "azurerm_virtual_network_peering": Row(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        in_group("virtual_network_name", "name"),
        {
            "properties": {
                "remoteVirtualNetwork": ref("remote_virtual_network_id"),
                "allowForwardedTraffic": flag("allow_forwarded_traffic", default=False),
                "allowGatewayTransit": flag("allow_gateway_transit", default=False),
                "allowVirtualNetworkAccess": flag("allow_virtual_network_access", default=True),
                "useRemoteGateways": flag("use_remote_gateways", default=False),
            },
        },
    ),
    "azurerm_subnet": Row(
        "Microsoft.Network/virtualNetworks/subnets",
        in_group("virtual_network_name", "name"),
        {
            "properties": {
                **_SUBNET,
                "networkSecurityGroup": first(ref("network_security_group_id_wo"), ref("network_security_group_id")),
                "routeTable": first(ref("route_table_id_wo"), ref("route_table_id")),
            },
        },
    ),
    "azurerm_subnet_network_security_group_association": Row(
        "Microsoft.Network/virtualNetworks/subnets",
        part_of("subnet_id"),
        {"properties": {"networkSecurityGroup": {"id": "network_security_group_id"}}},
        part=True,
    ),
    "azurerm_subnet_route_table_association": Row(
        "Microsoft.Network/virtualNetworks/subnets",
        part_of("subnet_id"),
        {"properties": {"routeTable": {"id": "route_table_id"}}},
        part=True,
    ),
    "azurerm_subnet_nat_gateway_association": Row(
        "Microsoft.Network/virtualNetworks/subnets",
        part_of("subnet_id"),
        {"properties": {"natGateway": {"id": "nat_gateway_id"}}},
        part=True,
    ),
    "azurerm_subnet_service_endpoint_storage_policy": Row(
        "Microsoft.Network/serviceEndpointPolicies",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "serviceEndpointPolicyDefinitions": Each(
                    "definition",
                    {
                        "name": "name",
                        "properties": {"service": arg("service", default="Microsoft.Storage"), "serviceResources": "service_resources"},
                    },
                ),
            },
        },
    ),
    "azurerm_network_security_group": Row(
        "Microsoft.Network/networkSecurityGroups",
        in_group("name"),
        {**TRACKED, "properties": {"securityRules": Each("security_rule", {"name": "name", "properties": _RULE})}},
    ),
    "azurerm_network_security_rule": Row(
        "Microsoft.Network/networkSecurityGroups/securityRules",
        in_group("network_security_group_name", "name"),
        {"properties": _RULE},
    ),
    "azurerm_application_security_group": Row("Microsoft.Network/applicationSecurityGroups", in_group("name"), TRACKED),
    "azurerm_route_table": Row(
        "Microsoft.Network/routeTables",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "disableBgpRoutePropagation": first(
                    derived(_inverse, "bgp_route_propagation_enabled"),
                    flag("disable_bgp_route_propagation", default=False),
                ),
                "routes": Each("route", {"name": "name", "properties": _ROUTE}),
            },
        },
    ),
    "azurerm_route": Row("Microsoft.Network/routeTables/routes", in_group("route_table_name", "name"), {"properties": _ROUTE}),
    "azurerm_network_interface": Row(
        "Microsoft.Network/networkInterfaces",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "ipConfigurations": Each("ip_configuration", _IP_CONFIGURATION),
                "dnsSettings": {"dnsServers": "dns_servers"},
                "enableAcceleratedNetworking": flag("accelerated_networking_enabled", "enable_accelerated_networking"),
                "enableIPForwarding": flag("ip_forwarding_enabled", "enable_ip_forwarding"),
                "networkSecurityGroup": ref("network_security_group_id"),
            },
        },
        read={"private_ip_address": _static_ip},
    ),
    "azurerm_network_interface_security_group_association": Row(
        "Microsoft.Network/networkInterfaces",
        part_of("network_interface_id"),
        {"properties": {"networkSecurityGroup": {"id": "network_security_group_id"}}},
        part=True,
    ),
    "azurerm_network_interface_application_security_group_association": Row(
        "Microsoft.Network/networkInterfaces",
        part_of("network_interface_id"),
        {"properties": {"applicationSecurityGroups": Listed({"id": "application_security_group_id"})}},
        part=True,
    ),
}
