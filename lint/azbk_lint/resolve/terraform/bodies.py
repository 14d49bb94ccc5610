"""The arguments and nested blocks of a resource, evaluated when somebody asks for them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from azbk_lint.model.hcl import Body, Name
from azbk_lint.model.source import Place, Related
from azbk_lint.model.value import Route, Text, Unknown, Value
from azbk_lint.resolve.terraform.declared import Declared, Nested, ResourceKey, Written
from azbk_lint.resolve.terraform.errors import EvalError, Limit
from azbk_lint.resolve.terraform.expansion import Copy
from azbk_lint.resolve.terraform.expressions import evaluate
from azbk_lint.resolve.terraform.expressions.loops import rounds
from azbk_lint.resolve.terraform.instance import Instance
from azbk_lint.resolve.terraform.places import deepest
from azbk_lint.resolve.terraform.providers import provider_of
from azbk_lint.resolve.terraform.scope import Scope
from azbk_lint.resolve.terraform.unknowns import Lazy

_META = frozenset(("count", "for_each", "depends_on", "provider", "lifecycle", "connection"))
_KEYWORDS = frozenset(("when", "on_failure"))


class Part(NamedTuple):
    """One nested block as it was made, and what it was made from; `value` is an Unknown for blocks nobody can count."""

    value: BlockValues | Unknown
    nested: Nested


class Arguments(Lazy):
    """What is written between two braces: attributes by name, nested blocks as lists under their type."""

    __slots__ = ("_memo", "_parts", "attributes", "blocks", "label", "scope")

    def __init__(self, attributes: Mapping[str, Written], blocks: Sequence[Nested], scope: Scope, label: str) -> None:
        self.attributes, self.blocks, self.scope, self.label = attributes, blocks, scope, label
        self._memo: dict[Hashable, Value] = {}
        self._parts: dict[str, Sequence[Part]] = {}

    def __getitem__(self, name: str) -> Value:
        return outward(self.written(name))

    def __iter__(self) -> Iterator[str]:
        yield from self.attributes
        yield from dict.fromkeys(nested.name for nested in self.blocks if nested.name not in self.attributes)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def written(self, name: str) -> Value:
        """Evaluate what is written under a name. Raises KeyError where nothing is."""
        if name in self.attributes:
            node = self.attributes[name].attribute.value
            return self.scope.module.run.once(self._memo, name, f"{self.label}.{name}", lambda: evaluate(node, self.scope))
        parts = self.parts(name)
        if not parts and all(nested.name != name for nested in self.blocks):
            raise KeyError(name)
        return [part.value for part in parts]

    def attribute(self, name: str) -> Value:
        """Give an attribute as an expression reads it: what is written, else what only Azure tells."""
        try:
            value = self.written(name)
        except KeyError:
            value = None
        return self.unwritten(name) if value is None else value

    def unwritten(self, name: str) -> Value:
        """Give an attribute that is not written."""
        return Unknown(f"{self.label}.{name}", f"`{self.label}.{name}` is decided by Azure when it is created", "runtime")

    def whole(self) -> Unknown:
        """Say that attributes nobody wrote belong to the object too."""
        return Unknown(self.label, f"`{self.label}` as a whole is known only when it is created", "runtime")

    def parts(self, name: str) -> Sequence[Part]:
        """Give the nested blocks of one type, dynamic ones expanded."""
        if name not in self._parts:
            made: list[Part] = []
            for nested in self.blocks:
                if nested.name == name:
                    made.extend(_dynamic(self, nested, len(made)) if nested.block.type == "dynamic" else [_static(self, nested, len(made))])
            self._parts[name] = made
        return self._parts[name]

    def place(self, route: Route) -> Place | None:
        """Give the deepest written part on a route, or None where nothing of it is written here."""
        if not route or not isinstance(route[0], str):
            return None
        written = self.attributes.get(route[0])
        if written is not None:
            return deepest(written, route[1:])
        parts = self.parts(route[0])
        if not parts:
            return None
        index = route[1] if len(route) > 1 and isinstance(route[1], int) else 0
        if not -len(parts) <= index < len(parts):
            return parts[-1].nested.header
        part = parts[index]
        inner = part.value.place(route[2:]) if isinstance(part.value, BlockValues) else None
        return inner or part.nested.header


class BlockValues(Arguments):
    """A nested block."""

    __slots__ = ()


class Surroundings(Protocol):
    """A module, as its resources know it."""

    address: str

    def label(self, name: str) -> str:
        """Write a name of the module as the whole configuration knows it."""
        ...

    def subscription(self, provider: str) -> Text:
        """Give the subscription that a configuration of a provider deploys to."""
        ...


class ResourceValues(Arguments):
    """A resource or data source: what is written, what its provider knows, and for the rest why it is unknown."""

    __slots__ = ("_computed", "declared", "instance")

    def __init__(self, declared: Declared, scope: Scope, key: ResourceKey, copy: Copy, module: Surroundings) -> None:
        mode, kind, name = key
        base = f"{'data.' if mode == 'data' else ''}{kind}.{name}{copy.suffix}"
        address = module.label(base)
        super().__init__(declared.attributes, declared.blocks, scope, address)
        self.declared = declared
        self._computed: dict[Hashable, Value] = {}
        provider = provider_of(kind, declared.attributes.get("provider"))
        self.instance = Instance(
            address,
            kind,
            "data" if mode == "data" else "managed",
            self,
            self,
            copy.exists,
            copy.many,
            module.address,
            subscription=lambda: module.subscription(provider),
        )

    def __iter__(self) -> Iterator[str]:
        return (name for name in super().__iter__() if name not in _META)

    def unwritten(self, name: str) -> Value:
        """Ask the provider for what is not written."""
        return self.scope.module.run.once(self._computed, name, f"{self.label}.{name} (computed)", lambda: self._from_provider(name))

    def _from_provider(self, name: str) -> Value:
        if self.instance.type == "terraform_data" and name == "output":
            return self.written("input") if "input" in self.attributes else None
        value = self.scope.module.run.provider(self.instance, name)
        if value is None and self.instance.mode == "data":
            from azbk_lint.resolve.terraform.pure import given

            value = given(self.instance.type, name, self._argument, self.scope)
        if value is not None:
            return value
        label = f"{self.label}.{name}"
        if self.instance.mode == "data":
            return Unknown(label, f"data source `{self.label}` is read only at plan time", "external")
        return Unknown(label, f"`{label}` is decided by Azure when it is created", "runtime")

    def _argument(self, name: str) -> Value:
        try:
            return self.written(name)
        except KeyError:
            return None

    def place(self, route: Route) -> Place:
        """Give the deepest written part on a route, the resource's header where none is."""
        return super().place(route) or self.declared.header

    def chain(self, route: Route) -> Sequence[Related]:
        """Give the places the value on a route came through."""
        from azbk_lint.resolve.terraform.chains import chain

        return chain(self, route)


