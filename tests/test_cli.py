from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import pytest

from azbk_lint import __version__, cli, engine
from azbk_lint.catalogue import load, shipped
from azbk_lint.config import Config
from azbk_lint.model.policy import Answer, Finding, Severity
from azbk_lint.model.report import Bug, Report
from azbk_lint.model.source import Note, Place, Problem, Source, Undeclared

CASE = Path(__file__).parents[1] / "fixtures" / "agent-not-provisioned" / "fail-windows.json"
POLICY = load(shipped())[0]
SOURCE = Source(PurePath("main.tf"), "size = 1\n", "hcl")
FAILS = Answer("fails", Place(SOURCE, span=(0, 4)))
UNKNOWN = Answer("unknown", Place(SOURCE, span=(7, 8)), {"because": "var.size has no default"})
PROBLEM = Problem(PurePath("bad.tf"), "cannot read: a block is not closed", 3, 7)
NOTES = [Note("5 files left out", [PurePath(name) for name in "abcde"])]
BUG = Bug("main.tf", "p", "Traceback: KeyError\n")


class Ran(NamedTuple):
    """What a run of the command line came to."""

    status: int
    out: str
    err: str


class Stream(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(*words: str, env: Mapping[str, str] | None = None, out: io.StringIO | None = None) -> Ran:
    out, err = out or io.StringIO(), io.StringIO()
    status = cli.main(words, out, err, env or {})
    return Ran(status, out.getvalue(), err.getvalue())


def findings(severity: Severity = "warning", answer: Answer = FAILS) -> list[Finding]:
    return [Finding(POLICY, answer, "main.tf", severity)]


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Callable[[Report], list[tuple[Any, ...]]]:
    """Let a run give this report, and note what it was asked."""

    def made(report: Report) -> list[tuple[Any, ...]]:
        asked: list[tuple[Any, ...]] = []

        def lint(*arguments: object, bicep: object) -> Report:
            asked.append(arguments if bicep is None else (*arguments, bicep))
            return report

        monkeypatch.setattr(engine, "lint", lint)
        return asked

    return made


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "report", "status"),
    [
        ([], Report(deployments=1), 0),
        ([], Report(findings("info"), deployments=1), 0),
        ([], Report(findings("warning"), deployments=1), 1),
        (["--fail-on", "error"], Report(findings("warning"), deployments=1), 0),
        (["--fail-on", "error"], Report(findings("error"), deployments=1), 1),
        (["--fail-on", "info"], Report(findings("info"), deployments=1), 1),
        ([], Report([], findings(answer=UNKNOWN), deployments=1), 0),
        (["--show", "unknown"], Report([], findings(answer=UNKNOWN), deployments=1), 0),
        (["--unknown", "fail"], Report([], findings(answer=UNKNOWN), deployments=1), 1),
        ([], Report(problems=[PROBLEM], deployments=1), 2),
        ([], Report(findings("error"), problems=[PROBLEM], deployments=1), 2),
        ([], Report(problems=[PROBLEM]), 2),
        ([], Report(), 2),
        ([], Report(bugs=[BUG], deployments=1), 3),
        ([], Report(findings("error"), problems=[PROBLEM], bugs=[BUG]), 3),
    ],
)
def test_the_exit_status_says_how_it_went(reports: Callable[[Report], object], words: Sequence[str], report: Report, status: int) -> None:
    reports(report)
    assert run(*words).status == status


def test_what_could_not_be_read_is_told_beside_what_was_found(reports: Callable[[Report], object]) -> None:
    reports(Report(findings(), problems=[PROBLEM, Problem(PurePath("b.tf"), "cannot read: not UTF-8")], notes=NOTES, deployments=1))
    ran = run()
    assert ran.err.splitlines() == [
        "bad.tf:3:7: cannot read: a block is not closed",
        "b.tf: cannot read: not UTF-8",
        "note: 5 files left out: a, b, c and 2 more",
    ]
    assert "1 finding (1 warning), 0 unknown; " in ran.out
    assert "2 files could not be read" in ran.out


def test_lines_for_programs_leave_the_summary_to_the_error_stream(reports: Callable[[Report], object]) -> None:
    reports(Report(findings(), deployments=1))
    ran = run("--format", "concise")
    assert ran.out.startswith("main.tf:1:1: warning: ")
    assert ran.out.count("\n") == 1
    assert ran.err == "1 finding (1 warning), 0 unknown; read 0 files, 1 deployment, 0 resources\n"
    assert run("--format", "concise", "-q").err == ""


