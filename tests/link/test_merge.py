"""Partial resources merged into what they are part of, with the places of every part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azbk_lint.link.merge import merged
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Unknown, dig, text, walk

NETWORK = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network"
SUBNET = f"{NETWORK}/virtualNetworks/vnet/subnets/app"
VM = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1"
Make = Callable[..., Resource]
HOLE = Unknown("var.x", "x is not known")


def at(resource: Resource, *route: str | int) -> tuple[str, tuple[str | int, ...]]:
    place = resource.at(*route)
    return place.source.name.as_posix(), place.route


def test_an_association_adds_its_part_and_keeps_its_place(resource: Make) -> None:
    whole = resource(SUBNET, {"properties": {"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": None}})
    part = resource(SUBNET.upper(), {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, "assoc", partial=True, type=whole.type)
    (both,) = merged([part, whole])
    assert both.get("properties", "networkSecurityGroup", "id") == "nsg"
    assert at(both, "properties", "networkSecurityGroup", "id") == ("assoc", ("properties", "networkSecurityGroup", "id"))
    assert at(both, "properties", "NETWORKSECURITYGROUP") == ("assoc", ("properties", "networkSecurityGroup"))
    assert at(both, "properties", "addressPrefix") == ("vnet/app", ("properties", "addressPrefix"))
    assert at(both) == ("vnet/app", ())
    assert both.origin.chain(("properties", "networkSecurityGroup", "id"))[0].place.source.name.name == "assoc"
    assert both.address == "vnet/app"


def test_lists_belong_end_to_end(resource: Make) -> None:
    whole = resource(VM, {"properties": {"storageProfile": {"dataDisks": [{"lun": 0}]}}})
    parts = [resource(VM, {"properties": {"storageProfile": {"dataDisks": [{"lun": n}]}}}, f"disk{n}", partial=True) for n in (1, 2)]
    (both,) = merged([whole, *parts])
    disks = ("properties", "storageProfile", "dataDisks")
    assert [both.get(*disks, n, "lun") for n in range(3)] == [0, 1, 2]
    assert at(both, *disks, 2, "lun") == ("disk2", (*disks, 0, "lun"))
    assert at(both, *disks, 0, "lun") == ("vm1", (*disks, 0, "lun"))


@pytest.mark.parametrize("field", ["exists", "many"])
def test_a_part_that_may_not_be_there_leaves_its_value_open(resource: Make, field: str) -> None:
    whole = resource(SUBNET, {"properties": {"networkSecurityGroup": None}})
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, partial=True, **{field: HOLE})
    assert merged([whole, part])[0].get("properties", "networkSecurityGroup") == HOLE


def test_a_part_under_the_same_condition_as_the_whole_is_there_with_it(resource: Make) -> None:
    whole = resource(SUBNET, {"properties": {}}, exists=HOLE)
    part = resource(SUBNET, {"properties": {"routeTable": {"id": "rt"}}}, partial=True, exists=HOLE)
    assert merged([whole, part])[0].get("properties", "routeTable", "id") == "rt"


def test_a_part_whose_target_is_half_known_may_belong_to_any_that_fits(resource: Make) -> None:
    apps = [resource(f"{NETWORK}/virtualNetworks/vnet/subnets/{name}", {"properties": {}}) for name in ("app", "db")]
    part = resource(text(f"{NETWORK}/virtualNetworks/vnet/subnets/a", HOLE), {"properties": {"routeTable": {"id": "rt"}}}, partial=True)
    app, db, stand_in = merged([*apps, part])
    assert app.get("properties", "routeTable") == HOLE
    assert db.get("properties", "routeTable") is None
    assert stand_in.external


def test_a_part_of_something_elsewhere_stands_for_it(resource: Make) -> None:
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, "assoc", partial=True)
    (stand_in,) = merged([part])
    assert (stand_in.external, stand_in.partial) == (True, False)
    assert stand_in.get("properties", "networkSecurityGroup", "id") == "nsg"


def test_a_part_that_may_not_be_there_leaves_what_it_stands_for_open(resource: Make) -> None:
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, "assoc", partial=True, exists=HOLE)
    (stand_in,) = merged([part])
    assert (stand_in.exists, stand_in.get("properties")) == (True, HOLE)


def test_a_part_in_the_same_loop_but_under_a_condition_of_its_own_is_in_doubt(resource: Make) -> None:
    loop = Unknown("var.vms", "it is not known")
    whole = resource(SUBNET, {"properties": {"networkSecurityGroup": None}}, many=loop)
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, partial=True, many=loop, exists=HOLE)
    assert merged([whole, part])[0].get("properties", "networkSecurityGroup") == HOLE


def test_a_part_joins_the_data_source_of_what_it_is_part_of(resource: Make) -> None:
    data = resource(SUBNET, {}, "data", external=True)
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": "nsg"}}}, "assoc", partial=True)
    (both,) = merged([data, part])
    assert both.external
    assert both.get("properties", "networkSecurityGroup", "id") == "nsg"
    assert at(both, "properties", "networkSecurityGroup")[0] == "assoc"


def test_what_is_declared_is_not_referred_to(resource: Make) -> None:
    declared, referred = resource(SUBNET, {"properties": {"addressPrefix": "10.0.0.0/24"}}), resource(SUBNET.upper(), external=True)
    assert merged([referred, declared, referred]) == [declared]
    assert len(merged([referred, resource(SUBNET, external=True)])) == 1


def test_what_is_declared_again_is_what_was_declared_last(resource: Make) -> None:
    first, last = resource(SUBNET, {"properties": {"a": 1}}), resource(SUBNET, {"properties": {"a": 2}})
    assert merged([first, last]) == [last]


def test_two_declarations_under_conditions_both_stay(resource: Make) -> None:
    one, other = (resource(SUBNET, exists=Unknown(f"c{n}", "it depends")) for n in range(2))
    assert merged([one, other]) == [one, other]


def test_names_that_are_not_known_are_not_taken_for_one(resource: Make) -> None:
    name = Unknown("names", "names are not known")
    both = [resource(Symbolic((f"{NETWORK}/networkInterfaces/", name))) for _ in range(2)]
    assert merged(both) == both


def trees(keys: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw bodies whose keys are spelt in one way."""
    inner = st.recursive(
        st.one_of(st.integers(0, 3), st.sampled_from(["x", "y"])),
        lambda deeper: st.one_of(st.dictionaries(st.sampled_from(keys), deeper, max_size=2), st.lists(deeper, max_size=3)),
        max_leaves=8,
    )
    return st.dictionaries(st.sampled_from(keys), inner, max_size=2)


