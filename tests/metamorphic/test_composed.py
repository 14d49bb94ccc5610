"""A fault stays found through constructs put together in any order, and what is innocent is never found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.metamorphic import arm_composed, arm_faults, terraform_composed, terraform_faults
from tests.metamorphic.case import Case, Line, judged

from azbk_lint.model.policy import Stack

LEVELS = st.integers(0, 3)
EXAMPLES = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.fixture(scope="module", autouse=True)
def _recursion_limit_raised(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Evaluate once, which raises the recursion limit: hypothesis wants it left alone while it watches."""
    fault = arm_faults.NSG
    judged(arm_composed.composed(fault, [], 0), fault.policy, fault.stack, tmp_path_factory.mktemp("first"))


def found(case: Case, policy: str, stack: Stack) -> Counter[Line]:
    with TemporaryDirectory() as folder:
        said = judged(case, policy, stack, Path(folder))
    return Counter({line: count for line, count in said.items() if line.word != "from"})


@pytest.mark.parametrize("fault", arm_faults.FAULTS, ids=lambda fault: fault.policy)
@given(names=st.lists(st.sampled_from([*arm_composed.WRAPS]), max_size=6), levels=LEVELS)
@EXAMPLES
def test_a_fault_in_arm_is_found_through_any_expressions(fault: arm_faults.Fault, names: list[str], levels: int) -> None:
    case = arm_composed.composed(fault, names, levels)
    assert found(case, fault.policy, fault.stack) == case.marked()
    swapped = fault._replace(value=fault.innocent, innocent=fault.value)
    assert not found(arm_composed.composed(swapped, names, levels), fault.policy, fault.stack)


@pytest.mark.parametrize("fault", terraform_faults.FAULTS, ids=lambda fault: fault.policy)
@given(names=st.lists(st.sampled_from([*terraform_composed.WRAPS]), max_size=6), levels=LEVELS)
@EXAMPLES
def test_a_fault_in_terraform_is_found_through_any_expressions(fault: terraform_faults.Fault, names: list[str], levels: int) -> None:
    case = terraform_composed.composed(fault, names, levels)
    assert found(case, fault.policy, fault.stack) == case.marked()
    swapped = fault._replace(value=fault.innocent, innocent=fault.value)
    assert not found(terraform_composed.composed(swapped, names, levels), fault.policy, fault.stack)
