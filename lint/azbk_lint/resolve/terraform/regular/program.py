"""From a pattern's tree to a list of steps."""

from __future__ import annotations

from typing import NamedTuple

from azbk_lint.resolve.terraform.regular.characters import CharacterSet
from azbk_lint.resolve.terraform.regular.syntax import Choice, Edge, Group, One, Repeat, Sequence, Tree

MOST_STEPS = 5000


class Step(NamedTuple):
    """One step: take a character, be at an edge, keep the position as a group's end, or go on at one or two others.

    `kind` is "one", "edge", "keep", "fork" or "done"; a fork tries `first` before `second`.
    """

    kind: str
    characters: CharacterSet | None = None
    edge: str = ""
    slot: int = 0
    first: int = 0
    second: int = 0


class TooLargeError(ValueError):
    """A pattern whose repetitions make too many steps."""


def steps(tree: Tree) -> list[Step]:
    """Write a pattern as steps, the whole match kept as group 0. Raises TooLargeError."""
    made: list[Step] = []
    _write(Group(0, tree), made)
    made.append(Step("done"))
    return made


def _write(tree: Tree, made: list[Step]) -> None:
    if len(made) > MOST_STEPS:
        raise TooLargeError
    match tree:
        case One(characters):
            made.append(Step("one", characters))
        case Edge(kind):
            made.append(Step("edge", edge=kind))
        case Sequence(parts):
            for part in parts:
                _write(part, made)
        case Group(number, part):
            made.append(Step("keep", slot=2 * number))
            _write(part, made)
            made.append(Step("keep", slot=2 * number + 1))
        case Choice(arms):
            _write_choice(arms, made)
        case Repeat():
            _write_repeat(tree, made)


def _write_choice(arms: tuple[Tree, ...], made: list[Step]) -> None:
    ends: list[int] = []
    for arm in arms[:-1]:
        fork = len(made)
        made.append(Step("fork"))
        _write(arm, made)
        ends.append(len(made))
        made.append(Step("fork"))
        made[fork] = Step("fork", first=fork + 1, second=len(made))
    _write(arms[-1], made)
    for end in ends:
        made[end] = Step("fork", first=len(made), second=len(made))


def _write_repeat(tree: Repeat, made: list[Step]) -> None:
    """Write a repetition; one without bound goes round behind its part, as in RE2, which matters for parts that may be empty."""
    if tree.most is None:
        for _ in range(tree.least - 1):
            _write(tree.part, made)
        begin = len(made)
        if tree.least == 0:
            made.append(Step("fork"))
        again = len(made)
        _write(tree.part, made)
        made.append(_fork(again, len(made) + 1, tree))
        if tree.least == 0:
            made[begin] = _fork(again, len(made), tree)
        return
    for _ in range(tree.least):
        _write(tree.part, made)
    forks: list[int] = []
    for _ in range(tree.most - tree.least):
        forks.append(len(made))
        made.append(Step("fork"))
        _write(tree.part, made)
    for fork in forks:
        made[fork] = _fork(fork + 1, len(made), tree)


def _fork(more: int, enough: int, tree: Repeat) -> Step:
    return Step("fork", first=more, second=enough) if tree.greedy else Step("fork", first=enough, second=more)
