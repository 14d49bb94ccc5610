"""Says which part of the traffic to Storage a security rule matches: surely, and perhaps beyond that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from azbk_lint.checks import tags
from azbk_lint.checks.rules import Outbound
from azbk_lint.checks.spans import IPV4, Span, Spans, address_span, common, port_span, union
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, same, text

WHOLE = frozenset({"*", "any", "0.0.0.0/0"})
COVERING = ("storage", "azurecloud")
"""Tags that hold every regional Storage address: measured on the published prefixes, all of them, 2026-06-26."""
PRIVATE_HEADS = ("10.", "192.168.", "169.254.", "127.")


@dataclass(frozen=True, slots=True)
class Probe:
    """The traffic that is asked about: TCP from one host to Storage of its region.

    `region` is in Azure's short form, or half known. `sources` are the addresses the host may have, `groups` the ids of
    its application security groups (None where nobody can tell). `tunnel` says why the tags Internet and VirtualNetwork
    may not mean what they usually do: a default route of the user's own takes the public address space into the network.
    """

    port: int
    region: Text
    sources: Spans = (IPV4,)
    groups: Sequence[Value] | None = None
    tunnel: Unknown | None = None

    @property
    def tag(self) -> Text:
        """Name the service tag of the destination: `Storage.JapanEast`."""
        return text("Storage.", tags.suffix(self.region) if isinstance(self.region, str) else self.region)

    @property
    def destinations(self) -> Spans:
        """Give the destination's addresses: the tag's, or all that Storage can have where the region says too little."""
        if not isinstance(self.region, str):
            return tags.all_storage()
        return tags.storage(self.region) or tags.public()


class Part(NamedTuple):
    """How much of one dimension a rule matches: surely (None is all of it), and why it may match more."""

    sure: Spans | None
    perhaps: Unknown | None = None

    @property
    def outer(self) -> Spans | None:
        """Give the most the rule may match."""
        return None if self.perhaps else self.sure


ALL, NOTHING = Part(None), Part(())


class Match(NamedTuple):
    """What a rule matches: destinations, sources, source ports. `doubt` says why it may match nothing of it."""

    parts: tuple[Part, Part, Part]
    doubt: Unknown | None


def match(rule: Outbound, probe: Probe) -> Match | None:
    """Say what of the traffic a rule matches, None where it provably matches nothing."""
    gate = port_gate(rule.to_ports, probe.port)
    if gate is False or (protocol := protocol_gate(rule.protocol)) is False:
        return None
    to = destination(rule, probe)
    if not (to.sure is None or to.sure or to.perhaps):
        return None
    parts = to, source(rule, probe), ports(rule.source_ports)
    if any(part.sure is not None and not part.sure and not part.perhaps for part in parts):
        return None
    return Match(parts, rule.doubt or next((each for each in (gate, protocol) if isinstance(each, Unknown)), None))


def protocol_gate(protocol: Value) -> bool | Unknown:
    """Say whether a rule's protocol takes TCP in."""
    match protocol:
        case Unknown():
            return protocol
        case Symbolic():
            return protocol.hole
        case None:
            return Unknown("no protocol", "the rule has no protocol", "error")
        case _:
            return str(protocol).casefold() in ("tcp", "*", "any")


def port_gate(words: Sequence[Value], port: int) -> bool | Unknown:
    """Say whether a rule's destination ports take a port in."""
    part = ports(words)
    if part.sure is None or any(first <= port <= last for first, last in part.sure):
        return True
    return part.perhaps or False


def ports(words: Sequence[Value]) -> Part:
    """Read a rule's ports: numbers, ranges, `*`, and several in one text with commas."""
    if len(words) == 1 and isinstance(words[0], str):
        return _ports_of(words[0])
    found, perhaps = list[Span](), None if words else Unknown("no ports", "the rule names no ports", "error")
    for word in words:
        part = Part((), word if isinstance(word, Unknown) else word.hole) if isinstance(word, Unknown | Symbolic) else _ports_of(str(word))
        if part.sure is None:
            return ALL
        found += part.sure
        perhaps = perhaps or part.perhaps
    return Part(union(found), perhaps)


@lru_cache(1024)
def _ports_of(text: str) -> Part:
    spans = {piece.strip(): port_span(piece.strip().casefold()) for piece in text.split(",")}
    if (0, 65535) in spans.values():
        return ALL
    wrong = next((piece for piece, span in spans.items() if span is None), None)
    perhaps = None if wrong is None else Unknown(f"port {wrong}", f"'{wrong}' is no port", "error")
    return Part(union(span for span in spans.values() if span), perhaps)


