"""Which files may be read: below the paths a user named, regular, of bounded size."""

# Real paths are compared as strings here, thousands of times a run.
# ruff: noqa: PTH109, PTH112, PTH114, PTH116, PTH118, PTH120, PTH123

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from azbk_lint.model.source import Refused
from azbk_lint.read.walk import SKIPPED

MAX_BYTES = 64 * 2**20
MAX_FILES = 100_000


class Bounds:
    """The folders given, the folders of the files given, and files allowed one by one; links count by where they lead."""

    def __init__(self, paths: Iterable[PurePath]) -> None:
        self._home = os.getcwd()
        self._roots: set[str] = set()
        self._allowed: set[str] = set()
        self._folders: dict[str, str] = {}
        for path in paths:
            full = os.path.join(self._home, path)
            if not os.path.isdir(full):
                self.allow(path)
                full = os.path.dirname(full)
            self._roots.add(os.path.join(os.path.realpath(full), ""))

    def allow(self, path: PurePath) -> None:
        """Take in one file, wherever it lies."""
        self._allowed.add(os.path.realpath(os.path.join(self._home, path)))

    def real(self, path: PurePath) -> str:
        """Give the real path of what lies inside, whether it is there or not; `..` is followed textually. Raises Refused."""
        _check_name(path)
        folder, name = os.path.split(os.path.normpath(os.path.join(self._home, path)))
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        real = os.path.join(self._folders[folder], name)
        if os.path.islink(real):
            real = os.path.realpath(real)
        if self._hold(real):
            return real
        raise Refused("it lies outside the scanned paths")

    def hold(self, path: PurePath) -> bool:
        """Say whether a path, or what it leads to, lies inside."""
        folder, name = os.path.split(os.path.join(self._home, path))
        return self._hold(os.path.join(os.path.realpath(folder), name)) or self._hold(os.path.realpath(os.path.join(folder, name)))

    def files(self, real_folder: str) -> Iterator[str]:
        """Name the regular files right in a folder. Raises OSError."""
        with os.scandir(real_folder) as entries:
            yield from (entry.name for entry in entries if self._is_file(entry))

    def files_below(self, real_folder: str) -> Iterator[str]:
        """Give the POSIX paths of the regular files below a folder, relative to it. Raises OSError, and Refused for too many."""
        waiting, count = [real_folder], 0
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > MAX_FILES:
                        raise Refused(f"it holds more than {MAX_FILES} files")
                    if entry.is_dir(follow_symlinks=False):
                        waiting.extend([entry.path] if entry.name not in SKIPPED else [])
                    elif self._is_file(entry):
                        yield os.path.relpath(entry.path, real_folder).replace(os.sep, "/")

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_file() and (not entry.is_symlink() or self._hold(os.path.realpath(entry.path)))
        except OSError:  # a link that leads to itself
            return False

    def _hold(self, real: str) -> bool:
        return real in self._allowed or any(os.path.join(real, "").startswith(root) for root in self._roots)


def read(real: str) -> bytes | None:
    """Read a file; None where there is none. Raises OSError, and Refused for what is not regular or too large."""
    try:
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("it is not a regular file")
        if status.st_size > MAX_BYTES:
            raise Refused(f"it is larger than {MAX_BYTES // 2**20} MiB")
        with open(real, "rb", buffering=0) as file:
            return file.read(status.st_size)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _check_name(path: PurePath) -> None:
    """Refuse what the system's own calls would raise a ValueError for: NUL, and a surrogate that stands for no byte."""
    try:
        written = os.fsencode(path)
    except UnicodeEncodeError:
        written = b"\0"
    if b"\0" in written:
        raise Refused("no file can have that name")
