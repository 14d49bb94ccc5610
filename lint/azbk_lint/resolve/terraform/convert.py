"""Terraform's conversions between types, and the one type that several values are brought to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.values import (
    EvalError,
    Lazy,
    ListOf,
    ListValue,
    MapOf,
    MapValue,
    ObjectOf,
    SetOf,
    SetValue,
    TupleOf,
    Type,
    derived,
    opened,
    sketch,
    to_bool,
    to_number,
    to_text,
    unknown_in,
)


def convert(value: Value, wanted: Type) -> Value:
    """Convert a value to a type; null and Unknown are of every type. Raises EvalError."""
    if value is None or wanted == "any" or isinstance(value, Unknown):
        return value
    value = opened(value)
    return _CONVERT[wanted if isinstance(wanted, str) else type(wanted)](value, wanted)


def _string(value: Value, _: Type) -> Value:
    return value if isinstance(value, str | Symbolic) else to_text(value)


def _number(value: Value, _: Type) -> Value:
    return derived("tonumber", value) if isinstance(value, Symbolic) else to_number(value)


def _bool(value: Value, _: Type) -> Value:
    return derived("tobool", value) if isinstance(value, Symbolic) else to_bool(value)


def _list(value: Value, wanted: ListOf) -> Value:
    if isinstance(value, Lazy):
        return derived("tolist", value)
    items, element = same_type(_items(value), _element(value, wanted.element))
    return ListValue(items, element)


def _set(value: Value, wanted: SetOf) -> Value:
    if isinstance(value, Lazy):
        return derived("toset", value)
    items, element = same_type(_items(value), _element(value, wanted.element))
    return make_set(items, element)


def _map(value: Value, wanted: MapOf) -> Value:
    if isinstance(value, Lazy):
        return derived("tomap", value)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    items, element = same_type(list(value.values()), _element(value, wanted.element))
    return MapValue(zip(value, items, strict=True), element)


def _element(value: Value, wanted: Type) -> Type:
    """Give the type to convert items to: the one they have where any will do. Raises EvalError where even none would fit."""
    if not isinstance(value, ListValue | SetValue | MapValue):
        return wanted
    if isinstance(wanted, str) and wanted != "any" and not isinstance(value.element, str):
        raise EvalError(f"items of type {wanted} are required")
    return value.element if wanted == "any" else wanted


def _tuple(value: Value, wanted: TupleOf) -> Value:
    items = _items(value)
    if len(items) != len(wanted.elements):
        raise EvalError(f"a tuple of {len(wanted.elements)} elements is required")
    return [convert(item, element) for item, element in zip(items, wanted.elements, strict=True)]


def _object(value: Value, wanted: ObjectOf) -> Value:
    if isinstance(value, Lazy):
        return {name: convert(value.attribute(name), kind) for name, kind in wanted.attributes.items()}
    if not isinstance(value, dict):
        raise EvalError("an object is required")
    defaults = wanted.defaults or {}
    made: dict[str, Value] = {}
    for name, kind in wanted.attributes.items():
        item = value.get(name)
        if item is None:
            if name not in value and name not in defaults:
                raise EvalError(f"attribute '{name}' is required")
            item = defaults.get(name)
        made[name] = convert(item, kind)
    return made


def _items(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise EvalError("a list is required")
    return value


_CONVERT: dict[Any, Callable[[Any, Any], Value]] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    ListOf: _list,
    SetOf: _set,
    MapOf: _map,
    TupleOf: _tuple,
    ObjectOf: _object,
}


def same_type(items: Sequence[Value], wanted: Type = "any") -> tuple[Sequence[Value], Type]:
    """Convert items to one type: the wanted one, or the one they unify to. Raises EvalError where there is none."""
    if wanted == "any":
        kinds = {type(item) for item in items}
        wanted = "string" if kinds == {str} else unify(map(type_of, items))
    elif _has_any(wanted) and items:
        items = [convert(item, wanted) for item in items]
        wanted = unify(map(type_of, items))
    return [convert(item, wanted) for item in items], wanted


def _has_any(kind: Type) -> bool:
    match kind:
        case str():
            return kind == "any"
        case ListOf(inner) | SetOf(inner) | MapOf(inner):
            return _has_any(inner)
        case TupleOf(elements):
            return any(map(_has_any, elements))
        case ObjectOf(attributes):
            return any(map(_has_any, attributes.values()))


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


def make_set(items: Iterable[Value], element: Type = "any") -> Value:
    """Make a set: each value once, in Terraform's order. Unknown where an item is not known."""
    listed = list(items)
    if unknown_in(listed) is not None:
        return derived("toset", listed)
    unique = {_identity(item): item for item in listed}
    return SetValue((unique[key] for key in sorted(unique)), element)


