"""Judges whether the NSGs on a VM's way let it reach Storage of its region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from azbk_lint.checks.answers import by_stack, heading, named, unknown
from azbk_lint.checks.conditions import CONDITIONS, together
from azbk_lint.checks.denials import Denial, Doubt, Inquiry
from azbk_lint.checks.near_misses import CASES, Case, NearMiss, near_miss
from azbk_lint.checks.passage import Passage, passages, unattached
from azbk_lint.checks.rules import Outbound
from azbk_lint.checks.tags import suffix
from azbk_lint.checks.tenants import serves_others
from azbk_lint.model.estate import Estate, Vm, VmDisk
from azbk_lint.model.policy import Answer
from azbk_lint.model.source import Related

UNKNOWN_REGION = "<region of the VM>"
DECIDING = ("access", "priority", "destinationAddressPrefix")
"""The properties of a rule whose origin a reader needs, where a loop or a module made the rule."""
MOST_NAMED = 3
"""VMs that an answer shows places of; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Egress:
    """Fails where an NSG on the way of a VM denies outbound TCP to Storage of the VM's region.

    `to` is the service tag, `port` the TCP port. With `only-if-open` a VM counts only where that other port gets out.
    `disks = "managed"` leaves out VMs with unmanaged disks, and NSGs without a VM to have managed ones. `cases` are the
    kinds of denial to report; each denial is of exactly one: `shadowed` (a rule with a larger priority number would allow
    Storage), `other-region` (a rule allows Storage of another region), `other-port` (a rule allows Storage, but another
    port or protocol), `backup-tag` (a rule allows AzureBackup or AzureActiveDirectory, which hold no Storage address),
    `plain`.

    One answer for each denying rule and stack, at the rule, naming all the VMs behind it. An NSG that no VM here is behind is
    judged by itself, with medium confidence, for the region it is in; not where it is bound only to subnets that hold
    no VMs, nor where something other than a VM is put into one of its subnets. Nothing is said of Azure's default rules.

    Facts: `rule` and `priority` of the denying rule, `vm` (names), `vms` (their number, 0 where none is here), `port`,
    `tag` (`Storage.JapanEast`), `region` (`JapanEast`), `location` (`japaneast`), `nsg`, `level` (`NIC`, `subnet`, or
    empty), `case`, and of the rule that was meant to allow it `allow`, `allow-priority`, `allow-to` (empty in `plain`).
    Conditions: those of checks.conditions.
    """

    FACTS = frozenset(
        {
            "rule",
            "priority",
            "vm",
            "vms",
            "port",
            "tag",
            "region",
            "location",
            "nsg",
            "level",
            "case",
            "allow",
            "allow-priority",
            "allow-to",
        }
    )
    CONDITIONS = CONDITIONS

    to: Literal["Storage"]
    port: int
    only_if_open: int | None = None
    disks: Literal["any", "managed"] = "any"
    cases: Sequence[Case] = CASES

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Answer for every rule that keeps a VM from Storage, and wherever nobody can tell."""
        asked = Inquiry(self.only_if_open)
        attached = set[int]()
        for vm in estate.vms:
            way = list(passages(vm, self.port))
            attached.update(id(each.nsg) for each in way if isinstance(each, Passage))
            if self.disks == "any" or not has_unmanaged_disks(vm):
                asked.ask(way, vm)
        for passage, subnets in unattached(estate, attached, self.port) if self.disks == "any" else ():
            if asked.decide(passage).outcome != "allow" and not serves_others(passage.nsg, subnets, estate):
                asked.ask([passage])
        for denial in asked.denials.values():
            miss = near_miss(denial.rules, denial.rule, denial.passages[0].probe)
            if miss.case in self.cases:
                yield from _fails(denial, miss, self.port)
        alike = defaultdict[Hashable, list[Doubt]](list)
        for doubt in asked.doubts:
            alike[doubt.alike].append(doubt)
        yield from (_cannot_tell(doubts, self.port) for doubts in alike.values())


def has_unmanaged_disks(vm: Vm) -> bool:
    """Say whether a VM keeps its disks as VHD files in a storage account."""
    return any(isinstance(disk, VmDisk) and disk.get("vhd") is not None for disk in vm.disks)


def _fails(denial: Denial, miss: NearMiss, port: int) -> Iterator[Answer]:
    """Put into answers which rule denies, to whom, and which rule was meant to allow it: one for each stack, naming all the VMs."""
    rule, vms = denial.rule, [each.vm for each in denial.passages if each.vm]
    answer = Answer(
        "fails",
        heading(rule.part),
        facts={**_facts(rule, denial.passages, port), **_facts_of_miss(miss)},
        related=list(_related(denial, miss)),
        label=f"denies TCP {port} to {_tag(denial.passages[0])}",
        resource=rule.part.resource.address,
        confidence="high" if any(each.vm and not each.unsure and not each.vm.resource.many for each in denial.passages) else "medium",
    )
    yield from (replace(answer, shifts=together(found), stack=stack) for stack, found in by_stack(vms).items())
    if not vms:
        yield answer


def _facts(rule: Outbound | None, found: Sequence[Passage], port: int) -> Mapping[str, object]:
    first, vms = found[0], [each.vm for each in found if each.vm]
    region = first.probe.region
    return {
        "rule": rule.part.name if rule else "",
        "priority": rule.priority if rule else "",
        "vm": named(vm.called for vm in vms) or f"a VM behind {first.nsg.called}",
        "vms": len(vms),
        "port": port,
        "tag": _tag(first),
        "region": suffix(region) if isinstance(region, str) else UNKNOWN_REGION,
        "location": region,
        "nsg": first.nsg.name,
        "level": first.level or "",
    }


def _tag(passage: Passage) -> object:
    return passage.probe.tag if isinstance(passage.probe.region, str) else "Storage"


def _facts_of_miss(miss: NearMiss) -> Mapping[str, object]:
    rule = miss.rule
    return {
        "case": miss.case,
        "allow": rule.part.name if rule else "",
        "allow-priority": rule.priority if rule else "",
        "allow-to": miss.to,
    }


def _related(denial: Denial, miss: NearMiss) -> Iterator[Related]:
    """Point at the rule that was meant to allow it, at what binds the NSG to the VMs, and at where values came from."""
    if miss.rule:
        yield Related(heading(miss.rule.part), miss.label)
    for other in denial.others:
        yield Related(heading(other.part), f"`{other.part.called}` (priority {other.priority}) denies the rest")
    for passage in denial.passages[:MOST_NAMED]:
        if passage.vm and passage.bound:
            found = f" (found in {passage.bound.deployment})" if passage.bound.deployment else ""
            what = f"{passage.level} `{passage.bound.called}`{found} of {passage.vm.called} is bound to this NSG here"
            yield Related(passage.bound.at("properties", "networkSecurityGroup"), what)
            yield Related(passage.vm.at(), f"{passage.vm.called} is behind it")
    part = denial.rule.part
    through = [part.chain(), *(part.chain("properties", name) for name in DECIDING)]
    told = {(id(each.place.source), each.label): each for chain in reversed(through) for each in reversed(chain)}
    yield from reversed(told.values())


def _cannot_tell(doubts: Sequence[Doubt], port: int) -> Answer:
    """Put one doubt into an answer, for all the VMs it is about."""
    first, nothing = doubts[0], _facts_of_miss(NearMiss("plain", None, "", ""))
    found = [doubt.passage for doubt in doubts if doubt.passage]
    if not found and first.vm:
        lost: Mapping[str, object] = {"vm": first.vm.called, "vms": 1, "port": port, "tag": "Storage", "region": UNKNOWN_REGION}
        return unknown(first.vm.at(), first.why, {**lost, **nothing}, first.vm.resource.address, first.vm.stack)
    part = first.rule.part if first.rule else found[0].nsg
    facts = {**_facts(first.rule, found, port), **nothing}
    return unknown(heading(part), first.why, facts, part.resource.address, first.vm.stack if first.vm else None)
