"""Paths to deployments: what Azure would deploy at once, told from names and contents without evaluating anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from azbk_lint.model.source import ArmInput, Deployment, Document, PlanInput, TerraformInput
from azbk_lint.model.value import Json
from azbk_lint.read import bicep, roots
from azbk_lint.read.disk import Disk, shown
from azbk_lint.read.find import Files, MissingPath, find
from azbk_lint.read.pairing import linked, pair
from azbk_lint.read.sort import Sorted, sort

_NAMES_IN_A_NOTE = 10


class Options(Protocol):
    """What a user gives for all deployments: var-files and values for Terraform, parameter files and values for ARM."""

    @property
    def var_file(self) -> Sequence[str]:
        """Var-files, later ones winning."""
        ...

    @property
    def var(self) -> Mapping[str, Json]:
        """Values of Terraform's variables, over all files."""
        ...

    @property
    def parameters(self) -> Sequence[str]:
        """Parameter files, in place of those found beside templates."""
        ...

    @property
    def set(self) -> Mapping[str, Json]:
        """Values of ARM parameters, over all files."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """The deployments found, in the order of their names, and sentences on what was left out."""

    deployments: Sequence[Deployment]
    notes: Sequence[str] = ()


def discover(paths: Iterable[PurePath], disk: Disk, options: Options) -> Collected:
    """Find what is deployed together in folders and files.

    Of a folder all deployments are found, as far down as git does not ignore them; of a file those it is a part of. A
    template makes one deployment with each of its parameter files, a Terraform root module one, a saved plan one.
    A template that others link to, or a module that waits for its caller's values, is `standalone`: judged by what is
    literal in it, since the deployment of its caller shows the rest. Raises MissingPath.
    """
    files = find(paths, disk)
    for path in map(PurePath, (*options.var_file, *options.parameters)):
        disk.allow(path)
        if not disk.exists(path):
            raise MissingPath(path)
    kept = sort(files, disk)
    sources = [path for path in files.all() if path.suffix == ".bicep"]
    compiled = bicep.covered(sources, kept.templates, disk)
    files = files.naming(template for path, template in compiled.items() if path in files.named)
    deployments = [*_templates(kept, files, disk, options), *_modules(files, disk, options), *_plans(kept, files, disk)]
    notes = [*kept.notes, *_left_out(files, kept, compiled, options)]
    return Collected(sorted(deployments, key=lambda deployment: deployment.name), notes)


def _templates(kept: Sorted, files: Files, disk: Disk, options: Options) -> Iterator[Deployment]:
    """Give each template with each of its parameter files, or with those the user gave instead."""
    given = [document for path in options.parameters if (document := disk.json(PurePath(path)))]
    pairs = pair(kept.templates, kept.parameters)
    called = linked(kept.templates)
    for template in kept.templates:
        name = template.source.name
        own = pairs.get(name, ())
        choices: Sequence[Sequence[Document]] = [given] if options.parameters or not own else [[document] for document in own]
        for choice in choices:
            if files.judges(name) or any(document.source.name in files.named for document in choice):
                for document in (template, *choice):
                    disk.json(document.source.name)
                arm = ArmInput(template, choice, options.set, standalone=name in called and not own)
                yield Deployment(_name(template, () if options.parameters else choice), arm)


def _name(template: Document, parameters: Sequence[Document]) -> str:
    """Name a deployment by its template, and by its parameter file where it has one of its own."""
    folder = template.source.name.parent
    names = (document.source.name for document in parameters)
    beside = (name.relative_to(folder) if name.is_relative_to(folder) else name for name in names)
    return " + ".join(path.as_posix() for path in (template.source.name, *beside))


def _modules(files: Files, disk: Disk, options: Options) -> Iterator[Deployment]:
    """Give each root module below the folders, and the module of each Terraform file that was named."""
    parts: dict[PurePath, list[str]] = defaultdict(list)
    for path in filter(files.judges, files.all()):
        if roots.is_terraform(path.name):
            parts[path.parent].append(path.name)
    modules = [module for folder, names in parts.items() if (module := roots.read_module(folder, names, disk))]
    chosen = {module.folder for module in roots.roots(modules)}
    for module in modules:
        named = [path for path in files.named if path.parent == module.folder and roots.is_terraform(path.name)]
        if module.folder in chosen or named:
            var_files = [*sorted(path for path in named if roots.is_extra(path.name)), *map(PurePath, options.var_file)]
            given = {*options.var, *(name for path in var_files for name in roots.given_in(path, disk))}
            terraform = TerraformInput(module.folder, var_files, options.var, roots.is_standalone(module, given))
            yield Deployment(module.folder.as_posix(), terraform)


def _plans(kept: Sorted, files: Files, disk: Disk) -> Iterator[Deployment]:
    """Give each saved plan, with the folder of its sources where they lie beside it."""
    for plan in kept.plans:
        name = plan.source.name
        if files.judges(name):
            disk.json(name)
            beside = any(map(roots.is_module_file, disk.names(name.parent)))
            yield Deployment(name.as_posix(), PlanInput(plan, name.parent if beside else None))


def _left_out(files: Files, kept: Sorted, compiled: Container[PurePath], options: Options) -> Iterator[str]:
    """Say what lies there, looks as if it belonged to a deployment, and is no part of any."""
    judged = [path for path in files.all() if files.judges(path)]
    uncompiled = [path for path in judged if path.suffix == ".bicep" and path not in compiled]
    yield from _note("Bicep files not checked: no compiled template lies beside them (bicep build)", uncompiled)
    owners = pair(kept.templates, kept.parameters)
    paired = {document.source.name for own in owners.values() for document in own}
    given = {shown(PurePath(path)) for path in (*options.parameters, *options.var_file)}
    alone = [document.source.name for document in kept.parameters if document.source.name not in paired | given]
    yield from _note("parameter files not used: they belong to no template found", filter(files.judges, alone))
    built = {document.source.name.name.split(".")[0] for document in kept.parameters}
    params = [path for path in judged if path.suffix == ".bicepparam" and path.stem not in built]
    yield from _note("Bicep parameter files not used: they are not built to JSON (bicep build-params)", params)
    extras = [path for path in judged if roots.is_extra(path.name) and path not in files.named | given]
    yield from _note("var-files not used: Terraform reads them only where told to (--var-file)", extras)


def _note(what: str, paths: Iterable[PurePath]) -> Iterator[str]:
    names = [path.as_posix() for path in paths]
    more = f" and {len(names) - _NAMES_IN_A_NOTE} more" if len(names) > _NAMES_IN_A_NOTE else ""
    if names:
        yield f"{len(names)} {what}: {', '.join(names[:_NAMES_IN_A_NOTE])}{more}"
