"""Scale sets: uniform ones in three azurerm types, flexible ones in one."""

from __future__ import annotations

from azbk_lint.resolve.terraform.azurerm.blocks import Each, One, ref, when
from azbk_lint.resolve.terraform.azurerm.identity import below, in_group
from azbk_lint.resolve.terraform.azurerm.machine import (
    EXTENSION,
    EXTENSION_SECRET,
    IDENTITY,
    IMAGE,
    IMAGE_PARTS,
    LEGACY_UNATTEND,
    OS_DISK,
    PLAN,
    SECURITY,
    UNATTEND,
    encoded,
)
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import Fixed, Part, Shape, arg, flag, number

_ARM = "Microsoft.Compute/virtualMachineScaleSets"

_MANAGED: Shape = {"storageAccountType": "storage_account_type", "diskEncryptionSet": ref("disk_encryption_set_id")}

_DATA_DISK: Shape = {
    "lun": number("lun"),
    "caching": "caching",
    "createOption": arg("create_option", default="Empty"),
    "diskSizeGB": number("disk_size_gb"),
    "writeAcceleratorEnabled": flag("write_accelerator_enabled", default=False),
    "managedDisk": _MANAGED,
}

_IP_CONFIGURATION: Shape = {
    "name": "name",
    "properties": {
        "subnet": ref("subnet_id"),
        "primary": flag("primary", default=False),
        "privateIPAddressVersion": arg("version", default="IPv4"),
        "publicIPAddressConfiguration": One("public_ip_address", {"name": "name"}),
    },
}

_INTERFACE: Shape = {
    "name": "name",
    "properties": {
        "primary": flag("primary", default=False),
        "networkSecurityGroup": ref("network_security_group_id"),
        "dnsSettings": {"dnsServers": "dns_servers"},
        "ipConfigurations": Each("ip_configuration", _IP_CONFIGURATION),
    },
}

_NETWORK: Shape = {"networkInterfaceConfigurations": Each("network_interface", _INTERFACE)}
_EXTENSION: Shape = {**EXTENSION, "protectedSettingsFromKeyVault": EXTENSION_SECRET}
_EXTENSIONS: Shape = {"extensions": Each("extension", {"name": "name", "properties": _EXTENSION})}


def _set(mode: str, sku: Part, profile: Shape) -> Row:
    body: Shape = {
        **TRACKED,
        "identity": IDENTITY,
        "plan": PLAN,
        "zones": "zones",
        "sku": sku,
        "properties": {"orchestrationMode": Fixed(mode), "virtualMachineProfile": profile},
    }
    return Row(_ARM, in_group("name"), body)


def _uniform(system: str, configuration: Shape) -> Row:
    """Write the row of `azurerm_linux_virtual_machine_scale_set` or its Windows twin."""
    profile: Shape = {
        "priority": arg("priority", default="Regular"),
        "storageProfile": {
            "imageReference": IMAGE,
            "osDisk": One("os_disk", {**OS_DISK, "osType": Fixed(system), "createOption": Fixed("FromImage")}),
            "dataDisks": Each("data_disk", _DATA_DISK),
        },
        "osProfile": {
            "customData": "custom_data",
            "allowExtensionOperations": flag("extension_operations_enabled", default=True),
            f"{system.lower()}Configuration": configuration,
        },
        "userData": "user_data",
        "networkProfile": _NETWORK,
        "securityProfile": SECURITY,
        "extensionProfile": _EXTENSIONS,
    }
    return _set("Uniform", {"name": "sku"}, profile)


_AGENT = flag("provision_vm_agent", default=True)

_FLEXIBLE: Shape = {
    "priority": arg("priority", default="Regular"),
    "storageProfile": {
        "imageReference": IMAGE,
        "osDisk": One("os_disk", {**OS_DISK, "managedDisk": _MANAGED}),
        "dataDisks": Each("data_disk", _DATA_DISK),
    },
    "osProfile": One(
        "os_profile",
        {
            "customData": "custom_data",
            "allowExtensionOperations": flag("/extension_operations_enabled", default=True),
            "linuxConfiguration": One("linux_configuration", {"provisionVMAgent": _AGENT}),
            "windowsConfiguration": One("windows_configuration", {"provisionVMAgent": _AGENT, "additionalUnattendContent": UNATTEND}),
        },
    ),
    "userData": "user_data_base64",
    "networkProfile": _NETWORK,
    "securityProfile": {"encryptionAtHost": flag("encryption_at_host_enabled")},
    "extensionProfile": _EXTENSIONS,
}

_LEGACY_IP_CONFIGURATION: Shape = {
    "name": "name",
    "properties": {
        "subnet": ref("subnet_id"),
        "primary": flag("primary"),
        "publicIPAddressConfiguration": One("public_ip_address_configuration", {"name": "name"}),
    },
}

_LEGACY: Shape = {
    "priority": "priority",
    "storageProfile": {
        "imageReference": One("storage_profile_image_reference", {"id": "id", **IMAGE_PARTS}),
        "osDisk": One(
            "storage_profile_os_disk",
            {
                "name": "name",
                "caching": "caching",
                "createOption": "create_option",
                "osType": "os_type",
                "image": when("image", {"uri": "image"}),
                "vhdContainers": "vhd_containers",
                "managedDisk": {"storageAccountType": "managed_disk_type"},
            },
        ),
        "dataDisks": Each(
            "storage_profile_data_disk",
            {
                "lun": number("lun"),
                "caching": "caching",
                "createOption": "create_option",
                "diskSizeGB": number("disk_size_gb"),
                "managedDisk": {"storageAccountType": "managed_disk_type"},
            },
        ),
    },
    "osProfile": {
        "customData": arg("os_profile.custom_data", by=encoded),
        "linuxConfiguration": One(
            "os_profile_linux_config", {"disablePasswordAuthentication": flag("disable_password_authentication", default=False)}
        ),
        "windowsConfiguration": One(
            "os_profile_windows_config",
            {"provisionVMAgent": flag("provision_vm_agent"), "additionalUnattendContent": LEGACY_UNATTEND},
        ),
    },
    "networkProfile": {
        "networkInterfaceConfigurations": Each(
            "network_profile",
            {
                "name": "name",
                "properties": {
                    "primary": flag("primary"),
                    "networkSecurityGroup": ref("network_security_group_id"),
                    "dnsSettings": {"dnsServers": "dns_settings.dns_servers"},
                    "ipConfigurations": Each("ip_configuration", _LEGACY_IP_CONFIGURATION),
                },
            },
        ),
    },
    "extensionProfile": {"extensions": Each("extension", {"name": "name", "properties": EXTENSION})},
}

ROWS: Rows = {
    "azurerm_linux_virtual_machine_scale_set": _uniform(
        "Linux",
        {"provisionVMAgent": _AGENT, "disablePasswordAuthentication": flag("disable_password_authentication", default=True)},
    ),
    "azurerm_windows_virtual_machine_scale_set": _uniform("Windows", {"provisionVMAgent": _AGENT, "additionalUnattendContent": UNATTEND}),
    "azurerm_orchestrated_virtual_machine_scale_set": _set("Flexible", {"name": "sku_name"}, _FLEXIBLE),
    "azurerm_virtual_machine_scale_set": _set("Uniform", One("sku", {"name": "name"}), _LEGACY),
    "azurerm_virtual_machine_scale_set_extension": Row(
        f"{_ARM}/extensions",
        below("virtual_machine_scale_set_id", "name"),
        {"properties": _EXTENSION},
    ),
}
