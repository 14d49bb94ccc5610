"""The expressions of python-hcl2's grammar as our nodes.

Where its grammar binds a splat otherwise than Terraform does, Terraform is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from azbk_lint.model import hcl
from azbk_lint.model.hcl import HclError, Literal, Node
from azbk_lint.read.hcl.collections import as_key
from azbk_lint.read.hcl.directives import Opening, Token, Turn, assembled
from azbk_lint.read.hcl.expressions import expression
from azbk_lint.read.hcl.heredocs import heredoc
from azbk_lint.read.hcl.lexicon import FREE, KEYWORDS, WHITE
from azbk_lint.read.hcl.traversals import ITEM, number, of_each, taken


class Part(NamedTuple):
    """A rule of python-hcl2's grammar (lower case) with its parts, or a token (upper case) with its text; no line breaks."""

    kind: str
    start: int
    end: int
    text: str
    parts: tuple[Part, ...]

    @property
    def rules(self) -> tuple[Part, ...]:
        """Give the parts that are rules."""
        return tuple(part for part in self.parts if part.kind.islower())


def node(text: str, part: Part) -> Node:
    """Give the node that a rule of an expression stands for. Raises HclError for a heredoc that we cannot read."""
    return _READERS[part.kind](text, part)


def _expr_term(text: str, part: Part) -> Node:
    inner = node(text, part.rules[0])
    return inner if len(part.parts) == 1 else hcl.Paren(part.start, part.end, inner)


def _identifier(_: str, part: Part) -> Node:
    return hcl.Name(part.start, part.end, (part.parts[0].text,))


def _literal_value(_: str, part: Part) -> Node:
    return Literal(part.start, part.end, KEYWORDS[part.parts[0].text])


def _number(_: str, part: Part) -> Node:
    digits = part.parts[0].text
    if digits.startswith("-"):
        return hcl.Unary(part.start, part.end, "-", number(digits[1:], part.start + 1))
    return number(digits, part.start)


def string(text: str, part: Part) -> Node:
    """Give a quoted string's node, a Literal where nothing is interpolated."""
    tokens, trims = list[Token](), False
    for piece in part.rules:
        token, starts, ends = _piece(text, piece.parts[0])
        if starts and tokens and isinstance(tokens[-1], str):
            tokens[-1] = tokens[-1].rstrip(WHITE)
        tokens.append(token.lstrip(WHITE) if trims and isinstance(token, str) else token)
        trims = ends
    return assembled(part.start, part.end, tokens)


def _piece(text: str, part: Part) -> tuple[Token, bool, bool]:
    """Give a template's token, and whether it trims what stands before and behind it."""
    from hcl2.utils import process_escape_sequences

    match part.kind:
        case "STRING_CHARS":
            return process_escape_sequences(part.text), False, False
        case "ESCAPED_INTERPOLATION" | "ESCAPED_DIRECTIVE":
            return process_escape_sequences(part.text[1:]), False, False
        case "interpolation":
            return node(text, part.rules[0]), False, False
        case _:
            return _directive(text, part), part.parts[1].kind == "STRIP_MARKER", part.parts[-2].kind == "STRIP_MARKER"


def _directive(text: str, part: Part) -> Opening | Turn:
    match part.kind:
        case "template_if_start":
            return Opening(part.start, part.end, node(text, part.rules[-1]))
        case "template_for_start":
            *names, over = part.rules
            key, value = _for_names(tuple(names))
            return Opening(part.start, part.end, node(text, over), key, value)
        case _:
            return Turn(part.start, part.end, part.kind.removeprefix("template_"))


def _for_names(names: tuple[Part, ...]) -> tuple[str | None, str]:
    words = [name.parts[0].text for name in names]
    return (words[0], words[1]) if len(words) == 2 else (None, words[0])


def _template_string(_: str, part: Part) -> Node:
    return Literal(part.start, part.end, part.parts[0].text.strip('\\"'))


def _heredoc(text: str, part: Part) -> Node:
    """Read a heredoc; python-hcl2 overlooks an end marker with blanks behind it, and then takes whole blocks for its text."""
    node = heredoc(text, part.start, 0, lambda text, at, depth: expression(text, at, FREE, depth))
    if text[node.end : part.end].strip():
        raise HclError("expected nothing of the heredoc behind its end marker", node.end)
    return node


