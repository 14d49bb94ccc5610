"""Where resources are deployed to, and the ids that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from azbk_lint.model.resource import Scope, ScopeKind
from azbk_lint.model.value import Text, Unknown, Value, split, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.values import fold_get

_SCHEMA = re.compile(r"/(\w*)deploymentTemplate\.json", re.IGNORECASE)
_KINDS: Mapping[str, ScopeKind] = {
    "": "group",
    "subscription": "subscription",
    "managementgroup": "management-group",
    "tenant": "tenant",
}
MANAGEMENT_GROUPS = "/providers/Microsoft.Management/managementGroups/"


def scope_kind(template: Mapping[str, Value]) -> ScopeKind:
    """Read from its `$schema` what a template is deployed to; a resource group where it does not say."""
    match = _SCHEMA.search(str(fold_get(template, "$schema", "")))
    return _KINDS.get(match[1].lower(), "group") if match else "group"


def root_scope(kind: ScopeKind, context: Mapping[str, str]) -> Scope:
    """Give the scope of a deployment, holes where the user does not say what it is."""
    subscription = context.get("subscription-id") or Unknown(
        "subscription", "the subscription is decided by where this is deployed to", "context", "--subscription-id ID"
    )
    group = context.get("resource-group") or Unknown(
        "resource-group", "the resource group is decided by where this is deployed to", "context", "--resource-group NAME"
    )
    match kind:
        case "group":
            return Scope(kind, subscription, group)
        case "subscription":
            return Scope(kind, subscription)
        case "management-group":
            name = Unknown("management-group", "the management group is decided by where this is deployed to", "context")
            return Scope(kind, management_group=name)
        case _:
            return Scope(kind)


def prefix_of(scope: Scope) -> Text:
    """Give the id of a scope; the empty string for the tenant."""
    match scope.kind:
        case "group":
            return text("/subscriptions/", scope.subscription or "", "/resourceGroups/", scope.group or "")
        case "subscription":
            return text("/subscriptions/", scope.subscription or "")
        case "management-group":
            return text(MANAGEMENT_GROUPS, scope.management_group or "")
        case _:
            return ""


def scope_of(id_: Text, otherwise: Scope) -> Scope:
    """Read a scope from its id, or from `Microsoft.Management/managementGroups/name` as nested deployments write it."""
    match [part for part in split(id_) if part != ""]:
        case []:
            return Scope("tenant")
        case [subscriptions, subscription] if _is(subscriptions, "subscriptions"):
            return Scope("subscription", subscription)
        case [subscriptions, subscription, groups, group, *_] if _is(subscriptions, "subscriptions") and _is(groups, "resourcegroups"):
            return Scope("group", subscription, group)
        case [*_, groups, name] if _is(groups, "managementgroups"):
            return Scope("management-group", management_group=name)
        case _:
            return otherwise


def _is(part: Text, word: str) -> bool:
    return isinstance(part, str) and part.lower() == word


def resource_id(prefix: Text, type_: str, names: Sequence[Text]) -> Text:
    """Write an id: a provider, then a type and a name in turn. Raises ExpressionError where they do not pair up."""
    provider, *types = type_.rstrip("/").split("/")
    if len(types) != len(names) or not types:
        raise ExpressionError(f"the type {type_} wants {len(types)} names where {len(names)} are given")
    is_group = types[0].lower() == "resourcegroups" and provider.lower() == "microsoft.resources"
    parts: list[Text] = [prefix, "" if is_group else f"/providers/{provider}"]
    for each, name in zip(types, names, strict=True):
        parts += (f"/{each}/", name)
    return text(*parts)
