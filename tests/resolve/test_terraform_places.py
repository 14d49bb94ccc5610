"""Where the parts of a resource are written, and the places their values came through."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle.replay import evaluated

from azbk_lint.model.source import Place
from azbk_lint.model.value import Route
from azbk_lint.resolve.terraform.instance import Instance

FILES = """-- main.tf --
variable "rules" {
  default = {
    deny  = { priority = 100, access = "Deny" }
    allow = { priority = 200, access = "Allow" }
  }
}
locals {
  location = "japaneast"
  tags     = { env = var.env, "cost center" = 7 }
}
variable "env" {}
resource "azurerm_network_security_group" "nsg" {
  name     = "nsg-${var.env}"
  location = (local.location)
  tags     = local.tags
  ports    = ["22", local.port]
  dynamic "security_rule" {
    for_each = var.rules
    iterator = r
    content {
      name     = r.key
      priority = r.value.priority
      access   = r.value["access"]
    }
  }
  security_rule {
    name = "static"
  }
}
locals {
  port   = var.env == "prod" ? local.secure : local.plain
  secure = 443
  plain  = 80
}
module "subnets" {
  for_each = { app = "10.0.1.0/24" }
  source   = "./subnet"
  name     = each.key
  prefix   = each.value
}
resource "azurerm_x" "x" {
  for_each = { for s in local.list : s.name => s }
  id       = module.subnets["app"].made.id
  size     = each.value.size
}
locals { list = [{ name = "one", size = 1 }, { name = "two", size = 2 }] }
-- subnet/main.tf --
variable "name" {}
variable "prefix" { type = string }
resource "azurerm_subnet" "s" {
  name             = var.name
  address_prefixes = [var.prefix]
}
output "made" { value = { id = var.name } }
-- terraform.tfvars --
env = "prod"
-- override.tf --
resource "azurerm_network_security_group" "nsg" {
  extra = 1
}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Instance]:
    made, run = evaluated(FILES, tmp_path_factory.mktemp("places"))
    assert not run.problems
    return made


def written(place: Place) -> str:
    assert place.span is not None
    return place.source.text[slice(*place.span)]


PORT = 'port   = var.env == "prod" ? local.secure : local.plain'
NSG = "azurerm_network_security_group.nsg"


@pytest.mark.parametrize(
    ("route", "text"),
    [
        ((), 'resource "azurerm_network_security_group" "nsg"'),
        (("name",), 'name     = "nsg-${var.env}"'),
        (("NAME",), 'resource "azurerm_network_security_group" "nsg"'),
        (("tags", "env"), "tags     = local.tags"),
        (("ports", 1), "local.port"),
        (("ports", 7), 'ports    = ["22", local.port]'),
        (("security_rule",), 'dynamic "security_rule"'),
        (("security_rule", 0), 'dynamic "security_rule"'),
        (("security_rule", 0, "priority"), "priority = r.value.priority"),
        (("security_rule", 0, "description"), 'dynamic "security_rule"'),
        (("security_rule", 2), "security_rule"),
        (("security_rule", 2, "name"), 'name = "static"'),
        (("security_rule", 9, "name"), "security_rule"),
        (("not_written",), 'resource "azurerm_network_security_group" "nsg"'),
        (("extra",), "extra = 1"),
    ],
)
def test_a_route_leads_to_the_deepest_part_that_is_written(route: Route, text: str, found: dict[str, Instance]) -> None:
    assert written(found[NSG].place(route)).strip() == text


def test_an_argument_from_an_override_file_is_placed_there(found: dict[str, Instance]) -> None:
    assert found[NSG].place(("extra",)).source.name.name == "override.tf"


