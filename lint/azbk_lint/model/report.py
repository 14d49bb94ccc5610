"""What a run brings home, for the writers to put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azbk_lint.model.policy import Finding
from azbk_lint.model.source import Note, Problem, Undeclared


@dataclass(frozen=True, slots=True)
class Bug:
    """A check or evaluator of ours that broke: on which policy (empty before any was asked), in which deployment."""

    deployment: str
    policy: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a run found, in the order it is printed.

    `findings` fail, `unknowns` nobody can tell. `problems` are inputs that could not be read, `notes` say what was
    left out on purpose, `undeclared` what was given to nobody. `files`, `deployments` and `resources` count what was read and judged.
    """

    findings: Sequence[Finding] = ()
    unknowns: Sequence[Finding] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()
    undeclared: Sequence[Undeclared] = ()
    bugs: Sequence[Bug] = ()
    files: int = 0
    deployments: int = 0
    resources: int = 0
