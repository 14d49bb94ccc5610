"""Terraform configurations: evaluated as `terraform plan` would, without a provider, a state or a network."""

from __future__ import annotations

from collections.abc import Sequence

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Reader, Refused, TerraformInput
from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.declared import ModuleFiles
from azbk_lint.resolve.terraform.errors import Limit
from azbk_lint.resolve.terraform.instance import Instance, Provider
from azbk_lint.resolve.terraform.module import Module
from azbk_lint.resolve.terraform.outputs import instances
from azbk_lint.resolve.terraform.run import Run
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.sources import module_files
from azbk_lint.resolve.terraform.variables import given_values


def resolve(tf_input: TerraformInput, reader: Reader) -> Resolved:
    """Evaluate a root module with its values, and give what it makes in ARM's words."""
    from azbk_lint.resolve.terraform import azurerm

    run = Run(reader, azurerm.computed, tf_input.folder)
    found = evaluate_root(tf_input, run)
    resources, gaps = azurerm.parted(azurerm.translate(found))
    return Resolved(resources, run.problems, [*run.gaps, *gaps])


def evaluate_root(tf_input: TerraformInput, run: Run) -> Sequence[Instance]:
    """Evaluate a root module to its instances; problems are noted in the run."""
    module = root_module(tf_input, run)
    try:
        return list(instances(module)) if module is not None else ()
    except (Limit, RecursionError):
        run.report("the configuration is too large or nested too deeply, and is not judged", None)
        return ()


def root_module(tf_input: TerraformInput, run: Run) -> Module | None:
    """Read a root module and the values it is given; None, with a problem noted, where it may not be read."""
    try:
        files = module_files(run, tf_input.folder)
    except Refused as refusal:
        run.report(f"the folder may not be read: {refusal}", None)
        return None
    if files is None:
        return None
    run.workspace = tf_input.given.get("terraform.workspace", run.workspace)
    empty = Scope(Module(ModuleFiles(tf_input.folder), run, "", {}), {}, closed=True)
    return Module(files, run, "", given_values(tf_input, run, empty))


def no_provider(instance: Instance, name: str) -> Value:
    """Know nothing of any provider."""
    del instance, name
    return None


__all__ = ["Instance", "Provider", "evaluate_root", "no_provider", "resolve", "root_module"]
