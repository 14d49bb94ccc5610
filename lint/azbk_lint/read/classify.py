"""What a JSON file is, told from its content: most of a repository's JSON is none of Azure's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from azbk_lint.model.value import Json
from azbk_lint.read.jsonc import utf16

Kind: TypeAlias = Literal["template", "parameters", "plan"]

_MARKS = (b"deploymenttemplate", b"deploymentparameters", b'"contentversion"', b'"planned_values"', b'"resource_changes"')
_SIGN = re.compile(
    r'"\$schema"\s*:\s*"[^"]*deployment(?:Template|Parameters)|"(?:contentVersion|planned_values|resource_changes)"\s*:', re.IGNORECASE
)


def may_matter(data: bytes) -> bool:
    """Say whether a file is worth parsing, at a fraction of the cost."""
    lower = (data.replace(b"\0", b"") if utf16(data) else data).lower()
    return any(mark in lower for mark in _MARKS)


def kind(tree: Json) -> Kind | None:
    """Tell an ARM template, a parameter file and a Terraform plan, by `$schema` or else by shape; None for all other JSON.

    Policy definitions hold templates and createUiDefinition.json looks after one: neither is a template itself.
    """
    if not isinstance(tree, Mapping):
        return None
    members = {key.lower(): value for key, value in tree.items()}
    schema = str(members.get("$schema", "")).lower()
    versioned = isinstance(members.get("contentversion"), str)
    if "deploymenttemplate" in schema or (versioned and isinstance(members.get("resources"), Mapping | list)):
        return "template"
    if "deploymentparameters" in schema or (versioned and _gives_values(members.get("parameters"))):
        return "parameters"
    return "plan" if "format_version" in tree and ("planned_values" in tree or "resource_changes" in tree) else None


def resembles(data: bytes) -> bool:
    """Say of a file that is no JSON whether it was meant to be one of ours: the first sign of it stands in the outermost object."""
    text = (data.replace(b"\0", b"") if utf16(data) else data).decode("latin-1")
    sign = _SIGN.search(text)
    return sign is not None and text.count("{", 0, sign.start()) <= 1


def _gives_values(parameters: Json) -> bool:
    return isinstance(parameters, Mapping) and any(
        isinstance(given, Mapping) and not given.keys().isdisjoint(("value", "reference")) for given in parameters.values()
    )
