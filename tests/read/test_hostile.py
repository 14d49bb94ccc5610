"""Inputs that no one would write on purpose for a linter: each is read within bounds, or told in one sentence."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.read.conftest import Tree

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS.parent / "fixtures" / "hostile"
FILES = runpy.run_path(str(TESTS / "hostile.py"))["files"]()

UTF_8 = "(save the file as UTF-8)"
DEEP = "1: cannot read: brackets are nested more than 254 deep"
SMALL = {
    "arm/cut-between-values.json": "7: cannot read: the file ends inside the object that begins on line 5",
    "arm/latin-1.json": f"4: cannot read: byte 0xE8 is not UTF-8 text {UTF_8}",
    "arm/merge-conflict.json": "5: cannot read: expected a name in double quotes or `}`",
    "arm/placeholder-for-a-value.json": "4: cannot read: expected a value",
    "arm/shift-jis.json": f"4: cannot read: byte 0x89 is not UTF-8 text {UTF_8}",
    "arm/truncated.json": "7: cannot read: a string begins here and does not end",
    "plan/truncated.json": "1: cannot read: the file ends inside the object that begins on line 1",
    "terraform/broken-json/main.tf.json": "1: cannot read: expected `,` or `}`",
    "terraform/latin-1/main.tf": f"1: cannot read: byte 0xE8 is not UTF-8 text {UTF_8}",
    "terraform/merge-conflict/main.tf": "8: cannot read: expected an attribute or a block",
    "terraform/unclosed-block/main.tf": "4: cannot read: expected `}` before this block",
    "terraform/unclosed-heredoc/main.tf": "8: cannot read: expected a line `EOT` that ends this heredoc",
    "terraform/utf-16/main.tf": f"1: cannot read: it is UTF-16, which Terraform does not read {UTF_8}",
    "terraform/wrong-types/main.tf.json": "14: cannot read: expected an object",
    "terraform/wrong-types/terraform.tfvars": "2: cannot read: expected an expression",
}
LARGE = {
    "deep-arrays.json": DEEP,
    "deep-objects.json": DEEP,
    "deep-and-tolerated.json": DEEP,
    "deep-and-cut.json": DEEP,
    "unclosed-string.json": "1: cannot read: a string begins here and does not end",
    "unclosed-comment.json": "1: cannot read: a comment begins here and does not end",
    "too-large.json": "0: cannot read: it is larger than 64 MiB",
    "too-large/main.tf": "0: cannot read: it is larger than 64 MiB",
    "deep-lists/main.tf": "2: cannot read: expected at most 100 levels of nesting",
    "deep-parentheses/main.tf": "2: cannot read: expected at most 100 levels of nesting",
    "deep-templates/main.tf": "2: cannot read: expected at most 100 levels of nesting",
    "deep-blocks/main.tf": "102: cannot read: expected at most 100 levels of nesting",
    "deep-and-cut/main.tf": "2: cannot read: expected at most 100 levels of nesting",
    "long-sum/main.tf": "2: cannot read: expected an expression of at most 200 levels",
}


def test_what_can_be_read_of_hostile_folders_is_and_the_rest_is_told(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES)
    found = tree.found()
    assert tree.problems() == [f"{name}:{why}" for name, why in SMALL.items()]
    readable = {
        path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.json") if not path.name.endswith(".tf.json")
    } - SMALL.keys()
    folders = {path.parent.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.tf*") if "main" in path.name}
    assert found == sorted((readable | folders) - {"terraform/module-circle/b"})


@pytest.mark.parametrize("name", FILES)
def test_a_file_beyond_all_bounds_is_one_sentence(tree: Tree, name: str) -> None:
    tree.put(name)
    with Path(name).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(FILES[name]())
    tree.scan(name)
    assert tree.problems() == ([f"{name}:{LARGE[name]}"] if name in LARGE else [])


def test_every_file_that_must_fail_is_written() -> None:
    expected: Mapping[str, str] = LARGE
    assert expected.keys() <= FILES.keys()
