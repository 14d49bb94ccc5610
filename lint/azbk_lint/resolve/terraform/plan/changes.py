"""The instances of a plan: what each will be, what of it is unknown, and where that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import cast

from azbk_lint.model.source import Document, Place, Related
from azbk_lint.model.value import Json, Route, Text, Unknown, Value, dig
from azbk_lint.resolve.terraform.instance import Instance, Provider
from azbk_lint.resolve.terraform.plan.configuration import Configuration

_GONE = (["delete"], ["forget"])


class Changes:
    """A plan's instances by address; `written` are those its sources give, where they lie beside."""

    def __init__(self, document: Document, provider: Provider) -> None:
        self.document, self.provider = document, provider
        self.written: Mapping[str, Instance] = {}
        self.tree = cast("Mapping[str, Json]", document.tree)
        self.configuration = Configuration(self.tree)

    @cached_property
    def instances(self) -> Mapping[str, Instance]:
        """Give what the plan reads, keeps, changes and creates; by address."""
        return {instance.address: instance for instance in (*self._read_before(), *self._changed())}

    @cached_property
    def modules(self) -> set[str]:
        """Give the addresses of the modules that have instances, and of those they are in."""
        found = {instance.module for instance in self.instances.values()}
        for address in list(found):
            outer = address
            while outer := _module(outer):
                found.add(outer)
        return found

    @cached_property
    def _written_blocks(self) -> Mapping[str, Instance]:
        return {_block(address): instance for address, instance in self.written.items()}

    def _changed(self) -> Iterator[Instance]:
        changes = self.tree.get("resource_changes")
        for position, record in enumerate(changes if isinstance(changes, Sequence) else ()):
            change = record.get("change") if isinstance(record, Mapping) else None
            if not isinstance(record, Mapping) or not isinstance(change, Mapping) or change.get("actions") in _GONE:
                continue
            if isinstance(record.get("address"), str) and isinstance(record.get("type"), str):
                yield self._instance(record, ("resource_changes", position, "change", "after"), change)

    def _read_before(self) -> Iterator[Instance]:
        """Give the data sources that were read before the plan was made."""
        waiting: list[Route] = [("prior_state", "values", "root_module")]
        while waiting:
            route = waiting.pop()
            module = dig(self.tree, route)
            if not isinstance(module, Mapping):
                continue
            children, resources = module.get("child_modules"), module.get("resources")
            waiting += [(*route, "child_modules", index) for index in range(len(children) if isinstance(children, Sequence) else 0)]
            for index, record in enumerate(resources if isinstance(resources, Sequence) else ()):
                if isinstance(record, Mapping) and record.get("mode") == "data":
                    yield self._instance(record, (*route, "resources", index, "values"), {"after": record.get("values")})

    def _instance(self, record: Mapping[str, Value], route: Route, change: Mapping[str, Value]) -> Instance:
        address, before = str(record["address"]), change.get("before")
        values = PlannedValues(self, record, change)
        return Instance(
            address,
            str(record["type"]),
            "data" if record.get("mode") == "data" else "managed",
            values,
            PlannedOrigin(self, address, route),
            module=_module(address),
            before=before if isinstance(before, Mapping) else None,
            subscription=lambda: self._subscription(record),
        )

    def _subscription(self, record: Mapping[str, Value]) -> Text:
        source = self.source_of(str(record["address"]))
        return self.configuration.subscription(record) if source is None else source.subscription()

    def source_of(self, address: str) -> Instance | None:
        """Find the instance that the sources give for an address, or the one of the same block."""
        exact = self.written.get(address)
        return self._written_blocks.get(_block(address)) if exact is None else exact


class PlannedValues(Mapping[str, Value]):
    """The arguments a resource will have; what only apply tells is found in the sources or by the plan's own references."""

    __slots__ = ("_after", "_changes", "_known", "_mask", "_record")

    def __init__(self, changes: Changes, record: Mapping[str, Value], change: Mapping[str, Value]) -> None:
        after, mask = change.get("after"), change.get("after_unknown")
        self._changes, self._record = changes, record
        self._after: Mapping[str, Value] = after if isinstance(after, Mapping) else {}
        self._mask: Mapping[str, Value] = mask if isinstance(mask, Mapping) else {}
        self._known: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            if name not in self._after and (name not in self._mask or not self._is_written((name,))):
                raise KeyError(name)
            self._known[name] = self._merged(self._after.get(name), self._mask.get(name), (name,))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._after
        yield from (name for name in self._mask if name not in self._after and self._is_written((name,)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _merged(self, after: Value, mask: Value, route: Route) -> Value:
        """Put what is unknown into what is known; an attribute that is unknown and not written is left out."""
        if mask is True:
            return self._unknown(route) if self._is_written(route) else None
        if isinstance(after, Mapping) and isinstance(mask, Mapping):
            keys = {**after, **mask}
            return {key: self._merged(after.get(key), mask.get(key), (*route, key)) for key in keys}
        if isinstance(after, Sequence) and isinstance(mask, Sequence) and not isinstance(after, str) and not isinstance(mask, str):
            masks = [*mask, *([None] * (len(after) - len(mask)))]
            return [self._merged(item, each, (*route, index)) for index, (item, each) in enumerate(zip(after, masks, strict=False))]
        return after

    def _is_written(self, route: Route) -> bool:
        return self._changes.configuration.is_written(self._record, route)

    def _unknown(self, route: Route) -> Value:
        address = str(self._record["address"])
        label = f"{address}.{'.'.join(map(str, route))}"
        runtime = Unknown(label, f"`{label}` is decided by Azure when it is created", "runtime")
        source = self._changes.written.get(address)
        if source is not None:
            return dig(source.values, route, runtime)
        found = self._changes.configuration.referred(self._record, route, self._changes)
        return runtime if found is None else found


class PlannedOrigin:
    """Where the parts of a planned resource are written: in the sources where they lie beside, else in the plan."""

    __slots__ = ("_address", "_changes", "_route")

    def __init__(self, changes: Changes, address: str, route: Route) -> None:
        self._changes, self._address, self._route = changes, address, route

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route."""
        source = self._changes.source_of(self._address)
        return Place(self._changes.document.source, (*self._route, *route)) if source is None else source.place(route)

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places a value came through, which only sources tell."""
        source = self._changes.source_of(self._address)
        return () if source is None else source.chain(route)


def _module(address: str) -> str:
    """Give the module's part of a resource's address, or the module that a module's address is in."""
    found = re.match(r"(?:module\.[^.\[]+(?:\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\])?\.)*", address)
    return found[0].removesuffix(".") if found else ""


def _block(address: str) -> str:
    """Give an address without its keys."""
    return re.sub(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]\"]*)\]", "", address)
