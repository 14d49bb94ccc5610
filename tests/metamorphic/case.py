"""One fault written in many ways: the files of a case carry marks, and what the linter says must lie on the marked lines.

`«here»` marks the line of a finding, `«medium»` that of one less than sure, `«unknown»` a line of which nobody can tell,
`«unread»` one that names a template or module that is not there, `«from»` one that the finding names as the place its value
came from. Marks are taken out before the files are written.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from azbk_lint.catalogue import load, shipped
from azbk_lint.config import Config
from azbk_lint.engine import lint
from azbk_lint.model.policy import Finding, Stack
from azbk_lint.model.source import Place
from azbk_lint.report.locate import locate

MARK = re.compile(r"«(here|medium|unknown|unread|from)»")
POLICIES = {policy.name: policy for policy in load(shipped())}


class Line(NamedTuple):
    """A line of a case's file, from 1, and what is said there: the word of a mark."""

    file: str
    number: int
    word: str


@dataclass(frozen=True, slots=True)
class Case:
    """Files by name, as text or as trees that are written as JSON; var-files and parameter files are given by their names."""

    files: Mapping[str, object]
    encoding: str = "utf-8"
    newline: str = "\n"
    var_file: Sequence[str] = ()
    var: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parameters: Sequence[str] = ()
    set: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Give each file's name and text, with its marks."""
        for name, written in self.files.items():
            yield name, written if isinstance(written, str) else json.dumps(written, indent=2, ensure_ascii=False)

    def marked(self) -> Counter[Line]:
        """Give what the marks say."""
        return Counter(
            Line(name, number, word)
            for name, text in self.texts()
            for number, line in enumerate(text.split("\n"), 1)
            for word in MARK.findall(line)
        )

    def write(self, folder: Path) -> None:
        """Write the files below a folder, without marks."""
        for name, text in self.texts():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(MARK.sub("", text), encoding=self.encoding, newline=self.newline)


def judged(case: Case, policy: str, stack: Stack, folder: Path) -> Counter[Line]:
    """Lint a case by one policy; each place that a finding names as its value's is given once."""
    case.write(folder)
    config = Config(
        stack=stack,
        var_file=[str(folder / name) for name in case.var_file],
        var=case.var,
        parameters=[str(folder / name) for name in case.parameters],
        set=case.set,
    )
    report = lint([folder], [POLICIES[policy]], config)
    assert not report.problems
    assert not report.bugs
    assert report.deployments
    words = {"high": "here", "medium": "medium", "low": "low"}
    found = Counter(line(finding.answer.place, words[finding.answer.confidence], folder) for finding in report.findings)
    found.update(line(each.answer.place, "unread" if each.policy.name == "unread" else "unknown", folder) for each in report.unknowns)
    return found | Counter({*origins(report.findings, folder)})


def origins(findings: Sequence[Finding], folder: Path) -> Iterator[Line]:
    for finding in findings:
        yield from (line(related.place, "from", folder) for related in finding.answer.related)


def line(place: Place, word: str, folder: Path) -> Line:
    return Line(Path(place.source.name).relative_to(folder).as_posix(), locate(place).line, word)
