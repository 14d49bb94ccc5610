"""From raw trees to resources in ARM's words: one evaluator for each language, loaded when first needed."""

from __future__ import annotations

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import ArmInput, Deployment, PlanInput, Reader, TerraformInput


def resolve(deployment: Deployment, reader: Reader) -> Resolved:
    """Evaluate one deployment as far as its files allow; what cannot be told stays Unknown, what cannot be read is a Problem."""
    match deployment.input:
        case ArmInput() as arm_input:
            from azbk_lint.resolve import arm

            return arm.resolve(arm_input, reader)
        case TerraformInput() as terraform_input:
            from azbk_lint.resolve import terraform

            return terraform.resolve(terraform_input, reader)
        case PlanInput() as plan_input:
            from azbk_lint.resolve.terraform import plan

            return plan.resolve(plan_input, reader)
