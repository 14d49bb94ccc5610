"""Expressions of Terraform round expressions, to be put together in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_faults import Fault
from tests.metamorphic.terraform_modules import call
from tests.metamorphic.terraform_values import local, tagged, variable

Wrap = Callable[[str, str, int, dict[str, str]], str]
"""Writes an expression whose value is that of another: given that one, an innocent one, a number of its own, the files."""


def kept(value: str, number: int, files: dict[str, str]) -> str:
    """Keep a value in a local of its own."""
    files["main.tf"] += local(value, f"x{number}")
    return f"local.x{number}"


def through_module(inner: str, other: str, number: int, files: dict[str, str]) -> str:
    """Hand a value to a module and take it back."""
    del other
    files["main.tf"] += call(f"  v = {inner}\n", f"m{number}", f"./m{number}")
    files[f"m{number}/main.tf"] = 'variable "v" {}\noutput "v" {\n  value = [var.v]\n}\n'
    return f"module.m{number}.v[0]"


def through_resource(inner: str, other: str, number: int, files: dict[str, str]) -> str:
    """Keep a value in the tags of a resource in a loop."""
    meta = f"  for_each = {{ a = {other}, b = {inner} }}\n"
    files["main.tf"] += tagged("{ v = each.value }", meta).replace('"other"', f'"g{number}"')
    return f'azurerm_resource_group.g{number}["b"].tags.v'


def through_file(inner: str, other: str, number: int, files: dict[str, str]) -> str:
    """Write a value by a template of a file."""
    files[f"t{number}.tftpl"] = "[%{ for i, v in all }${jsonencode(v)}%{ if i < 1 },%{ endif }%{ endfor }]"
    return f'jsondecode(templatefile("${{path.module}}/t{number}.tftpl", {{ all = [{other}, {inner}] }}))[1]'


WRAPS: Mapping[str, Wrap] = {
    "local": lambda e, _, n, f: kept(e, n, f),
    "member of a local": lambda e, o, n, f: kept(f"{{ a = {o}, v = [{e}] }}", n, f) + ".v[0]",
    "module": through_module,
    "resource": through_resource,
    "templatefile": through_file,
    "condition": lambda e, o, n, _: f"({n} == {n} ? {e} : {o})",
    "condition not": lambda e, o, n, _: f"({n} > {n} ? {o} : {e})",
    "try": lambda e, o, _, __: f"try({{}}.none, {e}, {o})",
    "lookup": lambda e, o, _, __: f'lookup({{ o = {o}, v = {e} }}, "v", {o})',
    "merge": lambda e, o, _, __: f"merge({{ v = {o} }}, {{ v = {e} }}).v",
    "coalesce": lambda e, o, _, __: f"coalesce(null, {e}, {o})",
    "jsondecode": lambda e, _, __, ___: f"jsondecode(jsonencode({{ v = {e} }})).v",
    "element": lambda e, o, _, __: f"element([{o}, {e}], 1)",
    "flatten": lambda e, o, _, __: f"flatten([[{o}], [[{e}]]])[1]",
    "zipmap": lambda e, o, _, __: f'zipmap(["a", "b"], [{o}, {e}])["b"]',
    "for": lambda e, o, n, _: f"[for i{n}, v{n} in [{o}, {e}] : v{n} if i{n} == 1][0]",
    "for of a map": lambda e, o, n, _: f'{{ for k{n}, v{n} in {{ a = {o}, b = {e} }} : upper(k{n}) => v{n} }}["B"]',
    "for of groups": lambda e, o, n, _: f"{{ for v{n} in [{o}, {e}] : v{n} == {o} ? 0 : 1 => v{n}... }}[1][0]",
    "splat": lambda e, o, _, __: f"([{{ v = {o} }}, {{ v = {e} }}][*].v)[1]",
    "one": lambda e, _, __, ___: f"one(toset([{e}]))",
    "values": lambda e, o, _, __: f"values({{ a = {o}, b = {e} }})[1]",
    "sensitive": lambda e, _, __, ___: f"nonsensitive(sensitive({e}))",
    "parentheses": lambda e, _, __, ___: f"(\n  {e} # }}\n)",
    "interpolation": lambda e, _, __, ___: f'"${{{e}}}"',
}


def composed(fault: Fault, names: Sequence[str], levels: int) -> Case:
    """Write the value through expressions round each other, and the resource some levels of modules down."""
    files = {"main.tf": ""}
    expression = fault.value
    for number, name in enumerate(names):
        expression = WRAPS[name](expression, fault.innocent, number, files)
    below = "main.tf"
    for level in range(levels):
        files[below] += call(f"  v = {expression}\n", "down", f"./{'' if level == 0 else '../'}level{level}".replace("./../", "../"))
        below, expression = f"level{level}/main.tf", "var.v"
        files[below] = variable(fault)
    files[below] += fault.whole(expression)
    return Case(files)
