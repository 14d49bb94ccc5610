"""What is not known, or not yet evaluated, among values: how it is found, and what becomes of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from itertools import count

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.bounds import MOST_NODES
from azbk_lint.resolve.terraform.errors import Limit
from azbk_lint.resolve.terraform.scalars import to_text
from azbk_lint.resolve.terraform.typed import PLAIN, SCALARS

_MOST_SKETCHED = 1000
"""How many values may stand in a key; what is larger equals nothing but itself."""
_serial = count()


class Lazy(Mapping[str, Value]):
    """An object whose attributes are evaluated when asked for: a resource, one of its blocks, the outputs of a module call."""

    __slots__ = ()

    @abstractmethod
    def attribute(self, name: str) -> Value:
        """Give an attribute as an expression reads it. Raises EvalError."""

    @abstractmethod
    def whole(self) -> Unknown:
        """Say why the object as a whole is not known."""

    def opened(self) -> dict[str, Value] | None:
        """Give the whole object where all its attributes are written somewhere, as a module's outputs are."""
        return None

    def index(self, key: Value) -> Value:
        """Give an attribute by a computed name. Raises EvalError."""
        return self.attribute(key) if isinstance(key, str) else derived("index", self, key)


class Several(Lazy):
    """Objects of which nobody can tell how many there are: a resource or module whose count or for_each is not known."""

    __slots__ = ()


def unknown_in(value: Value) -> Unknown | None:
    """Give the first unknown in a value at any depth, or None where all is known. Raises Limit for a value too large."""
    if type(value) in SCALARS:
        return None
    stack, left = [value], MOST_NODES
    while stack:
        item = stack.pop()
        if type(item) not in PLAIN:
            unknown = _unknown(item)
            if unknown is not None:
                return unknown
            item = opened(item)
        inner: list[Value] = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else []
        left -= len(inner)
        if left < 0:
            raise Limit("a value holds too many values")
        stack.extend([each for each in reversed(inner) if type(each) not in SCALARS])
    return None


def _unknown(value: Value) -> Unknown | None:
    match value:
        case Unknown():
            return value
        case Symbolic():
            return value.hole
        case Lazy():
            return value.whole() if value.opened() is None else None
        case _:
            return None


def opened(value: Value) -> Value:
    """Give a module call as the object of its outputs, everything else as it is."""
    if type(value) in PLAIN or not isinstance(value, Lazy):
        return value
    whole_object = value.opened()
    return value if whole_object is None else whole_object


def derived(operation: str, *operands: Value) -> Unknown:
    """Give what an operation makes of operands that are not all known: the first cause, under a key of its own.

    The same operation on the same operands has the same key, unless they are large. Strings are never quoted in it: they may be secrets.
    """
    cause = next(filter(None, map(unknown_in, operands)), None)
    if sum(map(_weight, operands)) > _MOST_SKETCHED:
        key = f"{operation}(#{next(_serial)})"
    else:
        key = f"{operation}({','.join(map(sketch, operands))})"
        key = key if len(key) <= 160 else f"{operation}({_digest(key)})"
    if cause is None:
        return Unknown(key, f"`{operation}` cannot be evaluated here", "limit")
    return Unknown(key, cause.because, cause.kind, cause.settle)


def _weight(value: Value) -> int:
    """Count the values in a value, as far as it matters whether they are few."""
    if not isinstance(value, list | dict):
        return 1
    weight = len(value)
    for item in value.values() if isinstance(value, dict) else value:
        if weight > _MOST_SKETCHED:
            break
        weight += _weight(item)
    return weight


def sketch(value: Value) -> str:
    """Write a value as part of a key: unknowns by their keys, strings by a digest."""
    match value:
        case Unknown():
            return value.key
        case Lazy():
            return value.whole().key
        case Symbolic(parts):
            return "+".join(part.key if isinstance(part, Unknown) else _digest(part) for part in parts)
        case str():
            return _digest(value)
        case None | bool() | int() | float():
            return to_text(value) if value is not None else "null"
        case Mapping():
            return "{" + ",".join(f"{_digest(key)}:{sketch(item)}" for key, item in value.items()) + "}"
        case _:
            return "[" + ",".join(map(sketch, value)) + "]"


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    from hashlib import blake2b

    return "~" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
