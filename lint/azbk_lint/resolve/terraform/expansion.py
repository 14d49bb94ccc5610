"""count and for_each: which instances of a resource or module call there are, as far as that can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar

from azbk_lint.model.hcl import Conditional, Node, Paren
from azbk_lint.model.value import Symbolic, Unknown, Value
from azbk_lint.resolve.terraform.declared import Declared
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.expressions.basics import agreed
from azbk_lint.resolve.terraform.scalars import to_number
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import SetValue
from azbk_lint.resolve.terraform.unknowns import Lazy, Several, opened, sketch, unknown_in

MOST_COPIES = 1024
Exists: TypeAlias = Literal[True] | Unknown


class Copy(NamedTuple):
    """One instance: how its address ends, the names it adds to the scope, and whether and how often it is there."""

    suffix: str
    names: Mapping[str, Value]
    exists: Exists = True
    many: Unknown | None = None

    def within(self, outer: Copy) -> Copy:
        """Carry the doubt over a module call to what it makes."""
        exists = self.exists if isinstance(self.exists, Unknown) else outer.exists
        return Copy(self.suffix, self.names, exists, self.many or outer.many)


CERTAIN = Copy("", {})
Member = TypeVar("Member", bound=Lazy)
Make: TypeAlias = Callable[[Copy], Member]


class Expansion(NamedTuple, Generic[Member]):
    """The instances of one declaration, and what an expression that names it sees."""

    members: Sequence[Member]
    value: Value


class _Doubtful(Several, Generic[Member]):
    """Instances that may be there or not: any is made that an expression asks for."""

    __slots__ = ("counted", "known", "make", "reason", "symbolic")

    def __init__(self, known: dict[str, Member], symbolic: Copy | None, make: Make[Member], reason: Unknown, *, counted: bool) -> None:
        self.known, self.symbolic, self.make, self.reason, self.counted = known, symbolic, make, reason, counted

    def __getitem__(self, key: str) -> Value:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def whole(self) -> Unknown:
        return self.reason

    def attribute(self, name: str) -> Value:
        if self.counted:
            raise EvalError(f"there is no attribute '{name}' of a list")
        return self.index(name)

    def index(self, key: Value) -> Value:
        copy = self._copy(key)
        if copy.suffix not in self.known:
            self.known[copy.suffix] = self.make(copy)
        return self.known[copy.suffix]

    def _copy(self, key: Value) -> Copy:
        if self.symbolic is not None and isinstance(key, Unknown | Symbolic) and self._is_own(key):
            return self.symbolic
        suffix = f"[{sketch(key)}]" if isinstance(key, Unknown | Symbolic) else _suffix(to_number(key) if self.counted else key)
        names: Mapping[str, Value] = {"count": {"index": key}} if self.counted else {"each": {"key": key, "value": self._element(key)}}
        return Copy(suffix, names, self.reason)

    def _is_own(self, key: Value) -> bool:
        names = self.symbolic.names if self.symbolic is not None else {}
        return any(isinstance(each, Mapping) and key in (each.get("index"), each.get("key")) for each in names.values())

    def _element(self, key: Value) -> Unknown:
        return Unknown(f"{self.reason.key}[{sketch(key)}]", self.reason.because, self.reason.kind, self.reason.settle)


def expand(declared: Declared, scope: Scope, make: Make[Member]) -> Expansion[Member]:
    """Make the instances of a declaration: one, one each, or a symbolic one where nobody can tell."""
    if (count := declared.attributes.get("count")) is not None:
        return _counted(count.attribute.value, scope, make)
    if (for_each := declared.attributes.get("for_each")) is not None:
        return _each(for_each.attribute.value, scope, make)
    only = make(Copy("", {}))
    return Expansion([only], only)


def _asked(node: Node, scope: Scope) -> Value:
    """Evaluate a meta-argument; what fails is an unknown that says so."""
    run = scope.module.run
    try:
        return evaluate(node, scope)
    except EvalError as error:
        return Unknown(run.fresh("repeat").key, f"its count or for_each cannot be evaluated: {error}", "error")
    except (Limit, RecursionError) as error:
        return Unknown(run.fresh("repeat").key, f"its count or for_each is not evaluated: {error}", "limit")


def _counted(node: Node, scope: Scope, make: Make[Member]) -> Expansion[Member]:
    count = _asked(node, scope)
    number = _whole(count)
    if isinstance(number, int):
        members = [make(_numbered(index)) for index in range(number)]
        return Expansion(members, list(members))
    reason = number
    if (bounds := _bounds(node, scope)) is not None:
        copies = [_numbered(index, exists=True if index < bounds[0] else reason) for index in range(bounds[1])]
        known = {copy.suffix: make(copy) for copy in copies}
        return Expansion(list(known.values()), _Doubtful(known, None, make, reason, counted=True))
    index = Unknown(f"count.index({reason.key})", reason.because, reason.kind, reason.settle)
    return _symbolic(Copy("[?]", {"count": {"index": index}}, reason, reason), make, reason, counted=True)


def _symbolic(copy: Copy, make: Make[Member], reason: Unknown, *, counted: bool) -> Expansion[Member]:
    member = make(copy)
    return Expansion([member], _Doubtful({copy.suffix: member}, copy, make, reason, counted=counted))


def _whole(count: Value) -> int | Unknown:
    """Give a count, or why there is none to go by."""
    unknown = unknown_in(count)
    if unknown is not None:
        return unknown
    try:
        number = to_number(count)
    except EvalError:
        number = -1
    if not isinstance(number, int) or number < 0:
        return Unknown(f"count({sketch(count)})", "its count is not a whole number", "error")
    if number > MOST_COPIES:
        return Unknown(f"count({number})", f"its count is above {MOST_COPIES}", "limit")
    return number


def _arms(node: Node, scope: Scope) -> tuple[Value, Value] | None:
    """Give both arms of a conditional."""
    while isinstance(node, Paren):
        node = node.inner
    return (_asked(node.yes, scope), _asked(node.no, scope)) if isinstance(node, Conditional) else None


def _bounds(node: Node, scope: Scope) -> tuple[int, int] | None:
    """Give the least and the most instances where a conditional chooses between two numbers."""
    arms = _arms(node, scope)
    numbers = [_whole(arm) for arm in arms or ()]
    known = sorted(number for number in numbers if isinstance(number, int))
    return (known[0], known[1]) if len(known) == 2 else None


def _numbered(index: int, *, exists: Exists = True) -> Copy:
    return Copy(f"[{index}]", {"count": {"index": index}}, exists)


def _each(node: Node, scope: Scope, make: Make[Member]) -> Expansion[Member]:
    pairs = _pairs(_asked(node, scope))
    if not isinstance(pairs, Unknown):
        members = {key: make(_keyed(key, pairs[key])) for key in sorted(pairs)}
        return Expansion(list(members.values()), dict(members))
    reason = pairs
    if (possible := _possible(node, scope, reason)) is not None:
        known = {copy.suffix: make(copy) for copy in possible}
        return Expansion(list(known.values()), _Doubtful(known, None, make, reason, counted=False))
    key = Unknown(f"each.key({reason.key})", reason.because, reason.kind, reason.settle)
    value = Unknown(f"each.value({reason.key})", reason.because, reason.kind, reason.settle)
    return _symbolic(Copy("[?]", {"each": {"key": key, "value": value}}, reason, reason), make, reason, counted=False)


def _pairs(collection: Value) -> Mapping[str, Value] | Unknown:
    """Give the keys and values of a for_each, or why there are none to go by."""
    collection = opened(collection)
    if isinstance(collection, Lazy):
        return collection.whole()
    if isinstance(collection, Unknown):
        return collection
    pairs: Mapping[str, Value] | None = None
    if isinstance(collection, dict):
        pairs = collection
    elif isinstance(collection, SetValue) and all(isinstance(item, str) for item in collection):
        pairs = {str(item): item for item in collection}
    if pairs is None:
        return Unknown(f"for_each({sketch(collection)})", "its for_each is neither a map nor a set of strings", "error")
    if len(pairs) > MOST_COPIES:
        return Unknown(f"for_each({len(pairs)})", f"its for_each has more than {MOST_COPIES} keys", "limit")
    return pairs


def _possible(node: Node, scope: Scope, reason: Unknown) -> Sequence[Copy] | None:
    """Give the instances of both arms where a conditional chooses between two known collections."""
    arms = [_pairs(arm) for arm in _arms(node, scope) or ()]
    known = [arm for arm in arms if not isinstance(arm, Unknown)]
    if len(known) < 2:
        return None
    yes, no = known
    both = yes.keys() & no.keys()
    return [
        _keyed(key, agreed(reason, yes[key], no[key]) if key in both else {**yes, **no}[key], exists=True if key in both else reason)
        for key in sorted(yes.keys() | no.keys())
    ]


def _keyed(key: str, value: Value, *, exists: Exists = True) -> Copy:
    return Copy(_suffix(key), {"each": {"key": key, "value": value}}, exists)


def _suffix(key: Value) -> str:
    if not isinstance(key, str):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    return f'["{escaped}"]'
