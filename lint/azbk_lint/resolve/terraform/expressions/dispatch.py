"""The one step that every evaluation takes: from a node to the function for its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from azbk_lint.model.hcl import Node
from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.scope import Scope

Handlers: TypeAlias = dict[type, Callable[[Any, Scope], Value]]
HANDLERS: Handlers = {}


def evaluate(node: Node, scope: Scope) -> Value:
    """Evaluate an expression; what depends on the unknown is Unknown. Raises EvalError for what fails, Limit for what is too much."""
    return HANDLERS[type(node)](node, scope)
