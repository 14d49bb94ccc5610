"""Policies for people: one at length, or all in a list."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from azbk_lint.model.policy import Policy
from azbk_lint.report.escape import visible
from azbk_lint.report.wording import title

WIDTH = 80


def explain(policy: Policy) -> Iterator[str]:
    """Give the lines that say what a policy finds, why it matters, what it breaks, and where that is written."""
    severity = policy.severity
    yield f"{policy.name}: {visible(title(policy))}"
    yield ""
    yield from wrapped(policy.why)
    yield ""
    yield from labelled("breaks", ", ".join(policy.breaks) or "nothing that has an error code of its own")
    yield from labelled("severity", f"v1 {severity.v1}, v2 {severity.v2}, current {severity.current}")
    yield from labelled("worse if", ", ".join(policy.worse_if))
    yield from labelled("better if", ", ".join(policy.better_if))
    yield from labelled("since", policy.since)
    yield from labelled("remedy", policy.remedy)
    yield from labelled("conflicts", ", ".join(policy.conflicts))
    yield from labelled("basis", "inferred: no source says it outright" if policy.basis == "inferred" else "")
    for source in policy.source:
        yield from labelled("source", f"{source.article}, {source.dated}" + (f", #{source.section}" if source.section else ""))


def listed(policies: Sequence[Policy]) -> Iterator[str]:
    """Give one line a policy: its name and title."""
    width = max((len(policy.name) for policy in policies), default=0)
    for policy in policies:
        yield f"{policy.name.ljust(width)}  {visible(title(policy))}"


def labelled(word: str, text: str) -> Iterator[str]:
    """Give a text behind a word, its further lines below its first; nothing where there is no text."""
    if text:
        yield from wrapped(text, f"{word + ':':11}", " " * 11)


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines; error codes and paths stay whole."""
    whole = " ".join(visible(text.replace("\n", " ")).split())
    return textwrap.wrap(whole, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
