"""From a route into a value to the part of a file that says it."""

from __future__ import annotations

from azbk_lint.model.hcl import Literal, Node, Object, Paren, Tuple
from azbk_lint.model.source import Place
from azbk_lint.model.value import Key, Route
from azbk_lint.resolve.terraform.declared import Written


def deepest(written: Written, route: Route) -> Place:
    """Give the deepest part of an attribute's literal value on a route, the whole attribute where none is literal."""
    node: Node = written.attribute.value
    place = written.place
    for key in route:
        found = member(node, key)
        if found is None:
            return place
        start, node = found
        place = Place(written.source, span=(start, node.end))
    return place


def member(node: Node, key: Key) -> tuple[int, Node] | None:
    """Give a member of an object or tuple as it is written, with where it begins, its key included."""
    while isinstance(node, Paren):
        node = node.inner
    if isinstance(node, Object) and isinstance(key, str):
        folded = key.casefold()
        return next(
            ((name.start, value) for name, value in node.items if isinstance(name, Literal) and str(name.value).casefold() == folded), None
        )
    if isinstance(node, Tuple) and isinstance(key, int) and -len(node.items) <= key < len(node.items):
        return node.items[key].start, node.items[key]
    return None
