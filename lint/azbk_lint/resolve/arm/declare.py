"""The first pass over a template: which resources there are, under which names; their bodies wait until they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Related
from azbk_lint.model.value import Key, Route, Symbolic, Text, Unknown, Value, folded, shown, split
from azbk_lint.resolve.arm.access import truth
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import LARGEST, count_of, value_of
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.identity import Identity, identify
from azbk_lint.resolve.arm.instance import DEPLOYMENTS, Instance, Layer
from azbk_lint.resolve.arm.late import Late, tags_of
from azbk_lint.resolve.arm.origin import InTemplate
from azbk_lint.resolve.arm.unknowns import key_of, shortened
from azbk_lint.resolve.arm.values import fold_get, is_list, weigh

DIRECTIVES = frozenset({"condition", "copy", "dependson", "resources", "existing", "comments", "metadata", "import", "extension"})
"""Members of a declaration that speak to the deployment engine, and are no part of the resource."""
EVERYWHERE = frozenset({DEPLOYMENTS, "microsoft.resources/resourcegroups"})


class Declaration(NamedTuple):
    """A resource as written, and again with its members by lower-case name: they are looked up in any letter case."""

    written: Mapping[str, Value]
    fields: Mapping[str, Value]
    route: Route


class Turn(NamedTuple):
    """One turn of a declaration's loop, or the declaration itself where it has none."""

    frame: Frame
    many: Unknown | None = None
    chain: tuple[Related, ...] = ()
    exists: Unknown | None = None


def declare(layer: Layer) -> None:
    """Register every resource of a layer, children with their parents."""
    _declare_all(layer, fold_get(layer.written.tree, "resources"), ("resources",), None, layer.frame)


def _declare_all(layer: Layer, written: Value, route: Route, parent: Identity | None, frame: Frame) -> None:
    for key, item in _entries(written):
        if not isinstance(item, dict):
            continue
        declaration = Declaration(item, {name.lower(): value for name, value in item.items()}, (*route, key))
        for turn in _turns(layer, declaration, frame):
            if not layer.template.session.admits(layer.written.place(route)):
                return
            _declare_one(layer, declaration, parent, turn)


def _entries(written: Value) -> Iterator[tuple[Key, Value]]:
    if isinstance(written, Mapping):
        yield from written.items()
    elif is_list(written):
        yield from enumerate(written)


def _turns(layer: Layer, declaration: Declaration, frame: Frame) -> Iterator[Turn]:
    loop = declaration.fields.get("copy")
    if not isinstance(loop, dict):
        yield Turn(frame)
        return
    name, place = str(fold_get(loop, "name", "")), layer.written.place((*declaration.route, "copy"))
    count = count_of(fold_get(loop, "count"), frame)
    if isinstance(count, Unknown):
        # loops of one length are taken to be at one turn: the VM of that turn uses the NIC of that turn
        anyone = Unknown(shortened(f"copyIndex({count.key})"), count.because, count.kind, count.settle)
        yield Turn(frame.turn(name, anyone, unnamed=True), count, (Related(place, "one of a loop of unknown length"),))
        return
    try:
        layer.template.budget.spend(count * weigh(declaration.written, LARGEST))
    except ExpressionError as error:
        layer.template.session.say(place, error.because)
        return
    for index in range(count):
        yield Turn(frame.turn(name, index, unnamed=True), None, (Related(place, f"copy index {index}"),))


def _declare_one(layer: Layer, declaration: Declaration, parent: Identity | None, turn: Turn) -> None:
    exists = _condition(declaration.fields.get("condition", True), turn.frame)
    children = declaration.fields.get("resources")
    if exists is False and not children:
        return
    scope = layer.template.scope_for(layer.scope, declaration.fields, turn.frame)
    identity = _identity(declaration, scope, parent, turn.frame)
    if exists is not False:
        sure = turn._replace(exists=exists if isinstance(exists, Unknown) else turn.many or layer.exists)
        register(layer, _instance(layer, declaration, scope, identity, sure))
    if children:
        _declare_all(layer, children, (*declaration.route, "resources"), identity, turn.frame)


