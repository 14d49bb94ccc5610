"""Calls: the functions of the table, and the few that see their arguments before they are evaluated."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.hcl import Binary, Call, GetAttr, Index, Literal, Name, Node
from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.compare import equal
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expressions.dispatch import Handlers, evaluate
from azbk_lint.resolve.terraform.functions import lookup
from azbk_lint.resolve.terraform.functions.registry import Function, prepared
from azbk_lint.resolve.terraform.run import CHARACTERS_A_STEP
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unknowns import derived, opened, unknown_in


def call(node: Call, scope: Scope) -> Value:
    """Evaluate a function call."""
    name = node.name.removeprefix("core::")
    special = SPECIAL.get(name)
    if special is not None:
        return special(node, scope)
    function = lookup(name)
    arguments = [opened(evaluate(argument, scope)) for argument in node.arguments]
    if node.spread:
        last = arguments.pop()
        if unknown_in(last) is not None and not isinstance(last, list):
            return scope.module.run.fresh(name, last)
        if not isinstance(last, list):
            raise EvalError(f"{name}: `...` needs a list")
        scope.module.run.spend(len(last))
        arguments += last
    if function is None:
        return _foreign(name, arguments)
    try:
        return apply(name, function, arguments, scope)
    except EvalError as error:
        raise EvalError(str(error), error.settle or (_wanted(node) if name in _CHOOSING else "")) from None


def apply(name: str, function: Function, arguments: list[Value], scope: Scope) -> Value:
    """Call a function of the table with evaluated arguments. Raises EvalError."""
    scope.module.run.spend(sum(map(_size, arguments)))
    ready = prepared(name, function, arguments)
    if isinstance(ready, Unknown):
        if not function.total:
            scope.module.run.doubt(ready)
        return ready
    try:
        value = function.call(scope, *ready) if function.scoped else function.call(*ready)
    except EvalError as error:
        raise EvalError(f"{name}: {error}") from None
    except (ArithmeticError, ValueError, TypeError, LookupError) as error:
        raise EvalError(f"{name}: {type(error).__name__}") from None
    if not function.total:
        unknown = (value if isinstance(value, Unknown) else None) if function.structural else unknown_in(value)
        if unknown is not None:
            scope.module.run.doubt(unknown)
    return value


_CHOOSING = ("coalesce", "coalescelist", "one")


def _wanted(node: Call) -> str:
    """Say which variables a call chooses from: a value for one of them would settle what it cannot choose."""
    names: dict[str, None] = {}
    left: list[object] = [node]
    while left:
        match left.pop():
            case Name(steps=("var", name, *_)):
                names[f"var.{name}"] = None
            case tuple() as parts:
                left += reversed(parts)
    return f"give a value to {' or '.join(names)}" if names else ""


def _size(argument: Value) -> int:
    """Estimate the work that handling an argument takes."""
    if isinstance(argument, str):
        return len(argument) // CHARACTERS_A_STEP
    return len(argument) if isinstance(argument, list | dict) else 0


def _foreign(name: str, arguments: list[Value]) -> Value:
    if "::" not in name:
        raise EvalError(f"there is no function `{name}`")
    made = derived(name, *arguments)
    return Unknown(made.key, f"`{name}` is a function of a provider", "external")


def try_(node: Call, scope: Scope) -> Value:
    """Give the first argument that does not fail; unknown where it cannot be told which that is and they differ."""
    run = scope.module.run
    start = run.doubts
    candidates: list[Value] = []
    certain = False
    failure = ""
    for argument in node.arguments:
        doubts = run.doubts
        try:
            candidates.append(evaluate(argument, scope))
        except EvalError as error:
            failure = f", the last since {error}"
            continue
        if run.doubts == doubts:
            certain = True
            break
    if not candidates:
        raise EvalError(f"try: every alternative fails{failure}")
    value = candidates[0]
    if any(equal(value, other) is not True for other in candidates[1:]):
        value = run.fresh("try", run.doubted, *candidates)
    run.doubts = start if certain else run.doubts
    return value


def can(node: Call, scope: Scope) -> Value:
    """Say whether an expression can be evaluated."""
    if len(node.arguments) != 1:
        raise EvalError("can: takes one argument")
    run = scope.module.run
    doubts = run.doubts
    try:
        value = evaluate(node.arguments[0], scope)
    except EvalError:
        return False
    if run.doubts == doubts:
        return True
    answer = run.fresh("can", run.doubted, value)
    run.doubts = doubts
    return answer


def is_sensitive(node: Call, scope: Scope) -> Value:
    """Tell only what the expression itself says: sensitivity is not followed through references."""
    if len(node.arguments) != 1:
        raise EvalError("issensitive: takes one argument")
    argument = node.arguments[0]
    if isinstance(argument, Call) and argument.name == "sensitive":
        return True
    return scope.module.run.fresh("issensitive") if _refers(argument) else False


def _refers(node: Node) -> bool:
    match node:
        case Literal():
            return False
        case Name() | GetAttr() | Index():
            return True
        case Binary():
            return _refers(node.left) or _refers(node.right)
        case Call():
            return any(map(_refers, node.arguments))
        case _:
            return True


SPECIAL: dict[str, Callable[[Call, Scope], Value]] = {"try": try_, "can": can, "issensitive": is_sensitive}
HANDLERS: Handlers = {Call: call}
