"""Functions that name resources, and those that read what is declared of one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.functions.scope import context
from azbk_lint.resolve.arm.registry import function
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.scopes import prefix_of, resource_id
from azbk_lint.resolve.arm.unknowns import derived, key_of, shortened
from azbk_lint.resolve.arm.values import Open, is_holed, kind_of

_TYPE = re.compile(r"[\w-]+\.[\w.-]+/")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)


def _type_at(values: Sequence[Value]) -> int | None:
    """Find which argument is the resource type: the one with a provider and a slash."""
    for index, value in enumerate(values):
        if isinstance(value, str) and _TYPE.match(value):
            return index
    return next((index for index, value in enumerate(values) if isinstance(value, str) and "/" in value), None)


def _named(name: str, values: Sequence[Value], most: int) -> tuple[Sequence[Text], str, Sequence[Text]] | Unknown:
    """Part arguments into what stands before the type, the type, and the names; unknown where the type is."""
    at = _type_at(values)
    if at is None:
        if any(is_holed(value) for value in values):
            return derived(name, values)
        raise ExpressionError(f"{name}() is given no resource type", certain=False)
    if at > most:
        raise ExpressionError(f"{name}() is given {at} arguments before the resource type")
    return [_text(value) for value in values[:at]], string(values[at]), [_text(value) for value in values[at + 1 :]]


def _text(value: Value) -> Text:
    if isinstance(value, Open):
        return value.hole
    if isinstance(value, str | Symbolic | Unknown):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ExpressionError(f"wants a string where {kind_of(value)} is given")


@function("resourceId", 1, None, "frame")
def _resource_id(frame: Frame, *values: Value) -> Value:
    parted = _named("resourceId", values, 2)
    if isinstance(parted, Unknown):
        return parted
    before, type_, names = parted
    return resource_id(_prefix(frame, before), type_, names)


def _prefix(frame: Frame, before: Sequence[Text]) -> Text:
    scope = frame.world.scope
    match before:
        case []:
            return prefix_of(scope)
        case [one] if scope.kind != "group" and (scope.kind == "subscription" or (isinstance(one, str) and _GUID.match(one))):
            return text("/subscriptions/", one)
        case [group]:
            return text("/subscriptions/", scope.subscription or context("subscription", "the subscription"), "/resourceGroups/", group)
        case _:
            return text("/subscriptions/", before[0], "/resourceGroups/", before[1])


@function("subscriptionResourceId", 1, None, "frame")
def _subscription_resource_id(frame: Frame, *values: Value) -> Value:
    parted = _named("subscriptionResourceId", values, 1)
    if isinstance(parted, Unknown):
        return parted
    before, type_, names = parted
    subscription = before[0] if before else frame.world.scope.subscription or context("subscription", "the subscription")
    return resource_id(text("/subscriptions/", subscription), type_, names)


@function("tenantResourceId", 1, None)
def _tenant_resource_id(*values: Value) -> Value:
    parted = _named("tenantResourceId", values, 0)
    return parted if isinstance(parted, Unknown) else resource_id("", parted[1], parted[2])


@function("managementGroupResourceId", 1, None, "frame")
def _management_group_resource_id(frame: Frame, *values: Value) -> Value:
    parted = _named("managementGroupResourceId", values, 1)
    if isinstance(parted, Unknown):
        return parted
    before, type_, names = parted
    group = before[0] if before else frame.world.scope.management_group or context("management-group", "the management group")
    return resource_id(text("/providers/Microsoft.Management/managementGroups/", group), type_, names)


@function("extensionResourceId", 3, None)
def _extension_resource_id(base: Value, type_: Value, *names: Value) -> Value:
    if is_holed(type_):
        return derived("extensionResourceId", (base, type_, *names))
    return resource_id(_text(base), string(type_), [_text(name) for name in names])


@function("reference", 1, 3, "frame")
def _reference(frame: Frame, to: Value, _version: Value = None, full: Value = None) -> Value:
    whole = isinstance(full, str) and full.lower() == "full"
    found = frame.world.reference(to, full=whole)
    if found is not None:
        return found
    key = shortened(f"reference({key_of(to)}{',Full' if whole else ''})")
    return Unknown(key, "reference() reads at deployment a resource that is not declared here", "runtime")


@function("references", 1, 2, "frame")
def _references(frame: Frame, symbol: Value, full: Value = None) -> Value:
    if is_holed(symbol):
        return derived("references", (symbol,))
    found = frame.world.references(string(symbol), full=isinstance(full, str) and full.lower() == "full")
    return list(found) if found is not None else Unknown(f"references({key_of(symbol)})", "references() reads at deployment", "runtime")


@function("resourceInfo", 1, 1, "frame")
def _resource_info(frame: Frame, symbol: Value) -> Value:
    found = None if is_holed(symbol) else frame.world.describe(string(symbol))
    return found if found is not None else Unknown(f"resourceInfo({key_of(symbol)})", "resourceInfo() reads at deployment", "runtime")
