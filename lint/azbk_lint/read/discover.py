"""Paths to deployments: what Azure would deploy at once, told from names and contents without evaluating anything."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from azbk_lint.model.policy import Stack
from azbk_lint.model.source import Deployment, Note, TerraformInput, Undeclared
from azbk_lint.read import assembly, bicep, roots
from azbk_lint.read.disk import Disk, shown
from azbk_lint.read.find import Files, MissingPath, find
from azbk_lint.read.pairing import pair
from azbk_lint.read.sort import Sorted, sort
from azbk_lint.read.values import Found, Options, Sets, undeclared

if TYPE_CHECKING:  # a run that compiles nothing loads nothing that starts a program
    from azbk_lint.read.bicep_build import Built
    from azbk_lint.read.bicep_cli import Asked

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Collected:
    """The deployments found, in the order of their names; what was left out, and what was given to none of them.

    `stacks` are the backup stacks of those deployments whose values say one.
    """

    deployments: Sequence[Deployment]
    notes: Sequence[Note] = ()
    undeclared: Sequence[Undeclared] = ()
    stacks: Mapping[str, Stack] = field(default_factory=dict[str, Stack])


def discover(
    paths: Iterable[PurePath], disk: Disk, options: Options, environment: Mapping[str, str] = NOTHING, asked: Asked | None = None
) -> Collected:
    """Find what is deployed together in folders and files.

        Of a folder all deployments are found, as far down as git does not ignore them; of a file those it is a part of. A
        template makes one deployment with each of its parameter files, a Terraform root module one, a saved plan one in place
        of its root module; what has sets of values of its own makes one with each of them. `environment` are values of
        Terraform's variables that any file or option outdoes. A template that others link to, or a module that waits for its
    XX
    """
    files, sets = find(paths, disk), Sets(options, environment)
    allow(sets, disk)
    kept = sort(files, disk)
    compiled = bicep.covered([path for path in files.all() if path.suffix == ".bicep"], kept.templates, disk)
    built = _build(asked, files, kept, compiled, disk)
    compiled = {**compiled, **built.owners} if built else compiled
    pairs = {**pair(kept.templates, kept.parameters)}
    for name, documents in built.parameters.items() if built else ():
        pairs[name] = [*pairs.get(name, ()), *documents]
    files = files.naming(template for path, template in compiled.items() if path in files.named)
    modules = assembly.modules(files, disk)
    found = [*assembly.templates(kept, pairs, files, disk, sets), *assembly.plans(kept, files, disk, sets)]
    planned = assembly.planned(modules, found, files, sets)
    found += assembly.root_modules(modules, planned, files, disk, sets)
    paired = {document.source.name for own in pairs.values() for document in own}
    notes = [*_left_out(files, kept, used(found, sets).union(paired, compiled, built.tried if built else ())), *_planned(planned)]
    return collected(found, notes, files, sets, disk)


def _build(asked: Asked | None, files: Files, kept: Sorted, owners: Mapping[PurePath, PurePath], disk: Disk) -> Built | None:
    """Compile what Bicep there is where a run was told to, and put the templates among those kept."""
    if asked is None:
        return None
    from azbk_lint.read.bicep_build import build

    built = build(asked, files, kept, owners, disk)
    kept.templates.extend(built.templates.values())
    return built


def allow(sets: Sets, disk: Disk) -> None:
    """Let the files that the user gave be read. Raises MissingPath."""
    for path in (PurePath(path) for values in sets.all() for path in (*values.var_files, *values.parameters)):
        disk.allow(path)
        if not os.path.lexists(path):
            raise MissingPath(path)


def used(found: Iterable[Found], sets: Sets) -> set[PurePath]:
    """Name the var-files and parameter files that deployments are given."""
    parameters = {shown(PurePath(path)) for values in sets.all() for path in values.parameters}
    inputs = (each.deployment.input for each in found)
    return parameters.union(shown(path) for each in inputs if isinstance(each, TerraformInput) for path in each.var_files)


def collected(found: Sequence[Found], notes: Sequence[Note], files: Files, sets: Sets, disk: Disk) -> Collected:
    """Sum up what was found; what is declared nowhere is told only where all could be read. Raises MissingPath."""
    judged = {each.values.path for each in found}
    for values in sets.all():
        if values.path and not disk.problems and values.path not in judged:
            miss(PurePath(values.path), files)
    given = {path: document for values in sets.all() for path in values.parameters if (document := disk.given_json(PurePath(path)))}
    return Collected(
        deployments=sorted((each.deployment for each in found), key=lambda deployment: deployment.name),
        notes=notes,
        undeclared=list(undeclared(found, sets.everywhere, given)) if found and not disk.problems else (),
        stacks={each.deployment.name: each.values.stack for each in found if each.values.stack},
    )


def miss(path: PurePath, files: Files) -> None:
    """Tell of a set of values that is for nothing which could be judged, where it should be here. Raises MissingPath."""
    if not os.path.lexists(path):
        raise MissingPath(path)
    real = os.path.realpath(path)
    if real in map(os.path.realpath, (*files.scanned, *files.all())):
        raise MissingPath(path, "[[deployment]] names what is no ARM template and no root module")


def _left_out(files: Files, kept: Sorted, used: Container[PurePath]) -> Iterator[Note]:
    """Say what lies there, looks as if it belonged to a deployment, and is no part of any."""
    for why, names in kept.skipped.items():
        yield from _note("file", f"not checked{', each' * (len(names) > 1)} because {why}", names)
    spare = [path for path in files.all() if path not in used and files.judges(path)]
    sources = [path for path in spare if path.suffix == ".bicep"]
    yield from _note("Bicep file", "not checked, for want of a compiled template beside (bicep build)", sources)
    parameters = {document.source.name for document in kept.parameters}
    yield from _note("parameter file", "not used, for want of a template that fits", [path for path in spare if path in parameters])
    yield from _note("Bicep parameter file", "not used, for want of its JSON (bicep build-params)", bicep.unbuilt(spare, parameters))
    extras = [path for path in spare if roots.is_extra(path.name)]
    yield from _note("var-file", "not used, since Terraform reads such only where told to (--var-file)", extras)
    yield from _note(
        "Terragrunt file", "not read, so what it passes to modules is not known", [path for path in spare if path.suffix == ".hcl"]
    )
    yield from _note("OpenTofu file", "not read", [path for path in spare if path.suffix == ".tofu"])


def _planned(folders: Sequence[PurePath]) -> Iterator[Note]:
    yield from _note("root module", "not judged beside the saved plan of it", folders)


def _note(noun: str, why: str, names: Sequence[PurePath]) -> Iterator[Note]:
    if names:
        yield Note(f"{len(names)} {noun}{'s' * (len(names) > 1)} {why}", names)
