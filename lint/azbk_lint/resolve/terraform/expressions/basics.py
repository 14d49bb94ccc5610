"""Literals, templates, collections and conditionals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from azbk_lint.model.hcl import Conditional, ForDirective, IfDirective, Literal, Node, Object, Paren, Template, Tuple
from azbk_lint.model.value import Text, Unknown, Value, text
from azbk_lint.resolve.terraform.bounds import MOST_CHARACTERS, text_size
from azbk_lint.resolve.terraform.compare import equal
from azbk_lint.resolve.terraform.convert import convert
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expressions.dispatch import Handlers, evaluate
from azbk_lint.resolve.terraform.expressions.loops import rounds
from azbk_lint.resolve.terraform.run import CHARACTERS_A_STEP
from azbk_lint.resolve.terraform.scalars import to_bool, whole
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import derived, unknown_in


def literal(node: Literal, _: Scope) -> Value:
    """Give a literal's value."""
    value = node.value
    if type(value) is float:
        return whole(value)
    return normal(value) if type(value) is str and not value.isascii() else value


def normal(value: str) -> str:
    """Give a string in the composed form that Terraform keeps all its strings in."""
    from unicodedata import normalize

    return normalize("NFC", value)


def template(node: Template, scope: Scope) -> Value:
    """Evaluate a template: a lone interpolation is its value, everything else a string."""
    if len(node.parts) == 1 and not node.heredoc and not isinstance(node.parts[0], str | IfDirective | ForDirective):
        return evaluate(node.parts[0], scope)
    return joined(node.parts, scope)


def joined(parts: Sequence[str | Node], scope: Scope) -> Text:
    """Evaluate the parts of a template to one string, with holes for what is not known."""
    pieces: list[Text] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(part if part.isascii() else normal(part))
        else:
            pieces.append(as_text(evaluate(part, scope)))
    length = sum(map(text_size, pieces))
    if length > CHARACTERS_A_STEP:
        scope.module.run.spend(length // CHARACTERS_A_STEP)
    if length > MOST_CHARACTERS:
        raise Limit("a string grows too long")
    return text(*pieces)


def as_text(value: Value) -> Text:
    """Convert a value to a string as a template does. Raises EvalError."""
    if isinstance(value, str):
        return value
    if value is None:
        raise EvalError("null cannot be part of a string")
    return cast("Text", convert(value, "string"))


def if_directive(node: IfDirective, scope: Scope) -> Value:
    """Evaluate `%{ if }`."""
    condition = evaluate(node.condition, scope)
    if unknown_in(condition) is not None:
        return derived("if", condition, joined(node.yes, scope), joined(node.no, scope))
    return joined(node.yes if _truth(condition) else node.no, scope)


def for_directive(node: ForDirective, scope: Scope) -> Value:
    """Evaluate `%{ for }`."""
    collection = evaluate(node.collection, scope)
    turns = rounds(collection, scope)
    if isinstance(turns, Unknown):
        return derived("for", turns)
    inner = ({node.value: value} if node.key is None else {node.key: key, node.value: value} for key, value in turns)
    return text(*(joined(node.parts, scope.bind(names)) for names in inner))


def tuple_(node: Tuple, scope: Scope) -> Value:
    """Evaluate `[items]`."""
    return [evaluate(item, scope) for item in node.items]


def object_(node: Object, scope: Scope) -> Value:
    """Evaluate `{ key = value }`; unknown as a whole where a key is."""
    made: dict[str, Value] = {}
    for key_node, value_node in node.items:
        key = key_node.value if type(key_node) is Literal else evaluate(key_node, scope)
        if type(key) is not str:
            if key is None:
                raise EvalError("null cannot be a key")
            key = as_text(key)
            if not isinstance(key, str):
                return derived("object", key)
        made[key] = evaluate(value_node, scope)
    return made


def paren(node: Paren, scope: Scope) -> Value:
    """Evaluate `(inner)`."""
    return evaluate(node.inner, scope)


def conditional(node: Conditional, scope: Scope) -> Value:
    """Evaluate `condition ? yes : no`, the chosen arm brought to the type that both have."""
    condition = evaluate(node.condition, scope)
    if unknown_in(condition) is not None:
        return _either(condition, node, scope)
    chosen, other = (node.yes, node.no) if _truth(condition) else (node.no, node.yes)
    value = evaluate(chosen, scope)
    if value is None or isinstance(value, str):
        return value
    doubts = scope.module.run.doubts
    try:
        beside = evaluate(other, scope)
    except EvalError:
        return value
    finally:
        scope.module.run.doubts = doubts
    return value if beside is None else _brought_together(condition, value, beside, scope)


def _brought_together(condition: Value, value: Value, beside: Value, scope: Scope) -> Value:
    """Bring the chosen arm to the type both arms go to; whether they go together may depend on what is not known in them."""
    unknown = unknown_in([value, beside]) if isinstance(beside, list | dict) else None
    try:
        made = convert(value, unify((type_of(value), type_of(beside))))
    except EvalError:
        if unknown is None:
            raise
        made = derived("if", condition, value, beside)
    if unknown is not None and (isinstance(value, Unknown) or made is not value):
        scope.module.run.doubt(unknown)
    return made


def _truth(condition: Value) -> bool:
    if condition is None:
        raise EvalError("a condition is null")
    return to_bool(condition)


def _either(condition: Value, node: Conditional, scope: Scope) -> Value:
    """Give what both arms of an undecided conditional agree on."""
    try:
        yes, no = evaluate(node.yes, scope), evaluate(node.no, scope)
    except EvalError:
        return scope.module.run.fresh("if", condition)
    return agreed(condition, yes, no)


def agreed(condition: Value, yes: Value, no: Value) -> Value:
    """Give two values' common parts: themselves where equal, attribute by attribute where both are alike in shape."""
    if equal(yes, no) is True:
        return yes
    if type(yes) is type(no):
        if isinstance(yes, dict) and isinstance(no, dict) and yes.keys() == no.keys():
            return {key: agreed(condition, yes[key], no[key]) for key in yes}
        if type(yes) is list and isinstance(no, list) and len(yes) == len(no):
            return [agreed(condition, *pair) for pair in zip(yes, no, strict=True)]
    return derived("if", condition, yes, no)


HANDLERS: Handlers = {
    Literal: literal,
    Template: template,
    IfDirective: if_directive,
    ForDirective: for_directive,
    Tuple: tuple_,
    Object: object_,
    Paren: paren,
    Conditional: conditional,
}
