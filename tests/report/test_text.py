from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azbk_lint.model.policy import UNREAD, Finding
from azbk_lint.model.report import Report
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.report.place import WIDTH, excerpt
from azbk_lint.report.text import frame, plain, write

NETWORK = """\
resource "azurerm_network_security_group" "app" {
  name = "app"
  security_rule {
    name     = "DenyInternetOut"
    priority = 100
  }

  # later
  security_rule {
    name = "AllowStorage"
  }
}
"""


def drawn(finding: Finding) -> str:
    return "\n".join(frame(finding, plain))


def test_what_one_line_makes_of_several_resources_is_one_frame(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source(NETWORK)
    at, other = place(text, "priority"), place(text, "name")
    vms = [finding(at, resource=f"vm[{number}]") for number in range(5)]
    shown = "".join(write(Report([*vms, replace(vms[0], severity="error"), finding(other)])))
    assert [line for line in shown.split("\n") if "-->" in line or "also" in line] == [
        " --> main.tf:5:5",
        "  = also: vm[1], vm[2], vm[3] and 1 more",
        " --> main.tf:5:5",
        " --> main.tf:2:3",
    ]
    assert shown.count("explain nsg") == 3


def test_a_finding_is_a_sentence_a_frame_and_what_to_do(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    network, vm = source(NETWORK, "infra/network.tf"), source("resource {\n  subnet_id = 1\n}", "infra/vm.tf")
    found = finding(
        place(network, "security_rule"),
        Related(place(network, "security_rule", 1), "`AllowStorage` (priority 200) would allow it, and is never reached"),
        Related(place(vm, "subnet_id"), "subnet `app` of vm1 is bound to this NSG here"),
        label="denies TCP 443 to Storage.JapanEast",
    )
    network_lines = """\
warning: nsg-storage-blocked: NSG rule `DenyInternetOut` (priority 100) denies vm1 Azure Storage before one allows it
 --> infra/network.tf:3:3
  |
3 |   security_rule {
  |   ^^^^^^^^^^^^^ denies TCP 443 to Storage.JapanEast
  ::: infra/network.tf:9:3
9 |   security_rule {
  |   ------------- `AllowStorage` (priority 200) would allow it, and is never reached
  ::: infra/vm.tf:2:3  subnet `app` of vm1 is bound to this NSG here
  = breaks: ExtensionSnapshotFailedNoNetwork, UserErrorGuestAgentStatusUnavailable
  = help: allow outbound TCP 443 to the service tag Storage.JapanEast above rule DenyInternetOut (priority 100)
  = explain: azbk-lint explain nsg-storage-blocked"""
    assert drawn(found) == network_lines


def test_what_nobody_can_tell_says_why_and_what_would_settle_it(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    facts = {"because": "var.rules has no default", "settle": "--var rules=VALUE"}
    text = drawn(finding(place(source(NETWORK), "priority = 100"), facts=facts, verdict="unknown"))
    assert text.startswith("unknown: nsg-storage-blocked: cannot tell whether an NSG rule denies")
    assert "\n  = because: var.rules has no default\n  = settle: --var rules=VALUE\n" in text
    assert "help:" not in text


def test_what_was_not_read_names_no_policy_to_look_up(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    changes = {"name": UNREAD, "message": "cannot tell what {what} deploys", "breaks": []}
    facts = {"what": "module 'net'", "because": "module 'net' is not downloaded", "settle": "terraform init"}
    text = drawn(finding(place(source(NETWORK), "app"), facts=facts, changes=changes, verdict="unknown", resource="module.net"))
    assert text.startswith("unknown: unread: cannot tell what module 'net' deploys\n")
    assert "because: module 'net' is not downloaded\n" in text
    assert "azbk-lint explain" not in text


def test_notes_that_are_not_needed_are_left_out_and_others_shown(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    found = finding(place(source(NETWORK), "priority"), confidence="medium", changes={"since": "Gone since 2022.", "breaks": ()})
    text = drawn(replace(found, also=("prod", "test")))
    assert "  = since: Gone since 2022.\n  = confidence: medium\n  = deployments: ., prod, test\n" in text
    assert "breaks" not in text


@pytest.mark.parametrize(
    ("file", "deployment", "also", "note"),
    [
        ("infra/main.tf", "infra", (), ""),
        ("main.json", "main.json", (), ""),
        ("main.json", "main.json + prod.parameters.json", (), "deployment: main.json + prod.parameters.json"),
        ("modules/net/main.tf", "infra", (), "deployment: infra"),
        ("main.tf", ".", ("a", "b", "c", "d"), "deployments: ., a, b and 2 more"),
    ],
)
def test_a_finding_names_its_deployments_where_its_file_does_not(
    file: str, deployment: str, also: tuple[str, ...], note: str, finding: Callable[..., Finding]
) -> None:
    text = drawn(replace(finding(Place(Source(PurePath(file), "x", "hcl"))), deployment=deployment, also=also))
    assert [line.removeprefix("  = ") for line in text.split("\n") if "deployment" in line] == ([note] if note else [])


def test_long_notes_go_on_below_and_codes_stay_on_one_line(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    codes = [f"UserErrorNumber{number}" for number in range(10)]
    found = finding(place(source(NETWORK), "priority"), changes={"since": "word " * 40, "breaks": codes})
    lines = drawn(found).split("\n")
    assert f"  = breaks: {', '.join(codes)}" in lines
    at = next(number for number, line in enumerate(lines) if "since" in line)
    assert lines[at] == f"  = since: {'word ' * 21}word"
    assert lines[at + 1] == f"           {'word ' * 17}word"


@pytest.mark.parametrize(
    ("shifts", "note"),
    [
        ({"write-accelerator", "old-windows", "other"}, "  = weighs: more: old-windows, write-accelerator\n"),
        ({"agentless-policy"}, "  = weighs: less: agentless-policy\n"),
        ({"agentless-policy", "old-windows"}, "  = weighs: more: old-windows; less: agentless-policy\n"),
        ({"other"}, ""),
    ],
)
def test_what_moved_the_severity_is_named(shifts: set[str], note: str, finding: Callable[..., Finding]) -> None:
    changes = {"worse_if": ("write-accelerator", "old-windows"), "better_if": ("agentless-policy",)}
    text = drawn(finding(Place(Source(PurePath("x.tf"), "x", "hcl")), changes=changes, shifts=frozenset(shifts)))
    assert note in text
    assert ("weighs" in text) is bool(note)


def test_gutters_are_as_wide_as_the_longest_line_number(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("\n" * 8 + "first\n" + "\n" * 100 + "second\n")
    lines = drawn(finding(place(text, "first"), Related(place(text, "second"), "x"))).split("\n")
    assert lines[1:9] == [
        "   --> main.tf:9:1",
        "    |",
        "  9 | first",
        "    | ^^^^^",
        "    ::: main.tf:110:1",
        "110 | second",
        "    | ------ x",
        "    = breaks: ExtensionSnapshotFailedNoNetwork, UserErrorGuestAgentStatusUnavailable",
    ]


def test_a_related_place_on_the_same_line_does_not_repeat_it(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("name = var.name\n")
    assert "  ::: main.tf:1:8  said here\n  =" in drawn(finding(place(text, "name"), Related(place(text, "var.name"), "said here")))


def test_a_line_is_shown_once_however_many_places_are_on_it(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("first\nsecond\n")
    lines = drawn(finding(place(text, "first"), Related(place(text, "second"), "a"), Related(place(text, "second"), "b"))).split("\n")
    assert lines.count("2 | second") == 1
    assert "  ::: main.tf:2:1  b" in lines


def test_of_many_related_places_only_the_first_are_shown(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("first\n" + "x\n" * 98 + "last\n")
    others = [Related(Place(text, span=(6 + 2 * number, 7 + 2 * number)), str(number)) for number in range(8)]
    lines = drawn(finding(place(text, "first"), *others, Related(place(text, "last"), "far"), Related(place(text, "last"), "off"))).split(
        "\n"
    )
    assert "  ::: and 2 more places, which --format json lists" in lines
    assert lines[0:5][-1].startswith("  | ^^^^^")
    assert sum(":::" in line for line in lines) == 9


def test_a_related_place_that_is_given_twice_is_told_once(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source("name = var.name\n")
    said, other = (Related(place(text, "var.name"), label) for label in ("said here", "and here"))
    assert drawn(finding(place(text, "name"), said, other, said)).count("said here") == 1


def test_a_block_is_marked_by_its_head(source: Callable[..., Source]) -> None:
    line = excerpt(Place(source(NETWORK), span=(NETWORK.index("security_rule"), NETWORK.index("  }") + 3)))
    assert (line.text, line.indent, line.width) == ("  security_rule {", 2, len("security_rule"))


def test_marks_stand_below_what_they_mark_whatever_stands_before(source: Callable[..., Source], place: Callable[..., Place]) -> None:
    line = excerpt(place(source('\t"大\x1b" = here\r\nnext'), "here"))
    assert line.text == '    "大\\x1b" = here'
    assert (line.indent, line.width) == (4 + 1 + 2 + 4 + 4, 4)


def test_a_long_line_is_cut_round_what_is_marked(source: Callable[..., Source], place: Callable[..., Place]) -> None:
    line = excerpt(place(source("x" * 1000 + "here" + "y" * 1000), "here"))
    assert line.text == "…" + "x" * 40 + "here" + "y" * (WIDTH - 44) + "…"
    assert (line.indent, line.width) == (41, 4)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("a = here", (4, 8), ("a = here", 4, 4)),
        ("a = here", (8, 8), ("a = here", 8, 1)),
        ("a\n\nb", (2, 2), ("", 0, 1)),
        ("a {\n}", (0, 5), ("a {", 0, 1)),
        ("{\n}", (0, 3), ("{", 0, 1)),
        ("[ {\n}]", (0, 6), ("[ {", 0, 1)),
        ("abc  \nd", (1, 7), ("abc", 1, 2)),
        ("abc\nd", (1, 3), ("abc", 1, 2)),
        ("x" * (WIDTH - 2) + "ab", (WIDTH - 2, WIDTH), ("x" * (WIDTH - 2) + "ab", WIDTH - 2, 2)),
        ("x" * (WIDTH - 1) + "ab", (WIDTH - 1, WIDTH + 1), ("…" + "x" * 40 + "ab", 41, 2)),
        ("x" * WIDTH + "\n", (0, 1), ("x" * WIDTH, 0, 1)),
        ("x" * WIDTH + "y\n", (0, 1), ("x" * WIDTH + "…", 0, 1)),
        ("\n" + "x" * 200 + "ab" + "y" * 77 + "\n", (201, 203), ("…" + "x" * 40 + "ab" + "y" * 77, 41, 2)),
        ("\n" + "x" * 200 + "ab" + "y" * 79 + "\n", (201, 203), ("…" + "x" * 40 + "ab" + "y" * 78 + "…", 41, 2)),
        ("a" * 300, (0, 300), ("a" * WIDTH + "…", 0, WIDTH)),
        ("a" * 300, (100, 300), ("…" + "a" * WIDTH + "…", 41, 80)),
    ],
)
def test_a_place_is_cut_out_of_its_line(text: str, span: tuple[int, int], expected: tuple[str, int, int]) -> None:
    assert excerpt(Place(Source(PurePath("x.tf"), text, "hcl"), span=span)) == expected


@given(st.text(st.sampled_from("ab \t\r\n大\x1b\u202e{"), max_size=400), st.data())
def test_any_place_in_any_text_gives_one_safe_line(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line = excerpt(Place(Source(PurePath("x.tf"), text, "hcl"), span=(start, end)))
    assert line.text.isprintable()
    assert line.width >= 1
    assert 0 <= line.indent <= 4 * (WIDTH + 1)


def test_a_report_shows_unknowns_only_when_asked_and_always_counts_them(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    found = finding(place(source(NETWORK), "priority"), verdict="unknown")
    report = Report([], [found], files=1, deployments=1, resources=2)
    assert "".join(write(report)) == (
        "0 findings, 1 unknown; read 1 file, 1 deployment, 2 resources\n`--show unknown` says what is not known, and what would settle it\n"
    )
    assert "".join(write(report, unknown=True)).startswith("unknown: ")
    assert "".join(write(report, quiet=True)) == ""


def test_nothing_is_hinted_at_where_all_is_known() -> None:
    assert "".join(write(Report())) == "0 findings, 0 unknown; read 0 files, 0 deployments, 0 resources\n"


def test_the_fault_is_in_its_own_colour_and_the_rest_in_the_gutters(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    text = source(NETWORK)
    found = finding(place(text, "priority"), Related(place(text, "name"), "there"), label="here")
    shown = "".join(write(Report([found]), colour=True))
    assert "\x1b[1;33m^^^^^^^^ here\x1b[0m" in shown
    assert "\x1b[1;34m---- there\x1b[0m" in shown


@pytest.mark.parametrize(
    ("remedy", "help_"),
    [("Do it.", "do it"), ("Do it. Then that.", "do it. Then that."), ("Do it", "do it"), ("NSG first. Then x", "NSG first. Then x")],
)
def test_one_sentence_alone_has_no_full_stop(remedy: str, help_: str, finding: Callable[..., Finding]) -> None:
    text = drawn(finding(Place(Source(PurePath("x.tf"), "x", "hcl")), changes={"remedy": remedy}))
    assert f"  = help: {help_}\n" in text


@pytest.mark.parametrize(("letters", "lines"), [(WIDTH - 10, 1), (WIDTH - 9, 2)])
def test_a_note_goes_on_below_where_it_does_not_fit(letters: int, lines: int, finding: Callable[..., Finding]) -> None:
    text = drawn(finding(Place(Source(PurePath("x.tf"), "x", "hcl")), changes={"remedy": "x " + "y" * (letters - 2)}))
    assert text[text.index("help") : text.index("  = explain")].count("\n") == lines


def test_findings_are_apart_by_an_empty_line(
    source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    found, other = (finding(place(source(NETWORK), word)) for word in ("priority", "name"))
    assert "explain nsg-storage-blocked\n\nwarning: " in "".join(write(Report([found, other])))


@pytest.mark.parametrize("colour", ["colour", ""])
def test_only_a_report_in_colour_has_escape_sequences(
    colour: str, source: Callable[..., Source], place: Callable[..., Place], finding: Callable[..., Finding]
) -> None:
    hostile = source('name = "\x1b[2J"\n', "\x1b[1mx.tf")
    found = finding(place(hostile, "name"), facts={"rule": "\x1b[2J"}, label="\x1b[2J")
    text = "".join(write(Report([found]), colour=bool(colour)))
    assert ("\x1b[" in text) is bool(colour)
    assert "\x1b[2J" not in text
    assert "\x1b[1mx.tf" not in text
