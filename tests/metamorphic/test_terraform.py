"""One fault in a Terraform module stays found, on its line, through whichever construct it is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.metamorphic.case import Case, judged
from tests.metamorphic.terraform_disks import DISK_WAYS
from tests.metamorphic.terraform_faults import BLOCKED, FAULTS, LARGE, LOCKED, Fault
from tests.metamorphic.terraform_locks import LOCK_WAYS
from tests.metamorphic.terraform_modules import STRUCTURES
from tests.metamorphic.terraform_passing import passing
from tests.metamorphic.terraform_rules import RULE_WAYS
from tests.metamorphic.terraform_values import ways

SPECIAL = {BLOCKED.policy: RULE_WAYS, LARGE.policy: DISK_WAYS, LOCKED.policy: LOCK_WAYS}
KNOWN: Mapping[tuple[str, str], str] = {
    (BLOCKED.policy, "the subnet in the network"): "the evaluator does not ask for the ids of subnets inside their network",
    (BLOCKED.policy, "a variable not to be null"): "a null that is not taken is named as where the value came from",
    (LARGE.policy, "a variable not to be null"): "a null that is not taken is named as where the value came from",
}
"""Cases that fail for a defect that is known."""


def param(fault: Fault, name: str, case: Case) -> object:
    known = KNOWN.get((fault.policy, name))
    return pytest.param(fault, case, id=f"{fault.policy}-{name}", marks=pytest.mark.xfail(strict=True, reason=known) if known else ())


CASES = [
    param(fault, name, case)
    for fault in FAULTS
    for name, case in (
        *ways(fault).items(),
        *((name, write(fault)) for name, write in STRUCTURES.items()),
        *SPECIAL[fault.policy].items(),
    )
]
PASSING = [param(fault, name, case) for name, fault, case in passing()]


@pytest.mark.parametrize(("fault", "case"), CASES)
def test_the_fault_is_found_on_its_line(fault: Fault, case: Case, tmp_path: Path) -> None:
    said, marked = judged(case, fault.policy, fault.stack, tmp_path), case.marked()
    assert {each for each in said if each.word != "from"} == {each for each in marked if each.word != "from"}
    if fault.tells:
        assert {*marked} <= {*said}


@pytest.mark.xfail(strict=True, reason="the scope of a lock is not followed to where it came from")
def test_a_lock_names_where_its_scope_came_from(tmp_path: Path) -> None:
    case = ways(LOCKED)["a local"]
    assert {*case.marked()} <= {*judged(case, LOCKED.policy, LOCKED.stack, tmp_path)}


@pytest.mark.parametrize(("fault", "case"), PASSING)
def test_what_is_not_at_fault_is_not_found(fault: Fault, case: Case, tmp_path: Path) -> None:
    assert {each for each in judged(case, fault.policy, fault.stack, tmp_path) if each.word != "from"} == {*case.marked()}
