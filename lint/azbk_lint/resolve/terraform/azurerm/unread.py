"""Types that could change a verdict and that the tables do not know: they are reported, never passed over."""

from __future__ import annotations

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.value import Unknown
from azbk_lint.resolve.terraform.instance import Instance

UNREAD = "terraform/"
"""What the type of a resource begins with that stands for a type nobody translated."""

_CONCERNED = (
    "azapi_resource",
    "azurerm_automanage_configuration",
    "azurerm_backup_",
    "azurerm_dev_test_",
    "azurerm_firewall",
    "azurerm_key_vault_managed_hardware_security_module_role_",
    "azurerm_linux_virtual_machine",
    "azurerm_managed_disk",
    "azurerm_management_group_policy_",
    "azurerm_management_lock",
    "azurerm_network_interface",
    "azurerm_network_manager_",
    "azurerm_network_security_",
    "azurerm_orchestrated_virtual_machine",
    "azurerm_policy_",
    "azurerm_recovery_services_",
    "azurerm_resource_group_policy_",
    "azurerm_resource_policy_",
    "azurerm_route",
    "azurerm_subnet",
    "azurerm_subscription_policy_",
    "azurerm_virtual_hub",
    "azurerm_virtual_machine",
    "azurerm_virtual_network",
    "azurerm_windows_virtual_machine",
)
"""How the names of types begin that deal in VMs, their network, their backup, or what is allowed to them."""

HARMLESS = frozenset(
    {
        "azapi_resource_action",  # does something once, declares nothing
        "azurerm_backup_container_storage_account",  # file shares
        "azurerm_backup_protected_file_share",
        "azurerm_dev_test_global_vm_shutdown_schedule",  # a VM that is off is still backed up
        "azurerm_dev_test_lab",
        "azurerm_dev_test_policy",
        "azurerm_dev_test_schedule",
        "azurerm_dev_test_virtual_network",
        "azurerm_firewall_nat_rule_collection",  # inbound
        "azurerm_managed_disk_sas_token",
        "azurerm_management_group_policy_remediation",
        "azurerm_network_interface_application_gateway_backend_address_pool_association",  # inbound
        "azurerm_network_interface_nat_rule_association",  # inbound
        "azurerm_network_manager_connectivity_configuration",  # peerings
        "azurerm_network_manager_deployment",
        "azurerm_network_manager_ipam_pool",
        "azurerm_network_manager_ipam_pool_static_cidr",
        "azurerm_network_manager_management_group_connection",
        "azurerm_network_manager_scope_connection",
        "azurerm_network_manager_subscription_connection",
        "azurerm_network_manager_verifier_workspace",
        "azurerm_network_manager_verifier_workspace_reachability_analysis_intent",
        "azurerm_network_security_perimeter",  # PaaS
        "azurerm_network_security_perimeter_access_rule",
        "azurerm_network_security_perimeter_association",
        "azurerm_network_security_perimeter_profile",
        "azurerm_policy_virtual_machine_configuration_assignment",  # audits inside the guest
        "azurerm_resource_group_policy_remediation",
        "azurerm_resource_policy_remediation",
        "azurerm_route_filter",  # ExpressRoute peering
        "azurerm_route_map",
        "azurerm_subscription_policy_remediation",
        "azurerm_virtual_hub_ip",
        "azurerm_virtual_machine_gallery_application_assignment",
        "azurerm_virtual_machine_packet_capture",
        "azurerm_virtual_machine_restore_point",
        "azurerm_virtual_machine_scale_set_packet_capture",
        "azurerm_virtual_machine_scale_set_standby_pool",
        "azurerm_virtual_network_gateway_connection",  # what it announces by BGP no code shows
        "azurerm_virtual_network_gateway_nat_rule",
    },
)
"""Types of those families that are known and left out: nothing about a VM's backup depends on them."""


def matters(instance: Instance) -> bool:
    """Tell whether an instance that no row translates could change a verdict."""
    managed = instance.mode == "managed"
    return managed and instance.type.startswith(_CONCERNED) and instance.type not in HARMLESS


def unread(instance: Instance, because: str) -> Resource:
    """Stand in for an instance that is not translated: its existence is unknown, and so is all of it."""
    limit = Unknown(f"{instance.address} untranslated", because, "limit")
    return Resource(
        type=f"{UNREAD}{instance.type}",
        name=limit,
        id=limit,
        body={"properties": limit},
        origin=instance.origin,
        address=instance.address,
        scope=Scope("group", instance.subscription(), limit),
        exists=limit,
        many=instance.many,
    )
