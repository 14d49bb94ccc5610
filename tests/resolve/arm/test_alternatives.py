"""Required parameters of few values: every combination, as long as they are few."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from azbk_lint.model.source import ArmInput, Document, Source
from azbk_lint.model.value import Json
from azbk_lint.resolve.arm import alternatives


def given(parameters: Json, **values: Json) -> ArmInput:
    return ArmInput(Document(Source(PurePath("main.json"), ""), {"parameters": parameters}), given=values)


def combinations(parameters: Json, **values: Json) -> list[dict[str, Json]]:
    return [dict(alternative.given) for alternative in alternatives(given(parameters, **values))]


def test_a_required_boolean_is_both() -> None:
    assert combinations({"on": {"type": "Bool"}}) == [{"on": True}, {"on": False}]


def test_allowed_values_are_each_tried_with_each_boolean() -> None:
    parameters: Json = {"on": {"type": "bool"}, "sku": {"type": "string", "allowedValues": ["a", "b"]}}

    assert combinations(parameters) == [{"on": on, "sku": sku} for on in (True, False) for sku in ("a", "b")]


@pytest.mark.parametrize(
    "declared",
    [
        {"type": "bool", "defaultValue": True},
        {"type": "bool", "nullable": True},
        {"type": "string"},
        {"type": "string", "allowedValues": []},
        {"type": "string", "allowedValues": list("abcdefghijklmnopq")},
        "bool",
    ],
)
def test_what_has_a_default_or_any_number_of_values_is_left(declared: Json) -> None:
    assert combinations({"x": declared}) == [{}]


def test_what_is_given_stays() -> None:
    assert combinations({"on": {"type": "bool"}}, ON=True) == [{"ON": True}]


def test_what_would_be_more_than_sixteen_combinations_stays_unknown() -> None:
    parameters: Json = {f"p{n}": {"type": "bool"} for n in range(6)}

    found = combinations(parameters)

    assert len(found) == 16
    assert set(found[0]) == {"p0", "p1", "p2", "p3"}


def test_a_definition_says_what_is_allowed() -> None:
    tree: Json = {"definitions": {"d": {"type": "string", "allowedValues": [1]}}, "parameters": {"x": {"$ref": "#/definitions/d"}}}
    document = Document(Source(PurePath("main.json"), ""), tree)

    assert [dict(alternative.given) for alternative in alternatives(ArmInput(document))] == [{"x": 1}]


def test_a_template_that_is_no_object_has_itself_only() -> None:
    document = Document(Source(PurePath("main.json"), ""), [])

    assert alternatives(ArmInput(document)) == [ArmInput(document)]
