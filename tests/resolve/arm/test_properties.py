"""What holds for every expression: it never raises, it says the same each time, and knowing more never unsays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azbk_lint.model.resource import Resolved
from azbk_lint.model.value import Json, Symbolic, Unknown, Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.registry import FUNCTIONS
from azbk_lint.resolve.arm.syntax import parse

Resolve = Callable[..., Resolved]
NAMES = sorted(function.name for function in FUNCTIONS.values())
STEADY = [name for name in NAMES if name not in {"newGuid", "utcNow", "deployment", "split"}]
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.sampled_from(
    ["a", "ab", "A", "", "10.0.0.0/24", "2020-01-01T00:00:00Z", "P1D", "{0}-{1}", '{"a":[1]}', "A.B/c", "true", "5", "x*"]
)
atoms = st.one_of(
    words.map(lambda word: f"'{word}'"),
    st.integers(-3, 300).map(str),
    st.sampled_from(
        [
            "parameters('u')",
            "parameters('w')",
            "variables('o')",
            "variables('o').a",
            "variables('l')[0]",
            "null()",
            "true()",
            "createArray()",
            "concat('a', parameters('u'))",
            "lambda('x', lambdaVariables('x'))",
            "lambda('x', 'y', true())",
        ]
    ),
)


def calls(names: list[str]) -> st.SearchStrategy[str]:
    """Make calls of functions with any arguments, right or wrong."""
    return st.recursive(
        atoms,
        lambda inner: st.builds(
            lambda name, arguments, tail: f"{name}({', '.join(arguments)}){tail}",
            st.sampled_from(names),
            st.lists(inner, max_size=4),
            st.sampled_from(["", "", "", ".a", "[0]", "['b']"]),
        ),
        max_leaves=8,
    )


def evaluated(resolve: Resolve, expression: str, **given_values: Json) -> Value:
    tree = {
        "parameters": {"u": {"type": "string"}, "w": {"type": "string"}},
        "variables": {"o": {"a": 1, "B": [1, "x"]}, "l": ["x", {"a": "b"}]},
        "resources": [{"type": "A.B/c", "name": "n", "properties": {"x": f"[{expression}]"}}],
    }
    found: Any = resolve(tree, given=given_values).resources[0].get("properties")
    value: Value = found["x"]
    return value


@quick
@given(expression=calls(NAMES))
def test_evaluating_never_raises_and_says_the_same_each_time(resolve: Resolve, expression: str) -> None:
    first = evaluated(resolve, expression)

    if "newGuid" not in expression:
        assert evaluated(resolve, expression) == first


@quick
@given(text=st.text(alphabet="[]().,'a1 $-{}\n\"?é", max_size=40))
def test_parsing_gives_a_tree_or_an_error_with_a_column(text: str) -> None:
    column = refused_at(f"[{text}]")

    assert 0 <= column <= len(text) + 1


def refused_at(text: str) -> int:
    """Give the column of what a parser cannot take, 0 where it takes all."""
    try:
        parse(text)
    except ExpressionError as error:
        return -1 if error.at is None else error.at
    return 0


@quick
@given(expression=calls(STEADY), u=words, w=st.one_of(words, st.just(None), st.lists(words, max_size=2)))
def test_knowing_more_never_unsays_what_was_known(resolve: Resolve, expression: str, u: str, w: Json) -> None:
    before = evaluated(resolve, expression)

    assert agrees(before, evaluated(resolve, expression, u=u, **({} if w is None else {"w": w})))


def agrees(before: Value, after: Value) -> bool:
    """Say whether what is known later fits what was known before: equal where that was known, anything in its holes."""
    match before, after:
        case (Unknown(), _) | (_, Unknown(kind="error")):
            return True
        case Symbolic(parts), str():
            known = [part for part in parts if isinstance(part, str)]
            return all(part in after for part in known)
        case Symbolic(), _:
            return isinstance(after, Symbolic | Unknown)
        case dict(), dict():
            return before.keys() == after.keys() and all(agrees(before[key], after[key]) for key in before)
        case list(), list():
            return len(before) == len(after) and all(map(agrees, before, after))
        case _:
            return before == after and type(before) is type(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, 2), ([1], [1, 2]), ({"a": 1}, {"b": 1}), (Symbolic(("a", Unknown("k", ""))), "b"), (True, 1), ("x", Unknown("k", "", "input"))],
)
def test_the_comparison_itself_notices(before: Value, after: Value) -> None:
    assert not agrees(before, after)
