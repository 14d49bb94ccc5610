"""Bicep compiled by a program the user names: a stand-in that prints what a test lays down for it."""

from __future__ import annotations

import json
import os
import select
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import pytest

from azbk_lint.model.source import ArmInput, Deployment
from azbk_lint.model.value import Json
from azbk_lint.read import bicep_cli
from azbk_lint.read.bicep_cli import Asked, Failed, Unusable, compiled, find
from azbk_lint.read.discover import Collected, discover
from azbk_lint.read.disk import Disk
from azbk_lint.resolve import resolve

SCHEMAS = "https://schema.management.azure.com/schemas/2019-04-01"
SCRIPT = """#!{python}
import json, os, sys, time
from pathlib import Path

here = Path(__file__).parent
words = sys.argv[1:]
with open(here / "calls", "a", encoding="utf-8") as calls:
    calls.write(json.dumps([words, os.getcwd(), sys.stdin.read()]) + "\\n")
verb = next(word for word in words if word.startswith("build"))
name = next(Path(word).name for word in words if word.endswith((".bicep", ".bicepparam")))
does = json.loads((here / "answers.json").read_text(encoding="utf-8")).get(verb + " " + name, dict(status=9))
sys.stderr.write(does.get("err", ""))
for _ in range(does.get("times", 1)):
    sys.stdout.write(does.get("out", ""))
sys.stdout.flush()
time.sleep(does.get("sleep", 0))
sys.exit(does.get("status", 0))
"""


def template(*resources: Json, **more: Json) -> str:
    head: dict[str, Json] = {"$schema": f"{SCHEMAS}/deploymentTemplate.json#", "contentVersion": "1.0.0.0"}
    return json.dumps({**head, "metadata": {"_generator": {"name": "bicep"}}, "resources": list(resources), **more}, indent=2)


def parameters(**values: Json) -> str:
    head = {"$schema": f"{SCHEMAS}/deploymentParameters.json#", "contentVersion": "1.0.0.0"}
    return json.dumps({**head, "parameters": {name: {"value": value} for name, value in values.items()}})


