"""Judges whether a VM is created without the VM agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from azbk_lint.checks.answers import conditional, confidence, merged, unknown
from azbk_lint.checks.conditions import CONDITIONS, conditions, says_no
from azbk_lint.model.estate import Estate, Vm
from azbk_lint.model.policy import Answer
from azbk_lint.model.value import Symbolic, Unknown

KINDS = ("windowsConfiguration", "linuxConfiguration")


@dataclass(frozen=True, slots=True)
class Agent:
    """Fails where `provisionVMAgent` of a VM's Windows or Linux configuration is false, as the word "false" too.

    It is true where it is not written. Facts: `vm` (names), `vms`, `os` (`windows`, `linux`), `value`.
    Conditions: those of checks.conditions, `agentless-policy` above all.
    """

    FACTS = frozenset({"vm", "vms", "os", "value"})
    CONDITIONS = CONDITIONS

    def judge(self, estate: Estate) -> Iterator[Answer]:
        """Look at every VM's OS profile; VMs of a loop share an answer."""
        yield from merged(answer for vm in estate.vms for answer in self._judge(vm))

    def _judge(self, vm: Vm) -> Iterator[Answer]:
        for kind in KINDS:
            route = "properties", "osProfile", kind, "provisionVMAgent"
            value = vm.get(*route)
            hole = value if isinstance(value, Unknown) else value.hole if isinstance(value, Symbolic) else None
            if not says_no(value) and not hole:
                continue
            facts = {"vm": vm.called, "vms": 1, "os": kind.removesuffix("Configuration"), "value": value}
            if why := hole or conditional(vm.resource):
                yield unknown(vm.at(*route), why, facts, vm.resource.address, vm.stack)
                return
            yield Answer(
                "fails",
                vm.at(*route),
                facts,
                related=vm.chain(*route),
                label="no VM agent",
                resource=vm.resource.address,
                confidence=confidence(vm.resource),
                shifts=conditions(vm) - {"agent-disabled"},
                stack=vm.stack,
            )
