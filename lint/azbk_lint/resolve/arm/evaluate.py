"""Evaluating expressions, and JSON in which some strings are expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.arm.access import member
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.frame import Frame, UserFunction
from azbk_lint.resolve.arm.registry import FUNCTIONS, Function, integer
from azbk_lint.resolve.arm.syntax import Call, Literal, Node, is_expression, parse
from azbk_lint.resolve.arm.unknowns import derived, key_of, shortened
from azbk_lint.resolve.arm.values import fold_get, weigh

LONGEST_TEXT = 1 << 20
LARGEST = 100_000
"""Values in what one expression gives; an expression over a few variables can ask for any number."""
MOST_COPIES = 800
"""Turns of a loop, the documented limit."""


def evaluate(node: Node, frame: Frame) -> Value:
    """Evaluate a parsed expression. Raises ExpressionError."""
    if isinstance(node, Call):
        return _call(node, frame)
    if isinstance(node, Literal):
        return node.value
    of, key = evaluate(node.of, frame), evaluate(node.key, frame)
    try:
        return member(of, key)
    except ExpressionError as error:
        error.at = node.at if error.at is None else error.at
        raise


def _call(node: Call, frame: Frame) -> Value:
    frame.world.budget.spend(1)
    known = FUNCTIONS.get(node.folded)
    try:
        if known is None:
            return _other(node, frame)
        _check_count(known, len(node.arguments))
        if known.sees == "nodes":
            return known.run(frame, *node.arguments)
        values = [argument.value if isinstance(argument, Literal) else evaluate(argument, frame) for argument in node.arguments]
        found = known.run(frame, *values) if known.sees == "frame" else known.run(*values)
    except ExpressionError as error:
        if error.at is None:
            error.at = node.at
            error.because = f"{node.name}() {error.because}" if error.because.startswith("wants ") else error.because
        raise
    if isinstance(found, str) and len(found) > LONGEST_TEXT:
        raise beyond(f"{known.name}() makes a string of {len(found):,} characters")
    if type(found) is list:
        frame.world.budget.spend(len(found))
    return found


def _check_count(known: Function, count: int) -> None:
    if count < known.least or (known.most is not None and count > known.most):
        raise ExpressionError(f"{known.name}() does not take {count} arguments")


def _other(node: Call, frame: Frame) -> Value:
    """Call a function of the template's own, or one of the list… family, of which there are hundreds."""
    own = frame.world.function(node.folded)
    if own is not None:
        return _call_own(own, [evaluate(argument, frame) for argument in node.arguments], node.name, frame)
    if node.folded.startswith("list") and "." not in node.folded:
        values = [evaluate(argument, frame) for argument in node.arguments]
        key = shortened(f"{node.name}({','.join(map(key_of, values))})")
        return Unknown(key, f"{node.name}() asks Azure at deployment", "runtime")
    raise ExpressionError(f"there is no function '{node.name}'{_suggestion(node.folded, frame)}", certain=True)


def _call_own(own: UserFunction, values: Sequence[Value], name: str, frame: Frame) -> Value:
    if len(values) != len(own.parameters):
        raise ExpressionError(f"{name}() is given {len(values)} arguments and takes {len(own.parameters)}")
    arguments = dict(zip(own.parameters, values, strict=True))
    return frame.world.once(f"function '{name}'", lambda: value_of(own.output, Frame(frame.world, arguments=arguments)))


def _suggestion(folded: str, frame: Frame) -> str:
    from difflib import get_close_matches

    names = {name: known.name for name, known in FUNCTIONS.items()} | {name.lower(): name for name in frame.world.functions()}
    close = get_close_matches(folded, names, n=1)
    return f"; did you mean '{names[close[0]]}'?" if close else ""


def value_of(raw: Value, frame: Frame) -> Value:
    """Evaluate JSON at every depth. Never raises: a string that fails gives an unknown that says why."""
    if isinstance(raw, str):
        return text_of(raw, frame) if raw[:1] == "[" else raw
    if isinstance(raw, dict):
        return _object(raw, frame)
    if isinstance(raw, list):
        return [value_of(item, frame) for item in raw]
    return _holed(raw) if isinstance(raw, Symbolic) else raw


