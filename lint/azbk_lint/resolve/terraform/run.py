"""What one evaluation shares: the reader, the provider's knowledge, the bounds on its work, and the problems it met."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import PurePath

from azbk_lint.model.resource import Gap
from azbk_lint.model.source import Problem, Reader, Source
from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.bounds import bounded
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.instance import Provider
from azbk_lint.resolve.terraform.unknowns import derived

MOST_STEPS = 1_000_000
"""Rounds of loops, items of lists handled and characters made, these by the fifty, in one deployment: a few seconds at most."""
CHARACTERS_A_STEP = 50
WORKSPACE = Unknown(
    "terraform.workspace", "`terraform.workspace` is chosen when Terraform is run", "input", "--var terraform.workspace=NAME"
)
MOST_INSTANCES = 10_000
MOST_DEPTH = 60
"""References that lead through one another: each takes some twelve Python frames of a thousand; 23 is the most met in public code."""


@dataclass(slots=True)
class Run:
    """The state of evaluating one deployment.

    `doubts` counts the steps that may fail or not, depending on what is not known: `try` and `can` ask whether it grew, and
    `doubted` is the unknown that the last of them depends on.
    """

    reader: Reader
    provider: Provider
    root: PurePath
    workspace: Value = WORKSPACE
    installed: dict[str, str] | None = None
    problems: list[Problem] = field(default_factory=list)
    doubts: int = 0
    doubted: Unknown | None = None
    serial: int = 0
    left: int = MOST_STEPS
    instances_left: int = MOST_INSTANCES
    trail: dict[str, None] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)

    def spend(self, amount: int) -> None:
        """Take from the work allowed for the deployment. Raises Limit when nothing is left."""
        self.left -= amount
        if self.left < 0:
            self.report("evaluating the configuration takes too many steps; what is left of it is not judged", None)
            raise Limit("evaluating the configuration takes too many steps")

    def doubt(self, because: Unknown) -> None:
        """Note a step that may fail, depending on an unknown."""
        self.doubts += 1
        self.doubted = because

    def fresh(self, operation: str, *operands: Value) -> Unknown:
        """Give a derived unknown that equals no other: its value depends on more than these operands. It may fail."""
        self.serial += 1
        made = derived(operation, *operands, self.serial)
        self.doubt(made)
        return made

    def report(self, why: str, source: Source | None, at: int = 0) -> None:
        """Note a problem once, at a position in a source or at the root folder."""
        name = self.root if source is None else source.name
        if (mark := f"{name}:{why}") not in self.reported:
            self.reported.add(mark)
            line = 0 if source is None else source.text.count("\n", 0, at) + 1
            column = 0 if source is None else at - source.text.rfind("\n", 0, at)
            self.problems.append(Problem(name, why, line, column))

    def once(self, memo: dict[Hashable, Value], key: Hashable, label: str, compute: Callable[[], Value]) -> Value:
        """Evaluate what has a name, the first time it is asked for; what fails, circles or grows too large is Unknown."""
        if key in memo:
            return memo[key]
        if label in self.trail:
            return self._circle(label)
        doubts = self.doubts
        self.trail[label] = None
        try:
            value = bounded(compute()) if len(self.trail) <= MOST_DEPTH else _too_deep(label)
        except EvalError as error:
            value = Unknown(label, f"`{label}` cannot be evaluated: {error}", "error", error.settle)
        except Limit as limit:
            value = Unknown(label, f"`{label}` is not evaluated: {limit}", "limit")
        except RecursionError:
            value = _too_deep(label)
        finally:
            del self.trail[label]
            self.doubts = doubts
        memo[key] = value
        return value

    def _circle(self, label: str) -> Unknown:
        names = list(self.trail)
        circle = [*names[names.index(label) :], label]
        self.report(f"a circle of references: {' → '.join(circle)}", None)
        return Unknown(label, f"`{label}` refers to itself", "error")


def _too_deep(label: str) -> Unknown:
    return Unknown(label, f"`{label}` is nested too deeply to be evaluated", "limit")
