"""ARM inside Terraform: azapi resources and deployed templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm import computed, translate
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION, Instance

One = Callable[..., Resource]
Make = Callable[..., Instance]
HOLE = Unknown("var.x", "no default")
GROUP = "/subscriptions/1/resourceGroups/rg"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
SUBNET: dict[str, Value] = {"type": "Microsoft.Network/virtualNetworks/subnets@2023-09-01", "parent_id": VNET, "name": "s"}
NSG: dict[str, Value] = {"type": "Microsoft.Network/networkSecurityGroups@2023-09-01", "parent_id": GROUP, "name": "n"}
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"name": {"type": "string"}, "level": {"type": "string", "defaultValue": "CanNotDelete"}},
    "resources": [
        {
            "type": "Microsoft.Network/networkSecurityGroups",
            "apiVersion": "2023-09-01",
            "name": "[parameters('name')]",
            "location": "[resourceGroup().location]",
            "properties": {"level": "[parameters('level')]"},
        },
    ],
}


@pytest.mark.parametrize("body", [{"properties": {"a": 1}, "sku": {"name": "S"}}, '{"properties": {"a": 1}, "sku": {"name": "S"}}'])
def test_an_azapi_resource_is_what_its_body_says(resource: One, body: Value) -> None:
    nsg = resource("azapi_resource.n", {**NSG, "location": "japaneast", "tags": {"a": "b"}, "body": body})
    assert (nsg.type, nsg.api_version, nsg.name) == ("microsoft.network/networksecuritygroups", "2023-09-01", "n")
    assert nsg.id == f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/n"
    assert (nsg.get("location"), nsg.get("tags", "a"), nsg.tags["a"]) == ("japaneast", "b", "b")
    assert (nsg.get("properties", "a"), nsg.get("SKU", "name"), nsg.get("zones")) == (1, "S", None)
    assert nsg.at("properties", "a").route == ("body", "properties", "a")
    assert nsg.at("location").route == ("location",)


def test_an_azapi_child_lies_below_its_parent(resource: One) -> None:
    subnet = resource("azapi_resource.s", SUBNET)
    assert (subnet.id, subnet.name, subnet.scope.group) == (f"{VNET}/subnets/s", "v/s", "rg")


def test_an_azapi_extension_resource_lies_on_its_parent(resource: One) -> None:
    lock = resource("azapi_resource.l", {"type": "Microsoft.Authorization/locks@2020-05-01", "parent_id": VNET, "name": "l"})
    assert lock.id == f"{VNET}/providers/Microsoft.Authorization/locks/l"


def test_an_azapi_resource_group_lies_in_the_subscription(resource: One) -> None:
    group = resource("azapi_resource.g", {"type": "Microsoft.Resources/resourceGroups@2024-03-01", "name": "rg"})
    assert group.id == text("/subscriptions/", SUBSCRIPTION, "/resourceGroups/rg")


@pytest.mark.parametrize("where", [{"resource_id": f"{VNET}/subnets/s"}, {"parent_id": VNET, "name": "s"}])
def test_an_update_resource_is_a_part(resource: One, where: dict[str, Value]) -> None:
    part = resource("azapi_update_resource.s", {"type": SUBNET["type"], "body": {"properties": {"a": 1}}, **where})
    assert (part.partial, part.id, part.name) == (True, f"{VNET}/subnets/s", "v/s")


def test_an_unknown_body_leaves_every_property_unknown(resource: One) -> None:
    nsg = resource("azapi_resource.n", {**NSG, "location": "japaneast", "body": HOLE})
    assert (nsg.get("properties", "securityRules"), nsg.get("sku"), nsg.get("location")) == (HOLE, HOLE, "japaneast")
    holed = resource("azapi_resource.n", {**NSG, "body": text('{"properties": {"a": "', HOLE, '"}}')})
    assert holed.get("properties", "a") == HOLE


def test_an_azapi_resource_of_unknown_type_is_told(resource: One) -> None:
    found = resource("azapi_resource.n", {**NSG, "type": HOLE})
    assert found.type == "terraform/azapi_resource"
    versioned = resource("azapi_resource.n", {**NSG, "type": text("Microsoft.Network/networkSecurityGroups@", HOLE)})
    assert (versioned.type, versioned.api_version) == ("microsoft.network/networksecuritygroups", HOLE)


def test_an_azapi_data_source_is_only_referred_to(resource: One, instance: Make) -> None:
    found = resource("data.azapi_resource.s", {**SUBNET, "body": {"properties": {}}}, mode="data")
    assert (found.external, found.get("properties")) == (True, None)
    assert computed(instance("azapi_resource.s", SUBNET), "id") == found.id
    assert computed(instance("azapi_resource.s", SUBNET), "output") is None


def _deployed(instance: Make, values: Any, kind: str = "azurerm_resource_group_template_deployment", **more: Any) -> list[Resource]:  # noqa: ANN401 - arguments
    return translate([instance(f"{kind}.d", {"name": "d", "resource_group_name": "rg", **values}, **more)])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("azurerm_resource_group_template_deployment", {"parameters_content": json.dumps({"name": {"value": "n"}})}),
        ("azurerm_resource_group_template_deployment", {"parameters_content": json.dumps({"parameters": {"name": {"value": "n"}}})}),
        ("azurerm_template_deployment", {"parameters": {"name": "n"}}),
        ("azurerm_template_deployment", {"parameters_body": json.dumps({"name": {"value": "n"}})}),
    ],
)
def test_an_embedded_template_is_evaluated_in_its_group(instance: Make, kind: str, values: dict[str, Value]) -> None:
    content = "template_body" if kind == "azurerm_template_deployment" else "template_content"
    (nsg,) = _deployed(instance, {content: json.dumps(TEMPLATE), **values}, kind)
    assert nsg.id == text("/subscriptions/", SUBSCRIPTION, "/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/n")
    assert nsg.get("properties", "level") == "CanNotDelete"
    assert nsg.at("properties", "level").route[:3] == (content, "resources", 0)
    assert nsg.address.startswith(f"{kind}.d/")


def test_a_parameter_nobody_can_know_is_unknown_though_it_has_a_default(instance: Make) -> None:
    (nsg,) = _deployed(instance, {"template_content": json.dumps(TEMPLATE), "parameters_content": HOLE})
    level = nsg.get("properties", "level")
    assert isinstance(level, Unknown)
    secret = json.dumps({"name": {"value": "n"}, "level": {"reference": {"keyVault": {"id": "x"}, "secretName": "y"}}})
    (nsg,) = _deployed(instance, {"template_content": json.dumps(TEMPLATE), "parameters_content": secret})
    assert isinstance(nsg.get("properties", "level"), Unknown)


def test_a_deployment_that_may_not_exist_makes_its_resources_doubtful(instance: Make) -> None:
    (nsg,) = _deployed(instance, {"template_content": json.dumps(TEMPLATE)}, exists=HOLE, many=HOLE)
    assert (nsg.exists, nsg.many) == (HOLE, HOLE)


@pytest.mark.parametrize("values", [{"template_content": HOLE}, {"template_spec_version_id": "x"}, {"template_content": "{"}])
def test_a_template_that_cannot_be_read_is_told(instance: Make, values: dict[str, Value]) -> None:
    (found,) = _deployed(instance, values)
    assert found.type == "terraform/azurerm_resource_group_template_deployment"
    assert isinstance(found.exists, Unknown)


def test_a_template_for_the_subscription_knows_no_group(instance: Make) -> None:
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "resources": [
            {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "l", "properties": {"level": "ReadOnly"}}
        ],
    }
    (lock,) = _deployed(instance, {"template_content": json.dumps(template)}, "azurerm_subscription_template_deployment")
    assert lock.id == text("/subscriptions/", SUBSCRIPTION, "/providers/Microsoft.Authorization/locks/l")
    assert lock.scope.kind == "subscription"
