"""The type constraints of variables, read from their syntax."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from azbk_lint.model.hcl import Call, Literal, Name, Node, Object, Tuple
from azbk_lint.model.value import Value
from azbk_lint.resolve.terraform.typed import ListOf, MapOf, ObjectOf, SetOf, TupleOf, Type

Constant = Callable[[Node], Value]
_SCALARS = frozenset(("string", "number", "bool"))
_OF_ANY: dict[str, Type] = {"list": ListOf("any"), "set": SetOf("any"), "map": MapOf("any")}


def constraint(node: Node, constant: Constant) -> Type:
    """Read a type constraint; `constant` evaluates the defaults of optional attributes. What is none is "any"."""
    match node:
        case Name(steps=(name,)):
            return _named(name)
        case Literal(value=str(name)):
            return _named(name)
        case Call():
            return _made(node, constant)
        case _:
            return "any"


def _named(name: str) -> Type:
    return name if name in _SCALARS else _OF_ANY.get(name, "any")


def _made(node: Call, constant: Constant) -> Type:
    arguments = node.arguments
    match node.name, arguments:
        case "list", (inner,):
            return ListOf(constraint(inner, constant))
        case "set", (inner,):
            return SetOf(constraint(inner, constant))
        case "map", (inner,):
            return MapOf(constraint(inner, constant))
        case "tuple", (Tuple(items=items),):
            return TupleOf(tuple(constraint(item, constant) for item in items))
        case "object", (Object(items=pairs),):
            return _object(pairs, constant)
        case "optional", (inner, *_):
            return constraint(inner, constant)
        case _:
            return "any"


def _object(pairs: Sequence[tuple[Node, Node]], constant: Constant) -> Type:
    attributes: dict[str, Type] = {}
    defaults: dict[str, Value] = {}
    for key, node in pairs:
        name = key.value if isinstance(key, Literal) and isinstance(key.value, str) else None
        if name is None:
            continue
        attributes[name] = constraint(node, constant)
        if isinstance(node, Call) and node.name == "optional":
            defaults[name] = constant(node.arguments[1]) if len(node.arguments) > 1 else None
    return ObjectOf(attributes, defaults)
