"""Write inputs that are too large to keep: `python tests/hostile.py FOLDER`. The small ones lie in fixtures/hostile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ARM = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", '
GROUP = '{"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": %s, "properties": {"securityRules": []}}'
DEEP = 100_000
DEEP_IN_HCL = 20_000  # python-hcl2, asked for its opinion, takes its time
LIMIT = 64 * 2**20


def files() -> Mapping[str, Callable[[], Iterator[str]]]:
    """Name each file, and what writes its text piece by piece."""
    return {
        "deep-arrays.json": lambda: iter((ARM, '"resources": ', "[" * DEEP, "]" * DEEP, "}")),
        "deep-objects.json": lambda: iter((ARM, '"resources": ', '{"a":' * DEEP, "1", "}" * DEEP, "}")),
        "deep-and-tolerated.json": lambda: iter((ARM, '"resources": /**/', "[" * DEEP, "]" * DEEP, "}")),
        "deep-and-cut.json": lambda: iter((ARM, '"resources": ', "[" * DEEP)),
        "deep-expression.json": lambda: iter((ARM, '"resources": [', GROUP % f'"[{"concat(" * DEEP}{")" * DEEP}]"', "]}")),
        "unclosed-string.json": lambda: iter((ARM, '"resources": "', "x" * (8 * 2**20))),
        "unclosed-comment.json": lambda: iter((ARM, "/* " * (2 * 2**20))),
        "huge-number.json": lambda: iter((ARM, '"resources": [], "outputs": ', "9" * 2**20, "}")),
        "one-long-line.json": long_line,
        "chain.json": chain,
        "too-large.json": lambda: iter((ARM, '"resources": [], "pad": "', "x" * LIMIT, '"}')),
        "deep-lists/main.tf": lambda: iter(("locals {\n  a = ", "[" * DEEP_IN_HCL, "]" * DEEP_IN_HCL, "\n}\n")),
        "deep-parentheses/main.tf": lambda: iter(("locals {\n  a = ", "(" * DEEP_IN_HCL, "1", ")" * DEEP_IN_HCL, "\n}\n")),
        "deep-templates/main.tf": lambda: iter(("locals {\n  a = ", '"${' * DEEP_IN_HCL, "1", '}"' * DEEP_IN_HCL, "\n}\n")),
        "deep-blocks/main.tf": lambda: iter(("a {\n" * DEEP_IN_HCL, "}\n" * DEEP_IN_HCL)),
        "deep-and-cut/main.tf": lambda: iter(("locals {\n  a = ", "[" * DEEP_IN_HCL)),
        "long-sum/main.tf": lambda: iter(("locals {\n  a = 1", " + 1" * DEEP_IN_HCL, "\n}\n")),
        "long-heredoc/main.tf": lambda: iter(("locals {\n  a = <<EOT\n", "$ % $$ %% { } \\\n" * DEEP_IN_HCL, "EOT\n}\n")),
        "chain/main.tf": locals_chain,
        "too-large/main.tf": lambda: iter(("# ", "x" * LIMIT, "\n")),
    }


def long_line() -> Iterator[str]:
    """Write a template of many resources without a line break."""
    yield ARM + '"resources": ['
    for index in range(50_000):
        yield GROUP % f'"nsg-{index}"' + ("," if index < 49_999 else "]}")


def chain() -> Iterator[str]:
    """Write a template whose name is reached through a long chain of variables."""
    yield ARM + '"variables": {"v0": "x"'
    for index in range(1, 20_000):
        yield f', "v{index}": "[variables(\'v{index - 1}\')]"'
    yield '}, "resources": [' + GROUP % "\"[variables('v19999')]\"" + "]}"


def locals_chain() -> Iterator[str]:
    """Write a module whose name is reached through a long chain of locals."""
    yield 'locals {\n  v0 = "x"\n'
    for index in range(1, 20_000):
        yield f"  v{index} = local.v{index - 1}\n"
    yield '}\n\nresource "azurerm_network_security_group" "app" {\n  name = local.v19999\n}\n'


def write(folder: Path) -> None:
    """Write all the files below a folder."""
    for name, pieces in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(pieces())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
