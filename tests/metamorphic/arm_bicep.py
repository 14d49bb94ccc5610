"""Templates that Bicep compiled, beside their sources: the fault is pointed to in the source."""

from __future__ import annotations

from collections.abc import Mapping

from tests.metamorphic.arm_faults import (
    DISK,
    LOCK,
    NSG,
    RESTORE_POINTS,
    VM_BEHIND,
    VM_WITH_DISK,
    Tree,
    disk,
    lock,
    nested,
    nsg,
    rule,
    template,
)
from tests.metamorphic.arm_templates import bare
from tests.metamorphic.case import Case

MADE_BY = {"_generator": {"name": "bicep", "version": "0.30.23.60470", "templateHash": "1"}}
DISK_SOURCE = """
param size int = 2048

resource data 'Microsoft.Compute/disks@2023-10-02' = {
  name: 'disk-app'
  location: 'japaneast'
  sku: { name: 'Premium_LRS' }
  properties: {
    creationData: { createOption: 'Empty' }
    diskSizeGB: size«here»
  }
}
"""
NSG_SOURCE = """
// resource fake 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {
resource group 'Microsoft.Network/networkSecurityGroups@2023-11-01' = {
  name: 'nsg-app'
  location: 'japaneast'
  properties: {
    securityRules: [
      {
        name: 'DenyOut'«here»
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '*'
        }
      }
    ]
  }
}
"""
LOCK_SOURCE = f"""
module points 'lock.bicep' = {{
  name: 'points'
  scope: resourceGroup('{RESTORE_POINTS}')
}}
"""
LOCK_MODULE = """
resource keep 'Microsoft.Authorization/locks@2020-05-01' = {«here»
  name: 'no-delete'
  properties: {
    level: 'CanNotDelete'
  }
}
"""


def compiled(resources: Tree, around: tuple[Tree, ...], **parts: object) -> Tree:
    """Write a template of language version 2.0, its resources under the names that the source gives them."""
    others = {f"r{index}": each for index, each in enumerate(around)}
    made = {**template(languageVersion="2.0", metadata=MADE_BY, **parts), "resources": {**resources, **others}}
    return bare(made)


SIZE = {"size": {"type": "int", "defaultValue": 2048}}
MODULE = {**compiled({"keep": lock()}, ())}
WAYS: Mapping[str, tuple[Tree, Mapping[str, str]]] = {
    DISK.policy: (compiled({"data": disk("[parameters('size')]")}, VM_WITH_DISK, parameters=SIZE), {"main.bicep": DISK_SOURCE}),
    NSG.policy: (compiled({"group": nsg({"securityRules": [rule()]})}, VM_BEHIND), {"main.bicep": NSG_SOURCE}),
    LOCK.policy: (
        compiled({"points": nested(MODULE, "points", scope="inner", resourceGroup=RESTORE_POINTS)}, ()),
        {"main.bicep": LOCK_SOURCE, "lock.bicep": LOCK_MODULE},
    ),
}
BICEP: Mapping[str, Mapping[str, Case]] = {
    policy: {
        "a Bicep source beside": Case({"main.json": tree, **sources}),
        "a Bicep source beside, compiled to azuredeploy.json": Case({"azuredeploy.json": tree, **sources}),
    }
    for policy, (tree, sources) in WAYS.items()
}
