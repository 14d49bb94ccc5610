"""The tables against what azurerm's own schemas say in each major version."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from azbk_lint.model.value import Unknown, walk
from azbk_lint.resolve.terraform.azurerm import translate
from azbk_lint.resolve.terraform.azurerm.table import rows
from azbk_lint.resolve.terraform.instance import Instance

HERE = Path(__file__).parent
BEFORE_3 = {
    "azurerm_managed_disk": {"zones"},
    "azurerm_nat_gateway": {"public_ip_address_ids", "public_ip_address_ids.", "public_ip_prefix_ids", "public_ip_prefix_ids."},
    "azurerm_network_interface": {
        "ip_configuration.application_security_group_ids",
        "ip_configuration.application_security_group_ids.",
        "network_security_group_id",
    },
    "azurerm_subnet": {"address_prefix"},
    "azurerm_virtual_machine_extension": {"resource_group_name", "virtual_machine_name"},
}
"""Arguments that no version since 3.0 has: configurations that still name them are read all the same."""
UNCOMPARED = {
    "azurerm_monitor_diagnostic_setting",
    "azurerm_policy_assignment",
    "azurerm_recovery_services_protected_vm",
    "azurerm_recovery_services_protection_policy_vm",
}
"""Types of 1.x and 2.x, and one of which the older schemas at hand were cut."""
CHOSEN = {
    "allow_extension_operations": "the provider sends true where nothing is written; since 4.0 the schema calls it computed",
    "enable_rbac_authorization": "false when it is not sent",
    "enabled_for_deployment": "false when it is not sent",
    "enabled_for_disk_encryption": "false when it is not sent",
    "enabled_for_template_deployment": "false when it is not sent",
    "extension_operations_enabled": "true since 4.0 by schema, before it by the provider's code",
    "failure_suppression_enabled": "false when it is not sent",
    "network_access_policy": "AllowAll when it is not sent",
    "provision_vm_agent": "the provider sends true where nothing is written; since 4.0 the schema calls it computed",
    "rbac_authorization_enabled": "false when it is not sent; required since 5.0",
    "soft_delete_enabled": "removed in 5.0, where it is always on",
}
"""Defaults of ours that not every version's schema states, and why they hold."""
KINDS = {
    "as_flag": {"Bool"},
    "as_switch": {"Bool"},
    "as_number": {"Int", "Float"},
    "as_text": {"String", "Map"},
    "block": {"blocks", "String"},
}


def _script() -> Any:  # noqa: ANN401 - a module found by its file
    spec = importlib.util.spec_from_file_location("provider_schema", HERE / "provider_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()
SCHEMA: dict[str, dict[str, Any]] = json.loads((HERE / "provider-schema.json").read_text(encoding="utf-8"))["types"]
COMPARED = sorted(set(SCHEMA) - UNCOMPARED)


def _filled(kinds: Mapping[str, str]) -> dict[str, Any]:
    """Write every argument once, blocks with all they can hold, each value unknown in its own way."""
    values: dict[str, Any] = {}
    for path in sorted(kinds, key=lambda path: -path.count(".")):
        here, (*above, last) = values, path.split(".")
        for name in above if last else above[:-1]:
            here = here.setdefault(name, [{}])[0]
        if last:
            here.setdefault(last, [{}] if kinds[path] == "block" else _hole(path))
        else:
            here.setdefault(above[-1], [_hole(path)])
    return values


def _hole(name: str) -> Unknown:
    return Unknown(f"var.{name}", "no default")


def _entries(kind: str, path: str) -> list[str | None]:
    """Give what each version that has the type says of an argument."""
    entry = SCHEMA[kind][path]
    every = entry if isinstance(entry, list) else [entry] * 3
    present = _versions(kind)
    return [said for said, there in zip(every, present, strict=True) if there]


def _versions(kind: str) -> list[bool]:
    entries = [entry if isinstance(entry, list) else [entry] * 3 for entry in SCHEMA[kind].values()]
    return [any(entry[index] is not None for entry in entries) for index in range(3)]


def test_every_type_was_looked_up() -> None:
    assert set(rows()) - set(SCHEMA) == UNCOMPARED - {"azurerm_monitor_diagnostic_setting"}


@pytest.mark.parametrize("kind", sorted(rows()))
def test_what_is_unknown_in_a_block_is_never_given_as_known(instance: Callable[..., Instance], kind: str) -> None:
    values = _filled({leaf.path: leaf.kind for leaf in SCRIPT.read(rows()[kind].body)})
    body = translate([instance(f"{kind}.a", values)])[0].body
    known = {route for route, value in walk(body) if isinstance(value, str | int)}
    assert known <= set(SCRIPT.fixed(rows()[kind].body)), known


@pytest.mark.parametrize("kind", COMPARED)
def test_every_argument_read_exists_in_some_version(kind: str) -> None:
    row = rows()[kind]
    paths = {leaf.path for leaf in SCRIPT.read(row.body)} | set(SCRIPT.named_by(kind))
    assert {path for path in paths if not any(_entries(kind, path))} == BEFORE_3.get(kind, set())


@pytest.mark.parametrize("kind", COMPARED)
def test_every_argument_is_brought_to_the_type_the_provider_has(kind: str) -> None:
    for leaf in SCRIPT.read(rows()[kind].body):
        if leaf.kind in KINDS:
            said = {
                str(entry).partition(" = ")[0].removeprefix("List of ").removeprefix("Set of ")
                for entry in _entries(kind, leaf.path)
                if entry
            }
            assert said <= KINDS[leaf.kind], leaf


@pytest.mark.parametrize("kind", COMPARED)
def test_defaults_are_the_providers(kind: str) -> None:
    for leaf in SCRIPT.read(rows()[kind].body):
        said = {
            json.loads(default) if default else None
            for entry in _entries(kind, leaf.path)
            if entry
            for default in [entry.partition(" = ")[2]]
        }
        if leaf.kind in {"block", "derived"} or said == {leaf.default}:
            continue
        name = leaf.path.rpartition(".")[2]
        differing = len(said) > 1 and leaf.default is None
        assert differing or not said or (name in CHOSEN and said <= {leaf.default, None}), leaf
