from collections.abc import Mapping
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.read.callers import tops


def chosen(calls: Mapping[str, str], also: str = "") -> str:
    found = tops({PurePath(caller): {*map(PurePath, callees)} for caller, callees in calls.items()}, map(PurePath, also))
    return "".join(path.name for path in sorted(found))


@pytest.mark.parametrize(
    ("calls", "also", "found"),
    [
        ({}, "", ""),
        ({"a": "b", "b": "c", "c": "", "d": "c"}, "", "ad"),
        ({"a": "b", "b": ""}, "b", "ab"),
        ({"a": "a"}, "", "a"),
        ({"a": "", "b": "ab"}, "", "b"),
        ({"b": "c", "c": "b"}, "", "b"),
        ({"a": "b", "b": "c", "c": "b"}, "", "a"),
        ({"c": "d", "d": "c", "a": "b", "b": "a"}, "", "ac"),
        ({"a": "z"}, "", "a"),
    ],
)
def test_tops_are_what_nobody_else_calls(calls: Mapping[str, str], also: str, found: str) -> None:
    assert chosen(calls, also) == found


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdefz"))))
def test_everything_is_reached_from_the_tops(calls: Mapping[str, set[str]]) -> None:
    graph = {PurePath(caller): {*map(PurePath, callees)} for caller, callees in calls.items()}
    reached = tops(graph)
    while more := {callee for caller in reached & graph.keys() for callee in graph[caller]} - reached:
        reached |= more
    assert reached >= graph.keys()
