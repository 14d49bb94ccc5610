"""Tests a value against a JSON Schema: the plain keywords by ourselves, all else by the jsonschema package, imported then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from azbk_lint.model.value import Json

Test: TypeAlias = Callable[[Json], bool]


def compiled(schema: Mapping[str, Any]) -> Test:
    """Make a test of a schema. Strings are compared in any letter case where only plain keywords are used, as Azure does."""
    plain = [PLAIN[word](value) for word, value in schema.items() if word in PLAIN]
    if len(plain) == len(schema) and None not in plain:
        tests = [test for test in plain if test]
        return lambda value: all(test(value) for test in tests)
    return _by_package(schema)


def _by_package(schema: Mapping[str, Any]) -> Test:
    """Compile a schema with jsonschema; the empty registry keeps it from fetching a remote `$ref`."""
    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator = Draft202012Validator(schema, registry=Registry())
    return lambda value: bool(validator.is_valid(value))


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _bound(holds: Callable[[float, float], bool]) -> Callable[[Any], Test]:
    return lambda limit: lambda value: (number := _number(value)) is None or holds(number, limit)


def _alike(one: Json, other: Json) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _const(wanted: Any) -> Test:  # noqa: ANN401 - a schema's value is any JSON
    return lambda value: _alike(value, wanted)


def _enum(wanted: Sequence[Any]) -> Test:
    return lambda value: any(_alike(value, each) for each in wanted)


def _pattern(pattern: str) -> Test:
    expression = re.compile(pattern, re.IGNORECASE)
    return lambda value: not isinstance(value, str) or expression.search(value) is not None


def _not(schema: Any) -> Test | None:  # noqa: ANN401 - likewise
    if not isinstance(schema, Mapping) or not all(word in PLAIN for word in schema):
        return None
    test = compiled(schema)
    return lambda value: not test(value)


PLAIN: Mapping[str, Callable[[Any], Test | None]] = {
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "maximum": _bound(lambda number, limit: number <= limit),
    "minimum": _bound(lambda number, limit: number >= limit),
    "exclusiveMaximum": _bound(lambda number, limit: number < limit),
    "exclusiveMinimum": _bound(lambda number, limit: number > limit),
    "not": _not,
}
