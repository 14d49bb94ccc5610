"""Security rules as values to compute with: lists joined, numbers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from azbk_lint.model.estate import Nsg, Rule
from azbk_lint.model.value import Symbolic, Unknown, Value, dig, items

Access: TypeAlias = Literal["allow", "deny"]
FIRST_DEFAULT = 65000
"""The priority of the first rule Azure adds itself; custom ones end at 4096."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """An outbound rule. Words are as written and may be half known; a list without words says nothing was given.

    `values` are the rule's properties by their names in lower case, read only as far as anybody asks.
    `doubt` says why nobody can tell whether the NSG has it as an outbound rule at its place in the order.
    """

    part: Rule
    priority: int
    access: Access | Unknown
    values: Mapping[str, Value]
    doubt: Unknown | None = None

    @property
    def protocol(self) -> Value:
        """Give the protocol."""
        return self.values.get("protocol")

    @property
    def to(self) -> Sequence[Value]:
        """Give the words of the destination."""
        return _words(self.values, "destinationaddressprefix", "destinationaddressprefixes")

    @property
    def to_ports(self) -> Sequence[Value]:
        """Give the words of the destination's ports."""
        return _words(self.values, "destinationportrange", "destinationportranges")

    @property
    def to_groups(self) -> bool:
        """Say whether the destination is given as application security groups."""
        return bool(items(self.values.get("destinationapplicationsecuritygroups")))

    @property
    def source(self) -> Sequence[Value]:
        """Give the words of the source."""
        return _words(self.values, "sourceaddressprefix", "sourceaddressprefixes")

    @property
    def source_ports(self) -> Sequence[Value]:
        """Give the words of the source's ports."""
        return _words(self.values, "sourceportrange", "sourceportranges")

    @property
    def source_groups(self) -> Sequence[Value]:
        """Give the ids of the source's application security groups."""
        return [dig(each, ("id",)) for each in items(self.values.get("sourceapplicationsecuritygroups"))]


@lru_cache(2048)
def outbound(nsg: Nsg) -> tuple[Sequence[Outbound], Unknown | None]:
    """Give an NSG's outbound rules in the order Azure asks them, and why there may be more that nobody can see.

    A rule whose priority is not known comes first, in doubt: it may come before any other. Rules written out with the
    priorities of the default ones are left out. What was read is kept: several policies ask the same NSGs.
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
    return found, unseen


def _read(rule: Rule, values: Mapping[str, Value]) -> Outbound | None:
    direction = values.get("direction")
    if isinstance(direction, str) and direction.casefold() != "outbound":
        return None
    priority = _number(values.get("priority"))
    if isinstance(priority, int) and priority >= FIRST_DEFAULT:
        return None
    return Outbound(
        part=rule,
        priority=priority if isinstance(priority, int) else 0,
        access=_access(values.get("access")),
        values=values,
        doubt=rule.doubt or _hole(direction, "direction") or (priority if isinstance(priority, Unknown) else None),
    )


def _access(value: Value) -> Access | Unknown:
    word = value.casefold() if isinstance(value, str) else value
    if word == "allow":
        return "allow"
    if word == "deny":
        return "deny"
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
    if type(value) is int:
        return value
    match value:
        case float() if value.is_integer():
            return int(value)
        case str() if value.strip().isdecimal():
            return int(value)
    return _hole(value, "priority") or Unknown(f"priority {value}", f"its priority is {value!r}, not a number", "error")


def _words(values: Mapping[str, Value], single: str, plural: str) -> Sequence[Value]:
    """Give what a property says in its singular and its plural form; empty texts say nothing."""
    given, listed = values.get(single), values.get(plural)
    if isinstance(given, str) and not listed:
        return (given.strip(),) if given else ()
    both = [given, *items(listed)]
    return [each.strip() if isinstance(each, str) else each for each in both if each is not None and each != ""]
