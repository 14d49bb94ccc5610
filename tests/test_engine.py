from __future__ import annotations

import datetime as dt
import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from azbk_lint import engine
from azbk_lint.config import Config, Stacked, ValueSet
from azbk_lint.engine import lint
from azbk_lint.model.estate import Entity, Estate
from azbk_lint.model.policy import UNREAD, Answer, Check, Citation, Policy, Severities, Stack
from azbk_lint.model.report import Report
from azbk_lint.model.resource import Resolved
from azbk_lint.model.source import Deployment, Reader, Undeclared
from azbk_lint.model.value import Unknown
from azbk_lint.read.find import MissingPath
from azbk_lint.report.locate import locate
from azbk_lint.resolve import resolve

SETS: Sequence[tuple[str, int, Stack | None]] = (("dev", 5, None), ("prod", 20, "v1"), ("test", 30, None))


@dataclass(frozen=True)
class Big:
    """Fails for every disk over 10 GB, and cannot tell where the size is unknown."""

    def judge(self, estate: Estate) -> Iterator[Answer]:
        for disk in estate.resources:
            match disk.get("properties", "diskSizeGB"):
                case int(size) if size > 10:
                    yield Answer("fails", disk.at("properties", "diskSizeGB"), {"size": size}, resource=disk.address)
                case Unknown(because=because):
                    yield Answer("unknown", disk.at("properties", "diskSizeGB"), {"because": because}, resource=disk.address)


@dataclass(frozen=True)
class Broken:
    """Breaks on the deployment of that name."""

    def judge(self, estate: Estate) -> Iterator[Answer]:
        raise KeyError(len(estate.resources))
        yield


def policy(name: str = "big-disk", check: Check | None = None) -> Policy:
    severity = Severities("error", "warning", "info")
    return Policy(name, "A disk is big", severity, [], "Why", "Shrink it", [Citation("a", dt.date(2018, 12, 3))], check or Big())


def template(folder: Path, name: str = "main.json", *, size: object = 20, parameters: Mapping[str, object] | None = None) -> None:
    disk = {
        "type": "Microsoft.Compute/disks",
        "apiVersion": "2023-10-02",
        "name": "data",
        "location": "japaneast",
        "properties": {"diskSizeGB": size, "creationData": {"createOption": "Empty"}},
    }
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    text = {"$schema": schema, "contentVersion": "1.0.0.0", "parameters": parameters or {}, "resources": [disk]}
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(text, indent=2), encoding="utf-8")


