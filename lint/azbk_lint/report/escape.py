"""Text from the linted files made safe to show: it may hold what steers a terminal or reorders a line."""

from __future__ import annotations

BLANKS = "\u00a0\u3000"  # spaces of French and Japanese text, which Python does not call printable


def visible(text: str) -> str:
    """Write a text so that every character of it is seen: controls, bidirectional marks and lone surrogates as escapes."""
    return text if text.isprintable() else "".join(map(_shown, text))


def cells(text: str) -> int:
    """Count the columns that a visible text takes on a terminal."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum((unicodedata.east_asian_width(char) in "WF") + (unicodedata.combining(char) == 0) for char in text)


def _shown(char: str) -> str:
    if char.isprintable() or char in BLANKS:
        return char
    return char.encode("unicode_escape").decode("ascii")
