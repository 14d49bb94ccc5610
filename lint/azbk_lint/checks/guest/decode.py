"""Takes the text out of what carries it: base64, gzip, multi-part user data."""

from __future__ import annotations

import re
from collections.abc import Iterator

LARGEST = 400_000
"""Characters that are read of one script; Azure takes 64 KB of custom data and 256 KB of a script."""


def decoded(value: str) -> str:
    """Give the text in a value that may be base64, and may be compressed in it; the value itself where it is neither."""
    packed = "".join(value.split())
    if len(packed) < 12 or len(packed) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", packed):
        return value[:LARGEST]
    from base64 import b64decode

    data = b64decode(packed)
    if data[:2] == b"\x1f\x8b":
        data = _unzipped(data)
    text = _text(data)
    return value[:LARGEST] if text is None else text[:LARGEST]


def _unzipped(data: bytes) -> bytes:
    """Unpack gzip, no more than LARGEST bytes of it; the data as they are where they are not gzip after all."""
    import zlib

    try:
        return zlib.decompressobj(wbits=31).decompress(data, LARGEST)
    except zlib.error:
        return data


def _text(data: bytes) -> str | None:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-16-le",) if data[1:8:2] == b"\0\0\0\0" else ("utf-8-sig",)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            return None
    return None


def parts(text: str) -> Iterator[tuple[str, int]]:
    """Give the parts of multi-part user data with the line each begins on; the whole text where it has no parts."""
    boundary = re.search(r'^content-type:\s*multipart/[^\n]*boundary="?([^"\s;]+)', text[:4000], re.IGNORECASE | re.MULTILINE)
    if not boundary:
        yield text, 0
        return
    lines = text.splitlines()
    marks = [number for number, line in enumerate(lines) if line.rstrip().startswith(f"--{boundary[1]}")]
    for mark, stop in zip(marks, [*marks[1:], len(lines)], strict=True):
        head = next((number for number in range(mark + 1, stop) if not lines[number].strip()), stop)
        headers, body = "\n".join(lines[mark + 1 : head]), "\n".join(lines[head + 1 : stop])
        encoded = re.search(r"content-transfer-encoding:\s*base64", headers, re.IGNORECASE)
        if body.strip():
            yield decoded(body) if encoded else body, head + 1
