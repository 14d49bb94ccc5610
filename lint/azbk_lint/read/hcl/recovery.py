"""Reading on behind a mistake, from the next line on which a top-level block beyond doubt begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from azbk_lint.model.hcl import Body, HclError
from azbk_lint.read.hcl.bodies import Items, Notes, read_items
from azbk_lint.read.hcl.lexicon import FREE, NAME
from azbk_lint.read.hcl.templates import heredoc_end

MOST: Final = 50
"""So many mistakes are told of one file; behind the last one it is not read."""

_LABELLED = "action|check|data|ephemeral|module|output|provider|resource|variable"
_PLAIN = "import|locals|moved|removed|terraform"


def recover(text: str) -> tuple[Body, list[HclError]]:
    """Read what is sound of a text with mistakes; give also the mistakes, in order."""
    blocks = list(_heads(text, rf'(?:{_LABELLED})[ \t]*(?=")|(?:{_PLAIN})[ \t]*(?=\{{)'))
    starts = sorted({*blocks, *_heads(text, rf"{NAME}[ \t]*=(?![=>])")})
    items, notes, at = Items([], [], set()), Notes([], frozenset(blocks)), 0
    while True:
        try:
            read_items(text, at, items, notes)
            break
        except HclError as error:
            notes.errors.append(error)
            broken = FREE.skip(text, max([at, *(item[-1].end for item in (items.attributes, items.blocks) if item)])).end()
            at = next((start for start in starts if start > broken), -1)
            if at < 0 or len(notes.errors) >= MOST:
                break
    return items.body(), sorted(notes.errors, key=lambda error: error.at)


def _heads(text: str, pattern: str) -> Iterator[int]:
    """Find the lines that begin with a pattern, heredocs passed over."""
    at = 0
    for found in re.finditer(rf"^(?:{pattern})|<<-?({NAME})\r?$", text, re.MULTILINE):
        if found.start() < at:
            continue
        if found[1] is None:
            yield found.start()
        elif last := heredoc_end(text, found.end() + 1, found[1]):
            at = last[1]
