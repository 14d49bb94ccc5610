"""Functions that make, take apart and measure arrays and objects (and strings, as sequences of characters)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.arm.access import lookup
from azbk_lint.resolve.arm.compare import alike
from azbk_lint.resolve.arm.errors import ExpressionError, beyond
from azbk_lint.resolve.arm.evaluate import LARGEST, LONGEST_TEXT, evaluate
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.functions.formatting import dotnet
from azbk_lint.resolve.arm.registry import anything, array, function, integer, members, pure, sized
from azbk_lint.resolve.arm.syntax import Node
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import Open, fold_has, is_holed, is_list, is_object, kind_of

MOST_HOLES = 1_000


@function("concat", 0, None)
def _concat(*values: Value) -> Value:
    if all(type(value) is str for value in values) and sum(map(len, map(str, values))) <= LONGEST_TEXT:
        return "".join(map(str, values))
    if any(is_list(value) for value in values):
        return _joined(values)
    if any(isinstance(value, Unknown | Open) for value in values) and not any(isinstance(value, str | Symbolic) for value in values):
        return derived("concat", values) if len(values) > 1 else values[0]
    return joined_text(values)


def _joined(values: Sequence[Value]) -> Value:
    if any(is_holed(value) for value in values):
        return derived("concat", values)
    if sum(len(array(value)) for value in values) > LARGEST:
        raise beyond(f"concat() makes an array of more than {LARGEST:,} items")
    return [item for value in values for item in array(value)]


def joined_text(values: Sequence[Value]) -> Value:
    """Join values to one string as .NET writes them, unknown ones as holes. Raises ExpressionError for objects."""
    length, holes, pieces = 0, 0, list[str | Unknown | Symbolic]()
    for value in values:
        piece = (
            derived("string", (value,)) if isinstance(value, Open) else value if isinstance(value, Unknown | Symbolic) else dotnet(value)
        )
        length += len(piece) if isinstance(piece, str) else 0
        holes += len(piece.parts) if isinstance(piece, Symbolic) else isinstance(piece, Unknown)
        pieces.append(piece)
    if length > LONGEST_TEXT:
        raise beyond(f"a string of {length:,} characters is made")
    return derived("concat", values) if holes > MOST_HOLES else text(*pieces)


@function("createArray", 0, None)
def _create_array(*values: Value) -> Value:
    return list(values)


@function("createObject", 0, None)
def _create_object(*values: Value) -> Value:
    if len(values) % 2:
        raise ExpressionError("createObject() is given a name without a value")
    names = values[::2]
    if any(is_holed(name) for name in names):
        return derived("createObject", values)
    if not all(isinstance(name, str) for name in names):
        raise ExpressionError("createObject() is given a name that is not a string")
    return dict(zip(map(str, names), values[1::2], strict=True))


@pure("array", anything)
def _array(value: Value) -> Value:
    return value if is_list(value) else [value]


@function("empty", 1, 1)
def _empty(value: Value) -> Value:
    match value:
        case Unknown():
            return derived("empty", (value,))
        case Symbolic(parts):
            return False if any(isinstance(part, str) and part for part in parts) else derived("empty", (value,))
        case Open():
            return False if any(value.holds(name) for name in value) else derived("empty", (value,))
        case None:
            return True
        case str() | Mapping():
            return len(value) == 0
        case _ if is_list(value):
            return len(value) == 0
        case _:
            raise ExpressionError(f"wants an array, an object or a string where {kind_of(value)} is given")


@pure("length", anything)
def _length(value: Value) -> int:
    if isinstance(value, str) or is_list(value) or is_object(value):
        return len(value)
    raise ExpressionError(f"wants an array, an object or a string where {kind_of(value)} is given")


@function("contains", 2, 2)
def _contains(container: Value, item: Value) -> Value:
    match container:
        case Symbolic(parts) if isinstance(item, str) and any(isinstance(part, str) and item in part for part in parts):
            return True
        case Open() if isinstance(item, str) and (held := container.holds(item)) is not None:
            return held
        case str() if not is_holed(item):
            return dotnet(item) in container
        case Mapping() if not is_holed(item) and not isinstance(container, Open):
            return fold_has(container, dotnet(item))
        case _ if is_list(container):
            return _among(container, item)
        case _ if is_holed(container) or is_holed(item):
            return derived("contains", (container, item))
        case _:
            raise ExpressionError(f"wants an array, an object or a string where {kind_of(container)} is given")


def _among(container: Sequence[Value], item: Value) -> Value:
    undecided = False
    for other in container:
        answer = alike(other, item)
        if answer:
            return True
        undecided = undecided or answer is None
    return derived("contains", (container, item)) if undecided else False


@pure("first", sized)
def _first(value: str | Sequence[Value]) -> Value:
    return value[0] if value else "" if isinstance(value, str) else None


@function("last", 1, 1)
def _last(value: Value) -> Value:
    if is_holed(value):
        ending = value.parts[-1] if isinstance(value, Symbolic) else None
        return ending[-1] if isinstance(ending, str) else derived("last", (value,))
    items = sized(value)
    return items[-1] if items else "" if isinstance(value, str) else None


@pure("skip", sized, integer)
def _skip(value: str | Sequence[Value], count: int) -> Value:
    return value[max(count, 0) :]


@function("take", 2, 2)
def _take(value: Value, count: Value) -> Value:
    if is_holed(value) or is_holed(count):
        start = value.parts[0] if isinstance(value, Symbolic) else ""
        if isinstance(start, str) and isinstance(count, int) and len(start) >= count:
            return start[: max(count, 0)]
        return derived("take", (value, count))
    return sized(value)[: max(integer(count), 0)]


@pure("range", integer, integer)
def _range(start: int, count: int) -> Value:
    if not 0 <= count <= 10_000:
        raise ExpressionError(f"range() makes 0 to 10,000 numbers, not {count}")
    return list(range(start, start + count))


@pure("indexFromEnd", array, integer)
def _index_from_end(items: Sequence[Value], index: int) -> Value:
    if not 1 <= index <= len(items):
        raise ExpressionError(f"index {index} from the end is not in an array of {len(items)}")
    return items[-index]


@pure("tryIndexFromEnd", anything, integer)
def _try_index_from_end(items: Value, index: int) -> Value:
    return items[-index] if is_list(items) and 1 <= index <= len(items) else None


@function("tryGet", 2, None, "nodes")
def _try_get(frame: Frame, container: Node, *keys: Node) -> Value:
    value = evaluate(container, frame)
    for key in keys:
        if value is None:
            return None
        value = lookup(value, evaluate(key, frame))[1]
    return value


@pure("objectKeys", members)
def _object_keys(of: Mapping[str, Value]) -> Value:
    from azbk_lint.resolve.arm.functions.comparison import culture_order

    return sorted(of, key=culture_order)


@pure("items", members)
def _items(of: Mapping[str, Value]) -> Value:
    from azbk_lint.resolve.arm.functions.comparison import culture_order

    return [{"key": key, "value": of[key]} for key in sorted(of, key=culture_order)]


@function("null", 0, 0)
def _null() -> Value:
    return None
