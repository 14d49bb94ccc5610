"""Key vaults, who may use them, and their keys."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Text, Unknown, Value, split, text
from azbk_lint.resolve.terraform.azurerm.arguments import written
from azbk_lint.resolve.terraform.azurerm.blocks import Each, Listed, One, refs
from azbk_lint.resolve.terraform.azurerm.identity import below, in_group, part_of
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Attribute, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Shape, flag, number, switch
from azbk_lint.resolve.terraform.instance import Instance


def _vault_uri(instance: Instance) -> Value:
    return _uri(written(instance, "name"))


def _uri(vault: Text) -> Text:
    return text("https://", vault, ".vault.azure.net/")


def _item_url(kind: str, *, versioned: bool) -> Callable[[Instance], Value]:
    """Give the data-plane URL of a key, secret or certificate, its version always a hole."""

    def url(instance: Instance) -> Value:
        address = text(_uri(split(written(instance, "key_vault_id"))[-1]), kind, "/", written(instance, "name"))
        version = Unknown(f"{instance.address}.version", f"the version of {instance.address} is made by Azure", "runtime")
        return text(address, "/", version) if versioned else address

    return url


def _item(kind: str, **read: Attribute) -> Row:
    named = {"id": _item_url(kind, versioned=True), "versionless_id": _item_url(kind, versioned=False), **read}
    return Row(f"Microsoft.KeyVault/vaults/{kind}", below("key_vault_id", "name"), {"tags": "tags"}, read=named)


_POLICY: Shape = {
    "tenantId": "tenant_id",
    "objectId": "object_id",
    "applicationId": "application_id",
    "permissions": {
        "keys": "key_permissions",
        "secrets": "secret_permissions",
        "certificates": "certificate_permissions",
        "storage": "storage_permissions",
    },
}

ROWS: Rows = {
    "azurerm_key_vault": Row(
        "Microsoft.KeyVault/vaults",
        in_group("name"),
        {
            **TRACKED,
            "properties": {
                "tenantId": "tenant_id",
                "sku": {"name": "sku_name"},
                "accessPolicies": Each("access_policy", _POLICY),
                "enableRbacAuthorization": flag("rbac_authorization_enabled", "enable_rbac_authorization", default=False),
                "enabledForDiskEncryption": flag("enabled_for_disk_encryption", default=False),
                "enabledForDeployment": flag("enabled_for_deployment", default=False),
                "enabledForTemplateDeployment": flag("enabled_for_template_deployment", default=False),
                "enablePurgeProtection": flag("purge_protection_enabled"),
                "softDeleteRetentionInDays": number("soft_delete_retention_days", default=90),
                "publicNetworkAccess": switch("public_network_access_enabled", default=True),
                "networkAcls": One(
                    "network_acls",
                    {
                        "bypass": "bypass",
                        "defaultAction": "default_action",
                        "ipRules": Each("ip_rules", {"value": ITEM}),
                        "virtualNetworkRules": refs("virtual_network_subnet_ids"),
                    },
                ),
            },
        },
        read={"vault_uri": _vault_uri},
    ),
    "azurerm_key_vault_access_policy": Row(
        "Microsoft.KeyVault/vaults",
        part_of("key_vault_id"),
        {"properties": {"accessPolicies": Listed(_POLICY)}},
        part=True,
    ),
    "azurerm_key_vault_key": _item("keys"),
    "azurerm_key_vault_secret": _item("secrets"),
    "azurerm_key_vault_certificate": _item("certificates"),
}
