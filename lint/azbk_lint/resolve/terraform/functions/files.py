"""Functions of paths and of the files beside the configuration, all of them read through the Reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from posixpath import basename, dirname, normpath

from azbk_lint.model.hcl import HclError, Node, Template
from azbk_lint.model.source import Refused, Source
from azbk_lint.model.value import Text, Unknown, Value
from azbk_lint.resolve.terraform.convert import make_set
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.digest import WRITERS
from azbk_lint.resolve.terraform.functions.registry import ANY, STRING, Table, adder
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unknowns import Lazy, derived

TABLE: Table = {}
add = adder(TABLE)


@add("basename", STRING, total=True)
def base_name(path: str) -> str:
    """Give a path's last part."""
    return basename(path.rstrip("/")) or ("/" if path.startswith("/") else ".")


@add("dirname", STRING, total=True)
def dir_name(path: str) -> str:
    """Give a path without its last part."""
    return normpath(dirname(path) or ".").replace("//", "/")


@add("abspath", STRING)
def abs_path(path: str) -> Value:
    """Leave a relative path's place on the machine unknown."""
    if path.startswith("/"):
        return normpath(path)
    return Unknown(derived("abspath", path).key, "`abspath` depends on the machine", "context")


@add("pathexpand", STRING)
def path_expand(path: str) -> Value:
    """Leave home folders unknown."""
    return path if not path.startswith("~") else Unknown(derived("pathexpand", path).key, "`pathexpand` depends on the machine", "context")


def _located(scope: Scope, path: str) -> PurePath:
    """Give the path that the reader knows: Terraform starts from the root module's folder."""
    return scope.module.run.root / path


def _refused(name: str, path: str, refusal: Refused) -> Unknown:
    return Unknown(derived(name, path).key, f"`{name}` may not read its file: {refusal}", "external")


def _absent(name: str, path: str) -> Unknown:
    """Say that a file is not here; it may be where Terraform runs."""
    return Unknown(derived(name, path).key, f"`{name}` reads `{path}`, which is not here", "external", f"put `{path}` there")


def _content(scope: Scope, name: str, path: str) -> bytes | Unknown:
    try:
        content = scope.module.run.reader.bytes(_located(scope, path))
    except Refused as refusal:
        return _refused(name, path, refusal)
    return _absent(name, path) if content is None else content


def _text(scope: Scope, name: str, path: str) -> Source | Unknown:
    try:
        source = scope.module.run.reader.text(_located(scope, path))
    except Refused as refusal:
        return _refused(name, path, refusal)
    return _absent(name, path) if source is None else source


@add("file", STRING, scoped=True)
def file(scope: Scope, path: str) -> Value:
    """Read a text file."""
    source = _text(scope, "file", path)
    return source.text if isinstance(source, Source) else source


@add("fileexists", STRING, scoped=True)
def file_exists(scope: Scope, path: str) -> Value:
    """Say whether a file is there."""
    if path.startswith("~"):
        return Unknown(derived("fileexists", path).key, "`fileexists` depends on the machine", "context")
    try:
        return scope.module.run.reader.exists(_located(scope, path))
    except Refused as refusal:
        return _refused("fileexists", path, refusal)


@add("filebase64", STRING, scoped=True)
def file_base64(scope: Scope, path: str) -> Value:
    """Read a file's bytes in base64."""
    from base64 import b64encode

    content = _content(scope, "filebase64", path)
    return b64encode(content).decode() if isinstance(content, bytes) else content


def _enter(name: str, write: Callable[[str, bytes], str], algorithm: str) -> None:
    @add(name, STRING, scoped=True)
    def _(scope: Scope, path: str) -> Value:
        content = _content(scope, name, path)
        return write(algorithm, content) if isinstance(content, bytes) else content


for _name, (_write, _algorithm) in WRITERS.items():
    _enter(f"file{_name}", _write, _algorithm)


@add("fileset", STRING, STRING, scoped=True)
def file_set(scope: Scope, folder: str, pattern: str) -> Value:
    """List the files below a folder that match a pattern."""
    try:
        names = scope.module.run.reader.tree(_located(scope, folder))
    except Refused as refusal:
        return _refused("fileset", folder, refusal)
    scope.module.run.spend(len(names))
    matches = _glob(pattern)
    return make_set([name for name in names if matches(name)], "string")


def _glob(pattern: str) -> Callable[[str], object]:
    """Make the test for a pattern of `*`, `**`, `?`, `[...]` and `{a,b}`."""
    tokens = {"**/": r"(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
    if pattern.count("*") > 8:
        raise EvalError("the pattern has too many stars")
    made = re.sub(r"\*\*/|\*\*|\*|\?|[{},]|\[[^\]/]*\]|.", lambda match: tokens.get(match[0]) or _plain(match[0]), pattern)
    return re.compile(made).fullmatch


def _plain(token: str) -> str:
    return token.replace("[^", "[^/") if token.startswith("[") and len(token) > 2 else re.escape(token)


@add("templatefile", STRING, ANY, scoped=True, lenient=True)
def template_file(scope: Scope, path: Text, variables: Value) -> Value:
    """Evaluate a file as a template with its own variables."""
    if not isinstance(path, str):
        return derived("templatefile", path, variables)
    source = _text(scope, "templatefile", path)
    return rendered("templatefile", scope, source, variables) if isinstance(source, Source) else source


@add("templatestring", STRING, ANY, scoped=True, lenient=True)
def template_string(scope: Scope, template: Text, variables: Value) -> Value:
    """Evaluate a string as a template with its own variables."""
    if not isinstance(template, str):
        return derived("templatestring", template, variables)
    return rendered("templatestring", scope, Source(PurePath("template"), template, "text"), variables)


def rendered(name: str, scope: Scope, source: Source, variables: Value) -> Value:
    """Evaluate a template. Raises EvalError where it is none or it fails."""
    from azbk_lint.resolve.terraform.expressions.basics import joined

    if isinstance(variables, Unknown | Lazy):
        return derived(name, source.text, variables)
    if not isinstance(variables, dict):
        raise EvalError("the variables must be a map")
    try:
        node: Node = scope.module.run.reader.template(source)
    except HclError:
        raise EvalError("the file is not a template") from None
    inner = Scope(scope.module, variables, closed=True)
    scope.module.run.spend(1 + len(source.text) // 1000)
    parts = node.parts if isinstance(node, Template) else (node,)
    if len(parts) == 1 and not isinstance(parts[0], str):
        from azbk_lint.resolve.terraform.expressions.dispatch import evaluate

        return evaluate(parts[0], inner)
    return joined(parts, inner)
