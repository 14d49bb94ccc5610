"""The forms a report can be written in; only the one asked for is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from azbk_lint.model.report import Report

Form: TypeAlias = Literal["text", "concise", "json"]


def write(report: Report, form: Form, *, unknown: bool = False, colour: bool = False, quiet: bool = False) -> Iterable[str]:
    """Give a report's pieces in a form; `unknown`, `colour` and `quiet` say how where it is for people."""
    match form:
        case "json":
            from azbk_lint.report import machine

            return machine.write(report)
        case "concise":
            from azbk_lint.report import concise

            return concise.write(report, unknown=unknown)
        case "text":
            from azbk_lint.report import text

            return text.write(report, unknown=unknown, colour=colour, quiet=quiet)
