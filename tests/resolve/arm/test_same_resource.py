"""One network security group written in many ways is one network security group."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved

Resolve = Callable[..., Resolved]
TYPE, NAME = "Microsoft.Network/networkSecurityGroups", "nsg1"
CONTEXT = {"subscription-id": "S", "resource-group": "G"}


def rule(name: str, priority: int, ports: list[str]) -> dict[str, Any]:
    properties = {"priority": priority, "access": "Deny", "direction": "Outbound", "destinationPortRanges": ports}
    return {"name": name, "properties": properties}


RULES = [rule("a", 100, ["80", "443"]), rule("b", 101, ["22"])]
BODY = {"securityRules": RULES}
TEXT = json.dumps(RULES)
ESCAPED = f"[{TEXT}"  # as Bicep writes a text that begins with a bracket
QUOTED = TEXT.replace('"', "''")


def nsg(properties: object = BODY, **more: object) -> dict[str, Any]:
    return {"type": TYPE, "apiVersion": "2024-01-01", "name": NAME, "properties": properties, **more}


def with_rules(rules: object, **parts: object) -> dict[str, Any]:
    """Write a template whose group has its rules written so."""
    return {**parts, "resources": [nsg({"securityRules": rules})]}


def nested(template: object, parameters: object = None, *, inner: bool = True, name: str = "net") -> dict[str, Any]:
    scope = {"expressionEvaluationOptions": {"scope": "inner" if inner else "outer"}}
    properties = {"mode": "Incremental", "template": template, "parameters": parameters or {}, **scope}
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": properties}


def handed_down(levels: int) -> dict[str, Any]:
    """Hand the rules down through some levels of nested deployments."""
    template = with_rules("[parameters('rules')]", parameters={"rules": {"type": "array"}})
    for level in range(levels):
        down = {"rules": {"value": "[parameters('rules')]"}}
        template = {"parameters": {"rules": {"type": "array"}}, "resources": [nested(template, down, name=f"d{level}")]}
    return {**template, "parameters": {"rules": {"type": "array", "defaultValue": RULES}}}


LOOP = {
    "name": "securityRules",
    "count": "[length(variables('r'))]",
    "input": {
        "name": "[variables('r')[copyIndex('securityRules')].n]",
        "properties": {
            "priority": "[copyIndex('securityRules', 100)]",
            "access": "Deny",
            "direction": "Outbound",
            "destinationPortRanges": "[variables('r')[copyIndex('securityRules')].p]",
        },
    },
}
SHORT = {"r": [{"n": "a", "p": ["80", "443"]}, {"n": "b", "p": ["22"]}]}
MAKE = (
    "createObject('name', {n}, 'properties', createObject('priority', {i}, 'access', 'Deny', 'direction', 'Outbound',"
    " 'destinationPortRanges', {p}))"
)
EACH = MAKE.format(n="lambdaVariables('x').n", i="add(100, lambdaVariables('i'))", p="lambdaVariables('x').p")
BOTH = [MAKE.format(n="'a'", i="100", p="createArray('80', '443')"), MAKE.format(n="'b'", i="101", p="createArray('22')")]
V = {"rules": RULES}
P = {"rules": {"type": "array", "defaultValue": RULES}}
LINKED = with_rules("[parameters('rules')]", parameters={"rules": {"type": "array"}})
OUTPUTS = {
    "resources": [],
    "outputs": {
        "rules": {"type": "array", "value": RULES},
        "each": {"type": "array", "copy": {"count": 2, "input": "[json(variables('t'))[copyIndex()]]"}},
    },
    "variables": {"t": ESCAPED},
}


def linked(link: object) -> dict[str, Any]:
    properties = {"mode": "Incremental", "templateLink": link, "parameters": {"rules": {"value": "[variables('rules')]"}}}
    return {"variables": V, "resources": [{"type": "Microsoft.Resources/deployments", "name": "net", "properties": properties}]}


CONSTRUCTS: Mapping[str, dict[str, Any]] = {
    "literals": with_rules(RULES),
    "a variable of properties": {"variables": {"all": BODY}, "resources": [nsg("[variables('all')]")]},
    "a variable of rules": with_rules("[variables('rules')]", variables=V),
    "a variable of another letter case": with_rules("[VARIABLES('Rules')]", variables=V),
    "a variable of a variable": with_rules("[variables('x')]", variables={**V, "x": "[variables('rules')]"}),
    "a variable named by an expression": with_rules("[variables(concat('ru', 'les'))]", variables=V),
    "a member of a variable": with_rules("[variables('all').securityRules]", variables={"all": BODY}),
    "a member in brackets": with_rules("[variables('all')['SecurityRules']]", variables={"all": BODY}),
    "an expression over lines": with_rules("[\n  variables (\n 'rules'\n )\n]", variables=V),
    "leaves of expressions": with_rules(
        [
            {
                "name": "[toLower('A')]",
                "properties": {
                    "priority": "[int('100')]",
                    "access": "[concat('De', 'ny')]",
                    "direction": "[format('{0}bound', 'Out')]",
                    "destinationPortRanges": "[split('80,443', ',')]",
                },
            },
            RULES[1],
        ]
    ),
    "names of members by expression": with_rules(RULES) | {"resources": [nsg({"[concat('security', 'Rules')]": RULES})]},
    "a parameter's default": with_rules("[parameters('rules')]", parameters=P),
    "a parameter's default by another parameter": with_rules(
        "[parameters('x')]", parameters={**P, "x": {"type": "array", "defaultValue": "[parameters('rules')]"}}
    ),
    "a definition's parameter": with_rules(
        "[parameters('x')]", definitions={"d": {"type": "array"}}, parameters={"x": {"$ref": "#/definitions/d", "defaultValue": RULES}}
    ),
    "a nullable parameter": with_rules(
        "[coalesce(parameters('n'), parameters('rules'))]", parameters={**P, "n": {"type": "array", "nullable": True}}
    ),
    "if": with_rules("[if(equals(1, 1), variables('rules'), fail('no'))]", variables=V),
    "if by nobody knows what": with_rules(
        "[if(parameters('on'), variables('rules'), variables('rules'))]", variables=V, parameters={"on": {"type": "bool"}}
    ),
    "a property loop": {"variables": SHORT, "resources": [nsg({"copy": [LOOP]})]},
    "a variable loop": with_rules("[variables('securityRules')]", variables={**SHORT, "copy": [LOOP]}),
    "a loop inside a variable": {"variables": {**SHORT, "all": {"copy": [LOOP]}}, "resources": [nsg("[variables('all')]")]},
    "a resource loop": {"variables": V, "resources": [nsg({"securityRules": "[variables('rules')]"}, copy={"name": "l", "count": 1})]},
    "createObject": with_rules(f"[createArray({BOTH[0]}, {BOTH[1]})]"),
    "json": with_rules(f"[json('{TEXT}')]"),
    "json in single quotes": with_rules(f"[json('{QUOTED}')]"),
    "json of a file": with_rules("[json(variables('$fxv#0'))]", variables={"$fxv#0": ESCAPED}),
    "base64ToJson": with_rules(f"[base64ToJson('{b64encode(TEXT.encode()).decode()}')]"),
    "union of objects": {
        "variables": {"a": {"securityRules": []}, "b": BODY},
        "resources": [nsg("[union(variables('a'), variables('b'))]")],
    },
    "union of arrays": with_rules("[union(take(variables('rules'), 1), variables('rules'))]", variables=V),
    "union with null": {"variables": {"b": BODY}, "resources": [nsg("[union(null(), variables('b'))]")]},
    "shallowMerge": {"variables": {"b": BODY}, "resources": [nsg("[shallowMerge(createArray(createObject(), variables('b')))]")]},
    "intersection": with_rules("[intersection(variables('rules'), variables('rules'))]", variables=V),
    "distinct": with_rules("[distinct(concat(variables('rules'), variables('rules')))]", variables=V),
    "flatten": with_rules("[flatten(createArray(take(variables('rules'), 1), skip(variables('rules'), 1)))]", variables=V),
    "concat": with_rules(f"[concat(createArray({BOTH[0]}), createArray({BOTH[1]}))]"),
    "first and last": with_rules("[createArray(first(variables('rules')), last(variables('rules')))]", variables=V),
    "tryGet": with_rules("[tryGet(variables('all'), 'securityRules')]", variables={"all": BODY}),
    "map": with_rules(f"[map(variables('r'), lambda('x', 'i', {EACH}))]", variables=SHORT),
    "map over range": with_rules("[map(range(0, 2), lambda('i', variables('rules')[lambdaVariables('i')]))]", variables=V),
    "filter": with_rules("[filter(variables('rules'), lambda('x', contains(lambdaVariables('x'), 'name')))]", variables=V),
    "reduce": with_rules(
        "[reduce(variables('rules'), createArray(), lambda('a', 'x', concat(lambdaVariables('a'), createArray(lambdaVariables('x')))))]",
        variables=V,
    ),
    "sort": with_rules(
        "[sort(variables('rules'), lambda('a', 'b', less(lambdaVariables('a').name, lambdaVariables('b').name)))]",
        variables={"rules": RULES[::-1]},
    ),
    "items of toObject": with_rules(
        "[map(items(toObject(variables('rules'), lambda('x', lambdaVariables('x').name))), lambda('x', lambdaVariables('x').value))]",
        variables={"rules": RULES[::-1]},
    ),
    "groupBy": with_rules("[groupBy(variables('rules'), lambda('x', 'all')).all]", variables=V),
    "mapValues": with_rules("[mapValues(variables('all'), lambda('x', lambdaVariables('x'))).securityRules]", variables={"all": BODY}),
    "a function of the template": with_rules(
        "[my.rules(variables('rules'))]",
        variables=V,
        functions=[{"namespace": "my", "members": {"rules": {"parameters": [{"name": "r"}], "output": {"value": "[parameters('r')]"}}}}],
    ),
    "the template itself": with_rules("[deployment().properties.template.variables.rules]", variables=V),
    "a symbolic name": {"languageVersion": "2.0", "resources": {"nsg": nsg()}},
    "a condition": {"resources": [nsg(condition="[not(false())]")]},
    "a condition that is a word": {"resources": [nsg(condition="True")]},
    "an inner template": {"resources": [nested(with_rules("[variables('rules')]", variables=V))]},
    "an inner template's parameter": {"variables": V, "resources": [nested(LINKED, {"rules": {"value": "[variables('rules')]"}})]},
    "an inner template's parameters by expression": {
        "variables": {"p": {"rules": {"value": RULES}}},
        "resources": [nested(LINKED, "[variables('p')]")],
    },
    "an outer template": {"variables": V, "resources": [nested(with_rules("[variables('rules')]"), inner=False)]},
    "a template in a variable": {
        "variables": {"t": with_rules("[[json(variables('x'))]", variables={"x": f"[{ESCAPED}"})},
        "resources": [nested("[variables('t')]")],
    },
    "five levels": handed_down(5),
    "an output": {
        "resources": [nested(OUTPUTS, name="o"), nested(LINKED, {"rules": {"value": "[reference('o').outputs.rules.value]"}})],
    },
    "an output made by a loop": {
        "resources": [nested(OUTPUTS, name="o"), nested(LINKED, {"rules": {"value": "[reference('o').outputs.each.value]"}})],
    },
    "a linked template": linked({"relativePath": "parts/nsg.json"}),
    "a template linked by its address": linked({"uri": "[uri(deployment().properties.templateLink.uri, 'parts/nsg.json')]"}),
}


def same(resolved: Resolved) -> bool:
    (found,) = [resource for resource in resolved.resources if resource.type == TYPE.lower()]
    assert found.id == f"/subscriptions/S/resourceGroups/G/providers/{TYPE}/{NAME}"
    assert found.exists is True
    assert not resolved.problems
    return bool(found.get("properties") == BODY)


@pytest.mark.parametrize("tree", CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_however_it_is_written_it_is_the_same(resolve: Resolve, tree: dict[str, Any]) -> None:
    assert same(resolve(tree, files={"infra/parts/nsg.json": LINKED}, context=CONTEXT))


@pytest.mark.parametrize("way", ["parameters", "given"])
def test_however_it_is_given_it_is_the_same(resolve: Resolve, way: str) -> None:
    tree = with_rules("[parameters('rules')]", parameters={"rules": {"type": "array", "defaultValue": []}})
    given: dict[str, Any] = {"parameters": [{"parameters": {"rules": {"value": RULES}}}], "given": {"rules": RULES}}

    assert same(resolve(tree, context=CONTEXT, **{way: given[way]}))


def test_there_are_enough_ways() -> None:
    assert len(CONSTRUCTS) >= 40
