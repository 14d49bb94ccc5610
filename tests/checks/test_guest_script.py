"""What provisioning scripts do to a guest, by carrier, by language and by exception."""

from __future__ import annotations

import gzip
from base64 import b64encode
from dataclasses import replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azbk_lint.checks.guest.carriers import HOLE
from azbk_lint.checks.guest.decode import decoded
from azbk_lint.checks.guest.outline import outline
from azbk_lint.checks.guest.script import read_script
from azbk_lint.model.policy import Answer
from azbk_lint.model.value import Symbolic, Value

if TYPE_CHECKING:
    from tests.checks.conftest import Azure

BASH = "#!/bin/bash\n"
VM = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1"


def cloud(path: str, content: str) -> str:
    body = "".join(f"      {line}\n" for line in dedent(content).strip("\n").splitlines())
    return f"#cloud-config\nwrite_files:\n  - path: {path}\n    content: |\n{body}"


def here(opening: str, content: str) -> str:
    return f"{BASH}{opening}\n{content}EOF\n"


def encode(script: str) -> str:
    return b64encode(script.encode()).decode()


def judge(azure: Azure, script: Value, runs: str = "static-address", **vm: Any) -> list[Answer]:  # noqa: ANN401 - a body, or fields
    nic = azure.nic("nic1", azure.subnet("app"))
    azure.vm("vm1", nic, osProfile={"customData": encode(script) if isinstance(script, str) else script}, **vm)
    return azure.answers("guest-script", runs=runs)


NETPLAN = """
network:
  version: 2
  ethernets:
    eth0:
      dhcp4: {dhcp}
      addresses: [{address}]
"""
IFCFG = "DEVICE={device}\nBOOTPROTO={protocol}\nIPADDR=10.0.1.4\nNETMASK=255.255.255.0\n"

