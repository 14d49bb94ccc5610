"""`for` expressions and splats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from azbk_lint.model.hcl import ForObject, ForTuple, Node, Splat
from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.convert import convert
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expressions.access import attribute, element
from azbk_lint.resolve.terraform.expressions.dispatch import Handlers, evaluate
from azbk_lint.resolve.terraform.scalars import to_bool
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import ListValue, SetValue
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import Lazy, Several, opened, unknown_in


def rounds(collection: Value, scope: Scope) -> Sequence[tuple[Value, Value]] | Unknown:
    """Give the key and value of each round over a collection, in Terraform's order, or why they are not known. Raises EvalError."""
    collection = opened(collection)
    if isinstance(collection, Lazy | Unknown):
        return collection.whole() if isinstance(collection, Lazy) else collection
    if isinstance(collection, list):
        scope.module.run.spend(len(collection) + 1)
        return [(item, item) for item in collection] if isinstance(collection, SetValue) else list(enumerate(collection))
    if isinstance(collection, dict):
        scope.module.run.spend(len(collection) + 1)
        return sorted(collection.items(), key=lambda pair: pair[0])
    raise EvalError("a collection is required to loop over")


def _turns(node: ForTuple | ForObject, scope: Scope) -> Iterator[Scope | Unknown]:
    """Give the scope of each round that the condition lets through; an Unknown where that cannot be told, as the last."""
    collection = evaluate(node.collection, scope)
    turns = rounds(collection, scope)
    if isinstance(turns, Unknown):
        yield scope.module.run.fresh("for", turns)
        return
    scope.module.run.spend(len(turns) * (node.end - node.start) // 16)  # what is written long takes long
    for key, value in turns:
        names = {node.value: value} if node.key is None else {node.key: key, node.value: value}
        inner = scope.bind(names)
        if node.condition is not None:
            kept = evaluate(node.condition, inner)
            if unknown_in(kept) is not None:
                yield scope.module.run.fresh("for", kept)
                return
            if not _kept(kept):
                continue
        yield inner


def _kept(condition: Value) -> bool:
    if condition is None:
        raise EvalError("the condition of a loop is null")
    return to_bool(condition)


def for_tuple(node: ForTuple, scope: Scope) -> Value:
    """Evaluate `[for … : result]`."""
    made: list[Value] = []
    for turn in _turns(node, scope):
        if isinstance(turn, Unknown):
            return turn
        made.append(evaluate(node.result, turn))
    return made


def for_object(node: ForObject, scope: Scope) -> Value:
    """Evaluate `{for … : name => result}`, where a name may come twice only when grouped."""
    made: dict[str, Value] = {}
    for turn in _turns(node, scope):
        if isinstance(turn, Unknown):
            return turn
        name = convert(evaluate(node.name, turn), "string")
        if isinstance(name, Unknown | Symbolic):
            return scope.module.run.fresh("for", name)
        if name is None:
            raise EvalError("null cannot be a key")
        key = cast("str", name)
        result = evaluate(node.result, turn)
        if node.grouped:
            cast("list[Value]", made.setdefault(key, [])).append(result)
        elif key in made:
            raise EvalError("two rounds of a loop give the same key")
        else:
            made[key] = result
    return made


def splat(node: Splat, scope: Scope) -> Value:
    """Evaluate `of[*].steps`: each item's, where `of` is one value that is not null its own in a list, for null none."""
    of = evaluate(node.of, scope)
    if of is None:
        return []
    if isinstance(of, Unknown | Several):
        return scope.module.run.fresh("splat", of)
    items = [_steps(item, node.steps, scope) for item in (of if isinstance(of, list) else [of])]
    try:
        return ListValue(items, unify(map(type_of, items))) if isinstance(of, ListValue | SetValue) else items
    except EvalError:
        return items


def _steps(value: Value, steps: Sequence[str | Node], scope: Scope) -> Value:
    for step in steps:
        value = attribute(value, step, scope) if isinstance(step, str) else element(value, evaluate(step, scope), scope)
    return value


HANDLERS: Handlers = {ForTuple: for_tuple, ForObject: for_object, Splat: splat}
