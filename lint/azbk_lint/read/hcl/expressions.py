"""Expressions: operators and terms.

Every function reads at an offset and gives a node; reading goes on at the node's `end`. `depth` counts what stands around it.
"""

from __future__ import annotations

from azbk_lint.model.hcl import Binary, Call, Conditional, HclError, Literal, Name, Node, Paren, Unary
from azbk_lint.read.hcl import lexicon
from azbk_lint.read.hcl.collections import curly, listed, square
from azbk_lint.read.hcl.heredocs import heredoc
from azbk_lint.read.hcl.lexicon import DEEPEST, FREE, HIGHEST, KEYWORDS, PRECEDENCE, Layout
from azbk_lint.read.hcl.templates import quoted
from azbk_lint.read.hcl.traversals import follow, number


def whole(text: str, at: int, layout: Layout, depth: int) -> Node:
    """Read an expression that stands for itself, such as an attribute's value. Raises HclError."""
    node = expression(text, at, layout, depth)
    if node.end - node.start > HIGHEST and is_too_high(node):
        raise HclError(f"expected an expression of at most {HIGHEST} levels", at)
    return node


def is_too_high(node: Node) -> bool:
    """Say whether a tree is higher than who walks it should have to bear."""
    level: list[tuple[object, ...]] = [node]
    height = 1
    while level and height <= HIGHEST:
        level = [part for parts in level for part in parts if isinstance(part, tuple)]
        height += 1
    return bool(level)


def expression(text: str, at: int, layout: Layout, depth: int) -> Node:
    """Read an expression whose first character is at `at`. Raises HclError."""
    if depth > DEEPEST:
        raise HclError(f"expected at most {DEEPEST} levels of nesting", at)
    left = _operation(text, at, layout, depth, 0)
    if text[left.end : left.end + 1] in layout.ends:
        return left
    found = layout.operator(text, left.end)
    return _conditional(text, found.end(), left, layout, depth) if found and found[1] == "?" else left


def _conditional(text: str, at: int, condition: Node, layout: Layout, depth: int) -> Conditional:
    yes = expression(text, layout.skip(text, at).end(), layout, depth + 1)
    at = layout.skip(text, yes.end).end()
    if text[at : at + 1] != ":":
        raise HclError("expected `:` and what holds otherwise", at)
    no = expression(text, layout.skip(text, at + 1).end(), layout, depth + 1)
    return Conditional(condition.start, no.end, condition, yes, no)


def _operation(text: str, at: int, layout: Layout, depth: int, above: int) -> Node:
    """Read operands joined by operators that bind tighter than `above`."""
    left = _operand(text, at, layout, depth)
    while text[left.end : left.end + 1] not in layout.ends:
        found = layout.operator(text, left.end)
        binds = PRECEDENCE.get(found[1], 0) if found else 0
        if found is None or binds <= above:
            break
        right = _operation(text, layout.skip(text, found.end()).end(), layout, depth + 1, binds)
        left = Binary(left.start, right.end, found[1], left, right)
    return left


def _operand(text: str, at: int, layout: Layout, depth: int) -> Node:
    sign = text[at : at + 1]
    if sign not in ("-", "!"):
        term = _term(text, at, layout, depth)
        return term if text[term.end : term.end + 1] in layout.ends else follow(text, term, layout, depth, expression)
    if depth > DEEPEST:
        raise HclError(f"expected at most {DEEPEST} levels of nesting", at)
    operand = _operand(text, layout.skip(text, at + 1).end(), layout, depth + 1)
    return Unary(at, operand.end, sign, operand)


def _term(text: str, at: int, layout: Layout, depth: int) -> Node:
    found = lexicon.term(text, at)
    if found is None:
        return _bracketed(text, at, depth)
    match found.lastindex:
        case 1:
            return Literal(at, found.end(), found[1])
        case 2:
            return _named(text, found, layout, depth)
        case _:
            return number(found[3], at)


def _bracketed(text: str, at: int, depth: int) -> Node:
    match text[at : at + 1]:
        case '"':
            return quoted(text, at, depth, _free)
        case "[":
            return square(text, at, depth, expression)
        case "{":
            return curly(text, at, depth, expression)
        case "(":
            return _parenthesis(text, at, depth)
        case "<":
            return heredoc(text, at, depth, _free)
        case "":
            raise HclError("expected an expression before the end", at)
        case _:
            raise HclError("expected an expression", at)


def _free(text: str, at: int, depth: int) -> Node:
    return expression(text, at, FREE, depth)


def _parenthesis(text: str, at: int, depth: int) -> Paren:
    inner = expression(text, FREE.skip(text, at + 1).end(), FREE, depth + 1)
    end = FREE.skip(text, inner.end).end()
    if text[end : end + 1] != ")":
        raise HclError("expected `)`", end)
    return Paren(at, end + 1, inner)


def _named(text: str, found: lexicon.Match, layout: Layout, depth: int) -> Node:
    """Read on behind names joined by dots: they are a traversal, a keyword or a function's name."""
    at, end, word = found.start(), found.end(), found[2]
    if text[end : end + 1] not in layout.ends and "." not in word:
        opening = layout.skip(text, end).end()
        if text[opening : opening + 1] == "(":
            return _call(text, at, word, opening, depth)
        if text.startswith("::", opening):
            return _namespaced(text, found, layout, depth)
    if word in KEYWORDS:
        return Literal(at, end, KEYWORDS[word])
    return Name(at, end, tuple(word.split(".")))


def _namespaced(text: str, found: lexicon.Match, layout: Layout, depth: int) -> Call:
    """Read on behind the first word of a name such as `provider::azurerm::parse_resource_id`."""
    words, opening = [found[0]], layout.skip(text, found.end()).end()
    while text.startswith("::", opening):
        word = lexicon.name(text, layout.skip(text, opening + 2).end())
        if word is None:
            raise HclError("expected a function's name", layout.skip(text, opening + 2).end())
        words.append(word[0])
        opening = layout.skip(text, word.end()).end()
    if text[opening : opening + 1] != "(":
        raise HclError("expected `(`", opening)
    return _call(text, found.start(), "::".join(words), opening, depth)


def _call(text: str, at: int, name: str, opening: int, depth: int) -> Call:
    arguments, end = listed(text, opening + 1, ")", depth, expression)
    spread = text.startswith("...", end)
    if spread:
        end = FREE.skip(text, end + 3).end()
    if text[end : end + 1] != ")":
        raise HclError("expected `)`" if spread else "expected `,` or `)`", end)
    return Call(at, end + 1, name, arguments, spread)
