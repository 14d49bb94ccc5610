"""Lets `python -m azbk_lint` do what `azbk-lint` does."""

from azbk_lint.cli import main

raise SystemExit(main())