STATIC = {
    "ip addr add": BASH + "ip addr add 10.0.1.4/24 dev eth0",
    "ip a add": BASH + "sudo ip -4 a add 10.0.1.4/24 dev ens3",
    "ip address replace, by path": BASH + "/sbin/ip address replace $ADDRESS dev eth0",
    "in a condition": BASH + "if true; then ip addr add 10.0.1.4/24 dev eth0; fi",
    "in a subshell": BASH + "bash -c 'ip link set eth0 up && ip addr add 10.0.1.4/24 dev eth0'",
    "ifconfig": BASH + "ifconfig eth0 10.0.1.4 netmask 255.255.255.0 up",
    "nmcli method": BASH + "nmcli con mod 'System eth0' ipv4.addresses 10.0.1.4/24 \\\n  ipv4.method manual",
    "nmcli add": BASH + "nmcli con add con-name static ifname eth0 type ethernet ip4 10.0.1.4/24 gw4 10.0.1.1",
    "netplan set": BASH + "netplan set ethernets.eth0.addresses=[10.0.1.4/24]",
    "sed": BASH + "sed -i 's/BOOTPROTO=dhcp/BOOTPROTO=static/' /etc/sysconfig/network-scripts/ifcfg-eth0",
    "netplan file": cloud("/etc/netplan/60-static.yaml", NETPLAN.format(dhcp="no", address="10.0.1.4/24")),
    "netplan without dhcp4": cloud(
        "/etc/netplan/60-static.yaml", NETPLAN.format(dhcp="false", address="10.0.1.4/24").replace("      dhcp4: false\n", "")
    ),
    "netplan as a block list": cloud(
        "/etc/netplan/1.yaml", NETPLAN.format(dhcp="false", address="").replace("[]", "\n        - 10.0.1.4/24:\n            label: a")
    ),
    "netplan in a here-document": here("cat > /etc/netplan/60.yaml <<'EOF'", NETPLAN.format(dhcp="off", address="10.0.1.4/24")),
    "ifcfg": cloud("/etc/sysconfig/network-scripts/ifcfg-eth0", IFCFG.format(device="eth0", protocol="none")),
    "ifcfg by tee": here("sudo tee /etc/sysconfig/network-scripts/ifcfg-eth0 <<EOF", IFCFG.format(device="eth0", protocol="static")),
    "ifcfg by echo": BASH + 'echo -e "BOOTPROTO=static\\nIPADDR=10.0.1.4" > /etc/sysconfig/network-scripts/ifcfg-eth0',
    "interfaces": cloud("/etc/network/interfaces.d/50-eth0", "auto eth0\niface eth0 inet static\n  address 10.0.1.4"),
    "keyfile": cloud("/etc/NetworkManager/system-connections/eth0.nmconnection", "[ipv4]\nmethod=manual\naddress1=10.0.1.4/24,10.0.1.1"),
    "networkd": cloud("/etc/systemd/network/10-eth0.network", "[Match]\nName=eth0\n[Network]\nAddress=10.0.1.4/24"),
    "cloud-init's own network": cloud(
        "/etc/cloud/cloud.cfg.d/99-net.cfg",
        "network:\n  config:\n    - type: physical\n      name: eth0\n      subnets: [{type: static, address: 10.0.1.4/24}]",
    ),
    "runcmd": "#cloud-config\nruncmd:\n  - apt-get update\n  - ip addr add 10.0.1.4/24 dev eth0\n",
    "runcmd as a list": '#cloud-config\nruncmd:\n  - [ip, addr, add, "10.0.1.4/24", dev, eth0]\n',
    "a script that cloud-init writes": cloud("/opt/setup.sh", "#!/bin/sh\nip addr add 10.0.1.4/24 dev eth0"),
    "New-NetIPAddress": "Get-NetAdapter -Name Ethernet | New-NetIPAddress -IPAddress 10.0.1.4 -PrefixLength 24",
    "New-NetIPAddress in a loop": "$a = Get-NetAdapter\n$a | ForEach-Object { New-NetIPAddress -InterfaceIndex $_.ifIndex -IPAddress $ip }",
    "powershell -Command": 'powershell.exe -ExecutionPolicy Unrestricted -Command "& { New-NetIPAddress -IPAddress 10.0.1.4 }"',
    "powershell -EncodedCommand": "powershell -enc " + b64encode("New-NetIPAddress -IPAddress 10.0.1.4".encode("utf-16-le")).decode(),
    "netsh": 'cmd /c netsh interface ip set address "Ethernet" static 10.0.1.4 255.255.255.0 10.0.1.1',
    "netsh with names": "netsh int ipv4 set address name=Ethernet source=static address=10.0.1.4 mask=255.255.255.0",
    "EnableStatic": "$n = Get-WmiObject Win32_NetworkAdapterConfiguration\n$n.EnableStatic('10.0.1.4', '255.255.255.0')",
    "registry": "Set-ItemProperty -Path $key -Name EnableDHCP -Value 0",
    "unattend": "<Commands>\n<CommandLine>cmd /c netsh interface ip set address Ethernet static 10.0.1.4</CommandLine>\n</Commands>",
}

