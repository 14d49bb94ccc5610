"""Names, attributes and indexes."""

from __future__ import annotations

from azbk_lint.model.hcl import GetAttr, Index, Name
from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expressions.dispatch import Handlers, evaluate
from azbk_lint.resolve.terraform.scalars import to_number, to_text
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import SetValue
from azbk_lint.resolve.terraform.unknowns import Lazy, Several, derived


def name(node: Name, scope: Scope) -> Value:
    """Follow a traversal from its root name."""
    steps = node.steps
    if steps[0] in scope.local:
        value, taken = scope.local[steps[0]], 1
    elif scope.closed:
        raise EvalError(f"there is no `{steps[0]}` here")
    else:
        value, taken = scope.module.reference(steps)
    for step in steps[taken:]:
        value = attribute(value, step, scope)
    return value


def attribute(value: Value, step: str, scope: Scope) -> Value:
    """Give an attribute of an object; of an unknown one, an unknown that may fail. Raises EvalError."""
    if isinstance(value, dict):
        if step not in value:
            raise EvalError(f"there is no attribute '{step}'")
        member: Value = value[step]
        return member
    if isinstance(value, Lazy):
        if isinstance(value, Several):
            scope.module.run.doubt(value.whole())
        return value.attribute(step)
    if isinstance(value, Unknown):
        scope.module.run.doubt(value)
        return Unknown(f"{value.key}.{step}", value.because, value.kind, value.settle)
    if isinstance(value, list) and step.isdigit():
        return element(value, int(step), scope)
    raise EvalError(f"there is no attribute '{step}' of null" if value is None else f"there is no attribute '{step}' here")


def element(value: Value, key: Value, scope: Scope) -> Value:
    """Give an item of a collection by its key. Raises EvalError."""
    if isinstance(value, Lazy):
        if isinstance(value, Several):
            scope.module.run.doubt(value.whole())
        return value.index(key)
    if isinstance(key, Unknown | Symbolic) or isinstance(value, Unknown):
        made = _unknown_element(value, key)
        scope.module.run.doubt(made)
        return made
    if isinstance(value, dict):
        step = to_text(key)
        if step not in value:
            raise EvalError(f"there is no key '{step}'")
        member: Value = value[step]
        return member
    if isinstance(value, list) and not isinstance(value, SetValue):
        index = to_number(key)
        if not isinstance(index, int) or not 0 <= index < len(value):
            raise EvalError("the index is out of range")
        item: Value = value[index]
        return item
    raise EvalError("null has no items" if value is None else "this has no items to choose from")


def _unknown_element(value: Value, key: Value) -> Unknown:
    if isinstance(value, Unknown) and isinstance(key, str | int):
        label = f'"{key}"' if isinstance(key, str) and key.isidentifier() else derived("", key).key if isinstance(key, str) else key
        return Unknown(f"{value.key}[{label}]", value.because, value.kind, value.settle)
    if isinstance(value, Unknown):
        return derived("index", value, key)
    return derived("index", key, value)


def get_attribute(node: GetAttr, scope: Scope) -> Value:
    """Evaluate `of.name`."""
    return attribute(evaluate(node.of, scope), node.name, scope)


def index(node: Index, scope: Scope) -> Value:
    """Evaluate `of[key]`."""
    return element(evaluate(node.of, scope), evaluate(node.key, scope), scope)


HANDLERS: Handlers = {Name: name, GetAttr: get_attribute, Index: index}
