"""Set-like functions of arrays and objects: union, intersection, distinct, flatten, shallowMerge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azbk_lint.model.value import Unknown, Value, reason
from azbk_lint.resolve.arm.compare import alike
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.evaluate import LARGEST
from azbk_lint.resolve.arm.registry import array, function, members, pure
from azbk_lint.resolve.arm.unknowns import derived, key_of
from azbk_lint.resolve.arm.values import is_holed, is_list, is_object

MOST_COMPARED = 2_000


@function("union", 1, None)
def _union(*values: Value) -> Value:
    given = [value for value in values if value is not None]
    if any(is_holed(value) for value in given):
        return derived("union", given)
    if not given:
        raise ExpressionError("union() is given nothing but null")
    if is_list(given[0]):
        return _distinct_or_unknown("union", [item for value in given for item in array(value)])
    made: Mapping[str, Value] = {}
    for value in given:
        made = _merged(made, members(value))
    return dict(made)


def _merged(one: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value]:
    """Merge objects at every depth; where both have a name, the later value wins unless both are objects."""
    made = dict(one)
    spelt = {name.casefold(): name for name in one}
    for name, value in other.items():
        name = spelt.get(name.casefold(), name)  # noqa: PLW2901 - the first spelling of a name stays
        before = made.get(name)
        if is_object(before) and is_object(value):
            made[name] = _merged(before, value)
        elif (is_object(before) and isinstance(value, Unknown)) or (isinstance(before, Unknown) and is_object(value)):
            made[name] = derived("union", (before, value))
        else:
            made[name] = value
    return made


def _distinct_or_unknown(name: str, items: Sequence[Value]) -> Value:
    if any(reason(item) for item in items):
        return _distinct_unknown(name, items)
    if len(items) > LARGEST:
        raise beyond(f"{name}() makes an array of more than {LARGEST:,} items")
    return list({_exact(item): item for item in reversed(items)}.values())[::-1] if len(items) < 2 else _first_of_each(items)


def _first_of_each(items: Sequence[Value]) -> Value:
    made: dict[object, Value] = {}
    for item in items:
        made.setdefault(_exact(item), item)
    return list(made.values())


def _exact(item: Value) -> object:
    """Give what identifies a known value, its type counting: 1 is not True."""
    return (type(item), item) if isinstance(item, str | bool | int | float) or item is None else key_of(item)


def _distinct_unknown(name: str, items: Sequence[Value]) -> Value:
    """Drop repeated items where it is certain which ones repeat; otherwise not even the length is known."""
    if len(items) > MOST_COMPARED:
        return derived(name, (list(items[:10]),))
    made: list[Value] = []
    for item in items:
        answers = [alike(item, other) for other in made]
        if True in answers:
            continue
        if None in answers:
            return derived(name, (list(items),))
        made.append(item)
    return made


@pure("distinct", array)
def _distinct(items: Sequence[Value]) -> Value:
    return _distinct_or_unknown("distinct", items)


@function("intersection", 2, None)
def _intersection(*values: Value) -> Value:
    if any(is_holed(value) or reason(value) for value in values):
        return derived("intersection", values)
    first, *others = values
    if is_list(first):
        sets = [{_exact(item) for item in array(other)} for other in others]
        return _first_of_each([item for item in first if all(_exact(item) in other for other in sets)])
    objects = [members(other) for other in others]
    return {name: item for name, item in members(first).items() if all(name in other and alike(other[name], item) for other in objects)}


@pure("flatten", array)
def _flatten(items: Sequence[Value]) -> Value:
    if any(is_holed(item) for item in items):
        return derived("flatten", (items,))
    made = [part for item in items if item is not None for part in array(item)]
    if len(made) > LARGEST:
        raise beyond(f"flatten() makes an array of more than {LARGEST:,} items")
    return made


@pure("shallowMerge", array)
def _shallow_merge(items: Sequence[Value]) -> Value:
    if any(is_holed(item) for item in items):
        return derived("shallowMerge", (items,))
    made: dict[str, Value] = {}
    for item in items:
        made.update(members(item) if item is not None else {})
    return made
