"""Ways in which a template, its files and their bytes can hold one resource."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.metamorphic.arm_faults import GROUP, PARAMETERS, SCHEMAS, SUBSCRIPTION, Fault, Tree, nested, template
from tests.metamorphic.case import MARK, Case

P = "[parameters('p')]"
DECIDES = {"securityRules", "diskSizeGB", "level"}


def one(tree: Tree, **more: object) -> Case:
    return Case({"main.json": tree, **more})


def whole(fault: Fault, value: object = None) -> list[Tree]:
    return [fault.at_fault(value), *fault.around]


def plain(fault: Fault) -> Tree:
    return template(*whole(fault))


def text(fault: Fault) -> str:
    """Write the fault's template as a text that can be written otherwise."""
    return json.dumps(plain(fault), indent=2, ensure_ascii=False)


def declared(fault: Fault, *resources: Tree, **more: object) -> Tree:
    """Write a template that is handed the value as its parameter `p`."""
    return template(*resources, parameters={"p": {"type": fault.type}}, **more)


def handed(value: object) -> Tree:
    return {"p": {"value": value}}


def down(fault: Fault, levels: int, scope: str = "inner") -> Tree:
    """Write a template that hands the value down through nested deployments."""
    tree = declared(fault, *whole(fault, P))
    for level in range(levels - 1):
        tree = declared(fault, nested(tree, f"level{level}", scope=scope, parameters=handed(P)))
    return template(nested(tree, "top", scope=scope, parameters={"p": {"value«from»": fault.value}}))


def rows(fault: Fault) -> list[Tree]:
    return [{"n": "other-a", "v": fault.innocent}, {"n": fault.name, "v«from»": fault.value}, {"n": "other-c", "v": fault.innocent}]


def loop(fault: Fault, *, turn: str = "copyIndex()", where: str = "variables", name: str = "all", **more: object) -> Tree:
    """Write one resource in a loop over rows, of which one is at fault."""
    resource = fault.at_fault(f"[{where}('rows')[{turn}].v]", f"[{where}('rows')[{turn}].n]")
    return {**resource, "copy": {"name": name, "count": f"[length({where}('rows'))]", **more}}


def linked(fault: Fault, link: Tree, file: str, part: Tree | None = None, **more: object) -> Case:
    """Write a deployment of a template in a file of its own."""
    properties = {"mode": "Incremental", "templateLink": link, "parameters": {"p": {"value«from»": fault.value}}}
    deployment = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "part", "properties": properties}
    return Case({"main.json": template(deployment, **more), file: part or declared(fault, *whole(fault, P))})


def remarked(tree: Tree, mark: str) -> Tree:
    """Put another mark in the place of every mark, save of what is not there."""
    made: Tree = json.loads(re.sub("«(?!unread)\\w+»", mark, json.dumps(tree, ensure_ascii=False)))
    return made


def bare(tree: Tree) -> Tree:
    """Leave the marks out of a tree that stands somewhere else than what it makes, or is not at fault."""
    return remarked(tree, "")


def renamed(tree: object, name: Callable[[str], str]) -> object:
    """Write the names of all members otherwise."""
    match tree:
        case dict():
            return {name(key): renamed(value, name) for key, value in tree.items()}
        case list():
            return [renamed(item, name) for item in tree]
        case _:
            return tree


def by_expression(key: str) -> str:
    name = MARK.sub("", key)
    return f"[concat('{name[:3]}', '{name[3:]}')]{key.removeprefix(name)}" if name in DECIDES else key


def cased(tree: Tree, key: str) -> Tree:
    return {**tree, key: tree[key].upper()}


def conditional(fault: Fault, condition: object, **parts: object) -> Tree:
    return template({"condition": condition, **fault.at_fault()}, *fault.around, **parts)


def of_schema(fault: Fault, schema: str) -> Case:
    return one({**plain(fault), "$schema": schema})


def commented(fault: Fault) -> Case:
    """Write comments of either kind and commas too many, as the command-line tools allow."""
    lines = text(fault).split("\n")
    spoken = [f"{line} // a note, {{not}} a member" if line.endswith(("{", "[", ",")) else line for line in lines]
    body = "\n".join(spoken[1:]).replace("}\n", "},\n").rstrip(",\n")
    return one({}) if not body else Case({"main.json": f"// first\n/* of\n all: [ */\n{{\n{body}\n"})


