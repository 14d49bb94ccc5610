"""The values a root module is given: var-files in Terraform's order, then single values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from azbk_lint.model.hcl import HclError, Node
from azbk_lint.model.source import Place, Refused, Source, TerraformInput
from azbk_lint.model.value import Json, Unknown, Value, text
from azbk_lint.resolve.terraform.declared import Written
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.given import Given
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import Type

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.run import Run

_LITERAL: frozenset[object] = frozenset(("string", "number", "bool"))


def given_values(tf_input: TerraformInput, run: Run, scope: Scope) -> dict[str, Given]:
    """Collect the values for a root module's variables, later ones over earlier ones."""
    given: dict[str, Given] = {}
    for path in (*_found(tf_input.folder, run), *tf_input.var_files):
        try:
            given.update(_json_file(path, run) if path.suffix == ".json" else _hcl_file(path, run, scope))
        except Refused as refusal:
            run.report(f"the var-file {path.as_posix()} may not be read: {refusal}", None)
    given.update({name: Given(_single(name, value, run, scope), "given on the command line") for name, value in tf_input.given.items()})
    return given


def _found(folder: PurePath, run: Run) -> Iterator[PurePath]:
    """Give the var-files that Terraform loads by itself, in its order."""
    names = run.reader.names(folder)
    yield from (folder / name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names)
    yield from (folder / name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json")))


def _hcl_file(path: PurePath, run: Run, scope: Scope) -> Mapping[str, Given]:
    file = run.reader.hcl(path)
    if file is None:
        return _missing(path, run)
    return {
        attribute.name: Given(
            _evaluated(attribute.value, scope), f"`{attribute.name}` is given in {path.name}", Written(attribute, file.source)
        )
        for attribute in file.body.attributes
    }


def _evaluated(node: Node, scope: Scope) -> Callable[[Type], Value]:
    return lambda _wanted: placeholders(evaluate(node, scope))


def _json_file(path: PurePath, run: Run) -> Mapping[str, Given]:
    document = run.reader.json(path)
    if document is None:
        return _missing(path, run)
    tree = document.tree if isinstance(document.tree, Mapping) else {}
    return {
        name: Given(_constant(value), f"`{name}` is given in {path.name}", place=Place(document.source, (name,)))
        for name, value in tree.items()
    }


def _missing(path: PurePath, run: Run) -> Mapping[str, Given]:
    if not run.reader.exists(path):
        run.report(f"there is no var-file {path.as_posix()}", None)
    return {}


def _constant(value: Json) -> Callable[[Type], Value]:
    return lambda _wanted: placeholders(value)


def _single(name: str, value: Json, run: Run, scope: Scope) -> Callable[[Type], Value]:
    """Give a single value: a string is an expression where the variable's type is a collection."""

    def read(wanted: Type) -> Value:
        if not isinstance(value, str) or wanted in _LITERAL or wanted == "any":
            return placeholders(value)
        try:
            node = run.reader.template(Source(PurePath(f"--var {name}"), f"${{{value}}}", "text"))
        except HclError:
            raise EvalError(f"the value given for '{name}' is not an expression") from None
        return evaluate(node, scope)

    return read


def placeholders(value: Value) -> Value:
    """Make a hole of each `#{name}#` that a pipeline fills in before it runs Terraform."""
    if isinstance(value, str) and "#{" in value:
        import re

        pieces = re.split(r"(#\{[^{}#]+\}#)", value)
        return text(*(_hole(piece) if turn % 2 else piece for turn, piece in enumerate(pieces)))
    if isinstance(value, list):
        return [placeholders(item) for item in value]
    if isinstance(value, dict):
        return {key: placeholders(item) for key, item in value.items()}
    return value


def _hole(token: str) -> Unknown:
    return Unknown(token, f"`{token}` is a placeholder that a pipeline fills in", "placeholder")
