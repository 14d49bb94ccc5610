"""Templates: quoted strings, heredocs and bare texts with interpolations and directives.

As in hashicorp/hcl, a text is cut into tokens first, since a trim marker reaches only as far as the next token: in a heredoc
the rest of one line. The reader of expressions is handed in, since the two need each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple, TypeAlias

from azbk_lint.model.hcl import ForDirective, HclError, IfDirective, Literal, Node, Template
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.lexicon import DEEPEST, FREE, NAME, WHITE, Match

Read: TypeAlias = Callable[[str, int, int], Node]
Part: TypeAlias = str | Node

_quoted_piece = re.compile(r'((?:[^"\\$%\r\n]++|\\[^\r\n])+)|(\$\$\{|%%\{)|([$%])\{(~?)|([$%])|(")').match
_bare_piece = re.compile(r"([^$%\n]*+\n|[^$%\n]++)|(\$\$\{|%%\{)|([$%])\{(~?)|([$%])").match
_closing = re.compile(r"(~?)\}").match
_directive_word = re.compile(NAME).match
_escape = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|.)").sub
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


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


def quoted(text: str, at: int, depth: int, read: Read) -> Node:
    """Read a quoted string from its opening quote on. Raises HclError."""
    tokens, at_end = list[Token](), at + 1
    while (found := _quoted_piece(text, at_end)) is not None and found.lastindex != 6:
        at_end = _take(found, tokens, depth, read, escapes=True)
    if found is None:
        raise HclError('expected `"` before the line ends', at_end)
    return assembled(at, found.end(), tokens)


def bare(text: str, read: Read) -> Node:
    """Read a whole text as a template, as `templatefile` and the strings of JSON syntax are. Raises HclError."""
    tokens, at = list[Token](), 0
    while (found := _bare_piece(text, at)) is not None:
        at = _take(found, tokens, 0, read)
    return assembled(0, at, tokens)


def heredoc(text: str, at: int, depth: int, read: Read) -> Node:
    """Read a heredoc from its `<<` to its end marker, the line's end left. Raises HclError."""
    start = lexicon.heredoc_start(text, at)
    if start is None:
        raise HclError("expected an expression", at)
    indented, marker, begin = start[1], start[2], start.end()
    last = heredoc_end(text, begin, marker)
    if last is None:
        raise HclError(f"expected a line `{marker}` that ends this heredoc", at)
    if text.find("${", begin, last[0]) < 0 and text.find("%{", begin, last[0]) < 0:
        end, tokens = last[1], list[Token](_lines(text[begin : last[0]]) if indented else [text[begin : last[0]]])
    else:
        tokens, end = _heredoc_tokens(text, begin, marker, depth, read)
    return assembled(at, end, _flushed(tokens) if indented else tokens, heredoc=True)


def heredoc_end(text: str, begin: int, marker: str) -> tuple[int, int] | None:
    """Find the line that is a heredoc's end marker: its first offset, and the one where its line break stands."""
    at = begin
    while (hit := text.find(marker, at)) >= 0:
        line, at = text.rfind("\n", begin - 1, hit) + 1, text.find("\n", hit)
        if at < 0:
            break
        if text[line:at].strip(WHITE) == marker:
            return line, at - 1 if text[at - 1] == "\r" else at
    return None


def _heredoc_tokens(text: str, at: int, marker: str, depth: int, read: Read) -> tuple[list[Token], int]:
    begin, tokens, line_starts = at, list[Token](), True
    while True:
        if line_starts and (stop := text.find("\n", at)) >= 0 and text[at:stop].strip(WHITE) == marker:
            return tokens, stop - 1 if text[stop - 1] == "\r" else stop
        found = _bare_piece(text, at)
        if found is None:
            raise HclError(f"expected a line `{marker}` that ends this heredoc", begin)
        line_starts = found.lastindex == 1 and found[1].endswith("\n")
        at = _take(found, tokens, depth, read)


def _take(found: Match, tokens: list[Token], depth: int, read: Read, *, escapes: bool = False) -> int:
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


def _lines(text: str) -> Iterable[str]:
    return (line + "\n" for line in text.split("\n")[:-1])


def _flushed(tokens: list[Token]) -> list[Token]:
    """Take from every line that is not blank the indentation that all of them share, as `<<-` asks for."""
    firsts, fresh = list[int](), True
    for index, token in enumerate(tokens):
        if fresh and not (isinstance(token, str) and token.endswith("\n") and not token.strip(WHITE)):
            firsts.append(index)
        fresh = isinstance(token, str) and token.endswith("\n")
    least = min((_indentation(tokens[index]) for index in firsts), default=0)
    for index in firsts if least else ():
        tokens[index] = str(tokens[index])[least:]
    return tokens


def _indentation(token: Token) -> int:
    return len(token) - len(token.lstrip(WHITE)) if isinstance(token, str) else 0
