"""The command line: words to a configuration, a report to streams and an exit status. The only module that prints."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TextIO

import click

from azbk_lint import __version__
from azbk_lint.options import Terminal, options, sources, tolerant

if TYPE_CHECKING:  # a run that only says its version imports none of these
    from azbk_lint.config import Config
    from azbk_lint.model.policy import Policy
    from azbk_lint.model.report import Report

FINDINGS, UNUSABLE, BUG, INTERRUPTED = 1, 2, 3, 130
OURS = "this is a bug in azbk-lint, please report it"
ENDING = """\b
azbk-lint explain NAME|CODE  what a policy finds, or all that may give a code
azbk-lint policies           list the policies

\b
Exit status: 0 nothing at or above the failing severity; 1 findings;
2 bad words, configuration or policy, or an input that could not be read (even
where there are findings too); 3 a bug in azbk-lint."""


def main(
    argv: Sequence[str] | None = None, stdout: TextIO | None = None, stderr: TextIO | None = None, env: Mapping[str, str] | None = None
) -> int:
    """Run azbk-lint and give its exit status: 0 fine, 1 findings, 2 something could not be used, 3 a bug of ours."""
    terminal = Terminal(tolerant(stdout or sys.stdout), tolerant(stderr or sys.stderr), os.environ if env is None else env)
    words = list(sys.argv[1:] if argv is None else argv)
    command = COMMANDS[words.pop(0)] if words and words[0] in COMMANDS else check
    with redirect_stdout(terminal.out), redirect_stderr(terminal.err):
        try:
            return run(command, words, terminal)
        except KeyboardInterrupt:
            return INTERRUPTED
        except Exception:  # noqa: BLE001 - whatever it is, it is ours and must be told with its traceback
            terminal.complain(f"azbk-lint: {OURS}:")
            terminal.err.write(traceback.format_exc())
            return BUG


def run(command: click.Command, words: list[str], terminal: Terminal) -> int:
    """Run one command; what is wrong with its words or files becomes one sentence."""
    title = "azbk-lint" if command is check else f"azbk-lint {command.name}"
    try:
        with command.make_context(title, words, obj=terminal) as context:
            status: int = command.invoke(context)
            return status
    except (click.exceptions.Exit, BrokenPipeError) as finished:  # help and version are written by click
        terminal.write(())
        return getattr(finished, "exit_code", 0)
    except click.ClickException as error:
        terminal.complain(f"azbk-lint: {error.format_message()}")
        return UNUSABLE


@click.command("check", epilog=ENDING, context_settings={"max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options
@click.version_option(__version__, message="azbk-lint %(version)s")
@click.pass_obj
def check(terminal: Terminal, /, paths: Sequence[str], **said: Any) -> int:  # noqa: ANN401 - options, checked by click
    """Find what will make Azure Backup of a VM fail in the ARM templates, Terraform modules and plans under each PATH."""
    config = configured(said)
    chosen = catalogue(config)
    from azbk_lint.engine import lint
    from azbk_lint.read.find import MissingPath
    from azbk_lint.tables import meant

    try:
        report = lint([PurePath(path) for path in paths or (".",)], chosen, config)
    except MissingPath as error:
        raise click.ClickException(f"{error}{meant(paths[0], COMMANDS)}") from error
    deliver(report, terminal, said, unknown=config.unknown != "ignore")
    confess(report, terminal, said)
    return status_of(report, config)


@click.command("explain")
@click.argument("name", metavar="NAME|CODE")
@sources
@click.pass_obj
def explain(terminal: Terminal, /, name: str, **said: Any) -> int:  # noqa: ANN401
    """Say what a policy finds, why it matters and what it rests on; for an Azure error code, every policy that may give it."""
    from azbk_lint.report.explain import explain as lines
    from azbk_lint.tables import meant

    every = catalogue(configured(said), everything=True)
    found = [policy for policy in every if policy.name == name.lower()]
    found = found or [policy for policy in every if name.lower() in {code.lower() for code in policy.breaks}]
    if not found:
        known = [*(policy.name for policy in every), *(code for policy in every for code in policy.breaks)]
        raise click.UsageError(f"no policy and no error code is named `{name}`{meant(name, known)}")
    terminal.write(["\n\n".join("\n".join(lines(policy)) for policy in found), "\n"])
    return 0


@click.command("policies")
@sources
@click.pass_obj
def policies(terminal: Terminal, /, **said: Any) -> int:  # noqa: ANN401
    """List the policies."""
    from azbk_lint.report.explain import listed

    terminal.write(f"{line}\n" for line in listed(catalogue(configured(said))))
    return 0


COMMANDS: Mapping[str, click.Command] = {"check": check, "explain": explain, "policies": policies}


def configured(said: Mapping[str, Any]) -> Config:
    """Give the configuration file's settings with what the command line says over them; pairs add to pairs."""
    from dataclasses import fields, replace

    from azbk_lint.config import Config, ConfigError, find, load

    try:
        file = Path(said["config"]) if said["config"] else find(Path.cwd())
        config = load(file) if file else Config()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    known = {field.name for field in fields(Config)}
    over = {name: given for name, given in said.items() if name in known and given}
    over |= {name: {**getattr(config, name), **over[name]} for name in ("set", "var") if name in over}
    if said.get("show") and config.unknown == "ignore":
        over.setdefault("unknown", "show")
    return replace(config, **over)


