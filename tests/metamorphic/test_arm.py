"""One fault in an ARM template stays found, on its line, through whichever construct it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.metamorphic.arm_bicep import BICEP
from tests.metamorphic.arm_disks import DISK_WAYS
from tests.metamorphic.arm_faults import DISK, FAULTS, LOCK, NSG, Fault
from tests.metamorphic.arm_locks import LOCK_WAYS
from tests.metamorphic.arm_passing import passing
from tests.metamorphic.arm_rules import NSG_WAYS
from tests.metamorphic.arm_templates import TEMPLATES
from tests.metamorphic.arm_values import ways
from tests.metamorphic.case import Case, judged

EVERY = tuple(fault.policy for fault in FAULTS)
KNOWN: Mapping[tuple[str, str], str] = {
    **{(each, "a file's name in capitals"): "only files named .json in small letters are read" for each in EVERY},
    **{(each, "members of other letter case"): "a `Name` does not stand for its object" for each in (NSG.policy, LOCK.policy)},
}
"""Cases that fail for a defect that is known."""


def param(fault: Fault, name: str, case: Case) -> object:
    known = KNOWN.get((fault.policy, name))
    return pytest.param(fault, case, id=f"{fault.policy}-{name}", marks=pytest.mark.xfail(strict=True, reason=known) if known else ())


SPECIAL = {NSG.policy: NSG_WAYS, DISK.policy: DISK_WAYS, LOCK.policy: LOCK_WAYS}
CASES = [
    param(fault, name, case)
    for fault in FAULTS
    for name, case in (
        *ways(fault).items(),
        *((name, write(fault)) for name, write in TEMPLATES.items()),
        *SPECIAL[fault.policy].items(),
        *BICEP[fault.policy].items(),
    )
]
PASSING = [param(fault, name, case) for name, fault, case in passing()]


@pytest.mark.parametrize(("fault", "case"), CASES)
def test_the_fault_is_found_on_its_line(fault: Fault, case: Case, tmp_path: Path) -> None:
    said, marked = judged(case, fault.policy, fault.stack, tmp_path), case.marked()
    origins = {each for each in marked if each.word == "from"}
    assert Counter({each: count for each, count in said.items() if each.word != "from"}) == Counter(
        {each: count for each, count in marked.items() if each.word != "from"}
    )
    assert origins <= {*said}


@pytest.mark.parametrize(("fault", "case"), PASSING)
def test_what_is_not_at_fault_is_not_found(fault: Fault, case: Case, tmp_path: Path) -> None:
    assert judged(case, fault.policy, fault.stack, tmp_path) == case.marked()
