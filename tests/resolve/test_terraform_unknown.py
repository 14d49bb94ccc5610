"""What is not known: it flows through everything, says why, and is never more than it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.oracle.replay import evaluated

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.instance import Instance

VARIABLES = """-- variables.tf --
variable "name" { type = string }
variable "on" { type = bool }
variable "list" { type = list(string) }
variable "map" { type = map(string) }
variable "any" {}
variable "n" { type = number }
variable "secret" {
  sensitive = true
  default   = "hunter2"
}
resource "azurerm_subnet" "s" { name = "app-${var.name}" }
-- main.tf --
"""


PREFIX = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network"
PARSED_SCOPED = "?provider::azurerm::parse_resource_id(~5c358b079e77)"


def value(expression: str, folder: Path) -> Value:
    found, _ = evaluated(f'{VARIABLES}resource "azurerm_x" "x" {{\n  v = {expression}\n}}\n', folder, provider=ids)
    return found["azurerm_x.x"].values["v"]


def ids(instance: Instance, name: str) -> Value:
    written = instance.values.get("name")
    known = written if isinstance(written, str | Symbolic) else ""
    return text("/subscriptions/", Unknown("subscription", "it is not known where", "context"), "/", known) if name == "id" else None


def shown(made: Value) -> Any:  # noqa: ANN401 - JSON with marks
    """Write a value with its unknowns as their keys."""
    match made:
        case Unknown():
            return f"?{made.key}"
        case Symbolic():
            return f"~{made}"
        case Mapping():
            return {key: shown(item) for key, item in made.items()}
        case list():
            return [shown(item) for item in made]
        case _:
            return made


def test_a_variable_without_a_value_says_what_would_settle_it(tmp_path: Path) -> None:
    made = value("var.name", tmp_path)
    assert made == Unknown("var.name", "")
    assert isinstance(made, Unknown)
    assert (made.because, made.settle) == ("variable 'name' has no default and no value is given", "--var name=VALUE")


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ('"vm-${var.name}-01"', "~vm-{var.name}-01"),
        ('"${var.name}"', "?var.name"),
        ('{ a = 1, b = var.name, c = ["x", var.name] }', {"a": 1, "b": "?var.name", "c": ["x", "?var.name"]}),
        ('startswith("vm-${var.name}", "vm-")', True),
        ('startswith("vm-${var.name}", "db-")', False),
        ('endswith("${var.name}-db", "-db")', True),
        ('"vm-${var.name}" == "db-${var.name}"', False),
        ('"vm-${var.name}" == "vm-${var.name}"', True),
        ("var.name == var.name", True),
        ("var.on || true", True),
        ("false && var.on", False),
        ('var.on ? "same" : "same"', "same"),
        ('var.on ? { sku = "S", zone = 1 } : { sku = "S", zone = 2 }', {"sku": "S", "zone": "?if(var.on,1,2)"}),
        ('lower("RG-${var.name}")', "~rg-{lower(var.name)}"),
        ('format("%s-%s", "a", var.name)', "~a-{var.name}"),
        ('join("-", ["a", var.name])', "~a-{var.name}"),
        ('split("/", azurerm_subnet.s.id)[1]', "subscriptions"),
        ('split("/", azurerm_subnet.s.id)[3]', "~app-{var.name}"),
        ('coalesce("", "a", var.name)', "a"),
        ("try(var.map.x, null) == null", "?==null(try(var.map,var.map.x,null,1))"),
        ('try(azurerm_subnet.s.name, "x")', "~app-{var.name}"),
        ('try({ a = var.name }.a, "x")', "?var.name"),
        ('try(merge({ a = var.name }, { b = 1 }), "x")', {"a": "?var.name", "b": 1}),
        ("can(var.name)", True),
        ("azurerm_subnet.s.id != null", True),
        ("azurerm_subnet.s != null", True),
        ("length([var.name, 1])", 2),
        ("keys({ a = var.name })", ["a"]),
        ('contains([var.name, "a"], "a")', True),
        ('[for x in [var.name, "b"] : x][1]', "b"),
        ("merge({ a = 1 }, { b = var.name }).a", 1),
        ("jsonencode({ a = var.name, b = 1 })", '~{"a":{jsonencode(var.name)},"b":1}'),
        ('jsondecode(jsonencode({ a = var.name, b = [1, "x-${var.name}"] }))', {"a": "?var.name", "b": [1, "~x-{var.name}"]}),
        ('jsondecode("{\\"a\\": \\"${var.name}\\", \\"n\\": ${var.n}}")', {"a": "?var.name", "n": "?jsondecode(var.n)"}),
        ("azurerm_subnet.s.address_prefixes[0]", "?azurerm_subnet.s.address_prefixes[0]"),
        (f'provider::azurerm::parse_resource_id("{PREFIX}/virtualNetworks/v/subnets/${{var.name}}").resource_name', "?var.name"),
        (f'provider::azurerm::parse_resource_id("{PREFIX}/virtualNetworks/v/subnets/s").parent_resources', {"virtualNetworks": "v"}),
        (
            f'provider::azurerm::parse_resource_id("{PREFIX}/virtualNetworks/v/subnets/s").full_resource_type',
            "Microsoft.Network/virtualNetworks/subnets",
        ),
        (f'provider::azurerm::parse_resource_id("{PREFIX}/virtualNetworks/v").resource_group_name', "g"),
        (f'provider::azurerm::parse_resource_id("{PREFIX}/virtualNetworks/v/providers/M.E/e/e")', PARSED_SCOPED),
        ("data.azurerm_subnet.missing.id", "?azurerm_x.x.v"),
    ],
)
def test_what_is_known_of_an_expression_stays_known(expression: str, known: object, tmp_path: Path) -> None:
    assert shown(value(expression, tmp_path)) == known


@pytest.mark.parametrize(
    "expression",
    [
        'coalesce(var.name, "a")',
        "var.map[var.name]",
        'try(var.any.a, "a")',
        "[for x in var.list : x]",
        'concat(var.list, ["a"])',
        "{ (var.name) = 1 }",
        'var.on ? "a" : "b"',
        "merge(var.map, { a = 1 })",
        'replace(var.name, "a", "b")',
        'can(regex("a", var.name))',
        "length(var.list) > 0",
        "var.n + 1",
        '"${var.name}x" == "${var.any}x"',
        "one(var.list)",
        "timestamp()",
        "sha256(var.name)",
        'provider::azurerm::other("x")',
        "terraform.workspace",
        "abspath(path.root)",
        'file("/etc/passwd")',
        'file("missing.txt")',
    ],
)
def test_what_depends_on_the_unknown_is_unknown_for_a_reason(expression: str, tmp_path: Path) -> None:
    made = value(expression, tmp_path)
    assert isinstance(made, Unknown)
    assert made.because
    assert made.kind != "error"


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("var.name", "input"),
        ("azurerm_subnet.s.guid", "runtime"),
        ("terraform.workspace", "input"),
        ("nope.nope.nope", "error"),
        ("1 / 0", "error"),
        ("range(1024, 4000)", "error"),
        ('file("../../../etc/passwd")', "external"),
    ],
)
def test_an_unknown_is_of_the_kind_of_its_first_cause(expression: str, kind: str, tmp_path: Path) -> None:
    made = value(expression, tmp_path)
    assert isinstance(made, Unknown)
    assert made.kind == kind


def test_two_operations_on_one_unknown_are_not_one_value(tmp_path: Path) -> None:
    keys = {
        shown(value(f"[{one}]", tmp_path / str(turn)))[0] for turn, one in enumerate(("upper(var.name)", "trimspace(var.name)", "var.name"))
    }
    assert len(keys) == 3


@pytest.mark.parametrize(
    "expression",
    [
        "coalesce(var.name, var.secret)",
        "var.on ? var.secret : var.name",
        'replace(var.name, var.secret, "x")',
        "[var.secret][var.n]",
        "var.secret + var.n",
    ],
)
def test_no_message_quotes_a_value(expression: str, tmp_path: Path) -> None:
    made = value(expression, tmp_path)
    assert isinstance(made, Unknown)
    assert "hunter2" not in made.because + made.key + made.settle


def test_an_unknown_of_a_module_is_named_by_its_module(tmp_path: Path) -> None:
    found, _ = evaluated(
        '-- main.tf --\nmodule "a" {\n  source = "./a"\n}\n-- a/main.tf --\nvariable "env" {}\nresource "azurerm_x" "x" { v = var.env }\n',
        tmp_path,
    )
    made = found["module.a.azurerm_x.x"].values["v"]
    assert made == Unknown("module.a.var.env", "")
    assert isinstance(made, Unknown)
    assert made.because == "the module call gives no value for variable 'env'"


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("count = var.n", {"azurerm_x.x[?]": (False, False)}),
        ("for_each = toset(var.list)", {"azurerm_x.x[?]": (False, False)}),
        ("count = var.on ? 1 : 0", {"azurerm_x.x[0]": (False, True)}),
        ("count = var.on ? 2 : 1", {"azurerm_x.x[0]": (True, True), "azurerm_x.x[1]": (False, True)}),
        ("for_each = var.on ? { a = 1 } : {}", {'azurerm_x.x["a"]': (False, True)}),
        ('for_each = var.on ? toset(["a", "b"]) : toset(["b"])', {'azurerm_x.x["a"]': (False, True), 'azurerm_x.x["b"]': (True, True)}),
        ("for_each = { a = var.name }", {'azurerm_x.x["a"]': (True, True)}),
        ("count = 0", {}),
        ("count = -1", {"azurerm_x.x[?]": (False, False)}),
        ('for_each = ["a"]', {"azurerm_x.x[?]": (False, False)}),
    ],
)
def test_how_many_instances_there_are_is_known_as_far_as_it_can_be(
    written: str, addresses: dict[str, tuple[bool, bool]], tmp_path: Path
) -> None:
    found, _ = evaluated(f'{VARIABLES}resource "azurerm_x" "x" {{\n  {written}\n}}\n', tmp_path)
    made = {address: (each.exists is True, each.many is None) for address, each in found.items() if address.startswith("azurerm_x")}
    assert made == addresses


def test_what_a_doubtful_module_makes_is_doubtful(tmp_path: Path) -> None:
    found, _ = evaluated(
        f'{VARIABLES}module "m" {{\n  count = var.on ? 1 : 0\n  source = "./m"\n}}\n-- m/main.tf --\nresource "azurerm_x" "x" {{}}\n',
        tmp_path,
    )
    made = found["module.m[0].azurerm_x.x"]
    assert isinstance(made.exists, Unknown)
    assert made.module == "module.m[0]"


def test_instances_of_one_unknown_count_refer_to_each_other(tmp_path: Path) -> None:
    found, _ = evaluated(
        f'{VARIABLES}resource "azurerm_nic" "n" {{\n  count = var.n\n  name = "nic-${{count.index}}"\n}}\n'
        'resource "azurerm_vm" "v" {\n  count = var.n\n  nic = azurerm_nic.n[count.index].name\n}\n',
        tmp_path,
    )
    assert found["azurerm_vm.v[?]"].values["nic"] == found["azurerm_nic.n[?]"].values["name"]


def test_a_try_over_an_instance_that_may_not_be_there_is_unknown(tmp_path: Path) -> None:
    doubtful = 'resource "azurerm_y" "y" {\n  count = var.on ? 1 : 0\n  name = "y"\n}\n'
    asking = 'resource "azurerm_x" "x" {\n  a = try(azurerm_y.y[0].name, "none")\n  b = azurerm_y.y[0].name\n}\n'
    found, _ = evaluated(VARIABLES + doubtful + asking, tmp_path)
    values = found["azurerm_x.x"].values
    assert isinstance(values["a"], Unknown)
    assert values["a"].because == "variable 'on' has no default and no value is given"
    assert values["b"] == "y"


def test_blocks_that_nobody_can_count_are_one_unknown_among_the_others(tmp_path: Path) -> None:
    found, _ = evaluated(
        f'{VARIABLES}resource "azurerm_x" "x" {{\n  rule {{\n    a = 1\n  }}\n  dynamic "rule" {{\n    for_each = var.list\n'
        "    content {\n      a = rule.value\n    }\n  }\n  rule {\n    a = 2\n  }\n}\n",
        tmp_path,
    )
    rules = found["azurerm_x.x"].values["rule"]
    assert isinstance(rules, list)
    assert [shown(rule) for rule in rules] == [{"a": 1}, "?azurerm_x.x.rule[1](var.list)", {"a": 2}]


def test_dynamic_blocks_are_expanded_with_their_iterators(tmp_path: Path) -> None:
    found, _ = evaluated(
        """-- main.tf --
