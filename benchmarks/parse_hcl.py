"""How fast Terraform files are parsed, beside python-hcl2: MB/s of each, and how many times ours is faster.

Both read the same texts in turns in one process, ours all of them and python-hcl2 a sample spread evenly, since it is slow;
told are medians, so that a busy machine bears on both. The collector is off, as it is while our trees are built.
Usage: python benchmarks/parse_hcl.py [FOLDER] [RUNS]; without a folder over a generated corpus.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from azbk_lint.read.hcl import parse

GOAL = 8.0
SAMPLE = 300_000
"""So many bytes are given to python-hcl2 in one run."""
RULE = """
  # {priority}: what comes from the hub is let in, whatever else a later rule says.
  security_rule {
    name                       = "allow-hub-{priority}"
    description                = "Lets management traffic of the hub in, see the network handbook."
    priority                   = {priority}
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = var.hub_address_space
    destination_address_prefix = "VirtualNetwork"
  }
"""


def texts(folder: Path) -> Iterator[str]:
    """Give the Terraform files below a folder that are UTF-8."""
    for file in sorted(folder.rglob("*.tf")):
        if file.is_file():
            try:
                yield file.read_text(encoding="utf-8-sig")
            except UnicodeDecodeError:
                continue


def generated(count: int = 300) -> Iterator[str]:
    """Give files with the constructs of real ones in about their proportions."""
    for number in range(count):
        rules = "".join(RULE.replace("{priority}", str(100 + rule)) for rule in range(3))
        yield f"""# File {number} of a made-up landscape. Real files explain themselves at length, in comments as long as what they explain,
# and many of them begin with a licence or with what a generator has to say about itself and about how it is run again.

variable "vm_{number}" {{
  type = object({{
    name = string
    size = optional(string, "Standard_D2s_v5")
  }})
  description = "What virtual machine {number} is called and how large it is; without a value it is not made, nor are its disks."
  default     = null
}}

variable "subnet_{number}" {{
  type        = string
  description = <<-EOT
    The subnet in which virtual machine {number} gets its interface. It needs a way out to storage, by a service endpoint, a private
    endpoint or the internet, or else the extension cannot write the snapshot's state.
  EOT
  nullable    = false
}}

# The rules of group {number}, in the order in which they are evaluated.

resource "azurerm_network_security_group" "nsg_{number}" {{
  name                = "nsg-${{var.environment}}-{number}"
  location            = azurerm_resource_group.main.location
  resource_group_name = azurerm_resource_group.main.name
  tags                = merge(local.tags, {{ owner = "team-{number % 7}" }})
{rules}}}

resource "azurerm_linux_virtual_machine" "vm_{number}" {{
  count                 = var.vm_{number} == null ? 0 : 1
  name                  = try(var.vm_{number}.name, format("vm-%s-%03d", var.environment, {number}))
  size                  = coalesce(var.vm_{number}.size, "Standard_D2s_v5")
  network_interface_ids = [azurerm_network_interface.nic[count.index].id, local.nics["{number}"].id]
  custom_data           = base64encode(<<-EOT
    #!/bin/sh
    echo "${{var.environment}}" > /etc/environment-name
    systemctl enable --now walinuxagent
  EOT
  )

  os_disk {{
    caching              = "ReadWrite"
    storage_account_type = var.premium ? "Premium_LRS" : "StandardSSD_LRS"
    disk_size_gb         = {number % 1000 + 30}
  }}

  dynamic "data_disk" {{
    for_each = {{ for disk in var.disks : disk.name => disk if disk.vm == {number} }}
    content {{
      lun  = data_disk.value.lun
      name = "${{data_disk.key}}-${{count.index}}"
    }}
  }}
}}
"""


def sample(corpus: Sequence[str]) -> Sequence[str]:
    """Take every so many files that about SAMPLE bytes come together."""
    step = max(1, round(size(corpus) / SAMPLE))
    return corpus[::step]


def size(corpus: Sequence[str]) -> int:
    """Give a corpus's size in bytes."""
    return sum(len(text.encode()) for text in corpus)


def speed(read: Callable[[str], Any], corpus: Sequence[str]) -> float:
    """Read all of a corpus; give MB for each second of CPU time."""
    begun = time.process_time()
    for text in corpus:
        read(text)
    return size(corpus) / 1e6 / (time.process_time() - begun)


def their_loads(folder: str) -> Callable[[str], Any]:
    """Give python-hcl2's `loads`, its grammar built and cached in a folder of ours; it answers None where it rejects a text."""
    import hcl2.parser
    from lark.exceptions import LarkError

    hcl2.parser.PARSER_FILE = Path(folder) / "grammar"

    def loads(text: str) -> Any:  # noqa: ANN401 - what it makes is only thrown away
        try:
            return hcl2.loads(text)
        except LarkError:
            return None

    loads("a = 1\n")
    return loads


def main(where: str = "", runs: str = "5") -> int:
    """Measure, tell, and fail below the goal."""
    corpus = list(texts(Path(where)) if where else generated())
    part = sample(corpus)
    with tempfile.TemporaryDirectory() as folder:
        loads = their_loads(folder)
        gc.collect()
        gc.disable()
        rounds = [(speed(parse, corpus), speed(parse, part), speed(loads, part)) for _ in range(int(runs))]
    ours, theirs = statistics.median(one for one, _, _ in rounds), statistics.median(other for _, _, other in rounds)
    ratio = statistics.median(one / other for _, one, other in rounds)
    print(f"{len(corpus)} files, {size(corpus) / 1e6:.2f} MB; python-hcl2 on {len(part)} of them, {size(part) / 1e6:.2f} MB")
    print(f"ours {ours:.1f} MB/s (goal {GOAL:.0f}), python-hcl2 {theirs:.2f} MB/s: {ratio:.0f} times faster on the same files")
    return 0 if ours >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
