import os
from pathlib import Path, PurePath

import pytest

from azbk_lint.model.hcl import HclError, Literal
from azbk_lint.model.source import Problem, Reader, Refused
from azbk_lint.read.bounds import MAX_BYTES
from azbk_lint.read.disk import Disk


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "infra").mkdir()
    monkeypatch.chdir(tmp_path)


def put(path: str, content: str | bytes = "{}") -> PurePath:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return PurePath(path)


def disk(*paths: str) -> Disk:
    return Disk([PurePath(path) for path in paths or ["infra"]])


def test_a_disk_is_a_reader() -> None:
    reader: Reader = disk()
    assert reader.names(PurePath("infra")) == []


def test_names_stay_as_the_user_gave_them() -> None:
    put("infra/a/main.json")
    relative = disk("./infra").json(PurePath("infra/b/../a/main.json"))
    assert relative
    assert relative.source.name == PurePath("infra/a/main.json")
    absolute = disk(str(Path.cwd())).json(Path.cwd() / "infra/a/main.json")
    assert absolute
    assert absolute.source.name.is_absolute()


def test_a_file_is_parsed_once_whatever_it_is_called() -> None:
    put("infra/main.json")
    reader = disk()
    assert reader.json(PurePath("infra/main.json")) is reader.json(Path.cwd() / "infra/x/../main.json")


def test_only_files_that_were_used_count_as_read() -> None:
    put("infra/main.json")
    reader = disk()
    reader.peek(PurePath("infra/main.json"))
    reader.try_json(PurePath("infra/main.json"))
    assert reader.read_names == set()
    reader.json(PurePath("infra/main.json"))
    assert reader.read_names == {PurePath("infra/main.json")}


@pytest.mark.parametrize("path", ["main.json", "infra/../main.json", "../main.json", "/etc/hostname", "infra-2/main.json", "infra/../../x"])
def test_what_lies_outside_is_refused(path: str) -> None:
    put("main.json")
    put("infra-2/main.json")
    reader = disk()
    for read in (reader.json, reader.hcl, reader.text, reader.bytes, reader.exists, reader.names, reader.tree):
        with pytest.raises(Refused, match="outside the scanned paths"):
            read(PurePath(path))
    assert reader.problems == []


def test_a_link_is_followed_only_to_what_lies_inside() -> None:
    put("secret.json")
    put("outside/main.json")
    put("infra/real/main.json")
    Path("infra/in.json").symlink_to("real/main.json")
    Path("infra/out.json").symlink_to("../secret.json")
    Path("infra/folder").symlink_to("../outside")
    Path("infra/loop.json").symlink_to("loop.json")
    reader = disk()
    assert reader.json(PurePath("infra/in.json"))
    for path in ("infra/out.json", "infra/folder/main.json"):
        with pytest.raises(Refused, match="outside"):
            reader.json(PurePath(path))
    assert reader.names(PurePath("infra")) == ["in.json"]
    assert reader.tree(PurePath("infra")) == ["in.json", "real/main.json"]
    assert reader.json(PurePath("infra/loop.json")) is None
    assert [problem.name for problem in reader.problems] == [PurePath("infra/loop.json")]


def test_a_scanned_link_stands_for_its_folder() -> None:
    put("real/main.json")
    Path("link").symlink_to("real")
    document = disk("link").json(PurePath("link/main.json"))
    assert document
    assert document.source.name == PurePath("link/main.json")


def test_a_file_that_is_scanned_lets_its_folder_be_read_and_no_other() -> None:
    put("infra/main.json")
    put("infra/nested/vnet.json")
    put("other/main.json")
    reader = disk("infra/main.json")
    assert reader.json(PurePath("infra/nested/vnet.json"))
    with pytest.raises(Refused):
        reader.json(PurePath("other/main.json"))


