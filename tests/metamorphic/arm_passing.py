"""Templates that are near each fault and not at fault, and templates of which nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests.metamorphic.arm_disks import with_disks
from tests.metamorphic.arm_faults import (
    ATTACHED,
    DISK,
    FAULTS,
    LOCK,
    NSG,
    RESTORE_POINTS,
    VM_BEHIND,
    Fault,
    Tree,
    disk,
    lock,
    main,
    nested,
    nsg,
    rule,
    storage,
    subnet,
    template,
    vm,
    vnet,
)
from tests.metamorphic.arm_locks import GROUP_ID, in_subscription
from tests.metamorphic.arm_rules import behind, optional
from tests.metamorphic.arm_templates import P, bare, declared, one, plain, remarked
from tests.metamorphic.arm_values import ways
from tests.metamorphic.case import Case

MIXED = {"one of two parameter files"}
"""Ways in which an innocent value stands beside one that is not."""


def innocent(fault: Fault) -> Iterator[tuple[str, Case]]:
    """Write the innocent value in every way in which the value at fault is written, that one in the place of innocent ones."""
    swapped = fault._replace(value=fault.innocent, likewise=fault.innocent, innocent=fault.value)
    for name, case in ways(swapped).items():
        if name not in MIXED:
            yield name, replace(case, files={file: bare(tree) for file, tree in case.files.items() if isinstance(tree, dict)})


def absent(fault: Fault, **more: object) -> Case:
    """Write the resource at fault with members that keep it from being deployed."""
    return main(bare({**fault.at_fault(), **more}), *fault.bereft)


def perhaps(fault: Fault, value: object, *resources: Tree, kind: str = "", **more: object) -> Case:
    """Write the resource with the parameter `p`, which nobody gives, somewhere in it."""
    resource = remarked({**fault.at_fault(value), **more}, "«unknown»")
    return main(*resources, resource, *fault.around, parameters={"p": {"type": kind or fault.type}})


PASSES: Mapping[str, Callable[[Fault], Case]] = {
    "a condition that is false": lambda f: absent(f, condition=False),
    "a condition that an expression makes false": lambda f: absent(f, condition="[and(true(), not(equals('a', 'a')))]"),
    "a loop of no turns": lambda f: absent(f, copy={"name": "l", "count": 0}),
    "a loop over nothing": lambda f: absent(f, copy={"name": "l", "count": "[length(createArray())]"}),
    "a nested deployment that is left out": lambda f: one(bare(template(nested(plain(f), condition="[less(2, 1)]")))),
    "a nested deployment given an innocent value": lambda f: one(
        bare(
            template(
                nested(
                    template(f.at_fault(P), *f.around, parameters={"p": {"type": f.type, "defaultValue": f.value}}),
                    scope="inner",
                    parameters={"p": {"value": f.innocent}},
                )
            )
        )
    ),
    "an unused variable and parameter": lambda f: main(
        bare(f.at_fault(f.innocent)),
        *f.around,
        variables={"x": f.value, "r": bare(f.at_fault())},
        parameters={"p": {"type": f.type, "defaultValue": f.value}},
    ),
    "a name in no template's members": lambda f: one({**template(bare(f.at_fault(f.innocent))), "metadata": bare(plain(f))}),
}
UNKNOWN: Mapping[str, Callable[[Fault], Case]] = {
    "a parameter without default": lambda f: perhaps(f, P),
    "a parameter that is a secret": lambda f: perhaps(f, P, kind="securestring"),
    "a choice between one that fails and one that does not": lambda f: perhaps(
        f, f"[if(equals(parameters('p'), 'x'), {f.value!r}, {f.innocent!r})]", kind="string"
    ),
    "a condition nobody knows": lambda f: perhaps(f, None, kind="bool", condition=P),
    "a loop of nobody knows how many turns": lambda f: perhaps(f, None, kind="int", copy={"name": "l", "count": P}),
    "an output of a template that is not here": lambda f: perhaps(
        f,
        "[reference('away').outputs.v.value]",
        {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "away",
            "properties": {"mode": "Incremental", "templateLink«unread»": {"uri": "https://example.org/away.json"}},
        },
    ),
    "a value that only Azure knows": lambda f: perhaps(f, "[reference(resourceId('Microsoft.Web/sites', 'away'), '2022-03-01').tags.v]"),
    "a nested deployment that nobody knows of": lambda f: one(
        remarked(template(nested(plain(f), condition=P), parameters={"p": {"type": "bool"}}), "«unknown»")
    ),
    "a value handed down that nobody knows": lambda f: one(
        remarked(declared(f, nested(declared(f, f.at_fault(P), *f.around), scope="inner", parameters={"p": {"value": P}})), "«unknown»")
    ),
    "allowed values that do not agree": lambda f: one(
        remarked(
            template(f.at_fault(P), *f.around, parameters={"p": {"type": f.type, "allowedValues": [f.value, f.innocent]}}),
            "«unknown»",
        )
    ),
    "a placeholder that a pipeline replaces": lambda f: Case(
        {
            "main.json": remarked(declared(f, f.at_fault(P), *f.around), "«unknown»"),
            "main.parameters.json": {"parameters": {"p": {"value": "#{value}#"}}},
        }
    ),
    "a secret of Key Vault": lambda f: Case(
        {
            "main.json": remarked(declared(f, f.at_fault(P), *f.around), "«unknown»"),
            "main.parameters.json": {"parameters": {"p": {"reference": {"keyVault": {"id": "/x"}, "secretName": "s"}}}},
        }
    ),
}


def ruled(*rules: Tree) -> Case:
    return behind(nsg({"securityRules": [*rules]}))


def plainly(access: str = "Deny", name: str = "DenyOut", **more: object) -> Tree:
    return rule(access, name, "", **more)


ALLOW = plainly("Allow", "AllowOut", priority=90, protocol="Tcp", destinationAddressPrefix="Storage", destinationPortRange="443")
NSG_PASSES: Mapping[str, Case] = {
    "an allow above": ruled(ALLOW, plainly()),
    "an allow above, written below": ruled(plainly(), ALLOW),
    "an allow of the region above": ruled(
        plainly(), {**ALLOW, "properties": {**ALLOW["properties"], "destinationAddressPrefix": "storage.JAPANEAST"}}
    ),
    "an allow of the cloud above": ruled(plainly(), plainly("Allow", "All", priority=99, destinationAddressPrefix="AzureCloud")),
    "an allow above in a resource of its own": behind(
        nsg({"securityRules": [plainly()]}),
        {"type": "Microsoft.Network/networkSecurityGroups/securityRules", "apiVersion": "2023-11-01", **ALLOW, "name": "nsg-app/AllowOut"},
    ),
    "another port": ruled(plainly(destinationPortRange="80")),
    "other ports": ruled(plainly(destinationPortRanges=["80", "8080-8090", "444-65535"], destinationPortRange="")),
    "another protocol": ruled(plainly(protocol="Udp")),
    "the other direction": ruled(plainly(direction="Inbound")),
    "another destination": ruled(plainly(destinationAddressPrefix="10.0.0.0/8")),
    "another service": ruled(plainly(destinationAddressPrefix="Sql.JapanEast")),
    "another region": ruled(plainly(destinationAddressPrefix="Storage.WestEurope")),
    "another source": ruled(plainly(sourceAddressPrefix="192.168.0.0/24")),
    "another source port": ruled(plainly(sourcePortRange="22")),
    "no rules": ruled(),
    "a subnet that no VM is in": main(
        nsg({"securityRules": [plainly()]}), vnet([subnet(name="GatewaySubnet"), {"name": "snet-app", "properties": {}}]), *VM_BEHIND[1:]
    ),
}
DISK_PASSES: Mapping[str, Case] = {
    "the largest that is allowed": main(bare(disk(1023)), vm(storage([ATTACHED]), [])),
    "the largest as text": main(bare(disk("1023"))),
    "a size that is not said": with_disks([{"lun": 0, "createOption": "Empty"}]),
    "no size but null": main(bare(disk("[null()]"))),
    "many small disks": main(
        vm({"copy": [{"name": "dataDisks", "count": 16, "input": {"lun": "[copyIndex('dataDisks')]", "diskSizeGB": 1023}}]}, [])
    ),
    "a disk that exists": Case(
        {"main.json": template({**bare(disk(2048)), "existing": True}, vm(storage([ATTACHED]), []), languageVersion="2.0")}
    ),
    "a size of something else": main(
        {"type": "Microsoft.Compute/snapshots", "apiVersion": "2023-10-02", "name": "s", "properties": {"diskSizeGB": 4096}}
    ),
}
WHOLE = template(lock(mark=""))
LOCK_PASSES: Mapping[str, Case] = {
    "another group": main(nested(WHOLE, resourceGroup="rg-app")),
    "a group of similar name": main(nested(WHOLE, resourceGroup="AzureBackupRG_old")),
    "a group whose name goes on": main(nested(WHOLE, resourceGroup=f"{RESTORE_POINTS}_copy")),
    "the deployment's own group": main(lock(mark="")),
    "one resource of the group": main(
        nested(
            template(lock(mark="", scope="[resourceId('Microsoft.Storage/storageAccounts', 'st')]")),
            scope="inner",
            resourceGroup=RESTORE_POINTS,
        )
    ),
    "the whole subscription": in_subscription(lock(mark="")),
    "another scope": in_subscription(lock(mark="", scope="[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-app')]")),
    "no lock": main(nested(template(lock("NotSpecified", mark="")), resourceGroup=RESTORE_POINTS)),
    "a lock that is left out": in_subscription({**lock(mark="", scope=GROUP_ID), "condition": "[equals(1, 2)]"}),
    "a lock that exists": in_subscription({**lock(mark="", scope=GROUP_ID), "existing": True}, languageVersion="2.0"),
    "a group beside": in_subscription(
        {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": RESTORE_POINTS, "location": "japaneast"},
        nested(WHOLE, resourceGroup="rg-app"),
    ),
}


EXISTING = {"r0«unknown»": {**nsg({}), "existing": True}, **{f"r{index}": each for index, each in enumerate(VM_BEHIND, 1)}}
NSG_UNKNOWN: Mapping[str, Case] = {
    "a group bound by a condition nobody knows": optional({}, "«unknown»"),
    "a group that exists": one({**template(languageVersion="2.0"), "resources": EXISTING}),
    "rules nobody knows": behind(nsg({"securityRules": P}, **{"name«unknown»": "nsg-app"}), parameters={"p": {"type": "array"}}),
}
LOCK_UNKNOWN: Mapping[str, Case] = {
    "a scope nobody knows": in_subscription(lock(mark="«unknown»", scope=P), parameters={"p": {"type": "string"}}),
    "a group nobody knows": main(nested(remarked(template(lock()), "«unknown»"), resourceGroup=P), parameters={"p": {"type": "string"}}),
    "a group known in part": main(
        nested(remarked(template(lock()), "«unknown»"), resourceGroup="[concat('AzureBackupRG_', parameters('p'))]"),
        parameters={"p": {"type": "string"}},
    ),
}
SPECIAL: Mapping[str, Mapping[str, Case]] = {
    NSG.policy: {**NSG_PASSES, **NSG_UNKNOWN},
    DISK.policy: DISK_PASSES,
    LOCK.policy: {**LOCK_PASSES, **LOCK_UNKNOWN},
}
OTHER_STACKS = [(DISK._replace(stack=stack), one(bare(plain(DISK)))) for stack in ("v2", "current")]


def passing() -> Iterator[tuple[str, Fault, Case]]:
    """Give every template that is not at fault, or of which nobody can tell, by a name."""
    for fault in FAULTS:
        named = {**{name: make(fault) for name, make in {**PASSES, **UNKNOWN}.items()}, **SPECIAL[fault.policy]}
        yield from ((f"innocent {name}", fault, case) for name, case in innocent(fault))
        yield from ((name, fault, case) for name, case in named.items())
    yield from ((f"stack {fault.stack}", fault, case) for fault, case in OTHER_STACKS)
