"""Terraform's conversions between types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.compare import kind_of
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.scalars import to_bool, to_number, to_text
from azbk_lint.resolve.terraform.typed import ListOf, ListValue, MapOf, MapValue, ObjectOf, SetOf, SetValue, TupleOf, Type
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import Lazy, derived, opened, sketch, unknown_in


def convert(value: Value, wanted: Type) -> Value:
    """Convert a value to a type; null and Unknown are of every type. Raises EvalError."""
    if value is None or wanted == "any" or isinstance(value, Unknown):
        return value
    value = opened(value)
    try:
        return _CONVERT[wanted if isinstance(wanted, str) else type(wanted)](value, wanted)
    except EvalError:
        if _has_any(wanted) and unknown_in(value) is not None:  # the type of what is not known may be the one that all go with
            return derived("convert", value)
        raise


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
