"""Templates: quoted strings and bare texts with interpolations and directives.

As in hashicorp/hcl, a text is cut into tokens first, since a trim marker reaches only as far as the next token: in a heredoc
the rest of one line. The reader of expressions is handed in, since the two need each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from azbk_lint.model.hcl import HclError, Node
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.directives import Opening, Token, Turn, assembled
from azbk_lint.read.hcl.lexicon import FREE, NAME, WHITE, Match

Read: TypeAlias = Callable[[str, int, int], Node]

_quoted_piece = re.compile(r'((?:[^"\\$%\r\n]++|\\[^\r\n])+)|(\$\$\{|%%\{)|([$%])\{(~?)|([$%])|(")').match
bare_piece = re.compile(r"([^$%\n]*+\n|[^$%\n]++)|(\$\$\{|%%\{)|([$%])\{(~?)|([$%])").match
_closing = re.compile(r"(~?)\}").match
_directive_word = re.compile(NAME).match
_escape = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)").sub
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def quoted(text: str, at: int, depth: int, read: Read) -> Node:
    """Read a quoted string from its opening quote on. Raises HclError."""
    tokens, at_end = list[Token](), at + 1
    while (found := _quoted_piece(text, at_end)) is not None and found.lastindex != 6:
        at_end = take(found, tokens, depth, read, escapes=True)
    if found is None:
        raise HclError('expected `"` before the line ends', at_end)
    return assembled(at, found.end(), tokens)


def bare(text: str, read: Read) -> Node:
    """Read a whole text as a template, as `templatefile` and the strings of JSON syntax are. Raises HclError."""
    tokens, at = list[Token](), 0
    while (found := bare_piece(text, at)) is not None:
        at = take(found, tokens, 0, read)
    return assembled(0, at, tokens)


def take(found: Match, tokens: list[Token], depth: int, read: Read, *, escapes: bool = False) -> int:
    """Add a piece's token; give the offset behind it, which for an interpolation is behind its brace."""
    match found.lastindex:
        case 1:
            value = _unescaped(found[1], found.start()) if escapes and "\\" in found[1] else found[1]
            tokens.append(value.lstrip(WHITE) if _trims(found, tokens) else value)
        case 2:
            tokens.append(found[2][1:])
        case 4:
            return _sequence(found, tokens, depth, read)
        case _:
            tokens.append(found[0])
    return found.end()


def _trims(found: Match, tokens: list[Token]) -> bool:
    """Say whether an interpolation or directive that ends in `~}` stands right before a piece."""
    return bool(tokens) and not isinstance(tokens[-1], str) and found.string.startswith("~}", found.start() - 2)


def _sequence(found: Match, tokens: list[Token], depth: int, read: Read) -> int:
    """Add an interpolation or directive, trimming the token before it where it says so."""
    text = found.string
    if found[4] and tokens and isinstance(tokens[-1], str):
        tokens[-1] = tokens[-1].rstrip(WHITE)
    at = FREE.skip(text, found.end()).end()
    token = read(text, at, depth + 1) if found[3] == "$" else _directive(text, found.start(), at, depth, read)
    tokens.append(token)
    at = FREE.skip(text, token.end).end()
    closing = _closing(text, at)
    if closing is None:
        raise HclError("expected `}`", at)
    if isinstance(token, Turn):
        tokens[-1] = token._replace(end=closing.end())
    return closing.end()


def _unescaped(raw: str, at: int) -> str:
    def meant(found: Match) -> str:
        digits = found[2] or found[3]
        if found[1]:
            return _ESCAPES[found[1]]
        if digits is None or not _is_scalar(int(digits, 16)):
            raise HclError(r"expected \n, \r, \t, \", \\, \uXXXX or \UXXXXXXXX", at + found.start())
        return chr(int(digits, 16))

    return _escape(meant, raw)


def _is_scalar(code: int) -> bool:
    return code < 0xD800 or 0xDFFF < code < 0x110000


def _directive(text: str, start: int, at: int, depth: int, read: Read) -> Opening | Turn:
    """Read a directive from its keyword on; reading goes on at `end`."""
    found = _directive_word(text, at)
    match found[0] if found else "":
        case "if":
            condition = read(text, FREE.skip(text, at + 2).end(), depth + 1)
            return Opening(start, condition.end, condition)
        case "for":
            names = lexicon.for_names(text, at + 3)
            if names is None:
                raise HclError("expected one or two names and `in`", FREE.skip(text, at + 3).end())
            over = read(text, names.end(), depth + 1)
            return Opening(start, over.end, over, names[1] if names[2] else None, names[2] or names[1])
        case "else" | "endif" | "endfor" as word:
            return Turn(start, at + len(word), word)
        case _:
            raise HclError("expected `if`, `else`, `endif`, `for` or `endfor`", at)
