"""Bicep is read in its compiled form only, so a file without one is told to the user rather than passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from azbk_lint.model.source import Document, Refused
from azbk_lint.read.disk import Disk, shown

_MODULE = re.compile(rb"^[ \t]*module[ \t]+\w+[ \t]+'([^'\n]+\.bicep)'", re.MULTILINE)
_COMPILED_NAMES = {"main", "azuredeploy"}


def covered(files: Sequence[PurePath], templates: Iterable[Document], disk: Disk) -> Mapping[PurePath, PurePath]:
    """Map the Bicep files whose content a template holds to that template: compiled files, and the modules they use."""
    owners: dict[PurePath, PurePath] = {}
    by_name = {template.source.name: template for template in templates}
    lonely = {folder for folder, count in Counter(file.parent for file in files).items() if count == 1}
    waiting = [(file, template) for file in files if (template := _compiled(file, by_name, alone=file.parent in lonely))]
    while waiting:
        file, template = waiting.pop()
        if file not in owners:
            owners[file] = template
            waiting.extend((module, template) for module in _modules(file, disk))
    return owners


def _compiled(file: PurePath, templates: Mapping[PurePath, Document], *, alone: bool) -> PurePath | None:
    """Find the template a file was compiled to: of its own stem, or the folder's main one where the file is its main one."""
    own = file.with_suffix(".json")
    if own in templates:
        return own
    if file.stem.lower() in _COMPILED_NAMES or alone:
        candidates = (file.parent / f"{stem}.json" for stem in sorted(_COMPILED_NAMES))
        return next((name for name in candidates if name in templates and _is_generated(templates[name])), None)
    return None


def _is_generated(template: Document) -> bool:
    tree = template.tree
    metadata = tree.get("metadata") if isinstance(tree, Mapping) else None
    return isinstance(metadata, Mapping) and "_generator" in metadata


def _modules(file: PurePath, disk: Disk) -> Iterable[PurePath]:
    try:
        data = disk.peek(file)
    except Refused:
        return []
    return [shown(file.parent / found.decode("utf-8", "replace")) for found in _MODULE.findall(data)] if isinstance(data, bytes) else []