def test_nothing_to_lint_is_said(reports: Callable[[Report], object]) -> None:
    reports(Report())
    assert run().err == "azbk-lint: nothing to lint: no ARM template, Terraform module or plan was found\n"


def test_a_bug_of_ours_names_policy_and_deployment_and_keeps_the_rest(reports: Callable[[Report], object]) -> None:
    reports(Report(findings(), bugs=[BUG], deployments=1))
    ran = run()
    assert "azbk-lint: this is a bug in azbk-lint, please report it, in policy p, deployment main.tf" in ran.err
    assert ran.err.endswith("Traceback: KeyError\n")
    assert POLICY.name in ran.out


def test_what_breaks_outside_any_deployment_is_a_bug_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Report:
        raise KeyError("oops")

    monkeypatch.setattr(engine, "lint", broken)
    ran = run()
    assert ran.status == 3
    assert "azbk-lint: this is a bug in azbk-lint" in ran.err
    assert "KeyError: 'oops'" in ran.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--stack", "v3"], "'v3' is not one of"),
        (["--stak", "v1"], "No such option '--stak'"),
        (["--set", "size"], "`size` is not NAME=VALUE"),
        (["--var", "=1"], "`=1` is not NAME=VALUE"),
        (["--select", "nsg-storage-blokced"], "no policy is named `nsg-storage-blokced`; did you mean `nsg-storage-blocked`?"),
        (["--ignore", "nope-*"], "no policy is named `nope-*`"),
        (["--select", "nsg-*", "--ignore", "*"], "every selected policy is ignored too"),
        (["--policies", "absent"], "absent: no such folder of policies"),
        (["--config", "absent.toml"], "absent.toml: cannot read: No such file"),
        (["absent"], "no such file or folder: absent"),
        (["explian", "x"], "did you mean `explain`?"),
        (["--output", "absent/report.txt"], "absent/report.txt: cannot write: No such file"),
        (["--set", "size=1"], "no template here has a parameter `size`; did you mean `sizes`?"),
        (["--parameters", "ci.json"], "ci.json: no template here has a parameter `zone`"),
        (["--var", "size=1"], "no root module here has a variable `size`"),
        (["explain"], "Missing argument 'NAME|CODE'"),
        (["explain", "nsg-storage-blokced"], "did you mean `nsg-storage-blocked`?"),
        (["explain", "UserErrorGuestAgentStatusUnavailabel"], "did you mean `UserErrorGuestAgentStatusUnavailable`?"),
    ],
)
def test_a_slip_of_the_users_is_one_sentence(
    tmp_path: Path, reports: Callable[[Report], object], words: Sequence[str], complaint: str
) -> None:
    if not words[0].startswith(("absent", "explian")):
        lost = [Undeclared("set", "size", ["sizes"]), Undeclared("parameters", "zone", [], "ci.json"), Undeclared("vars", "size", [])]
        reports(
            Report(
                deployments=1,
                undeclared=[
                    each for each in lost if words[0] == f"--{each.means.removesuffix('s') if each.means == 'vars' else each.means}"
                ],
            )
        )
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert complaint in ran.err
    assert ran.err.startswith("azbk-lint: ")
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_words_reach_the_configuration(reports: Callable[[Report], list[tuple[Any, ...]]]) -> None:
    asked = reports(Report(deployments=1))
    words = "--stack v1 --parameters a.json --parameters b.json --set n=1 --set rules=[{}] --var-file x.tfvars --var s=007 --unknown fail"
    assert run("infra", *words.split(), "--set", "text=a=b", "--set", "broken={").status == 0
    ((paths, policies, config, environment),) = asked
    assert environment == {}
    assert paths == [PurePath("infra")]
    assert policies == load(shipped())
    assert config == Config(
        stack="v1",
        parameters=("a.json", "b.json"),
        set={"n": 1, "rules": [{}], "text": "a=b", "broken": "{"},
        var_file=("x.tfvars",),
        var={"s": "007"},
        unknown="fail",
    )


def test_the_command_line_wins_over_the_file_and_pairs_add_to_its_pairs(
    tmp_path: Path, reports: Callable[[Report], list[tuple[Any, ...]]]
) -> None:
    (tmp_path / "azbk-lint.toml").write_text('stack = "v1"\nfail-on = "error"\nvar = { a = 1, b = 1 }\nset = { c = 1 }\n', encoding="utf-8")
    asked = reports(Report(deployments=1))
    run("--stack", "v2", "--var", "b=2")
    config = asked[0][2]
    assert (config.stack, config.fail_on, config.var, config.set) == ("v2", "error", {"a": 1, "b": 2}, {"c": 1})


