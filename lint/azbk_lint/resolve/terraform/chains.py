"""The places a value came through: locals, variables, module calls, var-files, elements of for_each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from azbk_lint.model.source import Related
from azbk_lint.model.value import Route

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.bodies import ResourceValues


def chain(values: ResourceValues, route: Route) -> Sequence[Related]:
    """Give the places that the value on a route came through, nearest first."""
    del values, route
    return ()
