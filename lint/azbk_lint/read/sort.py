"""JSON files sorted into templates, parameter files and plans; what is none of these is left alone."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from azbk_lint.model.source import Document, Problem, Refused
from azbk_lint.read.classify import kind, may_matter, resembles
from azbk_lint.read.disk import Disk, gone
from azbk_lint.read.find import Files

_NOT_JSON = (".tf", ".tf.json", ".tfvars", ".tfvars.json", ".bicep", ".bicepparam", ".tofu", ".hcl")


class Sorted(NamedTuple):
    """The documents of each kind, each in the order of the walk, and the files that were not read, by why not."""

    templates: list[Document]
    parameters: list[Document]
    plans: list[Document]
    skipped: dict[str, list[PurePath]]


def sort(files: Files, disk: Disk) -> Sorted:
    """Read what looks as if it mattered, and tell by its content what it is."""
    kept = Sorted([], [], [], {})
    piles = {"template": kept.templates, "parameters": kept.parameters, "plan": kept.plans}
    seen = set()
    for path in files.all():
        document = None if path.name.endswith(_NOT_JSON) else _read(path, files, disk, kept.skipped)
        if document is None or document.source in seen:
            continue
        seen.add(document.source)
        found = kind(document.tree)
        if found:
            piles[found].append(document)
        elif path in files.named:
            kept.skipped.setdefault("it is no ARM template, parameter file or saved Terraform plan", []).append(path)
    return kept


def _read(path: PurePath, files: Files, disk: Disk, skipped: dict[str, list[PurePath]]) -> Document | None:
    """Parse a file if its bytes say that it matters, or its user does; what is broken and no such file is passed over."""
    named = path in files.named
    try:
        data = disk.peek(path)
        if isinstance(data, bytes) and not named and not may_matter(data):
            return None
        document = gone(path) if data is None else disk.try_json(path)
    except Refused as refused:
        if named:
            disk.refuse(path, refused)
        elif files.judges(path):
            skipped.setdefault(str(refused), []).append(path)
        return None
    if isinstance(document, Problem):
        if named or (files.judges(path) and (not isinstance(data, bytes) or resembles(data))):
            disk.note(document)
        return None
    return document
