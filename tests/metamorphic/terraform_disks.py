"""Ways to write a VM's disks in Terraform."""

from __future__ import annotations

from collections.abc import Mapping

from tests.metamorphic.case import Case
from tests.metamorphic.terraform_faults import ATTACHMENT, DISK, HOST, IN_GROUP, NETWORK, NIC, VM

SIZES = "locals {\n  sizes = [128, 2048]\n}\n"
NAMED = "locals {\n  disks = {\n    data = { size = 512, lun = 0 }\n    dump = { size = 2048, lun = 1 }\n  }\n}\n"
OS_DISK = VM.replace('"Premium_LRS"\n  }', '"Premium_LRS"\n    disk_size_gb         = @size\n  }')


def main(*texts: str, **files: object) -> Case:
    return Case({"main.tf": "".join(texts), **files})


def os_disk(size: str, vm: str = OS_DISK) -> str:
    return NETWORK + NIC + vm.replace("disk_size_gb         = @size", f"disk_size_gb«here» = {size}")


def disk(size: str = "2048", name: str = '"disk-app"', meta: str = "") -> str:
    return DISK.replace("@meta", meta).replace("@name", name).replace("@value", size)


def attached(ref: str = "", meta: str = "") -> str:
    return ATTACHMENT.replace("@ref", ref).replace('"app" {\n', f'"app" {{\n{meta}')


def older(disks: str) -> str:
    """Write a VM of the type that azurerm had first."""
    boot = "" if "storage_os_disk" in disks else '  storage_os_disk {\n    name = "os"\n    create_option = "FromImage"\n  }\n'
    return (
        NETWORK
        + NIC
        + f'resource "azurerm_virtual_machine" "app" {{\n  name = "vm-app"\n{IN_GROUP}  vm_size = "Standard_D2s_v5"\n'
        + f"  network_interface_ids = [azurerm_network_interface.app.id]\n{boot}{disks}}}\n"
    )


def storage(size: str, kind: str = "storage_data_disk", mark: str = "«here»") -> str:
    """Write a disk of an older VM."""
    where = "    lun = 0\n" if kind == "storage_data_disk" else ""
    return f'  {kind} {{\n    name = "d"\n    create_option = "Empty"\n{where}    disk_size_gb{mark} = {size}\n  }}\n'


def dynamic(over: str, size: str, more: str = "") -> str:
    """Write the data disks of an older VM as a dynamic block makes them."""
    content = f'      name = "d"\n      create_option = "Empty"\n      lun = 0\n      disk_size_gb«here» = {size}\n'
    return f'  dynamic "storage_data_disk" {{\n    for_each = {over}\n{more}    content {{\n{content}    }}\n  }}\n'


WINDOWS = OS_DISK.replace("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")
MODULE = """
module "disks" {
  source = "./disks"
  vm     = azurerm_linux_virtual_machine.app.id
  disks  = [{ size = 64 }, { size = 2048, lun = 5 }]
}
"""
VARIABLES = """
variable "vm" {}

variable "disks" {
  type = list(object({ size = number, lun = optional(number, 0) }))
}
"""
TEMPLATE = """
resource "azurerm_resource_group_template_deployment" "app" {
  name                = "disk"
  resource_group_name = "rg-app"
  deployment_mode     = "Incremental"
  template_content«medium» = file("disk.json")
  parameters_content  = jsonencode({ size = { value = 2048 } })
}
"""
AZAPI = """data "azurerm_client_config" "me" {}

resource "azapi_resource" "disk" {
  type      = "Microsoft.Compute/disks@2023-10-02"
  name      = "disk-app"
  parent_id = "/subscriptions/${data.azurerm_client_config.me.subscription_id}/resourceGroups/rg-app"
  location  = "japaneast"
@body}
"""


def azapi(body: str) -> Case:
    return main(AZAPI.replace("@body", body), HOST, ATTACHMENT.replace("azurerm_managed_disk.app@ref", "azapi_resource.disk"))


