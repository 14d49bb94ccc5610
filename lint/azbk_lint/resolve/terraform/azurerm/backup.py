"""Recovery Services vaults, backup policies and protected items."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Symbolic, Unknown, Value, split, text
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, as_number, is_list, written
from azbk_lint.resolve.terraform.azurerm.blocks import Listed, One, Where, first, when
from azbk_lint.resolve.terraform.azurerm.identity import Identity, below, group_id, in_group, placed
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY
from azbk_lint.resolve.terraform.azurerm.row import TRACKED, Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import Fixed, Part, Shape, arg, derived, flag, number, switch
from azbk_lint.resolve.terraform.instance import Instance

PROTECTED_ITEMS_API = "2023-02-01"
"""The version azurerm 5.2.0 and all before it declare VMs for protection with (its import of `protecteditems`, August 2026)."""


def _item(instance: Instance, arm: str) -> Identity:
    """Name a protected item as Azure does, by the VM's group and name, below the vault."""
    machine = split(written(instance, "source_vm_id"))
    group, name = (machine[4], machine[8]) if len(machine) == 9 else (_piece(instance, "group"), _piece(instance, "name"))
    tail = text("iaasvmcontainerv2;", group, ";", name)
    names = [written(instance, "recovery_vault_name"), "Azure", text("iaasvmcontainer;", tail), text("vm;", tail)]
    return placed(group_id(written(instance, "resource_group_name")), arm, names)


def _piece(instance: Instance, what: str) -> Unknown:
    return Unknown(f"{instance.address} VM {what}", f"the {what} of the VM that {instance.address} protects is not known", "runtime")


def _time(value: Value) -> Value:
    """Write a time of day as ARM's point in time; the date means nothing."""
    return text("2018-07-30T", value, ":00Z") if isinstance(value, str | Symbolic | Unknown) else None


def _schedule_type(policy: Value) -> Value:
    if policy is None or isinstance(policy, Unknown):
        return policy or "SimpleSchedulePolicy"
    return "SimpleSchedulePolicy" if policy == "V1" else "SimpleSchedulePolicyV2"


def _standard(policy: Value) -> bool | Unknown:
    return policy if isinstance(policy, Unknown) else policy in (None, "V1")


def _enhanced(frequency: str) -> Callable[[Value, Value], bool | Unknown]:
    """Make the test for the one of an Enhanced policy's schedules that its frequency selects."""

    def test(policy: Value, selected: Value) -> bool | Unknown:
        standard = _standard(policy)
        if standard is not False:
            return standard if isinstance(standard, Unknown) else False
        return selected if isinstance(selected, Unknown) else selected == frequency

    return test


def _by_date(days: Value, last: Value) -> bool | Unknown:
    """Tell whether a month's backup is kept by its date rather than by its weekday."""
    flag = as_flag(last)
    if flag is True or (is_list(days) and days):
        return True
    return next((value for value in (days, flag) if isinstance(value, Unknown)), False)


def _by_weekday(days: Value, last: Value) -> bool | Unknown:
    dated = _by_date(days, last)
    return dated if isinstance(dated, Unknown) else not dated


def _format(days: Value, last: Value) -> Value:
    dated = _by_date(days, last)
    return dated if isinstance(dated, Unknown) else "Daily" if dated else "Weekly"


def _dates(days: Value, last: Value) -> Value:
    if isinstance(days, Unknown):
        return days
    ends: list[Value] = [{"date": 0, "isLast": True}] if as_flag(last) is True else []
    return ends + [{"date": as_number(day), "isLast": False} for day in (days if is_list(days) else ())]


def _exclusion(path: str, *, inclusive: bool) -> Where:
    return Where(_any, (path,), {"diskLunList": number(path), "isInclusionList": Fixed(inclusive)})


def _any(luns: Value) -> bool | Unknown:
    return luns if isinstance(luns, Unknown) else bool(luns)


def _duration(unit: str) -> Shape:
    return {"count": number("count"), "durationType": Fixed(unit)}


_TIMES = Listed(derived(_time, "/backup.time"))
_BY_DATE = ("days", "include_last_days")

_BY_MONTH: Shape = {
    "retentionScheduleFormatType": derived(_format, *_BY_DATE),
    "retentionScheduleDaily": Where(_by_date, _BY_DATE, {"daysOfTheMonth": derived(_dates, *_BY_DATE)}),
    "retentionScheduleWeekly": Where(_by_weekday, _BY_DATE, {"daysOfTheWeek": "weekdays", "weeksOfTheMonth": "weeks"}),
    "retentionTimes": _TIMES,
}

_RETENTION: Shape = {
    "retentionPolicyType": Fixed("LongTermRetentionPolicy"),
    "dailySchedule": One("retention_daily", {"retentionTimes": _TIMES, "retentionDuration": _duration("Days")}),
    "weeklySchedule": One(
        "retention_weekly",
        {"daysOfTheWeek": "weekdays", "retentionTimes": _TIMES, "retentionDuration": _duration("Weeks")},
    ),
    "monthlySchedule": One("retention_monthly", {**_BY_MONTH, "retentionDuration": _duration("Months")}),
    "yearlySchedule": One("retention_yearly", {**_BY_MONTH, "monthsOfYear": "months", "retentionDuration": _duration("Years")}),
}


def _of_schedule(frequency: str, part: Shape) -> Where:
    return Where(_enhanced(frequency), ("/policy_type", "frequency"), part)


_SCHEDULE: Shape = {
    "schedulePolicyType": derived(_schedule_type, "/policy_type"),
    "scheduleRunFrequency": "frequency",
    "scheduleRunDays": Where(_standard, ("/policy_type",), "weekdays"),
    "scheduleRunTimes": Where(_standard, ("/policy_type",), _TIMES),
    "hourlySchedule": _of_schedule(
        "Hourly",
        {
            "interval": number("hour_interval"),
            "scheduleWindowStartTime": derived(_time, "time"),
            "scheduleWindowDuration": number("hour_duration"),
        },
    ),
    "dailySchedule": _of_schedule("Daily", {"scheduleRunTimes": _TIMES}),
    "weeklySchedule": _of_schedule("Weekly", {"scheduleRunDays": "weekdays", "scheduleRunTimes": _TIMES}),
}

_POLICIES = "Microsoft.RecoveryServices/vaults/backupPolicies"


def _foreign_policy(kind: str, workload: Part) -> Row:
    """Write the row of a policy that is not for VMs: what matters of it is that it is not."""
    properties: Shape = {"backupManagementType": Fixed(kind), "workLoadType": workload}
    return Row(_POLICIES, in_group("recovery_vault_name", "name"), {"properties": properties})


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
    "azurerm_backup_policy_vm": Row(
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
                "schedulePolicy": One("backup", _SCHEDULE),
                "retentionPolicy": _RETENTION,
                "tieringPolicy": One(
                    "tiering_policy.archived_restore_point",
                    {"ArchivedRP": {"tieringMode": "mode", "duration": number("duration"), "durationType": "duration_type"}},
                ),
            },
        },
    ),
    "azurerm_backup_policy_vm_workload": _foreign_policy("AzureWorkload", "workload_type"),
    "azurerm_backup_policy_file_share": _foreign_policy("AzureStorage", Fixed("AzureFileShare")),
    "azurerm_backup_protected_vm": Row(
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
    ),
}
