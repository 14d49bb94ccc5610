"""The only way to the disk: within bounds, each file read and parsed once, and what cannot be read told once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import TypeAlias, TypeVar, cast

from azbk_lint.model.hcl import Node
from azbk_lint.model.source import Document, HclFile, Problem, Refused, Source
from azbk_lint.read import parsers
from azbk_lint.read.bounds import Bounds, read

T = TypeVar("T")
Bytes: TypeAlias = bytes  # inside Disk, the short name is a method's


class Disk:
    """A `Reader` confined to the folders scanned, the folders of the files scanned, and files allowed by name.

    `problems` are what exists and cannot be read, each told once; `read_names` are the files that were used. Names are
    shown as the user gave them: what is relative stays relative to the working directory.
    """

    def __init__(self, paths: Iterable[PurePath]) -> None:
        self.problems: list[Problem] = []
        self.read_names: set[PurePath] = set()
        self._bounds = Bounds(paths)
        self._told: set[Problem] = set()
        self._made: dict[tuple[str, str], object] = {}
        self._listed: dict[tuple[str, str], Sequence[str]] = {}
        self._templates: dict[Source, Node] = {}
        self._last: tuple[str, Bytes] = ("", b"")

    def allow(self, path: PurePath) -> None:
        """Let one file be read wherever it lies, since the user named it."""
        self._bounds.allow(path)

    def json(self, path: PurePath) -> Document | None:
        """Read a JSON file; None where there is none or it cannot be read. Raises Refused."""
        return self._used(path, self.try_json(path))

    def given_json(self, path: PurePath) -> Document | None:
        """Read a JSON file that the user named; None, with a problem noted, where it must not or cannot be read."""
        try:
            return self.json(path)
        except Refused as refused:
            self.refuse(path, refused)
            return None

    def try_json(self, path: PurePath) -> Document | Problem | None:
        """Read a JSON file that may be none of ours: what is wrong with it is given, not noted. Raises Refused."""
        return self._once("json", path, parsers.document)

    def hcl(self, path: PurePath) -> HclFile | None:
        """Read one file of Terraform's, in native or JSON syntax, the sound part of it where it has faults. Raises Refused."""
        return self._used(path, self._once("hcl", path, self._hcl))

    def text(self, path: PurePath) -> Source | None:
        """Read a text file; None where there is none or it cannot be read. Raises Refused."""
        return self._used(path, self._once("text", path, parsers.source))

    def bytes(self, path: PurePath) -> Bytes | None:
        """Read a file's bytes; None where there is none or it cannot be read. Raises Refused."""
        return self._used(path, self.peek(path))

    def peek(self, path: PurePath) -> Bytes | Problem | None:
        """Read the bytes of a file that may be none of ours: what is wrong with it is given, not noted. Raises Refused."""
        real = self._bounds.real(path)
        if self._last[0] == real:
            return self._last[1]
        try:
            data = read(real)
        except OSError as error:
            return unreadable(shown(path), error)
        if data is not None:
            self._last = (real, data)
        elif os.path.basename(real) in self._listed.get(("names", os.path.dirname(real)), ()):  # noqa: PTH119, PTH120 - a string
            return gone(shown(path))
        return data

    def template(self, source: Source) -> Node:
        """Parse a text as a Terraform template. Raises model.hcl.HclError."""
        from azbk_lint.read.hcl import parse_template

        if source not in self._templates:
            self._templates[source] = parse_template(source.text)
        return self._templates[source]

    def names(self, folder: PurePath) -> Sequence[str]:
        """List the regular files right in a folder, sorted; empty where there is no such folder. Raises Refused."""
        return self._list("names", folder, self._bounds.files)

    def tree(self, folder: PurePath) -> Sequence[str]:
        """List the regular files below a folder as sorted relative POSIX paths. Raises Refused, also where they are too many."""
        return self._list("tree", folder, self._bounds.files_below)

    def exists(self, path: PurePath) -> bool:
        """Say whether a regular file is there. Raises Refused."""
        return os.path.isfile(self._bounds.real(path))  # noqa: PTH113 - a string

    def lies_inside(self, path: PurePath) -> bool:
        """Say whether a path, or what it leads to, lies among the files that may be read."""
        return self._bounds.hold(path)

    def note(self, problem: Problem) -> None:
        """Keep what could not be read, once."""
        if problem not in self._told:
            self._told.add(problem)
            self.problems.append(problem)

    def refuse(self, path: PurePath, refused: Refused) -> None:
        """Keep that a file which belongs to a deployment must not be read."""
        self.note(Problem(shown(path), f"cannot read: {refused}"))

    def _used(self, path: PurePath, made: T | Problem | None) -> T | None:
        if isinstance(made, Problem):
            self.note(made)
            return None
        if made is not None:
            self.read_names.add(shown(path))
        return made

    def _once(self, kind: str, path: PurePath, parse: Callable[[PurePath, Bytes], T]) -> T | Problem | None:
        """Give what was made of a file before, or make it now."""
        key = (kind, self._bounds.real(path))
        if key not in self._made:
            data = self.peek(path)
            self._made[key] = parsers.parsed(shown(path), data, parse) if isinstance(data, bytes) else data
        return cast("T | Problem | None", self._made[key])

    def _hcl(self, name: PurePath, data: Bytes) -> HclFile:
        file, problem = parsers.terraform(name, data)
        if problem:
            self.note(problem)
        return file

    def _list(self, kind: str, folder: PurePath, listing: Callable[[str], Iterable[str]]) -> Sequence[str]:
        """Give a folder's listing as it was the first time; none, with a problem noted, where the folder cannot be listed."""
        key = (kind, self._bounds.real(folder))
        if key not in self._listed:
            self._listed[key] = ()
            try:
                self._listed[key] = sorted(listing(key[1]))
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError as error:
                self.note(unreadable(shown(folder), error))
        return self._listed[key]


def shown(path: PurePath) -> PurePath:
    """Give the name under which a user knows a path: as given, without `.` and `..` where they can be undone."""
    return PurePath(os.path.normpath(path))


def unreadable(name: PurePath, error: OSError) -> Problem:
    """Say that the system did not let a file or folder be read."""
    return Problem(name, f"cannot read: {(error.strerror or str(error)).lower()}")


def gone(name: PurePath) -> Problem:
    """Say that a file was there a moment ago, or is a link to nowhere."""
    return Problem(name, "cannot read: no such file")