def text_of(text: str, frame: Frame) -> Value:
    """Evaluate a string: an expression's value, or the string itself less the bracket that escapes one. Never raises."""
    if not is_expression(text):
        return text[1:] if text[:2] == "[[" and text[-1:] == "]" else text
    try:
        found = evaluate(parse(text), frame)
        if type(found) is dict or type(found) is list:
            weight = weigh(found, LARGEST)
            frame.world.budget.spend(weight)
            if weight > LARGEST:
                raise beyond(f"the expression gives more than {LARGEST:,} values")
    except ExpressionError as error:
        return frame.world.fails(text, error)
    except RecursionError:
        return frame.world.fails(text, beyond("its definitions are nested too deeply"))
    return found


def _holed(raw: Symbolic) -> Value:
    """Give a string with holes that another language wrote: were it an expression, nobody could tell its value."""
    first, last = raw.parts[0], raw.parts[-1]
    if isinstance(first, str) and first[:1] == "[" and first[1:2] != "[" and isinstance(last, str) and last[-1:] == "]":
        return derived("expression", (raw,))
    return raw


def _object(raw: Mapping[str, Value], frame: Frame) -> Value:
    made: dict[str, Value] = {}
    loops = property_loops(raw)
    for loop in loops:
        made[str(fold_get(loop, "name"))] = repeat(loop, frame, unnamed=False)
    for key, item in raw.items():
        if loops and key == "copy":
            continue
        if type(item) is not str or item[:1] == "[":
            item = value_of(item, frame)  # noqa: PLW2901 - most members are plain strings: they take no call
        made[key if key[:1] != "[" else name_of(key, frame)] = item
    return made


def name_of(key: str, frame: Frame) -> str:
    """Evaluate an object's key, as a person would sketch it where it is not known."""
    match text_of(key, frame):
        case str() as found:
            return found
        case Symbolic() as found:
            return str(found)
        case Unknown(known_as):
            return f"{{{known_as}}}"
        case _:
            return key


def property_loops(raw: Mapping[str, Value]) -> Sequence[Mapping[str, Value]]:
    """Give the loops that make members of an object: `"copy": [{"name", "count", "input"}]`."""
    copy = raw.get("copy")
    if not isinstance(copy, list) or not copy:
        return ()
    loops = [loop for loop in copy if isinstance(loop, dict) and "name" in loop and "count" in loop and "input" in loop]
    return loops if len(loops) == len(copy) else ()


def repeat(loop: Mapping[str, Value], frame: Frame, *, unnamed: bool) -> Value:
    """Evaluate a loop's `input` once a turn: an array, or an unknown where the count is one."""
    name, written = str(fold_get(loop, "name", "")), fold_get(loop, "input")
    count = count_of(fold_get(loop, "count"), frame)
    if isinstance(count, Unknown):
        key = shortened(f"{frame.world.path}copy({name},{count.key})#{frame.world.serial()}")
        return Unknown(key, count.because, count.kind, count.settle)
    try:
        frame.world.budget.spend(count * weigh(written, LARGEST))
    except ExpressionError as error:
        return frame.world.fails(f"copy {name}", error)
    return [value_of(written, frame.turn(name, index, unnamed=unnamed)) for index in range(count)]


def count_of(written: Value, frame: Frame) -> int | Unknown:
    """Evaluate a loop's count; unknown where it is not a number of turns that Azure would make."""
    found = value_of(written, frame)
    if isinstance(found, Unknown):
        return found
    try:
        count = integer(found)
    except ExpressionError:
        return frame.world.fails("copy", ExpressionError("the count of a loop is not a number"))
    if 0 <= count <= MOST_COPIES:
        return count
    return frame.world.fails("copy", beyond(f"a loop has {count} turns, and Azure makes 0 to {MOST_COPIES}"))
