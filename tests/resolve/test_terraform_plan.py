"""Saved plans: what is known comes from the plan, what is unknown from the sources or the plan's own references."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, cast

import pytest

from azbk_lint.model.source import Document, PlanInput, Source
from azbk_lint.model.value import Json, Unknown, Value, text
from azbk_lint.read.disk import Disk
from azbk_lint.resolve.terraform.instance import Instance
from azbk_lint.resolve.terraform.plan import instances


def provider(instance: Instance, name: str) -> Value:
    """Give ids that say whose they are."""
    return text("id of ", instance.address) if name == "id" else None


def resource(address: str, after: Mapping[str, Any], unknown: Mapping[str, Any] | None = None, **more: object) -> dict[str, Any]:
    module, _, own = address.rpartition("|")
    kind, _, rest = own.partition(".")
    name, _, key = rest.partition("[")
    index = {} if not key else {"index": json.loads(key.removesuffix("]"))}
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown or {}, **more}
    where = {"module_address": module} if module else {}
    return {
        "address": ".".join(filter(None, (module, own))),
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": change,
        **index,
        **where,
    }


def configured(address: str, expressions: Mapping[str, Any], **more: object) -> dict[str, Any]:
    kind, name = address.split(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions, **more}


def read(
    changes: Sequence[Mapping[str, Any]],
    resources: Sequence[Mapping[str, Any]] = (),
    calls: Mapping[str, Any] | None = None,
    **more: object,
) -> dict[str, Instance]:
    root = {"resources": list(resources), "module_calls": calls or {}}
    tree = {"format_version": "1.2", "resource_changes": list(changes), "configuration": {"root_module": root}, **more}
    found, problems = instances(
        PlanInput(Document(Source(PurePath("plan.json"), json.dumps(tree)), cast("Json", tree))), Disk([]), provider
    )
    assert not problems
    return {instance.address: instance for instance in found}


def refers(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def test_known_arguments_are_as_planned() -> None:
    planned = read([resource("azurerm_subnet.a", {"name": "app", "service_endpoints": None, "address_prefixes": ["10.0.0.0/24"]})])
    assert dict(planned["azurerm_subnet.a"].values) == {"name": "app", "service_endpoints": None, "address_prefixes": ["10.0.0.0/24"]}


def test_what_is_deleted_or_forgotten_is_left_out() -> None:
    gone = [resource("azurerm_subnet.a", {}, actions=["delete"]), resource("azurerm_subnet.b", {}, actions=["forget"])]
    assert list(read([*gone, resource("azurerm_subnet.c", {}, actions=["delete", "create"])])) == ["azurerm_subnet.c"]


def test_what_only_the_provider_fills_in_is_not_an_argument() -> None:
    change = resource("azurerm_network_security_group.a", {"name": "a"}, {"id": True, "security_rule": True})
    planned = read([change], [configured("azurerm_network_security_group.a", {"name": {"constant_value": "a"}})])
    assert dict(planned["azurerm_network_security_group.a"].values) == {"name": "a"}


def test_an_unknown_id_is_found_by_its_reference() -> None:
    changes = [
        resource("azurerm_subnet.app", {"name": "app"}, {"id": True}),
        resource("azurerm_subnet_network_security_group_association.a", {}, {"id": True, "subnet_id": True}),
    ]
    names = refers("azurerm_subnet.app.id", "azurerm_subnet.app")
    planned = read(changes, [configured("azurerm_subnet_network_security_group_association.a", {"subnet_id": names})])
    assert dict(planned["azurerm_subnet_network_security_group_association.a"].values) == {"subnet_id": "id of azurerm_subnet.app"}


@pytest.mark.parametrize("key", ['"x"', "0"])
def test_a_reference_without_a_key_means_the_instance_of_the_same_key(key: str) -> None:
    other = {'"x"': '"y"', "0": "1"}[key]
    changes = [resource(f"azurerm_nic.n[{each}]", {}, {"id": True}) for each in (key, other)]
    changes.append(resource(f"azurerm_vm.v[{key}]", {"network_interface_ids": [None]}, {"network_interface_ids": [True]}))
    names = refers("azurerm_nic.n", "each.key")
    planned = read(changes, [configured("azurerm_vm.v", {"network_interface_ids": names})])
    assert planned[f"azurerm_vm.v[{key}]"].values["network_interface_ids"] == [f"id of azurerm_nic.n[{key}]"]


def test_each_item_of_a_list_of_ids_is_found_in_order() -> None:
    changes = [resource(f"azurerm_nic.{name}", {}, {"id": True}) for name in ("a", "b")]
    changes.append(resource("azurerm_vm.v", {"network_interface_ids": [None, None]}, {"network_interface_ids": [True, True]}))
    names = refers("azurerm_nic.b.id", "azurerm_nic.b", "azurerm_nic.a.id", "azurerm_nic.a")
    planned = read(changes, [configured("azurerm_vm.v", {"network_interface_ids": names})])
    assert planned["azurerm_vm.v"].values["network_interface_ids"] == ["id of azurerm_nic.b", "id of azurerm_nic.a"]


def test_an_unknown_id_in_a_nested_block_is_found_through_module_calls_and_outputs() -> None:
    changes = [
        resource('module.net["hub"]|azurerm_subnet.s', {}, {"id": True}),
        resource("module.vm|azurerm_nic.n", {"ip_configuration": [{"name": "ip"}]}, {"ip_configuration": [{"subnet_id": True}]}),
    ]
    net = {"outputs": {"subnet_id": {"expression": refers("azurerm_subnet.s.id", "azurerm_subnet.s")}}}
    vm = {"resources": [configured("azurerm_nic.n", {"ip_configuration": [{"subnet_id": refers("var.subnet_id")}]})]}
    given = {"subnet_id": refers('module.net["hub"].subnet_id', 'module.net["hub"]')}
    planned = read(changes, calls={"net": {"module": net}, "vm": {"module": vm, "expressions": given}})
    assert planned["module.vm.azurerm_nic.n"].values["ip_configuration"] == [
        {"name": "ip", "subnet_id": 'id of module.net["hub"].azurerm_subnet.s'}
    ]


def test_what_a_for_each_over_resources_refers_to_is_the_one_of_the_same_key() -> None:
    changes = [
        resource('azurerm_subnet.s["a"]', {}, {"id": True}),
        resource('azurerm_association.x["a"]', {}, {"subnet_id": True}),
    ]
    record = configured(
        "azurerm_association.x", {"subnet_id": refers("each.value.id", "each.value")}, for_each_expression=refers("azurerm_subnet.s")
    )
    assert read(changes, [record])['azurerm_association.x["a"]'].values["subnet_id"] == 'id of azurerm_subnet.s["a"]'


def test_what_cannot_be_followed_is_unknown_and_says_so() -> None:
    changes = [resource("azurerm_association.x", {}, {"subnet_id": True, "note": True})]
    expressions = {"subnet_id": refers("local.ids[0]", "local.ids"), "note": refers("azurerm_subnet.s.id")}
    planned = read(changes, [configured("azurerm_association.x", expressions)])
    unknown = planned["azurerm_association.x"].values["subnet_id"]
    assert isinstance(unknown, Unknown)
    assert (unknown.key, unknown.kind) == ("azurerm_association.x.subnet_id", "runtime")
    assert isinstance(planned["azurerm_association.x"].values["note"], Unknown)


def test_what_dynamic_blocks_leave_unknown_stays_unknown() -> None:
    change = resource("azurerm_vm.v", {"disk": [{"lun": 1}]}, {"disk": [{"managed_disk_id": True}]})
    disk = read([change], [configured("azurerm_vm.v", {})])["azurerm_vm.v"].values["disk"]
    assert isinstance(disk, list)
    assert isinstance(disk[0]["managed_disk_id"], Unknown)


def test_data_sources_that_were_read_are_there_with_their_values() -> None:
    data = {"address": "data.azurerm_subnet.s", "mode": "data", "type": "azurerm_subnet", "name": "s", "values": {"name": "s", "id": "/x"}}
    state = {"values": {"root_module": {"child_modules": [{"resources": [data]}]}}}
    found = read([], prior_state=state)["data.azurerm_subnet.s"]
    assert (found.mode, dict(found.values)) == ("data", {"name": "s", "id": "/x"})
    assert found.place(("name",)).route == ("prior_state", "values", "root_module", "child_modules", 0, "resources", 0, "values", "name")


def test_what_was_before_stays_reachable() -> None:
    planned = read([resource("azurerm_subnet.a", {"name": "new"}, actions=["update"], before={"name": "old"})])
    assert planned["azurerm_subnet.a"].before == {"name": "old"}


def test_without_sources_a_place_is_in_the_plan() -> None:
    planned = read([resource("module.m[0]|azurerm_subnet.a", {"name": "a"})])["module.m[0].azurerm_subnet.a"]
    assert planned.place(("name",)).route == ("resource_changes", 0, "change", "after", "name")
    assert planned.module == "module.m[0]"


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        ([], "this is not a saved plan: it has no format_version"),
        ({"format_version": 1}, "this is not a saved plan: it has no format_version"),
        ({"format_version": "2.0"}, "saved plans of format 2.0 are not known"),
        ({"format_version": "1.0", "values": {}}, "this is not a saved plan: it has no planned_values, as a state has none"),
        (
            {"format_version": "1.2", "planned_values": {}, "errored": True},
            "this plan ended with an error, and does not hold all that there will be",
        ),
    ],
)
def test_what_is_no_plan_is_a_problem(tree: Json, why: str) -> None:
    found, problems = instances(PlanInput(Document(Source(PurePath("plan.json"), ""), tree)), Disk([]), provider)
    assert (list(found), [problem.why for problem in problems]) == ([], [why])


@pytest.mark.parametrize("tree", [{}, {"resource_changes": [1, {}, {"change": {}}]}, {"resource_changes": {}, "prior_state": []}])
def test_a_plan_of_odd_shape_gives_what_it_has(tree: dict[str, Any]) -> None:
    whole = {"format_version": "0.2", "planned_values": {}, **tree}
    assert instances(PlanInput(Document(Source(PurePath("plan.json"), ""), whole)), Disk([]), provider) == ([], [])


def test_with_sources_beside_it_unknown_values_and_places_are_theirs(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "names" {}\n'
        'resource "azurerm_subnet" "s" {\n  for_each = toset(var.names)\n  name = each.key\n}\n'
        "locals {\n  ids = [for s in azurerm_subnet.s : s.id]\n}\n"
        'resource "azurerm_other" "o" {\n  note = local.ids\n}\n'
    )
    tree: Json = {
        "format_version": "1.2",
        "variables": {"names": {"value": ["a"]}},
        "resource_changes": [
            resource('azurerm_subnet.s["a"]', {"name": "a"}, {"id": True}),
            resource("azurerm_other.o", {"note": [None]}, {"note": [True]}),
        ],
        "configuration": {"root_module": {"resources": [configured("azurerm_other.o", {"note": refers("local.ids")})]}},
    }
    document = Document(Source(PurePath("plan.json"), ""), tree)
    found, problems = instances(PlanInput(document, PurePath(tmp_path)), Disk([PurePath(tmp_path)]), provider)
    assert not problems
    subnet, other = found
    assert other.values["note"] == ['id of azurerm_subnet.s["a"]']
    assert subnet.place(("name",)).span is not None
    assert [related.label for related in other.chain(("note",))] == ["local value `ids`"]
