"""Functions of lists, maps and sets."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import cast

from azbk_lint.model.value import Symbolic, Unknown, Value, reason
from azbk_lint.resolve.terraform.bounds import MOST_NODES
from azbk_lint.resolve.terraform.compare import equal
from azbk_lint.resolve.terraform.convert import convert, make_set, same_type
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.functions.registry import (
    ANY,
    BOOLS,
    LIST,
    LISTS_OF_STRINGS,
    NULLABLE,
    NUMBER,
    SET,
    STRING,
    STRINGS,
    Table,
    adder,
)
from azbk_lint.resolve.terraform.typed import ListOf, ListValue, MapOf, MapValue, SetOf, SetValue, TupleOf
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import Lazy, derived, unknown_in

TABLE: Table = {}
add = adder(TABLE)
_NOT_KNOWN = (Unknown, Symbolic, Lazy)


@add("length", ANY, lenient=True)
def length(value: Value) -> Value:
    """Count items, or the characters of a string."""
    if isinstance(value, _NOT_KNOWN):
        return derived("length", value)
    if isinstance(value, str):
        from azbk_lint.resolve.terraform.functions.text import characters

        return len(value) if value.isascii() and "\r" not in value else len(characters(value))
    if isinstance(value, list | dict):
        return len(value)
    raise EvalError("a collection is required")


@add("merge", many=NULLABLE, lenient=True)
def merge(*maps: Value) -> Value:
    """Merge maps, later ones winning."""
    made: dict[str, Value] = {}
    for each in maps:
        if isinstance(each, _NOT_KNOWN):
            return derived("merge", *maps)
        if each is None:
            continue
        if not isinstance(each, dict):
            raise EvalError("a map is required")
        made.update(each)
    elements = [each.element if isinstance(each, MapValue) else None for each in maps if each is not None]
    if elements and elements[0] is not None and all(element == elements[0] for element in elements):
        return MapValue(made, elements[0])
    return made


@add("list", many=ANY)
def list_(*items: Value) -> Value:
    """Make a list, as Terraform did before 0.15."""
    return convert(list(items), ListOf("any"))


@add("map", many=ANY)
def map_(*items: Value) -> Value:
    """Make a map of keys and values in turn, as Terraform did before 0.15."""
    if len(items) % 2 or not all(isinstance(key, str) for key in items[::2]):
        raise EvalError("keys and values in turn are required")
    return convert(dict(zip(cast("tuple[str, ...]", items[::2]), items[1::2], strict=True)), MapOf("any"))


@add("concat", many=ANY, lenient=True)
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


@add("flatten", ANY, lenient=True)
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


@add("keys", ANY, lenient=True)
def keys(value: Value) -> Value:
    """List a map's keys in order."""
    if isinstance(value, _NOT_KNOWN):
        return derived("keys", value)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    return ListValue(sorted(value), "string") if isinstance(value, MapValue) else sorted(value)


@add("values", ANY, lenient=True)
def values(value: Value) -> Value:
    """List a map's values in the order of its keys."""
    if isinstance(value, _NOT_KNOWN):
        return derived("values", value)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    items = [value[key] for key in sorted(value)]
    return ListValue(items, value.element) if isinstance(value, MapValue) else items


@add("lookup", ANY, STRING, many=NULLABLE, lenient=True)
def lookup(value: Value, key: Value, *default: Value) -> Value:
    """Give a map's value by key, or a default."""
    if len(default) > 1:
        raise EvalError("takes two or three arguments")
    if isinstance(value, Unknown | Symbolic) or not isinstance(key, str):
        return derived("lookup", value, key, *default)
    if isinstance(value, Lazy):
        return value.attribute(key)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    if key in value:
        found: Value = value[key]
        return found
    if default:
        return convert(default[0], value.element) if isinstance(value, MapValue) else default[0]
    raise EvalError("there is no such key, and no default")


@add("element", ANY, NUMBER, lenient=True)
def element(value: Value, index: Value) -> Value:
    """Give an item of a list, counting round its end."""
    if isinstance(value, _NOT_KNOWN) or isinstance(index, Unknown):
        return derived("element", value, index)
    if not isinstance(value, list) or isinstance(value, SetValue):
        raise EvalError("a list is required")
    if not value or not isinstance(index, int) or index < 0:
        raise EvalError("the list is empty" if not value else "a whole number that is not negative is required")
    found: Value = value[index % len(value)]
    return found


@add("contains", ANY, ANY, lenient=True)
def contains(value: Value, wanted: Value) -> Value:
    """Say whether a list holds a value."""
    if isinstance(value, _NOT_KNOWN):
        return derived("contains", value, wanted)
    if not isinstance(value, list):
        raise EvalError("a list is required")
    answers = [equal(item, wanted) for item in value]
    if True in answers:
        return True
    return derived("contains", value, wanted) if any(isinstance(answer, Unknown) for answer in answers) else False


@add("coalesce", many=NULLABLE, lenient=True)
def coalesce(*candidates: Value) -> Value:
    """Give the first value that is neither null nor an empty string."""
    candidates = tuple(same_type(candidates)[0])
    for position, candidate in enumerate(candidates):
        if isinstance(candidate, Unknown):
            rest = [other for other in candidates[position:] if other is not None and other != ""]
            return candidate if all(equal(candidate, other) is True for other in rest) else derived("coalesce", *rest)
        if isinstance(candidate, Symbolic) and not any(isinstance(part, str) for part in candidate.parts):
            return derived("coalesce", *candidates[position:])
        if candidate is not None and candidate != "":
            return candidate
    raise EvalError("every value is null or empty")


