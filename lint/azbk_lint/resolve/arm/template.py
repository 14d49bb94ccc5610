"""One template with its resources: what `reference()` and its kin find, and how scopes are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from azbk_lint.model.resource import Scope
from azbk_lint.model.value import Symbolic, Text, Unknown, Value, folded, text
from azbk_lint.resolve.arm import functions  # noqa: F401 - registers the functions before the first expression
from azbk_lint.resolve.arm.definitions import Definitions, Given
from azbk_lint.resolve.arm.evaluate import value_of
from azbk_lint.resolve.arm.frame import Frame
from azbk_lint.resolve.arm.instance import Instance
from azbk_lint.resolve.arm.late import Late
from azbk_lint.resolve.arm.scopes import prefix_of
from azbk_lint.resolve.arm.session import Session, Written
from azbk_lint.resolve.arm.unknowns import key_of
from azbk_lint.resolve.arm.values import Open, fold_get, fold_has, is_list

NETWORK = "microsoft.network/"
_TURN = re.compile(r"(.+)\[(\d{1,4})\]\Z")


class Template(Definitions):
    """A template with the resources of all its layers. Implements `frame.World`."""

    def __init__(self, session: Session, written: Written, path: str, scope: Scope, given: Mapping[str, Given]) -> None:
        super().__init__(session, written, path, scope, given)
        self.by_id: dict[str, Instance] = {}
        self.by_name: dict[str, Instance] = {}
        self.by_symbol: dict[str, list[Instance]] = {}

    def frame(self) -> Frame:
        """Give where the template's own definitions stand."""
        return Frame(self)

    def reference(self, to: Value, *, full: bool) -> Value | None:
        """Give what is declared of a resource named by id, name or symbol."""
        found = self._find(to)
        return None if found is None else declared(found, full=full)

    def references(self, symbol: str, *, full: bool) -> Sequence[Value] | None:
        """Give what is declared of each turn of a loop."""
        found = self.by_symbol.get(symbol.lower())
        return None if found is None or any(item.resource.many for item in found) else [declared(item, full=full) for item in found]

    def describe(self, symbol: str) -> Mapping[str, Value] | None:
        """Give a resource's id, name, type and apiVersion."""
        found = self._find(symbol)
        if found is None:
            return None
        of = found.resource
        return {"id": of.id, "name": of.name, "type": found.identity.type, "apiVersion": of.api_version}

    def group_location(self) -> Value:
        """Give the region of the resource group deployed to: as the template that makes it says, or as the user does."""
        group = self.session.by_id.get(key_of(folded(prefix_of(self.scope))))
        if group is not None and not group.resource.external:
            return group.resource.body.get("location")
        return self.context.get("location") if self.scope.group is not None and self.deploys_to(self.scope.group) else None

    def deploys_to(self, group: Text) -> bool:
        """Say whether a resource group is the one that the whole deployment goes to."""
        return group.key == "resource-group" if isinstance(group, Unknown) else group == self.context.get("resource-group")

    def scope_for(self, scope: Scope, fields: Mapping[str, Value], frame: Frame) -> Scope:
        """Give the scope of a declaration: its layer's, unless it names another subscription or resource group."""
        group, subscription = _text(fields.get("resourcegroup"), frame), _text(fields.get("subscriptionid"), frame)
        if group is None and subscription is None:
            return scope
        base = replace(scope, subscription=scope.subscription if subscription is None else subscription)
        if group is not None:
            return replace(base, kind="group", group=group)
        return base if base.kind == "group" else replace(base, kind="subscription")

    def _find(self, to: Value) -> Instance | None:
        if isinstance(to, str):
            turn = _TURN.match(to)
            symbol, index = (turn[1], int(turn[2])) if turn else (to, 0)
            found = self.by_symbol.get(symbol.lower(), ())
            if index < len(found) and (turn or len(found) == 1):
                return found[index]
        if not isinstance(to, str | Symbolic | Unknown):
            return None
        key = key_of(folded(to))
        return self.by_id.get(key) or self.by_name.get(key) or self.session.by_id.get(key)


def _text(written: Value, frame: Frame) -> Text | None:
    found = value_of(written, frame)
    return found if isinstance(found, str | Symbolic | Unknown) and found != "" else None


def declared(instance: Instance, *, full: bool) -> Value:
    """Give a resource's declared properties, or the whole of it: what is missing is unknown, as Azure completes it."""
    of = instance.resource
    key = f"reference({key_of(of.id)})"
    if full:
        names = ["id", "name", "type", *(name for name in of.body if name.lower() not in {"id", "name", "type"})]
        return Open(key, Late(names, lambda name: _whole(instance, name)))
    return _properties(instance, key)


def _whole(instance: Instance, name: str) -> Value:
    of = instance.resource
    match name.lower():
        case "id":
            return of.id
        case "name":
            return of.name
        case "type":
            return instance.identity.type
        case "properties":
            return _properties(instance, f"reference({key_of(of.id)}).properties")
        case _:
            return of.body[name]


def _properties(instance: Instance, key: str) -> Value:
    if instance.deploys:
        return Open(key, Late(["outputs"], lambda _: outputs(instance)))
    found = instance.resource.body.get("properties")
    if isinstance(found, Unknown | Symbolic):
        return found
    return Open(key, _identified(instance, found) if isinstance(found, dict) else {})


def _identified(instance: Instance, properties: Mapping[str, Value]) -> Mapping[str, Value]:
    """Add the ids that Azure gives the named parts of a network resource: the list they stand in is called as their type is."""
    if not instance.resource.type.startswith(NETWORK):
        return properties
    return {name: [_with_id(instance, name, item) for item in value] if is_list(value) else value for name, value in properties.items()}


def _with_id(instance: Instance, listed: str, item: Value) -> Value:
    name = fold_get(item, "name") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(name, str | Symbolic | Unknown) or fold_has(item, "id"):
        return item
    return {**item, "id": text(instance.resource.id, f"/{listed}/", name)}


def outputs(instance: Instance) -> Value:
    """Give a nested deployment's outputs, each evaluated when it is read; unknown where its template cannot be read."""
    from azbk_lint.resolve.arm.nested import nested

    layer = nested(instance)
    if layer is None:
        key = f"reference({key_of(instance.identity.id)}).outputs"
        return instance.unread or Unknown(key, "the outputs of a deployment are known only once it is deployed", "runtime")
    written = fold_get(layer.written.tree, "outputs")
    found = written if isinstance(written, dict) else {}
    return Late(found, lambda name: output(found[name], layer.frame))


def output(written: Value, frame: Frame) -> Value:
    """Evaluate one output: `{"type", "value"}`."""
    from azbk_lint.resolve.arm.evaluate import repeat

    if not isinstance(written, dict):
        return None
    loop = fold_get(written, "copy")
    value = repeat({"name": "", **loop}, frame, unnamed=True) if isinstance(loop, dict) else value_of(fold_get(written, "value"), frame)
    return {"type": fold_get(written, "type"), "value": value}
