"""Which resources a template declares: loops, conditions, children, extensions, nested and linked deployments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved, Resource
from azbk_lint.model.value import Json, Symbolic, Unknown, reason

Resolve = Callable[..., Resolved]
CONTEXT = {"subscription-id": "S", "resource-group": "G"}
GROUP = "/subscriptions/S/resourceGroups/G"
SCHEMAS = "https://schema.management.azure.com/schemas"
SUBSCRIPTION = f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#"
RESOURCE_GROUP = f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#"


def thing(name: str = "it", type_: str = "Contoso.Test/things", **more: object) -> dict[str, Any]:
    return {"type": type_, "apiVersion": "2020-01-01", "name": name, **more}


def deployment(template: object, *, name: str = "net", inner: bool = True, parameters: object = None, **more: object) -> dict[str, Any]:
    properties: dict[str, Any] = {"mode": "Incremental", "template": template, "parameters": parameters or {}}
    if inner:
        properties["expressionEvaluationOptions"] = {"scope": "inner"}
    return thing(name, "Microsoft.Resources/deployments", properties=properties, **more)


def things(resolved: Resolved) -> list[Resource]:
    """Leave out the deployments themselves."""
    return [resource for resource in resolved.resources if resource.type != "microsoft.resources/deployments"]


def only(resolved: Resolved) -> Resource:
    (resource,) = things(resolved)
    return resource


def test_a_resource_has_its_names_and_its_body_is_evaluated_when_read(resolve: Resolve) -> None:
    tree = {
        "resources": [
            thing(
                "[concat('n', 'sg')]",
                "Microsoft.Network/networkSecurityGroups",
                location="[resourceGroup().location]",
                tags={"backup-stack": "[toLower('V1')]"},
                properties={"x": "[add(1, 2)]"},
                dependsOn=["[fail('never read')]"],
            )
        ]
    }

    nsg = only(resolve(tree, context=CONTEXT))

    assert nsg.type == "microsoft.network/networksecuritygroups"
    assert (nsg.name, nsg.id) == ("nsg", f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg")
    assert nsg.address == "networkSecurityGroups/nsg"
    assert nsg.api_version == "2020-01-01"
    assert nsg.get("PROPERTIES", "x") == 3
    assert dict(nsg.tags) == {"backup-stack": "v1"}
    assert list(nsg.body) == ["type", "apiVersion", "name", "location", "tags", "properties"]
    assert nsg.get("location") == Unknown("resource-group.location", "")
    assert (nsg.scope.kind, nsg.scope.subscription, nsg.scope.group) == ("group", "S", "G")


def test_where_it_is_deployed_to_is_a_hole_in_every_id(resolve: Resolve) -> None:
    found = only(resolve({"resources": [thing()]}))

    assert isinstance(found.id, Symbolic)
    assert str(found.id) == "/subscriptions/{subscription}/resourceGroups/{resource-group}/providers/Contoso.Test/things/it"
    assert {part.kind for part in found.id.parts if isinstance(part, Unknown)} == {"context"}


def test_without_an_api_version_there_is_none(resolve: Resolve) -> None:
    assert only(resolve({"apiProfile": "2018-03-01-hybrid", "resources": [{"type": "A.B/c", "name": "n"}]})).api_version is None


@pytest.mark.parametrize("written", [False, "[false()]", "false", "[equals('a', 'b')]", 0])
def test_a_resource_whose_condition_is_false_is_absent_and_its_name_is_not_read(resolve: Resolve, written: Json) -> None:
    resolved = resolve({"resources": [thing("[noSuchFunction()]", condition=written)]})

    assert resolved.resources == []
    assert resolved.problems == []


def test_a_resource_whose_condition_is_unknown_may_exist(resolve: Resolve) -> None:
    tree = {"parameters": {"on": {"type": "bool"}}, "resources": [thing(condition="[parameters('on')]")]}

    assert only(resolve(tree)).exists == Unknown("parameters('on')", "")


def test_a_condition_does_not_hold_for_children(resolve: Resolve) -> None:
    tree = {"resources": [thing("parent", condition=False, resources=[{"type": "parts", "name": "child"}])]}

    child = only(resolve(tree, context=CONTEXT))

    assert child.id == f"{GROUP}/providers/Contoso.Test/things/parent/parts/child"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("[concat('vm', copyIndex())]", ["vm0", "vm1"]),
        ("[concat('vm', copyIndex(1))]", ["vm1", "vm2"]),
        ("[concat('vm', copyIndex('LOOP'))]", ["vm0", "vm1"]),
        ("[concat('vm', copyIndex('loop', 5))]", ["vm5", "vm6"]),
    ],
)
def test_a_loop_makes_a_resource_a_turn(resolve: Resolve, expression: str, names: list[str]) -> None:
    tree = {"resources": [thing(expression, copy={"name": "loop", "count": "[length(createArray(1, 2))]"})]}

    assert [resource.name for resource in resolve(tree).resources] == names


def test_a_loop_of_unknown_length_gives_one_that_stands_for_many(resolve: Resolve) -> None:
    copy = {"name": "loop", "count": "[parameters('n')]"}
    tree = {"parameters": {"n": {"type": "int"}}, "resources": [thing("[concat('vm', copyIndex())]", copy=copy)]}

    found = only(resolve(tree))

    assert found.many == Unknown("parameters('n')", "")
    assert found.exists == found.many
    assert str(found.name) == "vm{copyIndex(parameters('n'))}"


def test_loops_of_one_unknown_length_are_at_one_turn(resolve: Resolve) -> None:
    vm = thing(
        "[concat('vm', copyIndex())]",
        copy={"name": "vms", "count": "[parameters('n')]"},
        properties={"nic": "[concat('nic', copyIndex())]"},
    )
    nic = thing("[concat('nic', copyIndex())]", copy={"name": "nics", "count": "[parameters('n')]"})

    found, other = resolve({"parameters": {"n": {"type": "int"}}, "resources": [vm, nic]}).resources

    assert found.get("properties", "nic") == other.name


def test_a_loop_of_no_turns_makes_nothing(resolve: Resolve) -> None:
    assert resolve({"resources": [thing(copy={"name": "loop", "count": 0})]}).resources == []


@pytest.mark.parametrize("count", [-1, 801, "many", [], None])
def test_a_loop_that_azure_would_not_turn_stands_for_many(resolve: Resolve, count: Json) -> None:
    assert isinstance(only(resolve({"resources": [thing(copy={"name": "loop", "count": count})]})).many, Unknown)


def test_loops_inside_a_body_see_the_loop_round_the_resource_and_each_other(resolve: Resolve) -> None:
    inner = {"copy": [{"name": "ports", "count": 2, "input": "[concat(copyIndex(), copyIndex('rules'), copyIndex('ports'))]"}]}
    tree = {
        "resources": [
            thing(
                "[concat('nsg', copyIndex())]",
                copy={"name": "groups", "count": 2},
                properties={"copy": [{"name": "rules", "count": 2, "input": inner}], "kept": 1},
            )
        ]
    }

    last = resolve(tree).resources[-1]

    assert last.get("properties") == {"rules": [{"ports": ["100", "101"]}, {"ports": ["110", "111"]}], "kept": 1}


def test_a_property_loop_where_no_other_is_may_leave_its_name_out(resolve: Resolve) -> None:
    loop = {"name": "ports", "count": 2, "input": "[copyIndex()]"}

    assert only(resolve({"resources": [thing(properties={"copy": [loop]})]})).get("properties", "ports") == [0, 1]


def test_a_property_named_copy_that_is_no_loop_stays(resolve: Resolve) -> None:
    assert only(resolve({"resources": [thing(properties={"copy": ["a"]})]})).get("properties") == {"copy": ["a"]}


def test_names_of_properties_may_be_expressions(resolve: Resolve) -> None:
    tree = {"resources": [thing(tags={"[concat('a', 'b')]": "[toUpper('x')]", "[[kept]": "[[y]"})]}

    assert only(resolve(tree)).get("tags") == {"ab": "X", "[kept]": "[y]"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[[x]", "[x]"),
        ("[x] ", "[x] "),
        (" [concat('a')]", " [concat('a')]"),
        ("[AMSP] rule", "[AMSP] rule"),
        ("[[x] y", "[[x] y"),
        ("[", "["),
        ("", ""),
        ("[ concat ( 'a' ,\n 'b' ) ]", "ab"),
    ],
)
def test_a_string_is_an_expression_only_between_its_own_brackets(resolve: Resolve, written: str, expected: str) -> None:
    assert only(resolve({"resources": [thing(properties={"x": written})]})).get("properties", "x", default="") == expected


def test_nested_children_take_their_parents_type_and_name(resolve: Resolve) -> None:
    vnet = thing("vnet", "Microsoft.Network/virtualNetworks", resources=[{"type": "subnets", "name": "app"}])

    _, subnet = resolve({"resources": [vnet]}, context=CONTEXT).resources

    assert subnet.type == "microsoft.network/virtualnetworks/subnets"
    assert (subnet.name, subnet.address) == ("vnet/app", "virtualNetworks/vnet/subnets/app")
    assert subnet.id == f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app"


@pytest.mark.parametrize("name", ["app", "vnet/app"])
def test_nested_children_may_say_their_whole_type(resolve: Resolve, name: str) -> None:
    child = {"type": "Microsoft.Network/virtualNetworks/subnets", "name": name}

    _, subnet = resolve({"resources": [thing("vnet", "Microsoft.Network/virtualNetworks", resources=[child])]}, context=CONTEXT).resources

    assert (subnet.name, subnet.id) == ("vnet/app", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app")


VM = "Microsoft.Compute/virtualMachines"
LOCKED = f"{GROUP}/providers/{VM}/vm1"
LOCKS = {
    "a child": {"type": VM, "name": "vm1", "resources": [{"type": "Microsoft.Authorization/locks", "name": "lk"}]},
    "a child of the old kind": {
        "type": VM,
        "name": "vm1",
        "resources": [{"type": "providers/locks", "name": "Microsoft.Authorization/lk"}],
    },
    "the old kind": {"type": f"{VM}/providers/locks", "name": "vm1/Microsoft.Authorization/lk"},
    "a scope": {"type": "Microsoft.Authorization/locks", "name": "lk", "scope": f"[resourceId('{VM}', 'vm1')]"},
    "a relative scope": {"type": "Microsoft.Authorization/locks", "name": "lk", "scope": f"[concat('{VM}', '/vm1')]"},
    "a formatted scope": {"type": "Microsoft.Authorization/locks", "name": "lk", "scope": f"[format('{VM}/{{0}}', 'vm1')]"},
}


@pytest.mark.parametrize("written", LOCKS.values(), ids=LOCKS.keys())
def test_a_lock_is_on_its_target_however_it_is_written(resolve: Resolve, written: Json) -> None:
    lock = resolve({"resources": [written]}, context=CONTEXT).resources[-1]

    assert lock.type == "microsoft.authorization/locks"
    assert (lock.name, lock.id) == ("lk", f"{LOCKED}/providers/Microsoft.Authorization/locks/lk")
    assert lock.address == "locks/lk"


def test_a_lock_without_target_is_on_the_resource_group(resolve: Resolve) -> None:
    lock = only(resolve({"resources": [thing("lk", "Microsoft.Authorization/locks")]}, context=CONTEXT))

    assert lock.id == f"{GROUP}/providers/Microsoft.Authorization/locks/lk"


def test_a_lock_on_a_resource_of_half_known_name_is_on_that_resource(resolve: Resolve) -> None:
    tree = {
        "parameters": {"env": {"type": "string"}},
        "resources": [
            thing("[concat('vm-', parameters('env'))]", VM),
            thing("[concat('vm-', parameters('env'), '/Microsoft.Authorization/lk')]", f"{VM}/providers/locks"),
        ],
    }

    vm, lock = resolve(tree).resources

    assert isinstance(vm.id, Symbolic)
    assert isinstance(lock.id, Symbolic)
    assert str(lock.id) == f"{vm.id}/providers/Microsoft.Authorization/locks/lk"


def test_a_lock_of_the_old_kind_whose_name_is_unknown_is_still_a_lock(resolve: Resolve) -> None:
    tree = {"parameters": {"n": {"type": "string"}}, "resources": [thing("[parameters('n')]", f"{VM}/providers/locks")]}

    lock = only(resolve(tree))

    assert lock.type == "microsoft.authorization/locks"
    assert reason(lock.id) is not None


def test_the_tenant_is_a_scope(resolve: Resolve) -> None:
    tree = {"$schema": SUBSCRIPTION, "resources": [thing("p", "Microsoft.Authorization/policyAssignments", scope="/")]}

    assert only(resolve(tree)).id == "/providers/Microsoft.Authorization/policyAssignments/p"


@pytest.mark.parametrize(
    ("schema", "id_"),
    [
        ("2019-04-01/deploymentTemplate.json#", f"{GROUP}/providers/Contoso.Test/things/it"),
        ("2018-05-01/subscriptionDeploymentTemplate.json", "/subscriptions/S/providers/Contoso.Test/things/it"),
        ("2019-08-01/tenantDeploymentTemplate.json#", "/providers/Contoso.Test/things/it"),
        (
            "2019-08-01/MANAGEMENTGROUPDEPLOYMENTTEMPLATE.json#",
            "/providers/Microsoft.Management/managementGroups/{management-group}/providers/Contoso.Test/things/it",
        ),
        ("nothing.json", f"{GROUP}/providers/Contoso.Test/things/it"),
    ],
)
def test_the_schema_says_what_is_deployed_to(resolve: Resolve, schema: str, id_: str) -> None:
    assert str(only(resolve({"$schema": f"{SCHEMAS}/{schema}", "resources": [thing()]}, context=CONTEXT)).id) == id_


def test_a_resource_may_go_to_another_group_or_subscription(resolve: Resolve) -> None:
    tree = {"languageVersion": "2.0", "resources": {"x": thing(existing=True, resourceGroup="other", subscriptionId="T")}}

    found = only(resolve(tree, context=CONTEXT))

    assert found.id == "/subscriptions/T/resourceGroups/other/providers/Contoso.Test/things/it"
    assert found.external
    assert (found.scope.group, found.scope.subscription) == ("other", "T")


def test_resource_groups_have_ids_of_their_own_form(resolve: Resolve) -> None:
    tree = {"$schema": SUBSCRIPTION, "resources": [thing("rg1", "Microsoft.Resources/resourceGroups")]}

    assert only(resolve(tree, context=CONTEXT)).id == "/subscriptions/S/resourceGroups/rg1"


def test_symbolic_resources_are_found_by_their_symbols(resolve: Resolve) -> None:
    tree = {
        "languageVersion": "2.0",
        "resources": {
            "nsg": thing("nsg1", properties={"a": {"b": 1}}, location="japaneast"),
            "loop": thing("[concat('l', copyIndex())]", copy={"name": "loop", "count": 2}, properties={"i": "[copyIndex()]"}),
            "user": thing(
                "user",
                properties={
                    "b": "[reference('nsg').a.b]",
                    "location": "[reference('nsg', '2020-01-01', 'full').location]",
                    "id": "[reference('nsg', '2020-01-01', 'Full').id]",
                    "one": "[reference('loop[1]').i]",
                    "all": "[map(references('loop'), lambda('x', lambdaVariables('x').i))]",
                    "info": "[resourceInfo('nsg').name]",
                    "later": "[reference('nsg').provisioningState]",
                    "deep": "[reference('nsg').a.c]",
                },
            ),
        },
    }

    user = resolve(tree, context=CONTEXT).resources[-1]
    later, deep = user.get("properties", "later"), user.get("properties", "deep")

    assert user.get("properties") == {
        "b": 1,
        "location": "japaneast",
        "id": f"{GROUP}/providers/Contoso.Test/things/nsg1",
        "one": 1,
        "all": [0, 1],
        "info": "nsg1",
        "later": later,
        "deep": deep,
    }
    assert isinstance(later, Unknown)
    assert isinstance(deep, Unknown)
    assert {later.kind, deep.kind} == {"runtime"}
    assert later != deep


@pytest.mark.parametrize("to", ["'nsg1'", "resourceId('Contoso.Test/things', 'NSG1')", "concat('ns', 'g1')"])
def test_references_find_a_resource_by_name_or_id(resolve: Resolve, to: str) -> None:
    tree = {"resources": [thing("nsg1", properties={"x": [{"y": 1}]}), thing("u", properties={"x": f"[reference({to}).x[0].y]"})]}

    assert resolve(tree).resources[1].get("properties", "x") == 1


def test_what_a_reference_does_not_show_is_unknown_to_every_function(resolve: Resolve) -> None:
    asked = {
        "empty": "[empty(reference('a').none)]",
        "contains": "[contains(reference('a'), 'none')]",
        "tryGet": "[tryGet(reference('a'), 'none')]",
        "length": "[length(reference('a'))]",
        "item": "[reference('a').list[0].id]",
        "items": "[items(reference('a'))]",
        "union": "[union(reference('a'), createObject())]",
        "string": "[string(reference('a'))]",
    }
    known = {
        "contains": "[contains(reference('a'), 'x')]",
        "empty": "[empty(reference('a'))]",
        "equals": "[equals(reference('a'), reference('a'))]",
    }
    tree = {
        "resources": [thing("a", properties={"x": 1, "list": [{"name": "n"}]}), thing("b", properties=asked), thing("c", properties=known)]
    }

    _, unknown, decided = resolve(tree).resources

    for name in asked:
        assert isinstance(unknown.get("properties", name), Unknown), name
    assert decided.get("properties") == {"contains": True, "empty": False, "equals": True}


def test_resources_that_refer_to_each_other_end(resolve: Resolve) -> None:
    tree = {"resources": [thing("a", properties={"x": "[reference('b').x]"}), thing("b", properties={"x": "[reference('a').x]"})]}

    assert all(isinstance(resource.get("properties", "x"), Unknown) for resource in resolve(tree).resources)


def test_an_inner_template_has_parameters_and_a_scope_of_its_own(resolve: Resolve) -> None:
    inner = {
        "$schema": RESOURCE_GROUP,
        "parameters": {"name": {"type": "string"}, "size": {"type": "int", "defaultValue": 1}, "missing": {"type": "string"}},
        "variables": {"v": "inner"},
        "resources": [
            thing(
                "[parameters('name')]",
                properties={
                    "v": "[variables('v')]",
                    "size": "[parameters('size')]",
                    "group": "[resourceGroup().name]",
                    "id": "[resourceId('A.B/c', 'd')]",
                    "missing": "[parameters('missing')]",
                },
            )
        ],
    }
    parameters = {"name": {"value": "[concat(variables('v'), copyIndex())]"}}
    made = deployment(inner, parameters=parameters, resourceGroup="other", copy={"name": "l", "count": 1})

    found = only(resolve({"variables": {"v": "outer"}, "resources": [made]}, context=CONTEXT))

    missing = found.get("properties", "missing")
    assert found.get("properties") == {
        "v": "inner",
        "size": 1,
        "group": "other",
        "id": "/subscriptions/S/resourceGroups/other/providers/A.B/c/d",
        "missing": missing,
    }
    assert (found.name, found.id) == ("outer0", "/subscriptions/S/resourceGroups/other/providers/Contoso.Test/things/outer0")
    assert isinstance(missing, Unknown)
    assert missing.key == "net/parameters('missing')"
    assert "nested deployment 'net'" in missing.because


def test_an_outer_template_sees_what_its_parent_sees_and_deploys_elsewhere(resolve: Resolve) -> None:
    nested = {
        "variables": {"v": "nested"},
        "resources": [thing("[concat(variables('v'), copyIndex())]", properties={"g": "[resourceGroup().name]"})],
    }
    made = deployment(nested, inner=False, resourceGroup="other", copy={"name": "l", "count": 1})

    found = only(resolve({"variables": {"v": "parent"}, "resources": [made]}, context=CONTEXT))

    assert found.id == "/subscriptions/S/resourceGroups/other/providers/Contoso.Test/things/parent0"
    assert found.get("properties", "g") == "G"


@pytest.mark.parametrize("version", ["2.0", "1.10-experimental", "2.1-experimental"])
def test_from_language_version_2_a_nested_template_is_an_inner_one(resolve: Resolve, version: str) -> None:
    nested = {"parameters": {"n": {"type": "string"}}, "resources": [thing("[parameters('n')]")]}
    made = deployment(nested, inner=False, parameters={"n": {"value": "given"}})

    assert only(resolve({"languageVersion": version, "resources": {"net": made}})).name == "given"


def test_what_another_template_declares_may_be_read_before_it_is_changed(resolve: Resolve) -> None:
    subnet = "Microsoft.Network/virtualNetworks/subnets"
    inner = {
        "parameters": {"prefix": {"type": "string"}},
        "resources": [thing("v/s", subnet, properties={"addressPrefix": "[parameters('prefix')]", "x": 1})],
    }
    read = f"reference(resourceId('{subnet}', 'v', 's'), '2024-01-01')"
    made = deployment(inner, parameters={"prefix": {"value": f"[{read}.addressPrefix]"}})
    tree = {"resources": [made, thing(properties={"x": f"[{read}.x]"})]}

    changed, reader = sorted(things(resolve(tree)), key=lambda resource: len(resource.type), reverse=True)

    for value in (changed.get("properties", "addressPrefix"), reader.get("properties", "x")):
        assert isinstance(value, Unknown)
        assert value.kind == "runtime"


def test_what_is_inside_a_deployment_exists_when_that_does(resolve: Resolve) -> None:
    inner = {"resources": [thing()]}
    tree = {
        "parameters": {"on": {"type": "bool"}, "n": {"type": "int"}},
        "resources": [
            deployment(inner, condition="[parameters('on')]"),
            deployment(inner, name="many", copy={"name": "l", "count": "[parameters('n')]"}),
            deployment(inner, name="never", condition=False),
        ],
    }

    conditional, many = things(resolve(tree))

    assert conditional.exists == Unknown("parameters('on')", "")
    assert many.many == Unknown("parameters('n')", "")


def test_outputs_of_a_nested_deployment_are_what_they_say(resolve: Resolve) -> None:
    outputs = {
        "id": {"type": "string", "value": "[resourceId('A.B/c', parameters('name'))]"},
        "all": {"type": "array", "copy": {"count": 2, "input": "[concat(parameters('name'), copyIndex())]"}},
    }
    inner = {"parameters": {"name": {"type": "string"}}, "resources": [], "outputs": outputs}
    user = {
        "byName": "[reference('net').outputs.id.value]",
        "byId": "[reference(resourceId('Microsoft.Resources/deployments', 'net'), '2020-01-01').outputs.all.value[1]]",
    }
    tree = {"resources": [thing("user", properties=user), deployment(inner, parameters={"name": {"value": "x"}})]}

    assert only(resolve(tree, context=CONTEXT)).get("properties") == {"byName": f"{GROUP}/providers/A.B/c/x", "byId": "x1"}


def test_one_deployment_hands_its_outputs_to_the_next(resolve: Resolve) -> None:
    first = {"resources": [], "outputs": {"name": {"type": "string", "value": "from-first"}}}
    second = {"parameters": {"name": {"type": "string"}}, "resources": [thing("[parameters('name')]")]}
    handed = {"name": {"value": "[reference('one').outputs.name.value]"}}
    tree = {"resources": [deployment(second, name="two", parameters=handed), deployment(first, name="one")]}

    assert only(resolve(tree)).name == "from-first"


def test_values_are_handed_down_six_levels(resolve: Resolve) -> None:
    tree: dict[str, Any] = {"parameters": {"v": {"type": "string"}}, "resources": [thing("[parameters('v')]")]}
    for level in range(6):
        handed = {"v": {"value": f"[concat(parameters('v'), '{level}')]"}}
        tree = {"parameters": {"v": {"type": "string"}}, "resources": [deployment(tree, name=f"d{level}", parameters=handed)]}

    found = only(resolve(tree, given={"v": "x"}))

    assert found.name == "x543210"
    assert [related.label for related in found.origin.chain(())] == [f"nested deployment 'd{level}'" for level in range(5, -1, -1)]


def test_a_loop_may_make_the_value_that_is_handed_down(resolve: Resolve) -> None:
    inner = {"parameters": {"rules": {"type": "array"}}, "resources": [thing(properties={"rules": "[parameters('rules')]"})]}
    handed = {"rules": {"copy": [{"name": "value", "count": 2, "input": {"i": "[copyIndex('value')]"}}]}}

    found = only(resolve({"resources": [deployment(inner, parameters=handed)]}))

    assert found.get("properties", "rules") == [{"i": 0}, {"i": 1}]


@pytest.mark.parametrize(
    ("handed", "kind"),
    [
        ({"p": {"reference": {"keyVault": {"id": "x"}, "secretName": "s"}}}, "secret"),
        ("[parameters('unknown')]", "input"),
        ({"p": "[if(true(), createObject('value', parameters('unknown')), createObject())]"}, "input"),
    ],
)
def test_what_is_handed_down_may_be_unknown(resolve: Resolve, handed: Json, kind: str) -> None:
    inner = {"parameters": {"p": {"type": "string"}}, "resources": [thing(properties={"p": "[parameters('p')]"})]}
    tree = {"parameters": {"unknown": {"type": "object"}}, "resources": [deployment(inner, parameters=handed)]}

    found = only(resolve(tree)).get("properties", "p")

    assert isinstance(found, Unknown)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("more", "schema", "id_"),
    [
        ({}, SUBSCRIPTION, "/subscriptions/S/providers/Contoso.Test/things/it"),
        ({"subscriptionId": "T"}, SUBSCRIPTION, "/subscriptions/T/providers/Contoso.Test/things/it"),
        (
            {"subscriptionId": "T", "resourceGroup": "g2"},
            RESOURCE_GROUP,
            "/subscriptions/T/resourceGroups/g2/providers/Contoso.Test/things/it",
        ),
        (
            {"scope": "Microsoft.Management/managementGroups/mg"},
            f"{SCHEMAS}/2019-08-01/managementGroupDeploymentTemplate.json#",
            "/providers/Microsoft.Management/managementGroups/mg/providers/Contoso.Test/things/it",
        ),
        ({"scope": "/"}, f"{SCHEMAS}/2019-08-01/tenantDeploymentTemplate.json#", "/providers/Contoso.Test/things/it"),
        ({"scope": "/subscriptions/T"}, SUBSCRIPTION, "/subscriptions/T/providers/Contoso.Test/things/it"),
    ],
)
def test_a_nested_deployment_goes_where_it_says(resolve: Resolve, more: dict[str, Any], schema: str, id_: str) -> None:
    inner = {"$schema": schema, "resources": [thing()]}

    assert only(resolve({"resources": [deployment(inner, **more)]}, context=CONTEXT)).id == id_


def test_the_region_of_a_group_that_the_template_makes_is_known_inside(resolve: Resolve) -> None:
    inner = {"$schema": RESOURCE_GROUP, "resources": [thing(location="[resourceGroup().location]")]}
    group = thing("rg1", "Microsoft.Resources/resourceGroups", location="japanwest")

    found = resolve({"$schema": SUBSCRIPTION, "resources": [group, deployment(inner, resourceGroup="RG1")]}).resources[-1]

    assert found.get("location") == "japanwest"


def test_a_template_that_a_variable_holds_is_entered(resolve: Resolve) -> None:
    held = {"resources": [thing("[[concat('a', 'b')]")]}

    assert only(resolve({"variables": {"t": held}, "resources": [deployment("[variables('t')]")]})).name == "ab"


LINKS = {
    "a relative path": {"relativePath": "nested/vnet.json"},
    "a uri below the template": {"uri": "[uri(deployment().properties.templateLink.uri, 'nested/vnet.json')]"},
    "an artifacts location": {"uri": "[concat(parameters('_artifactsLocation'), '/nested/vnet.json', parameters('sas'))]"},
    "a base that ends in a slash": {"uri": "[concat(parameters('_artifactsLocation'), 'nested/vnet.json')]"},
    "a token that nobody gives": {"uri": "[concat(parameters('_artifactsLocation'), '/nested/vnet.json', parameters('token'))]"},
    "a query": {"uri": "[concat('https://example.com/', parameters('_artifactsLocation'), '/nested/vnet.json?', parameters('token'))]"},
    "a literal uri": {"uri": "https://example.com/repo/main/infra/nested/vnet.json?token=x"},
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS.keys())
def test_a_linked_template_is_read_where_it_lies_beside(resolve: Resolve, link: Json) -> None:
    linked = {"parameters": {"name": {"type": "string"}}, "resources": [thing("[parameters('name')]")]}
    made = thing("net", "Microsoft.Resources/deployments", properties={"templateLink": link, "parameters": {"name": {"value": "given"}}})
    base, token = {"type": "string"}, {"type": "securestring"}
    tree = {
        "parameters": {"_artifactsLocation": base, "sas": {**token, "defaultValue": ""}, "token": token},
        "resources": [made],
    }

    found = only(resolve(tree, files={"infra/nested/vnet.json": linked}))

    assert found.name == "given"
    assert found.at("name").source.name.as_posix() == "infra/nested/vnet.json"


@pytest.mark.parametrize(
    "link",
    [
        {"relativePath": "absent.json"},
        {"uri": "https://example.com/absent.json"},
        {"id": "/subscriptions/S/…/templateSpecs/x/versions/1"},
        {"uri": "[parameters('u')]"},
        {"uri": "https://example.com/main.json"},
        {"uri": "[concat('https://example.com/', parameters('u'), 'main.json')]"},
        {},
    ],
)
def test_a_linked_template_that_is_not_here_leaves_a_deployment_that_says_so(resolve: Resolve, link: Json) -> None:
    made = thing("net", "Microsoft.Resources/deployments", properties={"templateLink": link, "mode": "Incremental"})
    tree = {
        "parameters": {"u": {"type": "string"}},
        "resources": [made, thing("x", properties={"o": "[reference('net').outputs.a.value]"})],
    }

    resolved = resolve(tree)
    unread, user = resolved.resources

    template = unread.get("properties", "template")
    assert isinstance(template, Unknown)
    assert template.because.startswith("nested deployment 'net' is not read")
    assert unread.get("properties", "mode") == "Incremental"
    assert isinstance(user.get("properties", "o"), Unknown)
    assert resolved.problems == []


def test_a_link_out_of_the_scanned_folders_is_refused_by_name(resolve: Resolve) -> None:
    made = thing("net", "Microsoft.Resources/deployments", properties={"templateLink": {"relativePath": "../../etc/passwd.json"}})

    (problem,) = resolve({"resources": [made]}).problems

    assert "etc/passwd.json" in problem.why
    assert problem.line > 1


def test_templates_that_link_each_other_end_and_are_named(resolve: Resolve) -> None:
    def links(path: str) -> dict[str, Any]:
        return {"resources": [thing(path, "Microsoft.Resources/deployments", properties={"templateLink": {"relativePath": path}})]}

    resolved = resolve(links("b.json"), files={"infra/b.json": links("c.json"), "infra/c.json": links("b.json")})

    assert [problem.why for problem in resolved.problems] == ["templates link each other in a circle: infra/b.json"]


def test_deployments_nested_beyond_reason_are_left(resolve: Resolve) -> None:
    tree: dict[str, Any] = {"resources": [thing()]}
    for level in range(30):
        tree = {"resources": [deployment(tree, name=f"d{level}")]}

    resolved = resolve(tree)

    assert things(resolved) == []
    assert isinstance(resolved.resources[-1].get("properties", "template"), Unknown)


@pytest.mark.parametrize("tree", [[], "x", 1, None])
def test_a_template_that_is_no_object_is_a_problem(resolve: Resolve, tree: Json) -> None:
    assert len(resolve(tree).problems) == 1


def test_a_function_of_the_template_sees_only_its_arguments(resolve: Resolve) -> None:
    member = {"parameters": [{"name": "a"}], "output": {"value": {"a": "[parameters('a')]", "b": "[variables('v')]"}}}
    tree = {
        "variables": {"v": 1},
        "functions": [{"namespace": "my", "members": {"f": member}}],
        "resources": [thing(properties={"x": "[my.f(5).a]", "y": "[my.f(5).b]"})],
    }

    found = only(resolve(tree))

    assert found.get("properties", "x") == 5
    assert isinstance(found.get("properties", "y"), Unknown)
