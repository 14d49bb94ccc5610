"""What the tests of the HCL reader share: trees without offsets, random trees, and how they are written."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from azbk_lint.model.hcl import (
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    ForDirective,
    ForObject,
    ForTuple,
    GetAttr,
    IfDirective,
    Index,
    Literal,
    Name,
    Node,
    Object,
    Paren,
    Splat,
    Template,
    Tuple,
    Unary,
)

Bare: TypeAlias = "tuple[Bare, ...] | str | int | float | bool | None"
Part: TypeAlias = str | Node
T = TypeVar("T")

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def bare(tree: object) -> Bare:
    """Give a tree without its offsets; True and 1 stay different."""
    if isinstance(tree, Body):
        return (bare(tree.attributes), bare(tree.blocks))
    if isinstance(tree, Block):
        return (tree.type, tree.labels, bare(tree.body))
    if isinstance(tree, Literal):
        return ("Literal", type(tree.value).__name__, tree.value)
    if isinstance(tree, Node | Attribute):
        return (type(tree).__name__, *(bare(field) for field in tree[2:]))
    if isinstance(tree, tuple):
        return tuple(bare(field) for field in tree)
    assert tree is None or isinstance(tree, str | int | float)
    return tree


def nodes(tree: object) -> Iterator[Node]:
    """Give every node of a tree, the outer before the inner."""
    if isinstance(tree, Node):
        yield tree
    if isinstance(tree, tuple):
        for field in tree:
            yield from nodes(field)


_LETTERS = "abzA_é"
_CHARACTERS = "ab{}$%~\"\\\n\r\t '#/é\U0001f600\0"
_OPERATORS = ("||", "&&", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%")


class Grower:
    """Grows random trees whose offsets are all 0; `size` bounds how deep and how wide."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - it grows test trees
        self.size = size

    def word(self) -> str:
        letters = "".join(self.random.choices(_LETTERS + "-09", k=self.random.randrange(3)))
        return self.random.choice(_LETTERS) + letters

    def text(self) -> str:
        return "".join(self.random.choices(_CHARACTERS, k=self.random.randrange(6)))

    def many(self, grow: Callable[[int], T], depth: int) -> tuple[T, ...]:
        return tuple(grow(depth - 1) for _ in range(self.random.randrange(4)))

    def maybe(self, grow: Callable[[], T]) -> T | None:
        return grow() if self.random.random() < 0.5 else None

    def body(self, depth: int | None = None) -> Body:
        depth = self.size if depth is None else depth
        values = {self.word(): self.expression(depth) for _ in range(self.random.randrange(4))}
        blocks = self.many(self.block, depth) if depth > 0 else ()
        return Body(tuple(Attribute(0, 0, name, value) for name, value in values.items()), blocks)

    def block(self, depth: int) -> Block:
        labels = tuple(self.text() for _ in range(self.random.randrange(3)))
        return Block(0, 0, self.word(), labels, self.body(depth), 0)

    def expression(self, depth: int | None = None) -> Node:
        depth = self.size if depth is None else depth
        kinds = [self.term, self.term, self.operation, self.unary, self.conditional]
        return self.random.choice(kinds)(depth) if depth > 0 else self.atom(depth)

    def operation(self, depth: int) -> Node:
        return Binary(0, 0, self.random.choice(_OPERATORS), self.term(depth - 1), self.term(depth - 1))

    def unary(self, depth: int) -> Node:
        return Unary(0, 0, self.random.choice("-!"), self.term(depth - 1))

    def conditional(self, depth: int) -> Node:
        return Conditional(0, 0, self.operation(depth - 1), self.expression(depth - 1), self.expression(depth - 1))

    def atom(self, _: int = 0) -> Node:
        values: list[str | float | None] = [None, True, False, 0, 7, 2**70, 0.5, 1e-9, 2.5e30, self.text(), self.text()]
        if self.random.random() < 0.5:
            return Name(0, 0, tuple(self.word() for _ in range(self.random.randrange(1, 4))))
        return Literal(0, 0, self.random.choice(values))

    def term(self, depth: int) -> Node:
        """Grow what may stand beside an operator without parentheses."""
        if depth <= 0:
            return self.atom()
        kinds: list[Callable[[int], Node]] = [self.firm, self.taken, self.call, self.tuple_, self.object_, self.template]
        return self.random.choice([*kinds, self.atom, self.for_tuple, self.for_object])(depth)

    def firm(self, depth: int) -> Node:
        return Paren(0, 0, self.expression(depth - 1))

    def call(self, depth: int) -> Node:
        arguments = self.many(self.expression, depth)
        name = self.random.choice([self.word(), f"{self.word()}::{self.word()}"])
        return Call(0, 0, name, arguments, spread=bool(arguments) and self.random.random() < 0.3)

    def taken(self, depth: int) -> Node:
        of = self.firm(depth - 1) if self.random.random() < 0.5 else self.call(depth - 1)
        steps = self.many(self.step, depth)
        legacy: tuple[Part, ...] = tuple(step for step in steps if isinstance(step, str))
        forms: list[Node] = [
            GetAttr(0, 0, of, self.word()),
            Index(0, 0, self.random.choice([of, self.atom()]), self.expression(depth - 1)),
            Splat(0, 0, of, full=True, steps=steps),
            Splat(0, 0, of, full=False, steps=(*legacy, Literal(0, 0, self.random.randrange(99)), *legacy)),
        ]
        return self.random.choice(forms)

    def step(self, depth: int) -> Part:
        return self.word() if self.random.random() < 0.5 else self.expression(depth)

    def tuple_(self, depth: int) -> Node:
        return Tuple(0, 0, self.many(self.expression, depth))

    def object_(self, depth: int) -> Node:
        return Object(0, 0, self.many(lambda depth: (self.key(depth), self.expression(depth)), depth))

    def key(self, depth: int) -> Node:
        return self.random.choice([Literal(0, 0, self.word()), Literal(0, 0, self.text()), self.firm(depth)])

    def for_tuple(self, depth: int) -> Node:
        over, result = self.expression(depth - 1), self.expression(depth - 1)
        return ForTuple(0, 0, self.maybe(self.word), self.word(), over, result, self.maybe(lambda: self.expression(depth - 1)))

    def for_object(self, depth: int) -> Node:
        over, name, result = (self.expression(depth - 1) for _ in range(3))
        condition, grouped = self.maybe(lambda: self.expression(depth - 1)), self.random.random() < 0.5
        return ForObject(0, 0, self.maybe(self.word), self.word(), over, name, result, grouped, condition)

    def template(self, depth: int) -> Node:
        parts = self.parts(depth)
        return Template(0, 0, (*parts, self.expression(depth - 1)))

    def parts(self, depth: int) -> tuple[Part, ...]:
        """Grow a template's parts, of which no two neighbours are texts and none is empty."""
        kept = list[Part]()
        for _ in range(self.random.randrange(4)):
            part = self.random.choice([self.text(), self.expression(depth - 1), self.directive(depth - 1)])
            if part and not (kept and isinstance(kept[-1], str) and isinstance(part, str)):
                kept.append(part)
        return tuple(kept)

    def directive(self, depth: int) -> Node:
        parts = self.parts(depth - 1) if depth > 0 else ()
        if self.random.random() < 0.5:
            return IfDirective(0, 0, self.expression(depth - 1), parts, parts[:1])
        return ForDirective(0, 0, self.maybe(self.word), self.word(), self.expression(depth - 1), parts)


