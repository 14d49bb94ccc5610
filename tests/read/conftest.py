"""A folder to scan, and the words for what is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from types import MappingProxyType

import pytest

from azbk_lint.model.policy import Stack
from azbk_lint.model.value import Json
from azbk_lint.read.discover import Collected, discover
from azbk_lint.read.disk import Disk

SCHEMAS = "https://schema.management.azure.com/schemas/2019-04-01"


@dataclass(frozen=True, slots=True)
class Given:
    """What a user gives: for all deployments, or for one in a set with a path and a name."""

    path: str = ""
    name: str = ""
    var_files: Sequence[str] = ()
    vars: Mapping[str, Json] = field(default_factory=dict[str, Json])
    parameters: Sequence[str] = ()
    set: Mapping[str, Json] = field(default_factory=dict[str, Json])
    stack: Stack | None = None
    location: str = ""
    resource_group: str = ""
    subscription_id: str = ""
    deployment: Sequence[Given] = ()

    @property
    def everywhere(self) -> Given:
        return self


@dataclass(frozen=True, slots=True)
class Tree:
    """Writes files below the working directory, and scans them."""

    disks: list[Disk] = field(default_factory=list[Disk])

    def put(self, path: str, content: str | bytes = "") -> None:
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def template(self, path: str, *parameters: str, **more: Json) -> None:
        declared = {name: {"type": "string"} for name in parameters}
        header = {"$schema": f"{SCHEMAS}/deploymentTemplate.json#", "contentVersion": "1.0.0.0"}
        self.put(path, json.dumps({**header, "parameters": declared, "resources": [], **more}))

    def parameters(self, path: str, *names: str) -> None:
        header = {"$schema": f"{SCHEMAS}/deploymentParameters.json#", "contentVersion": "1.0.0.0"}
        self.put(path, json.dumps({**header, "parameters": {name: {"value": "x"} for name in names}}))

    def scan(self, *paths: str, given: Given = Given(), env: Mapping[str, str] = MappingProxyType({})) -> Collected:
        places = [PurePath(path) for path in paths or ["."]]
        self.disks.append(Disk(places))
        return discover(places, self.disks[-1], given, env)

    def found(self, *paths: str, given: Given = Given()) -> list[str]:
        return [deployment.name for deployment in self.scan(*paths, given=given).deployments]

    def notes(self, *paths: str, given: Given = Given()) -> list[str]:
        return [f"{note.why}: {', '.join(map(str, note.names))}" for note in self.scan(*paths, given=given).notes]

    def problems(self) -> list[str]:
        return [f"{problem.name}:{problem.line}: {problem.why}" for problem in self.disks[-1].problems]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.chdir(tmp_path)
    return Tree()


@pytest.fixture
def given() -> type[Given]:
    return Given
