"""What the checks' answers share: how an unknown is put, and when a resource is judged at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from azbk_lint.checks.conditions import WORSE
from azbk_lint.model.policy import Answer, Confidence, Stack
from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place
from azbk_lint.model.value import Unknown


def unknown(place: Place, why: Unknown, facts: Mapping[str, object], resource: str, stack: Stack | None = None) -> Answer:
    """Answer that nobody can tell, with the reason and what would settle it among the facts."""
    told = {**facts, "because": why.because, "settle": why.settle}
    return Answer("unknown", place, told, resource=resource, stack=stack)


def conditional(resource: Resource) -> Unknown | None:
    """Say why nobody can tell whether a resource is deployed at all, or None where it is."""
    return resource.exists if isinstance(resource.exists, Unknown) else None


def confidence(*resources: Resource) -> Confidence:
    """Say how sure a judgement on resources is: less so where one stands for an unknown number of them."""
    return "medium" if any(resource.many for resource in resources) else "high"


def named(names: Iterable[str], most: int = 3) -> str:
    """Write names for a sentence: `vm1, vm2, vm3 and 4 more`."""
    words = [name for name in dict.fromkeys(names) if name]
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"


def merged(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Make one of answers about several VMs that say the same of one place: things made in a loop are written once."""
    alike = dict[object, list[Answer]]()
    for answer in answers:
        place = answer.place
        alike.setdefault((answer.verdict, id(place.source), place.route, place.span, answer.stack, answer.label), []).append(answer)
    for group in alike.values():
        first = group[0]
        if len(group) == 1:
            yield first
            continue
        names = {key: named(str(each.facts[key]) for each in group) for key in ("vm", "name") if key in first.facts}
        shifts = (frozenset.union(*(each.shifts for each in group)) & WORSE) | frozenset.intersection(*(each.shifts for each in group))
        vms = sum(count for each in group if isinstance(count := each.facts.get("vms"), int))
        yield replace(first, facts={**first.facts, **names, "vms": vms}, shifts=shifts)
