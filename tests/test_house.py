"""The rules of the house, checked on the house itself. Each was broken once to see that it is noticed."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from azbk_lint.catalogue import load, shipped

ROOT = Path(__file__).parents[1]
CODE = ROOT / "lint" / "azbk_lint"
FIXTURES = ROOT / "fixtures"
POLICIES = load(shipped())
COVERAGE = tomllib.loads((ROOT / "docs" / "coverage.toml").read_text(encoding="utf-8"))
ARTICLE = {  # the codes of the 2018 article, as spelt today, with the number of causes it gives each
    "UserErrorGuestAgentStatusUnavailable": 5,
    "GuestAgentSnapshotTaskStatusError": 3,
    "UserErrorRpCollectionLimitReached": 2,
    "UserErrorKeyvaultPermissionsNotConfigured": 1,
    "ExtensionSnapshotFailedNoNetwork": 3,
    "ExtensionOperationFailedForManagedDisks": 4,
    "BackUpOperationFailed": 6,
    "BackUpOperationFailedV2": 6,
    "UserErrorUnsupportedDiskSize": 1,
    "UserErrorStandardSSDNotSupported": 1,
}
ROOMS = {  # each room, and each module beside the rooms, with what it may look into besides itself
    "model": set[str](),
    "read": {"model"},
    "resolve": {"model"},
    "link": {"model"},
    "checks": {"model"},
    "report": {"model"},
    "tables": {"model"},
    "config": {"model", "tables"},
    "catalogue": {"model", "tables", "checks"},
    "judge": {"model"},
    "engine": {"model", "read", "resolve", "link", "judge", "report", "config"},
    "options": {"report"},
    "schema": {"model", "tables", "checks"},
    "cli": {"model", "options", "config", "catalogue", "engine", "judge", "read", "report", "tables"},
    "__main__": {"cli"},
    "__init__": set[str](),
}
BANNED = {  # what may stand nowhere in the repository, written so that this line itself may
    "a path of one machine": r"(?<![\w.>})-])/(?:work|Users|tmp)/\w",
    "a registry's host": r"\b(?:pypi\.org|files\.pythonhosted|registry\.terraform\.io)",
}


def modules(room: str) -> list[Path]:
    file = CODE / f"{room}.py"
    return [file] if file.exists() else sorted((CODE / room).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """Name what a module imports of the package, at its top or inside functions: `checks.egress`, or a name of the package's own."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                yield from (alias.name.removeprefix("azbk_lint.") for alias in names if alias.name.startswith("azbk_lint"))
            case ast.ImportFrom(module=None | "azbk_lint", names=names, level=0):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0) if module.startswith("azbk_lint."):
                yield module.removeprefix("azbk_lint.")
            case ast.ImportFrom(level=level) if level:
                yield f"relative import in {file.name}"


def tracked() -> list[Path]:
    """List the files git knows, and those it would be told of next."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_every_module_belongs_to_a_room() -> None:
    assert {path.stem if path.is_file() else path.name for path in CODE.iterdir() if path.suffix == ".py" or any(path.rglob("*.py"))} == {
        *ROOMS
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_only_onto_its_own(room: str) -> None:
    seen = {name.partition(".")[0] for file in modules(room) for name in imported(file)}
    assert seen - {room, "__version__"} <= ROOMS[room]


def test_only_the_command_line_prints() -> None:
    calls = {
        file.relative_to(CODE).as_posix()
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert not calls


def test_every_module_says_what_it_is_for() -> None:
    assert not [file for file in CODE.rglob("*.py") if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))]


def test_no_writer_of_reports_is_named_like_a_module_of_the_standard_library() -> None:
    assert not {file.stem for file in modules("report")} & sys.stdlib_module_names


def test_policies_are_toml_and_nothing_else() -> None:
    assert {path.suffix for path in (ROOT / "policies").iterdir()} == {".toml"}


def test_every_policy_has_fixtures_that_fail_and_that_pass_in_both_languages() -> None:
    folders = {folder.name: folder for folder in FIXTURES.iterdir() if folder.name not in {"landscapes", "hostile"}}
    assert {*folders} == {policy.name for policy in POLICIES}
    for folder in folders.values():
        kinds = {(case.name.partition("-")[0], language(case)) for case in folder.iterdir()}
        assert kinds >= {(kind, spoken) for kind in ("fail", "pass") for spoken in ("arm", "terraform")}, folder.name


def language(case: Path) -> str:
    names = [case.name] if case.is_file() else [path.name for path in case.rglob("*")]
    return "terraform" if any(name.endswith((".tf", ".tf.json")) for name in names) else "arm"


def test_every_code_and_cause_of_the_article_is_accounted_for() -> None:
    names = {policy.name for policy in POLICIES}
    assert {code: len(entry["causes"]) for code, entry in COVERAGE["codes"].items()} == ARTICLE
    assert {cause for entry in COVERAGE["codes"].values() for cause in entry["causes"]} == {*COVERAGE["causes"]}
    for cause, entry in COVERAGE["causes"].items():
        assert entry.get("policies") or entry.get("planned"), f"{cause}: no policy finds it, and none is planned"
        assert entry.get("cannot"), f"{cause}: nothing says what does not show in code"
        assert {*entry.get("policies", ())} <= names, f"{cause}: names a policy that is not there"
        assert not {*entry.get("planned", ())} & names, f"{cause}: what is planned is written already"


def test_the_policies_break_what_the_account_says() -> None:
    said = {
        code: {*entry.get("also", ()), *(name for cause in entry["causes"] for name in COVERAGE["causes"][cause].get("policies", ()))}
        for code, entry in COVERAGE["codes"].items()
    }
    assert said == {code: {policy.name for policy in POLICIES if code in policy.breaks} for code in ARTICLE}


def test_no_later_spelling_stands_beside_the_articles_own() -> None:
    old = {entry["spelt"] for entry in COVERAGE["codes"].values() if "spelt" in entry}
    assert not [policy.name for policy in POLICIES if old & {*policy.breaks}]


def test_what_weighs_less_today_than_in_2018_says_since_when() -> None:
    ladder = ("off", "info", "warning", "error")
    less = [policy for policy in POLICIES if ladder.index(policy.severity.current) < ladder.index(policy.severity.v1)]
    assert less
    assert not [policy.name for policy in less if not policy.since]


STARTERS = {"subprocess", "multiprocessing", "pty", "asyncio", "ctypes", "concurrent"}
STARTS = re.compile(r"system|popen|exec[lv]\w*|spawn\w*|posix_spawn\w*|fork\w*|startfile")


def starts_programs(file: Path) -> bool:
    """Say whether a module could start a program: by a module for that, or by a function of os."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names) if any(alias.name.partition(".")[0] in STARTERS for alias in names):
                return True
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in STARTERS:
                return True
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if STARTS.fullmatch(name):
                return True
            case ast.ImportFrom(module="os", names=names) if any(STARTS.fullmatch(alias.name) for alias in names):
                return True
    return False


