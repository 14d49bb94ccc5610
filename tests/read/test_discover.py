from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pytest

from azbk_lint.model.source import ArmInput, Deployment, PlanInput, TerraformInput, Undeclared
from azbk_lint.model.value import Json
from azbk_lint.read.bounds import MAX_BYTES
from azbk_lint.read.find import MissingPath

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.read.conftest import Given, Tree

PLAN = json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": []})
ROOT = 'provider "azurerm" {}\n'


def arm(deployment: Deployment) -> ArmInput:
    assert isinstance(deployment.input, ArmInput)
    return deployment.input


def terraform(deployment: Deployment) -> TerraformInput:
    assert isinstance(deployment.input, TerraformInput)
    return deployment.input


def standalone(deployments: Sequence[Deployment]) -> list[str]:
    return [each.name for each in deployments if getattr(each.input, "standalone", False)]


def test_a_template_is_deployed_with_each_of_its_parameter_files(tree: Tree) -> None:
    tree.template("a/vm.json", "size")
    tree.parameters("a/vm.parameters.json", "size")
    tree.parameters("a/parameters/vm.prod.json", "size")
    tree.template("a/net.json")
    deployments = tree.scan().deployments
    assert [each.name for each in deployments] == ["a/net.json", "a/vm.json + parameters/vm.prod.json", "a/vm.json + vm.parameters.json"]
    assert [[file.source.name.name for file in arm(each).parameters] for each in deployments] == [
        [],
        ["vm.prod.json"],
        ["vm.parameters.json"],
    ]
    assert standalone(deployments) == []


def test_only_what_is_part_of_a_deployment_counts_as_read(tree: Tree) -> None:
    tree.template("vm.json")
    tree.put("package.json", '{"contentVersion": "1.0.0.0"}')
    tree.put("policy.json", '{"policyRule": {"contentVersion": "1.0.0.0"}}')
    tree.scan()
    assert tree.disks[-1].read_names == {PurePath("vm.json")}


def test_parameter_files_that_the_user_gives_stand_in_for_those_beside(tree: Tree, given: type[Given]) -> None:
    tree.template("a/vm.json", "size")
    tree.template("a/net.json")
    tree.parameters("a/vm.parameters.json", "size")
    tree.parameters("ci/test.json", "size")
    collected = tree.scan("a", given=given(parameters=["ci/test.json"], set={"size": 1}))
    assert [each.name for each in collected.deployments] == ["a/net.json", "a/vm.json"]
    for each in collected.deployments:
        assert [file.source.name for file in arm(each).parameters] == [PurePath("ci/test.json")]
        assert arm(each).given == {"size": 1}
    assert collected.notes == []


def test_a_template_that_another_links_to_stands_alone_unless_it_has_parameters_of_its_own(tree: Tree) -> None:
    link: list[Json] = [{"type": "Microsoft.Resources/deployments", "properties": {"templateLink": {"relativePath": "nested/vnet.json"}}}]
    tree.template("main.json", resources=link)
    tree.template("nested/vnet.json", "prefix")
    tree.template("nested/other.json", "prefix")
    assert standalone(tree.scan().deployments) == ["nested/vnet.json"]
    tree.parameters("nested/vnet.parameters.json", "prefix")
    assert standalone(tree.scan().deployments) == []


def test_a_template_is_found_in_any_encoding_and_with_comments(tree: Tree) -> None:
    text = '// why\n{"$schema": "x/deploymentTemplate.json#", "resources": [],}'
    for name, encoding in (("a", "utf-8"), ("b", "utf-8-sig"), ("c", "utf-16")):
        tree.put(f"{name}.json", text.encode(encoding))
    assert tree.found() == ["a.json", "b.json", "c.json"]


def test_json_that_is_none_of_ours_is_passed_over_in_silence(tree: Tree) -> None:
    tree.put("package.json", '{"name": "x"}')
    tree.put("broken.json", "{")
    tree.put("empty.json")
    tree.put("ui.json", '{"$schema": "x/CreateUIDefinition.json", "contentVersion": "1"}')
    tree.put("policy.json", '{"policyRule": {"x": {"$schema": "x/deploymentTemplate.json#", ')
    tree.put("latin.json", b'{"name": "caf\xe9"}')
    assert tree.scan() == type(tree.scan())([], [])
    assert tree.problems() == []


