"""A report for programs: JSON of a versioned shape, described in docs/report-format.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from azbk_lint.model.policy import UNREAD, Finding
from azbk_lint.model.report import Report
from azbk_lint.model.source import Place, Problem
from azbk_lint.report.locate import locate
from azbk_lint.report.place import asides, path
from azbk_lint.report.wording import message, noted, remedy, since, weights

VERSION = 1


def write(report: Report) -> Iterator[str]:
    """Give a report as JSON. It is all ASCII, so that nothing in it can steer a terminal, and texts come back exactly."""
    yield json.dumps(shape(report), indent=2) + "\n"


def shape(report: Report) -> Mapping[str, object]:
    """Give a report as plain Python values."""
    return {
        "version": VERSION,
        "summary": summary(report),
        "findings": [entry(finding) for finding in report.findings],
        "unknowns": [entry(finding) for finding in report.unknowns],
        "problems": [problem(each) for each in report.problems],
        "notes": [noted(note) for note in report.notes],
    }


def summary(report: Report) -> Mapping[str, int]:
    """Count as the text report's closing line does."""
    severities = [finding.severity for finding in report.findings]
    return {
        "findings": len(severities),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "infos": severities.count("info"),
        "unknowns": len(report.unknowns),
        "files": report.files,
        "deployments": report.deployments,
        "resources": report.resources,
        "files_not_read": len({problem.name for problem in report.problems}),
    }


def entry(finding: Finding) -> Mapping[str, object]:
    """Give one finding."""
    policy, answer = finding.policy, finding.answer
    return {
        "kind": "gap" if policy.name == UNREAD else "policy",
        "policy": policy.name if policy.name != UNREAD else None,
        "verdict": answer.verdict,
        "severity": finding.severity,
        "stack": finding.stack,
        "confidence": answer.confidence,
        "basis": policy.basis,
        "weighs": weights(finding),
        "message": message(finding),
        "remedy": remedy(finding) if answer.verdict == "fails" else "",
        "because": str(answer.facts.get("because", "")),
        "settle": str(answer.facts.get("settle", "")),
        "since": since(finding),
        "breaks": list(policy.breaks),
        "resource": answer.resource,
        "deployments": [finding.deployment, *finding.also],
        "primary": spot(answer.place, answer.label),
        "related": [spot(related.place, related.label) for related in asides(finding)],
    }


def spot(place: Place, label: str) -> Mapping[str, object]:
    """Give a place: lines and columns count characters from 1, the end is the column behind the last one."""
    at = locate(place)
    return {
        "path": path(place),
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "label": label,
    }


def problem(found: Problem) -> Mapping[str, object]:
    """Give an input that could not be read; line and column are 0 where no position is known."""
    return {"path": found.name.as_posix(), "line": found.line, "column": found.column, "why": found.why}
