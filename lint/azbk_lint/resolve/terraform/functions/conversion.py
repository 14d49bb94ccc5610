"""Functions that convert between types or only pass a value on."""

from __future__ import annotations

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.convert import convert
from azbk_lint.resolve.terraform.functions.registry import NULLABLE, Table, adder
from azbk_lint.resolve.terraform.typed import ListOf, MapOf, SetOf

TABLE: Table = {}
add = adder(TABLE)


@add("tostring", NULLABLE, lenient=True)
def to_string(value: Value) -> Value:
    """Convert to a string."""
    return convert(value, "string")


@add("tonumber", NULLABLE, lenient=True)
def to_number(value: Value) -> Value:
    """Convert to a number."""
    return convert(value, "number")


@add("tobool", NULLABLE, lenient=True)
def to_bool(value: Value) -> Value:
    """Convert to a boolean."""
    return convert(value, "bool")


@add("tolist", NULLABLE, lenient=True)
def to_list(value: Value) -> Value:
    """Convert to a list of one type."""
    return convert(value, ListOf("any"))


@add("toset", NULLABLE, lenient=True)
def to_set(value: Value) -> Value:
    """Convert to a set of one type."""
    return convert(value, SetOf("any"))


@add("tomap", NULLABLE, lenient=True)
def to_map(value: Value) -> Value:
    """Convert to a map of one type."""
    return convert(value, MapOf("any"))


@add("sensitive", NULLABLE, lenient=True, total=True)
def sensitive(value: Value) -> Value:
    """Pass a value on: what is secret is kept out of messages everywhere."""
    return value


@add("nonsensitive", NULLABLE, lenient=True, total=True)
def nonsensitive(value: Value) -> Value:
    """Pass a value on."""
    return value


@add("ephemeralasnull", NULLABLE, lenient=True, total=True)
def ephemeral_as_null(value: Value) -> Value:
    """Give null for an ephemeral value, which nothing here is known to be."""
    return Unknown(f"ephemeralasnull({value.key})", value.because, value.kind) if isinstance(value, Unknown) else value
