"""VMs without the VM agent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from azbk_lint.model.value import Value

if TYPE_CHECKING:
    from tests.checks.conftest import Azure


def profile(kind: str, value: Value) -> dict[str, Any]:
    return {"osProfile": {f"{kind}Configuration": {"provisionVMAgent": value}}}


@pytest.mark.parametrize("kind", ["windows", "linux"])
@pytest.mark.parametrize("value", [False, "false", "False"])
def test_a_vm_without_agent_fails_at_the_switch(azure: Azure, kind: str, value: Value) -> None:
    azure.vm("vm1", **profile(kind, value))
    (answer,) = azure.answers("agent")
    assert (answer.verdict, answer.facts["os"], answer.facts["vm"]) == ("fails", kind, "vm1")
    assert answer.place.route == ("properties", "osProfile", f"{kind}Configuration", "provisionVMAgent")


@pytest.mark.parametrize("value", [True, "true", None])
def test_a_vm_with_agent_passes(azure: Azure, value: Value) -> None:
    azure.vm("vm1", **profile("windows", value))
    azure.vm("vm2")
    assert not azure.answers("agent")


def test_an_unknown_switch_is_unknown(azure: Azure) -> None:
    azure.vm("vm1", **profile("linux", azure.hole()))
    assert [answer.verdict for answer in azure.answers("agent")] == ["unknown"]


@pytest.mark.parametrize(
    ("policy", "size", "disk", "agentless"),
    [
        ({"policyType": "V2"}, "Standard_D2s_v5", {}, True),
        ({"policyType": "V2"}, "Standard_E4-2ds_v4", {}, True),
        ({"policyType": "V1"}, "Standard_D2s_v5", {}, False),
        ({"policyType": "V2"}, "Standard_D2_v5", {}, False),
        ({"policyType": "V2"}, "Standard_D2s_v6", {}, False),
        ({"policyType": "V2"}, "Standard_D2s_v5", {"diffDiskSettings": {"option": "Local"}}, False),
        ({"policyType": "V2"}, "Standard_D2s_v5", {"managedDisk": {"storageAccountType": "UltraSSD_LRS"}}, False),
    ],
)
def test_a_policy_that_can_do_without_the_agent_is_told(
    azure: Azure, policy: dict[str, Any], size: str, disk: dict[str, Value], *, agentless: bool
) -> None:
    azure.vm("vm1", **profile("linux", False), hardwareProfile={"vmSize": size}, storageProfile={"osDisk": disk})
    azure.protect("vm1", **policy)
    (answer,) = azure.answers("agent")
    assert ("agentless-policy" in answer.shifts) is agentless


def test_vms_of_a_loop_on_two_stacks_are_all_named_on_each(azure: Azure) -> None:
    for name in ("vm1", "vm2"):
        azure.vm(name, **profile("linux", False))
    azure.resources[1] = replace(azure.resources[1], origin=azure.resources[0].origin)
    azure.protect("vm2", tags={"backup-stack": "v1"})
    answers = azure.answers("agent")
    assert [(answer.stack, answer.facts["vm"], answer.resource) for answer in answers] == [
        ("current", "vm1, vm2", "vm1"),
        ("v1", "vm1, vm2", "vm1"),
    ]
