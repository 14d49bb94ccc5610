"""Functions of regular expressions, in the language Terraform has them in (RE2's)."""

from __future__ import annotations

import re
from functools import cache

from azbk_lint.model.value import Text, Value
from azbk_lint.resolve.terraform.functions.registry import STRING, Table, adder
from azbk_lint.resolve.terraform.values import EvalError, ListValue, derived

TABLE: Table = {}
add = adder(TABLE)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Translate a pattern. Raises EvalError where it is none, Limit where matching it could take for ever."""
    try:
        return re.compile(pattern.replace(r"\z", r"\Z"), re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise EvalError("the pattern is not a regular expression") from None


def found(match: re.Match[str]) -> Value:
    """Give a match as Terraform does: the groups by name or in order where there are groups, else the text."""
    if match.re.groupindex:
        return {name: match[name] for name in match.re.groupindex}
    return list(match.groups()) if match.re.groups else match[0]


@add("regex", STRING, STRING)
def regex(pattern: str, value: str) -> Value:
    """Give the first match. Raises EvalError where there is none."""
    match = compiled(pattern).search(value)
    if match is None:
        raise EvalError("the pattern does not match")
    return found(match)


@add("regexall", STRING, STRING)
def regex_all(pattern: str, value: str) -> Value:
    """Give every match."""
    return ListValue([found(match) for match in compiled(pattern).finditer(value)])


@add("replace", STRING, STRING, STRING, lenient=True)
def replace(value: Text, wanted: Text, new: Text) -> Value:
    """Replace a string, or a regular expression between slashes."""
    if not isinstance(value, str) or not isinstance(wanted, str) or not isinstance(new, str):
        return derived("replace", value, wanted, new)
    if len(wanted) > 1 and wanted[0] == wanted[-1] == "/":
        return compiled(wanted[1:-1]).sub(lambda match: _expanded(match, new), value)
    return value.replace(wanted, new)


def _expanded(match: re.Match[str], new: str) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference[0] == "$$":
            return "$"
        name = reference[1] or reference[2]
        number = int(name) if name.isdigit() else match.re.groupindex.get(name, -1)
        return (match[number] or "") if 0 <= number <= match.re.groups else ""

    return re.sub(r"\$(?:\$|\{(\w+)\}|(\w+))", group, new)
