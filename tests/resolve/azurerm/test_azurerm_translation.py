"""What holds for every type: laziness, places, what is unknown, what is not translated, and what others may read."""

from __future__ import annotations

import base64
import email
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Unknown, Value, text, walk
from azbk_lint.resolve.terraform.azurerm import computed, translate
from azbk_lint.resolve.terraform.azurerm.arguments import top
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.shape import Body
from azbk_lint.resolve.terraform.azurerm.table import REFERABLE, rows
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION, Instance

One = Callable[..., Resource]
Make = Callable[..., Instance]
HOLE = Unknown("var.x", "no default")
GROUP = text("/subscriptions/", SUBSCRIPTION, "/resourceGroups/rg")
SUBNET = {"name": "s", "virtual_network_name": "v", "resource_group_name": "rg"}


def test_translating_evaluates_only_what_names_the_resource(resource: One, watched: Any) -> None:  # noqa: ANN401 - a class
    arguments = watched({**SUBNET, "address_prefixes": ["10.0.0.0/24"], "service_endpoints": ["Microsoft.Storage"], "delegation": []})
    subnet = resource("azurerm_subnet.s", arguments)
    assert set(arguments.seen) == set(SUBNET)
    arguments.seen.clear()
    assert subnet.get("properties", "ADDRESSPREFIXES") == ["10.0.0.0/24"]
    assert subnet.get("properties", "notThere") is None
    assert arguments.seen == ["address_prefixes"]
    assert subnet.tags == {}


def test_an_argument_is_evaluated_once(resource: One, watched: Any) -> None:  # noqa: ANN401 - a class
    arguments = watched({"name": "n", "resource_group_name": "rg", "size": "S"})
    vm = resource("azurerm_linux_virtual_machine.vm", arguments)
    arguments.seen.clear()
    for _ in range(3):
        assert vm.get("properties", "hardwareProfile", "vmSize") == "S"
    assert arguments.seen == ["size"]


@pytest.mark.parametrize("kind", sorted(rows()))
def test_every_type_survives_being_empty_and_being_unknown(instance: Make, kind: str) -> None:
    row = rows()[kind]
    everything = dict.fromkeys(_names(kind), HOLE)
    for values in ({}, everything):
        (resource, *_) = translate([instance(f"{kind}.a", values)])
        assert resource.type == row.arm.casefold()
        assert resource.partial is row.part
        for route, _ in walk(resource.body):
            resource.at(*route)
            resource.origin.chain(route)


def _names(kind: str) -> list[str]:
    """Give the arguments that a type's shape and identity ask an instance for."""
    asked: list[str] = []

    class Asked(dict[str, Value]):
        def get(self, key: str, default: Value = None) -> Value:  # type: ignore[override] # one signature is enough
            asked.append(key)
            return default

    row = rows()[kind]
    instance = Instance("a", kind, "managed", Asked(), None)  # type: ignore[arg-type] # nobody asks for places
    row.identity(instance, row.arm)
    list(walk(Body(row.body, top(instance))))
    return sorted(set(asked))


def test_a_data_source_is_only_referred_to(resource: One) -> None:
    vault = resource("data.azurerm_recovery_services_vault.v", {"name": "rsv", "resource_group_name": "rg"}, mode="data")
    assert (vault.external, vault.partial, dict(vault.body)) == (True, False, {})
    assert vault.id == text(GROUP, "/providers/Microsoft.RecoveryServices/vaults/rsv")
    assert vault.get("properties", "redundancySettings", "standardTierStorageRedundancy") is None


def test_existence_and_number_are_handed_on(resource: One) -> None:
    subnet = resource("azurerm_subnet.s[?]", SUBNET, exists=HOLE, many=HOLE)
    assert (subnet.exists, subnet.many, subnet.address) == (HOLE, HOLE, "azurerm_subnet.s[?]")


def test_the_places_a_value_came_through_are_the_arguments(resource: One) -> None:
    subnet = resource("azurerm_subnet.s", SUBNET)
    assert [related.place.route for related in subnet.origin.chain(("properties", "serviceEndpoints", 0))] == [("service_endpoint", 0)]
    assert subnet.at().route == ()
    assert subnet.at("properties", "nothing").route == ()


