"""The lines of source that a finding's places stand on, cut to what a screen can show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from azbk_lint.model.policy import Finding
from azbk_lint.model.source import Place, Related
from azbk_lint.report.escape import cells, visible
from azbk_lint.report.locate import Location, locate

WIDTH = 120  # characters of a line of source that are shown
LEAD = 40  # of them before the part in question, where a line is longer
TAB = "    "


class Excerpt(NamedTuple):
    """One line of source as shown: its text, and where in it the part in question begins and how wide it is, in columns."""

    text: str
    indent: int
    width: int


def path(place: Place) -> str:
    """Write the name of a place's file the same on every system."""
    return place.source.name.as_posix()


def where(place: Place) -> str:
    """Write a place as `path:line:column`, for terminals and editors that jump there."""
    at = locate(place)
    return f"{visible(path(place))}:{at.line}:{at.column}"


def position(finding: Finding) -> tuple[str, int, int, str]:
    """Give the order in which findings are told: by file, line, column, and policy."""
    at = locate(finding.answer.place)
    return path(finding.answer.place), at.line, at.column, finding.policy.name


def asides(finding: Finding) -> Sequence[Related]:
    """Give a finding's related places, each once: two values often come the same way."""
    return list(dict.fromkeys(finding.answer.related))


def excerpt(place: Place) -> Excerpt:
    """Cut out the line on which a place begins, and mark the part of it that belongs to the place."""
    text, at = place.source.text, locate(place)
    begin = text.rfind("\n", 0, at.start) + 1
    stop = text.find("\n", at.start)
    stop = len(text) if stop < 0 else stop
    start, end = at.start - begin, _end(text, at, stop) - begin
    left = 0 if end <= WIDTH else max(0, start - LEAD)
    line = text[begin + left : begin + min(left + WIDTH, stop - begin)].rstrip()
    start, end = start - left, end - left
    before = ("…" if left else "") + shown(line[:start])
    after = "…" if begin + left + WIDTH < stop else ""
    return Excerpt(before + shown(line[start:]) + after, cells(before), max(1, cells(shown(line[start:end]))))


def shown(text: str) -> str:
    """Write source text so that each of its columns is one of the terminal's."""
    return visible(text.replace("\t", TAB))


def _end(text: str, at: Location, stop: int) -> int:
    """Give where the marked part of the first line ends: of a block or object, its head without the opening bracket."""
    if at.end <= stop:
        return at.end
    head = text[at.start : stop].rstrip()
    return at.start + max(1, len(head.rstrip("{[ \t")))