@pytest.mark.parametrize(
    ("address", "route", "chain"),
    [
        (NSG, ("location",), [("local value `location`", 'location = "japaneast"')]),
        (NSG, ("name",), [("`env` is given in terraform.tfvars", 'env = "prod"')]),
        (NSG, ("tags", "env"), [("local value `tags`", "env = var.env"), ("`env` is given in terraform.tfvars", 'env = "prod"')]),
        (NSG, ("tags", "cost center"), [("local value `tags`", '"cost center" = 7')]),
        (NSG, ("ports", 1), [("local value `port`", PORT), ("local value `secure`", "secure = 443")]),
        (
            NSG,
            ("security_rule", 1, "access"),
            [("element `deny` of for_each", "var.rules"), ("default of variable `rules`", 'access = "Deny"')],
        ),
        (
            'module.subnets["app"].azurerm_subnet.s',
            ("address_prefixes", 0),
            [("given to module `subnets` here", "prefix   = each.value"), ("element `app` of for_each", 'app = "10.0.1.0/24"')],
        ),
        (
            'azurerm_x.x["two"]',
            ("size",),
            [
                ("element `two` of for_each", "{ for s in local.list : s.name => s }"),
                ("looped over here", "local.list"),
                ("local value `list`", "size = 2"),
            ],
        ),
        (
            'azurerm_x.x["one"]',
            ("id",),
            [
                ("output `made` of module `subnets`", "id = var.name"),
                ("given to module `subnets` here", "name     = each.key"),
                ("element `app` of for_each", 'app = "10.0.1.0/24"'),
            ],
        ),
        (NSG, ("security_rule", 2, "name"), []),
        (NSG, (), []),
        (NSG, ("nope", 1), []),
    ],
)
def test_a_value_is_followed_to_where_it_comes_from(
    address: str, route: Route, chain: list[tuple[str, str]], found: dict[str, Instance]
) -> None:
    assert [(related.label, written(related.place)) for related in found[address].chain(route)] == chain


def test_a_chain_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    made, _ = evaluated('-- main.tf --\nlocals {\n  a = local.b\n  b = local.a\n}\nresource "azurerm_x" "x" { v = local.a }\n', tmp_path)
    assert [related.label for related in made["azurerm_x.x"].chain(("v",))] == ["local value `a`", "local value `b`"]


CHOICES = """-- main.tf --
variable "off" { default = false }
variable "on" { default = true }
variable "unsaid" {}
locals {
  one   = { agent = var.on }
  two   = { agent = var.off }
  lists = ["a", var.off]
}
resource "azurerm_x" "x" {
  merged  = merge(local.one, local.two)
  tried   = try(local.one.missing, local.two.agent, local.one.agent)
  first   = coalesce(null, local.two.agent, local.one.agent)
  looked  = lookup(local.two, "agent", var.on)
  missing = lookup({}, "agent", var.on)
  turned  = element(local.lists, 3)
  joined  = concat([var.on], [var.off])
  open    = var.unsaid ? var.off : var.on
  decoded = jsondecode(file("vms.json"))
  text    = trimspace(file("vms.json"))
}
-- vms.json --
{
  "app": {"agent": false}
}
"""


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        (("merged", "agent"), ["agent = var.off", "default = false"]),
        (("tried",), ["agent = var.off", "default = false"]),
        (("first",), ["agent = var.off", "default = false"]),
        (("looked",), ["agent = var.off", "default = false"]),
        (("missing",), ["default = true"]),
        (("turned",), ["var.off", "default = false"]),
        (("joined", 1), ["default = false"]),
        (("open",), ["default = false", "default = true", 'variable "unsaid"']),
        (("decoded", "app", "agent"), ["app/agent"]),
        (("text",), ["{"]),
    ],
)
def test_a_chain_leads_through_what_was_chosen_to_what_decides(route: Route, shown: list[str], tmp_path: Path) -> None:
    instance = evaluated(CHOICES, tmp_path)[0]["azurerm_x.x"]
    assert [part(related.place) for related in instance.chain(route)] == shown


def part(place: Place) -> str:
    """Write what a place covers: the route, or the beginning of the text."""
    if place.span is None:
        return "/".join(map(str, place.route))
    return place.source.text[slice(*place.span)]