CLEAN = {
    "comment": BASH + "# ip addr add 10.0.1.4/24 dev eth0\n  # ifconfig eth0 10.0.1.4",
    "comment behind a command": BASH + "true # ip addr add 10.0.1.4/24 dev eth0",
    "echo": BASH + 'echo "run: ip addr add 10.0.1.4/24 dev eth0"',
    "echo into a log": BASH + "echo ip addr add 10.0.1.4/24 dev eth0 >> /var/log/setup.log",
    "show": BASH + "ip addr show dev eth0\nip a\nifconfig eth0",
    "loopback": BASH + "ip addr add 127.0.0.2/8 dev lo\nip addr add 10.0.0.9/32 dev lo",
    "docker bridge": BASH + "ip addr add 172.18.0.1/16 dev docker0\nip addr add 172.19.0.1/16 dev br-net",
    "second nic": BASH + "ip addr add 10.0.2.4/24 dev eth1\nifconfig eth0:1 10.0.1.9",
    "ipv6": BASH + "ip addr add fd00::1/64 dev eth0",
    "a here-document that goes nowhere": f"{BASH}cat <<EOF\nip addr add 10.0.1.4/24 dev eth0\nEOF",
    "a here-document into a document": f"{BASH}cat > /root/README <<EOF\nip addr add 10.0.1.4/24 dev eth0\nEOF",
    "nmcli auto": BASH + "nmcli con mod eth0 ipv4.method auto",
    "netplan with dhcp": cloud("/etc/netplan/60.yaml", NETPLAN.format(dhcp="true", address="10.0.1.5/24")),
    "netplan of the second nic": cloud("/etc/netplan/60.yaml", NETPLAN.format(dhcp="no", address="10.0.2.4/24").replace("eth0", "eth1")),
    "netplan elsewhere": cloud("/opt/netplan/60.yaml", NETPLAN.format(dhcp="no", address="10.0.1.4/24")),
    "netplan ipv6": cloud("/etc/netplan/60.yaml", NETPLAN.format(dhcp="no", address='"fd00::4/64"')),
    "ifcfg dhcp": cloud("/etc/sysconfig/network-scripts/ifcfg-eth0", IFCFG.format(device="eth0", protocol="dhcp")),
    "ifcfg loopback": cloud("/etc/sysconfig/network-scripts/ifcfg-lo", IFCFG.format(device="lo", protocol="none")),
    "interfaces loopback": cloud("/etc/network/interfaces", "auto lo\niface lo inet loopback\niface eth0 inet dhcp"),
    "networkd with dhcp": cloud("/etc/systemd/network/10.network", "[Match]\nName=eth0\n[Network]\nDHCP=yes\nAddress=10.0.1.9/24"),
    "Get-NetIPAddress": "Get-NetIPAddress | Out-File C:\\a.txt",
    "Write-Host": 'Write-Host "use New-NetIPAddress -IPAddress 10.0.1.4"',
    "block comment": "<#\nNew-NetIPAddress -IPAddress 10.0.1.4\n#>\nGet-Date",
    "vEthernet": 'New-NetIPAddress -InterfaceAlias "vEthernet (NAT)" -IPAddress 192.168.0.1',
    "netsh dhcp": "netsh interface ip set address Ethernet dhcp",
    "rem": "REM netsh interface ip set address Ethernet static 10.0.1.4",
    "the agent is told its host": BASH + "echo 'Protocol.EndpointDiscovery=static' >> /etc/waagent.conf\nip addr add 10.0.1.4/24 dev eth0",
}


@pytest.mark.parametrize("name", STATIC)
def test_finds_a_static_address(azure: Azure, name: str) -> None:
    answers = judge(azure, STATIC[name])
    assert [answer.verdict for answer in answers] == ["fails"]
    assert answers[0].facts["how"]


@pytest.mark.parametrize("name", CLEAN)
def test_lets_pass_what_sets_none(azure: Azure, name: str) -> None:
    assert not judge(azure, CLEAN[name])


@pytest.mark.parametrize(
    "script",
    ["Set-NetIPInterface -InterfaceAlias Ethernet -Dhcp Disabled", "systemctl disable --now dhcpcd", "sc config Dhcp start= disabled"],
)
def test_turning_dhcp_off_is_another_thing(azure: Azure, script: str) -> None:
    assert not judge(azure, script)
    azure.resources.clear()
    assert [answer.verdict for answer in judge(azure, script, runs="dhcp-off")] == ["fails"]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("extensions", {"type": "CustomScript", "settings": {"commandToExecute": "ip addr add 10.0.1.4/24 dev eth0"}}),
        ("extensions", {"type": "CustomScript", "protectedSettings": {"script": encode("ip addr add 10.0.1.4/24 dev eth0")}}),
        (
            "extensions",
            {"type": "CustomScriptExtension", "protectedSettings": {"commandToExecute": "New-NetIPAddress -IPAddress 10.0.1.4"}},
        ),
        ("runCommands", {"source": {"script": "New-NetIPAddress -IPAddress 10.0.1.4"}}),
    ],
)
def test_extensions_and_run_commands_carry_scripts(azure: Azure, kind: str, properties: dict[str, Value]) -> None:
    azure.vm("vm1", azure.nic("nic1", azure.subnet("app")))
    azure.add(f"{VM}/{kind}/setup", {"properties": properties})
    (answer,) = azure.answers("guest-script", runs="static-address")
    assert (answer.verdict, answer.facts["vm"], answer.resource) == ("fails", "vm1", "vm1/setup")