@pytest.mark.parametrize(
    ("address", "silent"),
    [
        ("azurerm_virtual_hub_routing_intent.r", False),
        ("azurerm_virtual_machine_automanage_configuration_assignment.a", False),
        ("azurerm_virtual_machine_of_tomorrow.v", False),
        ("azurerm_backup_of_tomorrow.b", False),
        ("azurerm_virtual_machine_packet_capture.p", True),
        ("azurerm_linux_web_app.w", True),
        ("null_resource.n", True),
        ("random_pet.p", True),
    ],
)
def test_what_could_matter_and_is_not_translated_is_told(instance: Make, address: str, *, silent: bool) -> None:
    found = translate([instance(address, {})])
    assert (found == []) is silent
    for resource in found:
        assert resource.type == f"terraform/{address.partition('.')[0]}"
        assert isinstance(resource.exists, Unknown)
        assert resource.exists.kind == "limit"
        assert isinstance(resource.get("properties", "anything"), Unknown)


def test_an_id_read_by_other_code_is_the_resources_own(instance: Make) -> None:
    for address, values in (
        ("azurerm_subnet.s", SUBNET),
        ("azurerm_linux_virtual_machine.v", {"name": text("vm-", HOLE), "resource_group_name": HOLE}),
        ("azurerm_managed_disk.d", {}),
    ):
        made = instance(address, values)
        assert computed(made, "id") == translate([made])[0].id


@pytest.mark.parametrize(
    ("address", "values", "name", "expected"),
    [
        ("azurerm_resource_group.g", {"name": "rg"}, "id", GROUP),
        ("azurerm_backup_policy_vm.p", {}, "policy_type", "V1"),
        ("azurerm_recovery_services_vault.v", {}, "storage_mode_type", "GeoRedundant"),
        ("azurerm_managed_disk.d", {}, "public_network_access_enabled", True),
        ("azurerm_linux_virtual_machine.v", {}, "write_accelerator_enabled", None),
        ("azurerm_linux_virtual_machine.v", {}, "identity", None),
        ("azurerm_key_vault.k", {"name": "kv"}, "vault_uri", "https://kv.vault.azure.net/"),
        (
            "azurerm_network_interface.n",
            {"ip_configuration": [{"private_ip_address": "10.0.0.4"}]},
            "private_ip_address",
            "10.0.0.4",
        ),
        (
            "azurerm_linux_web_app.w",
            {"name": "w", "resource_group_name": "rg"},
            "id",
            text(GROUP, "/providers/Terraform/azurerm_linux_web_app/w"),
        ),
        ("azurerm_linux_web_app.w", {"name": "w", "resource_group_name": "rg"}, "default_hostname", None),
        ("random_pet.p", {}, "id", None),
    ],
)
def test_what_is_not_written_is_read_as_the_provider_has_it(instance: Make, address: str, values: Any, name: str, expected: Value) -> None:  # noqa: ANN401 - arguments
    assert computed(instance(address, values), name) == expected


@pytest.mark.parametrize(
    ("kind", "values", "name", "expected"),
    [
        ("azurerm_subscription", {}, "id", text("/subscriptions/", SUBSCRIPTION)),
        ("azurerm_subscription", {"subscription_id": "1"}, "id", "/subscriptions/1"),
        ("azurerm_client_config", {}, "subscription_id", SUBSCRIPTION),
        ("azurerm_client_config", {}, "object_id", None),
        ("azapi_client_config", {}, "subscription_resource_id", text("/subscriptions/", SUBSCRIPTION)),
        ("azurerm_resource_group", {"name": "rg"}, "id", GROUP),
        ("azurerm_resource_group", {"name": "rg"}, "location", None),
        ("azurerm_backup_policy_vm", {}, "policy_type", None),
        (
            "azurerm_role_definition",
            {"name": "Reader"},
            "id",
            text(
                "/subscriptions/", SUBSCRIPTION, "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
            ),
        ),
        (
            "azurerm_policy_definition",
            {"display_name": "Only approved VM extensions should be installed"},
            "id",
            "/providers/Microsoft.Authorization/policyDefinitions/c0e996f8-39cf-4af9-9f45-83fbde810432",
        ),
        ("azurerm_policy_definition", {"name": "our-own"}, "id", None),
    ],
)
def test_a_data_source_gives_what_follows_from_its_arguments(instance: Make, kind: str, values: Any, name: str, expected: Value) -> None:  # noqa: ANN401 - arguments
    assert computed(instance(f"data.{kind}.x", values, "data"), name) == expected


def test_a_service_principal_looked_up_twice_is_one(instance: Make) -> None:
    id_ = "262044B1-e2ce-469f-a196-69ab7ada62d3"
    one = computed(instance("data.azuread_service_principal.a", {"client_id": id_}, "data"), "object_id")
    other = computed(instance("data.azuread_service_principal.b", {"application_id": id_.lower()}, "data"), "object_id")
    assert isinstance(one, Unknown)
    assert (one, one.key) == (other, f"service-principal {id_.lower()}")


