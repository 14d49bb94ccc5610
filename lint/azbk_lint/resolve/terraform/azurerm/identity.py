"""Where a resource is in Azure, from the arguments that name it, its group or its parent.

Each function here makes a rule for one row of the tables: from an instance and an ARM type to id, whole name and scope.
Names that are not known stay holes, so that what refers to one half-known name still meets what bears it. A name
that begins with `=` is always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from azbk_lint.model.resource import Scope
from azbk_lint.model.value import Text, reason, split, text
from azbk_lint.resolve.terraform.azurerm.arguments import find, top, written
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION, Instance


class Identity(NamedTuple):
    """A resource's id, its whole name (`nsg/rule`) and the scope it is deployed to."""

    id: Text
    name: Text
    scope: Scope


Identify: TypeAlias = Callable[[Instance, str], Identity]


def in_group(*names: str) -> Identify:
    """Place a resource in the group of `resource_group_name`, by one argument for each part of its name."""

    def identify(instance: Instance, arm: str) -> Identity:
        group = written(instance, "resource_group_name")
        return placed(group_id(instance, group), arm, [_name(instance, name) for name in names])

    return identify


def in_subscription(*names: str) -> Identify:
    """Place a resource in the subscription, such as a policy definition."""
    return lambda instance, arm: placed(subscription_id(instance), arm, [_name(instance, name) for name in names])


def below(parent: str, *names: str) -> Identify:
    """Place a resource below the one whose id an argument holds."""

    def identify(instance: Instance, arm: str) -> Identity:
        above = written(instance, parent)
        parts = [_name(instance, name) for name in names]
        kinds = arm.split("/")[-len(parts) :]
        path = [piece for kind, name in zip(kinds, parts, strict=True) for piece in ("/", kind, "/", name)]
        return Identity(text(above, *path), joined([name_of(above), *parts]), scope_of(above))

    return identify


def either(rule: Identify, other: Identify, *, by: str) -> Identify:
    """Place a resource by one rule where an argument is written, by the other where it is not: older versions had other arguments."""
    return lambda instance, arm: (other if find(top(instance), by)[0] is None else rule)(instance, arm)


def upon(scope: str, name: str = "name") -> Identify:
    """Place an extension resource, such as a lock, upon the resource, group or subscription whose id an argument holds."""

    def identify(instance: Instance, arm: str) -> Identity:
        above = written(instance, scope)
        return placed(above, arm, [_name(instance, name)])

    return identify


def part_of(target: str) -> Identify:
    """Name the resource of which an instance declares only a part, by the argument that holds its id."""

    def identify(instance: Instance, arm: str) -> Identity:  # noqa: ARG001 - one of several rules of one form
        whole = written(instance, target)
        return Identity(whole, name_of(whole), scope_of(whole))

    return identify


def placed(scope: Text, arm: str, names: Sequence[Text]) -> Identity:
    """Build the identity of a resource of an ARM type in, or upon, a scope given by its id."""
    namespace, *kinds = arm.split("/")
    path = [piece for kind, name in zip(kinds, names, strict=True) for piece in ("/", kind, "/", name)]
    return Identity(text(scope, "/providers/", namespace, *path), joined(names), scope_of(scope))


def subscription_id(instance: Instance) -> Text:
    """Give the id of the subscription that an instance's provider deploys to."""
    return text("/subscriptions/", instance.subscription())


def group_id(instance: Instance, group: Text) -> Text:
    """Give the id of a resource group of the subscription that an instance's provider deploys to."""
    return text(subscription_id(instance), "/resourceGroups/", group)


def joined(names: Sequence[Text], separator: str = "/") -> Text:
    """Write the parts of a name as one."""
    return text(*names[:1], *(piece for name in names[1:] for piece in (separator, name)))


def name_of(identifier: Text) -> Text:
    """Read the whole name out of an id; an Unknown id is its own name."""
    pieces = split(identifier)
    last = max((index for index, piece in enumerate(pieces) if _is(piece, "providers")), default=None)
    return pieces[-1] if last is None else joined(pieces[last + 3 :: 2] or pieces[-1:])


def scope_of(identifier: Text) -> Scope:
    """Read out of an id where the resource is; where its beginning is not known, that is a group nobody knows."""
    pieces = split(identifier)
    if pieces[0] != "":
        return Scope("group", SUBSCRIPTION, reason(identifier) or SUBSCRIPTION)
    found = {str(kind).casefold(): name for kind, name in zip(pieces[1::2], pieces[2::2], strict=False)}
    if "resourcegroups" in found:
        return Scope("group", found.get("subscriptions", SUBSCRIPTION), found["resourcegroups"])
    if "managementgroups" in found:
        return Scope("management-group", management_group=found["managementgroups"])
    return Scope("subscription", found["subscriptions"]) if "subscriptions" in found else Scope("tenant")


def _name(instance: Instance, name: str) -> Text:
    return name[1:] if name.startswith("=") else written(instance, name)


def _is(piece: Text, word: str) -> bool:
    return isinstance(piece, str) and piece.casefold() == word
