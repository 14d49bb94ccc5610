import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, dig, folded, identity, items, reason, same, split, text, walk

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


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("var.env", "var.env"),
        ("module.net.var.env", "module.net.var.env"),
        ("subscription", "subscription"),
        ("uniqueString(resource-group)", "uniqueString(resource-group)"),
        ("substring(resource-group,0,min(20,length(resource-group)))", "resource-group"),
        ("trimspace(trimspace(~6f10b472a9b1))", "trimspace(…)"),
        ("lower(module.net.var.env+~6f10b472a9b1)", "module.net.var.env"),
        ("replace(var.env,~6f10b472a9b1,~1e8a9c33b2f0)", "var.env"),
        ("index(#17)", "index(…)"),
        ("+(var.a,~6f10b472a9b1)", "var.a"),
        ("=(#17)", "…"),
        ("main.nested/parameters('environment')#4", "parameters('environment')"),
        ("format('{0}-{1}',parameters('environment'),parameters('size'))", "parameters('environment')"),
        ("module.net.azurerm_virtual_network.hub[~6f10b472a9b1].id", "…azurerm_virtual_network.hub"),
        ("data.azurerm_resource_group.network-and-more.location", "…network-and-more.location"),
        ("parameters('" + "n" * 40 + "')", "…" + "n" * 27 + "')"),
        ("lower('" + "n" * 40 + "')", "lower(…)"),
        ("ab12" * 20, "…"),
    ],
)
def test_what_is_not_known_is_shown_by_what_code_calls_it(key: str, shown: str) -> None:
    assert Unknown(key, "").shown == shown
    assert str(text("a-", Unknown(key, ""), "-b")) == f"a-{{{shown}}}-b"


@given(st.text())
def test_whatever_the_key_what_is_shown_is_short_and_bears_no_digest(key: str) -> None:
    shown = Unknown(key, "").shown
    assert len(shown) <= 30
    assert "~" not in shown


def test_what_is_shown_alike_is_still_told_apart_by_its_key() -> None:
    one, other = (text("a-", Unknown(f"trimspace(~{digest})", "")) for digest in ("6f10b472a9b1", "1e8a9c33b2f0"))
    assert str(one) == str(other) == "a-{trimspace(…)}"
    assert isinstance(one, Symbolic)
    assert isinstance(other, Symbolic)
    assert one.key != other.key
    assert identity(one) == one.key


def test_a_placeholder_is_shown_as_it_is_written() -> None:
    assert Unknown("#{env}#", "it is a placeholder", "placeholder").shown == "#{env}#"