def _tuple(text: str, part: Part) -> Node:
    return hcl.Tuple(part.start, part.end, tuple(node(text, item) for item in part.rules))


def _object(text: str, part: Part) -> Node:
    members = [(member.parts[0].parts[0], member.parts[-1]) for member in part.rules]
    return hcl.Object(part.start, part.end, tuple((as_key(text, node(text, key)), node(text, value)) for key, value in members))


def _call(text: str, part: Part) -> Node:
    arguments = part.rules[-1] if part.rules[-1].kind == "arguments" else None
    name = "::".join(word.parts[0].text for word in part.rules if word is not arguments)
    spread = arguments is not None and arguments.parts[-1].kind == "ELLIPSIS"
    values = tuple(node(text, value) for value in arguments.rules) if arguments else ()
    return hcl.Call(part.start, part.end, name, values, spread)


def _conditional(text: str, part: Part) -> Node:
    condition, yes, no = (node(text, arm) for arm in part.rules)
    return hcl.Conditional(condition.start, no.end, condition, yes, no)


def _binary(text: str, part: Part) -> Node:
    left, term = part.rules
    operator, right = term.rules
    one, other = node(text, left), node(text, right)
    return hcl.Binary(one.start, other.end, operator.parts[0].text.split()[-1], one, other)


def _unary(text: str, part: Part) -> Node:
    operand = node(text, part.rules[0])
    return hcl.Unary(part.start, operand.end, part.parts[0].text, operand)


def _step(text: str, part: Part) -> str | Node:
    """Give an attribute's name or an index's key."""
    last = part.parts[-1]
    match part.kind:
        case "get_attr":
            return last.parts[0].text
        case "short_index":
            return number(last.text, last.start)
        case _:
            return node(text, part.rules[0])


def _taken(text: str, part: Part) -> Node:
    of, step = part.rules
    return taken(node(text, of), _step(text, step), step.end)


def _full_splat(text: str, part: Part) -> Node:
    of, splat = part.rules
    steps = tuple(_step(text, step) for step in splat.rules)
    return _onto(node(text, of), lambda of: hcl.Splat(of.start, splat.end, of, full=True, steps=steps))


def _attribute_splat(text: str, part: Part) -> Node:
    of, splat = part.rules
    own = next((i for i, step in enumerate(splat.rules) if step.kind == "braces_index"), len(splat.rules))

    def build(of: Node) -> Node:
        end = splat.rules[own - 1].end if own else splat.parts[0].end
        node: Node = hcl.Splat(of.start, end, of, full=False, steps=tuple(_step(text, step) for step in splat.rules[:own]))
        for step in splat.rules[own:]:
            node = taken(node, _step(text, step), step.end)
        return node

    return _onto(node(text, of), build)


def _onto(of: Node, build: Callable[[Node], Node]) -> Node:
    """Put a splat on a node, or on each item of a full splat."""
    match of:
        case hcl.Splat(full=True):
            return of_each(of, build)
        case hcl.ForTuple(value=value) if value == ITEM:
            result = _onto(of.result, build)
            return of._replace(end=result.end, result=result)
        case _:
            return build(of)


def _for(text: str, part: Part) -> Node:
    intro, *rest = part.rules
    *names, over = intro.rules
    key, value = _for_names(tuple(names))
    condition = node(text, rest.pop().rules[0]) if rest[-1].kind == "for_cond" else None
    collection, results = node(text, over), [node(text, result) for result in rest]
    if part.kind == "for_tuple_expr":
        return hcl.ForTuple(part.start, part.end, key, value, collection, results[0], condition)
    grouped = any(word.kind == "ELLIPSIS" for word in part.parts)
    return hcl.ForObject(part.start, part.end, key, value, collection, results[0], results[1], grouped, condition)


_READERS: Final[Mapping[str, Callable[[str, Part], Node]]] = {
    "expr_term": _expr_term,
    "identifier": _identifier,
    "keyword": _identifier,
    "literal_value": _literal_value,
    "int_lit": _number,
    "float_lit": _number,
    "string": string,
    "template_string": _template_string,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "tuple": _tuple,
    "object": _object,
    "function_call": _call,
    "conditional": _conditional,
    "binary_op": _binary,
    "unary_op": _unary,
    "get_attr_expr_term": _taken,
    "index_expr_term": _taken,
    "full_splat_expr_term": _full_splat,
    "attr_splat_expr_term": _attribute_splat,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
}
