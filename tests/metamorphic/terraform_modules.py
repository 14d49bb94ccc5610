"""Ways in which loops, modules and files can hold one resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_faults import Fault
from tests.metamorphic.terraform_values import filled, keyed, local, plain, rows, variable

KEYED = '"x-${each.key}"'
COUNTED = '"x-${count.index}"'
TURN = "  for_each = "
REST = """
terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
  }
  backend "azurerm" {}
}

provider "azurerm" {
  features {}
}

provider "azurerm" {
  alias = "hub"
  features {}
}
"""


def one(text: str, **more: object) -> Case:
    return Case({"main.tf": text, **more})


def alone(fault: Fault, meta: str, ref: str = "", value: str = "") -> Case:
    """Write the resource with a meta-argument."""
    return one(fault.whole(value, meta=meta, ref=ref))


def counted(fault: Fault, count: str, value: str, blocks: str = "", ref: str = "[1]") -> Case:
    return one(blocks + fault.whole(value, meta=f"count = {count}", name=COUNTED, ref=ref))


def repeated(fault: Fault, over: str, value: str = "each.value.v", blocks: str = "", ref: str = '["b"]', **files: object) -> Case:
    """Write the resource in a loop of which one turn is at fault."""
    return one(blocks + fault.whole(value, meta=f"for_each = {over}", name=KEYED, ref=ref), **files)


def keyed_by_value(fault: Fault) -> Case:
    """Write the resource in a loop over a set, whose items are keys and values both."""
    items = f"[{fault.innocent}, {fault.value}]" if fault.type == "string" else f'["{fault.innocent}", "{fault.value}"]'
    value = "each.value" if fault.type == "string" else "tonumber(each.key)"
    return repeated(fault, f"toset({items})", value, ref=f'["{plain(fault.value)}"]')


def call(arguments: str = "", name: str = "m", source: str = "./m", meta: str = "", mark: str = "") -> str:
    return f'module "{name}" {{\n  source = "{source}"{mark}\n  {meta}\n{arguments}}}\n'


def called(fault: Fault, arguments: str, root: str = "", meta: str = "", module: str = "") -> Case:
    """Write all in a module that its caller gives the value."""
    return Case({"main.tf": root + call(arguments, meta=meta), "m/main.tf": module or variable(fault) + fault.whole("var.v")})


def down(fault: Fault, levels: int) -> Case:
    """Hand the value down through modules of modules."""
    files: dict[str, object] = {"main.tf": call(f"  v = {fault.value}«from»\n", source="./m1")}
    for level in range(1, levels):
        files[f"m{level}/main.tf"] = variable(fault) + call("  v = var.v«from»\n", source=f"../m{level + 1}")
    return Case({**files, f"m{levels}/main.tf": variable(fault) + fault.whole("var.v")})


def given(fault: Fault, mark: str = "«from»") -> str:
    return f"  v = {fault.value}{mark}\n"


def handed_over(fault: Fault) -> Case:
    """Hand the output of one module to another."""
    root = call(given(fault, ""), "source", "./source") + call("  v = module.source.v«from»\n")
    case = called(fault, "", root="")
    return replace(
        case,
        files={
            **case.files,
            "main.tf": root,
            "source/main.tf": variable(fault) + local("{ deep = var.v }") + 'output "v" {\n  value = local.x.deep\n}\n',
        },
    )


def from_root_below(fault: Fault) -> Case:
    """Call a module that lies beside the folder of the root module."""
    return Case(
        {
            "env/prod/main.tf": call(given(fault), source="../../modules/m"),
            "modules/m/main.tf": variable(fault, fault.innocent) + fault.whole("var.v"),
        }
    )


def two_callers(fault: Fault) -> Case:
    """Call a module twice, of which one call is innocent."""
    root = call(f'  v = {fault.innocent}\n  n = "a"\n', "a") + call(f'{given(fault)}  n = "b"\n', "b")
    names = re.sub(r'"(vnet|nic|vm)-app"', r'"\1-${var.n}"', named(fault))
    return Case({"main.tf": root, "m/main.tf": names})


def spread(fault: Fault) -> Case:
    """Write each block in a file of its own."""
    parts = (fault.whole("local.x") + local(f"{fault.value}«from»")).split("\n}\n")
    return Case({f"part{index}.tf": f"{part}\n}}\n" for index, part in enumerate(parts) if part.strip()})


def commented(fault: Fault) -> Case:
    lines = fault.whole().replace('" {', '" { // note: "{"').split("\n")
    return one('# first\n/* resource "x" "y" {\n*/\n' + "\n".join(f"{line} # }} no end" if line.endswith("}") else line for line in lines))


HEREDOC = """locals {
  note = <<-EOT
    resource "azurerm_management_lock" "fake" {
      scope = ${jsonencode({ a = "}" })}
    }
  EOT
}
"""
AROUND = """
moved {
  from = azurerm_resource_group.old
  to   = azurerm_resource_group.new
}

removed {
  from = azurerm_resource_group.gone
  lifecycle {
    destroy = false
  }
}

