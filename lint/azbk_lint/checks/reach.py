"""Decides whether an NSG lets TCP traffic to Storage out: exactly, for every address, source and port at once.

The traffic is a set of points (destination address, source address, source port). Rules are asked in ascending priority,
and each takes the points it matches out of the set, so rules may decide together what none decides alone. What a rule may
or may not match stays in the set, with a note of what it could have become. Azure's default rules come last: to a public
address they allow what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from azbk_lint.checks.matching import Probe, match
from azbk_lint.checks.rules import Access, Outbound, outbound
from azbk_lint.checks.spans import Spans, common, size, without
from azbk_lint.model.estate import Nsg
from azbk_lint.model.value import Unknown

EPHEMERAL: Spans = ((32768, 65535),)
"""Source ports of outbound connections: Windows takes them from 49152 on, Linux from 32768 on."""
MOST_BOXES = 500

Outcome: TypeAlias = Literal["allow", "deny", "unknown"]


class Box(NamedTuple):
    """Points still to be decided, as the product of three sets, and what doubtful rules could have made of them."""

    sets: tuple[Spans, Spans, Spans]
    could: Mapping[Access, Unknown]

    @property
    def volume(self) -> int:
        """Count the points."""
        return size(self.sets[0]) * size(self.sets[1]) * size(self.sets[2])


@dataclass(slots=True)
class Decision:
    """What became of the traffic: shares by outcome, and the shares of the rules that deny some of it.

    `cut` are the dimensions (0 destination, 1 source, 2 source port) in which a rule matched only a part.
    """

    total: int
    shares: dict[Outcome, int] = field(default_factory=lambda: {"allow": 0, "deny": 0, "unknown": 0})
    denied: list[tuple[Outbound, int]] = field(default_factory=list)
    because: Unknown | None = None
    cut: set[int] = field(default_factory=set)
    blame: dict[Unknown, Outbound] = field(default_factory=dict)

    @property
    def blamed(self) -> Outbound | None:
        """Give the rule that leaves the outcome open."""
        return self.blame.get(self.because) if self.because else None

    @property
    def denying(self) -> Sequence[Outbound]:
        """Give the rules that deny, the one that denies most first."""
        shares = dict[int, tuple[int, Outbound]]()
        for rule, share in self.denied:
            shares[id(rule)] = shares.get(id(rule), (0, rule))[0] + share, rule
        return [rule for _, rule in sorted(shares.values(), key=lambda pair: -pair[0])]

    @property
    def outcome(self) -> Outcome:
        """Say what becomes of all of it; "unknown" where parts differ."""
        return next((word for word, share in self.shares.items() if share == self.total), "unknown")

    def book(self, box: Box, access: Access | Unknown, rule: Outbound | None = None) -> None:
        """Book a box under what a rule, or the default, makes of it."""
        other = access if isinstance(access, Unknown) else next((why for could, why in box.could.items() if could != access), None)
        if isinstance(access, Unknown) or other:
            self.shares["unknown"] += box.volume
            self.because = self.because or other
            return
        self.shares[access] += box.volume
        if access == "deny" and rule:
            self.denied.append((rule, box.volume))


def decide(nsg: Nsg, probe: Probe) -> Decision:
    """Decide what one NSG makes of a probe's traffic."""
    return decide_rules(*outbound(nsg), probe)


def decide_rules(rules: Sequence[Outbound], unseen: Unknown | None, probe: Probe) -> Decision:
    """Ask rules in the order given; `unseen` says why there may be others that could make anything of it."""
    boxes = [Box((probe.destinations, probe.sources, EPHEMERAL), {"allow": unseen, "deny": unseen} if unseen else {})]
    decision = Decision(boxes[0].volume)
    tied = _ties(rules)
    for rule in rules:
        tie = _tie(rule, tied.get(rule.priority, ()), probe)
        boxes = list(_ask(rule, probe, boxes, decision, tie))
        if not boxes:
            break
        if len(boxes) > MOST_BOXES:
            limit = Unknown("too many parts", f"the rules cut the traffic into more than {MOST_BOXES} parts", "limit")
            boxes = [Box(box.sets, {"allow": limit, "deny": limit}) for box in boxes]
            break
    for box in boxes:
        decision.book(box, "allow")
    if decision.outcome == "unknown" and decision.because is None:
        decision.because = _split(decision, probe)
    return decision


