"""A finding's sentences: the policy's texts, filled from the answer's facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from azbk_lint.model.policy import UNREAD, Finding, Policy
from azbk_lint.model.report import Report
from azbk_lint.model.source import Note, Problem, Undeclared
from azbk_lint.model.value import Unknown, shown

MOST = 3  # names that are told where there may be many
ARTICLES = {"A", "An", "The", "No", "One", "Some"}
FACT = re.compile(r"\{([a-z][a-z0-9_-]*)\}")


def message(finding: Finding) -> str:
    """Say what is wrong at the finding's place, or what nobody can tell there."""
    policy = finding.policy
    if finding.answer.verdict == "unknown" and policy.name != UNREAD:
        words = title(policy)
        return f"cannot tell whether {lowered(words) if words.split()[0] in ARTICLES else words}"
    return filled(policy.message or policy.title, finding.answer.facts)


def remedy(finding: Finding) -> str:
    """Say how to mend it."""
    return filled(finding.policy.remedy, finding.answer.facts)


def since(finding: Finding) -> str:
    """Say since when it is no longer required, on today's stack; on those of 2018 it still was."""
    return " ".join(finding.policy.since.split()) if finding.stack == "current" else ""


def weights(finding: Finding) -> Mapping[str, Sequence[str]]:
    """Name the conditions found true for which the policy weighs the finding more or less."""
    policy, shifts = finding.policy, finding.answer.shifts
    return {"more": sorted(shifts.intersection(policy.worse_if)), "less": sorted(shifts.intersection(policy.better_if))}


def title(policy: Policy) -> str:
    """Give a policy's title as lists show it, on one line."""
    return " ".join(policy.title.split())


def filled(text: str, facts: Mapping[str, object]) -> str:
    """Put facts into a text's `{fact}` places; a place whose fact the check does not give stays as written."""
    return FACT.sub(lambda place: said(facts[place[1]]) if place[1] in facts else place[0], " ".join(text.split()))


def said(fact: object) -> str:
    """Write one fact as part of a sentence."""
    match fact:
        case None:
            return "none"
        case bool():
            return str(fact).lower()
        case Unknown():
            return shown(fact)
        case Sequence() | frozenset() if not isinstance(fact, str):
            return ", ".join(map(said, fact))
        case _:
            return str(fact)


def lowered(sentence: str) -> str:
    """Write a sentence's first letter small, unless its first word is a name or an abbreviation."""
    first = sentence.split(maxsplit=1)[0] if sentence.strip() else ""
    return sentence if any(char.isupper() for char in first[1:]) else sentence[:1].lower() + sentence[1:]


def summary(report: Report) -> str:
    """Count in one line what was found, what nobody can tell, what was read and what could not be."""
    counts = [
        counted(found, severity)
        for severity in ("error", "warning", "info")
        if (found := sum(finding.severity == severity for finding in report.findings))
    ]
    kinds = f" ({', '.join(counts)})" if counts else ""
    read = ", ".join((counted(report.files, "file"), counted(report.deployments, "deployment"), counted(report.resources, "resource")))
    unread = len({problem.name for problem in report.problems})
    closing = f"; {counted(unread, 'file')} could not be read" if unread else ""
    return f"{counted(len(report.findings), 'finding')}{kinds}, {len(report.unknowns)} unknown; read {read}{closing}"


def unread(problems: Iterable[Problem]) -> Iterator[str]:
    """Say of each file with problems where and why: the first of them, since others often follow from it."""
    files: dict[PurePath, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.name, []).append(problem)
    for name, (first, *more) in files.items():
        place = f":{first.line}:{first.column}" if first.line else ""
        others = f" (and {len(more)} more in this file)" if more else ""
        yield f"{name.as_posix()}{place}: {first.why}{others}"


def noted(note: Note, most: int | None = None) -> str:
    """Write a note with the files it is about, or with the first of them and how many more there are."""
    return f"{note.why}: {first([name.as_posix() for name in note.names], most)}" if note.names else note.why


def undeclared(given: Undeclared) -> str:
    """Say of a value that what it could be given to does not declare it."""
    terraform = given.means == "vars"
    who = f"{given.deployment} has no" if given.deployment else f"no {'root module' if terraform else 'template'} here has a"
    return f"{given.given + ': ' if given.given else ''}{who} {'variable' if terraform else 'parameter'} `{given.name}`"


def first(names: Sequence[str], most: int | None = MOST) -> str:
    """Write a few names, and how many more there are."""
    more = len(names[most:]) if most is not None else 0
    return ", ".join(names[:most]) + (f" and {more} more" if more else "")


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: "1 file", "2 files"."""
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"
