"""Where a deployment carries scripts into a VM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from azbk_lint.checks.guest.decode import LARGEST, decoded
from azbk_lint.model.estate import Part, Vm
from azbk_lint.model.resource import Resource
from azbk_lint.model.source import Place, Syntax
from azbk_lint.model.value import Route, Symbolic, Unknown, Value, items, split

HOLE = "\ufffc"
"""What stands in a script's text for a part that is not known."""
TOO_LONG = Unknown("script length", f"only the first {LARGEST} characters of the script are read", "limit")
SHORTEST = 12
"""Characters that a line must have to be looked for inside a string: a shorter one may stand anywhere."""


class Carrier(NamedTuple):
    """A property that holds a script: what it is called, where it is, and its text or why that is not known."""

    name: str
    part: Part
    route: Route
    script: str | Unknown
    hole: Unknown | None = None


def carriers(vm: Vm) -> Iterator[Carrier]:
    """Give the scripts that a VM's resources carry, in the order Azure runs them: custom data, run commands, extensions."""
    profile = "properties", "osProfile"
    yield from _carrier("custom data", vm, (*profile, "customData"))
    yield from _carrier("user data", vm, ("properties", "userData"))
    unattend = (*profile, "windowsConfiguration", "additionalUnattendContent")
    for index, _ in enumerate(items(vm.get(*unattend))):
        yield from _carrier("unattend content", vm, (*unattend, index, "content"))
    for resource in vm.commands:
        part = _part(resource)
        yield from _carrier(f"run command `{part.called}`", part, ("properties", "source", "script"))
    for resource in vm.extensions:
        part = _part(resource)
        for settings in ("settings", "protectedSettings"):
            for key in ("commandToExecute", "script"):
                yield from _carrier(f"extension `{part.called}`", part, ("properties", settings, key))


def _carrier(name: str, part: Part, route: Route) -> Iterator[Carrier]:
    value: Value = part.get(*route)
    if isinstance(value, Unknown) and route[-1] == "script" and part.get(*route[:-1], "commandToExecute") is value:
        return
    match value.encodes or value if isinstance(value, Unknown) else value:
        case Unknown() as unknown:
            if not _runs_no_script(part, route):
                yield Carrier(name, part, route, unknown)
        case str() as written if written.strip():
            text = written[:LARGEST] if route[-1] == "commandToExecute" else decoded(written)
            yield Carrier(name, part, route, text, TOO_LONG if len(text) == LARGEST else None)
        case Symbolic() as holed:
            text = "".join(each if isinstance(each, str) else HOLE for each in holed.parts)
            yield Carrier(name, part, route, text, _alone(holed, text))
        case _:
            return


def _runs_no_script(part: Part, route: Route) -> bool:
    """Say whether settings that are not known belong to an extension of a kind that takes no script."""
    if route[1:2] not in (("settings",), ("protectedSettings",)):
        return False
    kind = part.get("properties", "type")
    return isinstance(kind, str) and not kind.casefold().startswith(("customscript", "runcommand", "vmaccess"))


def _alone(value: Symbolic, text: str) -> Unknown | None:
    """Give the hole that fills a line by itself: there may be commands in it, while one inside a line is a word of it."""
    return value.hole if any(line.strip() == HOLE for line in text.splitlines()) else None


def _part(resource: Resource) -> Part:
    return Part(resource=resource, name=split(resource.name)[-1])


def located(carrier: Carrier, line: int) -> Place:
    """Find a line of a carrier's script in the sources it came through, or give the carrier's own place.

    The line is found where it stands as written, in the carrier's part of its file or in a file the script came from; in
    JSON only where no variable or parameter stands between.
    """
    place = carrier.part.at(*carrier.route)
    lines = carrier.script.splitlines() if isinstance(carrier.script, str) else []
    wanted = lines[line].strip() if line < len(lines) else ""
    if len(wanted) < 4 or HOLE in wanted:
        return place
    nth, total = sum(other.strip() == wanted for other in lines[:line]), sum(other.strip() == wanted for other in lines)
    chain = [related.place for related in carrier.part.chain(*carrier.route)]
    for found in (place, *chain) if place.source.syntax != "json" else () if chain else (place,):
        for spelt, alone in _spellings(found.source.syntax, wanted):
            starts = _starts(found, spelt, alone=alone)
            if len(starts) == total:
                return Place(found.source, span=(starts[nth], starts[nth] + len(spelt)))
    return place


def _spellings(syntax: Syntax, wanted: str) -> Iterator[tuple[str, bool]]:
    """Give the ways a line of a script may be written in a file, and whether it then has a line of the file to itself."""
    if syntax != "json":
        yield wanted, True
    if len(wanted) >= SHORTEST:
        yield escaped(wanted), False
        yield escaped(wanted.replace("'", "''")), False


def escaped(text: str) -> str:
    """Write a text as it stands between the quotes of a JSON or HCL string."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")


def _starts(place: Place, wanted: str, *, alone: bool) -> list[int]:
    """Give the offsets at which a line stands in a place's text; `alone` with nothing but blanks around it."""
    text = place.source.text
    first, last = place.span or (0, len(text))
    found, at = list[int](), text.find(wanted, first, last)
    while at >= 0:
        before, after = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if not alone or text[before : after if after >= 0 else len(text)].strip() == wanted:
            found.append(at)
        at = text.find(wanted, at + 1, last)
    return found
