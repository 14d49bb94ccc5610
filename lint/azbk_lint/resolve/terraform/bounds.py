"""How large a value may grow."""

from __future__ import annotations

from azbk_lint.model.value import Symbolic, Value
from azbk_lint.resolve.terraform.errors import Limit
from azbk_lint.resolve.terraform.typed import SCALARS

MOST_NODES = 100_000
"""How many values may lie inside one value: more is a bound of ours, never met by real code."""
MOST_CHARACTERS = 4 << 20
_HOLE = 1000
MOST_BITS = 2048
"""Terraform computes with 512 bits; a number that has four times as many is no port and no size."""


def bounded(value: Value) -> Value:
    """Give a value back when it is small enough to be walked by whoever gets it. Raises Limit."""
    if isinstance(value, str | Symbolic):
        if text_size(value) > MOST_CHARACTERS:
            raise Limit("a string grows too long")
        return value
    if type(value) in SCALARS or not isinstance(value, list | dict):
        return value
    stack: list[Value] = [value]
    left, text = MOST_NODES, MOST_CHARACTERS
    while stack:
        item = stack.pop()
        if isinstance(item, Symbolic):
            text -= text_size(item)
        elif isinstance(item, list | dict):
            inner = item.values() if isinstance(item, dict) else item
            left -= len(inner)
            text -= sum([len(each) for each in inner if type(each) is str])
            stack.extend([each for each in inner if type(each) not in SCALARS])
        if left < 0 or text < 0:
            raise Limit("a value holds too many values")
    return value


def text_size(value: Value) -> int:
    """Give a string's length, each hole counted as long as a message."""
    if isinstance(value, str):
        return len(value)
    return sum(len(part) if isinstance(part, str) else _HOLE for part in value.parts) if isinstance(value, Symbolic) else _HOLE
