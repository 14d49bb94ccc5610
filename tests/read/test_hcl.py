"""What the reader makes of each form, and where it says a mistake stands."""

import pytest
from tests.read.hcl_trees import Bare, bare

from azbk_lint.model.hcl import HclError, Literal, Node, Template
from azbk_lint.read.hcl import parse, parse_expression, parse_template


def value(text: str) -> object:
    """Give the literal value that `a = …` has."""
    body, errors = parse(f"a = {text}\n")
    assert not errors
    node = body.attributes[0].value
    assert isinstance(node, Literal)
    return node.value


def fault(text: str) -> tuple[str, str]:
    """Give the only mistake of a text and what stands there."""
    _, errors = parse(text)
    assert len(errors) == 1
    return errors[0].message, text[errors[0].at :][:6]


def shape(text: str) -> Bare:
    return bare(parse_expression(text))


NAME = {letter: ("Name", (letter,)) for letter in "abcdefx"}
KEY = {word: ("Literal", "str", word) for word in ("a", "b", "null", "5")}
ONE = ("Literal", "int", 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"x"', "x"),
        (r'"\n\r\t\"\\"', '\n\r\t"\\'),
        (r'"\u00e9\U0001F600"', "é😀"),
        ('"$${a} %%{b} $ % $$ %%"', "${a} %{b} $ % $$ %%"),
        ('"# no // comment /* here"', "# no // comment /* here"),
        ("12", 12),
        ("007", 7),
        ("1.50", 1.5),
        ("2e3", 2000.0),
        ("25E-1", 2.5),
        ("true", True),
        ("null", None),
        ("<<E\nE\n", ""),
        ("<<E\n a\n  b\nE\n", " a\n  b\n"),
        ("<<E\n$${a} \\n\nE\n", "${a} \\n\n"),
        ("<<E\na\nEE\n E \t\n", "a\nEE\n"),
        ("<<E\r\na\r\nE\r\n", "a\r\n"),
        ("<<-E\n    a\n\n  b\n \t\n      c\n    E\n", "  a\n\nb\n \t\n    c\n"),
        ("<<-E\n\ta\n  b\nE\n", "a\n b\n"),
    ],
)
def test_a_literal_has_the_value_terraform_gives_it(text: str, meant: object) -> None:
    assert (type(value(text)), value(text)) == (type(meant), meant)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"a ${x} b"', ("a ", NAME["x"], " b")),
        ('"${x}"', (NAME["x"],)),
        ('"a ${~ x ~} b"', ("a", NAME["x"], "b")),
        ('"$${x}${x}$"', ("${x}", NAME["x"], "$")),
        ('"${ {a = "}"}.a }"', (("GetAttr", ("Object", ((("Literal", "str", "a"), ("Literal", "str", "}")),)), "a"),)),
        ('"%{ if x }y%{ else }z%{ endif }"', (("IfDirective", NAME["x"], ("y",), ("z",)),)),
        ('"%{ if x ~} y %{~ endif }"', (("IfDirective", NAME["x"], ("y",), ()),)),
        ('"%{ for a, b in x }${a}%{ endfor }."', (("ForDirective", "a", "b", NAME["x"], (NAME["a"],)), ".")),
        ("<<E\n  ${~ x ~}  \n  y\nE\n", ("", NAME["x"], "  y\n")),
        ("<<-E\n    a\n  ${x}\n    b\nE\n", ("  a\n", NAME["x"], "\n  b\n")),
        ("<<-E\n    %{ if x ~}\n    y\n    %{ endif ~}\nE\n", ("", ("IfDirective", NAME["x"], ("    y\n",), ()), "")),
        ("<<E\n${\nE\n}\nE\n", (("Name", ("E",)), "\n")),
    ],
)
def test_a_template_has_the_parts_terraform_gives_it(text: str, parts: Bare) -> None:
    body, errors = parse(f"a = {text}\n")
    assert not errors
    assert bare(body.attributes[0].value) == ("Template", parts, text.startswith("<<"))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a.b.c", ("Name", ("a", "b", "c"))),
        ("a . b\n.c", ("Name", ("a", "b", "c"))),
        ("a[1].b", ("GetAttr", ("Index", NAME["a"], ONE), "b")),
        ("a.1.b", ("GetAttr", ("Index", NAME["a"], ONE), "b")),
        ("a[*].b[1]", ("Splat", NAME["a"], True, ("b", ONE))),
        ("a.*.b.1[x]", ("Index", ("Splat", NAME["a"], False, ("b", ONE)), NAME["x"])),
        ("-a.b", ("Unary", "-", ("Name", ("a", "b")))),
        ("!!a", ("Unary", "!", ("Unary", "!", NAME["a"]))),
        ("a-b", ("Name", ("a-b",))),
        ("a - b - c", ("Binary", "-", ("Binary", "-", NAME["a"], NAME["b"]), NAME["c"])),
        ("a + b * c", ("Binary", "+", NAME["a"], ("Binary", "*", NAME["b"], NAME["c"]))),
        ("a == b || c && d", ("Binary", "||", ("Binary", "==", NAME["a"], NAME["b"]), ("Binary", "&&", NAME["c"], NAME["d"]))),
        ("a ? b : c ? d : e", ("Conditional", NAME["a"], NAME["b"], ("Conditional", NAME["c"], NAME["d"], NAME["e"]))),
        ("f(a, b...)", ("Call", "f", (NAME["a"], NAME["b"]), True)),
        ("f(\n a, # x\n)", ("Call", "f", (NAME["a"],), False)),
        ("p :: a :: b ()", ("Call", "p::a::b", (), False)),
        ("[a,\n1,]", ("Tuple", (NAME["a"], ONE))),
        ('{ a = 1, (a) : 1\n "b" = 1 }', ("Object", ((KEY["a"], ONE), (("Paren", NAME["a"]), ONE), (KEY["b"], ONE)))),
        ("{ null = 1\n 05 = 1 }", ("Object", ((KEY["null"], ONE), (KEY["5"], ONE)))),
        ("[for a in b : c if d]", ("ForTuple", None, "a", NAME["b"], NAME["c"], NAME["d"])),
        ("{for a, b in c : d => e... if x}", ("ForObject", "a", "b", NAME["c"], NAME["d"], NAME["e"], True, NAME["x"])),
    ],
)  # fmt: skip
def test_an_expression_has_the_tree_terraform_gives_it(text: str, tree: Bare) -> None:
    assert shape(text) == tree


