from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from azbk_lint import catalogue, schema
from azbk_lint.catalogue import PolicyError, load, named, read, shipped, together
from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import Answer


@dataclass(frozen=True)
class Egress:
    """A check for these tests."""

    to_tag: str
    port: int = 443
    way: Literal["in", "out"] = "out"
    names: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.port > 65535:
            raise ValueError("`port` is over 65535")

    def judge(self, estate: Estate) -> Iterator[Answer]:  # noqa: ARG002 - every check takes it
        yield from ()


HEAD = """\
title = "A title"
severity = { v1 = "error", v2 = "error", current = "warning" }
breaks = ["UserErrorX"]
why = "Why."
remedy = "Mend {it}."
"""
TAIL = """
[[source]]
article = "a"
dated = 2018-12-03

[check.egress]
to-tag = "Storage"
"""
FITS = HEAD + TAIL
BAD = [
    ("title = 'x'\n" + FITS, 2, "not TOML: cannot overwrite a value"),
    (FITS + "x = [", 13, "not TOML: invalid value"),
    ("titel = 'x'\n" + FITS, 1, "unknown key `titel`; did you mean `title`?"),
    (FITS.replace("title = ", "message = "), 0, "`title` is missing"),
    (FITS.replace('"A title"', '""'), 1, "`title` is empty"),
    (FITS.replace('"A title"', '"A {fact}"'), 1, "a title stands where no fact is known yet"),
    (FITS.replace('"A title"', "1"), 1, "expected a string, got 1"),
    (FITS.replace('v1 = "error"', 'v1 = "errorr"'), 2, "expected one of error, warning, info, off, got `errorr`; did you mean `error`?"),
    (FITS.replace('v1 = "error", ', ""), 2, "`v1` is missing"),
    (FITS.replace("[[source]]", "[source]"), 7, "expected a list, got a table"),
    (FITS.replace("dated = 2018-12-03", 'dated = "2018"'), 9, "expected a date, got `2018`"),
    (FITS.replace("[check.egress]", "[check.egres]"), 11, "unknown check `egres`; did you mean `egress`?"),
    (FITS.replace("to-tag", "to_tag"), 12, "unknown key `to_tag`; did you mean `to-tag`?"),
    (FITS.replace("to-tag", "port"), 12, "expected a whole number, got `Storage`"),
    (FITS.replace('to-tag = "Storage"', "port = 1"), 11, "`to-tag` is missing"),
    (FITS + "way = 'up'", 13, "expected one of in, out, got `up`"),
    (FITS + "port = 65536", 11, "`port` is over 65535"),
    (FITS + "\n[check.other]\n", 11, "a policy has exactly one [check.NAME] table"),
    (HEAD, 0, "`check` is missing: a policy has one [check.NAME] table"),
]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a policy file that may use the check of these tests."""
    monkeypatch.setattr(catalogue, "CHECKS", {"egress": Egress})
    monkeypatch.setattr(schema, "CHECKS", {"egress": Egress})

    def made(text: str, name: str = "a-policy.toml") -> Path:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return made


def test_a_policy_file_becomes_a_policy(write: Callable[..., Path]) -> None:
    text = FITS.replace("\n[[source]]", 'since = "2022"\nworse-if = ["x"]\nmessage = "m"\nbasis = "inferred"\n\n[[source]]', 1)
    policy = read(write(text + 'names = ["a"]\n'))
    assert (policy.name, policy.severity.current, policy.since, policy.worse_if, policy.message) == (
        "a-policy",
        "warning",
        "2022",
        ("x",),
        "m",
    )
    assert policy.check == Egress("Storage", names=("a",))
    assert policy.source[0].dated.year == 2018


@pytest.mark.parametrize(("text", "line", "why"), BAD)
def test_a_policy_file_that_does_not_fit_is_refused_with_its_line(write: Callable[..., Path], text: str, line: int, why: str) -> None:
    file = write(text)
    with pytest.raises(PolicyError) as caught:
        read(file)
    assert caught.value.line == line
    assert caught.value.why.startswith(why)
    assert str(caught.value).startswith(f"{file.as_posix()}:{line}: " if line else f"{file.as_posix()}: ")


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("Mend {it}.", "Mend {rulle}.", 5, "the check gives no fact `rulle`; did you mean `rule`?"),
        ('title = "A title"', 'title = "A title"\nmessage = "{disk}"', 2, "the check gives no fact `disk`"),
        ('title = "A title"', 'title = "A title"\nworse-if = ["old-window"]', 2, "the check knows no condition `old-window`; did you mean"),
        ('title = "A title"', 'title = "A title"\nbetter-if = ["proven"]', 2, "the check knows no condition `proven`"),
    ],
)
def test_a_policy_cannot_ask_for_what_its_check_never_gives(tmp_path: Path, old: str, new: str, line: int, why: str) -> None:
    file = tmp_path / "a-policy.toml"
    text = FITS.replace('to-tag = "Storage"', 'to = "Storage"\nport = 443').replace(old, new)
    file.write_text(text.replace("Mend {it}.", "Mend {rule}."), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read(file)
    assert caught.value.line == line
    assert caught.value.why.startswith(why)


@pytest.mark.parametrize("name", ["A.toml", "a_b.toml", "a--b.toml", "-a.toml", "ä.toml"])
def test_a_policys_name_is_lower_case_words_joined_by_hyphens(write: Callable[..., Path], name: str) -> None:
    with pytest.raises(PolicyError, match="joined by hyphens"):
        read(write(FITS, name))


def test_no_policy_takes_the_name_of_what_is_not_read(write: Callable[..., Path]) -> None:
    with pytest.raises(PolicyError, match="told under that name"):
        read(write(FITS, "unread.toml"))


def test_a_file_that_cannot_be_read_is_named(write: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"absent\.toml: cannot read: No such file"):
        read(tmp_path / "absent.toml")
    file = write("")
    file.write_bytes(b"\xff")
    with pytest.raises(PolicyError, match="cannot read: not UTF-8"):
        read(file)


def test_a_byte_order_mark_is_passed_over(write: Callable[..., Path]) -> None:
    assert read(write("\ufeff" + FITS)).title == "A title"


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="holds no policy"):
        load(tmp_path)
    with pytest.raises(PolicyError, match="no such folder"):
        load(tmp_path / "absent")


def test_a_policy_takes_the_place_of_an_earlier_one_of_its_name(write: Callable[..., Path], tmp_path: Path) -> None:
    write(FITS, "one/b.toml")
    write(FITS, "one/a.toml")
    write(FITS.replace("A title", "Ours"), "two/b.toml")
    policies = together([tmp_path / "one", tmp_path / "two"])
    assert [(policy.name, policy.title) for policy in policies] == [("a", "A title"), ("b", "Ours")]


def test_policies_are_chosen_by_name_and_pattern(write: Callable[..., Path], tmp_path: Path) -> None:
    for name in ("nsg-a", "nsg-b", "disk"):
        write(FITS, f"{name}.toml")
    policies = load(tmp_path)
    assert [policy.name for policy in named(["nsg-*", "disk"], policies)] == ["disk", "nsg-a", "nsg-b"]
    assert named([], policies) == []
    with pytest.raises(ValueError, match="no policy is named `dist`; did you mean `disk`"):
        named(["dist"], policies)


def test_the_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses(write: Callable[..., Path]) -> None:
    validator = Draft202012Validator(schema.schema(), registry=Registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert read(write(FITS))
    assert validator.is_valid(plain(FITS))
    for text, _, why in BAD:
        if not re.search("not TOML|is empty|no fact|over 65535|a date", why):
            assert not validator.is_valid(plain(text)), why


def plain(text: str) -> object:
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def test_the_schemas_file_is_drawn_from_the_checks(generated: Callable[[Path, str], None]) -> None:
    generated(schema.FILE, schema.written())


@pytest.mark.parametrize("file", sorted(shipped().glob("*.toml")), ids=lambda file: file.stem)
def test_a_shipped_policy_can_be_read_and_fits_the_schema(file: Path) -> None:
    policy = read(file)
    Draft202012Validator(schema.schema(), registry=Registry()).validate(plain(file.read_text(encoding="utf-8")))
    assert policy.why.strip()


def test_reading_policies_does_not_import_jsonschema() -> None:
    import subprocess
    import sys

    code = "import sys; from azbk_lint.catalogue import load, shipped; load(shipped()); sys.exit('jsonschema' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
