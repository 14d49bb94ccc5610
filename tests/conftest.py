"""What every test stands on: generated files on demand, and an environment that says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

SPEAKING = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "BICEP_CLI")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write generated files anew instead of comparing them")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: builds or installs the package; takes tens of seconds")


@pytest.fixture(autouse=True)
def _silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPEAKING:
        monkeypatch.delenv(name, raising=False)


class Generated:
    """Compares a generated file with what it should be, or writes it with --update."""

    def __init__(self, update: bool) -> None:  # noqa: FBT001 - pytest gives it so
        self.update = update

    def __call__(self, file: Path, text: str) -> None:
        if self.update:
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.read_text(encoding="utf-8") == text, f"{file.name} is stale: run pytest --update"


@pytest.fixture
def generated(request: pytest.FixtureRequest) -> Generated:
    return Generated(request.config.getoption("--update"))
