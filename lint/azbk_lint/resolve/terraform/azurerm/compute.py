"""Virtual machines and what is put on them: extensions, run commands, availability sets."""

from __future__ import annotations

from azbk_lint.model.value import Unknown, Value, same
from azbk_lint.resolve.terraform.azurerm.blocks import Each, One, ref, refs, unless, when
from azbk_lint.resolve.terraform.azurerm.identity import below, either, in_group
from azbk_lint.resolve.terraform.azurerm.machine import (
    EDGE_ZONE,
    EXTENSION,
    EXTENSION_SECRET,
    IDENTITY,
    IMAGE,
    IMAGE_PARTS,
    LEGACY_UNATTEND,
    MANAGED_DISK,
    OS_DISK,
    PLAN,
    SECURITY,
    UNATTEND,
    ZONE,
    encoded,
)
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Fixed, Shape, arg, derived, flag, number


def _create_option(attached: Value) -> Value:
    return attached if isinstance(attached, Unknown) else "FromImage" if attached is None else "Attach"


def _is_primary(interface: Value, primary: Value) -> Value:
    return None if primary is None else same(interface, primary)


_DISK: Shape = {
    **OS_DISK,
    "name": "name",
    "createOption": derived(_create_option, "/os_managed_disk_id"),
    "managedDisk": {**MANAGED_DISK, "id": "/os_managed_disk_id"},
}

_PROFILE: Shape = {
    "computerName": arg("computer_name", "name"),
    "adminUsername": "admin_username",
    "customData": "custom_data",
    "allowExtensionOperations": flag("allow_extension_operations", default=True),
}

_PROPERTIES: Shape = {
    "hardwareProfile": {"vmSize": "size"},
    "priority": arg("priority", default="Regular"),
    "evictionPolicy": "eviction_policy",
    "licenseType": "license_type",
    "userData": "user_data",
    "networkProfile": {"networkInterfaces": refs("network_interface_ids")},
    "securityProfile": SECURITY,
    "additionalCapabilities": {"ultraSSDEnabled": flag("additional_capabilities.ultra_ssd_enabled", default=False)},
    "availabilitySet": ref("availability_set_id"),
    "host": ref("dedicated_host_id"),
    "hostGroup": ref("dedicated_host_group_id"),
    "virtualMachineScaleSet": ref("virtual_machine_scale_set_id"),
    "diagnosticsProfile": One("boot_diagnostics", {"bootDiagnostics": {"storageUri": "storage_account_uri"}}),
}

_BESIDE: Shape = {**TRACKED, "identity": IDENTITY, "plan": PLAN, "zones": ZONE, "extendedLocation": EDGE_ZONE}


def _machine(system: str, configuration: Shape) -> Row:
    """Write the row of `azurerm_linux_virtual_machine` or `azurerm_windows_virtual_machine`."""
    profile: Shape = {**_PROFILE, f"{system.lower()}Configuration": configuration}
    properties: Shape = {
        **_PROPERTIES,
        "storageProfile": {"imageReference": IMAGE, "osDisk": One("os_disk", {**_DISK, "osType": Fixed(system)})},
        "osProfile": unless("os_managed_disk_id", profile),
    }
    return Row("Microsoft.Compute/virtualMachines", in_group("name"), {**_BESIDE, "properties": properties})


_PATCHING: Shape = {"patchMode": "patch_mode", "assessmentMode": "patch_assessment_mode"}

_LEGACY_DISK: Shape = {
    "name": "name",
    "caching": "caching",
    "createOption": "create_option",
    "diskSizeGB": number("disk_size_gb"),
    "writeAcceleratorEnabled": flag("write_accelerator_enabled", default=False),
    "vhd": when("vhd_uri", {"uri": "vhd_uri"}),
    "managedDisk": unless("vhd_uri", {"id": "managed_disk_id", "storageAccountType": "managed_disk_type"}),
}

_LEGACY_INTERFACE: Shape = {"id": ITEM, "properties": {"primary": derived(_is_primary, ITEM, "/primary_network_interface_id")}}

_LEGACY_OS_DISK: Shape = {**_LEGACY_DISK, "osType": "os_type", "image": when("image_uri", {"uri": "image_uri"})}