def test_one_module_alone_starts_programs() -> None:
    assert [file.relative_to(CODE).as_posix() for file in sorted(CODE.rglob("*.py")) if starts_programs(file)] == ["read/bicep_cli.py"]


PROBE = """
import json, os, sys

opened, sockets = set(), []


def listen(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        opened.add(os.path.abspath(os.fsdecode(args[0])))
    elif event.startswith(("socket.", "urllib.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "ctypes.")):
        sockets.append(event)


sys.addaudithook(listen)
from azbk_lint.cli import main

status = main(json.loads(sys.argv[1]))
sys.stdout.flush()
print(json.dumps({"status": status, "opened": sorted(opened), "sockets": sockets, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def run(*words: str, status: int = 0, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Mapping[str, list[str]]:
    """Run the program in a process of its own, with an ear to what the interpreter opens, and see how it ends."""
    more = {**os.environ, **(env or {})}
    made = subprocess.run([sys.executable, "-c", PROBE, json.dumps(words)], cwd=cwd, env=more, capture_output=True, text=True, check=True)
    heard = json.loads(made.stderr.splitlines()[-1])
    assert heard.pop("status") == status, made.stderr
    return heard  # type: ignore[no-any-return] # the probe's own words


def test_a_run_opens_no_socket_and_starts_no_process() -> None:
    assert run("fixtures/landscapes/hub-and-spoke", status=1)["sockets"] == []


@pytest.mark.parametrize("asked", [False, True])
def test_bicep_is_compiled_only_where_a_run_was_told_to(tmp_path: Path, *, asked: bool) -> None:
    tools, code = tmp_path / "tools", tmp_path / "code"
    tools.mkdir()
    code.mkdir()
    for name in ("bicep", "az"):
        (tools / name).write_text(f"#!/bin/sh\necho started >> {tools}/started\nexit 1\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    (code / "main.bicep").write_text("", encoding="utf-8")
    (code / "azbk-lint.toml").write_text("" if asked else 'bicep = "auto"\n', encoding="utf-8")
    env = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **({"BICEP_CLI": "auto"} if asked else {})}
    refused = run(".", status=2, cwd=code, env=env)  # either way: a configuration may not ask for it
    (code / "azbk-lint.toml").unlink()
    heard = run(".", status=2, cwd=code, env=env)
    assert (tools / "started").exists() == asked
    assert [*{*refused["sockets"], *heard["sockets"]}] == (["subprocess.Popen"] if asked else [])
    assert {"subprocess", "azbk_lint.read.bicep_cli", "azbk_lint.read.bicep_build"}.isdisjoint(heard["modules"]) != asked


def test_a_run_reads_nothing_outside_what_it_was_given(tmp_path: Path) -> None:
    given, outside = tmp_path / "given", tmp_path / "outside"
    given.mkdir()
    outside.mkdir()
    (given / "main.tf").write_text(
        'locals {\n  a = file("../secret.txt")\n  b = file("/etc/hostname")\n}\nmodule "m" {\n  source = "../outside"\n}\n',
        encoding="utf-8",
    )
    (outside / "main.tf").write_text('output "o" {\n  value = 1\n}\n', encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    ours = (str(CODE), str(shipped()), sys.base_prefix, sys.prefix, "/dev/", "/proc/", "/usr/", "/etc/localtime")
    opened = [path for path in run("given", status=2, cwd=tmp_path)["opened"] if not path.startswith(ours)]
    assert str(given / "main.tf") in opened
    assert not [path for path in opened if not path.startswith(f"{given}/") and not path.endswith(("/azbk-lint.toml", "/pyproject.toml"))]


def test_heavy_packages_stay_out_of_a_run_that_does_not_need_them(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('locals {\n  a = "b"\n}\n', encoding="utf-8")
    heavy = {"azure", "requests", "urllib3", "http.client", "socket", "jsonschema", "hcl2", "lark", "yaml", "asyncio"}
    assert not heavy.intersection(run(".", cwd=tmp_path)["modules"])


def test_the_version_is_said_without_loading_the_linter() -> None:
    loaded = {name for name in run("--version")["modules"] if name.startswith("azbk_lint.")}
    assert loaded == {"azbk_lint.cli", "azbk_lint.options"}


@pytest.mark.parametrize("what", BANNED)
def test_nothing_in_the_repository_names(what: str) -> None:
    pattern = re.compile(BANNED[what])
    found = [
        f"{file.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}"
        for file in tracked()
        if file.suffix not in {".png", ".whl"} and file != Path(__file__)
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found
