"""The identity of values: equal ones, and unknowns made alike, have the same key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from azbk_lint.model.value import Symbolic, Unknown, Value, reason
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.values import Open

LONGEST_KEY = 200
LARGEST_KEY = 2_000
"""Values in what identifies an unknown; what has more is beyond us."""


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
            return f"`{value.key}`"
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


def derived(name: str, values: Sequence[Value], *, blamed: Value = None) -> Unknown:
    """Give what a pure function makes of unknown values: the same unknown for the same values, for the first's reason.

    `blamed` is the value whose reason counts, where it is not the first.
    """
    first = cause(values if blamed is None else (blamed,))
    key = shortened(f"{name}({','.join(map(key_of, values))})")
    return Unknown(key, first.because, first.kind, first.settle)
