"""Ways to say what a lock is put on."""

from __future__ import annotations

from collections.abc import Mapping

from tests.metamorphic.arm_faults import (
    PARAMETERS,
    RESTORE_POINTS,
    SUBSCRIPTION,
    Tree,
    lock,
    main,
    nested,
    template,
)
from tests.metamorphic.case import Case

WHOLE = template(lock())


def locked(group: object, **parts: object) -> Case:
    return main(nested(WHOLE, resourceGroup=group), **parts)


def in_subscription(*resources: Tree, **parts: object) -> Case:
    return Case({"main.json": {**template(*resources, **parts), "$schema": SUBSCRIPTION}})


GROUP_ID = f"[subscriptionResourceId('Microsoft.Resources/resourceGroups', '{RESTORE_POINTS}')]"
NEW_GROUP = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2024-03-01", "name": RESTORE_POINTS, "location": "japaneast"}
LOCK_WAYS: Mapping[str, Case] = {
    "a group by literal": locked(RESTORE_POINTS),
    "a group in capitals": locked(RESTORE_POINTS.upper()),
    "a group by variable": locked("[variables('g')]", variables={"g": RESTORE_POINTS}),
    "a group by default": locked("[parameters('g')]", parameters={"g": {"type": "string", "defaultValue": RESTORE_POINTS}}),
    "a group by concat": locked("[concat('AzureBackupRG_', variables('l'), '_', 1)]", variables={"l": "japaneast"}),
    "a group by format of a location": locked(
        "[format('AzureBackupRG_{0}_{1}', parameters('location'), 1)]",
        parameters={"location": {"type": "string", "defaultValue": "japaneast"}},
    ),
    "a group of a list": locked("[variables('g')[1]]", variables={"g": ["rg-app", RESTORE_POINTS]}),
    "a group by if": locked(
        f"[if(empty(parameters('g')), '{RESTORE_POINTS}', parameters('g'))]", parameters={"g": {"type": "string", "defaultValue": ""}}
    ),
    "groups in a loop": main(
        nested(WHOLE, "[concat('lock', copyIndex())]", resourceGroup="[variables('g')[copyIndex()]]", copy={"name": "l", "count": 2}),
        variables={"g": ["rg-app", RESTORE_POINTS]},
    ),
    "allowed groups that all agree": locked(
        "[parameters('g')]", parameters={"g": {"type": "string", "allowedValues": [RESTORE_POINTS, "AzureBackupRG_westeurope_1"]}}
    ),
    "a group of a parameter file": Case(
        {
            "main.json": template(nested(WHOLE, resourceGroup="[parameters('g')]"), parameters={"g": {"type": "string"}}),
            "main.parameters.json": {"$schema": PARAMETERS, "parameters": {"g": {"value": RESTORE_POINTS}}},
        }
    ),
    "a scope": in_subscription(lock(scope=GROUP_ID)),
    "a scope put together": in_subscription(lock(scope=f"[concat(subscription().id, '/resourceGroups/', '{RESTORE_POINTS}')]")),
    "a scope relative to the subscription": in_subscription(
        lock(scope=f"[format('/subscriptions/{{0}}/resourceGroups/{{1}}', subscription().subscriptionId, '{RESTORE_POINTS}')]")
    ),
    "a scope in a loop": in_subscription(
        {
            **lock(
                name="[concat('lock', copyIndex())]",
                scope="[subscriptionResourceId('Microsoft.Resources/resourceGroups', variables('g')[copyIndex()])]",
            ),
            "copy": {"name": "l", "count": 2},
        },
        variables={"g": ["rg-app", RESTORE_POINTS]},
    ),
    "the older type below its group": in_subscription(
        {**lock(name=f"{RESTORE_POINTS}/Microsoft.Authorization/no-delete"), "type": "Microsoft.Resources/resourceGroups/providers/locks"}
    ),
    "a group made here": in_subscription(NEW_GROUP, nested(WHOLE, resourceGroup=RESTORE_POINTS)),
    "a group made here, its name referred to": in_subscription(
        {**NEW_GROUP, "name": "[variables('g')]"}, nested(WHOLE, resourceGroup="[variables('g')]"), variables={"g": RESTORE_POINTS}
    ),
    "a group handed down": in_subscription(
        nested(
            {**template(nested(WHOLE, resourceGroup="[parameters('g')]"), parameters={"g": {"type": "string"}}), "$schema": SUBSCRIPTION},
            "down",
            scope="inner",
            location="japaneast",
            parameters={"g": {"value": RESTORE_POINTS}},
        )
    ),
    "a group of another subscription": main(
        nested(WHOLE, subscriptionId="[parameters('s')]", resourceGroup=RESTORE_POINTS), parameters={"s": {"type": "string"}}
    ),
    "a lock among others": main(nested(template(lock("NotSpecified", "a", ""), lock("ReadOnly", "b")), resourceGroup=RESTORE_POINTS)),
    "a lock with notes": main(
        nested(
            template({**lock(), "properties": {"level": "[concat('Can', 'Not', 'Delete')]", "notes": "[[no expression]"}}),
            resourceGroup=RESTORE_POINTS,
        )
    ),
    "properties of a variable": main(
        nested(
            template({**lock(), "properties": "[variables('p')]"}, variables={"p": {"level": "CanNotDelete"}}),
            scope="inner",
            resourceGroup=RESTORE_POINTS,
        )
    ),
}