def test_a_broken_template_is_a_problem(tree: Tree) -> None:
    tree.put("a.json", '{"$schema": "x/deploymentTemplate.json#",\n "resources": [')
    tree.put("b.json", b'{"$schema": "x/deploymentTemplate.json#",\n "x": "caf\xe9"}')
    tree.put("c.json", '{"$schema": "x/deploymentTemplate.json#", "x": ' + "[" * 100_000)
    assert tree.found() == []
    assert tree.problems() == [
        "a.json:2: cannot read: the file ends inside the array that begins on line 2",
        "b.json:2: cannot read: byte 0xE9 is not UTF-8 text (save the file as UTF-8)",
        "c.json:1: cannot read: brackets are nested more than 254 deep",
    ]


def test_a_root_module_is_a_folder_that_no_other_calls(tree: Tree) -> None:
    tree.put("infra/main.tf", ROOT + 'module "net" {\n  source = "../modules/net"\n}\n')
    tree.put("infra/main.tftest.hcl", "run {")
    tree.put("modules/net/main.tf", 'module "deep" {\n  source = "./deep/"\n}\n')
    tree.put("modules/net/deep/main.tf", "")
    tree.put("modules/net/examples/basic/main.tf", 'module "net" {\n  source = "../../"\n}\n')
    tree.put("json/main.tf.json", '{"module": {"net": {"source": "../called"}}}')
    tree.put("called/.hidden.tf", 'module "x" {\n  source = "../infra"\n}\n')
    tree.put("called/main.tf", "")
    deployments = tree.scan().deployments
    assert [each.name for each in deployments] == ["infra", "json", "modules/net/examples/basic"]
    assert [terraform(each).folder for each in deployments] == [PurePath(each.name) for each in deployments]


def test_the_working_directory_is_a_root_by_the_name_of_a_dot(tree: Tree) -> None:
    tree.put("main.tf", ROOT)
    assert tree.found() == ["."]


def test_a_registry_module_is_no_folder(tree: Tree) -> None:
    tree.put("a/main.tf", 'module "x" {\n  source = "b"\n}\nmodule "y" {\n  source = "Azure/b/azurerm"\n}\n')
    tree.put("a/b/main.tf")
    assert tree.found() == ["a", "a/b"]


def test_a_called_module_with_values_or_a_backend_of_its_own_is_a_root_too(tree: Tree) -> None:
    calls = "".join(f'module "{name}" {{\n  source = "../{name}"\n}}\n' for name in ("valued", "kept", "plain"))
    tree.put("example/main.tf", calls)
    tree.put("valued/main.tf", 'variable "size" {}\n')
    tree.put("valued/terraform.tfvars", "size = 1\n")
    tree.put("kept/main.tf", 'terraform {\n  backend "azurerm" {}\n}\n')
    tree.put("plain/main.tf")
    assert tree.found() == ["example", "kept", "valued"]


def test_modules_that_call_one_another_in_a_circle_are_judged_once(tree: Tree) -> None:
    tree.put("a/main.tf", 'module "b" {\n  source = "../b"\n}\n')
    tree.put("b/main.tf", 'module "a" {\n  source = "../a"\n}\n')
    tree.put("c/main.tf", 'module "c" {\n  source = "../c"\n}\n')
    assert tree.found() == ["a", "c"]


def test_a_module_that_waits_for_values_stands_alone(tree: Tree, given: type[Given]) -> None:
    waiting = 'variable "size" {}\nvariable "zone" {\n  default = null\n}\n'
    tree.put("waits/main.tf", waiting)
    tree.put("json/main.tf.json", '{"variable": [{"size": {}}, {"zone": {"default": 1}}]}')
    tree.put("defaults/main.tf", 'variable "zone" {\n  default = 1\n}\n')
    tree.put("valued/main.tf", waiting)
    tree.put("valued/prod.auto.tfvars.json", '{"size": 1}')
    tree.put("provider/main.tf", waiting + ROOT)
    tree.put("backend/main.tf.json", '{"variable": {"size": {}}, "terraform": {"backend": {"azurerm": {}}}}')
    tree.put("cloud/main.tf", waiting + "terraform {\n  cloud {}\n}\n")
    assert standalone(tree.scan().deployments) == ["json", "waits"]
    assert standalone(tree.scan(given=given(vars={"size": 1})).deployments) == []
    tree.put("ci.tfvars", "size = 1\n")
    assert standalone(tree.scan(given=given(var_files=["ci.tfvars"])).deployments) == []


