"""Functions of strings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, split, text
from azbk_lint.resolve.terraform.compare import ends
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.formatting import formatted
from azbk_lint.resolve.terraform.functions.registry import NULLABLE, NUMBER, STRING, STRINGS, Table, adder
from azbk_lint.resolve.terraform.typed import ListValue
from azbk_lint.resolve.terraform.unknowns import derived

TABLE: Table = {}
add = adder(TABLE)
_SPACES = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_Number = int | float


def _each_part(name: str, value: Text, change: Callable[[str], str]) -> Text:
    """Change what is known of a string, and name what is not by the same operation."""
    match value:
        case str():
            return change(value)
        case Symbolic(parts):
            return text(*(derived(name, part) if isinstance(part, Unknown) else change(part) for part in parts))
        case _:
            return derived(name, value)


@add("upper", STRING, lenient=True, total=True)
def upper(value: Text) -> Text:
    """Write in upper case, letter by letter."""
    return _each_part("upper", value, lambda known: known.upper() if known.isascii() else "".join(map(_upper_letter, known)))


def _upper_letter(letter: str) -> str:
    changed = letter.upper()
    return changed if len(changed) == 1 else letter


@add("lower", STRING, lenient=True, total=True)
def lower(value: Text) -> Text:
    """Write in lower case, letter by letter."""
    return _each_part("lower", value, lambda known: known.lower() if known.isascii() else "".join(map(_lower_letter, known)))


def _lower_letter(letter: str) -> str:
    changed = letter.lower()
    return changed if len(changed) == 1 else changed[0]


@add("title", STRING, total=True)
def title(value: str) -> str:
    """Write the first letter of each word in upper case."""
    before = " "
    made = []
    for letter in value:
        made.append(letter if before.isalnum() or before == "_" else _upper_letter(letter))
        before = letter
    return "".join(made)


@add("trimspace", STRING, total=True)
def trim_space(value: str) -> str:
    """Take white space from both ends."""
    return value.strip(_SPACES)


@add("trim", STRING, STRING, total=True)
def trim(value: str, characters: str) -> str:
    """Take any of some characters from both ends."""
    return value.strip(characters)


@add("trimprefix", STRING, STRING, lenient=True, total=True)
def trim_prefix(value: Text, prefix: Text) -> Text:
    """Take a prefix away where it is there."""
    if isinstance(prefix, str):
        if isinstance(value, str):
            return value.removeprefix(prefix)
        known = ends(value)[0]
        if isinstance(value, Symbolic) and len(known) >= len(prefix):
            return text(known.removeprefix(prefix), *value.parts[1:])
    return derived("trimprefix", value, prefix)


@add("trimsuffix", STRING, STRING, lenient=True, total=True)
def trim_suffix(value: Text, suffix: Text) -> Text:
    """Take a suffix away where it is there."""
    if isinstance(suffix, str):
        if isinstance(value, str):
            return value.removesuffix(suffix)
        known = ends(value)[1]
        if isinstance(value, Symbolic) and len(known) >= len(suffix):
            return text(*value.parts[:-1], known.removesuffix(suffix))
    return derived("trimsuffix", value, suffix)


@add("startswith", STRING, STRING, lenient=True, total=True)
def starts_with(value: Text, prefix: Text) -> bool | Unknown:
    """Say whether a string begins with another, from what is known of its beginning."""
    known = ends(value)[0]
    if isinstance(prefix, str) and (isinstance(value, str) or len(known) >= len(prefix) or not prefix.startswith(known)):
        return known.startswith(prefix)
    return derived("startswith", value, prefix)


@add("endswith", STRING, STRING, lenient=True, total=True)
def ends_with(value: Text, suffix: Text) -> bool | Unknown:
    """Say whether a string ends with another, from what is known of its end."""
    known = ends(value)[1]
    if isinstance(suffix, str) and (isinstance(value, str) or len(known) >= len(suffix) or not suffix.endswith(known)):
        return known.endswith(suffix)
    return derived("endswith", value, suffix)


@add("strcontains", STRING, STRING, lenient=True, total=True)
def contains(value: Text, part: Text) -> bool | Unknown:
    """Say whether a string holds another."""
    if isinstance(part, str):
        if isinstance(value, str):
            return part in value
        if isinstance(value, Symbolic) and any(part in piece for piece in value.parts if isinstance(piece, str)):
            return True
    return derived("strcontains", value, part)


@add("strrev", STRING, total=True)
def reverse(value: str) -> str:
    """Write a string backwards, by what a reader takes for a character."""
    return "".join(reversed(characters(value)))


@add("substr", STRING, NUMBER, NUMBER, lenient=True)
def substring(value: Text, offset: Value, length: Value) -> Value:
    """Cut from an offset, counted from the end when negative, a number of characters, or all that follow when it is -1."""
    if not isinstance(offset, int) or not isinstance(length, int):
        if isinstance(offset, Unknown) or isinstance(length, Unknown):
            return derived("substr", value, offset, length)
        raise EvalError("whole numbers are required")
    if not isinstance(value, str):
        known = ends(value)[0]
        if offset < 0 or length < 0 or offset + length > len(known) or not known.isascii():
            return derived("substr", value, offset, length)
        value = known
    return cut(value, offset, length)


def cut(value: str, offset: int, length: int) -> str:
    """Cut a known string as `substr` does."""
    whole = value if value.isascii() and "\r" not in value else characters(value)
    if offset < 0:
        offset, length = max(0, offset + len(whole)), length or -1  # from the end, no length means all, as Terraform has it
    return "".join(whole[offset:] if length < 0 else whole[offset : offset + length])


def characters(value: str) -> list[str]:
    """Split a string into what a reader takes for characters: letters with their marks, and CR LF as one."""
    import unicodedata

    made: list[str] = []
    for letter in value:
        joins = made and (
            (letter == "\n" and made[-1] == "\r")
            or (not letter.isascii() and (unicodedata.category(letter) in ("Mn", "Me", "Mc") or letter == "\u200d"))
            or made[-1].endswith("\u200d")
        )
        if joins:
            made[-1] += letter
        else:
            made.append(letter)
    return made


@add("chomp", STRING, total=True)
def chomp(value: str) -> str:
    """Take newlines from the end."""
    return value.rstrip("\r\n")


@add("indent", NUMBER, STRING)
def indent(spaces: _Number, value: str) -> str:
    """Indent every line but the first."""
    if not isinstance(spaces, int) or spaces > 1000:
        raise EvalError("a whole number is required")
    return value.replace("\n", "\n" + " " * spaces)


@add("split", STRING, STRING, lenient=True, total=True)
def split_(separator: Text, value: Text) -> Value:
    """Split a string; an id with holes too, since the holes are names, which hold no separator of ids."""
    if isinstance(separator, str) and isinstance(value, str):
        pieces: Iterable[Value] = value.split(separator) if separator else list(value) if value.isascii() else characters(value)
        return ListValue(pieces if separator or value else [], "string")
    if separator == "/" and isinstance(value, Symbolic) and ends(value)[0].startswith("/subscriptions/"):
        return ListValue(split(value), "string")
    return derived("split", separator, value)


@add("join", STRING, many=STRINGS, lenient=True)
def join(separator: Text, *lists: Value) -> Value:
    """Join the strings of lists."""
    if not lists:
        raise EvalError("a list is required")
    unknown = next((items for items in lists if not isinstance(items, list)), None)
    if unknown is not None:
        return derived("join", separator, *lists)
    items: list[Value] = [item for items in lists for item in cast("list[Value]", items)]
    if any(item is None for item in items):
        raise EvalError("an item is null")
    parts: list[Text] = []
    for position, item in enumerate(items):
        parts += [separator, cast("Text", item)] if position else [cast("Text", item)]
    return text(*parts)


@add("format", STRING, many=NULLABLE, lenient=True)
def format_(pattern: Text, *arguments: Value) -> Value:
    """Format values by a pattern, with holes for what is not known."""
    if not isinstance(pattern, str):
        return derived("format", pattern, *arguments)
    return formatted(pattern, arguments)


@add("formatlist", STRING, many=NULLABLE, lenient=True)
def format_list(pattern: Text, *arguments: Value) -> Value:
    """Format once for each item of the lists among the arguments, which must be of one length."""
    listed = any(isinstance(argument, list) for argument in arguments)
    if not isinstance(pattern, str) or (not listed and any(isinstance(argument, Unknown) for argument in arguments)):
        return derived("formatlist", pattern, *arguments)
    if not arguments:
        raise EvalError("arguments are required")
    lengths = {len(argument) for argument in arguments if isinstance(argument, list)}
    if len(lengths) > 1:
        raise EvalError("the lists differ in length")
    if any(item is None for argument in arguments for item in (argument if isinstance(argument, list) else ())):
        raise EvalError("an item is null")
    turns = lengths.pop() if lengths else 1
    rows = ([argument[turn] if isinstance(argument, list) else argument for argument in arguments] for turn in range(turns))
    return ListValue([formatted(pattern, row) for row in rows], "string")