def _condition(written: Value, frame: Frame) -> bool | Unknown:
    """Decide whether a resource is deployed. What it says of itself does not count for its children."""
    decided = value_of(written, frame)
    if isinstance(decided, Unknown):
        return decided
    if isinstance(decided, Symbolic):
        return decided.hole
    try:
        return truth(decided)
    except ExpressionError as error:
        return frame.world.fails("condition", error)


def _identity(declaration: Declaration, scope: Scope, parent: Identity | None, frame: Frame) -> Identity:
    type_, name = value_of(declaration.fields.get("type"), frame), _name(declaration.fields.get("name", ""), frame)
    target = declaration.fields.get("scope")
    scoped = None
    if target is not None and str(type_).lower() != DEPLOYMENTS:
        scoped = _name(target, frame)
    return identify(type_ if isinstance(type_, str) else "", name, scope, parent, scoped)


def _name(written: Value, frame: Frame) -> Text:
    found = value_of(written, frame)
    if isinstance(found, str | Symbolic | Unknown):
        return found
    return str(found) if isinstance(found, int) else frame.world.fails("name", ExpressionError("a name is not a string"))


def _instance(layer: Layer, declaration: Declaration, scope: Scope, identity: Identity, turn: Turn) -> Instance:
    type_, key = identity.type.lower(), declaration.route[-1]
    body, chain = _body(declaration.written, turn.frame, type_), (*layer.chain, *turn.chain)
    symbol = key if isinstance(key, str) else None
    resource = Resource(
        type=type_,
        name=identity.name,
        id=identity.id,
        body=body,
        origin=InTemplate(layer.written, declaration.route, declaration.written, turn.frame, chain, layer.bicep),
        address=address(identity),
        scope=scope,
        exists=turn.exists or True,
        many=turn.many or layer.many,
        external=declaration.fields.get("existing") is True,
        api_version=_version(declaration.fields.get("apiversion"), turn.frame),
        tags=tags_of(body),
    )
    return Instance(resource, identity, layer, declaration.fields, declaration.route, turn.frame, chain, symbol)


def _body(written: Mapping[str, Value], frame: Frame, type_: str) -> Late:
    names = [name for name in written if name.lower() not in DIRECTIVES]

    def make(name: str) -> Value:
        value = written[name]
        if type_ == DEPLOYMENTS and name.lower() == "properties" and isinstance(value, dict):
            value = {key: item for key, item in value.items() if key.lower() != "template"}
        return value_of(value, frame)

    return Late(names, make)


def address(identity: Identity) -> str:
    """Name a resource as its user would: `virtualNetworks/vnet1/subnets/app`."""
    types, names = identity.type.split("/")[1:], split(identity.name)
    if len(types) != len(names):
        return f"{identity.type}/{identity.name}"
    return "/".join(f"{type_}/{shown(name)}" for type_, name in zip(types, names, strict=True))


def _version(written: Value, frame: Frame) -> Text | None:
    found = value_of(written, frame)
    return found if isinstance(found, str | Symbolic | Unknown) else None


def register(layer: Layer, instance: Instance) -> None:
    """Make a resource known to its own template by id, name and symbol.

    Resource groups and deployments are known to the whole deployment by id. Nothing else is: what another template's
    `reference()` reads may be the state before this one changes it.
    """
    layer.instances.append(instance)
    template, id_ = layer.template, key_of(folded(instance.identity.id))
    if instance.resource.type in EVERYWHERE:
        template.session.by_id.setdefault(id_, instance)
    if id_ not in template.by_id or template.by_id[id_].resource.external:
        template.by_id[id_] = instance
    template.by_name.setdefault(key_of(folded(instance.identity.name)), instance)
    if instance.symbol is not None:
        template.by_symbol.setdefault(instance.symbol.lower(), []).append(instance)