def test_every_type_that_can_be_looked_up_has_a_row() -> None:
    assert set(rows()) >= REFERABLE


@pytest.mark.parametrize("gzip", [True, False])
def test_a_rendered_cloud_config_holds_its_parts(instance: Make, *, gzip: bool) -> None:
    parts = [{"content_type": "text/cloud-config", "content": "#cloud-config\nwrite_files: []\n"}, {"content": "echo ok\n"}]
    made = instance("data.cloudinit_config.c", {"gzip": gzip, "base64_encode": gzip, "part": parts}, "data")
    found = computed(made, "rendered")
    assert isinstance(found, str)
    message = email.message_from_string(base64.b64decode(found).decode() if gzip else found)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/mixed", "text/cloud-config", "text/plain"]
    assert "write_files: []" in str(message.get_payload(0))


def test_a_cloud_config_with_an_unknown_part_is_unknown(instance: Make) -> None:
    assert computed(instance("data.cloudinit_config.c", {"part": [{"content": HOLE}]}, "data"), "rendered") is None


_TEXT = st.text(st.characters(exclude_characters="\ue000", exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_JSON)
def test_json_without_holes_is_json(tree: Any) -> None:  # noqa: ANN401 - JSON
    assert json_text(json.dumps(tree)) == (None if tree is None else tree)


@given(_JSON, _TEXT, _TEXT)
def test_json_with_holes_keeps_them_in_their_places(tree: Any, before: str, after: str) -> None:  # noqa: ANN401 - JSON
    parts = ['{"t": ', json.dumps(tree), ', "s": "', json.dumps(before)[1:-1]]
    found = json_text(text(*parts, HOLE, json.dumps(after)[1:-1], '", "v": [', HOLE, "]}"))
    assert found == {"t": tree, "s": text(before, HOLE, after), "v": [HOLE]}


@pytest.mark.parametrize("broken", ["{", "not json", "[1,]", "{" * 5000, "\ud800"])
def test_a_text_that_is_no_json_says_so(broken: str) -> None:
    found = json_text(broken)
    assert isinstance(found, Unknown)
    assert found == json_text(broken)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("subnet[1].id", text(GROUP, "/providers/Microsoft.Network/virtualNetworks/v/subnets/b")),
        ("subnet[2].id", None),
        ("subnet[0].name", None),
        ("subnet[x].id", None),
        ("subnet[", None),
    ],
)
def test_a_subnet_inside_its_network_has_an_id_to_read(instance: Make, name: str, expected: Value) -> None:
    network = instance("azurerm_virtual_network.v", {"name": "v", "resource_group_name": "rg", "subnet": [{"name": "a"}, {"name": "b"}]})
    assert computed(network, name) == expected


@pytest.mark.parametrize(
    ("address", "block", "inside", "route"),
    [
        ("azurerm_network_security_group.x", "security_rule", {"name": "r"}, ("properties", "securityRules", 0, "name")),
        ("azurerm_route_table.x", "route", {"name": "r"}, ("properties", "routes", 0, "name")),
        ("azurerm_virtual_network.x", "subnet", {"name": "r"}, ("properties", "subnets", 0, "name")),
        ("azurerm_network_interface.x", "ip_configuration", {"name": "r"}, ("properties", "ipConfigurations", 0, "name")),
        ("azurerm_virtual_machine.x", "storage_data_disk", {"name": "r"}, ("properties", "storageProfile", "dataDisks", 0, "name")),
        ("azurerm_linux_virtual_machine.x", "os_disk", {"name": "r"}, ("properties", "storageProfile", "osDisk", "name")),
    ],
)
def test_an_object_stands_for_a_single_block(
    resource: One, address: str, block: str, inside: dict[str, Value], route: tuple[str | int, ...]
) -> None:
    found = resource(address, {"name": "n", "resource_group_name": "rg", "location": "japaneast", block: inside})
    assert found.get(*route) == "r"
    assert found.at(*route).route == (block, "name")


def test_a_single_part_of_cloud_init_is_rendered(instance: Make) -> None:
    parts = {"content_type": "text/x-shellscript", "content": "#!/bin/sh"}
    whole = computed(instance("data.cloudinit_config.x", {"part": parts, "gzip": False, "base64_encode": False}, "data"), "rendered")
    assert "#!/bin/sh" in str(whole)
