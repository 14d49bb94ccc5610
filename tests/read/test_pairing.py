from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import pytest

from azbk_lint.model.source import Document, Source
from azbk_lint.read.pairing import links, pair


def document(path: str, *parameters: str, text: str = "") -> Document:
    return Document(Source(PurePath(path), text), {"parameters": dict.fromkeys(parameters, 0)})


def owner(parameters: Document, *templates: Document) -> str | None:
    pairs = pair(templates, [parameters])
    assert all(files == [parameters] for files in pairs.values())
    return next((name.as_posix() for name in pairs), None)


@pytest.mark.parametrize(
    "path",
    [
        "a/vm.parameters.json",
        "a/vm.parameters.prod.json",
        "a/vm.prod.parameters.json",
        "a/vm.param.json",
        "a/vm-parameters.json",
        "a/vm_prod.json",
        "a/VM.Parameters.json",
        "a/parameters.vm.json",
        "a/parameters/vm.parameters.json",
        "a/parameters/vm.prod.json",
        "a/params/vm.json",
        "a/param.d/vm.json",
    ],
)
def test_a_parameter_file_belongs_to_the_template_it_is_named_after(path: str) -> None:
    assert owner(document(path, "x"), document("a/vm.json"), document("a/net.json"), document("b/vm.json")) == "a/vm.json"


@pytest.mark.parametrize("path", ["vm.parameters.json", "a/b/vm.parameters.json", "a/vms.parameters.json", "b/parameters/vm.json"])
def test_a_parameter_file_elsewhere_or_of_another_name_does_not(path: str) -> None:
    assert owner(document(path, "x"), document("a/vm.json"), document("a/net.json")) is None


def test_folders_of_templates_and_of_parameters_may_lie_side_by_side() -> None:
    assert (
        owner(document("a/parameters/vm.prod.json"), document("a/templates/vm.json"), document("b/templates/vm.json"))
        == "a/templates/vm.json"
    )


def test_the_longest_name_wins() -> None:
    assert owner(document("vm.data.parameters.json"), document("vm.json"), document("vm.data.json")) == "vm.data.json"


@pytest.mark.parametrize(
    ("given", "templates", "found"),
    [
        (["a", "B"], [["A", "b", "c"], ["a"]], "t0.json"),
        (["a"], [["a"], ["a", "b"]], None),
        (["z"], [["a"]], None),
        ([], [["a"]], None),
    ],
)
def test_without_a_name_to_go_by_the_only_template_that_declares_all_is_meant(
    given: Sequence[str], templates: Sequence[Sequence[str]], found: str | None
) -> None:
    declared = [document(f"t{index}.json", *names) for index, names in enumerate(templates)]
    assert owner(document("prod.json", *given), *declared) == found


def test_a_name_is_no_pattern() -> None:
    assert owner(document("aXb.parameters.json", "x"), document("a.b.json")) is None


def link(path: str, written: str) -> Document:
    return document(path, text=f'{{"templateLink": {{"uri": "[uri(parameters(\'base\'), \'{written}\')]"}}}}')


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("nested/vnet.json", "app/nested/vnet.json"),
        ("./nested/vnet.json", "app/nested/vnet.json"),
        ("/nested/vnet.json", "app/nested/vnet.json"),
        ("vnet.json", "app/nested/vnet.json"),
        ("VNET.json", "app/vnet.json"),
        ("../shared/vnet.json", "shared/vnet.json"),
        ("https://raw.example/main/app/nested/vnet.json", "app/nested/vnet.json"),
    ],
)
def test_a_template_that_another_links_to_is_known(written: str, other: str) -> None:
    assert links([link("app/main.json", written), document(other)])[PurePath("app/main.json")] == {PurePath(other)}


@pytest.mark.parametrize(
    ("caller", "other"),
    [
        (link("app/main.json", "nested/vnet.json"), "app/vnet.json"),
        (link("app/main.json", "nested/vnet.json"), "other/nested/vnet.json"),
        (link("app/main.json", "https://raw.example/other/azuredeploy.json"), "app/prereq/azuredeploy.json"),
        (link("app/main.json", "main.json"), "other/main.json"),
        (link("main.json", "nested/vnet.json"), "vnet.json"),
        (document("app/main.json", text="see nested/vnet.json"), "app/nested/vnet.json"),
    ],
)
def test_a_template_that_is_only_called_alike_is_not(caller: Document, other: str) -> None:
    assert PurePath(other) not in links([caller, document(other)])[caller.source.name]
