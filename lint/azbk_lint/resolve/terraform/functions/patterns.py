"""Functions of regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from azbk_lint.model.value import Text, Value
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.functions.registry import STRING, Table, adder
from azbk_lint.resolve.terraform.regular import Match, Pattern, compiled
from azbk_lint.resolve.terraform.regular.program import TooLargeError
from azbk_lint.resolve.terraform.regular.syntax import PatternError
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import ListValue, ObjectOf, TupleOf, Type
from azbk_lint.resolve.terraform.unknowns import derived

TABLE: Table = {}
add = adder(TABLE)


def _compiled(pattern: str) -> Pattern:
    try:
        return compiled(pattern)
    except PatternError as fault:
        raise EvalError(f"the pattern is not a regular expression: {fault}") from None
    except TooLargeError:
        raise Limit("a regular expression makes too many steps") from None


def _all(scope: Scope, pattern: str, value: str) -> Iterator[Match]:
    found = _compiled(pattern)
    scope.module.run.spend(len(found.program) * len(value) // 20)
    try:
        yield from found.all(value)
    except TooLargeError:
        raise Limit("matching a regular expression would take too long") from None


def _found(match: Match) -> Value:
    """Give a match as Terraform does: the groups by name or in order where there are groups, else the text."""
    pattern = match.pattern
    if pattern.names:
        return {name: match.group(number) for number, name in pattern.names.items()}
    return [match.group(number + 1) for number in range(pattern.groups)] if pattern.groups else match.group(0)


@add("regex", STRING, STRING, scoped=True)
def regex(scope: Scope, pattern: str, value: str) -> Value:
    """Give the first match. Raises EvalError where there is none."""
    for match in _all(scope, pattern, value):
        return _found(match)
    raise EvalError("the pattern does not match")


@add("regexall", STRING, STRING, scoped=True)
def regex_all(scope: Scope, pattern: str, value: str) -> Value:
    """Give every match."""
    found = _compiled(pattern)
    named = dict.fromkeys(found.names.values(), "string")
    element: Type = ObjectOf(named) if named else TupleOf(("string",) * found.groups) if found.groups else "string"
    return ListValue([_found(match) for match in _all(scope, pattern, value)], element)


@add("replace", STRING, STRING, STRING, lenient=True, scoped=True)
def replace(scope: Scope, value: Text, wanted: Text, new: Text) -> Value:
    """Replace a string, or a regular expression between slashes."""
    if not isinstance(value, str) or not isinstance(wanted, str) or not isinstance(new, str):
        return derived("replace", value, wanted, new)
    if len(wanted) < 2 or not wanted[0] == wanted[-1] == "/":
        return value.replace(wanted, new)
    made: list[str] = []
    at = 0
    for match in _all(scope, wanted[1:-1], value):
        made += [value[at : match.start], _expanded(match, new)]
        at = match.end
    return "".join([*made, value[at:]])


def _expanded(match: Match, new: str) -> str:
    numbers = {name: number for number, name in match.pattern.names.items()}

    def group(reference: re.Match[str]) -> str:
        if reference[0] == "$$":
            return "$"
        name = reference[1] or reference[2]
        number = int(name) if name.isdigit() else numbers.get(name, -1)
        return (match.group(number) or "") if 0 <= number <= match.pattern.groups else ""

    return re.sub(r"\$(?:\$|\{(\w+)\}|(\w+))", group, new, flags=re.ASCII)