def over_lines(fault: Fault) -> Case:
    """Write a string over several lines before the fault."""
    return Case(
        {"main.json": text(fault).replace('"contentVersion"', '"metadata": {"description": "one\ntwo\nthree"},\n  "contentVersion"')}
    )


def on_one_line(fault: Fault) -> Case:
    return Case({"main.json": json.dumps(plain(fault), ensure_ascii=False)})


def twice(fault: Fault) -> Case:
    """Write a member twice: the last counts."""
    written = text(fault)
    return Case({"main.json": written.replace("{\n", '{\n  "resources": [],\n', 1)})


def subscription(fault: Fault) -> Case:
    group = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": "rg-app", "location": "japaneast"}
    tree = template(group, nested(plain(fault), scope="inner", resourceGroup="rg-app"))
    return one({**tree, "$schema": SUBSCRIPTION})


def management_group(fault: Fault) -> Case:
    inner = {**template(nested(plain(fault), scope="inner", resourceGroup="rg-app")), "$schema": SUBSCRIPTION}
    tree = template(nested(inner, subscriptionId="00000000-0000-0000-0000-000000000001", location="japaneast"))
    return one({**tree, "$schema": f"{SCHEMAS}2019-08-01/managementGroupDeploymentTemplate.json#"})


def of_a_variable(fault: Fault) -> Case:
    deployment = nested({}, scope="inner")
    deployment["properties"] = {"mode": "Incremental", "template«here»": "[variables('t')]"}
    escaped = json.loads(json.dumps(bare(plain(fault))).replace('"[', '"[['))
    return one(template(deployment, variables={"t": escaped}))


def linked_twice(fault: Fault) -> Case:
    inner = {"mode": "Incremental", "templateLink": {"relativePath": "deep/leaf.json"}, "parameters": handed(P)}
    middle = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "leaf", "properties": inner}
    case = linked(fault, {"relativePath": "parts/middle.json"}, "parts/middle.json", declared(fault, middle))
    return replace(case, files={**case.files, "parts/deep/leaf.json": declared(fault, *whole(fault, P))})


def in_a_loop_of_links(fault: Fault) -> Case:
    properties = {
        "mode": "Incremental",
        "templateLink": {"relativePath": "part.json"},
        "parameters": {"p": {"value«from»": "[variables('rows')[copyIndex()].v]"}},
    }
    copy = {"name": "all", "count": "[length(variables('rows'))]"}
    deployment = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "[concat('part', copyIndex())]",
        "copy": copy,
        "properties": properties,
    }
    part = declared(fault, *whole(fault, P))
    return Case({"main.json": template(deployment, variables={"rows": rows(fault)[:2]}), "part.json": part})


