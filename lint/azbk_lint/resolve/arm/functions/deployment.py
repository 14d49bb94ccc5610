"""Functions of the deployment: parameters, variables, and what the deployment says of itself."""

from __future__ import annotations

from collections.abc import Callable

from azbk_lint.model.value import Value
from azbk_lint.resolve.arm.errors import ExpressionError
from azbk_lint.resolve.arm.evaluate import evaluate
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.functions.scope import context
from azbk_lint.resolve.arm.registry import function
from azbk_lint.resolve.arm.registry import text as string
from azbk_lint.resolve.arm.syntax import Literal, Node
from azbk_lint.resolve.arm.unknowns import derived
from azbk_lint.resolve.arm.values import is_holed


@function("parameters", 1, 1, "nodes")
def _parameters(frame: Frame, named: Node) -> Value:
    name = evaluate(named, frame)
    if is_holed(name):
        return derived("parameters", (name,))
    if frame.arguments is None:
        return _defined(frame.world.parameter, named, string(name))
    if string(name).lower() not in frame.arguments:
        raise ExpressionError(f"the function has no parameter '{name}'")
    return frame.arguments[string(name).lower()]


@function("variables", 1, 1, "nodes")
def _variables(frame: Frame, named: Node) -> Value:
    name = evaluate(named, frame)
    if is_holed(name):
        return derived("variables", (name,))
    if frame.arguments is not None:
        raise ExpressionError("a function of the template sees no variables")
    return _defined(frame.world.variable, named, string(name))


def _defined(give: Callable[[str], Value], named: Node, name: str) -> Value:
    """Give a definition's value; that there is none is certain only where its name hangs on nothing."""
    try:
        return give(name)
    except ExpressionError as error:
        error.certain = error.certain and isinstance(named, Literal)
        raise


@function("deployment", 0, 0, "frame")
def _deployment(frame: Frame) -> Value:
    path = frame.world.path
    link: dict[str, Value] = {
        name: context(f"{path}deployment().properties.templateLink.{name}", "where the template is read from") for name in ("uri", "id")
    }
    return {
        "name": context(f"{path}deployment().name", "the name of the deployment"),
        "location": frame.world.context.get("location") or context(f"{path}deployment().location", "the region of the deployment"),
        "properties": {
            "mode": "Incremental",
            "template": frame.world.source(),
            "templateLink": link,
            "templateHash": context(f"{path}deployment().properties.templateHash", "the template's hash"),
            "parameters": context(f"{path}deployment().properties.parameters", "what the deployment is given"),
        },
    }


@function("environment", 0, 0)
def _environment() -> Value:
    """Give the public cloud's names and endpoints, as the documentation of `environment` lists them."""
    return {
        "name": "AzureCloud",
        "gallery": "https://gallery.azure.com/",
        "graph": "https://graph.windows.net/",
        "portal": "https://portal.azure.com",
        "graphAudience": "https://graph.windows.net/",
        "activeDirectoryDataLake": "https://datalake.azure.net/",
        "batch": "https://batch.core.windows.net/",
        "media": "https://rest.media.azure.net",
        "sqlManagement": "https://management.core.windows.net:8443/",
        "vmImageAliasDoc": "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
        "resourceManager": "https://management.azure.com/",
        "authentication": {
            "loginEndpoint": "https://login.microsoftonline.com/",
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {
            "acrLoginServer": ".azurecr.io",
            "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
            "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
            "azureFrontDoorEndpointSuffix": "azurefd.net",
            "keyvaultDns": ".vault.azure.net",
            "sqlServerHostname": ".database.windows.net",
            "storage": "core.windows.net",
        },
    }
