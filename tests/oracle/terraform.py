"""Ask the real terraform what expressions and modules evaluate to, without a provider or a network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_ENVIRONMENT = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_CONFIG_FILE": os.devnull}


def terraform(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder."""
    return subprocess.run(
        ["terraform", *words], cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def ask(expressions: Sequence[str]) -> list[dict[str, Any]]:
    """Evaluate expressions beside the prelude: `value`, with `unknown` as a mask where apply would tell, or `error`.

    Each is an output in a file of its own; those that fail are taken away until the rest can be planned.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in (HERE / "files").iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        for number, expression in enumerate(expressions):
            body = f'output "o{number}" {{\n  sensitive = true\n  value = (\n{expression}\n)\n}}\n'
            (folder / f"o{number}.tf").write_text(body, encoding="utf-8")
        answers: dict[int, dict[str, Any]] = {}
        command = ("validate", "-json")
        while failed := dict(_failed(terraform(folder, *command).stdout)) if command else {}:
            for number, why in failed.items():
                answers[number] = {"error": why}
                (folder / f"o{number}.tf").unlink()
        while failed := dict(_failed(terraform(folder, "plan", "-input=false", "-json", "-out=plan").stdout)):
            for number, why in failed.items():
                answers[number] = {"error": why}
                (folder / f"o{number}.tf").unlink()
        changes = json.loads(terraform(folder, "show", "-json", "plan").stdout)["output_changes"]
        for key, change in changes.items():
            answers[int(key[1:])] = {
                "value": change.get("after"),
                **({"unknown": mask} if _any(mask := change.get("after_unknown")) else {}),
            }
        return [answers.get(number, {"value": None}) for number in range(len(expressions))]


def _failed(output: str) -> Iterator[tuple[int, str]]:
    """Give the outputs that diagnostics complain of. Raises RuntimeError for a complaint about anything else."""
    for diagnostic in _diagnostics(output):
        if diagnostic["severity"] == "error":
            where = diagnostic.get("range", {}).get("filename") or diagnostic["detail"]
            file = re.search(r"\bo(\d+)(?:\.tf|\")", where)
            if file is None:
                raise RuntimeError(diagnostic)
            yield int(file[1]), diagnostic["summary"]


def _diagnostics(output: str) -> Iterator[Mapping[str, Any]]:
    for line in output.splitlines() if not output.startswith("{\n") else [output]:
        record = json.loads(line)
        yield from record.get("diagnostics", ())
        if record.get("type") == "diagnostic":
            yield record["diagnostic"]


def _any(mask: object) -> bool:
    """Say whether a mask of unknown parts marks any."""
    if isinstance(mask, dict):
        return any(map(_any, mask.values()))
    return any(map(_any, mask)) if isinstance(mask, list) else mask is True


def plan(folder: Path, *words: str) -> dict[str, Any]:
    """Plan a module and give the plan as JSON. Raises RuntimeError where terraform refuses."""
    for command in (("init", "-input=false", "-backend=false"), ("plan", "-input=false", "-out=plan", *words)):
        done = terraform(folder, *command)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
    result: dict[str, Any] = json.loads(terraform(folder, "show", "-json", "plan").stdout)
    return result


def functions() -> list[str]:
    """Name every function there is."""
    with tempfile.TemporaryDirectory() as name:
        signatures = json.loads(terraform(Path(name), "metadata", "functions", "-json").stdout)["function_signatures"]
    return sorted(name for name in signatures if not name.startswith("core::"))
