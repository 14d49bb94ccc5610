"""How evaluating an expression ends when it gives no value."""

from __future__ import annotations


class EvalError(Exception):
    """An expression that fails, as `try` and `can` see it.

    The message is a clause with no values from the configuration but keys and paths; `settle` says what would settle it.
    """

    def __init__(self, message: str, settle: str = "") -> None:
        super().__init__(message)
        self.settle = settle


class Limit(Exception):  # noqa: N818 - it is a bound of ours, not a mistake of the configuration, and `try` must not catch it
    """An expression that would take more work or memory than one value may."""
