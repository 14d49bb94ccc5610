"""Functions that take a lambda: `map(array, lambda('x', …))`. An index as last parameter is optional everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cmp_to_key
from typing import TypeAlias

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.access import truth
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.evaluate import LARGEST, evaluate
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.functions.formatting import dotnet
from azbk_lint.resolve.arm.registry import array, function, members
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.syntax import Call, Node
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import is_holed, weigh

Apply: TypeAlias = Callable[..., Value]


def _lambda_of(frame: Frame, node: Node) -> Apply:
    """Make a lambda callable; what it is given beyond its parameters is dropped."""
    if not isinstance(node, Call) or node.folded != "lambda" or not node.arguments:
        raise ExpressionError("wants a lambda where something else is given", certain=True)
    *written, body = node.arguments
    names = [string(evaluate(name, frame)).lower() for name in written]

    def apply(*values: Value) -> Value:
        frame.world.budget.spend(5)
        return evaluate(body, replace(frame, lambdas={**frame.lambdas, **dict(zip(names, values, strict=False))}))

    return apply


@function("lambda", 1, None, "nodes")
def _lambda(*_: object) -> Value:
    raise ExpressionError("a lambda stands where no function takes one", certain=True)


@function("lambdaVariables", 1, 1, "frame")
def _lambda_variables(frame: Frame, name: Value) -> Value:
    folded = string(name).lower()
    if folded not in frame.lambdas:
        raise ExpressionError(f"there is no lambda variable '{name}' here", certain=True)
    return frame.lambdas[folded]


@function("map", 2, 2, "nodes")
def _map(frame: Frame, over: Node, by: Node) -> Value:
    items, apply = evaluate(over, frame), _lambda_of(frame, by)
    return derived("map", (items,)) if is_holed(items) else [apply(item, index) for index, item in enumerate(array(items))]


@function("filter", 2, 2, "nodes")
def _filter(frame: Frame, over: Node, by: Node) -> Value:
    items, apply = evaluate(over, frame), _lambda_of(frame, by)
    if is_holed(items):
        return derived("filter", (items,))
    kept: list[Value] = []
    for index, item in enumerate(array(items)):
        keeps = apply(item, index)
        if is_holed(keeps):
            return derived("filter", (items, keeps))
        kept += [item] if truth(keeps) else []
    return kept


@function("reduce", 3, 3, "nodes")
def _reduce(frame: Frame, over: Node, start: Node, by: Node) -> Value:
    items, made, apply = evaluate(over, frame), evaluate(start, frame), _lambda_of(frame, by)
    if is_holed(items):
        return derived("reduce", (items, made))
    for index, item in enumerate(array(items)):
        made = apply(made, item, index)
        weight = weigh(made, LARGEST)
        if weight > LARGEST:
            raise beyond(f"reduce() gives more than {LARGEST:,} values")
        frame.world.budget.spend(weight)
    return made


@function("sort", 2, 2, "nodes")
def _sort(frame: Frame, over: Node, by: Node) -> Value:
    items, apply = evaluate(over, frame), _lambda_of(frame, by)
    if is_holed(items):
        return derived("sort", (items,))
    undecided: list[Value] = []

    def compare(one: Value, other: Value) -> int:
        answers = [apply(one, other), apply(other, one)]
        undecided.extend(answer for answer in answers if is_holed(answer))
        return 0 if undecided else truth(answers[1]) - truth(answers[0])

    ordered = sorted(array(items), key=cmp_to_key(compare))
    return derived("sort", (items, *undecided[:1])) if undecided else ordered


@function("toObject", 2, 3, "nodes")
def _to_object(frame: Frame, over: Node, by: Node, giving: Node | None = None) -> Value:
    pairs = _keyed(frame, over, by, giving)
    return derived("toObject", pairs) if isinstance(pairs, tuple) else dict(pairs)


@function("groupBy", 2, 3, "nodes")
def _group_by(frame: Frame, over: Node, by: Node, giving: Node | None = None) -> Value:
    pairs = _keyed(frame, over, by, giving)
    if isinstance(pairs, tuple):
        return derived("groupBy", pairs)
    groups: dict[str, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return dict[str, Value](groups)


def _keyed(frame: Frame, over: Node, by: Node, giving: Node | None) -> list[tuple[str, Value]] | tuple[Value, ...]:
    """Give each item's key and value in order, or what is unknown and leaves them open."""
    items, key_by = evaluate(over, frame), _lambda_of(frame, by)
    value_by = _lambda_of(frame, giving) if giving else None
    if is_holed(items):
        return (items,)
    pairs: list[tuple[str, Value]] = []
    for index, item in enumerate(array(items)):
        key = key_by(item, index)
        if is_holed(key):
            return (items, key)
        pairs.append((dotnet(key), value_by(item, index) if value_by else item))
    return pairs


@function("mapValues", 2, 2, "nodes")
def _map_values(frame: Frame, over: Node, by: Node) -> Value:
    of, apply = evaluate(over, frame), _lambda_of(frame, by)
    return derived("mapValues", (of,)) if is_holed(of) else {name: apply(item) for name, item in members(of).items()}
