"""What a module is given for its variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from azbk_lint.model.source import Place
from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.declared import Declared, Written
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.typed import Type


class Given(NamedTuple):
    """A value for a variable: how to get it once its type is known, and where it stands.

    `written` is the attribute of a var-file or module call, `place` where the value stands in a JSON var-file; `call` is
    the module call and the scope its arguments are evaluated in.
    """

    value: Callable[[Type], Value]
    label: str = ""
    written: Written | None = None
    place: Place | None = None
    call: tuple[Declared, Scope] | None = None