def destination(rule: Outbound, probe: Probe) -> Part:
    """Say which of the probe's destinations a rule matches; application security groups hold none."""
    words = rule.to
    if not words:
        return NOTHING if rule.to_groups else Part((), Unknown("no destination", "the rule names no destination", "error"))
    part = _together(_destination(word, probe) for word in words)
    return part if part.sure is None else Part(common(probe.destinations, part.sure), part.perhaps)


def source(rule: Outbound, probe: Probe) -> Part:
    """Say for which of the host's addresses a rule matches."""
    words, groups = rule.source, rule.source_groups
    if not words and not groups:
        return Part((), Unknown("no source", "the rule names no source", "error"))
    return _together([*map(_source, words), *(_group(group, probe) for group in groups)])


def _together(parts: Iterable[Part]) -> Part:
    spans, perhaps = list[Span](), None
    for part in parts:
        if part.sure is None:
            return ALL
        spans += part.sure
        perhaps = perhaps or part.perhaps
    return Part(union(spans), perhaps)


def _destination(word: Value, probe: Probe) -> Part:
    if isinstance(word, str) and word[:1].isdigit() and word not in WHOLE:
        return _literal(word)
    if isinstance(word, Unknown):
        return Part((), word)
    if isinstance(word, Symbolic):
        return _half_known(word, probe)
    name = str(word).casefold()
    if name in WHOLE or name in COVERING:
        return ALL
    if ":" in name:
        return NOTHING
    if name == "internet":
        return Part((), probe.tunnel) if probe.tunnel else ALL
    if name == "virtualnetwork":
        return Part((), probe.tunnel) if probe.tunnel else NOTHING
    if name.startswith(("storage.", "azurecloud.")):
        return _regional(name, probe) or _misspelt(str(word))
    return NOTHING if tags.is_known(name) else _misspelt(str(word))


def _regional(name: str, probe: Probe) -> Part | None:
    """Match a regional tag of Storage or AzureCloud with the host's region; None for a region that is not known."""
    region = tags.region_of_tag(name)
    if isinstance(probe.region, str):
        if probe.region in (region, name.partition(".")[2]):
            return ALL
        return NOTHING if region or tags.is_known(name) else None
    if region and (spans := tags.storage(region)):
        return Part(spans)
    hole = probe.region if isinstance(probe.region, Unknown) else probe.region.hole
    return Part((), hole) if tags.is_known(name) else None


def _half_known(word: Symbolic, probe: Probe) -> Part:
    """Match a word with holes: the host's own tag where the holes agree, else whatever it may turn out to be."""
    own = probe.tag, text("AzureCloud.", probe.region)
    if any(same(tag, word) is True for tag in own):
        return ALL
    head = word.parts[0]
    if isinstance(head, str):
        if head.startswith(PRIVATE_HEADS):
            return NOTHING
        base, dot, _ = head.casefold().partition(".")
        if dot and base.isalpha() and base not in COVERING and tags.is_known(base):
            return NOTHING
    return Part((), word.hole)


def _literal(name: str) -> Part:
    if ":" in name:
        return NOTHING
    span = address_span(name)
    return Part((span,)) if span else Part((), Unknown(f"address {name}", f"'{name}' is no address", "error"))


def _misspelt(name: str) -> Part:
    near = tags.meant(name)
    because = f"'{name}' is no service tag known here" + (f"; did you mean {near}?" if near else "")
    return Part((), Unknown(f"tag {name}", because, "error"))


def _source(word: Value) -> Part:
    if isinstance(word, Unknown):
        return Part((), word)
    if isinstance(word, Symbolic):
        return Part((), word.hole)
    name = str(word).casefold()
    if name in WHOLE or name == "virtualnetwork":
        return ALL
    if name[:1].isdigit() or ":" in name:
        return _literal(name)
    return NOTHING if tags.is_known(name) else _misspelt(str(word))


def _group(group: Value, probe: Probe) -> Part:
    """Say whether the host is in an application security group."""
    if probe.groups is None:
        return Part((), Unknown("host in group", "no VM here is known to be in the rule's application security group", "external"))
    meets = [same(group, own) for own in probe.groups]
    return ALL if True in meets else Part((), next((each for each in meets if isinstance(each, Unknown)), None))
