"""Functions of truth. `if`, `and` and `or` leave alone what does not matter, as Azure does for `if`."""

from __future__ import annotations

from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.arm.access import truth
from azbk_lint.resolve.arm.compare import choose
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import evaluate
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.registry import anything, function, pure
from azbk_lint.resolve.arm.syntax import Node
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import is_holed


@function("if", 3, 3, "nodes")
def _if(frame: Frame, condition: Node, then: Node, otherwise: Node) -> Value:
    decided = evaluate(condition, frame)
    if not is_holed(decided):
        return evaluate(then if truth(decided) else otherwise, frame)
    unknown = derived("bool", (decided,)) if not isinstance(decided, Unknown) else decided
    assumed = frame.world.assumed(unknown)
    if assumed is not None:
        return _arm(then if assumed else otherwise, frame)
    return choose(unknown, _arm(then, frame), _arm(otherwise, frame))


def _arm(node: Node, frame: Frame) -> Value:
    """Evaluate what may not be chosen: its failing is no failure of the whole."""
    try:
        return evaluate(node, frame)
    except ExpressionError as error:
        error.certain = False
        return frame.world.fails("if", error)


@function("and", 1, None, "nodes")
def _and(frame: Frame, *nodes: Node) -> Value:
    return _weighed("and", frame, nodes, decisive=False)


@function("or", 1, None, "nodes")
def _or(frame: Frame, *nodes: Node) -> Value:
    return _weighed("or", frame, nodes, decisive=True)


def _weighed(name: str, frame: Frame, nodes: tuple[Node, ...], *, decisive: bool) -> Value:
    unknown: list[Value] = []
    for node in nodes:
        value = evaluate(node, frame)
        if is_holed(value):
            unknown.append(value)
        elif truth(value) is decisive:
            return decisive
    if not unknown:
        return not decisive
    return unknown[0] if len(unknown) == 1 and isinstance(unknown[0], Unknown) else derived(name, unknown)


@pure("not", anything)
def _not(value: Value) -> Value:
    return not truth(value)


@pure("bool", anything)
def _bool(value: Value) -> Value:
    return truth(value)


@function("true", 0, 0)
def _true() -> Value:
    return True


@function("false", 0, 0)
def _false() -> Value:
    return False


@function("fail", 1, 1)
def _fail(message: Value) -> Value:
    raise ExpressionError(f"the template says fail: {message if isinstance(message, str) else 'with a message that is not known'}")
