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
from azbk_lint.options import ENDING, Terminal, options, sources, tolerant, variables

if TYPE_CHECKING:  # a run that only says its version imports none of these
    from azbk_lint.config import Config
    from azbk_lint.model.policy import Policy
    from azbk_lint.model.report import Report
    from azbk_lint.read.bicep_cli import Asked

FINDINGS, UNUSABLE, BUG, INTERRUPTED = 1, 2, 3, 130
OURS = "this is a bug in azbk-lint, please report it"


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
        given = variables(terminal.env) if said["env_vars"] else {}
        report = lint([PurePath(path) for path in paths or (".",)], chosen, config, given, bicep=compiler(terminal, said))
    except MissingPath as error:
        raise click.ClickException(f"{error}{meant(paths[0], COMMANDS) if paths else ''}") from error
    spare = list(slips(report, said))
    deliver(report, terminal, said, unknown=config.unknown != "ignore")
    confess(report, terminal, spare, said)
    return status_of(report, config)


@click.command("explain")
@click.argument("name", metavar="NAME|CODE")
@sources
@click.pass_obj
def explain(terminal: Terminal, /, name: str, **said: Any) -> int:  # noqa: ANN401
    """Say what a policy finds, why it matters and what it rests on; for an Azure error code, every policy that may give it."""
    from azbk_lint.report.explain import explain as lines
    from azbk_lint.tables import meant

    every = catalogue(configured(said, terminal), everything=True)
    by_code = [policy for policy in every if name.lower() in {code.lower() for code in policy.breaks}]
    found = [policy for policy in every if policy.name == name.lower()] or by_code
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


def compiler(terminal: Terminal, said: Mapping[str, Any]) -> Asked | None:
    """Give the program that compiles Bicep where the command line or the environment names one: a configuration never may."""
    program = said["bicep"] or terminal.env.get("BICEP_CLI")
    if not program:
        return None
    from azbk_lint.read.bicep_cli import Asked

    return Asked(program, terminal.env)


def configured(said: Mapping[str, Any], lenient: Terminal | None = None) -> Config:
    """Give the configuration file's settings with what the command line says over them.

    With a `lenient` terminal, a file that was found and cannot be used is told there and left out.
    """
    from azbk_lint.config import Config, ConfigError, find, load

    try:
        file = Path(said["config"]) if said["config"] else find(Path.cwd())
        return (load(file) if file else Config()).under(said)
    except ConfigError as error:
        if said["config"] or not lenient:
            raise click.ClickException(str(error)) from error
        lenient.complain(f"note: {error}")
        return Config().under(said)


def catalogue(config: Config, *, everything: bool = False) -> Sequence[Policy]:
    """Give the policies that a run asks, or all there are."""
    from azbk_lint.catalogue import PolicyError, chosen, shipped, together

    try:
        every = together([shipped(), *map(Path, config.policies)])
        return every if everything else chosen(every, config.select, config.ignore)
    except (PolicyError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def slips(report: Report, said: Mapping[str, Any]) -> Iterable[str]:
    """Say which values nothing declares. Raises UsageError for those of the command line and of single sets of values.

    What the configuration gives to all deployments may be meant for others than those of this run.
    """
    from azbk_lint.report.wording import undeclared
    from azbk_lint.tables import meant

    for each in report.undeclared:
        sentence = f"{undeclared(each)}{meant(each.name, each.declared)}"
        if each.deployment or (each.given or each.name) in said["var" if each.means == "vars" else each.means]:
            raise click.UsageError(sentence)
        yield sentence


def deliver(report: Report, terminal: Terminal, said: Mapping[str, Any], *, unknown: bool) -> None:
    """Write a report in the form asked for, to the stream or file asked for."""
    from azbk_lint.report.form import write

    colour = said["color"] == "always" if said["output"] else terminal.colours(said["color"])
    pieces = write(report, said["format"], unknown=unknown, colour=colour, quiet=said["quiet"])
    if not said["output"]:
        terminal.write(pieces)
        return
    try:
        with Path(said["output"]).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces)
    except OSError as error:
        raise click.ClickException(f"{said['output']}: cannot write: {error.strerror}") from error


def confess(report: Report, terminal: Terminal, spare: Iterable[str], said: Mapping[str, Any]) -> None:
    """Say on the error stream what could not be read, what was left out, and what broke in azbk-lint itself."""
    from azbk_lint.report.wording import MOST, noted, summary, unread

    for sentence in unread(report.problems):
        terminal.complain(sentence)
    for note in () if said["quiet"] else (*(noted(note, MOST) for note in report.notes), *spare):
        terminal.complain(f"note: {note}")
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

    if report.bugs or report.problems or not report.deployments:
        return BUG if report.bugs else UNUSABLE
    fails = any(LADDER.index(finding.severity) >= LADDER.index(config.fail_on) for finding in report.findings)
    return FINDINGS if fails or (config.unknown == "fail" and report.unknowns) else 0
