"""The files below the paths a user named, and those beside a file that was named alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from azbk_lint.read.disk import Disk, shown, unreadable
from azbk_lint.read.walk import SUFFIXES, walk


class MissingPath(Exception):  # noqa: N818 - the user's slip, not a fault of ours
    """A path that the user named and that is not there."""

    def __init__(self, path: PurePath) -> None:
        super().__init__(f"no such file or folder: {path.as_posix()}")


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
    named = frozenset(given).difference(folders)
    for path in named:
        if not os.path.lexists(path):
            raise MissingPath(path)
    scanned = dict(_scan(folders, disk))
    around = {folder for path in named for folder in _around(path.parent)}.difference(scanned)
    beside = {folder: [name for name in disk.names(folder) if name.endswith(SUFFIXES)] for folder in sorted(around)}
    for path in named:  # git may ignore it, or it may be a link to elsewhere
        names = {*scanned.get(path.parent, ()), *beside.get(path.parent, ()), path.name}
        (scanned if path.parent in scanned else beside)[path.parent] = sorted(names)
    return Files(scanned, beside, named)


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