def test_var_files_and_values_go_to_every_root(tree: Tree, given: type[Given]) -> None:
    tree.put("a/main.tf", ROOT)
    tree.put("b/main.tf", ROOT)
    tree.put("ci/prod.tfvars", "size = 1\n")
    deployments = tree.scan("a", "b", given=given(var_files=["ci/prod.tfvars"], vars={"zone": 2})).deployments
    assert [terraform(each).var_files for each in deployments] == [[PurePath("ci/prod.tfvars")]] * 2
    assert [terraform(each).given for each in deployments] == [{"zone": 2}] * 2
    assert tree.disks[-1].hcl(PurePath("ci/prod.tfvars"))


def test_what_git_ignores_is_no_deployment_but_a_part_of_one(tree: Tree) -> None:
    tree.put(".gitignore", "*.tfvars\ngenerated.tf\nbuild/\n")
    tree.put("main.tf", 'variable "size" {}\n')
    tree.put("terraform.tfvars", "size = 1\n")
    tree.put("build/main.tf", ROOT)
    tree.put("generated.tf", 'module "m" {\n  source = "./m"\n}\n')
    tree.put("m/main.tf")
    deployments = tree.scan().deployments
    assert [each.name for each in deployments] == ["."]
    assert standalone(deployments) == []
    assert tree.found("build") == ["build"]


def test_a_saved_plan_knows_the_folder_of_its_sources(tree: Tree) -> None:
    tree.put("a/plan.json", PLAN)
    tree.put("b/main.tf", ROOT)
    tree.put("b/plan.json", PLAN.encode("utf-16"))
    deployments = tree.scan().deployments
    assert [each.name for each in deployments] == ["a/plan.json", "b/plan.json"]
    assert [each.input.folder for each in deployments if isinstance(each.input, PlanInput)] == [None, PurePath("b")]


def planned(*resources: str) -> str:
    listed = [{"mode": "managed", "type": "azurerm_subnet", "name": name, "address": f"azurerm_subnet.{name}"} for name in resources]
    return json.dumps({**json.loads(PLAN), "configuration": {"root_module": {"resources": listed}}})


def test_a_plan_stands_for_the_root_module_beside_it_while_both_have_the_same_resources(tree: Tree, given: type[Given]) -> None:
    tree.put("a/main.tf", ROOT + 'variable "size" {}\nresource "azurerm_subnet" "x" {\n}\n')
    tree.put("a/plan.json", planned("x"))
    assert tree.notes() == ["1 root module not judged beside the saved plan of it: a"]
    assert tree.found() == ["a/plan.json"]
    assert tree.found("a/main.tf") == ["a"]
    assert tree.found("a", "a/main.tf") == ["a", "a/plan.json"]
    assert tree.found(given=given(vars={"size": 1})) == ["a", "a/plan.json"]
    assert tree.found(given=given(deployment=[given("a", "prod")])) == ["a (prod)", "a/plan.json"]
    tree.put("a/plan.json", planned("x", "y"))
    assert tree.found() == ["a", "a/plan.json"]
    assert tree.notes() == []


def test_a_file_named_alone_is_judged_with_what_it_is_deployed_with(tree: Tree) -> None:
    tree.template("vm.json", "size")
    tree.parameters("parameters/vm.dev.json", "size")
    tree.parameters("vm.parameters.json", "size")
    tree.template("net.json")
    tree.put("broken.json", '{"$schema": "x/deploymentTemplate.json#"')
    tree.put("main.tf", ROOT)
    tree.put("sub/main.tf", ROOT)
    tree.put("plan.json", PLAN)
    both = ["vm.json + parameters/vm.dev.json", "vm.json + vm.parameters.json"]
    assert tree.found("vm.json") == both
    assert tree.problems() == []
    assert tree.found("vm.parameters.json") == both[1:]
    assert tree.found("main.tf") == ["."]
    assert tree.found("plan.json") == ["plan.json"]
    assert tree.found("vm.json", "sub") == ["sub", *both]


def test_a_module_named_by_one_of_its_files_is_judged_though_others_call_it(tree: Tree) -> None:
    tree.put("infra/main.tf", 'module "net" {\n  source = "./net"\n}\n')
    tree.put("infra/net/main.tf")
    assert tree.found("infra", "infra/net/main.tf") == ["infra", "infra/net"]


