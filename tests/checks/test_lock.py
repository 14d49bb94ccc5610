"""Locks on resource groups by name, and on subscriptions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from azbk_lint.model.policy import Answer
from azbk_lint.model.value import Text, Unknown, Value

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

RULE = {"level": ["CanNotDelete", "ReadOnly"], "group": r"^AzureBackupRG_[^_]+_\d+$"}
SUBSCRIPTION = "/subscriptions/sub"


def judge(azure: Azure, scope: Text, level: Value = "CanNotDelete", **parameters: object) -> list[Answer]:
    id_ = azure.text(scope, "/providers/Microsoft.Authorization/locks/keep")
    azure.add(id_, {"properties": {"level": level}}, "Microsoft.Authorization/locks")
    return azure.answers("lock", **{**RULE, **parameters})


@pytest.mark.parametrize("group", ["AzureBackupRG_japaneast_1", "azurebackuprg_JAPANEAST_12"])
@pytest.mark.parametrize("level", ["CanNotDelete", "readonly"])
def test_a_lock_on_the_group_of_restore_points_fails(azure: Azure, group: str, level: str) -> None:
    (answer,) = judge(azure, f"{SUBSCRIPTION}/resourceGroups/{group}", level)
    assert (answer.verdict, answer.facts["lock"], answer.facts["group"], answer.facts["level"]) == ("fails", "keep", group, level)


@pytest.mark.parametrize("group", ["rg", "AzureBackupRG_japaneast", "AzureBackupRG_japan_east_1", "x-AzureBackupRG_japaneast_1"])
def test_a_lock_on_another_group_passes(azure: Azure, group: str) -> None:
    assert not judge(azure, f"{SUBSCRIPTION}/resourceGroups/{group}")


def test_a_lock_on_one_resource_or_of_another_level_passes(azure: Azure) -> None:
    group = f"{SUBSCRIPTION}/resourceGroups/AzureBackupRG_japaneast_1"
    assert not judge(azure, f"{group}/providers/Microsoft.Compute/restorePointCollections/x")
    assert not judge(azure, group, "NotSpecified")


def test_the_deployments_own_unknown_group_is_no_match(azure: Azure) -> None:
    own = Unknown("resource-group", "the group is decided by where this is deployed to", "context")
    assert not judge(azure, azure.text(f"{SUBSCRIPTION}/resourceGroups/", own))


@pytest.mark.parametrize(
    ("parts", "verdicts"),
    [
        (["AzureBackupRG_", 0, "_1"], ["unknown"]),
        ([0, "_1"], ["unknown"]),
        ([0], ["unknown"]),
        (["rg-", 0], []),
        (["AzureBackupRG_", 0, "/x"], []),
    ],
)
def test_a_half_known_group_is_unknown_only_where_it_could_match(azure: Azure, parts: list[object], verdicts: list[str]) -> None:
    pieces = [part if isinstance(part, str) else azure.hole() for part in parts]
    assert [answer.verdict for answer in judge(azure, azure.text(f"{SUBSCRIPTION}/resourceGroups/", *pieces))] == verdicts


def test_an_unknown_level_is_unknown_where_the_group_matches(azure: Azure) -> None:
    assert [answer.verdict for answer in judge(azure, f"{SUBSCRIPTION}/resourceGroups/AzureBackupRG_ne_1", azure.hole())] == ["unknown"]
    azure.resources.clear()
    assert not judge(azure, f"{SUBSCRIPTION}/resourceGroups/rg", azure.hole())


def test_a_lock_on_the_subscription_is_another_variant(azure: Azure) -> None:
    assert not judge(azure, SUBSCRIPTION)
    (answer,) = azure.answers("lock", **RULE, by="subscription")
    assert (answer.verdict, answer.label) == ("fails", "locks the whole subscription (CanNotDelete)")


def test_the_older_type_below_its_target_counts(azure: Azure) -> None:
    id_ = f"{SUBSCRIPTION}/resourceGroups/AzureBackupRG_ne_1/providers/Microsoft.Authorization/locks/keep"
    azure.add(id_, {"properties": {"level": "CanNotDelete"}}, "Microsoft.Resources/resourceGroups/providers/locks")
    assert len(azure.answers("lock", **RULE)) == 1


def test_locks_of_a_loop_share_an_answer_that_names_all_their_groups(azure: Azure) -> None:
    names = [f"AzureBackupRG_japaneast_{number}" for number in range(1, 6)]
    for name in names:
        id_ = f"{SUBSCRIPTION}/resourceGroups/{name}/providers/Microsoft.Authorization/locks/keep"
        azure.add(
            id_, {"properties": {"level": "ReadOnly"}}, "Microsoft.Authorization/locks", many=azure.hole() if name == names[0] else None
        )
    azure.resources[:] = [replace(each, origin=azure.resources[0].origin) for each in azure.resources]
    (answer,) = azure.answers("lock", **RULE)
    assert answer.facts["group"] == f"{', '.join(names[:3])} and 2 more"
    assert answer.label == f"locks {answer.facts['group']} (ReadOnly)"
    assert (answer.facts["lock"], answer.confidence) == ("keep", "high")
