"""Places in the Bicep that a template was compiled from, where it lies beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved, Resource
from azbk_lint.model.value import Route

Resolve = Callable[..., Resolved]
BICEP = """\
param prefix string
// resource ghost 'A.B/ghosts@2020-01-01' = {
var text = '''
resource ghost 'A.B/ghosts@2020-01-01' = {
'''
resource nsg 'A.B/things@2020-01-01' = {
  name: '${prefix}-nsg // { not a bracket'
  properties: {
    securityRules: [
      { name: 'first', properties: { access: 'Allow' } }
      {
        name: 'second'
        properties: {
          access: 'Deny'
        }
      }
    ]
  }
  resource part 'parts' = if (true) {
    name: 'inner'
  }
}
resource each 'A.B/many@2020-01-01' = [for i in range(0, 2): {
  name: 'each${i}'
  properties: { size: i }
}]
@description('two of a type')
resource other 'A.B/things@2020-01-01' existing = {
  name: 'other-x'
}
module net './modules/net.bicep' = {
  name: 'net'
  params: { a: 1 }
}
module far 'br/public:avm/res/x:0.1.0' = {
  name: 'far'
}
"""
NET = """\
resource vnet 'A.B/things@2020-01-01' = {
  name: 'vnet'
}
"""
GENERATED = {"_generator": {"name": "bicep", "version": "0.30.0"}}


def thing(type_: str = "A.B/things", name: str = "n", **more: object) -> dict[str, Any]:
    return {"type": type_, "apiVersion": "2020-01-01", "name": name, **more}


def deployment(template: object, name: str = "net") -> dict[str, Any]:
    properties = {"expressionEvaluationOptions": {"scope": "inner"}, "template": template}
    return thing("Microsoft.Resources/deployments", name, properties=properties)


def compiled(resolve: Resolve, resources: object, *, bicep: str = "main.bicep", **more: object) -> Mapping[str, Resource]:
    """Resolve a template that has a Bicep file beside, and give the resources by the last part of their route."""
    tree = {"metadata": GENERATED, "languageVersion": "2.0", "resources": resources, **more}
    files = {f"infra/{bicep}": BICEP, "infra/modules/net.bicep": NET}
    found = resolve(tree, files=files).resources
    return {str(resource.origin.route[-1]): resource for resource in found}  # type: ignore[attr-defined]  # of these origins


def shown(resource: Resource, *route: str | int) -> str:
    """Give the first line of a place in Bicep, or the route of one in JSON."""
    place = resource.at(*route)
    if place.span is None:
        return str(place.route)
    return place.source.text[slice(*place.span)].splitlines()[0].strip()


RULES = [{"name": "first", "properties": {"access": "Allow"}}, {"name": "second", "properties": {"access": "Deny"}}]


@pytest.mark.parametrize(
    ("route", "line"),
    [
        ((), "resource nsg 'A.B/things@2020-01-01' ="),
        (("name",), "name: '${prefix}-nsg // { not a bracket'"),
        (("properties",), "properties: {"),
        (("properties", "securityRules"), "securityRules: ["),
        (("properties", "securityRules", 0, "properties", "access"), "access: 'Allow'"),
        (("properties", "SECURITYRULES", 1, "properties", "access"), "access: 'Deny'"),
        (("properties", "securityRules", 1, "properties", "direction"), "properties: {"),
        (("properties", "none"), "properties: {"),
        (("access",), "resource nsg 'A.B/things@2020-01-01' ="),
    ],
)
def test_a_part_is_where_the_declaration_writes_it(resolve: Resolve, route: Route, line: str) -> None:
    nsg = compiled(resolve, {"nsg": thing(properties={"securityRules": RULES})})["nsg"]

    assert shown(nsg, *route) == line
    assert nsg.at().source.name.as_posix() == "infra/main.bicep"


def test_the_compiled_place_is_shown_too(resolve: Resolve) -> None:
    nsg = compiled(resolve, {"nsg": thing(properties={"securityRules": RULES})})["nsg"]

    (related,) = nsg.origin.chain(("properties", "securityRules", 1))

    assert related.label == "compiled to this"
    assert related.place.route == ("resources", "nsg", "properties", "securityRules", 1)


def test_children_loops_and_existing_resources_are_found_by_symbol(resolve: Resolve) -> None:
    many = thing("A.B/many", copy={"name": "each", "count": 2}, properties={"size": 1})
    found = compiled(resolve, {"nsg::part": thing("A.B/things/parts", "n/inner"), "each": many, "other": thing(existing=True)})

    assert shown(found["nsg::part"]) == "resource part 'parts' = if (true)"
    assert shown(found["each"], "properties", "size") == "size: i"
    assert shown(found["other"], "name") == "name: 'other-x'"


def test_what_a_module_declares_is_in_the_modules_file(resolve: Resolve) -> None:
    found = compiled(resolve, {"net": deployment({"languageVersion": "2.0", "resources": {"vnet": thing(name="vnet")}})})

    assert shown(found["net"]) == "module net './modules/net.bicep' ="
    assert found["vnet"].at("name").source.name.as_posix() == "infra/modules/net.bicep"
    assert shown(found["vnet"], "name") == "name: 'vnet'"


@pytest.mark.parametrize("symbol", ["far", "gone"])
def test_a_module_from_a_registry_or_gone_stays_in_the_json(resolve: Resolve, symbol: str) -> None:
    found = compiled(resolve, {symbol: deployment({"resources": [thing(name="x")]})})

    assert shown(found["0"]) == f"('resources', '{symbol}', 'properties', 'template', 'resources', 0)"
    assert [related.label for related in found["0"].origin.chain(())] == ["nested deployment 'net'"]


def test_without_symbols_a_type_or_a_name_decides(resolve: Resolve) -> None:
    resources = [
        thing("A.B/many", "[format('each{0}', 1)]"),
        thing(name="[format('{0}-nsg // ', parameters('prefix'))]"),
        thing(name="unlike any"),
        deployment({"resources": []}),
    ]
    found = compiled(resolve, resources, parameters={"prefix": {"type": "string"}})

    assert shown(found["0"]) == "resource each 'A.B/many@2020-01-01' ="
    assert shown(found["1"]) == "resource nsg 'A.B/things@2020-01-01' ="
    assert shown(found["2"]) == "('resources', 2)"
    assert shown(found["3"]) == "module net './modules/net.bicep' ="


def test_ghosts_in_comments_and_strings_are_not_declarations(resolve: Resolve) -> None:
    assert shown(compiled(resolve, [thing("A.B/ghosts")])["0"]) == "('resources', 0)"


def test_a_template_that_bicep_did_not_make_stays_in_the_json(resolve: Resolve) -> None:
    assert shown(compiled(resolve, {"nsg": thing()}, metadata={})["nsg"]) == "('resources', 'nsg')"


def test_a_main_template_may_come_from_azuredeploy(resolve: Resolve) -> None:
    assert shown(compiled(resolve, {"nsg": thing()}, bicep="azuredeploy.bicep")["nsg"]).startswith("resource nsg")


@pytest.mark.parametrize(
    "text", ["", "resource nsg 'A.B/things@1' = {", "resource nsg 'A.B/things@1' =", "resource nsg 'A.B/things@1' = ]})", "{" * 5000]
)
def test_bicep_that_breaks_off_is_survived(resolve: Resolve, text: str) -> None:
    tree = {"metadata": GENERATED, "resources": {"nsg": thing(properties={"x": [1]})}}

    (found,) = resolve(tree, files={"infra/main.bicep": text}).resources

    assert found.at("properties", "x", 0) is not None
