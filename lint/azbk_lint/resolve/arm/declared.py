"""Reading the definitions of a template: its variables and functions, as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from azbk_lint.model.value import Route, Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.frame import UserFunction
from azbk_lint.resolve.arm.values import fold_get, is_list


class Variable(NamedTuple):
    """A variable as written; `loop` where a `copy` makes it. `route` is within the template."""

    written: Value
    route: Route
    name: str
    loop: bool = False


def object_of(tree: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """Give one of a template's parts that should be an object; an empty one where it is not."""
    found = fold_get(tree, name)
    return found if isinstance(found, dict) else {}


def variables_of(written: Mapping[str, Value]) -> dict[str, Variable]:
    """List variables by lower-case name, those that a loop makes with their loops."""
    found: dict[str, Variable] = {}
    for name, value in written.items():
        if name.lower() == "copy" and is_list(value):
            for index, loop in enumerate(value):
                if isinstance(loop, dict):
                    made = str(fold_get(loop, "name", ""))
                    found[made.lower()] = Variable(loop, ("variables", name, index), made, loop=True)
        else:
            found[name.lower()] = Variable(value, ("variables", name), name)
    return found


def functions_of(written: Value) -> dict[str, UserFunction]:
    """List the template's own functions by lower-case `namespace.name`."""
    found: dict[str, UserFunction] = {}
    for space in written if is_list(written) else ():
        members = fold_get(space, "members") if isinstance(space, dict) else None
        if not isinstance(space, dict) or not isinstance(members, dict):
            continue
        for name, declared in members.items():
            if isinstance(declared, dict):
                found[f"{fold_get(space, 'namespace', '')}.{name}".lower()] = _function(declared)
    return found


def _function(declared: Mapping[str, Value]) -> UserFunction:
    parameters, output = fold_get(declared, "parameters"), fold_get(declared, "output")
    names = [str(fold_get(item, "name", "")).lower() for item in (parameters if is_list(parameters) else ()) if isinstance(item, dict)]
    return UserFunction(names, fold_get(output, "value") if isinstance(output, dict) else None)


def undefined(what: str, name: str, names: Sequence[str]) -> ExpressionError:
    """Make the error of a name that no parameter or variable has."""
    from difflib import get_close_matches

    close = get_close_matches(name, names, n=1)
    return ExpressionError(f"there is no {what} '{name}'{f'; did you mean {close[0]!r}?' if close else ''}", certain=True)
