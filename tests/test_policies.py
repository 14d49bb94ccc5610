"""Every policy against its fixtures.

A comment `expect: POLICY` marks the line of a finding, `expect: POLICY [unknown]` one that nobody can tell,
`expect: POLICY [error]` one whose severity the policy itself does not give, and `expect: POLICY [medium]` one that is less
than sure. `stack: v1` in the first line chooses the stack.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, get_args

import pytest

from azbk_lint.catalogue import load, shipped
from azbk_lint.config import Config
from azbk_lint.engine import lint
from azbk_lint.model.policy import Confidence, Finding, Stack
from azbk_lint.report.locate import locate
from azbk_lint.report.wording import message, remedy

FIXTURES = Path(__file__).parents[1] / "fixtures"
POLICIES = load(shipped())
EXPECT = re.compile(r"(?:#|//) expect: (.+)")
MARK = re.compile(r"([a-z0-9-]+)(?: \[([\w ]+)\])?")
STACK = re.compile(r"\A(?:#|//) stack: (\w+)")
CASES = sorted(path for policy in POLICIES for path in (FIXTURES / policy.name).iterdir())
TWINS = [path.with_suffix("") for path in CASES if path.suffix == ".tf" and path.with_suffix(".json").exists()]


class Said(NamedTuple):
    """A finding, or the mark of one: the file's path in the fixture, the line from 1, the policy; `word` is `unknown` or the severity."""

    file: str
    line: int
    policy: str
    word: str
    confidence: str


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def files(case: Path) -> Sequence[Path]:
    return [case] if case.is_file() else sorted(path for path in case.rglob("*") if path.is_file())


def stack(case: Path) -> Stack:
    words = [found[1] for file in files(case) if (found := STACK.match(file.read_text(encoding="utf-8")))]
    word: Stack = next((known for known in get_args(Stack) if known in words), "current")
    assert words in ([], [word]), f"{name(case)}: a stack is one of {get_args(Stack)}"
    return word


def expected(case: Path) -> Counter[Said]:
    severities = {policy.name: str(getattr(policy.severity, stack(case))) for policy in POLICIES}
    return Counter(
        Said(file.relative_to(case.parent).as_posix(), number, mark[1], *meant(mark[2] or "", severities[mark[1]]))
        for file in files(case)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for comment in EXPECT.findall(line)
        for mark in MARK.finditer(comment)
    )


def meant(words: str, severity: str) -> tuple[str, str]:
    """Take apart what stands in a mark's brackets."""
    sure = [word for word in words.split() if word in get_args(Confidence)]
    said = [word for word in words.split() if word not in sure]
    return (said or [severity])[0], (sure or ["high"])[0]


@cache
def judged(case: Path, *, strict: bool = False) -> Sequence[tuple[Said, Finding]]:
    """Lint a fixture in a folder of its own, since all .tf files of a folder are one module; `strict` JSON has no comments."""
    with TemporaryDirectory() as folder:
        for file in files(case):
            copy = Path(folder, file.relative_to(case.parent))
            copy.parent.mkdir(exist_ok=True, parents=True)
            text = file.read_text(encoding="utf-8")
            copy.write_text(re.sub(r"(?m)(^| )//.*$", "", text) if strict else text, encoding="utf-8")
        report = lint([Path(folder)], POLICIES, Config(stack=stack(case)))
        assert not report.problems
        assert not report.bugs
        assert report.deployments
        return [(said(finding, Path(folder)), finding) for finding in (*report.findings, *report.unknowns)]


def said(finding: Finding, folder: Path) -> Said:
    place, word = finding.answer.place, "unknown" if finding.answer.verdict == "unknown" else finding.severity
    name = Path(place.source.name).relative_to(folder).as_posix()
    return Said(name, locate(place).line, finding.policy.name, word, finding.answer.confidence)


@pytest.mark.parametrize("case", CASES, ids=name)
def test_finds_what_the_fixture_marks_and_nothing_else(case: Path) -> None:
    assert Counter(mark for mark, _ in judged(case)) == expected(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".json" and expected(case)], ids=name)
def test_finds_the_same_in_strict_json(case: Path) -> None:
    assert Counter(mark for mark, _ in judged(case, strict=True)) == expected(case)


@pytest.mark.parametrize("twin", TWINS, ids=name)
def test_the_two_languages_agree(twin: Path) -> None:
    terraform, arm = (Counter((mark.policy, mark.word) for mark, _ in judged(twin.with_suffix(suffix))) for suffix in (".tf", ".json"))
    assert terraform == arm


@pytest.mark.parametrize("case", [case for case in CASES if expected(case)], ids=name)
def test_every_sentence_can_be_written(case: Path) -> None:
    for _, finding in judged(case):
        sentences = [finding.policy.title, message(finding)]
        if finding.answer.verdict == "fails":
            sentences.append(remedy(finding))
        else:
            assert finding.answer.facts["because"]
        assert not [sentence for sentence in sentences if re.search(r"\{[a-z_-]+\}|(?<!next hop )\bNone\b|Unknown\(|  |``", sentence)]


@pytest.mark.parametrize("case", [case for case in CASES if expected(case)], ids=name)
def test_a_check_gives_the_facts_and_conditions_it_declares(case: Path) -> None:
    for _, finding in judged(case):
        declared: type[Any] = type(finding.policy.check)
        facts = finding.answer.facts.keys() - {"because", "settle"}
        assert facts == declared.FACTS if finding.answer.verdict == "fails" else facts <= declared.FACTS
        assert finding.answer.shifts <= declared.CONDITIONS


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_fixture_is_named_for_what_it_shows(case: Path) -> None:
    kind = case.name.partition("-")[0]
    words = {mark.word for mark in expected(case) if mark.policy == case.parent.name}
    assert kind in {"fail", "pass", "unknown"}
    assert ("unknown" in words) == (kind == "unknown")
    assert bool(words - {"unknown"}) == (kind == "fail")
