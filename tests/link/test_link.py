"""Relations between resources: found, none, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azbk_lint.link import Others, link
from azbk_lint.model.estate import Entity, Estate, Nic, Nsg, ProtectedItem, RouteTable, Rule, Subnet, Vault, VmDisk
from azbk_lint.model.resource import Resource
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, text

Make = Callable[..., Resource]
GROUP = "/subscriptions/sub/resourceGroups/rg/providers"
NETWORK, COMPUTE, BACKUP = f"{GROUP}/Microsoft.Network", f"{GROUP}/Microsoft.Compute", f"{GROUP}/Microsoft.RecoveryServices/vaults"
SUBNET, NSG = f"{NETWORK}/virtualNetworks/vnet/subnets/app", f"{NETWORK}/networkSecurityGroups/nsg"
RULES = "microsoft.network/networksecuritygroups/securityrules"
HOLE = Unknown("var.env", "env is not known")


def vm(resource: Make, *references: Value, **properties: Value) -> Resource:
    body = {"location": "Japan East", "properties": {"networkProfile": {"networkInterfaces": list(references)}, **properties}}
    return resource(f"{COMPUTE}/virtualMachines/vm1", body)


def nic(resource: Make, name: str = "nic1", subnet: Value = SUBNET, **properties: Value) -> Resource:
    configuration = {"name": "ip", "properties": {"subnet": {"id": subnet}}}
    return resource(f"{NETWORK}/networkInterfaces/{name}", {"properties": {"ipConfigurations": [configuration], **properties}})


def vnet(resource: Make, **properties: Value) -> Resource:
    body = {"location": "japaneast", "properties": {"subnets": [{"name": "app", "properties": properties}]}}
    return resource(f"{NETWORK}/virtualNetworks/vnet", body)


def only_nic(estate: Estate) -> Nic:
    (found,) = estate.vms[0].nics
    assert isinstance(found, Nic)
    return found


def test_a_vm_leads_to_nic_subnet_nsg_and_route_table_in_any_letter_case(resource: Make) -> None:
    table = f"{NETWORK}/routeTables/rt"
    estate = link(
        [
            vm(resource, {"id": f"{NETWORK}/networkinterfaces/NIC1".upper()}),
            nic(resource, subnet=SUBNET.lower()),
            vnet(resource, networkSecurityGroup={"id": NSG.upper()}, routeTable={"id": table}, addressPrefixes=["10.0.0.0/24"]),
            resource(NSG, {"location": "Japan East", "properties": {"securityRules": [{"name": "r", "properties": {"priority": 100}}]}}),
            resource(table, {"properties": {"routes": [{"name": "default", "properties": {"nextHopType": "None"}}]}}),
        ]
    )
    subnet = only_nic(estate).subnet
    assert isinstance(subnet, Subnet)
    assert isinstance(subnet.nsg, Nsg)
    assert isinstance(subnet.table, RouteTable)
    assert (estate.vms[0].location, subnet.nsg.location) == ("japaneast", "japaneast")
    assert subnet.at().route == ("properties", "subnets", 0)
    (rule,) = subnet.nsg.rules
    assert isinstance(rule, Rule)
    assert (rule.get("properties", "priority"), rule.at("properties", "priority").route[-1]) == (100, "priority")
    assert only_nic(estate).nsg is None


def test_half_known_names_meet_where_their_holes_agree(resource: Make) -> None:
    id_ = text(f"{NETWORK}/networkInterfaces/nic-", HOLE)
    estate = link([vm(resource, {"id": id_}), resource(id_, {"properties": {"ipConfigurations": []}})])
    assert only_nic(estate).id == id_


@pytest.mark.parametrize(
    ("reference", "because"),
    [
        (f"{NETWORK}/networkInterfaces/far", "network interface 'far' is declared elsewhere"),
        (HOLE, "env is not known"),
        (text(f"{NETWORK}/networkInterfaces/", HOLE), "env is not known"),
        (text(f"{NETWORK}/networkInterfaces/x-", HOLE), "network interface 'x-{var.env}' is declared elsewhere"),
    ],
)
def test_a_reference_that_leads_nowhere_certain_says_why(resource: Make, reference: Text, because: str) -> None:
    estate = link([vm(resource, {"id": reference}), nic(resource)])
    (found,) = estate.vms[0].nics
    assert isinstance(found, Unknown)
    assert found.because == because


def test_the_reason_is_the_hole_that_makes_the_difference(resource: Make) -> None:
    subscription = Unknown("subscription", "the subscription is not known", "context")
    above = ("/subscriptions/", subscription, "/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/")
    estate = link([vm(resource, {"id": text(*above, HOLE)}), resource(text(*above, "nic1"))])
    assert estate.vms[0].nics == [HOLE]


def test_ids_are_compared_piece_by_piece(resource: Make) -> None:
    above = text("/subscriptions/", Unknown("subscription", "it is not known", "context"), "/resourceGroups/rg/providers/Microsoft.Network")
    one, other = (text(above, f"/networkInterfaces/{name}-", HOLE) for name in ("front", "back"))
    (found,) = link([vm(resource, {"id": one}), resource(other)]).vms[0].nics
    assert isinstance(found, Unknown)
    assert found.because == "network interface 'front-{var.env}' is declared elsewhere"


def test_several_declarations_that_say_the_same_are_one(resource: Make) -> None:
    twins = [resource(NSG, {"location": "japaneast"}, exists=Unknown("c", "it depends") if n else True) for n in (1, 0)]
    estate = link([vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource, networkSecurityGroup={"id": NSG}), *twins])
    nsg = only_nic(estate).nsg
    assert isinstance(nsg, Nsg)
    assert nsg.resource is twins[1]


def test_several_declarations_under_one_id_are_unknown(resource: Make) -> None:
    twins = [resource(NSG, {"location": f"region{n}"}, exists=Unknown(f"c{n}", "it depends")) for n in range(2)]
    estate = link([vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource, networkSecurityGroup={"id": NSG}), *twins])
    assert isinstance(only_nic(estate).nsg, Unknown)


def test_what_an_existing_resource_does_not_say_is_unknown(resource: Make) -> None:
    referred = resource(SUBNET, external=True)
    estate = link([vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource), referred])
    subnet = only_nic(estate).subnet
    assert isinstance(subnet, Subnet)
    assert isinstance(subnet.nsg, Unknown)
    assert subnet.nsg.because == "vnet/app is declared elsewhere"


def test_separate_rules_and_routes_join_their_parents(resource: Make) -> None:
    route = f"{NETWORK}/routeTables/rt/routes/default"
    estate = link(
        [
            resource(NSG, {"properties": {"securityRules": [{"name": "inline", "properties": {}}]}}),
            resource(
                f"{NSG.upper()}/securityRules/apart",
                {"properties": {"priority": 1}},
                type=RULES,
                name="nsg/apart",
            ),
            resource(f"{NETWORK}/routeTables/rt", {"properties": {}}),
            resource(route, {"properties": {"nextHopType": "None"}}),
        ]
    )
    assert [rule.name for rule in estate.nsgs[0].rules if isinstance(rule, Rule)] == ["inline", "apart"]
    assert len(estate.tables[0].routes) == 1


def test_a_rule_that_may_not_be_there_is_in_doubt(resource: Make) -> None:
    rules = f"{NSG}/securityRules"
    estate = link(
        [
            resource(NSG, {"properties": {}}),
            resource(f"{rules}/maybe", exists=HOLE),
            resource(f"{rules}/some", many=HOLE),
            resource(text(f"{NETWORK}/networkSecurityGroups/", HOLE, "/securityRules/stray")),
        ]
    )
    assert [(str(rule.name), rule.doubt) for rule in estate.nsgs[0].rules if isinstance(rule, Rule)] == [
        ("maybe", HOLE),
        ("some", HOLE),
        ("stray", HOLE),
    ]


def test_rules_nobody_can_list_are_one_unknown(resource: Make) -> None:
    assert link([resource(NSG, {"properties": {"securityRules": HOLE}})]).nsgs[0].rules == [HOLE]


def test_a_subnet_declared_by_itself_takes_the_place_of_the_inline_one(resource: Make) -> None:
    apart = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": NSG}}})
    estate = link([vnet(resource), apart, resource(NSG)])
    assert [subnet.resource for subnet in estate.subnets] == [apart]
    assert estate.subnets[0].location == "japaneast"


def test_an_existing_subnet_does_not_hide_the_inline_one(resource: Make) -> None:
    network = vnet(resource, networkSecurityGroup={"id": NSG})
    for listed in ([network, resource(SUBNET, external=True)], [resource(SUBNET, external=True), network]):
        (subnet,) = link([*listed, resource(NSG)]).subnets
        assert isinstance(subnet.nsg, Nsg)


def test_an_association_reaches_the_inline_subnet_though_a_data_source_names_it(resource: Make) -> None:
    part = resource(SUBNET, {"properties": {"networkSecurityGroup": {"id": NSG}}}, "assoc", partial=True)
    (subnet,) = link([vnet(resource), resource(SUBNET, external=True), part, resource(NSG)]).subnets
    assert isinstance(subnet.nsg, Nsg)


@pytest.mark.parametrize(("kind", "inline"), [("routeTables", "routes"), ("networkSecurityGroups", "securityRules")])
@pytest.mark.parametrize(("exists", "doubts"), [(True, [None]), (HOLE, [HOLE, HOLE])])
def test_a_child_replaces_the_inline_entry_of_its_name(resource: Make, kind: str, inline: str, exists: Value, doubts: list[Value]) -> None:
    owner = resource(f"{NETWORK}/{kind}/one", {"properties": {inline: [{"name": "All", "properties": {"access": "Deny"}}]}})
    child = resource(f"{NETWORK}/{kind}/one/{inline}/all", {"properties": {"access": "Allow"}}, exists=exists)
    estate = link([owner, child])
    things: list[Nsg | RouteTable] = [*estate.nsgs, *estate.tables]
    (thing,) = things
    members = [each for each in (thing.rules if isinstance(thing, Nsg) else thing.routes) if not isinstance(each, Unknown)]
    assert [member.doubt for member in members] == doubts
    assert members[-1].resource is child


def test_what_is_missing_from_a_stand_in_is_elsewhere_or_as_open_as_its_name(resource: Make) -> None:
    for name, because in (("app", "subnet 'app' is declared elsewhere"), (HOLE, "env is not known")):
        id_ = text(f"{NETWORK}/virtualNetworks/vnet/subnets/", name)
        part = resource(id_, {"properties": {"routeTable": {"id": "rt"}}}, "assoc", partial=True, address="assoc")
        (subnet,) = link([part]).subnets
        assert isinstance(subnet.nsg, Unknown)
        assert subnet.nsg.because == because


@pytest.mark.parametrize(("name", "reserved"), [("GatewaySubnet", True), ("azurebastionsubnet", True), ("app", False)])
def test_reserved_names_are_told(resource: Make, name: str, *, reserved: bool) -> None:
    estate = link([resource(f"{NETWORK}/virtualNetworks/vnet/subnets/{name}", {"properties": {"delegations": [{"name": "d"}]}})])
    assert (estate.subnets[0].reserved, estate.subnets[0].delegated) == (reserved, True)


def test_the_primary_nic_is_the_marked_one_or_the_first(resource: Make) -> None:
    ids: list[Mapping[str, Value]] = [{"id": f"{NETWORK}/networkInterfaces/nic{n}"} for n in (1, 2)]
    nics = [nic(resource, f"nic{n}") for n in (1, 2)]
    unmarked = link([vm(resource, *ids), *nics]).vms[0].nics
    marked = link([vm(resource, ids[0], {**ids[1], "properties": {"primary": True}}), *nics]).vms[0].nics
    assert [each.primary for each in unmarked if isinstance(each, Nic)] == [True, False]
    assert [each.primary for each in marked if isinstance(each, Nic)] == [False, True]


def test_a_nic_that_the_vm_makes_itself_is_linked_too(resource: Make) -> None:
    inner = {
        "name": "own",
        "properties": {"networkSecurityGroup": {"id": NSG}, "ipConfigurations": [{"properties": {"subnet": {"id": SUBNET}}}]},
    }
    machine = resource(f"{COMPUTE}/virtualMachines/vm1", {"properties": {"networkProfile": {"networkInterfaceConfigurations": [inner]}}})
    found = only_nic(link([machine, vnet(resource), resource(NSG)]))
    assert isinstance(found.nsg, Nsg)
    assert isinstance(found.subnet, Subnet)
    assert found.at().route == ("properties", "networkProfile", "networkInterfaceConfigurations", 0)


def test_disks_are_those_the_vm_makes_and_those_it_names(resource: Make) -> None:
    disk = f"{COMPUTE}/disks/data"
    profile: Value = {
        "osDisk": {"name": "os"},
        "dataDisks": [{"lun": 0, "managedDisk": {"id": disk}}, HOLE, {"lun": 2, "managedDisk": {"id": f"{disk}2"}}],
    }
    os_disk, data, lost, far = link([vm(resource, storageProfile=profile), resource(disk)]).vms[0].disks
    assert isinstance(os_disk, VmDisk)
    assert isinstance(data, VmDisk)
    assert isinstance(far, VmDisk)
    assert (os_disk.role, os_disk.managed, lost) == ("os", None, HOLE)
    assert isinstance(data.managed, Entity)
    assert isinstance(far.managed, Unknown)


@pytest.mark.parametrize(
    ("properties", "os"),
    [
        ({"osProfile": {"windowsConfiguration": {}}}, "windows"),
        ({"storageProfile": {"osDisk": {"osType": "LINUX"}}}, "linux"),
        ({"storageProfile": {"imageReference": {"publisher": "Canonical"}}}, "linux"),
        ({"storageProfile": {"imageReference": {"publisher": "MicrosoftWindowsServer"}}}, "windows"),
        ({"storageProfile": {"imageReference": {"publisher": HOLE}}}, HOLE),
    ],
)
def test_the_operating_system_is_read_from_profile_disk_or_image(resource: Make, properties: dict[str, Value], os: Value) -> None:
    assert link([vm(resource, **properties)]).vms[0].os == os


def protected(resource: Make, vault: Mapping[str, Value] | None = None, **item: Value) -> list[Resource]:
    tail = "backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg;vm1/protectedItems/VM;iaasvmcontainerv2;rg;vm1"
    return [
        vm(resource),
        resource(f"{BACKUP}/vault", {"location": "japaneast"}, tags=vault or {}),
        resource(f"{BACKUP}/vault/backupPolicies/daily"),
        resource(f"{BACKUP}/vault/{tail}", {"properties": {"policyId": f"{BACKUP}/vault/backupPolicies/daily", **item}}),
    ]


@pytest.mark.parametrize("item", [{}, {"sourceResourceId": f"{COMPUTE}/virtualMachines/VM1"}])
def test_a_vm_leads_to_its_item_policy_and_vault(resource: Make, item: dict[str, Any]) -> None:
    found = link(protected(resource, **item)).vms[0].item
    assert isinstance(found, ProtectedItem)
    assert isinstance(found.policy, Entity)
    assert isinstance(found.vault, Vault)


@pytest.mark.parametrize(
    ("tags", "named", "stack"),
    [
        ({}, {}, "v2"),
        ({"backup-stack": "V1"}, {}, "v1"),
        ({"Backup-Stack": "v1"}, {"VAULT": "current"}, "current"),
        ({"backup-stack": "v9"}, {}, "v2"),
    ],
)
def test_the_stack_comes_from_the_name_then_the_tag_then_the_run(
    resource: Make, tags: dict[str, Value], named: dict[str, str], stack: str
) -> None:
    estate = link(protected(resource, tags), stack="v2", vault_stacks=named)  # type: ignore[arg-type] # stacks
    assert (estate.vms[0].stack, estate.vaults[0].stack) == (stack, stack)


def test_a_vm_without_item_is_on_the_runs_stack(resource: Make) -> None:
    machine = link([vm(resource)], stack="v1").vms[0]
    assert (machine.item, machine.stack) == (None, "v1")


def test_an_item_whose_vm_is_half_known_may_protect_any_that_fits(resource: Make) -> None:
    estate = link(protected(resource, sourceResourceId=text(f"{COMPUTE}/virtualMachines/", HOLE)))
    assert estate.vms[0].item == HOLE


def test_extensions_and_run_commands_belong_to_their_vm(resource: Make) -> None:
    above = f"{COMPUTE}/virtualMachines/VM1"
    machine = link([vm(resource), resource(f"{above}/extensions/setup"), resource(f"{above}/runCommands/once")]).vms[0]
    assert (len(machine.extensions), len(machine.commands)) == (1, 1)


def test_other_deployments_are_looked_into_for_exactly_one_that_fits(resource: Make) -> None:
    app = [vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource)]
    hub = [vnet(resource, networkSecurityGroup={"id": NSG}), resource(NSG)]
    estates = {"app": link(app), "hub": link(hub)}
    subnet = only_nic(link(app, elsewhere=Others(estates).besides("app"))).subnet
    assert isinstance(subnet, Subnet)
    assert isinstance(subnet.nsg, Nsg)
    assert subnet.deployment == "hub"
    twice = {**estates, "hub2": link(hub)}
    assert isinstance(only_nic(link(app, elsewhere=Others(twice).besides("app"))).subnet, Unknown)


@pytest.mark.parametrize(("group", "found"), [("rg", True), (Unknown("resource-group", "own", "context"), True), ("other", False)])
def test_groups_must_agree_where_both_are_known(resource: Make, group: Text, *, found: bool) -> None:
    far = text("/subscriptions/sub/resourceGroups/", group, "/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app")
    app = [vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource, subnet=far)]
    others = Others({"hub": link([vnet(resource)])})
    assert isinstance(only_nic(link(app, elsewhere=others.besides("app"))).subnet, Subnet) is found


def test_an_existing_resource_is_looked_up_in_other_deployments(resource: Make) -> None:
    app = [vm(resource, {"id": f"{NETWORK}/networkInterfaces/nic1"}), nic(resource), resource(SUBNET, external=True)]
    others = Others({"hub": link([vnet(resource, networkSecurityGroup={"id": NSG}), resource(NSG)])})
    subnet = only_nic(link(app, elsewhere=others.besides("app"))).subnet
    assert isinstance(subnet, Subnet)
    assert isinstance(subnet.nsg, Nsg)


@pytest.mark.parametrize(
    ("scope", "target", "group"),
    [
        ("/subscriptions/sub", "subscription", None),
        ("/subscriptions/sub/resourceGroups/rg", "group", "rg"),
        (f"{COMPUTE}/virtualMachines/vm1", "resource", "rg"),
        ("/providers/Microsoft.Management/managementGroups/mg", "management-group", None),
        (HOLE, HOLE, None),
        (Symbolic(("/subscriptions/sub/resourceGroups/rg-", HOLE)), "group", Symbolic(("rg-", HOLE))),
    ],
)
def test_a_lock_knows_what_it_is_put_on(resource: Make, scope: Text, target: Value, group: Value) -> None:
    id_ = text(scope, "/providers/Microsoft.Authorization/locks/keep")
    (lock,) = link([resource(id_, type="microsoft.authorization/locks")]).locks
    assert (lock.target, lock.group, lock.name) == (target, group, "keep")
