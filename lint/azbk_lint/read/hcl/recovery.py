"""Reading on behind a mistake, from the next line on which a top-level block or attribute begins."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from azbk_lint.model.hcl import Body, HclError
from azbk_lint.read.hcl.bodies import Items, Notes, read_items
from azbk_lint.read.hcl.heredocs import heredoc_end
from azbk_lint.read.hcl.lexicon import FREE, NAME

MOST: Final = 50
"""So many mistakes are told of one file; behind the last one it is not read."""

_LABELLED = "action|check|data|ephemeral|module|output|provider|resource|variable"
_PLAIN = "import|locals|moved|removed|terraform"
_HEAD = rf'^((?:{_LABELLED})[ \t]*+(?=")|(?:{_PLAIN})[ \t]*+(?=\{{))|^({NAME}[ \t]*+=(?![=>]))|<<-?({NAME})\r?$'


class _Heads(NamedTuple):
    """Where lines begin that look like the first of a top-level block, or of a block or an attribute."""

    blocks: list[int]
    all: list[int]


def recover(text: str) -> tuple[Body, list[HclError]]:
    """Read what is sound of a text with mistakes; give also the mistakes, in order.

    A brace too many casts doubt on the block before it, which may have been closed too early: that one is left out too.
    """
    heads = _heads(text)
    items, notes, at = Items([], [], set()), Notes([], frozenset(heads.blocks)), 0
    while at >= 0 and len(notes.errors) < MOST:
        try:
            read_items(text, at, items, notes)
            break
        except HclError as error:
            notes.errors.append(error)
            broken = FREE.skip(text, max([at, *(read[-1].end for read in (items.attributes, items.blocks) if read)])).end()
            if text.startswith("}", broken) and items.blocks:
                items.blocks.pop()
            ahead = heads.blocks if broken in notes.fences else heads.all
            at = next((head for head in ahead if head > broken), -1)
    return items.body(), limited(notes.errors)


def limited(errors: list[HclError]) -> list[HclError]:
    """Put mistakes in order, and say where the last one told may not be the last one there."""
    errors = sorted(errors, key=lambda error: error.at)[:MOST]
    if len(errors) == MOST:
        errors[-1] = HclError(f"{errors[-1].message}; only {MOST} mistakes of a file are told", errors[-1].at)
    return errors


def _heads(text: str) -> _Heads:
    """Find the heads, heredocs passed over. A few heredocs without end marker are looked into, lest many take forever."""
    blocks, attributes, at, endless = list[int](), list[int](), 0, set[str]()
    for found in re.finditer(_HEAD, text, re.MULTILINE):
        if found.start() < at:
            continue
        if found[1]:
            blocks.append(found.start())
        elif found[2]:
            attributes.append(found.start())
        elif found[3] not in endless and len(endless) < MOST:
            end = heredoc_end(text, found.end() + 1, found[3])
            at = end[1] if end else at
            endless.update([] if end else [found[3]])
    return _Heads(blocks, sorted([*blocks, *attributes]))
