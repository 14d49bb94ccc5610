"""A policy, and findings of it at marked words of a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import pytest

from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import Answer, Citation, Finding, Policy, Severities
from azbk_lint.model.source import Place, Related, Source


@dataclass(frozen=True)
class Silent:
    """A check that finds nothing."""

    def judge(self, estate: Estate) -> Iterator[Answer]:  # noqa: ARG002 - every check takes it
        yield from ()


POLICY = Policy(
    name="nsg-storage-blocked",
    title="An NSG rule denies the VM Azure Storage before one allows it",
    message="NSG rule `{rule}` (priority {priority}) denies {vm} Azure Storage before one allows it",
    severity=Severities("error", "error", "warning"),
    breaks=["ExtensionSnapshotFailedNoNetwork", "UserErrorGuestAgentStatusUnavailable"],
    why="Why.",
    remedy="Allow outbound TCP 443 to the service tag Storage.{region} above rule {rule} (priority {priority}).",
    source=[Citation("article", dt.date(2018, 12, 3))],
    check=Silent(),
)
FACTS = {"rule": "DenyInternetOut", "priority": 100, "vm": "vm1", "region": "JapanEast"}


@pytest.fixture
def policy() -> Policy:
    return POLICY


@pytest.fixture
def place() -> Callable[..., Place]:
    """Give the place of a word in a file: of its n-th occurrence, from 0."""

    def made(source: Source, word: str, occurrence: int = 0) -> Place:
        start = -1
        for _ in range(occurrence + 1):
            start = source.text.index(word, start + 1)
        return Place(source, span=(start, start + len(word)))

    return made


@pytest.fixture
def source() -> Callable[..., Source]:
    def made(text: str, name: str = "main.tf") -> Source:
        return Source(PurePath(name), text, "hcl")

    return made


@pytest.fixture
def finding() -> Callable[..., Finding]:
    def made(
        at: Place,
        *related: Related,
        facts: Mapping[str, object] = FACTS,
        changes: Mapping[str, Any] | None = None,
        **answer: Any,  # noqa: ANN401 - the fields of an Answer
    ) -> Finding:
        made = Answer(answer.pop("verdict", "fails"), at, facts, related, **answer)
        return Finding(replace(POLICY, **(changes or {})), made, at.source.name.parent.as_posix(), "warning")

    return made
