"""The analyses that policies name. A new one is a module here and a line in CHECKS.

Each names the facts its answers give in FACTS, and in CONDITIONS those it may find true: a policy can ask for no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azbk_lint.checks.agent import Agent
from azbk_lint.checks.egress import Egress
from azbk_lint.checks.endpoint import Endpoint
from azbk_lint.checks.guest_script import GuestScript
from azbk_lint.checks.lock import GroupLock
from azbk_lint.checks.property import Property
from azbk_lint.model.policy import Check

CHECKS: Mapping[str, type[Any]] = {
    "agent": Agent,
    "egress": Egress,
    "endpoint": Endpoint,
    "guest-script": GuestScript,
    "lock": GroupLock,
    "property": Property,
}


def make_check(spec: Mapping[str, Mapping[str, Any]]) -> Check:
    """Build the check that a policy's `[check.NAME]` table describes; parameters are written with hyphens. Raises KeyError, TypeError."""
    ((name, parameters),) = spec.items()
    check: Check = CHECKS[name](**{key.replace("-", "_"): value for key, value in parameters.items()})
    return check
