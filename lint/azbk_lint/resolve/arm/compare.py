"""Comparing values of which parts are not known: alike, different, or nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from azbk_lint.model.value import Symbolic, Unknown, Value, same
from azbk_lint.resolve.arm.unknowns import key_of, shortened
from azbk_lint.resolve.arm.values import Either, Open, fold_get, fold_has, is_holed, is_list, is_object


def alike(one: Value, other: Value) -> bool | None:
    """Compare as `equals` does, letter case and type counting; None where what is unknown could decide either way."""
    if one is other and not isinstance(one, Open):
        return True
    if is_holed(one) or is_holed(other):
        return _alike_with_holes(one, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if is_list(one) and is_list(other):
        return _all(alike(a, b) for a, b in zip(one, other, strict=True)) if len(one) == len(other) else False
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _all(alike(one[key], other[key]) for key in one) if one.keys() == other.keys() else False
    return one == other


def _alike_with_holes(one: Value, other: Value) -> bool | None:
    if isinstance(one, Open) or isinstance(other, Open):
        return True if isinstance(one, Open) and isinstance(other, Open) and one.key == other.key else None
    if one == other:
        return True
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return None
    texts = isinstance(one, str | Symbolic) and isinstance(other, str | Symbolic)
    return False if not texts or same(one, other) is False else None


def _all(answers: Iterable[bool | None]) -> bool | None:
    known: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            known = None
    return known


def choose(condition: Unknown, one: Value, other: Value) -> Value:
    """Give what `if` makes of a condition nobody knows: what both arms agree on, and one unknown where they differ."""
    if alike(one, other):
        return one
    if type(one) is dict and type(other) is dict and one.keys() == other.keys():
        return {key: choose(condition, one[key], other[key]) for key in one}
    if is_object(one) and is_object(other):
        return _either(condition, one, other)
    if is_list(one) and is_list(other) and len(one) == len(other):
        return [choose(condition, a, b) for a, b in zip(one, other, strict=True)]
    return _choice(condition, one, other)


def _either(condition: Unknown, one: Mapping[str, Value], other: Mapping[str, Value]) -> Either:
    hole, members, certain = _choice(condition, one, other), dict[str, Value](), set[str]()
    for name in {**other, **one}:
        if fold_has(one, name) and fold_has(other, name):
            if name.lower() not in certain:
                members[name] = choose(condition, fold_get(one, name), fold_get(other, name))
                certain.add(name.lower())
        else:
            members[name] = Unknown(shortened(f"{hole.key}.{name}"), hole.because, hole.kind, hole.settle)
    return Either(hole, members, certain)


def _choice(condition: Unknown, one: Value, other: Value) -> Unknown:
    key = shortened(f"if({','.join(map(key_of, (condition, one, other)))})")
    return Unknown(key, condition.because, "choice", condition.settle)
