"""Values at a path, by kind and by stack."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from azbk_lint.checks.allowed import compiled
from azbk_lint.model.value import Json

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

SIZE = {"of": "disk", "at": "properties.diskSizeGB", "must": {"v1": {"maximum": 1023}, "v2": {"maximum": 4095}}}
SKU = {"of": "disk", "at": "sku.name", "must": {"not": {"pattern": "^StandardSSD_"}}}
DISKS = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Compute/disks/"


@pytest.mark.parametrize(("stack", "failing"), [("v1", ["big", "huge"]), ("v2", ["huge"]), ("current", [])])
def test_the_stack_chooses_the_schema(azure: Azure, stack: str, failing: list[str]) -> None:
    for name, size in (("small", 1023), ("big", 1024), ("huge", 4096)):
        azure.add(f"{DISKS}{name}", {"properties": {"diskSizeGB": size}})
    from azbk_lint.checks import make_check

    answers = list(make_check({"property": SIZE}).judge(azure.estate(stack)))  # type: ignore[arg-type] # a stack
    assert [(answer.facts["name"], answer.stack) for answer in answers] == [(name, stack) for name in failing]


def test_a_disk_of_a_vm_takes_the_stack_of_its_vault(azure: Azure) -> None:
    disk = azure.add(f"{DISKS}data", {"properties": {"diskSizeGB": "2048"}, "sku": {"name": "Premium_LRS"}})
    azure.vm("vm1", storageProfile={"dataDisks": [{"lun": 0, "managedDisk": {"id": disk}}]})
    azure.protect("vm1", tags={"backup-stack": "V1"})
    (answer,) = azure.answers("property", **SIZE)
    assert (answer.stack, answer.facts["vm"], answer.facts["value"]) == ("v1", "vm1", "2048")
    assert answer.place.source.name.name == "data"
    assert answer.related[0].label == "vm1 has this disk"
    assert answer.label == "diskSizeGB is 2048"


def test_disks_that_a_vm_makes_are_judged_in_its_words(azure: Azure) -> None:
    profile = {
        "osDisk": {"managedDisk": {"storageAccountType": "standardssd_LRS"}},
        "dataDisks": [{"lun": 0, "name": "d0", "managedDisk": {"storageAccountType": "StandardSSD_ZRS"}}, {"lun": 1}],
    }
    azure.vm("vm1", storageProfile=profile)
    answers = azure.answers("property", **SKU)
    assert [(answer.facts["name"], answer.place.route[-2:]) for answer in answers] == [
        ("the os disk", ("managedDisk", "storageAccountType")),
        ("d0", ("managedDisk", "storageAccountType")),
    ]


def test_only_disks_of_protected_vms_count_where_a_policy_says_so(azure: Azure) -> None:
    for name in ("vm1", "vm2"):
        azure.vm(name, storageProfile={"osDisk": {"managedDisk": {"storageAccountType": "StandardSSD_LRS"}}})
    azure.protect("vm2")
    assert [answer.facts["vm"] for answer in azure.answers("property", **{**SKU, "of": "protected-disk"})] == ["vm2"]


def test_an_unknown_value_is_unknown_only_where_the_stack_asks(azure: Azure) -> None:
    azure.add(f"{DISKS}data", {"properties": {"diskSizeGB": azure.hole()}})
    assert not azure.answers("property", **SIZE)
    (answer,) = azure.answers("property", **{**SIZE, "must": {"maximum": 1023}})
    assert (answer.verdict, answer.facts["settle"]) == ("unknown", "--set parameters('x')")


def test_what_is_not_written_passes(azure: Azure) -> None:
    azure.add(f"{DISKS}data", {"properties": {}})
    assert not azure.answers("property", **{**SIZE, "must": {"maximum": 1}})


def test_policies_vaults_and_items_are_kinds_too(azure: Azure) -> None:
    azure.vm("vm1")
    azure.protect("vm1", policyType="V1")
    must = {"const": "V2"}
    assert [answer.facts["name"] for answer in azure.answers("property", of="backup-policy", at="properties.policyType", must=must)] == [
        "daily"
    ]
    assert len(azure.answers("property", of="vault", at="location", must={"const": "japanwest"})) == 1
    assert len(azure.answers("property", of="vm", at="location", must={"const": "JAPANEAST"})) == 0
    assert len(azure.answers("property", of="protected-item", at="properties.policyId", must={"pattern": "weekly"})) == 1


SCALAR: st.SearchStrategy[Json] = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(-5, 5), st.sampled_from(["", "a", "b", "ab"])
)
SCHEMA = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "const": SCALAR,
            "enum": st.lists(SCALAR, min_size=1, max_size=3),
            "pattern": st.sampled_from(["^a", "b$", "a|b"]),
            "maximum": st.integers(-5, 5),
            "minimum": st.integers(-5, 5),
            "exclusiveMaximum": st.integers(-5, 5),
            "exclusiveMinimum": st.integers(-5, 5),
        },
    ),
    lambda inner: st.fixed_dictionaries({"not": inner}),
    max_leaves=3,
)


@given(schema=SCHEMA, value=SCALAR)
@settings(deadline=None)
def test_plain_keywords_mean_what_json_schema_says(schema: dict[str, object], value: Json) -> None:
    assert compiled(schema)(value) is Draft202012Validator(schema).is_valid(value)


def test_strings_are_compared_in_any_letter_case() -> None:
    assert compiled({"const": "Premium_LRS"})("premium_lrs")
    assert not compiled({"not": {"pattern": "^StandardSSD_"}})("STANDARDSSD_LRS")


def test_other_keywords_go_to_the_package() -> None:
    test = compiled({"type": "array", "items": {"type": "string"}})
    assert test(["a"])
    assert not test([1])


def test_plain_keywords_do_not_import_the_package() -> None:
    use = "from azbk_lint.checks.allowed import compiled; compiled({'not': {'enum': [1]}})(2)"
    code = f"import sys; {use}; sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_disk_is_called_by_its_role_name_and_vm(azure: Azure) -> None:
    disk = azure.add(f"{DISKS}d1", {"properties": {}, "sku": {"name": "StandardSSD_LRS"}})
    azure.add(f"{DISKS}d2", {"properties": {}, "sku": {"name": "StandardSSD_LRS"}})
    profile = {"osDisk": {"managedDisk": {"storageAccountType": "StandardSSD_LRS"}}, "dataDisks": [{"managedDisk": {"id": disk}}]}
    azure.vm("vm1", storageProfile=profile)
    answers = azure.answers("property", **SKU)
    assert [(answer.facts["disk"], answer.label, answer.confidence) for answer in answers] == [
        ("OS disk of vm1", "managedDisk.storageAccountType is StandardSSD_LRS", "high"),
        ("Data disk `d1` of vm1", "sku.name is StandardSSD_LRS", "high"),
        ("Disk `d2`", "sku.name is StandardSSD_LRS", "medium"),
    ]


def test_a_value_nobody_knows_is_told_on_the_stacks_that_ask_for_it(azure: Azure) -> None:
    azure.add(f"{DISKS}data", {"properties": {"diskSizeGB": azure.hole()}})
    asked = {"of": "disk", "at": "properties.diskSizeGB", "must": {"maximum": 4095}}
    assert [answer.verdict for answer in azure.answers("property", **asked)] == ["unknown"]
    assert not azure.answers("property", **asked, doubts=["v1"])
