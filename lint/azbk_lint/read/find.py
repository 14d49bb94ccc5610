"""The files below the paths a user named, and those beside a file that was named alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from azbk_lint.read.disk import Disk, shown, unreadable
from azbk_lint.read.walk import SUFFIXES, walk


class MissingPath(Exception):  # noqa: N818 - the user's slip, not a fault of ours
    """A path that the user named and that is not there, or not what it should be."""

    def __init__(self, path: PurePath, why: str = "no such file or folder") -> None:
        super().__init__(f"{why}: {path.as_posix()}")


@dataclass(frozen=True, slots=True)
class Files:
    """Names of files by their folder: in `scanned` folders all are judged, of those `beside` only what is `named`."""

    scanned: Mapping[PurePath, Sequence[str]]
    beside: Mapping[PurePath, Sequence[str]]
    named: frozenset[PurePath]

    def all(self) -> Iterator[PurePath]:
        """Give the files of all folders, those beside too."""
        for folder, names in (*self.scanned.items(), *self.beside.items()):
            yield from (folder / name for name in names)

    def judges(self, path: PurePath) -> bool:
        """Say whether a file is to be judged itself."""
        return path in self.named or path.parent in self.scanned

    def naming(self, more: Iterable[PurePath]) -> Files:
        """Name further files, as if the user had."""
        return replace(self, named=self.named.union(more))


def find(paths: Iterable[PurePath], disk: Disk) -> Files:
    """List what may matter below folders and beside files. Raises MissingPath."""
    given = list(dict.fromkeys(map(shown, paths)))
    folders = [path for path in given if Path(path).is_dir()]
    scanned = dict(_scan(folders, disk))
    named = frozenset(_named([path for path in given if path not in folders], scanned))
    around = {folder for path in named for folder in _around(path.parent)}.difference(scanned)
    beside = {folder: [name for name in disk.names(folder) if name.endswith(SUFFIXES)] for folder in sorted(around)}
    for path in named:  # git may ignore it, or it may be a link to elsewhere
        names = {*scanned.get(path.parent, ()), *beside.get(path.parent, ()), path.name}
        (scanned if path.parent in scanned else beside)[path.parent] = sorted(names)
    return Files(scanned, beside, named)


def _named(paths: Sequence[PurePath], scanned: Iterable[PurePath]) -> Iterator[PurePath]:
    """Give the files that were named, those of one folder by the first of its names. Raises MissingPath."""
    known = {os.path.realpath(folder): folder for folder in scanned} if paths else {}
    for path in paths:
        if not os.path.lexists(path):
            raise MissingPath(path)
        yield known.setdefault(os.path.realpath(path.parent), path.parent) / path.name


def _scan(folders: Sequence[PurePath], disk: Disk) -> Iterator[tuple[PurePath, Sequence[str]]]:
    """Walk folders, each real folder once under the first of its names."""
    seen: set[str] = set()
    for top in folders:
        for folder in walk(str(top), lambda path, error: disk.note(unreadable(shown(PurePath(path)), error))):
            real = os.path.realpath(folder.path) if len(folders) > 1 else folder.path
            if real not in seen:
                seen.add(real)
                yield PurePath(folder.path), folder.files


def _around(folder: PurePath) -> Iterator[PurePath]:
    """Give a file's folder, and the folders of parameter files in it."""
    yield folder
    with os.scandir(folder) as entries:
        yield from (
            folder / entry.name for entry in entries if entry.name.lower().startswith("param") and entry.is_dir(follow_symlinks=False)
        )
