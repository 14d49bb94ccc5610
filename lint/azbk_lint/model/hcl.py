"""The syntax tree of HCL: what a Terraform file says, with the character offsets of every part.

Every node begins with `start` and `end`, offsets into the source's text, end exclusive. No tree is so high that walking it
by recursion runs out of stack: at most 200 tuples of a value stand inside each other, and at most 100 blocks.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """A string without interpolation, a number, true, false or null; the value after escapes are undone."""

    start: int
    end: int
    value: bool | int | float | str | None


class Template(NamedTuple):
    """A quoted string or heredoc with interpolations: literal strings, expressions and directives in order.

    With a single part that is an expression, `"${x}"` is the value of x itself and not a string.
    """

    start: int
    end: int
    parts: tuple[str | Node, ...]
    heredoc: bool = False


class Name(NamedTuple):
    """A traversal from a root name through plain attributes: `var.net.cidr` is ("var", "net", "cidr")."""

    start: int
    end: int
    steps: tuple[str, ...]


class GetAttr(NamedTuple):
    """`of.name`, where `of` is more than a plain traversal."""

    start: int
    end: int
    of: Node
    name: str


class Index(NamedTuple):
    """`of[key]`, and the legacy `of.0`."""

    start: int
    end: int
    of: Node
    key: Node


class Splat(NamedTuple):
    """`of[*].steps` (full) or `of.*.steps`; steps are attribute names, or keys as nodes.

    Where a splat follows a full one, `a[*].b[*].c`, the outer one is given as the ForTuple it stands for, its `value`
    named `*`: no name in a text looks like it.
    """

    start: int
    end: int
    of: Node
    full: bool
    steps: tuple[str | Node, ...]


class Call(NamedTuple):
    """`name(arguments)`; `spread` where the last argument ends in `...`."""

    start: int
    end: int
    name: str
    arguments: tuple[Node, ...]
    spread: bool


class Conditional(NamedTuple):
    """`condition ? yes : no`."""

    start: int
    end: int
    condition: Node
    yes: Node
    no: Node


class Binary(NamedTuple):
    """`left operator right`."""

    start: int
    end: int
    operator: str
    left: Node
    right: Node


class Unary(NamedTuple):
    """`-operand` or `!operand`."""

    start: int
    end: int
    operator: str
    operand: Node


class Tuple(NamedTuple):
    """`[items]`."""

    start: int
    end: int
    items: tuple[Node, ...]


class Object(NamedTuple):
    """`{ key = value }`; a bare name as key is a Literal."""

    start: int
    end: int
    items: tuple[tuple[Node, Node], ...]


class ForTuple(NamedTuple):
    """`[for key, value in collection : result if condition]`."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Node
    result: Node
    condition: Node | None


class ForObject(NamedTuple):
    """`{for key, value in collection : name => result... if condition}`; `grouped` where the dots are written."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Node
    name: Node
    result: Node
    grouped: bool
    condition: Node | None


class Paren(NamedTuple):
    """`(inner)`."""

    start: int
    end: int
    inner: Node


class IfDirective(NamedTuple):
    """`%{ if condition }yes%{ else }no%{ endif }` inside a template."""

    start: int
    end: int
    condition: Node
    yes: tuple[str | Node, ...]
    no: tuple[str | Node, ...]


class ForDirective(NamedTuple):
    """`%{ for key, value in collection }parts%{ endfor }` inside a template."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Node
    parts: tuple[str | Node, ...]


Node: TypeAlias = (
    Literal
    | Template
    | Name
    | GetAttr
    | Index
    | Splat
    | Call
    | Conditional
    | Binary
    | Unary
    | Tuple
    | Object
    | ForTuple
    | ForObject
    | Paren
    | IfDirective
    | ForDirective
)


class Attribute(NamedTuple):
    """`name = value` in a body; from the name's first character to the value's last."""

    start: int
    end: int
    name: str
    value: Node


class Block(NamedTuple):
    """`type "label" { body }`; `header_end` is the offset behind the type and labels, before the blanks and the `{`."""

    start: int
    end: int
    type: str
    labels: tuple[str, ...]
    body: Body
    header_end: int


class Body(NamedTuple):
    """What stands between braces, or in a whole file: attributes and blocks, each in the order written."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]


class HclError(ValueError):
    """A text that is not HCL: `at` is the offset where reading stopped, the message says what was expected there."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
