"""azbk-lint finds the line of ARM or Terraform that will make Azure Backup of a VM fail."""

__version__ = "0.1.0"