@dataclass
class Work:
    """Files in a folder to lint, and programs in one beside it."""

    tools: Path
    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def put(self, path: str, text: str = "") -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")

    def program(self, name: str = "bicep", folder: Path | None = None) -> Path:
        file = (folder or self.tools) / name
        file.write_text(SCRIPT.format(python=sys.executable), encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def answer(self, words: str, out: str = "", **more: object) -> None:
        self.answers[words] = {"out": out, **more}
        (self.tools / "answers.json").write_text(json.dumps(self.answers), encoding="utf-8")

    def calls(self) -> list[list[Any]]:
        file = self.tools / "calls"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def scan(self, *paths: str, program: str | None = None, env: Mapping[str, str] | None = None) -> tuple[Collected, Disk]:
        from azbk_lint.config import Config

        places = [PurePath(path) for path in paths or (".",)]
        disk = Disk(places)
        asked = Asked(str(self.tools / "bicep") if program is None else program, env or {})
        return discover(places, disk, Config(), {}, asked), disk


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    for folder in ("tools", "code"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "code")
    return Work(tmp_path / "tools")


def names(found: Collected) -> list[str]:
    return [deployment.name for deployment in found.deployments]


def notes(found: Collected) -> list[str]:
    return [f"{note.why}: {', '.join(map(str, note.names))}" for note in found.notes]


def problems(disk: Disk) -> list[str]:
    return [f"{problem.name.as_posix()}:{problem.line}:{problem.column}: {problem.why}" for problem in disk.problems]


def arm(deployment: Deployment) -> ArmInput:
    assert isinstance(deployment.input, ArmInput)
    return deployment.input


def test_roots_are_compiled_and_modules_with_them(work: Work) -> None:
    work.program()
    work.answer("build main.bicep", template())
    work.put("main.bicep", "import {\n  sku\n} from 'types.bicep'\nmodule net './modules/net.bicep' = {\n}\n")
    work.put("types.bicep")
    work.put("modules/net.bicep", "module deep 'deep.bicep' = [for x in y: {\n}]\n")
    work.put("modules/deep.bicep")
    found, disk = work.scan()
    assert names(found) == ["main.json"]
    assert (notes(found), problems(disk)) == ([], [])
    assert [words for words, *_ in work.calls()] == [["build", "--stdout", "--no-restore", str(Path("main.bicep").absolute())]]
    assert PurePath("main.bicep") in disk.read_names


def test_the_program_runs_beside_itself_without_input(work: Work) -> None:
    work.program()
    work.answer("build main.bicep", template())
    work.put("main.bicep")
    own, other = os.dup(0), os.open(work.tools / "answers.json", os.O_RDONLY)
    os.dup2(other, 0)
    try:
        work.scan()
    finally:
        os.dup2(own, 0)
        os.close(own)
        os.close(other)
    assert [call[1:] for call in work.calls()] == [[str(work.tools.resolve()), ""]]


def test_what_lies_compiled_beside_is_not_compiled_again(work: Work) -> None:
    work.put("main.bicep", "module net 'net.bicep' = {\n}\n")
    work.put("net.bicep")
    work.put("main.json", template())
    found, disk = work.scan(program="no-such-program")
    assert (names(found), notes(found), problems(disk), work.calls()) == (["main.json"], [], [], [])


def test_a_module_named_alone_is_judged_in_its_root(work: Work) -> None:
    work.program()
    work.answer("build main.bicep", template())
    work.put("main.bicep", "module net 'net.bicep' = {\n}\n")
    work.put("net.bicep")
    work.put("other.bicep")
    found, disk = work.scan("net.bicep")
    assert (names(found), notes(found), problems(disk)) == (["main.json"], [], [])


def test_files_that_only_use_each_other_stay_told(work: Work) -> None:
    work.put("a.bicep", "module b 'b.bicep' = {\n}\n")
    work.put("b.bicep", "module a 'a.bicep' = {\n}\n")
    found, _ = work.scan()
    assert notes(found) == ["2 Bicep files not checked, for want of a compiled template beside (bicep build): a.bicep, b.bicep"]


def test_parameter_files_beside_pair_with_what_was_compiled(work: Work) -> None:
    work.program()
    work.answer("build main.bicep", template())
    work.put("main.bicep")
    work.put("main.parameters.prod.json", parameters(size=1))
    found, _ = work.scan()
    assert names(found) == ["main.json + main.parameters.prod.json"]


def test_parameter_files_in_bicep_give_their_template_too(work: Work) -> None:
    work.program()
    work.put("main.bicep", "param size int\n")
    work.put("envs/prod.bicepparam", "using '../main.bicep'\nparam size = 4095\n")
    both = json.dumps({"parametersJson": parameters(size=4095), "templateJson": template(), "templateSpecId": None})
    work.answer("build-params prod.bicepparam", both)
    found, disk = work.scan()
    assert names(found) == ["main.json + envs/prod.bicepparam"]
    assert (notes(found), problems(disk)) == ([], [])
    assert [words[0] for words, *_ in work.calls()] == ["build-params"]
    assert disk.read_names == {PurePath("main.bicep"), PurePath("envs/prod.bicepparam")}


def test_a_parameter_file_in_bicep_named_alone_is_judged_with_its_template(work: Work) -> None:
    work.program()
    work.put("main.bicep")
    both = json.dumps({"parametersJson": parameters(), "templateJson": template()})
    for name in ("prod", "test"):
        work.put(f"{name}.bicepparam", "using 'main.bicep'\n")
        work.answer(f"build-params {name}.bicepparam", both)
    assert names(work.scan("prod.bicepparam")[0]) == ["main.json + prod.bicepparam"]
    assert names(work.scan("main.bicep")[0]) == ["main.json + prod.bicepparam", "main.json + test.bicepparam"]


def test_parameter_files_in_bicep_serve_templates_in_json_and_in_registries(work: Work) -> None:
    work.program()
    work.put("vm.json", template())
    work.put("vm.bicepparam", "using 'vm.json'\n")
    work.put("far.bicepparam", "using 'br/public:avm/res/x:1.0.0'\n")
    work.put("base.bicepparam", "using none\n")
    work.answer("build-params vm.bicepparam", json.dumps({"parametersJson": parameters()}))
    work.answer("build-params far.bicepparam", json.dumps({"parametersJson": parameters(), "templateJson": template()}))
    found, disk = work.scan()
    assert names(found) == ["far.json + far.bicepparam", "vm.json + vm.bicepparam"]
    assert notes(found) == ["1 Bicep parameter file not used, for want of its JSON (bicep build-params): base.bicepparam"]
    assert problems(disk) == []


def test_a_parameter_file_whose_template_is_nowhere_is_a_problem(work: Work) -> None:
    work.program()
    work.put("spec.bicepparam", "using 'ts:sub/group/spec:1'\n")
    work.answer("build-params spec.bicepparam", json.dumps({"parametersJson": parameters(), "templateJson": None}))
    found, disk = work.scan()
    assert names(found) == []
    assert problems(disk) == ["spec.bicepparam:0:0: not compiled: the template that it uses is not here"]


def test_a_parameter_file_whose_template_is_not_to_be_read_is_a_problem(work: Work) -> None:
    work.program()
    work.put("main.bicep")
    work.put("envs/prod.bicepparam", "using '../main.bicep'\n")
    found, disk = work.scan("envs")
    why = "not compiled: the template that it uses, main.bicep, lies outside the scanned paths: name it too"
    assert (problems(disk), work.calls()) == ([f"envs/prod.bicepparam:0:0: {why}"], [])
    both = json.dumps({"parametersJson": parameters(), "templateJson": template()})
    work.answer("build-params prod.bicepparam", both)
    found, disk = work.scan("envs", "main.bicep")
    assert (names(found), problems(disk)) == (["main.json + envs/prod.bicepparam"], [])


def test_parameters_are_placed_where_bicep_gives_them(work: Work) -> None:
    work.program()
    work.put("main.bicep", "param size int\nresource it 'A.B/c@2020-01-01' = {\n  name: 'it'\n  properties: {\n    size: size\n  }\n}\n")
    work.put("prod.bicepparam", "using 'main.bicep'\n\nparam size = 4095 // GiB\n")
    body: Json = {"type": "A.B/c", "apiVersion": "2020-01-01", "name": "it", "properties": {"size": "[parameters('size')]"}}
    made = template(languageVersion="2.0", parameters={"size": {"type": "int"}}, resources={"it": body})
    work.answer("build-params prod.bicepparam", json.dumps({"parametersJson": parameters(size=4095), "templateJson": made}))
    found, disk = work.scan()
    (resource,) = resolve(found.deployments[0], disk).resources
    assert resource.get("properties", "size") == 4095
    place = resource.at("properties", "size")
    assert place.span is not None
    assert (place.source.name, place.source.text[slice(*place.span)]) == (PurePath("main.bicep"), "size: size")
    chain = [(related.place.source.name.as_posix(), related.label) for related in resource.origin.chain(("properties", "size"))]
    assert ("prod.bicepparam", "parameter file prod.bicepparam gives 'size'") in chain
    assert not [label for _, label in chain if label == "compiled to this"]  # there is no such file to look at
    given = next(related.place for related in resource.origin.chain(("properties", "size")) if related.place.source.syntax == "text")
    assert given.source.text[slice(*given.span or ())] == "param size = 4095 // GiB"


def test_errors_stand_where_the_compiler_sees_them(work: Work) -> None:
    work.program()
    work.program("az")
    work.put("main.bicep", "module net 'net.bicep' = {\n}\n")
    work.put("net.bicep")
    work.put("good.bicep")
    told = (
        f"{Path('main.bicep').absolute()}(1,8) : Warning no-unused-params: Never used. [https://aka.ms/x]\n"
        f'{{}}{Path("net.bicep").absolute()}(3,10) : Error BCP018: Expected the "=" character. [https://aka.ms/bicep/core-diagnostics#BCP018]\r\n'
        f"{Path('net.bicep').absolute()}(4,1) : Error BCP007: This is no declaration.\n"
    )
    work.answer("build good.bicep", template())
    for program, before in (("bicep", ""), ("az", "ERROR: ")):
        work.answer("build main.bicep", status=1, err=told.format(before))
        found, disk = work.scan(program=str(work.tools / program))
        assert problems(disk) == [
            'net.bicep:3:10: not compiled: BCP018: Expected the "=" character.',
            "net.bicep:4:1: not compiled: BCP007: This is no declaration.",
        ]
        assert (names(found), notes(found)) == (["good.json"], [])


def test_errors_without_end_are_bounded(work: Work) -> None:
    work.program()
    work.put("main.bicep")
    work.answer("build main.bicep", status=1, err="".join(f"main.bicep({line},1) : Error BCP007: No.\n" for line in range(1, 500)))
    assert len(work.scan()[1].problems) == 20


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 3, "err": "\n  Unhandled: disk full\nat x"}, "the Bicep CLI ended with status 3: Unhandled: disk full"),
        ({"status": 0, "out": " "}, "the Bicep CLI ended with status 0"),
        ({"out": "{ not json"}, "the Bicep CLI printed no JSON"),
        ({"out": '{"a": 1}'}, "the Bicep CLI printed no template"),
        ({"out": "[1]"}, "the Bicep CLI printed no template"),
        ({"out": "null"}, "the Bicep CLI printed no template"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(work: Work, answer: Mapping[str, Any], why: str) -> None:
    work.program()
    work.put("main.bicep")
    work.answer("build main.bicep", **answer)
    found, disk = work.scan()
    assert problems(disk) == [f"main.bicep:0:0: not compiled: {why}"]
    assert (names(found), notes(found)) == ([], [])


@pytest.mark.parametrize("out", ["[]", "null", "{}", '{"parametersJson": 1}', '{"parametersJson": "{"}', '{"parametersJson": "{}"}'])
def test_parameters_that_are_none_are_a_problem(work: Work, out: str) -> None:
    work.program()
    work.put("vm.json", template())
    work.put("vm.bicepparam", "using 'vm.json'\n")
    work.answer("build-params vm.bicepparam", out)
    found, disk = work.scan()
    assert len(disk.problems) == 1
    assert names(found) == ["vm.json"]


def test_a_program_that_does_not_end_is_ended_with_all_it_started(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bicep_cli, "SECONDS", 1.0)
    work.put("main.bicep")
    os.mkfifo(work.tools / "alive")
    alive = os.open(work.tools / "alive", os.O_RDONLY | os.O_NONBLOCK)  # at its end once nobody can write to it
    shell = work.tools / "bicep"
    shell.write_text("#!/bin/sh\nsleep 1000 3> alive\necho after\n", encoding="utf-8")
    shell.chmod(0o755)
    _, disk = work.scan()
    assert select.select([alive], [], [], 20)[0]
    os.close(alive)
    assert problems(disk) == ["main.bicep:0:0: not compiled: the Bicep CLI does not end within 1 seconds"]


@pytest.mark.parametrize("stream", ["out", "err"])
def test_a_program_that_writes_without_end_is_ended(work: Work, monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    monkeypatch.setattr(bicep_cli, "MAX_BYTES", 2**20)
    work.put("main.bicep")
    shell = work.tools / "bicep"
    shell.write_text(f"#!/bin/sh\nexec yes {'>&2' * (stream == 'err')}\n", encoding="utf-8")
    shell.chmod(0o755)
    _, disk = work.scan()
    assert problems(disk) == ["main.bicep:0:0: not compiled: the Bicep CLI writes more than 1 MiB"]


def anywhere(_: PurePath) -> bool:
    return False


def test_the_program_is_found_by_path_by_name_by_the_environment_and_by_itself(work: Work, tmp_path: Path) -> None:
    bicep, other, az = work.program(), work.program("other"), work.program("az")
    alone = tmp_path / "alone"
    alone.mkdir()
    only_az = work.program("az", alone)
    env = {"PATH": str(work.tools)}
    assert find(Asked(str(other), {}), anywhere) == other
    assert find(Asked("other", env), anywhere) == other
    assert find(Asked("auto", env), anywhere) == bicep
    assert find(Asked("auto", {**env, "BICEP_CLI": "auto"}), anywhere) == bicep
    assert find(Asked("auto", {**env, "BICEP_CLI": str(other)}), anywhere) == other
    assert find(Asked(str(az), {**env, "BICEP_CLI": str(other)}), anywhere) == az
    assert find(Asked("auto", {"PATH": str(alone)}), anywhere) == only_az


def test_az_compiles_in_its_own_words(work: Work) -> None:
    work.program("az")
    work.put("main.bicep")
    work.answer("build main.bicep", template())
    assert names(work.scan(program="auto", env={"PATH": str(work.tools)})[0]) == ["main.json"]
    ((words, *_),) = work.calls()
    assert words == ["bicep", "build", "--file", str(Path("main.bicep").absolute()), "--stdout", "--no-restore"]


@pytest.mark.parametrize(
    ("program", "env", "why"),
    [
        ("/no/such/bicep", {}, "there is no Bicep CLI at /no/such/bicep"),
        ("auto", {"PATH": "/no/such"}, "there is no Bicep CLI on PATH, neither bicep nor az"),
        ("auto", {}, "there is no Bicep CLI on PATH, neither bicep nor az"),
        ("auto", {"BICEP_CLI": "/gone"}, "there is no Bicep CLI at /gone"),
    ],
)
def test_a_program_that_is_missing_is_told_once_and_the_rest_is_judged(work: Work, program: str, env: Mapping[str, str], why: str) -> None:
    work.put("vm.json", template())
    for name in "abc":
        work.put(f"{name}.bicep")
    found, disk = work.scan(program=program, env=env)
    assert problems(disk) == [f"a.bicep:0:0: this Bicep file and 2 more not compiled: {why}"]
    assert (names(found), notes(found)) == (["vm.json"], [])


def test_a_program_that_does_not_start_is_told_once(work: Work) -> None:
    work.put("a.bicep")
    work.put("b.bicep")
    broken = work.tools / "bicep"
    broken.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    broken.chmod(0o755)
    _, disk = work.scan()
    assert problems(disk) == [f"a.bicep:0:0: this Bicep file and 1 more not compiled: {broken} does not start: No such file or directory"]


@pytest.mark.parametrize("make", ["a file", "a link out", "a link in"])
def test_no_program_among_the_linted_files_is_started(work: Work, make: str) -> None:
    work.put("infra/main.bicep")
    inside = Path("infra/bicep").absolute()
    program = inside
    if make == "a file":
        work.program("bicep", inside.parent)
    elif make == "a link out":
        inside.symlink_to(work.program())
    else:
        work.program("bicep", inside.parent)
        program = work.tools / "bicep"
        program.symlink_to(inside)
    for asked, env in ((str(program), {}), ("auto", {"PATH": str(program.parent)}), ("auto", {"BICEP_CLI": str(program)})):
        _, disk = work.scan("infra", program=asked, env=env)
        assert problems(disk) == [
            f"infra/main.bicep:0:0: this Bicep file not compiled: {program} lies among the linted files, and nothing there is run"
        ]
    assert work.calls() == []
    assert not (inside.parent / "calls").exists()


def test_no_program_of_the_working_directory_is_found_by_its_mere_name(work: Work) -> None:
    work.program("bicep", Path.cwd())
    with pytest.raises(Unusable, match="nothing there is run"):
        find(Asked("auto", {"PATH": "."}), anywhere)
    assert find(Asked("./bicep", {}), anywhere) == Path("bicep").absolute()


def test_a_batch_file_gets_no_name_that_it_would_take_for_commands(work: Work) -> None:
    batch = work.program("az.cmd")
    with pytest.raises(Failed, match=r"its path has characters that az\.cmd would take for commands"):
        compiled(batch, "build", PurePath("a&calc.bicep"), {})
    assert work.calls() == []


def test_a_run_interrupted_while_compiling_ends_the_program(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[int] = []
    stop: Callable[[Any], None] = bicep_cli._stop  # noqa: SLF001 - to see it called
    work.put("main.bicep")
    program = work.program()
    work.answer("build main.bicep", sleep=1000)

    def interrupted(_: object) -> tuple[bytes, bytes]:
        raise KeyboardInterrupt

    def stopping(process: Any) -> None:  # noqa: ANN401 - a process
        stopped.append(process.pid)
        stop(process)

    monkeypatch.setattr(bicep_cli, "_heard", interrupted)
    monkeypatch.setattr(bicep_cli, "_stop", stopping)
    with pytest.raises(KeyboardInterrupt):
        compiled(program, "build", PurePath("main.bicep"), {})
    assert stopped
