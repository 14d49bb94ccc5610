"""Conditions that nobody knows, decided each way to see what holds however they are."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import ArmInput, Document, Source
from azbk_lint.model.value import Json, Unknown
from azbk_lint.resolve import arm

MODE = "if(equals(parameters('{}'), 'x'), 1, 2)"


def given(**properties: str) -> ArmInput:
    parameters: Json = {name: {"type": "string"} for name in "abcdef"}
    it: Json = {"type": "Contoso.Test/things", "name": "it", "properties": properties}
    return ArmInput(Document(Source(PurePath("main.json"), ""), {"parameters": parameters, "resources": [it]}))


def read(resolved: Resolved) -> dict[str, Any]:
    found = resolved.resources[0].get("properties")
    assert isinstance(found, dict)
    return found


def test_each_condition_is_tried_both_ways() -> None:
    made = given(v=f"[{MODE.format('a')}]", w=f"[{MODE.format('b')}]", again=f"[{MODE.format('a')}]")
    resolved = arm.resolve(made, None)  # type: ignore[arg-type]  # nothing is read
    assert all(isinstance(value, Unknown) for value in read(resolved).values())
    assert [because.split()[1] for because in resolved.conditions.values()] == ["'a'", "'b'"]

    tried = [read(arm.resolve(each, None)) for each in arm.alternatives(made, resolved.conditions)]  # type: ignore[arg-type]

    assert sorted((each["v"], each["w"]) for each in tried) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert all(each["v"] == each["again"] for each in tried)


@pytest.mark.parametrize(("count", "tried"), [(0, 1), (1, 2), (4, 16), (6, 16)])
def test_no_more_is_tried_than_is_worth_it(count: int, tried: int) -> None:
    assert len(arm.alternatives(given(), [f"c{index}" for index in range(count)])) == tried


def test_nothing_but_conditions_of_values_is_tried() -> None:
    assert arm.resolve(given(v="[parameters('a')]"), None).conditions == {}  # type: ignore[arg-type]
