"""The way in: one ARM deployment, or a template that another language embeds, to its resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from azbk_lint.model.resource import Gap, Origin, Resolved, Resource, Scope
from azbk_lint.model.source import ArmInput, Document, Problem, Reader
from azbk_lint.model.value import Unknown, Value
from azbk_lint.resolve.arm.bicep import Module, compiled_from
from azbk_lint.resolve.arm.declare import declare
from azbk_lint.resolve.arm.definitions import Given
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.instance import Layer
from azbk_lint.resolve.arm.late import Late
from azbk_lint.resolve.arm.linked import link_of, named
from azbk_lint.resolve.arm.nested import nested
from azbk_lint.resolve.arm.origin import At, InDocument, parameter_place
from azbk_lint.resolve.arm.scopes import root_scope, scope_kind
from azbk_lint.resolve.arm.session import Session, Written
from azbk_lint.resolve.arm.template import Template
from azbk_lint.resolve.arm.values import fold_get, is_list

STACK = 10_000
"""Python's frames: six nested deployments that hand on each other's parameters need more than its usual thousand."""


def resolve(given: ArmInput, reader: Reader) -> Resolved:
    """Evaluate one ARM template with its parameters, nested and linked templates with it.

    Bodies are evaluated when they are read, so `problems` goes on growing until the last body was read: report it last.
    """
    template = template_of(given)
    if template is None:
        return Resolved((), (Problem(given.template.source.name, "the template is not a JSON object"),))
    template.session.reader = reader
    source = given.template.source
    return _resolved(template, frozenset({source.name.as_posix()}), compiled_from(template.tree, source, reader))


def template_of(given: ArmInput) -> Template | None:
    """Give a deployment's template with its parameters, before any resource is declared; None where it is no object."""
    tree = given.template.tree
    if not isinstance(tree, dict):
        return None
    scope = root_scope(scope_kind(tree), given.context)
    written = Written(tree, InDocument(given.template.source))
    session = Session(None, given.context, defaults=not given.standalone, assumed=given.assumed)
    return Template(session, written, "", scope, parameters_of(given))


def expand(  # noqa: PLR0913 - what a template needs from code it is embedded in
    tree: Mapping[str, Value],
    parameters: Mapping[str, Value],
    scope: Scope,
    origin: Origin,
    reader: Reader | None = None,
    *,
    path: str = "",
) -> Resolved:
    """Evaluate a template that stands in another language's code, with the values that code gives its parameters.

    Strings of the tree may have holes; `origin` tells where its parts are written, `path` (`module.net.`) keeps what
    is unknown in it apart from other templates' unknowns.
    """
    session = Session(reader, {})
    given = {name.lower(): Given(plain(value)) for name, value in parameters.items()}
    written = plain(tree)
    return _resolved(Template(session, Written(written if isinstance(written, dict) else {}, origin), path, scope, given), frozenset())


def _resolved(template: Template, files: frozenset[str], bicep: Module | None = None) -> Resolved:
    import sys

    sys.setrecursionlimit(max(sys.getrecursionlimit(), STACK))
    layer = Layer(template, template.written, template.scope, Frame(template), files=files, bicep=bicep)
    declare(layer)
    session = template.session
    return Resolved(list(_all(layer)), session.problems, list(_gaps(layer)), session.linked, session.conditions)


def _all(layer: Layer) -> Iterator[Resource]:
    """Give the resources of a layer, each nested deployment's right after it."""
    for instance in layer.instances:
        below = nested(instance) if instance.deploys else None
        yield _told(instance.resource, instance.unread) if instance.unread else instance.resource
        if below is not None:
            yield from _all(below)


def _gaps(layer: Layer) -> Iterator[Gap]:
    """Give the nested deployments of a layer, and of those below, whose templates are not read."""
    for instance in layer.instances:
        if instance.unread:
            why = instance.unread.because.removeprefix(f"{named(instance)} is not read: ")
            yield Gap(link_of(instance), named(instance), why, instance.unread.settle, instance.resource.address)
        elif instance.nested:
            yield from _gaps(instance.nested)


def _told(resource: Resource, unread: Unknown) -> Resource:
    """Say in a deployment's own body that its template is not read, for whoever counts what a lint did not see."""

    def make(name: str) -> Value:
        value = resource.body.get(name)
        if name != "properties":
            return value
        return {**value, "template": unread} if isinstance(value, dict) else {"template": unread}

    return replace(resource, body=Late(dict.fromkeys([*resource.body, "properties"]), make))


def parameters_of(given: ArmInput) -> Mapping[str, Given]:
    """Give what each parameter is given: parameter files in order, then single values over them all."""
    found: dict[str, Given] = {}
    for document in given.parameters:
        found |= _from_file(document)
    return found | {name.lower(): Given(plain(value), label="given on the command line") for name, value in given.given.items()}


def _from_file(document: Document) -> Mapping[str, Given]:
    tree = document.tree
    if not isinstance(tree, dict):
        return {}
    listed = fold_get(tree, "parameters")
    entries = listed if isinstance(listed, dict) else tree
    prefix = ("parameters",) if isinstance(listed, dict) else ()
    found: dict[str, Given] = {}
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            continue
        label = f"parameter file {document.source.name.name} gives '{name}'"
        origin = InDocument(document.source) if document.source.syntax == "json" else At(parameter_place(document.source, name))
        if "value" in entry:
            found[name.lower()] = Given(entry["value"], origin, (*prefix, name, "value"), label)
        elif "reference" in entry or "expression" in entry:
            found[name.lower()] = Given(_elsewhere(name, entry), origin, (*prefix, name), label)
    return found


def _elsewhere(name: str, entry: Mapping[str, object]) -> Unknown:
    if "reference" in entry:
        return Unknown(f"parameters('{name}')", f"parameter '{name}' is read from Key Vault at deployment", "secret")
    return Unknown(f"parameters('{name}')", f"parameter '{name}' is taken from outside when the parameter file is built", "input")


def plain(value: Value) -> Value:
    """Give a value in the dicts and lists that the evaluator works on."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if is_list(value) else value
