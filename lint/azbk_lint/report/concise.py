"""Findings for editors, grep and problem matchers: one line each."""

from __future__ import annotations

from collections.abc import Iterator

from azbk_lint.model.policy import Finding
from azbk_lint.model.report import Report
from azbk_lint.report.escape import visible
from azbk_lint.report.place import where
from azbk_lint.report.wording import message


def write(report: Report, *, unknown: bool = False) -> Iterator[str]:
    """Give a report's lines, those that would read the same once; `unknown` gives unknowns too."""
    yield from dict.fromkeys(map(line, (*report.findings, *(report.unknowns if unknown else ()))))


def line(finding: Finding) -> str:
    """Write a finding as `path:line:column: severity: policy: message`."""
    answer = finding.answer
    head = f"{where(answer.place)}: {finding.severity if answer.verdict == 'fails' else 'unknown'}: {finding.policy.name}"
    because = f" ({answer.facts['because']})" if answer.facts.get("because") else ""
    return f"{head}: {visible(message(finding) + because)}\n"
