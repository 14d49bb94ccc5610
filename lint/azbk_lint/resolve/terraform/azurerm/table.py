"""The rows of all areas by azurerm type, loaded when the first is asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from azbk_lint.resolve.terraform.azurerm.row import Row, Rows
from azbk_lint.resolve.terraform.instance import Instance

_AREAS = ("authorization", "backup", "compute", "disks", "egress", "general", "key_vault", "network", "scale_sets", "security")


@cache
def rows() -> Rows:
    """Give every row by azurerm type."""
    found: dict[str, Row] = {}
    for area in _AREAS:
        found.update(import_module(f"azbk_lint.resolve.terraform.azurerm.{area}").ROWS)
    return found


def row_of(instance: Instance) -> Row | None:
    """Give the row of an instance's type, None where there is none; for a data source, where it is one of REFERABLE."""
    return rows().get(instance.type) if instance.mode == "managed" or instance.type in REFERABLE else None


REFERABLE = frozenset(
    {
        "azurerm_application_security_group",
        "azurerm_availability_set",
        "azurerm_backup_policy_file_share",
        "azurerm_backup_policy_vm",
        "azurerm_dedicated_host_group",
        "azurerm_disk_access",
        "azurerm_disk_encryption_set",
        "azurerm_firewall",
        "azurerm_firewall_policy",
        "azurerm_image",
        "azurerm_key_vault",
        "azurerm_key_vault_certificate",
        "azurerm_key_vault_key",
        "azurerm_key_vault_secret",
        "azurerm_lb",
        "azurerm_lb_backend_address_pool",
        "azurerm_managed_disk",
        "azurerm_nat_gateway",
        "azurerm_network_interface",
        "azurerm_network_manager",
        "azurerm_network_manager_network_group",
        "azurerm_network_security_group",
        "azurerm_public_ip",
        "azurerm_public_ip_prefix",
        "azurerm_recovery_services_vault",
        "azurerm_resource_group",
        "azurerm_route_table",
        "azurerm_snapshot",
        "azurerm_storage_account",
        "azurerm_subnet",
        "azurerm_user_assigned_identity",
        "azurerm_virtual_machine",
        "azurerm_virtual_machine_scale_set",
        "azurerm_virtual_network",
        "azurerm_virtual_network_gateway",
    },
)
"""The types whose data sources name what they look up by the same arguments as the resource does."""
