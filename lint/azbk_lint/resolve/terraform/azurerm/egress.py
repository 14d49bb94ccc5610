"""Public IPs, NAT gateways, load balancers, gateways and private endpoints: the ways out of a subnet beside its routes."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.blocks import Each, Listed, One, ref, refs
from azbk_lint.resolve.terraform.azurerm.identity import below, in_group, part_of
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import arg, derived, number


def _ip_configuration_id(interface: Value, name: Value) -> Value:
    """Give the id of a NIC's IP configuration."""
    parts = [part for part in (interface, name) if isinstance(part, str | Symbolic | Unknown)]
    return text(parts[0], "/ipConfigurations/", parts[1]) if len(parts) == 2 else None


ROWS: Rows = {
    "azurerm_public_ip": Row(
        "Microsoft.Network/publicIPAddresses",
        in_group("name"),
        {
            **TRACKED,
            "sku": {"name": "sku"},
            "zones": "zones",
            "properties": {"publicIPAllocationMethod": "allocation_method", "publicIPAddressVersion": arg("ip_version", default="IPv4")},
        },
    ),
    "azurerm_public_ip_prefix": Row(
        "Microsoft.Network/publicIPPrefixes",
        in_group("name"),
        {**TRACKED, "properties": {"prefixLength": number("prefix_length", default=28)}},
    ),
    "azurerm_nat_gateway": Row(
        "Microsoft.Network/natGateways",
        in_group("name"),
        {
            **TRACKED,
            "sku": {"name": arg("sku_name", default="Standard")},
            "zones": "zones",
            "properties": {"publicIpAddresses": refs("public_ip_address_ids"), "publicIpPrefixes": refs("public_ip_prefix_ids")},
        },
    ),
    "azurerm_nat_gateway_public_ip_association": Row(
        "Microsoft.Network/natGateways",
        part_of("nat_gateway_id"),
        {"properties": {"publicIpAddresses": Listed({"id": "public_ip_address_id"})}},
        part=True,
    ),
    "azurerm_nat_gateway_public_ip_prefix_association": Row(
        "Microsoft.Network/natGateways",
        part_of("nat_gateway_id"),
        {"properties": {"publicIpPrefixes": Listed({"id": "public_ip_prefix_id"})}},
        part=True,
    ),
    "azurerm_lb": Row(
        "Microsoft.Network/loadBalancers",
        in_group("name"),
        {
            **TRACKED,
            "sku": {"name": "sku"},
            "properties": {
                "frontendIPConfigurations": Each(
                    "frontend_ip_configuration",
                    {
                        "name": "name",
                        "properties": {
                            "subnet": ref("subnet_id"),
                            "privateIPAddress": "private_ip_address",
                            "publicIPAddress": ref("public_ip_address_id"),
                            "publicIPPrefix": ref("public_ip_prefix_id"),
                        },
                    },
                ),
            },
        },
    ),
    "azurerm_lb_backend_address_pool": Row("Microsoft.Network/loadBalancers/backendAddressPools", below("loadbalancer_id", "name")),
    "azurerm_lb_outbound_rule": Row(
        "Microsoft.Network/loadBalancers",
        part_of("loadbalancer_id"),
        {
            "properties": {
                "outboundRules": Listed(
                    {
                        "name": "name",
                        "properties": {
                            "protocol": "protocol",
                            "backendAddressPool": ref("backend_address_pool_id"),
                            "allocatedOutboundPorts": number("allocated_outbound_ports", default=1024),
                        },
                    },
                ),
            },
        },
        part=True,
    ),
    "azurerm_network_interface_backend_address_pool_association": Row(
        "Microsoft.Network/loadBalancers/backendAddressPools",
        part_of("backend_address_pool_id"),
        {
            "properties": {
                "backendIPConfigurations": Listed(
                    {"id": derived(_ip_configuration_id, "network_interface_id", "ip_configuration_name")},
                ),
            },
        },
        part=True,
    ),
    "azurerm_virtual_network_gateway": Row(
        "Microsoft.Network/virtualNetworkGateways",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "gatewayType": "type",
                "ipConfigurations": Each(
                    "ip_configuration",
                    {"properties": {"subnet": ref("subnet_id"), "publicIPAddress": ref("public_ip_address_id")}},
                ),
            },
        },
    ),
    "azurerm_private_endpoint": Row(
        "Microsoft.Network/privateEndpoints",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "subnet": ref("subnet_id"),
                "privateLinkServiceConnections": Listed(
                    One(
                        "private_service_connection",
                        {
                            "name": "name",
                            "properties": {
                                "privateLinkServiceId": "private_connection_resource_id",
                                "groupIds": "subresource_names",
                            },
                        },
                    ),
                ),
            },
        },
    ),
}
