from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path, PurePath

from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.policy import UNREAD, Finding
from azbk_lint.model.report import Report
from azbk_lint.model.source import Note, Place, Problem, Related, Source
from azbk_lint.report.machine import problem, write

DOCS = Path(__file__).parents[2] / "docs" / "report-format.md"
TEXT = 'security_rule {\n  name = "DenyInternetOut"\n}\n\nsecurity_rule {\n  name = "AllowStorage"\n}\n'


def example(source: Source, place: Callable[..., Place], finding: Callable[..., Finding]) -> Report:
    found = finding(
        place(source, "security_rule"),
        Related(place(source, "security_rule", 1), "`AllowStorage` (priority 200) would allow it, and is never reached"),
        label="denies TCP 443 to Storage.JapanEast",
        resource="azurerm_network_security_group.app",
    )
    broken = Problem(PurePath("infra/vm.tf"), "cannot read: a block is not closed", 7, 1)
    return Report(
        [found],
        [],
        [broken],
        [Note("2 Bicep files were not read", [PurePath("infra/a.bicep"), PurePath("infra/b.bicep")])],
        files=3,
        deployments=1,
        resources=9,
    )


def test_the_documented_example_is_what_is_written(
    source: Callable[..., Source],
    place: Callable[..., Place],
    finding: Callable[..., Finding],
    generated: Callable[[Path, str], None],
) -> None:
    text = "".join(write(example(source(TEXT, "infra/network.tf"), place, finding)))
    generated(DOCS, re.sub(r"```json\n.*?```", lambda _: f"```json\n{text}```", DOCS.read_text(encoding="utf-8"), flags=re.DOTALL))


def test_every_key_is_documented(source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]) -> None:
    report = json.loads("".join(write(example(source(TEXT), place, finding))))
    keys = {*report, *report["summary"], *report["findings"][0], *report["findings"][0]["primary"], *report["problems"][0]}
    prose = DOCS.read_text(encoding="utf-8").partition("```json")[0]
    assert {key for key in keys if f"`{key}`" not in prose} == set()


@given(st.text(st.characters()))
def test_any_text_comes_back_exactly_and_is_ascii_on_the_way(text: str) -> None:
    written = "".join(write(Report(notes=[Note(text)])))
    assert written.isascii()
    assert "\x1b" not in written
    assert json.loads(written)["notes"] == [text]


def test_an_unknown_finding_has_no_remedy_but_says_why(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    facts = {"because": "var.rules has no default", "settle": "--var rules=VALUE"}
    unknown = finding(place(source(TEXT), "name"), facts=facts, verdict="unknown")
    entry = json.loads("".join(write(Report([], [unknown]))))["unknowns"][0]
    assert (entry["verdict"], entry["remedy"], entry["because"], entry["settle"]) == ("unknown", "", facts["because"], facts["settle"])


def test_names_have_forward_slashes() -> None:
    from pathlib import PureWindowsPath

    assert problem(Problem(PureWindowsPath(r"a\b.tf"), "x"))["path"] == "a/b.tf"


def test_what_was_not_read_is_an_unknown_of_no_policy(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    changes = {"name": UNREAD, "message": "cannot tell what {what} deploys"}
    found = finding(place(source("x"), "x"), facts={"what": "module 'net'", "because": "it is away"}, changes=changes, verdict="unknown")
    (told,) = json.loads("".join(write(Report([], [found]))))["unknowns"]
    assert (told["kind"], told["policy"], told["message"]) == ("gap", None, "cannot tell what module 'net' deploys")
    assert told["because"] == "it is away"
