"""The configuration in a plan: what is written, and which names an expression refers to, though not the expression itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from azbk_lint.model.value import Json, Route, Text, Unknown, Value, dig
from azbk_lint.resolve.terraform.instance import SUBSCRIPTION

if TYPE_CHECKING:
    from azbk_lint.resolve.terraform.plan.changes import Changes

_STEP = re.compile(r"\.?([\w-]+)|\[(?:\"((?:[^\"\\]|\\.)*)\"|(\d+))\]")
_DEEPEST = 20
Record = Mapping[str, Value]


class Configuration:
    """The modules of a plan's configuration."""

    def __init__(self, tree: Mapping[str, Json]) -> None:
        self._tree = tree
        self._root = dig(tree, ("configuration", "root_module"))
        self._resources: dict[str, dict[tuple[Value, Value, Value], Mapping[str, Value]]] = {}

    def is_written(self, record: Record, route: Route) -> bool:
        """Say whether an argument is written; where blocks are made by `dynamic`, nobody can tell, and it is taken to be."""
        expressions = self._expressions(record)
        if route[0] not in expressions:
            return len(route) > 1
        node: Value = expressions
        for step in route:
            if isinstance(node, Mapping) and not ("references" in node or "constant_value" in node):
                if step not in node:
                    return False
                node = node[str(step)]
            elif isinstance(node, Sequence) and not isinstance(node, str) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return True
        return True

    def referred(self, record: Record, route: Route, changes: Changes) -> Value:
        """Find the value that an unknown argument refers to, where its expression can only be that one name; None elsewhere."""
        node: Value = self._expressions(record)
        at = 0
        while at < len(route) and not (isinstance(node, Mapping) and "references" in node):
            node = dig(node, (route[at],))
            at += 1
        name = next((step for step in reversed(route) if isinstance(step, str)), "")
        if not name.endswith(("id", "ids", "scope")):
            return None
        where = _Where(str(record.get("module_address") or ""), record.get("index"), record)
        found = [value for head in _heads(node) if (value := self._value(head, where, changes, 0)) is not None]
        index = route[at] if at < len(route) else None
        if isinstance(index, int):
            return found[index] if index < len(found) else None
        return found[0] if len(found) == 1 and at == len(route) else None

    def subscription(self, record: Record) -> Text:
        """Give the subscription that the provider of a resource names; one with an alias that names none has one of its own.

        Of what is not a constant or one variable of the root module a plan does not tell the value.
        """
        key = str(self._resource(record).get("provider_config_key") or "")
        named = dig(self._tree, ("configuration", "provider_config", key, "expressions", "subscription_id"))
        value = dig(named, ("constant_value",))
        match dig(named, ("references",)):
            case [str(name)] if name.startswith("var.") and ":" not in key:
                value = dig(self._tree, ("variables", name.removeprefix("var."), "value"))
            case _:
                pass
        if isinstance(value, str) and value:
            return value
        plain = named is None and "." not in key.rpartition(":")[2]
        return SUBSCRIPTION if plain else Unknown(f"subscription of {key}", f"the subscription of provider `{key}` is not known", "context")

    def _expressions(self, record: Record) -> Mapping[str, Value]:
        expressions = self._resource(record).get("expressions")
        return expressions if isinstance(expressions, Mapping) else {}

    def _resource(self, record: Record) -> Mapping[str, Value]:
        address = str(record.get("module_address") or "")
        if address not in self._resources:
            resources = dig(self._module(address), ("resources",))
            listed = resources if isinstance(resources, Sequence) and not isinstance(resources, str) else ()
            self._resources[address] = {_named(each): each for each in listed if isinstance(each, Mapping)}
        return self._resources[address].get(_named(record), {})

    def _module(self, address: str) -> Value:
        module: Value = self._root
        for name in _calls(address):
            module = dig(module, ("module_calls", name, "module"))
        return module

    def _value(self, head: Sequence[str | int], where: _Where, changes: Changes, depth: int) -> Value:
        """Follow one reference to an attribute of a planned resource."""
        if depth > _DEEPEST or len(head) < 2:
            return None
        match head[0]:
            case "var":
                return self._variable(head, where, changes, depth)
            case "module":
                return self._output(head, where, changes, depth)
            case "each" if head[1] == "value":
                expression = self._resource(where.record).get("for_each_expression") if where.record else None
                return self._first(expression, where, changes, head[2:], depth)
            case "local" | "each" | "count" | "path" | "data" | "terraform":
                return None
            case _:
                return self._attribute(head, where, changes)

    def _first(self, expression: Value, where: _Where, changes: Changes, rest: Sequence[str | int], depth: int) -> Value:
        found = [self._value((*head, *rest), where, changes, depth + 1) for head in _heads(expression)]
        known = [value for value in found if value is not None]
        return known[0] if len(known) == 1 else None

    def _attribute(self, head: Sequence[str | int], where: _Where, changes: Changes) -> Value:
        base = f"{where.module}.{head[0]}.{head[1]}" if where.module else f"{head[0]}.{head[1]}"
        rest = list(head[2:])
        keyed = base + _key(rest[0]) if rest and f"{base}{_key(rest[0])}" in changes.instances else ""
        if keyed:
            rest.pop(0)
        own = f"{base}{_key(where.index)}" if isinstance(where.index, str | int) else ""
        target = next((changes.instances[each] for each in (keyed, base, own) if each in changes.instances), None)
        if target is None:
            return None
        name = str(rest[0]) if rest else "id"
        value = target.values.get(name)
        return changes.provider(target, name) if value is None else dig(value, rest[1:])

    def _variable(self, head: Sequence[str | int], where: _Where, changes: Changes, depth: int) -> Value:
        outer, name, key = _last_call(where.module)
        call = dig(self._module(outer), ("module_calls", name)) if name else None
        outside = _Where(outer, key, None)
        return self._first(dig(call, ("expressions", str(head[1]))), outside, changes, head[2:], depth)

    def _output(self, head: Sequence[str | int], where: _Where, changes: Changes, depth: int) -> Value:
        rest = list(head[2:])
        inner = f"{where.module}.module.{head[1]}" if where.module else f"module.{head[1]}"
        key = rest.pop(0) if len(rest) > 1 and f"{inner}{_key(rest[0])}" in changes.modules else where.index
        if inner not in changes.modules and isinstance(key, str | int):
            inner += _key(key)
        output = dig(self._module(inner), ("outputs", str(rest[0]), "expression")) if rest else None
        return self._first(output, _Where(inner, None, None), changes, rest[1:], depth)


