"""Data sources that ask nobody, and what is said of what cannot be evaluated."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle.replay import evaluated

from azbk_lint.model.value import Unknown, Value

FILES = """-- main.tf --
variable "a" {{ default = null }}
variable "b" {{ default = "" }}
variable "who" {{}}
data "local_file" "script" {{
  filename = "${{path.module}}/script.sh"
}}
data "local_file" "unsaid" {{
  filename = var.who
}}
data "template_file" "greeting" {{
  template = "Hello $${{name}}"
  vars     = {{ name = "you" }}
}}
data "template_file" "broken" {{
  template = "$${{missing}}"
}}
resource "azurerm_x" "x" {{
  v = {expression}
}}
-- script.sh --
#!/bin/sh
"""


def value(expression: str, folder: Path) -> Value:
    return evaluated(FILES.format(expression=expression), folder)[0]["azurerm_x.x"].values["v"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("data.local_file.script.content", "#!/bin/sh\n"),
        ("data.local_file.script.content_base64", "IyEvYmluL3NoCg=="),
        ("data.template_file.greeting.rendered", "Hello you"),
    ],
)
def test_a_data_source_that_asks_nobody_is_evaluated(expression: str, expected: str, tmp_path: Path) -> None:
    assert value(expression, tmp_path) == expected


@pytest.mark.parametrize(
    ("expression", "because", "settle"),
    [
        ("data.local_file.unsaid.content", "variable 'who' has no default", "--var who=VALUE"),
        ("data.template_file.broken.rendered", "there is no `missing` here", ""),
        ("path.cwd", "`path.cwd` depends on the machine", "write `path.root` or `path.module` instead"),
        ('file("there/none.sh")', "`file` reads `there/none.sh`, which is not here", "put `there/none.sh` there"),
        ('file("../../none.sh")', "outside the scanned paths", ""),
        ('{ a = 1 }["b"]', "there is no key 'b'", ""),
        ('lookup({ a = 1 }, "b")', "there is no key 'b', and no default", ""),
        ("{ a = 1 }.b", "there is no attribute 'b'", ""),
        ("try({ a = 1 }.b, {}.c)", "try: every alternative fails, the last since there is no attribute 'c'", ""),
        ("coalesce(var.a, var.b)", "coalesce: every value is null or empty", "give a value to var.a or var.b"),
        ("upper(coalesce(var.a, trimspace(var.b)))", "every value is null or empty", "give a value to var.a or var.b"),
    ],
)
def test_what_cannot_be_evaluated_says_why_and_what_to_do(expression: str, because: str, settle: str, tmp_path: Path) -> None:
    found = value(expression, tmp_path)
    assert isinstance(found, Unknown)
    assert because in found.because
    assert found.settle == settle
