"""HCL, the language Terraform is written in: text in, syntax tree out, no meaning yet."""

from azbk_lint.model.hcl import Body, HclError
from azbk_lint.read.hcl.parser import parse, parse_expression, parse_template

__all__ = ["from_json", "parse", "parse_expression", "parse_template", "second_opinion"]


def second_opinion(text: str) -> Body | None:
    """Read a Terraform file's text with python-hcl2; None where it rejects the text too, or the text is very long."""
    from azbk_lint.read.hcl import python_hcl2

    return python_hcl2.read(text)


def from_json(text: str) -> tuple[Body, list[HclError]]:
    """Read a text in Terraform's JSON syntax (`.tf.json`): what it holds, and every mistake, none where it is sound.

    The nodes' offsets are those of the JSON text, so that places in it are spans and no routes. See json_syntax.
    """
    from azbk_lint.read.hcl import json_syntax

    return json_syntax.read(text)
