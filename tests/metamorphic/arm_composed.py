"""Expressions of ARM round expressions, to be put together in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.metamorphic.arm_faults import Fault, Tree, nested, template
from tests.metamorphic.arm_values import lit
from tests.metamorphic.case import Case

Wrap = Callable[[str, str, int, Tree], str]
"""Writes an expression whose value is that of another: given that one, an innocent one, a number of its own, the variables."""


def variable(value: object, number: int, variables: Tree) -> str:
    """Keep a value in a variable of its own."""
    variables[f"x{number}"] = value
    return f"variables('x{number}')"


def loop(inner: str, other: str, number: int, variables: Tree) -> str:
    """Keep a value in a variable made by a loop, of which the second turn has it."""
    item = f"[if(equals(copyIndex('x{number}'), 1), {inner}, {other})]"
    variables.setdefault("copy", []).append({"name": f"x{number}", "count": 3, "input": item})
    return f"variables('x{number}')[1]"


WRAPS: Mapping[str, Wrap] = {
    "variable": lambda e, _, n, v: variable(f"[{e}]", n, v),
    "member of a variable": lambda e, o, n, v: variable({"a": f"[{o}]", "v": [f"[{e}]"]}, n, v) + ".v[0]",
    "loop of a variable": loop,
    "if": lambda e, o, n, _: f"if(equals({n}, {n}), {e}, {o})",
    "if not": lambda e, o, n, _: f"if(or(less({n}, {n}), false()), {o}, {e})",
    "coalesce": lambda e, o, _, __: f"coalesce(null(), {e}, {o})",
    "createObject": lambda e, o, _, __: f"createObject('o', {o}, 'v', {e}).v",
    "createArray": lambda e, o, _, __: f"createArray({o}, {e})[1]",
    "json": lambda e, _, __, ___: f"json(string(createObject('v', {e}))).v",
    "tryGet": lambda e, o, _, __: f"tryGet(createObject('o', {o}, 'v', createArray({e})), 'v', 0)",
    "union": lambda e, o, _, __: f"union(createObject('v', {o}), createObject('v', {e})).v",
    "items": lambda e, o, _, __: f"items(createObject('b', {o}, 'a', {e}))[0].value",
    "map": lambda e, o, n, _: f"map(createArray({o}, {e}), lambda('m{n}', lambdaVariables('m{n}')))[1]",
    "filter": lambda e, o, n, _: f"filter(createArray({o}, {e}), lambda('f{n}', not(equals(lambdaVariables('f{n}'), {o}))))[0]",
    "reduce": lambda e, o, n, _: f"reduce(createArray({o}, {e}), {o}, lambda('r{n}', 's{n}', lambdaVariables('s{n}')))",
    "sort": lambda e, o, n, _: f"sort(createArray({e}, {o}), lambda('a{n}', 'b{n}', equals(lambdaVariables('a{n}'), {e})))[0]",
    "toObject": lambda e, _, n, __: f"toObject(createArray({e}), lambda('k{n}', 'v'), lambda('k{n}', lambdaVariables('k{n}'))).v",
    "range": lambda e, o, n, _: f"map(range(0, 2), lambda('i{n}', createArray({o}, {e})[lambdaVariables('i{n}')]))[1]",
    "flatten": lambda e, o, _, __: f"last(flatten(createArray(createArray({o}), createArray({e}))))",
    "concat": lambda e, o, _, __: f"first(skip(concat(createArray({o}), createArray({e})), 1))",
    "over lines": lambda e, _, __, ___: f"\n  coalesce(\n    {e}\n  )\n",
}


def composed(fault: Fault, names: Sequence[str], levels: int) -> Case:
    """Write the value through expressions round each other, and the resource some levels of nested deployments down."""
    variables: Tree = {}
    expression = lit(fault.value)
    for number, name in enumerate(names):
        expression = WRAPS[name](expression, lit(fault.innocent), number, variables)
    tree = template(fault.at_fault("[parameters('p')]" if levels else f"[{expression}]"), *fault.around)
    for level in range(levels):
        down = f"[{expression}]" if level == levels - 1 else "[parameters('p')]"
        tree = template(
            nested({**tree, "parameters": {"p": {"type": fault.type}}}, f"level{level}", scope="inner", parameters={"p": {"value": down}})
        )
    return Case({"main.json": {**tree, "variables": variables}})
