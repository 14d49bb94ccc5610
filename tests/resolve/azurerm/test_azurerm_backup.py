"""Vaults, policies, protected items, key vaults, locks and assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.value import Unknown, Value, text
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION

One = Callable[..., Resource]
Plain = Callable[[Value], Any]
HOLE = Unknown("var.x", "no default")
POLICY = {"name": "p", "recovery_vault_name": "rsv", "resource_group_name": "rg"}
TIME = ["2018-07-30T23:00:00Z"]
VM = "/subscriptions/1/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-1"


def test_a_standard_policy_says_what_its_arm_twin_says(resource: One, plain: Plain) -> None:
    policy = resource(
        "azurerm_backup_policy_vm.p",
        {
            **POLICY,
            "instant_restore_retention_days": 5,
            "backup": [{"frequency": "Weekly", "time": "23:00", "weekdays": ["Sunday"]}],
            "retention_weekly": [{"count": 42, "weekdays": ["Sunday"]}],
            "retention_monthly": [{"count": 7, "days": [1, 15], "include_last_days": True}],
            "retention_yearly": [{"count": 77, "weekdays": ["Sunday"], "weeks": ["Last"], "months": ["January"]}],
            "instant_restore_resource_group": [{"prefix": "rg-rp-", "suffix": "-x"}],
        },
    )
    assert policy.name == "rsv/p"
    assert plain(policy.get("properties")) == {
        "backupManagementType": "AzureIaasVM",
        "policyType": "V1",
        "timeZone": "UTC",
        "instantRpRetentionRangeInDays": 5,
        "instantRPDetails": {"azureBackupRGNamePrefix": "rg-rp-", "azureBackupRGNameSuffix": "-x"},
        "schedulePolicy": {
            "schedulePolicyType": "SimpleSchedulePolicy",
            "scheduleRunFrequency": "Weekly",
            "scheduleRunDays": ["Sunday"],
            "scheduleRunTimes": TIME,
        },
        "retentionPolicy": {
            "retentionPolicyType": "LongTermRetentionPolicy",
            "weeklySchedule": {
                "daysOfTheWeek": ["Sunday"],
                "retentionTimes": TIME,
                "retentionDuration": {"count": 42, "durationType": "Weeks"},
            },
            "monthlySchedule": {
                "retentionScheduleFormatType": "Daily",
                "retentionScheduleDaily": {
                    "daysOfTheMonth": [{"date": 0, "isLast": True}, {"date": 1, "isLast": False}, {"date": 15, "isLast": False}],
                },
                "retentionTimes": TIME,
                "retentionDuration": {"count": 7, "durationType": "Months"},
            },
            "yearlySchedule": {
                "retentionScheduleFormatType": "Weekly",
                "retentionScheduleWeekly": {"daysOfTheWeek": ["Sunday"], "weeksOfTheMonth": ["Last"]},
                "retentionTimes": TIME,
                "monthsOfYear": ["January"],
                "retentionDuration": {"count": 77, "durationType": "Years"},
            },
        },
    }


def test_an_enhanced_policy_has_the_schedule_its_frequency_names(resource: One, plain: Plain) -> None:
    policy = resource(
        "azurerm_backup_policy_vm.p",
        {
            **POLICY,
            "policy_type": "V2",
            "consistency_type": "OnlyCrashConsistent",
            "backup": [{"frequency": "Hourly", "time": "23:00", "hour_interval": 4, "hour_duration": 12}],
        },
    )
    assert policy.get("properties", "snapshotConsistencyType") == "OnlyCrashConsistent"
    assert plain(policy.get("properties", "schedulePolicy")) == {
        "schedulePolicyType": "SimpleSchedulePolicyV2",
        "scheduleRunFrequency": "Hourly",
        "hourlySchedule": {"interval": 4, "scheduleWindowStartTime": TIME[0], "scheduleWindowDuration": 12},
    }


def test_what_hangs_on_an_unknown_policy_type_is_unknown(resource: One) -> None:
    policy = resource("azurerm_backup_policy_vm.p", {**POLICY, "policy_type": HOLE, "backup": [{"frequency": "Daily", "time": "23:00"}]})
    schedule = ("properties", "schedulePolicy")
    assert policy.get("properties", "policyType") == HOLE
    assert policy.get(*schedule, "schedulePolicyType") == HOLE
    assert policy.get(*schedule, "dailySchedule", "scheduleRunTimes") == HOLE
    assert policy.get(*schedule, "scheduleRunFrequency") == "Daily"


def test_a_silent_policy_points_to_its_block_for_what_it_leaves_out(resource: One) -> None:
    policy = resource("azurerm_backup_policy_vm.p", POLICY)
    assert policy.at("properties", "policyType").route == ("policy_type",)
    assert policy.at("properties", "backupManagementType").route == ()


@pytest.mark.parametrize("kind", ["vm_workload", "file_share"])
def test_a_policy_for_something_else_says_that_it_is(resource: One, kind: str) -> None:
    policy = resource(f"azurerm_backup_policy_{kind}.p", POLICY)
    assert policy.type == "microsoft.recoveryservices/vaults/backuppolicies"
    assert policy.get("properties", "backupManagementType") in {"AzureWorkload", "AzureStorage"}


def test_a_protected_item_is_named_as_azure_names_it(resource: One, plain: Plain) -> None:
    item = resource(
        "azurerm_backup_protected_vm.i",
        {
            "resource_group_name": "rg-vault",
            "recovery_vault_name": "rsv",
            "source_vm_id": VM,
            "backup_policy_id": "POLICY",
            "exclude_disk_luns": ["0", 1],
        },
    )
    named = "iaasvmcontainerv2;rg-app;vm-1"
    assert item.name == f"rsv/Azure/iaasvmcontainer;{named}/vm;{named}"
    assert str(item.id) == (
        "/subscriptions/{subscription}/resourceGroups/rg-vault/providers/Microsoft.RecoveryServices/vaults/rsv"
        f"/backupFabrics/Azure/protectionContainers/iaasvmcontainer;{named}/protectedItems/vm;{named}"
    )
    assert item.api_version == "2023-02-01"
    assert plain(item.get("properties")) == {
        "protectedItemType": "Microsoft.Compute/virtualMachines",
        "sourceResourceId": VM,
        "policyId": "POLICY",
        "extendedProperties": {"diskExclusionProperties": {"diskLunList": [0, 1], "isInclusionList": False}},
    }


def test_an_inclusion_list_wins_and_an_empty_list_is_none(resource: One) -> None:
    route = ("properties", "extendedProperties", "diskExclusionProperties")
    one = resource("azurerm_backup_protected_vm.i", {"include_disk_luns": [2], "exclude_disk_luns": [1], "source_vm_id": VM})
    none = resource("azurerm_backup_protected_vm.i", {"exclude_disk_luns": [], "source_vm_id": VM})
    open_ = resource("azurerm_backup_protected_vm.i", {"exclude_disk_luns": HOLE, "source_vm_id": VM})
    assert (one.get(*route, "isInclusionList"), one.get(*route, "diskLunList")) == (True, [2])
    assert none.get(*route) is None
    assert open_.get(*route, "diskLunList") == HOLE


def test_the_item_of_an_unknown_machine_is_no_other_items(resource: One) -> None:
    one = resource("azurerm_backup_protected_vm.a", {"resource_group_name": "rg", "recovery_vault_name": "v", "source_vm_id": HOLE})
    other = resource("azurerm_backup_protected_vm.b", {"resource_group_name": "rg", "recovery_vault_name": "v", "source_vm_id": HOLE})
    assert one.id != other.id


def test_a_vault_says_what_its_arm_twin_says(resource: One, plain: Plain) -> None:
    vault = resource(
        "azurerm_recovery_services_vault.v",
        {
            "name": "rsv",
            "resource_group_name": "rg",
            "location": "japaneast",
            "sku": "Standard",
            "cross_region_restore_enabled": True,
            "soft_delete_enabled": False,
            "immutability": "Unlocked",
            "encryption": [{"key_id": "KEY", "infrastructure_encryption_enabled": True}],
            "tags": {"backup-stack": "v1"},
        },
    )
    assert vault.tags["backup-stack"] == "v1"
    assert plain(vault.get("properties")) == {
        "publicNetworkAccess": "Enabled",
        "redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"},
        "securitySettings": {"immutabilitySettings": {"state": "Unlocked"}, "softDeleteSettings": {"softDeleteState": "Disabled"}},
        "encryption": {
            "keyVaultProperties": {"keyUri": "KEY"},
            "kekIdentity": {"useSystemAssignedIdentity": True},
            "infrastructureEncryption": "Enabled",
        },
    }


def test_unknown_tags_leave_every_tag_unknown(resource: One) -> None:
    vault = resource("azurerm_recovery_services_vault.v", {"tags": HOLE})
    assert (vault.tags["backup-stack"], list(vault.tags)) == (HOLE, [])


@pytest.mark.parametrize("name", ["rbac_authorization_enabled", "enable_rbac_authorization"])
def test_a_key_vaults_permission_model_is_read_under_both_names(resource: One, name: str) -> None:
    vault = {"name": "kv", "resource_group_name": "rg"}
    assert resource("azurerm_key_vault.k", {**vault, name: True}).get("properties", "enableRbacAuthorization") is True
    assert resource("azurerm_key_vault.k", vault).get("properties", "enableRbacAuthorization") is False


def test_access_policies_are_the_same_inline_and_by_themselves(resource: One, plain: Plain) -> None:
    policy = {"tenant_id": "T", "object_id": "O", "key_permissions": ["Get", "Backup"], "secret_permissions": ["Get"]}
    vault = resource("azurerm_key_vault.k", {"name": "kv", "resource_group_name": "rg", "access_policy": [policy]})
    part = resource("azurerm_key_vault_access_policy.p", {"key_vault_id": vault.id, **policy})
    expected = [{"tenantId": "T", "objectId": "O", "permissions": {"keys": ["Get", "Backup"], "secrets": ["Get"]}}]
    assert (part.partial, part.id) == (True, vault.id)
    assert plain(vault.get("properties", "accessPolicies")) == expected
    assert plain(part.get("properties", "accessPolicies")) == expected


@pytest.mark.parametrize(
    ("scope", "where"),
    [
        ("/subscriptions/1/resourceGroups/rg", Scope("group", "1", "rg")),
        ("/subscriptions/1", Scope("subscription", "1")),
        (f"{VM}", Scope("group", "1", "rg-app")),
        (text("/subscriptions/", SUBSCRIPTION, "/resourceGroups/", HOLE), Scope("group", SUBSCRIPTION, HOLE)),
        ("/providers/Microsoft.Management/managementGroups/mg", Scope("management-group", management_group="mg")),
        (HOLE, Scope("group", SUBSCRIPTION, HOLE)),
    ],
)
def test_a_lock_lies_on_its_scope(resource: One, scope: Value, where: Scope) -> None:
    lock = resource("azurerm_management_lock.l", {"name": "keep", "scope": scope, "lock_level": "CanNotDelete"})
    assert (lock.type, lock.name) == ("microsoft.authorization/locks", "keep")
    assert lock.id == text(scope, "/providers/Microsoft.Authorization/locks/keep")  # type: ignore[arg-type] # a text
    assert lock.scope == where
    assert lock.get("properties", "level") == "CanNotDelete"


def test_a_role_known_by_name_has_the_id_arm_would_have(resource: One) -> None:
    route = ("properties", "roleDefinitionId")
    known = resource("azurerm_role_assignment.r", {"scope": "/s", "role_definition_name": "Key Vault Administrator", "principal_id": "P"})
    assert str(known.get(*route)).endswith("/roleDefinitions/00482a5a-887f-4fb3-b363-3b7fe8e74483")
    one = resource("azurerm_role_assignment.r", {"scope": "/s", "role_definition_name": "Backup Reader"})
    other = resource("azurerm_role_assignment.r", {"scope": "/s", "role_definition_name": "Backup Operator"})
    assert one.get(*route) != other.get(*route)


def test_a_policy_assignment_has_its_parameters_as_an_object(resource: One) -> None:
    assignment = resource(
        "azurerm_subscription_policy_assignment.a",
        {
            "name": "a",
            "subscription_id": "/subscriptions/1",
            "policy_definition_id": "/providers/Microsoft.Authorization/policyDefinitions/x",
            "parameters": '{"effect": {"value": "Deny"}}',
            "enforce": False,
        },
    )
    assert assignment.id == "/subscriptions/1/providers/Microsoft.Authorization/policyAssignments/a"
    assert assignment.get("properties", "parameters", "effect", "value") == "Deny"
    assert assignment.get("properties", "enforcementMode") == "DoNotEnforce"
    silent = resource("azurerm_subscription_policy_assignment.a", {"name": "a", "subscription_id": "/subscriptions/1"})
    assert silent.get("properties", "enforcementMode") == "Default"


@pytest.mark.parametrize(
    ("bypass", "expected"),
    [(["AzureServices", "Logging"], "AzureServices, Logging"), ([], "None"), (HOLE, HOLE), (None, None)],
)
def test_a_storage_firewall_lets_past_what_arm_lists_in_one_string(resource: One, bypass: Value, expected: Value) -> None:
    rules = [{"default_action": "Deny", "bypass": bypass}]
    account = resource("azurerm_storage_account.s", {"name": "st", "resource_group_name": "rg", "network_rules": rules})
    assert account.get("properties", "networkAcls", "bypass") == expected
