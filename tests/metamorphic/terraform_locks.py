"""Ways to say in Terraform what a lock is put on."""

from __future__ import annotations

from collections.abc import Mapping

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_faults import RESTORE_POINTS

GROUP = f'resource "azurerm_resource_group" "points" {{\n  name     = "{RESTORE_POINTS}"\n  location = "japaneast"\n}}\n'
DATA = f'data "azurerm_resource_group" "points" {{\n  name = "{RESTORE_POINTS}"\n}}\n'
NAMES = f'locals {{\n  groups = ["rg-app", "{RESTORE_POINTS}"]\n}}\n'
ME = 'data "azurerm_subscription" "me" {}\n'


def lock(scope: str, meta: str = "", level: str = '"CanNotDelete"', mark: str = "«here»") -> str:
    arguments = f'  name       = "no-delete"\n  scope      = {scope}\n  lock_level = {level}\n'
    return f'resource "azurerm_management_lock" "app" {{{mark}\n{meta}{arguments}}}\n'


def main(*texts: str, **files: object) -> Case:
    return Case({"main.tf": "".join(texts), **files})


AZAPI = """resource "azapi_resource" "lock" {«here»
  type      = "Microsoft.Authorization/locks@2020-05-01"
  name      = "no-delete"
  parent_id = azurerm_resource_group.points.id
@body}
"""
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", "name": "no-delete", "properties": {"level": "ReadOnly"}}
    ],
}
LOCK_WAYS: Mapping[str, Case] = {
    "a group": main(GROUP, lock("azurerm_resource_group.points.id")),
    "a group in older interpolation": main(GROUP, lock('"${azurerm_resource_group.points.id}"')),
    "a group read": main(DATA, lock("data.azurerm_resource_group.points.id")),
    "a group by a subscription that is read": main(ME, lock(f'"${{data.azurerm_subscription.me.id}}/resourceGroups/{RESTORE_POINTS}"')),
    "a group by format": main(ME, lock(f'format("%s/resourceGroups/%s", data.azurerm_subscription.me.id, "{RESTORE_POINTS}")')),
    "a group by join": main(ME, lock(f'join("/", [data.azurerm_subscription.me.id, "resourceGroups", "{RESTORE_POINTS}"])')),
    "a group by the id of a subscription nobody knows": main(
        'variable "s" {\n  type = string\n}\n', lock(f'"/subscriptions/${{var.s}}/resourceGroups/{RESTORE_POINTS}"')
    ),
    "a group in capitals": main(lock(f'upper("/subscriptions/x/resourceGroups/{RESTORE_POINTS}")')),
    "a group of a location": main(
        'variable "location" {\n  default = "japaneast"\n}\n',
        GROUP.replace(f'"{RESTORE_POINTS}"', '"AzureBackupRG_${var.location}_${1}"'),
        lock("azurerm_resource_group.points.id"),
    ),
    "a group with a count": main(GROUP.replace("  name ", "  count = 1\n  name "), lock("azurerm_resource_group.points[0].id")),
    "groups in a loop": main(
        NAMES,
        GROUP.replace(f'"{RESTORE_POINTS}"', "each.key").replace("  name ", "  for_each = toset(local.groups)\n  name "),
        lock("each.value.id", "  for_each = azurerm_resource_group.points\n"),
    ),
    "groups read in a loop": main(
        NAMES,
        DATA.replace(f'"{RESTORE_POINTS}"', "local.groups[count.index]").replace("  name ", "  count = 2\n  name "),
        lock("data.azurerm_resource_group.points[count.index].id", "  count = length(local.groups)\n"),
    ),
    "ids in a loop": main(NAMES, lock('"/subscriptions/x/resourceGroups/${each.value}"', "  for_each = toset(local.groups)\n")),
    "ids by splat": main(
        NAMES,
        GROUP.replace(f'"{RESTORE_POINTS}"', "local.groups[count.index]").replace("  name ", "  count = 2\n  name "),
        lock("element(azurerm_resource_group.points[*].id, 1)"),
    ),
    "a level by a variable": main(
        'variable "level" {\n  default = "ReadOnly"\n}\n', GROUP, lock("azurerm_resource_group.points.id", level="var.level")
    ),
    "a level by a condition": main(GROUP, lock("azurerm_resource_group.points.id", level='1 > 0 ? "CanNotDelete" : null')),
    "an id handed to a module": main(
        GROUP,
        'module "lock" {\n  source = "./lock"\n  scope  = azurerm_resource_group.points.id\n}\n',
        **{"lock/main.tf": 'variable "scope" {}\n' + lock("var.scope")},
    ),
    "ids handed to a module in a map": main(
        GROUP,
        'module "lock" {\n  source = "./lock"\n  scopes = { points = azurerm_resource_group.points.id }\n}\n',
        **{"lock/main.tf": 'variable "scopes" {\n  type = map(string)\n}\n' + lock("each.value", "  for_each = var.scopes\n")},
    ),
    "a module that makes group and lock": main(
        f'module "group" {{\n  source = "./group"\n  name   = "{RESTORE_POINTS}"\n  lock   = "CanNotDelete"\n}}\n',
        **{
            "group/main.tf": 'variable "name" {}\nvariable "lock" {\n  default = null\n}\n'
            + GROUP.replace(f'"{RESTORE_POINTS}"', "var.name")
            + lock("azurerm_resource_group.points.id", "  count = var.lock == null ? 0 : 1\n", "var.lock")
        },
    ),
    "a module's output of an id": main(
        'module "group" {\n  source = "./group"\n}\n',
        lock("module.group.id"),
        **{"group/main.tf": GROUP + 'output "id" {\n  value = azurerm_resource_group.points.id\n}\n'},
    ),
    "azapi with an object": main(GROUP, AZAPI.replace("@body", '  body = {\n    properties = { level = "CanNotDelete" }\n  }\n')),
    "azapi with jsonencode": main(GROUP, AZAPI.replace("@body", '  body = jsonencode({ properties = { level = "CanNotDelete" } })\n')),
    "an ARM template of a file": main(
        GROUP,
        'resource "azurerm_resource_group_template_deployment" "lock" {\n  name = "lock"\n  deployment_mode = "Incremental"\n'
        '  resource_group_name = azurerm_resource_group.points.name\n  template_content«here» = file("lock.json")\n}\n',
        **{"lock.json": TEMPLATE},
    ),
    "an ARM template by the older resource": main(
        'resource "azurerm_template_deployment" "lock" {\n  name = "lock"\n  deployment_mode = "Incremental"\n'
        f'  resource_group_name = "{RESTORE_POINTS}"\n  template_body«here» = file("lock.json")\n}}\n',
        **{"lock.json": TEMPLATE},
    ),
    "JSON syntax": main(
        GROUP,
        **{
            "lock.tf.json": {
                "resource": {
                    "azurerm_management_lock": {
                        "app«here»": {"name": "no-delete", "scope": "${azurerm_resource_group.points.id}", "lock_level": "CanNotDelete"}
                    }
                }
            }
        },
    ),
}
