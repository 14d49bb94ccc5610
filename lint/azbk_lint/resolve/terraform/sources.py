"""Where the module of a call lies: in a folder beside, or where `terraform init` put it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from posixpath import normpath
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from azbk_lint.model.hcl import Literal, Node
from azbk_lint.model.source import Reader, Refused
from azbk_lint.model.value import Unknown
from azbk_lint.resolve.terraform.declared import Declared, ModuleFiles, read_module

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.module import Module
    from azbk_lint.resolve.terraform.run import Run

MOST_LEVELS = 32
_READ: WeakKeyDictionary[Reader, dict[PurePath, ModuleFiles | None]] = WeakKeyDictionary()


def called(module: Module, name: str, declared: Declared) -> ModuleFiles | Unknown:
    """Give the files of the module that a call names, or why they cannot be read."""
    label = module.label(f"module.{name}")
    written = declared.attributes.get("source")
    source = written.attribute.value if written is not None else None
    if written is None or not isinstance(source, Literal) or not isinstance(source.value, str):
        return Unknown(label, f"module '{name}' has no literal source", "limit")
    folder = _beside(module, source.value) if is_local(source) else _installed(module, name)
    if folder is None:
        return Unknown(label, f"module '{name}' is not downloaded", "external", "terraform init")
    if folder in (*module.parents, module.folder):
        module.run.report(f"module '{name}' calls a module that it is called by", written.source, written.attribute.start)
        return Unknown(label, f"module '{name}' calls a module that it is called by", "error")
    if len(module.parents) >= MOST_LEVELS:
        return Unknown(label, f"module calls are nested more than {MOST_LEVELS} deep", "limit")
    return _read(module, name, folder, declared, label)


def _read(module: Module, name: str, folder: PurePath, declared: Declared, label: str) -> ModuleFiles | Unknown:
    try:
        files = module_files(module.run, folder)
    except Refused as refusal:
        return Unknown(label, f"module '{name}' is not read: {refusal}", "external", f"scan {folder.as_posix()} too")
    if files is None:
        written = declared.attributes["source"]
        module.run.report(f"the source of module '{name}' holds no Terraform files", written.source, written.attribute.start)
        return Unknown(label, f"the source of module '{name}' holds no Terraform files", "error")
    return files


def module_files(run: Run, folder: PurePath) -> ModuleFiles | None:
    """Read a module's files, once for each reader, since many deployments call the same modules. Raises Refused."""
    read = _READ.setdefault(run.reader, {})
    if folder not in read:
        read[folder] = read_module(folder, run.reader)
    files = read[folder]
    for why, source, at in files.faults if files is not None else ():
        run.report(why, source, at)
    return files


def is_local(source: Node) -> bool:
    """Tell a source that names a folder beside the module."""
    return isinstance(source, Literal) and str(source.value).startswith(("./", "../", ".\\", "..\\"))


def _beside(module: Module, source: str) -> PurePath:
    return PurePath(normpath((module.folder / source.replace("\\", "/")).as_posix()))


def _installed(module: Module, name: str) -> PurePath | None:
    """Look a module up in what `terraform init` wrote down."""
    path = ".".join([*_names(module.address), name])
    folder = installed(module.run).get(path)
    return None if folder is None else PurePath(normpath((module.run.root / folder).as_posix()))


def _names(address: str) -> list[str]:
    """Give the names of the calls on a module's address, their keys left out."""
    names: list[str] = []
    depth = 0
    quoted = False
    plain = ""
    for character in address:
        quoted ^= character == '"'
        depth += 0 if quoted else (character == "[") - (character == "]")
        plain += character if depth == 0 and character != "]" else ""
    pieces = plain.split(".")
    names.extend(pieces[1::2])
    return names


def installed(run: Run) -> Mapping[str, str]:
    """Read which modules `terraform init` installed for a root module, and where."""
    if run.installed is None:
        run.installed = {}
        try:
            document = run.reader.json(run.root / ".terraform" / "modules" / "modules.json")
        except Refused:
            document = None
        tree = document.tree if document is not None else None
        entries = tree.get("Modules") if isinstance(tree, Mapping) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str):
                run.installed[str(entry["Key"])] = str(entry["Dir"])
    return run.installed
