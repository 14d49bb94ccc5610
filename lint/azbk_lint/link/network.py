"""Links subnets to NSGs and route tables, and NICs to subnets and NSGs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from azbk_lint.link.graft import in_doubt
from azbk_lint.link.lookup import Elsewhere, children, follow, parent
from azbk_lint.model.estate import Entity, Nic, Nsg, Register, RouteTable, Rule, Subnet, TableRoute, same_id
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Route, Symbolic, Text, Unknown, Value, dig, folded, items, split, text

RESERVED = frozenset(
    {
        "azurebastionsubnet",
        "azurefirewallmanagementsubnet",
        "azurefirewallsubnet",
        "gatewaysubnet",
        "routeserversubnet",
    }
)
PREFIX = "microsoft.network"


@dataclass(frozen=True, slots=True)
class Network:
    """A deployment's networks, linked."""

    nsgs: Register[Nsg]
    tables: Register[RouteTable]
    subnets: Register[Subnet]
    nics: Register[Nic]
    find: Elsewhere


def network(by_type: Mapping[str, Sequence[Resource]], find: Elsewhere) -> Network:
    """Link all the networks of a deployment."""
    rules = _Members(by_type.get(f"{PREFIX}/networksecuritygroups/securityrules", ()))
    nsgs = Register.of(_nsg(resource, rules) for resource in by_type.get(f"{PREFIX}/networksecuritygroups", ()))
    routes = _Members(by_type.get(f"{PREFIX}/routetables/routes", ()))
    tables = Register.of(_table(resource, routes) for resource in by_type.get(f"{PREFIX}/routetables", ()))
    subnets = Register.of(_subnet(*found, nsgs, tables, find) for found in _subnet_parts(by_type))
    bare = Network(nsgs, tables, subnets, Register.of(()), find)
    nics = Register.of(nic(whole(resource), bare) for resource in by_type.get(f"{PREFIX}/networkinterfaces", ()))
    return Network(nsgs, tables, subnets, nics, find)


def whole(resource: Resource) -> Entity:
    """Take a resource as the entity it is, under the last piece of its name."""
    return Entity(resource=resource, name=split(resource.name)[-1], id=resource.id)


def normal(location: Value) -> Text | None:
    """Write a location as Azure compares it: `Japan East` is `japaneast`."""
    match location:
        case str():
            return "".join(location.split()).casefold()
        case Symbolic() | Unknown():
            return folded(location)
        case _:
            return None


def nic(part: Entity, found: Network) -> Nic:
    """Link a network interface, or the configuration of one that has the same shape.

    Application security groups stand with each IP configuration, or with the whole NIC where an association made them.
    """
    configurations = part.get("properties", "ipConfigurations")
    listed = items(configurations)
    main = next((index for index, each in enumerate(listed) if dig(each, ("properties", "primary")) is True), 0)
    values = dig(listed[main], ("properties",)) if listed else None
    holes = [each for each in listed if isinstance(each, Unknown)]
    static = dig(values, ("privateIPAllocationMethod",))
    asgs = ("applicationSecurityGroups",)
    return Nic(
        resource=part.resource,
        route=part.route,
        name=part.name,
        id=part.id,
        primary=True,
        subnet=follow(found.subnets, Subnet, dig(values, ("subnet",)), found.find),
        nsg=follow(found.nsgs, Nsg, part.get("properties", "networkSecurityGroup"), found.find),
        configurations=holes[0] if holes else len(listed),
        address=None if static == "Dynamic" else dig(values, ("privateIPAddress",)),
        groups=[dig(each, ("id",)) for each in (*items(dig(values, asgs)), *items(part.get("properties", *asgs)))],
    )


def _nsg(resource: Resource, rules: _Members) -> Nsg:
    part, apart = whole(resource), list(rules.of(resource))
    listed: list[Rule | Unknown] = []
    for index, value, doubt in _standing(items(part.get("properties", "securityRules")), apart):
        if isinstance(value, Unknown):
            listed.append(value)
        else:
            listed.append(Rule(resource=resource, route=("properties", "securityRules", index), name=_name(value), doubt=doubt))
    listed += [Rule(resource=child, name=split(child.name)[-1], doubt=doubt) for child, doubt in apart]
    return Nsg(resource=resource, name=part.name, id=part.id, location=normal(part.get("location")), rules=listed)


