"""A template's tokens as one node: neighbouring texts joined, and nested what stands between directives."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple, TypeAlias

from azbk_lint.model.hcl import ForDirective, HclError, IfDirective, Literal, Node, Template
from azbk_lint.read.hcl.lexicon import DEEPEST

Part: TypeAlias = str | Node


class Opening(NamedTuple):
    """`%{ if … }` or `%{ for … }`, which wait for their end; `value` is empty for an `if`."""

    start: int
    end: int
    of: Node
    key: str | None = None
    value: str = ""


class Turn(NamedTuple):
    """`%{ else }`, `%{ endif }` or `%{ endfor }`."""

    start: int
    end: int
    word: str


Token: TypeAlias = str | Node | Opening | Turn


def assembled(start: int, end: int, tokens: list[Token], *, heredoc: bool = False) -> Node:
    """Make one node of a template's tokens. Raises HclError where directives do not match."""
    match _tree(tokens):
        case ():
            return Literal(start, end, "")
        case (str(value),):
            return Literal(start, end, value)
        case parts:
            return Template(start, end, parts, heredoc)


class _Open(NamedTuple):
    """A directive that waits for its end, what stands before it, and what stood before its `else` once that came."""

    by: Opening
    before: list[Part]
    yes: list[Part] | None


def _tree(tokens: list[Token]) -> tuple[Part, ...]:
    """Join neighbouring texts and nest what stands between directives."""
    parts, opened = list[Part](), list[_Open]()
    for token in _melded(tokens):
        if isinstance(token, Opening):
            if len(opened) > DEEPEST:
                raise HclError(f"expected at most {DEEPEST} levels of nesting", token.start)
            opened.append(_Open(token, parts, None))
            parts = []
        elif isinstance(token, Turn):
            parts = _turned(token, parts, opened)
        else:
            parts.append(token)
    if opened:
        by = opened[-1].by
        raise HclError(f"expected an `{'endfor' if by.value else 'endif'}` to this directive", by.start)
    return tuple(parts)


def _melded(tokens: list[Token]) -> Iterable[Token]:
    for is_text, group in groupby(tokens, lambda token: isinstance(token, str)):
        if is_text:
            yield "".join(str(token) for token in group)
        else:
            yield from group


def _turned(turn: Turn, parts: list[Part], opened: list[_Open]) -> list[Part]:
    """Close the innermost directive, or begin its other half; give the list that takes what follows."""
    if not opened:
        raise HclError(f"expected no `{turn.word}` where no directive is open", turn.start)
    by, before, yes = opened.pop()
    match turn.word, by.value, yes:
        case "else", "", None:
            opened.append(_Open(by, before, parts))
            return []
        case "endif", "", None:
            before.append(IfDirective(by.start, turn.end, by.of, tuple(parts), ()))
        case "endif", "", list():
            before.append(IfDirective(by.start, turn.end, by.of, tuple(yes), tuple(parts)))
        case "endfor", str(value), _ if value:
            before.append(ForDirective(by.start, turn.end, by.key, value, by.of, tuple(parts)))
        case _:
            raise HclError(f"expected `{'endfor' if by.value else 'endif'}`", turn.start)
    return before
