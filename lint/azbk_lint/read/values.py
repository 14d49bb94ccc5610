"""What a user gives to deployments, and which of it nothing declares."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from os.path import realpath
from pathlib import PurePath
from typing import NamedTuple, Protocol

from azbk_lint.model.policy import Stack
from azbk_lint.model.source import Deployment, Document, Means, TerraformInput, Undeclared
from azbk_lint.model.value import Json
from azbk_lint.read.pairing import parameter_names

OURS = frozenset({"terraform.workspace"})  # names that mean something to Terraform without being declared


class Values(Protocol):
    """A set of values: var-files and variables for Terraform, parameter files, parameters and where to deploy to for ARM.

    What is meant for one template or root module alone has its `path`, a `name`, and may have a backup stack.
    """

    @property
    def path(self) -> str: ...  # noqa: D102 - the class says what each is
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def var_files(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def vars(self) -> Mapping[str, Json]: ...  # noqa: D102
    @property
    def parameters(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def set(self) -> Mapping[str, Json]: ...  # noqa: D102
    @property
    def stack(self) -> Stack | None: ...  # noqa: D102
    @property
    def location(self) -> str: ...  # noqa: D102
    @property
    def resource_group(self) -> str: ...  # noqa: D102
    @property
    def subscription_id(self) -> str: ...  # noqa: D102


class Options(Protocol):
    """What a user gives: to every deployment, and sets of values for single ones."""

    @property
    def everywhere(self) -> Values:
        """Give the values for whatever has no set of its own."""
        ...

    @property
    def deployment(self) -> Sequence[Values]:
        """Give the sets of values for single templates and root modules; what is for everywhere is in them."""
        ...


class Found(NamedTuple):
    """A deployment, the values it is given, and the names of the parameters or variables that it declares."""

    deployment: Deployment
    values: Values
    declares: Collection[str]


class Sets:
    """The sets of values by the real path of what they are for, and below them all what the environment gives Terraform."""

    def __init__(self, options: Options, environment: Mapping[str, str]) -> None:
        self.everywhere = options.everywhere
        self.environment = environment
        self._own: dict[str, list[Values]] = {}
        for values in options.deployment:
            self._own.setdefault(realpath(values.path), []).append(values)

    def own(self, path: PurePath) -> Sequence[Values]:
        """Give the sets of values that are for a template or root module alone."""
        return self._own.get(realpath(path), ()) if self._own else ()

    def of(self, path: PurePath) -> Sequence[Values]:
        """Give the sets of values that a template or root module is judged with, each by itself."""
        return self.own(path) or (self.everywhere,)

    def all(self) -> Iterator[Values]:
        """Give every set of values."""
        yield self.everywhere
        for own in self._own.values():
            yield from own


def context(values: Values) -> Mapping[str, str]:
    """Give where an ARM template is deployed to, as far as it is given."""
    places = {"location": values.location, "resource-group": values.resource_group, "subscription-id": values.subscription_id}
    return {name: place for name, place in places.items() if place}


def undeclared(found: Sequence[Found], everywhere: Values, files: Mapping[str, Document]) -> Iterator[Undeclared]:
    """Find what is given to no one: of what is for everywhere that which no deployment declares, of a set what its own does not.

    `files` are the parameter files by the paths they were given by.
    """
    common = list(_given(everywhere, files))
    for means, name, file in common:
        declared = {each for one in found for each in _declared(one, means)}
        if not _among(name, declared, means):
            yield Undeclared(means, name, sorted(declared), file)
    for one in found:
        for means, name, file in _given(one.values, files) if one.values.name else ():
            if (means, name, file) not in common and not _among(name, _declared(one, means), means):
                yield Undeclared(means, name, sorted(_declared(one, means)), file, one.deployment.name)


def _given(values: Values, files: Mapping[str, Document]) -> Iterator[tuple[Means, str, str]]:
    """Name what a set of values gives: how, the name, and the parameter file that gives it."""
    yield from (("set", name, "") for name in values.set)
    yield from (("vars", name, "") for name in values.vars if name not in OURS)
    for path in values.parameters:
        if document := files.get(path):
            yield from (("parameters", name, path) for name in parameter_names(document))


def _declared(found: Found, means: Means) -> Collection[str]:
    """Name what a deployment declares that could be given by these means."""
    return found.declares if isinstance(found.deployment.input, TerraformInput) == (means == "vars") else ()


def _among(name: str, declared: Collection[str], means: Means) -> bool:
    """Say whether a name is declared; to Azure letter case is nothing."""
    return name in declared or (means != "vars" and name.lower() in {each.lower() for each in declared})
