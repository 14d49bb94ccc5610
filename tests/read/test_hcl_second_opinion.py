"""python-hcl2 reads the same as we do, and what it is known to get wrong."""

from pathlib import Path

import pytest
from tests.read.hcl_trees import Grower, Writer, bare

from azbk_lint.model.hcl import Body
from azbk_lint.read.hcl import parse, second_opinion
from azbk_lint.read.hcl.python_hcl2 import LONGEST

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(file for file in FIXTURES.rglob("*.tf*") if file.suffix in {".tf", ".tfvars"} and "hostile" not in file.parts)
EVERYTHING = r"""
resource "a" b {
  x = 1 + 2 * -3 == 4 && !c # comment
  y = "a${b.c}d%{ if x ~} q \n%{ else }z%{ endif }$${x}%{ for k, v in m }${v}%{ endfor }"
  z = [for k, v in x : k if v]
  o = { a = 1, "b" : 2
    (c) = 3
    null = 4
  }
  p = { for v in x : v.k => v... if y }
  q = f(a, [b]...)
  r = provider::x::y(1)
  s = a[0].b.0.c[*].d["e"]
  t = a[*].b[*].c[0].d
  u = a.*.b.0[1].c
  v = (a ? b : c ? -12 : 1.5e3)
  w = <<-EOT
    foo ${x} %{ if y }z%{ endif }
      bar
  EOT
  for_each = null
  empty {}
  one { line = "" }
}
"""


def test_there_are_fixtures_to_compare() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FIXTURES).as_posix())
def test_both_read_a_fixture_alike_to_the_last_offset(file: Path) -> None:
    text = file.read_text(encoding="utf-8-sig")
    body, errors = parse(text)
    assert not errors
    assert second_opinion(text) == body


def test_both_read_every_form_alike_to_the_last_offset() -> None:
    body, errors = parse(EVERYTHING)
    assert not errors
    assert second_opinion(EVERYTHING) == body


@pytest.mark.parametrize("seed", range(30))
def test_both_read_plain_bodies_alike(seed: int) -> None:
    body = Grower(seed, 1).body()
    text = Writer(seed).body(Body(body.attributes, ()))
    opinion = second_opinion(text)
    assert opinion is None or bare(opinion) == bare(parse(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "a = [1 2]\n",
        'a = "b\n',
        "a {\n",
        "a = <<E\n${\nE\n",
        'a "${b}" {\n}\n',
        "a = " + "[" * 300 + "]" * 300 + "\n",
        "a = 1" + " + 1" * 1000 + "\n",
        "# " + "x" * LONGEST,
    ],
)
def test_it_gives_none_for_what_it_cannot_read(text: str) -> None:
    assert second_opinion(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('a = "\\q"\n', ["a"]),
        ("a = 1\na = 2\nb = 3\n", ["a", "b"]),
        ("a = <<E\nb\nE", ["a"]),
        ('a = "b\nc"\n', ["a"]),
        ("a = 1.2.3\n", ["a"]),
    ],
)
def test_it_reads_some_that_terraform_refuses(text: str, names: list[str]) -> None:
    assert parse(text)[1]
    opinion = second_opinion(text)
    assert opinion is not None
    assert [attribute.name for attribute in opinion.attributes] == names


@pytest.mark.parametrize(
    "text",
    [
        "a = <<E\nb\nE \nc = 1\n",
        "a = (f\n(1))\n",
        "a = (b\n.c)\n",
        "a = !!b\n",
        'a = "${~ b ~}"\n',
        "a = core::f(1)\n",
        "é = 1\n",
    ],
)
def test_it_refuses_some_that_terraform_reads(text: str) -> None:
    assert not parse(text)[1]
    assert second_opinion(text) is None


def test_a_heredoc_that_swallows_blocks_there_is_no_opinion() -> None:
    text = 'a "b" {\n c = <<E\nd\nE \n}\na "lost" {\n c = <<E\nd\nE\n}\n'
    assert [block.labels for block in parse(text)[0].blocks] == [("b",), ("lost",)]
    assert second_opinion(text) is None
