"""uniqueString and guid, exactly as Azure computes them.

`guid` is RFC 4122's name-based version 5 over the arguments joined by `-`. `uniqueString` hashes the same text with a
64-bit Murmur-style hash of two 32-bit lanes and writes 13 characters in base 32; it reproduces published results of the
service (see the tests).
"""

from __future__ import annotations

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.registry import pure, text

NAMESPACE = "11fb06fb-712d-4ddd-98c7-e71bbd588830"
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LOW, _ALL = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
_ONE, _TWO = 0x239B961B, 0xAB0E9789


@pure("uniqueString", text, rest=text)
def _unique_string(*values: str) -> Value:
    rest, letters = murmur("-".join(values).encode(errors="replace")), ""
    for _ in range(13):
        letters += LETTERS[rest >> 59]
        rest = rest << 5 & _ALL
    return letters


@pure("guid", text, rest=text)
def _guid(*values: str) -> Value:
    import uuid

    return str(uuid.uuid5(uuid.UUID(NAMESPACE), "-".join(values).encode(errors="replace").decode()))


def murmur(data: bytes) -> int:
    """Hash bytes to 64 bits in two lanes that feed each other."""
    left, right = 0, 0
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        left ^= _stirred(data[at : at + 4], _ONE, _TWO, 15)
        left = ((_turned(left, 19) + right) * 5 + 0x561CCD1B) & _LOW
        right ^= _stirred(data[at + 4 : at + 8], _TWO, _ONE, 17)
        right = ((_turned(right, 13) + left) * 5 + 0x0BCAA747) & _LOW
    if len(data) > whole:
        left ^= _stirred(data[whole : whole + 4], _ONE, _TWO, 15)
    if len(data) > whole + 4:
        right ^= _stirred(data[whole + 4 :], _TWO, _ONE, 17)
    left, right = left ^ len(data), right ^ len(data)
    left = (left + right) & _LOW
    right = (right + left) & _LOW
    left, right = _finished(left), _finished(right)
    left = (left + right) & _LOW
    return ((right + left) & _LOW) << 32 | left


def _stirred(four: bytes, before: int, after: int, by: int) -> int:
    return _turned(int.from_bytes(four, "little") * before & _LOW, by) * after & _LOW


def _turned(lane: int, by: int) -> int:
    return (lane << by | lane >> 32 - by) & _LOW


def _finished(lane: int) -> int:
    lane = (lane ^ lane >> 16) * 0x85EBCA6B & _LOW
    lane = (lane ^ lane >> 13) * 0xC2B2AE35 & _LOW
    return lane ^ lane >> 16
