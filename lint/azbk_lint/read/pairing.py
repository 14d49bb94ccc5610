"""ARM templates with the parameter files that belong to them: each pair is deployed by itself."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TypeAlias

from azbk_lint.model.source import Document

_LINK = re.compile(r"[\w./-]+\.json\b", re.IGNORECASE)


Pairs: TypeAlias = Mapping[PurePath, Sequence[Document]]


def pair(templates: Sequence[Document], given: Sequence[Document]) -> Pairs:
    """Give each template's parameter files, keyed by the template's name; a file that belongs to none is left out."""
    folders: dict[PurePath, list[Document]] = defaultdict(list)
    for template in templates:
        folders[template.source.name.parent].append(template)
    pairs: dict[PurePath, list[Document]] = defaultdict(list)
    for parameters in given:
        owner = _owner(parameters, folders)
        if owner:
            pairs[owner.source.name].append(parameters)
    return pairs


def links(templates: Sequence[Document]) -> Mapping[PurePath, Collection[PurePath]]:
    """Give the names of the templates that each template links to by `relativePath` or `uri`.

    What a link says in full is at most the end of an address whose beginning is a parameter or computed. So a template
    means another when it links anything and holds a path that leads there from its own folder, or one that is the end of
    the path of a template below its folder (or, in a whole address, the other way round).
    """
    by_name: dict[str, list[str]] = defaultdict(list)
    for written in sorted(template.source.name.as_posix() for template in templates):
        by_name[posixpath.basename(written).lower()].append(written)
    calls: dict[PurePath, set[PurePath]] = {template.source.name: set() for template in templates}
    for template in templates:
        name, text = template.source.name, template.source.text
        if "templatelink" in text.lower():
            for link in set(_LINK.findall(text)):
                alike = by_name.get(posixpath.basename(link).lower(), ())
                calls[name].update(map(PurePath, _meant(link, posixpath.dirname(name.as_posix()), alike)))
    return calls


def _meant(link: str, folder: str, alike: Sequence[str]) -> Iterator[str]:
    """Choose from the sorted names that end like a link those that a template in a folder means by it."""
    yield from {posixpath.normpath(posixpath.join(folder, link.lstrip("/")))}.intersection(alike)
    below = posixpath.join(folder, "")
    written = [part for part in link.lower().split("/") if part not in {"", "."}][::-1]
    for name in alike[bisect_left(alike, below) :]:
        if not name.startswith(below):
            break
        actual = name.lower().split("/")[::-1]
        if written[: len(actual)] == actual[: len(written)] and (len(written) <= len(actual) or link.startswith("//")):
            yield name


def _owner(parameters: Document, folders: Mapping[PurePath, Sequence[Document]]) -> Document | None:
    """Find the template a parameter file is for: beside it, or around a folder of parameter files, the nearest first."""
    here = parameters.source.name.parent
    rings: list[Iterable[PurePath]] = [[here]]
    if here.name.lower().startswith("param"):
        rings += [[here.parent], sorted(folder for folder in folders if folder.parent == here.parent)]
    for ring in rings:
        near = [template for folder in ring for template in folders.get(folder, ())]
        owner = _by_name(parameters.source.name, near) or _by_parameters(parameters, near)
        if owner:
            return owner
    return None


def _by_name(name: PurePath, templates: Iterable[Document]) -> Document | None:
    """Find the template whose stem the file's begins with (`vm.parameters.dev.json`), or ends with (`parameters.vm.json`)."""
    stem = name.stem.lower()
    fitting = [
        template
        for template in templates
        if re.fullmatch(rf"{(own := re.escape(template.source.name.stem.lower()))}([._-].*)?|param\w*[._-]{own}", stem)
    ]
    return max(fitting, key=lambda template: len(template.source.name.stem), default=None)


def _by_parameters(parameters: Document, templates: Iterable[Document]) -> Document | None:
    """Find the only template that declares all a file gives, since Azure refuses the file for any other."""
    wanted = _lowered(parameters)
    fitting = [template for template in templates if wanted and wanted <= _lowered(template)]
    return fitting[0] if len(fitting) == 1 else None


def parameter_names(document: Document) -> Collection[str]:
    """Name the parameters that a template declares, or that a parameter file gives."""
    tree = document.tree
    found = next((value for key, value in tree.items() if key.lower() == "parameters"), None) if isinstance(tree, Mapping) else None
    return found.keys() if isinstance(found, Mapping) else ()


def _lowered(document: Document) -> set[str]:
    return {name.lower() for name in parameter_names(document)}
