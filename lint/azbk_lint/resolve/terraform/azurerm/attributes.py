"""What code may read of a resource beyond what it wrote: its id, and defaults of the provider's schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm import azapi, cloud_init
from azbk_lint.resolve.terraform.azurerm.arguments import find, is_list, top, written
from azbk_lint.resolve.terraform.azurerm.blocks import First, Where
from azbk_lint.resolve.terraform.azurerm.builtin import policy_id, role, role_id
from azbk_lint.resolve.terraform.azurerm.identity import group_id, subscription_id
from azbk_lint.resolve.terraform.azurerm.row import Attribute
from azbk_lint.resolve.terraform.azurerm.shape import Arg, Part
from azbk_lint.resolve.terraform.azurerm.table import row_of, rows
from azbk_lint.resolve.terraform.instance import Instance

TENANT = Unknown("tenant", "the tenant deployed to is not known", "context")


def computed(instance: Instance, name: str) -> Value:
    """Give an attribute that the instance does not write, or None where only Azure decides it."""
    special = _SPECIAL.get((instance.mode, instance.type))
    if special is not None:
        return special[name](instance) if name in special else None
    row = row_of(instance)
    if row is None:
        return _of_other(instance, name)
    if "[" in name:
        return _of_block(instance, name)
    if name in row.read:
        return row.read[name](instance)
    if name == "id":
        return row.identity(instance, row.arm).id
    return _defaults(instance.type).get(name) if instance.mode == "managed" else None


def _of_block(instance: Instance, name: str) -> Value:
    """Give an attribute of a nested block, named as `subnet[0].id`: only subnets inside their network have an id of their own."""
    block, _, rest = name.partition("[")
    index, _, attribute = rest.partition("].")
    if (instance.type, block, attribute) != ("azurerm_virtual_network", "subnet", "id") or not index.isdigit():
        return None
    subnets, _ = find(top(instance), block)
    inner = subnets[int(index)] if is_list(subnets) and int(index) < len(subnets) else None
    named = inner.get("name") if isinstance(inner, Mapping) else None
    network = rows()[instance.type]
    return text(network.identity(instance, network.arm).id, "/subnets/", named) if isinstance(named, str | Symbolic | Unknown) else None


def _of_other(instance: Instance, name: str) -> Value:
    """Give the id of a type without a row: azapi's by its ARM type, azurerm's in its group, where a lock may name it."""
    if name != "id":
        return None
    if instance.type in azapi.TYPES:
        kind, _ = azapi.arm_type(instance)
        return None if kind is None else azapi.identity(instance, kind).id
    known = instance.type.startswith("azurerm_") and instance.mode == "managed"
    if known and "resource_group_name" in instance.values and "name" in instance.values:
        group = group_id(instance, written(instance, "resource_group_name"))
        return text(group, "/providers/Terraform/", instance.type, "/", written(instance, "name"))
    return None


@cache
def _defaults(kind: str) -> Mapping[str, Value]:
    """Collect the defaults of a type's own arguments from the shape of its body."""
    return {path: part.default for part in _own(rows()[kind].body) for path in part.paths if part.default is not None}


def _own(part: Part) -> Iterator[Arg]:
    """Give the leaves of a shape that are read from the instance's own arguments, not from its blocks."""
    match part:
        case Arg():
            yield part
        case Mapping():
            for inner in part.values():
                yield from _own(inner)
        case First(parts):
            for inner in parts:
                yield from _own(inner)
        case Where():
            yield from _own(part.part)
        case _:
            return


def _subscription(instance: Instance) -> Text:
    """Give the id of the subscription a data source names: the one deployed to where it names none."""
    named, _ = find(top(instance), "subscription_id")
    return instance.subscription() if named is None else written(instance, "subscription_id")


def _principal(instance: Instance) -> Value:
    """Give the object id of a service principal: it differs by tenant, but not between two that are looked up alike."""
    named = next((value for name in ("client_id", "application_id", "display_name") if (value := find(top(instance), name)[0])), None)
    if not isinstance(named, str):
        return None
    because = f"the object id of the service principal '{named}' differs from tenant to tenant"
    return Unknown(f"service-principal {named.casefold()}", because, "runtime")


def _policy(instance: Instance) -> Value:
    return policy_id(find(top(instance), "display_name")[0], find(top(instance), "name")[0])


def _role(instance: Instance) -> Value:
    """Give a role's id: by its own id where the code has it, else by its name."""
    own, _ = find(top(instance), "role_definition_id")
    return role(written(instance, "role_definition_id")) if own is not None else role_id(find(top(instance), "name")[0])


_SUBSCRIPTION: Mapping[str, Attribute] = {
    "id": lambda instance: text("/subscriptions/", _subscription(instance)),
    "subscription_id": _subscription,
    "tenant_id": lambda _: TENANT,
}
_PRINCIPAL: Mapping[str, Attribute] = {"object_id": _principal, "id": _principal}

_SPECIAL: Mapping[tuple[str, str], Mapping[str, Attribute]] = {
    ("data", "azurerm_subscription"): _SUBSCRIPTION,
    ("data", "azapi_client_config"): {
        "subscription_id": lambda instance: instance.subscription(),
        "subscription_resource_id": subscription_id,
        "tenant_id": lambda _: TENANT,
    },
    ("data", "azurerm_client_config"): {"subscription_id": lambda instance: instance.subscription(), "tenant_id": lambda _: TENANT},
    ("data", "azurerm_policy_definition"): {"id": _policy},
    ("data", "azurerm_policy_definition_built_in"): {"id": _policy},
    ("data", "azurerm_role_definition"): {"id": _role},
    ("data", "cloudinit_config"): {"rendered": cloud_init.rendered},
    ("data", "template_cloudinit_config"): {"rendered": cloud_init.rendered},
    ("managed", "cloudinit_config"): {"rendered": cloud_init.rendered},
    ("data", "azuread_service_principal"): _PRINCIPAL,
    ("managed", "azuread_service_principal"): _PRINCIPAL,
}
