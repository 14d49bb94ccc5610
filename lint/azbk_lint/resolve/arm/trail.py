"""Following a route into what is written for a value, and on through the definitions the value is taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeGuard

from azbk_lint.model.source import Related
from azbk_lint.model.value import Key, Route, Value
from azbk_lint.resolve.arm.access import truth
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import evaluate, name_of, property_loops
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.syntax import Call, Literal, Member, Node, is_expression, parse
from azbk_lint.resolve.arm.values import fold_get, is_holed, is_list

if TYPE_CHECKING:
    from azbk_lint.resolve.arm.template import Template


class Trail(NamedTuple):
    """How far a route can be followed in what is written: the way, what stands at its end, what of the route is left.

    `turns` are the loops of properties on the way: where each is written, and which of its turns was taken.
    """

    route: Route
    written: Value
    rest: Route
    frame: Frame
    turns: Sequence[tuple[Route, int]] = ()


def follow(written: Value, route: Route, frame: Frame) -> Trail:
    """Follow a route of a value into what is written for it."""
    way: list[Key] = []
    turns: list[tuple[Route, int]] = []
    while route:
        step = _step(written, route, frame)
        if step is None:
            break
        if step[0][-1:] == ("input",) and isinstance(route[1], int):
            turns.append(((*way, *step[0][:-1]), route[1]))
        taken, written, route, frame = step
        way += taken
    return Trail(tuple(way), written, route, frame, turns)


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
    """Give the parameters and variables that the expression at the end of a trail takes its value from, nearest first.

    Of an object that a loop makes member by member, that is the element which its turn takes them from.
    """
    written = _element(trail.written) if trail.turns else trail.written
    if steps and isinstance(written, str) and is_expression(written):
        with suppress(ExpressionError):
            node = parse(written)
            owner = node.of if isinstance(node, Member) and written is not trail.written else node
            yield from _sources(owner, trail.rest, trail.frame, steps)


def _element(written: Value) -> Value:
    """Give the expression by which an object has its name, or else the first by which it has anything."""
    if not isinstance(written, dict):
        return written
    named = fold_get(written, "name")
    return (
        named if isinstance(named, str) and is_expression(named) else next(filter(is_expression, filter(_is_text, written.values())), None)
    )


def _is_text(value: Value) -> TypeGuard[str]:
    return isinstance(value, str)


def _sources(node: Node, rest: Route, frame: Frame, steps: int) -> Iterator[Related]:
    arms = _arms(node, frame)
    if arms:
        for arm in arms:
            yield from _sources(arm, rest, frame, steps)
        return
    base, keys = _peeled(node, frame)
    if _names_definition(base):
        yield from _definition(base, (*keys, *rest), frame, steps - 1)
        return
    for call in _calls(node, frame):
        if _names_definition(call):
            yield from _definition(call, (), frame, steps - 1)


def _arms(node: Node, frame: Frame) -> Sequence[Node]:
    """Give the arms of an `if` that its value may come from; none for anything else."""
    if not isinstance(node, Call) or node.folded != "if" or len(node.arguments) != 3:
        return ()
    condition, *arms = node.arguments
    decided = evaluate(condition, frame)
    return arms if is_holed(decided) else [arms[0] if truth(decided) else arms[1]]


def _peeled(node: Node, frame: Frame) -> tuple[Node, Route]:
    """Give what an expression reads members of, and their names, as far as these are known."""
    keys: list[Key] = []
    while (read := _read(node)) is not None:
        of, named = read
        values = [evaluate(key, frame) for key in named]
        known = [key for key in values if isinstance(key, str | int)]
        if len(known) < len(values):
            break
        keys[:0] = known
        node = of
    return node, tuple(keys)


def _read(node: Node) -> tuple[Node, Sequence[Node]] | None:
    """Give whose member an expression reads, and by which keys; None where it reads none."""
    match node:
        case Member(of=of, key=key):
            return of, [key]
        case Call(folded="tryget", arguments=[of, *keys]):
            return of, keys
        case _:
            return None


def _names_definition(node: Node) -> bool:
    return isinstance(node, Call) and node.folded in {"parameters", "variables"} and [type(item) for item in node.arguments] == [Literal]


def _calls(node: Node, frame: Frame) -> Iterator[Node]:
    match node:
        case Call(arguments=arguments):
            yield node
            for argument in _arms(node, frame) or arguments:
                yield from _calls(argument, frame)
        case Member(of=of, key=key):
            yield from _calls(of, frame)
            yield from _calls(key, frame)
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
