"""The hook in a repository of a user's: it stops a commit with a fault in it, and lets one without pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures" / "nsg-storage-blocked"


def git(*words: str, cwd: Path) -> None:
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@example.com")
    subprocess.run(["git", *who, *words], cwd=cwd, check=True, capture_output=True)


@pytest.mark.slow
def test_hook_stops_a_commit_with_a_fault_and_passes_one_without(tmp_path: Path) -> None:
    repository = tmp_path / "infra"
    repository.mkdir()
    git("init", "--quiet", cwd=repository)
    for fixture in ("fail-deny-before-allow.tf", "pass-allow-before-deny.tf"):
        shutil.copy(FIXTURES / fixture, repository / "main.tf")
        git("add", "main.tf", cwd=repository)
        hook = subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "azbk-lint", "--verbose"],
            cwd=repository,
            env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )
        fails = fixture.startswith("fail")
        assert hook.returncode == int(fails), hook.stdout + hook.stderr
        assert (fails, fails) == ("- exit code: 1\n" in hook.stdout, "warning: nsg-storage-blocked: " in hook.stdout), hook.stdout
