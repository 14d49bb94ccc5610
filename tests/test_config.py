from __future__ import annotations

from pathlib import Path

import pytest
from azbk_lint.config import Config, ConfigError, Stacked, find, load


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
