"""What the checks' answers share: how an unknown is put, and when a resource is judged at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from azbk_lint.checks.conditions import WORSE
from azbk_lint.model.estate import Part, Vm
from azbk_lint.model.policy import Answer, Confidence, Stack
from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place
from azbk_lint.model.value import Unknown

SUREST = get_args(Confidence)


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


def by_stack(vms: Iterable[Vm]) -> Mapping[Stack, Sequence[Vm]]:
    """Sort VMs by the stack they are backed up on: a severity is said for each, by what holds for its VMs."""
    found = dict[Stack, list[Vm]]()
    for vm in vms:
        found.setdefault(vm.stack, []).append(vm)
    return found


def heading(part: Part) -> Place:
    """Say where a part is written, by its name where nothing but a brace begins it (an object in Bicep)."""
    place = part.at()
    if place.span and place.source.text[slice(*place.span)] == "{":
        name = part.at("name")
        return name if name.source is place.source and name.span and name.span[0] > place.span[0] else place
    return place


def merged(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Make one of answers about several things that say the same of one place: things made in a loop are written once.

    Each stack keeps an answer, which has its own conditions but names all the things, and stands for the same resource.
    """
    alike = dict[object, list[Answer]]()
    for answer in answers:
        place = answer.place
        alike.setdefault((answer.verdict, id(place.source), place.route, place.span, answer.label), []).append(answer)
    for group in alike.values():
        stacks = dict[Stack | None, list[Answer]]()
        for answer in group:
            stacks.setdefault(answer.stack, []).append(answer)
        yield from (_one(found, group) for found in stacks.values())


def _one(found: Sequence[Answer], group: Sequence[Answer]) -> Answer:
    """Make one answer of those of a stack, with the names of a whole group; the surest of them is the one."""
    if len(group) == 1:
        return group[0]
    first = min(found, key=lambda each: SUREST.index(each.confidence))
    names = {key: named(str(each.facts[key]) for each in group) for key in ("vm", "name") if key in first.facts}
    shifts = (frozenset.union(*(each.shifts for each in found)) & WORSE) | frozenset.intersection(*(each.shifts for each in found))
    vms = sum(count for each in group if isinstance(count := each.facts.get("vms"), int))
    return replace(first, facts={**first.facts, **names, "vms": vms}, shifts=shifts, resource=group[0].resource)
