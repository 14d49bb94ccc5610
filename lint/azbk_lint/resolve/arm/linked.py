"""Templates that a deployment names rather than holds: found by path, or by the end of an address, among those of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from azbk_lint.model.source import Document, Place, Refused
from azbk_lint.model.value import Kind, Symbolic, Text, Unknown, Value
from azbk_lint.resolve.arm.evaluate import value_of
from azbk_lint.resolve.arm.instance import Instance
from azbk_lint.resolve.arm.origin import InDocument
from azbk_lint.resolve.arm.search import address_of, candidates
from azbk_lint.resolve.arm.session import Written
from azbk_lint.resolve.arm.unknowns import key_of, shortened
from azbk_lint.resolve.arm.values import fold_get

LONGEST_SHOWN = 120
MOST_NAMED = 3
"""Characters of an address, and files, that a message names; of an address the end, which says what is meant."""
ELSEWHERE = "check the folder that holds the template in the same run, or put it beside this one"


class Found(NamedTuple):
    """A nested template: where it is written, whether it has definitions of its own, and the file where it is linked."""

    written: Written
    inner: bool
    file: str | None = None


def named(instance: Instance) -> str:
    """Name a nested deployment for a sentence."""
    return f"nested deployment '{instance.identity.name}'"


def link_of(instance: Instance) -> Place:
    """Give where a nested deployment says what it deploys, or the deployment where it does not."""
    properties = instance.fields.get("properties")
    members = properties if isinstance(properties, dict) else {}
    said = next((name for name in members if name.lower() in {"template", "templatelink"}), None)
    return instance.layer.written.place((*instance.route, *(("properties", said) if said else ())))


def unread(instance: Instance, why: str, kind: Kind = "external", settle: str = ELSEWHERE) -> Unknown:
    """Give what stands for a template that is not read, and why."""
    key = shortened(f"{instance.layer.template.path}template({key_of(instance.identity.id)})")
    return Unknown(key, f"{named(instance)} is not read: {why}", kind, "" if kind == "limit" else settle)


def linked(instance: Instance, link: Mapping[str, Value]) -> Found | Unknown:
    """Read the template that a deployment links, where it is among the files; otherwise say that it is not."""
    folder = instance.layer.written.place(()).source.name.parent
    spec, relative, uri = (value_of(fold_get(link, name), instance.frame) for name in ("id", "relativePath", "uri"))
    if isinstance(relative, str):
        return _read(instance, folder / relative, certain=True)
    address = relative if relative is not None else uri
    found = _meant(instance, folder, address) if isinstance(address, str | Symbolic) else []
    if len(found) == 1:
        return _read(instance, found[0], certain=False)
    if found:
        return unread(instance, f"its template is linked ({_shown(address)}), and several files may be it: {_few(found)}")
    if spec is not None and address is None:
        return unread(instance, f"its template is a template spec ({_shown(spec)})", settle="check the template of the spec by itself")
    return unread(instance, f"its template is linked ({_shown(address)}) and is not among the files")


def _meant(instance: Instance, folder: PurePath, link: Text) -> Sequence[PurePath]:
    """Give the files that a link may mean: never the template that holds it, nor one on the way to it."""
    reader, address = instance.layer.template.session.reader, address_of(link)
    return candidates(reader, folder, address, instance.layer.files) if reader is not None and address.tail else ()


def _shown(link: Value) -> str:
    if not isinstance(link, str | Symbolic):
        return "by an address that is not known"
    return written if len(written := str(link)) <= LONGEST_SHOWN else f"…{written[-LONGEST_SHOWN:]}"


def _few(paths: Sequence[PurePath]) -> str:
    more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return ", ".join(path.as_posix() for path in paths[:MOST_NAMED]) + more


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
    session.linked.add(document.source.name)
    return Found(Written(document.tree, InDocument(document.source)), inner=True, file=name)
