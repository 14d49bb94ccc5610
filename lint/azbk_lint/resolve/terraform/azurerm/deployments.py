"""ARM templates that Terraform deploys: evaluated as any template, with the parameters the code gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Unknown, Value
from azbk_lint.resolve.terraform.azurerm.arguments import find, top, written
from azbk_lint.resolve.terraform.azurerm.embedded import json_text
from azbk_lint.resolve.terraform.azurerm.identity import scope_of
from azbk_lint.resolve.terraform.azurerm.unread import unread
from azbk_lint.resolve.terraform.instance import Instance


class _Arguments(NamedTuple):
    """Which arguments hold a deployment's template and parameters."""

    template: str = "template_content"
    parameters: str = "parameters_content"


TYPES: Mapping[str, _Arguments] = {
    "azurerm_management_group_template_deployment": _Arguments(),
    "azurerm_resource_group_template_deployment": _Arguments(),
    "azurerm_subscription_template_deployment": _Arguments(),
    "azurerm_template_deployment": _Arguments("template_body", "parameters_body"),
    "azurerm_tenant_template_deployment": _Arguments(),
}


def expanded(instance: Instance) -> Iterator[Resource]:
    """Give the resources of an embedded template, and for what cannot be read of it one that says so."""
    from azbk_lint.resolve.arm import expand

    arguments = TYPES[instance.type]
    template = json_text(find(top(instance), arguments.template)[0])
    if not isinstance(template, Mapping):
        yield unread(instance, _why(instance, template))
        return
    origin = _Embedded(instance, arguments.template)
    found = expand(template, _parameters(instance, arguments.parameters, template), _scope(instance), origin, path=f"{instance.address}.")
    for resource in found.resources:
        yield replace(
            resource,
            address=f"{instance.address}/{resource.address}",
            exists=resource.exists if isinstance(resource.exists, Unknown) else instance.exists,
            many=resource.many or instance.many,
        )
    for problem in found.problems:
        yield unread(instance, f"the template of {instance.address} cannot be evaluated: {problem.why}")
    for gap in found.gaps:
        yield unread(instance, f"{gap.what} in its template is not read: {gap.because}")


def _why(instance: Instance, template: Value) -> str:
    if isinstance(template, Unknown):
        return f"the template of {instance.address} is not known: {template.because}"
    return f"{instance.address} deploys a template that is not in the code"


def _parameters(instance: Instance, argument: str, template: Mapping[str, Value]) -> Mapping[str, Value]:
    """Give the parameters' values; where the whole is unknown, each parameter of the template is."""
    given = json_text(find(top(instance), argument)[0])
    if isinstance(given, Unknown):
        declared = template.get("parameters")
        return {name: _unknown(instance, name, given.because) for name in (declared if isinstance(declared, Mapping) else ())}
    plain, _ = find(top(instance), "parameters")
    simple = plain if isinstance(plain, Mapping) and instance.type == "azurerm_template_deployment" else {}
    entries = given if isinstance(given, Mapping) else {}
    listed = entries.get("parameters", entries)
    return {**simple, **{name: _value(instance, name, entry) for name, entry in (listed.items() if isinstance(listed, Mapping) else ())}}


def _value(instance: Instance, name: str, entry: Value) -> Value:
    if isinstance(entry, Unknown):
        return entry
    if isinstance(entry, Mapping) and "value" in entry:
        return entry["value"]
    return _unknown(instance, name, "it is read from Key Vault at deployment")


def _unknown(instance: Instance, name: str, because: str) -> Unknown:
    return Unknown(f"{instance.address} parameter {name}", f"parameter '{name}' of {instance.address} is not known: {because}")


def _scope(instance: Instance) -> Scope:
    match instance.type:
        case "azurerm_subscription_template_deployment":
            return Scope("subscription", instance.subscription())
        case "azurerm_management_group_template_deployment":
            return scope_of(written(instance, "management_group_id"))
        case "azurerm_tenant_template_deployment":
            return Scope("tenant")
        case _:
            return Scope("group", instance.subscription(), written(instance, "resource_group_name"))


@dataclass(frozen=True, slots=True)
class _Embedded:
    """Places parts of the template inside the argument that holds it."""

    instance: Instance
    argument: str

    def place(self, route: Route) -> Place:
        """Give the deepest written part on the route."""
        return self.instance.place((self.argument, *route))

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the template came through, the deployment itself last."""
        return [*self.instance.chain((self.argument, *route)), Related(self.instance.place(()), f"deployed by {self.instance.address}")]