class Writer:
    """Writes trees as HCL, with blanks and comments where they may stand."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - it chooses blanks

    def gap(self, *, free: bool) -> str:
        return self.random.choice(["", "", " ", "\t", "/* * */ "] + (["\n", "\r\n", " # [\n", "// {\n  "] if free else []))

    def break_(self) -> str:
        return self.random.choice(["\n", "\r\n", " # }\n", "\n\n", " // x\n  ", " /* \n */ \n"])

    def body(self, body: Body) -> str:
        lines = [f"{a.name}{self.gap(free=False)}={self.gap(free=False)}{self.line(a.value)}" for a in body.attributes]
        for block in body.blocks:
            labels = " ".join([block.type, *(quoted(label) for label in block.labels)])
            lines.append(f"{labels}{self.gap(free=False)}{{{self.break_()}{self.body(block.body)}}}")
        return "".join(line + self.break_() for line in lines)

    def line(self, node: Node) -> str:
        """Write an attribute's value, as a heredoc where it can be one."""
        if isinstance(node, Literal) and isinstance(node.value, str) and node.value.endswith("\n") and "\r" not in node.value:
            text = escaped(node.value, {})
            if all(line.strip() != "EOT" for line in text.split("\n")):
                return f"<<EOT\n{text}EOT\n"
        return self.node(node, free=False)

    def node(self, node: Node, *, free: bool) -> str:
        match node:
            case Literal(value=str(value)):
                return quoted(value)
            case Literal(value=value):
                return {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else repr(value)
            case Name(steps=steps):
                return ".".join(steps)
            case Template(parts=parts):
                return f'"{self.parts(parts)}"'
            case Paren(inner=inner):
                return f"({self.inside(inner)})"
            case Tuple(items=items):
                return f"[{','.join(map(self.inside, items))}{self.gap(free=True)}]"
            case Object(items=items):
                return "{" + self.break_() + "".join(self.member(key, value) for key, value in items) + "}"
            case ForTuple() | ForObject():
                return self.loop(node)
            case Conditional() | Binary() | Unary():
                return self.operation(node, self.gap(free=free), free=free)
            case GetAttr() | Index() | Splat() | Call():
                return self.taken(node, self.gap(free=free), free=free)
            case _:
                raise AssertionError(node)

    def inside(self, node: Node) -> str:
        """Write what stands between brackets."""
        return self.gap(free=True) + self.node(node, free=True) + self.gap(free=True)

    def operation(self, node: Conditional | Binary | Unary, gap: str, *, free: bool) -> str:
        match node:
            case Conditional(condition=condition, yes=yes, no=no):
                arms = f"{self.node(yes, free=free)}{gap} : {self.node(no, free=free)}"
                return f"{self.node(condition, free=free)}{gap} ? {arms}"
            case Binary(operator=operator, left=left, right=right):
                return f"{self.node(left, free=free)} {gap}{operator} {gap}{self.node(right, free=free)}"
            case Unary(operator=operator, operand=operand):
                return f"{operator}{gap}{self.node(operand, free=free)}"

    def taken(self, node: GetAttr | Index | Splat | Call, gap: str, *, free: bool) -> str:
        match node:
            case GetAttr(of=of, name=name):
                return f"{self.node(of, free=free)}{gap}.{gap}{name}"
            case Index(of=of, key=key):
                return f"{self.node(of, free=free)}{gap}[{self.inside(key)}]"
            case Splat(of=of, full=full, steps=steps):
                star = "[*]" if full else ".*"
                return f"{self.node(of, free=free)}{gap}{star}" + "".join(gap + self.step(step, full=full) for step in steps)
            case Call(name=name, arguments=arguments, spread=spread):
                last = "..." if spread else self.random.choice(["", ","] if arguments else [""])
                return f"{name}{gap}({','.join(map(self.inside, arguments))}{last}{self.gap(free=True)})"

    def loop(self, node: ForTuple | ForObject) -> str:
        match node:
            case ForTuple(key=key, value=value, collection=over, result=result, condition=condition):
                return f"[{self.intro(key, value, over)}{self.inside(result)}{self.condition(condition)}]"
            case ForObject(key=key, value=value, collection=over, name=name, result=result, condition=condition):
                made = f"{self.inside(name)}=>{self.inside(result)}{'...' if node.grouped else ''}"
                return f"{{{self.intro(key, value, over)}{made}{self.condition(condition)}}}"

    def step(self, step: str | Node, *, full: bool) -> str:
        if isinstance(step, str):
            return f".{step}"
        return f"[{self.node(step, free=True)}]" if full else f".{self.node(step, free=False)}"

    def member(self, key: Node, value: Node) -> str:
        is_word = isinstance(key, Literal) and re.fullmatch(r"[A-Za-z_][\w-]*", str(key.value)) and key.value != "for"
        name = str(key.value) if isinstance(key, Literal) and is_word else self.node(key, free=False)
        end = self.random.choice([self.break_(), ",", ", ", ",\n"])
        return f"{name}{self.gap(free=False)}{self.random.choice('=:')}{self.gap(free=False)} {self.node(value, free=False)}{end}"

    def intro(self, key: str | None, value: str, over: Node) -> str:
        names = f"{key}{self.gap(free=True)},{self.gap(free=True)}{value}" if key else value
        return f"{self.gap(free=True)}for {names} in {self.node(over, free=True)}{self.gap(free=True)} :"

    def condition(self, node: Node | None) -> str:
        return f" if {self.node(node, free=True)}{self.gap(free=True)}" if node else self.gap(free=True)

    def parts(self, parts: tuple[Part, ...]) -> str:
        return "".join(self.part(part) for part in parts)

    def part(self, part: Part) -> str:
        gap = self.gap(free=True)
        match part:
            case str():
                return escaped(part, _ESCAPES)
            case IfDirective(condition=condition, yes=yes, no=no):
                other = f"%{{ else }}{self.parts(no)}" if no else ""
                return f"%{{{gap}if {self.node(condition, free=True)}{gap}}}{self.parts(yes)}{other}%{{ endif }}"
            case ForDirective(key=key, value=value, collection=over, parts=inner):
                names = f"{key}, {value}" if key else value
                return f"%{{ for {names} in {self.node(over, free=True)}{gap}}}{self.parts(inner)}%{{endfor{gap}}}"
            case _:
                return f"${{{gap}{self.node(part, free=True)}{gap}}}"


def quoted(value: str) -> str:
    return f'"{escaped(value, _ESCAPES)}"'


def escaped(value: str, escapes: dict[str, str]) -> str:
    """Escape a text; a sign that would start an interpolation with what follows it is written as a number where it may."""
    written = re.sub(r"[$%](?=\{)", lambda found: found[0] * 2, value)
    written = "".join(escapes.get(char, char) for char in written)
    return re.sub(r"[$%]\Z", lambda found: f"\\u{ord(found[0]):04x}", written) if escapes else written
