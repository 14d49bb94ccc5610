"""Follows references by ARM id, into this deployment first and then into the run's others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol, TypeVar

from azbk_lint.model.estate import Entity, Estate, Register, elsewhere
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, dig, folded, identity, same, shown, split, text

E = TypeVar("E", bound=Entity)


class Elsewhere(Protocol):
    """Where else in the run a thing may be declared."""

    def __call__(self, kind: type[E], id_: Text) -> E | None:
        """Give the one thing of a kind that an id can mean, or None."""
        ...


def nowhere(kind: type[E], id_: Text) -> E | None:  # noqa: ARG001 - it stands in for a look-up
    """Find nothing: there is only one deployment."""
    return None


@dataclass(frozen=True)
class Others:
    """The estates of a run by their deployments' names, to look up in one what another only refers to."""

    estates: Mapping[str, Estate]
    known: dict[tuple[type[Entity], str], list[tuple[str, Entity]]] = field(default_factory=dict, init=False, repr=False)

    def besides(self, name: str) -> Elsewhere:
        """Give the look-up for one deployment: in all the others, by type and names, and by group where both are known."""

        def find(kind: type[E], id_: Text) -> E | None:
            fitting = [(at, thing) for at, thing in self._by_tail(kind, tail(id_)) if at != name and _groups_fit(thing.id, id_)]
            if len(fitting) != 1:
                return None
            at, thing = fitting[0]
            return replace(thing, deployment=at) if isinstance(thing, kind) else None

        return find

    def _by_tail(self, kind: type[Entity], key: Text) -> Sequence[tuple[str, Entity]]:
        if not isinstance(key, str):
            return ()
        if not self.known:
            self._index()
        return self.known.get((kind, key), ())

    def _index(self) -> None:
        found = defaultdict[tuple[type[Entity], str], list[tuple[str, Entity]]](list)
        for name, estate in self.estates.items():
            things = (estate.nics, estate.subnets, estate.nsgs, estate.tables, estate.disks, estate.vaults, estate.policies)
            for thing in (thing for kind in things for thing in kind):
                if not thing.resource.external and isinstance(key := tail(thing.id), str):
                    found[(type(thing), key)].append((name, thing))
        self.known.update(found)


def follow(register: Register[E], kind: type[E], reference: Value, find: Elsewhere) -> E | Unknown | None:
    """Follow a reference (`{"id": …}` or the id itself); None where there is none, Unknown where it leads nobody knows where."""
    id_ = dig(reference, ("id",)) if isinstance(reference, Mapping) else reference
    if id_ is None or id_ == "" or not isinstance(id_, str | Symbolic | Unknown):
        return None
    found = register.find(id_)
    if isinstance(found, Unknown) or (found is not None and not found.resource.external):
        return found
    return find(kind, id_) or found or _declared_elsewhere(id_)


def tail(id_: Text) -> Text:
    """Give an id's part from the last provider's name on, in one letter case: what is named, wherever it is deployed."""
    pieces = split(folded(id_))
    at = max((index for index, piece in enumerate(pieces) if piece == "providers"), default=-1)
    return joined(pieces[at + 1 :])


def group_of(id_: Text) -> Text | None:
    """Give the name of the resource group in an id, None where it has none."""
    return after(id_, "resourcegroups")


def after(id_: Text, word: str) -> Text | None:
    """Give the piece of an id behind a word: the name behind `vaults`."""
    pieces = split(id_)
    return next((name for piece, name in pairwise(pieces) if folded(piece) == word), None)


def parent(id_: Text, levels: int = 1) -> Text:
    """Give the id of what a child resource belongs to."""
    return joined(split(id_)[: -2 * levels])


def joined(pieces: Sequence[Text]) -> Text:
    """Put pieces of an id together again."""
    return text(*pieces[:1], *(part for piece in pieces[1:] for part in ("/", piece)))


def children(resources: Sequence[Resource], levels: int = 1) -> Mapping[Text, Sequence[Resource]]:
    """Group child resources by their parents' ids, in one letter case."""
    found = defaultdict[Text, list[Resource]](list)
    for resource in resources:
        found[folded(parent(resource.id, levels))].append(resource)
    return found


def _groups_fit(one: Text, other: Text) -> bool:
    groups = group_of(one), group_of(other)
    return None in groups or same(*groups) is not False


def _declared_elsewhere(id_: Text) -> Unknown:
    return id_ if isinstance(id_, Unknown) else elsewhere(f"elsewhere: {identity(id_)}", f"{known_as(id_)} is declared elsewhere")


def known_as(id_: Text) -> str:
    """Name what an id leads to for a sentence: `subnet 'app'`."""
    *_, kind, name = ("", *split(id_))
    return f"{SINGULAR.get(str(kind).casefold(), str(kind) or 'a resource')} '{shown(name)}'"


SINGULAR = {
    "subnets": "subnet",
    "networkinterfaces": "network interface",
    "networksecuritygroups": "network security group",
    "routetables": "route table",
    "disks": "disk",
    "vaults": "vault",
    "backuppolicies": "backup policy",
    "virtualmachines": "VM",
    "virtualnetworks": "virtual network",
}
