"""Security rules as values to compute with: lists joined, numbers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeAlias

from azbk_lint.model.estate import Nsg, Rule
from azbk_lint.model.value import Symbolic, Unknown, Value, dig, items

Access: TypeAlias = Literal["allow", "deny"]
FIRST_DEFAULT = 65000
"""The priority of the first rule Azure adds itself; custom ones end at 4096."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """An outbound rule. Words are as written and may be half known; a list without words says nothing was given.

    `doubt` says why nobody can tell whether the NSG has it as an outbound rule at its place in the order.
    """

    part: Rule
    priority: int
    access: Access | Unknown
    protocol: Value
    to: Sequence[Value]
    to_ports: Sequence[Value]
    source: Sequence[Value]
    source_ports: Sequence[Value]
    source_groups: Sequence[Value]
    to_groups: bool
    doubt: Unknown | None = None


def outbound(nsg: Nsg) -> tuple[Sequence[Outbound], Unknown | None]:
    """Give an NSG's outbound rules in the order Azure asks them, and why there may be more that nobody can see.

    A rule whose priority is not known comes first, in doubt: it may come before any other. Rules that share a priority,
    which Azure refuses, are in doubt too where they differ in what they say. Rules written out with the priorities of
    the default ones are left out.
    """
    found = list[Outbound]()
    unseen: Unknown | None = None
    for rule in nsg.rules:
        if isinstance(rule, Unknown):
            unseen = unseen or rule
            continue
        values = rule.get("properties")
        if isinstance(values, Unknown):
            unseen = unseen or values
        elif isinstance(values, Mapping) and (read := _read(rule, {key.casefold(): value for key, value in values.items()})):
            found.append(read)
    found.sort(key=lambda each: each.priority)
    return _untied(found), unseen


def _read(rule: Rule, values: Mapping[str, Value]) -> Outbound | None:
    direction = values.get("direction")
    if isinstance(direction, str) and direction.casefold() != "outbound":
        return None
    priority = _number(values.get("priority"))
    if isinstance(priority, int) and priority >= FIRST_DEFAULT:
        return None
    access = values.get("access")
    return Outbound(
        part=rule,
        priority=priority if isinstance(priority, int) else 0,
        access=_access(access),
        protocol=_trimmed(values.get("protocol")),
        to=_words(values, "destinationaddressprefix", "destinationaddressprefixes"),
        to_ports=_words(values, "destinationportrange", "destinationportranges"),
        source=_words(values, "sourceaddressprefix", "sourceaddressprefixes"),
        source_ports=_words(values, "sourceportrange", "sourceportranges"),
        source_groups=[dig(each, ("id",)) for each in items(values.get("sourceapplicationsecuritygroups"))],
        to_groups=bool(items(values.get("destinationapplicationsecuritygroups"))),
        doubt=rule.doubt or _hole(direction, "direction") or (priority if isinstance(priority, Unknown) else None),
    )


def _access(value: Value) -> Access | Unknown:
    match value:
        case str() if value.casefold() == "allow":
            return "allow"
        case str() if value.casefold() == "deny":
            return "deny"
        case _:
            return _hole(value, "access") or Unknown(f"access {value}", f"access is {value!r}, neither Allow nor Deny", "error")


def _hole(value: Value, what: str) -> Unknown | None:
    match value:
        case Unknown():
            return value
        case Symbolic():
            return value.hole
        case None:
            return Unknown(f"no {what}", f"the rule has no {what}", "error")
        case _:
            return None


def _number(value: Value) -> int | Unknown:
    match value:
        case bool():
            pass
        case int():
            return value
        case float() if value.is_integer():
            return int(value)
        case str() if value.strip().isdecimal():
            return int(value)
    return _hole(value, "priority") or Unknown(f"priority {value}", f"its priority is {value!r}, not a number", "error")


def _words(values: Mapping[str, Value], single: str, plural: str) -> Sequence[Value]:
    given = values.get(single)
    listed = items(values.get(plural))
    both = [given, *listed] if given is not None and given != "" else listed
    return [_trimmed(each) for each in both if each is not None and each != ""]


def _trimmed(value: Value) -> Value:
    return value.strip() if isinstance(value, str) else value


def _untied(found: list[Outbound]) -> Sequence[Outbound]:
    """Put rules in doubt that share a priority and differ in what they say: nobody can tell which comes first."""
    untied = list[Outbound]()
    for priority, group in groupby(found, key=lambda each: each.priority):
        tied = list(group)
        if priority and len({each.access for each in tied}) > 1:
            why = Unknown(f"tie {priority}", f"several outbound rules share the priority {priority}, which Azure refuses", "error")
            tied = [replace(each, doubt=each.doubt or why) for each in tied]
        untied += tied
    return untied
