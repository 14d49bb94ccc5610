"""Which commands take the guest's address from DHCP's hands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from azbk_lint.checks.guest.files import Act, first_ipv4, is_other
from azbk_lint.checks.guest.shell import Command

LONGEST = 600
"""Characters of a command that patterns see."""


def static_commands(command: Command) -> Iterator[Act]:
    """Find a command that gives the primary interface a static address."""
    yield from _acts(command, STATIC)


def dhcp_off_commands(command: Command) -> Iterator[Act]:
    """Find a command that turns the guest's DHCP client off."""
    yield from _acts(command, DHCP_OFF)


def _acts(command: Command, table: Sequence[tuple[str, str, str, str]]) -> Iterator[Act]:
    text = command.text[:LONGEST]
    for pattern, device, how, system in table:
        if not re.search(pattern, text, re.IGNORECASE):
            continue
        named = re.search(device, text, re.IGNORECASE) if device else None
        address = first_ipv4(text)
        if (named and is_other(named[1])) or (not address and re.search(r"\b(127\.|::1?\b|[0-9a-f]+:[0-9a-f:]+/)", text)):
            continue
        yield Act(command.line, how, address, system)
        return


_ALIAS = r"-(?:InterfaceAlias|ia)\s+[\"']?([\w .-]*[\w)])"
STATIC: Sequence[tuple[str, str, str, str]] = (
    (r"^(\S*/)?ip\s+(-\S+\s+)*a(d(d(r(ess)?)?)?)?\s+(add|replace|change)\s", r"\bdev\s+(\S+)", "`ip addr add`", "linux"),
    (r"^(\S*/)?ifconfig\s+[\w.:@-]+\s+(inet\s+)?\d", r"ifconfig\s+(\S+)", "`ifconfig` with an address", "linux"),
    (
        r"^(\S*/)?nmcli\b.*\bipv4\.method\s+[\"']?manual",
        r"(?:\bifname|\bcon-name|modify|mod)\s+(\S+)",
        "`nmcli … ipv4.method manual`",
        "linux",
    ),
    (r"^(\S*/)?nmcli\b.*\badd\b.*\bip4\s", r"\bifname\s+(\S+)", "`nmcli … ip4`", "linux"),
    (r"^(\S*/)?netplan\s+set\b.*\baddresses", r"ethernets\.(\w+)", "`netplan set … addresses`", "linux"),
    (r"^(\S*/)?sed\b.*BOOTPROTO\W+\w+.*BOOTPROTO=[\"']?(none|static)", r"ifcfg-(\S+)", "`sed` turns BOOTPROTO to static", "linux"),
    (r"^New-NetIPAddress\b(?!.*-(WhatIf|AddressFamily\s+IPv6))", _ALIAS, "`New-NetIPAddress`", "windows"),
    (
        r"^(\S*\\)?netsh(\.exe)?\s+(interface|int)\s+(ip|ipv4)\s+set\s+address\b(?!.*\bdhcp\b)",
        r"(?:name=|address\s+)[\"']([^\"']+)",
        "`netsh … set address`",
        "windows",
    ),
    (r"\bEnableStatic\b", "", "`EnableStatic`", "windows"),
    (r"\bEnableDHCP\b.*?(-Value|/d)\s+[\"']?0\b", "", "the registry value EnableDHCP is 0", "windows"),
    (r"^x?IPAddress\s+\w+$", "", "DSC resource IPAddress", "windows"),
)
"""Pattern, where the device stands, how in words, and the system; the first that fits counts."""

DHCP_OFF: Sequence[tuple[str, str, str, str]] = (
    (r"^Set-NetIPInterface\b.*-Dhcp\s+[\"']?Disabled", _ALIAS, "`Set-NetIPInterface -Dhcp Disabled`", "windows"),
    (r"^Set-Service\b.*\bDhcp\b.*-StartupType\s+[\"']?Disabled", "", "the service Dhcp is disabled", "windows"),
    (r"^sc(\.exe)?\s+config\s+Dhcp\s+start=\s*disabled", "", "the service Dhcp is disabled", "windows"),
    (r"^systemctl\s+(--now\s+)?(disable|mask)\s+(--now\s+)?(dhcpcd|dhclient|isc-dhcp-client)", "", "the DHCP client is disabled", "linux"),
)
