"""How evaluating an expression ends when it gives no value."""

from __future__ import annotations


class EvalError(Exception):
    """An expression that fails, as `try` and `can` see it; the message is a clause without values from the configuration."""


class Limit(Exception):  # noqa: N818 - it is a bound of ours, not a mistake of the configuration, and `try` must not catch it
    """An expression that would take more work or memory than one value may."""
