"""The official parser, hashicorp/hcl through pygohcl, accepts the same texts and reads the same literals."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.read.hcl_trees import Grower, Writer

from azbk_lint.model.hcl import Block, Body, Literal, Node, Object, Tuple
from azbk_lint.read.hcl import parse

pygohcl = pytest.importorskip("pygohcl", reason="pygohcl has wheels for Linux and macOS only")


def _is_utf8(file: Path) -> bool:
    try:
        return bool(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return False


FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(file for file in FIXTURES.rglob("*.tf*") if file.suffix in {".tf", ".tfvars"} and _is_utf8(file))
TOKENS = (
    *("a", "b.c", '"x"', '"${a}"', "1", "1.5", "2e3", "for", "in", "if", "true", "null", "é", "_", "-", "00", ".5", "1.", "e1"),
    *("=", "==", "=>", "<=", "!=", "&&", "||", "::", "...", "[*]", ".*", "<<E\n", "<<-E\n", "\nE\n", "E"),
    *("# c\n", "// d\n", "/* e */", "/* f\n */", "\r\n", "$${", "%%{", "${", "%{", "~}", "\\n", "\\u0041", "\\x"),
    *("%{ if a }", "%{ endif }", "%{ for k, v in a }", "%{ endfor }", "%{ else }", '"%{~ if a ~}b%{~ else ~}c%{~ endif ~}"'),
    *"()[]{},\n .?:+-!*/%<>\"\\$@|&~^;'`\t",
)
SOUND = (
    'a "b" c {\n  d = 1\n}\n',
    'a "b" {\n  x = [for k, v in var.y : k => v if v]\n  y = {\n    a = 1, b = "c"\n    (d) = e\n  }\n  z { w = f(x, [1]...) }\n}\n',
    "a = <<-E\n  foo ${bar}\n    baz %{ if x ~}\n  q\n  %{ endif }\n  E\nb = <<E\n a $ b % c $${d} %%{e}\n\n E\n",
    'a = "x${b ? "y" : "z"}w"\nb = !c && -d > 3 || e[0].f["g"].h.*.i[2] == k[*].l.0\n',
    "a = { for k, v in x : k => v... if y }\nb { c = 1 }\nd {}\n",
    'a = "a$b%c$$d%%e$${f}%%{g}\\t\\"h\\u00e9"\nb /* c */ = 1 # d',
)
edits = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from(("", *TOKENS))), min_size=1, max_size=3)


def loads(text: str) -> Mapping[str, object] | None:
    """Give what pygohcl makes of a text: None where it says that the syntax is not sound."""
    try:
        made: Mapping[str, object] = pygohcl.loads(text)
    except pygohcl.HCLParseError:
        return None
    except pygohcl.HCLInternalError:  # it evaluates constants too, and some of ours are nonsense
        return {}
    return made


def accepts(text: str) -> bool:
    return loads(text) is not None


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=8).map(lambda tokens: "a = " + "".join(tokens) + "\n"))
@example("a = <<E\nE")
@example("a = {\n x = 1\n , y = 2 }\n")
@example("a { b = 1\n}\n")
@example("a = b.*.c.*.d\n")
@example("a = 1 /* x\n */ b = 2\n")
def test_both_accept_the_same_expressions(text: str) -> None:
    assert accepts(text) == (not parse(text)[1])


@settings(max_examples=300)
@given(st.sampled_from(SOUND), edits)
def test_both_accept_the_same_edited_bodies(text: str, changes: list[tuple[int, int, str]]) -> None:
    for at, gone, token in changes:
        place = at % (len(text) + 1)
        text = text[:place] + token + text[place + gone :]
    if "\r" not in text.replace("\r\n", ""):  # the one liberty we take
        assert accepts(text) == (not parse(text)[1])


@given(st.integers(0, 2**32), st.integers(0, 3))
def test_both_read_the_same_literals_in_random_bodies(seed: int, size: int) -> None:
    text = Writer(seed).body(Grower(seed, size).body()).replace("\0", "z")  # where pygohcl's strings end
    made = loads(text)
    assert made is not None
    assert not made or not list(differences(parse(text)[0], made))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FIXTURES).as_posix())
def test_both_read_a_fixture_alike(file: Path) -> None:
    text = file.read_text(encoding="utf-8-sig")
    (body, errors), made = parse(text), loads(text)
    assert (made is None) == bool(errors)
    assert not made or not list(differences(body, made))


def differences(body: Body, other: Mapping[str, object]) -> Iterator[tuple[object, object]]:
    """Give the literals that pygohcl reads otherwise, each with what it gives; blocks that share a name are left aside."""
    names = Counter([*(attribute.name for attribute in body.attributes), *(block.type for block in body.blocks)])
    for attribute in body.attributes:
        if names[attribute.name] == 1:
            yield from _differing(attribute.value, other[attribute.name])
    for block in body.blocks:
        if names[block.type] == 1:
            yield from _inside(block, other[block.type])


def _inside(block: Block, other: object) -> Iterator[tuple[object, object]]:
    for label in block.labels:
        assert isinstance(other, Mapping)
        other = other[label]
    assert isinstance(other, Mapping)
    yield from differences(block.body, other)


def _differing(node: Node, other: object) -> Iterator[tuple[object, object]]:
    match node, other:
        case Literal(value=value), _:
            if not _same(value, other):
                yield value, other
        case Tuple(items=items), list():
            assert len(items) == len(other)
            for item, its_other in zip(items, other, strict=True):
                yield from _differing(item, its_other)
        case Object(items=members), dict():
            keys = Counter(key.value for key, _ in members if isinstance(key, Literal))
            for key, inner in members:
                if isinstance(key, Literal) and keys[key.value] == 1:
                    yield from _differing(inner, other[key.value])
        case _:
            pass  # what is no literal comes as source text


def _same(one: object, other: object) -> bool:
    """Compare two literals; pygohcl gives a number's value and not its kind."""
    numbers = [value for value in (one, other) if isinstance(value, int | float) and not isinstance(value, bool)]
    return one == pytest.approx(other) if len(numbers) == 2 else type(one) is type(other) and one == other
