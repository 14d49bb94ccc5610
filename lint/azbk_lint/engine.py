"""The whole way of a run: read, resolve, link, judge. Only this module knows the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from azbk_lint.config import Config
from azbk_lint.judge import guarded, judge, merged
from azbk_lint.link import Elsewhere, Others, link
from azbk_lint.link.lookup import nowhere
from azbk_lint.model.estate import Estate
from azbk_lint.model.policy import Finding, Policy
from azbk_lint.model.report import Bug, Report
from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Problem, Reader
from azbk_lint.read.discover import Collected, discover
from azbk_lint.read.disk import Disk
from azbk_lint.report.place import position
from azbk_lint.resolve import resolve


@dataclass(frozen=True, slots=True)
class Run:
    """What the hops of one run share: the configuration, and what broke on the way."""

    config: Config
    bugs: list[Bug] = field(default_factory=list[Bug])

    def resolved(self, collected: Collected, reader: Reader) -> Mapping[str, Resolved]:
        """Evaluate every deployment; one that breaks us is left out."""
        made: dict[str, Resolved] = {}
        for deployment in collected.deployments:
            with guarded(self.bugs, deployment.name):
                made[deployment.name] = resolve(deployment, reader)
        return made

    def linked(self, resolved: Mapping[str, Resolved]) -> Mapping[str, Estate]:
        """Link each deployment by itself, and where there are several once more, now that each can look into the others."""
        alone = self._linked(resolved, dict.fromkeys(resolved, nowhere))
        if len(alone) < 2:
            return alone
        others = Others(alone)
        return self._linked(resolved, {name: others.besides(name) for name in alone})

    def _linked(self, resolved: Mapping[str, Resolved], lookups: Mapping[str, Elsewhere]) -> Mapping[str, Estate]:
        vaults = {name: said.stack for name, said in self.config.vaults.items()}
        estates: dict[str, Estate] = {}
        for name, elsewhere in lookups.items():
            with guarded(self.bugs, name):
                stack = self.config.stack_of(name)
                estates[name] = link(resolved[name].resources, stack=stack, vault_stacks=vaults, elsewhere=elsewhere)
        return estates

    def judged(self, estates: Mapping[str, Estate], policies: Sequence[Policy]) -> Iterator[Finding]:
        """Put every policy to every deployment."""
        for name, estate in estates.items():
            yield from judge(estate, policies, name, self.config.stack_of(name), self.bugs)


def lint(paths: Sequence[PurePath], policies: Sequence[Policy], config: Config) -> Report:
    """Judge by the policies what the paths hold, each deployment by itself. Raises read.find.MissingPath."""
    disk, run = Disk(paths), Run(config)
    collected = discover(paths, disk, config)
    resolved = run.resolved(collected, disk)
    findings = sorted(merged(run.judged(run.linked(resolved), policies)), key=position)
    return Report(
        findings=[finding for finding in findings if finding.answer.verdict == "fails"],
        unknowns=[finding for finding in findings if finding.answer.verdict == "unknown"],
        problems=once([*disk.problems, *(problem for made in resolved.values() for problem in made.problems)]),
        notes=collected.notes,
        bugs=run.bugs,
        files=len(disk.read_names),
        deployments=len(collected.deployments),
        resources=sum(not resource.external for made in resolved.values() for resource in made.resources),
    )


def once(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Give each problem once, in the order of files and lines."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.name.as_posix(), problem.line, problem.column))
