"""Our evaluator against the recorded answers of terraform itself; record.py writes them anew."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import pytest
from tests.oracle import record, replay, terraform

from azbk_lint.model.source import PlanInput
from azbk_lint.model.value import Value
from azbk_lint.read.disk import Disk
from azbk_lint.resolve.terraform.expressions.calls import SPECIAL
from azbk_lint.resolve.terraform.functions import FUNCTIONS
from azbk_lint.resolve.terraform.instance import Instance
from azbk_lint.resolve.terraform.plan import instances as plan_instances

HERE = Path(__file__).parent
OURS = ("list", "map", "provider::azurerm::parse_resource_id", "provider::azurerm::normalise_resource_id")
NOT_ASKED = ["base64gzip", "bcrypt", "plantimestamp", "rsadecrypt"]  # another value each time, or bytes of a compressor


def answers(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def accepted(name: str) -> set[str]:
    """Give the expressions whose difference is accepted, each listed under a reason."""
    reasons = json.loads((HERE / "accepted.json").read_text(encoding="utf-8"))[name]
    return {expression for expressions in reasons.values() for expression in expressions}


def differences(name: str) -> dict[str, str]:
    return {asked: why for asked, answer in answers(name) if (why := replay.differs(replay.answer(asked), answer))}


def test_the_hand_picked_expressions_evaluate_as_in_terraform_save_for_those_listed_with_a_reason() -> None:
    assert differences("picked").keys() == accepted("picked")


def test_every_function_of_terraform_is_there_and_among_the_hand_picked() -> None:
    names = json.loads((HERE / "functions.json").read_text(encoding="utf-8"))
    assert FUNCTIONS.keys() | SPECIAL.keys() == {*names, *OURS}
    asked = "\n".join(record.picked())
    assert [name for name in names if not re.search(rf"\b{name}\(", asked)] == NOT_ASKED


def test_random_expressions_evaluate_as_in_terraform_save_for_one_in_two_hundred_each_listed_with_a_reason() -> None:
    assert differences("random").keys() == accepted("random")
    assert len(accepted("random")) <= len(list(answers("random"))) // 200


def test_where_something_is_unknown_we_may_know_less_than_terraform_and_never_otherwise() -> None:
    found = differences("random-unknown")
    less = {asked for asked, why in found.items() if why.startswith("is unknown")}
    assert found.keys() - less == accepted("random-unknown")
    assert len(less) <= len(list(answers("random-unknown"))) // 25


def test_the_recorded_expressions_are_those_of_the_list() -> None:
    assert [asked for asked, _ in answers("picked")] == record.picked()


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is nothing to record from")
def test_terraform_still_answers_as_recorded() -> None:
    sample = list(answers("picked"))[::20]
    fresh = terraform.ask([asked for asked, _ in sample])
    assert fresh == [answer for _, answer in sample]


@pytest.mark.parametrize(("name", "text"), list(record.modules()), ids=[name for name, _ in record.modules()])
def test_whole_modules_evaluate_as_in_terraform(name: str, text: str, tmp_path: Path) -> None:
    recorded = dict(answers("modules"))[name]
    ours = replay.module(text, tmp_path)
    for kind in ("resources", "outputs"):
        assert ours[kind].keys() == recorded[kind].keys()
        differences = {key: why for key, answer in recorded[kind].items() if (why := replay.differs(ours[kind][key], answer))}
        assert differences == {}


def plan(tmp_path: Path, *, with_sources: bool) -> dict[str, Instance]:
    """Read the recorded plan, its sources beside it or not, with ids that say whose they are."""
    record.unpack((HERE / "plan.txt").read_text(encoding="utf-8"), tmp_path)
    folder = PurePath(tmp_path)
    disk = Disk([folder, PurePath(HERE)])
    document = disk.json(PurePath(HERE / "plan.json"))
    assert document is not None

    def provider(instance: Instance, name: str) -> Value:
        return f"id of {instance.address}" if name == "id" else None

    found, problems = plan_instances(PlanInput(document, folder if with_sources else None), disk, provider)
    assert not problems
    return {instance.address: instance for instance in found}


def test_a_plan_of_terraform_has_the_instances_that_its_sources_make(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    found, _ = replay.evaluated((HERE / "plan.txt").read_text(encoding="utf-8"), tmp_path / "sources")
    assert plan(tmp_path, with_sources=False).keys() == found.keys()


def test_what_a_plan_of_terraform_leaves_unknown_is_found_in_its_sources(tmp_path: Path) -> None:
    each = "id of terraform_data.each"
    net = 'id of module.net["p"].terraform_data.s'
    values = plan(tmp_path, with_sources=True)['terraform_data.b["y"]'].values
    assert values["input"] == [f'{each}["y"]', f'{each}["y"]', f'{each}["x"]', "id of terraform_data.a", net, net]
    assert values["triggers_replace"] == f'{each}["x"]'
