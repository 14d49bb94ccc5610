"""Compare what terraform said with what our evaluator says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from tests.oracle.record import unpack

from azbk_lint.model.source import TerraformInput
from azbk_lint.model.value import Symbolic, Unknown, Value, reason
from azbk_lint.read.disk import Disk
from azbk_lint.read.hcl import parse_expression
from azbk_lint.resolve.terraform import Instance, evaluate_root, no_provider, root_module
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.module import Module
from azbk_lint.resolve.terraform.outputs import instances
from azbk_lint.resolve.terraform.run import Run
from azbk_lint.resolve.terraform.scalars import to_text
from azbk_lint.resolve.terraform.sources import module_files
from azbk_lint.resolve.terraform.typed import SetValue
from azbk_lint.resolve.terraform.unknowns import Lazy, opened

FILES = Path(__file__).parent / "files"


@cache
def prelude() -> Module:
    """Evaluate the module that recorded expressions stand in."""
    folder = PurePath(FILES)
    run = Run(Disk([folder]), no_provider, folder)
    files = module_files(run, folder)
    assert files is not None
    return Module(files, run, "", {})


def answer(expression: str) -> Value | EvalError | Limit:
    """Evaluate an expression beside the prelude; what fails is the error."""
    try:
        return evaluate(parse_expression(expression), prelude().scope)
    except (EvalError, Limit) as error:
        return error


def evaluated(text: str, folder: Path, **how: Any) -> tuple[dict[str, Instance], Run]:  # noqa: ANN401 - the fields of TerraformInput
    """Evaluate files (see unpack) to instances by address, with the run and what it met."""
    unpack(text, folder)
    run = Run(Disk([folder]), how.pop("provider", no_provider), PurePath(folder))
    found = evaluate_root(TerraformInput(PurePath(folder), **how), run)
    return {instance.address: instance for instance in found}, run


def module(text: str, folder: Path) -> dict[str, dict[str, Value]]:
    """Evaluate a whole module: its resources' inputs by address, and its outputs."""
    unpack(text, folder)
    given = tuple(PurePath(path) for path in sorted(folder.glob("given*.tfvars")))
    run = Run(Disk([folder]), no_provider, PurePath(folder))
    root = root_module(TerraformInput(PurePath(folder), given), run)
    assert root is not None
    resources = {instance.address: dict(instance.values).get("input") for instance in instances(root)}
    assert run.problems == []
    return {"resources": resources, "outputs": {name: root.output(name) for name in root.files.outputs}}


def differs(ours: Value | EvalError | Limit, theirs: Mapping[str, Any]) -> str | None:
    """Say how our answer differs from a recorded one: known where terraform knows, and nowhere otherwise than it says."""
    if isinstance(ours, EvalError | Limit):
        return None if "error" in theirs else f"fails: {ours}"
    if "error" in theirs:
        return None if reason(ours) is not None and "known after apply" in theirs["error"] else f"should fail ({theirs['error']})"
    mask = theirs.get("unknown")
    return next(_differences(ours, theirs["value"], mask), None)


def _differences(ours: Value, theirs: Any, mask: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    ours = opened(ours)
    if mask is True:
        return
    if isinstance(ours, Unknown | Symbolic | Lazy):
        yield f"is unknown, should be {theirs!r}"
    elif isinstance(ours, Mapping) and isinstance(theirs, dict):
        masks = mask if isinstance(mask, dict) else {}
        if ours.keys() - masks.keys() != theirs.keys() - masks.keys():
            yield f"has the keys {sorted(ours)}, should have {sorted(theirs)}"
        for key in theirs.keys() & ours.keys():
            yield from _differences(ours[key], theirs[key], masks.get(key))
    elif isinstance(ours, list) and isinstance(theirs, list):
        yield from _item_differences(*_in_order(ours, theirs), mask if isinstance(mask, list) else [])
    elif not _same(ours, theirs) and not (mask is not None and not isinstance(ours, str | None) and to_text(ours) == theirs):
        yield f"is {ours!r}, should be {theirs!r}"


def _in_order(ours: list[Value], theirs: list[Any]) -> tuple[list[Value], list[Any]]:
    """Bring sets of collections, which terraform orders by their hashes, in one order."""
    if isinstance(ours, SetValue) and not isinstance(ours.element, str):
        return sorted(ours, key=repr), sorted(theirs, key=repr)
    return ours, theirs


def _item_differences(ours: list[Value], theirs: list[Any], masks: list[Any]) -> Iterator[str]:
    if len(ours) != len(theirs):
        yield f"has {len(ours)} items, should have {len(theirs)}"
    for position, item in enumerate(theirs[: len(ours)]):
        yield from _differences(ours[position], item, masks[position] if position < len(masks) else None)


def _same(ours: Value, theirs: object) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool) or not isinstance(ours, int | float):
        return ours == theirs and type(ours) is type(theirs)
    return isinstance(theirs, int | float) and (ours == theirs or abs(ours - theirs) <= 1e-12 * max(abs(ours), abs(theirs)))
