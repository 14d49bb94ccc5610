from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.policy import Finding
from azbk_lint.model.report import Report
from azbk_lint.model.source import Place, Source
from azbk_lint.report.concise import write


def test_a_finding_is_one_line_whatever_it_quotes(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("\n  name = 1\n", "a\nb.tf")
    fails = finding(place(text, "name"), facts={"rule": "x\ny", "priority": 1, "vm": "vm1"})
    unknown = finding(place(text, "1"), facts={"because": "no default"}, verdict="unknown")
    assert "".join(write(Report([fails], [unknown]), unknown=True)) == (
        "a\\nb.tf:2:3: warning: nsg-storage-blocked: NSG rule `x\\ny` (priority 1) denies vm1 Azure Storage before one allows it\n"
        "a\\nb.tf:2:10: unknown: nsg-storage-blocked: cannot tell whether an NSG rule denies the VM Azure Storage before one"
        " allows it (no default)\n"
    )
    assert list(write(Report([], [unknown]))) == []
    assert len(list(write(Report([fails, fails])))) == 1
