"""Matching: every step is tried at most once at each position, so that the time is bounded by their product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from azbk_lint.resolve.terraform.regular.characters import WORD, CharacterSet
from azbk_lint.resolve.terraform.regular.program import Step, TooLargeError, steps
from azbk_lint.resolve.terraform.regular.syntax import Parser

MOST_WORK = 2_000_000
_WORD = CharacterSet(WORD)


class Match:
    """Where a pattern matched: `spans` holds the start and end of the whole and of each group, None for one that took no part."""

    __slots__ = ("pattern", "spans", "text")

    def __init__(self, pattern: Pattern, text: str, spans: tuple[int | None, ...]) -> None:
        self.pattern, self.text, self.spans = pattern, text, spans

    @property
    def start(self) -> int:
        """Give the offset of the first character."""
        return self.spans[0] or 0

    @property
    def end(self) -> int:
        """Give the offset behind the last character."""
        return self.spans[1] or 0

    def group(self, number: int) -> str | None:
        """Give what a group matched, None where it took no part; 0 is the whole."""
        start, end = self.spans[2 * number], self.spans[2 * number + 1]
        return None if start is None or end is None else self.text[start:end]


class Pattern:
    """A compiled pattern; `names` are the groups that have one, by number."""

    __slots__ = ("groups", "names", "program")

    def __init__(self, program: list[Step], groups: int, names: Mapping[int, str]) -> None:
        self.program, self.groups, self.names = program, groups, names

    def search(self, text: str, at: int = 0) -> Match | None:
        """Find the first match from an offset on. Raises TooLargeError where it could take too long."""
        if len(self.program) * (len(text) + 1) > MOST_WORK:
            raise TooLargeError
        tried: set[tuple[int, int]] = set()
        for start in range(at, len(text) + 1):
            spans = self._run(text, start, tried)
            if spans is not None:
                return Match(self, text, spans)
        return None

    def all(self, text: str) -> Iterator[Match]:
        """Find every match; an empty one right behind another does not count."""
        at, before = 0, -1
        while at <= len(text) and (match := self.search(text, at)) is not None:
            if match.end > at or match.start != before:
                yield match
            at = match.end if match.end > at else at + 1
            before = match.end

    def _run(self, text: str, start: int, tried: set[tuple[int, int]]) -> tuple[int | None, ...] | None:
        """Try the steps from one offset, going back to the last fork where they fail."""
        spans: list[int | None] = [None] * (2 * self.groups + 2)
        waiting: list[tuple[int, int, int | None]] = [(0, start, None)]
        while waiting:
            step, at, kept = waiting.pop()
            if step < 0:
                spans[~step] = kept
                continue
            while (step, at) not in tried:
                tried.add((step, at))
                kind, characters, edge, slot, first, second = self.program[step]
                if kind == "one":
                    if characters is None or at >= len(text) or not characters.holds(text[at]):
                        break
                    step, at = step + 1, at + 1
                elif kind == "fork":
                    waiting.append((second, at, None))
                    step = first
                elif kind == "keep":
                    waiting.append((~slot, 0, spans[slot]))
                    spans[slot] = at
                    step += 1
                elif kind == "done":
                    return tuple(spans)
                elif _at_edge(edge, text, at):
                    step += 1
                else:
                    break
        return None


def _at_edge(kind: str, text: str, at: int) -> bool:
    match kind:
        case "A":
            return at == 0
        case "z":
            return at == len(text)
        case "^":
            return at == 0 or text[at - 1] == "\n"
        case "$":
            return at == len(text) or text[at] == "\n"
        case _:
            before = at > 0 and _WORD.holds(text[at - 1])
            after = at < len(text) and _WORD.holds(text[at])
            return (before is not after) is (kind == "b")


@lru_cache(maxsize=256)
def compiled(text: str) -> Pattern:
    """Compile a pattern. Raises PatternError where it is none, TooLargeError where it makes too many steps."""
    parser = Parser(text)
    tree = parser.parse()
    return Pattern(steps(tree), parser.groups, dict(parser.names))
