"""Locks, roles, policies and what is registered: the types that apply to a scope."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.arguments import as_flag, written
from azbk_lint.resolve.terraform.azurerm.blocks import Each, first
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.identity import SUBSCRIPTION, Identity, in_subscription, placed, upon
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY
from azbk_lint.resolve.terraform.azurerm.row import Row, Rows
from azbk_lint.resolve.terraform.azurerm.shape import Shape, arg, derived
from azbk_lint.resolve.terraform.instance import Instance

ROLES = {
    "contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "key vault administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "key vault certificate user": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "key vault certificates officer": "a4417e6f-fecd-4de8-b567-7b0420556985",
    "key vault contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "key vault crypto officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "key vault crypto service encryption user": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "key vault crypto user": "12338af0-0e69-4776-bea7-57ae8d297424",
    "key vault reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    "key vault secrets officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "key vault secrets user": "4633458b-17de-408a-b874-0445c86b69e6",
    "owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}
"""Built-in roles by name, for code that names a role where ARM takes its id: those that bear on key vaults, and the general ones.

Source: the role tables of Azure/bicep-registry-modules, avm/res/key-vault/vault/main.bicep, read in August 2026.
"""


def _role_id(name: Value) -> Value:
    """Give the id of a role known by its name; one that we do not know differs from all others by its name."""
    if not isinstance(name, str):
        return name
    role = ROLES.get(name.casefold()) or Unknown(f"role '{name}'", f"the id of the role '{name}' is not in our table", "limit")
    return _role(role)


def _role(role: Text) -> Text:
    return text("/subscriptions/", SUBSCRIPTION, "/providers/Microsoft.Authorization/roleDefinitions/", role)


def _custom_role(instance: Instance, arm: str) -> Identity:
    return placed(text("/subscriptions/", SUBSCRIPTION), arm, [written(instance, "role_definition_id")])


def _definition(instance: Instance, arm: str) -> Identity:
    """Place a policy definition in the subscription, or in the management group it names."""
    group, name = instance.values.get("management_group_id"), written(instance, "name")
    scope = group if isinstance(group, str | Symbolic) else text("/subscriptions/", SUBSCRIPTION)
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
                "roleDefinitionId": first("role_definition_id", derived(_role_id, "role_definition_name")),
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
            "role_definition_resource_id": lambda instance: _role(written(instance, "role_definition_id")),
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
