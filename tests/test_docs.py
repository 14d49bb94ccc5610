"""What the documents show is what the program does: generated parts are compared, or written anew with --update."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from azbk_lint.catalogue import load, shipped
from azbk_lint.cli import main
from azbk_lint.config import Config
from azbk_lint.model.policy import Policy
from azbk_lint.report.wording import title
from azbk_lint.tables import fill

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
FIXTURES = ROOT / "fixtures"
POLICIES = load(shipped())
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
RUN = "azbk-lint fixtures/landscapes/hub-and-spoke/terraform --select nsg-storage-blocked"
ARTICLES = "https://learn.microsoft.com/azure"
FOLDERS = {  # where an article lies below ARTICLES, by its file name; the backup folder holds all others
    "agent-windows": "virtual-machines/extensions",
    "features-linux": "virtual-machines/extensions",
    "lock-resources": "azure-resource-manager/management",
    "virtual-network-network-interface-addresses": "virtual-network/ip-services",
    "virtual-network-service-endpoints-overview": "virtual-network",
}


def output(words: str) -> str:
    """Run a command line and give what it writes to standard output."""
    out = StringIO()
    main(words.split()[1:], stdout=out, stderr=StringIO(), env={})
    return out.getvalue()


def between(text: str, name: str, made: str) -> str:
    """Put a generated part between its markers."""
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    head, _, rest = text.partition(begin)
    assert end in rest, f"no markers for {name}"
    return f"{head}{begin}\n{made.strip()}\n\n{end}{rest.partition(end)[2]}"


def table(*rows: tuple[str, ...]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def test_readme_shows_a_real_run_and_the_policies_there_are(
    generated: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    rows = [(f"[{policy.name}](docs/policies/{policy.name}.md)", title(policy), severities(policy)) for policy in POLICIES]
    text = between(README.read_text(encoding="utf-8"), "run", f"```console\n$ {RUN}\n{output(RUN)}```")
    generated(README, between(text, "policies", table(("policy", "finds", "v1 / v2 / current"), *rows)))


def severities(policy: Policy) -> str:
    return f"{policy.severity.v1} / {policy.severity.v2} / {policy.severity.current}"


def test_readme_sets_up_and_tests_in_two_lines_that_ci_runs_too() -> None:
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert "fixtures/landscapes/hub-and-spoke" in lines[0]
    assert "pytest" in lines[1]
    assert "grep '^python3 -m venv' README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_readme_names_only_options_and_settings_there_are() -> None:
    text = README.read_text(encoding="utf-8")
    lint = "\n".join(re.findall(r"(?m)^.*azbk-lint.*$", text)) + "\n".join(re.findall(r"`--[^`]+`", text))
    known = {*re.findall(r"--[a-z-]+", output("azbk-lint --help"))}
    assert {*re.findall(r"(?<!\S|\w)`?(--[a-z-]+)", lint)} - known <= {"--upgrade", "--group", "--file"}
    settings = [tomllib.loads(block) for block in re.findall(r"(?s)```toml\n(.*?)```", text)]
    assert settings
    for each in settings:
        fill(Config, each)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_every_policy_has_a_page_that_says_what_the_policy_says(
    policy: Policy, generated: Callable[[Path, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    generated(DOCS / "policies" / f"{policy.name}.md", "\n".join(page(policy)))


def test_there_is_no_page_without_a_policy() -> None:
    assert {file.stem for file in (DOCS / "policies").iterdir()} == {policy.name for policy in POLICIES}


def page(policy: Policy) -> Iterator[str]:
    severity = policy.severity
    yield f"<!-- written by pytest --update from policies/{policy.name}.toml -->\n"
    yield f"# {policy.name}\n\n{title(policy)}.\n"
    yield f"{flat(policy.why)}\n"
    if policy.basis == "inferred":
        yield "No source says this outright: it is inferred.\n"
    yield table(("stack", "v1", "v2", "current"), ("severity", severity.v1, severity.v2, severity.current)) + "\n"
    yield from (f"{line}\n" for line in weighed(policy))
    yield f"**Error codes:** {', '.join(f'`{code}`' for code in policy.breaks)}.\n"
    yield f"**How to mend it:** {placed(policy.remedy)}\n"
    if policy.conflicts:
        yield f"**Others demand the opposite:** {', '.join(policy.conflicts)}.\n"
    yield f"## Example\n\n```text\n{example(policy)}```\n"
    yield f"## What passes and what fails\n\n{cases(policy)}\n"
    yield "## Sources\n"
    yield from sources(policy)
    yield ""


def weighed(policy: Policy) -> Iterator[str]:
    if policy.since:
        yield f"**Since 2018:** {flat(policy.since)}"
    for words, change in ((policy.worse_if, "One step worse"), (policy.better_if, "One step better")):
        if words:
            yield f"**{change} where:** {', '.join(word.replace('-', ' ') for word in words)}."


def example(policy: Policy) -> str:
    """Lint the first Terraform fixture that fails, without its marks, in the working directory."""
    case = min((FIXTURES / policy.name).glob("fail-*.tf"))
    text = case.read_text(encoding="utf-8")
    stack = re.match(r"# stack: (\w+)", text)
    Path("main.tf").write_text(re.sub(r" *# expect: .*", "", text), encoding="utf-8")
    return output(f"azbk-lint main.tf --quiet --select {policy.name}" + (f" --stack {stack[1]}" if stack else "")).rstrip() + "\n"


def cases(policy: Policy) -> str:
    """List the fixtures by what they are called, with links."""
    named: dict[str, list[str]] = {}
    for case in sorted((FIXTURES / policy.name).iterdir()):
        kind = case.suffix.lstrip(".") or "folder"
        named.setdefault(case.stem, []).append(f"[{kind}](../../fixtures/{policy.name}/{case.name})")
    rows = ((stem.partition("-")[0], stem.partition("-")[2].replace("-", " "), ", ".join(links)) for stem, links in named.items())
    return table(("verdict", "case", "fixture"), *rows)


def sources(policy: Policy) -> Iterator[str]:
    for source in policy.source:
        url = f"{ARTICLES}/{FOLDERS.get(source.article, 'backup')}/{source.article}"
        yield f"- [{source.article}]({url}), {source.dated}" + (f", `#{source.section}`" if source.section else "")


def flat(text: str) -> str:
    return " ".join(text.split())


def placed(text: str) -> str:
    """Write a text with the names of facts in italics, since a page is about no finding."""
    return re.sub(r"\{([a-z-]+)\}", r"*\1*", flat(text))


def test_the_account_of_the_article_is_what_its_table_says(generated: Callable[[Path, str], None]) -> None:
    account = tomllib.loads((DOCS / "coverage.toml").read_text(encoding="utf-8"))
    causes = table(
        ("cause", "found by", "planned", "what code cannot show"),
        *(
            (entry["says"], linked(entry.get("policies", ())), ", ".join(entry.get("planned", ())) or "nothing more", entry["cannot"])
            for entry in account["causes"].values()
        ),
    )
    codes = table(
        ("error code", "causes in the article's order"),
        *(
            (f"`{code}`", "; ".join(account["causes"][cause]["says"] for cause in entry["causes"]))
            for code, entry in account["codes"].items()
        ),
    )
    head = "<!-- written by pytest --update from docs/coverage.toml -->\n\n# What the article of 2018 names, and what of it shows in code\n"
    generated(DOCS / "coverage.md", f"{head}\n## Causes\n\n{causes}\n\n## Error codes\n\n{codes}\n")


def linked(names: list[str]) -> str:
    return ", ".join(f"[{name}](policies/{name}.md)" for name in names) or "none yet"


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(file: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8"))
    assert not [link for link in links if not (file.parent / link).exists()]
