"""Which configuration of its provider a resource has, and which subscription that deploys to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from azbk_lint.model.hcl import Literal, Name, Node, Object
from azbk_lint.model.value import Symbolic, Text, Unknown
from azbk_lint.resolve.terraform.declared import Declared, Written
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.module import Module


class Caller(NamedTuple):
    """The module that calls another, and which of its configurations the other knows by which name."""

    module: Module
    passed: Mapping[str, str]


def calling(module: Module, declared: Declared) -> Caller:
    """Read a call's `providers`; what these do not name, a module takes over from its caller, aliased ones aside."""
    written = declared.attributes.get("providers")
    node = written.attribute.value if written is not None else None
    pairs = [(_name(key), _name(value)) for key, value in node.items] if isinstance(node, Object) else []
    return Caller(module, {inner: outer for inner, outer in pairs if inner and outer})


def provider_of(kind: str, written: Written | None) -> str:
    """Name the configuration of a resource: the one it asks for, or its provider's only one without an alias."""
    asked = _name(written.attribute.value) if written is not None else ""
    return asked or kind.partition("_")[0]


def subscription(module: Module, provider: str) -> Text:
    """Give the subscription that a configuration names; one with an alias that names none has one of its own."""
    declared, caller = module.files.providers.get(provider), module.caller
    if declared is not None:
        written = declared.attributes.get("subscription_id")
        value = evaluate(written.attribute.value, module.scope) if written is not None else None
        return value if isinstance(value, Symbolic | Unknown) or (isinstance(value, str) and value) else _unsaid(module, provider)
    if caller is not None and provider in caller.passed:
        return caller.module.subscription(caller.passed[provider])
    if caller is not None and "." not in provider:
        return caller.module.subscription(provider)
    return _unsaid(module, provider)


def _unsaid(module: Module, provider: str) -> Unknown:
    if "." not in provider:
        return SUBSCRIPTION
    label = module.label(provider)
    return Unknown(f"subscription of {label}", f"the subscription of provider `{label}` is not known", "context")


def _name(node: Node) -> str:
    """Write a configuration's name, which older code gives as a string."""
    match node:
        case Name(steps=steps):
            return ".".join(steps)
        case Literal(value=str(name)):
            return name
        case _:
            return ""
