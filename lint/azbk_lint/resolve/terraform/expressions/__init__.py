"""Expressions: one function for each kind of node, found by the node's class."""

from __future__ import annotations

from azbk_lint.resolve.terraform.expressions import access, basics, calls, loops, operators
from azbk_lint.resolve.terraform.expressions.dispatch import HANDLERS, evaluate

__all__ = ["evaluate"]

for _room in (access, basics, calls, loops, operators):
    HANDLERS.update(_room.HANDLERS)
