"""From an instance and its row to a resource in ARM's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.terraform.azurerm.arguments import At, as_text, top
from azbk_lint.resolve.terraform.azurerm.row import Row
from azbk_lint.resolve.terraform.azurerm.shape import Body, Shape, trace
from azbk_lint.resolve.terraform.instance import Instance


@dataclass(frozen=True, slots=True)
class Traced:
    """Leads from a route into a translated body to the argument it was read from."""

    shape: Shape
    at: At

    def place(self, route: Route) -> Place:
        """Give the deepest written part of the arguments."""
        return self.at.instance.place(trace(self.shape, self.at, route))

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the argument's value came through."""
        return self.at.instance.chain(trace(self.shape, self.at, route))


class Tags(Mapping[str, Value]):
    """The `tags` argument, read when first asked for; where it is unknown, every tag is."""

    __slots__ = ("_instance",)

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def __getitem__(self, key: str) -> Value:
        tags = self._instance.values.get("tags")
        if isinstance(tags, Unknown):
            return tags
        return as_text((tags if isinstance(tags, Mapping) else {})[key])

    def __iter__(self) -> Iterator[str]:
        tags = self._instance.values.get("tags")
        return iter(tags if isinstance(tags, Mapping) else ())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def translated(instance: Instance, row: Row) -> Resource:
    """Translate one instance; a data source becomes a resource that is only referred to, of which only the id is known."""
    identifier, name, scope = row.identity(instance, row.arm)
    external = instance.mode == "data"
    shape: Shape = {} if external else row.body
    at = top(instance)
    return Resource(
        type=row.arm.casefold(),
        name=name,
        id=identifier,
        body=Body(shape, at),
        origin=Traced(shape, at),
        address=instance.address,
        scope=scope,
        exists=instance.exists,
        many=instance.many,
        external=external,
        partial=row.part and not external,
        api_version=row.api_version,
        tags={} if external else Tags(instance),
    )
