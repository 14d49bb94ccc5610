"""Functions of address ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.registry import integer, pure
from azbk_lint.resolve.arm.registry import text as string

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network


def _network(written: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    try:
        return ip_network(written, strict=False)
    except ValueError:
        raise ExpressionError(f"'{written[:60]}' is not an address range") from None


@pure("parseCidr", string)
def _parse_cidr(written: str) -> Value:
    network = _network(written)
    first, last = network.network_address, network.broadcast_address
    parts: dict[str, Value] = {"network": str(first), "netmask": str(network.netmask)}
    if network.version == 4:
        parts["broadcast"] = str(last)
        first, last = (first + 1, last - 1) if network.prefixlen < 31 else (first, last)
    return parts | {"firstUsable": str(first), "lastUsable": str(last), "cidr": network.prefixlen}


@pure("cidrSubnet", string, integer, integer)
def _cidr_subnet(written: str, prefix: int, index: int) -> Value:
    network = _network(written)
    if not network.prefixlen <= prefix <= network.max_prefixlen:
        raise ExpressionError(f"cidrSubnet() cannot cut /{prefix} from a /{network.prefixlen}")
    if not 0 <= index < 1 << (prefix - network.prefixlen):
        raise ExpressionError(f"cidrSubnet() has no subnet {index} of /{prefix} in a /{network.prefixlen}")
    return f"{network.network_address + (index << network.max_prefixlen - prefix)}/{prefix}"


@pure("cidrHost", string, integer)
def _cidr_host(written: str, index: int) -> Value:
    network = _network(written)
    last = network.num_addresses - (2 if network.version == 4 and network.prefixlen < 31 else 1)
    if not 0 <= index < max(last, 1):
        raise ExpressionError(f"cidrHost() has no host {index} in a /{network.prefixlen}")
    return str(network.network_address + (index + 1 if network.num_addresses > 1 else 0))
