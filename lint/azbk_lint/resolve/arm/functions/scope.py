"""Functions that tell where a template is deployed: resourceGroup(), subscription(), managementGroup(), tenant()."""

from __future__ import annotations

from azbk_lint.model.value import Text, Unknown, Value, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.registry import function
from azbk_lint.resolve.arm.unknowns import key_of, shortened


def context(key: str, what: str, settle: str = "") -> Unknown:
    """Give what stands for a part of where the deployment goes to."""
    return Unknown(shortened(key), f"{what} is decided by where this is deployed to", "context", settle)


def _group_part(frame: Frame, group: Text, name: str) -> Unknown:
    """Give what stands for a property of a resource group that only Azure knows: the same for the same group."""
    own = frame.world.deploys_to(group)
    settle = "--location REGION" if own and name == "location" else ""
    return context(f"resource-group{'' if own else f'({key_of(group)})'}.{name}", f"the {name} of the resource group", settle)


@function("resourceGroup", 0, 0, "frame")
def _resource_group(frame: Frame) -> Value:
    scope = frame.world.scope
    if scope.group is None or scope.subscription is None:
        raise ExpressionError("resourceGroup() has no meaning where no resource group is deployed to")
    location = frame.world.group_location()
    return {
        "id": text("/subscriptions/", scope.subscription, "/resourceGroups/", scope.group),
        "name": scope.group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": _group_part(frame, scope.group, "location") if location is None else location,
        "managedBy": _group_part(frame, scope.group, "managedBy"),
        "tags": _group_part(frame, scope.group, "tags"),
        "properties": {"provisioningState": "Succeeded"},
    }


@function("subscription", 0, 0, "frame")
def _subscription(frame: Frame) -> Value:
    subscription = frame.world.scope.subscription
    if subscription is None:
        raise ExpressionError("subscription() has no meaning where no subscription is deployed to")
    return {
        "id": text("/subscriptions/", subscription),
        "subscriptionId": subscription,
        "tenantId": _tenant_id(frame),
        "displayName": context(f"subscription({key_of(subscription)}).displayName", "the name of the subscription"),
    }


@function("managementGroup", 0, 0, "frame")
def _management_group(frame: Frame) -> Value:
    name = frame.world.scope.management_group
    if name is None:
        name = context("management-group", "the management group")
    return {
        "id": text("/providers/Microsoft.Management/managementGroups/", name),
        "name": name,
        "type": "Microsoft.Management/managementGroups",
        "properties": context(f"management-group({key_of(name)}).properties", "the management group"),
    }


@function("tenant", 0, 0, "frame")
def _tenant(frame: Frame) -> Value:
    parts: dict[str, Value] = {name: context(f"tenant.{name}", "the tenant") for name in ("id", "countryCode", "displayName")}
    return parts | {"tenantId": _tenant_id(frame)}


def _tenant_id(frame: Frame) -> Text:
    return frame.world.context.get("tenant-id") or context("tenant", "the tenant")
