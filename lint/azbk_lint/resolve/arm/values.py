"""What can be said about values of which parts are not known: their identity, members, truth and equality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard

from azbk_lint.model.value import Symbolic, Unknown, Value, reason, same
from azbk_lint.resolve.arm.errors import ExpressionError, beyond

LONGEST_KEY = 200
LARGEST_KEY = 2_000
"""Values in what identifies an unknown; what has more is beyond us."""


class Open(Mapping[str, Value]):
    """An object of which only the declared members are known: what `reference()` gives of a resource declared here.

    A member it lacks is unknown, never absent: Azure fills in what a template leaves out.
    """

    __slots__ = ("hole", "key", "members")

    def __init__(self, key: str, members: Mapping[str, Value]) -> None:
        self.key = key
        self.members = members
        self.hole = Unknown(key, f"{key} is known only once it is deployed", "runtime")

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return opened(fold_get(self.members, name), f"{self.key}.{name}")

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold_has(self.members, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def missing(self, name: str) -> Unknown:
        """Give what stands for a member that is not declared."""
        return Unknown(f"{self.key}.{name}", f"{self.key}.{name} is known only once it is deployed", "runtime")


def opened(value: Value, key: str) -> Value:
    """Give a part of a declared resource as Azure may have completed it."""
    if type(value) is dict:
        return Open(key, value)
    if is_list(value):
        return [opened(item, f"{key}[{index}]") for index, item in enumerate(value)]
    return value


def is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    """Say whether a value is an array."""
    return isinstance(value, list | tuple)


def is_object(value: Value) -> TypeGuard[Mapping[str, Value]]:
    """Say whether a value is an object all of whose members are known by name."""
    return type(value) is dict or (type(value) is not str and isinstance(value, Mapping) and not isinstance(value, Open))


_HOLED = (Unknown, Symbolic, Open)


def is_holed(value: Value) -> TypeGuard[Unknown | Symbolic | Open]:
    """Say whether a value is unknown itself, rather than only somewhere inside."""
    return isinstance(value, _HOLED)


def kind_of(value: Value) -> str:
    """Name a value's type as an error message does."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str() | Symbolic():
            return "a string"
        case Unknown():
            return "an unknown"
        case Mapping():
            return "an object"
        case _:
            return "an array"


def key_of(value: Value) -> str:
    """Write a value so that equal values, and no others, are written alike. Raises ExpressionError for a huge one."""
    left = [LARGEST_KEY]
    return shortened(_key(value, left))


def shortened(key: str) -> str:
    """Keep an identity at a bounded length, still the same for the same and different for others."""
    if len(key) <= LONGEST_KEY:
        return key
    from hashlib import blake2b

    return f"{key[:60]}…{blake2b(key.encode(errors='surrogatepass'), digest_size=8).hexdigest()}"


def _key(value: Value, left: list[int]) -> str:
    left[0] -= 1
    if left[0] < 0:
        raise beyond("the value is too large to be compared")
    match value:
        case Unknown(key):
            return key
        case Symbolic():
            return f"`{value}`"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case int() | float():
            return str(value)
        case Open(key=key):
            return key
        case Mapping():
            return "{" + ",".join(f"{key}:{_key(value[key], left)}" for key in sorted(value)) + "}"
        case _:
            return "[" + ",".join(_key(item, left) for item in value) + "]"


def cause(values: Iterable[Value]) -> Unknown:
    """Give the first reason, at any depth, why one of the values is not known."""
    for value in values:
        found = value.hole if isinstance(value, Open) else reason(value)
        if found is not None:
            return found
    raise ExpressionError("all is known")


def derived(name: str, values: Sequence[Value]) -> Unknown:
    """Give what a pure function makes of unknown values: the same unknown for the same values, for the first's reason."""
    first = cause(values)
    key = shortened(f"{name}({','.join(map(key_of, values))})")
    return Unknown(key, first.because, first.kind, first.settle)


def fold_get(of: Mapping[str, Value], name: str, default: Value = None) -> Value:
    """Read an object's member, its name in any letter case."""
    if name in of:
        return of[name]
    folded = name.lower()
    for key in of:
        if key.lower() == folded:
            return of[key]
    return default


def fold_has(of: Mapping[str, Value], name: str) -> bool:
    """Say whether an object has a member, its name in any letter case."""
    return name in of or name.lower() in map(str.lower, of)


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
        return True, derived("index", (of, key))
    if isinstance(of, Unknown):
        written = f".{key}" if isinstance(key, str) else f"[{key}]"
        return True, Unknown(shortened(of.key + written), of.because, of.kind, of.settle)
    if isinstance(of, Mapping) and isinstance(key, str):
        if fold_has(of, key):
            return True, fold_get(of, key)
        return (True, of.missing(key)) if isinstance(of, Open) else (False, None)
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
    if is_list(one) and is_list(other) and len(one) == len(other):
        return [choose(condition, a, b) for a, b in zip(one, other, strict=True)]
    key = shortened(f"if({','.join(map(key_of, (condition, one, other)))})")
    return Unknown(key, condition.because, "choice", condition.settle)


def weigh(value: Value, most: int) -> int:
    """Count the values in a value, up to a bound: a few expressions can make one that no memory holds written out."""
    weight, rest = 0, [value]
    while rest and weight <= most:
        item = rest.pop()
        weight += 1
        if type(item) is dict:
            rest.extend(item.values())
        elif type(item) is list:
            rest.extend(item)
    return weight
