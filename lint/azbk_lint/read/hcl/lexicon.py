"""The words of HCL as regular expressions, each of them read in one way only, so that none can run away.

The grammar is that of hashicorp/hcl's hclsyntax (spec.md, scan_tokens.rl); where both say different things, the scanner is right.
One liberty: a carriage return alone is a blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

Match: TypeAlias = re.Match[str]
Matcher: TypeAlias = Callable[[str, int], Match | None]

DEEPEST: Final = 100
"""How many brackets, blocks or directives may stand inside each other; real code stays below 30."""

HIGHEST: Final = 200
"""How many tuples of a value's tree may stand inside each other, so that who walks it needs no guard; real code stays below 80."""

WHITE: Final = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Go's unicode.IsSpace calls space: trim markers and heredoc markers go by it, and str.strip() by another list."""

KEYWORDS: Final = {"true": True, "false": False, "null": None}
PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}

NAME: Final = r"[^\W\d][\w-]*+"
NAMES: Final = rf"{NAME}(?:\.{NAME})*"
_NUMBER = r"[0-9]++(?:\.*+(?:[0-9]++|[eE][+-]?[0-9]++))*"
_BLOCK_COMMENT = r"/\*[^*]*+\*++(?:[^/*][^*]*+\*++)*/"
_LINE_COMMENT = r"(?:\#|//)[^\n]*+"
_BLANK = rf"[ \t]*+(?:{_BLOCK_COMMENT}[ \t]*+)*"
_SPACE = rf"[ \t\r\n]*+(?:(?:{_LINE_COMMENT}|{_BLOCK_COMMENT})[ \t\r\n]*+)*"
_LINE_END = rf"(?:\r?\n|{_LINE_COMMENT}\n?|\Z)"
_PLAIN = r'"([^"\\$%\r\n]*+)"'
_SIMPLE = rf"(?:{_PLAIN}|(true|false|null)|([0-9]{{1,15}}(?:\.[0-9]{{1,15}})?)|({NAMES}))"
_OPERATOR = r"(\|\||&&|==|!=|<=|>=|<|>|\+|-|\*|/(?![/*])|%(?!\{)|\?)"


def _must(pattern: str) -> Callable[[str, int], Match]:
    """Compile an expression that matches the empty string too, so that its matcher never answers None."""
    return re.compile(pattern).match  # type: ignore[return-value]


def _step(space: str) -> Matcher:
    """Compile what may follow a term: `.*`, `[*]`, `[`, a legacy index `.0`, an attribute."""
    splat = rf"(\.{space}\*)|(\[{space}\*{space}\])|(\[)"
    return re.compile(rf"{space}(?:{splat}|\.(?!\.){space}(?:({_NUMBER})|({NAME})))").match


class Layout(NamedTuple):
    """How an expression is laid out: what it may be broken by, what stops it."""

    skip: Callable[[str, int], Match]
    operator: Matcher
    step: Matcher
    ends: str


LINE: Final = Layout(
    skip=_must(_BLANK),
    operator=re.compile(_BLANK + _OPERATOR).match,
    step=_step(_BLANK),
    ends=",)]}\r\n",
)
"""An attribute's value, or an object's: a line break ends it."""

FREE: Final = Layout(
    skip=_must(_SPACE),
    operator=re.compile(_SPACE + _OPERATOR).match,
    step=_step(_SPACE),
    ends=",)]}",
)
"""Inside parentheses, square brackets and interpolations: line breaks are blanks."""

item = _must(
    rf'{_SPACE}(?:({NAME})[ \t]*+(?:(=)(?![=>])[ \t]*+|((?:"[^"\\$%\r\n]*+"[ \t]*+|{NAME}[ \t]*+)*)(\{{))|(\}})|(\Z)|)',
)
"""The head of an attribute (groups 1, 2) or of a block (1, 3 labels, 4), a closing brace (5), the end (6), or nothing plain."""
simple_value = re.compile(rf"{_SIMPLE}[ \t]*+{_LINE_END}").match
"""A whole attribute value of the commonest kinds with the end of its line: text, keyword, number, name."""
simple_item = re.compile(rf"{_SIMPLE}[ \t\r\n]*+(?:,{_SPACE}|(?=[\])]))").match
"""An item of a tuple or an argument of those kinds, with the comma and the blanks behind it."""
_KEY = rf'(?:({NAME})|"([^"\\$%\r\n]*+)")[ \t]*+(?:=(?![=>])|:(?!:))[ \t]*+'
object_key = re.compile(_KEY).match
"""An object's key that is a bare name (group 1) or plain text (2), with what stands before the value."""
simple_member = re.compile(rf"{_KEY}{_SIMPLE}[ \t]*+(?:(?:,|\r?\n){_SPACE}|(?=}}))").match
"""A whole member of an object with a value of those kinds (groups 3 to 6), and the blanks behind it."""
line_end = re.compile(_BLANK + _LINE_END).match
block_start = re.compile(rf"{_BLANK}(?:(\}})|{_LINE_END})").match
labels = re.compile(rf'"([^"\\$%\r\n]*+)"|({NAME})').findall
name = re.compile(NAME).match
term = re.compile(rf"{_PLAIN}|({NAMES})|({_NUMBER})").match
number = re.compile(_NUMBER).match
for_word = re.compile(rf"{_SPACE}for(?![\w-])").match
for_names = re.compile(rf"{_SPACE}({NAME})(?:{_SPACE},{_SPACE}({NAME}))?{_SPACE}in(?![\w-]){_SPACE}").match
if_word = re.compile(r"if(?![\w-])").match
heredoc_start = re.compile(rf"<<(-?)({NAME})\r?\n").match