@add("coalescelist", many=ANY, lenient=True)
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


@add("compact", STRINGS, lenient=True)
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


@add("zipmap", STRINGS, ANY, lenient=True)
def zipmap(names: Value, items: Value) -> Value:
    """Pair keys with values."""
    if not isinstance(names, list) or isinstance(items, _NOT_KNOWN) or unknown_in(names) is not None:
        return derived("zipmap", names, items)
    if not isinstance(items, list) or isinstance(items, SetValue) or len(items) != len(names):
        raise EvalError("as many keys as values are required")
    pairs = cast("Iterable[tuple[str, Value]]", zip(names, items, strict=True))
    return MapValue(pairs, items.element) if isinstance(items, ListValue) else dict(pairs)


@add("reverse", ANY, lenient=True)
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


@add("slice", ANY, NUMBER, NUMBER, lenient=True)
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


@add("one", ANY, lenient=True)
def one(items: Value) -> Value:
    """Give a list's only item, null for an empty list."""
    if isinstance(items, _NOT_KNOWN):
        return derived("one", items)
    if not isinstance(items, list):
        raise EvalError("a list is required")
    if len(items) > 1:
        raise EvalError("the list has more than one item")
    return items[0] if items else None


@add("alltrue", BOOLS, lenient=True)
def all_true(items: Value) -> Value:
    """Say whether every item is true."""
    return _decided("alltrue", items, deciding=False)


@add("anytrue", BOOLS, lenient=True)
def any_true(items: Value) -> Value:
    """Say whether an item is true."""
    return _decided("anytrue", items, deciding=True)


def _decided(name: str, items: Value, *, deciding: bool) -> Value:
    if not isinstance(items, list):
        return derived(name, items)
    if deciding in items or (not deciding and None in items):
        return deciding
    return derived(name, items) if reason(items) else not deciding


@add("setunion", SET, many=SET)
def set_union(first: SetValue, *others: SetValue) -> Value:
    """Give what is in any of the sets."""
    sets = _one_type(first, *others)
    return make_set([item for each in sets for item in each], sets[0].element)


@add("setintersection", SET, many=SET)
def set_intersection(first: SetValue, *others: SetValue) -> Value:
    """Give what is in all of the sets."""
    sets = _one_type(first, *others)
    return make_set([item for item in sets[0] if all(_holds(each, item) for each in sets[1:])], sets[0].element)


@add("setsubtract", SET, SET)
def set_subtract(first: SetValue, second: SetValue) -> Value:
    """Give what is in the first set only."""
    one_set, other = _one_type(first, second)
    return make_set([item for item in one_set if not _holds(other, item)], one_set.element)


def _one_type(*sets: SetValue) -> list[SetValue]:
    element = unify(each.element for each in sets)
    return [cast("SetValue", convert(each, SetOf(element))) for each in sets]


def _holds(items: Sequence[Value], wanted: Value) -> bool:
    if isinstance(wanted, str):
        return wanted in items
    return any(equal(item, wanted) is True for item in items)


@add("setproduct", many=ANY, lenient=True)
def set_product(*sets: Value) -> Value:
    """Give every combination of one item from each."""
    if len(sets) < 2:
        raise EvalError("takes two sets or more")
    if any(isinstance(each, _NOT_KNOWN) for each in sets):
        return derived("setproduct", *sets)
    if not all(isinstance(each, list) for each in sets):
        raise EvalError("a set or list is required")
    lists = cast("tuple[list[Value], ...]", sets)
    if math.prod(map(len, lists)) * len(lists) > MOST_NODES:
        raise Limit("a list grows too long")
    rows: list[Value] = [list(row) for row in itertools.product(*lists)]
    if all(isinstance(each, SetValue) for each in sets):
        return make_set(*same_type(rows))
    element_type = TupleOf(
        tuple(unify(map(type_of, each)) if not isinstance(each, ListValue | SetValue) else each.element for each in lists)
    )
    return ListValue([convert(row, element_type) for row in rows], element_type)


@add("chunklist", LIST, NUMBER, lenient=True)
def chunk_list(items: Value, size: Value) -> Value:
    """Cut a list in pieces of one length."""
    if not isinstance(items, ListValue) or isinstance(size, Unknown):
        return derived("chunklist", items, size)
    if not isinstance(size, int) or size < 0:
        raise EvalError("a whole number is required")
    step = size or max(1, len(items))
    chunks: list[Value] = [ListValue(items[at : at + step], items.element) for at in range(0, len(items), step)]
    return ListValue(chunks, ListOf(items.element))


@add("transpose", LISTS_OF_STRINGS)
def transpose(value: MapValue) -> Value:
    """Swap the keys and the listed values of a map."""
    made: dict[str, list[Value]] = {}
    for key in sorted(value):
        for item in cast("list[str]", value[key] or []):
            made.setdefault(item, []).append(key)
    return MapValue({key: ListValue(sorted(made[key], key=str), "string") for key in sorted(made)}, ListOf("string"))


@add("matchkeys", LIST, LIST, LIST)
def match_keys(items: ListValue, names: ListValue, wanted: ListValue) -> Value:
    """Give the values whose keys are among the wanted."""
    if len(items) != len(names):
        raise EvalError("as many keys as values are required")
    element_type = unify((type_of(names), type_of(wanted)))
    searched, sought = convert(names, element_type), convert(wanted, element_type)
    if not isinstance(searched, list) or not isinstance(sought, list):
        return derived("matchkeys", items, names, wanted)
    return ListValue([item for item, name in zip(items, searched, strict=True) if _holds(sought, name)], items.element)
