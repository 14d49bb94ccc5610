"""The patterns of `format`: Go's verbs as Terraform allows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.scalars import to_bool, to_number, to_text
from azbk_lint.resolve.terraform.unknowns import derived, unknown_in


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(
        r"%(?:%|(?P<flags>[-+ 0#]*)(?P<width>[1-9]\d*)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?(?P<verb>.)?)", re.DOTALL
    )


def formatted(pattern: str, arguments: Sequence[Value]) -> Text:
    """Format values by a pattern. Raises EvalError for a wrong pattern, or too few or too many arguments."""
    parts: list[Text] = []
    at = turn = most = 0
    explicit = False
    for match in _verb().finditer(pattern):
        parts.append(pattern[at : match.start()])
        at = match.end()
        if match[0] == "%%":
            parts.append("%")
            continue
        if match["index"] is not None:
            turn, explicit = int(match["index"]) - 1, True
        if not 0 <= turn < len(arguments):
            raise EvalError("too few arguments for the pattern")
        parts.append(_one(match, arguments[turn]))
        turn += 1
        most = max(most, turn)
    if most < len(arguments) and not explicit:
        raise EvalError("too many arguments for the pattern")
    return text(*parts, pattern[at:])


def _one(match: re.Match[str], argument: Value) -> Text:
    verb = match["verb"]
    if verb is None or verb not in "vtbdoxXeEfgGsq":
        raise EvalError("the pattern holds a verb that is not known")
    if unknown_in(argument) is not None:
        plain = match[0] in ("%s", "%v") or (verb in "sv" and match["index"] and match["width"] is None and not match["flags"])
        if plain and isinstance(argument, str | Symbolic | Unknown):
            return argument
        return derived("format", match[0], argument)
    if argument is None:
        return Unknown(derived("format", match[0], None).key, "`format` is given null", "error")
    written = _number_verb(match, argument) if verb in "bdoxXeEfgG" else _text_verb(match, argument)
    return _padded(match, written)


def _text_verb(match: re.Match[str], argument: Value) -> str:
    verb, flags = match["verb"], match["flags"] or ""
    if verb == "t":
        return to_text(to_bool(argument))
    if verb == "v":
        return _default(match, argument)
    known = to_text(argument)
    if match["precision"] is not None:
        from azbk_lint.resolve.terraform.functions.text import cut

        known = cut(known, 0, int(match["precision"] or 0))
    return _json(known) if verb == "q" and "#" not in flags else known


def _default(match: re.Match[str], argument: Value) -> str:
    if "#" in (match["flags"] or "") or not isinstance(argument, str | bool | int | float):
        return _json(argument)
    if isinstance(argument, str):
        return argument
    return to_text(argument) if isinstance(argument, bool) else _general(argument, match["precision"], "g")


def _json(value: Value) -> str:
    from azbk_lint.resolve.terraform.functions.encoding import to_json

    return str(to_json(value))


def _number_verb(match: re.Match[str], argument: Value) -> str:
    number, verb = to_number(argument), match["verb"]
    flags = match["flags"] or ""
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    size = abs(number)
    if verb in "bdoxX":
        if not isinstance(size, int):
            raise EvalError("a whole number is required")
        return sign + _whole_digits(size, verb, "#" in flags)
    return sign + _fraction_digits(size, verb, match["precision"])


def _whole_digits(size: int, verb: str, marked: bool) -> str:  # noqa: FBT001 - the pattern's own flag
    mark = {"b": "0b", "o": "0", "x": "0x", "X": "0X", "d": ""}[verb] if marked else ""
    return mark + format(size, verb)


def _fraction_digits(size: float, verb: str, precision: str | None) -> str:
    if verb in "gG":
        return _general(size, precision, verb)
    digits = 6 if precision is None else int(precision or 0)
    return f"{Decimal(repr(size)):.{digits}f}" if verb == "f" else _exponent(f"{float(size):.{digits}{verb}}")


def _general(number: float, precision: str | None, verb: str) -> str:
    if precision is not None:
        return _exponent(format(float(number), f".{int(precision or 0)}{verb}"))
    shortest = Decimal(repr(number)).normalize()
    power = shortest.adjusted()
    if number and (power < -4 or power >= 6):
        digits = f"{shortest:E}" if verb == "G" else f"{shortest:e}"
        return _exponent(digits)
    return format(shortest, "f")


def _exponent(written: str) -> str:
    """Write an exponent with two digits at least, as Go does."""
    return re.sub(r"([eE][+-])(\d)$", r"\g<1>0\2", written)


def _padded(match: re.Match[str], written: str) -> str:
    width, flags = int(match["width"] or 0), match["flags"] or ""
    if width > 10_000:
        raise EvalError("the width is too large")
    if "-" in flags:
        return written.ljust(width)
    if "0" in flags and match["verb"] in "bdoxXeEfgG":
        sign = written[:1] if written[:1] in ("-", "+", " ") else ""
        return sign + written[len(sign) :].rjust(width - len(sign), "0")
    return written.rjust(width, "0" if "0" in flags else " ")
