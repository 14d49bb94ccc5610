"""Sets of characters: what one place of a pattern may match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Ranges = tuple[tuple[str, str], ...]

DIGIT: Ranges = (("0", "9"),)
SPACE: Ranges = (("\t", "\n"), ("\f", "\r"), (" ", " "))
WORD: Ranges = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
PERL: dict[str, Ranges] = {"d": DIGIT, "s": SPACE, "w": WORD}
NAMED: dict[str, Ranges] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "ascii": (("\0", "\x7f"),),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": DIGIT,
    "graph": (("!", "~"),),
    "lower": (("a", "z"),),
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "word": WORD,
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}
ALL: Ranges = (("\0", "\U0010ffff"),)
ALL_BUT_NEWLINE: Ranges = (("\0", "\t"), ("\v", "\U0010ffff"))
CATEGORIES = frozenset(("C", "L", "M", "N", "P", "S", "Z"))


@dataclass(frozen=True, slots=True, eq=False)
class CharacterSet:
    """Characters by ranges, by Unicode categories, and by other sets; `negated` turns them round, `folded` ignores letter case."""

    ranges: Ranges = ()
    categories: tuple[str, ...] = ()
    sets: tuple[CharacterSet, ...] = ()
    negated: bool = False
    folded: bool = False
    _known: dict[str, bool] = field(default_factory=dict[str, bool], repr=False)

    def holds(self, character: str) -> bool:
        """Say whether a character is one of them."""
        known = self._known.get(character)
        if known is None:
            variants = {character, character.lower(), character.upper()} if self.folded else (character,)
            known = self._known[character] = self._any(variants) is not self.negated
        return known

    def _any(self, variants: Iterable[str]) -> bool:
        return any(
            any(low <= each <= high for low, high in self.ranges)
            or any(inner.holds(each) for inner in self.sets)
            or (bool(self.categories) and _category(each).startswith(self.categories))
            for each in variants
        )


def _category(character: str) -> str:
    from unicodedata import category

    return category(character)
