"""Configurations that would take for ever or all the memory: they end soon, and say which bound they met."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle.replay import evaluated

from azbk_lint.model.value import Unknown, reason
from azbk_lint.resolve.terraform.run import MOST_INSTANCES

LONG_STRINGS = """
  word = join("", [for i in range(1024) : "0123456789012345678901234567890123456789"])
  a    = [for i in range(1024) : [for j in range(1024) : "${local.word}${i}${j}"]]
"""


def outcome(body: str, folder: Path) -> str:
    """Evaluate `local.a`, and give the kind of unknown it is or holds, "" where it is known."""
    found, _ = evaluated(f'-- main.tf --\nlocals {{\n{body}\n}}\nresource "azurerm_x" "x" {{ v = local.a }}\n', folder)
    unknown = reason(found["azurerm_x.x"].values["v"])
    return unknown.kind if unknown else ""


def doubling(first: str, next_: str, times: int = 64) -> str:
    lines = [f"  l0 = {first}", *(f"  l{turn} = {next_.replace('@', f'local.l{turn - 1}')}" for turn in range(1, times))]
    return "\n".join([*lines, f"  a = local.l{times - 1}"])


@pytest.mark.parametrize(
    "body",
    [
        doubling('"x"', '"${@}${@}"'),
        doubling('["x"]', "concat(@, @)"),
        doubling('["x"]', "[@, @]"),
        doubling('{ a = "x" }', "{ a = @, b = @ }"),
        doubling('["x"]', "flatten([@, @])"),
        doubling("2", "@ * @"),
        doubling('"x"', "jsonencode([@, @])"),
        doubling('"xy"', 'replace(@, "x", @)'),
        doubling('["a", "b"]', "setproduct(@, [1, 2])"),
        doubling("[1]", "[for x in [@, @] : x]"),
        "  big = range(1024)\n  a = [for i in local.big : [for j in local.big : [for k in local.big : i]]]",
        "  big = range(1024)\n  a = setproduct(local.big, local.big, local.big)",
        LONG_STRINGS,
        "  a = pow(10, 100000)",
        '  a = regex("(x+)+y", join("", [for i in range(1024) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]))',
        '  a = regex("((x{1,100}){1,100}){1,100}", "x")',
        '  a = indent(1000, join("", [for i in range(1024) : "\\n\\n\\n\\n\\n\\n\\n\\n"]))',
        '  a = format("%9999999s", "x")',
    ],
)
def test_what_would_grow_without_end_is_unknown_by_a_bound(body: str, tmp_path: Path) -> None:
    assert outcome(body, tmp_path) in ("limit", "error")


@pytest.mark.parametrize("body", ["  a = range(1000000000)", "  a = range(0, 1e308, 1e-300)", '  a = cidrsubnets("10.0.0.0/8", 1, 1, 1)'])
def test_what_terraform_refuses_as_too_much_fails(body: str, tmp_path: Path) -> None:
    assert outcome(body, tmp_path) == "error"


@pytest.mark.parametrize(
    "body",
    [
        doubling("[]", "[@]", 40),
        doubling('"x"', '"${@}"', 50),
        doubling("1", "@ + 1", 50),
        "  a = " + " + ".join(["1"] * 100),
        "  a = " + "[" * 60 + "]" * 60,
        '  a = regex("^(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
    ],
)
def test_what_is_only_long_or_deep_is_evaluated(body: str, tmp_path: Path) -> None:
    assert outcome(body, tmp_path) == ""


def test_references_that_lead_through_a_thousand_others_end_in_an_unknown(tmp_path: Path) -> None:
    assert outcome(doubling("1", "@ + 1", 1000), tmp_path) == "limit"


@pytest.mark.parametrize("repeat", ["count = 1000000", 'for_each = toset([for i in range(1024) : "a${i}" if i < 0 || true])'])
def test_a_million_instances_are_one_symbolic_instance_or_within_bounds(repeat: str, tmp_path: Path) -> None:
    found, _ = evaluated(f'-- main.tf --\nresource "azurerm_x" "x" {{\n  {repeat}\n}}\n', tmp_path)
    assert len(found) in (1, 1024)
    if len(found) == 1:
        (only,) = found.values()
        assert isinstance(only.many, Unknown)
        assert only.many.kind == "limit"


def test_modules_that_multiply_stop_with_a_problem(tmp_path: Path) -> None:
    call = 'module "m" {\n  count = 500\n  source = "./m"\n}\n'
    found, run = evaluated(f'-- main.tf --\n{call}-- m/main.tf --\n{call}-- m/m/main.tf --\nresource "azurerm_x" "x" {{}}\n', tmp_path)
    assert len(found) == MOST_INSTANCES
    assert [problem.why for problem in run.problems] == [
        "the configuration makes too many resources; those beyond the first are not judged"
    ]


def test_work_without_end_is_one_problem_and_the_rest_is_unknown(tmp_path: Path) -> None:
    loops = '[for i in range(1024) : [for j in range(1024) : upper("x")]]'
    text = "".join(f'resource "azurerm_x" "x{turn}" {{\n  v = length({loops})\n}}\n' for turn in range(20))
    found, run = evaluated(f"-- main.tf --\n{text}", tmp_path)
    kinds = {made.kind if isinstance(made := each.values["v"], Unknown) else "" for each in found.values()}
    assert "limit" in kinds
    assert [problem.why for problem in run.problems] == [
        "evaluating the configuration takes too many steps; what is left of it is not judged"
    ]
