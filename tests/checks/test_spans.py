"""Sets of numbers as spans, against Python's own sets; addresses and ports as rules write them; service tags as data."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import azbk_lint
from azbk_lint.checks import tags
from azbk_lint.checks.spans import Span, Spans, address_span, common, port_span, size, union, without

SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
SPANS = st.lists(SPAN, max_size=6)


def numbers(spans: Spans) -> set[int]:
    return {number for first, last in spans for number in range(first, last + 1)}


@given(SPANS, SPANS)
@settings(deadline=None)
def test_set_arithmetic_is_that_of_sets(one: list[Span], other: list[Span]) -> None:
    left, right = union(one), union(other)
    assert numbers(left) == numbers(one)
    assert numbers(common(left, right)) == numbers(one) & numbers(other)
    assert numbers(without(left, right)) == numbers(one) - numbers(other)
    assert size(left) == len(numbers(one))


@given(SPANS, SPANS)
@settings(deadline=None)
def test_results_are_in_the_one_form(one: list[Span], other: list[Span]) -> None:
    for found in (common(union(one), union(other)), without(union(one), union(other))):
        assert list(found) == sorted(found)
        assert all(first <= last for first, last in found)
        assert not any(before[1] >= after[0] for before, after in pairwise(found))


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
@settings(deadline=None)
def test_prefixes_are_read_as_ipaddress_reads_them(address: int, length: int) -> None:
    net = IPv4Network((address, length), strict=False)
    assert address_span(str(net)) == (int(net[0]), int(net[-1]))
    host = str(IPv4Network((address, 32))[0])
    assert address_span(f"{host}/{length}") == (int(net[0]), int(net[-1]))


@pytest.mark.parametrize(
    "text", ["10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/", "10..0.0", "a.b.c.d", "1.2.3.4.5", "", "\u0661.2.3.4", "10.0.0.0/+8"]
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert address_span(text) is None


@pytest.mark.parametrize(
    ("text", "span"), [("443", (443, 443)), ("80 - 90", (80, 90)), ("*", (0, 65535)), ("https", None), ("", None), ("1-", None)]
)
def test_ports_are_numbers_ranges_or_a_star(text: str, span: Span | None) -> None:
    assert port_span(text) == span


@pytest.mark.parametrize("name", ["regions.json", "service-tags.json"])
def test_data_say_where_they_are_from_and_of_when(name: str) -> None:
    data = json.loads((Path(azbk_lint.__file__).parent / "data" / name).read_text(encoding="utf-8"))
    assert data["source"]
    assert data["as_of"]


def test_regional_tags_of_storage_do_not_overlap() -> None:
    found = [spans for region in tags.regions() if (spans := tags.storage(region))]
    assert not any(common(one, other) for one, other in combinations(found, 2))
    assert sum(map(size, found)) <= size(tags.all_storage())


@pytest.mark.parametrize(
    ("tag", "region"),
    [
        ("storage.japaneast", "japaneast"),
        ("azurecloud.norwaye", "norwayeast"),
        ("azurecloud.centralfrance", "francecentral"),
        ("azurecloud.francecentral", "francecentral"),
        ("storage.nowhere", None),
        ("storage", None),
    ],
)
def test_a_regional_tag_names_its_region(tag: str, region: str | None) -> None:
    assert tags.region_of_tag(tag) == region


@pytest.mark.parametrize(
    "tag", ["sql", "sql.japaneast", "azurebackup.japaneast", "internet", "azurefrontdoor.backend", "storage.saudiarabiaeast"]
)
def test_tags_are_known(tag: str) -> None:
    assert tags.is_known(tag)


@pytest.mark.parametrize(("tag", "near"), [("Storge", "Storage"), ("Sql.JapnEast", "Sql.JapanEast"), ("qqqq", ""), ("Storage.zzzzzz", "")])
def test_a_misspelt_tag_is_guessed(tag: str, near: str) -> None:
    assert not tags.is_known(tag.casefold())
    assert tags.meant(tag) == near