def test_a_file_allowed_by_name_is_read_wherever_it_lies() -> None:
    put("vars/prod.tfvars", "a = 1\n")
    Path("infra/linked.tfvars").symlink_to("../vars/prod.tfvars")
    reader = disk()
    reader.allow(PurePath("vars/prod.tfvars"))
    assert reader.hcl(PurePath("vars/prod.tfvars"))
    assert reader.hcl(PurePath("infra/linked.tfvars"))
    with pytest.raises(Refused):
        reader.hcl(PurePath("vars/test.tfvars"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_what_is_no_regular_file_is_refused_without_being_opened() -> None:
    os.mkfifo("infra/pipe.json")
    Path("infra/folder.json").mkdir()
    Path("infra/null.json").symlink_to("/dev/null")
    reader = disk()
    for name in ("pipe.json", "folder.json"):
        with pytest.raises(Refused, match="not a regular file"):
            reader.json(PurePath("infra", name))
        assert not reader.exists(PurePath("infra", name))
    with pytest.raises(Refused, match="outside"):
        reader.json(PurePath("infra/null.json"))
    assert reader.names(PurePath("infra")) == []


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    with Path("infra/large.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Refused, match="larger than 64 MiB"):
        disk().json(PurePath("infra/large.json"))


@pytest.mark.parametrize("path", ["infra/a\0b", "infra/\ud800.json"])
def test_an_impossible_name_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="no file can have that name"):
        disk().exists(PurePath(path))


def test_what_is_not_there_is_none_and_no_problem() -> None:
    put("infra/main.json")
    reader = disk()
    for path in ("infra/gone.json", "infra/gone/main.json", "infra/main.json/x.json"):
        assert reader.json(PurePath(path)) is None
        assert reader.bytes(PurePath(path)) is None
        assert not reader.exists(PurePath(path))
        assert reader.names(PurePath(path)) == reader.tree(PurePath(path)) == ()
    assert reader.problems == []


def test_what_was_listed_and_is_gone_is_a_problem() -> None:
    put("infra/main.tf")
    reader = disk()
    assert reader.names(PurePath("infra")) == ["main.tf"]
    Path("infra/main.tf").unlink()
    assert reader.hcl(PurePath("infra/main.tf")) is None
    assert reader.problems == [Problem(PurePath("infra/main.tf"), "cannot read: no such file")]


def test_what_cannot_be_read_is_one_problem_with_its_place() -> None:
    put("infra/main.json", '{\n  "a": 1\n  "b": 2\n}')
    reader = disk()
    assert reader.json(PurePath("infra/main.json")) is None
    assert reader.json(PurePath("infra/main.json")) is None
    assert reader.problems == [Problem(PurePath("infra/main.json"), "cannot read: expected `,` or `}`", 3, 3)]
    assert reader.read_names == set()


def test_what_the_system_refuses_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    put("infra/main.json")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    monkeypatch.setattr("os.scandir", denied)
    reader = disk()
    assert reader.bytes(PurePath("infra/main.json")) is None
    assert reader.names(PurePath("infra")) == ()
    assert [problem.why for problem in reader.problems] == ["cannot read: permission denied"] * 2


def test_text_of_no_known_encoding_is_a_problem() -> None:
    put("infra/setup.sh", b"echo \x93hello\x94\n")
    reader = disk()
    assert reader.text(PurePath("infra/setup.sh")) is None
    assert reader.bytes(PurePath("infra/setup.sh"))
    problem = Problem(PurePath("infra/setup.sh"), "cannot read: byte 0x93 is not UTF-8 text (save the file as UTF-8)", 1, 6)
    assert reader.problems == [problem]


def test_texts_come_without_their_byte_order_mark() -> None:
    put("infra/setup.ps1", "exit".encode("utf-16"))
    source = disk().text(PurePath("infra/setup.ps1"))
    assert source
    assert (source.text, source.syntax) == ("exit", "text")


def test_terraform_in_utf_16_is_a_problem_that_names_the_encoding() -> None:
    put("infra/main.tf", 'variable "a" {}\n'.encode("utf-16"))
    reader = disk()
    assert reader.hcl(PurePath("infra/main.tf")) is None
    assert [problem.why for problem in reader.problems] == [
        "cannot read: it is UTF-16, which Terraform does not read (save the file as UTF-8)"
    ]


def test_a_mistake_in_hcl_is_told_with_its_place_and_leaves_the_rest() -> None:
    put("infra/main.tf", 'variable "a" {\n  default = = 1\n}\n\nvariable "b" {\n  default = 1\n}\n')
    reader = disk()
    file = reader.hcl(PurePath("infra/main.tf"))
    assert file
    assert [block.labels for block in file.body.blocks] == [("b",)]
    assert [(problem.name, problem.line) for problem in reader.problems] == [(PurePath("infra/main.tf"), 2)]
    assert reader.problems[0].why.startswith("cannot read: ")
    assert reader.hcl(PurePath("infra/main.tf")) is file
    assert len(reader.problems) == 1


def test_a_file_in_json_syntax_is_read_as_its_name_says() -> None:
    put("infra/main.tf.json", '{"variable": {"a": {"default": 1}}}')
    put("infra/terraform.tfvars.json", '{"a": 1, "variable": {"x": "${y}"}, "a": 2}')
    reader = disk()
    module, values = reader.hcl(PurePath("infra/main.tf.json")), reader.hcl(PurePath("infra/terraform.tfvars.json"))
    assert module
    assert values
    assert [(block.type, block.labels) for block in module.body.blocks] == [("variable", ("a",))]
    assert module.source.syntax == "json"
    assert [attribute.name for attribute in values.body.attributes] == ["a", "variable"]
    assert values.source.text[slice(*values.body.attributes[0].value[:2])] == "2"
    assert reader.problems == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.tf.json", '{"variable":\n {"a": }}', 2),
        ("a.tfvars.json", "\n[]", 2),
        ("b.tfvars.json", '{"a":\n\n', 3),
        ("c.tf.json", "{}\n{}", 2),
    ],
)
def test_a_mistake_in_json_syntax_is_told_with_its_place(name: str, text: str, line: int) -> None:
    put(f"infra/{name}", text)
    reader = disk()
    reader.hcl(PurePath("infra", name))
    assert [(problem.name.name, problem.line) for problem in reader.problems] == [(name, line)]


