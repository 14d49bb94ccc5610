"""Looks for the rule that was meant to allow Storage, where another one denies it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from azbk_lint.checks import tags
from azbk_lint.checks.matching import Probe, match, port_gate, protocol_gate
from azbk_lint.checks.rules import Outbound
from azbk_lint.checks.spans import without

Case: TypeAlias = Literal["shadowed", "other-region", "other-port", "backup-tag", "plain"]
CASES: Sequence[Case] = ("shadowed", "other-region", "other-port", "backup-tag", "plain")
BACKUP_TAGS = ("azurebackup", "azureactivedirectory")


class NearMiss(NamedTuple):
    """A rule that allows almost what is needed: which kind of miss, the rule, the destination it names, and the miss in words."""

    case: Case
    rule: Outbound | None
    to: str
    label: str


def near_miss(rules: Sequence[Outbound], deciding: Outbound, probe: Probe) -> NearMiss:
    """Find the rule that comes nearest to allowing what `deciding` denies; the most telling kind of miss counts."""
    found = [miss for rule in rules if rule.access == "allow" and not rule.doubt and (miss := _miss(rule, deciding, probe))]
    return min(found, key=lambda miss: CASES.index(miss.case), default=NearMiss("plain", None, "", ""))


def _miss(rule: Outbound, deciding: Outbound, probe: Probe) -> NearMiss | None:
    words = [str(word) for word in rule.to]
    wanted = next((word for word in words if _names_storage(word)), "")
    name = f"`{rule.part.called}` (priority {rule.priority})"
    if wanted and rule.priority > deciding.priority and covers(rule, probe):
        return NearMiss("shadowed", rule, wanted, f"{name} would allow it, and is never reached")
    if any(word.partition(".")[0].casefold() in BACKUP_TAGS for word in words):
        return NearMiss("backup-tag", rule, words[0], f"{name} allows a tag that holds no Storage address")
    if not wanted:
        return None
    gates = protocol_gate(rule.protocol), port_gate(rule.to_ports, probe.port)
    if False in gates:
        return NearMiss("other-port", rule, wanted, f"{name} allows {wanted}, but not TCP {probe.port}")
    if isinstance(probe.region, str) and _elsewhere(wanted, probe.region):
        return NearMiss("other-region", rule, wanted, f"{name} allows {wanted}, not {probe.tag}")
    return None


def covers(rule: Outbound, probe: Probe) -> bool:
    """Say whether a rule surely matches all of the traffic but for its source port."""
    found = match(rule, probe)
    if not found or found.doubt:
        return False
    to, source, _ = found.parts
    return (to.sure is None or not without(probe.destinations, to.sure)) and (
        source.sure is None or not without(probe.sources, source.sure)
    )


def _names_storage(word: str) -> bool:
    return word.partition(".")[0].casefold() in ("storage", "azurecloud") and tags.is_known(word.casefold())


def _elsewhere(word: str, region: str) -> bool:
    of_word = tags.region_of_tag(word.casefold())
    return bool(word.partition(".")[2]) and of_word is not None and of_word != region
