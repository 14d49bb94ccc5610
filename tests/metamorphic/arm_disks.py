"""Ways to write a VM's disks."""

from __future__ import annotations

from collections.abc import Mapping

from tests.metamorphic.arm_faults import (
    ATTACHED,
    Tree,
    disk,
    looped,
    main,
    nested,
    storage,
    template,
    vm,
)
from tests.metamorphic.arm_templates import remarked
from tests.metamorphic.case import Case


def sized(size: object, **more: object) -> Tree:
    return {"lun": 0, "createOption": "Empty", "diskSizeGB«here»": size, **more}


def with_disks(data_disks: object, **parts: object) -> Case:
    return main(vm(storage(data_disks), []), **parts)


def of_expression(expression: str, **parts: object) -> Case:
    profile = {key: value for key, value in storage(0).items() if key != "dataDisks"} | {"dataDisks«here»": expression}
    return main(vm(profile, []), **parts)


SIZES = {"sizes": [128, 2048]}
BARE = [{"lun": 0, "createOption": "Empty", "diskSizeGB": 2048}]
DISK_WAYS: Mapping[str, Case] = {
    "a disk its VM makes": with_disks([sized(2048)]),
    "a disk its VM makes from an image": main(
        vm({"osDisk": {"createOption": "FromImage", "osType": "Windows", "diskSizeGB«here»": "[int('1024')]"}}, [])
    ),
    "the second disk of a VM": with_disks([{"lun": 0, "createOption": "Empty", "diskSizeGB": 1023}, sized(1024, lun=1)]),
    "disks in a loop": main(
        vm(
            {
                **{key: value for key, value in storage(0).items() if key != "dataDisks"},
                **looped("dataDisks", "[length(variables('sizes'))]", sized("[variables('sizes')[copyIndex('dataDisks')]]")),
            },
            [],
        ),
        variables=SIZES,
    ),
    "disks in a loop over a parameter": main(
        vm(
            {
                **{key: value for key, value in storage(0).items() if key != "dataDisks"},
                **looped("dataDisks", "[parameters('count')]", sized("[mul(copyIndex('dataDisks', 1), 1000)]")),
            },
            [],
        ),
        parameters={"count": {"type": "int", "defaultValue": 2}},
    ),
    "disks of a variable": of_expression("[variables('disks')]", variables={"disks": BARE}),
    "disks of a default": of_expression("[parameters('disks')]", parameters={"disks": {"type": "array", "defaultValue": BARE}}),
    "disks of a variable's loop": of_expression(
        "[variables('disks')]",
        variables={
            **SIZES,
            "copy": [{"name": "disks", "count": 2, "input": {"lun": 0, "diskSizeGB": "[variables('sizes')[copyIndex('disks')]]"}}],
        },
    ),
    "disks mapped": of_expression(
        "[map(range(0, 2), lambda('i',"
        " createObject('lun', lambdaVariables('i'), 'diskSizeGB', variables('sizes')[lambdaVariables('i')])))]",
        variables=SIZES,
    ),
    "a storage profile of a variable": main(
        {
            **vm(),
            "properties": {
                "storageProfile«here»": "[variables('profile')]",
                "networkProfile": {"networkInterfaces": []},
            },
        },
        variables={"profile": storage(BARE)},
    ),
    "VMs in a loop": main(
        {
            **vm(storage([sized("[variables('sizes')[copyIndex()]]")]), []),
            "name": "[concat('vm-', copyIndex())]",
            "copy": {"name": "v", "count": 2},
        },
        variables=SIZES,
    ),
    "disks of their own in a loop, attached in a loop": main(
        {**disk("[variables('sizes')[copyIndex()]]", "[concat('disk-', copyIndex())]"), "copy": {"name": "d", "count": 2}},
        vm(
            {
                **{key: value for key, value in storage(0).items() if key != "dataDisks"},
                **looped(
                    "dataDisks",
                    2,
                    {
                        "lun": "[copyIndex('dataDisks')]",
                        "createOption": "Attach",
                        "managedDisk": {"id": "[resourceId('Microsoft.Compute/disks', concat('disk-', copyIndex('dataDisks')))]"},
                    },
                ),
            },
            [],
        ),
        variables=SIZES,
    ),
    "a disk of its own that no VM has": main(remarked(disk(2048), "«medium»")),
    "a disk made in a module": main(
        nested(
            template(disk("[parameters('size')]"), parameters={"size": {"type": "int"}}),
            "d",
            scope="inner",
            parameters={"size": {"value": 2048}},
        ),
        vm(storage([ATTACHED]), []),
    ),
    "a disk's size by bytes": main(disk("[div(mul(2048, 1073741824), 1073741824)]"), vm(storage([ATTACHED]), [])),
    "an attached disk that says its size too": main(disk(2048), vm(storage([{**ATTACHED, "diskSizeGB": 2048}]), [])),
    "a VM that is conditional": main(disk(2048), {**vm(storage([ATTACHED]), []), "condition": "[equals(1, 1)]"}),
    "an id put together": main(
        disk(2048),
        vm(
            storage([{**ATTACHED, "managedDisk": {"id": "[concat(resourceGroup().id, '/providers/Microsoft.Compute/disks/disk-app')]"}}]),
            [],
        ),
    ),
}
