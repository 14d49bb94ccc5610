"""The way in: a file, a template or an expression as a tree, every mistake with its offset."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from azbk_lint.model.hcl import Body, HclError, Node
from azbk_lint.read.hcl.bodies import Items, Notes, read_items
from azbk_lint.read.hcl.expressions import whole
from azbk_lint.read.hcl.lexicon import DEEPEST, FREE
from azbk_lint.read.hcl.recovery import limited, recover
from azbk_lint.read.hcl.templates import bare


def parse(text: str) -> tuple[Body, list[HclError]]:
    """Read a Terraform file's text (without byte order mark): what it holds, and every mistake, none where it is sound.

    A block with a mistake is left out; the others are there.
    """
    try:
        with building():
            return _read(text)
    except HclError as error:
        return Body((), ()), [error]


def _read(text: str) -> tuple[Body, list[HclError]]:
    items, errors = Items([], [], set()), list[HclError]()
    try:
        read_items(text, 0, items, Notes(errors))
    except HclError:
        return recover(text)
    return items.body(), limited(errors)


def parse_template(text: str) -> Node:
    """Read a whole text as a template: a Literal where nothing is interpolated, else a Template. Raises HclError."""
    with building():
        return bare(text, _free)


def parse_expression(text: str) -> Node:
    """Read a whole text as one expression, line breaks allowed. Raises HclError."""
    with building():
        node = _free(text, FREE.skip(text, 0).end(), 0)
        end = FREE.skip(text, node.end).end()
    if end < len(text):
        raise HclError("expected the end", end)
    return node


def _free(text: str, at: int, depth: int) -> Node:
    return whole(text, at, FREE, depth)


@contextmanager
def building() -> Iterator[None]:
    """Keep the garbage collector away while a tree grows, which has no cycles. Raises HclError where the stack has no room left."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    except RecursionError:
        raise HclError(f"expected at most {DEEPEST} levels of nesting", 0) from None
    finally:
        if collecting:
            gc.enable()