def _table(resource: Resource, routes: _Members) -> RouteTable:
    part, apart = whole(resource), list(routes.of(resource))
    listed: list[TableRoute | Unknown] = []
    for index, value, doubt in _standing(items(part.get("properties", "routes")), apart):
        if isinstance(value, Unknown):
            listed.append(value)
        else:
            listed.append(TableRoute(resource=resource, route=("properties", "routes", index), name=_name(value), doubt=doubt))
    listed += [TableRoute(resource=child, name=split(child.name)[-1], doubt=doubt) for child, doubt in apart]
    return RouteTable(resource=resource, name=part.name, id=part.id, routes=listed)


def _standing(inline: Sequence[Value], apart: Sequence[_Member]) -> Iterator[tuple[int, Value, Unknown | None]]:
    """Give the inline entries that no child resource of their name replaces, each with what leaves open whether one does."""
    replaced = {folded(split(child.name)[-1]): doubt for child, doubt in apart}
    for index, value in enumerate(inline):
        key = folded(_name(value))
        if key not in replaced or isinstance(value, Unknown) or replaced[key]:
            yield index, value, replaced.get(key)


def _subnet_parts(by_type: Mapping[str, Sequence[Resource]]) -> Iterator[tuple[Entity, Text | None]]:
    """Give the subnets declared by themselves and those inline in their networks, with their locations.

    A subnet declared by itself replaces the inline one of its name; one that is only referred to is the inline one.
    """
    networks = by_type.get(f"{PREFIX}/virtualnetworks", ())
    places = {folded(each.id): normal(each.get("location")) for each in networks}
    apart = by_type.get(f"{PREFIX}/virtualnetworks/subnets", ())
    taken = {folded(child.id) for child in apart if not child.external}
    inside = set[Text]()
    for vnet in networks:
        for index, value in enumerate(items(vnet.get("properties", "subnets"))):
            inline = _inline(vnet, ("properties", "subnets", index), value)
            if inline and folded(inline.id) not in taken:
                inside.add(folded(inline.id))
                yield inline, normal(vnet.get("location"))
    for child in apart:
        if folded(child.id) not in inside:
            yield whole(child), places.get(folded(parent(child.id)))


def _inline(vnet: Resource, route: Route, value: Value) -> Entity | None:
    if isinstance(value, Unknown):
        return None
    name = _name(value)
    return Entity(resource=vnet, route=route, name=name, id=text(vnet.id, "/subnets/", name))


def _subnet(part: Entity, location: Text | None, nsgs: Register[Nsg], tables: Register[RouteTable], find: Elsewhere) -> Subnet:
    single, plural = part.get("properties", "addressPrefix"), part.get("properties", "addressPrefixes")
    return Subnet(
        resource=part.resource,
        route=part.route,
        name=part.name,
        id=part.id,
        location=location,
        nsg=follow(nsgs, Nsg, part.get("properties", "networkSecurityGroup"), find),
        table=follow(tables, RouteTable, part.get("properties", "routeTable"), find),
        prefixes=[*items(plural), *([single] if single else [])],
        endpoints=[dig(each, ("service",)) for each in items(part.get("properties", "serviceEndpoints"))],
        reserved=isinstance(part.name, str) and part.name.casefold() in RESERVED,
        delegated=_any(items(part.get("properties", "delegations"))),
    )


def _any(values: Sequence[Value]) -> bool | Unknown:
    known = [value for value in values if not isinstance(value, Unknown)]
    return bool(known) or next((value for value in values if isinstance(value, Unknown)), False)


def _name(value: Value) -> Text:
    name = dig(value, ("name",))
    return name if isinstance(name, str | Symbolic | Unknown) else ""


_Member: TypeAlias = tuple[Resource, Unknown | None]


class _Members:
    """Child resources by the parent they are declared for; those whose parent is half known may be any that fits."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._by_parent = children(resources)
        self._open = [(key, found) for key, found in self._by_parent.items() if not isinstance(key, str)]

    def of(self, owner: Resource) -> Iterator[_Member]:
        """Give a resource's children, each with what leaves open whether it is one."""
        key = folded(owner.id)
        for child in self._by_parent.get(key, ()):
            yield child, in_doubt(child, owner)
        for other, found in self._open:
            if other != key and isinstance(may := same_id(other, key), Unknown):
                yield from ((child, may) for child in found)