def test_what_the_configuration_gives_to_all_may_be_declared_by_none_here(tmp_path: Path, reports: Callable[[Report], object]) -> None:
    (tmp_path / "azbk-lint.toml").write_text("set = { size = 1 }\n", encoding="utf-8")
    reports(Report(deployments=1, undeclared=[Undeclared("set", "size", [])]))
    ran = run()
    assert (ran.status, ran.err) == (0, "note: no template here has a parameter `size`\n")
    assert run("-q").err == ""


def test_what_one_set_of_values_gives_to_a_template_that_lacks_it_is_a_slip(reports: Callable[[Report], object]) -> None:
    reports(Report(deployments=1, undeclared=[Undeclared("parameters", "siez", ["size"], "prod.json", "vm.json (prod)")]))
    assert run() == Ran(2, "", "azbk-lint: prod.json: vm.json (prod) has no parameter `siez`; did you mean `size`?\n")


def test_variables_come_from_the_environment_only_when_asked(reports: Callable[[Report], list[tuple[Any, ...]]]) -> None:
    asked = reports(Report(deployments=1))
    env = {"TF_VAR_size": "3", "TF_LOG": "x", "HOME": "y"}
    run(env=env)
    run("--env-vars", env=env)
    assert [environment for *_, environment in asked] == [{}, {"size": "3"}]


def test_where_to_deploy_to_reaches_the_configuration(reports: Callable[[Report], list[tuple[Any, ...]]]) -> None:
    asked = reports(Report(deployments=1))
    run("--location", "japaneast", "--resource-group", "rg", "--subscription-id", "s")
    assert asked[0][2] == Config(location="japaneast", resource_group="rg", subscription_id="s")


def test_policies_are_selected_and_ignored(reports: Callable[[Report], list[tuple[Any, ...]]]) -> None:
    asked = reports(Report(deployments=1))
    run("--select", "nsg-*,disk-too-large", "--ignore", "nsg-8443-missing")
    assert {policy.name for policy in asked[0][1]} >= {"disk-too-large", "nsg-storage-blocked"}
    assert all(policy.name.startswith(("nsg-", "disk-")) and policy.name != "nsg-8443-missing" for policy in asked[0][1])


def test_the_folder_one_stands_in_is_linted_by_default_and_check_may_be_said(
    reports: Callable[[Report], list[tuple[Any, ...]]],
) -> None:
    asked = reports(Report(deployments=1))
    run()
    run("check", "explain")
    assert [paths for paths, *_ in asked] == [[PurePath()], [PurePath("explain")]]