DISK_WAYS: Mapping[str, Case] = {
    "an OS disk": main(os_disk("1024")),
    "an OS disk of a Windows VM": main(os_disk("1024", WINDOWS)),
    "an OS disk of a variable": main('variable "size" {\n  default = "1024"\n}\n', os_disk("var.size")),
    "an OS disk of a lookup": main("locals {\n  os = { size = 1024 }\n}\n", os_disk('lookup(local.os, "size", 30)')),
    "an OS disk in a loop": main(
        SIZES,
        NETWORK,
        NIC,
        OS_DISK.replace("@size", "local.sizes[count.index]")
        .replace("disk_size_gb  ", "disk_size_gb«here» ")
        .replace('  name                  = "vm-app"', '  count = 2\n  name = "vm-${count.index}"'),
    ),
    "an older VM's OS disk": main(older(storage("1024", "storage_os_disk"))),
    "an older VM's data disk": main(older(storage("512", mark="").replace('"d"', '"small"') + storage("1024"))),
    "an older VM's data disks in a dynamic block": main(SIZES, older(dynamic("local.sizes", "storage_data_disk.value"))),
    "an older VM's data disks by key": main(NAMED, older(dynamic("local.disks", "local.disks[storage_data_disk.key].size"))),
    "an older VM's data disks with an iterator": main(NAMED, older(dynamic("local.disks", "d.value.size", "    iterator = d\n"))),
    "an older VM's data disks by a condition": main(older(dynamic("true ? [2048] : []", "storage_data_disk.value"))),
    "disks of their own in a loop, attached in a loop": main(
        NAMED,
        HOST,
        disk("each.value.size", '"disk-${each.key}"', "  for_each = local.disks\n"),
        attached("[each.key]", "  for_each = local.disks\n").replace("= 0", "= each.value.lun"),
    ),
    "disks attached in a loop over the disks": main(
        NAMED,
        HOST,
        disk("each.value.size", '"disk-${each.key}"', "  for_each = local.disks\n"),
        ATTACHMENT.replace("azurerm_managed_disk.app@ref.id", "each.value.id").replace(
            '"app" {\n', '"app" {\n  for_each = azurerm_managed_disk.app\n'
        ),
    ),
    "disks with a count, attached with a count": main(
        SIZES,
        HOST,
        disk("local.sizes[count.index]", '"disk-${count.index}"', "  count = length(local.sizes)\n"),
        attached("[count.index]", "  count = length(local.sizes)\n"),
    ),
    "a disk an older VM attaches": main(
        disk(),
        older(
            '  storage_data_disk {\n    name = azurerm_managed_disk.app.name\n    create_option = "Attach"\n    lun = 0\n'
            "    managed_disk_id = azurerm_managed_disk.app.id\n    disk_size_gb = azurerm_managed_disk.app.disk_size_gb\n  }\n"
        ),
    ),
    "a disk that no VM has": main(disk().replace("«here»", "«medium»")),
    "a disk in a module, attached outside": main(
        HOST,
        'module "disk" {\n  source = "./disk"\n  size   = 2048\n}\n',
        ATTACHMENT.replace("azurerm_managed_disk.app@ref.id", "module.disk.id"),
        **{"disk/main.tf": 'variable "size" {}\n' + disk("var.size") + 'output "id" {\n  value = azurerm_managed_disk.app.id\n}\n'},
    ),
    "a VM's disks in a module of objects": main(
        HOST,
        MODULE,
        **{
            "disks/main.tf": VARIABLES
            + disk("var.disks[count.index].size", '"disk-${count.index}"', "  count = length(var.disks)\n")
            + attached("[count.index]", "  count = length(var.disks)\n").replace("azurerm_linux_virtual_machine.app.id", "var.vm")
        },
    ),
    "JSON syntax": main(
        HOST + attached(),
        **{
            "disk.tf.json": {
                "resource": {
                    "azurerm_managed_disk": {
                        "app": {
                            "name": "disk-app",
                            "location": "japaneast",
                            "resource_group_name": "rg-app",
                            "storage_account_type": "Premium_LRS",
                            "create_option": "Empty",
                            "disk_size_gb«here»": "${1024 * 2}",
                        }
                    }
                }
            }
        },
    ),
    "JSON syntax, one block": main(
        NETWORK,
        NIC,
        **{
            "vm.tf.json": {
                "resource": {
                    "azurerm_linux_virtual_machine": {
                        "app": [
                            {
                                "name": "vm-app",
                                "location": "japaneast",
                                "resource_group_name": "rg-app",
                                "size": "Standard_D2s_v5",
                                "network_interface_ids": ["${azurerm_network_interface.app.id}"],
                                "os_disk": {"caching": "None", "storage_account_type": "Premium_LRS", "disk_size_gb«here»": 2048},
                            }
                        ]
                    }
                }
            }
        },
    ),
    "azapi with an object": azapi("  body = {\n    properties = {\n      diskSizeGB«here» = 2048\n    }\n  }\n"),
    "azapi with jsonencode": azapi("  body«here» = jsonencode({\n    properties = {\n      diskSizeGB = 2048\n    }\n  })\n"),
    "an ARM template with a parameter": main(
        TEMPLATE,
        **{
            "disk.json": {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "parameters": {"size": {"type": "int"}},
                "resources": [
                    {
                        "type": "Microsoft.Compute/disks",
                        "apiVersion": "2023-10-02",
                        "name": "disk-app",
                        "location": "japaneast",
                        "properties": {"diskSizeGB«unknown»": "[parameters('size')]"},
                    }
                ],
            }
        },
    ),
    "a restored disk with a size": main(
        disk().replace('"Empty"', '"Copy"\n  source_resource_id = "/subscriptions/x/snapshots/s"'), HOST, attached()
    ),
}
