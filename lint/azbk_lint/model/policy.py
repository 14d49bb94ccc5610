"""What a policy says, what a check answers, and the finding the two make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from azbk_lint.model.estate import Estate
from azbk_lint.model.source import Place, Related

Severity: TypeAlias = Literal["error", "warning", "info", "off"]
Confidence: TypeAlias = Literal["high", "medium", "low"]
Verdict: TypeAlias = Literal["fails", "unknown"]
Stack: TypeAlias = Literal["v1", "v2", "current"]
UNREAD = "unread"
"""The name under which parts of a deployment that were not read stand among the unknowns; no policy is called so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A check's answer for one place. What passes gives no answer.

    `facts` fill the policy's message and remedy; an unknown answer has `because` and `settle` among them.
    `shifts` are the named conditions that the check found true (`write-accelerator`), which a policy may weigh.
    `resource` is the address the finding is about, `label` what the primary place is ("denies TCP 443 to Storage").
    """

    verdict: Verdict
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    related: Sequence[Related] = ()
    label: str = ""
    resource: str = ""
    confidence: Confidence = "high"
    shifts: frozenset[str] = frozenset()
    stack: Stack | None = None


class Check(Protocol):
    """A named analysis with its parameters. It knows nothing of policies."""

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Answer for each place where the estate fails, or where nobody can tell."""
        ...


@dataclass(frozen=True, slots=True)
class Citation:
    """The statement a policy rests on: an article's file name, its date, and the section's anchor or heading."""

    article: str
    dated: dt.date
    section: str = ""


@dataclass(frozen=True, slots=True)
class Severities:
    """How bad a policy's finding is on each backup stack."""

    v1: Severity
    v2: Severity
    current: Severity

    def on(self, stack: Stack) -> Severity:
        """Give the severity on a stack."""
        said: Severity = getattr(self, stack)
        return said


@dataclass(frozen=True, slots=True)
class Policy:
    """One file of policies/; `name` is the file's stem.

    `title` names the fault where no fact is known yet; `message` says it of one finding, and the title serves where there
    is none. `message` and `remedy` hold `{fact}` places that the check fills. `breaks` are Azure error codes, as spelt today.
    `basis` is "inferred" where no source says it outright. `since` says, for what is no longer required, since when.
    `worse_if` and `better_if` name conditions that move the severity one step.
    """

    name: str
    title: str
    severity: Severities
    breaks: Sequence[str]
    why: str
    remedy: str
    source: Sequence[Citation]
    check: Check
    conflicts: Sequence[str] = ()
    basis: Literal["confirmed", "inferred"] = "confirmed"
    since: str = ""
    worse_if: Sequence[str] = ()
    better_if: Sequence[str] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A policy's verdict at a place, in one deployment, on one stack; `also` names others that give the same."""

    policy: Policy
    answer: Answer
    deployment: str
    severity: Severity
    also: Sequence[str] = ()
    stack: Stack = "current"
