"""python-hcl2's reading of a text in our own tree: the second opinion before a file is called unreadable.

Its grammar's tree is taken, with the exact offsets of every token, and not its rules or dicts, which lose them. Heredocs, one
opaque token there, are read by our own templates. The grammar is built once a process (a good second) and kept in memory:
python-hcl2's own cache would be a file among the installed packages.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from azbk_lint.model import hcl
from azbk_lint.model.hcl import HclError, Literal, Node
from azbk_lint.read.hcl.expressions import is_too_high
from azbk_lint.read.hcl.parser import building
from azbk_lint.read.hcl.python_hcl2_nodes import Part, node, string

if TYPE_CHECKING:
    from lark import Lark

LONGEST: Final = 1 << 18
"""So many characters are handed to python-hcl2, which may take twenty seconds for a million; real files stay below 200,000."""


def read(text: str) -> hcl.Body | None:
    """Read a Terraform file's text with python-hcl2; None where it rejects the text too, or the text is longer than LONGEST."""
    from lark.exceptions import LarkError

    if len(text) > LONGEST:
        return None
    try:
        with building():
            return _body(text + "\n", _part(_grammar().parse(text + "\n")).parts[0])
    except (LarkError, HclError):
        return None


@cache
def _grammar() -> Lark:
    import hcl2.parser
    from hcl2.postlexer import PostLexer
    from lark import Lark

    return Lark.open("hcl2.lark", rel_to=hcl2.parser.__file__, parser="lalr", propagate_positions=False, postlex=PostLexer())


def _part(tree: Any) -> Part:  # noqa: ANN401 - lark gives trees and tokens alike, untyped
    if not hasattr(tree, "data"):
        return Part(tree.type, tree.start_pos, tree.end_pos, str(tree), ())
    parts = tuple(_part(child) for child in tree.children if _is_written(child))
    return Part(str(tree.data), parts[0].start if parts else 0, parts[-1].end if parts else 0, "", parts)


def _is_written(tree: Any) -> bool:  # noqa: ANN401 - as above
    return tree is not None and getattr(tree, "data", None) != "new_line_or_comment" and getattr(tree, "type", None) != "NL_OR_COMMENT"


def _body(text: str, body: Part) -> hcl.Body:
    attributes = dict[str, hcl.Attribute]()
    for part in body.parts:
        if part.kind == "attribute":
            name, value = part.parts[0].parts[0].text, _value(text, part.parts[-1])
            attributes.setdefault(name, hcl.Attribute(part.start, value.end, name, value))
    return hcl.Body(tuple(attributes.values()), tuple(_block(text, part) for part in body.parts if part.kind == "block"))


def _value(text: str, part: Part) -> Node:
    value = node(text, part)
    if is_too_high(value):
        raise HclError("expected a smaller expression", value.start)
    return value


def _block(text: str, part: Part) -> hcl.Block:
    *header, body = part.rules
    words = [_word(text, word) for word in header]
    return hcl.Block(part.start, part.end, words[0], tuple(words[1:]), _body(text, body), header[-1].end)


def _word(text: str, part: Part) -> str:
    if part.kind != "string":
        return part.parts[0].text
    label = string(text, part)
    if not isinstance(label, Literal):
        raise HclError("expected a label without interpolation", part.start)
    return str(label.value)
