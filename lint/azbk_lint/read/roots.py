"""Terraform folders: which are root modules, which are called by others, and which wait for values nobody gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

from azbk_lint.model.hcl import Block, Body, Literal
from azbk_lint.model.source import Refused
from azbk_lint.model.value import Json
from azbk_lint.read.callers import tops
from azbk_lint.read.disk import Disk, shown


class Module(NamedTuple):
    """A folder's Terraform files, as far as it must be known before they are evaluated.

    `calls` are the folders of local modules, `required` the variables without default, `given` those that its own
    tfvars files set. `has_state` and `has_provider` tell a root: only there may a backend stand, and hardly anywhere
    else a provider.
    """

    folder: PurePath
    calls: frozenset[PurePath]
    required: frozenset[str]
    given: frozenset[str]
    has_state: bool
    has_provider: bool


class _Declaration(NamedTuple):
    """A block as both syntaxes can say it: its type, its last label, its attributes with the values of literals."""

    type: str
    label: str
    attributes: Mapping[str, Json]


def is_module_file(name: str) -> bool:
    """Say whether Terraform takes a file for a part of its folder's module."""
    return name.endswith((".tf", ".tf.json")) and not name.startswith(".")


def is_automatic(name: str) -> bool:
    """Say whether Terraform reads a var-file without being told to."""
    return name in {"terraform.tfvars", "terraform.tfvars.json"} or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


def is_extra(name: str) -> bool:
    """Say whether Terraform reads a var-file only where it is told to."""
    return name.endswith((".tfvars", ".tfvars.json")) and not is_automatic(name)


def is_terraform(name: str) -> bool:
    """Say whether a file belongs to a Terraform folder in any way."""
    return name.endswith((".tf", ".tf.json", ".tfvars", ".tfvars.json"))


def read_module(folder: PurePath, found: Iterable[str], disk: Disk) -> Module | None:
    """Read what a folder's files declare; None where there is but a var-file.

    Not all of them need be among those found, for Terraform does not ask git; of those found none may be passed over.
    """
    names = sorted({*disk.names(folder), *found})
    if not any(map(is_module_file, names)):
        return None
    declared = [each for name in names if is_module_file(name) for each in _declarations(folder / name, disk)]
    given = [key for name in names if is_automatic(name) for key in given_in(folder / name, disk)]
    sources = [each.attributes.get("source") for each in declared if each.type == "module"]
    return Module(
        folder,
        frozenset(shown(folder / source) for source in sources if isinstance(source, str) and source.startswith(("./", "../"))),
        frozenset(each.label for each in declared if each.type == "variable" and "default" not in each.attributes),
        frozenset(given),
        has_state=any(each.type in {"backend", "cloud"} for each in declared),
        has_provider=any(each.type == "provider" for each in declared),
    )


def roots(modules: Iterable[Module]) -> set[PurePath]:
    """Choose the root modules' folders: those nobody calls, and of the called ones those with values or a backend of their own."""
    by_folder = {module.folder: module for module in modules}
    own = [module.folder for module in by_folder.values() if module.given or module.has_state]
    return tops({folder: module.calls for folder, module in by_folder.items()}, own)


def is_standalone(module: Module, given: Iterable[str]) -> bool:
    """Say whether a root is a module for others to call: it needs values that nobody gives here, and no provider or backend is set."""
    return not (module.has_state or module.has_provider) and not module.required <= module.given.union(given)


def given_in(path: PurePath, disk: Disk) -> Iterable[str]:
    """Name the variables that a var-file sets."""
    try:
        if path.name.endswith(".json"):
            document = disk.json(path)
            return [*document.tree] if document and isinstance(document.tree, Mapping) else []
        file = disk.hcl(path)
        return [attribute.name for attribute in file.body.attributes] if file else []
    except Refused as refused:
        disk.refuse(path, refused)
        return []


def _declarations(path: PurePath, disk: Disk) -> Iterator[_Declaration]:
    try:
        if path.name.endswith(".json"):
            document = disk.json(path)
            yield from _of_json(document.tree) if document else ()
        else:
            file = disk.hcl(path)
            yield from _of_hcl(file.body) if file else ()
    except Refused as refused:
        disk.refuse(path, refused)


def _of_hcl(body: Body) -> Iterator[_Declaration]:
    for block in body.blocks:
        yield _of_block(block)
        if block.type == "terraform":
            yield from map(_of_block, block.body.blocks)


def _of_block(block: Block) -> _Declaration:
    attributes = {each.name: each.value.value if isinstance(each.value, Literal) else None for each in block.body.attributes}
    return _Declaration(block.type, block.labels[-1] if block.labels else "", attributes)


def _of_json(tree: Json) -> Iterator[_Declaration]:
    """Read JSON syntax, where a block type holds labelled bodies, or a list of such."""
    for kind, label, body in ((kind, *member) for kind, held in _members(tree) for member in _members(held)):
        yield _Declaration(kind, label, dict(_members(body)))
        if kind == "terraform":
            yield _Declaration(label, "", {})


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, Mapping):
            yield from part.items()
