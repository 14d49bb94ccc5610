"""Ways in which a Terraform module can give one value: an expression, and what else its files hold for it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_faults import Fault


@dataclass(frozen=True, slots=True)
class Way:
    """An expression for a value, the blocks it needs beside, further files, and settings of the case."""

    expression: str
    blocks: str = ""
    files: Mapping[str, object] = field(default_factory=dict[str, object])
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def case(self, fault: Fault) -> Case:
        return Case({"main.tf": self.blocks + fault.whole(self.expression), **self.files}, **self.settings)


def plain(value: str) -> object:
    """Give a value written in HCL as Python has it."""
    made: object = json.loads(value)
    return made


def variable(fault: Fault, default: str = "", *, name: str = "v", type_: str = "") -> str:
    given = f"  default = {default}\n" if default else ""
    return f'variable "{name}" {{\n  type    = {type_ or fault.type}\n{given}}}\n'


def local(value: str, name: str = "x") -> str:
    return f"locals {{\n  {name} = {value}\n}}\n"


def rows(fault: Fault) -> str:
    """Write three rows, of which the second has the value."""
    items = [f'    {{ k = "{key}", v = {value}, e = true }},{mark}' for key, value, mark in listed(fault)]
    return "[\n" + "\n".join(items) + "\n  ]"


def listed(fault: Fault) -> list[tuple[str, str, str]]:
    return [("a", fault.innocent, ""), ("b", fault.value, ""), ("c", fault.innocent, "")]


def keyed(fault: Fault) -> str:
    """Write the rows under their keys."""
    items = [f"    {key} = {{ v = {value}, e = true }}{mark}" for key, value, mark in listed(fault)]
    return "{\n" + "\n".join(items) + "\n  }"


def tagged(tags: str, meta: str = "") -> str:
    """Write a resource that holds a value in its tags."""
    arguments = f'  name = "rg-other"\n  location = "japaneast"\n  tags = {tags}\n'
    return f'resource "azurerm_resource_group" "other" {{\n{meta}{arguments}}}\n'


def b64(value: str) -> str:
    return b64encode(value.encode()).decode()


def of_rows(expression: str) -> Callable[[Fault], Way]:
    return lambda fault: Way(expression, local(rows(fault)))


def of_keys(expression: str) -> Callable[[Fault], Way]:
    return lambda fault: Way(expression, local(keyed(fault)))


def of(expression: str) -> Callable[[Fault], Way]:
    """Write an expression in which V is the value and W an innocent one."""
    return lambda fault: Way(filled(fault, expression))


def filled(fault: Fault, text: str) -> str:
    return text.replace("V#", fault.value).replace("W#", fault.innocent)


def from_file(expression: str, name: str, text: str) -> Callable[[Fault], Way]:
    """Write an expression over a file, in which V is the value and W an innocent one."""
    return lambda fault: Way(expression, files={name: filled(fault, text)})


def module(output: str, body: str = "", meta: str = "", arguments: str = "") -> Callable[[str], Way]:
    """Write a module that has the value for an output, given the expression that reads it."""
    call = f'module "m" {{\n  source = "./m"\n  {meta}\n{arguments}}}\n'
    made = f'{body}output "v" {{\n  value = {output}\n}}\n'
    return lambda expression: Way(expression, call, {"m/main.tf": made})


VALUES: Mapping[str, Callable[[Fault], Way]] = {
    "a literal": of("V#"),
    "a literal in parentheses": of("(((V#)))"),
    "a string of only an interpolation": of('"${V#}"'),
    "a string of a literal part": lambda f: Way(f'"{plain(f.value)}"'),
    "a variable's default": lambda f: Way("var.v", variable(f, f"{f.value}«from»")),
    "a default without a type": lambda f: Way("var.v", f'variable "v" {{\n  default = {f.value}«from»\n}}\n'),
    "a default on one line": lambda f: Way("var.v", f'variable "v" {{ default = {f.value} }}«from»\n'),
    "a variable that is sensitive": lambda f: Way("var.v", f'variable "v" {{\n  sensitive = true\n  default = {f.value}«from»\n}}\n'),
    "a variable that is checked": lambda f: Way(
        "var.v",
        f'variable "v" {{\n  default = {f.value}«from»\n  validation {{\n    condition = can(var.v)\n    error_message = "No."\n  }}\n}}\n',
    ),
    "a variable not to be null": lambda f: Way(
        "var.v", f'variable "v" {{\n  nullable = false\n  default = {f.value}«from»\n}}\n', {"terraform.tfvars": "v = null\n"}
    ),
    "terraform.tfvars": lambda f: Way("var.v", variable(f, f.innocent), {"terraform.tfvars": f"v = {f.value}«from»\n"}),
    "terraform.tfvars.json": lambda f: Way("var.v", variable(f), {"terraform.tfvars.json": f'{{\n  "v": {f.value}«from»\n}}\n'}),
    "auto.tfvars": lambda f: Way(
        "var.v", variable(f), {"terraform.tfvars": f"v = {f.innocent}\n", "prod.auto.tfvars": f"v = {f.value}«from»\n"}
    ),
    "auto.tfvars.json": lambda f: Way("var.v", variable(f), {"prod.auto.tfvars.json": f'{{\n  "v": {f.value}«from»\n}}\n'}),
    "the last auto.tfvars": lambda f: Way(
        "var.v", variable(f), {"a.auto.tfvars": f"v = {f.innocent}\n", "b.auto.tfvars": f"v = {f.value}«from»\n"}
    ),
    "a var-file": lambda f: Way(
        "var.v",
        variable(f, f.innocent),
        {"terraform.tfvars": f"v = {f.innocent}\n", "env/prod.tfvars": f"v = {f.value}«from»\n"},
        {"var_file": ["env/prod.tfvars"]},
    ),
    "a var-file in JSON": lambda f: Way(
        "var.v", variable(f), {"prod.tfvars.json": f'{{"v": {f.value}}}«from»\n'}, {"var_file": ["prod.tfvars.json"]}
    ),
    "the last of two var-files": lambda f: Way(
        "var.v",
        variable(f),
        {"one.tfvars": f"v = {f.innocent}\n", "two.tfvars": f"v = {f.value}«from»\n"},
        {"var_file": ["one.tfvars", "two.tfvars"]},
    ),
    "a variable given with the command": lambda f: Way("var.v", variable(f, f.innocent), settings={"var": {"v": plain(f.value)}}),
    "a variable in a file of its own": lambda f: Way("var.v", "", {"variables.tf": variable(f, f"{f.value}«from»")}),
    "a variable in JSON": lambda f: Way(
        "var.v", "", {"variables.tf.json": f'{{\n  "variable": {{\n    "v": {{\n      "default": {f.value}«from»\n    }}\n  }}\n}}\n'}
    ),
    "a default overridden": lambda f: Way(
        "var.v", variable(f, f.innocent), {"v_override.tf": f'variable "v" {{\n  default = {f.value}«from»\n}}\n'}
    ),
    "an object's member": lambda f: Way(
        "var.v.inner.x",
        variable(
            f, f"{{\n    inner = {{\n      x = {f.value}«from»\n    }}\n  }}", type_=f"object({{ inner = object({{ x = {f.type} }}) }})"
        ),
    ),
    "an object's member by default": lambda f: Way(
        "var.v.x",
        variable(f, "{ y = 1 }", type_=f"object({{ y = number, x = optional({f.type}, {f.value}) }})"),
    ),
    "a member of a map": lambda f: Way('var.v["b"]', variable(f, filled(f, "{ a = W#, b = V# }"), type_=f"map({f.type})")),
    "an item of a list": lambda f: Way("var.v[1]", variable(f, filled(f, "[W#, V#]"), type_=f"list({f.type})")),
    "an item of a tuple": lambda f: Way("var.v[1]", variable(f, filled(f, "[0, V#]"), type_=f"tuple([number, {f.type}])")),
    "a member of anything": lambda f: Way("var.v.deep[0].x", variable(f, filled(f, "{ deep = [{ x = V# }] }"), type_="any")),
    "a local": lambda f: Way("local.x", local(f"{f.value}«from»")),
    "a local of a variable": lambda f: Way("local.x", local("var.v«from»") + variable(f, f"{f.value}«from»")),
    "a local of a local": lambda f: Way("local.y", local("local.x«from»", "y") + local(f"{f.value}«from»")),
    "a member of a local": lambda f: Way("local.x.deep.v", local(f"{{\n    deep = {{\n      v = {f.value}«from»\n    }}\n  }}")),
    "a member of a local by key": of_keys('local.x["b"].v'),
    "a member of a local by a variable": lambda f: Way("local.x[var.k].v", local(keyed(f)) + 'variable "k" {\n  default = "b"\n}\n'),
    "an item of a local": lambda f: Way("local.x[1]", local(f"[\n    {f.innocent},\n    {f.value},«from»\n  ]")),
    "an item by the older index": of_rows("local.x.1.v"),
    "a local in a file of its own": lambda f: Way("local.x", "", {"locals.tf": local(f"{f.value}«from»")}),
    "a local in JSON": lambda f: Way("local.x", "", {"locals.tf.json": f'{{\n  "locals": {{\n    "x": {f.value}«from»\n  }}\n}}\n'}),
    "a local overridden": lambda f: Way("local.x", local(f.innocent), {"override.tf": local(f"{f.value}«from»")}),
    "yes of a condition": of('"a" == "a" ? V# : W#'),
    "no of a condition": of("!(1 > 0) ? W# : V#"),
    "a condition by a variable": lambda f: Way(filled(f, 'var.e == "prod" ? V# : W#'), 'variable "e" {\n  default = "prod"\n}\n'),
    "conditions in a row": of("false ? W# : 1 == 2 ? W# : true && (false || 3 >= 3) ? V# : W#"),
    "a condition nobody knows between two alike": lambda f: Way(filled(f, "var.on ? V# : V#"), 'variable "on" {\n  type = bool\n}\n'),
    "a condition on the workspace": of('terraform.workspace == "prod" ? V# : V#'),
    "lookup": of('lookup({ a = W#, b = V# }, "b", W#)'),
    "lookup of what is not there": of('lookup({ a = W# }, "b", V#)'),
    "merge": of("merge({ a = W# }, { a = V# }, null).a"),
    "try": of("try({}.none, [][5], V#)"),
    "try of a member": of_keys("try(local.x.b.v, null)"),
    "can": of("can({}.none) ? W# : V#"),
    "coalesce": of("coalesce(null, V#, W#)"),
    "coalescelist": of("coalescelist([], [V#])[0]"),
    "element": of("element([W#, V#], 5)"),
    "zipmap": of('zipmap(["a", "b"], [W#, V#]).b'),
    "flatten": of("flatten([[], [[W#], V#]])[1]"),
    "concat": of("concat([W#], [V#])[1]"),
    "slice": of("slice([W#, V#, W#], 1, 2)[0]"),
    "reverse": of("reverse([W#, V#])[0]"),
    "distinct": of("distinct([W#, W#, V#])[1]"),
    "compact": of('compact(["", V#])[0]'),
    "chunklist": of("chunklist([W#, W#, V#], 2)[1][0]"),
    "one": of("one([V#])"),
    "one of a set": of("one(toset([V#, V#]))"),
    "values": of("values({ a = W#, b = V# })[1]"),
    "keys and index": of_keys('local.x[keys(local.x)[index(keys(local.x), "b")]].v'),
    "matchkeys": of('matchkeys([W#, V#], ["a", "b"], ["b"])[0]'),
    "setproduct": of('setproduct(["a"], [V#])[0][1]'),
    "setsubtract": of("one(setsubtract([V#, W#], [W#]))"),
    "sensitive and back": of("nonsensitive(sensitive(V#))"),
    "sensitive": of("sensitive(V#)"),
    "contains": of('contains(["a"], "a") ? V# : W#'),
    "alltrue": of("alltrue([true, !anytrue([false])]) ? V# : W#"),
    "length": of("[W#, V#][length([1])]"),
    "range": of("[for i in range(2) : [W#, V#][i]][1]"),
    "jsondecode": of("jsondecode(jsonencode({ v = V# })).v"),
    "base64decode": lambda f: Way(f'jsondecode(base64decode("{b64(f.value)}"))'),
    "a chain of functions": of('lookup(merge({}, zipmap(["v"], flatten([[coalesce(try(null, ""), V#)]]))), join("", ["v"]), W#)'),
    "for of a list": of_rows('[for r in local.x : r.v if r.k == "b"][0]'),
    "for with an index": of_rows("[for i, r in local.x : r.v if i == 1][0]"),
    "for of a map": of_keys('{ for k, r in local.x : upper(k) => r.v }["B"]'),
    "for of a list to a map": of_rows("{ for r in local.x : r.k => r }.b.v"),
    "for of groups": of_rows('{ for r in local.x : r.k => r.v... }["b"][0]'),
    "for in for": lambda f: Way("flatten([for g in local.x : [for r in g.rows : r.v]])[1]", local("[{\n  rows = " + rows(f) + "\n  }]")),
    "splat": of_rows("(local.x[*].v)[1]"),
    "older splat": of_rows("element(local.x.*.v, 1)"),
    "splat of one": lambda f: Way("(local.x[*].v)[0]", local(filled(f, "{ v = V# }"))),
    "JSON of a file": from_file('jsondecode(file("${path.module}/data/x.json")).deep.v', "data/x.json", '{"deep": {"v": V#}}'),
    "YAML": of("yamldecode(yamlencode({ v = V# })).v"),
    "YAML of a file": from_file('yamldecode(file("x.yaml")).deep[0].v', "x.yaml", "# note\ndeep:\n  - v: V#\n    w: |\n      text\n"),
    "YAML of a file, written as JSON": from_file('yamldecode(file("x.yaml")).deep[0].v', "x.yaml", '{"deep": [{"v": V#}]}'),
    "CSV of a file": lambda f: Way('csvdecode(file("x.csv"))[1].v', files={"x.csv": f"k,v\na,{plain(f.innocent)}\nb,{plain(f.value)}\n"}),
    "a template of a file": lambda f: Way(
        'jsondecode(templatefile("${path.module}/x.tftpl", { rows = local.x }))[1]',
        local(rows(f)),
        {"x.tftpl": '[\n%{ for i, r in rows ~}\n${jsonencode(r.v)}${i < 2 ? "," : ""}\n%{ endfor ~}\n]\n'},
    ),
    "a base64 of a file": from_file('jsondecode(base64decode(filebase64("x.json")))', "x.json", "V#"),
    "a file that may be": from_file('jsondecode(fileexists("x.json") ? file("x.json") : "null")', "x.json", "V#"),
    "files of a folder": from_file('[for f in sort(fileset(path.module, "data/*.json")) : jsondecode(file(f))][0]', "data/x.json", "V#"),
    "a heredoc": lambda f: Way("jsondecode(local.x)", local(f"<<-EOT\n    {f.value}\n  EOT")),
    "a heredoc with directives": lambda f: Way(
        "jsondecode(<<EOT\n%{ if true ~}\n${jsonencode(" + f.value + ")}\n%{ else ~}\n" + f.innocent + "\n%{ endif ~}\nEOT\n  )"
    ),
    "directives in a string": lambda f: Way(f'jsondecode("%{{ if 1 == 1 }}${{jsonencode({f.value})}}%{{ else }}0%{{ endif }}")'),
    "the output of a module": lambda f: module(f.value)("module.m.v"),
    "the output of a module of a variable": lambda f: module("var.v", variable(f), arguments=f"  v = {f.value}\n")("module.m.v"),
    "the output of a module with an innocent default": lambda f: module(
        "local.w", variable(f, f.innocent) + local("var.v", "w"), arguments=f"  v = {f.value}\n"
    )("module.m.v"),
    "the output of a module with count": lambda f: module(f.value, meta="count = 1")("module.m[0].v"),
    "the output of a module with for_each": lambda f: module(f"[{f.value}]", meta='for_each = toset(["a"])')('module.m["a"].v[0]'),
    "outputs of modules in a splat": lambda f: module(f.value, meta="count = 2")("one(distinct(module.m[*].v))"),
    "outputs of modules in values": lambda f: module(f.value, meta="for_each = { a = 1 }")("values(module.m)[0].v"),
    "the output of a module in a module": lambda f: Way(
        "module.m.v",
        'module "m" {\n  source = "./m"\n}\n',
        {
            "m/main.tf": 'module "n" {\n  source = "../n"\n}\noutput "v" {\n  value = module.n.all.v\n}\n',
            "n/main.tf": f'output "all" {{\n  value = {{ v = {f.value} }}\n}}\n',
        },
    ),
    "an attribute of another resource": lambda f: Way("azurerm_resource_group.other.tags.v", tagged(f"{{ v = {f.value} }}")),
    "an attribute of one of a loop": lambda f: Way(
        'azurerm_resource_group.other["b"].tags["v"]',
        tagged("{ v = each.value }", f"  for_each = {{ a = {f.innocent}, b = {f.value} }}\n"),
    ),
    "what a terraform_data holds": lambda f: Way("terraform_data.x.input", f'resource "terraform_data" "x" {{\n  input = {f.value}\n}}\n'),
    "what a terraform_data gives": lambda f: Way("terraform_data.x.output", f'resource "terraform_data" "x" {{\n  input = {f.value}\n}}\n'),
    "comments inside": of("( # one\n    /* two ) */ V# // three\n  )"),
}

TEXTS: Mapping[str, Callable[[str], Way]] = {
    "format": lambda v: Way(f'format("%s%s", "{v[:2]}", "{v[2:]}")'),
    "join and split": lambda v: Way(f'join("", split("#", "{v[:2]}#{v[2:]}"))'),
    "replace": lambda v: Way(f'replace("{v[:2]}#{v[2:]}", "#", "")'),
    "replace by a pattern": lambda v: Way(f'replace("{v[:2]}123{v[2:]}", "/12[0-9]/", "")'),
    "regex": lambda v: Way(f'regex("^x-(.*)$", "x-{v}")[0]'),
    "regex of a name": lambda v: Way(f'regex("(?P<v>[A-Za-z_0-9]+)", "{v}").v'),
    "substr": lambda v: Way(f'substr("--{v}--", 2, {len(v)})'),
    "lower": lambda v: Way(f'lower("{v}")'),
    "upper": lambda v: Way(f'upper("{v}")'),
    "title": lambda v: Way(f'title("{v}")'),
    "trimspace": lambda v: Way(f'trimspace("  {v}\\n")'),
    "trimprefix and trimsuffix": lambda v: Way(f'trimsuffix(trimprefix("a-{v}-b", "a-"), "-b")'),
    "strrev": lambda v: Way(f'strrev("{v[::-1]}")'),
    "urlencode": lambda v: Way(f'urlencode("{v}")'),
    "base64": lambda v: Way(f'base64decode("{b64(v)}")'),
    "textdecodebase64": lambda v: Way(f'textdecodebase64("{b64encode(v.encode("utf-16-le")).decode()}", "UTF-16LE")'),
    "escapes": lambda v: Way(f'"\\u{ord(v[0]):04x}{v[1:]}"'),
    "interpolation": lambda v: Way(f'"${{local.x}}{v[2:]}"', local(f'"{v[:2]}"')),
    "interpolation with strip markers": lambda v: Way(f'"{v[:2]} ${{~ "{v[2:]}" ~}} "'),
    "a heredoc that is trimmed": lambda v: Way("chomp(local.x)", local(f"<<EOT\n{v}\nEOT")),
    "basename": lambda v: Way(f'basename("a/b/{v}")'),
    "toset and tolist": lambda v: Way(f'tolist(toset(["{v}"]))[0]'),
    "sort": lambda v: Way(f'sort(["zz", "{v}"])[0]'),
    "for of characters": lambda v: Way(f'join("", [for c in split("", "{v}") : c])'),
    "a directive's loop": lambda v: Way(f'"%{{ for c in ["{v[:2]}", "{v[2:]}"] }}${{c}}%{{ endfor }}"'),
}

NUMBERS: Mapping[str, Callable[[int], Way]] = {
    "arithmetic": lambda v: Way(f"({v} - 48) * 2 / 2 + 48 % 100"),
    "tonumber": lambda v: Way(f'tonumber("{v}")'),
    "a number as text": lambda v: Way(f'"{v}"'),
    "tostring": lambda v: Way(f"tostring({v})"),
    "max": lambda v: Way(f"max([1, {v}]...)"),
    "min": lambda v: Way(f"min({v}, 9999)"),
    "pow": lambda v: Way(f"pow(2, 11) + {v} - 2048"),
    "ceil and floor": lambda v: Way(f"ceil({v} - 0.5) + floor(0.9)"),
    "sum": lambda v: Way(f"sum([{v - 1}, 1])"),
    "parseint": lambda v: Way(f'parseint("{v:x}", 16)'),
    "an exponent": lambda v: Way(f"{v / 1000}e3"),
    "abs and signum": lambda v: Way(f"abs(-{v}) * signum(5)"),
}


def ways(fault: Fault) -> Mapping[str, Case]:
    """Write a fault with its value given in every way there is for a value of its type."""
    made = {name: make(fault) for name, make in VALUES.items()}
    if fault.type == "string":
        made |= {name: write(str(plain(fault.value))) for name, write in TEXTS.items()}
    else:
        made |= {name: reckon(int(fault.value)) for name, reckon in NUMBERS.items()}
    return {name: each.case(fault) for name, each in made.items()}