def test_user_data_and_unattend_content_carry_scripts(azure: Azure) -> None:
    script = "New-NetIPAddress -IPAddress 10.0.1.4"
    unattend = {"content": f"<CommandLine>powershell -Command {script}</CommandLine>"}
    azure.vm("vm1", userData=encode(script), osProfile={"windowsConfiguration": {"additionalUnattendContent": [unattend]}})
    assert {answer.facts["carrier"] for answer in azure.answers("guest-script", runs="static-address")} == {"user data", "unattend content"}


def test_compressed_and_multi_part_scripts_are_undone(azure: Azure) -> None:
    script = BASH + "ip addr add 10.0.1.4/24 dev eth0"
    packed = b64encode(gzip.compress(script.encode())).decode()
    mime = (
        f'Content-Type: multipart/mixed; boundary="XX"\nMIME-Version: 1.0\n\n--XX\nContent-Type: text/x-shellscript\n\n{script}\n--XX--\n'
    )
    azure.vm("vm1", osProfile={"customData": packed}, userData=encode(mime))
    assert len(azure.answers("guest-script", runs="static-address")) == 2


@pytest.mark.parametrize(
    ("script", "count", "address", "verdicts"),
    [
        ("New-NetIPAddress -IPAddress 10.0.1.4", 2, "10.0.1.4", []),
        ("ip addr add 10.0.1.5/24 dev eth0", 2, "10.0.1.4", []),
        ("ip addr add 10.0.1.4/24 dev eth0", 2, "10.0.1.4", ["fails"]),
        ("ip addr add 10.0.1.4/24 dev eth0", 1, "10.0.1.4", ["fails"]),
    ],
)
def test_a_nic_with_several_addresses_needs_some_in_the_guest(
    azure: Azure, script: str, count: int, address: str, verdicts: list[str]
) -> None:
    static = {"privateIPAllocationMethod": "Static", "privateIPAddress": address}
    azure.vm("vm1", azure.nic("nic1", azure.subnet("app"), configurations=count, **static), userData=encode(script))
    assert [answer.verdict for answer in azure.answers("guest-script", runs="static-address")] == verdicts


def test_a_nic_that_is_elsewhere_leaves_the_exception_open(azure: Azure) -> None:
    far = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/far"
    azure.vm("vm1", far, userData=encode("ip addr add 10.0.1.4/24 dev eth0"))
    assert [answer.verdict for answer in azure.answers("guest-script", runs="static-address")] == ["unknown"]


def test_an_unknown_script_is_unknown_at_its_carrier(azure: Azure) -> None:
    (answer,) = judge(azure, azure.hole())
    assert (answer.verdict, answer.place.route) == ("unknown", ("properties", "osProfile", "customData"))


def test_a_hole_in_a_word_hides_no_command_but_one_on_its_own_line_may(azure: Azure) -> None:
    hole = azure.hole()
    assert not judge(azure, Symbolic(("#!/bin/sh\nhostname ", hole, "\n")))
    azure.resources.clear()
    assert [answer.verdict for answer in judge(azure, Symbolic(("#!/bin/sh\n", hole, "\n")))] == ["unknown"]
    azure.resources.clear()
    assert [answer.verdict for answer in judge(azure, Symbolic(("#!/bin/sh\nip addr add ", hole, " dev eth0")))] == ["fails"]


