"""The grammar of ARM template expressions, as trees.

Source: learn.microsoft.com, "Syntax and expressions in ARM templates" (template-expressions.md).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from azbk_lint.resolve.arm.errors import ExpressionError

LONGEST = 24_576
"""Characters of an expression, the documented limit."""
DEEPEST = 100
"""Calls and brackets within each other; a bound of ours, five times what real templates reach."""


class Literal(NamedTuple):
    """A string or number; also the name in `.name`."""

    at: int
    value: str | int | float


class Call(NamedTuple):
    """`name(arguments)`; `name` is as written with its namespace, `folded` in the letter case of the registry."""

    at: int
    name: str
    folded: str
    arguments: tuple[Node, ...]


class Member(NamedTuple):
    """`of.key` and `of[key]`."""

    at: int
    of: Node
    key: Node


Node: TypeAlias = Literal | Call | Member

_NAME = r"(?:[^\W\d]|\$)[\w$]*"
_PRIMARY = re.compile(rf"\s*(?:'((?:[^']|'')*)'|({_NAME}(?:\s*\.\s*{_NAME})?)\s*\(|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?!\w))\s*")
_MEMBER = re.compile(rf"\.\s*({_NAME})\s*")
_TOKEN = re.compile(rf"\s*('(?:[^']|'')*'|{_NAME}|\S)")
_BLANK = re.compile(r"\s*")


def is_expression(text: str) -> bool:
    """Say whether a template's string is an expression: `[` first, `]` last, and no second `[`. Blanks count."""
    return text[:1] == "[" and text[-1:] == "]" and text[1:2] != "["


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Node:
    """Parse an expression with its outer brackets. Raises ExpressionError with the column."""
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST:,} characters", at=0, certain=True)
    node, at = _expression(text, 1, 0)
    if at < len(text) - 1:
        raise _unexpected(text, at, "the end of the expression")
    return node


def _expression(text: str, at: int, depth: int) -> tuple[Node, int]:
    """Read a primary with its member accesses and the blanks after it; give it and where the next token begins."""
    end = len(text) - 1
    if depth > DEEPEST:
        raise ExpressionError("the expression is nested too deeply", at=min(at, end), kind="limit", certain=True)
    match = _PRIMARY.match(text, at, end)
    if match is None:
        raise _no_primary(text, at)
    node, at = _primary(text, match, depth)
    while at < end:
        if text[at] == ".":
            member = _MEMBER.match(text, at, end)
            if member is None:
                raise _unexpected(text, at + 1, "a name after '.'")
            node, at = Member(at, node, Literal(member.start(1), member[1])), member.end()
        elif text[at] == "[":
            key, after = _expression(text, at + 1, depth + 1)
            node, at = Member(at, node, key), _past(text, after, "]", "']'")
        else:
            break
    return node, at


def _primary(text: str, match: re.Match[str], depth: int) -> tuple[Node, int]:
    match match.lastindex:
        case 1:
            return Literal(match.start(1) - 1, match[1].replace("''", "'")), match.end()
        case 2:
            name = match[2] if match[2].isidentifier() else re.sub(r"\s", "", match[2])
            arguments, at = _arguments(text, match.end(), depth)
            return Call(match.start(2), name, name.lower(), arguments), at
        case _:
            return Literal(match.start(3), _number(match[3], match.start(3))), match.end()


def _arguments(text: str, at: int, depth: int) -> tuple[tuple[Node, ...], int]:
    """Read what stands between brackets, the closing one included."""
    end = len(text) - 1
    if text[at] == ")":
        return (), _past(text, at, ")", "')'")
    arguments: list[Node] = []
    while True:
        node, at = _expression(text, at, depth + 1)
        arguments.append(node)
        if at >= end or text[at] != ",":
            return tuple(arguments), _past(text, at, ")", "',' or ')'")
        at += 1


def _past(text: str, at: int, mark: str, wanted: str) -> int:
    """Give where the token after a mark begins. Raises ExpressionError where the mark is not there."""
    if at >= len(text) - 1 or text[at] != mark:
        raise _unexpected(text, at, wanted)
    at += 1
    if text[at].isspace():
        blank = _BLANK.match(text, at, len(text) - 1)
        return blank.end() if blank else at
    return at


def _number(written: str, at: int) -> int | float:
    if len(written) > 30:
        raise ExpressionError("the expression has a number that is too long", at=at, certain=True)
    return int(written) if written.lstrip("-").isdigit() else float(written)


def _no_primary(text: str, at: int) -> ExpressionError:
    """Say why no value begins here: most often a name without the brackets of a call."""
    named = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})?)").match(text, at, len(text) - 1)
    return _unexpected(text, named.end(), f"'(' after {named[1]}") if named else _unexpected(text, at, "a value")


def _unexpected(text: str, at: int, wanted: str) -> ExpressionError:
    token = _TOKEN.match(text, at, len(text) - 1)
    if token is None:
        return ExpressionError(f"the expression wants {wanted} where it ends", at=len(text) - 1, certain=True)
    found = "a string begins that never ends" if token[1] == "'" else f"there is '{token[1][:40]}'"
    return ExpressionError(f"the expression wants {wanted} where {found}", at=token.start(1), certain=True)
