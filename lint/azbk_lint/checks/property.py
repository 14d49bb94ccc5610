"""Judges whether a property holds a value that its JSON Schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from azbk_lint.checks.allowed import Test, compiled
from azbk_lint.checks.answers import conditional, confidence, merged, unknown
from azbk_lint.checks.conditions import CONDITIONS, conditions
from azbk_lint.model.estate import Entity, Estate, Part, Vm, VmDisk
from azbk_lint.model.policy import Answer, Stack
from azbk_lint.model.source import Related
from azbk_lint.model.value import Json, Route, Unknown, Value, reason

GIB = 1 << 30
Kind: TypeAlias = Literal["vm", "disk", "protected-disk", "vault", "backup-policy", "protected-item"]
INLINE: Mapping[str, Route] = {
    "properties.diskSizeGB": ("diskSizeGB",),
    "sku.name": ("managedDisk", "storageAccountType"),
}
"""Where a VM says of a disk it makes what the disk's own resource says elsewhere."""


class Subject(NamedTuple):
    """What is judged: the thing, the route to the value in it, its VM and stack, and where the VM names it.

    `loose` marks a disk that no VM here has: who knows whether it is backed up.
    """

    part: Part
    route: Route
    stack: Stack
    vm: Vm | None = None
    named: VmDisk | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """Fails where the value at a path in every resource of a kind is not one that `must` allows.

    `of` is the kind: `vm`, `disk` (disks of their own and those a VM makes inline), `protected-disk` (disks of VMs that
    are backed up here), `vault`, `backup-policy`, `protected-item`. `at` is the path in ARM's words, with dots; for disks
    in the words of the disk's own resource (`properties.diskSizeGB`, `sku.name`). `must` is a JSON Schema, or a table of
    one for each backup stack (`v1`, `v2`, `current`; a stack without one has nothing to ask). Numbers written as text
    count as numbers. A value that is not written passes. `in-bytes` are paths in a disk's own resource that say the same
    in bytes, read where `at` is not written; they count in whole GB, since an upload has a footer. `doubts` are the stacks
    on which a value that is not known is worth telling.

    A disk that no VM here has is judged with medium confidence; one that several VMs are to share is not.

    Facts: `value`, `name` (of the resource, or `the os disk`), `vm` (empty where none is known), `vms`, `stack`, `at`, and
    for disks of VMs `role` (`os`, `data`), for all disks `disk` (to begin a sentence with: "Data disk `d1` of vm1").
    Conditions: those of checks.conditions, where a VM is known.
    """

    FACTS = frozenset({"value", "name", "role", "disk", "vm", "vms", "stack", "at"})
    CONDITIONS = CONDITIONS

    of: Kind
    at: str
    must: Mapping[str, Any]
    in_bytes: Sequence[str] = ()
    doubts: Sequence[Stack] = get_args(Stack)

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Test the value in every resource of the kind, by the stack of its vault; resources of a loop share an answer."""
        for answer in merged(self._judge(estate)):
            yield replace(answer, facts={**answer.facts, "disk": _begun(answer.facts) if "disk" in self.of else ""})

    def _judge(self, estate: Estate) -> Iterator[Answer]:
        tests = dict[Stack, Test]()
        for asked in subjects(estate, self.of, self.at):
            schema = self._schema(asked.stack)
            if schema is None or (found := self._value(asked)) is None:
                continue
            subject, value = found
            settled, told = plain(value), self._facts(subject, value)
            if isinstance(settled, Unknown):
                if subject.stack in self.doubts:
                    yield unknown(subject.part.at(*subject.route), settled, told, subject.part.resource.address, subject.stack)
                continue
            if subject.stack not in tests:
                tests[subject.stack] = compiled(schema)
            if not tests[subject.stack](settled):
                yield self._fails(subject, told)

    def _value(self, subject: Subject) -> tuple[Subject, Value] | None:
        """Find the value and where it stands: at its own path, or at the first written of those that count in bytes."""
        value = subject.part.get(*subject.route)
        if value is not None:
            return subject, value
        for route in (tuple(path.split(".")) for path in self.in_bytes if isinstance(subject.part, Entity)):
            settled = plain(subject.part.get(*route))
            if settled is not None:
                whole = int(settled) // GIB if isinstance(settled, int | float) else settled
                return subject._replace(route=route), whole
        return None

    def _facts(self, subject: Subject, value: Value) -> Mapping[str, object]:
        vm = subject.vm
        facts = {"value": value, "name": _name(subject.part), "at": self.at, "stack": subject.stack}
        disk = subject.named or subject.part
        role = disk.role if isinstance(disk, VmDisk) else ""
        return {**facts, "role": role, "vm": vm.called if vm else "", "vms": 1 if vm else 0}

    def _schema(self, stack: Stack) -> Mapping[str, Any] | None:
        if set(self.must) <= set(get_args(Stack)):
            return self.must.get(stack)
        return self.must

    def _fails(self, subject: Subject, facts: Mapping[str, object]) -> Answer:
        part, place = subject.part, subject.part.at(*subject.route)
        if why := conditional(part.resource) or (conditional(subject.vm.resource) if subject.vm else None):
            return unknown(place, why, facts, part.resource.address, subject.stack)
        related = list(part.chain(*subject.route))
        if subject.named and subject.vm:
            related.insert(0, Related(subject.named.at(), f"{subject.vm.called} has this disk"))
        return Answer(
            "fails",
            place,
            facts,
            related=related,
            label=f"{'.'.join(str(key) for key in subject.route if key != 'properties')} is {facts['value']}",
            resource=part.resource.address,
            confidence="medium" if subject.loose else confidence(part.resource),
            shifts=conditions(subject.vm) if subject.vm else frozenset(),
            stack=subject.stack,
        )


def subjects(estate: Estate, kind: Kind, at: str) -> Iterator[Subject]:
    """Give the things of a kind, with where the value stands in each."""
    route = tuple(at.split("."))
    match kind:
        case "disk" | "protected-disk":
            yield from _disks(estate, at, route, protected=kind == "protected-disk")
        case "vm":
            yield from (Subject(vm, route, vm.stack, vm) for vm in estate.vms)
        case "vault":
            yield from (Subject(vault, route, vault.stack) for vault in estate.vaults if not vault.resource.external)
        case "backup-policy":
            yield from (Subject(policy, route, estate.stack) for policy in estate.policies if not policy.resource.external)
        case "protected-item":
            yield from (Subject(item, route, estate.stack) for item in estate.items)


def _disks(estate: Estate, at: str, route: Route, *, protected: bool) -> Iterator[Subject]:
    """Give every disk once: where its own resource declares it, or where its VM makes it."""
    seen = set[int]()
    for vm in estate.vms:
        for disk in vm.disks if vm.item is not None or not protected else ():
            if isinstance(disk, Unknown):
                continue
            managed = disk.managed
            if isinstance(managed, Entity) and not managed.resource.external and id(managed) not in seen:
                seen.add(id(managed))
                yield Subject(managed, route, vm.stack, vm, disk)
            elif at in INLINE and not isinstance(managed, Entity):
                yield Subject(disk, INLINE[at], vm.stack, vm)
    for other in estate.disks if not protected else ():
        if id(other) not in seen and not other.resource.external and not _is_shared(other):
            yield Subject(other, route, estate.stack, loose=True)


def _is_shared(disk: Entity) -> bool:
    shares = plain(disk.get("properties", "maxShares"))
    return isinstance(shares, int | float) and shares > 1


def _name(part: Part) -> str:
    """Name a thing; a disk that its VM makes often has none of its own."""
    return part.called or (f"the {part.role} disk" if isinstance(part, VmDisk) else "")


NAMELESS = ("", "the os disk", "the data disk")


def _begun(facts: Mapping[str, object]) -> str:
    """Begin a sentence with the disks that an answer is about."""
    name, vm = str(facts["name"]), facts["vm"]
    kind = {"os": "OS disk", "data": "Data disk"}.get(str(facts["role"]), "Disk")
    several = ", " in name
    called = "" if name in NAMELESS else f"s {name}" if several else f" `{name}`"
    return f"{kind}{called} of {vm}" if vm else f"{kind}{called}"


def plain(value: Value) -> Json | Unknown:
    """Give a value as JSON, numbers written as text as numbers; an Unknown where a part of it is not known."""
    if hole := reason(value):
        return hole
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    return value  # type: ignore[return-value] # without holes, a value is JSON
