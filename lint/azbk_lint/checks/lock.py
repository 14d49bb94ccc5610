"""Judges whether a management lock is put on a resource group whose name matches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from azbk_lint.checks.answers import SUREST, conditional, confidence, named, unknown
from azbk_lint.model.estate import Estate, Lock
from azbk_lint.model.policy import Answer
from azbk_lint.model.value import Symbolic, Unknown

Level = Literal["CanNotDelete", "ReadOnly"]


@dataclass(frozen=True, slots=True)
class GroupLock:
    """Fails where a lock of one of the levels covers a resource group whose name matches.

    `group` is a regular expression for the whole name, in any letter case. With `by = "subscription"` it is locks on
    subscriptions that fail, since every group in them inherits the lock, those that Azure Backup makes later too.

    A deployment's own group of which nothing is known is no match; a name that is known in part is unknown where it
    could match. Facts: `lock` (its name), `level`, `group` (the group's name; empty with subscriptions), `scope`.
    """

    FACTS = frozenset({"lock", "level", "group", "scope"})
    CONDITIONS = frozenset[str]()

    level: Sequence[Level]
    group: str
    by: Literal["group", "subscription"] = "group"

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Look at every lock's level and at what it is put on; locks of a loop share an answer."""
        alike = dict[object, list[Answer]]()
        for lock in estate.locks:
            if answer := self._judge(lock):
                place, level = answer.place, answer.facts["level"]
                alike.setdefault((answer.verdict, id(place.source), place.route, place.span, level), []).append(answer)
        yield from map(_one, alike.values())

    def _judge(self, lock: Lock) -> Answer | None:
        covered, level = self._covers(lock), self._counts(lock)
        if covered is False or level is False or lock.resource.external:
            return None
        facts = {"lock": lock.name, "level": lock.get("properties", "level"), "group": lock.group or "", "scope": lock.scope}
        why = next((each for each in (covered, level, conditional(lock.resource)) if isinstance(each, Unknown)), None)
        if why:
            return unknown(lock.at(), why, facts, lock.resource.address)
        return Answer(
            "fails",
            lock.at(),
            facts,
            related=[*lock.chain("properties", "level"), *lock.chain("scope")],
            resource=lock.resource.address,
            confidence=confidence(lock.resource),
        )

    def _counts(self, lock: Lock) -> bool | Unknown:
        match lock.get("properties", "level"):
            case str(level):
                return level.casefold() in {each.casefold() for each in self.level}
            case Symbolic() as level:
                return level.hole
            case Unknown() as level:
                return level
            case _:
                return False

    def _covers(self, lock: Lock) -> bool | Unknown:
        """Say whether a lock is put on what this check looks for."""
        import re

        if isinstance(lock.target, Unknown):
            return lock.target
        if self.by == "subscription":
            return lock.target == "subscription"
        if lock.target != "group":
            return False
        match lock.group:
            case str(name):
                return bool(re.search(self.group, name, re.IGNORECASE))
            case Symbolic() as name:
                return name.hole if could_match(name, self.group) else False
            case Unknown(kind="context") | None:
                return False
            case Unknown() as name:
                return name


def _one(group: Sequence[Answer]) -> Answer:
    """Make one answer of those about locks that are written in one place; the surest of them is the one."""
    first = min(group, key=lambda each: SUREST.index(each.confidence))
    told = {key: named(str(each.facts[key]) for each in group) for key in ("lock", "group", "scope")} if len(group) > 1 else {}
    facts = {**first.facts, **told}
    label = f"locks {facts['group'] or 'the whole subscription'} ({facts['level']})"
    return replace(first, facts=facts, label=label if first.verdict == "fails" else "")


def could_match(name: Symbolic, pattern: str) -> bool:
    """Say whether a half-known name may match: whether the words the pattern begins with agree with what is known."""
    import re

    literal = re.match(r"\^?((?:[A-Za-z0-9_-])*)", pattern)
    head = literal[1].casefold() if literal else ""
    known = name.parts[0].casefold() if isinstance(name.parts[0], str) else ""
    return known.startswith(head) or head.startswith(known)
