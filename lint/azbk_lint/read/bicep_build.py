"""Bicep files that nothing compiled lies beside, compiled in memory: templates and parameter files as if they lay there."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath
from typing import NamedTuple

from azbk_lint.model.source import Document, Problem, Source
from azbk_lint.model.value import Json
from azbk_lint.read import bicep, bicep_cli, jsonc
from azbk_lint.read.bicep_cli import Asked, Failed, Unusable, Verb
from azbk_lint.read.classify import Kind, kind
from azbk_lint.read.disk import Disk
from azbk_lint.read.find import Files
from azbk_lint.read.sort import Sorted

MOST_ERRORS = 20
_ERROR = r"^(?:ERROR: )?([^\n]+?)\((\d+),(\d+)\) : Error ([^\n]+?)(?: \[https://[^\s\]]+\])?[ \t\r]*$"


@dataclass(frozen=True, slots=True)
class Built:
    """What was compiled: templates, parameter files by the names of their templates, and the templates of Bicep files.

    `tried` are the files that were told of, compiled or not.
    """

    owners: Mapping[PurePath, PurePath]
    tried: frozenset[PurePath]
    templates: dict[PurePath, Document] = field(default_factory=dict[PurePath, Document])
    parameters: dict[PurePath, list[Document]] = field(default_factory=lambda: defaultdict(list))


def build(asked: Asked, files: Files, kept: Sorted, owners: Mapping[PurePath, PurePath], disk: Disk) -> Built:
    """Compile the Bicep files to be judged that no template owns, by their roots, and the parameter files written in Bicep.

    A template is named like the file that would lie beside its source, a parameter file as it is. What cannot be compiled
    is noted as a `Problem`.
    """
    listed = [path for path in files.all() if path.suffix == ".bicep"]
    roots = {root: used for root, used in bicep.roots(listed, owners, disk).items() if any(map(files.judges, used))}
    users = bicep.parameter_files(files.all(), kept.parameters, disk)
    users = {path: target for path, target in users.items() if files.judges(path) or files.judges(target)}
    built = Built({path: stand_in(root) for root, used in roots.items() for path in used}, frozenset(users))
    waiting = [*users, *roots]
    try:
        if waiting:
            known = {template.source.name for template in kept.templates}.union(map(stand_in, roots))
            compiler = _Compiler(bicep_cli.find(asked, disk.lies_inside), asked.env, disk, _names(files))
            while waiting:
                compiler.put(waiting[0], users.get(waiting[0]), known, built)
                waiting.pop(0)
    except Unusable as error:
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        disk.note(Problem(waiting[0], f"this Bicep file{more} not compiled: {error}"))
    return built


def stand_in(path: PurePath) -> PurePath:
    """Name the template that a Bicep file is compiled to."""
    return path.with_suffix(".json")


def _names(files: Files) -> Mapping[str, PurePath]:
    """Give the names by which a user knows the files that the program may speak of."""
    return {os.path.realpath(path): path for path in files.all() if path.suffix in {".bicep", ".bicepparam"}}


class _Compiler(NamedTuple):
    """A program that compiles, and where what it says goes."""

    program: Path
    env: Mapping[str, str]
    disk: Disk
    names: Mapping[str, PurePath]

    def put(self, path: PurePath, target: PurePath | None, known: Container[PurePath], built: Built) -> None:
        """Compile a root, or a parameter file for its target, into what is built. Raises Unusable."""
        try:
            if target is not None:
                self._parameters(path, target, known, built)
            elif stand_in(path) not in built.templates:
                self._template(path, self._printed("build", path), built)
        except Failed as failed:
            for problem in self._problems(path, failed):
                self.disk.note(problem)

    def _template(self, root: PurePath, text: str, built: Built) -> None:
        """Put a root's template among those built. Raises Failed."""
        name = stand_in(root)
        built.templates[name] = Document(Source(name, text), _tree(text, "template"))
        self.disk.text(root)

    def _parameters(self, path: PurePath, target: PurePath, known: Container[PurePath], built: Built) -> None:
        """Put a parameter file among those built, and its target's template where nothing else gives that. Raises Failed."""
        if not self.disk.lies_inside(target):
            raise Failed(f"the template that it uses, {target.as_posix()}, lies outside the scanned paths: name it too")
        parts = _loaded(self._printed("build-params", path))
        texts = {name: text for name, text in parts.items() if isinstance(text, str)} if isinstance(parts, Mapping) else {}
        tree = _tree(texts.get("parametersJson", "null"), "parameters")
        name, source = stand_in(target), self.disk.text(path)
        wanted = name not in built.templates and (name not in known or target in built.owners)
        if wanted and "templateJson" in texts:
            self._template(target, texts["templateJson"], built)
        elif name not in built.templates and name not in known:
            raise Failed("the template that it uses is not here")
        if source:
            built.parameters[name].append(Document(source, tree))

    def _printed(self, verb: Verb, path: PurePath) -> str:
        """Give what the program prints for a file. Raises Failed and Unusable."""
        try:
            return jsonc.decode(bicep_cli.compiled(self.program, verb, path, self.env))
        except jsonc.EncodingError as error:
            raise Failed("the Bicep CLI printed no JSON") from error

    def _problems(self, path: PurePath, failed: Failed) -> Iterator[Problem]:
        """Give the errors that the compiler told of, at their places in files as the user knows them, or else what failed."""
        found = list(islice(re.finditer(_ERROR, failed.told, re.MULTILINE), MOST_ERRORS))
        for error in found:
            name = self.names.get(os.path.realpath(error[1]), PurePath(error[1]))
            yield Problem(name, f"not compiled: {error[4]}", int(error[2]), int(error[3]))
        if not found:
            first = next((f": {line.strip()[:200]}" for line in failed.told.splitlines() if line.strip()), "")
            yield Problem(path, f"not compiled: {failed}{first}")


def _tree(text: str, meant: Kind) -> Json:
    """Read what was printed. Raises Failed where it is not what was meant."""
    tree = _loaded(text)
    if kind(tree) != meant:
        raise Failed(f"the Bicep CLI printed no {'template' if meant == 'template' else 'parameter file'}")
    return tree


def _loaded(text: str) -> Json:
    try:
        return jsonc.load(text)
    except jsonc.JsonError as error:
        raise Failed("the Bicep CLI printed no JSON") from error
