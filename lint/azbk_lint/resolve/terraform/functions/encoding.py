"""Functions that write values as JSON, YAML, CSV, base64 and URLs, and read them back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import NULLABLE, STRING, Table, adder
from azbk_lint.resolve.terraform.scalars import to_text, whole
from azbk_lint.resolve.terraform.typed import ListValue, ObjectOf
from azbk_lint.resolve.terraform.unknowns import Lazy, derived, opened, unknown_in

TABLE: Table = {}
add = adder(TABLE)
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@add("jsonencode", NULLABLE, lenient=True, total=True)
def to_json(value: Value) -> Text:
    """Write a value as JSON, with holes for what is not known."""
    unknown_in(value)
    return text(*_json(value))


def _json(value: Value) -> Iterator[Text]:
    match opened(value):
        case str() as value:
            yield quoted(value)
        case Symbolic(parts):
            yield '"'
            yield from (part if isinstance(part, Unknown) else quoted(part)[1:-1] for part in parts)
            yield '"'
        case Unknown() | Lazy():
            yield derived("jsonencode", value)
        case Mapping() as value:
            yield "{"
            for position, key in enumerate(sorted(value)):
                yield f"{',' if position else ''}{quoted(key)}:"
                yield from _json(value[key])
            yield "}"
        case list() as value:
            yield "["
            for position, item in enumerate(value):
                if position:
                    yield ","
                yield from _json(item)
            yield "]"
        case _:
            yield "null" if value is None else to_text(value)


def quoted(value: str) -> str:
    """Write a string as JSON, as Go does: with what HTML could misread escaped."""
    written = json.dumps(value, ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPED[match[0]], written.replace("\\u007f", "\x7f"))


@add("jsondecode", STRING, lenient=True)
def from_json(value: Text) -> Value:
    """Read JSON; from a string with holes what stands between them."""
    if isinstance(value, Unknown):
        inner = value.key.removeprefix("jsonencode(")
        return Unknown(inner[:-1], value.because, value.kind, value.settle) if inner != value.key else derived("jsondecode", value)
    holes: list[Unknown] = []
    try:
        tree = json.loads(value if isinstance(value, str) else _plugged(value, holes), parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if isinstance(value, str):
            raise EvalError("the string is not JSON") from None
        return derived("jsondecode", value)
    return _unplugged(tree, holes) if holes else cast("Value", tree)


def _number(written: str) -> int | float:
    return whole(float(written))


def _refuse(_: str) -> None:
    raise ValueError


def _plugged(value: Symbolic, holes: list[Unknown]) -> str:
    """Write a string with holes so that JSON can be read round them: a marker inside strings, a string of its own outside."""
    made: list[str] = []
    inside = False
    for part in value.parts:
        if isinstance(part, str):
            made.append(part)
            inside ^= len(re.findall(r'(?:[^"\\]|\\.)*"', part, re.DOTALL)) % 2 == 1
            continue
        marker = f"\\u0000{len(holes)}\\u0000"
        if inside:
            holes.append(part)
            made.append(marker)
        else:
            key = part.key.removeprefix("jsonencode(")
            same = key == part.key
            holes.append(derived("jsondecode", part) if same else Unknown(key[:-1], part.because, part.kind, part.settle))
            made.append(f'"{marker}"')
    return "".join(made)


def _unplugged(tree: Value, holes: list[Unknown]) -> Value:
    match tree:
        case str() if "\0" in tree:
            pieces = tree.split("\0")
            return text(*(holes[int(piece)] if turn % 2 and piece.isdigit() else piece for turn, piece in enumerate(pieces)))
        case dict():
            return {key: _unplugged(item, holes) for key, item in tree.items()}
        case list():
            return [_unplugged(item, holes) for item in tree]
        case _:
            return tree


@add("yamlencode", NULLABLE)
def to_yaml(value: Value) -> Value:
    """Write a value as YAML, save where a string is so long that it would be folded."""
    from azbk_lint.resolve.terraform.functions.yaml_writer import written

    text_ = written(value)
    return text_ if text_ is not None else Unknown(derived("yamlencode", value).key, "long lines of YAML are not reproduced here", "limit")


@add("yamldecode", STRING, lenient=True)
def from_yaml(value: Text) -> Value:
    """Read JSON, which is YAML too, and YAML of the common kind; what is beyond that is left unknown."""
    from azbk_lint.resolve.terraform.functions.yaml_reader import UnreadError, read

    if not isinstance(value, str):
        return derived("yamldecode", value)
    try:
        return from_json(value)
    except EvalError:
        pass
    try:
        return read(value)
    except UnreadError:
        return Unknown(derived("yamldecode", value).key, "only common YAML is read here", "limit")


@add("csvdecode", STRING)
def from_csv(value: str) -> Value:
    """Read a table whose first row names the columns."""
    import csv

    rows: list[list[str]] = [row for row in csv.reader(value.splitlines(keepends=True), strict=True) if row]
    if not rows or len(set(rows[0])) < len(rows[0]):
        raise EvalError("the first row must name each column once")
    if any(len(row) != len(rows[0]) for row in rows):
        raise EvalError("the rows differ in length")
    columns = ObjectOf(dict.fromkeys(rows[0], "string"))
    return ListValue([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], columns)


@add("base64encode", STRING, total=True)
def to_base64(value: str) -> str:
    """Write a string's UTF-8 bytes in base64."""
    import base64

    return base64.b64encode(value.encode()).decode()


@add("base64decode", STRING)
def from_base64(value: str) -> str:
    """Read base64 whose bytes are UTF-8."""
    import base64

    return base64.b64decode(value, validate=True).decode()


@add("textencodebase64", STRING, STRING)
def text_to_base64(value: str, encoding: str) -> str:
    """Write a string in an encoding, then base64."""
    import base64

    return base64.b64encode(value.encode(_codec(encoding))).decode()


@add("textdecodebase64", STRING, STRING)
def text_from_base64(value: str, encoding: str) -> str:
    """Read base64, then an encoding."""
    import base64

    return base64.b64decode(value, validate=True).decode(_codec(encoding))


def _codec(encoding: str) -> str:
    name = encoding.lower()
    return {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "windows-1252": "cp1252"}.get(name, name)


@add("base64gzip", STRING)
def to_gzip(value: str) -> Value:
    """Leave unknown: the bytes depend on the compressor."""
    return Unknown(derived("base64gzip", value).key, "compressed text is not reproduced here", "limit")


@add("urlencode", STRING, total=True)
def to_url(value: str) -> str:
    """Write a string as part of a URL's query."""
    from urllib.parse import quote_plus

    return quote_plus(value).replace("~", "~")
