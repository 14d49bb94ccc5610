"""The decision procedure against an oracle that sends single packets through the rules.

The oracle shares nothing with the procedure but the published prefixes: it expands tags with `ipaddress`, takes every
address, source and port at which any rule could change its mind, and asks the rules for each packet in turn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import azbk_lint
from azbk_lint.checks.matching import Probe
from azbk_lint.checks.reach import Decision, decide
from azbk_lint.checks.spans import address_span
from azbk_lint.link import link
from azbk_lint.model.value import Unknown

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

Rule: TypeAlias = Mapping[str, Any]
Packet: TypeAlias = tuple[int, int, int]

DATA = json.loads((Path(azbk_lint.__file__).parent / "data/service-tags.json").read_text(encoding="utf-8"))["storage"]
REGION, SUBNET = "JapanWest", "10.0.1.0/24"
OWN = [IPv4Network(prefix) for prefix in DATA[REGION]]
SOURCE_PORTS = (32768, 65535)

TAGS = (
    "Internet",
    "AzureCloud",
    "AzureCloud.japanwest",
    "AzureCloud.japaneast",
    "Storage",
    "storage.japanwest",
    "Storage.JapanEast",
    "Sql",
)
EVERYWHERE = ("*", "0.0.0.0/0", "Any")
HALVES = (
    ["0.0.0.0/1", "128.0.0.0/1"],
    ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"],
    [str(net) for net in OWN],
    [str(net) for net in OWN[:5]],
)
LITERALS = [str(network) for network in OWN[:4]] + [str(OWN[0].supernet(4)), str(OWN[1][5]), "10.0.0.0/8", "0.0.0.0/1", "::/0"]


@cache
def networks(word: str) -> Sequence[IPv4Network]:
    """Give the public prefixes that a destination word stands for, as the documentation of the tag says."""
    tag, _, region = word.lower().partition(".")
    if word in EVERYWHERE or word == "Internet" or (tag in ("storage", "azurecloud") and not region):
        return (IPv4Network("0.0.0.0/0"),)
    if tag in ("storage", "azurecloud"):
        return [IPv4Network(prefix) for prefix in next(found for name, found in DATA.items() if name.lower() == region)]
    return () if ":" in word or word.isalpha() else (IPv4Network(word),)


def packets(rules: Iterable[Rule], subnet: str) -> Iterator[Packet]:
    """Give packets at both ends of everything a rule or the traffic itself begins or ends at."""
    ends = [(int(net[0]), int(net[-1])) for net in OWN]
    cuts, hosts, ports = set[int](), set[int](), set[int]()
    for rule in rules:
        for net in (net for word in rule["to"] for net in networks(word)):
            cuts |= {int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1}
        for net in (IPv4Network(word) for word in rule["source"] if word[0].isdigit() and word not in EVERYWHERE):
            hosts |= {int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1}
        for first, last in map(bounds, rule["from"]):
            ports |= {first - 1, first, last, last + 1}
    inside = IPv4Network(subnet)
    yield from product(
        [at for at in {end for pair in ends for end in pair} | cuts if any(first <= at <= last for first, last in ends)],
        [at for at in hosts | {int(inside[0]), int(inside[-1])} if int(inside[0]) <= at <= int(inside[-1])],
        [at for at in ports | set(SOURCE_PORTS) if SOURCE_PORTS[0] <= at <= SOURCE_PORTS[1]],
    )


def bounds(word: str) -> tuple[int, int]:
    if word == "*":
        return 0, 65535
    first, _, last = word.partition("-")
    return int(first), int(last or first)


def sends(rules: Sequence[Rule], packet: Packet, port: int) -> str:
    """Ask the rules for one packet, the smallest priority first; to a public address the default rules allow."""
    for rule in sorted(rules, key=lambda rule: rule["priority"]):
        if takes(rule, packet, port):
            return str(rule["access"])
    return "Allow"


def takes(rule: Rule, packet: Packet, port: int) -> bool:
    to, source, source_port = packet
    return (
        rule["direction"].lower() == "outbound"
        and rule["protocol"].lower() in ("*", "tcp")
        and any(first <= port <= last for first, last in map(bounds, rule["ports"]))
        and any(first <= source_port <= last for first, last in map(bounds, rule["from"]))
        and any(IPv4Address(to) in net for word in rule["to"] for net in networks(word))
        and any(word in ("*", "VirtualNetwork", "Any") or IPv4Address(source) in IPv4Network(word) for word in rule["source"])
    )


def oracle(rules: Sequence[Rule], port: int, subnet: str = SUBNET) -> str:
    """Give "allow", "deny", or "unknown" where packets differ."""
    found = {sends(rules, packet, port) for packet in packets(rules, subnet)}
    return found.pop().lower() if len(found) == 1 else "unknown"


def listed(words: Sequence[Any], singular: str, *, plural: bool) -> Mapping[str, Any]:
    return {f"{singular}{'es' if singular.endswith('x') else 's'}": list(words)} if plural or len(words) > 1 else {singular: words[0]}


def written(rule: Rule) -> Mapping[str, Any]:
    """Write a rule as ARM has it."""
    return {
        "name": f"rule-{rule['priority']}",
        "properties": {
            **{key: rule[key] for key in ("priority", "access", "direction", "protocol")},
            **listed(rule["to"], "destinationAddressPrefix", plural=rule["plural"]),
            **listed(rule["ports"], "destinationPortRange", plural=rule["plural"]),
            **listed(rule["source"], "sourceAddressPrefix", plural=rule["plural"]),
            **listed(rule["from"], "sourcePortRange", plural=rule["plural"]),
        },
    }


SPELT = st.sampled_from(("Allow", "Deny"))
TO = st.one_of(
    st.sampled_from(TAGS + EVERYWHERE).map(lambda word: [word]),
    st.sampled_from(HALVES),
    st.lists(st.sampled_from(LITERALS), min_size=1, max_size=4, unique=True),
)
RULE = st.fixed_dictionaries(
    {
        "access": SPELT,
        "direction": st.sampled_from(("Outbound", "outbound", "OUTBOUND", "Inbound")),
        "protocol": st.sampled_from(("*", "Tcp", "TCP", "Udp", "Icmp")),
        "to": TO,
        "ports": st.sampled_from((["*"], ["443"], ["0-65535"], ["80", "443"], ["443-8443"], ["444-8443"], ["80"], ["1-442", "443-500"])),
        "source": st.sampled_from(
            (["*"], ["VirtualNetwork"], [SUBNET], ["10.0.0.0/8"], ["10.0.1.0/25", "10.0.1.128/25"], ["10.0.1.0/26"], ["10.2.0.0/16"])
        ),
        "from": st.sampled_from((["*"], ["*"], ["*"], ["443"], ["1024-65535"], ["32768-49151", "49152-65535"], ["49152-65535"])),
        "plural": st.booleans(),
    }
)


DENSE = st.fixed_dictionaries(
    {
        "access": SPELT,
        "direction": st.just("Outbound"),
        "protocol": st.sampled_from(("*", "Tcp")),
        "to": st.sampled_from((["*"], ["Internet"], ["Storage"], ["Storage.JapanWest"], ["Storage.JapanEast"])),
        "ports": st.sampled_from((["*"], ["443"], ["80"])),
        "source": st.just(["*"]),
        "from": st.just(["*"]),
        "plural": st.just(value=False),
    }
)
"""Rules of which most match the traffic, so that their order and every field of theirs matter."""


@st.composite
def rule_sets(draw: st.DrawFn, most: int = 7, of: st.SearchStrategy[Rule] = RULE) -> Sequence[Rule]:
    """Draw rules of different priorities, in any order."""
    rules = draw(st.lists(of, max_size=most))
    priorities = draw(st.lists(st.integers(100, 4096), min_size=len(rules), max_size=len(rules), unique=True))
    return [{**rule, "priority": priority} for rule, priority in zip(rules, priorities, strict=True)]


def decision(new_azure: Callable[[], Azure], rules: Iterable[Any], port: int = 443, region: Any = "japanwest") -> Decision:  # noqa: ANN401 - values
    azure = new_azure()
    azure.nsg("nsg", *rules)
    span = address_span(SUBNET)
    assert span
    return decide(link(azure.resources).nsgs[0], Probe(port, region, (span,), ()))


@given(rules=rule_sets(), port=st.sampled_from((443, 8443, 80)))
@settings(max_examples=300, deadline=None)
def test_decides_as_single_packets_would(new_azure: Callable[[], Azure], rules: Sequence[Rule], port: int) -> None:
    assert decision(new_azure, map(written, rules), port).outcome == oracle(rules, port)


@given(rules=rule_sets(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_in_which_rules_are_written_changes_nothing(
    new_azure: Callable[[], Azure], rules: Sequence[Rule], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(rules))
    one, other = decision(new_azure, map(written, rules)), decision(new_azure, map(written, shuffled))
    assert (one.outcome, one.shares) == (other.outcome, other.shares)
    assert [rule.priority for rule in one.denying] == [rule.priority for rule in other.denying]


@given(rules=rule_sets(), added=RULE)
@settings(max_examples=100, deadline=None)
def test_a_rule_below_the_deciding_ones_changes_nothing(new_azure: Callable[[], Azure], rules: Sequence[Rule], added: Rule) -> None:
    everything = {
        **added,
        "access": "Deny",
        "direction": "Outbound",
        "protocol": "*",
        "to": ["*"],
        "ports": ["*"],
        "source": ["*"],
        "from": ["*"],
    }
    closed = [*rules, {**everything, "priority": 4097}]
    before, after = decision(new_azure, map(written, closed)), decision(new_azure, map(written, [*closed, {**added, "priority": 4098}]))
    assert (before.outcome, before.shares) == (after.outcome, after.shares)


FIELDS = {
    "priority": st.integers(100, 4096),
    "access": SPELT,
    "direction": st.sampled_from(("Outbound", "Inbound")),
    "protocol": st.sampled_from(("*", "Tcp", "Udp")),
    "destinationAddressPrefix": st.sampled_from((*TAGS, *LITERALS)),
    "destinationPortRange": st.sampled_from(("*", "443", "80")),
    "sourceAddressPrefix": st.sampled_from(("*", SUBNET, "10.2.0.0/16")),
    "sourcePortRange": st.sampled_from(("*", "443")),
}


@given(rules=rule_sets(5, DENSE).filter(bool), data=st.data())
@settings(max_examples=500, deadline=None)
def test_what_is_not_known_never_turns_a_pass_into_a_failure_or_back(
    new_azure: Callable[[], Azure], rules: Sequence[Rule], data: st.DataObject
) -> None:
    open_, filled = [list(map(written, rules)) for _ in range(2)]
    for _ in range(data.draw(st.integers(1, 2))):
        at, field = data.draw(st.integers(0, len(rules) - 1)), data.draw(st.sampled_from(sorted(FIELDS)))
        open_[at] = {**open_[at], "properties": {**open_[at]["properties"], field: Unknown(f"{at} {field}", "it is not known")}}
        filled[at] = {**filled[at], "properties": {**filled[at]["properties"], field: data.draw(FIELDS[field])}}
    assume(len({rule["properties"]["priority"] for rule in filled}) == len(filled))
    doubtful, given = decision(new_azure, open_), decision(new_azure, filled)
    assert doubtful.outcome in (given.outcome, "unknown")
    if doubtful.outcome == "unknown":
        assert doubtful.because


@given(
    rules=rule_sets(3), hidden=st.lists(RULE, max_size=2), priorities=st.lists(st.integers(100, 4096), min_size=2, max_size=2, unique=True)
)
@settings(max_examples=150, deadline=None)
def test_rules_that_nobody_can_see_may_do_anything(
    new_azure: Callable[[], Azure], rules: Sequence[Rule], hidden: Sequence[Rule], priorities: Sequence[int]
) -> None:
    seen = [written(rule) for rule in rules]
    more = [written({**rule, "priority": priority}) for rule, priority in zip(hidden, priorities, strict=False)]
    doubtful = decision(new_azure, [*seen, Unknown("rules", "more rules are not known")])
    assert doubtful.outcome in (decision(new_azure, [*seen, *more]).outcome, "unknown")


@given(rules=rule_sets())
@settings(max_examples=60, deadline=None)
def test_an_unknown_region_is_decided_only_where_every_region_agrees(new_azure: Callable[[], Azure], rules: Sequence[Rule]) -> None:
    doubtful = decision(new_azure, map(written, rules), region=Unknown("location", "the location is not known"))
    for region in ("japanwest", "japaneast", "westus"):
        assert doubtful.outcome in (decision(new_azure, map(written, rules), region=region).outcome, "unknown")


def test_rules_decide_together_what_none_decides_alone(new_azure: Callable[[], Azure]) -> None:
    deny = {"access": "Deny", "direction": "Outbound", "protocol": "*", "ports": ["*"], "source": ["*"], "from": ["*"], "plural": False}
    halves = [
        {**deny, "priority": 100, "to": [str(net) for net in OWN[:5]]},
        {**deny, "priority": 110, "to": [str(net) for net in OWN[5:]]},
    ]
    assert decision(new_azure, map(written, halves)).outcome == "deny"
    assert decision(new_azure, [written(halves[0])]).outcome == "unknown"


def test_a_literal_prefix_that_cuts_the_region_in_two_tells_how_much_it_takes(new_azure: Callable[[], Azure]) -> None:
    deny = {"access": "Deny", "direction": "Outbound", "protocol": "*", "ports": ["*"], "source": ["*"], "from": ["*"], "plural": False}
    found = decision(new_azure, [written({**deny, "priority": 100, "to": [str(OWN[0])]})])
    assert found.because
    assert "% of the addresses of Storage.JapanWest" in found.because.because


def test_a_region_whose_addresses_are_not_published_is_decided_by_its_name(new_azure: Callable[[], Azure]) -> None:
    allow = {"access": "Allow", "direction": "Outbound", "protocol": "*", "ports": ["*"], "source": ["*"], "from": ["*"], "plural": False}
    deny = written({**allow, "access": "Deny", "priority": 200, "to": ["Internet"]})
    named = written({**allow, "priority": 100, "to": ["Storage.SaudiArabiaEast"]})
    literal = written({**allow, "priority": 100, "to": ["20.0.0.0/8"]})
    assert decision(new_azure, [deny], region="saudiarabiaeast").outcome == "deny"
    assert decision(new_azure, [named, deny], region="saudiarabiaeast").outcome == "allow"
    assert decision(new_azure, [literal, deny], region="saudiarabiaeast").outcome == "unknown"


def test_rules_of_one_priority_that_differ_are_in_doubt_in_either_order(new_azure: Callable[[], Azure]) -> None:
    rule = {
        "direction": "Outbound",
        "protocol": "*",
        "to": ["*"],
        "ports": ["*"],
        "source": ["*"],
        "from": ["*"],
        "plural": False,
        "priority": 100,
    }
    tied = [written({**rule, "access": "Allow"}), written({**rule, "access": "Deny"})]
    assert [decision(new_azure, order).outcome for order in (tied, tied[::-1])] == ["unknown", "unknown"]


def test_rules_that_cut_the_traffic_ever_smaller_are_given_up_with_a_reason(
    new_azure: Callable[[], Azure], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azbk_lint.checks.reach.MOST_BOXES", 50)
    rule = {"access": "Allow", "direction": "Outbound", "protocol": "*", "ports": ["*"], "plural": True}
    cuts = [
        written(
            {
                **rule,
                "priority": 100 + bit,
                "to": [str(net) for n, net in enumerate(OWN) if n >> bit % 4 & 1],
                "source": [f"10.0.1.{host}" for host in range(256) if host >> bit & 1],
                "from": [f"{port}-{port + 127}" for port in range(32768, 65536, 128) if port >> 7 + bit & 1],
            }
        )
        for bit in range(8)
    ]
    found = decision(new_azure, cuts)
    assert found.because
    assert (found.outcome, found.because.kind) == ("unknown", "limit")
