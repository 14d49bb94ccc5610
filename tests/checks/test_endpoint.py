"""What subnets without a way to the internet need."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azbk_lint.checks.matching import Probe
from azbk_lint.checks.routes import Way, way
from azbk_lint.model.policy import Answer
from azbk_lint.model.value import Value

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

STORAGE = [{"service": "Microsoft.Storage"}]


def judge(azure: Azure, *routes: tuple[Value, Value], endpoints: Value = None, **parameters: object) -> list[Answer]:
    """Judge one VM in a subnet with a route table and service endpoints."""
    table = azure.table("rt", *routes) if routes else None
    azure.vm("vm1", azure.nic("nic1", azure.subnet("app", table=table, serviceEndpoints=endpoints)))
    return azure.answers("endpoint", service="Microsoft.Storage", **parameters)


@pytest.mark.parametrize("hop", ["None", "VirtualAppliance", "VirtualNetworkGateway", "virtualappliance", "VirtualApplianceEcmp"])
def test_a_default_route_off_the_internet_asks_for_the_endpoint(azure: Azure, hop: str) -> None:
    (answer,) = judge(azure, ("0.0.0.0/0", hop))
    assert answer.verdict == "fails"
    assert (answer.place.source.name.as_posix(), answer.place.route) == ("vnet/app", ())
    assert {key: answer.facts[key] for key in ("subnet", "vm", "prefix", "route", "table")} == {
        "subnet": "app",
        "vm": "vm1",
        "prefix": "0.0.0.0/0",
        "route": "r0",
        "table": "rt",
    }
    assert answer.shifts == {"proven"}
    assert answer.related[0].label == f"`r0` sends 0.0.0.0/0 to {answer.facts['hop']}"


@pytest.mark.parametrize("service", ["Microsoft.Storage", "microsoft.storage", "Microsoft.Storage.Global"])
def test_the_endpoint_beats_the_default_route(azure: Azure, service: str) -> None:
    assert not judge(azure, ("0.0.0.0/0", "None"), endpoints=[{"service": service}])


def test_the_endpoint_of_another_service_does_not(azure: Azure) -> None:
    assert judge(azure, ("0.0.0.0/0", "None"), endpoints=[{"service": "Microsoft.Sql"}])


@pytest.mark.parametrize(
    "routes",
    [
        [],
        [("0.0.0.0/0", "Internet")],
        [("10.0.0.0/8", "VirtualAppliance")],
        [("0.0.0.0/0", "None"), ("Storage.JapanEast", "Internet")],
        [("0.0.0.0/0", "None"), ("Storage", "Internet")],
        [("0.0.0.0/0", "None"), ("AzureCloud", "Internet")],
        [("0.0.0.0/0", "None"), ("0.0.0.0/1", "Internet"), ("128.0.0.0/1", "Internet")],
        [("0.0.0.0/0", "None"), ("0.0.0.0/1", "Internet")],
    ],
)
def test_without_proof_nothing_is_said(azure: Azure, routes: list[tuple[Value, Value]]) -> None:
    assert not judge(azure, *routes)


@pytest.mark.parametrize(
    "routes",
    [
        [("0.0.0.0/0", "None"), ("Storage.JapanWest", "Internet")],
        [("0.0.0.0/0", "Internet"), ("Storage.JapanEast", "None")],
        [("0.0.0.0/0", "Internet"), ("Storage", "None")],
        [("0.0.0.0/1", "None"), ("128.0.0.0/1", "VirtualAppliance")],
        [("AzureCloud", "Internet"), ("Storage", "None")],
    ],
)
def test_the_longest_prefix_decides(azure: Azure, routes: list[tuple[Value, Value]]) -> None:
    assert [answer.verdict for answer in judge(azure, *routes)] == ["fails"]


def test_a_policy_may_ask_without_proof(azure: Azure) -> None:
    (answer,) = judge(azure, needs_proof=False)
    assert (answer.verdict, answer.shifts, answer.facts["hop"]) == ("fails", frozenset(), "")


def test_only_the_hops_that_a_policy_names_count(azure: Azure) -> None:
    assert not judge(azure, ("0.0.0.0/0", "VirtualAppliance"), hops=["None"])


@pytest.mark.parametrize("field", ["prefix", "hop"])
def test_a_route_that_is_not_known_leaves_it_open(azure: Azure, field: str) -> None:
    hole = azure.hole()
    (answer,) = judge(azure, (hole, "None") if field == "prefix" else ("0.0.0.0/0", hole))
    assert (answer.verdict, answer.facts["because"]) == ("unknown", hole.because)
    assert answer.place.source.name.as_posix() == "vnet/app"


def test_an_endpoint_that_is_not_known_leaves_it_open(azure: Azure) -> None:
    assert [answer.verdict for answer in judge(azure, ("0.0.0.0/0", "None"), endpoints=azure.hole())] == ["unknown"]


def test_a_subnet_without_vms_is_not_judged(azure: Azure) -> None:
    azure.subnet("app", table=azure.table("rt", ("0.0.0.0/0", "None")))
    assert not azure.answers("endpoint", service="Microsoft.Storage")


def test_one_answer_for_all_the_vms_of_a_subnet(azure: Azure) -> None:
    subnet = azure.subnet("app", table=azure.table("rt", ("0.0.0.0/0", "None")))
    for number in (1, 2):
        azure.vm(f"vm{number}", azure.nic(f"nic{number}", subnet))
    (answer,) = azure.answers("endpoint", service="Microsoft.Storage")
    assert (answer.facts["vm"], answer.facts["vms"]) == ("vm1, vm2", 2)


@pytest.mark.parametrize(
    ("prefix", "subnet", "nic", "fails"),
    [
        ("Storage.JapanEast", {"defaultOutboundAccess": False}, {}, True),
        ("0.0.0.0/0", {"defaultOutboundAccess": False}, {}, False),
        ("Storage", {}, {}, False),
        ("Storage", {"defaultOutboundAccess": False, "natGateway": {"id": "nat"}}, {}, False),
        ("Storage", {"defaultOutboundAccess": False}, {"publicIPAddress": {"id": "ip"}}, False),
        ("Storage", {"defaultOutboundAccess": False}, {"loadBalancerBackendAddressPools": [{"id": "pool"}]}, False),
    ],
)
def test_a_route_to_the_internet_leads_nowhere_in_a_private_subnet(
    azure: Azure, prefix: str, subnet: dict[str, Any], nic: dict[str, Any], *, fails: bool
) -> None:
    table = azure.table("rt", (prefix, "Internet"))
    azure.vm("vm1", azure.nic("nic1", azure.subnet("app", table=table, **subnet), **nic))
    assert bool(azure.answers("endpoint", service="Microsoft.Storage", hops=["Internet"])) is fails
    assert not azure.answers("endpoint", service="Microsoft.Storage")


def test_a_private_subnet_alone_asks_for_nothing(azure: Azure) -> None:
    azure.vm("vm1", azure.nic("nic1", azure.subnet("app", defaultOutboundAccess=False)))
    assert not azure.answers(
        "endpoint", service="Microsoft.Storage", hops=["None", "VirtualAppliance", "VirtualNetworkGateway", "Internet"]
    )


LITERALS = ["0.0.0.0/0", "0.0.0.0/1", "0.0.0.0/2", "13.0.0.0/8", "20.0.0.0/8", "20.38.0.0/16", "40.0.0.0/7", "52.0.0.0/6", "128.0.0.0/1"]
HOPS = ["None", "VirtualAppliance", "VirtualNetworkGateway", "Internet"]


@given(st.dictionaries(st.sampled_from(LITERALS), st.sampled_from(HOPS), max_size=6))
@settings(deadline=None)
def test_next_hops_are_those_of_the_longest_prefix_of_every_address(new_azure: Callable[[], Azure], routes: dict[str, str]) -> None:
    azure, probe = new_azure(), Probe(443, "japaneast")
    azure.table("rt", *routes.items())
    taken = way(azure.estate().tables[0], probe)
    ends = {end for span in probe.destinations for end in span} | {int(IPv4Network(prefix)[at]) for prefix in LITERALS for at in (0, -1)}
    inside = [end for end in ends if any(first <= end <= last for first, last in probe.destinations)]
    hops = {hop_of(end, routes) for end in inside}
    assert isinstance(taken, Way)
    assert taken.hop in (hops if len(hops) == 1 or "Internet" not in hops else {""})


def hop_of(address: int, routes: dict[str, str]) -> str:
    fitting = [prefix for prefix in routes if address in range(int(IPv4Network(prefix)[0]), int(IPv4Network(prefix)[-1]) + 1)]
    return routes[max(fitting, key=lambda prefix: IPv4Network(prefix).prefixlen)] if fitting else "Internet"
