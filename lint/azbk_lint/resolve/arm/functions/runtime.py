"""Functions whose answers only Azure has, at deployment: unknown here, and the same unknown for the same question."""

from __future__ import annotations

from azbk_lint.model.value import Kind, Unknown, Value
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.registry import function
from azbk_lint.resolve.arm.unknowns import key_of, shortened


def _asks(name: str, least: int, most: int, kind: Kind = "runtime") -> None:
    @function(name, least, most)
    def _(*values: Value) -> Value:
        return Unknown(shortened(f"{name}({','.join(map(key_of, values))})"), f"{name}() asks Azure at deployment", kind)


_asks("pickZones", 3, 5)
_asks("providers", 1, 2)
_asks("roleDefinitions", 1, 1)
_asks("toLogicalZone", 3, 3)
_asks("toLogicalZones", 3, 3)
_asks("toPhysicalZone", 3, 3)
_asks("toPhysicalZones", 3, 3)
_asks("extensions", 1, 1)
_asks("externalInputs", 1, 1, "input")
_asks("externalInput", 1, 2, "input")


@function("deployer", 0, 0)
def _deployer() -> Value:
    return {
        name: Unknown(f"deployer().{name}", "deployer() is who deploys", "runtime")
        for name in ("objectId", "tenantId", "userPrincipalName")
    }


@function("newGuid", 0, 0, "frame")
def _new_guid(frame: Frame) -> Value:
    return Unknown(f"{frame.world.path}newGuid()#{frame.world.serial()}", "newGuid() is new at every deployment", "runtime")
