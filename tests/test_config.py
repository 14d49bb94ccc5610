from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from azbk_lint.config import Config, ConfigError, Stacked, ValueSet, find, load


def written(folder: Path, text: str, name: str = "azbk-lint.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_every_setting_can_be_written(tmp_path: Path) -> None:
    text = """
stack = "v2"
select = ["nsg-*"]
ignore = ["nsg-8443-missing"]
policies = ["ours"]
var-file = ["prod.tfvars"]
parameters = ["prod.parameters.json"]
location = "japaneast"
resource-group = "rg"
subscription-id = "s"
unknown = "fail"
fail-on = "error"
[var]
size = 3
since = 2020-01-01
[set]
rules = [{ a = 1 }]
[vaults."rsv-legacy"]
stack = "v1"
[paths."legacy/*"]
stack = "v1"
"""
    here = tmp_path.as_posix()
    assert load(written(tmp_path, text)) == Config(
        stack="v2",
        vaults={"rsv-legacy": Stacked("v1")},
        paths={"legacy/*": Stacked("v1")},
        select=("nsg-*",),
        ignore=("nsg-8443-missing",),
        policies=(f"{here}/ours",),
        var_file=(f"{here}/prod.tfvars",),
        var={"size": 3, "since": "2020-01-01"},
        parameters=(f"{here}/prod.parameters.json",),
        set={"rules": [{"a": 1}]},
        location="japaneast",
        resource_group="rg",
        subscription_id="s",
        unknown="fail",
        fail_on="error",
    )


def test_pyproject_holds_it_in_a_table_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, '[project]\nname = "x"\n[tool.azbk-lint]\nstack = "v1"\n', "pyproject.toml")
    assert load(file).stack == "v1"
    assert find(tmp_path) == file


@pytest.mark.parametrize(
    ("text", "name", "complaint"),
    [
        ('\nstak = "v1"', "azbk-lint.toml", ":2: unknown key `stak`; did you mean `stack`?"),
        ('[vaults.a]\n\nstack = "v11"', "azbk-lint.toml", ":3: expected one of v1, v2, current, got `v11`; did you mean `v1`?"),
        ("stack =", "azbk-lint.toml", ": cannot read: Invalid value"),
        ("[tool.azbk-lint]\nfail-on = 1", "pyproject.toml", ":2: expected one of error, warning, info, got 1"),
        (
            '[[deployment]]\npath = "a"\nname = "b"\nvar-flies = []',
            "azbk-lint.toml",
            ":4: unknown key `var-flies`; did you mean `var-files`?",
        ),
        ('[[deployment]]\npath = "a"', "azbk-lint.toml", ":1: `name` is missing"),
        (
            '[[deployment]]\npath = "a"\nname = "b"\n[[deployment]]\npath = "a"\nname = "b"',
            "azbk-lint.toml",
            ":4: `a` has two sets of values named `b`",
        ),
        ("tool = 1", "pyproject.toml", ":1: expected a table, got 1"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, name: str, complaint: str) -> None:
    file = written(tmp_path, text, name)
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert str(caught.value).startswith(file.as_posix() + complaint)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot read: No such file"):
        load(tmp_path / "absent.toml")


def test_the_nearest_file_above_holds_up_to_the_repositorys_root(tmp_path: Path) -> None:
    outside = written(tmp_path, "")
    inner = tmp_path / "repo" / "infra"
    inner.mkdir(parents=True)
    assert find(inner) == outside
    (tmp_path / "repo" / ".git").mkdir()
    assert find(inner) is None
    written(tmp_path / "repo", "[tool.other]", "pyproject.toml")
    assert find(inner) is None
    inside = written(tmp_path / "repo", "")
    assert find(inner) == inside


def test_the_first_pattern_that_fits_a_deployment_gives_its_stack() -> None:
    config = Config(stack="v2", paths={"a/b*": Stacked("current"), "a/*": Stacked("v1")})
    assert [config.stack_of(name) for name in ("a/bc/main.json", "a/c", "d")] == ["current", "v1", "v2"]


SETS = """
var-file = ["all.tfvars"]
var = { size = 1, zone = 1 }
set = { size = 1 }
location = "japaneast"
[[deployment]]
path = "infra"
name = "prod"
stack = "v1"
var-files = ["prod.tfvars"]
vars = { size = 2 }
parameters = ["prod.json"]
set = { zone = 2020-01-01 }
location = "westeurope"
resource-group = "rg"
subscription-id = "s"
"""


def test_a_set_of_values_lies_over_what_is_for_all_and_below_the_command_line(tmp_path: Path) -> None:
    config = load(written(tmp_path, SETS))
    here = tmp_path.as_posix()
    prod = ValueSet(
        path=f"{here}/infra",
        name="prod",
        stack="v1",
        var_files=(f"{here}/all.tfvars", f"{here}/prod.tfvars"),
        vars={"size": 2, "zone": 1},
        parameters=(f"{here}/prod.json",),
        set={"size": 1, "zone": "2020-01-01"},
        location="westeurope",
        resource_group="rg",
        subscription_id="s",
    )
    assert list(config.deployment) == [prod]
    said = config.under({"var": {"size": 3}, "var_file": ("ci.tfvars",), "location": "northeurope", "stack": None, "quiet": True})
    assert list(said.deployment) == [
        replace(prod, var_files=(*prod.var_files, "ci.tfvars"), vars={"size": 3, "zone": 1}, location="northeurope")
    ]
    assert (said.var, said.var_file, said.location) == ({"size": 3, "zone": 1}, ("ci.tfvars",), "northeurope")
    assert said.everywhere == ValueSet("", "", ("ci.tfvars",), {"size": 3, "zone": 1}, (), {"size": 1}, None, "northeurope")


def test_paths_are_said_from_where_the_run_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "infra").mkdir()
    file = tmp_path / "azbk-lint.toml"
    file.write_text('[[deployment]]\npath = "infra"\nname = "prod"\nvar-files = ["infra/prod.tfvars"]\n', encoding="utf-8")
    for here, path, var_file in (("", "infra", "infra/prod.tfvars"), ("infra", ".", "prod.tfvars")):
        monkeypatch.chdir(tmp_path / here)
        (found,) = load(file).deployment
        assert (found.path, *found.var_files) == (path, var_file)
