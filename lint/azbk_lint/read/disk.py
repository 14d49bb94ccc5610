"""The only way to the disk: below the paths a user named, bounded, each file read and parsed once."""

# Real paths are compared as strings here, thousands of times a run.
# ruff: noqa: PTH109, PTH112, PTH113, PTH114, PTH116, PTH118, PTH120

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TypeAlias, TypeVar, cast

from azbk_lint.model.hcl import Node
from azbk_lint.model.source import Document, HclFile, Problem, Refused, Source
from azbk_lint.read import jsonc
from azbk_lint.read.walk import SKIPPED

MAX_BYTES = 64 * 2**20
MAX_FILES = 100_000

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
        self._home = os.getcwd()
        self._roots: set[str] = set()
        self._allowed: set[str] = set()
        self._real_folders: dict[str, str] = {}
        self._known: dict[tuple[str, str], object] = {}
        self._last: tuple[str, Bytes] = ("", b"")
        for path in paths:
            full = os.path.join(self._home, path)
            if not os.path.isdir(full):
                self.allow(path)
                full = os.path.dirname(full)
            self._roots.add(os.path.join(os.path.realpath(full), ""))

    def allow(self, path: PurePath) -> None:
        """Let one file be read wherever it lies, since the user named it."""
        self._allowed.add(os.path.realpath(os.path.join(self._home, path)))

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
        return self._once("json", path, _json)

    def hcl(self, path: PurePath) -> HclFile | None:
        """Read one file of HCL's native syntax, the sound part of it where it has faults. Raises Refused."""
        return self._used(path, self._once("hcl", path, self._hcl))

    def text(self, path: PurePath) -> Source | None:
        """Read a text file; None where there is none or it cannot be read. Raises Refused."""
        return self._used(path, self._once("text", path, _text))

    def bytes(self, path: PurePath) -> Bytes | None:
        """Read a file's bytes; None where there is none or it cannot be read. Raises Refused."""
        return self._used(path, self.peek(path))

    def peek(self, path: PurePath) -> Bytes | Problem | None:
        """Read the bytes of a file that may be none of ours: what is wrong with it is given, not noted. Raises Refused."""
        real = self._confined(path)
        if self._last[0] != real:
            data = _read(real, shown(path))
            if not isinstance(data, bytes):
                return data
            self._last = (real, data)
        return self._last[1]

    def template(self, source: Source) -> Node:
        """Parse a text as a Terraform template. Raises model.hcl.HclError."""
        from azbk_lint.read.hcl import parse_template

        return parse_template(source.text)

    def names(self, folder: PurePath) -> Sequence[str]:
        """List the regular files right in a folder, sorted; empty where there is no such folder. Raises Refused."""
        real = self._confined(folder)
        return self._list(real, folder, lambda: sorted(entry.name for entry in os.scandir(real) if self._is_file(entry)))

    def tree(self, folder: PurePath) -> Sequence[str]:
        """List the regular files below a folder as sorted relative POSIX paths. Raises Refused, also for MAX_FILES of them."""
        real = self._confined(folder)
        return self._list("tree:" + real, folder, lambda: sorted(self._below(real)))

    def exists(self, path: PurePath) -> bool:
        """Say whether a regular file is there. Raises Refused."""
        return os.path.isfile(self._confined(path))

    def note(self, problem: Problem) -> None:
        """Keep what could not be read, once."""
        if problem not in self.problems:
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
        key = (kind, self._confined(path))
        if key not in self._known:
            data = self.peek(path)
            self._known[key] = _parsed(shown(path), data, parse) if isinstance(data, bytes) else data
        return cast("T | Problem | None", self._known[key])

    def _hcl(self, name: PurePath, data: Bytes) -> HclFile:
        """Parse a file; before a part of it is called unreadable, python-hcl2 is asked."""
        from azbk_lint.read.hcl import parse

        if encoding := jsonc.utf16(data):
            raise jsonc.EncodingError(f"it is {encoding[:6].upper()}, which Terraform does not read (save the file as UTF-8)", 1, 1)
        text = jsonc.decode(data)
        body, errors = parse(text)
        if errors:
            from azbk_lint.read.hcl import second_opinion

            other = second_opinion(text)
            if other is None:
                self.note(Problem(name, f"cannot read: {errors[0].message}", *_position(text, errors[0].at)))
            body = other or body
        return HclFile(Source(name, text, "hcl"), body)

    def _list(self, key: str, folder: PurePath, listing: Callable[[], Sequence[str]]) -> Sequence[str]:
        """Give a folder's listing as it was the first time; none, with a problem noted, where the folder cannot be listed."""
        if ("names", key) not in self._known:
            try:
                self._known["names", key] = listing()
            except (FileNotFoundError, NotADirectoryError):
                self._known["names", key] = ()
            except OSError as error:
                self._known["names", key] = ()
                self.note(unreadable(shown(folder), error))
        return cast("Sequence[str]", self._known["names", key])

    def _below(self, top: str) -> Iterator[str]:
        """Give the files below a folder relative to it; links to folders are not followed."""
        waiting, count = [top], 0
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > MAX_FILES:
                        raise Refused(f"it holds more than {MAX_FILES} files")
                    if entry.is_dir(follow_symlinks=False):
                        waiting.extend([entry.path] if entry.name not in SKIPPED else [])
                    elif self._is_file(entry):
                        yield os.path.relpath(entry.path, top).replace(os.sep, "/")

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_file() and (not entry.is_symlink() or self._holds(os.path.realpath(entry.path)))
        except OSError:  # a link that leads to itself
            return False

    def _confined(self, path: PurePath) -> str:
        """Give the real path of what may be read. Raises Refused for all else."""
        _check_name(path)
        folder, name = os.path.split(os.path.normpath(os.path.join(self._home, path)))
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(folder)
        real = os.path.join(self._real_folders[folder], name)
        if os.path.islink(real):
            real = os.path.realpath(real)
        if self._holds(real):
            return real
        raise Refused("it lies outside the scanned paths")

    def _holds(self, real: str) -> bool:
        return real in self._allowed or any(os.path.join(real, "").startswith(root) for root in self._roots)


