"""What is deployed together, with its parts linked: VM to NIC to subnet, disks, vault, locks.

A relation is three-valued: the thing it leads to, None where there is provably none, or an Unknown with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Key, Route, Symbolic, Text, Unknown, Value, dig, folded, identity, reason, same, shown, split

if TYPE_CHECKING:
    from azbk_lint.model.policy import Stack

Os: TypeAlias = Literal["windows", "linux"]
LockTarget: TypeAlias = Literal["subscription", "group", "resource", "management-group"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Part:
    """A resource, or an object inside one, that stands for one thing of Azure's; compared by identity.

    `route` leads to the object, () for the whole resource; inside it, it has the shape that a resource of its own has.
    `deployment` names another deployment of the run where the thing was found, and is empty for one of this estate.
    """

    resource: Resource
    route: Route = ()
    name: Text
    deployment: str = ""

    @property
    def called(self) -> str:
        """Write the part's name for a sentence, with what is not known of it in braces."""
        return shown(self.name)

    def get(self, *route: Key, default: Value = None) -> Value:
        """Read below the part; what a resource that is only referred to does not say is an Unknown."""
        value = dig(self.resource.body, (*self.route, *route))
        return self._unsaid(route) if value is None and self.resource.external else default if value is None else value

    def _unsaid(self, route: Route) -> Unknown:
        """Say why nobody can tell a value of what is only referred to: what leaves its names open, or else that it is elsewhere."""
        at = self.resource
        pieces = split(at.id)
        named = pieces[max((index for index, piece in enumerate(pieces) if piece == "providers"), default=0) :]
        hole = next((found for piece in named if (found := reason(piece)) and found.kind != "context"), None)
        return hole or elsewhere(f"{identity(at.id)} {'.'.join(map(str, route))}", f"{at.address} is declared elsewhere")

    def at(self, *route: Key) -> Place:
        """Say where something below the part is written."""
        return self.resource.at(*self.route, *route)

    def chain(self, *route: Key) -> Sequence[Related]:
        """Give the places a value below the part came through."""
        return self.resource.origin.chain((*self.route, *route))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Entity(Part):
    """A part with an ARM id of its own, which others may refer to."""

    id: Text


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rule(Part):
    """A security rule, inline in its NSG or declared by itself; its values lie under `properties`.

    `doubt` says why nobody can tell whether the NSG has the rule.
    """

    doubt: Unknown | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Nsg(Entity):
    """A network security group with all its rules; an Unknown among them stands for any number of rules."""

    location: Text | None
    rules: Sequence[Rule | Unknown]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TableRoute(Part):
    """A user-defined route; its values lie under `properties`. `doubt` as in Rule."""

    doubt: Unknown | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RouteTable(Entity):
    """A route table with all its routes; an Unknown among them stands for any number of routes."""

    routes: Sequence[TableRoute | Unknown]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subnet(Entity):
    """A subnet, inline in its virtual network or declared by itself.

    `reserved` is true for the names Azure keeps for its own services (AzureBastionSubnet), `delegated` for a subnet
    given to a service: neither holds VMs. `endpoints` are the services of its service endpoints.
    """

    location: Text | None
    nsg: Nsg | Unknown | None
    table: RouteTable | Unknown | None
    prefixes: Sequence[Value]
    endpoints: Sequence[Value]
    reserved: bool
    delegated: bool | Unknown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Nic(Entity):
    """A network interface, or a VM's own configuration of one.

    `configurations` counts its IP configurations, `address` is the static private address of the first of them (None
    where Azure chooses), `groups` are the ids of its application security groups.
    """

    primary: bool | Unknown
    subnet: Subnet | Unknown | None
    nsg: Nsg | Unknown | None
    configurations: int | Unknown
    address: Value
    groups: Sequence[Value]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class VmDisk(Part):
    """A disk as its VM names it, or as an attachment does; `managed` is the disk's own resource, None where the VM makes it."""

    role: Literal["os", "data"]
    managed: Entity | Unknown | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Vault(Entity):
    """A Recovery Services vault and the backup stack it is taken to be on."""

    location: Text | None
    stack: Stack


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProtectedItem(Entity):
    """What protects one VM: its policy, and the vault that keeps the backups. `source` is the VM's id."""

    source: Text | None
    policy: Entity | Unknown | None
    vault: Vault | Unknown | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Vm(Entity):
    """A virtual machine and what belongs to it. `item` is None where nothing here protects it."""

    location: Text | None
    os: Os | Unknown
    nics: Sequence[Nic | Unknown]
    disks: Sequence[VmDisk | Unknown]
    extensions: Sequence[Resource]
    commands: Sequence[Resource]
    item: ProtectedItem | Unknown | None
    stack: Stack


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lock(Entity):
    """A management lock: `scope` is the id of what it is put on, `group` the resource group's name where that is in one."""

    scope: Text
    target: LockTarget | Unknown
    group: Text | None


