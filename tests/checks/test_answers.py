"""What the checks' answers share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pytest

from azbk_lint.checks.answers import heading
from azbk_lint.model.estate import Part
from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route


@dataclass(frozen=True)
class InText:
    """An origin that finds a member by its key, and the whole at the first brace."""

    source: Source

    def place(self, route: Route) -> Place:
        at = self.source.text.find(f"{route[-1]}: ") if route else self.source.text.index("{")
        return Place(self.source, span=(at, at + 1 if not route else self.source.text.index("\n", at)) if at >= 0 else (0, 1))

    def chain(self, route: Route) -> Sequence[Related]:
        raise NotImplementedError(route)


@pytest.mark.parametrize(("text", "shown"), [("[\n{\n name: 'deny'\n}]", "name: 'deny'"), ("[\n{\n ...rule\n}]", "{")])
def test_an_object_that_a_lone_brace_begins_is_shown_by_its_name(text: str, shown: str) -> None:
    source = Source(PurePath("main.bicep"), text, "text")
    resource = Resource("a/b", "n", "/id", {}, InText(source), "b/n", Scope("group"))
    place = heading(Part(resource=resource, name="n"))
    assert place.span
    assert text[slice(*place.span)] == shown
