"""Values of parameter files that a pipeline replaces before it deploys: not what they say, but unknown."""

from __future__ import annotations

import re
from functools import lru_cache

from azbk_lint.model.value import Unknown, Value, text

WHOLE = r"(?:GEN|GET)-[A-Z][A-Z0-9-]*\Z|<[^<>]+>\Z"
WITHIN = r"#\{[^{}#]+\}#|__[A-Za-z][\w.-]*?__|\$\{[^{}]+\}|\$\([^()]+\)|\{\{[^{}]+\}\}"
MARKS = ("GE", "<", "#{", "__", "${", "$(", "{{")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(WHOLE), re.compile(WITHIN)


def unfilled(value: Value, parameter: str) -> Value:
    """Turn placeholders, at any depth of a given value, into unknowns. The parameter's name is part of their identity."""
    if isinstance(value, str):
        return _unfilled_text(value, parameter) if any(mark in value for mark in MARKS) else value
    if isinstance(value, dict):
        return {key: unfilled(item, f"{parameter}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [unfilled(item, f"{parameter}[{index}]") for index, item in enumerate(value)]
    return value


def _unfilled_text(value: str, parameter: str) -> Value:
    whole, token = _patterns()
    if whole.match(value):
        return _hole(f"{parameter}:{value}", value, parameter)
    parts: list[str | Unknown] = []
    done = 0
    for match in token.finditer(value):
        parts += [value[done : match.start()], _hole(match[0], match[0], parameter)]
        done = match.end()
    return text(*parts, value[done:]) if parts else value


def _hole(key: str, written: str, parameter: str) -> Unknown:
    return Unknown(
        key,
        f"{parameter} is given the placeholder '{written[:60]}', which is replaced before deployment",
        "placeholder",
        "a parameter file with real values",
    )