resource "azurerm_x" "x" {
  dynamic "rule" {
    for_each = { b = [1], a = [2, 3] }
    iterator = outer
    content {
      name = outer.key
      dynamic "port" {
        for_each = outer.value
        content {
          n = "${outer.key}${port.key}=${port.value}"
        }
      }
    }
  }
  lifecycle {
    ignore_changes = [rule]
  }
  provisioner "remote-exec" {
    when   = destroy
    inline = ["echo ${self.rule[0].name}"]
  }
}
""",
        tmp_path,
    )
    values = found["azurerm_x.x"].values
    rules = [{"name": "a", "port": [{"n": "a0=2"}, {"n": "a1=3"}]}, {"name": "b", "port": [{"n": "b0=1"}]}]
    assert shown(values) == {"rule": rules, "provisioner": [{"type": "remote-exec", "when": "destroy", "inline": ["echo a"]}]}


def test_meta_arguments_are_none_of_the_arguments_though_their_names_may_be_in_blocks(tmp_path: Path) -> None:
    found, _ = evaluated(
        '-- main.tf --\nresource "azurerm_x" "x" {\n  count = 1\n  provider = p.q\n  depends_on = [a.b]\n'
        "  retention {\n    count = 7\n  }\n}\n",
        tmp_path,
    )
    assert shown(found["azurerm_x.x[0]"].values) == {"retention": [{"count": 7}]}


def test_placeholders_of_a_pipeline_are_holes(tmp_path: Path) -> None:
    found, _ = evaluated(
        '-- main.tf --\nvariable "a" {}\nresource "azurerm_x" "x" { v = var.a }\n-- terraform.tfvars --\na = "vm-#{env}#-01"\n', tmp_path
    )
    made = found["azurerm_x.x"].values["v"]
    assert isinstance(made, Symbolic)
    assert (str(made), made.hole.kind) == ("vm-{#{env}#}-01", "placeholder")


def test_single_values_are_read_by_the_type_of_their_variable(tmp_path: Path) -> None:
    found, run = evaluated(
        f'{VARIABLES}resource "azurerm_x" "x" {{ v = [var.name, var.n, var.on, var.list, var.any, terraform.workspace] }}\n',
        tmp_path,
        given={"name": "[1]", "n": "7", "on": "true", "list": '["a", 1]', "any": "[1]", "terraform.workspace": "prod"},
    )
    assert found["azurerm_x.x"].values["v"] == ["[1]", 7, True, ["a", "1"], "[1]", "prod"]
    assert not run.problems