ARTIFACTS = {"base": {"type": "string", "defaultValue": "https://example.org/infra/"}}
TEMPLATES: Mapping[str, Callable[[Fault], Case]] = {
    "a resource loop": lambda f: one(template(loop(f), *f.around, variables={"rows": rows(f)})),
    "a named loop with an offset": lambda f: one(
        template(loop(f, turn="sub(copyIndex('all', 5), 5)"), *f.around, variables={"rows": rows(f)})
    ),
    "a serial loop": lambda f: one(template(loop(f, mode="serial", batchSize=1), *f.around, variables={"rows": rows(f)})),
    "a loop over a parameter": lambda f: one(
        template(loop(f, where="parameters"), *f.around, parameters={"rows": {"type": "array"}}),
        **{"main.parameters.json": {"$schema": PARAMETERS, "parameters": {"rows": {"value": rows(f)}}}},
    ),
    "a loop of symbolic name": lambda f: one(template(loop(f), *f.around, languageVersion="2.0", variables={"rows": rows(f)})),
    "a loop of one turn, its number as text": lambda f: one(template({**f.at_fault(), "copy": {"name": "l", "count": "1"}}, *f.around)),
    "symbolic names": lambda f: one(template(*whole(f), languageVersion="2.0")),
    "symbolic names of an experimental version": lambda f: one(template(*whole(f), languageVersion="1.10-experimental")),
    "an existing resource beside": lambda f: one(
        template(
            {"existing": True, "type": "Microsoft.KeyVault/vaults", "apiVersion": "2022-07-01", "name": "kv"},
            *whole(f),
            languageVersion="2.0",
        )
    ),
    "a nested deployment": lambda f: one(template(nested(plain(f)))),
    "a nested deployment of outer scope": lambda f: one(
        template(nested(template(*whole(f, "[variables('x')]")), scope="Outer"), variables={"x«from»": f.value})
    ),
    "a nested deployment of default scope": lambda f: one(
        template(
            nested(template(*whole(f, P)), parameters={}),
            parameters={"p": {"type": f.type, "defaultValue«from»": f.value}},
        )
    ),
    "outer scope twice": lambda f: one(
        template(nested(template(nested(template(*whole(f, "[variables('x')]")), "low")), "high"), variables={"x«from»": f.value})
    ),
    "outer scope in inner scope": lambda f: one(
        template(
            nested(
                declared(f, nested(template(*whole(f, "[variables('x')]")), "low"), variables={"x«from»": P}),
                scope="inner",
                parameters={"p": {"value«from»": f.value}},
            ),
            variables={"x": f.innocent},
        )
    ),
    "one level down": lambda f: one(down(f, 1)),
    "two levels down": lambda f: one(down(f, 2)),
    "three levels down": lambda f: one(down(f, 3)),
    "three levels down from a parameter file": lambda f: one(
        declared(
            f,
            nested(
                declared(f, nested(declared(f, *whole(f, P)), "b", scope="inner", parameters=handed(P))),
                "a",
                scope="inner",
                parameters=handed(P),
            ),
        ),
        **{"main.parameters.json": {"$schema": PARAMETERS, "parameters": {"p": {"value«from»": f.value}}}},
    ),
    "parameters of the same name, other values": lambda f: one(
        template(
            nested(declared(f, *whole(f, P)), scope="inner", parameters={"p": {"value«from»": f.value}}),
            parameters={"p": {"type": f.type, "defaultValue": f.innocent}},
        )
    ),
    "an inner default": lambda f: one(
        template(
            nested(template(*whole(f, P), parameters={"p": {"type": f.type, "defaultValue«from»": f.value}}), scope="inner", parameters={})
        )
    ),
    "a nested deployment to a group": lambda f: one(template(nested(plain(f), scope="inner", resourceGroup="rg-other"))),
    "a nested deployment to a group nobody knows": lambda f: one(
        template(nested(plain(f), scope="inner", resourceGroup="[parameters('group')]"), parameters={"group": {"type": "string"}})
    ),
    "a nested deployment to a subscription": lambda f: one(
        template(
            nested(plain(f), scope="inner", subscriptionId="[parameters('s')]", resourceGroup="rg-other"),
            parameters={"s": {"type": "string"}},
        )
    ),
    "a nested deployment in a loop": lambda f: one(
        template(
            nested(
                declared(f, *whole(f, P)),
                "[concat('part', copyIndex())]",
                scope="inner",
                parameters={"p": {"value«from»": "[variables('rows')[copyIndex()].v]"}},
                copy={"name": "all", "count": 2},
            ),
            variables={"rows": rows(f)[:2]},
        )
    ),
    "a nested deployment that is conditional": lambda f: one(template(nested(plain(f), condition="[greater(2, 1)]"))),
    "parameters made as one expression": lambda f: one(
        template(
            nested(declared(f, *whole(f, P)), scope="inner", parameters="[createObject('p', createObject('value', variables('x')))]"),
            variables={"x": f.value},
        )
    ),
    "an output handed on": lambda f: one(
        template(
            nested(template(outputs={"v": {"type": f.type, "value": f.value}}), "source"),
            nested(
                declared(f, *whole(f, P)), "sink", scope="inner", parameters={"p": {"value«from»": "[reference('source').outputs.v.value]"}}
            ),
        )
    ),
    "a template that an expression makes": of_a_variable,
    "a linked template beside": lambda f: linked(f, {"relativePath": "part.json"}, "part.json"),
    "a linked template below": lambda f: linked(f, {"relativePath": "./parts/part.json", "contentVersion": "1.0.0.0"}, "parts/part.json"),
    "a template linked by its uri": lambda f: linked(
        f, {"uri": "[uri(deployment().properties.templateLink.uri, 'parts/part.json')]"}, "parts/part.json"
    ),
    "a template linked by a base and a path": lambda f: linked(
        f,
        {"uri": "[concat(parameters('base'), '/parts/part.json', parameters('token'))]"},
        "parts/part.json",
        parameters={"base": {"type": "string"}, "token": {"type": "securestring", "defaultValue": ""}},
    ),
    "a template linked by a base that ends in a slash": lambda f: linked(
        f, {"uri": "[concat(parameters('base'), 'parts/part.json')]"}, "parts/part.json", parameters={"base": {"type": "string"}}
    ),
    "a template linked with a token nobody knows": lambda f: linked(
        f,
        {"uri": "[uri(parameters('base'), concat('parts/part.json', parameters('token')))]"},
        "parts/part.json",
        parameters={"base": {"type": "string"}, "token": {"type": "securestring"}},
    ),
    "a template linked by an address": lambda f: linked(
        f, {"uri": "[format('{0}/part.json', variables('base'))]"}, "part.json", variables={"base": "https://example.org/infra"}
    ),
    "a linked template that links": linked_twice,
    "links in a loop": in_a_loop_of_links,
    "a subscription's template": subscription,
    "a management group's template": management_group,
    "a type of other letter case": lambda f: one(template(cased(f.at_fault(), "type"), *(cased(each, "type") for each in f.around))),
    "members of other letter case": lambda f: one(
        template(*(renamed(each, lambda key: key[0].upper() + key[1:]) for each in whole(f)))  # type: ignore[arg-type] # of dicts
    ),
    "names of members by expression": lambda f: one(template(*(renamed(each, by_expression) for each in whole(f)))),  # type: ignore[arg-type]
    "a condition that holds": lambda f: one(conditional(f, True)),
    "a condition that holds by expression": lambda f: one(
        conditional(
            f,
            "[and(not(empty(parameters('e'))), equals(parameters('e'), 'prod'))]",
            parameters={"e": {"type": "string", "defaultValue": "prod"}},
        )
    ),
    "a condition that a parameter file makes hold": lambda f: one(
        conditional(f, "[parameters('on')]", parameters={"on": {"type": "bool", "defaultValue": False}}),
        **{"main.parameters.json": {"$schema": PARAMETERS, "parameters": {"on": {"value": True}}}},
    ),
    "a condition that holds either way": lambda f: one(
        conditional(f, "[or(parameters('on'), not(parameters('on')))]", parameters={"on": {"type": "bool"}})
    ),
    "a version by variable": lambda f: one(
        template({**f.at_fault(), "apiVersion": "[variables('v')]"}, *f.around, variables={"v": "2023-11-01"})
    ),
    "a version nobody knows": lambda f: one(
        template({**f.at_fault(), "apiVersion": "[parameters('v')]"}, *f.around, parameters={"v": {"type": "string"}})
    ),
    "a profile in place of versions": lambda f: one(
        template(*({key: value for key, value in each.items() if key != "apiVersion"} for each in whole(f)), apiProfile="2018-06-01-hybrid")
    ),
    "escaped brackets near by": lambda f: one(
        template(
            {**f.at_fault(), "tags": {"a": "[[parameters('p')]", "b": "[no end", "c": "[] "}},
            *f.around,
            metadata={"m": "[[variables('x')]"},
        )
    ),
    "outputs and unused parts": lambda f: one(
        template(
            *whole(f),
            parameters={"unused": {"type": "object", "defaultValue": {}}},
            variables={"unused": "[fail('never asked')]"},
            outputs={"o": {"type": "string", "value": "[deployment().name]"}},
            functions=[],
        )
    ),
    "an older schema": lambda f: of_schema(f, f"{SCHEMAS}2015-01-01/deploymentTemplate.json#"),
    "a schema of other letter case": lambda f: of_schema(f, GROUP.replace("deploymentTemplate", "DeploymentTemplate")),
    "a schema without its end": lambda f: of_schema(f, GROUP.rstrip("#").replace("https", "http")),
    "comments and commas too many": commented,
    "a string over lines": over_lines,
    "all on one line": on_one_line,
    "a member written twice": twice,
    "a byte order mark": lambda f: Case({"main.json": plain(f)}, encoding="utf-8-sig"),
    "UTF-16": lambda f: Case({"main.json": plain(f)}, encoding="utf-16"),
    "UTF-16 without a mark": lambda f: Case({"main.json": plain(f)}, encoding="utf-16-le"),
    "lines as Windows ends them": lambda f: Case({"main.json": plain(f)}, newline="\r\n"),
    "a file of another name": lambda f: Case({"infra/vm stuff (neu).json": plain(f)}),
    "a file's name in capitals": lambda f: Case({"MAIN.JSON": plain(f)}),
}
