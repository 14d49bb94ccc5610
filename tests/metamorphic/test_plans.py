"""Two roads, one verdict: a saved plan of a fixture is judged as the fixture itself.

The plans are those of Terraform 1.11 for fixtures of the same names, made with the schema of azurerm 4.81 and a provider that
leaves what Azure decides unknown. Where a fixture's variable has no value, its plan is of a module that is given what only the
apply will tell.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.test_policies import FIXTURES, POLICIES, files, judged, said, stack

from azbk_lint.config import Config
from azbk_lint.engine import lint
from azbk_lint.model.report import Report

HERE = Path(__file__).parent / "plans"
PLANS = sorted(HERE.glob("*/*.json"))


def name(plan: Path) -> str:
    return f"{plan.parent.name}/{plan.stem}"


def fixture(plan: Path) -> Path:
    """Give what a plan was made of: a file, or a folder of the plan's name."""
    folder = FIXTURES / plan.parent.name / plan.stem
    return folder if folder.is_dir() else folder.with_suffix(".tf")


def report(folder: Path, case: Path) -> Report:
    made = lint([folder], POLICIES, Config(stack=stack(case)))
    assert not made.problems
    assert not made.bugs
    return made


def verdicts(made: Report) -> Counter[tuple[str, str]]:
    return Counter(
        (finding.policy.name, "unknown" if finding.answer.verdict == "unknown" else finding.severity)
        for finding in (*made.findings, *made.unknowns)
    )


def misplaced(plan: Path) -> object:
    reason = "the blocks of a set are counted as the plan sorts them, not as the sources do"
    known = name(plan) == "nsg-storage-blocked/fail-deny-before-allow"
    return pytest.param(plan, id=name(plan), marks=pytest.mark.xfail(strict=True, reason=reason) if known else ())


@pytest.mark.parametrize("plan", PLANS, ids=name)
def test_a_plan_is_judged_as_what_it_was_made_of(plan: Path, tmp_path: Path) -> None:
    shutil.copy(plan, tmp_path / "plan.json")
    case = fixture(plan)
    assert verdicts(report(tmp_path, case)) == Counter((mark.policy, mark.word) for mark, _ in judged(case))


@pytest.mark.parametrize("plan", [misplaced(plan) for plan in PLANS if not plan.stem.startswith("unknown")])
def test_beside_its_sources_a_plan_points_into_them(plan: Path, tmp_path: Path) -> None:
    case = fixture(plan)
    for file in files(case):
        copy = tmp_path / file.relative_to(case.parent if case.is_file() else case)
        copy.parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(file, copy)
    shutil.copy(plan, tmp_path / "plan.json")
    made = report(tmp_path, case)
    marks = Counter((*said(finding, tmp_path)[:4],) for finding in (*made.findings, *made.unknowns))
    inside = f"{case.name}/" if case.is_dir() else ""
    assert marks == Counter((mark.file.removeprefix(inside), *mark[1:4]) for mark, _ in judged(case))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_plan_that_powershell_saved_is_judged_alike(encoding: str, tmp_path: Path) -> None:
    plan = HERE / "nsg-storage-blocked" / "fail-deny-before-allow.json"
    (tmp_path / "plan.json").write_text(json.dumps(json.loads(plan.read_text(encoding="utf-8")), indent=2), encoding=encoding)
    assert ("nsg-storage-blocked", "warning") in verdicts(report(tmp_path, fixture(plan)))


def test_there_are_enough_plans_and_they_have_the_documented_shape() -> None:
    assert len(PLANS) >= 12
    for plan in PLANS:
        tree = json.loads(plan.read_text(encoding="utf-8"))
        assert {"format_version", "planned_values", "resource_changes", "configuration"} <= {*tree}, name(plan)
        assert all("after_unknown" in record["change"] for record in tree["resource_changes"]), name(plan)
