"""JSON as Azure's tools take it: strict first, and with comments, trailing commas and raw newlines where that fails."""

from __future__ import annotations

import codecs
import re
import sys

import orjson

from azbk_lint.model.value import Json

MAX_DEPTH = 254
"""Brackets within brackets. orjson writes no deeper tree, so that writing is the check; templates in use reach 30."""

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_INTEGERS = range(-(2**63), 2**64)
_BLANK = re.compile(r"(?:[ \t\r\n\ufeff\u00a0]++|//[^\n]*+|/\*(?s:.*?)\*/)*+")
_STRING = re.compile(r'"((?:[^"\\]++|\\(?s:.))*+)"')
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*+))(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_WORD = re.compile(r"(?:true|false|null)\b")
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\(?s:.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None}


class JsonError(ValueError):
    """A text that is not JSON even with tolerance: `at` is the offset where reading stopped, the message says why there."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


class EncodingError(ValueError):
    """Bytes that are no text in an encoding we read; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def decode(data: bytes) -> str:
    """Turn a file's bytes into text without its byte order mark: UTF-16 where they show it, else UTF-8. Raises EncodingError."""
    encoding = utf16(data) or "utf-8"
    body = data[2:] if data[:2] in _MARKS else data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        good = body[: error.start].decode(encoding)
        why = f"byte 0x{body[error.start]:02X} is not {encoding[:6].rstrip('-').upper()} text (save the file as UTF-8)"
        raise EncodingError(why, good.count("\n") + 1, len(good) - good.rfind("\n")) from None


def utf16(data: bytes) -> str | None:
    """Name the UTF-16 that a byte order mark or a first ASCII character shows, as PowerShell writes it; None for UTF-8."""
    if data[:2] in _MARKS:
        return _MARKS[data[:2]]
    if len(data) % 2 == 0 and data[:2].count(0) == 1:
        return "utf-16-le" if data[1] == 0 else "utf-16-be"
    return None


def load(text: str) -> Json:
    """Parse JSON into plain values; of duplicate keys the last wins, and integers beyond 64 bits come as floats.

    Raises JsonError, also where brackets are more than MAX_DEPTH deep.
    """
    try:
        tree: Json = orjson.loads(text)
        orjson.dumps(tree)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return load_tolerant(text)
    return tree


def load_tolerant(text: str) -> Json:
    """Parse JSON with comments, trailing commas, raw newlines in strings and needless escapes, in linear time. Raises JsonError."""
    return _Scanner(text).document()


class _Scanner:
    """One pass over a text; the containers still open are on a stack of its own, not on Python's."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.open: list[tuple[int, dict[str, Json] | list[Json]]] = []

    def document(self) -> Json:
        """Read the one value that the text consists of."""
        self.blank()
        tree, whole = self.value()
        while self.open:
            whole = self.step(self.open[-1][1], after_item=whole)
        self.blank()
        if self.at < len(self.text):
            raise self.error("the document is complete here, but more text follows")
        return tree

    def step(self, into: dict[str, Json] | list[Json], *, after_item: bool) -> bool:
        """Close the innermost container, or read its next item; say whether what was read is complete."""
        closer = "}" if isinstance(into, dict) else "]"
        char = self.blank()
        if after_item and char == ",":
            self.at += 1
            char = self.blank()
        elif after_item and char != closer:
            raise self.error(f"expected `,` or `{closer}`")
        if char == closer:
            self.at += 1
            self.open.pop()
            return True
        if isinstance(into, dict):
            key = self.key()
            into[key], whole = self.value()
        else:
            item, whole = self.value()
            into.append(item)
        return whole

    def key(self) -> str:
        """Read a member's name and the colon behind it."""
        if self.text[self.at : self.at + 1] != '"':
            raise self.error("expected a name in double quotes or `}`")
        key = self.string()
        if self.blank() != ":":
            raise self.error("expected `:`")
        self.at += 1
        self.blank()
        return key

    def value(self) -> tuple[Json, bool]:
        """Read a value; a container is only opened, and said to be incomplete."""
        char = self.text[self.at : self.at + 1]
        if char == '"':
            return self.string(), True
        if char in {"{", "["}:
            if len(self.open) == MAX_DEPTH:
                raise JsonError(f"brackets are nested more than {MAX_DEPTH} deep", self.at)
            into: dict[str, Json] | list[Json] = {} if char == "{" else []
            self.open.append((self.at, into))
            self.at += 1
            return into, False
        if found := _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return _number(found[1], whole=not (found[2] or found[3]), written=found[0]), True
        if found := _WORD.match(self.text, self.at):
            self.at = found.end()
            return _WORDS[found[0]], True
        raise self.error("expected a value")

    def string(self) -> str:
        """Read a string that begins here."""
        found = _STRING.match(self.text, self.at)
        if not found:
            raise JsonError("a string begins here and does not end", self.at)
        self.at = found.end()
        return _unescaped(found[1])

    def blank(self) -> str:
        """Pass over white space and comments; give the character behind, empty at the end."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def error(self, expected: str) -> JsonError:
        """Say what was expected here, or what does not end before the text does."""
        if self.text.startswith("/*", self.at):
            return JsonError("a comment begins here and does not end", self.at)
        if self.at < len(self.text):
            return JsonError(expected, self.at)
        if not self.open:
            return JsonError("the file is empty", self.at)
        start, into = self.open[-1]
        what = "object" if isinstance(into, dict) else "array"
        return JsonError(f"the file ends inside the {what} that begins on line {self.text.count(chr(10), 0, start) + 1}", self.at)


def _number(integer: str, *, whole: bool, written: str) -> int | float:
    if whole and len(integer) <= len(str(_INTEGERS.start)) and int(integer) in _INTEGERS:
        return int(integer)
    limit = sys.float_info.max
    return max(-limit, min(limit, float(written)))


def _unescaped(written: str) -> str:
    """Undo escapes; the two halves of a pair become one character, a lone half U+FFFD."""
    if "\\" not in written:
        return written
    halves = _ESCAPE.sub(_escape, written)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape(found: re.Match[str]) -> str:
    escape = found[0]
    return chr(int(escape[-4:], 16)) if len(escape) == 6 else _ESCAPED.get(escape[1], escape[1])
