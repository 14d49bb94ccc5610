"""Ways in which a template can give one value: an expression, and what else the template and its files hold for it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.metamorphic.arm_faults import PARAMETERS, Fault, Tree, nested, template
from tests.metamorphic.case import Case

MANY = ("a", "b", "c")


@dataclass(frozen=True, slots=True)
class Way:
    """An expression for a value, the members and resources a template needs for it, further files, and settings of the case."""

    expression: object
    parts: Tree = field(default_factory=dict[str, Any])
    resources: tuple[Tree, ...] = ()
    files: Tree = field(default_factory=dict[str, Any])
    settings: Tree = field(default_factory=dict[str, Any])

    def case(self, fault: Fault) -> Case:
        main = template(*self.resources, fault.at_fault(self.expression), *fault.around, **self.parts)
        return Case({"main.json": main, **self.files}, **self.settings)


def way(expression: object, *resources: Tree, **parts: object) -> Way:
    return Way(expression, parts, resources)


def p(fault: Fault, **more: object) -> Tree:
    """Declare the parameter `p` of the value's type."""
    return {"p": {"type": fault.type, **more}}


def default(fault: Fault) -> Tree:
    return p(fault, **{"defaultValue«from»": fault.value})


def required(fault: Fault) -> Tree:
    return {"p«from»": {"type": fault.type}}


def given(value: object, name: str = "p", mark: str = "«from»") -> Tree:
    """Write a parameter file."""
    return {"$schema": PARAMETERS, "contentVersion": "1.0.0.0", "parameters": {name: {f"value{mark}": value}}}


def source(fault: Fault) -> Tree:
    """Write a nested deployment that has the value for an output."""
    outputs = {"v": {"type": fault.type, "value": fault.value}, "o": {"type": "object", "value": {"deep": [fault.value]}}}
    return nested(template(outputs=outputs), "source")


def lit(value: str | int) -> str:
    """Write a value inside an expression."""
    return f"'{value}'" if isinstance(value, str) else str(value)


def text(tree: object) -> str:
    """Write JSON inside a string of an expression."""
    return json.dumps(tree).replace("'", "''")


def b64(tree: object) -> str:
    return b64encode(json.dumps(tree).encode()).decode()


def rows(fault: Fault, mark: str = "") -> list[Tree]:
    return [{"k": "a", "v": fault.innocent}, {"k": "b", f"v{mark}": fault.value}, {"k": "c", "v": fault.innocent}]


def by_variable(fault: Fault, expression: str, value: object, mark: str = "«from»") -> Way:
    """Take the value out of the variable `x`, which is marked where nothing in it is."""
    del fault
    return way(expression, variables={f"x{mark}": value})


FUNCTION = {"namespace": "my", "members": {"pick": {"parameters": [{"name": "v", "type": "string"}], "output": {"type": "string"}}}}


def functions(fault: Fault, output: str, *names: str) -> list[Tree]:
    """Declare `my.pick`, a function of the template's own."""
    declared = [{"name": name, "type": fault.type} for name in names]
    return [{"namespace": "my", "members": {"pick": {"parameters": declared, "output": {"type": fault.type, "value": output}}}}]


