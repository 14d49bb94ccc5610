"""Heredocs: where they end, and what `<<-` takes from their lines."""

from __future__ import annotations

from collections.abc import Iterable

from azbk_lint.model.hcl import HclError, Node
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.directives import Token, assembled
from azbk_lint.read.hcl.lexicon import WHITE
from azbk_lint.read.hcl.templates import Read, bare_piece, take


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
        found = bare_piece(text, at)
        if found is None:
            raise HclError(f"expected a line `{marker}` that ends this heredoc", begin)
        line_starts = found.lastindex == 1 and found[1].endswith("\n")
        at = take(found, tokens, depth, read)


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
