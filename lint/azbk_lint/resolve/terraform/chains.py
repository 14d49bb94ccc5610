"""The places a value came through: locals, variables, module calls, var-files, elements of for_each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route
from azbk_lint.resolve.terraform.bodies import BlockValues
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.traces import Bound, Element, Spot, key_of, repeated, shown, trace

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.bodies import Arguments, ResourceValues


MOST_PLACES = 8


def chain(values: ResourceValues, route: Route) -> Sequence[Related]:
    """Give the places that the value on a route came through, nearest first."""
    found: dict[Place, Related] = {}
    try:
        for related in _argument(values, route, repeated(values.declared, values.scope, {})):
            found.setdefault(related.place, related)
            if len(found) >= MOST_PLACES:
                break
    except (EvalError, Limit, RecursionError):
        pass
    found.pop(values.place(route), None)
    return list(found.values())


def _argument(values: Arguments, route: Route, bound: Bound) -> Iterator[Related]:
    """Follow a route into what is written: to an attribute, or through a block that a `dynamic` one made."""
    if not route or not isinstance(route[0], str):
        return
    written = values.attributes.get(route[0])
    if written is not None:
        yield from trace(Spot(written.attribute.value, written.source, values.scope, bound), route[1:], 0)
        return
    parts = values.parts(route[0])
    index = route[1] if len(route) > 1 and isinstance(route[1], int) else 0
    if not -len(parts) <= index < len(parts):
        return
    part = parts[index]
    inner = dict(bound)
    if part.nested.block.type == "dynamic":
        loop = {attribute.name: attribute for attribute in part.nested.block.body.attributes}["for_each"]
        spot = Spot(loop.value, part.nested.source, values.scope, bound)
        if not isinstance(part.value, BlockValues):
            yield from trace(spot, (), 0)
            return
        name = next(name for name in part.value.scope.local if part.value.scope.local[name] is not values.scope.local.get(name))
        key = key_of(part.value.scope, name)
        inner[name] = Element(spot, key, f"element{shown(key)} of for_each")
    if isinstance(part.value, BlockValues):
        yield from _argument(part.value, route[2:], inner)
