"""Reads scripts of a shell, cmd or PowerShell as the commands they run and the files they write.

Comments are neither, nor is what is only printed, nor a here-document that goes nowhere. A command that starts another
shell with a command line (`bash -c "…"`, `powershell -Command …`) is read through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from azbk_lint.checks.guest.files import File

DEEPEST = 4
LONGEST = 8192
"""Characters of a line that are read: cmd takes no more, and no pattern may be given more to chew on."""


class Command(NamedTuple):
    """One command with its arguments, and the script's line it stands on, from 0."""

    text: str
    line: int


HERE = re.compile(r"<<[-~]?\s*(['\"\\]?)([A-Za-z_]\w*)\1")
INTO = re.compile(r"(?:>{1,2}\s*|\btee\s+(?:-a\s+|--append\s+)?)([\"']?)(/[^\s\"'|;&<>]+)\1")
SHELL = re.compile(r"^(?:sudo\s+(?:-\S+\s+)*)?(?:\S*/)?(?:ba|z|k|da)?sh\b(?!.*-c\b)|\|\s*(?:sudo\s+)?(?:\S*/)?(?:ba|da)?sh\b")
PREFIX = re.compile(
    r"""(?xi) ^(?: sudo(\s+-\S+)*\s+ | (?:then|do|else|if|while|!|time|nohup|exec|command|env|&|\()\s+ | \(+ | @\s* | &\s*
      | \w+=\S*\s+ | \$[\w:]+\s*=\s* | \[void\]\s* | (?:start\s+/wait)\s+ )"""
)
PRINTS = re.compile(
    r"(?i)^(echo|printf|logger|cat|grep|egrep|man|which|type|rem|#|::|write-(host|output|verbose|warning|information)|get-\w+)\b|^#"
)
NESTED = re.compile(
    r"""(?xi) ^(?:\S*[/\\])?(?: (?:ba|z|k|da)?sh\s+(?:-\w+\s+)*?-\w*c | (?:powershell|pwsh)(?:\.exe)?\b.*?\s-(?:c|command)
      | (?:powershell|pwsh)(?:\.exe)? (?!.*-(?:f|file|e|ec|enc|encodedcommand)\b) (?:\s+-(?:noprofile|noninteractive|nologo
      | executionpolicy\s+\w+|windowstyle\s+\w+))*  | cmd(?:\.exe)?\s+/[ck] | su\s+.*?-c | eval )\s+ (?P<inner>.+)$"""
)
ENCODED = re.compile(r"(?i)^(?:\S*[/\\])?(?:powershell|pwsh)(?:\.exe)?\b.*?\s-e(?:c|nc|ncodedcommand)?\s+['\"]?([A-Za-z0-9+/=]{16,})")


def read_shell(text: str, line: int = 0, depth: int = 0) -> Iterator[Command | File]:
    """Give the commands and files of a script whose first line is `line`."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        first = at
        whole, at = _joined(lines, at)
        here = HERE.search(whole) if "<<" in whole else None
        if here:
            stop = _end(lines, at, here[2])
            yield from _here_document(whole, "\n".join(lines[at:stop]), line + at, depth)
            at = stop + 1
            whole = whole[: here.start()]
        elif whole.rstrip().endswith(("@'", '@"')):
            at = next((number for number in range(at, len(lines)) if lines[number].startswith(("'@", '"@'))), len(lines) - 1) + 1
            continue
        elif whole.lstrip().startswith("<#"):
            at = next((number for number in range(first, len(lines)) if "#>" in lines[number]), len(lines) - 1) + 1
            continue
        yield from _line(whole, line + first, depth)


def _joined(lines: list[str], at: int) -> tuple[str, int]:
    """Join a line with those that continue it, after a backslash or a PowerShell backtick; give it and the index behind."""
    whole, at = lines[at], at + 1
    while whole.endswith(("\\", " `")) and not whole.lstrip().startswith("#") and at < len(lines) and len(whole) < LONGEST:
        whole, at = f"{whole[:-1]} {lines[at].strip()}", at + 1
    return whole[:LONGEST], at


def _end(lines: list[str], at: int, word: str) -> int:
    return next((number for number in range(at, len(lines)) if lines[number].strip() == word), len(lines))


def _here_document(opening: str, body: str, line: int, depth: int) -> Iterator[Command | File]:
    """Read a here-document as the file it is written to, or as commands where a shell takes it in."""
    if opening.lstrip().startswith("#"):
        return
    if path := INTO.search(opening):
        yield File(path[2], body, line)
    elif SHELL.search(opening.strip()) and depth < DEEPEST:
        yield from read_shell(body, line, depth + 1)


def _line(text: str, line: int, depth: int) -> Iterator[Command | File]:
    path = INTO.search(text)
    for segment in segments(text):
        bare = _bare(segment)
        if PRINTS.match(bare):
            if path and bare.startswith(("echo", "printf")):
                yield File(path[2], _unquoted(bare.partition(" ")[2].partition(">")[0]), line)
            continue
        if not bare:
            continue
        if depth < DEEPEST and (inner := _inner(bare)):
            yield from read_shell(inner, line, depth + 1)
        else:
            yield Command(bare, line)


def _bare(segment: str) -> str:
    """Take off what stands before a command: sudo, keywords, assignments."""
    bare = segment.strip().lstrip("\"'")
    while found := PREFIX.match(bare):
        bare = bare[found.end() :]
    return bare


def _inner(command: str) -> str:
    """Give the command line that a command hands to another shell, or nothing."""
    if encoded := ENCODED.match(command):
        from azbk_lint.checks.guest.decode import decoded

        inner = decoded(encoded[1])
        return "" if inner == encoded[1] else inner
    nested = NESTED.match(command)
    return _unquoted(nested["inner"]) if nested else ""


def _unquoted(text: str) -> str:
    bare = text.strip()
    for prefix in ("-e ", "-en ", "-n ", "& "):
        bare = bare.removeprefix(prefix).lstrip()
    if bare[:1] in "\"'" and bare[:1]:
        quote = bare[0]
        stop = bare.rfind(quote)
        bare = bare[1:stop] if stop > 0 else bare[1:]
    return bare.replace("\\n", "\n").replace('\\"', '"')


def segments(text: str) -> Iterator[str]:
    """Split a line into its commands, at operators and braces that stand outside quotes; a comment ends it."""
    start, quote, at = 0, "", 0
    while at < len(text):
        char = text[at]
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        elif char == "#" and (at == 0 or text[at - 1].isspace()):
            break
        elif char in ";|&{}" and not (char == "{" and text[at - 1 : at] == "$") and not (char == "&" and text[at - 1 : at] in (">", "<")):
            yield text[start:at]
            start = at + 1
        at += 1
    yield text[start:at]
