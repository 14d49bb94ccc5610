"""Resource groups, storage accounts, disk backups and diagnostics: types of which little is needed."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.azurerm.arguments import is_list, written
from azbk_lint.resolve.terraform.azurerm.blocks import Each, One, refs
from azbk_lint.resolve.terraform.azurerm.identity import (
    Identity,
    below,
    group_id,
    in_group,
    joined,
    part_of,
    scope_of,
    subscription_id,
    upon,
)
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import ITEM, Shape, arg, derived, switch
from azbk_lint.resolve.terraform.instance import Instance


def _group(instance: Instance, arm: str) -> Identity:  # noqa: ARG001 - a rule like the others
    name = written(instance, "name")
    return Identity(group_id(instance, name), name, scope_of(subscription_id(instance)))


def _bypass(services: Value) -> Value:
    """Write the services let past a storage firewall as ARM does, in one string."""
    if not is_list(services):
        return services
    names = [name for name in services if isinstance(name, str | Symbolic | Unknown)]
    return joined(names, ", ") if names else "None"


_ACLS: Shape = {
    "defaultAction": "default_action",
    "bypass": derived(_bypass, "bypass"),
    "ipRules": Each("ip_rules", {"value": ITEM}),
    "virtualNetworkRules": refs("virtual_network_subnet_ids"),
}

ROWS: Rows = {
    "azurerm_resource_group": Row("Microsoft.Resources/resourceGroups", _group, {**TRACKED, "managedBy": "managed_by"}),
    "azurerm_storage_account": Row(
        "Microsoft.Storage/storageAccounts",
        in_group("name"),
        {
            **TRACKED,
            "kind": arg("account_kind", default="StorageV2"),
            "properties": {
                "networkAcls": One("network_rules", _ACLS),
                "publicNetworkAccess": switch("public_network_access_enabled", default=True),
            },
        },
    ),
    "azurerm_storage_account_network_rules": Row(
        "Microsoft.Storage/storageAccounts",
        part_of("storage_account_id"),
        {"properties": {"networkAcls": _ACLS}},
        part=True,
    ),
    "azurerm_data_protection_backup_vault": Row("Microsoft.DataProtection/backupVaults", in_group("name"), TRACKED),
    "azurerm_data_protection_backup_instance_disk": Row(
        "Microsoft.DataProtection/backupVaults/backupInstances",
        below("vault_id", "name"),
        {"properties": {"dataSourceInfo": {"resourceID": "disk_id"}, "policyInfo": {"policyId": "backup_policy_id"}}},
    ),
    "azurerm_monitor_diagnostic_setting": Row("Microsoft.Insights/diagnosticSettings", upon("target_resource_id")),
}
