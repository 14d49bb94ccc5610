"""What parameters and variables are worth: given, defaulted, secret, replaced later, or known to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.value import Json, Symbolic, Unknown, Value

Resolve = Callable[..., Resolved]
HIDDEN = "S3cret!"


def value(
    resolve: Resolve, written: Json, declared: Mapping[str, Any], *, variables: Mapping[str, Any] | None = None, **given: Json
) -> Value:
    """Give what a property makes in a template of these parameters and variables."""
    thing = {"type": "Contoso.Test/things", "name": "it", "properties": {"value": written}}
    tree = {"parameters": declared, "variables": variables or {}, "resources": [thing]}
    found: Value = resolve(tree, **given).resources[0].get("properties", "value")
    return found


def parameter_file(**values: Json) -> dict[str, Any]:
    return {"parameters": {name: {"value": given} for name, given in values.items()}}


def test_a_single_value_wins_over_files_the_later_file_over_the_earlier_and_any_over_the_default(resolve: Resolve) -> None:
    declared = {name: {"type": "string", "defaultValue": "default"} for name in "abcd"}
    files = [parameter_file(a="first", b="first", c="first"), parameter_file(A="second", b="second")]

    found = value(resolve, [f"[parameters('{name}')]" for name in "abcd"], declared, parameters=files, given={"A": "single"})

    assert found == ["single", "second", "first", "default"]


def test_a_default_may_be_made_of_another_parameter(resolve: Resolve) -> None:
    declared = {"vm": {"type": "string", "defaultValue": "[concat(parameters('prefix'), '-vm')]"}, "prefix": {"type": "string"}}

    assert value(resolve, "[parameters('vm')]", declared, given={"prefix": "a"}) == "a-vm"


def test_a_required_parameter_that_nobody_gives_is_unknown_and_says_how_to_settle_it(resolve: Resolve) -> None:
    found = value(resolve, "[parameters('SIZE')]", {"size": {"type": "int"}})

    assert found == Unknown("parameters('size')", "")
    assert isinstance(found, Unknown)
    assert found.because == "parameter 'size' has no default and no parameter file gives it"
    assert (found.kind, found.settle) == ("input", "--set size=VALUE")


def test_null_is_not_given_so_the_default_holds(resolve: Resolve) -> None:
    declared = {"size": {"type": "int", "defaultValue": 3}}

    assert value(resolve, "[parameters('size')]", declared, parameters=[parameter_file(size=None)]) == 3


def test_a_nullable_parameter_that_nobody_gives_is_null(resolve: Resolve) -> None:
    declared = {"tags": {"type": "object", "nullable": True}, "zone": {"$ref": "#/definitions/zone"}}
    thing = {
        "type": "Contoso.Test/things",
        "name": "it",
        "properties": {"value": "[coalesce(parameters('tags'), parameters('zone'), 'none')]"},
    }
    tree = {"parameters": declared, "definitions": {"zone": {"type": "int", "nullable": True}}, "resources": [thing]}

    assert resolve(tree).resources[0].get("properties", "value") == "none"


@pytest.mark.parametrize("type_", ["securestring", "secureString", "secureObject"])
def test_a_secret_is_known_to_be_one_and_never_told(resolve: Resolve, type_: str) -> None:
    declared = {"password": {"type": type_, "defaultValue": HIDDEN}}
    found = value(resolve, "[concat('x', parameters('password'), base64(parameters('password')))]", declared)

    assert isinstance(found, Symbolic)
    assert found.hole.kind == "secret"
    assert HIDDEN not in repr(found)


def test_an_empty_secret_has_nothing_to_hide(resolve: Resolve) -> None:
    assert value(resolve, "[empty(parameters('password'))]", {"password": {"type": "securestring", "defaultValue": ""}}) is True


def test_a_definition_makes_a_parameter_secret(resolve: Resolve) -> None:
    thing = {"type": "Contoso.Test/things", "name": "it", "properties": {"value": "[parameters('password')]"}}
    tree = {
        "definitions": {"secret": {"type": "securestring"}},
        "parameters": {"password": {"$ref": "#/definitions/secret", "defaultValue": HIDDEN}},
        "resources": [thing],
    }

    found = resolve(tree).resources[0].get("properties", "value")

    assert isinstance(found, Unknown)
    assert found.kind == "secret"


def test_definitions_that_refer_to_each_other_end(resolve: Resolve) -> None:
    thing = {"type": "Contoso.Test/things", "name": "it", "properties": {"value": "[parameters('p')]"}}
    definitions = {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}
    tree = {"definitions": definitions, "parameters": {"p": {"$ref": "#/definitions/a"}}, "resources": [thing]}

    assert isinstance(resolve(tree).resources[0].get("properties", "value"), Unknown)


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"reference": {"keyVault": {"id": "/subscriptions/s"}, "secretName": "n"}}, "secret"),
        ({"expression": "[externalInput('x')]"}, "input"),
        ({"value": "GEN-UNIQUE-8"}, "placeholder"),
        ({"value": "GEN-PASSWORD"}, "placeholder"),
        ({"value": "<your subscription>"}, "placeholder"),
        ({"value": "#{size}#"}, "placeholder"),
        ({"value": "__size__"}, "placeholder"),
        ({"value": "${SIZE}"}, "placeholder"),
        ({"value": "$(size)"}, "placeholder"),
        ({"value": "{{ size }}"}, "placeholder"),
    ],
)
def test_what_a_pipeline_fills_in_later_is_unknown(resolve: Resolve, entry: Mapping[str, Any], kind: str) -> None:
    found = value(resolve, "[parameters('size')]", {"size": {"type": "string"}}, parameters=[{"parameters": {"size": entry}}])

    assert isinstance(found, Unknown)
    assert found.kind == kind
    assert found.because


def test_a_placeholder_inside_a_value_leaves_the_rest_of_it_known(resolve: Resolve) -> None:
    given = parameter_file(rules=[{"name": "vnet-#{env}#-a"}], other="net-#{env}#")
    declared = {"rules": {"type": "array"}, "other": {"type": "string"}}

    rules = value(resolve, "[parameters('rules')[0].name]", declared, parameters=[given])
    other = value(resolve, "[concat('v', parameters('other'), '-a')]", declared, parameters=[given])

    assert isinstance(rules, Symbolic)
    assert str(rules) == "vnet-{#{env}#}-a"
    assert rules == other


@pytest.mark.parametrize("written", ["a<b", "GENERAL", "my_name_x", "100$", "{x}", "<>"])
def test_what_only_looks_like_a_placeholder_stays(resolve: Resolve, written: str) -> None:
    assert value(resolve, "[parameters('p')]", {"p": {"type": "string"}}, parameters=[parameter_file(p=written)]) == written


def test_values_of_parameter_files_are_never_expressions(resolve: Resolve) -> None:
    given = parameter_file(p="[resourceGroup().name]")

    assert value(resolve, "[parameters('p')]", {"p": {"type": "string"}}, parameters=[given]) == "[resourceGroup().name]"


def test_a_parameter_file_without_its_envelope_is_read_too(resolve: Resolve) -> None:
    assert value(resolve, "[parameters('p')]", {"p": {"type": "string"}}, parameters=[{"p": {"value": 1}}]) == 1


@pytest.mark.parametrize("file", [[], "x", {"parameters": []}, {"parameters": {"p": 1}}, {"parameters": {"p": {}}}])
def test_a_parameter_file_of_another_shape_gives_nothing(resolve: Resolve, file: Json) -> None:
    assert isinstance(value(resolve, "[parameters('p')]", {"p": {"type": "string"}}, parameters=[file]), Unknown)


def test_variables_see_each_other_and_their_loops(resolve: Resolve) -> None:
    variables = {
        "copy": [{"name": "disks", "count": "[parameters('count')]", "input": {"lun": "[copyIndex('disks')]", "plain": "[copyIndex()]"}}],
        "inner": {"copy": [{"name": "names", "count": 2, "input": "[concat('d', copyIndex('names', 1))]"}], "kept": True},
        "all": "[length(variables('disks'))]",
    }
    written = {"disks": "[variables('DISKS')]", "inner": "[variables('inner')]", "all": "[variables('all')]"}

    found = value(resolve, written, {"count": {"type": "int", "defaultValue": "2"}}, variables=variables)

    assert found == {"disks": [{"lun": 0, "plain": 0}, {"lun": 1, "plain": 1}], "inner": {"names": ["d1", "d2"], "kept": True}, "all": 2}


def test_a_loop_of_unknown_length_gives_an_unknown_array(resolve: Resolve) -> None:
    variables = {"copy": [{"name": "disks", "count": "[parameters('count')]", "input": "[copyIndex('disks')]"}]}

    found = value(resolve, "[variables('disks')]", {"count": {"type": "int"}}, variables=variables)

    assert isinstance(found, Unknown)
    assert "parameter 'count'" in found.because


def test_equal_questions_about_an_unknown_are_one_unknown_and_others_are_others(resolve: Resolve) -> None:
    declared = {"a": {"type": "object"}, "b": {"type": "object"}}
    written = [
        "[toUpper(parameters('a').x)]",
        "[TOUPPER(parameters('A')['x'])]",
        "[toUpper(parameters('b').x)]",
        "[toUpper(parameters('a').y)]",
    ]

    found = value(resolve, written, declared)
    assert isinstance(found, list)
    first, same, *others = found
    assert isinstance(first, Unknown)
    assert first == same
    assert first not in others
    assert first.because == "parameter 'a' has no default and no parameter file gives it"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("and(false(), parameters('u'))", False),
        ("and(parameters('u'), false())", False),
        ("or(parameters('u'), true())", True),
        ("if(parameters('u'), 'same', 'same')", "same"),
        ("if(parameters('u'), createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3)).a", 1),
        ("if(parameters('u'), createArray(1, 2), createArray(1, 3))[0]", 1),
        ("equals(parameters('u'), parameters('u'))", True),
        ("equals(concat('a', parameters('u')), 'b')", False),
        ("equals(concat(parameters('u'), '-a'), concat(parameters('u'), '-a'))", True),
        ("equals(concat('a', parameters('u')), 5)", False),
        ("equals(createArray(parameters('u'), 1), createArray(parameters('u'), 2))", False),
        ("empty(concat('a', parameters('u')))", False),
        ("contains(createArray(parameters('u'), 'x'), 'x')", True),
        ("contains(createArray(concat('a', parameters('u'))), 'x')", False),
        ("contains(concat('abc', parameters('u')), 'b')", True),
        ("coalesce(concat('a', parameters('u')), 'x')", None),
        ("startsWith(concat('abc', parameters('u')), 'AB')", True),
        ("startsWith(concat('abc', parameters('u')), 'x')", False),
        ("endsWith(concat(parameters('u'), '.json'), '.JSON')", True),
        ("endsWith(concat(parameters('u'), '.json'), 'yaml')", False),
        ("take(concat('abc', parameters('u')), 2)", "ab"),
        ("last(concat(parameters('u'), 'xyz'))", "z"),
        ("last(split(concat(parameters('u'), '/x'), '/'))", "x"),
        ("length(createArray(parameters('u')))", 1),
        ("union(createObject('a', parameters('u')), createObject('a', 1))", {"a": 1}),
        ("tryGet(createObject('a', parameters('u'), 'b', 2), 'b')", 2),
        ("union(createArray('x'), createArray('x'))", ["x"]),
    ],
)
def test_what_does_not_hang_on_the_unknown_is_known(resolve: Resolve, expression: str, expected: object) -> None:
    found = value(resolve, f"[{expression}]", {"u": {"type": "string"}})

    assert found == expected or (expected is None and isinstance(found, Symbolic))


@pytest.mark.parametrize(
    "expression",
    [
        "replace(concat('ab', parameters('u')), 'abc', '')",
        "split(concat('a,', parameters('u')), ',')",
        "trim(concat(' a', parameters('u')))",
        "substring(concat('abc', parameters('u')), 1, 1)",
        "int(concat('1', parameters('u')))",
        "base64(concat('a', parameters('u')))",
    ],
)
def test_what_the_unknown_may_change_as_a_whole_is_unknown_as_a_whole(resolve: Resolve, expression: str) -> None:
    assert isinstance(value(resolve, f"[{expression}]", {"u": {"type": "string"}}), Unknown)


@pytest.mark.parametrize(
    "expression",
    [
        "and(true(), parameters('u'))",
        "or(false(), parameters('u'))",
        "not(parameters('u'))",
        "if(parameters('u'), 1, 2)",
        "if(parameters('u'), fail('x'), 2)",
        "equals(parameters('u'), 'x')",
        "equals(concat('a', parameters('u')), 'ab')",
        "empty(parameters('u'))",
        "contains(createArray(parameters('u')), 'x')",
        "contains(createArray(concat('a', parameters('u'))), 'ax')",
        "contains(concat('a', parameters('u')), 'x')",
        "contains('abc', parameters('u'))",
        "coalesce(parameters('u'), 'x')",
        "startsWith(concat('ab', parameters('u')), 'abc')",
        "take(concat('ab', parameters('u')), 3)",
        "length(parameters('u'))",
        "length(concat('a', parameters('u')))",
        "union(parameters('u'), createArray(1))",
        "union(createArray(parameters('u')), createArray(1))",
        "filter(createArray(1), lambda('x', parameters('u')))",
        "sort(createArray(1, 2), lambda('x', 'y', parameters('u')))",
        "toObject(createArray(1), lambda('x', parameters('u')))",
        "map(parameters('u'), lambda('x', 1))",
        "reduce(parameters('u'), 0, lambda('x', 'y', 1))",
        "split(parameters('u'), '/')",
        "split(concat('a', parameters('u')), ',')",
        "replace(concat('ab', parameters('u')), 'abc', '')",
        "uniqueString(parameters('u'))",
        "parameters(parameters('u'))",
        "variables(parameters('u'))",
        "createObject(parameters('u'), 1)",
        "parameters('u')[parameters('u')]",
        "createArray(1, 2)[parameters('u')]",
        "max(1, parameters('u'))",
        "add(1, parameters('u'))",
        "greater(parameters('u'), 1)",
        "json(parameters('u'))",
        "items(parameters('u'))",
        "flatten(createArray(parameters('u')))",
        "intersection(createArray(parameters('u')), createArray(1))",
        "string(createArray(parameters('u')))",
        "format('{0}', createArray(parameters('u')))",
        "format(parameters('u'), 1)",
        "join(parameters('u'), ',')",
        "indexOf(createArray(parameters('u'), 1), 1)",
        "cidrSubnet(parameters('u'), 24, 0)",
        "dateTimeAdd(parameters('u'), 'P1D')",
        "resourceId(parameters('u'), 'x')",
    ],
)
def test_what_hangs_on_the_unknown_is_unknown_for_the_same_reason(resolve: Resolve, expression: str) -> None:
    found = value(resolve, f"[{expression}]", {"u": {"type": "string"}})

    reason = found if isinstance(found, Unknown) else found.hole if isinstance(found, Symbolic) else None
    assert reason is not None, found
    assert "parameter 'u' has no default" in reason.because
