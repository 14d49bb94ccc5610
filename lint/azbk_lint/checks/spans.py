"""Sets of whole numbers as sorted, disjoint spans: addresses and ports as rules and routes name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = Sequence[Span]
"""Both ends of a span belong to it; spans are in ascending order and do not touch each other."""

IPV4: Span = (0, 0xFFFF_FFFF)
LENGTHS = {str(length): (1 << 32 - length) - 1 for length in range(33)}
"""The bits that a prefix length, as written, leaves free."""


def union(spans: Iterable[Span]) -> Spans:
    """Bring spans of any order and overlap into the one form."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            if last > found[-1][1]:
                found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def common(one: Spans, other: Spans) -> Spans:
    """Give what two sets share."""
    found: list[Span] = []
    if not one or not other or one[-1][1] < other[0][0] or other[-1][1] < one[0][0]:
        return found
    at = 0
    for first, last in one:
        while at < len(other) and other[at][1] < first:
            at += 1
        here = at
        while here < len(other) and other[here][0] <= last:
            found.append((max(first, other[here][0]), min(last, other[here][1])))
            here += 1
    return found


def without(one: Spans, other: Spans) -> Spans:
    """Give what the first set has and the second has not."""
    found: list[Span] = []
    at = 0
    for first, last in one:
        while at < len(other) and other[at][1] < first:
            at += 1
        here, start = at, first
        while here < len(other) and other[here][0] <= last:
            if other[here][0] > start:
                found.append((start, other[here][0] - 1))
            start = max(start, other[here][1] + 1)
            here += 1
        if start <= last:
            found.append((start, last))
    return found


def size(spans: Spans) -> int:
    """Count the numbers in a set."""
    return sum(last - first + 1 for first, last in spans)


def address_span(text: str) -> Span | None:
    """Read an IPv4 address or prefix; None for anything else. Bits behind the prefix's length do not matter."""
    address, slash, length = text.partition("/")
    pieces = address.split(".")
    if len(pieces) != 4 or not address.replace(".", "").isdecimal() or not address.isascii() or "" in pieces:
        return None
    first, second, third, fourth = map(int, pieces)
    base = first << 24 | second << 16 | third << 8 | fourth
    if max(first, second, third, fourth) > 255:
        return None
    if not slash:
        return base, base
    bits = LENGTHS.get(length)
    return None if bits is None else (base & ~bits, base | bits)


def port_span(text: str) -> Span | None:
    """Read a port (`443`), a range (`8000-8443`) or `*`; None for anything else."""
    if text in ("*", "any"):
        return 0, 65535
    first, dash, last = (piece.strip() for piece in text.partition("-"))
    if not first.isdigit() or (dash and not last.isdigit()):
        return None
    return int(first), int(last) if dash else int(first)
