"""What a module call gives, and what a module makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from azbk_lint.model.hcl import Literal
from azbk_lint.model.resource import Gap
from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expansion import Copy
from azbk_lint.resolve.terraform.instance import Instance
from azbk_lint.resolve.terraform.unknowns import Lazy

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.module import Module

HELPERS = ("Azure/naming/azurerm", "Azure/avm-utl-", "Azure/regions/azurerm")
"""Published modules that make nothing: names, lists of regions and sizes."""


class Outputs(Lazy):
    """A module call as expressions see it: its outputs, or why they are not known."""

    __slots__ = ("address", "copy", "module", "reason")

    def __init__(self, address: str, copy: Copy, module: Module | None, reason: Unknown | None) -> None:
        self.address, self.copy, self.module, self.reason = address, copy, module, reason

    def __getitem__(self, name: str) -> Value:
        try:
            return self.attribute(name)
        except EvalError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.module.files.outputs if self.module is not None else ())

    def __len__(self) -> int:
        return len(self.module.files.outputs) if self.module is not None else 0

    def attribute(self, name: str) -> Value:
        """Give an output. Raises EvalError where there is none of that name."""
        if self.module is not None:
            return self.module.output(name)
        reason = self.whole()
        return Unknown(f"{self.address}.{name}", reason.because, reason.kind, reason.settle)

    def opened(self) -> dict[str, Value] | None:
        """Give all the outputs."""
        return None if self.module is None else {name: self.module.output(name) for name in self.module.files.outputs}

    def whole(self) -> Unknown:
        """Say why the call as a whole is not known."""
        return self.reason or Unknown(self.address, f"`{self.address}` as a whole is not known", "runtime")


def instances(module: Module) -> Iterator[Instance]:
    """Give every resource and data source of a module and of the modules it calls."""
    run = module.run
    for key in module.files.resources:
        if key[0] == "ephemeral":
            continue
        for values in module.instances(key).members:
            run.instances_left -= 1
            if run.instances_left < 0:
                run.report("the configuration makes too many resources; those beyond the first are not judged", None)
                return
            yield values.instance
    for name in module.files.calls:
        for outputs in module.calls(name).members:
            if outputs.module is None:
                miss(module, name, outputs)
            elif run.instances_left >= 0:
                yield from instances(outputs.module)


def miss(module: Module, name: str, outputs: Outputs) -> None:
    """Note once that what a call makes is not judged: a problem where the user can have its folder read, else a gap.

    Nothing is noted of a module that is known to make nothing, nor again of a call that was a problem before.
    """
    from azbk_lint.resolve.terraform.sources import is_local

    written, why, run = module.files.calls[name].attributes.get("source"), outputs.whole(), module.run
    source = written.attribute.value if written is not None else None
    if why.kind == "error" or (isinstance(source, Literal) and str(source.value).startswith(HELPERS)):
        return
    if written is not None and why.kind == "external" and is_local(written.attribute.value):
        run.report(f"{why.because}; {why.settle}", written.source, written.attribute.start)
        return
    place = written.place if written is not None else module.files.calls[name].header
    run.gaps.append(Gap(place, f"module '{name}'", why.because, why.settle, outputs.address))
