"""What the checks' answers share: how an unknown is put, and when a resource is judged at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from azbk_lint.model.estate import Part
from azbk_lint.model.policy import Answer, Confidence, Stack
from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Unknown, Value, reason


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


def named(values: Iterable[Value], most: int = 3) -> str:
    """Write names for a sentence: `vm1, vm2, vm3 and 4 more`."""
    words = list(dict.fromkeys(str(value) if reason(value) is None else f"{value}" for value in values))
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"


def came_through(part: Part, *route: str | int) -> Sequence[Related]:
    """Give the places a value below a part came through, for an answer's related places."""
    return part.chain(*route)
