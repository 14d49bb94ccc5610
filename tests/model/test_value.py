from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, dig, folded, items, reason, same, split, text, walk

ENV = Unknown("var.env", "variable `env` has no default")
SIZE = Unknown("var.size", "variable `size` has no default")

pieces = st.one_of(st.text(alphabet="aB/-", max_size=3), st.sampled_from([ENV, SIZE]))
texts = st.lists(pieces, max_size=5).map(lambda parts: text(*parts))


def filled(value: Text, env: str, size: str) -> str:
    """Give what the string is once its holes are known."""
    parts = value.parts if isinstance(value, Symbolic) else (value,)
    return "".join({"var.env": env, "var.size": size}[p.key] if isinstance(p, Unknown) else p for p in parts)


def test_text_without_holes_is_a_plain_string() -> None:
    assert text("nsg", "-", 1) == "nsg-1"
    assert text() == ""


def test_text_keeps_holes_and_joins_neighbouring_literals() -> None:
    assert text("a", text("b", ENV), "", "c", "d") == Symbolic(("ab", ENV, "cd"))
    assert text(ENV) is ENV
    assert str(text("vnet-", ENV)) == "vnet-{var.env}"


def test_unknowns_are_the_same_value_exactly_when_their_keys_are_equal() -> None:
    assert Unknown("var.env", "told otherwise", "external") == ENV
    assert ENV != SIZE


def test_half_known_names_meet_themselves_in_any_letter_case() -> None:
    assert same(text("VNET-", ENV), text("vnet-", ENV)) is True
    assert same("JapanEast", "japaneast") is True


def test_half_known_names_differ_where_their_known_ends_do() -> None:
    assert same(text("a-", ENV), text("b-", ENV)) is False
    assert same(text("a-", ENV), "b-1") is False
    assert same(text("a-", ENV, "-x-", SIZE), "a-1-y-2") is False


def test_half_known_names_stay_open_otherwise() -> None:
    assert same(text("a-", ENV), "a-prod") == ENV
    assert same(text("a-", ENV), text("a-", SIZE)) == ENV
    assert same(SIZE, "a") == SIZE


@given(texts, texts, st.text(alphabet="aB/-", max_size=3), st.text(alphabet="aB/-", max_size=3))
def test_a_definite_comparison_holds_for_every_filling(one: Text, other: Text, env: str, size: str) -> None:
    verdict = same(one, other)
    if isinstance(verdict, bool):
        assert verdict == (filled(one, env, size).casefold() == filled(other, env, size).casefold())


@given(texts)
def test_every_string_is_the_same_as_itself(one: Text) -> None:
    assert same(one, one) is True
    assert folded(folded(one)) == folded(one)


@given(texts)
def test_splitting_loses_nothing(one: Text) -> None:
    segments = split(one)
    assert text(*(part for segment in segments for part in (segment, "/"))) == text(one, "/")


def test_dig_follows_keys_in_any_letter_case_and_stops_at_an_unknown() -> None:
    body: Value = {"Properties": {"securityRules": [{"name": "a"}], "zones": ENV}}
    assert dig(body, ("properties", "securityrules", 0, "Name")) == "a"
    assert dig(body, ("properties", "zones", 0)) == ENV
    assert dig(body, ("properties", "securityRules", 7), "none") == "none"


def test_items_of_an_unknown_list_is_the_unknown() -> None:
    assert items(ENV) == [ENV]
    assert items("abc") == []


def test_reason_finds_an_unknown_at_any_depth() -> None:
    assert reason({"a": [1, {"b": text("x", ENV)}]}) == ENV
    assert reason({"a": [1, "x"]}) is None


def test_walk_gives_every_part_with_its_route() -> None:
    assert list(walk({"a": [1]})) == [((), {"a": [1]}), (("a",), [1]), (("a", 0), 1)]
