"""Terraform's JSON syntax: the same tree as the native one, places in the JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.read.hcl_trees import bare, nodes

from azbk_lint.model.hcl import Block, Literal, Template
from azbk_lint.read.hcl import from_json, parse

NATIVE = """
resource "azurerm_subnet" "app" {
  count      = var.on ? 1 : 0
  name       = "app-${var.env}"
  depends_on = [azurerm_subnet.web]
  provider   = azurerm.hub
  tags = {
    "${var.key}" = 1
    "//"         = "kept"
  }
  lifecycle {
    ignore_changes = [tags]
  }
  provisioner "local-exec" {
    when    = destroy
    command = "echo $${x}"
  }
  dynamic "delegation" {
    for_each = var.delegations
    iterator = each_one
    content {
      name = each_one.value
    }
  }
}
variable "sizes" {
  type    = list(string)
  default = ["$${not} a template"]
  validation {
    condition     = length(var.sizes) > 0
    error_message = "none"
  }
}
locals {
  a = null
}
locals {
  b = [true, 1.5, "x"]
}
terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
  backend "azurerm" {
    key = "k"
  }
}
module "net" {
  source    = "./net"
  providers = { azurerm = azurerm.hub }
}
output "id" {
  value = "${module.net.id}"
}
moved {
  from = azurerm_subnet.a
  to   = azurerm_subnet.b[0]
}
"""
JSON = r"""{
  "//": "not a block",
  "resource": {
    "azurerm_subnet": {
      "app": {
        "//": "not an argument",
        "count": "${var.on ? 1 : 0}",
        "name": "app-${var.env}",
        "depends_on": ["azurerm_subnet.web"],
        "provider": "azurerm.hub",
        "tags": { "${var.key}": 1, "//": "kept" },
        "lifecycle": { "ignore_changes": ["tags"] },
        "provisioner": [{ "local-exec": { "when": "destroy", "command": "echo $${x}" } }],
        "dynamic": { "delegation": { "for_each": "${var.delegations}", "iterator": "each_one",
                                     "content": { "name": "${each_one.value}" } } }
      }
    }
  },
  "variable": {
    "sizes": {
      "type": "list(string)",
      "default": ["${not} a template"],
      "validation": { "condition": "${length(var.sizes) > 0}", "error_message": "none" }
    }
  },
  "locals": [{ "a": null }, { "b": [true, 1.5, "x"] }],
  "terraform": {
    "required_version": ">= 1.5",
    "required_providers": { "azurerm": { "source": "hashicorp/azurerm" } },
    "backend": { "azurerm": { "key": "k" } }
  },
  "module": { "net": { "source": "./net", "providers": { "azurerm": "azurerm.hub" } } },
  "output": { "id": { "value": "${module.net.id}" } },
  "moved": [{ "from": "azurerm_subnet.a", "to": "azurerm_subnet.b[0]" }]
}"""
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
constants = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12)


def unwrapped(tree: object) -> object:
    """Take expressions out of the `"${…}"` that JSON needs round them."""
    match tree:
        case ("Template", (inner,), False):
            return unwrapped(inner)
        case tuple():
            return tuple(unwrapped(inner) for inner in tree)
        case _:
            return tree


def blocks(text: str) -> dict[tuple[str, ...], list[Block]]:
    found: dict[tuple[str, ...], list[Block]] = {}
    for block in from_json(text)[0].blocks:
        found.setdefault((block.type, *block.labels), []).append(block)
    return found


def test_both_syntaxes_give_the_same_tree() -> None:
    (native, mistakes), (body, errors) = parse(NATIVE), from_json(JSON)
    assert not mistakes
    assert not errors
    assert unwrapped(bare(body)) == unwrapped(bare(native))


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("name", '"name": "app-${var.env}"'),
        ("depends_on", '"depends_on": ["azurerm_subnet.web"]'),
        ("tags", '"tags": { "${var.key}": 1, "//": "kept" }'),
    ],
)
def test_an_attribute_s_place_is_in_the_json(part: str, written: str) -> None:
    (subnet,) = blocks(JSON)["resource", "azurerm_subnet", "app"]
    (attribute,) = (attribute for attribute in subnet.body.attributes if attribute.name == part)
    assert JSON[attribute.start : attribute.end] == written


def test_a_block_s_place_is_its_last_label() -> None:
    (subnet,) = blocks(JSON)["resource", "azurerm_subnet", "app"]
    assert JSON[subnet.start : subnet.header_end] == '"app"'
    assert [JSON[block.start : block.end] for block in blocks(JSON)[("locals",)]] == ['{ "a": null }', '{ "b": [true, 1.5, "x"] }']


def test_places_inside_strings_count_escapes() -> None:
    text = r'{"locals": {"a": "\u00e9\ud83d\ude00\t${f(\"x\")}${b}"}}'
    value = from_json(text)[0].blocks[0].body.attributes[0].value
    assert isinstance(value, Template)
    assert value.parts[0] == "é😀\t"
    assert [text[node.start : node.end] for node in nodes(value.parts)] == [r"f(\"x\")", r"\"x\"", "b"]


def test_repeated_names_are_repeated_blocks() -> None:
    text = '{"locals": {"a": 1}, "locals": {"b": 2}, "resource": [{"t": {"n": {}}}, {"t": [{"m": [{}, {}]}]}]}'
    assert {key: len(found) for key, found in blocks(text).items()} == {
        ("locals",): 2,
        ("resource", "t", "n"): 1,
        ("resource", "t", "m"): 2,
    }


def test_null_is_no_block() -> None:
    assert blocks('{"resource": {"t": {"n": null}}, "locals": null}') == {}


def test_a_provider_s_blocks_stay_arguments() -> None:
    (block,) = blocks('{"resource": {"t": {"n": {"os_disk": {"a": 1}, "rule": [{"b": 2}]}}}}')["resource", "t", "n"]
    assert [type(attribute.value).__name__ for attribute in block.body.attributes] == ["Object", "Tuple"]


@pytest.mark.parametrize(
    ("text", "message", "there"),
    [
        ("", "expected a value", ""),
        ("{", 'expected `"` and a name', ""),
        ('{"locals": {"a": 1,}}', 'expected `"` and a name', "}}"),
        ('{"locals" {}}', "expected `:`", "{}}"),
        ('{"locals": {"a": 01}}', "expected `,` or `}`", "1}}"),
        ('{"locals": {"a": [1 2]}}', "expected `,` or `]`", "2]}}"),
        ('{"locals": {}} x', "expected the end", "x"),
        ('{"locals": {"a": 1, "a": 2}}', "expected `a` only once in this object", '"a": 2}}'),
        ('{"locals": {"a": "x ${b c}"}}', "expected `}`", 'c}"}}'),
        ('{"resource": 3}', "expected an object", "3}"),
        ('{"resource": {"t": {"n": "x"}}}', "expected an object", '"x"}}}'),
        ('{"resources": {}}', "expected the type of a block at the top", '"resources": {}}'),
    ],
)
def test_a_mistake_says_what_was_expected_and_where(text: str, message: str, there: str) -> None:
    (error,) = from_json(text)[1]
    assert (error.message, text[error.at :]) == (message, there)


def test_one_broken_block_hides_no_other() -> None:
    text = '{"resource": {"t": {"bad": {"a": "${"}, "good": {"a": "${b}"}}}, "locals": {"c": "${d"}, "output": {"o": {"value": 1}}}'
    assert list(blocks(text)) == [("resource", "t", "good"), ("output", "o")]
    assert len(from_json(text)[1]) == 2


@given(st.dictionaries(texts, constants, max_size=4), st.booleans())
def test_constants_keep_their_values_and_places(values: dict[str, object], ascii_only: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    text = json.dumps({"terraform": values}, ensure_ascii=ascii_only, indent=1)
    body, errors = from_json(text)
    assert not errors
    for node in nodes(body):
        written = json.loads(text[node.start : node.end])
        assert not isinstance(node, Literal) or (type(node.value), node.value) == (type(written), written)
    blocks = {"backend", "cloud", "provider_meta", "required_providers", "//"}
    assert [attribute.name for attribute in body.blocks[0].body.attributes] == [name for name in values if name not in blocks]


@given(st.text() | st.text(st.sampled_from('{}[]":,0-.eE+ntrufalse\\ \n')))
def test_any_text_is_read_or_has_mistakes_within_it(text: str) -> None:
    body, errors = from_json(text)
    assert all(0 <= error.at <= len(text) for error in errors)
    assert errors or isinstance(body.blocks, tuple)
