"""Policies put to an estate: answers become findings, with a severity, and those that say the same become one."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import UNREAD, Answer, Finding, Policy, Severities, Severity, Stack
from azbk_lint.model.report import Bug
from azbk_lint.model.resource import Gap

LADDER: Sequence[Severity] = ("info", "warning", "error")


@contextmanager
def guarded(bugs: list[Bug], deployment: str, policy: str = "") -> Iterator[None]:
    """Note what breaks inside as a bug of ours, and go on: the other policies and deployments still count."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever broke is printed with its traceback, and the run exits with 3
        bugs.append(Bug(deployment, policy, traceback.format_exc()))


def judge(estate: Estate, policies: Iterable[Policy], deployment: str, stack: Stack, bugs: list[Bug]) -> Iterator[Finding]:
    """Put every policy's check to one deployment's estate; a check that breaks is added to `bugs` and keeps what it found."""
    for policy in policies:
        with guarded(bugs, deployment, policy.name):
            for answer in policy.check.judge(estate):
                on = answer.stack or stack
                if (severity := severity_of(policy, answer, on)) != "off":
                    yield Finding(policy, answer, deployment, severity, stack=on)


def severity_of(policy: Policy, answer: Answer, stack: Stack) -> Severity:
    """Give the severity on a stack, moved one step where the policy weighs what the check found."""
    said = policy.severity.on(stack)
    if said == "off":
        return said
    step = bool(answer.shifts.intersection(policy.worse_if)) - bool(answer.shifts.intersection(policy.better_if))
    return LADDER[min(max(LADDER.index(said) + step, 0), len(LADDER) - 1)]


@dataclass(frozen=True, slots=True)
class Unasked:
    """The check of what is no policy: it is put to nothing."""

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Answer nothing."""
        del estate
        yield from ()


def unread(gaps: Iterable[Gap], deployment: str, stack: Stack) -> Iterator[Finding]:
    """Give what was not read of a deployment as unknowns, for `merged` to tell each place of once."""
    for gap in gaps:
        facts = {"what": gap.what, "because": gap.because, "settle": gap.settle}
        yield Finding(NOT_READ, Answer("unknown", gap.place, facts, resource=gap.address), deployment, "warning", stack=stack)


NOT_READ = Policy(
    name=UNREAD,
    title="A part of a deployment is not read",
    message="cannot tell what {what} deploys",
    severity=Severities("warning", "warning", "warning"),
    breaks=(),
    why="What is not read is not judged.",
    remedy="",
    source=(),
    check=Unasked(),
)


def settled(found: Sequence[Finding], choices: Sequence[Iterable[Finding]]) -> Sequence[Finding]:
    """Settle what one judgement left open by judgements of every choice there is.

    What fails by every choice fails, and what no choice makes fail or leaves open passes. All else stays as open as it
    was. Where a choice fails at a place that the first judgement did not think of, nothing of that policy passes.
    """
    tries = [{spot(each): each for each in judged} for judged in choices]
    failing = [{at for at, each in judged.items() if each.answer.verdict == "fails"} for judged in tries]
    certain = {spot(each): each for each in found if each.answer.verdict == "fails"}
    certain |= {at: each for at, each in tries[0].items() if at not in certain and all(at in fails for fails in failing)}
    still_open = {spot(each): each for each in found if each.answer.verdict == "unknown" and spot(each) not in certain}
    doubtful = {at: each.policy.name for judged in tries for at, each in judged.items() if at not in certain}
    unforeseen = {name for at, name in doubtful.items() if at not in still_open}
    return [*certain.values(), *(each for at, each in still_open.items() if at in doubtful or each.policy.name in unforeseen)]


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Make one of findings that several deployments give alike: the first of the worst severity, `also` naming the others'."""
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(identity(finding), []).append(finding)
    return [one(group) for group in alike.values()]


def one(group: Sequence[Finding]) -> Finding:
    """Make one finding of several that are alike."""
    worst = max(group, key=lambda finding: LADDER.index(finding.severity))
    others = dict.fromkeys(finding.deployment for finding in group)
    others.pop(worst.deployment)
    return replace(worst, also=tuple(others)) if others else worst


def identity(finding: Finding) -> object:
    """Give what two findings share that are alike: their spot and their verdict."""
    return finding.answer.verdict, spot(finding)


def spot(finding: Finding) -> object:
    """Give what a finding is about: policy, primary place, resource; what is not read is told by its place alone."""
    place, policy = finding.answer.place, finding.policy.name
    resource = "" if policy == UNREAD else finding.answer.resource
    return policy, place.source.name, place.route, place.span, place.on_key, resource
