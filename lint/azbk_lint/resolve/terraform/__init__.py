"""Terraform configurations: evaluated as `terraform plan` would, without a provider, a state or a network."""
