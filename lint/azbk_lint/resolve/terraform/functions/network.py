"""Functions of address ranges."""

from __future__ import annotations

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import NUMBER, STRING, Table, adder
from azbk_lint.resolve.terraform.typed import ListValue

TABLE: Table = {}
add = adder(TABLE)
Number = int | float


class _Range:
    """An address range: its first address as a number, and the lengths of its prefix and of an address."""

    __slots__ = ("bits", "first", "length")

    def __init__(self, written: str) -> None:
        import ipaddress

        address, slash, length = written.partition("/")
        if not slash or not (length.isascii() and length.isdigit()) or (len(length) > 1 and length[0] == "0") or "%" in address:
            raise EvalError("an address range is required")
        parsed = ipaddress.ip_address(address)
        self.bits = parsed.max_prefixlen
        self.length = int(length)
        if self.length > self.bits:
            raise EvalError("the prefix is too long")
        self.first = int(parsed) >> (self.bits - self.length) << (self.bits - self.length)

    def write(self, number: int) -> str:
        import ipaddress

        return str(ipaddress.IPv4Address(number) if self.bits == 32 else ipaddress.IPv6Address(number))


def _whole(number: Number) -> int:
    if not isinstance(number, int):
        raise EvalError("a whole number is required")
    return number


@add("cidrhost", STRING, NUMBER)
def cidr_host(prefix: str, number: Number) -> str:
    """Give an address of a range by number, counted from its end when negative."""
    network, host = _Range(prefix), _whole(number)
    size = 1 << (network.bits - network.length)
    if not -size <= host < size:
        raise EvalError("the range has no such address")
    return network.write(network.first + (host if host >= 0 else size + host))


@add("cidrnetmask", STRING)
def cidr_netmask(prefix: str) -> str:
    """Write a range's prefix as a mask."""
    network = _Range(prefix)
    if network.bits != 32:
        raise EvalError("only IPv4 ranges have a mask")
    return network.write((1 << 32) - (1 << (32 - network.length)))


@add("cidrsubnet", STRING, NUMBER, NUMBER)
def cidr_subnet(prefix: str, new_bits: Number, number: Number) -> str:
    """Give a subnet of a range by number."""
    network, more, subnet = _Range(prefix), _whole(new_bits), _whole(number)
    length = network.length + more
    if more < 0 or length > network.bits or not 0 <= subnet < 1 << more:
        raise EvalError("the range has no such subnet")
    return f"{network.write(network.first + (subnet << (network.bits - length)))}/{length}"


@add("cidrsubnets", STRING, many=NUMBER)
def cidr_subnets(prefix: str, *new_bits: Number) -> Value:
    """Cut subnets of several sizes from a range, one behind the other."""
    network = _Range(prefix)
    at, end = network.first, network.first + (1 << (network.bits - network.length))
    made: list[Value] = []
    for more in map(_whole, new_bits):
        length = network.length + more
        if more < 1 or length > network.bits:
            raise EvalError("the range has no such subnet")
        size = 1 << (network.bits - length)
        at = -(-at // size) * size
        if at + size > end:
            raise EvalError("the range is used up")
        made.append(f"{network.write(at)}/{length}")
        at += size
    return ListValue(made, "string")
