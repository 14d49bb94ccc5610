"""Saved plans: what Terraform itself made of a configuration, as `terraform show -json` writes it."""

from __future__ import annotations

from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import PlanInput, Problem, Reader


def resolve(plan_input: PlanInput, reader: Reader) -> Resolved:
    """Give the resources that a plan creates or keeps."""
    del reader
    return Resolved((), [Problem(plan_input.plan.source.name, "saved plans are not read yet")])
