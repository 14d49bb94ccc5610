"""What a run costs before it judges anything: CPU and peak memory of the smallest runs, beside Python's own.

Each case is run in turns with the others and told by its median, so that a busy machine bears on all alike.
Usage: python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

TEMPLATE = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": { "size": { "type": "int", "defaultValue": 64 } },
  "resources": [
    {
      "type": "Microsoft.Compute/disks",
      "apiVersion": "2023-10-02",
      "name": "data",
      "location": "[resourceGroup().location]",
      "sku": { "name": "Premium_LRS" },
      "properties": { "diskSizeGB": "[parameters('size')]", "creationData": { "createOption": "Empty" } }
    }
  ]
}
"""
TERRAFORM = """variable "size" {
  default = 64
}

resource "azurerm_managed_disk" "data" {
  name                 = "data"
  location             = "japaneast"
  resource_group_name  = "rg"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = var.size
}
"""
LIMITS: Mapping[str, float] = {"azbk-lint --version": 0.15, "one ARM template": 0.25, "one Terraform file": 0.4}
BARE = "python -c pass"


def cost(words: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run a program and give its CPU seconds and peak memory in MiB; modules are compiled once, as an installer does."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    with subprocess.Popen(words, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(runs: int) -> None:
    """Measure every case and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "arm.json").write_text(TEMPLATE, encoding="utf-8")
        (folder / "tf").mkdir()
        (folder / "tf" / "main.tf").write_text(TERRAFORM, encoding="utf-8")
        lint = [sys.executable, "-m", "azbk_lint"]
        cases = {
            BARE: [sys.executable, "-c", "pass"],
            "azbk-lint --version": [*lint, "--version"],
            "one ARM template": [*lint, "arm.json"],
            "one Terraform file": [*lint, "tf"],
        }
        costs: dict[str, list[tuple[float, float]]] = {case: [] for case in cases}
        for words in cases.values():
            cost(words, folder)
        for _ in range(runs):
            for case, words in cases.items():
                costs[case].append(cost(words, folder))
    tell(costs)


def tell(costs: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Print the medians, and how many times Python's own each is."""
    medians = {case: [statistics.median(column) for column in zip(*each, strict=True)] for case, each in costs.items()}
    print(f"{'case':20} {'CPU s':>7} {'x bare':>7} {'peak MiB':>9} {'budget s':>9}")
    for case, (cpu, peak) in medians.items():
        print(f"{case:20} {cpu:7.3f} {cpu / medians[BARE][0]:7.1f} {peak:9.1f} {LIMITS.get(case, ''):>9}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
