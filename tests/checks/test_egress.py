"""What NSGs make of a VM's way to Storage, as the answers put it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest

from azbk_lint.model.policy import Answer
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Value

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

GROUP = "/subscriptions/sub/resourceGroups/rg/providers/"
NETWORK = f"{GROUP}Microsoft.Network/"
DENY = ("DenyInternetOut", 100, "Deny", "Internet")


def judge(azure: Azure, **parameters: object) -> list[Answer]:
    return azure.answers("egress", to="Storage", port=443, **parameters)


def only(answers: list[Answer]) -> Answer:
    assert len(answers) == 1, answers
    return answers[0]


def test_a_shadowed_allow_is_named_with_the_rule_that_denies_first(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule(*DENY), azure.rule("AllowStorage", 200, "Allow", "Storage", "443")))
    answer = only(judge(azure))
    assert answer.verdict == "fails"
    assert (answer.place.source.name.name, answer.place.route) == ("nsg", ("properties", "securityRules", 0))
    assert answer.label == "denies TCP 443 to Storage.JapanEast"
    assert [related.label for related in answer.related] == [
        "`AllowStorage` (priority 200) would allow it, and is never reached",
        "subnet `subnet-vm1` of vm1 is bound to this NSG here",
        "vm1 is behind it",
    ]
    told = {key: answer.facts[key] for key in ("rule", "priority", "vm", "region", "tag", "level", "case", "allow")}
    assert told == {
        "rule": "DenyInternetOut",
        "priority": 100,
        "vm": "vm1",
        "region": "JapanEast",
        "tag": "Storage.JapanEast",
        "level": "subnet",
        "case": "shadowed",
        "allow": "AllowStorage",
    }
    assert answer.confidence == "high"


@pytest.mark.parametrize(
    ("to", "ports", "more", "case"),
    [
        ("Storage.JapanWest", "443", {}, "other-region"),
        ("AzureCloud.japanwest", "443", {}, "other-region"),
        ("Storage", "445", {}, "other-port"),
        ("Storage.JapanEast", "*", {"protocol": "Udp"}, "other-port"),
        ("AzureBackup", "443", {}, "backup-tag"),
        ("AzureBackup.JapanEast", "443", {}, "backup-tag"),
        ("AzureActiveDirectory", "443", {}, "backup-tag"),
        ("Sql", "443", {}, "plain"),
        ("VirtualNetwork", "*", {}, "plain"),
    ],
)
def test_the_rule_that_was_meant_to_allow_tells_the_case(azure: Azure, to: str, ports: str, more: dict[str, Value], case: str) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("Allow", 90, "Allow", to, ports, **more), azure.rule(*DENY)))
    assert only(judge(azure)).facts["case"] == case
    assert [answer.facts["case"] for answer in judge(azure, cases=[case])] == [case]
    assert not judge(azure, cases=[other for other in ("shadowed", "plain") if other != case])


def test_one_answer_names_all_the_vms_behind_an_nsg(azure: Azure) -> None:
    nsg = azure.nsg("nsg", azure.rule(*DENY))
    for number in range(1, 6):
        azure.behind(nsg, f"vm{number}")
    answer = only(judge(azure))
    assert answer.facts["vm"] == "vm1, vm2, vm3 and 2 more"
    assert answer.facts["vms"] == 5


def test_nic_and_subnet_must_both_allow_and_each_that_denies_is_found(azure: Azure) -> None:
    deny, allow = azure.nsg("deny", azure.rule(*DENY)), azure.nsg("allow", azure.rule("Allow", 100, "Allow", "*"))
    azure.vm("vm1", azure.nic("nic1", azure.subnet("a", allow), deny))
    azure.vm("vm2", azure.nic("nic2", azure.subnet("b", deny), allow))
    assert [(answer.facts["vm"], answer.facts["level"]) for answer in judge(azure)] == [("vm1, vm2", "NIC")]


def test_no_nsg_at_all_allows(azure: Azure) -> None:
    azure.vm("vm1", azure.nic("nic1", azure.subnet("a")))
    assert not judge(azure)


def test_an_nsg_without_vms_is_judged_once_with_less_confidence(azure: Azure) -> None:
    azure.subnet("a", azure.nsg("nsg", azure.rule(*DENY)))
    answer = only(judge(azure))
    assert (answer.verdict, answer.confidence, answer.facts["vm"]) == ("fails", "medium", "a VM behind nsg")
    assert answer.facts["region"] == "JapanEast"


@pytest.mark.parametrize("name", ["AzureBastionSubnet", "gatewaysubnet", "AzureFirewallSubnet", "RouteServerSubnet"])
def test_an_nsg_of_reserved_subnets_only_is_not_judged(azure: Azure, name: str) -> None:
    azure.subnet(name, azure.nsg("nsg", azure.rule(*DENY)))
    assert not judge(azure)


def test_an_nsg_of_delegated_subnets_only_is_not_judged(azure: Azure) -> None:
    azure.subnet("sql", azure.nsg("nsg", azure.rule(*DENY)), delegations=[{"name": "sql"}])
    assert not judge(azure)
    azure.subnet("free", azure.resources[0].id)
    assert judge(azure)


def test_default_rules_written_out_are_not_findings(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("DenyAllOutBound", 65500, "Deny", "*"), azure.rule("DenyInternet", 65001, "Deny", "Internet")))
    assert not judge(azure)


def test_port_8443_counts_only_where_443_gets_out(azure: Azure) -> None:
    azure.behind(azure.nsg("half", azure.rule("Allow", 90, "Allow", "Storage", "443"), azure.rule(*DENY)), "half")
    azure.behind(azure.nsg("none", azure.rule(*DENY)), "none")
    azure.behind(azure.nsg("both", azure.rule("Allow", 90, "Allow", "Storage", ["443", "8443"]), azure.rule(*DENY)), "both")
    answer = only(azure.answers("egress", to="Storage", port=8443, only_if_open=443))
    assert (answer.facts["vm"], answer.facts["port"]) == ("half", 8443)


def test_port_8443_is_not_asked_where_443_may_be_shut(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("Allow", 90, azure.hole(), "Storage", "443"), azure.rule(*DENY)))
    assert [answer.verdict for answer in azure.answers("egress", to="Storage", port=8443, only_if_open=443)] == ["unknown"]


def test_unmanaged_disks_leave_a_vm_out_where_only_managed_ones_count(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)), storageProfile={"osDisk": {"vhd": {"uri": "https://x/y.vhd"}}})
    assert judge(azure)
    assert not judge(azure, disks="managed")


def test_a_vm_that_may_not_be_deployed_fails_for_nobody(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)), exists=azure.hole("condition"))
    answer = only(judge(azure))
    assert (answer.verdict, answer.facts["because"], answer.facts["settle"]) == ("unknown", "condition has no default", "--set condition")


def test_a_vm_that_stands_for_many_fails_with_less_confidence(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)), many=azure.hole("count"))
    answer = only(judge(azure))
    assert (answer.verdict, answer.confidence) == ("fails", "medium")


def test_an_unknown_points_at_the_rule_that_leaves_it_open(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("In", 90, "Allow", "Sql"), azure.rule("Maybe", 100, "Deny", azure.hole())))
    answer = only(judge(azure))
    assert (answer.verdict, answer.facts["rule"]) == ("unknown", "Maybe")
    assert answer.place.route == ("properties", "securityRules", 1)


def test_a_nic_declared_elsewhere_is_unknown_at_the_vm(azure: Azure) -> None:
    azure.vm("vm1", "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/far")
    answer = only(judge(azure))
    assert (answer.verdict, answer.facts["because"]) == ("unknown", "network interface 'far' is declared elsewhere")


def test_a_nic_that_is_denied_fails_although_its_subnet_is_elsewhere(azure: Azure) -> None:
    far = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/far"
    azure.vm("vm1", azure.nic("nic1", far, azure.nsg("nsg", azure.rule(*DENY))))
    answer = only(judge(azure))
    assert (answer.verdict, answer.confidence) == ("fails", "medium")


def test_a_default_route_into_a_tunnel_leaves_the_tag_internet_open(azure: Azure) -> None:
    table = azure.table("rt", ("0.0.0.0/0", "VirtualAppliance"))
    azure.vm("vm1", azure.nic("nic1", azure.subnet("a", azure.nsg("nsg", azure.rule(*DENY)), table)))
    answer = only(judge(azure))
    assert answer.verdict == "unknown"
    assert "what Internet and VirtualNetwork cover then is not documented" in str(answer.facts["because"])


def test_a_default_route_into_a_tunnel_does_not_soften_a_deny_to_everything(azure: Azure) -> None:
    table = azure.table("rt", ("0.0.0.0/0", "VirtualAppliance"))
    azure.vm("vm1", azure.nic("nic1", azure.subnet("a", azure.nsg("nsg", azure.rule("DenyAll", 100, "Deny", "*")), table)))
    assert only(judge(azure)).verdict == "fails"


def test_write_accelerator_is_told_to_the_policy(azure: Azure) -> None:
    disk = {"lun": 0, "writeAcceleratorEnabled": True}
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)), storageProfile={"dataDisks": [disk]})
    assert only(judge(azure)).shifts == {"write-accelerator"}


def test_a_misspelt_tag_is_unknown_and_the_meant_one_is_offered(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("Allow", 90, "Allow", "Storage.JapnEast", "443"), azure.rule(*DENY)))
    answer = only(judge(azure))
    assert answer.facts["because"] == "'Storage.JapnEast' is no service tag known here; did you mean Storage.JapanEast?"


def test_a_half_known_tag_meets_the_vms_own_half_known_region(azure: Azure) -> None:
    region = azure.hole("parameters('location')")
    allow = azure.rule("Allow", 90, "Allow", azure.text("Storage.", region), "443")
    azure.behind(azure.nsg("nsg", allow, azure.rule(*DENY)), location=region)
    assert not judge(azure)


def test_an_unknown_region_does_not_matter_to_a_rule_that_denies_all_of_storage(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule("Deny", 90, "Deny", "Storage")), location=azure.hole())
    assert only(judge(azure)).facts["region"] == "<region of the VM>"


@pytest.mark.parametrize(
    ("publisher", "offer", "sku", "old"),
    [
        ("MicrosoftWindowsServer", "WindowsServer", "2012-R2-Datacenter", True),
        ("MicrosoftWindowsServer", "WindowsServer", "2012R2CN", True),
        ("MicrosoftWindowsServer", "WindowsServer", "2008R2", True),
        ("MicrosoftSQLServer", "SQL2014SP3-WS2012R2", "Enterprise", True),
        ("MicrosoftSQLServer", "sql2012sp4-ws2012", "Standard", True),
        ("MicrosoftSQLServer", "SQL2012SP4-WS2016", "Enterprise", False),
        ("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2", False),
        ("Canonical", "ws2012", "2012", False),
    ],
)
def test_an_old_windows_is_told_by_the_sku_or_the_offer(azure: Azure, publisher: str, offer: str, sku: str, *, old: bool) -> None:
    image = {"publisher": publisher, "offer": offer, "sku": sku}
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)), storageProfile={"imageReference": image})
    assert ("old-windows" in only(judge(azure)).shifts) == old


def test_vms_of_two_stacks_behind_one_rule_are_all_named_on_each(azure: Azure) -> None:
    nsg = azure.nsg("nsg", azure.rule(*DENY))
    azure.behind(nsg, "vm1", storageProfile={"osDisk": {"writeAcceleratorEnabled": True}})
    azure.behind(nsg, "vm2")
    azure.protect("vm1", tags={"backup-stack": "v1"})
    answers = judge(azure)
    assert [(answer.stack, answer.facts["vm"], answer.facts["vms"], "write-accelerator" in answer.shifts) for answer in answers] == [
        ("v1", "vm1, vm2", 2, True),
        ("current", "vm1, vm2", 2, False),
    ]
    assert len({(answer.place, answer.resource) for answer in answers}) == 1


def test_one_vm_that_is_surely_behind_a_rule_is_enough_to_be_sure(azure: Azure) -> None:
    nsg = azure.nsg("nsg", azure.rule(*DENY))
    azure.behind(nsg, "vm1", many=azure.hole())
    assert only(judge(azure)).confidence == "medium"
    azure.behind(nsg, "vm2")
    assert only(judge(azure)).confidence == "high"


def test_where_a_rule_of_a_loop_is_written_is_told_once(azure: Azure) -> None:
    azure.behind(azure.nsg("nsg", azure.rule(*DENY)))
    nsg = azure.resources[0]
    defined = Related(Place(Source(PurePath("rules"), "")), "variable 'rules' is defined here")
    azure.resources[0] = replace(nsg, origin=replace(nsg.origin, through=[defined]))  # type: ignore[type-var]
    assert [related for related in only(judge(azure)).related if related == defined] == [defined]


def living_in(azure: Azure, **properties: Value) -> list[Answer]:
    """Ask about an NSG of one subnet, and no VM, beside a service with properties that hold the subnet's id as `{}`."""
    subnet = azure.subnet("s", azure.nsg("nsg", azure.rule(*DENY)))
    body: Value = {"properties": {key: {"id": subnet} if value == "{}" else [{"id": subnet}] for key, value in properties.items()}}
    azure.add(f"{NETWORK}privateEndpoints/other", body)  # type: ignore[arg-type] # a mapping
    return judge(azure)


def test_an_nsg_whose_subnet_serves_something_else_is_not_judged(azure: Azure) -> None:
    assert not living_in(azure, subnet="{}")


def test_a_firewall_that_lets_a_subnet_in_tells_nothing_of_who_is_there(azure: Azure) -> None:
    assert only(living_in(azure, virtualNetworkRules="[]")).confidence == "medium"


def test_an_nsg_of_a_scale_set_is_not_judged_and_one_that_is_only_watched_is(azure: Azure) -> None:
    for kind, judged in (("Microsoft.Network/networkWatchers/watcher/flowLogs", 1), ("Microsoft.Compute/virtualMachineScaleSets", 0)):
        azure.resources.clear()
        nsg = azure.nsg("nsg", azure.rule(*DENY))
        azure.add(f"{GROUP}{kind}/other", {"properties": {"networkSecurityGroup": {"id": nsg}}})
        assert len(judge(azure)) == judged
