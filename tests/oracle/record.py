"""Record what terraform says of the hand-picked and of random expressions, and of whole modules: `python -m tests.oracle.record`.

The recorded answers are what test_terraform_oracle.py compares with, so that the tests need no terraform.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.oracle import grammar, terraform

HERE = Path(__file__).parent
KNOWN, UNKNOWN = 2000, 500
LONGEST = 240


def picked() -> list[str]:
    """Give the hand-picked expressions."""
    lines = (HERE / "expressions.txt").read_text(encoding="utf-8").splitlines()
    return [_unfolded(line) for line in lines if line and not line.startswith("#")]


def _unfolded(line: str) -> str:
    return line.replace("\\n", "\n") if line.startswith("<<") else line


def made_up(seed: int, count: int, unknowns: float) -> list[str]:
    """Give random expressions, each once."""
    source = grammar.Grammar(seed, unknowns)
    made: dict[str, None] = {}
    while len(made) < count:
        expression = source.expression()
        if len(expression) <= LONGEST:
            made[expression] = None
    return list(made)


def expressions() -> Iterator[tuple[str, list[str]]]:
    """Give the sets of expressions to record, by the name of their file."""
    yield "picked", picked()
    yield "random", made_up(1, KNOWN, 0.0)
    yield "random-unknown", made_up(2, UNKNOWN, 0.08)


def modules() -> Iterator[tuple[str, str]]:
    """Give the whole modules: name and files in one text."""
    yield from ((path.stem, path.read_text(encoding="utf-8")) for path in sorted((HERE / "modules").glob("*.txt")))


def unpack(text: str, folder: Path) -> None:
    """Write a module's files: each begins with a line `-- path --`."""
    for name, body in re.findall(r"^-- (\S+) --\n(.*?)(?=^-- |\Z)", text, re.DOTALL | re.MULTILINE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8", newline="\n")


def module_answer(text: str) -> dict[str, Any]:
    """Plan one module: its resources' inputs by address and its outputs, with masks of what apply would tell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "module"
        unpack(text, folder)
        plan = terraform.plan(folder, *(f"-var-file={path.name}" for path in sorted(folder.glob("given*.tfvars"))))
    resources = {change["address"]: _after(change["change"], "input") for change in plan.get("resource_changes", ())}
    outputs = {key: _after(change) for key, change in plan.get("output_changes", {}).items()}
    return {"resources": resources, "outputs": outputs}


def _after(change: dict[str, Any], key: str | None = None) -> dict[str, Any]:
    after, mask = change["after"], change["after_unknown"]
    return {"value": after if key is None else after.get(key), "unknown": mask if key is None else mask.get(key)}


def plan_answer() -> dict[str, Any]:
    """Plan the module of plan.txt, and give the plan as terraform writes it, save when it was made."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "module"
        unpack((HERE / "plan.txt").read_text(encoding="utf-8"), folder)
        plan = terraform.plan(folder)
    del plan["timestamp"]
    return plan


def write(name: str, records: list[tuple[str, dict[str, Any]]]) -> None:
    """Write answers, one a line."""
    lines = ",\n".join(json.dumps([key, answer], ensure_ascii=False, sort_keys=True) for key, answer in records)
    (HERE / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    for file, asked in expressions():
        write(file, list(zip(asked, terraform.ask(asked), strict=True)))
    write("modules", [(name, module_answer(text)) for name, text in modules()])
    (HERE / "plan.json").write_text(json.dumps(plan_answer(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (HERE / "functions.json").write_text(json.dumps(terraform.functions(), indent=1) + "\n", encoding="utf-8")
