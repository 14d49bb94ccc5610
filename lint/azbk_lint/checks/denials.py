"""Asks the NSGs of an estate about traffic to Storage, each once about the same traffic, and gathers what they deny."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from azbk_lint.checks.answers import conditional
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.passage import Passage
from azbk_lint.checks.reach import Decision, decide_rules
from azbk_lint.checks.rules import Outbound, outbound
from azbk_lint.model.estate import Nsg, Vm
from azbk_lint.model.value import Unknown


class Doubt(NamedTuple):
    """What nobody can tell: on the way of which VM through which NSG, why, and which rule leaves it open."""

    why: Unknown
    vm: Vm | None = None
    passage: Passage | None = None
    rule: Outbound | None = None

    @property
    def alike(self) -> Hashable:
        """Give what doubts share that are one: the NSG, rule and reason, or else the VM."""
        if self.passage:
            return id(self.passage.nsg), id(self.rule.part) if self.rule else 0, self.why
        return id(self.vm), 0, self.why


@dataclass(slots=True)
class Denial:
    """Ways through one NSG that end at one denying rule; `rules` are all its outbound rules in order."""

    rule: Outbound
    others: Sequence[Outbound]
    rules: Sequence[Outbound]
    passages: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class Inquiry:
    """What came of asking about one port; with `only_if_open` a denial counts only where that other port gets out."""

    only_if_open: int | None
    denials: dict[Hashable, Denial] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    _rules: dict[int, tuple[Sequence[Outbound], Unknown | None]] = field(default_factory=dict)
    _decided: dict[tuple[int, Probe], Decision] = field(default_factory=dict)

    def ask(self, way: Sequence[Passage | Unknown], vm: Vm | None = None) -> None:
        """Ask the NSGs of one way. One that denies is enough, whatever the others do and whatever else is not known."""
        found = [each for each in way if isinstance(each, Passage)]
        lost = next((each for each in way if isinstance(each, Unknown)), None)
        denying = [(each, decision) for each in found if (decision := self.decide(each)).outcome == "deny"]
        counts = self._counts(found, lost)
        if counts is False:
            return
        for passage, decision in denying:
            unsure = (
                (conditional(vm.resource) if vm else None)
                or conditional(passage.nsg.resource)
                or (counts if isinstance(counts, Unknown) else None)
            )
            if unsure:
                self.doubts.append(Doubt(unsure, vm, passage, decision.denying[0]))
            else:
                self._deny(passage, decision)
        if not denying:
            self._doubt(found, lost, vm)

    def _deny(self, passage: Passage, decision: Decision) -> None:
        first, *others = decision.denying
        denial = Denial(first, others, self._rules[id(passage.nsg)][0])
        self.denials.setdefault((id(first.part), passage.probe.region), denial).passages.append(passage)

    def _doubt(self, found: Sequence[Passage], lost: Unknown | None, vm: Vm | None) -> None:
        for passage in found:
            decision = self.decide(passage)
            if decision.because:
                self.doubts.append(Doubt(decision.because, vm, passage, decision.blamed))
        if lost and vm:
            self.doubts.append(Doubt(lost, vm))

    def _counts(self, found: Sequence[Passage], lost: Unknown | None) -> bool | Unknown:
        """Say whether the port gets out that must be open for a denial to count."""
        if self.only_if_open is None:
            return True
        decisions = [self.decide(replace(each, probe=replace(each.probe, port=self.only_if_open))) for each in found]
        if any(decision.outcome == "deny" for decision in decisions):
            return False
        return next((decision.because for decision in decisions if decision.because), lost or True)

    def decide(self, passage: Passage) -> Decision:
        """Decide what an NSG makes of the traffic of a passage."""
        nsg = passage.nsg
        if (id(nsg), passage.probe) not in self._decided:
            self._decided[id(nsg), passage.probe] = decide_rules(*self._read(nsg), passage.probe)
        return self._decided[id(nsg), passage.probe]

    def _read(self, nsg: Nsg) -> tuple[Sequence[Outbound], Unknown | None]:
        if id(nsg) not in self._rules:
            self._rules[id(nsg)] = outbound(nsg)
        return self._rules[id(nsg)]
