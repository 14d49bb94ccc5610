"""Saved plans: what Terraform itself made of a configuration, as `terraform show -json` writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import PlanInput, Problem, Reader, TerraformInput
from azbk_lint.model.value import Json, Value
from azbk_lint.resolve.terraform.instance import Instance, Provider
from azbk_lint.resolve.terraform.plan.changes import Changes


def resolve(plan_input: PlanInput, reader: Reader) -> Resolved:
    """Give what there will be once a plan is applied, in ARM's words; what it deletes is left out."""
    from azbk_lint.resolve.terraform import azurerm

    found, problems = instances(plan_input, reader, azurerm.computed)
    resources, gaps = azurerm.parted(azurerm.translate(found))
    return Resolved(resources, problems, gaps)


def instances(plan_input: PlanInput, reader: Reader, provider: Provider) -> tuple[Sequence[Instance], Sequence[Problem]]:
    """Read a plan's instances; with the sources beside it, places and unknown values come from them."""
    document = plan_input.plan
    tree, name = document.tree, document.source.name
    if not isinstance(tree, Mapping) or not isinstance(tree.get("format_version"), str):
        return (), [Problem(name, "this is not a saved plan: it has no format_version")]
    version = str(tree["format_version"])
    if version.partition(".")[0] not in ("0", "1"):
        return (), [Problem(name, f"saved plans of format {version} are not known")]
    if "resource_changes" not in tree and "planned_values" not in tree:
        return (), [Problem(name, "this is not a saved plan: it has no planned_values, as a state has none")]
    changes = Changes(document, provider)
    changes.written = _written(plan_input, tree, reader, changes)
    failed = (
        [Problem(name, "this plan ended with an error, and does not hold all that there will be")] if tree.get("errored") is True else []
    )
    return list(changes.instances.values()), failed


def _written(plan_input: PlanInput, tree: Mapping[str, Json], reader: Reader, changes: Changes) -> Mapping[str, Instance]:
    """Evaluate the sources beside a plan with the plan's variables, asking the plan for what is not written."""
    from azbk_lint.resolve.terraform import evaluate_root
    from azbk_lint.resolve.terraform.run import Run

    if plan_input.folder is None:
        return {}
    variables = tree.get("variables")
    given = (
        {name: each.get("value") for name, each in variables.items() if isinstance(each, Mapping)} if isinstance(variables, Mapping) else {}
    )

    def planned(instance: Instance, name: str) -> Value:
        known = changes.instances.get(instance.address, instance)
        return changes.provider(known, name) if known.values.get(name) is None else known.values[name]

    found = evaluate_root(TerraformInput(plan_input.folder, given=given), Run(reader, planned, plan_input.folder))
    return {instance.address: instance for instance in found}