def shown(path: PurePath) -> PurePath:
    """Give the name under which a user knows a path: as given, without `.` and `..` where they can be undone."""
    return PurePath(os.path.normpath(path))


def unreadable(name: PurePath, error: OSError) -> Problem:
    """Say that the system did not let a file or folder be read."""
    return Problem(name, f"cannot read: {(error.strerror or str(error)).lower()}")


def _check_name(path: PurePath) -> None:
    """Refuse what the system's own calls would raise a ValueError for: NUL, and a surrogate that stands for no byte."""
    try:
        written = os.fsencode(path)
    except UnicodeEncodeError:
        written = b"\0"
    if b"\0" in written:
        raise Refused("no file can have that name")


def _read(real: str, name: PurePath) -> bytes | Problem | None:
    """Read a regular file of bounded size. Raises Refused for any other."""
    try:
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("it is not a regular file")
        if status.st_size > MAX_BYTES:
            raise Refused(f"it is larger than {MAX_BYTES // 2**20} MiB")
        with open(real, "rb", buffering=0) as file:  # noqa: PTH123 - likewise
            return file.read(status.st_size)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return unreadable(name, error)


def _parsed(name: PurePath, data: bytes, parse: Callable[[PurePath, bytes], T]) -> T | Problem:
    try:
        return parse(name, data)
    except jsonc.EncodingError as error:
        return Problem(name, f"cannot read: {error.message}", error.line, error.column)
    except jsonc.JsonError as error:
        return Problem(name, f"cannot read: {error.message}", *_position(jsonc.decode(data), error.at))


def _json(name: PurePath, data: bytes) -> Document:
    text = jsonc.decode(data)
    return Document(Source(name, text, "json"), jsonc.load(text))


def _text(name: PurePath, data: bytes) -> Source:
    return Source(name, jsonc.decode(data), "text")


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
