"""Bicep is read in its compiled form only, so a file without one is told to the user rather than passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from azbk_lint.model.source import Document, Refused
from azbk_lint.read.disk import Disk, shown

_MODULE = re.compile(rb"^[ \t]*(?:module[ \t]+\w+|(?:import\b[^'\n]*|\})[ \t]*\bfrom)[ \t]+'([^'\n]+\.bicep)'", re.MULTILINE)
_USING = re.compile(rb"^[ \t]*using[ \t]+'([^'\n]+)'", re.MULTILINE)
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


def roots(files: Sequence[PurePath], owners: Mapping[PurePath, PurePath], disk: Disk) -> Mapping[PurePath, set[PurePath]]:
    """Map the Bicep files that no template owns and no other file uses to themselves and all that they use."""
    uses = {file: set(_modules(file, disk)) for file in files if file not in owners}
    used = {module for file, modules in uses.items() for module in modules if module != file}
    return {file: _below(file, uses) for file in uses if file not in used}


def _below(file: PurePath, uses: Mapping[PurePath, set[PurePath]]) -> set[PurePath]:
    found: set[PurePath] = set()
    waiting = {file}
    while waiting:
        found |= waiting
        waiting = {module for each in waiting for module in uses[each] if module in uses} - found
    return found


def parameter_files(files: Iterable[PurePath], built: Iterable[Document], disk: Disk) -> Mapping[PurePath, PurePath]:
    """Map the parameter files written in Bicep whose JSON is not here to the Bicep file, or else the JSON, that they are for."""
    waiting = unbuilt(files, (document.source.name for document in built))
    found = ((file, match) for file in waiting if (match := _USING.search(_peek(file, disk))))
    return {file: _local(file, match[1].decode("utf-8", "replace")) for file, match in found}


def unbuilt(files: Iterable[PurePath], built: Iterable[PurePath]) -> Sequence[PurePath]:
    """Give the parameter files written in Bicep whose JSON is not among those built."""
    stems = {path.parent / path.name.split(".")[0] for path in built}
    return [path for path in files if path.suffix == ".bicepparam" and path.with_suffix("") not in stems]


def _local(file: PurePath, target: str) -> PurePath:
    """Give the file that a parameter file uses; for a template kept in a registry, one of its own stem that is not there."""
    return file if target.startswith(("br:", "br/", "ts:", "ts/")) else shown(file.parent / target)


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
    return [shown(file.parent / found.decode("utf-8", "replace")) for found in _MODULE.findall(_peek(file, disk))]


def _peek(file: PurePath, disk: Disk) -> bytes:
    """Give a file's bytes, empty where it cannot be read."""
    try:
        data = disk.peek(file)
    except Refused:
        return b""
    return data if isinstance(data, bytes) else b""
