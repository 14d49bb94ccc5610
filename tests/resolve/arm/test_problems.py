"""What is wrong whatever the parameters are is told once, with its line; what is too much ends in time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Problem
from azbk_lint.model.value import Json, Unknown, Value, walk

Resolve = Callable[..., Resolved]


def read(resolve: Resolve, written: Json, **more: object) -> tuple[Value, list[Problem]]:
    """Give what a property is evaluated to, and the problems met on the way."""
    resolved = resolve({**more, "resources": [{"type": "Contoso.Test/things", "name": "it", "properties": {"x": written}}]})
    found: Value = resolved.resources[0].get("properties", "x")
    return found, list(resolved.problems)


@pytest.mark.parametrize(
    ("written", "why", "column"),
    [
        ("[concatt('a')]", "there is no function 'concatt'; did you mean 'concat'?", 16),
        ("[toUpper(zz.own('a'))]", "there is no function 'zz.own'", 24),
        ("[toUpper(my.fun('a'))]", "there is no function 'my.fun'; did you mean 'my.func'?", 24),
        ("[concat('a']", "the expression wants ',' or ')' where it ends", 26),
        ("[concat('a' 'b')]", "the expression wants ',' or ')' where there is ''b''", 27),
        ("[concat('a]", "the expression wants a value where a string begins that never ends", 23),
        ("[variables]", "the expression wants '(' after variables where it ends", 25),
        ("[resourceGroup().]", "the expression wants a name after '.' where it ends", 32),
        ("[createArray(1)[0]", "the expression wants ']' where it ends", 32),
        ("[concat('a') x]", "the expression wants the end of the expression where there is 'x'", 28),
        ('["quoted"]', "the expression wants a value where there is '\"'", 16),
        ("[concat('\"', , 'a')]", "the expression wants a value where there is ','", 29),
        ("[a + b]", "the expression wants '(' after a where there is '+'", 18),
        ("[$.x]", "the expression wants '(' after $.x where it ends", 19),
    ],
)
def test_an_expression_that_cannot_be_right_is_a_problem_with_its_place(resolve: Resolve, written: str, why: str, column: int) -> None:
    own = {"namespace": "my", "members": {"func": {"parameters": [], "output": {"value": 1}}}}

    found, (problem,) = read(resolve, written, functions=[own])

    assert isinstance(found, Unknown)
    assert found.kind == "error"
    assert problem.why.endswith(why), problem.why
    assert (problem.line, problem.column) == (21, column)


def test_the_same_mistake_is_told_once(resolve: Resolve) -> None:
    found, problems = read(resolve, ["[nope()]", "[nope()]", {"deep": "[nope()]"}])

    assert isinstance(found, list)
    assert len(problems) == 1


def test_a_file_full_of_mistakes_is_told_of_a_hundred(resolve: Resolve) -> None:
    found, problems = read(resolve, [f"[nope{n}()]" for n in range(3_000)])

    assert isinstance(found, list)
    assert all(isinstance(value, Unknown) for value in found)
    assert len(problems) == 100


def test_a_mistake_in_an_arm_that_is_not_taken_does_not_matter(resolve: Resolve) -> None:
    assert read(resolve, "[if(true(), 1, nope())]") == (1, [])


def test_a_mistake_in_an_arm_that_may_not_be_taken_is_no_problem_yet(resolve: Resolve) -> None:
    found, problems = read(resolve, "[if(parameters('on'), 1, variables('none'))]", parameters={"on": {"type": "bool"}})

    assert isinstance(found, Unknown)
    assert problems == []


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("[parameters('sizes')]", "there is no parameter 'sizes'; did you mean 'size'?"),
        ("[variables('none')]", "there is no variable 'none'"),
    ],
)
def test_a_definition_that_is_not_there_is_a_problem(resolve: Resolve, written: str, why: str) -> None:
    _, (problem,) = read(resolve, written, parameters={"size": {"type": "int"}})

    assert problem.why.endswith(why)


def test_a_definition_whose_name_is_made_up_may_be_another_with_other_parameters(resolve: Resolve) -> None:
    found, problems = read(
        resolve, "[variables(concat('size', parameters('s')))]", parameters={"s": {"type": "string", "defaultValue": "x"}}
    )

    assert isinstance(found, Unknown)
    assert problems == []


def test_a_value_that_fails_does_not_take_its_neighbours_along(resolve: Resolve) -> None:
    found, problems = read(resolve, {"bad": "[add('a', 1)]", "good": "[add(1, 1)]"})

    assert isinstance(found, dict)
    assert found["good"] == 2
    assert isinstance(found["bad"], Unknown)
    assert found["bad"].because == "add() wants an integer where a string is given"
    assert problems == []


def test_variables_that_go_round_in_a_circle_are_named(resolve: Resolve) -> None:
    variables = {"a": "[variables('b')]", "b": {"x": "[parameters('c')]"}}
    parameters = {"c": {"type": "string", "defaultValue": "[variables('a')]"}}

    found, (problem,) = read(resolve, "[variables('a')]", variables=variables, parameters=parameters)

    assert not isinstance(found, str)
    assert problem.why.endswith("definitions go round in a circle: variable 'a' → variable 'b' → parameter 'c' → variable 'a'")
    assert problem.line


def test_a_mistake_in_a_linked_file_is_told_of_that_file(resolve: Resolve) -> None:
    link = {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"templateLink": {"relativePath": "b.json"}}}
    linked = {"resources": [{"type": "A.B/c", "name": "[nope()]"}]}

    (problem,) = resolve({"resources": [link]}, files={"infra/b.json": linked}).problems

    assert problem.name.as_posix() == "infra/b.json"
    assert problem.line == 5


def nested_calls(depth: int) -> str:
    return f"[{'toUpper(' * depth}'a'{')' * depth}]"


HOSTILE: dict[str, Json] = {
    "ten thousand brackets": f"[{'(' * 10_000}{')' * 10_000}]",
    "ten thousand calls": nested_calls(2_500),
    "ten thousand indexes": f"[variables('a'){'[0' * 5_000}{']' * 5_000}]",
    "an endless chain of members": f"[variables('a'){'.a' * 12_000}]",
    "more characters than are allowed": f"[concat('{'a' * 30_000}')]",
    "a number without end": f"[add({'9' * 20_000}, 1)]",
    "a string without end": f"[concat('{'a' * 20_000}]",
    "a thousand megabytes by padding": "[padLeft('a', 1000000000, 'x')]",
    "a thousand megabytes by alignment": "[format('{0,1000000000}', 'a')]",
    "a thousand megabytes by replacing": f"[replace('{'a' * 10_000}', 'a', '{'b' * 10_000}')]",
    "a million numbers": "[map(range(0, 10000), lambda('x', range(0, 10000)))]",
    "loops in loops in loops": "[map(range(0,10000),lambda('a',map(range(0,10000),lambda('b',map(range(0,10000),lambda('c',1))))))]",
    "doubling by reduce": "[reduce(range(0,100),'a',lambda('x','y',concat(lambdaVariables('x'),lambdaVariables('x'))))]",
    "doubling arrays by reduce": "[reduce(range(0,100),'a',lambda('x','y',createArray(lambdaVariables('x'),lambdaVariables('x'))))]",
    "nesting by reduce": "[reduce(range(0,10000),'a',lambda('x','y',createArray(lambdaVariables('x'))))]",
    "a long walk by reduce": "[reduce(range(0,10000),range(0,9999),lambda('x','y',lambdaVariables('x')))]",
    "JSON deeper than JSON may be": f"[json('{'[' * 900}{']' * 900}')]",
    "JSON as deep as it is long": f"[json('{'[' * 12_000}')]",
    "a pattern that backtracks": f"[like('{'a' * 5_000}', '{'*a' * 2_000}b')]",
    "a format of braces": f"[format('{'{' * 20_000}')]",
    "an address space": "[map(range(0, 10000), lambda('i', cidrSubnet('::/0', 128, lambdaVariables('i'))))[9999]]",
    "lone surrogates": "[uniqueString('\ud800')]",
}


@pytest.mark.parametrize("written", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_expression_takes_the_program_down(resolve: Resolve, written: Json) -> None:
    found, _ = read(resolve, written, variables={"a": {}})

    assert found is not None
    assert sum(1 for _ in walk(found))


def test_doubling_through_variables_ends(resolve: Resolve) -> None:
    strings = {f"v{n}": f"[concat(variables('v{n - 1}'), variables('v{n - 1}'))]" for n in range(1, 60)} | {"v0": "ab"}
    arrays = {f"a{n}": f"[createArray(variables('a{n - 1}'), variables('a{n - 1}'))]" for n in range(1, 60)} | {"a0": "ab"}
    objects = {f"o{n}": {"x": f"[variables('o{n - 1}')]", "y": f"[variables('o{n - 1}')]"} for n in range(1, 60)} | {"o0": "ab"}
    holes = {f"h{n}": f"[concat(variables('h{n - 1}'), variables('h{n - 1}'), 'x')]" for n in range(1, 60)} | {"h0": "[parameters('p')]"}
    keys = {f"k{n}": f"[split(createArray(variables('k{n - 1}'), variables('k{n - 1}')), ',')]" for n in range(1, 60)}

    for last in ("v50", "a50", "o50", "h50", "k50"):
        found, _ = read(
            resolve,
            f"[variables('{last}')]",
            variables={**strings, **arrays, **objects, **holes, **keys, "k0": "[parameters('p')]"},
            parameters={"p": {"type": "string"}},
        )
        assert isinstance(found, Unknown | list | dict), last


def test_a_long_chain_of_definitions_ends(resolve: Resolve) -> None:
    variables = {f"v{n}": f"[variables('v{n + 1}')]" for n in range(2_000)}

    found, _ = read(resolve, "[variables('v0')]", variables=variables)

    assert isinstance(found, Unknown)
    assert (found.kind, found.because) == ("limit", "definitions are nested too deeply")


def test_functions_that_call_themselves_end(resolve: Resolve) -> None:
    member = {"parameters": [{"name": "x"}], "output": {"value": "[add(my.f(parameters('x')), my.f(parameters('x')))]"}}

    found, _ = read(resolve, "[my.f(1)]", functions=[{"namespace": "my", "members": {"f": member}}])

    assert isinstance(found, Unknown)


def test_loops_over_loops_end(resolve: Resolve) -> None:
    tree: dict[str, Any] = {"resources": [{"type": "A.B/c", "name": "n", "copy": {"name": "l", "count": 800}}]}
    for level in range(5):
        nested = {"type": "Microsoft.Resources/deployments", "name": f"[concat('d{level}', copyIndex())]", "properties": {"template": tree}}
        tree = {"resources": [{**nested, "copy": {"name": "l", "count": 800}}]}

    resolved = resolve(tree)

    assert len(resolved.resources) <= 50_000
    assert resolved.problems


def test_a_loop_over_a_large_body_ends(resolve: Resolve) -> None:
    body = {f"p{n}": {"copy": [{"name": "c", "count": 800, "input": list(range(500))}]} for n in range(50)}
    resolved = resolve({"resources": [{"type": "A.B/c", "name": "n", "copy": {"name": "l", "count": 800}, "properties": body}]})

    for resource in resolved.resources[:100]:
        resource.get("properties")


def test_three_hundred_parameters_are_tolerated(resolve: Resolve) -> None:
    parameters = {f"p{n}": {"type": "int", "defaultValue": n} for n in range(300)}

    assert read(resolve, "[add(parameters('p299'), parameters('p1'))]", parameters=parameters)[0] == 300


SHAPES: list[Json] = [
    None,
    True,
    0,
    -1.5,
    "",
    "[",
    "[]",
    "[null()]",
    "[parameters('p')]",
    "x",
    [],
    [[]],
    [None],
    ["x"],
    {},
    {"": None},
    {"x": []},
]
MEMBERS = [
    "$schema",
    "languageVersion",
    "parameters",
    "variables",
    "functions",
    "definitions",
    "outputs",
    "resources",
    "metadata",
    "apiProfile",
]
DECLARED = [
    "type",
    "name",
    "apiVersion",
    "location",
    "condition",
    "copy",
    "scope",
    "resources",
    "properties",
    "tags",
    "existing",
    "resourceGroup",
]


@pytest.mark.parametrize("member", MEMBERS)
def test_any_shape_of_a_templates_part_is_survived(resolve: Resolve, member: str) -> None:
    for shape in SHAPES:
        for written in (shape, {"p": shape}, [shape], {"p": {"type": shape, "defaultValue": shape, "value": shape, "copy": shape}}):
            tree = {
                "parameters": {"p": {"type": "string"}},
                "resources": [{"type": "A.B/c", "name": "n", "properties": "[parameters('p')]"}],
            }
            for resource in resolve({**tree, member: written}).resources:
                dict(resource.body)


@pytest.mark.parametrize("type_", ["A.B/c", "Microsoft.Resources/deployments", "A.B/c/providers/locks"])
@pytest.mark.parametrize("member", DECLARED)
def test_any_shape_of_a_resources_part_is_survived(resolve: Resolve, member: str, type_: str) -> None:
    for shape in SHAPES:
        for written in (
            shape,
            {"name": shape, "count": shape, "input": shape},
            [shape],
            {"template": shape, "templateLink": shape, "parameters": shape},
        ):
            tree = {"parameters": {"p": {"type": "string"}}, "resources": [{"type": type_, "name": "n", member: written}]}
            for resource in resolve(tree).resources:
                dict(resource.body)
                resource.at("properties", "x", 0)
                resource.origin.chain((member, 0))
