"""Ways to write an NSG's rules in Terraform, and what binds the NSG to a VM."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tests.metamorphic.case import MARK, Case
from tests.metamorphic.terraform_disks import older, storage
from tests.metamorphic.terraform_faults import ASSOCIATION, HOST, IN_GROUP, NETWORK, NIC, VM

TIED = HOST + ASSOCIATION.replace("@ref", "")
DENY = """name                       = "DenyOut"
priority                   = 100
direction                  = "Outbound"
access                     = "Deny"
protocol                   = "*"
source_port_range          = "*"
destination_port_range     = "*"
source_address_prefix      = "*"
destination_address_prefix = "Internet"
"""
ALLOW = (
    DENY.replace("DenyOut", "AllowSsh")
    .replace("= 100", "= 90")
    .replace('"Deny"', '"Allow"')
    .replace('port_range     = "*"', 'port_range     = "22"')
)
ROWS = """locals {
  rules = [
    { name = "AllowSsh", priority = 90, access = "Allow", port = "22" },
    { name = "DenyOut", priority = 100, access = "Deny", port = "*" },
  ]
}
"""
MAP = """locals {
  rules = {
    AllowSsh = { priority = 90, access = "Allow", port = "22" }
    DenyOut  = { priority = 100, access = "Deny", port = "*" }
  }
}
"""


UNSAID = (
    "description",
    "destination_address_prefixes",
    "destination_application_security_group_ids",
    "destination_port_ranges",
    "source_address_prefixes",
    "source_application_security_group_ids",
    "source_port_ranges",
)
NULLS = "".join(f"    {name} = null\n" for name in UNSAID)


def group(rules: str = "") -> str:
    return f'resource "azurerm_network_security_group" "app" {{\n  name                = "nsg-app"\n{IN_GROUP}{rules}}}\n'


def inline(arguments: str, mark: str = "«here»") -> str:
    return f"  security_rule {{{mark}\n{arguments}  }}\n"


def dynamic(over: str, arguments: str, more: str = "", mark: str = "«here»") -> str:
    """Write rules as a dynamic block makes them."""
    return f'  dynamic "security_rule" {{{mark}\n    for_each = {over}\n{more}    content {{\n{arguments}    }}\n  }}\n'


def of_row(row: str, name: str = "") -> str:
    """Write a rule's arguments as a row says them."""
    return (
        DENY.replace('"DenyOut"', name or f"{row}.name")
        .replace("= 100", f"= {row}.priority")
        .replace('"Deny"', f"{row}.access")
        .replace('port_range     = "*"', f"port_range     = {row}.port")
    )


def separate(arguments: str = DENY, meta: str = "", of: str = "azurerm_network_security_group.app.name", mark: str = "«here»") -> str:
    """Write a rule as a resource of its own."""
    return (
        f'resource "azurerm_network_security_rule" "deny" {{{mark}\n{meta}{arguments}'
        f'  resource_group_name         = "rg-app"\n  network_security_group_name = {of}\n}}\n'
    )


def main(*texts: str, **files: object) -> Case:
    return Case({"main.tf": "".join(texts), **files})


WRITTEN = group(inline(DENY))
BODY = {
    "properties": {
        "securityRules«here»": [
            {
                "name": "DenyOut",
                "properties": {
                    "priority": 100,
                    "direction": "Outbound",
                    "access": "Deny",
                    "protocol": "*",
                    "sourceAddressPrefix": "*",
                    "sourcePortRange": "*",
                    "destinationAddressPrefix": "*",
                    "destinationPortRange": "*",
                },
            }
        ]
    }
}
GROUP_ID = "/subscriptions/${data.azurerm_client_config.me.subscription_id}/resourceGroups/rg-app"
AZAPI = (
    'data "azurerm_client_config" "me" {}\n\n' + HOST + ASSOCIATION.replace("azurerm_network_security_group.app@ref", "azapi_resource.app")
)
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"access": {"type": "string", "defaultValue": "Allow"}},
    "resources": [
        {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-11-01", "name": "nsg-app", "location": "japaneast", **BODY}
    ],
}