VALUES: Mapping[str, Callable[[Fault], Way]] = {
    "a literal": lambda f: way(f.value),
    "a parameter's default": lambda f: way("[parameters('p')]", parameters=default(f)),
    "a default through another parameter": lambda f: way(
        "[parameters('q')]", parameters={**default(f), "q": {"type": f.type, "defaultValue": "[parameters('p')]"}}
    ),
    "a member of an object parameter": lambda f: way(
        "[parameters('p').inner.v]", parameters={"p": {"type": "object", "defaultValue": {"inner": {"v«from»": f.value}}}}
    ),
    "an item of an array parameter": lambda f: way(
        "[parameters('p')[1].v]", parameters={"p": {"type": "array", "defaultValue": [{"v": f.innocent}, {"v«from»": f.value}]}}
    ),
    "a parameter file": lambda f: Way(
        "[parameters('p')]", {"parameters": p(f, defaultValue=f.innocent)}, files={"main.parameters.json": given(f.value)}
    ),
    "a parameter file in a folder of its own": lambda f: Way(
        "[parameters('p')]", {"parameters": p(f)}, files={"parameters/main.prod.parameters.json": given(f.value)}
    ),
    "a parameter file of other letter case": lambda f: Way(
        "[Parameters('P')]", {"parameters": p(f)}, files={"main.parameters.json": given(f.value, "P")}
    ),
    "one of two parameter files": lambda f: Way(
        "[parameters('p')]",
        {"parameters": p(f)},
        files={"main.parameters.prod.json": given(f.value), "main.parameters.test.json": given(f.innocent, mark="")},
    ),
    "a parameter file that is asked for": lambda f: Way(
        "[parameters('p')]",
        {"parameters": p(f, defaultValue=f.innocent)},
        files={"env/prod.json": given(f.value)},
        settings={"parameters": ["env/prod.json"]},
    ),
    "a parameter given with the command": lambda f: Way(
        "[parameters('p')]", {"parameters": p(f, defaultValue=f.innocent)}, settings={"set": {"p": f.value}}
    ),
    "an override merged over defaults": lambda f: Way(
        "[union(variables('x'), parameters('p')).v]",
        {"variables": {"x": {"v": f.innocent, "w": 1}}, "parameters": {"p": {"type": "object", "defaultValue": {}}}},
        files={"main.parameters.json": given({"v": f.value})},
    ),
    "a parameter of a definition": lambda f: way(
        "[parameters('p')]",
        languageVersion="2.0",
        definitions={"kind": {"type": f.type, "allowedValues": [f.value, f.innocent]}},
        parameters={"p": {"$ref": "#/definitions/kind", "defaultValue«from»": f.value}},
    ),
    "a nullable parameter nobody gives": lambda f: way(
        f"[coalesce(parameters('p'), {lit(f.value)})]", languageVersion="2.0", parameters=p(f, nullable=True)
    ),
    "a safe look into a nullable parameter": lambda f: way(
        f"[coalesce(tryGet(parameters('p'), 'v'), {lit(f.value)})]",
        parameters={"p": {"type": "object", "nullable": True}},
        languageVersion="2.0",
    ),
    "allowed values that all agree": lambda f: way(
        "[variables('x')[parameters('p')]]",
        parameters={"p": {"type": "string", "allowedValues": ["a", "b"]}},
        variables={"x": {"a": f.value, "b": f.likewise}},
    ),
    "a choice nobody knows between two that fail": lambda f: way(
        f"[if(parameters('p'), {lit(f.value)}, {lit(f.likewise)})]", parameters={"p": {"type": "bool"}}
    ),
    "a choice nobody knows between two alike": lambda f: way(
        f"[if(equals(parameters('p'), 'x'), {lit(f.value)}, {lit(f.value)})]", parameters={"p": {"type": "string"}}
    ),
    "a secret beside": lambda f: way("[parameters('p')]", parameters={**default(f), "secret": {"type": "securestring"}}),
    "a variable": lambda f: way("[variables('x')]", variables={"x«from»": f.value}),
    "a variable of other letter case": lambda f: way("[VARIABLES('X')]", variables={"x«from»": f.value}),
    "a path into a variable": lambda f: way("[variables('x').a.v]", variables={"x": {"a": {"v«from»": f.value}}}),
    "a path in brackets": lambda f: way("[variables('x')['A']['v']]", variables={"x": {"a": {"v«from»": f.value}}}),
    "an item of a variable": lambda f: way("[variables('x')[1].v]", variables={"x": [{"v": f.innocent}, {"v«from»": f.value}]}),
    "a path named by a parameter": lambda f: way(
        "[variables('x')[parameters('e')].v]",
        variables={"x": {"prod": {"v«from»": f.value}, "test": {"v": f.innocent}}},
        parameters={"e": {"type": "string", "defaultValue": "prod"}},
    ),
    "a variable of a parameter": lambda f: way("[variables('x')]", variables={"x«from»": "[parameters('p')]"}, parameters=default(f)),
    "a variable of a variable": lambda f: way("[variables('y').v]", variables={"y": {"v«from»": "[variables('x')]"}, "x«from»": f.value}),
    "a loop of a variable": lambda f: way(
        "[variables('x')[1]]",
        variables={
            "rows": rows(f, "«from»"),
            "copy": [{"name": "x", "count": 3, "input«from»": "[variables('rows')[copyIndex('x')].v]"}],
        },
    ),
    "a variable of a file that Bicep loaded": lambda f: way("[variables('$fxv#0').v]", variables={"$fxv#0": {"v«from»": f.value}}),
    "a variable of a text that Bicep loaded": lambda f: way(
        "[json(variables('$fxv#0')).v]", variables={"$fxv#0«from»": text({"v": f.value})}
    ),
    "text that begins with a bracket": lambda f: way("[json(variables('x'))[0].v]", variables={"x«from»": f"[{text([{'v': f.value}])}"}),
    "true of an if": lambda f: way(f"[if(equals('a', 'a'), {lit(f.value)}, fail('never'))]"),
    "false of an if": lambda f: way(f"[if(not(empty('')), {lit(f.innocent)}, {lit(f.value)})]"),
    "an if by a parameter": lambda f: way(
        f"[if(equals(toLower(parameters('e')), 'prod'), {lit(f.value)}, {lit(f.innocent)})]",
        parameters={"e": {"type": "string", "defaultValue": "Prod"}},
    ),
    "an if by and, or, not": lambda f: way(
        f"[if(and(or(false(), contains(createArray('a', 'b'), 'b')), not(greater(1, 2))), {lit(f.value)}, {lit(f.innocent)})]"
    ),
    "coalesce": lambda f: way(f"[coalesce(null(), json('null'), {lit(f.value)}, {lit(f.innocent)})]"),
    "createObject": lambda f: way(f"[createObject('a', 1, 'v', {lit(f.value)}).v]"),
    "createArray": lambda f: way(f"[createArray({lit(f.innocent)}, {lit(f.value)})[1]]"),
    "json": lambda f: way(f"[json('{text({'v': f.value})}').v]"),
    "base64ToJson": lambda f: way(f"[base64ToJson('{b64({'v': f.value})}').v]"),
    "tryGet": lambda f: by_variable(f, "[tryGet(variables('x'), 'a', 'v')]", {"a": {"v«from»": f.value}}, ""),
    "tryGet of what is not there": lambda f: way(f"[coalesce(tryGet(createObject('a', 1), 'v'), {lit(f.value)})]"),
    "union": lambda f: by_variable(f, f"[union(variables('x'), createObject('v', {lit(f.value)})).v]", {"v": f.innocent}),
    "shallowMerge": lambda f: by_variable(
        f, f"[shallowMerge(createArray(variables('x'), createObject('v', {lit(f.value)}))).v]", {"v": f.innocent}
    ),
    "items": lambda f: by_variable(f, "[items(variables('x'))[1].value]", {"c": f.innocent, "b": f.value, "a": f.innocent}),
    "map": lambda f: by_variable(f, "[map(variables('x'), lambda('r', lambdaVariables('r').v))[1]]", rows(f)),
    "map with an index": lambda f: by_variable(
        f, "[map(variables('x'), lambda('r', 'i', if(equals(lambdaVariables('i'), 1), lambdaVariables('r').v, 0)))[1]]", rows(f)
    ),
    "filter": lambda f: by_variable(f, "[first(filter(variables('x'), lambda('r', equals(lambdaVariables('r').k, 'b')))).v]", rows(f)),
    "reduce": lambda f: by_variable(
        f,
        "[reduce(variables('x'), createObject(), lambda('a', 'r', if(equals(lambdaVariables('r').k, 'b'), lambdaVariables('r'),"
        " lambdaVariables('a')))).v]",
        rows(f),
    ),
    "sort": lambda f: by_variable(
        f, "[sort(variables('x'), lambda('a', 'b', greater(lambdaVariables('a').k, lambdaVariables('b').k)))[1].v]", rows(f)
    ),
    "toObject": lambda f: by_variable(
        f, "[toObject(variables('x'), lambda('r', lambdaVariables('r').k), lambda('r', lambdaVariables('r').v)).b]", rows(f)
    ),
    "mapValues": lambda f: by_variable(f, "[mapValues(variables('x'), lambda('r', lambdaVariables('r').v)).a]", {"a": {"v": f.value}}),
    "groupBy": lambda f: by_variable(f, "[groupBy(variables('x'), lambda('r', lambdaVariables('r').k)).b[0].v]", rows(f)),
    "range": lambda f: by_variable(f, "[map(range(1, 2), lambda('i', variables('x')[lambdaVariables('i')].v))[0]]", rows(f)),
    "take and skip": lambda f: by_variable(f, "[first(skip(take(variables('x'), 2), 1)).v]", rows(f)),
    "last": lambda f: by_variable(f, "[last(take(variables('x'), 2)).v]", rows(f)),
    "indexFromEnd": lambda f: by_variable(f, "[indexFromEnd(variables('x'), 2).v]", rows(f)),
    "concat of arrays": lambda f: by_variable(f, "[concat(createArray(1), variables('x'))[2].v]", rows(f)),
    "flatten": lambda f: by_variable(f, "[flatten(createArray(createArray(), variables('x')))[1].v]", rows(f)),
    "intersection": lambda f: by_variable(f, "[intersection(variables('x'), variables('x'))[1].v]", rows(f)),
    "a loop nested in a lambda": lambda f: by_variable(
        f, "[flatten(map(variables('x'), lambda('g', map(lambdaVariables('g'), lambda('r', lambdaVariables('r').v)))))[1]]", [rows(f)]
    ),
    "text back and forth": lambda f: by_variable(f, "[json(string(variables('x'))).v]", {"v": f.value}),
    "a function of the template's own": lambda f: way(
        f"[my.pick({lit(f.innocent)}, {lit(f.value)})]", functions=functions(f, "[parameters('b')]", "a", "b")
    ),
    "a function that chooses": lambda f: way(
        "[MY.Pick('prod')]", functions=functions(f, f"[if(equals(parameters('a'), 'prod'), {lit(f.value)}, {lit(f.innocent)})]", "a")
    ),
    "an expression over lines": lambda f: way("[\n  variables (\n    'x'\n  ).v\n]", variables={"x": {"v«from»": f.value}}),
    "an output of a nested deployment": lambda f: way("[reference('source').outputs.v.value]", source(f)),
    "an output by resource id and version": lambda f: way(
        "[reference(resourceId('Microsoft.Resources/deployments', 'source'), '2022-09-01').outputs.o.value.deep[0]]", source(f)
    ),
    "an output of a nested deployment with inner scope": lambda f: way(
        "[reference('source').outputs.v.value]",
        nested(
            template(parameters={"w": {"type": f.type}}, outputs={"v": {"type": f.type, "value": "[parameters('w')]"}}),
            "source",
            scope="inner",
            parameters={"w": {"value": f.value}},
        ),
    ),
    "an output of a linked template": lambda f: Way(
        "[reference('source').outputs.v.value]",
        resources=(
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2022-09-01",
                "name": "source",
                "properties": {"mode": "Incremental", "templateLink": {"relativePath": "parts/source.json"}},
            },
        ),
        files={"parts/source.json": template(outputs={"v": {"type": f.type, "value": f.value}})},
    ),
    "a property of a resource declared here": lambda f: way(
        "[reference(resourceId('Microsoft.Web/serverfarms', 'plan')).kept]",
        {"type": "Microsoft.Web/serverfarms", "apiVersion": "2022-03-01", "name": "plan", "properties": {"kept": f.value}},
    ),
}

