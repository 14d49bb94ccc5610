"""What may follow a term: attributes, indexes and splats; and numbers, which may be either.

The reader of expressions is handed in, since the two need each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from azbk_lint.model.hcl import ForTuple, GetAttr, HclError, Index, Literal, Name, Node, Splat
from azbk_lint.read.hcl.collections import Read
from azbk_lint.read.hcl.lexicon import DEEPEST, FREE, HIGHEST, Layout, Match

ITEM: Final = "*"
"""The name under which an outer splat's item is known to the splats inside; no identifier looks like it."""


def number(digits: str, at: int) -> Literal:
    """Give a number's node: an int where it is written as one. Raises HclError for `1.2.3` and for what no float can hold."""
    try:
        value = int(digits) if digits.lstrip("-").isdecimal() else float(digits)
    except ValueError:
        raise HclError("expected a number", at) from None
    if value in (float("inf"), float("-inf")):
        raise HclError("expected a number that fits 64 bits", at)
    return Literal(at, at + len(digits), value)


def follow(text: str, of: Node, layout: Layout, depth: int, read: Read) -> Node:
    """Read the attributes, indexes and splats behind a term. Raises HclError."""
    while text[of.end : of.end + 1] not in layout.ends:
        found = layout.step(text, of.end)
        if found is None:
            break
        match found.lastindex:
            case 1:
                of = _attribute_splat(text, found, of, layout)
            case 2:
                of = _full_splat(found, of, layout, depth, read)
            case _:
                step, end = _step(text, found, depth, read)
                of = taken(of, step, end)
    return of


def _step(text: str, found: Match, depth: int, read: Read) -> tuple[str | Node, int]:
    """Read one step: an attribute's name, or an index's key; give also the offset behind."""
    if found.lastindex == 5:
        return found[5], found.end()
    if found.lastindex == 4:
        return _legacy_key(found), found.end()
    key = read(text, FREE.skip(text, found.end()).end(), FREE, depth + 1)
    end = FREE.skip(text, key.end).end()
    if text[end : end + 1] != "]":
        raise HclError("expected `]`", end)
    return key, end + 1


def _legacy_key(found: Match) -> Literal:
    if "." in found[4]:
        raise HclError("expected `[`: two indexes in a row are written in brackets", found.start(4))
    return number(found[4], found.start(4))


def taken(of: Node, step: str | Node, end: int) -> Node:
    """Give what a step takes from a node; a name grows by an attribute."""
    if not isinstance(step, str):
        return Index(of.start, end, of, step)
    if isinstance(of, Name) and len(of.steps) < HIGHEST:
        return Name(of.start, end, (*of.steps, step))
    return GetAttr(of.start, end, of, step)


def _attribute_splat(text: str, found: Match, of: Node, layout: Layout) -> Splat:
    """Read what belongs to `.*`: attributes and legacy indexes; a bracket behind them takes from the splat's result."""
    end, steps = found.end(), list[str | Node]()
    while (step := layout.step(text, end)) and step.lastindex in (4, 5):
        steps.append(_legacy_key(step) if step.lastindex == 4 else step[5])
        end = step.end()
    if step and step.lastindex == 1:
        raise HclError("expected an attribute's name: a splat cannot stand inside this one", step.end() - 1)
    return Splat(of.start, end, of, full=False, steps=tuple(steps))


def _full_splat(found: Match, of: Node, layout: Layout, depth: int, read: Read) -> Node:
    """Read what belongs to `[*]`: every step behind it, splats too."""
    text, end, steps = found.string, found.end(), list[str | Node]()
    while further := layout.step(text, end):
        if further.lastindex in (1, 2):
            if depth > DEEPEST:
                raise HclError(f"expected at most {DEEPEST} levels of nesting", end)
            outer = Splat(of.start, end, of, full=True, steps=tuple(steps))
            return of_each(outer, lambda item: follow(text, item, layout, depth + 1, read))
        step, end = _step(text, further, depth, read)
        steps.append(step)
    return Splat(of.start, end, of, full=True, steps=tuple(steps))


def of_each(outer: Splat, splat: Callable[[Node], Node]) -> ForTuple:
    """Give a splat that another one follows as the `for` it stands for.

    `a[*].b[*].c` takes for each item of a the list of its b's c: `[for item in a[*] : item.b[*].c]`.
    """
    item: Node = Name(outer.of.end, outer.end, (ITEM,))
    for step in outer.steps:
        item = taken(item, step, outer.end)
    result = splat(item)
    return ForTuple(outer.start, result.end, None, ITEM, outer._replace(steps=()), result, None)
