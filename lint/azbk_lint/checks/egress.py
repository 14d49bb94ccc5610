"""Judges whether the NSGs on a VM's way let it reach Storage of its region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from azbk_lint.checks.answers import conditional, named, unknown
from azbk_lint.checks.conditions import together
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.near_misses import CASES, Case, NearMiss, near_miss
from azbk_lint.checks.passage import Passage, passages, unattached
from azbk_lint.checks.reach import Decision, decide_rules
from azbk_lint.checks.rules import Outbound, outbound
from azbk_lint.checks.tags import suffix
from azbk_lint.model.estate import Estate, Nsg, Vm, VmDisk
from azbk_lint.model.policy import Answer
from azbk_lint.model.source import Related
from azbk_lint.model.value import Unknown

Doubt: TypeAlias = tuple[Passage | Vm, Unknown, Outbound | None]
"""What nobody can tell: on which way, why, and which rule leaves it open."""
MOST_NAMED = 3
"""VMs that an answer shows places of; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Egress:
    """Fails where an NSG on the way of a VM denies outbound TCP to Storage of the VM's region.

    `to` is the service tag, `port` the TCP port. With `only-if-open` a VM counts only where that other port gets out.
    `disks = "managed"` leaves out VMs with unmanaged disks. `cases` are the kinds of denial to report; each denial is of
    exactly one: `shadowed` (a rule with a larger priority number would allow Storage), `other-region` (a rule allows
    Storage of another region), `other-port` (a rule allows Storage, but another port or protocol), `backup-tag` (a rule
    allows AzureBackup or AzureActiveDirectory, which hold no Storage address), `plain`.

    One answer for each denying rule, at the rule, naming all the VMs behind it. An NSG that no VM here is behind is
    judged by itself, with medium confidence, for the region it is in; not where it is bound only to subnets that hold
    no VMs. Nothing is said of Azure's default rules.

    Facts: `rule` and `priority` of the denying rule, `vm` (names), `vms` (their number, 0 where none is here), `port`,
    `tag` (`Storage.JapanEast`), `region` (`JapanEast`), `location` (`japaneast`), `nsg`, `level` (`NIC`, `subnet`, or
    empty), `case`, and of the rule that was meant to allow it `allow`, `allow-priority`, `allow-to` (empty in `plain`).
    Conditions: those of checks.conditions.
    """

    to: Literal["Storage"]
    port: int
    only_if_open: int | None = None
    disks: Literal["any", "managed"] = "any"
    cases: Sequence[Case] = CASES

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Answer for every rule that keeps a VM from Storage, and wherever nobody can tell."""
        asked = _Asked(self.port, self.only_if_open)
        attached = set[int]()
        for vm in estate.vms:
            attached.update(id(each.nsg) for each in passages(vm, self.port) if isinstance(each, Passage))
            if self.disks == "any" or not has_unmanaged_disks(vm):
                asked.vm(vm)
        for passage in unattached(estate, attached, self.port):
            asked.way([passage])
        answers = (_fails(case, self.port) for case in asked.denials.values())
        yield from (answer for answer in answers if answer.facts["case"] in self.cases)
        alike = defaultdict[Hashable, list[Doubt]](list)
        for doubt in asked.doubts:
            where, why, rule = doubt
            alike[id(where) if isinstance(where, Vm) else (id(where.nsg), id(rule and rule.part), why)].append(doubt)
        yield from (_cannot_tell(doubts, self.port) for doubts in alike.values())


@dataclass(slots=True)
class _Case:
    """Passages through one NSG that end alike: at one denying rule, or in one doubt."""

    decision: Decision
    rules: Sequence[Outbound]
    passages: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class _Asked:
    """What came of asking NSGs; each is asked once about the same traffic."""

    port: int
    only_if_open: int | None
    denials: dict[Hashable, _Case] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    _rules: dict[int, tuple[Sequence[Outbound], Unknown | None]] = field(default_factory=dict)
    _decided: dict[tuple[int, Probe], Decision] = field(default_factory=dict)

    def vm(self, vm: Vm) -> None:
        """Ask every NSG on a VM's way."""
        found = list(passages(vm, self.port))
        lost = next((each for each in found if isinstance(each, Unknown)), None)
        self.way([each for each in found if isinstance(each, Passage)], lost, vm)

    def way(self, found: Sequence[Passage], lost: Unknown | None = None, vm: Vm | None = None) -> None:
        """Ask the NSGs of one way; `lost` says why there may be more. One that denies is enough, whatever the others do."""
        denied = [(each, decision) for each in found if (decision := self.decide(each)).outcome == "deny"]
        open_too = self.opened(found, lost)
        if open_too is False:
            return
        unsure = (conditional(vm.resource) if vm else None) or (open_too if isinstance(open_too, Unknown) else None)
        for passage, decision in denied:
            rule = decision.denying[0][0]
            if unsure:
                self.doubts.append((passage, unsure, rule))
                continue
            key = id(rule.part), passage.probe.region, vm.stack if vm else None
            self.denials.setdefault(key, _Case(decision, self.rules(passage.nsg))).passages.append(passage)
        if denied:
            return
        for passage in found:
            decision = self.decide(passage)
            if decision.because:
                self.doubts.append((passage, decision.because, decision.blamed))
        if lost and vm:
            self.doubts.append((vm, lost, None))

    def opened(self, found: Sequence[Passage], lost: Unknown | None) -> bool | Unknown:
        """Say whether the port that must be open for a denial to count gets out."""
        if self.only_if_open is None:
            return True
        decisions = [self.decide(replace(each, probe=replace(each.probe, port=self.only_if_open))) for each in found]
        if any(decision.outcome == "deny" for decision in decisions):
            return False
        return next((decision.because for decision in decisions if decision.because), lost or True)

    def rules(self, nsg: Nsg) -> Sequence[Outbound]:
        """Give an NSG's outbound rules in order."""
        if id(nsg) not in self._rules:
            self._rules[id(nsg)] = outbound(nsg)
        return self._rules[id(nsg)][0]

    def decide(self, passage: Passage) -> Decision:
        """Decide what an NSG makes of the traffic of a passage."""
        key = id(passage.nsg), passage.probe
        if key not in self._decided:
            rules = self.rules(passage.nsg)
            self._decided[key] = decide_rules(rules, self._rules[id(passage.nsg)][1], passage.probe)
        return self._decided[key]


