"""Texts made to hurt: each is answered at once, with a tree or one clear mistake."""

import sys

import pytest
from tests.read.hcl_trees import nodes

from azbk_lint.model.hcl import HclError
from azbk_lint.read.hcl import from_json, parse, parse_expression, parse_template
from azbk_lint.read.hcl.lexicon import HIGHEST
from azbk_lint.read.hcl.recovery import MOST

MANY = 20_000
LARGE = 200_000
NESTING = "expected at most 100 levels of nesting"
HEIGHT = f"expected an expression of at most {HIGHEST} levels"


def messages(text: str) -> list[str]:
    return [error.message for error in parse(text)[1]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + "[" * MANY + "]" * MANY, NESTING),
        ("a = " + "{a=" * MANY, NESTING),
        ("a = " + "(" * MANY, NESTING),
        ("a = " + "f(" * MANY, NESTING),
        ("a = " + "b[" * MANY, NESTING),
        ("a = " + "!" * MANY + "b", NESTING),
        ("a = " + "- " * MANY + "b", NESTING),
        ("a = " + "b ? " * MANY, NESTING),
        ("a = " + "b ? c : " * MANY, NESTING),
        ("a = b" + "[*]" * MANY, NESTING),
        ("a = " + '"${' * MANY, NESTING),
        ("a = " + "[for b in " * MANY, NESTING),
        ('a = "' + "%{ if b }" * MANY + '"', NESTING),
        ("a {\n" * MANY, NESTING),
        ("a = " + " + ".join(["b"] * MANY), HEIGHT),
        ("a = " + "1||1&&1==1<1+1*" * 1000 + "1", HEIGHT),
        ("a = b" + "[0]" * MANY, HEIGHT),
        ("a = b" + " . c" * MANY, HEIGHT),
        ("a = <<E\n" + "E" * LARGE, "expected a line `E` that ends this heredoc"),
        ("a = <<E\n" + "b\n" * LARGE, "expected a line `E` that ends this heredoc"),
        ("a = 1 /*" + "* " * LARGE, "expected a new line"),
        ("a = " + "1" * LARGE, "expected a number"),
        ("a = 1" + "." * LARGE + "1", "expected a number"),
        ("a = 1e" + "9" * 100, "expected a number that fits 64 bits"),
        ("a " * LARGE, "expected `=`, a label or `{`"),
        ("a = [1" + " " * LARGE, "expected `,` or `]`"),
        ("#\n" * LARGE + "@", "expected an attribute or a block"),
        ("\0" * LARGE, "expected an attribute or a block"),
    ],
)
def test_it_is_one_mistake(text: str, message: str) -> None:
    assert messages(text) == [message]


@pytest.mark.parametrize(
    "text",
    [
        "a = <<E\n" + "x ${b} $ %\n" * MANY + "E\n",
        "a = <<-E\n" + "  x\n" * LARGE + "E\n",
        "a = <<E\n" + "xE " * LARGE + "\nE\n",
        'a = "' + "$${%%{\\n" * MANY + '"\n',
        'a = "' + "%{ if b }c%{ endif }" * MANY + '"\n',
        "a = {\n" + "".join(f'k{n} = "v"\n' for n in range(50_000)) + "}\n",
        "\n" * LARGE + "a = [1" + "\n#x" * MANY + "\n]\n",
        "a = b" + ".c" * MANY + "\n",
        "".join(f"k{n} = {n}\n" for n in range(MANY)),
        'a "b" {\n}\n' * MANY,
        "a" * LARGE + " = 1\n",
    ],
)
def test_it_is_sound(text: str) -> None:
    assert messages(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a = <<E\nb\n}\n" * MANY,
        "".join(f'resource "a" "b" {{\n c = <<E{n}\n d\n}}\n' for n in range(MANY)),
        'resource "a" "b" {\n' * MANY,
        'resource "a" "b" {\n c = [\n}\n' * MANY,
        "a = 1\n" * MANY,
    ],
)
def test_of_many_mistakes_the_first_are_told_and_that_there_may_be_more(text: str) -> None:
    told = messages(text)
    assert len(told) == MOST
    assert told[-1].endswith(f"; only {MOST} mistakes of a file are told")


def test_a_tree_is_never_too_high_to_walk() -> None:
    text = "a = " + " + ".join(["b"] * (HIGHEST - 2)) + "\n"
    body, errors = parse(text)
    assert not errors
    assert sum(1 for _ in nodes(body)) == 2 * (HIGHEST - 2) - 1


def test_a_stack_without_room_is_a_mistake_and_no_crash() -> None:
    def deeper(levels: int) -> list[str]:
        return deeper(levels - 1) if levels else messages("a = " + "[" * 90 + "]" * 90 + "\n")

    depth, frame = 0, sys._getframe()  # noqa: SLF001 - only so can one tell how much room there is
    while frame.f_back:
        depth, frame = depth + 1, frame.f_back
    assert deeper(sys.getrecursionlimit() - depth - 100) == [NESTING]


@pytest.mark.parametrize("text", ["(" * MANY, "[" * MANY, "b" + "[0]" * MANY, "-" * MANY])
def test_an_expression_alone_is_bounded_too(text: str) -> None:
    with pytest.raises(HclError):
        parse_expression(text)


@pytest.mark.parametrize("text", ["${" * MANY, "%{ for a in b }" * MANY, "${" + "b ? c : " * MANY])
def test_a_template_alone_is_bounded_too(text: str) -> None:
    with pytest.raises(HclError):
        parse_template(text)


@pytest.mark.parametrize("text", ["[" * MANY, '{"a":' * MANY, '{"locals": {"a": ' + "[" * MANY, '{"locals": {"a": "' + "${" * MANY + '"}}'])
def test_json_is_bounded_too(text: str) -> None:
    assert len(from_json(text)[1]) == 1
