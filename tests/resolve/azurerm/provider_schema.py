"""Writes provider-schema.json: what azurerm's published schemas say of the arguments that our tables read.

    python tests/resolve/azurerm/provider_schema.py 3.110.0=FILE 4.81.0=FILE 5.2.0=FILE

Each FILE is the provider's own `.release/provider-schema.json` at the tag of that version. Only what the tables
read is kept: for each type and path, its type and default (`Bool = true`), once where all versions agree, else for each
version, null where one does not have it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Value
from azbk_lint.resolve.terraform.azurerm.arguments import as_text
from azbk_lint.resolve.terraform.azurerm.blocks import Each, First, Listed, One, Together, Where
from azbk_lint.resolve.terraform.azurerm.shape import Arg, Derived, Fixed, Part
from azbk_lint.resolve.terraform.azurerm.table import rows
from azbk_lint.resolve.terraform.instance import Instance

FILE = Path(__file__).with_name("provider-schema.json")
SOURCE = "hashicorp/terraform-provider-azurerm, .release/provider-schema.json at the tags named (MPL-2.0), read in November 2026"


class Leaf(NamedTuple):
    """An argument that a shape reads, by its path from the resource, and the kind and default the shape gives it."""

    path: str
    kind: str
    default: object = None


def read(part: Part, prefix: str = "") -> Iterator[Leaf]:
    """Give every argument that a shape reads."""
    match part:
        case str():
            yield Leaf(_joined(prefix, part), as_text.__name__)
        case Mapping():
            for inner in part.values():
                yield from read(inner, prefix)
        case Arg(paths, by, default):
            yield from (Leaf(_joined(prefix, path), by.__name__, default) for path in paths)
        case Fixed():
            return
        case Derived(_, paths):
            yield from (Leaf(_joined(prefix, path), "derived") for path in paths)
        case Each(path, inner) | One(path, inner):
            yield Leaf(_joined(prefix, path), "block")
            yield from read(inner, _joined(prefix, path))
        case Where(_, paths, inner):
            yield from (Leaf(_joined(prefix, path), "derived") for path in paths)
            yield from read(inner, prefix)
        case First(parts) | Together(parts):
            for inner in parts:
                yield from read(inner, prefix)
        case Listed(inner):
            yield from read(inner, prefix)
        case _:
            raise AssertionError(part)


def fixed(part: Part, route: Route = ()) -> Iterator[Route]:
    """Give the routes of what the provider always sends, the first item standing for all."""
    match part:
        case Fixed():
            yield route
        case Mapping():
            for key, inner in part.items():
                yield from fixed(inner, (*route, key))
        case Each(_, inner) | Listed(inner):
            yield from fixed(inner, (*route, 0))
        case One(_, inner) | Where(_, _, inner):
            yield from fixed(inner, route)
        case First(parts):
            for inner in parts:
                yield from fixed(inner, route)
        case Together(parts):
            for index, inner in enumerate(parts):
                yield from fixed(inner.part, (*route, index))
        case _:
            return


def lookup(schema: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    """Give what a resource's schema says of an argument; a path that ends in a dot means the items of a list."""
    here: Mapping[str, Any] = {"elem": {"schema": schema}}
    for name in path.split("."):
        inner = here.get("elem") or {}
        if not name:
            return inner
        if name not in inner.get("schema", {}):
            return None
        here = inner["schema"][name]
    return here


def compact(versions: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, object]]:
    """Keep of the schemas what the rows read."""
    found: dict[str, dict[str, object]] = {}
    for kind, row in sorted(rows().items()):
        schemas = [resources.get(kind) for resources in versions.values()]
        if not any(schemas):
            continue
        paths = sorted({leaf.path for leaf in read(row.body)} | set(named_by(kind)))
        found[kind] = {path: _same([_entry(schema, path) for schema in schemas]) for path in paths}
    return found


def named_by(kind: str) -> Sequence[str]:
    """Give the arguments that the identity of a type is built from."""
    asked: list[str] = []

    class Asked(dict[str, Value]):
        def get(self, key: str, default: Value = None) -> Value:  # type: ignore[override] # one signature is enough
            asked.append(key)
            return default

    row = rows()[kind]
    row.identity(Instance("a", kind, "managed", Asked(), Nowhere()), row.arm)
    return asked


class Nowhere:
    """An origin that nobody asks."""

    def place(self, route: Route) -> Place:
        raise NotImplementedError

    def chain(self, route: Route) -> Sequence[Related]:
        raise NotImplementedError


def _same(entries: Sequence[str | None]) -> str | Sequence[str | None] | None:
    return entries[0] if len(set(entries)) == 1 else entries


def _entry(resource: Mapping[str, Any] | None, path: str) -> str | None:
    argument = lookup(resource["schema"], path) if resource else None
    if argument is None:
        return None
    kind = str(argument.get("type", "TypeString")).removeprefix("Type")
    item = argument.get("elem") or {}
    if kind in {"List", "Set"}:
        kind = f"{kind} of {item['type'].removeprefix('Type') if 'type' in item else 'blocks'}"
    return f"{kind} = {json.dumps(argument['default'])}" if argument.get("default") is not None else kind


def _joined(prefix: str, path: str) -> str:
    if path.startswith("/"):
        return path[1:]
    return f"{prefix}.{path}" if prefix else path


def main(arguments: Sequence[str]) -> None:
    """Read the schemas named and write the file."""
    versions = {}
    for argument in arguments:
        version, _, file = argument.partition("=")
        versions[version] = json.loads(Path(file).read_text(encoding="utf-8"))["providerSchema"]["resources"]
    lines = [f"  {json.dumps(kind)}: {{\n{_lines(paths)}\n  }}" for kind, paths in compact(versions).items()]
    head = f'"source": {json.dumps(SOURCE)},\n "versions": {json.dumps(list(versions))},\n "types": {{\n'
    FILE.write_text("{" + head + ",\n".join(lines) + "\n}}\n", encoding="utf-8", newline="\n")


def _lines(paths: Mapping[str, object]) -> str:
    return ",\n".join(f"    {json.dumps(path)}: {json.dumps(entry)}" for path, entry in paths.items())


if __name__ == "__main__":
    main(sys.argv[1:])
