"""Where things stand in the files: by route or offset while judging, by line once reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal, Protocol, TypeAlias

from azbk_lint.model.hcl import Body, Node
from azbk_lint.model.value import Json, Route

Syntax: TypeAlias = Literal["json", "hcl", "text"]
Means: TypeAlias = Literal["set", "parameters", "vars"]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A file's text under the name the user knows it by; compared by identity.

    `text` has no byte order mark. Offsets count its characters from 0.
    """

    name: PurePath
    text: str = field(repr=False)
    syntax: Syntax = "json"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a source. Cheap to make, and turned into a line only for what is reported.

    In JSON a part is named by its `route` from the document's root (a route that runs past what is written means the
    deepest part that is), everywhere else by `span`, its first and last-but-one character offset.
    `on_key` asks for the key rather than the value of an object's member.
    """

    source: Source
    route: Route = ()
    span: tuple[int, int] | None = None
    on_key: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a reader needs, and what it is to the first: "denied here first", "copy index 3"."""

    place: Place
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An input that cannot be read or evaluated, in one sentence; it makes the run exit with 2.

    `name` is the path as the user knows it; `line` and `column` count from 1 and are 0 where no position is known.
    """

    name: PurePath
    why: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """What was left out on purpose: a sentence, and the files it is about, which follow it behind a colon."""

    why: str
    names: Sequence[PurePath] = ()


@dataclass(frozen=True, slots=True)
class Undeclared:
    """A value that a user gives, and that nothing which is deployed with it declares.

    `means` is how it is given: `set` or `parameters` for ARM, `vars` for Terraform. `declared` are the names there are,
    `given` is the parameter file as the user wrote its path, `deployment` what has a set of values of its own.
    """

    means: Means
    name: str
    declared: Sequence[str]
    given: str = ""
    deployment: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file: its source, and its tree of plain Python values."""

    source: Source
    tree: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class HclFile:
    """A Terraform file or var-file, with what could be read of it; the offsets in `body` count in either syntax."""

    source: Source
    body: Body = field(repr=False)


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake of ours
    """A path that must not be read: outside the scanned roots, not a regular file, too large. Says why in a clause."""


class Reader(Protocol):
    """The only way from an evaluator to the disk: below the scanned roots, bounded, each file read and parsed once.

    Paths may be relative to the working directory; `..` is followed textually and then confined. What exists but
    cannot be read is noted as a `Problem` by the reader itself, once, and given as None.
    """

    def json(self, path: PurePath) -> Document | None:
        """Read a JSON file; None where there is none or it cannot be read. Raises Refused."""
        ...

    def hcl(self, path: PurePath) -> HclFile | None:
        """Read a Terraform file or var-file, in JSON syntax where its name says so; None as for `json`. Raises Refused."""
        ...

    def template(self, source: Source) -> Node:
        """Parse a text as a Terraform template, for `templatefile` and JSON syntax. Raises model.hcl.HclError."""
        ...

    def text(self, path: PurePath) -> Source | None:
        """Read a text file, for scripts and `file()`; None where there is none. Raises Refused."""
        ...

    def bytes(self, path: PurePath) -> bytes | None:
        """Read a file's bytes; None where there is none. Raises Refused."""
        ...

    def names(self, folder: PurePath) -> Sequence[str]:
        """List the regular files right in a folder, sorted; empty where there is no such folder. Raises Refused."""
        ...

    def tree(self, folder: PurePath) -> Sequence[str]:
        """List the regular files below a folder as sorted relative POSIX paths, for `fileset`. Raises Refused."""
        ...

    def exists(self, path: PurePath) -> bool:
        """Say whether a regular file is there. Raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class ArmInput:
    """One ARM template with what one deployment gives it.

    `parameters` are parameter files in the order given, later ones winning; `given` are single values, over them all.
    `context` may hold `subscription-id`, `resource-group`, `location`, `tenant-id`.
    `standalone` marks a template that another scanned one links to and that has no parameter file of its own: its
    caller's values replace its defaults, so these are no evidence and only what is literal is.
    `assumed` decides conditions that nobody knows, by the keys of their unknowns: to see what each choice would bring.
    """

    template: Document
    parameters: Sequence[Document] = ()
    given: Mapping[str, Json] = field(default_factory=dict[str, Json])
    context: Mapping[str, str] = field(default_factory=dict[str, str])
    standalone: bool = False
    assumed: Mapping[str, bool] = field(default_factory=dict[str, bool])


@dataclass(frozen=True, slots=True)
class TerraformInput:
    """One root module with one set of values.

    `folder` holds the root module's files; `var_files` come after terraform.tfvars and *.auto.tfvars in the order
    given; `given` are single values, over them all. `standalone` marks a module that no scanned folder calls with
    arguments: its variables without default stay unknown and only what is literal is evidence.
    """

    folder: PurePath
    var_files: Sequence[PurePath] = ()
    given: Mapping[str, Json] = field(default_factory=dict[str, Json])
    standalone: bool = False


@dataclass(frozen=True, slots=True)
class PlanInput:
    """One saved plan (`terraform show -json`), with the folder of its sources where they lie beside."""

    plan: Document
    folder: PurePath | None = None


Input: TypeAlias = ArmInput | TerraformInput | PlanInput


@dataclass(frozen=True, slots=True)
class Deployment:
    """What Azure would deploy at once, and the name a user knows it by."""

    name: str
    input: Input
