"""Reads a whole script, of whichever kind, as commands and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from azbk_lint.checks.guest.decode import decoded, parts
from azbk_lint.checks.guest.files import File
from azbk_lint.checks.guest.outline import Node, outline
from azbk_lint.checks.guest.shell import Command, read_shell


def read_script(text: str) -> Iterator[Command | File]:
    """Give what a script runs and writes: cloud-config, a shell script, PowerShell, cmd, an unattend file, or several in one."""
    for part, line in parts(text):
        for each in _read(part):
            yield each._replace(line=each.line + line)


def _read(text: str) -> Iterator[Command | File]:
    head = text.lstrip()[:400]
    if re.match(r"(##\s*template:[^\n]*\n\s*)?#cloud-config\b", head):
        yield from _cloud_config(outline(text))
    elif re.search(r"<CommandLine>|<AsynchronousCommand|<SynchronousCommand", text):
        yield from _unattend(text)
    else:
        yield from read_shell(text)


def _cloud_config(root: Node) -> Iterator[Command | File]:
    for name in ("bootcmd", "runcmd"):
        for item in (root.get(name) or Node("", 0)).listed():
            command = item.word or " ".join(_quoted(word.word) for word in item.listed())
            yield from read_shell(command, item.line)
    for item in (root.get("write_files") or Node("", 0)).listed():
        path, content, encoding = item.get("path"), item.get("content"), item.get("encoding")
        if path and content:
            packed = encoding and encoding.word and encoding.word != "text/plain"
            text = decoded(content.word) if packed else content.word
            yield File(path.word, text, content.line)
            if text.startswith("#!") or path.word.endswith((".sh", ".ps1", ".cmd")):
                yield from read_shell(text, content.line)


def _quoted(word: str) -> str:
    return f"'{word}'" if " " in word else word


def _unattend(text: str) -> Iterator[Command | File]:
    """Read the commands of an unattend file's first logon."""
    line = at = 0
    while (start := text.find("<CommandLine>", at)) >= 0 and (stop := text.find("</CommandLine>", start)) >= 0:
        line += text.count("\n", at, start)
        yield from read_shell(unescape(text[start + len("<CommandLine>") : stop]), line)
        line += text.count("\n", start, stop)
        at = stop
