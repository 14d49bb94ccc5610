"""HCL, the language Terraform is written in: text in, syntax tree out, no meaning yet."""

from azbk_lint.read.hcl.parser import parse, parse_expression, parse_template

__all__ = ["parse", "parse_expression", "parse_template"]
