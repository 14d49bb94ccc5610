"""What stays definite although a part of it is not known, and which unknown is to blame for what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.value import Unknown, Value

Resolve = Callable[..., Resolved]
VNET = "Microsoft.Network/virtualNetworks"
SUBNETS = [{"name": "app", "properties": {"addressPrefix": "10.0.0.0/24"}}, {"name": "[parameters('name')]", "properties": {}}]
EITHER = "if(equals(parameters('name'), 'x'), createObject('a', 1, 'b', 2), createObject('A', 1, 'c', createObject('d', 3)))"


@pytest.fixture
def value(resolve: Resolve) -> Callable[[str], Value]:
    """Give what one expression makes beside a virtual network, where the parameter `name` is not known."""

    def of(expression: str) -> Value:
        vnet = {"type": VNET, "name": "v", "properties": {"subnets": SUBNETS}}
        it: dict[str, Any] = {"type": "Contoso.Test/things", "name": "it", "properties": {"v": f"[{expression}]"}}
        tree = {
            "parameters": {"name": {"type": "string"}},
            "variables": {"map": {"x": "[resourceGroup().location]"}},
            "resources": [vnet, it],
        }
        resolved = resolve(tree, context={"subscription-id": "S", "resource-group": "G"})
        assert resolved.problems == []
        return resolved.resources[-1].get("properties", "v")

    return of


def test_a_part_of_a_declared_network_resource_has_the_id_that_its_type_has(value: Callable[[str], Value]) -> None:
    base = f"/subscriptions/S/resourceGroups/G/providers/{VNET}/v/subnets"
    assert value("reference('v').subnets[0].id") == f"{base}/app"
    assert value(f"reference(resourceId('{VNET}', 'v'), '2023-09-01', 'Full').properties.subnets[0].id") == f"{base}/app"
    assert str(value("reference('v').subnets[1].id")) == f"{base}/{{parameters('name')}}"
    assert isinstance(value("reference('v').subnets[0].etag"), Unknown)


def test_an_object_that_is_one_of_two_is_read_member_by_member(value: Callable[[str], Value]) -> None:
    assert value(f"{EITHER}.a") == 1
    for doubtful in (
        f"{EITHER}.b",
        f"{EITHER}.c.d",
        f"contains({EITHER}, 'b')",
        f"length({EITHER})",
        f"union({EITHER}, createObject('z', 1))",
    ):
        found = value(doubtful)
        assert isinstance(found, Unknown), doubtful
        assert found.because.startswith("parameter 'name' has no default")
    assert value(f"createArray(contains({EITHER}, 'A'), contains({EITHER}, 'z'), empty({EITHER}))") == [True, False, False]
    assert isinstance(value(f"{EITHER}.z"), Unknown)
    assert value(f"coalesce(tryGet({EITHER}, 'a'), 5)") == 1


def test_what_is_looked_up_by_an_unknown_key_is_unknown_for_the_key(value: Callable[[str], Value]) -> None:
    found = value("variables('map')[parameters('name')]")
    assert isinstance(found, Unknown)
    assert found.because.startswith("parameter 'name' has no default")


@pytest.mark.parametrize(("expression", "because"), [("parameters('Naem')", "'Naem'"), ("variables('noMap')", "'noMap'")])
def test_a_name_is_told_as_it_is_written(resolve: Resolve, expression: str, because: str) -> None:
    tree = {
        "parameters": {"Name": {"type": "string"}},
        "resources": [{"type": "a.b/c", "name": "x", "properties": {"v": f"[{expression}]"}}],
    }
    resolved = resolve(tree)
    resolved.resources[0].get("properties", "v")
    (problem,) = resolved.problems
    assert because in problem.why


def test_a_placeholder_is_told_with_its_parameter(resolve: Resolve) -> None:
    tree = {
        "parameters": {"size": {"type": "string"}},
        "resources": [{"type": "a.b/c", "name": "x", "properties": {"v": "[parameters('size')]"}}],
    }
    found = resolve(tree, parameters=[{"parameters": {"size": {"value": "#{size}#"}}}]).resources[0].get("properties", "v")
    assert isinstance(found, Unknown)
    assert found.because == "parameters('size') is given the placeholder '#{size}#', which is replaced before deployment"


def test_what_base_64_carries_is_kept_round_its_holes(value: Callable[[str], Value]) -> None:
    encoded = value("base64(concat('#!/bin/sh ', parameters('name')))")
    assert isinstance(encoded, Unknown)
    assert str(encoded.encodes) == "#!/bin/sh {parameters('name')}"
    assert encoded.because.startswith("parameter 'name' has no default")
    assert str(value("base64ToString(base64(concat('a', parameters('name'))))")) == "a{parameters('name')}"
    assert isinstance(value("base64ToString(parameters('name'))"), Unknown)
    assert isinstance(value("base64(parameters('name'))"), Unknown)
