"""What the files of one module declare, with override files merged in, nothing evaluated yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple, TypeAlias, TypeVar

from azbk_lint.model.hcl import Attribute, Block, Body, Literal
from azbk_lint.model.source import Place, Reader, Source

_Key = TypeVar("_Key")
Report: TypeAlias = Callable[[str, Source, int], None]


class Written(NamedTuple):
    """An attribute and the file it stands in."""

    attribute: Attribute
    source: Source

    @property
    def place(self) -> Place:
        """Give where it stands, name and value."""
        return Place(self.source, span=(self.attribute.start, self.attribute.end))


class Nested(NamedTuple):
    """A block inside a block and the file it stands in."""

    block: Block
    source: Source

    @property
    def name(self) -> str:
        """Give the block type it makes, for `dynamic` the one it is labelled with."""
        return self.block.labels[0] if self.block.type == "dynamic" and self.block.labels else self.block.type

    @property
    def header(self) -> Place:
        """Give where its first line stands."""
        return Place(self.source, span=(self.block.start, self.block.header_end))


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A block at the top of a module's files; attributes and nested blocks may come from override files."""

    block: Block
    source: Source
    attributes: Mapping[str, Written]
    blocks: Sequence[Nested]

    @property
    def header(self) -> Place:
        """Give where its first line stands."""
        return Place(self.source, span=(self.block.start, self.block.header_end))


ResourceKey: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class ModuleFiles:
    """A module's declarations by name; resources by mode ("managed", "data", "ephemeral"), type and name.

    Providers are named as resources refer to them: `azurerm`, or `azurerm.hub` with an alias.
    `faults` are names declared twice: what is wrong, the file and the offset.
    """

    folder: PurePath
    variables: dict[str, Declared] = field(default_factory=dict[str, Declared])
    locals: dict[str, Written] = field(default_factory=dict[str, Written])
    resources: dict[ResourceKey, Declared] = field(default_factory=dict[ResourceKey, Declared])
    calls: dict[str, Declared] = field(default_factory=dict[str, Declared])
    outputs: dict[str, Declared] = field(default_factory=dict[str, Declared])
    providers: dict[str, Declared] = field(default_factory=dict[str, Declared])
    faults: list[tuple[str, Source, int]] = field(default_factory=list[tuple[str, Source, int]])


_MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}


def read_module(folder: PurePath, reader: Reader) -> ModuleFiles | None:
    """Read a module's files, override files last; None where the folder holds none. Raises Refused."""
    names = [name for name in reader.names(folder) if name.endswith((".tf", ".tf.json")) and not name.startswith(".")]
    if not names:
        return None
    module = ModuleFiles(folder)
    for name in sorted(names, key=lambda name: (_overrides(name), name)):
        file = reader.hcl(folder / name)
        if file is not None:
            _enter_all(module, file.body, file.source, over=_overrides(name))
    return module


def _overrides(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _enter_all(module: ModuleFiles, body: Body, source: Source, *, over: bool) -> None:
    def report(why: str, where: Source, at: int) -> None:
        module.faults.append((why, where, at))

    for block in body.blocks:
        labels = block.labels
        match block.type:
            case "locals":
                for attribute in block.body.attributes:
                    if attribute.name in module.locals and not over:
                        report(f"local value '{attribute.name}' is declared twice", source, attribute.start)
                    module.locals[attribute.name] = Written(attribute, source)
            case "resource" | "data" | "ephemeral" if len(labels) == 2:
                _enter(module.resources, (_MODES[block.type], labels[0], labels[1]), Nested(block, source), report, over=over)
            case "variable" if labels:
                _enter(module.variables, labels[0], Nested(block, source), report, over=over)
            case "module" if labels:
                _enter(module.calls, labels[0], Nested(block, source), report, over=over)
            case "output" if labels:
                _enter(module.outputs, labels[0], Nested(block, source), report, over=over)
            case "provider" if labels:
                _enter(module.providers, _configuration(block), Nested(block, source), report, over=over)
            case _:
                pass


def _configuration(block: Block) -> str:
    aliases = [attribute.value for attribute in block.body.attributes if attribute.name == "alias"]
    return ".".join([block.labels[0], *(str(alias.value) for alias in aliases if isinstance(alias, Literal))])


def _enter(table: dict[_Key, Declared], key: _Key, found: Nested, report: Report, *, over: bool) -> None:
    block, source = found
    known = table.get(key)
    if known is not None and not over:
        report(f"`{'.'.join((block.type, *block.labels))}` is declared twice", source, block.start)
    if known is not None and over:
        table[key] = _merged(known, block, source)
    else:
        table[key] = Declared(
            block, source, _written(block.body.attributes, source), [Nested(inner, source) for inner in block.body.blocks]
        )


def _written(attributes: Iterable[Attribute], source: Source) -> dict[str, Written]:
    return {attribute.name: Written(attribute, source) for attribute in attributes}


def _merged(known: Declared, block: Block, source: Source) -> Declared:
    """Override a declaration: attribute by attribute, and all nested blocks of a type at once."""
    new = [Nested(inner, source) for inner in block.body.blocks]
    replaced = {nested.name for nested in new}
    kept = [nested for nested in known.blocks if nested.name not in replaced]
    return Declared(known.block, known.source, {**known.attributes, **_written(block.body.attributes, source)}, kept + new)
