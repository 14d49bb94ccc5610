"""ARM templates, and the JSON that Bicep compiles to: from trees with expressions to resources."""

from azbk_lint.resolve.arm.alternatives import alternatives
from azbk_lint.resolve.arm.root import expand, resolve

__all__ = ["alternatives", "expand", "resolve"]
