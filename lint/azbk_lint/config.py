"""How a run is meant: azbk-lint.toml or [tool.azbk-lint] of pyproject.toml, under what the command line says."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Any, Literal

from azbk_lint.model.policy import Stack
from azbk_lint.model.value import Route
from azbk_lint.tables import TableError, fill, line_of


class ConfigError(Exception):
    """A configuration file that cannot be used. Says where and why in one line."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """A backup stack said of a vault or of a part of the tree."""

    stack: Stack


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A [[deployment]] table: values that a template or root module is deployed with, told by their name.

    `path` is the template or the root module's folder. `var_files` and `vars` are for Terraform; `parameters`, `set` and
    where it is deployed to for ARM. `stack` is the backup stack it is judged by, where it differs.
    """

    path: str
    name: str
    var_files: Sequence[str] = ()
    vars: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parameters: Sequence[str] = ()
    set: Mapping[str, Any] = field(default_factory=dict[str, Any])
    stack: Stack | None = None
    location: str = ""
    resource_group: str = ""
    subscription_id: str = ""

    def over(self, other: ValueSet) -> ValueSet:
        """Give the other set with these values over its own: files after its files, single values in place of its own."""
        return replace(
            other,
            var_files=(*other.var_files, *self.var_files),
            vars={**other.vars, **self.vars},
            parameters=(*other.parameters, *self.parameters),
            set={**other.set, **self.set},
            location=self.location or other.location,
            resource_group=self.resource_group or other.resource_group,
            subscription_id=self.subscription_id or other.subscription_id,
        )

    def upon(self, other: ValueSet) -> ValueSet:
        """Give this set with its values over the other's."""
        return replace(self.over(other), path=self.path, name=self.name, stack=self.stack)


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is asked to do.

    `select` and `ignore` are policies' names or patterns; `policies` further folders of policies. `var_file` and `var` are
    for Terraform, `parameters`, `set` and where it is deployed to for ARM; what `deployment` names is judged with each set
    of values there instead. `vaults` are keyed by the vault's name, `paths` by a pattern of deployments' names, of which
    the first that fits wins.
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
    location: str = ""
    resource_group: str = ""
    subscription_id: str = ""
    deployment: Sequence[ValueSet] = ()
    unknown: Literal["ignore", "show", "fail"] = "ignore"
    fail_on: Literal["error", "warning", "info"] = "warning"

    @property
    def everywhere(self) -> ValueSet:
        """Give the values for whatever no [[deployment]] names."""
        return ValueSet(
            path="",
            name="",
            var_files=self.var_file,
            vars=self.var,
            parameters=self.parameters,
            set=self.set,
            location=self.location,
            resource_group=self.resource_group,
            subscription_id=self.subscription_id,
        )

    def under(self, said: Mapping[str, Any]) -> Config:
        """Give these settings with what the command line says over them, by fields' names; pairs add to pairs."""
        known = {each.name for each in fields(Config)}
        over = {name: given for name, given in said.items() if name in known and given}
        given = replace(Config(), **over).everywhere
        tables = tuple(given.over(table) for table in self.deployment)
        over |= {name: {**getattr(self, name), **over[name]} for name in ("set", "var") if name in over}
        if said.get("show") and self.unknown == "ignore":
            over.setdefault("unknown", "show")
        return replace(self, **over, deployment=tables)

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
        _distinct(config.deployment, (*inside, "deployment"))
    except TableError as error:
        raise ConfigError(f"{file.as_posix()}:{line_of(text, error.route) or 1}: {error.why}") from error
    return _beside(file.parent, config)


def _distinct(tables: Sequence[ValueSet], route: Route) -> None:
    """See that no two sets of values are told by the same name. Raises TableError."""
    seen = set[tuple[str, str]]()
    for index, table in enumerate(tables):
        if (table.path, table.name) in seen:
            raise TableError((*route, index), f"`{table.path}` has two sets of values named `{table.name}`")
        seen.add((table.path, table.name))


def _from_here(folder: Path, path: str) -> str:
    """Name a path from where the run stands if it stands below or above the folder: a file has one name however a run comes to it."""
    here, there = Path.cwd(), Path.cwd() / folder
    near = here.is_relative_to(there) or there.is_relative_to(here)
    return PurePath(os.path.relpath(there / path) if near and not PurePath(path).is_absolute() else folder / path).as_posix()


def _beside(folder: Path, config: Config) -> Config:
    """Give a configuration whose paths are said from where the run stands, each set of values lying over those for all."""

    def paths(written: Sequence[str]) -> tuple[str, ...]:
        return tuple(_from_here(folder, path) for path in written)

    found = replace(
        config,
        policies=paths(config.policies),
        var_file=paths(config.var_file),
        var=_plain(config.var),
        parameters=paths(config.parameters),
        set=_plain(config.set),
    )
    tables = (
        replace(
            table,
            path=_from_here(folder, table.path),
            var_files=paths(table.var_files),
            vars=_plain(table.vars),
            parameters=paths(table.parameters),
            set=_plain(table.set),
        ).upon(found.everywhere)
        for table in config.deployment
    )
    return replace(found, deployment=tuple(tables))


def _plain(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give values as JSON has them: TOML's dates become the strings they are written as."""
    return {
        name: value if isinstance(value, str | int | float) else json.loads(json.dumps(value, default=str)) for name, value in given.items()
    }
