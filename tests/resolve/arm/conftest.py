"""Resolving templates that a test writes as Python, over files that it writes likewise."""

from __future__ import annotations

import json
import os.path
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import ArmInput, Document, Refused, Source
from azbk_lint.model.value import Json

GROUP = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


class Files:
    """A `Reader` of JSON files that are all below one root."""

    def __init__(self, files: Mapping[str, Json]) -> None:
        self.documents = {name: document(name, tree) for name, tree in files.items()}

    def json(self, path: PurePath) -> Document | None:
        return self.documents.get(self._inside(path))

    def exists(self, path: PurePath) -> bool:
        return self._inside(path) in self.documents

    def tree(self, folder: PurePath) -> Sequence[str]:
        inside = self._inside(folder)
        below = "" if inside == "." else f"{inside}/"
        return sorted(name.removeprefix(below) for name in self.documents if name.startswith(below))

    def text(self, path: PurePath) -> Source | None:
        found = self.documents.get(self._inside(path))
        return found.source if found else None

    def _inside(self, path: PurePath) -> str:
        name = os.path.normpath(path.as_posix())
        if name.startswith(("..", "/")):
            raise Refused("it is outside the scanned folders")
        return name


def document(name: str, tree: Json) -> Document:
    """Make a file of JSON, or of text that is given as such."""
    if isinstance(tree, str):
        return Document(Source(PurePath(name), tree, "text"), None)
    return Document(Source(PurePath(name), json.dumps(tree, indent=2)), tree)


@pytest.fixture(scope="session")
def resolve() -> Callable[..., Resolved]:
    """Resolve `infra/main.json` with other files by name, parameter files by name, and single values."""

    def run(
        tree: Json,
        *,
        files: Mapping[str, Json] | None = None,
        parameters: Sequence[Json] = (),
        given: Mapping[str, Json] | None = None,
        context: Mapping[str, str] | None = None,
    ) -> Resolved:
        from azbk_lint.resolve import arm

        main = document("infra/main.json", {"$schema": GROUP, **tree} if isinstance(tree, dict) else tree)
        listed = [document(f"infra/main.parameters{index or ''}.json", each) for index, each in enumerate(parameters)]
        reader: Any = Files({"infra/main.json": main.tree, **(files or {})})
        return arm.resolve(ArmInput(main, listed, given or {}, context or {}), reader)

    run({})  # the first run raises the recursion limit, which hypothesis wants left alone while it watches
    return run
