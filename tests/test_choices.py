"""Deployments that are judged once for each way in which what is not known may turn out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.test_engine import run, template

from azbk_lint import engine
from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Deployment, Reader
from azbk_lint.resolve import resolve

MODES = {name: {"type": "string"} for name in "abcdef"}


def arms(name: str, one: object, other: object) -> str:
    return f"if(equals(parameters('{name}'), 'x'), {one}, {other})"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("size", "fails", "unknown"),
    [
        (arms("a", 20, 30), 1, 0),
        (arms("a", 5, 6), 0, 0),
        (arms("a", 20, 6), 0, 1),
        (arms("a", "null()", "createObject('size', 5).size"), 0, 0),
        (arms("a", arms("b", 20, 30), arms("c", 40, 50)), 1, 0),
    ],
)
def test_what_holds_in_both_arms_is_definite(tmp_path: Path, size: str, fails: int, unknown: int) -> None:
    template(tmp_path, size=f"[{size}]", parameters=MODES)
    report = run()
    assert (len(report.findings), len(report.unknowns)) == (fails, unknown)


def test_choices_open_no_further_choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = "5"
    for name in "abcdef":
        size = arms(name, size, "resourceGroup().tags.size")
    template(tmp_path, size=f"[{size}]", parameters={**MODES, "flag": {"type": "bool"}})
    tried: list[str] = []

    def counted(deployment: Deployment, reader: Reader) -> Resolved:
        tried.append(deployment.name)
        return resolve(deployment, reader)

    monkeypatch.setattr(engine, "resolve", counted)
    assert len(run().unknowns) == 1
    assert len(tried) <= 1 + 16 + 8 + 4 + 2
