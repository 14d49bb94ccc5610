"""Managed disks, what attaches them, and what encrypts them."""

from __future__ import annotations

from azbk_lint.resolve.terraform.azurerm.blocks import Listed, One, first, ref
from azbk_lint.resolve.terraform.azurerm.identity import in_group, part_of
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY, ZONE, disk_security_type
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import Shape, arg, derived, flag, number, switch

_ENCRYPTION = One(
    "encryption_settings",
    {
        "enabled": flag("enabled", default=True),
        "encryptionSettings": Listed(
            {
                "diskEncryptionKey": One("disk_encryption_key", {"secretUrl": "secret_url", "sourceVault": ref("source_vault_id")}),
                "keyEncryptionKey": One("key_encryption_key", {"keyUrl": "key_url", "sourceVault": ref("source_vault_id")}),
            },
        ),
    },
)

_CREATION: Shape = {
    "createOption": "create_option",
    "sourceResourceId": "source_resource_id",
    "sourceUri": "source_uri",
    "storageAccountId": "storage_account_id",
}

_ATTACHMENT: Shape = {
    "lun": number("lun"),
    "caching": "caching",
    "writeAcceleratorEnabled": flag("write_accelerator_enabled", default=False),
}

ROWS: Rows = {
    "azurerm_managed_disk": Row(
        "Microsoft.Compute/disks",
        in_group("name"),
        {
            **TRACKED,
            "zones": first("zones", ZONE),
            "sku": {"name": "storage_account_type"},
            "properties": {
                "creationData": {
                    **_CREATION,
                    "imageReference": ref("image_reference_id"),
                    "galleryImageReference": ref("gallery_image_reference_id"),
                    "uploadSizeBytes": number("upload_size_bytes"),
                },
                "diskSizeGB": number("disk_size_gb"),
                "osType": "os_type",
                "tier": "tier",
                "maxShares": number("max_shares"),
                "networkAccessPolicy": arg("network_access_policy", default="AllowAll"),
                "publicNetworkAccess": switch("public_network_access_enabled", default=True),
                "diskAccessId": "disk_access_id",
                "encryption": {"diskEncryptionSetId": "disk_encryption_set_id"},
                "encryptionSettingsCollection": _ENCRYPTION,
                "securityProfile": {
                    "securityType": derived(disk_security_type, "trusted_launch_enabled", "security_type"),
                    "secureVMDiskEncryptionSetId": "secure_vm_disk_encryption_set_id",
                },
            },
        },
    ),
    "azurerm_virtual_machine_data_disk_attachment": Row(
        "Microsoft.Compute/virtualMachines",
        part_of("virtual_machine_id"),
        {
            "properties": {
                "storageProfile": {
                    "dataDisks": Listed(
                        {
                            **_ATTACHMENT,
                            "createOption": arg("create_option", default="Attach"),
                            "managedDisk": {"id": "managed_disk_id"},
                        },
                    ),
                },
            },
        },
        part=True,
    ),
    "azurerm_virtual_machine_implicit_data_disk_from_source": Row(
        "Microsoft.Compute/virtualMachines",
        part_of("virtual_machine_id"),
        {
            "properties": {
                "storageProfile": {
                    "dataDisks": Listed(
                        {
                            **_ATTACHMENT,
                            "name": "name",
                            "createOption": "create_option",
                            "diskSizeGB": number("disk_size_gb"),
                            "sourceResource": ref("source_resource_id"),
                        },
                    ),
                },
            },
        },
        part=True,
    ),
    "azurerm_disk_encryption_set": Row(
        "Microsoft.Compute/diskEncryptionSets",
        in_group("name"),
        {
            **TRACKED,
            "identity": IDENTITY,
            "properties": {
                "activeKey": {"keyUrl": arg("key_vault_key_id", "managed_hsm_key_id")},
                "encryptionType": arg("encryption_type", default="EncryptionAtRestWithCustomerKey"),
            },
        },
    ),
    "azurerm_disk_access": Row("Microsoft.Compute/diskAccesses", in_group("name"), TRACKED),
    "azurerm_snapshot": Row(
        "Microsoft.Compute/snapshots",
        in_group("name"),
        {
            **TRACKED,
            "properties": {"creationData": _CREATION, "diskSizeGB": number("disk_size_gb"), "encryptionSettingsCollection": _ENCRYPTION},
        },
    ),
    "azurerm_image": Row(
        "Microsoft.Compute/images",
        in_group("name"),
        {**TRACKED, "properties": {"sourceVirtualMachine": ref("source_virtual_machine_id")}},
    ),
}
