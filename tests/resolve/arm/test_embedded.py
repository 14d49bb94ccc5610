"""Templates that stand in another language's code: values with holes inside, places that code decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from azbk_lint.model.resource import Resource, Scope
from azbk_lint.model.source import Place, Related, Source
from azbk_lint.model.value import Route, Symbolic, Unknown, Value, text
from azbk_lint.resolve.arm import expand

HOLE = Unknown("var.env", "variable 'env' has no default")
CODE = Source(PurePath("main.tf"), "resource {\n  template\n}\n", "hcl")


class Argument:
    """Every part of the template is in one argument."""

    def place(self, route: Route) -> Place:
        return Place(CODE, route, (13, 20))

    def chain(self, route: Route) -> Sequence[Related]:
        return [Related(self.place(route), "embedded here")]


def expanded(tree: Mapping[str, Any], **parameters: Value) -> Sequence[Resource]:
    return expand(tree, parameters, Scope("group", "S", text("rg-", HOLE)), Argument(), path="module.net.").resources


def thing(**more: object) -> dict[str, Any]:
    return {"type": "Contoso.Test/things", "name": "it", **more}


def test_holes_of_the_code_run_through_the_template() -> None:
    properties = {"plain": HOLE, "text": text("a-", HOLE), "made": "[concat(parameters('p'), 'x')]", "items": ("[add(1, 1)]",)}

    (found,) = expanded(
        {"parameters": {"P": {"type": "string"}}, "resources": (thing(name=text("vm-", HOLE), properties=properties),)}, p=text("p", HOLE)
    )

    assert str(found.name) == "vm-{var.env}"
    assert str(found.id) == "/subscriptions/S/resourceGroups/rg-{var.env}/providers/Contoso.Test/things/vm-{var.env}"
    assert found.get("properties") == {"plain": HOLE, "text": text("a-", HOLE), "made": text("p", HOLE, "x"), "items": [2]}


def test_an_expression_with_a_hole_in_it_is_unknown() -> None:
    (found,) = expanded({"resources": [thing(properties={"x": text("[concat('", HOLE, "')]")})]})

    value = found.get("properties", "x")
    assert isinstance(value, Unknown)
    assert value.because == HOLE.because


def test_unknowns_of_the_template_name_the_module_they_are_in() -> None:
    (found,) = expanded({"parameters": {"p": {"type": "string"}}, "resources": [thing(name="[parameters('p')]")]})

    assert isinstance(found.name, Unknown)
    assert found.name.key == "module.net.parameters('p')"


def test_parts_are_where_the_code_says() -> None:
    (found,) = expanded({"resources": [thing(properties={"x": 1})]})

    assert found.at("properties", "x") == Place(CODE, ("resources", 0, "properties", "x"), (13, 20))


def test_a_mistake_is_told_at_its_line_in_the_code() -> None:
    resolved = expand({"resources": [thing(name="[nope()]")]}, {}, Scope("group", "S", "G"), Argument())

    (problem,) = resolved.problems
    assert (problem.name.as_posix(), problem.line) == ("main.tf", 2)


def test_any_value_may_stand_for_a_template() -> None:
    for tree in ({"resources": HOLE}, {"resources": Symbolic((HOLE, "x"))}, {"parameters": HOLE, "variables": HOLE}, {}):
        assert not [resource for resource in expanded(tree) if resource.get("x") is not None]


def test_a_type_with_a_hole_is_no_type_anyone_judges() -> None:
    (found,) = expanded({"resources": [thing(type=text("Microsoft.", HOLE))]})

    assert found.type == ""
