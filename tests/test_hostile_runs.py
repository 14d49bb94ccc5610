"""The whole program on inputs that no one would write on purpose: how each run ends, what it says, and what it touches."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

import azbk_lint
from azbk_lint.catalogue import shipped

TESTS = Path(__file__).parent
FIXTURES = TESTS.parent / "fixtures" / "hostile"
FILES = runpy.run_path(str(TESTS / "hostile.py"))["files"]()
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot bound itself there")
CODE = str(Path(azbk_lint.__file__).parent)
OURS = (CODE, str(shipped()), sys.base_prefix, sys.prefix, sysconfig.get_path("stdlib"), "/dev/", "/proc/", "/usr/", "/etc/localtime")
CONFIGURATION = ("azbk-lint.toml", "pyproject.toml")  # looked for above, as every run does
CPU_SECONDS, MEMORY = 10, 2**30
PROBE = f"""
import json, os, resource, sys

resource.setrlimit(resource.RLIMIT_CPU, ({CPU_SECONDS}, {CPU_SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
opened, others = set(), []


def listen(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(args[0])))
    elif event.startswith(("socket.", "urllib.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.")):
        others.append(event)


sys.addaudithook(listen)
from azbk_lint.cli import main

status = main(sys.argv[1:])
sys.stdout.flush()
print(json.dumps([status, sorted(opened), others, sorted(sys.modules)]), file=sys.stderr)
"""


class Run(NamedTuple):
    """How a run ended, what it complained of, and what the interpreter was asked for meanwhile."""

    status: int
    complaints: list[str]
    opened: list[str]
    others: list[str]
    modules: list[str]


def run(name: str, folder: Path) -> Run:
    """Lint one path below a folder in a process of its own, within bounds of CPU time and memory."""
    words = [sys.executable, "-c", PROBE, name]
    made = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    *complaints, heard = made.stderr.splitlines()
    status, opened, others, modules = json.loads(heard)
    return Run(status, complaints, opened, others, modules)


def outside(opened: list[str], folder: Path) -> list[str]:
    """Give what was opened that is neither the program's nor below the folder."""
    beyond = [path for path in opened if not path.startswith((*OURS, f"{folder}/"))]
    return [path for path in beyond if not path.endswith(CONFIGURATION)]


def behaves(name: str, folder: Path, expected: tuple[int, str]) -> Run:
    """See that a run ends as expected and touches nothing but what it was given."""
    made = run(name, folder)
    status, says = expected
    assert (made.status, [line for line in made.complaints if says in line] != []) == (status, says != ""), made.complaints
    assert not [line for line in made.complaints if line.startswith("Traceback") or "bug in azbk-lint" in line]
    assert outside(made.opened, folder) == []
    assert made.others == []
    return made


FINE = (0, "")
UTF_8 = "(save the file as UTF-8)"
CIRCLE = "module '{}' calls a module that it is called by"
SMALL: Mapping[str, tuple[int, str]] = {
    "arm/circle": (2, "arm/circle/one.json:9:61: templates link each other in a circle: arm/circle/two.json"),
    "arm/cut-between-values.json": (2, "7:1: cannot read: the file ends inside the object that begins on line 5"),
    "arm/deep-expression.json": (2, ": the expression is nested too deeply"),
    "arm/duplicate-keys.json": FINE,
    "arm/endless-copy.json": FINE,
    "arm/endless-range.json": FINE,
    "arm/latin-1.json": (2, f"4:20: cannot read: byte 0xE8 is not UTF-8 text {UTF_8}"),
    "arm/lone-surrogate.json": FINE,
    "arm/merge-conflict.json": (2, "5:1: cannot read: expected a name in double quotes or `}`"),
    "arm/only-a-schema.json": FINE,
    "arm/parameters-in-a-circle.json": (2, "definitions go round in a circle: parameter 'a' → parameter 'b' → parameter 'a'"),
    "arm/placeholder-for-a-value.json": (2, "4:17: cannot read: expected a value"),
    "arm/resources-are-text.json": FINE,
    "arm/shift-jis.json": (2, f"4:32: cannot read: byte 0x89 is not UTF-8 text {UTF_8}"),
    "arm/tolerated.json": FINE,
    "arm/truncated.json": (2, "7:15: cannot read: a string begins here and does not end"),
    "arm/utf-16.json": FINE,
    "arm/utf-8-with-mark.json": FINE,
    "arm/wrong-types.json": (2, "25:23: [parameters('a')]: there is no parameter 'a'"),
    "plan/truncated.json": (2, "1:93: cannot read: the file ends inside the object that begins on line 1"),
    "plan/wrong-types.json": (2, "this is not a saved plan: it has no format_version"),
    "terraform/broken-json": (2, "main.tf.json:1:54: cannot read: expected `,` or `}`"),
    "terraform/endless-count": FINE,
    "terraform/endless-lists": FINE,
    "terraform/endless-regex": FINE,
    "terraform/endless-strings": FINE,
    "terraform/files-elsewhere": FINE,
    "terraform/latin-1": (2, f"main.tf:1:4: cannot read: byte 0xE8 is not UTF-8 text {UTF_8}"),
    "terraform/locals-in-a-circle": (2, "a circle of references: local.a → local.b → local.c → local.a"),
    "terraform/merge-conflict": (2, "main.tf:8:1: cannot read: expected an attribute or a block"),
    "terraform/module-circle": (2, CIRCLE.format("a")),
    "terraform/module-elsewhere": (2, "main.tf:2:3: module 'outside' is not read: it lies outside the scanned paths; scan "),
    "terraform/module-of-itself": (2, CIRCLE.format("self")),
    "terraform/template-of-itself": FINE,
    "terraform/unclosed-block": (2, "main.tf:4:1: cannot read: expected `}` before this block"),
    "terraform/unclosed-heredoc": (2, "main.tf:8:12: cannot read: expected a line `EOT` that ends this heredoc"),
    "terraform/utf-16": (2, f"main.tf:1:1: cannot read: it is UTF-16, which Terraform does not read {UTF_8}"),
    "terraform/utf-8-with-mark": FINE,
    "terraform/wrong-types": (2, "terraform.tfvars:2:9: cannot read: expected an expression"),
}
DEEP = (2, "cannot read: brackets are nested more than 254 deep")
DEEP_HCL = (2, "cannot read: expected at most 100 levels of nesting")
LARGE: Mapping[str, tuple[int, str]] = {
    "deep-arrays.json": DEEP,
    "deep-objects.json": DEEP,
    "deep-and-tolerated.json": DEEP,
    "deep-and-cut.json": DEEP,
    "deep-expression.json": (2, ": the expression is longer than 24,576 characters"),
    "unclosed-string.json": (2, "1:138: cannot read: a string begins here and does not end"),
    "unclosed-comment.json": (2, "1:125: cannot read: a comment begins here and does not end"),
    "huge-number.json": FINE,
    "one-long-line.json": (2, "more than 20,000 resources are declared; the rest is not judged"),
    "chain.json": FINE,
    "too-large.json": (2, "cannot read: it is larger than 64 MiB"),
    "deep-lists/main.tf": DEEP_HCL,
    "deep-parentheses/main.tf": DEEP_HCL,
    "deep-templates/main.tf": DEEP_HCL,
    "deep-blocks/main.tf": DEEP_HCL,
    "deep-and-cut/main.tf": DEEP_HCL,
    "long-sum/main.tf": (2, "cannot read: expected an expression of at most 200 levels"),
    "long-heredoc/main.tf": FINE,
    "chain/main.tf": FINE,
    "too-large/main.tf": (2, "cannot read: it is larger than 64 MiB"),
}


def test_every_hostile_input_has_a_run() -> None:
    assert sorted(SMALL) == sorted(path.relative_to(FIXTURES).as_posix() for path in FIXTURES.glob("*/*"))
    assert LARGE.keys() == FILES.keys()


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_input_is_judged_or_told_and_leads_nowhere(name: str) -> None:
    behaves(name, FIXTURES, SMALL[name])


@pytest.mark.parametrize("name", LARGE)
def test_an_input_beyond_all_bounds_takes_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(FILES[name]())
    made = behaves(name, tmp_path, LARGE[name])
    assert "hcl2" not in made.modules  # which would take the time that we refused to take


def test_a_run_that_takes_too_much_is_noticed(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-c", PROBE.replace("status = main(sys.argv[1:])", "bytes(2**31)")], cwd=tmp_path, capture_output=True, check=False
    )
    assert b"MemoryError" in made.stderr
