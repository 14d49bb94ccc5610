"""Findings for people: a sentence, the line of source with the fault marked, why it matters, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from azbk_lint.model.policy import UNREAD, Finding
from azbk_lint.model.report import Report
from azbk_lint.model.source import Place, Related
from azbk_lint.report.escape import visible
from azbk_lint.report.locate import locate
from azbk_lint.report.place import WIDTH, asides, excerpt, path, where
from azbk_lint.report.wording import first, lowered, message, remedy, since, summary, weights

COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36", "unknown": "1;35", "gutter": "1;34", "strong": "1"}
MOST_ASIDES = 8  # related places that are shown
PROSE = {"because", "settle", "help", "since"}  # notes that go on below their line; lists of names are left to the terminal
HINT = "`--show unknown` says what is not known, and what would settle it"


class Pen(NamedTuple):
    """How to write one finding: in colour or not, with which colour as its own, behind a gutter of which width."""

    paint: Callable[[str, str], str]
    colour: str
    gutter: int

    def rule(self, mark: str = "|") -> str:
        """Write the gutter without a line number."""
        return f"{' ' * self.gutter} {self.paint('gutter', mark)}"


def write(report: Report, *, unknown: bool = False, colour: bool = False, quiet: bool = False) -> Iterator[str]:
    """Give a report's text piece by piece, each with its line ends; `unknown` shows those too, `quiet` leaves out the summary."""
    paint = coloured if colour else plain
    for _, group in groupby((*report.findings, *(report.unknowns if unknown else ())), alike):
        finding, *more = group
        yield "\n".join((*frame(finding, paint, [other.answer.resource for other in more]), "\n"))
    if not quiet:
        yield summary(report) + "\n"
        if report.unknowns and not unknown:
            yield f"{HINT}\n"


def alike(finding: Finding) -> object:
    """Give what the findings share that one line of source makes of several resources: they are shown as one."""
    return finding.policy.name, finding.answer.verdict, finding.severity, where(finding.answer.place)


def frame(finding: Finding, paint: Callable[[str, str], str], also: Sequence[str] = ()) -> Iterator[str]:
    """Give the lines of one finding; `also` are further resources of which the same place makes the same."""
    answer = finding.answer
    kind = "unknown" if answer.verdict == "unknown" else finding.severity
    others, left_out = asides(finding)[:MOST_ASIDES], len(asides(finding)[MOST_ASIDES:])
    lines = new_lines(answer.place, others)
    pen = Pen(paint, kind, len(str(max(locate(answer.place).line, *lines.values(), 0))))
    yield f"{paint(kind, f'{kind}: {finding.policy.name}')}: {paint('strong', visible(message(finding)))}"
    yield f"{' ' * pen.gutter}{paint('gutter', '-->')} {where(answer.place)}"
    yield pen.rule()
    yield from marked(answer.place, answer.label, "^", pen)
    for related in others:
        yield from aside(related, pen, coded=related in lines)
    if left_out:
        yield f"{pen.rule(':::')} and {left_out} more places, which --format json lists"
    for word, said in (*notes(finding), ("also", first(also)), ("explain", explained(finding))):
        yield from noted(word, said, pen)


def new_lines(primary: Place, others: Iterable[Related]) -> Mapping[Related, int]:
    """Give the related places that show their line of source: those in the same file whose line is not on the screen already."""
    shown, found = {locate(primary).line}, dict[Related, int]()
    for related in others:
        line = locate(related.place).line
        if path(related.place) == path(primary) and line not in shown:
            shown.add(line)
            found[related] = line
    return found


def aside(related: Related, pen: Pen, *, coded: bool) -> Iterator[str]:
    """Give the lines of a related place."""
    head = f"{pen.rule(':::')} {where(related.place)}"
    if not coded:
        yield f"{head}  {visible(related.label)}".rstrip()
        return
    yield head
    yield from marked(related.place, related.label, "-", pen)


def marked(place: Place, label: str, mark: str, pen: Pen) -> Iterator[str]:
    """Give a line of source, and below it the marks and what they mean."""
    line = excerpt(place)
    number = pen.paint("gutter", str(locate(place).line).rjust(pen.gutter))
    yield f"{number} {pen.paint('gutter', '|')} {line.text}".rstrip()
    marks = f"{mark * line.width} {visible(label)}".rstrip()
    yield f"{pen.rule()} {' ' * line.indent}{pen.paint(pen.colour if mark == '^' else 'gutter', marks)}"


def notes(finding: Finding) -> Iterable[tuple[str, str]]:
    """Give what is said below the frame, each with the word before it; empty where there is nothing to say."""
    policy, answer = finding.policy, finding.answer
    if answer.verdict == "unknown":
        yield "because", str(answer.facts.get("because", ""))
        yield "settle", str(answer.facts.get("settle", ""))
    yield "breaks", ", ".join(policy.breaks)
    if answer.verdict == "fails":
        yield "help", instruction(remedy(finding))
        yield "since", since(finding)
    yield "weighs", "; ".join(f"{way}: {', '.join(names)}" for way, names in weights(finding).items() if names)
    yield "confidence", answer.confidence if answer.confidence != "high" else ""
    yield ("deployments" if finding.also else "deployment"), deployed(finding)


def deployed(finding: Finding) -> str:
    """Say in which deployments a finding holds, where its file or folder does not say so by itself."""
    name = finding.answer.place.source.name
    if not finding.also and finding.deployment in (name.as_posix(), name.parent.as_posix()):
        return ""
    return first((finding.deployment, *finding.also))


def explained(finding: Finding) -> str:
    """Say how to learn more of a finding's policy; nothing of what was not read, which has none."""
    return f"azbk-lint explain {finding.policy.name}" if finding.policy.name != UNREAD else ""


def instruction(words: str) -> str:
    """Write what to do as it stands behind a colon: its verb small, and one sentence alone without its full stop."""
    words = lowered(words)
    return words[:-1] if words.endswith(".") and ". " not in words else words


def noted(word: str, said: str, pen: Pen) -> Iterator[str]:
    """Give the lines of a note: long prose goes on below its first line, a list stays on one."""
    if not said:
        return
    indent = " " * (pen.gutter + len(word) + 5)
    long = len(indent) + len(said) > WIDTH and word in PROSE
    head, *more = wrapped(visible(said), WIDTH - len(indent)) if long else [visible(said)]
    yield f"{pen.rule('=')} {word}: {head}"
    yield from (indent + line for line in more)


def wrapped(words: str, width: int) -> list[str]:
    """Break a sentence into lines; names and paths stay whole."""
    from textwrap import wrap

    return wrap(words, width, break_long_words=False, break_on_hyphens=False)


def plain(_: str, words: str) -> str:
    """Write words as they are."""
    return words


def coloured(colour: str, words: str) -> str:
    """Write words in a colour of COLOURS."""
    return f"\x1b[{COLOURS[colour]}m{words}\x1b[0m"
