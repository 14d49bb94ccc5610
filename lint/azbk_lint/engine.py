"""The whole way of a run: read, resolve, link, judge. Only this module knows the order."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from azbk_lint.config import Config
from azbk_lint.judge import guarded, judge, merged, settled, unread
from azbk_lint.link import Elsewhere, Others, link
from azbk_lint.link.lookup import nowhere
from azbk_lint.model.estate import Entity, Estate
from azbk_lint.model.policy import Finding, Policy, Stack
from azbk_lint.model.report import Bug, Report
from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import ArmInput, Deployment, Problem, Reader
from azbk_lint.model.value import Text
from azbk_lint.read.callers import tops
from azbk_lint.read.discover import NOTHING, discover
from azbk_lint.read.disk import Disk
from azbk_lint.report.place import position
from azbk_lint.resolve import resolve

if TYPE_CHECKING:  # a run that compiles nothing loads nothing that starts a program
    from azbk_lint.read.bicep_cli import Asked


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave out the search for circular garbage: trees are large and kept to the end, so that it costs a quarter and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


MOST_CHOICES = 16
"""Ways in which one deployment may turn out that are judged; 777 required parameters of the templates we know are few-valued."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the hops of one run share; `bugs` gathers what broke on the way."""

    config: Config
    policies: Sequence[Policy]
    reader: Reader
    stacks: Mapping[str, Stack]
    bugs: list[Bug] = field(default_factory=list[Bug])

    def resolved(self, deployments: Iterable[Deployment]) -> Iterator[tuple[Deployment, Resolved]]:
        """Evaluate every deployment; one that breaks us is left out."""
        for deployment in deployments:
            with guarded(self.bugs, deployment.name):
                yield deployment, resolve(deployment, self.reader)

    def stack_of(self, name: str) -> Stack:
        """Give the stack a deployment is judged by."""
        return self.stacks.get(name) or self.config.stack_of(name)

    def linked(self, name: str, resolved: Resolved, elsewhere: Elsewhere = nowhere) -> Estate:
        """Link one deployment's resources."""
        vaults = {vault: said.stack for vault, said in self.config.vaults.items()}
        return link(resolved.resources, stack=self.stack_of(name), vault_stacks=vaults, elsewhere=elsewhere)

    def findings(self, resolved: Sequence[tuple[Deployment, Resolved]]) -> Iterator[Finding]:
        """Judge each deployment, and where there are several with a look into the others for what it only refers to."""
        alone: dict[str, Estate] = {}
        asking = set[str]()
        for deployment, made in resolved:
            with guarded(self.bugs, deployment.name):
                alone[deployment.name] = self.linked(deployment.name, made, _noting(deployment.name, asking))
        others = Others(alone)
        for deployment, made in resolved:
            if deployment.name in alone:
                with guarded(self.bugs, deployment.name):
                    elsewhere = others.besides(deployment.name) if len(alone) > 1 else nowhere
                    known = None if deployment.name in asking else alone[deployment.name]
                    yield from self.judged(deployment, made, elsewhere, known)
                    yield from unread(made.gaps, deployment.name, self.stack_of(deployment.name))

    def judged(
        self, deployment: Deployment, made: Resolved, elsewhere: Elsewhere, known: Estate | None = None, room: int = MOST_CHOICES
    ) -> Iterable[Finding]:
        """Put every policy to one deployment; where that leaves something open, to each way in which it may turn out.

        A `known` estate is one that looks into no other deployment. `room` is how many choices there may be, those
        included that only some of them bring.
        """
        estate = known or self.linked(deployment.name, made, elsewhere)
        found = list(judge(estate, self.policies, deployment.name, self.stack_of(deployment.name), self.bugs))
        with guarded(self.bugs, deployment.name):
            why = {str(finding.answer.facts.get("because")) for finding in found if finding.answer.verdict == "unknown"}
            doubts = [key for key, because in made.conditions.items() if because in why]
            choices = _choices(deployment, doubts, room) if why else ()
            if len(choices) > 1:
                left = room // len(choices)
                return settled(found, [self.judged(each, resolve(each, self.reader), elsewhere, room=left) for each in choices])
        return found


@uncollected()
def lint(
    paths: Sequence[PurePath],
    policies: Sequence[Policy],
    config: Config,
    environment: Mapping[str, str] = NOTHING,
    *,
    bicep: Asked | None = None,
) -> Report:
    """Judge by the policies what the paths hold, each deployment by itself; `environment` gives values of Terraform's variables.

    `bicep` asks for Bicep files to be compiled; without it no program is started. Raises read.find.MissingPath.
    """
    disk = Disk(paths)
    collected = discover(paths, disk, config, environment, bicep)
    run = Run(config, policies, disk, collected.stacks)
    resolved = list(run.resolved(collected.deployments))
    told = covered(resolved)
    found = run.findings([each for each in resolved if each[0].name not in told])
    findings = sorted(merged(found), key=position)
    return Report(
        findings=[finding for finding in findings if finding.answer.verdict == "fails"],
        unknowns=[finding for finding in findings if finding.answer.verdict == "unknown"],
        problems=once([*disk.problems, *(problem for _, made in resolved for problem in made.problems)]),
        notes=collected.notes,
        undeclared=collected.undeclared,
        bugs=list(dict.fromkeys(run.bugs)),
        files=len(disk.read_names),
        deployments=len(collected.deployments),
        resources=sum(not resource.external for _, made in resolved for resource in made.resources),
    )


def covered(resolved: Iterable[tuple[Deployment, Resolved]]) -> set[str]:
    """Name the deployments of templates that others deploy by a link, and that no parameter file is for.

    With their callers' values they were judged there, and alone they would be with defaults that nobody uses.
    """
    alone: dict[PurePath, str] = {}
    calls: dict[PurePath, set[PurePath]] = {}
    for deployment, made in resolved:
        if isinstance(given := deployment.input, ArmInput):
            name = given.template.source.name
            calls.setdefault(name, set()).update(made.linked)
            if not given.parameters and deployment.name == name.as_posix():
                alone[name] = deployment.name
    kept = tops(calls, calls.keys() - alone.keys())
    return {deployment for name, deployment in alone.items() if name not in kept}


def once(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Give each problem once, in the order of files and lines."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.name.as_posix(), problem.line, problem.column))


def _noting(name: str, asking: set[str]) -> Elsewhere:
    """Give a look-up that finds nothing and notes who asks."""

    def find(kind: type[Entity], id_: Text) -> None:  # noqa: ARG001 - it stands in for a look-up
        asking.add(name)

    return find


def _choices(deployment: Deployment, conditions: Collection[str], most: int) -> Sequence[Deployment]:
    """Give the deployment once for each combination of values that its required parameters and conditions allow, where these are few."""
    if not isinstance(deployment.input, ArmInput):
        return ()
    from azbk_lint.resolve.arm import alternatives

    return [replace(deployment, input=choice) for choice in alternatives(deployment.input, conditions, most)]
