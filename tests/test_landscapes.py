"""Whole repositories against the report they are known to give."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from azbk_lint.cli import main

ROOT = Path(__file__).parents[1]
LANDSCAPES = ROOT / "fixtures" / "landscapes"
CASES = sorted(path.relative_to(ROOT).as_posix() for landscape in LANDSCAPES.iterdir() for path in landscape.iterdir() if path.is_dir())


def run(*words: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    return main(words, stdout=out, stderr=err, env={}), out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("case", CASES)
def test_landscape_gives_the_report_it_is_known_for(case: str, generated: Callable[[Path, str], None]) -> None:
    status, text, complaints = run(case, "--show", "unknown")
    assert (status, complaints) == (1, "")
    generated(Path(f"{case}.expected.txt"), text)
    _, machine, _ = run(case, "--format", "json")
    generated(Path(f"{case}.expected.json"), machine)


@pytest.mark.parametrize("landscape", sorted(path.name for path in LANDSCAPES.iterdir()))
def test_both_languages_of_a_landscape_break_by_the_same_policies(landscape: str) -> None:
    found = []
    for folder in sorted(path for path in (LANDSCAPES / landscape).iterdir() if path.is_dir()):
        report = json.loads(run(folder.relative_to(ROOT).as_posix(), "--format", "json")[1])
        found.append({(finding["policy"], finding["severity"]) for finding in report["findings"]})
    assert all(each == found[0] for each in found)
    assert len({policy for policy, _ in found[0]}) >= 6
