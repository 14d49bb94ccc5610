"""Configuration files of a guest's network, by their paths: which of them give the primary interface a static address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from azbk_lint.checks.guest.outline import Node, outline

OTHER_DEVICE = re.compile(
    r"""(?xi) ^( lo\d* | docker | br[-\d_] | bridge | virbr | veth | vethernet | cni | flannel | cali | kube | dummy | tun | tap
      | wg\d | vxlan | vlan | ib\d | eth[1-9] | .*:\d+$ | loopback | ethernet\ [2-9] )"""
)
"""Interfaces that are not the one Azure configures by DHCP: loopback, bridges, tunnels, aliases, second NICs."""
IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
LONGEST = 300
OFF = frozenset({"false", "no", "off", "n"})


class File(NamedTuple):
    """A file that a script writes: its path, its text, and the script's line on which that begins, from 0."""

    path: str
    text: str
    line: int


class Act(NamedTuple):
    """Something a script does: on which line, from 0, in words, for which address (empty where none is written), on which OS."""

    line: int
    how: str
    address: str
    os: str


def static_addresses(file: File) -> Iterator[Act]:
    """Find what a file says of static addresses, if its path is one that the guest reads its network from."""
    for path, read in READERS:
        if re.search(path, file.path):
            yield from (Act(file.line + act.line, act.how, act.address, act.os) for act in read(file))


def is_other(device: str) -> bool:
    """Say whether a device is surely not the primary network interface."""
    return OTHER_DEVICE.match(device.strip("\"'")) is not None


def first_ipv4(text: str) -> str:
    """Give the first IPv4 address in a text that is not a loopback one, or nothing."""
    return next((found for found in IPV4.findall(text) if not found.startswith("127.")), "")


def _netplan(file: File) -> Iterator[Act]:
    network = outline(file.text).get("network")
    for device, settings in (network.get("ethernets") or Node("", 0)).items() if network else ():
        addresses, dhcp = settings.get("addresses"), settings.get("dhcp4")
        named = (settings.get("set-name") or Node(device, 0)).word
        if not addresses or is_other(named) or (dhcp and dhcp.word.casefold() not in OFF):
            continue
        literal = first_ipv4(" ".join(_words(addresses)))
        if literal or not any(":" in word for word in _words(addresses)):
            yield Act((dhcp or addresses).line, "netplan gives addresses without dhcp4", literal, "linux")


def _words(node: Node) -> Iterator[str]:
    """Give the scalars in a list, and the keys of mappings in it (an address with options is one)."""
    for item in node.listed():
        yield from [item.word] if item.word else [key for key, _ in item.items()]


def _ifcfg(file: File) -> Iterator[Act]:
    device = file.path.rpartition("ifcfg-")[2]
    values = {key.upper(): (value.strip().strip("\"'"), number) for number, key, value in _settings(file.text)}
    device = values.get("DEVICE", (device, 0))[0]
    protocol, line = values.get("BOOTPROTO", ("none", next((number for key, (_, number) in values.items() if key.startswith("IPADDR")), 0)))
    address = next((value for key, (value, _) in values.items() if key.startswith("IPADDR")), "")
    if address and protocol.casefold() in ("none", "static") and not is_other(device) and ":" not in address:
        yield Act(line, "ifcfg sets IPADDR and no DHCP", first_ipv4(address), "linux")


def _interfaces(file: File) -> Iterator[Act]:
    lines = _short_lines(file.text)
    for number, line in enumerate(lines):
        found = re.match(r"\s*iface\s+(\S+)\s+inet\s+static\b", line)
        if found and not is_other(found[1]):
            stanza = " ".join(below for below in lines[number + 1 : number + 8] if re.match(r"\s*address\s", below))
            yield Act(number, "interfaces has `inet static`", first_ipv4(stanza), "linux")


def _keyfile(file: File) -> Iterator[Act]:
    sections = _sections(file.text)
    name = next((value for section, key, value, _ in sections if section == "connection" and key == "interface-name"), "")
    for section, key, value, number in sections:
        if section == "ipv4" and key == "method" and value == "manual" and not is_other(name):
            address = next((given for part, word, given, _ in sections if part == "ipv4" and word.startswith("address")), "")
            yield Act(number, "keyfile has `method=manual`", first_ipv4(address), "linux")


def _networkd(file: File) -> Iterator[Act]:
    sections = _sections(file.text)
    name = next((value for section, key, value, _ in sections if section == "match" and key == "name"), "")
    dhcp = next((value.casefold() for section, key, value, _ in sections if section == "network" and key == "dhcp"), "no")
    for section, key, value, number in sections:
        if (
            section in ("network", "address")
            and key == "address"
            and first_ipv4(value)
            and dhcp in ("no", "false", "ipv6")
            and not is_other(name)
        ):
            yield Act(number, "networkd gives an address without DHCP", first_ipv4(value), "linux")
            return


def _cloud_network(file: File) -> Iterator[Act]:
    """Read cloud-init's own network configuration, version 1 and 2."""
    root = outline(file.text)
    network = root.get("network") or root
    for entry in (network.get("config") or Node("", 0)).listed():
        name, kind = (entry.get("name") or Node("", 0)).word, (entry.get("type") or Node("", 0)).word
        for subnet in (entry.get("subnets") or Node("", 0)).listed():
            how = subnet.get("type")
            if kind == "physical" and how and how.word in ("static", "static4") and not is_other(name):
                yield Act(
                    how.line,
                    "cloud-init's network configuration has a static subnet",
                    first_ipv4((subnet.get("address") or how).word),
                    "linux",
                )
    if network.get("ethernets"):
        yield from _netplan(file)


def _short_lines(text: str) -> Sequence[str]:
    """Give a text's lines, as much of each as a setting can take."""
    return [line[:LONGEST] for line in text.splitlines()]


def _settings(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the `KEY=value` lines of a text with their numbers."""
    for number, line in enumerate(_short_lines(text)):
        found = re.match(r"\s*([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*(?:\s#.*)?$", line)
        if found:
            yield number, found[1], found[2]


def _sections(text: str) -> Sequence[tuple[str, str, str, int]]:
    """Give section, key, value and line of every setting in an INI text, keys and sections in lower case."""
    found, section = list[tuple[str, str, str, int]](), ""
    for number, line in enumerate(_short_lines(text)):
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            section = header[1].casefold()
        elif setting := re.match(r"\s*([\w.-]+)\s*=\s*(.*?)\s*(?:\s[#;].*)?$", line):
            found.append((section, setting[1].casefold(), setting[2], number))
    return found


READERS: Sequence[tuple[str, Callable[[File], Iterator[Act]]]] = (
    (r"/etc/netplan/[^/]+\.ya?ml$", _netplan),
    (r"/etc/sysconfig/network(-scripts)?/ifcfg-[^/]+$", _ifcfg),
    (r"/etc/network/interfaces(\.d/[^/]+)?$", _interfaces),
    (r"/etc/NetworkManager/system-connections/[^/]+$", _keyfile),
    (r"/(etc|run|lib)/systemd/network/[^/]+\.network(\.d/[^/]+\.conf)?$", _networkd),
    (r"/etc/cloud/cloud\.cfg\.d/[^/]+\.cfg$", _cloud_network),
)
