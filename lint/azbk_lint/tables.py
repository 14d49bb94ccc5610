"""TOML tables to records, strictly: for policy files and for the configuration, which are both written by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from azbk_lint.model.value import Route

T = TypeVar("T")
NAMES: Mapping[object, str] = {str: "a string", int: "a whole number", float: "a number", bool: "true or false", dt.date: "a date"}


class TableError(ValueError):
    """A table that does not fit its record: at which keys, and why in a clause."""

    def __init__(self, route: Route, why: str) -> None:
        super().__init__(why)
        self.route = route
        self.why = why


def fill(record: type[T], table: object, route: Route = (), **given: object) -> T:
    """Make a record of a table, whose keys are the fields' names with hyphens; `given` fields are not the table's to set.

    Raises TableError.
    """
    if not isinstance(table, Mapping):
        raise TableError(route, f"expected a table, got {kind(table)}")
    described: type = record
    hints = {key(name): (name, hint) for name, hint in hints_of(described).items() if name not in given}
    values = dict(given)
    for word, raw in table.items():
        if word not in hints:
            raise TableError((*route, word), f"unknown key `{word}`{meant(word, hints)}")
        name, hint = hints[word]
        values[name] = value(hint, raw, (*route, word))
    for word in required(described):
        if hints.get(word, ("", None))[0] not in values and word in hints:
            raise TableError(route, f"`{word}` is missing")
    return record(**values)


def value(hint: Any, raw: Any, route: Route) -> object:  # noqa: ANN401 - a type hint, and what a TOML file holds
    """Make a value of a hinted type from what TOML gives, or raise TableError."""
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Literal:
        return one_of(raw, arguments, route)
    if origin in (Union, types.UnionType):
        return any_of(raw, arguments, route)
    if origin in (object, Any) or isinstance(hint, ForwardRef):  # Json names itself
        return raw
    if dataclasses.is_dataclass(origin) and isinstance(origin, type):
        return fill(origin, raw, route)
    if issubclass(origin, Mapping):
        return table_of(arguments, raw, route)
    if issubclass(origin, Collection) and origin is not str:
        return list_of(origin, arguments, raw, route)
    if type(raw) is origin or (origin is float and type(raw) is int):
        return raw
    raise TableError(route, f"expected {NAMES.get(origin, origin.__name__)}, got {kind(raw)}")


def one_of(raw: object, words: Sequence[object], route: Route) -> object:
    """Take a value that is one of a few words."""
    if raw in words and type(raw) in {type(word) for word in words}:
        return raw
    raise TableError(route, f"expected one of {', '.join(map(str, words))}, got {kind(raw)}{meant(raw, words)}")


def any_of(raw: object, hints: Sequence[object], route: Route) -> object:
    """Take a value that fits one of several types; the complaint is of the one that came furthest."""
    complaints = []
    for hint in hints:
        if hint is type(None):  # an optional field; TOML has no null
            continue
        try:
            return value(hint, raw, route)
        except TableError as error:
            complaints.append(error)
    furthest = max(complaints, key=lambda error: len(error.route))
    if len(complaints) == 1 or furthest.route != route:
        raise furthest
    wanted = " or ".join(NAMES.get(hint, "a table" if _is_mapping(hint) else "a list") for hint in hints)
    raise TableError(route, f"expected {wanted}, got {kind(raw)}")


def table_of(hints: Sequence[object], raw: object, route: Route) -> Mapping[str, object]:
    """Take a table whose keys are free and whose values share a type."""
    if not isinstance(raw, Mapping):
        raise TableError(route, f"expected a table, got {kind(raw)}")
    return {word: value(hints[1] if hints else object, item, (*route, word)) for word, item in raw.items()}


def list_of(origin: type, hints: Sequence[object], raw: object, route: Route) -> object:
    """Take a list whose items share a type, as the collection the hint names."""
    if not isinstance(raw, list):
        raise TableError(route, f"expected a list, got {kind(raw)}")
    made = [value(hints[0] if hints else object, item, (*route, index)) for index, item in enumerate(raw)]
    return frozenset(made) if issubclass(frozenset, origin) and origin is not Collection else tuple(made)


@cache
def hints_of(record: type) -> Mapping[str, object]:
    """Give a record's fields that a table may set, with their types."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in dataclasses.fields(record) if field.init}


def required(record: type) -> list[str]:
    """Give the keys a table must have."""
    missing = dataclasses.MISSING
    fields = dataclasses.fields(record)
    return [key(field.name) for field in fields if field.init and field.default is missing and field.default_factory is missing]


def key(name: str) -> str:
    """Write a field's name as a key: `worse_if` is `worse-if`."""
    return name.rstrip("_").replace("_", "-")


def kind(raw: object) -> str:
    """Say what a value is, and which it is where that is short."""
    match raw:
        case bool():
            return str(raw).lower()
        case str():
            return f"`{raw}`" if len(raw) <= 40 else "a long string"
        case Mapping():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(raw)


def meant(word: object, words: Iterable[object]) -> str:
    """Say which of the words a misspelt one was probably meant to be: `; did you mean `x`?`, or nothing."""
    import difflib

    near = difflib.get_close_matches(str(word).lower(), [str(each) for each in words], 1)
    return f"; did you mean `{near[0]}`?" if near else ""


def line_of(text: str, route: Route) -> int:
    """Find the line of a key in a TOML text, or of the nearest table that is written; 0 where nothing is."""
    table: Route = ()
    headers: list[str] = []
    deepest, found = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        here: Route
        if header := re.match(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]", line):
            item = (headers.count(header[2]),) if header[1] == "[[" else ()
            headers.append(header[2])
            here = table = (*(part.strip("\"' ") for part in header[2].split(".")), *item)
        elif written := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line):
            here = (*table, written[1])
        else:
            continue
        shared = here[: len(route)]
        if len(shared) > deepest and route[: len(shared)] == shared:
            deepest, found = len(shared), number
    return found


def _is_mapping(hint: Any) -> bool:  # noqa: ANN401 - a type hint
    origin = get_origin(hint) or hint
    return dataclasses.is_dataclass(origin) or issubclass(origin, Mapping)
