from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

import pytest

from azbk_lint.model.policy import Finding, Stack
from azbk_lint.model.report import Report
from azbk_lint.model.source import Note, Place, Problem, Source
from azbk_lint.model.value import Symbolic, Unknown
from azbk_lint.report.wording import filled, lowered, message, noted, said, since, summary, unread

VAR = Unknown("var.env", "no default")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("x", "x"),
        (443, "443"),
        (True, "true"),
        (None, "none"),
        (VAR, "{var.env}"),
        (Symbolic(("vnet-", VAR)), "vnet-{var.env}"),
        (["a", "b"], "a, b"),
        (frozenset({"a"}), "a"),
    ],
)
def test_facts_are_written_as_words(fact: object, words: str) -> None:
    assert said(fact) == words


def test_a_fact_that_looks_like_a_place_is_not_filled_again() -> None:
    assert filled("{a} {b}", {"a": "{b}", "b": 1}) == "{b} 1"


def test_a_place_without_a_fact_stays_as_written() -> None:
    assert filled("rule {rule}", {}) == "rule {rule}"


def test_a_texts_line_breaks_become_blanks() -> None:
    assert filled("\none\n two\n", {}) == "one two"


@pytest.mark.parametrize(
    ("sentence", "small"),
    [("A disk", "a disk"), ("NSG rule", "NSG rule"), ("", ""), ("provisionVMAgent is", "provisionVMAgent is"), ("VMs are", "VMs are")],
)
def test_a_first_word_that_is_a_name_keeps_its_capitals(sentence: str, small: str) -> None:
    assert lowered(sentence) == small


def test_what_nobody_can_tell_is_said_of_the_title(finding: Callable[..., Finding]) -> None:
    unknown = finding(Place(Source(PurePath("a.tf"), "", "hcl")), verdict="unknown")
    assert message(unknown) == "cannot tell whether an NSG rule denies the VM Azure Storage before one allows it"


@pytest.mark.parametrize("stack", ["v1", "v2", "current"])
def test_since_when_it_is_not_required_is_said_only_on_todays_stack(stack: Stack, finding: Callable[..., Finding]) -> None:
    found = finding(Place(Source(PurePath("a.tf"), "", "hcl")), changes={"since": "Gone\nsince 2022."})
    assert since(replace(found, stack=stack)) == ("Gone since 2022." if stack == "current" else "")


def test_a_note_names_all_its_files_or_the_first_of_them() -> None:
    note = Note("4 files were left out", [PurePath(name) for name in "abcd"])
    assert noted(note) == "4 files were left out: a, b, c, d"
    assert noted(note, 3) == "4 files were left out: a, b, c and 1 more"
    assert noted(note, 4) == noted(note)
    assert noted(Note("Nothing was"), 3) == "Nothing was"


def test_the_summary_counts_everything(finding: Callable[..., Finding]) -> None:
    one = finding(Place(Source(PurePath("a.tf"), "", "hcl")))
    problem = Problem(PurePath("b.tf"), "broken")
    report = Report([one, one], [one], [problem, problem], files=12, deployments=3, resources=57)
    assert summary(report) == "2 findings (2 warnings), 1 unknown; read 12 files, 3 deployments, 57 resources; 1 file could not be read"


def test_an_unread_file_is_told_once_with_its_first_reason() -> None:
    bad, other = PurePath("bad.tf"), PurePath("b.json")
    problems = [Problem(bad, "not closed", 3, 7), Problem(bad, "x", 9, 1), Problem(other, "too large"), Problem(bad, "y", 10, 1)]
    assert list(unread(problems)) == ["bad.tf:3:7: not closed (and 2 more in this file)", "b.json: too large"]


@pytest.mark.parametrize(
    ("title", "words"), [("A disk", "a disk"), ("Azure Policy denies", "Azure Policy denies"), ("Terraform sets", "Terraform sets")]
)
def test_a_titles_article_is_small_inside_a_sentence(title: str, words: str, finding: Callable[..., Finding]) -> None:
    place = Place(Source(PurePath("a.tf"), "", "hcl"))
    assert message(finding(place, verdict="unknown", changes={"title": title})) == f"cannot tell whether {words}"


def test_the_summary_of_nothing_is_short() -> None:
    assert summary(Report(files=1, deployments=1, resources=1)) == "0 findings, 0 unknown; read 1 file, 1 deployment, 1 resource"
