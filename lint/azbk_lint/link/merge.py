"""Puts together what is declared in several places: associations and update resources with what they add to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from azbk_lint.link.graft import laid
from azbk_lint.link.lookup import known_as, parent
from azbk_lint.model.estate import same_id
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Route, Symbolic, Text, Unknown, dig, folded, items, split, text

SUBNETS = "microsoft.network/virtualnetworks/subnets"
ADDED = "microsoft.keyvault/vaults/accesspolicies"


def merged(resources: Iterable[Resource]) -> list[Resource]:
    """Merge partial resources into what they are part of, by id, and keep one of each resource that is referred to.

    A part of a subnet that stands inline in its network is merged there. A part of something declared elsewhere stands
    for it, as a resource that is only referred to.
    """
    wholes = list[Resource]()
    parts = defaultdict[Text, list[Resource]](list)
    for resource in map(added, resources):
        if resource.partial:
            parts[folded(resource.id)].append(resource)
        else:
            wholes.append(resource)
    known, declared = ({folded(whole.id) for whole in wholes if not (whole.external and here)} for here in (False, True))
    stray = {key: found for key, found in parts.items() if key not in known}
    together = [_with_doubts(laid(whole, parts.get(folded(whole.id), ())), stray) for whole in _once(wholes)]
    inside = _inline(together, {key: found for key, found in parts.items() if key not in declared})
    known |= {folded(found[0].id) for places in inside.values() for _, found in places}
    together = [_with_inline(whole, inside.get(id(whole), ())) for whole in together]
    return together + [_stand_in(found) for key, found in stray.items() if key not in known]


def added(resource: Resource) -> Resource:
    """Take a key vault's access policies that are declared as a child named `add` for the part of the vault that they are."""
    if resource.type != ADDED or folded(split(resource.id)[-1]) != "add":
        return resource
    vault = parent(resource.id)
    return replace(resource, type=parent_type(ADDED), id=vault, name=split(vault)[-1], partial=True)


def _once(wholes: Sequence[Resource]) -> Iterator[Resource]:
    """Leave out references to what is declared here too, repeated references, and what is declared again further on.

    Nested deployments declare a network once more to change it (its DNS servers); what Azure is told last stays. In ARM
    such a resource is called the same both times. Terraform's two resources of one id are two to its user, and are judged as two.
    """
    last = {_told(whole): whole for whole in wholes if not whole.external and whole.exists is True}
    declared = {folded(whole.id) for whole in wholes if not whole.external}
    for whole in wholes:
        key = folded(whole.id)
        if whole.external and key not in declared:
            declared.add(key)
            yield whole
        elif not whole.external and (whole.exists is not True or last[_told(whole)] is whole or isinstance(split(whole.id)[-1], Unknown)):
            yield whole


def _told(whole: Resource) -> tuple[Text, str]:
    return folded(whole.id), whole.address.casefold()


def _with_doubts(whole: Resource, stray: Mapping[Text, Sequence[Resource]]) -> Resource:
    """Add the parts whose half-known id may be this resource's, as what may be so."""
    for key, parts in stray.items():
        if parts[0].type == whole.type and isinstance(key, Symbolic) and isinstance(may := same_id(key, whole.id), Unknown):
            whole = laid(whole, parts, may)
    return whole


def _stand_in(parts: Sequence[Resource]) -> Resource:
    """Make a resource of parts of something declared elsewhere, called by what it is: the parts are declared right here."""
    called = known_as(parts[0].id)
    return laid(replace(parts[0], address=called, partial=False, external=True, body={}, exists=True, many=None), parts)


Inside: TypeAlias = "Mapping[int, Sequence[tuple[Route, Sequence[Resource]]]]"


def _inline(wholes: Sequence[Resource], loose: Mapping[Text, Sequence[Resource]]) -> Inside:
    """Find the inline subnets that parts are of: by the Python id of their network, with their routes in it."""
    found = defaultdict[int, list[tuple[Route, Sequence[Resource]]]](list)
    if not any(parts[0].type == SUBNETS for parts in loose.values()):
        return found
    for vnet in wholes:
        for index, value in enumerate(items(vnet.get("properties", "subnets")) if vnet.type == parent_type(SUBNETS) else ()):
            name = dig(value, ("name",))
            parts = loose.get(folded(text(vnet.id, "/subnets/", name))) if isinstance(name, str | Symbolic) else None
            if parts:
                found[id(vnet)].append((("properties", "subnets", index), parts))
    return found


def _with_inline(whole: Resource, inside: Sequence[tuple[Route, Sequence[Resource]]]) -> Resource:
    for route, parts in inside:
        whole = laid(whole, parts, under=route)
    return whole


def parent_type(type_: str) -> str:
    """Give the type of what a child resource belongs to."""
    return type_.rpartition("/")[0]
