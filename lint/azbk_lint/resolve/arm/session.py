"""What the templates of one deployment share while they are evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from azbk_lint.model.resource import Origin
from azbk_lint.model.source import Place, Problem, Reader
from azbk_lint.model.value import Route, Value
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.frame import Budget
from azbk_lint.resolve.arm.position import column_in, find_text, line_and_column

if TYPE_CHECKING:
    from azbk_lint.resolve.arm.instance import Instance

MOST_RESOURCES = 20_000
MOST_PROBLEMS = 100
"""Mistakes told of one deployment; finding the place of each takes a walk over its file."""
DEEPEST = 60
"""Definitions within definitions: a variable that names a variable, a parameter that a nested deployment hands on."""


class Written(NamedTuple):
    """A template's tree, and where it is written: at a route of an origin, which is a file or an expression of another language."""

    tree: Mapping[str, Value]
    origin: Origin
    route: Route = ()

    def place(self, route: Route) -> Place:
        """Give the place of a part of the template."""
        return self.origin.place((*self.route, *route))


@dataclass(slots=True, eq=False)
class Session:
    """The reader, the problems met, the files linked, the work still allowed, and by their ids what resources all templates see.

    `defaults` is false where those of the parameters say nothing: the template waits for a caller's values.
    """

    reader: Reader | None
    context: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list[Problem])
    budget: Budget = field(default_factory=Budget)
    by_id: dict[str, Instance] = field(default_factory=dict[str, "Instance"])
    opened: list[str] = field(default_factory=list[str])
    defaults: bool = True
    assumed: Mapping[str, bool] = field(default_factory=dict[str, bool])
    conditions: dict[str, str] = field(default_factory=dict[str, str])
    linked: set[PurePath] = field(default_factory=set[PurePath])
    _noted: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _serial: int = 0
    _resources: int = 0

    def serial(self) -> int:
        """Give the next number."""
        self._serial += 1
        return self._serial

    def admits(self, place: Place) -> bool:
        """Count one more resource, and say whether it is still within what we are ready to judge."""
        self._resources += 1
        if self._resources > MOST_RESOURCES:
            self.say(place, f"more than {MOST_RESOURCES:,} resources are declared; the rest is not judged")
        return self._resources <= MOST_RESOURCES

    def open(self, what: str) -> None:
        """Begin to evaluate a definition. Raises ExpressionError where it is being evaluated already."""
        if what in self.opened:
            names = [*self.opened[self.opened.index(what) :], what]
            raise ExpressionError(f"definitions go round in a circle: {' → '.join(names[:8])}", certain=True)
        if len(self.opened) >= DEEPEST:
            raise beyond("definitions are nested too deeply")
        self.opened.append(what)

    def close(self) -> None:
        """End what was begun last."""
        self.opened.pop()

    def note(self, written: Written, text: str, error: ExpressionError) -> None:
        """Tell the user, once for each document, of an expression that is wrong whatever the parameters are."""
        source = written.place(()).source
        why = f"{_sketch(text)}: {error.because}"
        said = (source.name.as_posix(), error.because if "circle" in error.because else why)
        if said in self._noted or len(self.problems) >= MOST_PROBLEMS:
            return
        self._noted.add(said)
        place = written.place(find_text(written.tree, text) or ())
        line, column = line_and_column(place, column_in(text, error.at or 0))
        self.problems.append(Problem(source.name, why, line, column))

    def say(self, place: Place, why: str) -> None:
        """Tell the user, once, of anything else that keeps a part from being read."""
        said = (place.source.name.as_posix(), why)
        if said not in self._noted and len(self.problems) < MOST_PROBLEMS:
            self._noted.add(said)
            line, column = line_and_column(place, 0)
            self.problems.append(Problem(place.source.name, why, line, column))


def _sketch(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:77]}…"