def test_a_template_is_parsed_from_its_source() -> None:
    put("infra/a.tftpl", "plain")
    put("infra/b.tftpl", "${")
    reader = disk()
    plain, broken = reader.text(PurePath("infra/a.tftpl")), reader.text(PurePath("infra/b.tftpl"))
    assert plain
    assert broken
    node = reader.template(plain)
    assert isinstance(node, Literal)
    assert node.value == "plain"
    assert reader.template(plain) is node
    with pytest.raises(HclError):
        reader.template(broken)


def test_listings_are_sorted_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("infra/b.sh", "infra/a.sh", "infra/x/c.sh", "infra/.git/config", "infra/x/.terraform/d.sh"):
        put(path)
    reader = disk()
    assert reader.names(PurePath("infra")) == ["a.sh", "b.sh"]
    assert reader.tree(PurePath("infra")) == ["a.sh", "b.sh", "x/c.sh"]
    monkeypatch.setattr("azbk_lint.read.bounds.MAX_FILES", 3)
    with pytest.raises(Refused, match="more than 3"):
        disk().tree(PurePath("infra"))


def test_a_name_with_a_line_break_or_an_escape_code_is_a_name_like_any_other() -> None:
    path = put("infra/a\nb\x1b[31m.json")
    reader = disk()
    document = reader.json(path)
    assert document
    assert document.source.name == path
    assert reader.names(PurePath("infra")) == ["a\nb\x1b[31m.json"]
