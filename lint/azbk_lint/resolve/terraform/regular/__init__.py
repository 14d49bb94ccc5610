"""Regular expressions in the language of RE2, which Terraform has them in, matched in bounded time whatever they say."""

from azbk_lint.resolve.terraform.regular.matching import Match, Pattern, compiled

__all__ = ["Match", "Pattern", "compiled"]
