"""Templates that a deployment names rather than holds: found by path, or by the end of an address, below the template's folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple

from azbk_lint.model.source import Document, Refused
from azbk_lint.model.value import Symbolic, Text, Unknown, Value
from azbk_lint.resolve.arm.evaluate import value_of
from azbk_lint.resolve.arm.instance import Instance
from azbk_lint.resolve.arm.origin import InDocument
from azbk_lint.resolve.arm.session import Written
from azbk_lint.resolve.arm.unknowns import key_of, shortened
from azbk_lint.resolve.arm.values import fold_get

MOST_SUFFIX = 4
"""The trailing segments of a link's address that are looked for as a path below the template's folder."""


class Found(NamedTuple):
    """A nested template: where it is written, whether it has definitions of its own, and the file where it is linked."""

    written: Written
    inner: bool
    file: str | None = None


def unread(instance: Instance, why: str, kind: str = "external") -> Unknown:
    """Give what stands for a template that is not read, and why."""
    key = shortened(f"{instance.layer.template.path}template({key_of(instance.identity.id)})")
    because = f"nested deployment '{instance.identity.name}' is not read: {why}"
    return Unknown(
        key, because, "limit" if kind == "limit" else "external", "" if kind == "limit" else "the linked template among the files"
    )


def linked(instance: Instance, link: Mapping[str, Value]) -> Found | Unknown:
    """Read the template that a deployment links, where it is among the files; otherwise say that it is not."""
    source = instance.layer.written.place(()).source
    relative, uri = (value_of(fold_get(link, name), instance.frame) for name in ("relativePath", "uri"))
    if isinstance(relative, str):
        return _read(instance, source.name.parent / relative, certain=True)
    if isinstance(uri, str | Symbolic):
        for suffix in _suffixes(uri):
            path = source.name.parent / suffix
            if _is_file(instance, path):
                return _read(instance, path, certain=False)
    return unread(instance, f"its template is linked ({_shown(relative if relative is not None else uri)}) and is not among the files")


def _shown(link: Value) -> str:
    return str(link)[:120] if isinstance(link, str | Symbolic) else "by an address that is not known"


def _suffixes(uri: Text) -> list[str]:
    """Give the ends of an address that may be paths of files here, longest first.

    A hole at the end is a token, one at the start a base that may end in a slash of its own.
    """
    parts = list(uri.parts) if isinstance(uri, Symbolic) else [uri]
    if len(parts) > 1 and isinstance(parts[-1], Unknown) and ".json" in str(parts[-2]).lower():
        parts.pop()
    literal = parts[-1]
    if not isinstance(literal, str):
        return []
    segments = literal.replace("#", "?").split("?")[0].split("/")
    if len(parts) > 2 and not literal.startswith("/"):
        segments = segments[1:]
    tail: list[str] = []
    for segment in segments[: -MOST_SUFFIX - 1 : -1]:
        if segment in {"", ".", ".."}:
            break
        tail.insert(0, segment)
    return ["/".join(tail[start:]) for start in range(len(tail))]


def _is_file(instance: Instance, path: PurePath) -> bool:
    reader = instance.layer.template.session.reader
    try:
        return reader is not None and reader.exists(path)
    except Refused:
        return False


def _read(instance: Instance, path: PurePath, *, certain: bool) -> Found | Unknown:
    """Read a linked template: once on each way down, so that templates that link each other end."""
    session, place = instance.layer.template.session, instance.layer.written.place((*instance.route, "properties", "templateLink"))
    try:
        document: Document | None = session.reader.json(path) if session.reader is not None else None
    except Refused as refused:
        session.say(place, f"the linked template {path.as_posix()} is not read: {refused}")
        return unread(instance, f"{path.as_posix()}: {refused}")
    if document is None or not isinstance(document.tree, dict):
        return unread(instance, f"{path.as_posix()} is not among the files")
    name = document.source.name.as_posix()
    if name in instance.layer.files:
        if certain:
            session.say(place, f"templates link each other in a circle: {name}")
        return unread(instance, f"it links {name}, which links back here", "limit")
    return Found(Written(document.tree, InDocument(document.source)), inner=True, file=name)
