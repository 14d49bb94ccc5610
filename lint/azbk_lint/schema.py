"""The JSON Schema of a policy file, for editors, drawn from the records that a policy is read into."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from azbk_lint.checks import CHECKS
from azbk_lint.model.policy import Policy
from azbk_lint.tables import hints_of, key, required

FILE = Path(__file__).with_name("policy.schema.json")
SCALARS: Mapping[object, Mapping[str, object]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}


def schema() -> Mapping[str, object]:
    """Describe a policy file."""
    checks = {name: record(check) for name, check in CHECKS.items()}
    check = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False, "properties": checks}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A policy of azbk-lint", **record(Policy, check=check)}


def written() -> str:
    """Give the schema as its file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


def record(type_: type, **known: Mapping[str, object]) -> Mapping[str, object]:
    """Describe a record's table: no unknown key, and none missing but those with a default; `known` fields are described already."""
    fields = {
        key(name): known.get(name) or describe(hint) for name, hint in hints_of(type_).items() if name != "name" or type_ is not Policy
    }
    needed = [word for word in required(type_) if word in fields]
    return {"type": "object", "additionalProperties": False, "required": needed, "properties": fields}


def describe(hint: Any) -> Mapping[str, object]:  # noqa: ANN401 - a type hint
    """Describe what a field of a type takes; the counterpart of tables.value."""
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [describe(argument) for argument in arguments]}
    if origin in (object, Any) or isinstance(hint, ForwardRef):  # Json names itself
        return {}
    if origin in SCALARS:
        return SCALARS[origin]
    if dataclasses.is_dataclass(origin) and isinstance(origin, type):
        return record(origin)
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": describe(arguments[1]) if arguments else {}}
    if issubclass(origin, Collection):
        return {"type": "array", "items": describe(arguments[0]) if arguments else {}}
    raise TypeError(f"a policy file cannot hold {hint}")
