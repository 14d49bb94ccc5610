"""Where a subnet's route table sends traffic to Storage: by the longest prefix, as Azure chooses."""

from __future__ import annotations

from typing import NamedTuple

from azbk_lint.checks import tags
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.spans import Spans, address_span, common, size, without
from azbk_lint.model.estate import RouteTable, TableRoute
from azbk_lint.model.value import Symbolic, Unknown, Value

TAG_LENGTHS = {"azurecloud": 20.0, "azurecloud.": 20.1, "storage": 20.2, "storage.": 20.3}
"""How specific a route to a service tag is taken to be: its own prefixes are about this long, regional ones longer."""


class Way(NamedTuple):
    """Where all traffic to Storage goes: the type of the next hop and the route that says so; `hop` is empty where parts differ."""

    hop: str
    route: TableRoute | None


class _Candidate(NamedTuple):
    length: float
    spans: Spans | None
    hop: str
    route: TableRoute


def way(table: RouteTable, probe: Probe) -> Way | Unknown:
    """Find the next hop of all the traffic of a probe; `Internet` where no route of the table takes it (the system's own)."""
    found = list[_Candidate]()
    for route in table.routes:
        read = route if isinstance(route, Unknown) else _read(route, probe)
        if isinstance(read, Unknown):
            return read
        if read:
            found.append(read)
    found.sort(key=lambda each: -each.length)
    rest, hops = probe.destinations, dict[str, tuple[int, TableRoute | None]]()
    for candidate in found:
        inside = rest if candidate.spans is None else common(rest, candidate.spans)
        if inside:
            share, first = hops.get(candidate.hop, (0, candidate.route))
            hops[candidate.hop] = share + size(inside), first
            rest = [] if candidate.spans is None else without(rest, candidate.spans)
    if rest:
        hops.setdefault("Internet", (size(rest), None))
    if len(hops) > 1 and "Internet" in hops:
        return Way("", None)
    hop = max(hops, key=lambda each: hops[each][0])
    return Way(hop, hops[hop][1])


def _read(route: TableRoute, probe: Probe) -> _Candidate | Unknown | None:
    """Read a route that may take traffic to Storage; None for one that cannot."""
    prefix = route.get("properties", "addressPrefix")
    covered = _covers(prefix, probe)
    if covered is None:
        return None
    hop = route.get("properties", "nextHopType")
    for hole in (route.doubt, covered, hop):
        if isinstance(hole, Unknown):
            return hole
    if isinstance(hop, Symbolic):
        return hop.hole
    length, spans = covered  # type: ignore[misc] # an Unknown has returned
    return _Candidate(length, spans, HOPS.get(str(hop).casefold(), str(hop)), route)


HOPS = {
    "internet": "Internet",
    "none": "None",
    "virtualappliance": "VirtualAppliance",
    "virtualapplianceecmp": "VirtualAppliance",
    "virtualnetworkgateway": "VirtualNetworkGateway",
    "vnetlocal": "VnetLocal",
}


def _covers(prefix: Value, probe: Probe) -> tuple[float, Spans | None] | Unknown | None:
    """Say how specific a prefix is and what of the destinations it covers (None for all), None where it covers none."""
    if isinstance(prefix, Unknown | Symbolic):
        return prefix if isinstance(prefix, Unknown) else prefix.hole
    name = str(prefix).strip().casefold()
    if span := address_span(name):
        length = float(name.partition("/")[2] or 32)
        return (length, None if length == 0 else [span]) if common(probe.destinations, [span]) else None
    base, dot, _ = name.partition(".")
    if base + dot not in TAG_LENGTHS:
        return None
    if not dot:
        return TAG_LENGTHS[base], None
    region = tags.region_of_tag(name)
    if isinstance(probe.region, str):
        return (TAG_LENGTHS[base + dot], None) if probe.region == region else None
    spans = tags.storage(region) if region else None
    return (TAG_LENGTHS[base + dot], spans) if spans else None
