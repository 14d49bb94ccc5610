"""What holds for any text and any tree."""

import gc
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st
from tests.read.hcl_trees import Grower, Writer, bare, nodes

from azbk_lint.model.hcl import Body, ForDirective, HclError, IfDirective, Literal, Name, Node
from azbk_lint.read.hcl import parse, parse_expression, parse_template

TOKENS = st.sampled_from(
    [
        *(
            "a",
            "b.c",
            '"x"',
            "1",
            "2.5e3",
            "=>",
            "==",
            "...",
            "[*]",
            ".*",
            "for ",
            " in ",
            "if ",
            "<<E\n",
            "<<-E\n",
            "\nE\n",
            "# c\n",
            "/*",
            "*/",
        ),
        *("${", "%{", "~}", "%{ endif }", "$${", "\\u0041", 'resource "a" "b" {\n', "locals {\n"),
        *"()[]{}=,.?:+-!*/%<>\"\\$'@\n\r\t ",
    ]
)
texts = st.text() | st.lists(TOKENS, max_size=40).map("".join)
seeds = st.integers(0, 2**32)
sizes = st.integers(0, 4)


def stopped(reads: Callable[[str], Node], text: str) -> int:
    try:
        return reads(text).end
    except HclError as error:
        return error.at


@given(seeds, sizes)
def test_a_tree_that_is_written_reads_as_itself(seed: int, size: int) -> None:
    body = Grower(seed, size).body()
    text = Writer(seed).body(body)
    read, errors = parse(text)
    assert [(error.message, text[error.at :]) for error in errors] == []
    assert bare(read) == bare(body)


@given(seeds, sizes)
def test_an_expression_that_is_written_reads_as_itself(seed: int, size: int) -> None:
    node = Grower(seed, size).expression()
    assert bare(parse_expression(Writer(seed).node(node, free=True))) == bare(node)


@given(seeds, sizes)
def test_every_part_of_an_expression_stands_where_it_says(seed: int, size: int) -> None:
    node = Grower(seed, size).expression()
    text = Writer(seed).node(node, free=True)
    for part in nodes(parse_expression(text)):
        written = text[part.start : part.end]
        if isinstance(part, IfDirective | ForDirective):
            assert bare(parse_expression(f'"{written}"')) == ("Template", (bare(part),), False)
        else:
            again = parse_expression(written)
            is_key = isinstance(again, Name) and isinstance(part, Literal) and again.steps == (part.value,)
            assert is_key or bare(again) == bare(part)


@given(texts)
@example("\ufeff")
@example("a = <<E")
@example('a "')
def test_any_text_is_read_or_has_mistakes_within_it(text: str) -> None:
    body, errors = parse(text)
    assert all(0 <= error.at <= len(text) and error.message.startswith("expected") for error in errors)
    assert all(0 <= node.start <= node.end <= len(text) for node in nodes(body))


@given(texts)
def test_any_template_and_any_expression_is_read_or_refused(text: str) -> None:
    for reads in (parse_template, parse_expression):
        assert 0 <= stopped(reads, text) <= len(text)


@given(seeds, sizes, texts)
def test_what_stands_before_a_mistake_is_read(seed: int, size: int, text: str) -> None:
    body = Grower(seed, size).body()
    written = Writer(seed).body(Body(body.attributes, ())) + "z {\n}\n"
    read, _ = parse(f"{written}@\n{text}")
    assert bare(read.attributes[: len(body.attributes)]) == bare(body.attributes)
    assert read.blocks[0].type == "z"


@given(texts)
def test_the_collector_is_left_as_it_was(text: str) -> None:
    parse(text)
    assert gc.isenabled()
