"""Which subscription a resource is deployed to: the one that the configuration of its provider names."""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import Any

import pytest
from tests.oracle.record import unpack
from tests.oracle.replay import evaluated

from azbk_lint.model.source import Deployment, Document, PlanInput, Source, TerraformInput
from azbk_lint.model.value import same
from azbk_lint.read.disk import Disk
from azbk_lint.resolve import resolve
from azbk_lint.resolve.terraform.plan import instances

GROUP = 'resource "azurerm_resource_group" "{name}" {{\n  name = "rg"\n  {provider}\n}}\n'
HUB = 'provider "azurerm" {\n  alias = "hub"\n  subscription_id = "22"\n}\n'


def subscriptions(text: str, folder: Path, **how: Any) -> dict[str, str]:  # noqa: ANN401 - the fields of TerraformInput
    """Give each instance's subscription by address, with what is not known of it in braces."""
    found, run = evaluated(f"-- main.tf --\n{text}", folder, **how)
    assert not run.problems
    return {address: said(instance.subscription()) for address, instance in found.items()}


def said(value: object) -> str:
    return f"{{{value.key}}}" if hasattr(value, "key") else str(value)


def group(name: str, provider: str = "") -> str:
    return GROUP.format(name=name, provider=provider)


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("", "{subscription}"),
        ('provider "azurerm" {}\n', "{subscription}"),
        ('provider "azurerm" {\n  subscription_id = null\n}\n', "{subscription}"),
        ('provider "azurerm" {\n  subscription_id = ""\n}\n', "{subscription}"),
        ('provider "azurerm" {\n  subscription_id = "11"\n}\n', "11"),
        ('provider "azurerm" {\n  subscription_id = var.here\n}\nvariable "here" {}\n', "{var.here}"),
        ('provider "azurerm" {\n  subscription_id = local.here\n}\nlocals { here = "33" }\n', "33"),
        (HUB, "{subscription}"),
    ],
)
def test_a_resource_is_where_its_provider_says(provider: str, expected: str, tmp_path: Path) -> None:
    assert subscriptions(provider + group("a"), tmp_path) == {"azurerm_resource_group.a": expected}


@pytest.mark.parametrize("written", ["azurerm.hub", '"azurerm.hub"'])
def test_a_resource_is_where_the_alias_it_asks_for_says(written: str, tmp_path: Path) -> None:
    assert subscriptions(HUB + group("a", f"provider = {written}"), tmp_path) == {"azurerm_resource_group.a": "22"}


def test_an_alias_that_names_no_subscription_has_one_of_its_own(tmp_path: Path) -> None:
    text = 'provider "azurerm" {\n  alias = "hub"\n}\n' + group("a", "provider = azurerm.hub")
    assert subscriptions(text, tmp_path) == {"azurerm_resource_group.a": "{subscription of azurerm.hub}"}


def test_json_syntax_names_providers_as_well(tmp_path: Path) -> None:
    tree = {
        "provider": {"azurerm": [{"features": {}}, {"alias": "hub", "subscription_id": "22"}]},
        "resource": {"azurerm_resource_group": {"a": {"name": "rg", "provider": "azurerm.hub"}, "b": {"name": "rg"}}},
    }
    found, _ = evaluated(f"-- main.tf.json --\n{json.dumps(tree)}\n", tmp_path)
    assert [said(found[f"azurerm_resource_group.{name}"].subscription()) for name in "ab"] == ["22", "{subscription}"]


def test_a_module_has_what_its_call_passes_and_takes_over_what_has_no_alias(tmp_path: Path) -> None:
    text = (
        'provider "azurerm" {\n  subscription_id = "11"\n}\n'
        + HUB
        + 'module "own" {\n  source = "./m"\n}\n'
        + 'module "hub" {\n  source = "./m"\n  providers = { azurerm = azurerm.hub, azurerm.peer = azurerm }\n}\n'
        + "-- m/main.tf --\n"
        + group("a")
        + group("b", "provider = azurerm.peer")
        + 'module "deep" {\n  source = "../deep"\n}\n-- deep/main.tf --\n'
        + group("c")
    )
    assert subscriptions(text, tmp_path) == {
        "module.own.azurerm_resource_group.a": "11",
        "module.own.azurerm_resource_group.b": "{subscription of module.own.azurerm.peer}",
        "module.own.module.deep.azurerm_resource_group.c": "11",
        "module.hub.azurerm_resource_group.a": "22",
        "module.hub.azurerm_resource_group.b": "11",
        "module.hub.module.deep.azurerm_resource_group.c": "22",
    }


def test_what_one_name_means_in_two_subscriptions_is_two_resources(tmp_path: Path) -> None:
    unpack(f"-- main.tf --\n{HUB}{group('a')}{group('b', 'provider = azurerm.hub')}{group('c', 'provider = azurerm.far')}", tmp_path)
    folder = PurePath(tmp_path)
    a, b, c = resolve(Deployment("d", TerraformInput(folder)), Disk([folder])).resources
    assert str(b.id) == "/subscriptions/22/resourceGroups/rg"
    assert b.scope.subscription == "22"
    assert len({a.id, b.id, c.id}) == 3
    assert same(a.id, c.id) is not True


@pytest.mark.parametrize(
    ("key", "named", "expected"),
    [
        ("azurerm", None, "{subscription}"),
        ("azurerm", {"constant_value": "11"}, "11"),
        ("azurerm.hub", {"references": ["var.hub"]}, "22"),
        ("azurerm.hub", None, "{subscription of azurerm.hub}"),
        ("azurerm.hub", {"references": ["local.hub"]}, "{subscription of azurerm.hub}"),
        ("module.m:azurerm", {"references": ["var.hub"]}, "{subscription of module.m:azurerm}"),
        ("module.m:azurerm", None, "{subscription}"),
    ],
)
def test_a_plan_names_the_subscription_of_a_provider(key: str, named: object, expected: str) -> None:
    address = {"address": "azurerm_resource_group.a", "mode": "managed", "type": "azurerm_resource_group", "name": "a"}
    provider = {key: {"expressions": {} if named is None else {"subscription_id": named}}}
    tree = {
        "format_version": "1.2",
        "variables": {"hub": {"value": "22"}},
        "resource_changes": [{**address, "change": {"actions": ["create"], "after": {"name": "rg"}}}],
        "configuration": {"provider_config": provider, "root_module": {"resources": [{**address, "provider_config_key": key}]}},
    }
    plan = Document(Source(PurePath("plan.json"), json.dumps(tree)), tree)  # type: ignore[arg-type] # JSON, in wider words
    (found,), _ = instances(PlanInput(plan), Disk([]), lambda _instance, _name: None)
    assert said(found.subscription()) == expected
