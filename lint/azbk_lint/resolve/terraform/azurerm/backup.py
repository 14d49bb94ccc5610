"""Recovery Services vaults, backup policies and protected items."""

from __future__ import annotations

from azbk_lint.model.value import Unknown, Value, split, text
from azbk_lint.resolve.terraform.azurerm.arguments import written
from azbk_lint.resolve.terraform.azurerm.blocks import One, Where, first, when
from azbk_lint.resolve.terraform.azurerm.identity import Identity, below, group_id, in_group, placed
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.schedule import RETENTION, SCHEDULE
from azbk_lint.resolve.terraform.azurerm.shape import Fixed, Part, Shape, arg, flag, number, switch
from azbk_lint.resolve.terraform.instance import Instance

PROTECTED_ITEMS_API = "2023-02-01"
"""The version azurerm 5.2.0 and all before it declare VMs for protection with (its import of `protecteditems`, August 2026)."""


def _item(instance: Instance, arm: str) -> Identity:
    """Name a protected item as Azure does, by the VM's group and name, below the vault."""
    machine = split(written(instance, "source_vm_id"))
    group, name = (machine[4], machine[8]) if len(machine) == 9 else (_piece(instance, "group"), _piece(instance, "name"))
    tail = text("iaasvmcontainerv2;", group, ";", name)
    names = [written(instance, "recovery_vault_name"), "Azure", text("iaasvmcontainer;", tail), text("vm;", tail)]
    return placed(group_id(instance, written(instance, "resource_group_name")), arm, names)


def _piece(instance: Instance, what: str) -> Unknown:
    return Unknown(f"{instance.address} VM {what}", f"the {what} of the VM that {instance.address} protects is not known", "runtime")


def _exclusion(path: str, *, inclusive: bool) -> Where:
    return Where(_any, (path,), {"diskLunList": number(path), "isInclusionList": Fixed(inclusive)})


def _any(luns: Value) -> bool | Unknown:
    return luns if isinstance(luns, Unknown) else bool(luns)


_POLICIES = "Microsoft.RecoveryServices/vaults/backupPolicies"


def _foreign_policy(kind: str, workload: Part) -> Row:
    """Write the row of a policy that is not for VMs: what matters of it is that it is not."""
    properties: Shape = {"backupManagementType": Fixed(kind), "workLoadType": workload}
    return Row(_POLICIES, in_group("recovery_vault_name", "name"), {"properties": properties})


_VM_POLICY = Row(
    _POLICIES,
    in_group("recovery_vault_name", "name"),
    {
        "properties": {
            "backupManagementType": Fixed("AzureIaasVM"),
            "policyType": arg("policy_type", default="V1"),
            "timeZone": arg("timezone", default="UTC"),
            "snapshotConsistencyType": "consistency_type",
            "instantRpRetentionRangeInDays": number("instant_restore_retention_days"),
            "instantRPDetails": One(
                "instant_restore_resource_group",
                {"azureBackupRGNamePrefix": "prefix", "azureBackupRGNameSuffix": "suffix"},
            ),
            "schedulePolicy": One("backup", SCHEDULE),
            "retentionPolicy": RETENTION,
            "tieringPolicy": One(
                "tiering_policy.archived_restore_point",
                {"ArchivedRP": {"tieringMode": "mode", "duration": number("duration"), "durationType": "duration_type"}},
            ),
        },
    },
)
_VM_ITEM = Row(
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
    _item,
    {
        "properties": {
            "protectedItemType": Fixed("Microsoft.Compute/virtualMachines"),
            "sourceResourceId": "source_vm_id",
            "policyId": "backup_policy_id",
            "protectionState": "protection_state",
            "extendedProperties": {
                "diskExclusionProperties": first(
                    _exclusion("include_disk_luns", inclusive=True),
                    _exclusion("exclude_disk_luns", inclusive=False),
                ),
            },
        },
    },
    api_version=PROTECTED_ITEMS_API,
)
ROWS: Rows = {
    "azurerm_recovery_services_vault": Row(
        "Microsoft.RecoveryServices/vaults",
        in_group("name"),
        {
            **TRACKED,
            "sku": {"name": "sku"},
            "identity": IDENTITY,
            "properties": {
                "publicNetworkAccess": switch("public_network_access_enabled", default=True),
                "redundancySettings": {
                    "standardTierStorageRedundancy": arg("storage_mode_type", default="GeoRedundant"),
                    "crossRegionRestore": switch("cross_region_restore_enabled", default=False),
                },
                "securitySettings": {
                    "immutabilitySettings": when("immutability", {"state": "immutability"}),
                    "softDeleteSettings": {"softDeleteState": switch("soft_delete_enabled", default=True)},
                },
                "encryption": One(
                    "encryption",
                    {
                        "keyVaultProperties": {"keyUri": "key_id"},
                        "kekIdentity": {
                            "useSystemAssignedIdentity": flag("use_system_assigned_identity", default=True),
                            "userAssignedIdentity": "user_assigned_identity_id",
                        },
                        "infrastructureEncryption": switch("infrastructure_encryption_enabled"),
                    },
                ),
            },
        },
    ),
    "azurerm_recovery_services_vault_resource_guard_association": Row(
        "Microsoft.RecoveryServices/vaults/backupResourceGuardProxies",
        below("vault_id", "=VaultProxy"),
        {"properties": {"resourceGuardResourceId": "resource_guard_id"}},
    ),
    "azurerm_backup_policy_vm_workload": _foreign_policy("AzureWorkload", "workload_type"),
    "azurerm_backup_policy_file_share": _foreign_policy("AzureStorage", Fixed("AzureFileShare")),
    "azurerm_backup_policy_vm": _VM_POLICY,
    "azurerm_backup_protected_vm": _VM_ITEM,
    "azurerm_recovery_services_protection_policy_vm": _VM_POLICY,
    "azurerm_recovery_services_protected_vm": _VM_ITEM,
}
