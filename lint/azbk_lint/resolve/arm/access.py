"""Reading members of values, and values as conditions."""

from __future__ import annotations

from collections.abc import Mapping

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.unknowns import derived, shortened
from azbk_lint.resolve.arm.values import Either, Open, fold_get, fold_has, is_holed, is_list, kind_of


def member(of: Value, key: Value) -> Value:
    """Read `of[key]`. Raises ExpressionError where there is no such member."""
    found, value = lookup(of, key)
    if found:
        return value
    if is_list(of):
        raise ExpressionError(f"index {key} is not in an array of {len(of)}")
    if isinstance(of, Mapping):
        raise ExpressionError(f"there is no member '{key}'")
    raise ExpressionError(f"{kind_of(of)} has no member '{key}'")


def lookup(of: Value, key: Value) -> tuple[bool, Value]:
    """Read `of[key]`: whether it is there, and what it is. Raises ExpressionError where `of` has no members at all."""
    if isinstance(key, Unknown | Symbolic):
        return True, derived("index", (of, key), blamed=of if is_holed(of) else key)
    if isinstance(of, Unknown):
        written = f".{key}" if isinstance(key, str) else f"[{key}]"
        return True, Unknown(shortened(of.key + written), of.because, of.kind, of.settle)
    if isinstance(of, Mapping) and isinstance(key, str):
        if fold_has(of, key):
            return True, fold_get(of, key)
        return (True, of.missing(key)) if isinstance(of, Open) and not isinstance(of, Either) else (False, None)
    if is_list(of):
        at = int(key) if isinstance(key, str) and key.isdecimal() and len(key) < 10 else key
        inside = isinstance(at, int) and not isinstance(at, bool) and 0 <= at < len(of)
        return (True, of[at]) if inside and isinstance(at, int) else (False, None)
    return False, None


def truth(value: Value) -> bool:
    """Read a condition. Raises ExpressionError for what is neither boolean nor the word for one."""
    match value:
        case bool():
            return value
        case int():
            return value != 0
        case str() if value.strip().lower() in {"true", "1"}:
            return True
        case str() if value.strip().lower() in {"false", "0"}:
            return False
        case _:
            raise ExpressionError(f"a boolean is wanted where {kind_of(value)} is given")
