"""Following a route into what is written for a value, and on through the definitions the value is taken from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from azbk_lint.model.source import Related
from azbk_lint.model.value import Key, Route, Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import name_of, property_loops
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.syntax import Call, Literal, Member, Node, is_expression, parse
from azbk_lint.resolve.arm.values import fold_get, is_list

if TYPE_CHECKING:
    from azbk_lint.resolve.arm.template import Template


class Trail(NamedTuple):
    """How far a route can be followed in what is written: the way, what stands at its end, what of the route is left."""

    route: Route
    written: Value
    rest: Route
    frame: Frame


def follow(written: Value, route: Route, frame: Frame) -> Trail:
    """Follow a route of a value into what is written for it."""
    way: list[Key] = []
    while route:
        step = _step(written, route, frame)
        if step is None:
            break
        taken, written, route, frame = step
        way += taken
    return Trail(tuple(way), written, route, frame)


def _step(written: Value, route: Route, frame: Frame) -> tuple[Route, Value, Route, Frame] | None:
    key, rest = route[0], route[1:]
    if is_list(written) and isinstance(key, int) and -len(written) <= key < len(written):
        return (key % len(written),), written[key], rest, frame
    if not isinstance(written, dict) or not isinstance(key, str):
        return None
    for index, loop in enumerate(property_loops(written)):
        name = str(fold_get(loop, "name"))
        if name.lower() == key.lower():
            if rest and isinstance(rest[0], int):
                return ("copy", index, "input"), fold_get(loop, "input"), rest[1:], frame.turn(name, rest[0], unnamed=False)
            return ("copy", index), None, (), frame
    for name, value in written.items():
        if name.lower() == key.lower() or (name[:1] == "[" and name_of(name, frame).lower() == key.lower()):
            return (name,), value, rest, frame
    return None


def definitions(trail: Trail, steps: int) -> Iterator[Related]:
    """Give the parameters and variables that the expression at the end of a trail takes its value from, nearest first."""
    text = trail.written
    if not steps or not isinstance(text, str) or not is_expression(text):
        return
    try:
        node = parse(text)
    except ExpressionError:
        return
    base, keys = _peeled(node)
    if _names_definition(base):
        yield from _definition(base, (*keys, *trail.rest), trail.frame, steps - 1)
        return
    for call in _calls(node):
        if _names_definition(call):
            yield from _definition(call, (), trail.frame, steps - 1)


def _peeled(node: Node) -> tuple[Node, Route]:
    keys: list[Key] = []
    while isinstance(node, Member) and isinstance(node.key, Literal) and isinstance(node.key.value, str | int):
        keys.insert(0, node.key.value)
        node = node.of
    return node, tuple(keys)


def _names_definition(node: Node) -> bool:
    return isinstance(node, Call) and node.folded in {"parameters", "variables"} and [type(item) for item in node.arguments] == [Literal]


def _calls(node: Node) -> Iterator[Node]:
    match node:
        case Call(arguments=arguments):
            yield node
            for argument in arguments:
                yield from _calls(argument)
        case Member(of=of, key=key):
            yield from _calls(of)
            yield from _calls(key)
        case _:
            return


def _definition(node: Node, route: Route, frame: Frame, steps: int) -> Iterator[Related]:
    """Give where a parameter or variable is defined, then what that definition itself is made from."""
    template: Template = frame.world  # type: ignore[assignment]  # the one implementation outside tests
    if not isinstance(node, Call) or not isinstance(node.arguments[0], Literal):
        return
    name = str(node.arguments[0].value).lower()
    if node.folded == "variables" and name in template.variables:
        variable = template.variables[name]
        trail = follow(variable.written, route, Frame(template))
        if variable.loop and isinstance(variable.written, dict):
            turn = Frame(template).turn(name, route[0], unnamed=True) if route else Frame(template)
            inner = follow(fold_get(variable.written, "input"), route[1:], turn)
            trail = inner._replace(route=("input", *inner.route))
        yield Related(template.written.place((*variable.route, *trail.route)), f"variable '{node.arguments[0].value}' is defined here")
        yield from definitions(trail, steps)
    elif node.folded == "parameters" and name in template.parameters:
        yield from _parameter(template, name, route, steps)


def _parameter(template: Template, folded: str, route: Route, steps: int) -> Iterator[Related]:
    name, declared = template.parameters[folded]
    given = template.given.get(folded)
    if given is not None:
        frame = given.frame or Frame(template)
        trail = follow(given.written, ("value", *route) if given.frame else route, frame)
        if given.origin is not None:
            yield Related(given.origin.place((*given.route, *trail.route)), given.label)
        if given.frame is not None:
            yield from definitions(trail, steps)
    elif isinstance(declared, dict) and "defaultValue" in declared:
        trail = follow(declared["defaultValue"], route, Frame(template))
        place = template.written.place(("parameters", name, "defaultValue", *trail.route))
        yield Related(place, f"default of parameter '{name}'")
        yield from definitions(trail, steps)
    else:
        yield Related(template.written.place(("parameters", name)), f"parameter '{name}' is declared here")
