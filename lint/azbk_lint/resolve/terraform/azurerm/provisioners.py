"""Commands that Terraform itself runs inside a machine: the nearest ARM has are run commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Symbolic, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm.arguments import is_list
from azbk_lint.resolve.terraform.azurerm.identity import joined
from azbk_lint.resolve.terraform.instance import Instance

MACHINE = "microsoft.compute/virtualmachines"


def commands(instance: Instance, machine: Resource) -> Iterator[Resource]:
    """Give a run command for each `remote-exec` provisioner of a machine, its script the inline commands line by line."""
    found = instance.values.get("provisioner")
    for index, block in enumerate(found if is_list(found) else ()):
        if not isinstance(block, Mapping) or block.get("type") != "remote-exec":
            continue
        name = f"provisioner-{index}"
        yield replace(
            machine,
            type=f"{MACHINE}/runcommands",
            name=text(machine.name, "/", name),
            id=text(machine.id, "/runCommands/", name),
            body={"properties": {"source": {"script": _script(instance, block)}}},
            origin=_Inline(instance, index),
            address=f"{instance.address} {name}",
            tags={},
        )


def _script(instance: Instance, block: Mapping[str, Value]) -> Value:
    lines = block.get("inline")
    if isinstance(lines, Unknown):
        return lines
    if not is_list(lines):
        return Unknown(f"{instance.address} remote-exec", f"the script that {instance.address} runs is in another file", "external")
    return joined([line for line in lines if isinstance(line, str | Symbolic | Unknown)], "\n")


@dataclass(frozen=True, slots=True)
class _Inline:
    instance: Instance
    index: int

    def place(self, route: Route) -> Place:
        """Give the inline commands, the provisioner itself for ()."""
        return self.instance.place(self._inside(route))

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the commands came through."""
        return self.instance.chain(self._inside(route))

    def _inside(self, route: Route) -> Route:
        return ("provisioner", self.index, *(("inline",) if route else ()))
