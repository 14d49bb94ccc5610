"""From an expression to the places its value was made of: names followed to where they are declared, loops to their elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from azbk_lint.model.hcl import Binary, Call, Conditional, ForObject, ForTuple, GetAttr, Index, Name, Node, Object, Paren, Template, Tuple
from azbk_lint.model.source import Place, Refused, Related, Source, Syntax
from azbk_lint.model.value import Key, Route, Unknown, Value
from azbk_lint.resolve.terraform.declared import Declared
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.expressions.loops import rounds
from azbk_lint.resolve.terraform.passing import DECODERS, READERS, passed_on
from azbk_lint.resolve.terraform.places import deepest, member
from azbk_lint.resolve.terraform.scope import Scope

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.module import Module

_DEEPEST = 40
_LOOPED = "looped over here"
Bound: TypeAlias = "Mapping[str, Element]"


class Element(NamedTuple):
    """What a name of a loop stands for: a part of a collection."""

    of: Spot
    route: Route
    label: str


class Spot(NamedTuple):
    """An expression where it stands: `bound` says for names that loops add which spot, and what in it, they stand for."""

    node: Node
    source: Source
    scope: Scope
    bound: Bound

    def at(self, node: Node) -> Spot:
        """Give another expression of the same surroundings."""
        return self._replace(node=node)


def repeated(declared: Declared, scope: Scope, bound: Bound) -> Bound:
    """Say what `each` stands for in a declaration."""
    loop = declared.attributes.get("for_each")
    if loop is None or "each" not in scope.local:
        return bound
    outer = scope._replace(local={})
    key = key_of(scope, "each")
    return {**bound, "each": Element(Spot(loop.attribute.value, loop.source, outer, {}), key, f"element{shown(key)} of for_each")}


def key_of(scope: Scope, name: str) -> Route:
    """Give the key of the element that a name of a loop stands for."""
    pair = scope.local[name]
    key = pair.get("key") if isinstance(pair, Mapping) else None
    return (key,) if isinstance(key, str | int) else ()


def shown(route: Route) -> str:
    """Write keys for a label."""
    return "".join(f" `{key}`" for key in route)


def trace(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    """Follow an expression to what its value, or the part of it on a route, is made of."""
    step = _STEPS.get(type(spot.node))
    if step is not None and depth < _DEEPEST:
        yield from step(spot, route, depth + 1)


def _paren(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    yield from trace(spot.at(spot.node.inner), route, depth)  # type: ignore[union-attr]  # found by its class


def _get_attribute(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    node: Any = spot.node
    yield from trace(spot.at(node.of), (node.name, *route), depth)


def _index(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    node: Any = spot.node
    key = _known(spot.at(node.key))
    yield from trace(spot.at(node.of), (key, *route) if isinstance(key, str | int) else (), depth)


def _known(spot: Spot) -> Value:
    try:
        return evaluate(spot.node, spot.scope)
    except (EvalError, Limit):
        return Unknown("", "")


def _literal_member(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    """Follow a route into an object or tuple; without one, follow all that is in it."""
    node: Any = spot.node
    if route:
        found = member(spot.node, route[0])
        if found is not None:
            yield from trace(spot.at(found[1]), route[1:], depth)
        return
    for item in node.items:
        yield from trace(spot.at(item[1] if isinstance(node, Object) else item), (), depth)


def _conditional(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    node: Any = spot.node
    condition = _known(spot.at(node.condition))
    for wanted, arm in ((True, node.yes), (False, node.no)):
        if condition is wanted or not isinstance(condition, bool):
            yield from trace(spot.at(arm), route, depth)
    if not isinstance(condition, bool):
        yield from trace(spot.at(node.condition), (), depth)


def _operands(spot: Spot, _route: Route, depth: int) -> Iterator[Related]:
    node: Any = spot.node
    for part in (node.left, node.right) if isinstance(node, Binary) else node.parts:
        if not isinstance(part, str):
            yield from trace(spot.at(part), (), depth)


def _call(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    """Follow what a function passes on, and show the file that it reads."""
    node: Any = spot.node
    inner = node.arguments[0] if len(node.arguments) == 1 else None
    if node.name in READERS and node.arguments:
        yield from _read(spot, (), "text")
    elif node.name in DECODERS and isinstance(inner, Call) and inner.name == "file" and inner.arguments:
        yield from _read(spot.at(inner), route, "json" if node.name == "jsondecode" else "text")
    else:
        for argument, rest in passed_on(node.name, node.arguments, route, lambda each: _known(spot.at(each))):
            yield from trace(spot.at(argument), rest, depth)


def _read(spot: Spot, route: Route, syntax: Syntax) -> Iterator[Related]:
    """Show the part of a file that is asked for: in JSON on its route, else its first line."""
    node: Any = spot.node
    path, run = _known(spot.at(node.arguments[0])), spot.scope.module.run
    try:
        source = run.reader.text(run.root / path) if isinstance(path, str) else None
    except Refused:
        source = None
    if source is not None:
        whole = Place(source, span=(0, len(source.text.partition("\n")[0])))
        part = Place(Source(source.name, source.text, "json"), route)
        yield Related(part if syntax == "json" and route else whole, "read from this file")


def _for(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    """Follow one round of a loop: the one that made what the route asks for."""
    node: Any = spot.node
    collection = spot.at(node.collection)
    turns = rounds(_known(collection), spot.scope)
    for position, (key, value) in enumerate(() if isinstance(turns, Unknown) else turns):
        names = {node.value: value} if node.key is None else {node.key: key, node.value: value}
        at = Element(collection, (key,) if isinstance(key, str | int) else (), _LOOPED)
        inner = spot._replace(scope=spot.scope.bind(names), bound={**spot.bound, node.value: at})
        made = _known(inner.at(node.name)) if isinstance(node, ForObject) else position
        if route and made == route[0]:
            yield from trace(inner.at(node.result), route[1:], depth)
            return
    yield from trace(collection, (), depth)


def _name(spot: Spot, route: Route, depth: int) -> Iterator[Related]:
    """Follow a name to where it is declared, and on to what is written there."""
    node: Any = spot.node
    root, *steps = node.steps
    rest: Route = (*steps, *route)
    if root in spot.bound:
        element = spot.bound[root]
        pair = element.label != _LOOPED
        inner = rest[1:] if pair and rest[:1] == ("value",) else () if pair else rest
        yield Related(_written_place(element), element.label)
        yield from trace(element.of, (*element.route, *inner), depth)
    elif root in _DECLARED and steps and not spot.scope.closed:
        yield from _DECLARED[root](_module(spot), str(rest[0]), rest[1:], depth)


def _written_place(element: Element) -> Place:
    """Give where an element is written, the whole collection where it is not written as such."""
    node, start = element.of.node, element.of.node.start
    for key in element.route:
        found = member(node, key)
        if found is None:
            break
        start, node = found
    return Place(element.of.source, span=(start, node.end))


def _module(spot: Spot) -> Module:
    module: Any = spot.scope.module
    return module  # type: ignore[no-any-return]  # the only class that has names


def _local(module: Module, name: str, rest: Route, depth: int) -> Iterator[Related]:
    written = module.files.locals.get(name)
    if written is not None:
        yield Related(deepest(written, rest), f"local value `{name}`")
        yield from trace(Spot(written.attribute.value, written.source, module.scope, {}), rest, depth)


def _variable(module: Module, name: str, rest: Route, depth: int) -> Iterator[Related]:
    declared = module.files.variables.get(name)
    given = module.given.get(name)
    if given is not None and given.written is not None:
        yield Related(deepest(given.written, rest), given.label)
        if given.call is not None:
            declared_call, scope = given.call
            bound = repeated(declared_call, scope, {})
            yield from trace(Spot(given.written.attribute.value, given.written.source, scope, bound), rest, depth)
    elif given is not None and given.place is not None:
        yield Related(given.place, given.label)
    elif declared is not None:
        default = declared.attributes.get("default")
        if default is None:
            yield Related(declared.header, f"variable `{name}` is defined here")
        else:
            yield Related(deepest(default, rest), f"default of variable `{name}`")


def _output(module: Module, name: str, rest: Route, depth: int) -> Iterator[Related]:
    """Follow `module.name[key].output` into the module that is called."""
    if name not in module.files.calls:
        return
    members = module.calls(name).members
    keys: list[Key] = list(rest)
    chosen = members[0] if len(members) == 1 else next((each for each in members if keys and each.address.endswith(_end(keys[0]))), None)
    if chosen is None or chosen.module is None:
        return
    if keys and chosen.address.endswith(_end(keys[0])):
        keys.pop(0)
    declared = chosen.module.files.outputs.get(str(keys[0])) if keys else None
    written = declared.attributes.get("value") if declared is not None else None
    if written is not None:
        yield Related(deepest(written, tuple(keys[1:])), f"output `{keys[0]}` of module `{name}`")
        yield from trace(Spot(written.attribute.value, written.source, chosen.module.scope, {}), tuple(keys[1:]), depth)


def _end(key: Key) -> str:
    return f'["{key}"]' if isinstance(key, str) else f"[{key}]"


_DECLARED: dict[str, Callable[[Any, str, Route, int], Iterator[Related]]] = {"local": _local, "var": _variable, "module": _output}
_STEPS: dict[type, Callable[[Spot, Route, int], Iterator[Related]]] = {
    Paren: _paren,
    GetAttr: _get_attribute,
    Index: _index,
    Object: _literal_member,
    Tuple: _literal_member,
    Conditional: _conditional,
    Binary: _operands,
    Template: _operands,
    Call: _call,
    ForTuple: _for,
    ForObject: _for,
    Name: _name,
}
