from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from azbk_lint import __version__

ROOT = Path(__file__).parents[1]
CASE = ROOT / "fixtures" / "agent-not-provisioned" / "fail-windows.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and source distribution once."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Path]:
    """Install into an environment of its own, and give that environment's programs."""

    def made(*words: str) -> Path:
        venv.create(tmp_path / "env", with_pip=True)
        programs = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([programs / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *words], check=True)
        return programs

    return made


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist", "editable"])
def test_an_installed_package_lints_from_anywhere(kind: str, built: Path, install: Callable[..., Path], tmp_path: Path) -> None:
    what = {"wheel": [str(*built.glob("*.whl"))], "sdist": [str(*built.glob("*.tar.gz"))], "editable": ["-e", str(ROOT)]}
    programs = install(*what[kind])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "main.json").write_bytes(CASE.read_bytes())
    version = subprocess.run([programs / "azbk-lint", "--version"], cwd=elsewhere, check=True, capture_output=True, text=True)
    assert version.stdout == f"azbk-lint {__version__}\n"
    linted = subprocess.run([programs / "azbk-lint"], cwd=elsewhere, check=False, capture_output=True, text=True)
    assert (linted.returncode, linted.stderr) == (1, "")
    assert "error: agent-not-provisioned: " in linted.stdout
    assert "--> main.json:" in linted.stdout


@pytest.mark.slow
def test_the_wheel_holds_the_package_its_policies_and_nothing_else(built: Path) -> None:
    from zipfile import ZipFile

    (wheel,) = built.glob("*.whl")
    names = ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"azbk_lint", f"azbk_lint-{__version__}.dist-info"}
    assert {name.split("/")[-1] for name in names if name.startswith("azbk_lint/policies/")} == {
        file.name for file in (ROOT / "policies").iterdir()
    }
    assert "azbk_lint/py.typed" in names
    assert "azbk_lint/policy.schema.json" in names
