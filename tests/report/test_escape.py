from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.report.escape import cells, visible


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("plain", "plain"),
        ("Größe 大きさ\u3000x\u00a0y", "Größe 大きさ\u3000x\u00a0y"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("user\u202eadmin", "user\\u202eadmin"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\u2028", "\\u2028"),
        ("\udcff", "\\udcff"),
        ("\x9b31m", "\\x9b31m"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_every_character_is_seen(raw: str, seen: str) -> None:
    assert visible(raw) == seen


@given(st.text(st.characters()))
def test_nothing_is_left_that_steers_a_terminal(raw: str) -> None:
    assert all(char.isprintable() or char in "\u00a0\u3000" for char in visible(raw))


@given(st.text(st.characters()))
def test_what_is_shown_is_shown_the_same_again(raw: str) -> None:
    assert visible(visible(raw)) == visible(raw)


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("大きさ", 6), ("e\u0301", 1), ("ｱ", 1), ("é", 1)])
def test_columns_are_counted_as_a_terminal_does(text: str, columns: int) -> None:
    assert cells(text) == columns
