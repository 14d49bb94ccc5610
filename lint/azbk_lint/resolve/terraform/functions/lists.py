"""Functions of lists."""

from __future__ import annotations

from typing import cast

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.bounds import MOST_NODES
from azbk_lint.resolve.terraform.compare import equal, holds
from azbk_lint.resolve.terraform.convert import convert, same_type
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.functions.registry import (
    ANY,
    LIST,
    NUMBER,
    STRINGS,
    Table,
    adder,
)
from azbk_lint.resolve.terraform.typed import ListOf, ListValue, SetValue
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import Lazy, derived

TABLE: Table = {}
add = adder(TABLE)
_NOT_KNOWN = (Unknown, Symbolic, Lazy)


@add("list", many=ANY)
def list_(*items: Value) -> Value:
    """Make a list, as Terraform did before 0.15."""
    return convert(list(items), ListOf("any"))


@add("concat", many=ANY, lenient=True, structural=True)
def concat(*lists: Value) -> Value:
    """Chain lists."""
    made: list[Value] = []
    for each in lists:
        if isinstance(each, _NOT_KNOWN):
            return derived("concat", *lists)
        if not isinstance(each, list) or isinstance(each, SetValue):
            raise EvalError("a list is required")
        made += each
    if len(made) > MOST_NODES:
        raise Limit("a list grows too long")
    if not lists:
        raise EvalError("an argument is required")
    typed = [each for each in lists if isinstance(each, ListValue)]
    if len(typed) < len(lists):
        return made
    try:
        items, element = same_type(made, unify(each.element for each in typed))
    except EvalError:
        return made
    return ListValue(items, element)


@add("flatten", ANY, lenient=True, structural=True)
def flatten(value: Value) -> Value:
    """Take lists out of lists, at every depth."""
    if isinstance(value, _NOT_KNOWN):
        return derived("flatten", value)
    if not isinstance(value, list):
        raise EvalError("a list is required")
    made: list[Value] = []
    unknown = _flatten(value, made)
    return derived("flatten", value) if unknown else made


def _flatten(items: list[Value], made: list[Value]) -> bool:
    """Collect items; say whether one might be a list itself."""
    unknown = False
    for item in items:
        if isinstance(item, list):
            unknown |= _flatten(item, made)
        else:
            unknown |= isinstance(item, Unknown) and not (item.kind == "runtime" and item.key.endswith(".id"))
            made.append(item)
        if len(made) > MOST_NODES:
            raise Limit("a list grows too long")
    return unknown


@add("coalescelist", many=ANY, lenient=True, structural=True)
def coalesce_list(*candidates: Value) -> Value:
    """Give the first list that is not empty."""
    for position, candidate in enumerate(candidates):
        if isinstance(candidate, _NOT_KNOWN):
            return derived("coalescelist", *candidates[position:])
        if not isinstance(candidate, list):
            raise EvalError("a list is required")
        if candidate:
            return candidate
    raise EvalError("every list is empty")


@add("compact", STRINGS, lenient=True, structural=True)
def compact(items: Value) -> Value:
    """Drop nulls and empty strings."""
    if not isinstance(items, list) or any(isinstance(item, Unknown) for item in items):
        return derived("compact", items)
    return ListValue([item for item in items if item is not None and item != ""], "string")


@add("distinct", LIST)
def distinct(items: ListValue) -> Value:
    """Drop values that came before."""
    made: list[Value] = []
    seen: set[Value] = set()
    for item in items:
        if isinstance(item, str):
            if item in seen:
                continue
            seen.add(item)
        elif any(equal(item, other) is True for other in made):
            continue
        made.append(item)
    return ListValue(made, items.element)


@add("reverse", ANY, lenient=True, structural=True)
def reverse(items: Value) -> Value:
    """Turn a list round."""
    if isinstance(items, _NOT_KNOWN):
        return derived("reverse", items)
    if not isinstance(items, list):
        raise EvalError("a list is required")
    turned = items[::-1]
    return ListValue(turned, items.element) if isinstance(items, ListValue | SetValue) else turned


@add("sort", STRINGS)
def sort(items: ListValue) -> Value:
    """Sort strings by code point."""
    if any(item is None for item in items):
        raise EvalError("an item is null")
    return ListValue(sorted(cast("list[str]", items)), "string")


@add("slice", ANY, NUMBER, NUMBER, lenient=True, structural=True)
def slice_(items: Value, start: Value, end: Value) -> Value:
    """Give the items from one index to before another."""
    if isinstance(items, _NOT_KNOWN) or isinstance(start, Unknown) or isinstance(end, Unknown):
        return derived("slice", items, start, end)
    if not isinstance(items, list) or isinstance(items, SetValue):
        raise EvalError("a list is required")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(items)):
        raise EvalError("the indexes are out of range")
    return ListValue(items[start:end], items.element) if isinstance(items, ListValue) else items[start:end]


@add("index", ANY, ANY)
def index(items: Value, wanted: Value) -> Value:
    """Find a value's place in a list."""
    if not isinstance(items, list) or isinstance(items, SetValue):
        raise EvalError("a list is required")
    for position, item in enumerate(items):
        if equal(item, wanted) is True:
            return position
    raise EvalError("the list does not hold the value")


@add("one", ANY, lenient=True, structural=True)
def one(items: Value) -> Value:
    """Give a list's only item, null for an empty list."""
    if isinstance(items, _NOT_KNOWN):
        return derived("one", items)
    if not isinstance(items, list):
        raise EvalError("a list is required")
    if len(items) > 1:
        raise EvalError("the list has more than one item")
    return items[0] if items else None


@add("chunklist", LIST, NUMBER, lenient=True, structural=True)
def chunk_list(items: Value, size: Value) -> Value:
    """Cut a list in pieces of one length."""
    if not isinstance(items, ListValue) or isinstance(size, Unknown):
        return derived("chunklist", items, size)
    if not isinstance(size, int) or size < 0:
        raise EvalError("a whole number is required")
    step = size or max(1, len(items))
    chunks: list[Value] = [ListValue(items[at : at + step], items.element) for at in range(0, len(items), step)]
    return ListValue(chunks, ListOf(items.element))


@add("matchkeys", LIST, LIST, LIST)
def match_keys(items: ListValue, names: ListValue, wanted: ListValue) -> Value:
    """Give the values whose keys are among the wanted."""
    if len(items) != len(names):
        raise EvalError("as many keys as values are required")
    element_type = unify((type_of(names), type_of(wanted)))
    searched, sought = convert(names, element_type), convert(wanted, element_type)
    if not isinstance(searched, list) or not isinstance(sought, list):
        return derived("matchkeys", items, names, wanted)
    return ListValue([item for item, name in zip(items, searched, strict=True) if holds(sought, name)], items.element)