def _ties(rules: Sequence[Outbound]) -> Mapping[int, Sequence[Outbound]]:
    """Give the rules that share a priority, which Azure refuses: nobody can tell which of them comes first."""
    shared = {one.priority for one, other in pairwise(rules) if one.priority == other.priority != 0}
    return {priority: [rule for rule in rules if rule.priority == priority] for priority in shared}


def _tie(rule: Outbound, tied: Sequence[Outbound], probe: Probe) -> Unknown | None:
    """Say why a rule may come after another of its priority that says otherwise and matches something too."""
    if any(other.access != rule.access and match(other, probe) for other in tied):
        return Unknown(f"tie {rule.priority}", f"several outbound rules share the priority {rule.priority}, which Azure refuses", "error")
    return None


def _ask(rule: Outbound, probe: Probe, boxes: Sequence[Box], decision: Decision, tie: Unknown | None) -> Iterator[Box]:
    """Take what a rule matches out of the boxes, and give what is left."""
    found = match(rule, probe)
    if found is None:
        yield from boxes
        return
    if isinstance(rule.access, Unknown):
        decision.blame.setdefault(rule.access, rule)
    doubt = found.doubt or tie
    perhaps = doubt or next((part.perhaps for part in found.parts if part.perhaps), None)
    if perhaps:
        decision.blame.setdefault(perhaps, rule)
    for box in boxes:
        rest: Sequence[Box] = [box]
        if not doubt:
            inside, rest = _cut(box, [part.sure for part in found.parts], decision.cut)
            if inside:
                decision.book(inside, rule.access, rule)
        if perhaps is None:
            yield from rest
        else:
            yield from _note(rest, rule.access, [part.outer for part in found.parts], perhaps)


def _note(boxes: Sequence[Box], access: Access | Unknown, outer: Sequence[Spans | None], perhaps: Unknown) -> Iterator[Box]:
    """Note on all that a rule may match what it could make of it."""
    could: dict[Access, Unknown] = {"allow": perhaps, "deny": perhaps} if isinstance(access, Unknown) else {access: perhaps}
    for box in boxes:
        inside, rest = _cut(box, outer, set())
        if inside:
            yield Box(inside.sets, {**could, **inside.could})
        yield from rest


def _cut(box: Box, by: Sequence[Spans | None], cut: set[int]) -> tuple[Box | None, Sequence[Box]]:
    """Cut a box in two: the part inside the given sets, and the rest as boxes that do not overlap."""
    sets, rest = list(box.sets), list[Box]()
    for at, wanted in enumerate(by):
        if wanted is None:
            continue
        inside = common(sets[at], wanted)
        if not inside:
            return None, [box]
        if outside := without(sets[at], wanted):
            cut.add(at)
            rest.append(Box((*sets[:at], outside, *sets[at + 1 :]), box.could))  # type: ignore[arg-type] # always three
        sets[at] = inside
    return Box((sets[0], sets[1], sets[2]), box.could), rest


def _split(decision: Decision, probe: Probe) -> Unknown:
    """Say why traffic that is partly allowed and partly denied cannot be judged as one."""
    if 0 in decision.cut and not isinstance(probe.region, str):
        return probe.region if isinstance(probe.region, Unknown) else probe.region.hole
    if 1 in decision.cut:
        return Unknown("host address", "rules name source addresses, and which one the VM has is not known", "runtime")
    if 0 not in decision.cut:
        return Unknown("source port", "rules name source ports, and which one a connection has is not known", "runtime")
    share = f"{max(1, round(100 * decision.shares['deny'] / decision.total))} %"
    return Unknown(f"part of {probe.tag}", f"the rules deny about {share} of the addresses of {probe.tag} and allow the rest", "runtime")
