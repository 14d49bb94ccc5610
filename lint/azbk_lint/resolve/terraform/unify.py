"""The type of a value, and the one type that several are brought to."""

from __future__ import annotations

from collections.abc import Iterable

from azbk_lint.model.value import Symbolic, Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.typed import ListOf, ListValue, MapOf, MapValue, ObjectOf, SetOf, SetValue, TupleOf, Type


def type_of(value: Value) -> Type:
    """Give a value's type; "any" for null and for what is not known."""
    kind = _SIMPLE.get(type(value))
    if kind is not None:
        return kind
    match value:
        case ListValue():
            return ListOf(value.element)
        case SetValue():
            return SetOf(value.element)
        case MapValue():
            return MapOf(value.element)
        case list():
            return TupleOf(tuple(map(type_of, value)))
        case dict():
            return ObjectOf({name: type_of(item) for name, item in value.items()})
        case _:
            return "any"


_SIMPLE: dict[type, Type] = {str: "string", Symbolic: "string", bool: "bool", int: "number", float: "number", type(None): "any"}


def unify(kinds: Iterable[Type]) -> Type:
    """Give the type that all of these convert to, as Terraform picks it. Raises EvalError where there is none."""
    distinct: list[Type] = []
    for kind in kinds:
        if kind not in distinct:
            distinct.append(kind)
    known = [kind for kind in distinct if kind != "any"]
    if len(known) < 2:
        return known[0] if known and len(known) == len(distinct) else "any" if not known else known[0]
    if all(isinstance(kind, str) for kind in known):
        if "string" not in known:
            raise EvalError("the values have no common type")
        return "string"
    return _unify_collections(known)


def _unify_collections(kinds: list[Type]) -> Type:
    open_ended = any(isinstance(kind, ListOf | SetOf | MapOf) and kind.element == "any" for kind in kinds)
    if all(isinstance(kind, TupleOf | ListOf | SetOf) for kind in kinds):
        return "any" if open_ended else _unify_sequences(kinds)
    if all(isinstance(kind, ObjectOf | MapOf) for kind in kinds):
        return "any" if open_ended else _unify_objects(kinds)
    raise EvalError("the values have no common type")


def _unify_sequences(kinds: list[Type]) -> Type:
    tuples = [kind for kind in kinds if isinstance(kind, TupleOf)]
    if len(tuples) == len(kinds) and len({len(kind.elements) for kind in tuples}) == 1:
        return TupleOf(tuple(unify(column) for column in zip(*(kind.elements for kind in tuples), strict=True)))
    elements = [element for kind in kinds for element in _elements(kind)]
    if any(isinstance(kind, SetOf) for kind in kinds) and not tuples and all(isinstance(kind, SetOf) for kind in kinds):
        return SetOf(unify(elements))
    return ListOf(unify(elements))


def _unify_objects(kinds: list[Type]) -> Type:
    objects = [kind for kind in kinds if isinstance(kind, ObjectOf)]
    if len(objects) == len(kinds) and all(kind.attributes.keys() == objects[0].attributes.keys() for kind in objects):
        return ObjectOf({name: unify(kind.attributes[name] for kind in objects) for name in objects[0].attributes})
    return MapOf(unify([element for kind in kinds for element in _elements(kind)]))


def _elements(kind: Type) -> Iterable[Type]:
    match kind:
        case ListOf(element) | SetOf(element) | MapOf(element):
            return (element,)
        case TupleOf(elements):
            return elements
        case ObjectOf(attributes):
            return attributes.values()
        case _:
            return ()
