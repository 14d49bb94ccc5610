"""Locks, roles, policies and what is registered: the types that apply to a scope."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, written
from azbk_lint.resolve.terraform.azurerm.blocks import Each, first
from azbk_lint.resolve.terraform.azurerm.builtin import role, role_id
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.identity import Identity, in_subscription, placed, subscription_id, upon
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY
from azbk_lint.resolve.terraform.azurerm.row import Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import Shape, arg, derived
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION, Instance


def _custom_role(instance: Instance, arm: str) -> Identity:
    """Place a role where `role` has it: all subscriptions of a tenant know a role by one name."""
    return placed(text("/subscriptions/", SUBSCRIPTION), arm, [written(instance, "role_definition_id")])


def _definition(instance: Instance, arm: str) -> Identity:
    """Place a policy definition in the subscription, or in the management group it names."""
    group, name = instance.values.get("management_group_id"), written(instance, "name")
    scope = group if isinstance(group, str | Symbolic) else subscription_id(instance)
    return placed(scope, arm, [name])


def _enforcement(enforce: Value) -> Value:
    flag = as_flag(enforce)
    return flag if isinstance(flag, Unknown) else "DoNotEnforce" if flag is False else "Default"


def _assigned(scope: str) -> Row:
    """Write the row of a policy assignment, by the argument that says what it is assigned to."""
    return Row("Microsoft.Authorization/policyAssignments", upon(scope), _ASSIGNMENT)


def _exempt(scope: str) -> Row:
    """Write the row of a policy exemption."""
    properties: Shape = {
        "policyAssignmentId": "policy_assignment_id",
        "exemptionCategory": "exemption_category",
        "policyDefinitionReferenceIds": "policy_definition_reference_ids",
    }
    return Row("Microsoft.Authorization/policyExemptions", upon(scope), {"properties": properties})


_ASSIGNMENT: Shape = {
    "location": "location",
    "identity": IDENTITY,
    "properties": {
        "displayName": "display_name",
        "policyDefinitionId": "policy_definition_id",
        "parameters": arg("parameters", by=json_text),
        "notScopes": "not_scopes",
        "enforcementMode": derived(_enforcement, "enforce"),
    },
}

_SET: Shape = {
    "properties": {
        "displayName": "display_name",
        "parameters": arg("parameters", by=json_text),
        "policyDefinitions": Each(
            "policy_definition_reference",
            {"policyDefinitionId": "policy_definition_id", "parameters": arg("parameter_values", by=json_text)},
        ),
    },
}

ROWS: Rows = {
    "azurerm_management_lock": Row(
        "Microsoft.Authorization/locks",
        upon("scope"),
        {"properties": {"level": "lock_level", "notes": "notes"}},
    ),
    "azurerm_role_assignment": Row(
        "Microsoft.Authorization/roleAssignments",
        upon("scope"),
        {
            "properties": {
                "roleDefinitionId": first("role_definition_id", derived(role_id, "role_definition_name")),
                "principalId": "principal_id",
                "principalType": "principal_type",
                "condition": "condition",
            },
        },
    ),
    "azurerm_role_definition": Row(
        "Microsoft.Authorization/roleDefinitions",
        _custom_role,
        {
            "properties": {
                "roleName": "name",
                "assignableScopes": "assignable_scopes",
                "permissions": Each(
                    "permissions",
                    {
                        "actions": "actions",
                        "notActions": "not_actions",
                        "dataActions": "data_actions",
                        "notDataActions": "not_data_actions",
                    },
                ),
            },
        },
        read={
            "role_definition_resource_id": lambda instance: role(written(instance, "role_definition_id")),
            "role_definition_id": lambda instance: written(instance, "role_definition_id"),
        },
    ),
    "azurerm_policy_definition": Row(
        "Microsoft.Authorization/policyDefinitions",
        _definition,
        {
            "properties": {
                "displayName": "display_name",
                "policyType": "policy_type",
                "mode": "mode",
                "policyRule": arg("policy_rule", by=json_text),
                "parameters": arg("parameters", by=json_text),
            },
        },
    ),
    "azurerm_policy_set_definition": Row("Microsoft.Authorization/policySetDefinitions", _definition, _SET),
    "azurerm_management_group_policy_set_definition": Row(
        "Microsoft.Authorization/policySetDefinitions", upon("management_group_id"), _SET
    ),
    "azurerm_resource_policy_assignment": _assigned("resource_id"),
    "azurerm_resource_group_policy_assignment": _assigned("resource_group_id"),
    "azurerm_subscription_policy_assignment": _assigned("subscription_id"),
    "azurerm_management_group_policy_assignment": _assigned("management_group_id"),
    "azurerm_policy_assignment": _assigned("scope"),
    "azurerm_resource_policy_exemption": _exempt("resource_id"),
    "azurerm_resource_group_policy_exemption": _exempt("resource_group_id"),
    "azurerm_subscription_policy_exemption": _exempt("subscription_id"),
    "azurerm_management_group_policy_exemption": _exempt("management_group_id"),
    "azurerm_resource_provider_feature_registration": Row(
        "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations",
        in_subscription("provider_name", "name"),
    ),
}
