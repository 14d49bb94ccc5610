"""YAML: what is read is read right, and the rest is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.functions.yaml_reader import UnreadError, read
from azbk_lint.resolve.terraform.functions.yaml_writer import written


@pytest.mark.parametrize(
    "text",
    [
        *("", "# only\n", "? a\n: b\n", "a: b: c\n", "a: 1\n---\nb: 2\n", "%YAML 1.2\n---\na: 1\n", "\ta: 1\n", "a:\n\t- 1\n"),
        *("a: >\n  folded\n", "a: |2\n   x\n", "a: |\n  x\n y\n", "a: [\n  1\n]\n", "a: x\n  y\n", "a: &x 1\n", "a: *x\n", "a: !!str 1\n"),
        *(
            "a: @x\n",
            "a: `x\n",
            "a: 1\n  b: 2\n",
            "a:\n    b: 1\n  c: 2\n",
            "a: - d\n",
            "a: [1, -]\n",
            "a: {b}\n",
            'a: "x" y\n',
            "a: [1] 2\n",
        ),
        *("<<: {a: 1}\n", "a: <<\n", "a: 0x1F\n", "a: 0o17\n", "a: .inf\n", "a: 2001-12-14\n", "- a\nb: 1\n", "a: 1\n- b\n", "a: 'x\n"),
        *('a: "\\x41"\n', "- " * 60 + "x", "a: " + "[" * 60 + "]" * 60),
    ],
)
def test_what_is_no_common_yaml_is_refused(text: str) -> None:
    with pytest.raises(UnreadError):
        read(text)


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.text("ab\n \"'#:-{}[]äy~1.", max_size=12))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab c_1", min_size=1, max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_yamlencode_writes_is_read_back_or_refused(value: Value) -> None:
    text = written(value)
    if text is not None:
        try:
            again = read(text)
        except UnreadError:
            return
        assert again == value


@given(st.text("ab:- \n\"'#[]{},|1\t>", max_size=40))
def test_reading_ends_in_a_value_or_a_refusal_whatever_is_written(text: str) -> None:
    with contextlib.suppress(UnreadError):
        read(text)
