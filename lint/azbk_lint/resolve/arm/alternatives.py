"""Required parameters that can have only a few values: rather than unknown, each value in turn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from azbk_lint.model.source import ArmInput
from azbk_lint.model.value import Json, Value
from azbk_lint.resolve.arm.root import template_of
from azbk_lint.resolve.arm.values import fold_get, is_list


def alternatives(given: ArmInput, conditions: Collection[str] = (), most: int = 16) -> Sequence[ArmInput]:
    """Give one input for each combination of values that the required parameters may have; the input alone where none matter.

    A verdict that is the same for all of them is definite, although no parameter file settles it. Parameters are taken
    in the order of the template as long as their combinations are at most `most`, then `conditions` that nobody knows, by
    the keys of their unknowns, each holding or not; the others stay unknown.
    """
    chosen: dict[str, Sequence[Json]] = {}
    count = 1
    for name, values in _choices(given):
        if values and count * len(values) <= most:
            chosen[name] = values
            count *= len(values)
    open_ = [key for key in conditions if key not in given.assumed][: max((most // count).bit_length() - 1, 0)]
    return [
        replace(given, given={**given.given, **dict(zip(chosen, values, strict=True))}, assumed={**given.assumed, **decided})
        for values in product(*chosen.values())
        for decided in (dict(zip(open_, each, strict=True)) for each in product((True, False), repeat=len(open_)))
    ]


def _choices(given: ArmInput) -> Iterator[tuple[str, Sequence[Json]]]:
    """Give the parameters that nobody gives and that have no default, with what they may be."""
    template = template_of(given)
    if template is None:
        return
    for name, _ in template.parameters.values():
        declared = template.declaration(name)
        default = "defaultValue" in declared and template.session.defaults
        if name.lower() not in template.given and not default and fold_get(declared, "nullable") is not True:
            yield name, _values(declared)


def _values(declared: Mapping[str, Value]) -> Sequence[Json]:
    allowed = fold_get(declared, "allowedValues")
    if is_list(allowed):
        return [value for value in allowed if isinstance(value, str | int | float | bool)]
    return [True, False] if str(fold_get(declared, "type", "")).lower() == "bool" else []