E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Register(Generic[E]):
    """Things of one kind by their ARM ids, letter case aside."""

    things: Sequence[E]
    named: Mapping[Text, Sequence[E]]
    holed: Sequence[E]

    @classmethod
    def of(cls, things: Iterable[E]) -> Register[E]:
        """Index things by id."""
        listed, named = list(things), defaultdict[Text, list[E]](list)
        for thing in listed:
            named[folded(thing.id)].append(thing)
        return cls(listed, named, [thing for thing in listed if not isinstance(thing.id, str)])

    def find(self, id_: Value) -> E | Unknown | None:
        """Give the one thing an id names, None where none here can be it, and an Unknown where that is open."""
        if not isinstance(id_, str | Symbolic | Unknown):
            return None
        match self.named.get(folded(id_), ()):
            case [thing, *others] if all(_same_value(thing, other) for other in others):
                return next((each for each in (thing, *others) if each.resource.exists is True), thing)
            case [_, *_]:
                return Unknown(f"several: {identity(id_)}", f"several resources are declared under the id {id_}", "choice")
        if isinstance(id_, Unknown):
            return id_
        for thing in self.holed if isinstance(id_, str) else self.things:
            if isinstance(may := same_id(id_, thing.id), Unknown):
                return may
        return None


@dataclass(frozen=True, slots=True)
class Estate:
    """All the resources that are deployed together, partial ones merged, and what they make."""

    resources: Sequence[Resource]
    by_type: Mapping[str, Sequence[Resource]] = field(default_factory=dict[str, Sequence[Resource]])
    vms: Sequence[Vm] = ()
    nics: Sequence[Nic] = ()
    subnets: Sequence[Subnet] = ()
    nsgs: Sequence[Nsg] = ()
    tables: Sequence[RouteTable] = ()
    disks: Sequence[Entity] = ()
    vaults: Sequence[Vault] = ()
    policies: Sequence[Entity] = ()
    items: Sequence[ProtectedItem] = ()
    locks: Sequence[Lock] = ()
    stack: Stack = "current"

    def of_type(self, type_: str) -> Sequence[Resource]:
        """Give the resources of one type, in any letter case."""
        return self.by_type.get(type_.casefold(), ())


def _same_value(one: Part, other: Part) -> bool:
    """Say whether what is declared twice is declared alike: then it does not matter which of the two is meant."""
    return bool(dig(one.resource.body, one.route) == dig(other.resource.body, other.route))


def same_id(one: Text, other: Text) -> bool | Unknown:
    """Compare two ARM ids piece by piece, in any letter case; an Unknown is the hole that leaves it open.

    A hole holds no separator, save one that an id begins with: that stands for the id of something above.
    """
    whole = same(one, other)
    if not isinstance(whole, Unknown):
        return whole
    pieces, others = split(one), split(other)
    if pieces[0] != "" or others[0] != "":
        return whole
    if len(pieces) != len(others):
        return False
    found = [same(piece, beside) for piece, beside in zip(pieces, others, strict=True)]
    return False not in found and next((each for each in found if isinstance(each, Unknown)), True)


def elsewhere(key: str, because: str) -> Unknown:
    """Say that something is declared in code that is not part of this deployment."""
    return Unknown(key, because, "external", "check the code that declares it in the same run")
