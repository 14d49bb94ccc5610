"""Data sources that ask nobody: what they give follows from the configuration and the files beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from azbk_lint.model.source import Source
from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.functions.files import file, file_base64, rendered
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unknowns import derived

Argument = Callable[[str], Value]


def given(kind: str, name: str, argument: Argument, scope: Scope) -> Value:
    """Give an attribute of such a data source, None where it is none of them. Raises EvalError where a template fails."""
    read = _ATTRIBUTES.get((kind, name))
    return None if read is None else read(argument, scope)


def _content(argument: Argument, scope: Scope) -> Value:
    path = argument("filename")
    return file(scope, path) if isinstance(path, str) else derived("file", path)


def _base64(argument: Argument, scope: Scope) -> Value:
    path = argument("filename")
    return file_base64(scope, path) if isinstance(path, str) else derived("filebase64", path)


def _rendered(argument: Argument, scope: Scope) -> Value:
    template, variables = argument("template"), argument("vars")
    if not isinstance(template, str):
        return derived("template_file", template, variables)
    return rendered("template_file", scope, Source(PurePath("template"), template, "text"), {} if variables is None else variables)


_ATTRIBUTES: Mapping[tuple[str, str], Callable[[Argument, Scope], Value]] = {
    ("local_file", "content"): _content,
    ("local_file", "content_base64"): _base64,
    ("template_file", "rendered"): _rendered,
}