def test_an_encoded_text_is_read_round_its_holes(azure: Azure) -> None:
    hole = azure.hole()
    encoded = replace(hole, key="base64", encodes=Symbolic(("#!/bin/sh\nip addr add 10.0.1.4/24 dev eth0\nhostname ", hole)))
    assert [answer.verdict for answer in judge(azure, encoded)] == ["fails"]
    azure.resources.clear()
    assert not judge(azure, replace(encoded, encodes=Symbolic(("#!/bin/sh\nhostname ", hole))))


def test_the_place_is_the_line_where_the_script_stands_as_written(azure: Azure) -> None:
    script = "#!/bin/sh\napt-get update\nip addr add 10.0.1.4/24 dev eth0\n"
    source = 'resource "azurerm_linux_virtual_machine" "a" {\n  custom_data = base64encode(<<-EOT\n' + "".join(
        f"    {line}\n" for line in script.splitlines()
    )
    (answer,) = judge(azure, script, source=source)
    assert answer.place.span
    assert source[slice(*answer.place.span)] == "ip addr add 10.0.1.4/24 dev eth0"
    assert answer.facts["line"] == "ip addr add 10.0.1.4/24 dev eth0"
    assert answer.related[-1].label == "custom data of vm1 carries the script"


def test_the_place_is_the_carrier_where_the_line_is_written_more_than_once(azure: Azure) -> None:
    line = "ip addr add 10.0.1.4/24 dev eth0"
    (answer,) = judge(azure, line, source=f"{line}\n{line}\n")
    assert (answer.place.span, answer.place.route) == (None, ("properties", "osProfile", "customData"))


def test_vms_of_a_loop_share_an_answer(azure: Azure) -> None:
    place = azure.vm("vm1", userData=encode("ip addr add 10.0.1.4/24 dev eth0"))
    from dataclasses import replace

    first = azure.resources[-1]
    azure.resources.append(replace(first, name="vm2", id=str(place).replace("vm1", "vm2")))
    (answer,) = azure.answers("guest-script", runs="static-address")
    assert (answer.facts["vm"], answer.facts["vms"]) == ("vm1, vm2", 2)


WORDS = """#cloud-config;#!/bin/sh
write_files:;runcmd:;  - path: /etc/netplan/a.yaml;    content: |;- a: b;- - x;  ;a: [b, {c: d}];EOF;network:
cat > /etc/netplan/x.yaml <<EOF;@';'@;<#;#>;bash -c 'ip addr add 1.2.3.4/24 dev eth0';\\;`;";'""".replace("\n", ";")
PIECES = st.sampled_from([*WORDS.split(";"), HOLE])


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=300, deadline=None)
def test_no_script_breaks_the_reader(lines: list[str]) -> None:
    text = "\n".join(lines)
    outline(text)
    assert all(0 <= each.line <= len(lines) for each in read_script(text))


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_read_and_decoded(text: str) -> None:
    list(read_script(text))
    assert decoded(encode(text + "            ")) == text + "            "


HOSTILE = [
    "- ",
    "a: ",
    "[",
    "ip addr x",
    "nmcli add ",
    "'",
    "{",
    "sudo ",
    "powershell -a ",
    "<CommandLine>",
    "cat <<E\n",
    "a: |\n",
    "echo a > /etc/netplan/a.yaml;",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_scripts_take_bounded_time_and_depth(azure: Azure, piece: str) -> None:
    text = piece * (40_000 // len(piece))
    for script in (
        text,
        f"#cloud-config\nruncmd:\n  - {text}\n",
        cloud("/etc/netplan/a.yaml", text),
        cloud("/etc/systemd/network/a.network", text),
    ):
        judge(azure, script)
        azure.resources.clear()


def test_a_script_that_is_too_long_to_be_read_is_not_called_clean(azure: Azure) -> None:
    (answer,) = judge(azure, BASH + "true\n" * 100_000)
    assert (answer.verdict, answer.facts["because"]) == ("unknown", "only the first 400000 characters of the script are read")
