"""Where a part of a resource is written, and the definitions its value came through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved, Resource
from azbk_lint.model.value import Json, Route

Resolve = Callable[..., Resolved]


def thing(**more: object) -> dict[str, Any]:
    return {"type": "Contoso.Test/things", "name": "it", **more}


def places(resource: Resource, *route: str | int) -> Sequence[tuple[str, str, Route]]:
    """Give the label, file and route of each place that a value came through."""
    return [(related.label, related.place.source.name.name, related.place.route) for related in resource.origin.chain(route)]


def test_a_declaration_and_its_parts_are_where_they_are_written(resolve: Resolve) -> None:
    (found,) = resolve({"resources": [thing(properties={"rules": [{"access": "Deny"}]})]}).resources

    assert found.at().route == ("resources", 0)
    assert found.at("properties", "rules", 0, "access").route == ("resources", 0, "properties", "rules", 0, "access")
    assert found.at("PROPERTIES", "Rules", 0, "ACCESS").route == ("resources", 0, "properties", "rules", 0, "access")


def test_what_is_not_written_is_placed_at_the_deepest_part_that_is(resolve: Resolve) -> None:
    (found,) = resolve({"resources": [thing(properties={"rules": "[createArray(1)]"})]}).resources

    assert found.at("properties", "rules", 0, "access").route == ("resources", 0, "properties", "rules")
    assert found.at("properties", "none", "deeper").route == ("resources", 0, "properties")
    assert found.at("sku").route == ("resources", 0)


def test_what_a_property_loop_makes_is_in_its_input(resolve: Resolve) -> None:
    inner = {"copy": [{"name": "ports", "count": 2, "input": {"port": 1}}]}
    loop = [{"name": "other", "count": 1, "input": 0}, {"name": "rules", "count": 2, "input": inner}]
    (found,) = resolve({"resources": [thing(properties={"copy": loop})]}).resources

    route = ("resources", 0, "properties", "copy", 1, "input", "copy", 0, "input", "port")
    assert found.at("properties", "rules", 1, "ports", 0, "port").route == route
    assert found.at("properties", "rules").route == ("resources", 0, "properties", "copy", 1)


def test_a_property_whose_name_is_an_expression_is_found(resolve: Resolve) -> None:
    (found,) = resolve({"resources": [thing(tags={"[concat('a', 'b')]": 1})]}).resources

    assert found.at("tags", "ab").route == ("resources", 0, "tags", "[concat('a', 'b')]")


def test_children_and_symbolic_resources_are_placed(resolve: Resolve) -> None:
    tree = {"languageVersion": "2.0", "resources": {"vm": thing(resources=[{"type": "parts", "name": "p", "properties": {"x": 1}}])}}

    vm, part = resolve(tree).resources

    assert vm.at().route == ("resources", "vm")
    assert part.at("properties", "x").route == ("resources", "vm", "resources", 0, "properties", "x")


def test_a_loop_says_which_turn(resolve: Resolve) -> None:
    found = resolve({"resources": [thing(copy={"name": "l", "count": 3})]}).resources[2]

    assert places(found) == [("copy index 2", "main.json", ("resources", 0, "copy"))]


def test_a_variable_is_shown_where_the_value_stands_in_it(resolve: Resolve) -> None:
    tree = {"variables": {"Rules": [{"access": "Deny"}]}, "resources": [thing(properties={"r": "[variables('rules')]"})]}
    (found,) = resolve(tree).resources

    assert found.at("properties", "r", 0, "access").route == ("resources", 0, "properties", "r")
    assert places(found, "properties", "r", 0, "access") == [
        ("variable 'rules' is defined here", "main.json", ("variables", "Rules", 0, "access"))
    ]


def test_members_of_an_expression_are_followed_into_the_variable(resolve: Resolve) -> None:
    tree = {"variables": {"all": {"nsg": [0, {"x": 1}]}}, "resources": [thing(properties={"r": "[variables('all').nsg[1]]"})]}
    (found,) = resolve(tree).resources

    assert places(found, "properties", "r", "x") == [("variable 'all' is defined here", "main.json", ("variables", "all", "nsg", 1, "x"))]


def test_a_variables_loop_is_followed_into_its_input(resolve: Resolve) -> None:
    loop = {"name": "rules", "count": 2, "input": {"access": "Deny"}}
    tree = {"variables": {"copy": [loop]}, "resources": [thing(properties={"r": "[variables('rules')]"})]}
    (found,) = resolve(tree).resources

    route = ("variables", "copy", 0, "input", "access")
    assert places(found, "properties", "r", 1, "access") == [("variable 'rules' is defined here", "main.json", route)]


PARAMETER = {"rules": {"type": "array", "defaultValue": [{"access": "Deny"}]}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("default of parameter 'rules'", "main.json", ("parameters", "rules", "defaultValue", 0, "access"))]),
        (
            {"parameters": [{"parameters": {"Rules": {"value": [{"access": "Allow"}]}}}]},
            [
                (
                    "parameter file main.parameters.json gives 'Rules'",
                    "main.parameters.json",
                    ("parameters", "Rules", "value", 0, "access"),
                )
            ],
        ),
        ({"given": {"rules": [{"access": "Allow"}]}}, []),
    ],
)
def test_a_parameter_is_shown_where_its_value_is_given(resolve: Resolve, given: dict[str, Any], expected: object) -> None:
    tree = {"parameters": PARAMETER, "resources": [thing(properties={"r": "[parameters('rules')]"})]}
    (found,) = resolve(tree, **given).resources

    assert places(found, "properties", "r", 0, "access") == expected


def test_a_required_parameter_is_shown_where_it_is_declared(resolve: Resolve) -> None:
    tree = {"parameters": {"p": {"type": "string"}}, "resources": [thing(properties={"r": "[concat('a', parameters('p'))]"})]}
    (found,) = resolve(tree).resources

    assert places(found, "properties", "r") == [("parameter 'p' is declared here", "main.json", ("parameters", "p"))]


def test_a_value_is_followed_through_definitions_to_where_it_begins(resolve: Resolve) -> None:
    inner = {"parameters": {"p": {"type": "string"}}, "resources": [thing(properties={"r": "[parameters('p')]"})]}
    handed = {"p": {"value": "[variables('v')]"}}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "name": "net",
        "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": inner, "parameters": handed},
    }
    _, found = resolve({"variables": {"v": "[toUpper(variables('w'))]", "w": "x"}, "resources": [nested]}).resources

    assert found.at("properties", "r").route == ("resources", 0, "properties", "template", "resources", 0, "properties", "r")
    assert places(found, "properties", "r") == [
        ("nested deployment 'net'", "main.json", ("resources", 0)),
        ("nested deployment 'net' gives 'p'", "main.json", ("resources", 0, "properties", "parameters", "p", "value")),
        ("variable 'v' is defined here", "main.json", ("variables", "v")),
        ("variable 'w' is defined here", "main.json", ("variables", "w")),
    ]


def test_what_a_property_loop_takes_from_a_list_is_shown_in_the_list(resolve: Resolve) -> None:
    each = "[parameters('rules')[copyIndex('rules')]{}]"
    loop = {
        "name": "rules",
        "count": "[length(parameters('rules'))]",
        "input": {"name": each.format(".name"), "access": each.format(".access")},
    }
    rules = {"rules": {"type": "array", "defaultValue": [{"name": "a", "access": "Allow"}, {"name": "b", "access": "Deny"}]}}
    (found,) = resolve({"parameters": rules, "resources": [thing(properties={"copy": [loop]})]}).resources

    turn = ("copy index 1", "main.json", ("resources", 0, "properties", "copy", 0))
    element = ("parameters", "rules", "defaultValue", 1)
    assert places(found, "properties", "rules", 1) == [turn, ("default of parameter 'rules'", "main.json", element)]
    assert places(found, "properties", "rules", 1, "access") == [turn, ("default of parameter 'rules'", "main.json", (*element, "access"))]


def test_a_condition_is_not_where_a_value_comes_from(resolve: Resolve) -> None:
    parameters = {name: {"type": "string"} for name in ("role", "open")} | {"first": {"type": "string", "defaultValue": "x"}}
    arms = "if(equals(parameters('{}'), 'a'), json('null'), variables('disks'))"
    tree = {
        "parameters": parameters,
        "variables": {"disks": [{"size": "[parameters('open')]"}]},
        "resources": [thing(properties={"known": f"[{arms.format('first')}]", "open": f"[{arms.format('role')}]"})],
    }
    (found,) = resolve(tree).resources

    for property_ in ("known", "open"):
        assert places(found, "properties", property_, 0, "size") == [
            ("variable 'disks' is defined here", "main.json", ("variables", "disks", 0, "size")),
            ("parameter 'open' is declared here", "main.json", ("parameters", "open")),
        ]


def test_definitions_that_go_round_in_a_circle_end(resolve: Resolve) -> None:
    tree = {"variables": {"a": "[variables('b')]", "b": "[variables('a')]"}, "resources": [thing(properties={"r": "[variables('a')]"})]}
    (found,) = resolve(tree).resources

    assert len(places(found, "properties", "r")) <= 8


@pytest.mark.parametrize("written", ["[", "[variables(]", "[variables('none')]", "[variables(concat('a'))]", "plain", 1, None, []])
def test_what_comes_from_nowhere_has_no_chain(resolve: Resolve, written: Json) -> None:
    (found,) = resolve({"resources": [thing(properties={"r": written})]}).resources

    assert places(found, "properties", "r") == []


def test_parts_of_a_template_that_an_expression_makes_are_at_the_expression(resolve: Resolve) -> None:
    nested = {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"template": "[variables('t')]"}}
    _, found = resolve({"variables": {"t": {"resources": [thing(properties={"x": 1})]}}, "resources": [nested]}).resources

    assert found.at("properties", "x").route == ("resources", 0, "properties", "template")
