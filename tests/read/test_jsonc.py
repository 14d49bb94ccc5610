import codecs
import json
import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.value import Json
from azbk_lint.read.jsonc import MAX_DEPTH, EncodingError, JsonError, decode, load, load_tolerant

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
documents = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def fault(text: str) -> tuple[str, int]:
    with pytest.raises(JsonError) as caught:
        load(text)
    return caught.value.message, caught.value.at


def stopped(text: str) -> int:
    try:
        load(text)
    except JsonError as error:
        return error.at
    return len(text)


@given(documents, st.sampled_from([json.dumps, partial(json.dumps, ensure_ascii=False, indent=1)]))
def test_strict_json_means_the_same_to_both_readers(document: Json, write: Callable[[Json], str]) -> None:
    text = write(document)
    one, other = load(text), load_tolerant(text)
    assert one == other
    assert repr(one) == repr(other)


@given(st.text(alphabet='{}[]",:/*\\ \n\r\t01-.eEtruefalsn\ufeff', max_size=40))
def test_any_text_is_a_document_or_a_fault_inside_it(text: str) -> None:
    assert 0 <= stopped(text) <= len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("// first\n{ /* second */ }", {}),
        ('{"a": 1, // why\n "b": [2, /* , */ 3]}', {"a": 1, "b": [2, 3]}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ('"two\nlines"', "two\nlines"),
        ('"a\tb"', "a\tb"),
        (r'"it\'s"', "it's"),
        (r'"\x41"', "x41"),
        ("\ufeff{}", {}),
        ("\u00a0[]\u00a0", []),
        ('{"url": "https://x//y/*z*/",}', {"url": "https://x//y/*z*/"}),
        ('{"a": 1, "a": 2,}', {"a": 2}),
        (r'["\ud83d\ude00",]', ["\U0001f600"]),
        (r'"\ud83d"', "\ufffd"),
        ("/**/1/***/", 1),
    ],
)
def test_what_azures_tools_accept_is_accepted(text: str, value: Json) -> None:
    assert load(text) == value


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("", "the file is empty", 0),
        (" // nothing\n", "the file is empty", 12),
        ('{"a" 1}', "expected `:`", 5),
        ('{"a": }', "expected a value", 6),
        ("{a: 1}", "expected a name in double quotes or `}`", 1),
        ("[1 2]", "expected `,` or `]`", 3),
        ("[1,,2]", "expected a value", 3),
        ("[,]", "expected a value", 1),
        ('{"a": 1]', "expected `,` or `}`", 7),
        ('{"a": "b}', "a string begins here and does not end", 6),
        ("{}\n{}", "the document is complete here, but more text follows", 3),
        ("[1, ...]", "expected a value", 4),
        ("nullable", "expected a value", 0),
        ('{"a":\n[1,', "the file ends inside the array that begins on line 2", 9),
        ('{"a"', "the file ends inside the object that begins on line 1", 4),
        ("[01]", "expected `,` or `]`", 2),
        ("{} /* no end", "a comment begins here and does not end", 3),
        ('{"a": /* no end', "a comment begins here and does not end", 6),
    ],
)
def test_a_fault_says_what_was_expected_and_where(text: str, message: str, at: int) -> None:
    assert fault(text) == (message, at)


def test_brackets_nest_as_deep_as_the_bound_in_either_reader() -> None:
    strict = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert load(strict) == load(f"//\n{strict}")


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("[/**/", "]")])
def test_deeper_nesting_is_one_fault(opening: str, closing: str, depth: int) -> None:
    message, at = fault(opening * depth + "1" + closing * depth)
    assert message == f"brackets are nested more than {MAX_DEPTH} deep"
    assert at == len(opening) * MAX_DEPTH


@pytest.mark.parametrize("digits", [20, 400, 5_000, 200_000])
def test_huge_numbers_are_finite(digits: int) -> None:
    value = load(f"[{'9' * digits}, -{'9' * digits}, 1e{digits}]")
    assert isinstance(value, list)
    assert all(isinstance(number, float) and math.isfinite(number) for number in value)


@pytest.mark.parametrize(
    "data",
    [
        '{"é": "名"}'.encode(),
        codecs.BOM_UTF8 + '{"é": "名"}'.encode(),
        codecs.BOM_UTF16_LE + '{"é": "名"}'.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + '{"é": "名"}'.encode("utf-16-be"),
        '{"é": "名"}'.encode("utf-16-le"),
        '{"é": "名"}'.encode("utf-16-be"),
    ],
)
def test_every_encoding_of_powershell_gives_the_same_text(data: bytes) -> None:
    assert decode(data) == '{"é": "名"}'


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b'{\n"\xe5\x90\x8d \x96"}', "byte 0x96 is not UTF-8 text (save the file as UTF-8)", 2, 4),
        (codecs.BOM_UTF8 + b"\xff", "byte 0xFF is not UTF-8 text (save the file as UTF-8)", 1, 1),
        (codecs.BOM_UTF16_LE + b"a\0\0\xd8b\0", "byte 0x00 is not UTF-16 text (save the file as UTF-8)", 1, 2),
        (codecs.BOM_UTF16_LE + b"a\0b", "byte 0x62 is not UTF-16 text (save the file as UTF-8)", 1, 2),
    ],
)
def test_bytes_of_no_known_encoding_are_named_with_their_place(data: bytes, message: str, line: int, column: int) -> None:
    with pytest.raises(EncodingError) as caught:
        decode(data)
    assert (caught.value.message, caught.value.line, caught.value.column) == (message, line, column)
