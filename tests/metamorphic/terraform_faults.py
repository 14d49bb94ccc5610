"""Three faults in Terraform's words, each decided by one value, with what else must be there for them to count."""

from __future__ import annotations

import re
from typing import NamedTuple

from azbk_lint.model.policy import Stack

RESTORE_POINTS = "AzureBackupRG_japaneast_1"
IN_GROUP = """  location            = "japaneast"
  resource_group_name = "rg-app"
"""
RULE = """    name                       = "DenyOut"
    priority                   = 100
    direction                  = "Outbound"
    access                     = @value
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
"""
NSG = f"""
resource "azurerm_network_security_group" "app" {{
@meta  name                = @name
{IN_GROUP}
  security_rule {{«here»
{RULE}  }}
}}
"""
NETWORK = f"""
resource "azurerm_virtual_network" "app" {{
  name                = "vnet-app"
  address_space       = ["10.20.0.0/16"]
{IN_GROUP}}}

resource "azurerm_subnet" "app" {{
  name                 = "snet-app"
  resource_group_name  = "rg-app"
  virtual_network_name = azurerm_virtual_network.app.name
  address_prefixes     = ["10.20.1.0/24"]
}}
"""
ASSOCIATION = """
resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = azurerm_network_security_group.app@ref.id
}
"""
NIC = f"""
resource "azurerm_network_interface" "app" {{
  name                = "nic-app"
{IN_GROUP}
  ip_configuration {{
    name                          = "primary"
    subnet_id                     = azurerm_subnet.app.id
    private_ip_address_allocation = "Dynamic"
  }}
}}
"""
VM = f"""
resource "azurerm_linux_virtual_machine" "app" {{
  name                  = "vm-app"
  size                  = "Standard_D2s_v5"
  admin_username        = "azureadmin"
  network_interface_ids = [azurerm_network_interface.app.id]
{IN_GROUP}
  os_disk {{
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }}
}}
"""
DISK = f"""
resource "azurerm_managed_disk" "app" {{
@meta  name                 = @name
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb «here»        = @value
{IN_GROUP}}}
"""
ATTACHMENT = """
resource "azurerm_virtual_machine_data_disk_attachment" "app" {
  managed_disk_id    = azurerm_managed_disk.app@ref.id
  virtual_machine_id = azurerm_linux_virtual_machine.app.id
  lun                = 0
  caching            = "ReadOnly"
}
"""
LOCK = """
resource "azurerm_management_lock" "app" {«here»
@meta  name       = @name
  scope      = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${@value}"
  lock_level = "CanNotDelete"
}
"""


class Fault(NamedTuple):
    """A fault of one policy on one stack: `value` decides it, `likewise` would too, `innocent` would not, all as HCL.

    `text` is the resource at fault, with `@value`, `@name` and `@meta` to be filled in, `around` what must be there, which
    refers to the resource with `@ref` behind its address, and `bereft` the same without what refers to it. `tells` says
    whether findings name the place where the value came from.
    """

    policy: str
    stack: Stack
    type: str
    value: str
    likewise: str
    innocent: str
    name: str
    text: str
    around: str = ""
    bereft: str = ""
    tells: bool = True

    def resource(self, value: str = "", *, meta: str = "", name: str = "") -> str:
        """Write the resource with a value; meta-arguments come first in it."""
        filled = {"@meta": meta and f"  {meta}\n", "@name": name or f'"{self.name}"', "@value": value or self.value}
        return re.sub(r"@meta|@name|@value", lambda found: filled[found[0]], self.text)

    def beside(self, ref: str = "") -> str:
        """Write what must be there; `ref` follows the resource's address, or says with `{}` what refers to its id."""
        return re.sub(r"(azurerm_\w+\.app)@ref\.id", ref.format(r"\1") if "{}" in ref else rf"\g<1>{ref}.id", self.around)

    def whole(self, value: str = "", *, meta: str = "", name: str = "", ref: str = "") -> str:
        return self.resource(value, meta=meta, name=name) + self.beside(ref)


HOST = NETWORK + NIC + VM
BLOCKED = Fault("nsg-storage-blocked", "current", "string", '"Deny"', '"deny"', '"Allow"', "nsg-app", NSG, HOST + ASSOCIATION, HOST)
LARGE = Fault("disk-too-large", "v1", "number", "2048", "4096", "1023", "disk-app", DISK, HOST + ATTACHMENT, HOST)
LOCKED = Fault(
    "lock-backup-rg",
    "current",
    "string",
    f'"{RESTORE_POINTS}"',
    '"AzureBackupRG_westeurope_12"',
    '"rg-app"',
    "no-delete",
    LOCK,
    tells=False,
)
FAULTS = (BLOCKED, LARGE, LOCKED)