@pytest.mark.parametrize(
    ("words", "env", "terminal", "coloured"),
    [
        ([], {}, True, True),
        ([], {}, False, False),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"NO_COLOR": ""}, True, True),
        ([], {"FORCE_COLOR": "1"}, False, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ([], {"TERM": "dumb"}, True, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, True, False),
        (["--color", "always"], {"NO_COLOR": "1"}, False, True),
        (["--format", "concise"], {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colours_are_for_terminals_and_as_the_environment_has_it(
    reports: Callable[[Report], object], words: Sequence[str], env: Mapping[str, str], *, terminal: bool, coloured: bool
) -> None:
    reports(Report(findings(), deployments=1))
    assert ("\x1b[" in run(*words, env=env, out=Stream() if terminal else None).out) is coloured


def test_unknowns_are_shown_when_asked(reports: Callable[[Report], object]) -> None:
    reports(Report([], findings(answer=UNKNOWN), deployments=1))
    assert "because: var.size has no default" not in run().out
    for words in (["--show", "unknown"], ["--unknown", "show"], ["--unknown", "fail"]):
        assert "because: var.size has no default" in run(*words).out


def test_a_report_goes_to_a_file(tmp_path: Path, reports: Callable[[Report], object]) -> None:
    reports(Report(findings(), deployments=1))
    assert run("--output", "report.txt", env={"FORCE_COLOR": "1"}).out == ""
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith(f"warning: {POLICY.name}: ")
    assert run("--output", "report.txt", "--color", "always").out == ""
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("\x1b[1;33mwarning: ")
    assert run("--format", "json", "--output", "report.json").out == ""
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["findings"][0]["policy"] == POLICY.name


def test_quiet_says_only_what_was_found(reports: Callable[[Report], object]) -> None:
    reports(Report(notes=NOTES, deployments=1))
    assert run("-q") == Ran(0, "", "")


@pytest.mark.parametrize("name", ["nsg-storage-blocked", "NSG-Storage-Blocked"])
def test_a_policy_is_explained(name: str) -> None:
    ran = run("explain", name)
    assert ran.status == 0
    assert ran.out.startswith("nsg-storage-blocked: ")
    for word in ("breaks:", "severity:", "remedy:", "source:"):
        assert f"\n{word}" in ran.out


def test_every_policy_that_may_give_a_code_is_explained() -> None:
    names = [policy.name for policy in load(shipped()) if "UserErrorGuestAgentStatusUnavailable" in policy.breaks]
    ran = run("explain", "usererrorguestagentstatusunavailable")
    assert [line.split(": ")[0] for line in ran.out.splitlines() if line.split(": ")[0] in names] == names
    assert len(names) > 1


def test_a_broken_configuration_keeps_nothing_from_being_explained(tmp_path: Path) -> None:
    (tmp_path / "azbk-lint.toml").write_text("stak = 1\n", encoding="utf-8")
    ran = run("explain", "nsg-storage-blocked")
    assert ran.status == 0
    assert ran.out.startswith("nsg-storage-blocked: ")
    assert ran.err.startswith("note: ")
    assert "unknown key `stak`" in ran.err
    assert run("explain", "nsg-storage-blocked", "--config", "azbk-lint.toml").status == 2
    assert run("policies").status == 2


def test_policies_are_listed() -> None:
    ran = run("policies")
    assert [line.split()[0] for line in ran.out.splitlines()] == [policy.name for policy in load(shipped())]


def test_a_users_policy_is_explained_too(tmp_path: Path) -> None:
    ours = (shipped() / "nsg-storage-blocked.toml").read_text(encoding="utf-8").replace("title = ", 'title = "Ours" # ')
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "our-policy.toml").write_text(ours, encoding="utf-8")
    assert run("explain", "our-policy", "--policies", "ours").out.startswith("our-policy: Ours\n")


def test_the_version_is_told() -> None:
    assert run("--version") == Ran(0, f"azbk-lint {__version__}\n", "")


def test_help_fits_a_screen_and_says_what_the_exit_status_means() -> None:
    ran = run("--help", env={})
    assert len(ran.out.splitlines()) <= 40
    assert max(map(len, ran.out.splitlines())) <= 80
    assert ran.out.startswith("Usage: azbk-lint [OPTIONS] [PATH]...\n")
    assert "Exit status: 0 " in ran.out
    assert run("explain", "--help").out.startswith("Usage: azbk-lint explain [OPTIONS] NAME|CODE\n")


def test_bicep_is_compiled_where_the_command_line_or_the_environment_names_a_program(
    reports: Callable[[Report], list[tuple[Any, ...]]],
) -> None:
    asked = reports(Report(deployments=1))
    run("--bicep", "auto", env={"BICEP_CLI": "x"})
    run(env={"BICEP_CLI": "y"})
    run(env={"BICEP_CLI": ""})
    assert [words[4:] for words in asked] == [(("auto", {"BICEP_CLI": "x"}),), (("y", {"BICEP_CLI": "y"}),), ()]


@pytest.mark.parametrize("settings", ['bicep = "auto"\n', "[[deployment]]\nbicep = 'auto'\n"])
def test_no_configuration_may_start_a_program(settings: str) -> None:
    Path("azbk-lint.toml").write_text(settings, encoding="utf-8")
    ran = run()
    assert ran.status == 2
    assert "bicep" in ran.err


@pytest.mark.parametrize(("words", "status"), [(["policies"], 0), (["--help"], 0), (["--version"], 0), ([str(CASE)], 1)])
def test_a_reader_that_goes_away_changes_nothing(words: Sequence[str], status: int) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run([sys.executable, "-m", "azbk_lint", *words], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (status, b"")


def test_what_a_streams_encoding_lacks_is_escaped(reports: Callable[[Report], object]) -> None:
    source = Source(PurePath("大.tf"), "größe = 1\n", "hcl")
    reports(Report(findings(answer=Answer("fails", Place(source, span=(0, 5)))), deployments=1))
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding="ascii")
    assert cli.main([], stream, io.StringIO(), {}) == 1
    assert b"--> \\u5927.tf:1:1\n" in data.getvalue()


def test_an_interrupted_run_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "lint", interrupted)
    assert run() == Ran(130, "", "")


def test_saying_the_version_imports_nothing_heavy() -> None:
    heavy = {"azbk_lint.engine", "azbk_lint.catalogue", "jsonschema", "orjson", "hcl2", "tomllib", "pathspec", "yaml"}
    code = f"import sys; from azbk_lint.cli import main; main(['--version']); sys.exit(str(sys.modules.keys() & {heavy} or '') or 0)"
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