def catalogue(config: Config, *, everything: bool = False) -> Sequence[Policy]:
    """Give the policies that a run asks, or all there are."""
    from azbk_lint.catalogue import PolicyError, named, shipped, together

    try:
        every = together([shipped(), *map(Path, config.policies)])
        left_out = {policy.name for policy in named(config.ignore, every)}
        chosen = [policy for policy in named(config.select, every) if policy.name not in left_out]
    except PolicyError as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if everything:
        return every
    if not chosen:
        raise click.UsageError("every selected policy is ignored too")
    return chosen


def deliver(report: Report, terminal: Terminal, said: Mapping[str, Any], *, unknown: bool) -> None:
    """Write a report in the form asked for, to the stream or file asked for."""
    if not said["output"]:
        colour = terminal.colours(said["color"])
        terminal.write(written(report, said, unknown=unknown, colour=colour))
        return
    try:
        with Path(said["output"]).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(written(report, said, unknown=unknown, colour=said["color"] == "always"))
    except OSError as error:
        raise click.ClickException(f"{said['output']}: cannot write: {error.strerror}") from error


def written(report: Report, said: Mapping[str, Any], *, unknown: bool, colour: bool) -> Iterable[str]:
    """Give a report's pieces in the form asked for."""
    match said["format"]:
        case "json":
            from azbk_lint.report import machine

            return machine.write(report)
        case "concise":
            from azbk_lint.report import concise

            return concise.write(report, unknown=unknown)
        case _:
            from azbk_lint.report import text

            return text.write(report, unknown=unknown, colour=colour, quiet=said["quiet"])


def confess(report: Report, terminal: Terminal, said: Mapping[str, Any]) -> None:
    """Say on the error stream what could not be read, what was left out, and what broke in azbk-lint itself."""
    from azbk_lint.report.wording import MOST, noted, summary, unread

    for sentence in unread(report.problems):
        terminal.complain(sentence)
    for note in () if said["quiet"] else report.notes:
        terminal.complain(f"note: {noted(note, MOST)}")
    if said["format"] == "concise" and not said["quiet"]:
        terminal.complain(summary(report))
    for bug in report.bugs:
        terminal.complain(f"azbk-lint: {OURS}, in policy {bug.policy or '(none yet)'}, deployment {bug.deployment}:")
        terminal.err.write(bug.traceback)
    if not report.deployments and not report.problems:
        terminal.complain("azbk-lint: nothing to lint: no ARM template, Terraform module or plan was found")


def status_of(report: Report, config: Config) -> int:
    """Give the exit status of a run."""
    from azbk_lint.judge import LADDER

    failing = LADDER[LADDER.index(config.fail_on) :]
    if report.bugs:
        return BUG
    if report.problems or not report.deployments:
        return UNUSABLE
    fails = any(finding.severity in failing for finding in report.findings)
    return FINDINGS if fails or (config.unknown == "fail" and report.unknowns) else 0
