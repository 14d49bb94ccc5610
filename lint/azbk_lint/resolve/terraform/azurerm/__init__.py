"""What azurerm and azapi resources are in ARM's own words.

Types are rows of tables, one module an area; a row has the ARM type, the rule for the id, and the shape of the body
whose leaves name the arguments. A separate rule or extension becomes the child resource that ARM has for it. An
association becomes a partial resource under its target's id that holds just the property ARM would hold there; where
that property is a list (the data disks of a VM, the access policies of a key vault), the lists of all parts belong
end to end. An application security group is associated with a NIC as a whole, which ARM does not know: it stands in
`properties.applicationSecurityGroups`, and counts for each IP configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azbk_lint.model.resource import Gap, Resource
from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.terraform.instance import Instance

__all__ = ["computed", "parted", "translate"]


def translate(instances: Iterable[Instance]) -> list[Resource]:
    """Translate what ARM would know of a configuration.

    Of data sources only what can be referred to is given, as external. What cannot be translated but may matter stands
    as a resource of unknown existence, whose type begins with `unread.UNREAD`. Arguments are evaluated when the body is
    read, save those that name a resource and templates that are deployed.
    """
    return [resource for instance in instances for resource in _resources(instance)]


def parted(translated: Iterable[Resource]) -> tuple[list[Resource], list[Gap]]:
    """Part what is translated from what stands for something that is not, and is told of as a gap."""
    from azbk_lint.resolve.terraform.azurerm.unread import UNREAD

    resources, gaps = list[Resource](), list[Gap]()
    for each in translated:
        if each.type.startswith(UNREAD) and isinstance(each.exists, Unknown):
            gaps.append(Gap(each.at(), each.address, each.exists.because, each.exists.settle, each.address))
        else:
            resources.append(each)
    return resources, gaps


def computed(instance: Instance, name: str) -> Value:
    """Give an attribute that other code reads and the instance does not write, or None where only Azure decides it."""
    from azbk_lint.resolve.terraform.azurerm import attributes

    return attributes.computed(instance, name)


def _resources(instance: Instance) -> Iterator[Resource]:
    from azbk_lint.resolve.terraform.azurerm import azapi, deployments, provisioners, translation, unread
    from azbk_lint.resolve.terraform.azurerm.table import row_of

    row = row_of(instance)
    if row is not None:
        resource = translation.translated(instance, row)
        yield resource
        if resource.type == provisioners.MACHINE and not resource.partial:
            yield from provisioners.commands(instance, resource)
    elif instance.type in azapi.TYPES:
        yield from azapi.translated(instance)
    elif instance.type in deployments.TYPES and instance.mode == "managed":
        yield from deployments.expanded(instance)
    elif unread.matters(instance):
        yield unread.unread(instance, f"the type {instance.type} is not translated")