def has_unmanaged_disks(vm: Vm) -> bool:
    """Say whether a VM keeps its disks as VHD files in a storage account."""
    return any(isinstance(disk, VmDisk) and disk.get("vhd") is not None for disk in vm.disks)


def _fails(case: _Case, port: int) -> Answer:
    """Put into an answer which rule denies, to whom, and which rule was meant to allow it."""
    passage = case.passages[0]
    rule, vms = case.decision.denying[0][0], [each.vm for each in case.passages if each.vm]
    miss = near_miss(case.rules, rule, passage.probe)
    return Answer(
        "fails",
        rule.part.at(),
        facts={**_facts(rule, case.passages, port), **_facts_of_miss(miss)},
        related=list(_related(case, rule, miss)),
        label=f"denies TCP {port} to {passage.probe.tag}",
        resource=rule.part.resource.address,
        confidence="high" if vms and not any(each.unsure or (each.vm and each.vm.resource.many) for each in case.passages) else "medium",
        shifts=together(vms),
        stack=vms[0].stack if vms else None,
    )


def _facts(rule: Outbound | None, found: Sequence[Passage], port: int) -> Mapping[str, object]:
    first, vms = found[0], [each.vm for each in found if each.vm]
    region = first.probe.region
    return {
        "rule": rule.part.name if rule else "?",
        "priority": rule.priority if rule else "?",
        "vm": named(vm.name for vm in vms) or f"a VM behind {first.nsg.name}",
        "vms": len(vms),
        "port": port,
        "tag": first.probe.tag if isinstance(region, str) else "Storage",
        "region": suffix(region) if isinstance(region, str) else "<region of the VM>",
        "location": region,
        "nsg": first.nsg.name,
        "level": first.level or "",
    }


def _facts_of_miss(miss: NearMiss) -> Mapping[str, object]:
    rule = miss.rule
    return {
        "case": miss.case,
        "allow": rule.part.name if rule else "",
        "allow-priority": rule.priority if rule else "",
        "allow-to": miss.to,
    }


def _related(case: _Case, rule: Outbound, miss: NearMiss) -> Iterator[Related]:
    """Point at the rule that was meant to allow it, at what binds the NSG to the VMs, and at where values came from."""
    if miss.rule:
        yield Related(miss.rule.part.at(), miss.label)
    for other, _ in case.decision.denying[1:]:
        if other.part is not rule.part:
            yield Related(other.part.at(), f"`{other.part.name}` (priority {other.priority}) denies the rest")
    for passage in case.passages[:MOST_NAMED]:
        if passage.vm and passage.bound:
            what = (
                f"subnet `{passage.bound.name}` of {passage.vm.name}"
                if passage.level == "subnet"
                else f"NIC `{passage.bound.name}` of {passage.vm.name}"
            )
            found = f", which is in deployment {passage.bound.deployment}," if passage.bound.deployment else ""
            yield Related(passage.bound.at("properties", "networkSecurityGroup"), f"{what}{found} is bound to this NSG here")
            yield Related(passage.vm.at(), f"{passage.vm.name}")
    yield from rule.part.chain()


def _cannot_tell(doubts: Sequence[Doubt], port: int) -> Answer:
    """Put one doubt into an answer, for all the VMs it is about."""
    where, why, rule = doubts[0]
    if isinstance(where, Vm):
        facts = {**_facts_of_miss(NearMiss("plain", None, "", "")), "vm": where.name, "port": port}
        return unknown(where.at(), why, facts, where.resource.address, where.stack)
    found = [passage for passage, _, _ in doubts if isinstance(passage, Passage)]
    part = rule.part if rule else where.nsg
    facts = {**_facts(rule, found, port), **_facts_of_miss(NearMiss("plain", None, "", ""))}
    return unknown(part.at(), why, facts, part.resource.address, where.vm.stack if where.vm else None)
