"""How a run is meant: azbk-lint.toml or [tool.azbk-lint] of pyproject.toml, under what the command line says."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from azbk_lint.model.policy import Stack
from azbk_lint.tables import TableError, fill, line_of


class ConfigError(Exception):
    """A configuration file that cannot be used. Says where and why in one line."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """A backup stack said of a vault or of a part of the tree."""

    stack: Stack


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is asked to do.

    `select` and `ignore` are policies' names or patterns; `policies` further folders of policies. `var_file` and `var` are
    for Terraform, `parameters` and `set` for ARM. `vaults` are keyed by the vault's name, `paths` by a pattern of
    deployments' names, of which the first that fits wins.
    """

    stack: Stack = "current"
    vaults: Mapping[str, Stacked] = field(default_factory=dict[str, Stacked])
    paths: Mapping[str, Stacked] = field(default_factory=dict[str, Stacked])
    select: Sequence[str] = ("*",)
    ignore: Sequence[str] = ()
    policies: Sequence[str] = ()
    var_file: Sequence[str] = ()
    var: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parameters: Sequence[str] = ()
    set: Mapping[str, Any] = field(default_factory=dict[str, Any])
    unknown: Literal["ignore", "show", "fail"] = "ignore"
    fail_on: Literal["error", "warning", "info"] = "warning"

    def stack_of(self, deployment: str) -> Stack:
        """Give the stack a deployment is judged by."""
        return next((said.stack for pattern, said in self.paths.items() if fnmatchcase(deployment, pattern)), self.stack)


def find(folder: Path) -> Path | None:
    """Find the configuration that holds for a folder: its own or the nearest above, up to the root of the repository."""
    for here in (folder, *folder.parents):
        if (file := here / "azbk-lint.toml").is_file():
            return file
        if (file := here / "pyproject.toml").is_file() and "[tool.azbk-lint" in file.read_text(encoding="utf-8", errors="replace"):
            return file
        if (here / ".git").exists():
            return None
    return None


def load(file: Path) -> Config:
    """Read a configuration; relative paths in it are relative to it. Raises ConfigError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        table: object = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file.as_posix()}: cannot read: {getattr(error, 'strerror', None) or error}") from error
    inside: tuple[str, ...] = ("tool", "azbk-lint") if file.name == "pyproject.toml" else ()
    for key in inside:
        table = table.get(key, {}) if isinstance(table, Mapping) else table
    try:
        config = fill(Config, table, inside)
    except TableError as error:
        raise ConfigError(f"{file.as_posix()}:{line_of(text, error.route) or 1}: {error.why}") from error
    return _beside(file.parent, config)


def _beside(folder: Path, config: Config) -> Config:
    """Give a configuration whose paths are said from where the run stands."""
    from dataclasses import replace

    def paths(written: Sequence[str]) -> tuple[str, ...]:
        return tuple((folder / path).as_posix() for path in written)

    return replace(
        config,
        policies=paths(config.policies),
        var_file=paths(config.var_file),
        var=_plain(config.var),
        parameters=paths(config.parameters),
        set=_plain(config.set),
    )


def _plain(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give values as JSON has them: TOML's dates become the strings they are written as."""
    return {
        name: value if isinstance(value, str | int | float) else json.loads(json.dumps(value, default=str)) for name, value in given.items()
    }