def values(folder: Path, name: str, **given: object) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"
    text = {"$schema": schema, "contentVersion": "1.0.0.0", "parameters": {key: {"value": value} for key, value in given.items()}}
    (folder / name).write_text(json.dumps(text), encoding="utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*paths: str, policies: Sequence[Policy] | None = None, config: Config | None = None) -> Report:
    return lint([Path(path) for path in paths or (".",)], policies or [policy()], config or Config())


def told(report: Report) -> list[tuple[str, int, str]]:
    found = [(finding.answer.place, finding.severity) for finding in report.findings]
    return [(place.source.name.as_posix(), locate(place).line, severity) for place, severity in found]


def test_a_fault_is_found_and_everything_counted(tmp_path: Path) -> None:
    template(tmp_path)
    report = run()
    assert told(report) == [("main.json", 12, "info")]
    assert (report.files, report.deployments, report.resources, report.bugs, report.problems) == (1, 1, 1, [], [])


def test_findings_are_told_by_path_line_and_policy(tmp_path: Path) -> None:
    for folder in ("b", "a"):
        template(tmp_path / folder)
    report = run(policies=[policy("second"), policy("first")])
    assert [(finding.answer.place.source.name.as_posix(), finding.policy.name) for finding in report.findings] == [
        ("a/main.json", "first"),
        ("a/main.json", "second"),
        ("b/main.json", "first"),
        ("b/main.json", "second"),
    ]


def test_parameter_sets_that_fail_alike_are_one_finding(tmp_path: Path) -> None:
    template(tmp_path, size="[parameters('size')]", parameters={"size": {"type": "int"}})
    for name, size in {"dev": 5, "prod": 20, "test": 30}.items():
        values(tmp_path, f"main.parameters.{name}.json", size=size)
    report = run()
    (finding,) = report.findings
    assert (finding.deployment, finding.also) == ("main.json + main.parameters.prod.json", ("main.json + main.parameters.test.json",))
    assert report.deployments == 3


def test_what_nobody_can_tell_is_kept_apart(tmp_path: Path) -> None:
    template(tmp_path, size="[parameters('size')]", parameters={"size": {"type": "int"}})
    report = run()
    assert report.findings == []
    assert [finding.answer.facts["because"] for finding in report.unknowns] == [
        "parameter 'size' has no default and no parameter file gives it"
    ]
    assert told(run(config=Config(set={"size": 20}))) != []
    assert run(config=Config(set={"size": 5})).unknowns == []


def test_what_every_value_of_a_parameter_makes_fail_fails(tmp_path: Path) -> None:
    parameters = {"size": {"type": "int", "allowedValues": [20, 30]}}
    template(tmp_path, size="[parameters('size')]", parameters=parameters)
    report = run()
    assert (len(report.findings), len(report.unknowns)) == (1, 0)


def test_what_no_value_of_a_parameter_makes_fail_passes(tmp_path: Path) -> None:
    template(tmp_path, size="[if(parameters('big'), 5, 6)]", parameters={"big": {"type": "bool"}})
    report = run()
    assert (report.findings, report.unknowns) == ([], [])


def test_what_one_value_of_a_parameter_makes_fail_stays_open(tmp_path: Path) -> None:
    template(tmp_path, size="[if(parameters('big'), 50, 6)]", parameters={"big": {"type": "bool"}})
    report = run()
    assert (len(report.findings), len(report.unknowns)) == (0, 1)


def linking(folder: Path, size: object) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    link = {"relativePath": "disk.json", "contentVersion": "1.0.0.0"}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "disk",
        "properties": {"mode": "Incremental", "templateLink": link, "parameters": {"size": {"value": size}}},
    }
    text = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [nested]}
    (folder / "main.json").write_text(json.dumps(text), encoding="utf-8")


@pytest.mark.parametrize(("size", "fails"), [(20, 1), (5, 0)])
def test_a_linked_template_is_told_by_its_caller_alone(tmp_path: Path, size: int, fails: int) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters={"size": {"type": "int"}})
    linking(tmp_path, size)
    report = run()
    assert (len(report.findings), len(report.unknowns), report.deployments) == (fails, 0, 2)


def test_a_linked_template_that_no_caller_reaches_stays_open(tmp_path: Path) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters={"size": {"type": "int"}})
    linking(tmp_path, 5)
    text = (tmp_path / "main.json").read_text(encoding="utf-8")
    (tmp_path / "main.json").write_text(text.replace('"name": "disk"', '"name": "disk", "condition": false'), encoding="utf-8")
    assert len(run().unknowns) == 1


def test_stacks_are_said_for_the_run_or_by_path(tmp_path: Path) -> None:
    template(tmp_path / "new")
    template(tmp_path / "old")
    config = Config(stack="v2", paths={"old/*": Stacked("v1")})
    assert told(run(config=config)) == [("new/main.json", 12, "warning"), ("old/main.json", 12, "error")]


def test_an_unreadable_file_does_not_keep_the_others_from_being_judged(tmp_path: Path) -> None:
    template(tmp_path)
    (tmp_path / "cut.json").write_text((tmp_path / "main.json").read_text(encoding="utf-8")[:300], encoding="utf-8")
    report = run()
    assert [(problem.name.as_posix(), problem.line > 0) for problem in report.problems] == [("cut.json", True)]
    assert len(report.findings) == 1


