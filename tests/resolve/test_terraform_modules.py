"""Modules, var-files and what lies round them: where they are found, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

import pytest
from tests.oracle.record import unpack
from tests.oracle.replay import evaluated

from azbk_lint.model.source import Deployment, TerraformInput
from azbk_lint.model.value import Unknown
from azbk_lint.read.disk import Disk
from azbk_lint.resolve import resolve
from azbk_lint.resolve.terraform import evaluate_root, no_provider
from azbk_lint.resolve.terraform.run import Run

CALL = '-- main.tf --\nmodule "m" {{\n  source = "{source}"\n}}\nresource "azurerm_x" "x" {{ v = module.m.out }}\n'


def test_a_deployment_is_dispatched_to_terraform_and_translated(tmp_path: Path) -> None:
    unpack('-- main.tf --\nresource "azurerm_resource_group" "g" {\n  name = "rg"\n  location = "westeurope"\n}\n', tmp_path)
    folder = PurePath(tmp_path)
    resolved = resolve(Deployment("d", TerraformInput(folder)), Disk([folder]))
    assert [(each.type, each.name) for each in resolved.resources] == [("microsoft.resources/resourcegroups", "rg")]


def test_a_module_that_is_not_downloaded_is_unknown_and_says_how_to_get_it(tmp_path: Path) -> None:
    found, run = evaluated(CALL.format(source="Azure/network/azurerm"), tmp_path)
    made = found["azurerm_x.x"].values["v"]
    assert isinstance(made, Unknown)
    assert (made.kind, made.because, made.settle) == ("external", "module 'm' is not downloaded", "terraform init")
    assert not run.problems


def test_a_downloaded_module_is_read_where_init_put_it(tmp_path: Path) -> None:
    keys = {"": ".", "m": ".terraform/modules/m", "m.inner": ".terraform/modules/i"}
    installed = json.dumps({"Modules": [{"Key": key, "Dir": folder} for key, folder in keys.items()]})
    found, run = evaluated(
        CALL.format(source="Azure/network/azurerm")
        + f"-- .terraform/modules/modules.json --\n{installed}\n"
        + '-- .terraform/modules/m/main.tf --\nmodule "inner" {\n  source = "git::https://example.com/i"\n}\n'
        + 'output "out" { value = module.inner.out }\n'
        + '-- .terraform/modules/i/main.tf --\noutput "out" { value = path.module }\n',
        tmp_path,
    )
    assert found["azurerm_x.x"].values["v"] == ".terraform/modules/i"
    assert not run.problems


def test_a_module_of_a_counted_call_is_found_among_the_downloaded(tmp_path: Path) -> None:
    found, _ = evaluated(
        '-- main.tf --\nmodule "a" {\n  for_each = toset(["x.y[0]"])\n  source = "./a"\n}\n'
        '-- a/main.tf --\nmodule "m" {\n  source = "far/away/azurerm"\n}\nresource "azurerm_x" "x" { v = module.m.out }\n'
        '-- .terraform/modules/modules.json --\n{"Modules": [{"Key": "a.m", "Dir": ".terraform/modules/a.m"}]}\n'
        '-- .terraform/modules/a.m/main.tf --\noutput "out" { value = "here" }\n',
        tmp_path,
    )
    assert found['module.a["x.y[0]"].azurerm_x.x'].values["v"] == "here"


@pytest.mark.parametrize("text", ["[]", '{"Modules": 1}', '{"Modules": [1, {"Key": 1}]}'])
def test_an_odd_list_of_downloaded_modules_lists_none(text: str, tmp_path: Path) -> None:
    found, run = evaluated(CALL.format(source="a/b/c") + f"-- .terraform/modules/modules.json --\n{text}\n", tmp_path)
    assert isinstance(found["azurerm_x.x"].values["v"], Unknown)
    assert not run.problems


def test_a_module_outside_what_is_scanned_is_a_problem_that_says_what_to_scan(tmp_path: Path) -> None:
    unpack(CALL.format(source="../../shared"), tmp_path / "a" / "b")
    folder = PurePath(tmp_path / "a" / "b")
    run = Run(Disk([folder]), no_provider, folder)
    (found,) = evaluate_root(TerraformInput(folder), run)
    made, shared = found.values["v"], (tmp_path / "shared").as_posix()
    assert isinstance(made, Unknown)
    assert made.settle == f"scan {shared} too"
    (problem,) = run.problems
    assert problem.why == f"module 'm' is not read: it lies outside the scanned paths; scan {shared} too"
    assert (problem.name.name, problem.line) == ("main.tf", 2)
    assert not run.gaps


@pytest.mark.parametrize("repeat", ["", "count = 2", 'for_each = toset(["a", "b"])', "count = var.many"])
def test_a_module_that_is_not_downloaded_is_a_gap_though_nothing_refers_to_it(repeat: str, tmp_path: Path) -> None:
    text = f'-- main.tf --\nvariable "many" {{}}\nmodule "m" {{\n  source = "Azure/network/azurerm"\n  {repeat}\n}}\n'
    _, run = evaluated(text, tmp_path)
    assert {(gap.what, gap.because, gap.settle) for gap in run.gaps} == {("module 'm'", "module 'm' is not downloaded", "terraform init")}
    assert {gap.place.span for gap in run.gaps} == {(text.index("source") - 14, text.index('"Azure') + 23 - 14)}


@pytest.mark.parametrize("source", ["Azure/naming/azurerm", "Azure/avm-utl-sku-finder/azurerm"])
def test_a_module_that_only_makes_names_is_no_gap(source: str, tmp_path: Path) -> None:
    _, run = evaluated(CALL.format(source=source), tmp_path)
    assert not run.gaps


@pytest.mark.parametrize("source", ["Azure/network/azurerm", "../elsewhere"])
def test_a_module_that_is_not_called_is_neither_gap_nor_problem(source: str, tmp_path: Path) -> None:
    _, run = evaluated(f'-- main.tf --\nmodule "m" {{\n  source = "{source}"\n  count = 0\n}}\n', tmp_path)
    assert (run.gaps, run.problems) == ([], [])


def test_a_module_without_a_literal_source_is_a_gap(tmp_path: Path) -> None:
    _, run = evaluated('-- main.tf --\nmodule "m" {\n  source = "./${var.which}"\n}\n', tmp_path)
    assert [gap.because for gap in run.gaps] == ["module 'm' has no literal source"]
    assert not run.problems


def test_what_is_not_translated_is_a_gap_and_no_resource(tmp_path: Path) -> None:
    unpack('-- main.tf --\nresource "azurerm_virtual_network_new" "x" {\n  count = 2\n}\n', tmp_path)
    folder = PurePath(tmp_path)
    resolved = resolve(Deployment("d", TerraformInput(folder)), Disk([folder]))
    assert not resolved.resources
    assert [gap.address for gap in resolved.gaps] == ["azurerm_virtual_network_new.x[0]", "azurerm_virtual_network_new.x[1]"]
    assert {gap.because for gap in resolved.gaps} == {"the type azurerm_virtual_network_new is not translated"}


def test_a_data_source_of_a_type_that_nobody_knows_is_no_gap(tmp_path: Path) -> None:
    unpack('-- main.tf --\nvariable "kind" {}\ndata "azapi_resource" "x" {\n  type = var.kind\n}\n', tmp_path)
    folder = PurePath(tmp_path)
    assert not resolve(Deployment("d", TerraformInput(folder)), Disk([folder])).gaps


def test_a_source_without_files_is_a_problem_where_it_is_named(tmp_path: Path) -> None:
    _, run = evaluated(CALL.format(source="./nowhere"), tmp_path)
    (problem,) = run.problems
    assert (problem.why, problem.line, problem.column) == ("the source of module 'm' holds no Terraform files", 2, 3)


def test_modules_that_call_each_other_are_a_problem_and_end(tmp_path: Path) -> None:
    found, run = evaluated(
        CALL.format(source="./a")
        + '-- a/main.tf --\nmodule "b" {\n  source = "../b"\n}\noutput "out" { value = 1 }\n'
        + '-- b/main.tf --\nmodule "a" {\n  source = "../a"\n}\n',
        tmp_path,
    )
    assert [problem.why for problem in run.problems] == ["module 'a' calls a module that it is called by"]
    assert found["azurerm_x.x"].values["v"] == 1


def test_modules_nested_without_end_are_cut(tmp_path: Path) -> None:
    text = "-- main.tf --\n" + 'module "m" {\n  source = "./m"\n}\n'
    text += "".join(f'-- {"m/" * depth}main.tf --\nmodule "m" {{\n  source = "./m"\n}}\n' for depth in range(1, 40))
    found, run = evaluated(text, tmp_path)
    assert (found, run.problems) == ({}, [])


@pytest.mark.parametrize(
    ("locals_", "circle"),
    [
        ("a = local.a", "local.a → local.a"),
        ("a = local.b\n  b = [local.c]\n  c = { x = local.a }", "local.a → local.b → local.c → local.a"),
        ("a = try(local.b, 1)\n  b = can(local.a)", "local.a → local.b → local.a"),
    ],
)
def test_locals_that_refer_to_themselves_are_a_problem_that_names_the_circle(locals_: str, circle: str, tmp_path: Path) -> None:
    found, run = evaluated(f'-- main.tf --\nlocals {{\n  {locals_}\n}}\nresource "azurerm_x" "x" {{ v = local.a }}\n', tmp_path)
    assert found["azurerm_x.x"].values["v"] is not None
    assert [problem.why for problem in run.problems] == [f"a circle of references: {circle}"]


def test_a_circle_through_modules_and_resources_is_named(tmp_path: Path) -> None:
    found, run = evaluated(
        '-- main.tf --\nmodule "m" {\n  source = "./m"\n  in = azurerm_x.x.v\n}\nresource "azurerm_x" "x" { v = module.m.out }\n'
        '-- m/main.tf --\nvariable "in" {}\noutput "out" { value = var.in }\n',
        tmp_path,
    )
    assert isinstance(found["azurerm_x.x"].values["v"], Unknown)
    (problem,) = run.problems
    assert problem.why == "a circle of references: azurerm_x.x.v → module.m.output.out → module.m.var.in → azurerm_x.x.v"


def test_a_count_that_counts_itself_is_a_problem(tmp_path: Path) -> None:
    found, run = evaluated('-- main.tf --\nresource "azurerm_x" "x" { count = length(azurerm_x.x) }\n', tmp_path)
    assert list(found) == ["azurerm_x.x[?]"]
    assert [problem.why for problem in run.problems] == ["a circle of references: azurerm_x.x → azurerm_x.x"]


def test_names_declared_twice_are_problems_in_their_files(tmp_path: Path) -> None:
    _, run = evaluated(
        '-- a.tf --\nresource "azurerm_x" "x" {}\nvariable "v" {}\nlocals {\n  l = 1\n}\n'
        '-- b.tf --\nresource "azurerm_x" "x" {}\nvariable "v" {}\nlocals {\n  l = 2\n}\n',
        tmp_path,
    )
    whys = ["`resource.azurerm_x.x` is declared twice", "`variable.v` is declared twice", "local value 'l' is declared twice"]
    assert [(problem.name.name, problem.why) for problem in run.problems] == [("b.tf", why) for why in whys]


def test_each_deployment_hears_of_what_is_wrong_in_a_module_that_several_call(tmp_path: Path) -> None:
    twice = 'variable "v" {}\n' * 2
    call = 'module "m" {\n  source = "../m"\n}\n'
    unpack(f"-- a/main.tf --\n{call}-- b/main.tf --\n{call}-- m/main.tf --\n{twice}", tmp_path)
    disk = Disk([PurePath(tmp_path)])
    for name in ("a", "b"):
        run = Run(disk, no_provider, PurePath(tmp_path / name))
        evaluate_root(TerraformInput(PurePath(tmp_path / name)), run)
        assert [problem.why for problem in run.problems] == ["`variable.v` is declared twice"]


def test_a_var_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    _, run = evaluated('-- main.tf --\nvariable "a" {}\n', tmp_path, var_files=(PurePath(tmp_path / "no.tfvars"),))
    assert [problem.why for problem in run.problems] == [f"there is no var-file {(tmp_path / 'no.tfvars').as_posix()}"]


def test_values_for_variables_that_nobody_declares_do_no_harm(tmp_path: Path) -> None:
    found, run = evaluated('-- main.tf --\nresource "azurerm_x" "x" {}\n-- terraform.tfvars --\nnope = 1\n', tmp_path, given={"other": "x"})
    assert (list(found), run.problems) == (["azurerm_x.x"], [])


def test_a_folder_without_files_or_outside_the_scan_gives_nothing(tmp_path: Path) -> None:
    run = Run(Disk([PurePath(tmp_path)]), no_provider, PurePath(tmp_path))
    assert evaluate_root(TerraformInput(PurePath(tmp_path)), run) == ()
    assert evaluate_root(TerraformInput(PurePath("/etc")), run) == ()
    assert [problem.why for problem in run.problems] == ["the folder may not be read: it lies outside the scanned paths"]


def test_a_default_that_is_no_value_of_its_type_is_unknown_for_that_reason(tmp_path: Path) -> None:
    found, _ = evaluated(
        '-- main.tf --\nvariable "a" {\n  type = number\n  default = "x"\n}\nresource "azurerm_x" "x" { v = var.a }\n', tmp_path
    )
    made = found["azurerm_x.x"].values["v"]
    assert isinstance(made, Unknown)
    assert made.because == "`var.a` cannot be evaluated: its value does not fit its type: a number is required"


@pytest.mark.parametrize(
    "block",
    [
        "moved {\n  from = a.b\n  to = c.d\n}",
        "removed {\n  from = a.b\n}",
        'import {\n  to = a.b\n  id = "x"\n}',
        'ephemeral "random_password" "p" {}',
        'check "c" {\n  data "http" "h" {}\n}',
        'action "x" "y" {}',
        "unheard_of {}",
    ],
)
def test_blocks_that_make_no_resource_are_accepted(block: str, tmp_path: Path) -> None:
    found, run = evaluated(f'-- main.tf --\n{block}\nresource "azurerm_x" "x" {{}}\n', tmp_path)
    assert (list(found), run.problems) == (["azurerm_x.x"], [])


def test_an_ephemeral_value_is_unknown(tmp_path: Path) -> None:
    found, _ = evaluated('-- main.tf --\nephemeral "p" "p" {}\nresource "azurerm_x" "x" { v = ephemeral.p.p.result }\n', tmp_path)
    made = found["azurerm_x.x"].values["v"]
    assert isinstance(made, Unknown)
    assert made.kind == "external"
