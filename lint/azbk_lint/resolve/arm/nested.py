"""Nested deployments: finding the template, inline, linked or made by an expression, and entering it."""

from __future__ import annotations

from collections.abc import Mapping

from azbk_lint.model.resource import Origin, Scope
from azbk_lint.model.source import Related
from azbk_lint.model.value import Route, Symbolic, Unknown, Value, identity
from azbk_lint.resolve.arm.bicep import Module, Use, compiled_from
from azbk_lint.resolve.arm.declare import declare
from azbk_lint.resolve.arm.definitions import Given
from azbk_lint.resolve.arm.evaluate import value_of
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.instance import Instance, Layer
from azbk_lint.resolve.arm.linked import Found, linked, unread
from azbk_lint.resolve.arm.origin import At
from azbk_lint.resolve.arm.scopes import scope_kind, scope_of
from azbk_lint.resolve.arm.session import Written
from azbk_lint.resolve.arm.template import Template
from azbk_lint.resolve.arm.unknowns import shortened
from azbk_lint.resolve.arm.values import fold_get

DEEPEST = 10
"""Deployments within deployments; Azure allows five, real repositories reach six."""
SYMBOLIC = ("2.", "1.9", "1.10")
"""How the language versions begin that have symbolic names: 2.0, and the experimental ones before and after it."""


def nested(instance: Instance) -> Layer | None:
    """Enter a nested deployment, once; None where its template cannot be read, and `unread` says why."""
    if not instance.opened:
        instance.opened = True
        found = _template(instance)
        if isinstance(found, Unknown):
            instance.unread = found
        else:
            instance.nested = _enter(instance, found)
            declare(instance.nested)
    return instance.nested


def _enter(instance: Instance, found: Found) -> Layer:
    outer = instance.layer
    scope = _scope(instance, found.written.tree)
    name = instance.symbol or identity(instance.identity.name)
    label = f"nested deployment '{instance.identity.name}'"
    chain = (*instance.chain, Related(outer.written.place(instance.route), label))
    template, frame = outer.template, instance.frame
    if found.inner:
        path = shortened(f"{template.path}{name}{_turn(instance)}/")
        template = Template(template.session, found.written, path, scope, _given(instance))
        frame = Frame(template)
    exists = instance.resource.exists
    return Layer(
        template=template,
        written=found.written,
        scope=scope,
        frame=frame,
        depth=outer.depth + 1,
        exists=exists if isinstance(exists, Unknown) else None,
        many=instance.resource.many,
        chain=chain,
        files=outer.files | ({found.file} if found.file else frozenset()),
        bicep=_module(instance, found),
    )


def _module(instance: Instance, found: Found) -> Module | None:
    """Give the Bicep file that a nested template was compiled from, where its parent's is here."""
    outer = instance.layer
    reader = outer.template.session.reader
    if found.file is not None and reader is not None:
        return compiled_from(found.written.tree, found.written.place(()).source, reader)
    return Module(outer.bicep.reader, Use(outer.bicep, instance.symbol, instance.fields)) if outer.bicep is not None else None


def _turn(instance: Instance) -> str:
    index = instance.frame.loops.get("")
    return f"[{index}]" if instance.symbol and isinstance(index, int) else ""


def _scope(instance: Instance, tree: Mapping[str, Value]) -> Scope:
    """Give what a nested template is deployed to, from what its deployment names and its own `$schema`."""
    target = value_of(instance.fields.get("scope"), instance.frame)
    scope = instance.resource.scope
    if isinstance(target, str | Symbolic):
        scope = scope_of(target, scope)
    kind = scope_kind(tree)
    if kind == "group" or instance.fields.get("resourcegroup"):
        return scope
    return Scope(kind, scope.subscription if kind == "subscription" else None, None, scope.management_group)


def _template(instance: Instance) -> Found | Unknown:
    properties = instance.fields.get("properties")
    if not isinstance(properties, dict):
        return unread(instance, "its properties are an expression")
    if instance.layer.depth >= DEEPEST:
        return unread(instance, f"it is nested more than {DEEPEST} deep", "limit")
    where = (*instance.layer.written.route, *instance.route, "properties", "template")
    written = fold_get(properties, "template")
    if isinstance(written, dict):
        return Found(Written(written, instance.layer.written.origin, where), _is_inner(instance, properties))
    if written is not None:
        made = value_of(written, instance.frame)
        if isinstance(made, dict):
            return Found(Written(made, At(instance.layer.written.origin.place(where))), inner=True)
        if isinstance(made, Unknown):
            return unread(instance, f"its template is made by an expression: {made.because}", made.kind, made.settle)
        return unread(instance, "its template is made by an expression that gives no object")
    link = fold_get(properties, "templateLink")
    return linked(instance, link) if isinstance(link, dict) else unread(instance, "it names no template")


def _is_inner(instance: Instance, properties: Mapping[str, Value]) -> bool:
    """Say whether a nested template has definitions of its own: where it says so, and by default from language version 2.0."""
    options = fold_get(properties, "expressionEvaluationOptions")
    said = value_of(fold_get(options, "scope"), instance.frame) if isinstance(options, dict) else None
    version = fold_get(instance.layer.written.tree, "languageVersion")
    return str(said).lower() == "inner" if said is not None else str(version).startswith(SYMBOLIC)


def _given(instance: Instance) -> Mapping[str, Given]:
    """Give what a deployment hands to the parameters of its template."""
    properties = instance.fields.get("properties")
    written = fold_get(properties, "parameters") if isinstance(properties, dict) else None
    frame: Frame | None = instance.frame
    if not isinstance(written, dict):
        written, frame = value_of(written, instance.frame), None
    origin, route = instance.layer.written.origin, (*instance.layer.written.route, *instance.route, "properties", "parameters")
    found: dict[str, Given] = {}
    for name, item in written.items() if isinstance(written, Mapping) else ():
        label = f"nested deployment '{instance.identity.name}' gives '{name}'"
        at = (*route, name)
        made = frame is not None and not isinstance(item, dict)
        entry = value_of(item, frame) if frame is not None and made else item
        if isinstance(entry, Mapping) and fold_get(entry, "reference") is not None:
            secret = Unknown(f"{instance.layer.template.path}{name}:key-vault", f"'{name}' is read from Key Vault at deployment", "secret")
            found[name.lower()] = Given(secret, origin, at, label)
        elif isinstance(entry, Mapping):
            found[name.lower()] = _handed(entry, origin, at, label, None if made else frame)
        elif isinstance(entry, Unknown):
            found[name.lower()] = Given(entry, origin, at, label)
    return found


def _handed(entry: Mapping[str, Value], origin: Origin, at: Route, label: str, frame: Frame | None) -> Given:
    """Give one value handed on: to be evaluated where the deployment stands, unless an expression gave it already."""
    if frame is None:
        return Given(fold_get(entry, "value"), origin, (*at, "value"), label)
    return Given({name: item for name, item in entry.items() if name.lower() in {"value", "copy"}}, origin, at, label, frame)
