"""Functions between strings and JSON, base 64, data URIs and URIs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from azbk_lint.model.value import Symbolic, Unknown, Value, text
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.functions.formatting import LARGEST
from azbk_lint.resolve.arm.registry import function, members, pure
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import fold_get, is_holed, weigh

_UNRESERVED = "-_.~"
_PLAIN = re.compile(r"[\w%][^:?#\\]*\Z")
_LOOSE = r"""
    '(?P<text>(?:[^'\\]|\\.)*)' | "(?:[^"\\]|\\.)*" | (?P<before>[{,]\s*)(?P<name>[A-Za-z_$][\w$]*)(?=\s*:)
  | (?P<drop>//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])) | (?<![\w.])(?P<point>\.\d)
"""


def to_json(value: Value) -> str:
    """Write a known value as compact JSON. Raises ExpressionError for what is too large."""
    import json

    if weigh(value, LARGEST) > LARGEST:
        raise ExpressionError("the value is too large to be written as a string", kind="limit")
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def from_json(written: str) -> Value:
    """Read JSON as the service does: single quotes and bare names are allowed. Raises ExpressionError."""
    import orjson

    for attempt in (str, _strict):
        try:
            found: Value = orjson.loads(attempt(written))
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        return found
    raise ExpressionError("json() is given a string that is not JSON")


def _strict(written: str) -> str:
    import json

    def mend(match: re.Match[str]) -> str:
        match match.lastgroup:
            case "text":
                return json.dumps(match["text"].replace("\\'", "'"))
            case "name":
                return f'{match["before"]}"{match["name"]}"'
            case "drop":
                return ""
            case "point":
                return f"0{match['point']}"
            case _:
                return match[0]

    return re.sub(_LOOSE, mend, written, flags=re.DOTALL | re.VERBOSE)


@pure("json", string)
def _json(written: str) -> Value:
    return from_json(written) if written.strip() else None


@function("base64", 1, 1)
def _base64(value: Value) -> Value:
    """Encode a text; of one with holes nobody knows the code, but what it carries."""
    if isinstance(value, Symbolic):
        return replace(derived("base64", (value,)), encodes=value)
    if is_holed(value):
        return derived("base64", (value,))
    from base64 import b64encode

    return b64encode(string(value).encode(errors="replace")).decode()


@function("base64ToString", 1, 1)
def _base64_to_string(value: Value) -> Value:
    if isinstance(value, Unknown) and value.encodes is not None:
        return value.encodes
    return derived("base64ToString", (value,)) if is_holed(value) else _plain_text(string(value))


def _plain_text(value: str) -> str:
    from base64 import b64decode

    try:
        return b64decode(value, validate=True).decode()
    except ValueError:
        raise ExpressionError("the string is not base 64 of UTF-8 text") from None


@pure("base64ToJson", string)
def _base64_to_json(value: str) -> Value:
    return from_json(_plain_text(value))


@pure("dataUri", string)
def _data_uri(value: str) -> Value:
    from base64 import b64encode

    return f"data:text/plain;charset=utf8;base64,{b64encode(value.encode(errors='replace')).decode()}"


@pure("dataUriToString", string)
def _data_uri_to_string(value: str) -> Value:
    head, comma, data = value.partition(",")
    if not comma or not head.startswith("data:"):
        raise ExpressionError("dataUriToString() is given a string that is no data URI")
    if head.endswith(";base64"):
        return _plain_text(data)
    from urllib.parse import unquote

    return unquote(data)


@function("uri", 2, 2)
def _uri(base: Value, relative: Value) -> Value:
    """Resolve a relative URI; below a base nobody knows, the relative part still names the file."""
    if is_holed(base) or is_holed(relative):
        return _joined_uri(base, relative)
    from urllib.parse import urljoin

    try:
        return urljoin(string(base), string(relative))
    except ValueError:
        raise ExpressionError("uri() is given what is no URI") from None


def _joined_uri(base: Value, relative: Value) -> Value:
    """Join what has holes: the relative part is the end of the whole, whatever stands before it."""
    parts = relative.parts if isinstance(relative, Symbolic) else (relative,)
    head, rest = parts[0], parts[1:]
    if rest and isinstance(head, Unknown) and all(isinstance(part, Unknown) or ".." not in str(part) for part in rest):
        return text(derived("uri", (base, head)), *(part for part in rest if isinstance(part, str | Unknown)))
    if not isinstance(head, str) or any(".." in str(part) for part in rest):
        return derived("uri", (base, relative))
    own = head.removeprefix("../" * (ups := _ups(head)))
    if not _PLAIN.match(own) or ".." in own or (isinstance(base, str) and ups):
        return derived("uri", (base, relative))
    folder = base[: base.rfind("/")] if isinstance(base, str) else derived("folder", (base, ups) if ups else (base,))
    return text(folder, "/", own, *(part for part in rest if isinstance(part, str | Unknown)))


def _ups(path: str) -> int:
    """Count how many folders up a path begins."""
    count = 0
    while path.startswith("../", 3 * count):
        count += 1
    return count


@pure("uriComponent", string)
def _uri_component(value: str) -> Value:
    from urllib.parse import quote

    return quote(value, safe=_UNRESERVED, errors="replace")


@pure("uriComponentToString", string)
def _uri_component_to_string(value: str) -> Value:
    from urllib.parse import unquote

    return unquote(value)


@pure("parseUri", string)
def _parse_uri(value: str) -> Value:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ExpressionError("parseUri() is given what is no URI") from None
    usual = {"http": 80, "https": 443, "ftp": 21}.get(parts.scheme, -1)
    return {
        "scheme": parts.scheme,
        "host": parts.hostname or "",
        "port": port or usual,
        "path": parts.path or "/",
        "query": f"?{parts.query}" if parts.query else "",
    }


@pure("buildUri", members)
def _build_uri(parts: Mapping[str, Value]) -> Value:
    scheme, host, port = (fold_get(parts, name) for name in ("scheme", "host", "port"))
    path, query = fold_get(parts, "path") or "/", fold_get(parts, "query") or ""
    if any(is_holed(part) for part in (scheme, host, port, path, query)):
        return derived("buildUri", (parts,))
    where = "" if port in {None, -1} else f":{port}"
    slash, mark = "" if string(path).startswith("/") else "/", "" if not query or string(query).startswith("?") else "?"
    return f"{string(scheme)}://{string(host)}{where}{slash}{path}{mark}{query}"
