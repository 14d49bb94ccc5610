"""The whole way of a run: read, resolve, link, judge. Only this module knows the order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from azbk_lint.config import Config
from azbk_lint.judge import guarded, judge, merged
from azbk_lint.link import link
from azbk_lint.model.policy import Finding, Policy
from azbk_lint.model.report import Bug, Report
from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Deployment, Problem
from azbk_lint.read.discover import discover
from azbk_lint.read.disk import Disk
from azbk_lint.report.place import position
from azbk_lint.resolve import resolve


def lint(paths: Sequence[Path], policies: Sequence[Policy], config: Config) -> Report:
    """Judge by the policies what the paths hold, each deployment by itself."""
    bugs: list[Bug] = []
    disk = Disk(paths)
    collected = discover(paths, disk, config)
    resolved: list[tuple[Deployment, Resolved]] = []
    for deployment in collected.deployments:
        with guarded(bugs, deployment.name):
            resolved.append((deployment, resolve(deployment, disk)))
    findings: list[Finding] = []
    vaults = {name: said.stack for name, said in config.vaults.items()}
    for deployment, made in resolved:
        with guarded(bugs, deployment.name):
            estate = link(made.resources, stack=config.stack_of(deployment.name), vault_stacks=vaults)
            findings.extend(judge(estate, policies, deployment.name, config.stack_of(deployment.name), bugs))
    found = sorted(merged(findings), key=position)
    return Report(
        findings=[finding for finding in found if finding.answer.verdict == "fails"],
        unknowns=[finding for finding in found if finding.answer.verdict == "unknown"],
        problems=once([*disk.problems, *(problem for _, made in resolved for problem in made.problems)]),
        notes=collected.notes,
        bugs=bugs,
        files=len(disk.read_names),
        deployments=len(collected.deployments),
        resources=sum(not resource.external for _, made in resolved for resource in made.resources),
    )


def once(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Give each problem once, in the order of files and lines."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.name.as_posix(), problem.line, problem.column))
