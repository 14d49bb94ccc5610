"""Machines, disks and scale sets: what azurerm writes and what an ARM template would have said."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Unknown, Value, text
from azbk_lint.resolve.terraform.azurerm import translate
from azbk_lint.resolve.terraform.instance import Instance

One = Callable[..., Resource]
Make = Callable[..., Instance]
Plain = Callable[[Value], Any]
IN = {"name": "vm", "resource_group_name": "rg", "location": "japaneast"}
VM = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm"
HOLE = Unknown("var.x", "no default")


def test_a_windows_machine_says_what_its_arm_twin_says(resource: One, plain: Plain) -> None:
    vm = resource(
        "azurerm_windows_virtual_machine.vm",
        {
            **IN,
            "size": "Standard_D2s_v5",
            "zone": 1,
            "network_interface_ids": ["NIC"],
            "admin_username": "me",
            "provision_vm_agent": "false",
            "custom_data": "ZWNobw==",
            "additional_unattend_content": [{"setting": "FirstLogonCommands", "content": "<xml/>"}],
            "os_disk": [
                {"caching": "ReadWrite", "storage_account_type": "Premium_LRS", "disk_size_gb": "127", "write_accelerator_enabled": True},
            ],
            "source_image_reference": [{"publisher": "P", "offer": "O", "sku": "2022", "version": "latest"}],
            "identity": [{"type": "UserAssigned", "identity_ids": ["/id"]}],
        },
    )
    assert plain(vm.body) == {
        "location": "japaneast",
        "zones": ["1"],
        "identity": {"type": "UserAssigned"},
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "priority": "Regular",
            "storageProfile": {
                "imageReference": {"publisher": "P", "offer": "O", "sku": "2022", "version": "latest"},
                "osDisk": {
                    "osType": "Windows",
                    "createOption": "FromImage",
                    "caching": "ReadWrite",
                    "diskSizeGB": 127,
                    "writeAcceleratorEnabled": True,
                    "managedDisk": {"storageAccountType": "Premium_LRS"},
                },
            },
            "osProfile": {
                "computerName": "vm",
                "adminUsername": "me",
                "customData": "ZWNobw==",
                "allowExtensionOperations": True,
                "windowsConfiguration": {
                    "provisionVMAgent": False,
                    "additionalUnattendContent": [{"settingName": "FirstLogonCommands", "content": "<xml/>"}],
                },
            },
            "networkProfile": {"networkInterfaces": [{"id": "NIC"}]},
            "additionalCapabilities": {"ultraSSDEnabled": False},
        },
    }


def test_a_machine_has_its_agent_unless_it_says_otherwise(resource: One) -> None:
    vm = resource("azurerm_linux_virtual_machine.vm", IN)
    assert vm.get("properties", "osProfile", "linuxConfiguration", "provisionVMAgent") is True
    assert vm.get("properties", "osProfile", "allowExtensionOperations") is True


def test_the_legacy_type_installs_no_agent_unless_it_is_told_to(resource: One) -> None:
    silent = resource("azurerm_virtual_machine.vm", {**IN, "os_profile": [{"computer_name": "a"}], "os_profile_windows_config": [{}]})
    told = resource(
        "azurerm_virtual_machine.vm",
        {**IN, "os_profile": [{"computer_name": "a"}], "os_profile_windows_config": [{"provision_vm_agent": "true"}]},
    )
    route = ("properties", "osProfile", "windowsConfiguration", "provisionVMAgent")
    assert (silent.get(*route), told.get(*route)) == (False, True)
    assert silent.at(*route).route == ("os_profile_windows_config", 0, "provision_vm_agent")


def test_the_legacy_linux_type_says_nothing_of_the_agent(resource: One) -> None:
    vm = resource("azurerm_virtual_machine.vm", {**IN, "os_profile": [{}], "os_profile_linux_config": [{}]})
    assert vm.get("properties", "osProfile", "linuxConfiguration", "provisionVMAgent") is None
    assert vm.get("properties", "osProfile", "windowsConfiguration") is None


def test_legacy_disks_are_managed_or_in_an_account(resource: One, plain: Plain) -> None:
    vm = resource(
        "azurerm_virtual_machine.vm",
        {
            **IN,
            "storage_os_disk": [{"name": "os", "create_option": "FromImage", "vhd_uri": "https://a/os.vhd"}],
            "storage_data_disk": [
                {"name": "d", "create_option": "Empty", "lun": 0, "disk_size_gb": "2048", "managed_disk_type": "StandardSSD_LRS"},
                {"name": "e", "create_option": "Attach", "lun": 1, "managed_disk_id": "DISK"},
            ],
        },
    )
    assert plain(vm.get("properties", "storageProfile")) == {
        "osDisk": {"name": "os", "createOption": "FromImage", "writeAcceleratorEnabled": False, "vhd": {"uri": "https://a/os.vhd"}},
        "dataDisks": [
            {
                "name": "d",
                "createOption": "Empty",
                "lun": 0,
                "diskSizeGB": 2048,
                "writeAcceleratorEnabled": False,
                "managedDisk": {"storageAccountType": "StandardSSD_LRS"},
            },
            {"name": "e", "createOption": "Attach", "lun": 1, "writeAcceleratorEnabled": False, "managedDisk": {"id": "DISK"}},
        ],
    }


def test_legacy_custom_data_is_encoded_once(resource: One) -> None:
    script = "#!/bin/sh\nip addr add 10.0.0.5/24 dev eth0\n"
    encoded = base64.b64encode(script.encode()).decode()
    for given in (script, encoded):
        vm = resource("azurerm_virtual_machine.vm", {**IN, "os_profile": [{"custom_data": given}]})
        assert vm.get("properties", "osProfile", "customData") == encoded


def test_a_specialized_disk_is_attached_and_brings_its_own_profile(resource: One) -> None:
    vm = resource("azurerm_linux_virtual_machine.vm", {**IN, "os_managed_disk_id": "DISK", "os_disk": [{"caching": "None"}]})
    assert vm.get("properties", "osProfile") is None
    assert vm.get("properties", "storageProfile", "osDisk", "createOption") == "Attach"
    assert vm.get("properties", "storageProfile", "osDisk", "managedDisk", "id") == "DISK"
    assert vm.at("properties", "storageProfile", "osDisk", "createOption").route == ("os_managed_disk_id",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, None),
        ({"secure_boot_enabled": False, "vtpm_enabled": False}, None),
        ({"secure_boot_enabled": True}, "TrustedLaunch"),
        ({"vtpm_enabled": "true", "secure_boot_enabled": HOLE}, "TrustedLaunch"),
        ({"secure_boot_enabled": HOLE}, HOLE),
        ({"vtpm_enabled": True, "os_disk": [{"security_encryption_type": "VMGuestStateOnly"}]}, "ConfidentialVM"),
        ({"vtpm_enabled": True, "os_disk": [{"security_encryption_type": HOLE}]}, HOLE),
    ],
)
def test_the_security_type_follows_from_what_is_switched_on(resource: One, written: dict[str, Value], expected: Value) -> None:
    vm = resource("azurerm_linux_virtual_machine.vm", {**IN, **written})
    assert vm.get("properties", "securityProfile", "securityType") == expected


def test_an_attachment_adds_one_disk_to_its_machine(resource: One, plain: Plain) -> None:
    part = resource(
        "azurerm_virtual_machine_data_disk_attachment.a",
        {"virtual_machine_id": VM, "managed_disk_id": "DISK", "lun": "10", "caching": "ReadOnly"},
    )
    assert (part.partial, part.id, part.name) == (True, VM, "vm")
    assert plain(part.body) == {
        "properties": {
            "storageProfile": {
                "dataDisks": [
                    {
                        "lun": 10,
                        "caching": "ReadOnly",
                        "createOption": "Attach",
                        "writeAcceleratorEnabled": False,
                        "managedDisk": {"id": "DISK"},
                    },
                ],
            },
        },
    }
    assert part.at("properties", "storageProfile", "dataDisks", 0, "lun").route == ("lun",)


def test_a_disk_says_what_its_arm_twin_says(resource: One, plain: Plain) -> None:
    disk = resource(
        "azurerm_managed_disk.d",
        {
            **IN,
            "create_option": "Empty",
            "storage_account_type": "PremiumV2_LRS",
            "disk_size_gb": "70000",
            "max_shares": 2,
            "public_network_access_enabled": False,
            "trusted_launch_enabled": True,
            "encryption_settings": [
                {
                    "disk_encryption_key": [{"secret_url": "S", "source_vault_id": "V"}],
                    "key_encryption_key": [{"key_url": "K", "source_vault_id": "V"}],
                },
            ],
        },
    )
    assert plain(disk.get("sku")) == {"name": "PremiumV2_LRS"}
    assert plain(disk.get("properties")) == {
        "creationData": {"createOption": "Empty"},
        "diskSizeGB": 70000,
        "maxShares": 2,
        "networkAccessPolicy": "AllowAll",
        "publicNetworkAccess": "Disabled",
        "securityProfile": {"securityType": "TrustedLaunch"},
        "encryptionSettingsCollection": {
            "enabled": True,
            "encryptionSettings": [
                {
                    "diskEncryptionKey": {"secretUrl": "S", "sourceVault": {"id": "V"}},
                    "keyEncryptionKey": {"keyUrl": "K", "sourceVault": {"id": "V"}},
                },
            ],
        },
    }


def test_an_extension_belongs_to_its_machine_and_its_settings_are_an_object(resource: One) -> None:
    extension = resource(
        "azurerm_virtual_machine_extension.e",
        {
            "name": "script",
            "virtual_machine_id": VM,
            "publisher": "Microsoft.Azure.Extensions",
            "type": "CustomScript",
            "settings": text('{"commandToExecute": "ip addr add ', HOLE, ' dev eth0", "timestamp": ', HOLE, "}"),
        },
    )
    assert extension.id == f"{VM}/extensions/script"
    assert (extension.type, extension.name) == ("microsoft.compute/virtualmachines/extensions", "vm/script")
    assert extension.get("properties", "settings", "commandToExecute") == text("ip addr add ", HOLE, " dev eth0")
    assert extension.get("properties", "settings", "timestamp") == HOLE
    assert extension.at("properties", "settings", "commandToExecute").route == ("settings", "commandToExecute")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("linux", "Uniform"), ("windows", "Uniform"), ("orchestrated", "Flexible"), ("", "Uniform")],
)
def test_a_scale_set_says_how_it_is_orchestrated(resource: One, kind: str, mode: str) -> None:
    found = resource(f"azurerm_{kind}{'_' if kind else ''}virtual_machine_scale_set.s", {**IN, "network_interface": [{"name": "n"}]})
    assert found.type == "microsoft.compute/virtualmachinescalesets"
    assert found.get("properties", "orchestrationMode") == mode


def test_a_flexible_set_keeps_its_machines_profile(resource: One) -> None:
    found = resource(
        "azurerm_orchestrated_virtual_machine_scale_set.s",
        {
            **IN,
            "extension_operations_enabled": False,
            "os_profile": [{"custom_data": "YQ==", "windows_configuration": [{"provision_vm_agent": False}]}],
            "network_interface": [{"name": "n", "network_security_group_id": "NSG", "ip_configuration": [{"name": "c", "subnet_id": "S"}]}],
        },
    )
    profile = ("properties", "virtualMachineProfile")
    interface = (*profile, "networkProfile", "networkInterfaceConfigurations", 0, "properties")
    assert found.get(*profile, "osProfile", "allowExtensionOperations") is False
    assert found.get(*profile, "osProfile", "windowsConfiguration", "provisionVMAgent") is False
    assert found.get(*profile, "osProfile", "linuxConfiguration") is None
    assert found.get(*interface, "networkSecurityGroup", "id") == "NSG"
    assert found.get(*interface, "ipConfigurations", 0, "properties", "subnet", "id") == "S"
    assert found.at(*interface, "networkSecurityGroup", "id").route == ("network_interface", 0, "network_security_group_id")


def test_what_terraform_runs_inside_a_machine_is_a_run_command(instance: Make) -> None:
    inline = ["sudo ip addr add 10.0.0.5/24 dev eth0", text("echo ", HOLE)]
    blocks = [{"type": "file"}, {"type": "remote-exec", "inline": inline}, {"type": "remote-exec", "script": "a.sh"}]
    vm, first, second = translate([instance("azurerm_linux_virtual_machine.vm", {**IN, "provisioner": blocks})])
    assert (first.type, first.name) == ("microsoft.compute/virtualmachines/runcommands", "vm/provisioner-1")
    assert first.id == text(vm.id, "/runCommands/provisioner-1")
    assert first.get("properties", "source", "script") == text("sudo ip addr add 10.0.0.5/24 dev eth0\necho ", HOLE)
    assert first.at("properties", "source", "script").route == ("provisioner", 1, "inline")
    assert isinstance(second.get("properties", "source", "script"), Unknown)


@pytest.mark.parametrize(("primary", "marks"), [(None, [None, None]), ("B", [False, True]), (HOLE, [HOLE, HOLE])])
def test_the_legacy_type_names_its_primary_interface(resource: One, primary: Value, marks: list[Value]) -> None:
    vm = resource("azurerm_virtual_machine.vm", {**IN, "network_interface_ids": ["A", "B"], "primary_network_interface_id": primary})
    interfaces = ("properties", "networkProfile", "networkInterfaces")
    assert [vm.get(*interfaces, index, "properties", "primary") for index in (0, 1)] == marks
    assert vm.get(*interfaces, 1, "id") == "B"


def test_an_extension_of_the_first_versions_names_its_machine(resource: One) -> None:
    old = resource("azurerm_virtual_machine_extension.e", {"name": "e", "virtual_machine_name": "vm", "resource_group_name": "rg"})
    vm = resource("azurerm_virtual_machine.vm", IN)
    assert (old.id, old.name) == (text(vm.id, "/extensions/e"), "vm/e")


@pytest.mark.parametrize("zone", [{"zone": "2"}, {"zones": [2]}])
def test_a_disks_zone_is_read_under_both_names(resource: One, zone: dict[str, Value]) -> None:
    assert resource("azurerm_managed_disk.d", {**IN, **zone}).get("zones") == ["2"]