import {
  to = azurerm_resource_group.new
  id = "/subscriptions/x/resourceGroups/rg-new"
}

check "health" {
  assert {
    condition     = azurerm_resource_group.new.name != ""
    error_message = "No."
  }
}

resource "azurerm_resource_group" "new" {
  name     = "rg-new"
  location = "japaneast"
}
"""
KINDS = """
resource "azurerm_resource_group" "kind" {
  for_each = local.x
  name     = each.key
  location = "japaneast"
  tags     = { v = each.value.v }
}
"""
STRUCTURES: Mapping[str, Callable[[Fault], Case]] = {
    "a count of one": lambda f: alone(f, "count = 1", "[0]"),
    "a count by a condition": lambda f: one('variable "on" {\n  default = true\n}\n' + f.whole(meta="count = var.on ? 1 : 0", ref="[0]")),
    "a count by a condition of tfvars": lambda f: one(
        'variable "on" {\n  default = false\n}\n' + f.whole(meta="count = var.on ? 1 : 0", ref="[0]"), **{"terraform.tfvars": "on = true\n"}
    ),
    "a count of true as a number": lambda f: alone(f, 'count = length(compact([true ? "a" : ""]))', "[0]"),
    "a count, named by a splat": lambda f: alone(f, "count = 1", "({}[*].id)[0]"),
    "a count, named by an older splat": lambda f: alone(f, "count = 1", "{}.*.id[0]"),
    "a count, named by one": lambda f: alone(f, "count = 1", "one({}[*].id)"),
    "a count, named by an older index": lambda f: alone(f, "count = 1", "{}.0.id"),
    "a count, named by try": lambda f: alone(f, "count = 1", "try({}[0].id, null)"),
    "a count over a list": lambda f: counted(f, "length(local.x)", "local.x[count.index].v", local(rows(f))),
    "a count with arithmetic": lambda f: counted(f, "1 + 2", filled(f, "count.index % 2 == 1 ? V# : W#")),
    "a count with element": lambda f: counted(f, "2", filled(f, "element([W#, V#], count.index)")),
    "a loop over a map": lambda f: repeated(f, keyed(f)),
    "a loop over a map of values": lambda f: repeated(f, filled(f, "{ a = W#, b = V# }"), "each.value"),
    "a loop over a local": lambda f: repeated(f, "local.x", blocks=local(keyed(f))),
    "a loop over a set": keyed_by_value,
    "a loop over a set of names": lambda f: repeated(f, 'toset(["a", "b"])', "local.x[each.key].v", local(keyed(f))),
    "a loop over the set of a for": lambda f: repeated(
        f, "toset([for r in local.x : r.k])", "{ for r in local.x : r.k => r.v }[each.value]", local(rows(f))
    ),
    "a loop over a for": lambda f: repeated(f, "{ for r in local.x : r.k => r }", blocks=local(rows(f))),
    "a loop over a for that leaves out": lambda f: repeated(
        f, '{ for r in local.x : r.k => r if r.e && r.k != "c" }', blocks=local(rows(f))
    ),
    "a loop over a for of numbers": lambda f: repeated(
        f, "{ for i in range(3) : tostring(i) => local.x[i] }", blocks=local(rows(f)), ref='["1"]'
    ),
    "a loop over what is flattened": lambda f: repeated(
        f,
        '{ for r in flatten([for g, all in local.x : [for i in all : { k = "${g}-${i.k}", v = i.v }]]) : r.k => r }',
        blocks=local("{\n  g = " + rows(f) + "\n  }"),
        ref='["g-b"]',
    ),
    "a loop over a variable": lambda f: repeated(
        f, "var.x", blocks=variable(f, keyed(f), name="x", type_=f"map(object({{ v = {f.type}, e = bool }}))")
    ),
    "a loop over a variable of optional members": lambda f: repeated(
        f,
        "var.x",
        blocks=variable(
            f, "{ a = { v = " + f.innocent + " }, b = {} }", name="x", type_=f"map(object({{ v = optional({f.type}, {f.value}) }}))"
        ),
    ),
    "a loop over tfvars": lambda f: repeated(
        f,
        "var.x",
        blocks=variable(f, "{}", name="x", type_=f"map(object({{ v = {f.type} }}))"),
        **{"terraform.tfvars": filled(f, "x = {\n  a = { v = W# }\n  b = { v = V# }\n}\n")},
    ),
    "a loop over merged maps": lambda f: repeated(f, "merge({ b = { v = " + f.innocent + " } }, local.x)", blocks=local(keyed(f))),
    "a loop over zipmap": lambda f: repeated(f, filled(f, 'zipmap(["a", "b"], [W#, V#])'), "each.value"),
    "a loop over JSON of a file": lambda f: repeated(
        f, 'jsondecode(file("x.json"))', **{"x.json": filled(f, '{"a": {"v": W#}, "b": {"v": V#}}')}
    ),
    "a loop over CSV of a file": lambda f: repeated(
        f, 'merge({ for r in csvdecode(file("x.csv")) : r.k => r })', **{"x.csv": f"k,v\na,{plain(f.innocent)}\nb,{plain(f.value)}\n"}
    ),
    "a loop over another's": lambda f: repeated(f, "azurerm_resource_group.kind", "each.value.tags.v", local(keyed(f)) + KINDS),
    "a loop of one if": lambda f: repeated(f, "true ? { b = 1 } : {}", f.value),
    "a loop with a key looked up": lambda f: repeated(f, 'toset(["b"])', "lookup(local.x, each.value, { v = null }).v", local(keyed(f))),
    "a module": lambda f: called(f, given(f)),
    "a module with the value in it": lambda f: called(f, "", module=f.whole()),
    "a module with a default at fault": lambda f: called(f, "", module=variable(f, f"{f.value}«from»") + f.whole("var.v")),
    "a module with an innocent default": lambda f: called(f, given(f), module=variable(f, f.innocent) + f.whole("var.v")),
    "a module given null": lambda f: called(
        f, "  v = null\n", module=f'variable "v" {{\n  nullable = false\n  default = {f.value}\n}}\n' + f.whole("var.v")
    ),
    "a module given an object": lambda f: called(
        f,
        f"  v = {{\n    x = {f.value}«from»\n  }}\n",
        module=variable(f, type_=f"object({{ x = {f.type}, y = optional(string) }})") + f.whole("var.v.x"),
    ),
    "a module given a variable": lambda f: called(f, "  v = var.v«from»\n", variable(f, f"{f.value}«from»")),
    "a module given a tfvars' value": lambda f: replace(
        (case := called(f, "  v = var.v«from»\n", variable(f))), files={**case.files, "terraform.tfvars": f"v = {f.value}«from»\n"}
    ),
    "a module given a local of its name": lambda f: called(f, "  v = local.v«from»\n", local(f"{f.value}«from»", "v")),
    "a module in a loop": lambda f: called(
        f, "  v = each.value.v\n  n = each.key\n", local(keyed(f)), "for_each = { b = local.x.b }", named(f)
    ),
    "a module with a count": lambda f: called(
        f, "  v = local.x[count.index + 1].v\n  n = tostring(count.index)\n", local(rows(f)), "count = 1", named(f)
    ),
    "a module that is conditional": lambda f: called(f, given(f), meta='count = "a" == "a" ? 1 : 0'),
    "a module that loops": lambda f: called(
        f,
        "  v = local.x\n",
        local(keyed(f)),
        module=variable(f, type_="any") + f.whole("each.value.v", meta="for_each = var.v", name=KEYED, ref='["b"]'),
    ),
    "a module that loops in a loop": lambda f: called(
        f,
        "  v = each.value\n",
        local("{\n  all = " + keyed(f) + "\n  }"),
        "for_each = local.x",
        variable(f, type_="any") + f.whole("each.value.v", meta="for_each = var.v", name=KEYED, ref='["b"]'),
    ),
    "a module with providers": lambda f: called(f, given(f), REST, "providers = { azurerm = azurerm.hub }"),
    "a module two levels down": lambda f: down(f, 2),
    "a module three levels down": lambda f: down(f, 3),
    "a module given another's output": handed_over,
    "a module beside the root module": from_root_below,
    "a module called twice": two_callers,
    "a module of a registry beside": lambda f: one(call(source="Azure/network/azurerm", mark="«unread»") + f.whole()),
    "blocks in files of their own": spread,
    "other blocks around": lambda f: one(REST + f.whole() + AROUND),
    "a provider's alias": lambda f: one(REST + f.whole(meta="provider = azurerm.hub")),
    "depends_on": lambda f: one(AROUND + f.whole(meta="depends_on = [azurerm_resource_group.new]")),
    "a lifecycle": lambda f: alone(f, "lifecycle {\n    prevent_destroy = true\n    ignore_changes = [name]\n  }"),
    "a provisioner": lambda f: alone(f, 'provisioner "local-exec" {\n    command = "echo ${self.id}"\n  }'),
    "comments": commented,
    "a heredoc that looks like a block": lambda f: one(HEREDOC + f.whole()),
    "a heredoc whose end has blanks": lambda f: one(HEREDOC.replace("  EOT\n", "  EOT  \n") + f.whole() + HEREDOC.replace("note", "more")),
    "no blanks": lambda f: one(f.whole().replace(" = ", "=").replace("\n\n", "\n")),
    "tabs": lambda f: one(f.whole().replace("  ", "\t")),
    "a byte order mark": lambda f: Case({"main.tf": f.whole()}, encoding="utf-8-sig"),
    "lines as Windows ends them": lambda f: Case({"main.tf": HEREDOC + f.whole()}, newline="\r\n"),
    "names quoted": lambda f: one(f.whole().replace('resource "', 'resource "').replace(' "app" {', " app {")),
    "older interpolation": lambda f: one(f.whole(ref='"${{{}.id}}"')),
    "a test beside": lambda f: one(f.whole(), **{"tests/main.tftest.hcl": 'run "x" {\n  command = plan\n}\n'}),
}


def named(fault: Fault) -> str:
    """Write a module that is given the name too."""
    return variable(fault) + variable(fault, name="n", type_="string") + fault.whole("var.v", name='"x-${var.n}"')
