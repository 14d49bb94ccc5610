"""One template as its expressions see it: parameters, variables and functions, evaluated when first asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from azbk_lint.model.resource import Origin, Scope
from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.arm.declared import functions_of, object_of, undefined, variables_of
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import repeat, value_of
from azbk_lint.resolve.arm.frame import Budget, Frame, UserFunction
from azbk_lint.resolve.arm.placeholders import unfilled
from azbk_lint.resolve.arm.session import Session, Written
from azbk_lint.resolve.arm.unknowns import shortened
from azbk_lint.resolve.arm.values import fold_get

SECRET = ("securestring", "secureobject")


class Given(NamedTuple):
    """A value that a parameter is given: as written, and where.

    `frame` evaluates it, None where it is literal; then it is the member "value" of what is written, which a loop may
    make. `origin` is None for a value given on the command line.
    """

    written: Value
    origin: Origin | None = None
    route: Route = ()
    label: str = ""
    frame: Frame | None = None


class Definitions(ABC):
    """A template's parameters, variables, functions and scope: the half of `frame.World` that its resources do not matter to."""

    def __init__(self, session: Session, written: Written, path: str, scope: Scope, given: Mapping[str, Given]) -> None:
        self.session = session
        self.written = written
        self.tree = written.tree
        self.path = path
        self.scope = scope
        self.budget: Budget = session.budget
        self.context: Mapping[str, str] = session.context
        self.given = given
        self.parameters = {name.lower(): (name, declared) for name, declared in object_of(self.tree, "parameters").items()}
        self.variables = variables_of(object_of(self.tree, "variables"))
        self._functions = functions_of(fold_get(self.tree, "functions"))
        self._known_parameters: dict[str, Value] = {}
        self._known_variables: dict[str, Value] = {}

    @abstractmethod
    def frame(self) -> Frame:
        """Give where the template's own definitions stand."""

    def parameter(self, name: str) -> Value:
        """Give a parameter's value: given, or its default, or null, or unknown. Raises ExpressionError."""
        known = self._known_parameters
        if name not in known:
            if (folded := name.lower()) not in self.parameters:
                raise undefined("parameter", name, [spelt for spelt, _ in self.parameters.values()])
            spelt = self.parameters[folded][0]
            known[name] = known[folded] if folded in known else self.once(f"parameter '{spelt}'", lambda: self._parameter(folded))
            known[folded] = known[name]
        return known[name]

    def variable(self, name: str) -> Value:
        """Give a variable's value. Raises ExpressionError."""
        known = self._known_variables
        if name not in known:
            if (folded := name.lower()) not in self.variables:
                raise undefined("variable", name, [each.name for each in self.variables.values()])
            spelt = self.variables[folded].name
            known[name] = known[folded] if folded in known else self.once(f"variable '{spelt}'", lambda: self._variable(folded))
            known[folded] = known[name]
        return known[name]

    def function(self, folded: str) -> UserFunction | None:
        """Give a function of the template."""
        return self._functions.get(folded)

    def functions(self) -> Sequence[str]:
        """List the template's functions."""
        return list(self._functions)

    def source(self) -> Mapping[str, Value]:
        """Give the template unevaluated."""
        return self.tree

    def assumed(self, condition: Unknown) -> bool | None:
        """Give how a condition that nobody knows is to be decided, None where it is to stay open."""
        self.session.conditions.setdefault(condition.key, condition.because)
        return self.session.assumed.get(condition.key)

    def serial(self) -> int:
        """Give the next number."""
        return self.session.serial()

    def fails(self, text: str, error: ExpressionError) -> Unknown:
        """Note a failing string where it is certainly wrong, and give the unknown that stands for its value."""
        if error.certain:
            self.session.note(self.written, text, error)
        elif self.budget.left < 0:
            self.session.say(self.written.place(()), "the template asks for more work than a linter does; the rest of it is not judged")
        return Unknown(shortened(f"{self.path}{text}#{self.serial()}"), error.because, error.kind)

    def declaration(self, name: str) -> Mapping[str, Value]:
        """Give what a parameter is declared as, a `$ref` to a definition followed; empty where it is not."""
        written = self.parameters[name.lower()][1]
        return self._definition(written, 8) if isinstance(written, dict) else {}

    def _definition(self, written: Mapping[str, Value], steps: int) -> Mapping[str, Value]:
        reference = written.get("$ref")
        if not isinstance(reference, str) or not steps:
            return written
        referred = fold_get(object_of(self.tree, "definitions"), reference.rpartition("/")[2])
        return {**self._definition(referred, steps - 1), **written} if isinstance(referred, dict) else written

    def once(self, what: str, evaluated: Callable[[], Value]) -> Value:
        """Evaluate a definition unless that is being done already. Raises ExpressionError for a circle or too long a chain."""
        self.session.open(f"{self.path}{what}")
        try:
            return evaluated()
        finally:
            self.session.close()

    def _variable(self, folded: str) -> Value:
        variable = self.variables[folded]
        if variable.loop and isinstance(variable.written, dict):
            return repeat(variable.written, self.frame(), unnamed=True)
        return value_of(variable.written, self.frame())

    def _parameter(self, folded: str) -> Value:
        name, declared = self.parameters[folded][0], self.declaration(folded)
        given = self.given.get(folded)
        value = self._value(name, declared, given)
        secret = str(fold_get(declared, "type", "")).lower() in SECRET
        if secret and not isinstance(value, Unknown) and value not in ("", None, {}):
            return Unknown(f"{self.path}parameters('{name}')", f"parameter '{name}' is a secret", "secret")
        return value

    def _value(self, name: str, declared: Mapping[str, Value], given: Given | None) -> Value:
        value = self._given(name, given) if given is not None else None
        if value is not None:  # Azure takes null for not given: the default holds
            return value
        if "defaultValue" in declared and (self.path or self.session.defaults):
            return value_of(declared["defaultValue"], self.frame())
        if fold_get(declared, "nullable") is True:
            return None
        return self._missing(name)

    def _given(self, name: str, given: Given) -> Value:
        if given.frame is not None:
            entry = value_of(given.written, given.frame)
            return fold_get(entry, "value") if isinstance(entry, dict) else entry
        return unfilled(given.written, f"{self.path}parameters('{name}')")

    def _missing(self, name: str) -> Unknown:
        """Give what stands for a required parameter that nobody gives."""
        if self.path:
            because = f"parameter '{name}' of nested deployment '{self.path[:-1]}' has no default and is not given"
            return Unknown(f"{self.path}parameters('{name}')", because)
        if not self.session.defaults:
            because = f"parameter '{name}' is given by the template that links this one"
            return Unknown(f"parameters('{name}')", because, "external", "check the folder that holds that template too")
        because = f"parameter '{name}' has no default and no parameter file gives it"
        return Unknown(f"parameters('{name}')", because, "input", f"--set {name}=VALUE")
