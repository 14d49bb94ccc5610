from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Literal

import pytest

from azbk_lint.tables import TableError, fill, line_of, meant


@dataclass(frozen=True)
class Inner:
    size: float


@dataclass(frozen=True)
class Record:
    name: str
    from_: int = 0
    worse_if: Sequence[str] = ()
    words: AbstractSet[str] = frozenset()
    level: Literal["low", "high"] = "low"
    inner: Inner | None = None
    many: Sequence[Inner] = ()
    free: Mapping[str, object] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    either: int | str = 0
    table_or_list: Inner | Sequence[str] = ()
    since: dt.date = dt.date(2018, 12, 3)
    flag: bool = False
    made: int = field(init=False, default=7)


@pytest.mark.parametrize(
    ("table", "field_", "expected"),
    [
        ({"from": 3}, "from_", 3),
        ({"worse-if": ["a"]}, "worse_if", ("a",)),
        ({"words": ["a", "a"]}, "words", frozenset({"a"})),
        ({"level": "high"}, "level", "high"),
        ({"inner": {"size": 1}}, "inner", Inner(1)),
        ({"many": [{"size": 0.5}]}, "many", (Inner(0.5),)),
        ({"free": {"a": [1, {}]}}, "free", {"a": [1, {}]}),
        ({"numbers": {"a": 1}}, "numbers", {"a": 1}),
        ({"either": "x"}, "either", "x"),
        ({"since": dt.date(2020, 1, 1)}, "since", dt.date(2020, 1, 1)),
        ({"flag": True}, "flag", True),
    ],
)
def test_a_table_becomes_its_record(table: Mapping[str, object], field_: str, expected: object) -> None:
    assert getattr(fill(Record, {"name": "x", **table}), field_) == expected


@pytest.mark.parametrize(
    ("table", "route", "why"),
    [
        ({}, (), "`name` is missing"),
        ({"name": 1}, ("name",), "expected a string, got 1"),
        ({"name": "x", "leval": "low"}, ("leval",), "unknown key `leval`; did you mean `level`?"),
        ({"name": "x", "made": 1}, ("made",), "unknown key `made`"),
        ({"name": "x", "worse_if": []}, ("worse_if",), "unknown key `worse_if`; did you mean `worse-if`?"),
        ({"name": "x", "from": True}, ("from",), "expected a whole number, got true"),
        ({"name": "x", "worse-if": "a"}, ("worse-if",), "expected a list, got `a`"),
        ({"name": "x", "worse-if": ["a", 1]}, ("worse-if", 1), "expected a string, got 1"),
        ({"name": "x", "level": "hihg"}, ("level",), "expected one of low, high, got `hihg`; did you mean `high`?"),
        ({"name": "x", "inner": {}}, ("inner",), "`size` is missing"),
        ({"name": "x", "inner": {"size": "1"}}, ("inner", "size"), "expected a number, got `1`"),
        ({"name": "x", "numbers": {"a": "b"}}, ("numbers", "a"), "expected a whole number, got `b`"),
        ({"name": "x", "flag": 1}, ("flag",), "expected true or false, got 1"),
        ({"name": "x", "either": []}, ("either",), "expected a whole number or a string, got a list"),
        ({"name": "x", "since": "2020-01-01"}, ("since",), "expected a date, got `2020-01-01`"),
        ({"name": "x", "since": dt.datetime(2020, 1, 1)}, ("since",), "expected a date, got 2020-01-01 00:00:00"),  # noqa: DTZ001 - TOML's
        ({"name": "x", "table-or-list": 1}, ("table-or-list",), "expected a table or a list, got 1"),
        ({"name": "x" * 40, "level": "x" * 40}, ("level",), f"expected one of low, high, got `{'x' * 40}`"),
        ({"name": "x", "level": "x" * 41}, ("level",), "expected one of low, high, got a long string"),
        ({"name": "x", "free": []}, ("free",), "expected a table, got a list"),
        ([], (), "expected a table, got a list"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_where_it_does_not(table: object, route: tuple[object, ...], why: str) -> None:
    with pytest.raises(TableError) as caught:
        fill(Record, table)
    assert (caught.value.route, caught.value.why) == (route, why)


def test_given_fields_are_not_the_tables_to_set() -> None:
    assert fill(Record, {}, name="given").name == "given"
    with pytest.raises(TableError, match="unknown key `name`"):
        fill(Record, {"name": "x"}, name="given")


def test_a_far_word_was_not_meant() -> None:
    assert meant("elephant", ["egress", "route"]) == ""


TOML = """\
title = "x"
why = \"\"\"
title = no
\"\"\"

[[source]]
article = "a"

[[source]]
article = "b"

[check.egress]
"to" = 1
"""


@pytest.mark.parametrize(
    ("route", "line"),
    [
        (("title",), 1),
        (("source", 0, "article"), 7),
        (("source", 1, "article"), 10),
        (("source", 1), 9),
        (("check", "egress", "to"), 13),
        (("check", "egress", "absent"), 12),
        (("absent",), 0),
    ],
)
def test_a_keys_line_is_found(route: tuple[str | int, ...], line: int) -> None:
    assert line_of(TOML, route) == line
