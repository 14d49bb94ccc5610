"""What a declared resource is called: its type, its whole name, its id, in every way a template can say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from azbk_lint.model.resource import Scope
from azbk_lint.model.value import Text, Unknown, split, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.scopes import prefix_of, resource_id
from azbk_lint.resolve.arm.unknowns import key_of, shortened

EXTENSION = "/providers/"
PROVIDERS = {"locks": "Microsoft.Authorization", "roleassignments": "Microsoft.Authorization", "diagnosticsettings": "Microsoft.Insights"}
"""Whose the old-style extension types are, for names that hide it."""


class Identity(NamedTuple):
    """`type` as written but whole (`Microsoft.Network/virtualNetworks/subnets`), `name` whole, `id` the ARM id."""

    type: str
    name: Text
    id: Text


def identify(type_: str, name: Text, scope: Scope, parent: Identity | None, target: Text | None) -> Identity:
    """Name a resource from what is written: its type and name, the resource it is nested in, its `scope` property."""
    if parent is not None:
        type_, name, target = _within(type_, name, parent, target)
    if EXTENSION in type_.lower():
        return _old_extension(type_, name, prefix_of(scope))
    return Identity(type_, name, _id(prefix_of(scope) if target is None else _target(target, scope), type_, name))


def _within(type_: str, name: Text, parent: Identity, target: Text | None) -> tuple[str, Text, Text | None]:
    """Complete what a nested resource leaves to its parent: a child's type and name, an extension's target."""
    folded, above = type_.lower(), parent.type.lower()
    if folded.startswith(f"{above}/"):
        whole = len(split(name)) >= type_.count("/")
        return type_, name if whole else text(parent.name, "/", name), target
    if "." in folded.split("/")[0] and not folded.startswith("providers/"):
        return type_, name, parent.id
    return f"{parent.type}/{type_}", text(parent.name, "/", name), target


def _target(target: Text, scope: Scope) -> Text:
    """Read a `scope` property: a whole id, or a type and name below the deployment's scope; `/` is the tenant."""
    head = target if isinstance(target, str) else next(iter(getattr(target, "parts", ("/",))), "/")
    if isinstance(head, Unknown) or head.startswith("/"):
        return "" if target == "/" else target
    return text(prefix_of(scope), EXTENSION, target)


def _old_extension(type_: str, name: Text, prefix: Text) -> Identity:
    """Read `Microsoft.Compute/virtualMachines/providers/locks` named `vm/Microsoft.Authorization/lock`."""
    at = type_.lower().index(EXTENSION)
    below, kinds = type_[:at], type_[at + len(EXTENSION) :].strip("/")
    count = below.count("/")
    names = split(name)
    targets, rest = names[:count], list(names[count:])
    provider = rest.pop(0) if len(rest) > kinds.count("/") + 1 else PROVIDERS.get(kinds.split("/")[0].lower(), "")
    whole = f"{provider}/{kinds}" if isinstance(provider, str) else kinds
    if kinds.lower().startswith(f"{provider}/".lower()):
        whole = kinds
    if len(rest) != whole.count("/") or len(targets) != count:
        return Identity(whole, name, _unknown_id(type_, name))
    own = text(*_between(rest))
    return Identity(whole, own, _id(_id(prefix, below, text(*_between(targets))), whole, own))


def _between(parts: Sequence[Text]) -> Sequence[Text]:
    return [piece for part in parts for piece in ("/", part)][1:]


def _id(prefix: Text, type_: str, name: Text) -> Text:
    try:
        return resource_id(prefix, type_, split(name))
    except ExpressionError:
        return _unknown_id(type_, name)


def _unknown_id(type_: str, name: Text) -> Unknown:
    hole = name if isinstance(name, Unknown) else getattr(name, "hole", None)
    key = shortened(f"id({type_.lower()},{key_of(name)})")
    if isinstance(hole, Unknown):
        return Unknown(key, hole.because, hole.kind, hole.settle)
    return Unknown(key, f"the name '{name}' does not have the parts that the type {type_} wants", "error")
