"""Functions of sets."""

from __future__ import annotations

import itertools
import math
from typing import cast

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.bounds import MOST_NODES
from azbk_lint.resolve.terraform.compare import holds
from azbk_lint.resolve.terraform.convert import convert, make_set, same_type
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.functions.registry import (
    ANY,
    SET,
    Table,
    adder,
)
from azbk_lint.resolve.terraform.typed import ListValue, SetOf, SetValue, TupleOf
from azbk_lint.resolve.terraform.unify import type_of, unify
from azbk_lint.resolve.terraform.unknowns import Lazy, derived

TABLE: Table = {}
add = adder(TABLE)
_NOT_KNOWN = (Unknown, Symbolic, Lazy)


@add("setunion", SET, many=SET)
def set_union(first: SetValue, *others: SetValue) -> Value:
    """Give what is in any of the sets."""
    sets = _one_type(first, *others)
    return make_set([item for each in sets for item in each], sets[0].element)


@add("setintersection", SET, many=SET)
def set_intersection(first: SetValue, *others: SetValue) -> Value:
    """Give what is in all of the sets."""
    sets = _one_type(first, *others)
    return make_set([item for item in sets[0] if all(holds(each, item) for each in sets[1:])], sets[0].element)


@add("setsubtract", SET, SET)
def set_subtract(first: SetValue, second: SetValue) -> Value:
    """Give what is in the first set only."""
    one_set, other = _one_type(first, second)
    return make_set([item for item in one_set if not holds(other, item)], one_set.element)


def _one_type(*sets: SetValue) -> list[SetValue]:
    element = unify(each.element for each in sets)
    return [cast("SetValue", convert(each, SetOf(element))) for each in sets]


@add("setproduct", many=ANY, lenient=True, structural=True)
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