def test_a_check_that_breaks_keeps_neither_policies_nor_deployments_from_being_judged(tmp_path: Path) -> None:
    template(tmp_path / "a")
    template(tmp_path / "b")
    report = run(policies=[policy("broken", Broken()), policy()])
    assert [(bug.policy, bug.deployment) for bug in report.bugs] == [("broken", "a/main.json"), ("broken", "b/main.json")]
    assert len(report.findings) == 2


def test_a_check_that_breaks_on_every_choice_is_named_once(tmp_path: Path) -> None:
    template(tmp_path, size="[if(parameters('big'), 5, 6)]", parameters={"big": {"type": "bool"}})
    assert len(run(policies=[policy("broken", Broken()), policy()]).bugs) == 1


def test_an_evaluator_that_breaks_is_named_by_its_deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template(tmp_path / "a")
    template(tmp_path / "b")

    def broken(deployment: Deployment, reader: Reader) -> Resolved:
        if deployment.name == "a/main.json":
            raise RecursionError("oops")
        return resolve(deployment, reader)

    monkeypatch.setattr(engine, "resolve", broken)
    report = run()
    assert [(bug.policy, bug.deployment) for bug in report.bugs] == [("", "a/main.json")]
    assert told(report) == [("b/main.json", 12, "info")]


@dataclass(frozen=True)
class Attached:
    """Fails for every VM's data disk, saying in which deployment it is declared."""

    def judge(self, estate: Estate) -> Iterator[Answer]:
        for vm in estate.vms:
            for disk in vm.disks:
                managed = None if isinstance(disk, Unknown) else disk.managed
                where = managed.deployment if isinstance(managed, Entity) else "nowhere"
                yield Answer("fails", vm.at(), {"where": where}, resource=vm.resource.address)


def test_a_deployment_looks_into_the_others_for_what_it_only_refers_to(tmp_path: Path) -> None:
    template(tmp_path, "disks.json")
    machine = {
        "type": "Microsoft.Compute/virtualMachines",
        "apiVersion": "2023-09-01",
        "name": "vm1",
        "location": "japaneast",
        "properties": {
            "storageProfile": {
                "dataDisks": [
                    {"lun": 0, "createOption": "Attach", "managedDisk": {"id": "[resourceId('Microsoft.Compute/disks', 'data')]"}}
                ]
            }
        },
    }
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    text = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": [machine]}
    (tmp_path / "vm.json").write_text(json.dumps(text), encoding="utf-8")
    policies = [policy("attached", Attached())]
    assert [found.answer.facts["where"] for found in run(policies=policies).findings] == ["disks.json"]
    assert [found.answer.facts["where"] for found in run("vm.json", policies=policies).findings] == ["nowhere"]


def test_a_path_that_is_not_there_ends_the_run() -> None:
    with pytest.raises(MissingPath, match="no such file or folder: absent"):
        run("absent")


