"""What a run says of parts of a deployment that it could not read, and whose word counts for a linked template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.test_engine import linking, run, template, values

from azbk_lint.model.report import Report
from azbk_lint.report.locate import locate

SIZE = {"size": {"type": "int", "defaultValue": 20}}
TERRAFORM = """
module "net" {
  source = "Azure/network/azurerm"
  count  = 2
}
module "none" {
  source = "Azure/network/azurerm"
  count  = 0
}
module "names" {
  source = "Azure/naming/azurerm"
}
resource "azurerm_virtual_machine_whatever" "x" {
  count = 2
}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def gaps(report: Report) -> list[tuple[str, int, object, object]]:
    found = [(each.answer, locate(each.answer.place)) for each in report.unknowns if each.policy.name == "unread"]
    return [(answer.place.source.name.as_posix(), at.line, answer.facts["what"], answer.facts["because"]) for answer, at in found]


def test_defaults_of_a_linked_template_are_no_evidence(tmp_path: Path) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters=SIZE)
    assert len(run("disk.json").findings) == 1
    linking(tmp_path, 5)
    report = run()
    assert (report.findings, report.unknowns) == ([], [])


def test_a_linked_template_whose_caller_does_not_reach_it_waits_for_values(tmp_path: Path) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters=SIZE)
    linking(tmp_path, 5)
    edited(tmp_path / "main.json", '"name": "disk"', '"name": "disk", "condition": false')
    report = run()
    assert report.findings == []
    assert [found.answer.facts["because"] for found in report.unknowns] == ["parameter 'size' is given by the template that links this one"]


@pytest.mark.parametrize("name", ["concat('disk-', resourceGroup().tags.kind, '.json')", "concat(resourceGroup().tags.kind, '-big.json')"])
def test_a_template_linked_by_a_name_with_a_hole_is_told_by_its_caller(tmp_path: Path, name: str) -> None:
    template(tmp_path, "disk-big.json", size="[parameters('size')]", parameters=SIZE)
    linking(tmp_path, 5)
    edited(tmp_path / "main.json", '"relativePath": "disk.json"', f'"uri": "[uri(deployment().properties.templateLink.uri, {name})]"')
    report = run()
    assert (report.findings, report.unknowns) == ([], [])


def test_templates_that_link_each_other_are_judged_all_the_same(tmp_path: Path) -> None:
    template(tmp_path, "own.json")
    own = json.loads((tmp_path / "own.json").read_text(encoding="utf-8"))
    (tmp_path / "own.json").unlink()
    linking(tmp_path, 5)
    links = json.loads((tmp_path / "main.json").read_text(encoding="utf-8"))["resources"][0]
    for name, other in (("main.json", "disk.json"), ("disk.json", "main.json")):
        link = json.loads(json.dumps(links).replace("disk.json", other))
        (tmp_path / name).write_text(json.dumps({**own, "resources": [{**own["resources"][0], "name": name}, link]}), encoding="utf-8")
    assert [found.deployment for found in run().findings] == ["disk.json", "disk.json"]


def test_a_linked_template_with_parameter_files_of_its_own_is_judged_with_them(tmp_path: Path) -> None:
    template(tmp_path, "disk.json", size="[parameters('size')]", parameters=SIZE)
    linking(tmp_path, 5)
    values(tmp_path, "disk.parameters.json", size=30)
    assert [found.deployment for found in run().findings] == ["disk.json + disk.parameters.json"]


def test_a_template_that_is_not_read_is_an_unknown_at_its_link(tmp_path: Path) -> None:
    linking(tmp_path, 5)
    assert gaps(run()) == [("main.json", 1, "nested deployment 'disk'", "disk.json is not among the files")]


def test_what_is_not_read_is_told_once_for_a_place(tmp_path: Path) -> None:
    linking(tmp_path, 5)
    text = json.loads((tmp_path / "main.json").read_text(encoding="utf-8"))
    text["parameters"] = {"size": {"type": "int"}}
    text["resources"][0] |= {"copy": {"name": "disks", "count": 3}, "name": "[concat('disk', copyIndex())]"}
    (tmp_path / "main.json").write_text(json.dumps(text, indent=1), encoding="utf-8")
    for name in ("dev", "prod"):
        values(tmp_path, f"main.parameters.{name}.json", size=5)
    report = run()
    (found,) = report.unknowns
    assert found.also == ("main.json + main.parameters.prod.json",)
    assert report.deployments == 2


def test_modules_not_downloaded_and_types_not_translated_are_unknowns(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    assert gaps(run()) == [
        ("main.tf", 3, "module 'net'", "module 'net' is not downloaded"),
        ("main.tf", 13, "azurerm_virtual_machine_whatever.x[0]", "the type azurerm_virtual_machine_whatever is not translated"),
    ]