class _Where:
    """Where a reference stands: the module's address, the key of the instance it is in, and its record."""

    __slots__ = ("index", "module", "record")

    def __init__(self, module: str, index: Value, record: Record | None) -> None:
        self.module, self.index, self.record = module, index, record or {}


def _named(record: Mapping[str, Value]) -> tuple[Value, Value, Value]:
    """Give what tells a resource from the others of its module."""
    return str(record.get("mode")), str(record.get("type")), str(record.get("name"))


def _heads(expression: Value) -> Iterator[Sequence[str | int]]:
    """Give an expression's references, each whole: a plan lists every reference with all that it begins with behind it."""
    references = dig(expression, ("references",))
    before = ""
    for reference in references if isinstance(references, Sequence) and not isinstance(references, str) else ():
        if isinstance(reference, str) and not re.match(re.escape(reference) + r"[.\[]", before):
            yield [name or (key if key or not index else int(index)) for name, key, index in _STEP.findall(reference)]
        before = reference if isinstance(reference, str) else ""


def _key(key: Value) -> str:
    return f'["{key}"]' if isinstance(key, str) else f"[{key}]"


def _calls(address: str) -> Iterator[str]:
    """Give the names of the module calls on an address."""
    steps = [name for name, key, index in _STEP.findall(address) if name]
    yield from steps[1::2]


def _last_call(address: str) -> tuple[str, str, Value]:
    """Split a module's address into that of the calling module, the call's name and its key."""
    found = re.fullmatch(r"(?:(.*)\.)?module\.([\w-]+)(?:\[(?:\"((?:[^\"\\]|\\.)*)\"|(\d+))\])?", address)
    if found is None:
        return "", "", None
    return found[1] or "", found[2], found[3] if found[3] is not None else int(found[4]) if found[4] else None