def outward(value: Value) -> Value:
    """Give a value as other rooms may walk it: whole resources and modules in it are unknown, blocks stay."""
    if isinstance(value, Lazy):
        if isinstance(value, BlockValues):
            return value
        whole = value.opened()
        return value.whole() if whole is None else outward(whole)
    if isinstance(value, list) and any(isinstance(item, list | dict | Lazy) for item in value):
        return [outward(item) for item in value]
    if isinstance(value, dict) and any(isinstance(item, list | dict | Lazy) for item in value.values()):
        return {key: outward(item) for key, item in value.items()}
    return value


def _static(owner: Arguments, nested: Nested, position: int) -> Part:
    body = nested.block.body
    if nested.block.type not in ("provisioner", "connection"):
        return Part(_block(owner, nested, body, owner.scope, position), nested)
    scope = owner.scope if "self" in owner.scope.local else owner.scope.bind({"self": owner})
    values = _block(owner, nested, body, scope, position)
    if nested.block.type == "provisioner" and nested.block.labels:
        values = ProvisionerValues(values.attributes, values.blocks, values.scope, values.label, nested.block.labels[0])
    return Part(values, nested)


class ProvisionerValues(BlockValues):
    """A provisioner, whose kind stands under `type`."""

    __slots__ = ("kind",)

    def __init__(self, attributes: Mapping[str, Written], blocks: Sequence[Nested], scope: Scope, label: str, kind: str) -> None:
        super().__init__(attributes, blocks, scope, label)
        self.kind = kind

    def __iter__(self) -> Iterator[str]:
        return iter(("type", *super().__iter__()))

    def written(self, name: str) -> Value:
        """Give the kind under `type`, everything else as written."""
        if name == "type":
            return self.kind
        if name in _KEYWORDS and name in self.attributes and isinstance(keyword := self.attributes[name].attribute.value, Name):
            return keyword.steps[0]
        return super().written(name)


def _block(owner: Arguments, nested: Nested, body: Body, scope: Scope, position: int) -> BlockValues:
    attributes = {attribute.name: Written(attribute, nested.source) for attribute in body.attributes}
    blocks = [Nested(block, nested.source) for block in body.blocks]
    return BlockValues(attributes, blocks, scope, f"{owner.label}.{nested.name}[{position}]")


def _dynamic(owner: Arguments, nested: Nested, position: int) -> Iterator[Part]:
    """Make the blocks of a `dynamic` block; one Unknown where its for_each is not known."""
    body = nested.block.body
    content = next((block for block in body.blocks if block.type == "content"), None)
    arguments = {attribute.name: attribute.value for attribute in body.attributes}
    if content is None or "for_each" not in arguments:
        return
    iterator = arguments.get("iterator")
    name = iterator.steps[0] if isinstance(iterator, Name) else nested.name
    label = f"{owner.label}.{nested.name}[{position}]"
    try:
        turns = rounds(evaluate(arguments["for_each"], owner.scope), owner.scope)
    except EvalError as error:
        turns = Unknown(label, f"the for_each of dynamic `{nested.name}` cannot be evaluated: {error}", "error")
    except (Limit, RecursionError) as error:
        turns = Unknown(label, f"the for_each of dynamic `{nested.name}` is not evaluated: {error}", "limit")
    if isinstance(turns, Unknown):
        yield Part(Unknown(f"{label}({turns.key})", turns.because, turns.kind, turns.settle), nested)
        return
    for turn, (key, value) in enumerate(turns):
        scope = owner.scope.bind({name: {"key": key, "value": value}})
        yield Part(_block(owner, nested, content.body, scope, position + turn), nested)
