"""A file's bytes as what the rooms work on, or as the one sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TypeVar

from azbk_lint.model.hcl import Attribute, Body, HclError, Literal, Object
from azbk_lint.model.source import Document, HclFile, Problem, Source
from azbk_lint.read import jsonc

T = TypeVar("T")


def parsed(name: PurePath, data: bytes, parse: Callable[[PurePath, bytes], T]) -> T | Problem:
    """Parse a file's bytes, or say where that stopped."""
    try:
        return parse(name, data)
    except jsonc.EncodingError as error:
        return Problem(name, f"cannot read: {error.message}", error.line, error.column)
    except (jsonc.JsonError, HclError) as error:
        return _fault(name, jsonc.decode(data), error)


def document(name: PurePath, data: bytes) -> Document:
    """Read JSON. Raises EncodingError and JsonError."""
    text = jsonc.decode(data)
    return Document(Source(name, text, "json"), jsonc.load(text))


def source(name: PurePath, data: bytes) -> Source:
    """Read plain text. Raises EncodingError."""
    return Source(name, jsonc.decode(data), "text")


def terraform(name: PurePath, data: bytes) -> tuple[HclFile, Problem | None]:
    """Read a Terraform file by the syntax that its name announces: what is sound in it, and its first mistake.

    Raises EncodingError, and HclError where nothing is sound.
    """
    if encoding := jsonc.utf16(data):
        raise jsonc.EncodingError(f"it is {encoding[:6].upper()}, which Terraform does not read (save the file as UTF-8)", 1, 1)
    text = jsonc.decode(data)
    if name.name.endswith(".tfvars.json"):
        return HclFile(Source(name, text, "json"), _values(text)), None
    is_json = name.name.endswith(".json")
    body, errors = _blocks_of_json(text) if is_json else _blocks(text)
    return HclFile(Source(name, text, "json" if is_json else "hcl"), body), _fault(name, text, errors[0]) if errors else None


def _blocks(text: str) -> tuple[Body, Sequence[HclError]]:
    """Read native syntax; before a part of a file is called unreadable, python-hcl2 is asked, unless a bound of ours is the reason."""
    from azbk_lint.read.hcl import parse, second_opinion

    body, errors = parse(text)
    other = second_opinion(text) if errors and not any(map(_is_bound, errors)) else None
    return (other, ()) if other else (body, errors)


def _is_bound(error: HclError) -> bool:
    """Say whether a text is refused for its depth, which another parser had better not meet either."""
    return " levels" in error.message


def _blocks_of_json(text: str) -> tuple[Body, Sequence[HclError]]:
    from azbk_lint.read.hcl import from_json

    return from_json(text)


def _values(text: str) -> Body:
    """Read a var-file in JSON syntax, where strings are no templates."""
    from azbk_lint.read.hcl.json_text import literal_tree

    tree = literal_tree(text)
    if not isinstance(tree, Object):
        raise HclError("expected an object", tree.start)
    members = {str(key.value): (key, value) for key, value in tree.items if isinstance(key, Literal)}
    return Body(tuple(Attribute(key.start, value.end, name, value) for name, (key, value) in members.items()), ())


def _fault(name: PurePath, text: str, error: jsonc.JsonError | HclError) -> Problem:
    before = text[: error.at]
    return Problem(name, f"cannot read: {error.message}", before.count("\n") + 1, len(before) - before.rfind("\n"))