def test_a_var_file_named_as_a_path_is_used_for_its_folder(tree: Tree) -> None:
    tree.put("main.tf", 'variable "size" {}\n')
    tree.put("prod.tfvars", "size = 1\n")
    tree.put("test.tfvars", "size = 2\n")
    deployments = tree.scan("prod.tfvars").deployments
    assert [terraform(each).var_files for each in deployments] == [[PurePath("prod.tfvars")]]
    assert standalone(deployments) == []


def test_a_file_that_is_named_is_read_although_git_ignores_it(tree: Tree) -> None:
    tree.put(".gitignore", "*.json\n")
    tree.template("vm.json")
    tree.template("odd.template")
    assert tree.found() == []
    assert tree.found("vm.json") == ["vm.json"]
    assert tree.found(".", "vm.json") == ["vm.json"]
    assert tree.found("odd.template") == ["odd.template"]


def test_a_file_that_is_named_and_is_nothing_of_ours_is_told(tree: Tree) -> None:
    tree.put("package.json", '{"name": "x"}')
    tree.put("notes.md", "# Notes\n")
    tree.put("folder/x.md", "")
    why = "because it is no ARM template, parameter file or saved Terraform plan"
    assert tree.notes("package.json") == [f"1 file not checked {why}: package.json"]
    tree.put("odd.json", "{}")
    assert tree.notes("package.json", "odd.json") == [f"2 files not checked, each {why}: odd.json, package.json"]
    tree.scan("notes.md")
    assert tree.problems() == ["notes.md:1: cannot read: expected a value"]


def test_a_path_that_is_not_there_is_the_users_slip(tree: Tree, given: type[Given]) -> None:
    tree.put("infra/main.tf", ROOT)
    for paths, options in ((("gone",), given()), (("infra",), given(var_files=["gone"])), (("infra",), given(parameters=["gone"]))):
        with pytest.raises(MissingPath, match="no such file or folder: gone"):
            tree.scan(*paths, given=options)


def test_the_same_file_is_judged_once_under_the_first_of_its_names(tree: Tree) -> None:
    tree.template("a/vm.json")
    tree.put("a/m/main.tf", ROOT)
    Path("a/x.json").symlink_to("vm.json")
    Path("b").symlink_to("a")
    assert tree.found("a", "./a", "a/m", "a/vm.json", "b", str(Path("a").resolve())) == ["a/m", "a/vm.json"]
    assert tree.found("b", "a/m", "a") == ["b/m", "b/vm.json"]


