"""What an expression can refer to where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple, Protocol

from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.run import Run


class Names(Protocol):
    """A module, as its expressions see it."""

    @property
    def run(self) -> Run:
        """Give what the whole evaluation shares."""
        ...

    @property
    def folder(self) -> PurePath:
        """Give the module's folder."""
        ...

    def reference(self, steps: tuple[str, ...]) -> tuple[Value, int]:
        """Give what the first steps of a traversal name, and how many steps that took. Raises EvalError."""
        ...


class Scope(NamedTuple):
    """A module's names with those that loops, `each`, `count` and templates add; `closed` for a template, which has no others."""

    module: Names
    local: Mapping[str, Value]
    closed: bool = False

    def bind(self, names: Mapping[str, Value]) -> Scope:
        """Give the scope with more names."""
        return Scope(self.module, {**self.local, **names}, self.closed)
