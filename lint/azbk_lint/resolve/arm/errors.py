"""How evaluating an expression fails: one exception, caught where the expression's string stands."""

from __future__ import annotations

from azbk_lint.model.value import Kind


class ExpressionError(Exception):
    """An expression that Azure would refuse, or that is beyond our bounds.

    `because` is a clause; `at` the column in the string, from 0, None until the call that failed is known.
    `certain` marks what is wrong whatever the parameters are (syntax, a function that does not exist): the user hears
    of it at once, as a `Problem`. Everything else only makes the one value unknown.
    """

    def __init__(self, because: str, *, at: int | None = None, kind: Kind = "error", certain: bool = False) -> None:
        super().__init__(because)
        self.because = because
        self.at = at
        self.kind = kind
        self.certain = certain


def beyond(what: str) -> ExpressionError:
    """Make the error of an expression that asks for more than we are ready to do."""
    return ExpressionError(what, kind="limit")
