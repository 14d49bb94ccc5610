"""Sources put together to what is deployed at once, with each set of values in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath

from azbk_lint.model.source import ArmInput, Deployment, Document, PlanInput, TerraformInput
from azbk_lint.model.value import dig
from azbk_lint.read import roots
from azbk_lint.read.callers import tops
from azbk_lint.read.disk import Disk
from azbk_lint.read.find import Files
from azbk_lint.read.pairing import Pairs, links, parameter_names
from azbk_lint.read.roots import Module
from azbk_lint.read.sort import Sorted
from azbk_lint.read.values import Found, Sets, Values, context


def templates(kept: Sorted, pairs: Pairs, files: Files, disk: Disk, sets: Sets) -> Iterator[Found]:
    """Give each template with each of its parameter files, or with those the user gave instead."""
    mains = tops(links(kept.templates))
    for template in kept.templates:
        name = template.source.name
        own = pairs.get(name, ())
        for values in sets.of(name):
            given = [document for path in values.parameters if (document := disk.given_json(PurePath(path)))]
            beside = bool(own) and not (values.parameters or values.name)
            for choice in [[document] for document in own] if beside else [given]:
                if files.judges(name) or any(document.source.name in files.named for document in choice):
                    for document in (template, *choice):
                        if document.source.syntax == "json":
                            disk.json(document.source.name)
                    alone = name not in mains and not own and not values.name
                    arm = ArmInput(template, choice, values.set, context(values), standalone=alone)
                    yield Found(Deployment(_name(template, choice if beside else (), values), arm), values, parameter_names(template))


def _name(template: Document, parameters: Sequence[Document], values: Values) -> str:
    """Name a deployment by its template, and by its parameter file or set of values where it has one of its own."""
    folder = template.source.name.parent
    names = (document.source.name for document in parameters)
    beside = (name.relative_to(folder) if name.is_relative_to(folder) else name for name in names)
    return _told(" + ".join(path.as_posix() for path in (template.source.name, *beside)), values)


def _told(name: str, values: Values) -> str:
    return f"{name} ({values.name})" if values.name else name


def modules(files: Files, disk: Disk) -> Sequence[Module]:
    """Read the modules below the folders, and those of the Terraform files that were named."""
    parts: dict[PurePath, list[str]] = defaultdict(list)
    for path in filter(files.judges, files.all()):
        if roots.is_terraform(path.name):
            parts[path.parent].append(path.name)
    return [module for folder, names in parts.items() if (module := roots.read_module(folder, names, disk))]


def root_modules(found: Sequence[Module], planned: Collection[PurePath], files: Files, disk: Disk, sets: Sets) -> Iterator[Found]:
    """Give each root module but the `planned` ones with its values, and any module of which a file was named."""
    chosen = roots.roots(found, {module.folder for module in found if sets.own(module.folder)})
    for module in found:
        named = [path for path in files.named if path.parent == module.folder and roots.is_terraform(path.name)]
        if (module.folder not in chosen and not named) or module.folder in planned:
            continue
        extras = sorted(path for path in named if roots.is_extra(path.name))
        for values in sets.of(module.folder):
            var_files = [*extras, *map(PurePath, values.var_files)]
            known = {*module.given, *(name for path in var_files for name in roots.given_in(path, disk))}
            below = {name: value for name, value in sets.environment.items() if name in module.declared and name not in known}
            given = {**below, **values.vars}
            alone = roots.is_standalone(module, known.union(given))
            terraform = TerraformInput(module.folder, var_files, given, alone)
            yield Found(Deployment(_told(module.folder.as_posix(), values), terraform), values, module.declared)


def plans(kept: Sorted, files: Files, disk: Disk, sets: Sets) -> Iterator[Found]:
    """Give each saved plan, with the folder of its sources where they lie beside it."""
    for plan in kept.plans:
        name = plan.source.name
        if files.judges(name):
            disk.json(name)
            beside = any(map(roots.is_module_file, disk.names(name.parent)))
            yield Found(Deployment(name.as_posix(), PlanInput(plan, name.parent if beside else None)), sets.everywhere, ())


def planned(found: Sequence[Module], judged: Sequence[Found], files: Files, sets: Sets) -> Sequence[PurePath]:
    """Give the folders of modules that a plan judged here shows whole: it has the same resources, and no values are given to these."""
    resources = {module.folder: module.resources for module in found}
    shown = [
        each.deployment.input.folder
        for each in judged
        if isinstance(each.deployment.input, PlanInput)
        and each.deployment.input.folder in resources
        and _resources(each.deployment.input.plan) == resources[each.deployment.input.folder]
    ]
    given = bool(sets.everywhere.vars or sets.everywhere.var_files)
    return [] if given else [folder for folder in shown if folder and not sets.own(folder) and not _named(folder, files)]


def _named(folder: PurePath, files: Files) -> bool:
    """Say whether the user named one of a module's files."""
    return any(path.parent == folder and roots.is_terraform(path.name) for path in files.named)


def _resources(plan: Document) -> frozenset[tuple[str, ...]]:
    """Give the types and names of the resources in a plan's own root module."""
    listed = dig(plan.tree, ("configuration", "root_module", "resources"), ())
    found = listed if isinstance(listed, list | tuple) else ()
    managed = [each for each in found if isinstance(each, Mapping) and each.get("mode") == "managed"]
    return frozenset((str(each.get("type")), str(each.get("name"))) for each in managed)
