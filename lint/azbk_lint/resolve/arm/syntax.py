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

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>[()\[\],.])
      | (?P<text>'(?:[^']|'')*')
      | (?P<name>(?:[^\W\d]|\$)[\w$]*)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<other>\S)
    )""",
    re.VERBOSE,
)
_Token: TypeAlias = tuple[str | None, str, int]


def is_expression(text: str) -> bool:
    """Say whether a template's string is an expression: `[` first, `]` last, and no second `[`. Blanks count."""
    return text[:1] == "[" and text[-1:] == "]" and text[1:2] != "["


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Node:
    """Parse an expression with its outer brackets. Raises ExpressionError with the column."""
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST:,} characters", at=0, certain=True)
    parser = _Parser(text)
    node = parser.expression(0)
    parser.expect_end()
    return node


class _Parser:
    """Recursive descent over the tokens between the outer brackets."""

    def __init__(self, text: str) -> None:
        last = len(text) - 1
        self._tokens: list[_Token] = [
            (kind := match.lastgroup, match[kind or ""], match.start(kind or "")) for match in _TOKEN.finditer(text, 1, last)
        ]
        self._tokens += [("end", "", last)] * 3
        self._next = 0

    def expression(self, depth: int) -> Node:
        """Read a primary with its member accesses."""
        if depth > DEEPEST:
            raise ExpressionError("the expression is nested too deeply", at=self._tokens[self._next][2], kind="limit", certain=True)
        node = self._primary(depth)
        while True:
            _, value, at = self._tokens[self._next]
            if value == ".":
                node = Member(at, node, self._name_after_dot())
            elif value == "[":
                self._next += 1
                node = Member(at, node, self.expression(depth + 1))
                self._expect("]")
            else:
                return node

    def expect_end(self) -> None:
        """Refuse what follows a whole expression."""
        if self._tokens[self._next][0] != "end":
            raise self._unexpected("the end of the expression")

    def _primary(self, depth: int) -> Node:
        kind, value, at = self._tokens[self._next]
        self._next += 1
        match kind:
            case "text":
                return Literal(at, value[1:-1].replace("''", "'"))
            case "number":
                return Literal(at, _number(value, at))
            case "name":
                return self._call(value, at, depth)
            case _:
                self._next -= 1
                raise self._unexpected("a value")

    def _call(self, name: str, at: int, depth: int) -> Call:
        (_, dot, _), (kind, member, _) = self._tokens[self._next : self._next + 2]
        if dot == "." and kind == "name":
            name = f"{name}.{member}"
            self._next += 2
        self._expect("(", f"'(' after {name}")
        arguments: list[Node] = []
        if self._tokens[self._next][1] == ")":
            self._next += 1
            return Call(at, name, name.lower(), ())
        while True:
            arguments.append(self.expression(depth + 1))
            if self._tokens[self._next][1] != ",":
                break
            self._next += 1
        self._expect(")", "',' or ')'")
        return Call(at, name, name.lower(), tuple(arguments))

    def _name_after_dot(self) -> Literal:
        self._next += 1
        kind, value, at = self._tokens[self._next]
        if kind != "name":
            raise self._unexpected("a name after '.'")
        self._next += 1
        return Literal(at, value)

    def _expect(self, mark: str, what: str = "") -> None:
        kind, value, _ = self._tokens[self._next]
        if kind != "mark" or value != mark:
            raise self._unexpected(what or f"'{mark}'")
        self._next += 1

    def _unexpected(self, wanted: str) -> ExpressionError:
        kind, value, at = self._tokens[self._next]
        found = "it ends" if kind == "end" else "a string begins that never ends" if value == "'" else f"there is '{value[:40]}'"
        return ExpressionError(f"the expression wants {wanted} where {found}", at=at, certain=True)


def _number(written: str, at: int) -> int | float:
    if len(written) > 30:
        raise ExpressionError("the expression has a number that is too long", at=at, certain=True)
    return int(written) if written.lstrip("-").isdigit() else float(written)
