"""Which files of a folder may be of Azure's concern: found by name, without what git ignores or tools have put there."""

# os.scandir and strings: a repository may hold a hundred thousand files.
# ruff: noqa: PTH118, PTH123

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SKIPPED = frozenset({".git", ".terraform", "node_modules", "__pycache__", ".venv"})
SUFFIXES = (".tf", ".tfvars", ".json", ".bicep", ".bicepparam", ".tofu", "terragrunt.hcl")
_IGNORE_BYTES = 2**20


class Folder(NamedTuple):
    """A folder's path, and the sorted names of the files right in it that SUFFIXES end."""

    path: str
    files: Sequence[str]


class _Rules(NamedTuple):
    """A .gitignore that holds for paths which begin with `base`."""

    base: str
    spec: GitIgnoreSpec


def walk(root: str, failed: Callable[[str, OSError], None]) -> Iterator[Folder]:
    """Give a folder and all below it, in the order of their names; `failed` hears of folders that cannot be listed.

    Links to files are given like files, links to folders are not followed: what they lead to is found where it lies.
    """
    waiting: list[tuple[str, tuple[_Rules, ...]]] = [(root, ())]
    while waiting:
        path, rules = waiting.pop()
        try:
            with os.scandir(path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            failed(path, error)
            continue
        rules = _nearer(path, listed, rules)
        yield Folder(
            path, [entry.name for entry in listed if entry.name.endswith(SUFFIXES) and _is_file(entry) and not _ignored(entry.path, rules)]
        )
        below = [
            entry.path
            for entry in listed
            if entry.is_dir(follow_symlinks=False) and entry.name not in SKIPPED and not _ignored(entry.path + "/", rules)
        ]
        waiting.extend((folder, rules) for folder in reversed(below))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _nearer(path: str, listed: Sequence[os.DirEntry[str]], rules: tuple[_Rules, ...]) -> tuple[_Rules, ...]:
    """Put a folder's own .gitignore before those of the folders above."""
    own = next((entry for entry in listed if entry.name == ".gitignore"), None)
    if own is None or not own.is_file(follow_symlinks=False):
        return rules
    try:
        with open(own.path, encoding="utf-8-sig", errors="replace") as file:
            lines = file.read(_IGNORE_BYTES).splitlines()
    except OSError:
        return rules
    return (_Rules(os.path.join(path, ""), _spec(lines)), *rules)


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    """Compile patterns; one that makes no sense is left out, as git does."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        good: list[str] = []
        for line in lines:
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            good.append(line)
        return GitIgnoreSpec.from_lines(good)


def _ignored(path: str, rules: Sequence[_Rules]) -> bool:
    """Ask the nearest .gitignore that has a word on a path; a folder's path ends in a slash."""
    for base, spec in rules:
        said = spec.check_file(path.removeprefix(base)).include
        if said is not None:
            return said
    return False
