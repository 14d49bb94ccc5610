"""Which file a link means, of which often only the end is known: told from the files beside, and from those of the whole run."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple
from weakref import WeakKeyDictionary

from azbk_lint.model.source import Reader, Refused
from azbk_lint.model.value import Symbolic, Text, Unknown, split, text

_Names = Mapping[str, Sequence[PurePath]]
_LISTED: WeakKeyDictionary[Reader, dict[PurePath, _Names]] = WeakKeyDictionary()
_END = re.compile(r"[?#]")


class Address(NamedTuple):
    """The trailing segments of an address that name a file; `whole` where it begins as an address on the web does."""

    tail: Sequence[Text]
    whole: bool


def address_of(link: Text) -> Address:
    """Read a link. A hole at the end is a token, and one at the start the base that the rest is a path from."""
    segments = split(_bare(link))
    whole = len(segments) > 1 and isinstance(segments[0], str) and segments[0].endswith(":") and segments[1] == ""
    tail: list[Text] = []
    for at in range(len(segments) - 1, -1, -1):
        segment = segments[at]
        base = _is_hole(segment) and (whole or not tail or not any(isinstance(each, str) and each for each in segments[:at]))
        if base or segment in {"", ".", ".."}:
            break
        tail.insert(0, segment)
    return Address(tail, whole)


def candidates(reader: Reader, folder: PurePath, address: Address, but: Container[str]) -> Sequence[PurePath]:
    """Give the files that a link in a template of a folder may mean, those aside that are on the way to it."""
    if address.whole:
        return _anywhere(reader, folder, address.tail, but)
    first, *rest = address.tail
    based = isinstance(first, Symbolic) and isinstance(first.parts[0], Unknown)
    slashed = [text(*first.parts[1:]), *rest] if isinstance(first, Symbolic) and based else ()
    return (_beside(reader, folder, slashed, but) if slashed else ()) or _beside(reader, folder, address.tail, but)


def _beside(reader: Reader, folder: PurePath, tail: Sequence[Text], but: Container[str]) -> Sequence[PurePath]:
    """Give the files that a path means from the nearest folder that has any: this one or one above; a bare name means a file right here."""
    for above in islice(_upwards(reader, folder), 1 if len(tail) == 1 else None):
        found = [path for path in _matching(reader, above, tail) if path.as_posix() not in but]
        if found:
            return found
    return ()


def _anywhere(reader: Reader, folder: PurePath, tail: Sequence[Text], but: Container[str]) -> Sequence[PurePath]:
    """Give the files of the run whose paths end most like an address: in two segments at least, or in all that they have."""
    *_, top = (folder, *_upwards(reader, folder))
    found: dict[PurePath, int] = {}
    for path in _named(reader, top, tail[-1]):
        parts = path.relative_to(top).parts
        count = _shared(parts, tail)
        if path.as_posix() not in but and (count > 1 or len(parts) == count):
            found[path] = count
    return [path for path, count in found.items() if count == max(found.values())]


def _is_hole(segment: Text) -> bool:
    return isinstance(segment, Unknown) or (isinstance(segment, Symbolic) and not any(isinstance(part, str) for part in segment.parts))


def _bare(link: Text) -> Text:
    """Cut off what follows the path: a query, or a token that is not known."""
    kept: list[str | Unknown] = []
    for part in link.parts if isinstance(link, Symbolic) else (link,):
        if isinstance(part, str) and (end := _END.search(part)):
            kept.append(part[: end.start()])
            break
        kept.append(part)
    if len(kept) > 1 and isinstance(kept[-1], Unknown) and str(kept[-2]).lower().endswith(".json"):
        kept.pop()
    return text(*kept)


def _upwards(reader: Reader, folder: PurePath) -> Iterator[PurePath]:
    """Give a folder and those above it, as far up as files may be read."""
    while _may_read(reader, folder):
        yield folder
        if folder.parent == folder or folder.name == "..":
            return
        folder = folder.parent


def _may_read(reader: Reader, folder: PurePath) -> bool:
    try:
        reader.exists(folder / "azuredeploy.json")
    except Refused:
        return False
    return True


def _matching(reader: Reader, folder: PurePath, tail: Sequence[Text]) -> Sequence[PurePath]:
    literal = [segment for segment in tail if isinstance(segment, str)]
    if len(literal) == len(tail):
        path = folder.joinpath(*literal)
        return [path] if reader.exists(path) else []
    named = _named(reader, folder, tail[-1])
    inside = [path for path in named if len(path.relative_to(folder).parts) == len(tail)]
    return [path for path in inside if _shared(path.relative_to(folder).parts, tail) == len(tail)]


def _named(reader: Reader, top: PurePath, name: Text) -> Sequence[PurePath]:
    """Give the files below a folder that a name with holes may mean."""
    listed = _listed(reader, top)
    if isinstance(name, str):
        return listed.get(name.lower(), ())
    return [path for known, paths in listed.items() if _fits(known, name) for path in paths]


def _listed(reader: Reader, top: PurePath) -> _Names:
    """List the JSON files below a folder by lower-case name, once for each reader."""
    known = _LISTED.setdefault(reader, {})
    if top not in known:
        names: dict[str, list[PurePath]] = {}
        try:
            below = reader.tree(top)
        except Refused:
            below = ()
        for path in below:
            if path.lower().endswith(".json"):
                names.setdefault(path.rpartition("/")[2].lower(), []).append(top / path)
        known[top] = names
    return known[top]


def _shared(path: Sequence[str], tail: Sequence[Text]) -> int:
    """Count the segments, from the last, in which a path and an address agree."""
    count = 0
    for one, other in zip(reversed(path), reversed(tail), strict=False):
        if not _fits(one.lower(), other):
            break
        count += 1
    return count


def _fits(name: str, segment: Text) -> bool:
    """Say whether a lower-case name may be what a segment says; of one with holes the known part must say something."""
    if isinstance(segment, str):
        return name == segment.lower()
    if _is_hole(segment):
        return True
    parts = segment.parts if isinstance(segment, Symbolic) else (segment,)
    known = "".join(part for part in parts if isinstance(part, str)).lower().removesuffix(".json")
    pattern = "".join(re.escape(part.lower()) if isinstance(part, str) else ".*" for part in parts)
    return bool(known.strip("-_.")) and re.fullmatch(pattern, name) is not None and ".parameters" not in name
