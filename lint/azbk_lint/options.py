"""The words of the command line: options, NAME=VALUE pairs, and the streams a run writes to."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, TextIO, TypeVar

import click

ENDING = """\b
azbk-lint explain NAME|CODE  what a policy finds, or all that may give a code
azbk-lint policies           list the policies

\b
Exit status: 0 nothing at or above the failing severity; 1 findings;
2 bad words, configuration or policy, or an input that could not be read (even
where there are findings too); 3 a bug in azbk-lint."""
Command = TypeVar("Command", bound=Callable[..., Any])
ENV_PREFIX = "TF_VAR_"
JSON = r"\s*([\[{\"].*|true|false|null|-?(0|[1-9]\d*)(\.\d+)?)\s*"


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a run writes, and the environment that may say how."""

    out: TextIO
    err: TextIO
    env: Mapping[str, str]

    def colours(self, when: str) -> bool:
        """Say whether to write in colour: `always`, `never`, or as NO_COLOR, FORCE_COLOR and the terminal have it."""
        if when != "auto":
            return when == "always"
        if self.env.get("NO_COLOR"):
            return False
        return bool(self.env.get("FORCE_COLOR")) or (self.out.isatty() and self.env.get("TERM") != "dumb")

    def write(self, pieces: Iterable[str]) -> None:
        """Write a command's output; where the reader of a pipe has gone, nowhere."""
        try:
            self.out.writelines(pieces)
            self.out.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())

    def complain(self, sentence: str) -> None:
        """Write a line on the error stream."""
        from azbk_lint.report.escape import visible

        self.err.write(f"{visible(sentence)}\n")


def tolerant(stream: TextIO) -> TextIO:
    """Let a stream write what its encoding lacks as escapes rather than fail."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def names(_: click.Context, __: click.Parameter, given: Sequence[str]) -> Sequence[str]:
    """Split words at commas."""
    return tuple(name.strip() for word in given for name in word.split(",") if name.strip())


def pairs(_: click.Context, option: click.Parameter, given: Sequence[str]) -> Mapping[str, object]:
    """Read NAME=VALUE words; a value that is JSON is taken as such, any other as a string."""
    found: dict[str, object] = {}
    for word in given:
        name, equals, text = word.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"`{word}` is not NAME=VALUE", param=option)
        found[name.strip()] = value(text)
    return found


def value(text: str) -> object:
    """Read a value given on the command line: JSON where it is, else the text itself."""
    if not re.fullmatch(JSON, text, re.DOTALL):
        return text
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return parsed


def variables(env: Mapping[str, str]) -> Mapping[str, str]:
    """Give the values of Terraform's variables that an environment holds."""
    return {name.removeprefix(ENV_PREFIX): value for name, value in env.items() if name.startswith(ENV_PREFIX)}


def options(command: Command) -> Command:
    """Give a command the options of a check, in the order that its help lists them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def sources(command: Command) -> Command:
    """Give a command the options that say which policies there are."""
    return POLICIES(CONFIG(command))


def _many(*flags: str, metavar: str, text: str, callback: Callable[..., Any] | None = None) -> Callable[[Command], Command]:
    return click.option(*flags, multiple=True, metavar=metavar, help=text, callback=callback)


def _choice(*flags: str, words: Sequence[str], text: str, default: str | None = None) -> Callable[[Command], Command]:
    return click.option(*flags, type=click.Choice(words), help=text, default=default)


POLICIES = _many("--policies", metavar="FOLDER", text="Further policies; same names win.")
CONFIG = click.option("--config", metavar="FILE", help="Instead of the nearest azbk-lint.toml.")
OPTIONS = (
    _choice("--stack", words=["v1", "v2", "current"], text="Backup stack (default: current)."),
    _many("--parameters", metavar="FILE", text="ARM parameter file."),
    _many("--set", metavar="NAME=VALUE", text="ARM parameter.", callback=pairs),
    click.option("--location", metavar="REGION", help="Where ARM templates are deployed to,"),
    click.option("--resource-group", metavar="NAME", help="in which resource group,"),
    click.option("--subscription-id", metavar="ID", help="and in which subscription."),
    click.option("--bicep", metavar="PATH", help="Compile Bicep with this program, or `auto`: the one on PATH."),
    _many("--var-file", metavar="FILE", text="Terraform var-file."),
    _many("--var", metavar="NAME=VALUE", text="Terraform variable.", callback=pairs),
    click.option("--env-vars", is_flag=True, help="Read Terraform variables from TF_VAR_NAME too."),
    _many("--select", metavar="NAMES", text="Only these policies; patterns too (nsg-*).", callback=names),
    _many("--ignore", metavar="NAMES", text="Not these policies.", callback=names),
    POLICIES,
    CONFIG,
    _choice("--unknown", words=["ignore", "show", "fail"], text="What nobody can tell: count, show or fail."),
    click.option("--show", type=click.Choice(["unknown"]), multiple=True, help="Same as --unknown=show."),
    _choice("--fail-on", words=["error", "warning", "info"], text="Least that fails (default: warning)."),
    _choice("--format", words=["text", "concise", "json"], text="Form of the report.", default="text"),
    click.option("--output", metavar="FILE", help="Write the report there."),
    click.option("--quiet", "-q", is_flag=True, help="No summary and no notes."),
    _choice("--color", words=["auto", "always", "never"], text="Colours.", default="auto"),
)
