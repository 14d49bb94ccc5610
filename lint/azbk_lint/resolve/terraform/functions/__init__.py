"""Terraform's functions, by kind: every function of Terraform 1.11 that does not look at the world outside the configuration."""

from __future__ import annotations

from azbk_lint.resolve.terraform.functions import (
    arithmetic,
    collection,
    conversion,
    dates,
    digest,
    encoding,
    files,
    lists,
    network,
    patterns,
    provided,
    sets,
    text,
)
from azbk_lint.resolve.terraform.functions.registry import Function, Table

FUNCTIONS: Table = {}
for _kind in (arithmetic, collection, conversion, dates, digest, encoding, files, lists, network, patterns, provided, sets, text):
    FUNCTIONS.update(_kind.TABLE)


def lookup(name: str) -> Function | None:
    """Find a function by the name it is called by."""
    return FUNCTIONS.get(name)
