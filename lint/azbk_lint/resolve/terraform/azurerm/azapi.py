"""azapi resources, which are written in ARM's own words already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Symbolic, Text, Unknown, Value, split, text
from azbk_lint.resolve.terraform.azurerm.arguments import find, top, written
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.identity import Identity, joined, name_of, placed, scope_of, subscription_id
from azbk_lint.resolve.terraform.azurerm.machine import IDENTITY
from azbk_lint.resolve.terraform.azurerm.row import TRACKED
from azbk_lint.resolve.terraform.azurerm.shape import Body, Shape, trace
from azbk_lint.resolve.terraform.azurerm.translation import Tags
from azbk_lint.resolve.terraform.azurerm.unread import unread
from azbk_lint.resolve.terraform.instance import Instance

TYPES = ("azapi_resource", "azapi_update_resource")

_BESIDE: Shape = {**TRACKED, "identity": IDENTITY}
"""What has arguments of its own, beside `body`."""


def translated(instance: Instance) -> Iterator[Resource]:
    """Take over an azapi resource; an update resource is a part of what it updates. A data source of an unknown type is none."""
    kind, version = arm_type(instance)
    external = instance.mode == "data"
    if kind is None:
        if not external:
            yield unread(instance, f"the type of {instance.address} is not known")
        return
    identifier, name, scope = identity(instance, kind)
    yield Resource(
        type=kind.casefold(),
        name=name,
        id=identifier,
        body={} if external else Combined(instance),
        origin=Traced(instance),
        address=instance.address,
        scope=scope,
        exists=instance.exists,
        many=instance.many,
        external=external,
        partial=instance.type == "azapi_update_resource",
        api_version=version,
        tags={} if external else Tags(instance),
    )


def arm_type(instance: Instance) -> tuple[str | None, Text | None]:
    """Read the ARM type and API version out of `type`; no type where that is not known."""
    pieces = split(written(instance, "type"), "@")
    kind = pieces[0] if isinstance(pieces[0], str) and "/" in pieces[0] else None
    return kind, pieces[1] if len(pieces) > 1 else None


def identity(instance: Instance, kind: str) -> Identity:
    """Build the identity from `resource_id`, or from `parent_id` and `name`."""
    whole, _ = find(top(instance), "resource_id")
    if isinstance(whole, str | Symbolic | Unknown):
        return Identity(whole, name_of(whole), scope_of(whole))
    found, _ = find(top(instance), "parent_id")
    above = subscription_id(instance) if found is None else written(instance, "parent_id")
    name = written(instance, "name")
    if kind.casefold() == "microsoft.resources/resourcegroups":
        return Identity(text(above, "/resourceGroups/", name), name, scope_of(above))
    kinds = kind.split("/")
    if len(kinds) == 2:
        return placed(above, kind, [name])
    return Identity(text(above, "/", kinds[-1], "/", name), joined([name_of(above), name]), scope_of(above))


class Combined(Mapping[str, Value]):
    """`body`, parsed where it is JSON, with what has arguments of its own; read on demand."""

    __slots__ = ("_beside", "_instance", "_known")

    def __init__(self, instance: Instance) -> None:
        self._instance, self._beside = instance, Body(_BESIDE, top(instance))
        self._known: Value = None

    def __getitem__(self, key: str) -> Value:
        if key in _BESIDE and (value := self._beside[key]) is not None:
            return value
        body = self._body()
        if isinstance(body, Unknown):
            return body
        if key in body:
            return body[key]
        if key in _BESIDE:
            return None
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        body = self._body()
        return iter(dict.fromkeys((*_BESIDE, *(("properties",) if isinstance(body, Unknown) else body))))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _body(self) -> Mapping[str, Value] | Unknown:
        if self._known is None:
            body = json_text(find(top(self._instance), "body")[0])
            self._known = body if isinstance(body, Unknown | Mapping) else {}
        return self._known  # type: ignore[return-value] # as just made


@dataclass(frozen=True, slots=True)
class Traced:
    """Leads from a route into the resource to the argument it stands in."""

    instance: Instance

    def place(self, route: Route) -> Place:
        """Give the deepest written part on the route."""
        return self.instance.place(self._inside(route))

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the value there came through."""
        return self.instance.chain(self._inside(route))

    def _inside(self, route: Route) -> Route:
        at = top(self.instance)
        if not route:
            return ()
        if str(route[0]).casefold() in _BESIDE and find(at, str(route[0]).casefold())[0] is not None:
            return trace(_BESIDE, at, route)
        return ("body", *route)
