"""The parts that virtual machines and scale sets are described with."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Unknown, Value, identity
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, is_list
from azbk_lint.resolve.terraform.azurerm.blocks import Each, Listed, One, first, ref, when
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.shape import Shape, arg, derived, flag, number


def security_type(encryption: Value, *launch: Value) -> Value:
    """Give the security type the provider sets: by the OS disk's encryption, then by secure boot and vTPM."""
    if encryption is not None:
        return encryption if isinstance(encryption, Unknown) else "ConfidentialVM"
    flags = [as_flag(value) for value in launch]
    if True in flags:
        return "TrustedLaunch"
    return next((value for value in flags if isinstance(value, Unknown)), None)


def disk_security_type(trusted: Value, named: Value) -> Value:
    """Give a disk's security type, by the flag for Trusted Launch or by name."""
    launch = as_flag(trusted)
    if launch is True:
        return "TrustedLaunch"
    return named if named is not None else launch if isinstance(launch, Unknown) else None


def encoded(data: Value) -> Value:
    """Encode custom data that is not in base64 yet, as the legacy types do; half-known text stays as it is."""
    if not isinstance(data, str):
        return data
    from base64 import b64decode, b64encode

    try:
        b64decode(data, validate=True)
    except ValueError:
        return b64encode(data.encode(errors="replace")).decode("ascii")
    return data


def _identities(ids: Value) -> Value:
    if not is_list(ids):
        return ids
    return {identity(item): {} for item in ids if isinstance(item, str | Symbolic | Unknown)}


IDENTITY = One("identity", {"type": "type", "userAssignedIdentities": arg("identity_ids", by=_identities)})
PLAN = One("plan", {"publisher": "publisher", "product": "product", "name": "name"})
ZONE = Listed("zone")
EDGE_ZONE = when("edge_zone", {"name": "edge_zone"})

IMAGE_PARTS: Shape = {"publisher": "publisher", "offer": "offer", "sku": "sku", "version": "version"}
IMAGE = first(ref("source_image_id"), One("source_image_reference", IMAGE_PARTS))

MANAGED_DISK: Shape = {
    "storageAccountType": "storage_account_type",
    "diskEncryptionSet": ref("disk_encryption_set_id"),
    "securityProfile": {
        "securityEncryptionType": "security_encryption_type",
        "diskEncryptionSet": ref("secure_vm_disk_encryption_set_id"),
    },
}

OS_DISK: Shape = {
    "caching": "caching",
    "diskSizeGB": number("disk_size_gb"),
    "diffDiskSettings": One("diff_disk_settings", {"option": "option", "placement": arg("placement", default="CacheDisk")}),
    "writeAcceleratorEnabled": flag("write_accelerator_enabled", default=False),
    "managedDisk": MANAGED_DISK,
}

SECURITY: Shape = {
    "encryptionAtHost": flag("encryption_at_host_enabled"),
    "securityType": derived(security_type, "os_disk.security_encryption_type", "secure_boot_enabled", "vtpm_enabled"),
    "uefiSettings": {"secureBootEnabled": flag("secure_boot_enabled"), "vTpmEnabled": flag("vtpm_enabled")},
}

UNATTEND = Each("additional_unattend_content", {"settingName": "setting", "content": "content"})

LEGACY_UNATTEND = Each(
    "additional_unattend_config",
    {"passName": "pass", "componentName": "component", "settingName": "setting_name", "content": "content"},
)

EXTENSION: Shape = {
    "publisher": "publisher",
    "type": "type",
    "typeHandlerVersion": "type_handler_version",
    "settings": arg("settings", by=json_text),
    "protectedSettings": arg("protected_settings", by=json_text),
}

EXTENSION_SECRET = One(
    "protected_settings_from_key_vault",
    {"secretUrl": "secret_url", "sourceVault": ref("source_vault_id")},
)
