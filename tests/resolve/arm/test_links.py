"""Which of the files a link means, told from its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from azbk_lint.model.resource import Resolved
from azbk_lint.model.value import Json

Resolve = Callable[..., Resolved]
RAW = "https://raw.githubusercontent.com/o/r/main"
BASE = "parameters('_artifactsLocation')"
FOUND = {
    "below another folder of the repository": (f"{RAW}/modules/net/azuredeploy.json", ["modules/net/azuredeploy.json"]),
    "moved with its folder": (f"{RAW}/net/azuredeploy.json", ["deep/er/net/azuredeploy.json"]),
    "no namesake beside": (f"{RAW}/shared/vnet.json", ["shared/vnet.json", "infra/vnet.json"]),
    "most alike": (f"{RAW}/a/net/vnet.json", ["x/a/net/vnet.json", "b/net/vnet.json"]),
    "at the top of what is checked": (f"{RAW}/vnet.json", ["vnet.json", "infra/deep/vnet.json"]),
    "a branch that nobody knows": (f"[concat('https://x.org/', {BASE}, '/net/vnet.json')]", ["net/vnet.json"]),
    "in a folder above": (f"[uri({BASE}, 'nested/vnet.json')]", ["nested/vnet.json"]),
    "nearest first": (f"[uri({BASE}, 'nested/vnet.json')]", ["infra/nested/vnet.json", "nested/vnet.json"]),
    "one folder up": (f"[uri({BASE}, '../net/vnet.json')]", ["net/vnet.json"]),
    "a name with a hole": (f"[uri({BASE}, concat('node-', {BASE}, '.json'))]", ["infra/node-big.json", "infra/other.json"]),
    "a name that ends known": (f"[concat({BASE}, 'nested/', {BASE}, '-node.json')]", ["infra/nested/big-node.json"]),
    "a folder with a hole": (f"[uri({BASE}, concat('nested/', {BASE}, '/vnet.json'))]", ["infra/nested/new/vnet.json", "infra/vnet.json"]),
    "another letter case": (f"{RAW}/Net/VNet.json", ["net/vnet.json"]),
}
LEFT = {
    "a namesake": (f"{RAW}/shared/vnet.json", ["infra/vnet.json"], "is not among the files"),
    "a bare name far above": (f"[uri({BASE}, 'vnet.json')]", ["vnet.json"], "is not among the files"),
    "several fit": (
        f"{RAW}/net/vnet.json",
        ["a/net/vnet.json", "b/net/vnet.json"],
        "several files may be it: a/net/vnet.json, b/net/vnet.json",
    ),
    "several fit a hole": (
        f"[uri({BASE}, concat('node-', {BASE}, '.json'))]",
        ["infra/node-a.json", "infra/node-b.json"],
        "infra/node-a.json",
    ),
    "any name fits": (f"[uri({BASE}, concat({BASE}, '.json'))]", ["infra/other.json"], "is not among the files"),
    "a parameter file": (f"[uri({BASE}, concat('node', {BASE}, '.json'))]", ["infra/node.parameters.json"], "is not among the files"),
    "itself": (f"{RAW}/infra/main.json", [], "is not among the files"),
}


def linking(uri: str) -> dict[str, Any]:
    nested = {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"templateLink": {"uri": uri}}}
    return {"parameters": {"_artifactsLocation": {"type": "string"}}, "resources": [nested]}


def holding(*names: str) -> Mapping[str, Json]:
    return {name: {"resources": [{"type": "Contoso.Test/things", "name": name}]} for name in names}


@pytest.mark.parametrize(("uri", "files"), FOUND.values(), ids=FOUND.keys())
def test_a_link_means_the_one_file_that_ends_like_it(resolve: Resolve, uri: str, files: list[str]) -> None:
    wanted = files[0]
    resolved = resolve(linking(uri), files=holding(*files))
    assert [each.name for each in resolved.resources[1:]] == [wanted]
    assert [path.as_posix() for path in resolved.linked] == [wanted]
    assert resolved.gaps == []


@pytest.mark.parametrize(("uri", "files", "because"), LEFT.values(), ids=LEFT.keys())
def test_a_link_that_may_mean_none_or_several_leaves_a_gap(resolve: Resolve, uri: str, files: list[str], because: str) -> None:
    (gap,) = resolve(linking(uri), files=holding(*files)).gaps
    assert because in gap.because
    assert (gap.what, gap.address, gap.place.route[-1]) == ("nested deployment 'net'", "deployments/net", "templateLink")
    assert "check the folder" in gap.settle


def test_a_template_spec_is_a_gap(resolve: Resolve) -> None:
    link = {"id": "/subscriptions/S/resourceGroups/G/providers/Microsoft.Resources/templateSpecs/net/versions/1"}
    nested = {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"templateLink": link}}
    (gap,) = resolve({"resources": [nested]}).gaps
    assert gap.because.startswith("its template is a template spec (/subscriptions/S/")


def test_a_template_made_by_an_unknown_is_a_gap_for_its_reason(resolve: Resolve) -> None:
    nested = {"type": "Microsoft.Resources/deployments", "name": "net", "properties": {"template": "[parameters('t')]"}}
    (gap,) = resolve({"parameters": {"t": {"type": "object"}}, "resources": [nested]}).gaps
    assert "parameter 't' has no default" in gap.because
    assert gap.settle == "--set t=VALUE"