TEXTS: Mapping[str, Callable[[str], Way]] = {
    "concat": lambda v: way(f"[concat('{v[:2]}', '{v[2:]}')]"),
    "format": lambda v: way(f"[format('{{0}}{{1}}', '{v[:2]}', '{v[2:]}')]"),
    "replace": lambda v: way(f"[replace('{v[:2]}#{v[2:]}', '#', '')]"),
    "substring": lambda v: way(f"[substring('--{v}--', 2, {len(v)})]"),
    "split": lambda v: way(f"[split('a,{v},c', ',')[1]]"),
    "join": lambda v: way(f"[join(createArray('{v[:2]}', '{v[2:]}'), '')]"),
    "trim": lambda v: way(f"[trim('  {v} ')]"),
    "letter case": lambda v: way(f"[toLower('{v}')]"),
    "base64": lambda v: way(f"[base64ToString('{b64encode(v.encode()).decode()}')]"),
    "a data URI": lambda v: way(f"[dataUriToString('data:;base64,{b64encode(v.encode()).decode()}')]"),
    "an escaped URI": lambda v: way(f"[uriComponentToString('%{ord(v[0]):x}{v[1:]}')]"),
    "take of a text": lambda v: way(f"[take('{v}--', {len(v)})]"),
}

NUMBERS: Mapping[str, Callable[[int], Way]] = {
    "a number as text": lambda v: way(str(v)),
    "int": lambda v: way(f"[int('{v}')]"),
    "add": lambda v: way(f"[add({v - 48}, 48)]"),
    "mul, div, sub and mod": lambda v: way(f"[add(mul(div({v}, 2), 2), sub(mod({v}, 2), 0))]"),
    "max": lambda v: way(f"[max(createArray(1, {v}, 30))]"),
    "min": lambda v: way(f"[min({v}, 9999)]"),
    "length": lambda v: way(f"[mul(length(range(0, 64)), {v // 64})]"),
    "string": lambda v: way(f"[string({v})]"),
}


def ways(fault: Fault) -> Mapping[str, Case]:
    """Write a fault with its value given in every way there is for a value of its type."""
    made = {name: make(fault) for name, make in VALUES.items()}
    if isinstance(fault.value, str):
        made |= {name: write(fault.value) for name, write in TEXTS.items()}
    else:
        made |= {name: reckon(fault.value) for name, reckon in NUMBERS.items()}
    return {name: each.case(fault) for name, each in made.items()}
