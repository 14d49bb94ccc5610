"""Judges what provisioning scripts do to the guest's network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from azbk_lint.checks.answers import conditional, confidence, merged, unknown
from azbk_lint.checks.conditions import CONDITIONS, conditions
from azbk_lint.checks.guest.carriers import Carrier, carriers, located
from azbk_lint.checks.passage import leading
from azbk_lint.model.estate import Estate, Nic, Vm
from azbk_lint.model.policy import Answer
from azbk_lint.model.source import Related
from azbk_lint.model.value import Unknown

if TYPE_CHECKING:
    from azbk_lint.checks.guest.files import Act

Deed: TypeAlias = Literal["static-address", "dhcp-off"]
FIXED_HOST = r"(?m)^[^#\n]*Protocol\.EndpointDiscovery\s*=\s*static"
"""With this in waagent.conf the Linux agent takes its host's address as given and asks no DHCP (WALinuxAgent, common/dhcp.py)."""


@dataclass(frozen=True, slots=True)
class GuestScript:
    """Fails where a script that a VM is provisioned with does a thing to the guest.

    `runs` is the thing: `static-address` sets an IPv4 address on the primary interface inside the guest, `dhcp-off` turns
    the DHCP client off. Scripts are custom data, user data, unattend content, run commands, and the command or script of
    a custom script extension; base64 and gzip are undone. Commands count, and files the guest reads its network from
    (netplan, ifcfg, interfaces, NetworkManager, networkd), by the path they are written to; what is only printed or
    commented does not. Scripts are never run, and none is fetched.

    No static address is held against a NIC with several IP configurations, which need one in the guest; on Linux the
    primary address does not, so there it is. Nor against a Linux agent that is told its host's address.

    The place is the script's line where it stands in a file as written, else the property that carries the script.
    Facts: `vm` (names), `vms`, `carrier` (what holds the script), `how` (what is done, in words), `address` (empty where
    none is written), `os`, `line` (the script's line). Conditions: those of checks.conditions.
    """

    FACTS = frozenset({"vm", "vms", "carrier", "how", "address", "os", "line"})
    CONDITIONS = CONDITIONS

    runs: Deed

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Look through the scripts of every VM; VMs made in a loop from one script share an answer."""
        yield from merged(answer for vm in estate.vms for carrier in carriers(vm) for answer in self._judge(vm, carrier))

    def _judge(self, vm: Vm, carrier: Carrier) -> Iterator[Answer]:
        place, address = carrier.part.at(*carrier.route), carrier.part.resource.address
        facts = {"vm": vm.called, "vms": 1, "carrier": carrier.name, "how": "", "address": "", "os": vm.os, "line": ""}
        if isinstance(carrier.script, Unknown):
            yield unknown(place, carrier.script, facts, address, vm.stack)
            return
        acts = [act for act in _acts(carrier.script, self.runs) if not _told_host(carrier.script, act)]
        exempt = [_exempt(vm, act) for act in acts] if self.runs == "static-address" else [False for _ in acts]
        sure = [act for act, why in zip(acts, exempt, strict=True) if why is False]
        if sure:
            yield self._fails(vm, carrier, sure, facts)
        elif why := next((each for each in exempt if isinstance(each, Unknown)), carrier.hole):
            yield unknown(place, why, facts, address, vm.stack)

    def _fails(self, vm: Vm, carrier: Carrier, acts: Sequence[Act], facts: Mapping[str, object]) -> Answer:
        first = acts[0]
        place, carried = located(carrier, first.line), carrier.part.at(*carrier.route)
        lines = str(carrier.script).splitlines()
        told = {**facts, "how": first.how, "address": first.address, "os": first.os, "line": lines[first.line].strip()[:120]}
        if why := conditional(vm.resource) or conditional(carrier.part.resource):
            return unknown(place, why, told, carrier.part.resource.address, vm.stack)
        related = [Related(located(carrier, act.line), act.how) for act in acts[1:4]]
        if place != carried:
            related.append(Related(carried, f"{carrier.name} of {vm.called} carries the script"))
        return Answer(
            "fails",
            place,
            told,
            related=[*related, *carrier.part.chain(*carrier.route)],
            label=first.how,
            resource=carrier.part.resource.address,
            confidence=confidence(vm.resource, carrier.part.resource),
            shifts=conditions(vm),
            stack=vm.stack,
        )


def _acts(script: str, deed: Deed) -> Iterator[Act]:
    """Find the thing in a script, in the order of its lines. The readers of scripts are imported for the first one there is."""
    from azbk_lint.checks.guest.commands import dhcp_off_commands, static_commands
    from azbk_lint.checks.guest.files import static_addresses
    from azbk_lint.checks.guest.script import read_script
    from azbk_lint.checks.guest.shell import Command

    by_command = static_commands if deed == "static-address" else dhcp_off_commands
    for each in read_script(script):
        if isinstance(each, Command):
            yield from by_command(each)
        elif deed == "static-address":
            yield from static_addresses(each)


def _told_host(script: str, act: Act) -> bool:
    return act.os == "linux" and re.search(FIXED_HOST, script) is not None


def _exempt(vm: Vm, act: Act) -> bool | Unknown:
    """Say whether the NIC is one whose addresses must, or may, be set in the guest (agent-windows, 2025-08-18)."""
    for nic in leading(vm):
        count = nic.configurations if isinstance(nic, Nic) else nic
        if isinstance(count, Unknown):
            return count
        if isinstance(nic, Nic) and count > 1:
            return act.os == "windows" or act.address != nic.address
    return False