def test_a_folder_without_anything_of_azures_gives_an_empty_report(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    assert run().deployments == 0


def test_sets_of_values_are_judged_each_on_its_stack_and_told_together(tmp_path: Path) -> None:
    template(tmp_path, size="[parameters('size')]", parameters={"size": {"type": "int", "defaultValue": 99}})
    sets = [ValueSet("main.json", name, set={"size": size}, stack=stack) for name, size, stack in SETS]
    report = run(config=Config(deployment=sets))
    (found,) = report.findings
    assert (found.deployment, found.also, found.severity, found.stack) == ("main.json (prod)", ("main.json (test)",), "error", "v1")
    assert report.deployments == 3


def test_where_a_template_is_deployed_to_is_known_when_said(tmp_path: Path) -> None:
    template(tmp_path, size="[if(equals(resourceGroup().location, 'japaneast'), 20, 5)]")
    assert len(run().unknowns) == 1
    assert told(run(config=Config(location="japaneast"))) == [("main.json", 12, "info")]
    report = run(config=Config(location="westeurope"))
    assert (report.findings, report.unknowns) == ([], [])


def test_what_is_given_to_nobody_is_reported(tmp_path: Path) -> None:
    template(tmp_path)
    assert run(config=Config(set={"size": 1})).undeclared == [Undeclared("set", "size", [])]


def test_the_search_for_circular_garbage_rests_during_a_run_and_goes_on_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template(tmp_path)
    seen: list[bool] = []

    def watched(deployment: Deployment, reader: Reader) -> Resolved:
        seen.append(gc.isenabled())
        return resolve(deployment, reader)

    monkeypatch.setattr(engine, "resolve", watched)
    run()
    assert (seen, gc.isenabled()) == ([False], True)
    with pytest.raises(MissingPath):
        run("absent")
    assert gc.isenabled()


def relinked(folder: Path, link: str) -> None:
    """Let main.json link to another template than disk.json."""
    text = (folder / "main.json").read_text(encoding="utf-8")
    parameters = '"parameters": {"env": {"type": "string"}}, "resources"'
    text = text.replace('"disk.json"', json.dumps(link)).replace('"resources"', parameters, 1)
    (folder / "main.json").write_text(text, encoding="utf-8")


def test_a_template_linked_by_a_name_with_a_hole_is_told_by_its_caller(tmp_path: Path) -> None:
    template(tmp_path, "prod-disk.json", size="[parameters('size')]", parameters={"size": {"type": "int"}})
    linking(tmp_path, 20)
    relinked(tmp_path, "[concat(parameters('env'), '-disk.json')]")
    report = run()
    assert [(found.deployment, found.also) for found in report.findings] == [("main.json", ())]
    assert report.unknowns == []


def test_a_template_that_is_not_read_is_an_unknown_at_its_link(tmp_path: Path) -> None:
    linking(tmp_path, 20)
    report = run()
    assert report.findings == []
    (unknown,) = report.unknowns
    assert (unknown.policy.name, unknown.deployment) == (UNREAD, "main.json")
    assert unknown.answer.place.route[-2:] == ("properties", "templateLink")


def test_defaults_of_a_linked_template_are_no_evidence(tmp_path: Path) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters={"size": {"type": "int", "defaultValue": 99}})
    linking(tmp_path, 5)
    report = run()
    assert (report.findings, report.unknowns) == ([], [])
    alone = run("disk.json")
    assert (len(alone.findings), len(alone.unknowns)) == (0, 1)


def test_templates_that_link_each_other_are_judged_all_the_same(tmp_path: Path) -> None:
    linking(tmp_path, 5)
    text = (tmp_path / "main.json").read_text(encoding="utf-8")
    disk = {"type": "Microsoft.Compute/disks", "apiVersion": "2023-10-02", "name": "big", "properties": {"diskSizeGB": 20}}
    both = json.loads(text.replace('"disk.json"', '"main.json"'))
    both["resources"].append(disk)
    (tmp_path / "main.json").write_text(text, encoding="utf-8")
    (tmp_path / "disk.json").write_text(json.dumps(both), encoding="utf-8")
    assert {found.answer.place.source.name.as_posix() for found in run().findings} == {"disk.json"}


def test_modules_not_downloaded_and_types_not_translated_are_unknowns(tmp_path: Path) -> None:
    module = 'module "net" {\n  source  = "Azure/network/azurerm"\n  version = "5.3.0"\n}\n'
    resource = 'resource "azurerm_automanage_configuration" "all" {\n  backup {}\n}\n'
    (tmp_path / "main.tf").write_text(module + resource, encoding="utf-8")
    unread = [each.answer for each in run().unknowns if each.policy.name == UNREAD]
    assert [(answer.facts["what"], locate(answer.place).line) for answer in unread] == [
        ("module 'net'", 2),
        ("azurerm_automanage_configuration.all", 5),
    ]


def test_what_is_not_read_is_told_once_for_a_place(tmp_path: Path) -> None:
    linking(tmp_path, 5)
    relinked(tmp_path, "gone.json")
    for name in ("dev", "prod"):
        values(tmp_path, f"main.parameters.{name}.json", env=name)
    (unknown,) = run().unknowns
    assert (unknown.deployment, unknown.also) == ("main.json + main.parameters.dev.json", ("main.json + main.parameters.prod.json",))