def test_a_splat_behind_a_splat_goes_through_the_items_of_each_item() -> None:
    every, inner = ("Splat", NAME["a"], True, ()), ("Splat", ("Name", ("*", "b")), True, ("c",))
    assert shape("a[*].b[*].c") == ("ForTuple", None, "*", every, inner, None)


def test_an_attribute_splat_behind_a_full_one_does_so_too() -> None:
    every, inner = ("Splat", NAME["a"], True, ()), ("Splat", ("Name", ("*", "b")), False, ("c",))
    assert shape("a[*].b.*.c") == ("ForTuple", None, "*", every, inner, None)


@pytest.mark.parametrize("inside", ["b", "${b}"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_heredoc_ends_with_its_marker(inside: str, line_end: str) -> None:
    text = line_end.join(("a = <<E", inside, "  E", ""))
    (attribute,) = parse(text)[0].attributes
    assert text[attribute.end :] == line_end


def test_a_block_keeps_its_labels_and_where_its_header_ends() -> None:
    text = 'x y "\\u0041 b" {\n  a = 1\n  b { c = 2 }\n  d {}\n}\n'
    body, errors = parse(text)
    assert not errors
    (block,) = body.blocks
    assert (block.type, block.labels) == ("x", ("y", "A b"))
    assert text[block.start : block.header_end] == 'x y "\\u0041 b"'
    assert text[block.start : block.end] == text.rstrip()
    assert [inner.type for inner in block.body.blocks] == ["b", "d"]
    assert [text[inner.start : inner.header_end] for inner in block.body.blocks] == ["b", "d"]


def test_an_attribute_reaches_from_its_name_to_the_end_of_its_value() -> None:
    text = "  a /* x */ = [1] # y\n"
    (attribute,) = parse(text)[0].attributes
    assert text[attribute.start : attribute.end] == "a /* x */ = [1]"


def test_windows_line_ends_change_nothing() -> None:
    text = 'a "b" {\n  c = {\n    d = [1,\n 2]\n  }\n  e = f(\n 1)\n}\n\n# x\n'
    assert bare(parse(text)[0]) == bare(parse(text.replace("\n", "\r\n"))[0])
    assert not parse(text.replace("\n", "\r\n"))[1]


@pytest.mark.parametrize(
    ("text", "message", "there"),
    [
        ("a = 1\na = 2\n", "expected `a` only once in this body", "a = 2\n"),
        ("a = 1.2.3\n", "expected a number", "1.2.3\n"),
        ("a = 1e999\n", "expected a number that fits 64 bits", "1e999\n"),
        ("a = 1 b = 2\n", "expected a new line", "b = 2\n"),
        ("a {} b {}\n", "expected a new line", "b {}\n"),
        ("a = 1,\n", "expected a new line", ",\n"),
        ('a = "\\q"\n', 'expected \\n, \\r, \\t, \\", \\\\, \\uXXXX or \\UXXXXXXXX', '\\q"\n'),
        ('a = "\\ud800"\n', 'expected \\n, \\r, \\t, \\", \\\\, \\uXXXX or \\UXXXXXXXX', "\\ud800"),
        ('a = "b\nc"\n', 'expected `"` before the line ends', '\nc"\n'),
        ('a = "${b c}"\n', "expected `}`", 'c}"\n'),
        ('a = "%{ iff b }"\n', "expected `if`, `else`, `endif`, `for` or `endfor`", "iff b "),
        ('a = "%{ if b }"\n', "expected an `endif` to this directive", "%{ if "),
        ("a = <<E\n%{ for b in c }\nE\n", "expected an `endfor` to this directive", "%{ for"),
        ('a = "%{ if b }%{ endfor }"\n', "expected `endif`", "%{ end"),
        ('a = "%{ endif }"\n', "expected no `endif` where no directive is open", "%{ end"),
        ("a = <<E\nb\n", "expected a line `E` that ends this heredoc", "<<E\nb\n"),
        ("a = <<E\nE", "expected a line `E` that ends this heredoc", "<<E\nE"),
        ("a = [1\n", "expected `,` or `]`", ""),
        ("a = [1 2]\n", "expected `,` or `]`", "2]\n"),
        ("a = f(1 2)\n", "expected `,` or `)`", "2)\n"),
        ("a = f(b..., c)\n", "expected `)`", ", c)\n"),
        ("a = (1\n", "expected `)`", ""),
        ("a = { b }\n", "expected `=` or `:` and the value", "}\n"),
        ("a = { b = 1\n", "expected an expression before the end", ""),
        ("a = { b = 1 c = 2 }\n", "expected a new line, `,` or `}`", "c = 2 "),
        ("a = { b =\n 1 }\n", "expected an expression", "\n 1 }\n"),
        ("a = b ? c\n", "expected `:` and what holds otherwise", "\n"),
        ("a = [for b : c]\n", "expected one or two names and `in`", "b : c]"),
        ("a = {for b in c : d}\n", "expected `=>` and the value", "}\n"),
        ("a = b.0.1\n", "expected `[`: two indexes in a row are written in brackets", "0.1\n"),
        ("a = b.*.*\n", "expected an attribute's name: a splat cannot stand inside this one", "*\n"),
        ("a = b::c\n", "expected `(`", "\n"),
        ("a = \n", "expected an expression", "\n"),
        ("a =", "expected an expression before the end", ""),
        ("a\n", "expected `=`, a label or `{`", "\n"),
        ('a "b"\n{\n}\n', "expected `=`, a label or `{`", "\n{\n}\n"),
        ('a "${b}" {\n}\n', "expected a label without interpolation", '"${b}"'),
        ("a { b = 1, c = 2 }\n", "expected `}`", ", c = "),
        ("a { b {} }\n", "expected one attribute, or a new line", "b {} }"),
        ("a {\n", "expected `}` before the end", ""),
        ("}\n", "expected an attribute or a block: this `}` closes none", "}\n"),
        ('"a" = 1\n', "expected an attribute or a block", '"a" = '),
        ("a == 1\n", "expected `=` and a value", "== 1\n"),
    ],
)
def test_a_mistake_says_what_was_expected_and_where(text: str, message: str, there: str) -> None:
    assert fault(text) == (message, there)


def test_a_template_s_offsets_are_those_of_its_text() -> None:
    text = 'a\n${b ? "c" : d}\n'
    node = parse_template(text)
    assert isinstance(node, Template)
    assert [text[part.start : part.end] for part in node.parts if isinstance(part, Node)] == ['b ? "c" : d']


def test_a_template_takes_quotes_and_backslashes_as_they_are() -> None:
    assert bare(parse_template('"\\n" $')) == ("Literal", "str", '"\\n" $')


def test_an_expression_ends_where_its_text_ends() -> None:
    with pytest.raises(HclError, match="expected the end"):
        parse_expression("a b")
