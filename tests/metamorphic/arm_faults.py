"""Three faults in ARM's words, each decided by one value, with what else must be there for them to count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from tests.metamorphic.case import Case

from azbk_lint.model.policy import Stack

Tree: TypeAlias = dict[str, Any]

SCHEMAS = "https://schema.management.azure.com/schemas/"
GROUP = f"{SCHEMAS}2019-04-01/deploymentTemplate.json#"
SUBSCRIPTION = f"{SCHEMAS}2018-05-01/subscriptionDeploymentTemplate.json#"
PARAMETERS = f"{SCHEMAS}2019-04-01/deploymentParameters.json#"
RESTORE_POINTS = "AzureBackupRG_japaneast_1"
NSG_ID = "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-app')]"
SUBNET_ID = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-app', 'snet-app')]"
NIC_ID = "[resourceId('Microsoft.Network/networkInterfaces', 'nic-app')]"
DISK_ID = "[resourceId('Microsoft.Compute/disks', 'disk-app')]"


class Fault(NamedTuple):
    """A fault of one policy on one stack: `value` decides it, `likewise` would too, `innocent` would not.

    `resource` writes the resource at fault with a value and a name (`name` where nothing else is asked for).
    `bereft` is what must be there, marked where nobody can tell of it without the resource.
    """

    policy: str
    stack: Stack
    type: str
    value: str | int
    likewise: str | int
    innocent: str | int
    name: str
    resource: Callable[[object, str], Tree]
    around: Sequence[Tree]
    bereft: Sequence[Tree]

    def at_fault(self, value: object = None, name: str = "") -> Tree:
        return self.resource(self.value if value is None else value, name or self.name)


def template(*resources: Tree, **parts: object) -> Tree:
    """Write a template; one of language version 2.0 has its resources under symbolic names."""
    listed: object = [*resources]
    if "languageVersion" in parts:
        listed = {f"r{index}": resource for index, resource in enumerate(resources)}
    return {"$schema": GROUP, "contentVersion": "1.0.0.0", **parts, "resources": listed}


def nested(inner: Tree, name: str = "part", *, scope: str = "", parameters: object = None, **more: object) -> Tree:
    properties: Tree = {"mode": "Incremental", "template": inner}
    if scope:
        properties["expressionEvaluationOptions"] = {"scope": scope}
    if parameters is not None:
        properties["parameters"] = parameters
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, **more, "properties": properties}


def main(*resources: Tree, **parts: object) -> Case:
    return Case({"main.json": template(*resources, **parts)})


def looped(name: str, count: object, item: object, mark: str = "") -> Tree:
    """Write a loop that makes a member, marked where a reader is pointed to its items."""
    return {"copy": [{"name": name, "count": count, f"input{mark}": item}]}


def rule(access: object = "Deny", name: str = "DenyOut", mark: str = "«here»", **more: object) -> Tree:
    properties = {
        "priority": 100,
        "direction": "Outbound",
        "access": access,
        "protocol": "*",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "Internet",
        "destinationPortRange": "*",
        **more,
    }
    return {f"name{mark}": name, "properties": properties}


def nsg(properties: object, name: str = "nsg-app", **more: object) -> Tree:
    return {
        "type": "Microsoft.Network/networkSecurityGroups",
        "apiVersion": "2023-11-01",
        "name": name,
        "location": "japaneast",
        **more,
        "properties": properties,
    }


def vnet(subnets: object, **more: object) -> Tree:
    return {
        "type": "Microsoft.Network/virtualNetworks",
        "apiVersion": "2023-11-01",
        "name": "vnet-app",
        "location": "japaneast",
        "properties": {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "subnets": subnets},
        **more,
    }


def subnet(nsg_id: object = NSG_ID, name: str = "snet-app") -> Tree:
    return {"name": name, "properties": {"addressPrefix": "10.20.1.0/24", "networkSecurityGroup": {"id": nsg_id}}}


def nic(subnet_id: object = SUBNET_ID, **properties: object) -> Tree:
    address = {"name": "primary", "properties": {"subnet": {"id": subnet_id}, "privateIPAllocationMethod": "Dynamic"}}
    return {
        "type": "Microsoft.Network/networkInterfaces",
        "apiVersion": "2023-11-01",
        "name": "nic-app",
        "location": "japaneast",
        "properties": {"ipConfigurations": [address], **properties},
    }


def vm(storage: object = None, nics: object = None, mark: str = "") -> Tree:
    disk = {"createOption": "FromImage", "managedDisk": {"storageAccountType": "Premium_LRS"}}
    image = {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}
    return {
        "type": "Microsoft.Compute/virtualMachines",
        "apiVersion": "2024-03-01",
        f"name{mark}": "vm-app",
        "location": "japaneast",
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "osProfile": {"computerName": "vm-app", "adminUsername": "azureadmin"},
            "storageProfile": storage if storage is not None else {"imageReference": image, "osDisk": disk},
            "networkProfile": {"networkInterfaces": nics if nics is not None else [{"id": NIC_ID}]},
        },
    }


def disk(size: object, name: str = "disk-app") -> Tree:
    return {
        "type": "Microsoft.Compute/disks",
        "apiVersion": "2023-10-02",
        "name": name,
        "location": "japaneast",
        "sku": {"name": "Premium_LRS"},
        "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB«here»": size},
    }


def storage(data_disks: object) -> Tree:
    os_disk = {"createOption": "FromImage", "osType": "Linux", "managedDisk": {"storageAccountType": "Premium_LRS"}}
    return {"osDisk": os_disk, "dataDisks": data_disks}


def lock(level: object = "CanNotDelete", name: str = "no-delete", mark: str = "«here»", **more: object) -> Tree:
    kind = {"type": "Microsoft.Authorization/locks", "apiVersion": "2020-05-01", f"name{mark}": name}
    return {**kind, **more, "properties": {"level": level}}


def locked_group(level: object, name: str, group: object = RESTORE_POINTS) -> Tree:
    inner = template(lock("[parameters('how')]", "[deployment().name]"), parameters={"how": {"type": "string"}})
    return nested(inner, name, scope="inner", parameters={"how": {"value": level}}, resourceGroup=group)


def nsg_of(access: object, name: str) -> Tree:
    return nsg({"securityRules": [rule(access)]}, name)


ATTACHED = {"lun": 0, "createOption": "Attach", "managedDisk": {"id": DISK_ID}}
VM_BEHIND = (vnet([subnet()]), nic(), vm())
VM_WITHOUT = (vnet([subnet()]), nic(), vm(mark="«unknown»"))
VM_WITH_DISK = (vm(storage([ATTACHED]), []),)
NSG = Fault("nsg-storage-blocked", "current", "string", "Deny", "deny", "Allow", "nsg-app", nsg_of, VM_BEHIND, VM_WITHOUT)
DISK = Fault("disk-too-large", "v1", "int", 2048, 4096, 1023, "disk-app", disk, VM_WITH_DISK, VM_WITH_DISK)
LOCK = Fault("lock-backup-rg", "current", "string", "CanNotDelete", "ReadOnly", "NotSpecified", "lock-points", locked_group, (), ())
FAULTS = (NSG, DISK, LOCK)
