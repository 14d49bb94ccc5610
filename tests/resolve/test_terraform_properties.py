"""What holds for every configuration: evaluating never raises, and knowing more never unsays what was known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import PurePath

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle import grammar

from azbk_lint.model.source import HclFile, Source, TerraformInput
from azbk_lint.model.value import Json, Symbolic, Unknown, Value
from azbk_lint.read.disk import Disk
from azbk_lint.read.hcl import parse
from azbk_lint.resolve.terraform import evaluate_root, no_provider
from azbk_lint.resolve.terraform.run import Run
from azbk_lint.resolve.terraform.scalars import to_text
from azbk_lint.resolve.terraform.typed import SetValue

VARIABLES: Mapping[str, tuple[str, Json]] = {
    "word": ("string", "word"),
    "port": ("number", 443),
    "list": ("list(string)", ["b", "a"]),
    "map": ("map(number)", {"one": 1, "a": 2}),
    "set": ("set(string)", ["z", "a"]),
    "object": ('object({ n = string, a = optional(object({ b = string }), { b = "deep" }) })', {"n": "5"}),
}
FOLDER = PurePath("root")


class Text(Disk):
    """A disk that holds one file."""

    def __init__(self, text: str) -> None:
        super().__init__([])
        self.file = HclFile(Source(FOLDER / "main.tf", text, "hcl"), parse(text)[0])

    def names(self, folder: PurePath) -> list[str]:
        return ["main.tf"] if folder == FOLDER else []

    def hcl(self, path: PurePath) -> HclFile | None:
        return self.file if path == FOLDER / "main.tf" else None


@cache
def declarations() -> str:
    variables = "".join(f'variable "{name}" {{ type = {kind} }}\n' for name, (kind, _) in VARIABLES.items())
    return f"""{variables}locals {{
  tier   = "Standard_LRS"
  nested = {{ a = [1, {{ b = var.word }}], n = var.list }}
}}
resource "terraform_data" "seed" {{ input = var.word }}
"""


def evaluate(body: str, given_: Mapping[str, Json]) -> dict[str, Value]:
    """Evaluate a module, and give every argument of every instance by address and route."""
    run = Run(Text(declarations() + body), no_provider, FOLDER)
    made: dict[str, Value] = {}
    for instance in evaluate_root(TerraformInput(FOLDER, given=given_), run):
        for name in instance.values:
            made.update(leaves(f"{instance.address}.{name}", instance.values[name]))
        instance.place(())
        for name in instance.values:
            instance.place((name, 0, "x"))
            instance.chain((name, 0))
    return made


def leaves(label: str, value: Value) -> dict[str, Value]:
    if isinstance(value, Mapping):
        return {key: leaf for name in value for key, leaf in leaves(f"{label}.{name}", value[name]).items()}
    if isinstance(value, SetValue):  # its order is that of its elements' type
        return {f"{label}.{item}": item for item in value}
    if isinstance(value, list):
        return {key: leaf for index, item in enumerate(value) for key, leaf in leaves(f"{label}.{index}", item).items()}
    return {label: value}


def module(seed: int) -> str:
    """Make up a module of a few resources, some counted, some with dynamic blocks."""
    source = grammar.Grammar(seed)
    repeats = ("", f"count = {source.boolean(1)} ? 1 : 0\n", f"for_each = toset({source.list(1)})\n", f"count = length({source.list(1)})\n")
    blocks = f'dynamic "rule" {{\n  for_each = {source.list(2)}\n  content {{\n    v = "${{rule.key}}${{rule.value}}"\n  }}\n}}\n'
    pick = source.random.choice
    return "".join(
        f'resource "azurerm_x" "x{turn}" {{\n{pick(repeats)}v = {source.expression()}\n{pick(("", blocks))}}}\n' for turn in range(3)
    )


@given(st.integers(min_value=0), st.sets(st.sampled_from(sorted(VARIABLES))))
@settings(max_examples=150, deadline=None)
def test_a_value_for_an_unknown_variable_never_changes_what_was_known(seed: int, known: set[str]) -> None:
    body = module(seed)
    before = evaluate(body, {name: VARIABLES[name][1] for name in known})
    after = evaluate(body, {name: value for name, (_, value) in VARIABLES.items()})
    for label, value in before.items():
        if isinstance(value, Unknown | Symbolic) or label not in after:
            continue
        then = after[label]
        if isinstance(then, Unknown) and then.kind == "error":  # with this value there is nothing to deploy
            continue
        assert (value is None and then is None) or to_text_or(value) == to_text_or(then), (label, body)


def to_text_or(value: Value) -> object:
    """Write a scalar as text without quotes: beside an unknown string a number stays a number, which it is not once the string is known."""
    return to_text(value).replace('"', "") if isinstance(value, str | bool | int | float) else value


@given(st.integers(min_value=0), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_evaluating_never_raises_whatever_is_written(seed: int, random: object) -> None:
    text = list(module(seed))
    shuffle = getattr(random, "randrange")  # noqa: B009 - hypothesis gives it as an object
    for _ in range(shuffle(6)):
        at = shuffle(len(text))
        text[at] = "{}[]()\"'${,.=\n0ax-"[shuffle(18)]
    evaluate("".join(text), {})


NAMES = (
    "var.word",
    "local.a",
    "azurerm_x.x",
    "azurerm_x.x[0]",
    "azurerm_x.y.v",
    "module.m",
    "data.azurerm_x.x.id",
    "each.value",
    "count.index",
    "self",
)
BODIES = st.recursive(
    st.sampled_from([*NAMES, '"${each.key}"', "null", "1", "[]", "{}"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"[{pair[0]}, {pair[1]}]"),
        st.tuples(inner, inner).map(lambda pair: f"merge({pair[0]}, {pair[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} ? {three[1]} : {three[2]})"),
        inner.map(lambda one: f"{one}[*].v"),
        inner.map(lambda one: f"[for k, v in {one} : v]"),
        inner.map(lambda one: f"{{ a = {one} }}"),
        inner.map(lambda one: f"jsonencode({one})"),
        inner.map(lambda one: f"keys({one})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} == {pair[1]})"),
    ),
    max_leaves=6,
)


@given(st.lists(BODIES, min_size=5, max_size=5))
@settings(max_examples=200, deadline=None)
def test_resources_calls_and_circles_as_values_never_raise(bodies: list[str]) -> None:
    a, v, w, count, each = bodies
    text = f"""locals {{
  a = {a}
}}
resource "azurerm_x" "x" {{
  count = {count}
  v = {v}
  rule {{
    w = {w}
  }}
}}
resource "azurerm_x" "y" {{
  for_each = {each}
  v = {w}
}}
module "m" {{
  source = "./m"
  x = {v}
}}
data "azurerm_x" "x" {{
  name = {a}
}}
"""
    evaluate(text, {})


def test_the_values_that_variables_are_given_are_of_their_types() -> None:
    text = "".join(f'resource "azurerm_x" "{name}" {{ v = var.{name} }}\n' for name in VARIABLES)
    made = evaluate(text, {name: value for name, (_, value) in VARIABLES.items()})
    assert not any(isinstance(value, Unknown) for value in made.values()), json.dumps(list(made))
