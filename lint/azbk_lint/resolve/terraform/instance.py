"""One resource or data source as Terraform would make it: its arguments evaluated, not yet in ARM's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from azbk_lint.model.resource import Origin
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Text, Unknown, Value

Mode: TypeAlias = Literal["managed", "data"]
SUBSCRIPTION = Unknown("subscription", "the subscription deployed to is not known", "context")


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance of a `resource` or `data` block; compared by identity.

    `address` is Terraform's own (`module.net["hub"].azurerm_subnet.app[0]`), with `[?]` for a symbolic instance of unknown
    count or for_each. `values` are the arguments as written, evaluated when asked for; nested blocks are lists of mappings,
    dynamic ones expanded, with one Unknown in the list for each `dynamic` whose for_each is not known; sets are lists. An
    argument that is not written is absent, one that is null is None: the two mean the same. `provisioner` blocks are there
    too, each with its kind under `type`; other meta-arguments are not. `module` is the module's address, "" for the root.
    `subscription` gives the one that its provider deploys to.
    `before` are the arguments a saved plan found in the state, None where it creates the resource or there is no plan.
    """

    address: str
    type: str
    mode: Mode
    values: Mapping[str, Value] = field(repr=False)
    origin: Origin = field(repr=False)
    exists: Literal[True] | Unknown = True
    many: Unknown | None = None
    module: str = ""
    before: Mapping[str, Value] | None = field(default=None, repr=False)
    subscription: Callable[[], Text] = field(default=lambda: SUBSCRIPTION, repr=False)

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route into `values`: an attribute, a block's header; the resource's header for ()."""
        return self.origin.place(route)

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the value there came through: local, variable, module call, var-file, element of for_each."""
        return self.origin.chain(route)


class Provider(Protocol):
    """What a provider adds to what is written."""

    def __call__(self, instance: Instance, name: str) -> Value:
        """Give an attribute that is not written (an id, a default of the schema), or None where only Azure decides it."""
        ...