def _identity(value: Value) -> tuple[int, Any, str]:
    """Order values as a set does: false before true, numbers by size, strings by code point, others by what they hold."""
    if isinstance(value, bool):
        return (0, value, "")
    if isinstance(value, int | float):
        return (1, value, "")
    if isinstance(value, str):
        return (2, 0, value)
    return (3, 0, f"{kind_of(value)}{sketch(value)}")


def kind_of(value: Value) -> str:
    """Name the structural kind of a value, for comparison and messages."""
    return _KINDS.get(type(value), "object")


_KINDS: Mapping[type, str] = {
    list: "tuple",
    ListValue: "list",
    SetValue: "set",
    dict: "object",
    MapValue: "map",
    str: "string",
    Symbolic: "string",
    bool: "bool",
    int: "number",
    float: "number",
    type(None): "null",
}


def equal(one: Value, other: Value) -> bool | Unknown:
    """Compare as `==` does: of one type and alike all through. Unknown where that depends on what is not known."""
    one, other = opened(one), opened(other)
    if isinstance(one, Lazy | Unknown | Symbolic) or isinstance(other, Lazy | Unknown | Symbolic):
        return _equal_unknown(one, other)
    if kind_of(one) != kind_of(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return _alike(one, other, one, other) if len(one) == len(other) else False
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return False
        return _alike(one, other, one.values(), [other[key] for key in one])
    return one == other


def _alike(one: Value, other: Value, first: Iterable[Value], second: Iterable[Value]) -> bool | Unknown:
    if isinstance(one, ListValue | SetValue | MapValue) and isinstance(other, ListValue | SetValue | MapValue) and not one:
        return one.element == other.element
    answer: bool | Unknown = True
    for left, right in zip(first, second, strict=True):
        match equal(left, right):
            case False:
                return False
            case Unknown() as unknown if answer is True:
                answer = unknown
            case _:
                pass
    return answer


def _equal_unknown(one: Value, other: Value) -> bool | Unknown:
    if one is other or (type(one) is type(other) and not isinstance(one, Lazy) and one == other):
        return True
    if one is None or other is None:
        return _equal_null(other if one is None else one)
    if isinstance(one, Unknown | Lazy) or isinstance(other, Unknown | Lazy):
        if isinstance(one, Lazy) and isinstance(other, str | int | float | bool | Symbolic):
            return False
        return derived("==", one, other)
    if kind_of(one) != kind_of(other):
        return False
    return derived("==", one, other) if may_meet(one, other) else False


def _equal_null(value: Value) -> bool | Unknown:
    """Say whether what is not known may be null: objects, strings with holes, ids that Azure gives and what is computed are not."""
    if not isinstance(value, Unknown) or (value.kind in ("runtime", "context") and value.key.endswith(".id")):
        return False
    operation, _, rest = value.key.partition("(")
    return False if rest.endswith(")") and operation not in _MAY_BE_NULL and "." not in operation else derived("==null", value)


_MAY_BE_NULL = frozenset(
    (
        *("if", "try", "lookup", "index", "element", "one", "each.value", "jsondecode", "yamldecode", "object", "provider"),
        *("tostring", "tonumber", "tobool", "tolist", "toset", "tomap", "sensitive", "nonsensitive", "ephemeralasnull"),
        *("templatefile", "templatestring"),
    )
)


def may_meet(one: Value, other: Value) -> bool:
    """Say whether two strings with holes could be equal: what is known at their ends must agree."""
    (first, last), (start, end) = ends(one), ends(other)
    if isinstance(one, str) or isinstance(other, str):
        whole, first, last = (one, start, end) if isinstance(one, str) else (str(other), first, last)
        return whole.startswith(first) and whole.endswith(last) and len(first) + len(last) <= len(whole)
    return (first.startswith(start) or start.startswith(first)) and (last.endswith(end) or end.endswith(last))


def ends(value: Value) -> tuple[str, str]:
    """Give what is known at the start and at the end of a string with holes."""
    if isinstance(value, str):
        return value, value
    if not isinstance(value, Symbolic):
        return "", ""
    first, last = value.parts[0], value.parts[-1]
    return (first if isinstance(first, str) else "", last if isinstance(last, str) else "")
