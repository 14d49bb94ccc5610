from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.source import Place, Source, Syntax
from azbk_lint.model.value import Json, Route
from azbk_lint.report.locate import Location, locate, position

Span = tuple[int, int]


def source(text: str, syntax: Syntax = "json") -> Source:
    return Source(PurePath("main.json"), text, syntax)


def marked(text: str, *route: str | int, on_key: bool = False) -> str:
    at = locate(Place(source(text), route, on_key=on_key))
    return text[at.start : at.end]


class Writer:
    """Writes a document with blanks and comments drawn at random, and notes where it puts each value and key."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.values: dict[Route, tuple[Span, Json]] = {}
        self.keys: dict[Route, Span] = {}

    def put(self, text: str) -> Span:
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def blank(self) -> None:
        self.put(self.draw(st.sampled_from(["", "", " ", "\n", "\r\n\t", '// " ] }\n', '/* { " */', "\ufeff"])))

    def write(self, value: Json, route: Route) -> None:
        self.blank()
        start = len(self.text)
        if isinstance(value, dict):
            self.put("{")
            for key, item in value.items():
                if self.draw(st.booleans()) and self.draw(st.booleans()):
                    self.put(f"{quoted(key)}: [0, {{}}],")
                self.blank()
                self.keys[*route, key] = self.put(quoted(key))
                self.blank()
                self.put(":")
                self.write(item, (*route, key))
                self.put(",")
        elif isinstance(value, list):
            self.put("[")
            for index, item in enumerate(value):
                self.write(item, (*route, index))
                self.put(",")
        else:
            self.put(quoted(value) if isinstance(value, str) else str(value).lower())
        if isinstance(value, dict | list):
            self.blank()
            self.put("}" if isinstance(value, dict) else "]")
        self.values[route] = (start, len(self.text)), value
        self.blank()


def quoted(text: str) -> str:
    escaped = {"\\": r"\\", '"': r"\"", "/": r"\/", "\n": r"\n"}
    return '"' + "".join(escaped.get(char, char) if ord(char) < 0x10000 else surrogates(char) for char in text) + '"'


def surrogates(char: str) -> str:
    high, low = divmod(ord(char) - 0x10000, 0x400)
    return rf"\u{high + 0xD800:04x}\u{low + 0xDC00:04X}"


strings = st.text(alphabet='aB{}[]:,/*"\\\n é名\U0001f600', max_size=6)
scalars = st.booleans() | st.integers() | strings
documents = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(strings.filter(lambda key: key != "name"), inner), max_leaves=15
)


@given(documents, st.data())
def test_every_route_is_found_where_it_was_written(document: Json, data: st.DataObject) -> None:
    writer = data.draw(st.composite(lambda draw: written(draw, document))())
    where = source(writer.text)
    for route, (span, value) in writer.values.items():
        at = locate(Place(where, route))
        wanted = span
        if isinstance(value, dict | list):
            wanted = writer.keys.get(route, (span[0], span[0] + 1))
        assert (at.start, at.end) == wanted
        beyond = locate(Place(where, (*route, "name", 7)))
        assert (beyond.start, beyond.end) == wanted
        on_key = locate(Place(where, route, on_key=True))
        assert (on_key.start, on_key.end) == writer.keys.get(route, wanted)


def written(draw: st.DrawFn, document: Json) -> Writer:
    writer = Writer(draw)
    writer.write(document, ())
    return writer


@given(st.text(alphabet="a\n\r\té\U0001f600", max_size=30), st.data())
def test_lines_and_columns_count_characters_from_one(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].split("\n")
    assert position(source(text), offset) == (len(before), len(before[-1]) + 1)


@given(st.text(alphabet='{}[]",:/*\\ \n1a', max_size=40), st.lists(st.integers(0, 3) | st.sampled_from(["", "a", "name"]), max_size=4))
def test_a_text_that_is_no_json_is_located_all_the_same(text: str, route: list[str | int]) -> None:
    at = locate(Place(source(text), tuple(route)))
    assert 0 <= at.start <= at.end <= len(text)


NSG = """{
  "resources": [
    {
      "type": "Microsoft.Network/networkSecurityGroups",
      "name": "nsg1",
      "properties": {
        "securityRules": [
          { "name": "deny", "properties": { "priority": 100 } },
          { "properties": {} }
        ]
      }
    }
  ]
}"""
RULES = ("resources", 0, "properties", "securityRules")


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        ((), "{"),
        (("resources",), '"resources"'),
        (("resources", 0), '"name": "nsg1"'),
        (RULES, '"securityRules"'),
        ((*RULES, 0), '"name": "deny"'),
        ((*RULES, 1), "{"),
        ((*RULES, -1), "{"),
        ((*RULES, 0, "properties"), '"properties"'),
        ((*RULES, 0, "properties", "priority"), "100"),
        ((*RULES, 0, "properties", "access"), '"properties"'),
        ((*RULES, 9, "properties", "access"), '"securityRules"'),
        (("Resources", 0, "NAME"), '"nsg1"'),
        (("variables", "rules"), "{"),
    ],
)
def test_a_frame_marks_what_tells_a_part_from_its_neighbours(route: Route, shown: str) -> None:
    assert marked(NSG, *route) == shown


def test_of_duplicate_keys_the_last_is_meant() -> None:
    assert marked('{"a": 1, "a": 2}', "a") == "2"
    assert marked('{"A": 1, "b": 0, "A": 2, "B": 3}', "a") == "2"
    assert marked('{"A": 1, "a": 2, "A": 3}', "a") == "2"
    assert marked('{"KEY": 1, "Key": 2, "KEY": 3}', "key") == "3"


def test_a_whole_document_begins_at_its_bracket() -> None:
    assert marked('{"name": "x"}') == "{"


def test_a_key_is_marked_where_it_is_asked_for() -> None:
    assert marked(NSG, *RULES, 0, "name", on_key=True) == '"name"'
    assert marked(NSG, *RULES, 0, "name", "further", on_key=True) == '"deny"'


def test_a_name_that_is_no_string_is_not_marked_for_its_object() -> None:
    assert marked('[{"name": {"x": 1}}]', 0) == "{"


def test_a_span_counts_in_every_syntax_and_is_kept_inside_the_text() -> None:
    hcl = source('a = "é"\r\n\tb = 1\r\n', "hcl")
    assert locate(Place(hcl, span=(10, 15))) == Location(2, 2, 2, 7, 10, 15)
    assert locate(Place(hcl, span=(10, 99))).end == len(hcl.text)
    assert locate(Place(hcl)) == Location(1, 1, 1, 1, 0, 0)
    assert locate(Place(source('{"a": "[b]"}'), ("a",), span=(8, 9))).column == 9


def test_an_empty_text_has_a_first_line() -> None:
    assert locate(Place(source(""), ("a",)))[:2] == (1, 1)
