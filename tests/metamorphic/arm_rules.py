"""Ways to write an NSG's rules, and what binds the NSG to a VM."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.metamorphic.arm_faults import (
    NSG_ID,
    PARAMETERS,
    SUBNET_ID,
    VM_BEHIND,
    Tree,
    looped,
    main,
    nested,
    nic,
    nsg,
    rule,
    subnet,
    template,
    vm,
    vnet,
)
from tests.metamorphic.case import Case

RULE = rule(mark="")
INNOCENT = rule("Allow", "AllowOut", "", priority=90, destinationPortRange="22")
RULES = {"rules": [INNOCENT, RULE]}
ROWS = {"rows": [{"n": "a", "port": "22", "access": "Allow"}, {"n": "b", "port": "*", "access": "Deny"}]}
TEXT = json.dumps([RULE]).replace('"', "''")


def behind(*resources: Tree, **parts: object) -> Case:
    return main(*resources, *VM_BEHIND, **parts)


def with_rules(rules: object, **parts: object) -> Case:
    """Write the group with its rules written so: what an expression makes is placed at the expression."""
    return behind(nsg({"securityRules«here»": rules}), **parts)


def turned(loop: str) -> Tree:
    """Write a rule as a loop over rows makes it."""
    at = f"variables('rows')[copyIndex('{loop}')]"
    return rule(f"[{at}.access]", f"[{at}.n]", "", priority=f"[copyIndex('{loop}', 100)]", destinationPortRange=f"[{at}.port]")


def separate(name: str = "nsg-app/DenyOut", **more: object) -> Tree:
    """Write a rule as a resource of its own."""
    written = rule(name=name)
    return {"type": "Microsoft.Network/networkSecurityGroups/securityRules", "apiVersion": "2023-11-01", **written, **more}


def prefixed(name: str) -> str:
    return f"[concat(parameters('prefix'), '-{name}')]"


def id_of(kind: str, *names: str) -> str:
    named = ", ".join(f"concat(parameters('prefix'), '-{name}')" if index == 0 else f"'{name}'" for index, name in enumerate(names))
    return f"[resourceId('Microsoft.Network/{kind}', {named})]"


def half_known() -> Case:
    """Name all that belongs together with a prefix that nobody knows."""
    group = {**nsg({"securityRules": [rule()]}), "name": prefixed("nsg")}
    network = {**vnet([subnet(id_of("networkSecurityGroups", "nsg"))]), "name": prefixed("vnet")}
    card = {**nic(id_of("virtualNetworks/subnets", "vnet", "snet-app")), "name": prefixed("nic")}
    machine = vm(nics=[{"id": id_of("networkInterfaces", "nic")}])
    return main(group, network, card, machine, parameters={"prefix": {"type": "string"}})


def optional(on: Tree, mark: str = "«here»") -> Case:
    """Make the group and bind it, if a parameter says so."""
    bound = {"addressPrefix": "10.20.1.0/24", "networkSecurityGroup": f"[if(parameters('on'), createObject('id', {NSG_ID[1:-1]}), null())]"}
    group = nsg({"securityRules": [rule(mark=mark)]}, condition="[parameters('on')]")
    network = vnet([{"name": "snet-app", "properties": bound}])
    return main(group, network, nic(), vm(), parameters={"on": {"type": "bool", **on}})


def own_subnet(**more: object) -> Tree:
    written = subnet(name="vnet-app/snet-app")
    return {"type": "Microsoft.Network/virtualNetworks/subnets", "apiVersion": "2023-11-01", **written, **more}


def in_parts() -> Case:
    """Make the group in one module and bind it in another, which is given its id."""
    group = nested(template(nsg({"securityRules": [rule()]}), outputs={"id": {"type": "string", "value": NSG_ID}}), "group", scope="inner")
    network = nested(
        template(vnet([subnet("[parameters('nsg')]")]), parameters={"nsg": {"type": "string"}}),
        "network",
        scope="inner",
        parameters={"nsg": {"value": "[reference('group').outputs.id.value]"}},
    )
    return main(group, network, nic(), vm())


def in_another_group() -> Case:
    there = "[resourceId('rg-network', 'Microsoft.Network/virtualNetworks/subnets', 'vnet-app', 'snet-app')]"
    inner = template(nsg({"securityRules": [rule()]}), vnet([subnet()]))
    return main(nested(inner, scope="inner", resourceGroup="rg-network"), nic(there), vm())


PRIORITY_FILE = {"$schema": PARAMETERS, "parameters": {"rules": {"value": [RULE]}}}
NSG_WAYS: Mapping[str, Case] = {
    "rules of a variable": with_rules("[variables('rules')]", variables=RULES),
    "rules of a path into a variable": with_rules("[variables('all').nsg.rules]", variables={"all": {"nsg": RULES}}),
    "rules of a default": with_rules("[parameters('r')]", parameters={"r": {"type": "array", "defaultValue": [RULE]}}),
    "rules of a parameter file": Case(
        {
            "main.json": template(
                nsg({"securityRules«here»": "[parameters('rules')]"}),
                *VM_BEHIND,
                parameters={"rules": {"type": "array", "defaultValue": []}},
            ),
            "main.parameters.json": PRIORITY_FILE,
        }
    ),
    "rules put together": with_rules(
        "[concat(variables('rules'), createArray(variables('deny')))]", variables={"rules": [INNOCENT], "deny": RULE}
    ),
    "rules in union": with_rules(
        "[union(variables('rules'), createArray(variables('deny')))]", variables={"rules": [INNOCENT], "deny": RULE}
    ),
    "rules in an if": with_rules("[if(empty(variables('none')), variables('rules'), variables('none'))]", variables={**RULES, "none": []}),
    "rules filtered": with_rules(
        "[filter(variables('rules'), lambda('r', equals(lambdaVariables('r').properties.access, 'Deny')))]", variables=RULES
    ),
    "rules mapped": with_rules(
        "[map(variables('rows'), lambda('r', 'i', createObject('name', lambdaVariables('r').n, 'properties', createObject('priority',"
        " add(100, lambdaVariables('i')), 'direction', 'Outbound', 'access', lambdaVariables('r').access, 'protocol', '*',"
        " 'sourceAddressPrefix', '*', 'sourcePortRange', '*', 'destinationAddressPrefix', '*', 'destinationPortRange',"
        " lambdaVariables('r').port))))]",
        variables=ROWS,
    ),
    "rules of a text": with_rules(f"[json('{TEXT}')]"),
    "rules of a file that Bicep loaded": with_rules("[variables('$fxv#0')]", variables={"$fxv#0": [RULE]}),
    "rules of a function": with_rules(
        "[my.rules()]",
        functions=[{"namespace": "my", "members": {"rules": {"parameters": [], "output": {"type": "array", "value": [RULE]}}}}],
    ),
    "rules in a list of expressions": behind(nsg({"securityRules": [INNOCENT, "[variables('deny')]«here»"]}), variables={"deny": RULE}),
    "a rule in a list of objects and expressions": behind(
        nsg({"securityRules": ["[variables('first')]", rule()]}), variables={"first": INNOCENT}
    ),
    "all properties of a variable": behind(
        {key: value for key, value in nsg(0).items() if key != "properties"} | {"properties«here»": "[variables('all')]"},
        variables={"all": {"securityRules": [RULE]}},
    ),
    "properties in union": behind(
        {key: value for key, value in nsg(0).items() if key != "properties"}
        | {"properties«here»": "[union(createObject('securityRules', createArray()), variables('all'))]"},
        variables={"all": {"securityRules": [RULE]}},
    ),
    "a loop of rules": behind(
        nsg(looped("securityRules", "[length(variables('rows'))]", turned("securityRules"), "«here»")), variables=ROWS
    ),
    "a loop of rules beside another": behind(
        nsg(
            {
                "copy": [
                    {"name": "other", "count": 1, "input": 1},
                    {"name": "securityRules", "count": 2, "input«here»": turned("securityRules")},
                ]
            }
        ),
        variables=ROWS,
    ),
    "a variable's loop of rules": with_rules("[variables('made')]", variables={**ROWS, **looped("made", 2, turned("made"))}),
    "a loop of ports in a rule": behind(
        nsg({"securityRules": [rule(**looped("destinationPortRanges", 2, "[string(add(442, copyIndex('destinationPortRanges')))]"))]})
    ),
    "a rule of its own": behind(nsg({}), separate()),
    "a rule of its own, its name put together": behind(nsg({}), separate("[concat('nsg-app', '/', 'DenyOut')]")),
    "rules of their own in a loop": behind(
        nsg({}),
        {
            **separate("[format('nsg-app/{0}', variables('rows')[copyIndex()].n)]", copy={"name": "r", "count": 2}),
            "properties": turned("r")["properties"],
        },
        variables=ROWS,
    ),
    "a rule nested in its group": behind(nsg({}, resources=[{**rule(), "type": "securityRules", "apiVersion": "2023-11-01"}])),
    "a rule nested in its symbolic group": Case(
        {
            "main.json": template(
                nsg({}, resources={"deny«here»": {**rule(mark=""), "type": "securityRules", "apiVersion": "2023-11-01"}}),
                *VM_BEHIND,
                languageVersion="2.0",
            )
        }
    ),
    "a rule of its own in a nested deployment": behind(nsg({}), nested(template(separate()))),
    "a rule among innocent ones": behind(nsg({"securityRules": [INNOCENT, rule(), rule("Allow", "Late", "", priority=4000)]})),
    "a group on the NIC": main(
        nsg({"securityRules": [rule()]}), vnet([{"name": "snet-app", "properties": {}}]), nic(networkSecurityGroup={"id": NSG_ID}), vm()
    ),
    "a subnet of its own": main(nsg({"securityRules": [rule()]}), vnet([]), own_subnet(), nic(), vm()),
    "a subnet nested in its network": main(
        nsg({"securityRules": [rule()]}),
        vnet([], resources=[{**subnet(), "type": "subnets", "apiVersion": "2023-11-01"}]),
        nic(),
        vm(),
    ),
    "subnets of a variable": main(
        nsg({"securityRules": [rule()]}), vnet("[variables('subnets')]"), nic(), vm(), variables={"subnets": [subnet()]}
    ),
    "subnets in a loop": main(
        nsg({"securityRules": [rule()]}),
        vnet([]) | {"properties": looped("subnets", 2, subnet(name="[variables('names')[copyIndex('subnets')]]"))},
        nic(),
        vm(),
        variables={"names": ["snet-web", "snet-app"]},
    ),
    "subnets mapped": main(
        nsg({"securityRules": [rule()]}),
        vnet(
            "[map(variables('names'), lambda('n', createObject('name', lambdaVariables('n'), 'properties',"
            f" createObject('networkSecurityGroup', createObject('id', {NSG_ID[1:-1]})))))]"
        ),
        nic(),
        vm(),
        variables={"names": ["snet-web", "snet-app"]},
    ),
    "an id of a variable": main(
        nsg({"securityRules": [rule()]}), vnet([subnet("[variables('id')]")]), nic(), vm(), variables={"id": NSG_ID}
    ),
    "an id put together": main(
        nsg({"securityRules": [rule()]}),
        vnet([subnet("[concat(resourceGroup().id, '/providers/Microsoft.Network/networkSecurityGroups/', 'nsg-app')]")]),
        nic("[concat(resourceId('Microsoft.Network/virtualNetworks', 'vnet-app'), '/subnets/snet-app')]"),
        vm(),
    ),
    "an id of a subnet that may be new": main(
        nsg({"securityRules": [rule()]}),
        vnet([subnet()]),
        nic("[if(equals(parameters('new'), 'yes'), variables('here'), 'elsewhere')]"),
        vm(),
        parameters={"new": {"type": "string", "defaultValue": "yes"}},
        variables={"here": SUBNET_ID},
    ),
    "ids of VMs and NICs in loops": main(
        nsg({"securityRules": [rule()]}),
        vnet([subnet()]),
        {**nic(), "name": "[concat('nic-', copyIndex())]", "copy": {"name": "n", "count": 2}},
        {
            **vm(nics=[{"id": "[resourceId('Microsoft.Network/networkInterfaces', concat('nic-', copyIndex()))]"}]),
            "name": "[concat('vm-', copyIndex())]",
            "copy": {"name": "v", "count": 2},
        },
    ),
    "a group bound by a condition": optional({"defaultValue": True}),
    "names that nobody knows whole": half_known(),
    "modules that hand on an id": in_parts(),
    "a network in another group": in_another_group(),
    "a network that exists, with a group on the NIC": Case(
        {
            "main.json": template(
                {**vnet([]), "existing": True},
                nsg({"securityRules": [rule(mark="«medium»")]}),
                nic(networkSecurityGroup={"id": NSG_ID}),
                vm(),
                languageVersion="2.0",
            )
        }
    ),
    "a scale of ports and prefixes": behind(
        nsg(
            {
                "securityRules": [
                    {
                        "name«here»": "DenyOut",
                        "properties": {
                            "priority": "[min(createArray(300, 100))]",
                            "direction": "[concat('Out', 'bound')]",
                            "access": "deny",
                            "protocol": "[toLower('TCP')]",
                            "sourceAddressPrefixes": ["[parameters('cidr')]", "*"],
                            "sourcePortRange": "*",
                            "destinationAddressPrefixes": "[split('10.0.0.0/8,Internet', ',')]",
                            "destinationPortRanges": ["80", "[format('{0}-{1}', 400, 500)]"],
                        },
                    }
                ]
            }
        ),
        parameters={"cidr": {"type": "string", "defaultValue": "10.20.0.0/16"}},
    ),
}