def test_what_cannot_be_read_is_never_passed_over(tree: Tree) -> None:
    tree.template("../secret.json")
    tree.put("../secret.tf", ROOT)
    Path("a.json").symlink_to("../secret.json")
    Path("a.tf").symlink_to("../secret.tf")
    Path("nowhere.json").symlink_to("gone.json")
    with Path("large.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    tree.put("wide.tf", ROOT.encode("utf-16"))
    assert tree.notes() == [
        "1 file not checked because it lies outside the scanned paths: a.json",
        "1 file not checked because it is larger than 64 MiB: large.json",
    ]
    assert tree.problems() == [
        "a.tf:0: cannot read: it lies outside the scanned paths",
        "wide.tf:1: cannot read: it is UTF-16, which Terraform does not read (save the file as UTF-8)",
    ]
    tree.scan("nowhere.json")
    assert tree.problems() == ["nowhere.json:0: cannot read: no such file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_a_pipe_is_passed_over_and_refused_where_it_is_named(tree: Tree, given: type[Given]) -> None:
    os.mkfifo("pipe.json")
    os.mkfifo("pipe.tf")
    tree.template("vm.json")
    assert tree.found() == ["vm.json"]
    assert tree.problems() == []
    tree.scan("pipe.json")
    assert tree.problems() == ["pipe.json:0: cannot read: it is not a regular file"]
    tree.scan("vm.json", given=given(parameters=["pipe.json"]))
    assert tree.problems() == ["pipe.json:0: cannot read: it is not a regular file"]


def test_bicep_without_a_compiled_template_is_told(tree: Tree) -> None:
    generated = {"_generator": {"name": "bicep"}}
    tree.put("a/main.bicep", "module net './modules/net.bicep' = {\n}\n  module db 'db.bicep' = [for x in y: {\n")
    tree.template("a/main.json", metadata=generated)
    tree.put("a/modules/net.bicep", "module deep '../deep.bicep' = {\n")
    tree.put("a/deep.bicep", "module main 'main.bicep' = {\n")
    tree.put("a/db.bicep")
    tree.put("a/unused.bicep")
    tree.put("b/main.bicep")
    tree.template("b/azuredeploy.json", metadata=generated)
    tree.put("c/main.bicep")
    tree.template("c/azuredeploy.json")
    tree.put("d/network.bicep")
    tree.template("d/main.json", metadata=generated)
    tree.put("e/x.bicep")
    tree.put("e/y.bicep")
    tree.template("e/main.json", metadata=generated)
    (note,) = tree.notes()
    assert note.startswith("4 Bicep files not checked, for want of a compiled template beside (bicep build): ")
    assert note.endswith(": a/unused.bicep, c/main.bicep, e/x.bicep, e/y.bicep")
    assert tree.found("b/main.bicep") == ["b/azuredeploy.json"]
    assert tree.notes("c/main.bicep") == ["1 Bicep file not checked, for want of a compiled template beside (bicep build): c/main.bicep"]
    assert tree.found("c/main.bicep") == []


def test_what_belongs_to_no_deployment_is_told(tree: Tree) -> None:
    tree.parameters("lonely.parameters.json", "size")
    tree.put("main.tf", ROOT)
    tree.put("terraform.tfvars", "")
    tree.put("envs/prod.tfvars", "size = 1\n")
    tree.put("app.bicepparam", "using 'app.bicep'\n")
    tree.put("live/terragrunt.hcl")
    tree.put("main.tofu")
    tree.put(".terraform.lock.hcl")
    for index in range(12):
        tree.put(f"vars/{index:02}.tfvars.json", "{}")
    assert tree.notes() == [
        "1 parameter file not used, for want of a template that fits: lonely.parameters.json",
        "1 Bicep parameter file not used, for want of its JSON (bicep build-params): app.bicepparam",
        "13 var-files not used, since Terraform reads such only where told to (--var-file): envs/prod.tfvars, "
        + ", ".join(f"vars/{index:02}.tfvars.json" for index in range(12)),
        "1 Terragrunt file not read, so what it passes to modules is not known: live/terragrunt.hcl",
        "1 OpenTofu file not read: main.tofu",
    ]


def test_names_with_line_breaks_and_escape_codes_are_names(tree: Tree) -> None:
    tree.template("a\nb\x1b[31m.json")
    assert tree.found() == ["a\nb\x1b[31m.json"]


def test_nothing_found_is_nothing_deployed(tree: Tree) -> None:
    tree.put("README.md")
    assert tree.scan().deployments == []


def lost(tree: Tree, *paths: str, given: Given) -> list[tuple[str, str, str, str]]:
    return [(each.means, each.name, each.given, each.deployment) for each in tree.scan(*paths, given=given).undeclared]


def test_what_nothing_in_the_run_declares_is_told(tree: Tree, given: type[Given]) -> None:
    tree.template("a.json", "size")
    tree.template("b.json", "Zone")
    tree.put("infra/main.tf", ROOT + 'variable "count" {\n  default = 1\n}\n')
    tree.parameters("ci.json", "ZONE", "siez")
    everything = given(
        set={"size": 1, "zone": 1, "count": 1}, vars={"count": 1, "size": 1, "terraform.workspace": "x"}, parameters=["ci.json"]
    )
    assert lost(tree, given=everything) == [
        ("set", "count", "", ""),
        ("vars", "size", "", ""),
        ("parameters", "siez", "ci.json", ""),
    ]
    assert tree.scan(given=everything).undeclared[0] == Undeclared("set", "count", ["Zone", "size"])
    assert [each[:2] for each in lost(tree, "infra", given=given(set={"size": 1}, vars={"Count": 1}))] == [
        ("set", "size"),
        ("vars", "Count"),
    ]


def test_nothing_is_called_undeclared_where_not_all_could_be_read(tree: Tree, given: type[Given]) -> None:
    tree.template("a.json", "size")
    tree.put("b.json", '{"$schema": "x/deploymentTemplate.json#",')
    assert lost(tree, given=given(set={"zone": 1})) == []
    assert lost(tree, "a.json", given=given(set={"zone": 1})) == [("set", "zone", "", "")]


def test_a_template_is_judged_with_each_of_its_sets_of_values_instead_of_what_lies_beside(tree: Tree, given: type[Given]) -> None:
    tree.template("infra/vm.json", "size", "zone")
    tree.template("infra/net.json", "size")
    tree.parameters("infra/vm.parameters.json", "size")
    tree.parameters("prod.json", "size")
    prod = given(str(Path("infra/vm.json").resolve()), "prod", parameters=["prod.json"], set={"zone": 1}, stack="v1", location="westeurope")
    test = given("./infra/vm.json", "test", set={"size": 2}, resource_group="rg", subscription_id="s")
    collected = tree.scan("infra", given=given(set={"size": 3}, location="japaneast", deployment=[prod, test]))
    assert [each.name for each in collected.deployments] == ["infra/net.json", "infra/vm.json (prod)", "infra/vm.json (test)"]
    assert [arm(each).given for each in collected.deployments] == [{"size": 3}, {"zone": 1}, {"size": 2}]
    assert [[str(file.source.name) for file in arm(each).parameters] for each in collected.deployments] == [[], ["prod.json"], []]
    assert [arm(each).context for each in collected.deployments] == [
        {"location": "japaneast"},
        {"location": "westeurope"},
        {"resource-group": "rg", "subscription-id": "s"},
    ]
    assert collected.stacks == {"infra/vm.json (prod)": "v1"}
    assert collected.undeclared == []


def test_a_module_is_judged_with_each_of_its_sets_of_values_though_others_call_it(tree: Tree, given: type[Given]) -> None:
    tree.put("infra/main.tf", 'module "net" {\n  source = "../net"\n}\n')
    tree.put("net/main.tf", 'variable "size" {}\n')
    tree.put("prod.tfvars", "size = 1\n")
    tables = [given("net", "prod", var_files=["prod.tfvars"]), given("net", "test", vars={"size": 2, "siez": 3})]
    deployments = tree.scan(".", given=given(deployment=tables)).deployments
    assert [each.name for each in deployments] == ["infra", "net (prod)", "net (test)"]
    assert [list(map(str, terraform(each).var_files)) for each in deployments] == [[], ["prod.tfvars"], []]
    assert standalone(deployments) == []
    assert lost(tree, given=given(deployment=tables)) == [("vars", "siez", "", "net (test)")]
    assert tree.notes(given=given(deployment=tables)) == []


def test_a_set_of_values_for_nothing_is_the_users_slip_unless_what_it_is_for_is_not_scanned(tree: Tree, given: type[Given]) -> None:
    tree.template("a/vm.json")
    tree.put("b/notes.json", "{}")
    for path, why in (("gone", "no such file or folder: gone"), ("b", "names what is no ARM template and no root module: b")):
        with pytest.raises(MissingPath, match=why):
            tree.scan(given=given(deployment=[given(path, "prod")]))
    assert tree.found("a", given=given(deployment=[given("b", "prod")])) == ["a/vm.json"]


def test_the_environment_gives_what_neither_files_nor_options_do(tree: Tree, given: type[Given]) -> None:
    tree.put("main.tf", "".join(f'variable "{name}" {{}}\n' for name in "abcd"))
    tree.put("terraform.tfvars", "a = 1\n")
    tree.put("more.tfvars", "b = 1\n")
    collected = tree.scan(".", given=given(vars={"c": 1}, var_files=["more.tfvars"]), env=dict.fromkeys("abcde", "x"))
    (root,) = collected.deployments
    assert terraform(root).given == {"c": 1, "d": "x"}
    assert standalone(collected.deployments) == []
    assert collected.undeclared == []


def test_one_file_by_two_names_is_judged_once(tree: Tree) -> None:
    tree.put("infra/main.tf", ROOT)
    tree.template("infra/vm.json")
    here = str(Path("infra").resolve())
    assert tree.found("infra/main.tf", f"{here}/main.tf", f"{here}/vm.json", "infra/vm.json") == ["infra", "infra/vm.json"]
    assert tree.found(f"{here}/main.tf", "infra") == ["infra", "infra/vm.json"]
    assert tree.found(f"{here}/main.tf", "infra/main.tf") == [here]
