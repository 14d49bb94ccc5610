"""Paths to deployments: what Azure would deploy at once, told from names and contents without evaluating anything."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from azbk_lint.model.source import ArmInput, Deployment, Document, Note, PlanInput, TerraformInput
from azbk_lint.model.value import Json
from azbk_lint.read import bicep, roots
from azbk_lint.read.callers import tops
from azbk_lint.read.disk import Disk, shown
from azbk_lint.read.find import Files, MissingPath, find
from azbk_lint.read.pairing import Pairs, links, pair
from azbk_lint.read.sort import Sorted, sort


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
    """The deployments found, in the order of their names, and what was left out."""

    deployments: Sequence[Deployment]
    notes: Sequence[Note] = ()


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
        if not os.path.lexists(path):
            raise MissingPath(path)
    kept = sort(files, disk)
    pairs = pair(kept.templates, kept.parameters)
    compiled = bicep.covered([path for path in files.all() if path.suffix == ".bicep"], kept.templates, disk)
    files = files.naming(template for path, template in compiled.items() if path in files.named)
    deployments = [*_templates(kept, pairs, files, disk, options), *_modules(files, disk, options), *_plans(kept, files, disk)]
    used = {document.source.name for own in pairs.values() for document in own}.union(
        compiled, map(shown, map(PurePath, options.parameters))
    )
    used.update(shown(path) for each in deployments if isinstance(each.input, TerraformInput) for path in each.input.var_files)
    notes = list(_left_out(files, kept, used))
    return Collected(sorted(deployments, key=lambda deployment: deployment.name), notes)


def _templates(kept: Sorted, pairs: Pairs, files: Files, disk: Disk, options: Options) -> Iterator[Deployment]:
    """Give each template with each of its parameter files, or with those the user gave instead."""
    given = [document for path in options.parameters if (document := disk.given_json(PurePath(path)))]
    mains = tops(links(kept.templates))
    for template in kept.templates:
        name = template.source.name
        own = pairs.get(name, ())
        choices: Sequence[Sequence[Document]] = [given] if options.parameters or not own else [[document] for document in own]
        for choice in choices:
            if files.judges(name) or any(document.source.name in files.named for document in choice):
                for document in (template, *choice):
                    disk.json(document.source.name)
                arm = ArmInput(template, choice, options.set, standalone=name not in mains and not own)
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
    chosen = roots.roots(modules)
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


def _left_out(files: Files, kept: Sorted, used: Container[PurePath]) -> Iterator[Note]:
    """Say what lies there, looks as if it belonged to a deployment, and is no part of any."""
    for why, names in kept.skipped.items():
        yield from _note("file", f"not checked{', each' * (len(names) > 1)} because {why}", names)
    spare = [path for path in files.all() if path not in used and files.judges(path)]
    sources = [path for path in spare if path.suffix == ".bicep"]
    yield from _note("Bicep file", "not checked, for want of a compiled template beside (bicep build)", sources)
    parameters = {document.source.name for document in kept.parameters}
    yield from _note("parameter file", "not used, for want of a template that fits", [path for path in spare if path in parameters])
    built = {path.parent / path.name.split(".")[0] for path in parameters}
    unbuilt = [path for path in spare if path.suffix == ".bicepparam" and path.with_suffix("") not in built]
    yield from _note("Bicep parameter file", "not used, for want of its JSON (bicep build-params)", unbuilt)
    extras = [path for path in spare if roots.is_extra(path.name)]
    yield from _note("var-file", "not used, since Terraform reads such only where told to (--var-file)", extras)
    yield from _note(
        "Terragrunt file", "not read, so what it passes to modules is not known", [path for path in spare if path.suffix == ".hcl"]
    )
    yield from _note("OpenTofu file", "not read", [path for path in spare if path.suffix == ".tofu"])


def _note(noun: str, why: str, names: Sequence[PurePath]) -> Iterator[Note]:
    if names:
        yield Note(f"{len(names)} {noun}{'s' * (len(names) > 1)} {why}", names)
