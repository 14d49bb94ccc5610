"""Terraform folders: which are root modules, which are called by others, and which wait for values nobody gives."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import PurePath
from typing import NamedTuple

from azbk_lint.model.hcl import Block, Body, Literal
from azbk_lint.model.source import Refused
from azbk_lint.model.value import Json
from azbk_lint.read.callers import tops
from azbk_lint.read.disk import Disk, shown


class Module(NamedTuple):
    """A folder's Terraform files, as far as it must be known before they are evaluated.

    `calls` are the folders of local modules, `declared` its variables and `required` those without default, `given` those
    that its own tfvars files set, `resources` the types and names of what it manages itself. `has_state` and
    `has_provider` tell a root: only there may a backend stand, and hardly anywhere else a provider.
    """

    folder: PurePath
    calls: frozenset[PurePath]
    declared: frozenset[str]
    required: frozenset[str]
    given: frozenset[str]
    has_state: bool
    has_provider: bool
    resources: frozenset[tuple[str, ...]]


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
    blocks = [block for name in names if is_module_file(name) for block in _blocks(folder / name, disk)]
    given = [key for name in names if is_automatic(name) for key in given_in(folder / name, disk)]
    sources = [_literal(block, "source") for block in blocks if block.type == "module"]
    return Module(
        folder,
        frozenset(shown(folder / source) for source in sources if isinstance(source, str) and source.startswith(("./", "../"))),
        frozenset(block.labels[-1] for block in blocks if block.type == "variable" and block.labels),
        frozenset(block.labels[-1] for block in blocks if _waits(block) and block.labels),
        frozenset(given),
        has_state=any(block.type in {"backend", "cloud"} for block in blocks),
        has_provider=any(block.type == "provider" for block in blocks),
        resources=frozenset(tuple(block.labels) for block in blocks if block.type == "resource"),
    )


def roots(modules: Iterable[Module], valued: Container[PurePath]) -> set[PurePath]:
    """Choose the root modules' folders: those nobody calls, and of the called ones those with values or a backend of their own."""
    by_folder = {module.folder: module for module in modules}
    own = [module.folder for module in by_folder.values() if module.given or module.has_state or module.folder in valued]
    return tops({folder: module.calls for folder, module in by_folder.items()}, own)


def is_standalone(module: Module, given: Iterable[str]) -> bool:
    """Say whether a root is a module for others to call: it needs values that nobody gives here, and no provider or backend is set."""
    return not (module.has_state or module.has_provider) and not module.required <= module.given.union(given)


def given_in(path: PurePath, disk: Disk) -> Iterable[str]:
    """Name the variables that a var-file sets."""
    body = _body(path, disk)
    return [attribute.name for attribute in body.attributes] if body else []


def _blocks(path: PurePath, disk: Disk) -> Iterator[Block]:
    """Give a file's blocks, and what stands in its `terraform` blocks."""
    body = _body(path, disk)
    for block in body.blocks if body else ():
        yield block
        if block.type == "terraform":
            yield from block.body.blocks


def _body(path: PurePath, disk: Disk) -> Body | None:
    try:
        file = disk.hcl(path)
    except Refused as refused:
        disk.refuse(path, refused)
        return None
    return file.body if file else None


def _literal(block: Block, name: str) -> Json:
    """Give the value of a block's argument, None where it is no literal."""
    return next((each.value.value for each in block.body.attributes if each.name == name and isinstance(each.value, Literal)), None)


def _waits(block: Block) -> bool:
    return block.type == "variable" and all(attribute.name != "default" for attribute in block.body.attributes)