_LEGACY_PROFILE: Shape = {
    "computerName": "os_profile.computer_name",
    "adminUsername": "os_profile.admin_username",
    "customData": arg("os_profile.custom_data", by=encoded),
    "linuxConfiguration": One(
        "os_profile_linux_config",
        {"disablePasswordAuthentication": flag("disable_password_authentication")},
    ),
    "windowsConfiguration": One(
        "os_profile_windows_config",
        {
            "provisionVMAgent": flag("provision_vm_agent", default=False),
            "enableAutomaticUpdates": flag("enable_automatic_upgrades", default=False),
            "additionalUnattendContent": LEGACY_UNATTEND,
        },
    ),
}

_SCRIPT: Shape = {"script": "script", "scriptUri": "script_uri", "commandId": "command_id"}

ROWS: Rows = {
    "azurerm_linux_virtual_machine": _machine(
        "Linux",
        {
            "provisionVMAgent": flag("provision_vm_agent", default=True),
            "disablePasswordAuthentication": flag("disable_password_authentication"),
            "patchSettings": _PATCHING,
        },
    ),
    "azurerm_windows_virtual_machine": _machine(
        "Windows",
        {
            "provisionVMAgent": flag("provision_vm_agent", default=True),
            "enableAutomaticUpdates": flag("automatic_updates_enabled", "enable_automatic_updates"),
            "patchSettings": _PATCHING,
            "additionalUnattendContent": UNATTEND,
        },
    ),
    "azurerm_virtual_machine": Row(
        "Microsoft.Compute/virtualMachines",
        in_group("name"),
        {
            **TRACKED,
            "identity": IDENTITY,
            "plan": PLAN,
            "zones": "zones",
            "properties": {
                "hardwareProfile": {"vmSize": "vm_size"},
                "licenseType": "license_type",
                "storageProfile": {
                    "imageReference": One("storage_image_reference", {"id": "id", **IMAGE_PARTS}),
                    "osDisk": One(
                        "storage_os_disk", {**_LEGACY_DISK, "osType": "os_type", "image": when("image_uri", {"uri": "image_uri"})}
                    ),
                    "dataDisks": Each("storage_data_disk", {**_LEGACY_DISK, "lun": number("lun")}),
                },
                "osProfile": when("os_profile", _LEGACY_PROFILE),
                "networkProfile": {"networkInterfaces": Each("network_interface_ids", _LEGACY_INTERFACE)},
                "additionalCapabilities": One("additional_capabilities", {"ultraSSDEnabled": flag("ultra_ssd_enabled")}),
                "availabilitySet": ref("availability_set_id"),
            },
        },
    ),
    "azurerm_virtual_machine_extension": Row(
        "Microsoft.Compute/virtualMachines/extensions",
        either(below("virtual_machine_id", "name"), in_group("virtual_machine_name", "name"), by="virtual_machine_id"),
        {
            "tags": "tags",
            "properties": {
                **EXTENSION,
                "protectedSettingsFromKeyVault": EXTENSION_SECRET,
                "suppressFailures": flag("failure_suppression_enabled", default=False),
            },
        },
    ),
    "azurerm_virtual_machine_run_command": Row(
        "Microsoft.Compute/virtualMachines/runCommands",
        below("virtual_machine_id", "name"),
        {**TRACKED, "properties": {"source": One("source", _SCRIPT)}},
    ),
    "azurerm_availability_set": Row(
        "Microsoft.Compute/availabilitySets",
        in_group("name"),
        {**TRACKED, "properties": {"platformFaultDomainCount": number("platform_fault_domain_count", default=3)}},
    ),
    "azurerm_dedicated_host": Row(
        "Microsoft.Compute/hostGroups/hosts",
        below("dedicated_host_group_id", "name"),
        {**TRACKED, "sku": {"name": "sku_name"}},
    ),
    "azurerm_dedicated_host_group": Row("Microsoft.Compute/hostGroups", in_group("name"), TRACKED),
    "azurerm_virtual_machine_restore_point_collection": Row(
        "Microsoft.Compute/restorePointCollections",
        in_group("name"),
        {**TRACKED, "properties": {"source": ref("source_virtual_machine_id")}},
    ),
    "azurerm_user_assigned_identity": Row("Microsoft.ManagedIdentity/userAssignedIdentities", in_group("name"), TRACKED),
}