STANDALONE = (
    json.dumps(TEMPLATE, indent=2, ensure_ascii=False).replace("«here»", "").replace('"name": "DenyOut"', '"name": "DenyOut"«medium»')
)


def azapi(body: str, **files: object) -> Case:
    return main(
        AZAPI,
        'resource "azapi_resource" "app" {\n  type      = "Microsoft.Network/networkSecurityGroups@2023-11-01"\n  name      = "nsg-app"\n'
        f'  parent_id = "{GROUP_ID}"\n  location  = "japaneast"\n{body}}}\n',
        **files,
    )


OUTPUTS = """
output "id" {
  value = azurerm_network_security_group.app.id
}

output "name" {
  value = azurerm_network_security_group.app.name
}
"""
VARIABLES = """
variable "rules" {
  type = list(object({ name = string, priority = number, access = string, port = optional(string, "*") }))
}

variable "nsg" {}
"""
ON_NIC = """
resource "azurerm_network_interface_security_group_association" "app" {
  network_interface_id      = azurerm_network_interface.app.id
  network_security_group_id = azurerm_network_security_group.app.id
}
"""
DEPLOYMENT = """
resource "azurerm_resource_group_template_deployment" "app" {
  name                = "nsg"
  resource_group_name = "rg-app"
  deployment_mode     = "Incremental"
@content}
"""


def deployed(content: str, **files: object) -> Case:
    """Deploy the group by an ARM template, and bind it by its id."""
    return main(
        'data "azurerm_client_config" "me" {}\n',
        HOST,
        ASSOCIATION.replace(
            "azurerm_network_security_group.app@ref.id", f'"{GROUP_ID}/providers/Microsoft.Network/networkSecurityGroups/nsg-app"'
        ),
        DEPLOYMENT.replace("@content", content),
        **files,
    )


def bare(text: str) -> str:
    """Leave the marks out of a text that stands somewhere else than a reader is pointed to."""
    return MARK.sub("", text)


def hcl(tree: object, indent: str = "") -> str:
    """Write a JSON tree as an HCL object."""
    match tree:
        case dict():
            members = "".join(
                f"{indent}  {key if key.isidentifier() or '«' in key else json.dumps(key)} = {hcl(value, indent + '  ')}\n"
                for key, value in tree.items()
            )
            return f"{{\n{members}{indent}}}"
        case list():
            return f"[{', '.join(hcl(item, indent) for item in tree)}]"
        case _:
            return json.dumps(tree)


RULE_TREE = {
    "name": "DenyOut",
    "priority": 100,
    "direction": "Outbound",
    "access": "${local.access}",
    "protocol": "*",
    "source_port_range": "*",
    "destination_port_range": "*",
    "source_address_prefix": "*",
    "destination_address_prefix": "Internet",
}


def in_json() -> Case:
    """Write the group in JSON syntax."""
    body = {
        "name": "nsg-app",
        "location": "japaneast",
        "resource_group_name": "rg-app",
        "security_rule": [{**RULE_TREE, **dict.fromkeys(UNSAID)}],
    }
    tree = {"locals": {"access": "Deny"}, "resource": {"azurerm_network_security_group": {"app": body}}}
    return main(TIED, **{"nsg.tf.json": re.sub(r'("security_rule": \[\s*\{)', r"\1«here»", json.dumps(tree, indent=2))})


