from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from azbk_lint.read.walk import walk

if TYPE_CHECKING:
    from tests.read.conftest import Tree


def names(top: str = ".") -> list[str]:
    failed: list[str] = []
    found = [Path(folder.path, name).as_posix() for folder in walk(top, lambda path, _: failed.append(path)) for name in folder.files]
    assert failed == []
    return found


def test_files_come_in_the_order_of_folders_and_names(tree: Tree) -> None:
    for path in ("b/x.tf", "b.json", "a/z.bicep", "a/b/y.tfvars", "a.json", "a/c.md", "README", "a/k.bicepparam"):
        tree.put(path)
    assert names() == ["a.json", "b.json", "a/k.bicepparam", "a/z.bicep", "a/b/y.tfvars", "b/x.tf"]


@pytest.mark.parametrize("folder", [".git", ".terraform", "node_modules", "__pycache__", ".venv"])
def test_what_tools_put_there_is_not_entered(tree: Tree, folder: str) -> None:
    tree.put(f"{folder}/a.tf")
    tree.put(f"x/{folder}/y/a.tf")
    tree.put("a.tf")
    assert names() == ["a.tf"]


def test_git_decides_what_is_looked_for(tree: Tree) -> None:
    tree.put(".gitignore", "*.json\nbuild/\n/top.tf\n!keep.json\n")
    tree.put("sub/.gitignore", "!b.json\nown.tf\n")
    for path in (
        "a.json",
        "keep.json",
        "top.tf",
        "x/top.tf",
        "build/a.tf",
        "x/build/a.tf",
        "sub/a.json",
        "sub/b.json",
        "sub/own.tf",
        "own.tf",
    ):
        tree.put(path)
    assert names() == ["keep.json", "own.tf", "sub/b.json", "x/top.tf"]


def test_nothing_below_an_ignored_folder_comes_back(tree: Tree) -> None:
    tree.put(".gitignore", "build/\n!build/keep.tf\n")
    tree.put("build/.gitignore", "!keep.tf\n")
    tree.put("build/keep.tf")
    assert names() == []


def test_a_gitignore_holds_below_its_own_folder_only(tree: Tree) -> None:
    tree.put("sub/.gitignore", "/a.tf\n")
    for path in ("a.tf", "sub/a.tf", "sub/x/a.tf", "sub2/a.tf"):
        tree.put(path)
    assert names() == ["a.tf", "sub/x/a.tf", "sub2/a.tf"]


@pytest.mark.parametrize("content", [b"!\n\\\n*.json\n", b"\xef\xbb\xbf*.json\r\n", b"\xff\xfe\x00\n*.json\n"])
def test_a_gitignore_with_nonsense_in_it_still_holds(tree: Tree, content: bytes) -> None:
    tree.put(".gitignore", content)
    tree.put("a.json")
    tree.put("a.tf")
    assert names() == ["a.tf"]


def test_links_to_files_are_given_and_links_to_folders_are_not_followed(tree: Tree) -> None:
    tree.put("real/a.tf")
    Path("b.tf").symlink_to("real/a.tf")
    Path("gone.tf").symlink_to("nowhere")
    Path("self.tf").symlink_to("self.tf")
    Path("real/up").symlink_to("..")
    assert names() == ["b.tf", "real/a.tf"]


def test_a_folder_that_looks_like_a_file_is_a_folder(tree: Tree) -> None:
    tree.put("x.json/a.tf")
    assert names() == ["x.json/a.tf"]


def test_a_folder_that_cannot_be_listed_is_told(tree: Tree) -> None:
    tree.put("a.tf")
    failed: list[str] = []
    assert list(walk("gone", lambda path, error: failed.append(f"{path} {type(error).__name__}"))) == []
    assert failed == ["gone FileNotFoundError"]