@given(base=trees("ab"), part=trees("aB"))
@settings(deadline=None)
def test_every_value_of_a_merged_resource_stands_where_its_place_says(resource: Make, base: dict[str, Any], part: dict[str, Any]) -> None:
    bodies = {"whole": base, "part": part}
    (both,) = merged([resource(SUBNET, base, "whole"), resource(SUBNET, part, "part", partial=True)])
    for route, value in walk(both.body):
        if not isinstance(value, dict | list):
            place = both.at(*route)
            assert dig(bodies[place.source.name.name], place.route) == value


def test_what_is_called_by_two_names_is_two_things_of_one_id(resource: Make) -> None:
    both = [resource(VM, {"properties": {"a": name}}, address=f"azurerm_windows_virtual_machine.{name}") for name in ("one", "other")]
    assert merged(both) == both


def test_a_part_of_an_inline_subnet_is_laid_over_it(resource: Make) -> None:
    subnets = [{"name": "other"}, {"name": "App", "properties": {"addressPrefix": "10.0.0.0/24", "routeTable": None}}]
    vnet = resource(f"{NETWORK}/virtualNetworks/vnet", {"location": "japaneast", "properties": {"subnets": subnets}})
    parts = [
        resource(SUBNET, {"properties": {key: {"id": key}}}, f"to-{key}", partial=True) for key in ("routeTable", "networkSecurityGroup")
    ]
    (both,) = merged([*parts, vnet])
    inline = ("properties", "subnets", 1, "properties")
    assert both.get(*inline) == {
        "addressPrefix": "10.0.0.0/24",
        "routeTable": {"id": "routeTable"},
        "networkSecurityGroup": {"id": "networkSecurityGroup"},
    }
    assert at(both, *inline, "routeTable", "id") == ("to-routeTable", ("properties", "routeTable", "id"))
    assert at(both, *inline, "addressPrefix") == ("vnet", (*inline, "addressPrefix"))
    assert both.get("properties", "subnets", 0) == {"name": "other"}
    assert both.get("location") == "japaneast"


def test_a_part_of_an_inline_subnet_that_may_not_be_there_leaves_its_value_open(resource: Make) -> None:
    vnet = resource(f"{NETWORK}/virtualNetworks/vnet", {"properties": {"subnets": [{"name": "app", "properties": {}}]}})
    part = resource(SUBNET, {"properties": {"routeTable": {"id": "rt"}}}, partial=True, exists=HOLE)
    assert merged([vnet, part])[0].get("properties", "subnets", 0, "properties", "routeTable") == HOLE


def test_a_stand_in_is_called_by_what_it_stands_for(resource: Make) -> None:
    (stand_in,) = merged([resource(SUBNET, {"properties": {}}, "assoc", partial=True)])
    assert stand_in.address == "subnet 'app'"


def test_access_policies_that_are_added_join_those_of_the_vault(resource: Make) -> None:
    above = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    vault = resource(above, {"properties": {"accessPolicies": [{"objectId": "one"}]}})
    more = resource(f"{above}/accessPolicies/add", {"properties": {"accessPolicies": [{"objectId": "other"}]}}, "more")
    (both,) = merged([vault, more])
    assert both.get("properties", "accessPolicies") == [{"objectId": "one"}, {"objectId": "other"}]
    assert at(both, "properties", "accessPolicies", 1, "objectId") == ("more", ("properties", "accessPolicies", 0, "objectId"))


def test_access_policies_that_are_removed_join_nothing(resource: Make) -> None:
    above = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    gone = resource(f"{above}/accessPolicies/remove", {"properties": {"accessPolicies": [{"objectId": "other"}]}})
    assert merged([gone]) == [gone]
