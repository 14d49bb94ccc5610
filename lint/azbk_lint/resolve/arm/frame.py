"""What an expression sees from where it stands: its template, the loops round it, a lambda's variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from azbk_lint.model.resource import Scope
from azbk_lint.model.value import Text, Unknown, Value
from azbk_lint.resolve.arm.errors import ExpressionError, beyond


class UserFunction(NamedTuple):
    """A function that the template defines: its parameters' names, and the value it gives, unevaluated."""

    parameters: Sequence[str]
    output: Value


@dataclass(slots=True)
class Budget:
    """What one deployment may cost: evaluated calls, loop turns and copied values, in units of about a microsecond."""

    left: int = 1_500_000

    def spend(self, cost: int) -> None:
        """Pay for work before it is done. Raises ExpressionError once too much was asked for."""
        self.left -= cost
        if self.left < 0:
            raise beyond("the template asks for more work than a linter does")


class World(Protocol):
    """One template as its expressions see it."""

    path: str
    scope: Scope
    budget: Budget
    context: Mapping[str, str]

    def parameter(self, name: str) -> Value:
        """Give a parameter's value. Raises ExpressionError where it is not defined or defined by itself."""
        ...

    def variable(self, name: str) -> Value:
        """Give a variable's value. Raises ExpressionError where it is not defined or defined by itself."""
        ...

    def function(self, folded: str) -> UserFunction | None:
        """Give a function the template defines, by its lower-case `namespace.name`."""
        ...

    def functions(self) -> Sequence[str]:
        """List the names of the functions the template defines, for a suggestion."""
        ...

    def reference(self, to: Value, *, full: bool) -> Value | None:
        """Give what is declared of a resource named by id, name or symbol; None for one that is not declared here."""
        ...

    def references(self, symbol: str, *, full: bool) -> Sequence[Value] | None:
        """Give what is declared of the instances of a loop over resources; None where nothing has the symbol."""
        ...

    def describe(self, symbol: str) -> Mapping[str, Value] | None:
        """Give id, name, type and apiVersion of a declared resource; None where nothing has the symbol."""
        ...

    def deploys_to(self, group: Text) -> bool:
        """Say whether a resource group is the one that the whole deployment goes to."""
        ...

    def group_location(self) -> Value:
        """Give the region of the resource group deployed to, None where neither the user nor the template says it."""
        ...

    def source(self) -> Mapping[str, Value]:
        """Give the template itself, unevaluated, for `deployment().properties.template`."""
        ...

    def fails(self, text: str, error: ExpressionError) -> Unknown:
        """Note a string whose evaluation fails, and give the unknown that stands for its value."""
        ...

    def once(self, what: str, evaluated: Callable[[], Value]) -> Value:
        """Evaluate a definition unless that is being done already. Raises ExpressionError for a circle or too long a chain."""
        ...

    def assumed(self, condition: Unknown) -> bool | None:
        """Give how a condition that nobody knows is to be decided, None where it is to stay open."""
        ...

    def serial(self) -> int:
        """Give the next number, for what is new each time."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an expression stands. `loops` has copy indexes by lower-case name, and the unnamed one under ''."""

    world: World
    loops: Mapping[str, Value] = field(default_factory=dict[str, Value])
    lambdas: Mapping[str, Value] = field(default_factory=dict[str, Value])
    arguments: Mapping[str, Value] | None = None

    def turn(self, loop: str, index: Value, *, unnamed: bool) -> Frame:
        """Enter one turn of a loop; `unnamed` where `copyIndex()` without a name means this loop."""
        loops = {**self.loops, loop.lower(): index}
        if unnamed or "" not in self.loops:
            loops[""] = index
        return replace(self, loops=loops)
