"""Terraform's values as plain Python: what the shared Value type does not say, and the conversions every part needs.

An object is a dict and a tuple a list; a map, a list and a set are subclasses of these that know their element type,
since `[] == tolist([])` is false and `cond ? [1] : ["a"]` is `["1"]`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import count
from math import isfinite
from typing import TypeAlias

from azbk_lint.model.value import Symbolic, Unknown, Value

MOST_NODES = 100_000
"""How many values may lie inside one value: more is a bound of ours, never met by real code."""
_MOST_SKETCHED = 1000
"""How many values may stand in a key; what is larger equals nothing but itself."""
_serial = count()
MOST_CHARACTERS = 4 << 20
_HOLE = 1000
MOST_BITS = 2048
"""Terraform computes with 512 bits; a number that has four times as many is no port and no size."""


class EvalError(Exception):
    """An expression that fails, as `try` and `can` see it; the message is a clause without values from the configuration."""


class Limit(Exception):  # noqa: N818 - it is a bound of ours, not a mistake of the configuration, and `try` must not catch it
    """An expression that would take more work or memory than one value may."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """`list(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetOf:
    """`set(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapOf:
    """`map(element)`."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`tuple([elements])`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`object({ attributes })`; `defaults` holds an entry for each optional attribute, None where no default is written."""

    attributes: Mapping[str, Type]
    defaults: Mapping[str, Value] | None = None


Type: TypeAlias = str | ListOf | SetOf | MapOf | TupleOf | ObjectOf
"""A type constraint; the scalars are "string", "number" and "bool", and "any" is the type nobody can tell."""


class ListValue(list[Value]):
    """A list, all of whose items have one type."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


class SetValue(list[Value]):
    """A set: each value once, strings and numbers in order. Made by `convert.make_set`."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


class MapValue(dict[str, Value]):
    """A map, all of whose items have one type."""

    __slots__ = ("element",)

    def __init__(self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), element: Type = "any") -> None:
        super().__init__(items)
        self.element = element


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


SCALARS: frozenset[type] = frozenset((str, int, float, bool, type(None)))


def unknown_in(value: Value) -> Unknown | None:
    """Give the first unknown in a value at any depth, or None where all is known. Raises Limit for a value too large."""
    if type(value) in SCALARS:
        return None
    stack, left = [value], MOST_NODES
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind in SCALARS:
            continue
        if isinstance(item, Unknown):
            return item
        if isinstance(item, Symbolic):
            return item.hole
        if isinstance(item, Lazy):
            opened = item.opened()
            if opened is None:
                return item.whole()
            item = opened
        inner = list(item.values()) if isinstance(item, dict) else item if isinstance(item, list) else ()
        left -= len(inner)
        if left < 0:
            raise Limit("a value holds too many values")
        stack.extend(reversed(inner))
    return None


def opened(value: Value) -> Value:
    """Give a module call as the object of its outputs, everything else as it is."""
    if isinstance(value, Lazy):
        whole_object = value.opened()
        return value if whole_object is None else whole_object
    return value


def bounded(value: Value) -> Value:
    """Give a value back when it is small enough to be walked by whoever gets it. Raises Limit."""
    if isinstance(value, str | Symbolic):
        if text_size(value) > MOST_CHARACTERS:
            raise Limit("a string grows too long")
        return value
    if not isinstance(value, list | dict):
        return value
    stack: list[Value] = [value]
    left, text = MOST_NODES, MOST_CHARACTERS
    while stack:
        item = stack.pop()
        if isinstance(item, str | Symbolic):
            text -= text_size(item)
        elif isinstance(item, list | dict):
            left -= len(item)
            stack.extend(item.values() if isinstance(item, dict) else item)
        if left < 0 or text < 0:
            raise Limit("a value holds too many values")
    return value


def text_size(value: Value) -> int:
    """Give a string's length, each hole counted as long as a message."""
    if isinstance(value, str):
        return len(value)
    return sum(len(part) if isinstance(part, str) else _HOLE for part in value.parts) if isinstance(value, Symbolic) else _HOLE


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


def to_text(value: Value) -> str:
    """Convert a known scalar to a string. Raises EvalError for null and collections."""
    if isinstance(value, str):
        return value
    convert = _TO_TEXT.get(type(value))
    if convert is None:
        raise EvalError("null cannot be part of a string" if value is None else "a string is required, and this is a collection")
    return convert(value)


def _float_text(value: float) -> str:
    if not isfinite(value):
        raise Limit("a number grows too large")
    return format(Decimal(repr(value)), "f") if not value.is_integer() else str(int(value))


_TO_TEXT: dict[type, Callable[..., str]] = {bool: lambda value: "true" if value else "false", int: str, float: _float_text}


def to_number(value: Value) -> int | float:
    """Convert a known scalar to a number, an int where it is whole. Raises EvalError."""
    kind = type(value)
    if kind is int:
        return value  # type: ignore[return-value]  # `type` does not narrow
    if kind is float:
        return whole(value)  # type: ignore[arg-type]  # likewise
    if kind is str:
        return parse_number(value)  # type: ignore[arg-type]  # likewise
    raise EvalError("a number is required")


def whole(value: float) -> int | float:
    """Give a number as an int where it is whole."""
    if not isfinite(value):
        raise Limit("a number grows too large")
    if not value.is_integer():
        return value
    return int(value) if abs(value) < 1 << 53 else int(Decimal(repr(value)))


def parse_number(text: str) -> int | float:
    """Read a decimal number as Terraform does. Raises EvalError."""
    if not text or text[-1].isspace() or text[0].isspace() or "_" in text or not text.isascii():
        raise EvalError("a number is required")
    try:
        number = int(text) if len(text) < 600 else Decimal(text)
    except (ValueError, InvalidOperation):
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise EvalError("a number is required") from None
    if isinstance(number, int):
        return number
    if not number.is_finite():
        raise EvalError("a number is required")
    if number and number.adjusted() > 300:
        raise Limit("a number grows too large")
    return int(number) if number == number.to_integral_value() else float(number)


def to_bool(value: Value) -> bool:
    """Convert a known scalar to a boolean. Raises EvalError."""
    if isinstance(value, bool):
        return value
    if value in ("true", "1") and isinstance(value, str):
        return True
    if value in ("false", "0") and isinstance(value, str):
        return False
    raise EvalError("a boolean is required")
