"""Tells what each management lock is put on."""

from __future__ import annotations

from collections.abc import Sequence

from azbk_lint.link.lookup import group_of, joined
from azbk_lint.model.estate import Lock, LockTarget
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Text, Unknown, folded, identity, reason, split

TYPE = "microsoft.authorization/locks"


def is_lock(type_: str) -> bool:
    """Say whether a type, in lower case, is that of a lock: by itself, or in the older form below what it locks."""
    return type_ == TYPE or type_.endswith("/providers/locks")


def lock(resource: Resource) -> Lock:
    """Find what a lock is put on in its id, which begins with that id."""
    pieces = split(resource.id)
    at = next((index for index, piece in enumerate(pieces) if folded(piece) == "microsoft.authorization"), 1)
    scope = joined(pieces[: at - 1])
    target = _target(split(scope)) or _unnamed(resource)
    return Lock(resource=resource, name=pieces[-1], id=resource.id, scope=scope, target=target, group=group_of(scope))


def _target(pieces: Sequence[Text]) -> LockTarget | Unknown | None:
    match [folded(piece) for piece in pieces]:
        case ["", "subscriptions", _]:
            return "subscription"
        case ["", "subscriptions", _, "resourcegroups", _]:
            return "group"
        case ["", "providers", "microsoft.management", "managementgroups", _]:
            return "management-group"
        case ["", "subscriptions", _, "resourcegroups", _, *_] | ["", "subscriptions", _, "providers", *_]:
            return "resource"
        case [*found]:
            return next((hole for piece in found if (hole := reason(piece))), None)
        case _:
            return None


def _unnamed(resource: Resource) -> Unknown:
    return Unknown(f"scope: {identity(resource.id)}", f"nothing says what {resource.address} locks", "input")
