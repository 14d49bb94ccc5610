"""Comparison: what is equal, what is not, and what could be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.typed import SCALARS, ListValue, MapValue, SetValue
from azbk_lint.resolve.terraform.unknowns import Lazy, derived, opened


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
    if type(one) in SCALARS and type(other) in SCALARS:
        return one == other and kind_of(one) == kind_of(other)
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


def holds(items: Sequence[Value], wanted: Value) -> bool:
    """Say whether one of known items equals a known value."""
    if isinstance(wanted, str):
        return wanted in items
    return any(equal(item, wanted) is True for item in items)
