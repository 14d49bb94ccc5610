"""The functions of the azurerm provider, which read ids; those of other providers are unknown."""

from __future__ import annotations

from collections.abc import Sequence

from azbk_lint.model.value import Text, Value, split, text
from azbk_lint.resolve.terraform.errors import EvalError
from azbk_lint.resolve.terraform.functions.registry import STRING, Table, adder
from azbk_lint.resolve.terraform.typed import MapValue
from azbk_lint.resolve.terraform.unknowns import derived

TABLE: Table = {}
add = adder(TABLE)
_HEAD = ("", "subscriptions", None, "resourcegroups", None, "providers", None)
"""How the id of a resource in a resource group begins; None where anything may stand."""


@add("provider::azurerm::parse_resource_id", STRING, lenient=True)
def parse_resource_id(value: Text) -> Value:
    """Take the id of a resource in a resource group apart; an id of any other form is left unknown.

    The attributes are those of the provider's internal/provider/function/parse_resource_id.go.
    """
    if value == "":
        raise EvalError("an id is required")
    pieces = split(value)
    tail = pieces[len(_HEAD) :]
    if not _is_in_group(pieces) or len(tail) < 2 or len(tail) % 2 or "providers" in tail:
        return derived("provider::azurerm::parse_resource_id", value)
    types, names = tail[::2], tail[1::2]
    if not all(isinstance(each, str) for each in types):
        return derived("provider::azurerm::parse_resource_id", value)
    full: list[Text] = [pieces[6]]
    for each in types:
        full += ["/", each]
    return {
        "resource_name": names[-1],
        "resource_provider": pieces[6],
        "resource_group_name": pieces[4],
        "resource_type": types[-1],
        "resource_scope": "",
        "full_resource_type": text(*full),
        "subscription_id": pieces[2],
        "parent_resources": MapValue({str(each): name for each, name in zip(types[:-1], names, strict=False)}, "string"),
    }


def _is_in_group(pieces: Sequence[Text]) -> bool:
    if len(pieces) < len(_HEAD):
        return False
    return all(
        wanted is None or (isinstance(piece, str) and piece.casefold() == wanted) for piece, wanted in zip(pieces, _HEAD, strict=False)
    )


@add("provider::azurerm::normalise_resource_id", STRING, lenient=True)
def normalise_resource_id(value: Text) -> Value:
    """Give an id in the letter case that azurerm writes, which ARM compares without letter case."""
    return value
