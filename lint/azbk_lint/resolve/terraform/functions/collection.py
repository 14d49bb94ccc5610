"""Functions of maps, and of any collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from azbk_lint.model.value import Symbolic, Unknown, Value, reason
from azbk_lint.resolve.terraform.compare import equal
from azbk_lint.resolve.terraform.convert import convert, same_type
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import (
    ANY,
    BOOLS,
    LISTS_OF_STRINGS,
    NULLABLE,
    NUMBER,
    STRING,
    STRINGS,
    Table,
    adder,
)
from azbk_lint.resolve.terraform.typed import ListOf, ListValue, MapOf, MapValue, SetValue
from azbk_lint.resolve.terraform.unknowns import Lazy, derived, unknown_in

TABLE: Table = {}
add = adder(TABLE)
_NOT_KNOWN = (Unknown, Symbolic, Lazy)


@add("length", ANY, lenient=True, structural=True)
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


@add("merge", many=NULLABLE, lenient=True, structural=True)
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


@add("map", many=ANY)
def map_(*items: Value) -> Value:
    """Make a map of keys and values in turn, as Terraform did before 0.15."""
    if len(items) % 2 or not all(isinstance(key, str) for key in items[::2]):
        raise EvalError("keys and values in turn are required")
    return convert(dict(zip(cast("tuple[str, ...]", items[::2]), items[1::2], strict=True)), MapOf("any"))


@add("keys", ANY, lenient=True, structural=True)
def keys(value: Value) -> Value:
    """List a map's keys in order."""
    if isinstance(value, _NOT_KNOWN):
        return derived("keys", value)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    return ListValue(sorted(value), "string") if isinstance(value, MapValue) else sorted(value)


@add("values", ANY, lenient=True, structural=True)
def values(value: Value) -> Value:
    """List a map's values in the order of its keys."""
    if isinstance(value, _NOT_KNOWN):
        return derived("values", value)
    if not isinstance(value, dict):
        raise EvalError("a map is required")
    items = [value[key] for key in sorted(value)]
    return ListValue(items, value.element) if isinstance(value, MapValue) else items


@add("lookup", ANY, STRING, many=NULLABLE, lenient=True, structural=True)
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
    raise EvalError(f"there is no key '{key}', and no default")


@add("element", ANY, NUMBER, lenient=True, structural=True)
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
    if isinstance(wanted, str) and wanted in value:
        return True
    answers = [equal(item, wanted) for item in value]
    if True in answers:
        return True
    return derived("contains", value, wanted) if any(isinstance(answer, Unknown) for answer in answers) else False


@add("coalesce", many=NULLABLE, lenient=True, structural=True)
def coalesce(*candidates: Value) -> Value:
    """Give the first value that is neither null nor an empty string."""
    try:
        candidates = tuple(same_type(candidates)[0])
    except EvalError:
        if unknown_in(list(candidates)) is None:
            raise
        return derived("coalesce", *candidates)
    for position, candidate in enumerate(candidates):
        if isinstance(candidate, Unknown):
            rest = [other for other in candidates[position:] if other is not None and other != ""]
            return candidate if all(equal(candidate, other) is True for other in rest) else derived("coalesce", *rest)
        if isinstance(candidate, Symbolic) and not any(isinstance(part, str) for part in candidate.parts):
            return derived("coalesce", *candidates[position:])
        if candidate is not None and candidate != "":
            return candidate
    raise EvalError("every value is null or empty")


@add("zipmap", STRINGS, ANY, lenient=True, structural=True)
def zipmap(names: Value, items: Value) -> Value:
    """Pair keys with values."""
    if not isinstance(names, list) or isinstance(items, _NOT_KNOWN) or unknown_in(names) is not None:
        return derived("zipmap", names, items)
    if not isinstance(items, list) or isinstance(items, SetValue) or len(items) != len(names):
        raise EvalError("as many keys as values are required")
    pairs = cast("Iterable[tuple[str, Value]]", zip(names, items, strict=True))
    return MapValue(pairs, items.element) if isinstance(items, ListValue) else dict(pairs)


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


@add("transpose", LISTS_OF_STRINGS)
def transpose(value: MapValue) -> Value:
    """Swap the keys and the listed values of a map."""
    made: dict[str, list[Value]] = {}
    for key in sorted(value):
        for item in cast("list[str]", value[key] or []):
            made.setdefault(item, []).append(key)
    return MapValue({key: ListValue(sorted(made[key], key=str), "string") for key in sorted(made)}, ListOf("string"))
