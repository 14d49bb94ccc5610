"""How fast ARM templates are evaluated, beside merely parsing and walking them: MB/s, and the ratio of the two.

Each template is loaded and every property of every resource evaluated, nested deployments included. The floor is orjson
and one walk over the tree. Both run in turns in one process; told are medians, so that a busy machine bears on both.
Usage: python benchmarks/arm.py [FOLDER] [RUNS]; without a folder over a generated corpus, which has more expressions to
the megabyte than people write, so that only the ratio says something.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

import orjson

from azbk_lint.model.source import ArmInput, Document, Reader, Source
from azbk_lint.resolve.arm import resolve
from azbk_lint.resolve.arm.syntax import parse

GOAL = 20.0
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


class NoFiles:
    """A disk without files: linked templates are not part of the measure."""

    def json(self, path: PurePath) -> None:
        """Have no file."""

    def exists(self, path: PurePath) -> bool:  # noqa: ARG002 - the answer is the same for each
        """Have no file."""
        return False

    def tree(self, folder: PurePath) -> Sequence[str]:  # noqa: ARG002 - likewise
        """Have no file."""
        return ()


def templates(folder: Path) -> Iterator[tuple[PurePath, bytes]]:
    """Give the strict JSON templates below a folder."""
    for file in sorted(folder.rglob("*.json")):
        data = file.read_bytes() if file.is_file() else b""
        if b"eploymentTemplate.json" in data[:4096]:
            try:
                orjson.loads(data)
            except orjson.JSONDecodeError:
                continue
            yield file, data


def generated(count: int = 400) -> Iterator[tuple[PurePath, bytes]]:
    """Give templates with the constructs of real ones in about their proportions."""
    rules = [
        {
            "name": f"rule{n}",
            "properties": {"priority": 100 + n, "access": "Deny", "direction": "Outbound", "destinationPortRange": "443", "protocol": "*"},
        }
        for n in range(12)
    ]
    for number in range(count):
        made = {"type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2024-01-01", "location": "[parameters('location')]"}
        vm = {
            "type": "Microsoft.Compute/virtualMachines",
            "apiVersion": "2024-03-01",
            "name": "[format('{0}-{1}', parameters('prefix'), copyIndex())]",
            "condition": f"[not(empty(parameters('prefix{number % 7}')))]",
            "copy": {"name": "vms", "count": "[parameters('count')]"},
            "properties": {
                "networkProfile": {"networkInterfaces": [{"id": "[resourceId('Microsoft.Network/networkInterfaces', variables('nic'))]"}]},
                "storageProfile": {
                    "copy": [{"name": "dataDisks", "count": 2, "input": {"lun": "[copyIndex('dataDisks')]", "diskSizeGB": 64}}]
                },
                "osProfile": "[union(variables('os'), createObject('computerName', toLower(concat('vm', copyIndex()))))]",
            },
        }
        inner = {
            "$schema": SCHEMA,
            "parameters": {"location": {"type": "string"}, "rules": {"type": "array"}},
            "resources": [{**made, "name": "nested", "properties": {"securityRules": "[parameters('rules')]"}}],
        }
        deployment = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "net",
            "properties": {
                "mode": "Incremental",
                "expressionEvaluationOptions": {"scope": "inner"},
                "parameters": {"location": {"value": "[parameters('location')]"}, "rules": {"value": "[variables('rules')]"}},
                "template": inner,
            },
        }
        tree = {
            "$schema": SCHEMA,
            "contentVersion": "1.0.0.0",
            "parameters": {
                "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
                "prefix": {"type": "string"},
                "count": {"type": "int", "defaultValue": 3},
                **{f"prefix{n}": {"type": "string", "defaultValue": f"p{n}"} for n in range(7)},
            },
            "variables": {"rules": rules, "nic": "[concat(parameters('prefix'), '-nic')]", "os": {"adminUsername": "azure"}},
            "resources": [{**made, "name": f"nsg{number}", "properties": {"securityRules": rules}}, vm, deployment],
        }
        yield PurePath(f"generated/{number}.json"), json.dumps(tree, indent=2).encode()


def floor(corpus: Sequence[tuple[PurePath, bytes]]) -> int:
    """Parse and visit every value."""
    return sum(visited(orjson.loads(data)) for _, data in corpus)


def evaluated(corpus: Sequence[tuple[PurePath, bytes]]) -> int:
    """Parse, resolve, and evaluate every property of every resource."""
    count = 0
    reader: Reader = NoFiles()  # type: ignore[assignment]  # only what is asked of a disk without files
    for name, data in corpus:
        resolved = resolve(ArmInput(Document(Source(name, ""), orjson.loads(data))), reader)
        for each in resolved.resources:
            count += 1
            for member in each.body.values():
                visited(member)
    return count


def visited(value: Any) -> int:  # noqa: ANN401 - JSON, or what became of it
    """Count the values in a value."""
    count, rest = 0, [value]
    while rest:
        item = rest.pop()
        count += 1
        if isinstance(item, dict):
            rest.extend(item.values())
        elif isinstance(item, list):
            rest.extend(item)
    return count


def timed(run: Callable[[], int]) -> tuple[float, int]:
    """Give the seconds a run takes, with the collector off as in a lint, and what it counts."""
    parse.cache_clear()
    gc.collect()
    gc.disable()
    start = time.process_time()
    count = run()
    seconds = time.process_time() - start
    gc.enable()
    return seconds, count


def main(arguments: Sequence[str]) -> int:
    """Measure, and say whether the goal is met."""
    corpus = list(templates(Path(arguments[0])) if arguments else generated())
    megabytes = sum(len(data) for _, data in corpus) / 1e6
    runs = [(timed(lambda: floor(corpus)), timed(lambda: evaluated(corpus))) for _ in range(int(arguments[1]) if len(arguments) > 1 else 5)]
    parsing = statistics.median(seconds for (seconds, _), _ in runs)
    whole = statistics.median(seconds for _, (seconds, _) in runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(corpus):,} templates, {megabytes:.1f} MB, {runs[0][1][1]:,} resources, peak {peak:.0f} MiB with the corpus in memory")
    print(f"orjson and a walk {megabytes / parsing:7.1f} MB/s")
    print(f"evaluated         {megabytes / whole:7.1f} MB/s   {whole / parsing:.1f} times the floor")
    if not arguments:
        return 0
    print(f"goal              {GOAL:7.1f} MB/s")
    return 0 if megabytes / whole >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
