from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import pytest

from azbk_lint.judge import judge, merged, settled, severity_of
from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import Answer, Citation, Finding, Policy, Severities
from azbk_lint.model.report import Bug
from azbk_lint.model.source import Place, Source

SOURCE = Source(PurePath("main.json"), "{}")
FAILS = Answer("fails", Place(SOURCE, ("a",)), resource="vm1")
UNKNOWN = replace(FAILS, verdict="unknown")


@dataclass(frozen=True)
class Says:
    """A check that gives fixed answers, and then may break."""

    answers: Sequence[Answer] = ()
    breaks: bool = False

    def judge(self, estate: Estate) -> Iterator[Answer]:  # noqa: ARG002 - every check takes it
        yield from self.answers
        if self.breaks:
            raise KeyError("oops")


def policy(*answers: Answer, name: str = "p", severity: Severities | None = None, breaks: bool = False) -> Policy:
    severity = severity or Severities("error", "warning", "info")
    cited = [Citation("article", dt.date(2018, 12, 3))]
    return Policy(name, "Title", severity, ["Code"], "Why", "Remedy", cited, Says(answers, breaks), worse_if=["w"], better_if=["b"])


def finding(deployment: str, answer: Answer = FAILS, severity: str = "warning") -> Finding:
    return Finding(policy(), answer, deployment, severity)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shifts", "stack", "expected"),
    [
        ("", None, "info"),
        ("", "v1", "error"),
        ("w", None, "warning"),
        ("w", "v1", "error"),
        ("b", "v1", "warning"),
        ("b", None, "info"),
        ("bw", "v2", "warning"),
        ("x", "v2", "warning"),
    ],
)
def test_severity_is_the_stacks_moved_by_what_the_policy_weighs(shifts: str, stack: str | None, expected: str) -> None:
    answer = replace(FAILS, shifts=frozenset(shifts), stack=stack)  # type: ignore[arg-type]
    assert severity_of(policy(), answer, answer.stack or "current") == expected


def test_what_is_off_is_not_told_whatever_the_check_found() -> None:
    off = policy(replace(FAILS, shifts=frozenset("w")), severity=Severities("error", "error", "off"))
    assert list(judge(Estate([]), [off], "main", "current", [])) == []
    assert [found.severity for found in judge(Estate([]), [off], "main", "v1", [])] == ["error"]


def test_a_finding_says_on_which_stack_it_was_weighed() -> None:
    policies = [policy(FAILS), policy(replace(FAILS, stack="v1"))]
    assert [found.stack for found in judge(Estate([]), policies, "main", "v2", [])] == ["v2", "v1"]


def test_a_check_that_breaks_is_named_and_the_rest_still_judged() -> None:
    bugs: list[Bug] = []
    broken, sound = policy(FAILS, name="broken", breaks=True), policy(UNKNOWN, name="sound")
    found = list(judge(Estate([]), [broken, sound], "main", "v1", bugs))
    assert [each.policy.name for each in found] == ["broken", "sound"]
    assert [(bug.policy, bug.deployment) for bug in bugs] == [("broken", "main")]
    assert "KeyError: 'oops'" in bugs[0].traceback


def test_what_several_deployments_give_alike_is_told_once() -> None:
    same = replace(FAILS, place=Place(Source(PurePath("main.json"), "{}"), ("a",)))
    (one,) = merged([finding("dev"), finding("prod", same), finding("dev"), finding("test")])
    assert (one.deployment, one.also) == ("dev", ("prod", "test"))


def test_the_worst_severity_is_the_one_told() -> None:
    (one,) = merged([finding("dev"), finding("prod", severity="error")])
    assert (one.deployment, one.severity, one.also) == ("prod", "error", ("dev",))


A, B, C = (replace(FAILS, resource=name) for name in "abc")
UNKNOWN_A, UNKNOWN_B = (replace(UNKNOWN, resource=name) for name in "ab")


@pytest.mark.parametrize(
    ("first", "choices", "settles_to"),
    [
        ([UNKNOWN_A], [[A], [A]], [A]),
        ([UNKNOWN_A], [[], []], []),
        ([UNKNOWN_A], [[A], []], [UNKNOWN_A]),
        ([UNKNOWN_A], [[], [A]], [UNKNOWN_A]),
        ([UNKNOWN_A], [[UNKNOWN_A], [UNKNOWN_A]], [UNKNOWN_A]),
        ([UNKNOWN_A], [[A], [UNKNOWN_A]], [UNKNOWN_A]),
        ([UNKNOWN_A], [[UNKNOWN_A], []], [UNKNOWN_A]),
        ([UNKNOWN_A, UNKNOWN_B], [[A], [A, B]], [A, UNKNOWN_B]),
        ([UNKNOWN_A, UNKNOWN_B], [[], [B]], [UNKNOWN_B]),
        ([UNKNOWN_A], [[B], [B]], [B]),
        ([UNKNOWN_A], [[B], []], [UNKNOWN_A]),
        ([C, UNKNOWN_A], [[C], [C]], [C]),
        ([C, UNKNOWN_A], [[C, A], [C]], [C, UNKNOWN_A]),
    ],
)
def test_what_every_choice_gives_is_certain_and_all_else_stays_open(
    first: Sequence[Answer], choices: Sequence[Sequence[Answer]], settles_to: Sequence[Answer]
) -> None:
    found = settled([finding("main", answer) for answer in first], [[finding("main", each) for each in choice] for choice in choices])
    assert [each.answer for each in found] == settles_to


def test_a_choice_that_fails_elsewhere_keeps_only_its_own_policys_findings_open() -> None:
    def of(name: str, answer: Answer) -> Finding:
        return Finding(policy(name=name), answer, "main", "warning")

    found = settled([of("p", UNKNOWN_A), of("q", UNKNOWN_A)], [[of("p", B)], []])
    assert [each.policy.name for each in found] == ["p"]


@pytest.mark.parametrize(
    "other",
    [
        UNKNOWN,
        replace(FAILS, resource="vm2"),
        replace(FAILS, place=Place(SOURCE, ("b",))),
        replace(FAILS, place=Place(SOURCE, ("a",), on_key=True)),
        replace(FAILS, place=Place(Source(PurePath("other.json"), "{}"), ("a",))),
    ],
)
def test_what_differs_in_verdict_place_or_resource_stays_apart(other: Answer) -> None:
    assert merged([finding("dev"), finding("prod", other)]) == [finding("dev"), finding("prod", other)]
