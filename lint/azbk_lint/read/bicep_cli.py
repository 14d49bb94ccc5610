"""The user's own Bicep CLI, started where a run was told to: the only module that starts a program."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath
from threading import Thread
from time import monotonic
from typing import IO, Literal, NamedTuple, TypeAlias

from azbk_lint.read.bounds import MAX_BYTES

Verb: TypeAlias = Literal["build", "build-params"]

AUTO, VARIABLE = "auto", "BICEP_CLI"
SECONDS = 60.0
_FOR_BATCH = re.compile(r'["%!&|<>^\r\n]')


class Asked(NamedTuple):
    """Which program compiles, a path, a name on PATH or `auto`, and the environment that it is looked for in and runs with."""

    program: str
    env: Mapping[str, str]


class Unusable(Exception):  # noqa: N818 - an answer, not a mistake of ours
    """There is no program to compile with, or it must not or cannot be started. Says why in a clause."""


class Failed(Exception):  # noqa: N818 - an answer, not a mistake of ours
    """One file was not compiled. Says why in a clause; `told` is what the program wrote on its error stream."""

    def __init__(self, why: str, told: str = "") -> None:
        super().__init__(why)
        self.told = told


def find(asked: Asked, inside: Callable[[PurePath], bool]) -> Path:
    """Find the program, which must not lie `inside` the linted files: what is linted is not trusted. Raises Unusable."""
    said = asked.env.get(VARIABLE, AUTO) if asked.program == AUTO else asked.program
    words = ["bicep", "az"] if said in {"", AUTO} else [said]
    hits = ((word, hit) for word in words if (hit := shutil.which(word, path=asked.env.get("PATH", ""))))
    word, hit = next(hits, ("", None))
    if hit is None:
        raise Unusable("there is no Bicep CLI on PATH, neither bicep nor az" if len(words) > 1 else f"there is no Bicep CLI at {said}")
    program = Path(hit).absolute()
    if inside(program) or (Path(word).name == word and program.parent == Path.cwd()):
        raise Unusable(f"{hit} lies among the linted files, and nothing there is run")
    return program


def compiled(program: Path, verb: Verb, file: PurePath, env: Mapping[str, str]) -> bytes:
    """Give what the program prints for a file. Raises Failed, and Unusable where it cannot be started."""
    path = os.path.abspath(file)  # noqa: PTH100 - a string, whose links stay as they are
    if program.suffix.lower() in {".bat", ".cmd"} and _FOR_BATCH.search(path):
        raise Failed(f"its path has characters that {program.name} would take for commands")
    common = ("--stdout", "--no-restore")
    words = ("bicep", verb, "--file", path, *common) if program.stem == "az" else (verb, *common, path)
    try:
        # Not in the folder the run stands in: Python programs such as az may import from there.
        process = subprocess.Popen(  # noqa: S603 - no shell, and a program that the user named
            [program, *words],
            cwd=program.parent,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise Unusable(f"{program} does not start: {getattr(error, 'strerror', None) or error}") from error
    with process:
        try:
            out, err = _heard(process)
        except BaseException:
            _stop(process)
            raise
    if process.returncode or not out.strip():
        raise Failed(f"the Bicep CLI ended with status {process.returncode}", err.decode("utf-8", "replace"))
    return out


def _heard(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Read what a program writes until it ends, within bounds of size and time. Raises Failed."""
    deadline = monotonic() + SECONDS
    kept = bytearray(), bytearray()
    streams = zip((process.stdout, process.stderr), kept, strict=True)
    threads = [Thread(target=_listen, args=(stream, heard, process), daemon=True) for stream, heard in streams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))
    if any(len(heard) > MAX_BYTES for heard in kept):
        raise Failed(f"the Bicep CLI writes more than {MAX_BYTES // 2**20} MiB")
    try:
        process.wait(max(0.0, deadline - monotonic()) if not any(thread.is_alive() for thread in threads) else 0)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"the Bicep CLI does not end within {SECONDS:g} seconds") from error
    return bytes(kept[0]), bytes(kept[1])


def _listen(stream: IO[bytes], heard: bytearray, process: subprocess.Popen[bytes]) -> None:
    """Read a stream to its end, or stop the program where it writes too much."""
    with suppress(OSError, ValueError):  # closed by the other side of a program that was stopped
        while piece := stream.read(2**16):
            heard += piece
            if len(heard) > MAX_BYTES:
                _stop(process)
                return


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
