"""Terraform's JSON syntax (`.tf.json`) as the body that the native syntax would have given.

What is a block follows from Terraform's own schema, kept in `_KINDS`. The blocks of a provider's resources cannot be told from
arguments without the provider's schema, so they stay attributes: an object for one block, a tuple of objects for several.
Strings are templates; where Terraform wants a reference they are expressions, where it wants constants just text. Members
named `//` are comments.

A finding in such a file needs its line, and a route into the JSON would not survive what was said above; so every node carries
the offsets of the JSON text it was read from, inside strings too. A block begins at the name of its last label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from azbk_lint.model.hcl import Attribute, Block, Body, HclError, Literal, Node, Object, Tuple
from azbk_lint.read.hcl.expressions import is_too_high
from azbk_lint.read.hcl.json_text import literal_tree, template
from azbk_lint.read.hcl.parser import building, parse_expression, parse_template


class _Kind(NamedTuple):
    """What Terraform knows of a block's members: nested blocks with the number of their labels, references, constants only."""

    blocks: Mapping[str, int] = {}
    references: tuple[str, ...] = ()
    constant: bool = False


_CONDITIONS: Final = {"precondition": 0, "postcondition": 0}
_MANAGED: Final = _Kind({"lifecycle": 0, "connection": 0, "provisioner": 1, "dynamic": 1}, ("depends_on", "provider"))
_FILE: Final = _Kind(
    {"locals": 0, "terraform": 0, "import": 0, "moved": 0, "removed": 0}
    | dict.fromkeys(("check", "module", "output", "provider", "variable"), 1)
    | dict.fromkeys(("action", "data", "ephemeral", "resource"), 2)
)
_KINDS: Final[Mapping[str, _Kind]] = {
    "backend": _Kind(constant=True),
    "check": _Kind({"assert": 0, "data": 2}),
    "cloud": _Kind({"workspaces": 0}, constant=True),
    "content": _Kind({"dynamic": 1}),
    "data": _MANAGED,
    "dynamic": _Kind({"content": 0}, ("iterator",)),
    "ephemeral": _MANAGED,
    "import": _Kind({}, ("provider", "to")),
    "lifecycle": _Kind(_CONDITIONS, ("ignore_changes", "replace_triggered_by")),
    "module": _Kind({}, ("depends_on", "providers")),
    "moved": _Kind({}, ("from", "to")),
    "output": _Kind(_CONDITIONS, ("depends_on",)),
    "provisioner": _Kind({"connection": 0}, ("on_failure", "when")),
    "removed": _Kind({"connection": 0, "lifecycle": 0, "provisioner": 1}, ("from",)),
    "required_providers": _Kind(constant=True),
    "resource": _MANAGED,
    "terraform": _Kind({"backend": 1, "cloud": 0, "provider_meta": 1, "required_providers": 0}, constant=True),
    "variable": _Kind({"validation": 0}, ("type",), constant=True),
}
_OTHER: Final = _Kind()


class _Leaf(NamedTuple):
    """What stands below a block's last label, and the offsets of that label's name."""

    labels: tuple[str, ...]
    content: Node
    start: int
    end: int


def read(text: str) -> tuple[Body, list[HclError]]:
    """Read a text in JSON syntax: what it holds, and every mistake; a block at the top with a mistake in it is left out."""
    reading = _Reading(text)
    try:
        with building():
            return reading.file(literal_tree(text)), reading.errors
    except HclError as error:
        return Body((), ()), [error]


class _Reading:
    """One text being read, and the mistakes that do not stop the reading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.errors: list[HclError] = []

    def file(self, root: Node) -> Body:
        """Read the whole text's blocks; there are no attributes at the top."""
        blocks = list[Block]()
        for name, key, value in self._members(root):
            if name not in _FILE.blocks:
                self.errors.append(HclError("expected the type of a block at the top", key.start))
                continue
            for leaf in self._leaves(_Leaf((), value, key.start, key.end), _FILE.blocks[name]):
                try:
                    blocks.append(self._block(name, leaf))
                except HclError as error:
                    self.errors.append(error)
        return Body((), tuple(blocks))

    def _block(self, kind: str, leaf: _Leaf) -> Block:
        return Block(leaf.start, leaf.content.end, kind, leaf.labels, self._body(leaf.content, _KINDS.get(kind, _OTHER)), leaf.end)

    def _body(self, content: Node, kind: _Kind) -> Body:
        attributes, blocks = dict[str, Attribute](), list[Block]()
        for name, key, value in self._members(content):
            if name in kind.blocks:
                leaves = self._leaves(_Leaf((), value, key.start, key.end), kind.blocks[name])
                blocks.extend(self._block(name, leaf) for leaf in leaves)
            elif name in attributes:
                self.errors.append(HclError(f"expected `{name}` only once in this object", key.start))
            else:
                attributes[name] = Attribute(key.start, value.end, name, self._value(value, name, kind))
        return Body(tuple(attributes.values()), tuple(blocks))

    def _members(self, content: Node) -> Iterator[tuple[str, Node, Node]]:
        """Give the members of an object, or of the objects in a tuple, comments left out."""
        match content:
            case Object(items=members):
                yield from ((str(key.value), key, value) for key, value in members if isinstance(key, Literal) and key.value != "//")
            case Tuple(items=objects):
                for inner in objects:
                    yield from self._members(inner) if isinstance(inner, Object) else self._misplaced(inner)
            case Literal(value=None):
                pass
            case _:
                self._misplaced(content)

    def _misplaced(self, node: Node) -> tuple[()]:
        self.errors.append(HclError("expected an object", node.start))
        return ()

    def _leaves(self, leaf: _Leaf, labels: int) -> Iterator[_Leaf]:
        """Follow a block's labels down; give what stands below each."""
        match leaf.content:
            case node if labels:
                for name, key, value in self._members(node):
                    yield from self._leaves(_Leaf((*leaf.labels, name), value, key.start, key.end), labels - 1)
            case Tuple(items=contents):
                yield from (_Leaf(leaf.labels, content, content.start, content.start + 1) for content in contents)
            case Literal(value=None):
                pass
            case _:
                yield leaf

    def _value(self, node: Node, name: str, kind: _Kind) -> Node:
        """Give an attribute's value with its strings read for what they mean there."""
        value = self._reference(node) if name in kind.references else node if kind.constant else self._expression(node)
        if is_too_high(value):
            raise HclError("expected a value of fewer levels", node.start)
        return value

    def _expression(self, node: Node) -> Node:
        match node:
            case Literal(value=str(value)) if "${" in value or "%{" in value:
                return template(self.text, node, parse_template)
            case Tuple(items=items):
                return node._replace(items=tuple(self._expression(item) for item in items))
            case Object(items=members):
                return node._replace(items=tuple((self._expression(key), self._expression(value)) for key, value in members))
            case _:
                return node

    def _reference(self, node: Node) -> Node:
        match node:
            case Literal(value=str(value)) if "${" not in value:
                return template(self.text, node, parse_expression)
            case Tuple(items=items):
                return node._replace(items=tuple(self._reference(item) for item in items))
            case Object(items=members):
                return node._replace(items=tuple((key, self._reference(value)) for key, value in members))
            case _:
                return self._expression(node)