OLD_SUBNET = NETWORK.replace("address_prefixes     = [", "address_prefix       = ").replace(
    '"]\n}', '"\n  network_security_group_id = azurerm_network_security_group.app.id\n}'
)
VNET_INLINE = f"""resource "azurerm_virtual_network" "app" {{
  name                = "vnet-app"
  address_space       = ["10.20.0.0/16"]
{IN_GROUP}
  subnet {{
    name             = "snet-app"
    address_prefixes = ["10.20.1.0/24"]
    security_group   = azurerm_network_security_group.app.id
  }}
}}
"""
RULE_WAYS: Mapping[str, Case] = {
    "several inline": main(
        TIED, group(inline(ALLOW, "") + inline(DENY) + inline(ALLOW.replace("AllowSsh", "Late").replace("= 90", "= 4000"), ""))
    ),
    "a dynamic block over a list": main(TIED, ROWS, group(dynamic("local.rules", of_row("security_rule.value")))),
    "a dynamic block over a map": main(TIED, MAP, group(dynamic("local.rules", of_row("security_rule.value", "security_rule.key")))),
    "a dynamic block with an iterator": main(TIED, ROWS, group(dynamic("local.rules", of_row("r.value"), "    iterator = r\n"))),
    "a dynamic block over a variable": main(
        TIED,
        'variable "rules" {\n  type = list(any)\n}\n',
        group(dynamic("var.rules", of_row("security_rule.value"))),
        **{"terraform.tfvars": ROWS.replace("locals {\n", "").removesuffix("}\n")},
    ),
    "a dynamic block of one if": main(TIED, group(dynamic("true ? [1] : []", DENY))),
    "a dynamic block over numbers": main(
        TIED, ROWS, group(dynamic("range(length(local.rules))", of_row("local.rules[security_rule.value]")))
    ),
    "a dynamic block over a for that leaves out": main(
        TIED, ROWS, group(dynamic('[for r in local.rules : r if r.access == "Deny"]', of_row("security_rule.value")))
    ),
    "a dynamic block over the set of a for": main(
        TIED, MAP, group(dynamic("toset(keys(local.rules))", of_row("local.rules[security_rule.value]", "security_rule.key")))
    ),
    "a dynamic block in a dynamic block": main(
        TIED,
        "locals {\n  subnets = { app = [{ on = true }] }\n}\n",
        f"""resource "azurerm_virtual_network" "more" {{
  name          = "vnet-more"
  address_space = ["10.21.0.0/16"]
{IN_GROUP}
  dynamic "subnet" {{
    for_each = local.subnets
    content {{
      name             = subnet.key
      address_prefixes = ["10.21.1.0/24"]
      dynamic "delegation" {{
        for_each = subnet.value
        content {{
          name = "d"
        }}
      }}
    }}
  }}
}}
""",
        WRITTEN,
    ),
    "a dynamic block and inline blocks": main(TIED, group(inline(ALLOW, "") + dynamic("[1]", DENY))),
    "rules as an attribute": main(TIED, group("  security_rule«here» = [" + "{\n" + DENY + NULLS + "  }]\n")),
    "rules as an attribute by a for": main(
        TIED, ROWS, group("  security_rule«here» = [for r in local.rules : {\n" + of_row("r") + NULLS + "  }]\n")
    ),
    "a rule of its own": main(TIED, group(), separate()),
    "a rule of its own, its group by literal name": main(TIED, group(), separate(of='"nsg-app"')),
    "a rule of its own beside inline rules": main(TIED, group(inline(ALLOW, "")), separate()),
    "rules of their own in a loop over a map": main(
        TIED, MAP, group(), separate(of_row("each.value", "each.key"), "  for_each = local.rules\n")
    ),
    "rules of their own in a loop over a list": main(
        TIED, ROWS, group(), separate(of_row("each.value"), "  for_each = { for r in local.rules : r.name => r }\n")
    ),
    "rules of their own with a count": main(
        TIED, ROWS, group(), separate(of_row("local.rules[count.index]"), "  count = length(local.rules)\n")
    ),
    "a rule of its own of a group in a module": main(
        HOST,
        'module "nsg" {\n  source = "./nsg"\n}\n',
        ASSOCIATION.replace("azurerm_network_security_group.app@ref.id", "module.nsg.id"),
        separate(of="module.nsg.name"),
        **{"nsg/main.tf": group() + OUTPUTS},
    ),
    "rules of a module of a list": main(
        TIED,
        group(),
        ROWS,
        'module "rules" {\n  source = "./rules"\n  rules  = local.rules\n  nsg    = azurerm_network_security_group.app.name\n}\n',
        **{"rules/main.tf": VARIABLES + separate(of_row("var.rules[count.index]"), "  count = length(var.rules)\n", "var.nsg")},
    ),
    "ports and prefixes in lists": main(
        TIED,
        group(
            inline(
                DENY.replace('destination_port_range     = "*"', "destination_port_ranges = [for p in [80, 443] : tostring(p)]").replace(
                    'destination_address_prefix = "Internet"', 'destination_address_prefixes = concat(["10.0.0.0/8"], ["0.0.0.0/0"])'
                )
            )
        ),
    ),
    "the group on the NIC": main(
        HOST,
        WRITTEN,
        ON_NIC,
    ),
    "the group on the NIC, as azurerm 1 has it": main(
        NETWORK, NIC.replace("\n  ip_conf", "\n  network_security_group_id = azurerm_network_security_group.app.id\n  ip_conf"), VM, WRITTEN
    ),
    "the group in the subnet, as azurerm 1 has it": main(OLD_SUBNET, NIC, VM, WRITTEN),
    "the subnet in the network": main(
        VNET_INLINE, NIC.replace("azurerm_subnet.app.id", "azurerm_virtual_network.app.subnet.*.id[0]"), VM, WRITTEN
    ),
    "the subnet by its id put together": main(
        VNET_INLINE, NIC.replace("azurerm_subnet.app.id", '"${azurerm_virtual_network.app.id}/subnets/snet-app"'), VM, WRITTEN
    ),
    "the older VM": main(older(storage("30", "storage_os_disk", "")), ASSOCIATION.replace("@ref", ""), WRITTEN),
    "subnets in a loop": main(
        NETWORK.replace(
            '  name                 = "snet-app"',
            '  for_each             = { app = "10.20.1.0/24" }\n  name                 = "snet-${each.key}"',
        ).replace('["10.20.1.0/24"]', "[each.value]"),
        NIC.replace("subnet.app.id", 'subnet.app["app"].id'),
        VM,
        WRITTEN,
        ASSOCIATION.replace("@ref", "")
        .replace('"app" {', '"app" {\n  for_each = azurerm_subnet.app')
        .replace("azurerm_subnet.app.id", "each.value.id"),
    ),
    "VMs and NICs in loops": main(
        NETWORK,
        ASSOCIATION.replace("@ref", ""),
        WRITTEN,
        NIC.replace('  name                = "nic-app"', '  count = 2\n  name = "nic-${count.index}"'),
        VM.replace('  name                  = "vm-app"', '  count = 2\n  name = "vm-${count.index}"').replace(
            "interface.app.id", "interface.app[count.index].id"
        ),
    ),
    "names that nobody knows whole": main(
        'variable "env" {\n  type = string\n}\n',
        (TIED + WRITTEN)
        .replace('"nsg-app"', '"nsg-${var.env}"')
        .replace('"vnet-app"', '"vnet-${var.env}"')
        .replace('"snet-app"', '"snet-${var.env}"'),
    ),
    "a group of a random name": main(
        'resource "random_pet" "rg" {}\n\n',
        (TIED + WRITTEN).replace('"rg-app"', "azurerm_resource_group.rg.name").replace('"japaneast"', "azurerm_resource_group.rg.location"),
        'resource "azurerm_resource_group" "rg" {\n  name     = random_pet.rg.id\n  location = "japaneast"\n}\n',
    ),
    "JSON syntax": in_json(),
    "azapi with an object": azapi(f"  body = {hcl(BODY, '  ')}\n"),
    "azapi with jsonencode": azapi(f"  body«here» = jsonencode({bare(hcl(BODY, '  '))})\n"),
    "azapi with a heredoc": azapi(f"  body«here» = <<-JSON\n{bare(json.dumps(BODY, indent=2, ensure_ascii=False))}\n  JSON\n"),
    "azapi with a file": azapi(
        '  body«here» = jsondecode(file("${path.module}/body.json"))\n', **{"body.json": bare(json.dumps(BODY, ensure_ascii=False))}
    ),
    "an ARM template of a file": deployed('  template_content«here» = file("${path.module}/nsg.json")\n', **{"nsg.json": STANDALONE}),
    "an ARM template of jsonencode": deployed(f"  template_content«here» = jsonencode({bare(hcl(TEMPLATE))})\n"),
    "an ARM template of a heredoc": deployed(
        f"  template_content«here» = <<TEMPLATE\n{bare(json.dumps(TEMPLATE, indent=2, ensure_ascii=False))}\nTEMPLATE\n"
    ),
}
