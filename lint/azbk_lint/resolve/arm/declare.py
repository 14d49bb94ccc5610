"""The first pass over a template: which resources there are, under which names; their bodies wait until they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Related
from azbk_lint.model.value import Key, Route, Symbolic, Text, Unknown, Value, folded, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import LARGEST, count_of, value_of
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.identity import Identity, identify
from azbk_lint.resolve.arm.instance import DEPLOYMENTS, Instance, Layer
from azbk_lint.resolve.arm.late import Late, tags_of
from azbk_lint.resolve.arm.origin import InTemplate
from azbk_lint.resolve.arm.values import fold_get, is_list, key_of, truth, weigh

DIRECTIVES = frozenset({"condition", "copy", "dependson", "resources", "existing", "comments", "metadata", "import", "extension"})
"""Members of a declaration that speak to the deployment engine, and are no part of the resource."""


class Turn(NamedTuple):
    """One turn of a declaration's loop, or the declaration itself where it has none."""

    frame: Frame
    many: Unknown | None = None
    chain: tuple[Related, ...] = ()
    exists: Unknown | None = None


def declare(layer: Layer) -> None:
    """Register every resource of a layer, children with their parents."""
    written = fold_get(layer.written.tree, "resources")
    _declare_all(layer, written, ("resources",), None, layer.frame)


def _declare_all(layer: Layer, written: Value, route: Route, parent: Identity | None, frame: Frame) -> None:
    for key, item in _entries(written):
        if not isinstance(item, dict):
            continue
        for turn in _turns(layer, item, (*route, key), frame):
            if not layer.template.session.admits(layer.written.place(route)):
                return
            _declare_one(layer, item, (*route, key), parent, turn)


def _entries(written: Value) -> Iterator[tuple[Key, Value]]:
    if isinstance(written, Mapping):
        yield from written.items()
    elif is_list(written):
        yield from enumerate(written)


def _turns(layer: Layer, written: Mapping[str, Value], route: Route, frame: Frame) -> Iterator[Turn]:
    loop = fold_get(written, "copy")
    if not isinstance(loop, dict):
        yield Turn(frame)
        return
    name, place = str(fold_get(loop, "name", "")), layer.written.place((*route, "copy"))
    count = count_of(fold_get(loop, "count"), frame)
    if isinstance(count, Unknown):
        anyone = Unknown(f"{layer.template.path}copyIndex({name})", count.because, count.kind, count.settle)
        yield Turn(frame.turn(name, anyone, unnamed=True), count, (Related(place, "one of a loop of unknown length"),))
        return
    try:
        layer.template.budget.spend(count * weigh(written, LARGEST))
    except ExpressionError as error:
        layer.template.session.say(place, error.because)
        return
    for index in range(count):
        yield Turn(frame.turn(name, index, unnamed=True), None, (Related(place, f"copy index {index}"),))


def _declare_one(layer: Layer, written: Mapping[str, Value], route: Route, parent: Identity | None, turn: Turn) -> None:
    exists = _condition(written, turn.frame)
    children = fold_get(written, "resources")
    if exists is False and not children:
        return
    identity = _identity(layer, written, parent, turn.frame)
    if exists is not False:
        sure = turn._replace(exists=exists if isinstance(exists, Unknown) else turn.many or layer.exists)
        register(layer, _instance(layer, written, route, identity, sure))
    if children:
        _declare_all(layer, children, (*route, "resources"), identity, turn.frame)


def _condition(written: Mapping[str, Value], frame: Frame) -> bool | Unknown:
    """Decide whether a resource is deployed. What it says of itself does not count for its children."""
    decided = value_of(fold_get(written, "condition", True), frame)
    if isinstance(decided, Unknown):
        return decided
    if isinstance(decided, Symbolic):
        return decided.hole
    try:
        return truth(decided)
    except ExpressionError as error:
        return frame.world.fails("condition", error)


def _identity(layer: Layer, written: Mapping[str, Value], parent: Identity | None, frame: Frame) -> Identity:
    type_, name = value_of(fold_get(written, "type", ""), frame), _name(fold_get(written, "name", ""), frame)
    target = fold_get(written, "scope")
    scoped = None
    if target is not None and str(type_).lower() != DEPLOYMENTS:
        scoped = _name(target, frame)
    scope = layer.template.scope_for(layer.scope, written, frame)
    return identify(type_ if isinstance(type_, str) else "", name, scope, parent, scoped)


def _name(written: Value, frame: Frame) -> Text:
    found = value_of(written, frame)
    if isinstance(found, str | Symbolic | Unknown):
        return found
    return str(found) if isinstance(found, int) else frame.world.fails("name", ExpressionError("a name is not a string"))


def _instance(layer: Layer, written: Mapping[str, Value], route: Route, identity: Identity, turn: Turn) -> Instance:
    type_ = identity.type.lower()
    body = _body(written, turn.frame, type_)
    chain = (*layer.chain, *turn.chain)
    resource = Resource(
        type=type_,
        name=identity.name,
        id=identity.id,
        body=body,
        origin=InTemplate(layer.written, route, written, turn.frame, chain, symbol(route)),
        address=address(identity),
        scope=layer.template.scope_for(layer.scope, written, turn.frame),
        exists=turn.exists or True,
        many=turn.many or layer.many,
        external=fold_get(written, "existing") is True,
        api_version=_version(written, turn.frame),
        tags=tags_of(body),
    )
    return Instance(resource, identity, layer, written, route, turn.frame, chain, symbol(route))


def _body(written: Mapping[str, Value], frame: Frame, type_: str) -> Late:
    names = [name for name in written if name.lower() not in DIRECTIVES]

    def make(name: str) -> Value:
        value = written[name]
        if type_ == DEPLOYMENTS and name.lower() == "properties" and isinstance(value, dict):
            value = {key: item for key, item in value.items() if key.lower() != "template"}
        return value_of(value, frame)

    return Late(names, make)


def symbol(route: Route) -> str | None:
    """Give the symbolic name of a declaration: its key, where resources are an object."""
    return route[-1] if isinstance(route[-1], str) else None


def address(identity: Identity) -> str:
    """Name a resource as its user would: `virtualNetworks/vnet1/subnets/app`."""
    from azbk_lint.model.value import split

    types, names = identity.type.split("/")[1:], split(identity.name)
    if len(types) != len(names):
        return f"{identity.type}/{identity.name}"
    return str(text(*[piece for pair in zip(types, names, strict=True) for piece in ("/", *_slashed(pair))][1:]))


def _slashed(pair: tuple[str, Text]) -> tuple[str, str, Text]:
    return pair[0], "/", pair[1]


def _version(written: Mapping[str, Value], frame: Frame) -> Text | None:
    found = value_of(fold_get(written, "apiVersion"), frame)
    return found if isinstance(found, str | Symbolic | Unknown) else None


def register(layer: Layer, instance: Instance) -> None:
    """Make a resource known by its id to the whole deployment, by its name and symbol to its own template."""
    layer.instances.append(instance)
    template = layer.template
    template.session.by_id.setdefault(key_of(folded(instance.identity.id)), instance)
    template.by_name.setdefault(key_of(folded(instance.identity.name)), instance)
    if instance.symbol is not None:
        template.by_symbol.setdefault(instance.symbol.lower(), []).append(instance)
