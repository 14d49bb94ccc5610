"""Reads policies/: the shipped files, and users' own of the same form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from azbk_lint.checks import CHECKS
from azbk_lint.model.policy import UNREAD, Check, Policy
from azbk_lint.tables import TableError, fill, line_of, meant

HERE = Path(__file__).parent


class PolicyError(Exception):
    """A policy file, or a folder of them, that cannot be used. Says where and why in one line."""

    def __init__(self, file: Path, why: str, line: int = 0) -> None:
        super().__init__(f"{file.as_posix()}:{line}: {why}" if line else f"{file.as_posix()}: {why}")
        self.file = file
        self.line = line
        self.why = why


def shipped() -> Path:
    """Find the shipped policies: inside the package once installed, beside lint/ in a checkout."""
    packaged = HERE / "policies"
    return packaged if packaged.is_dir() else HERE.parents[1] / "policies"


def load(folder: Path) -> list[Policy]:
    """Read a folder's policies in the order of their names. Raises PolicyError."""
    if not folder.is_dir():
        raise PolicyError(folder, "no such folder of policies")
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise PolicyError(folder, "holds no policy (*.toml)")
    return [read(file) for file in files]


def together(folders: Iterable[Path]) -> list[Policy]:
    """Read several folders; a later policy takes the place of an earlier one of its name. Raises PolicyError."""
    named = {policy.name: policy for folder in folders for policy in load(folder)}
    return [named[name] for name in sorted(named)]


def chosen(every: Sequence[Policy], select: Sequence[str], ignore: Sequence[str]) -> list[Policy]:
    """Give the policies that a run asks. Raises ValueError on a name that chooses none, and where none is left."""
    left_out = {policy.name for policy in named(ignore, every)}
    left = [policy for policy in named(select, every) if policy.name not in left_out]
    if not left:
        raise ValueError("every selected policy is ignored too")
    return left


def read(file: Path) -> Policy:
    """Read one policy file; its stem is the policy's name. Raises PolicyError."""
    if file.stem == UNREAD:
        raise PolicyError(file, f"no policy is called `{UNREAD}`: parts of a deployment that cannot be read are told under that name")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", file.stem):
        raise PolicyError(file, "a policy's file name is lower-case words joined by hyphens")
    try:
        text = file.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(file, f"cannot read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(file, *_position(error, text)) from error
    try:
        return _policy(file.stem, table)
    except TableError as error:
        raise PolicyError(file, error.why, line_of(text, error.route)) from error


def _policy(name: str, table: dict[str, object]) -> Policy:
    if "check" not in table:
        raise TableError((), "`check` is missing: a policy has one [check.NAME] table")
    check = _check(table.pop("check"))
    policy = fill(Policy, table, name=name, check=check)
    for key in ("title", "why", "remedy", "source"):
        if not getattr(policy, key):
            raise TableError((key,), f"`{key}` is empty")
    if "{" in policy.title:
        raise TableError(("title",), "a title stands where no fact is known yet; `message` is for `{facts}`")
    _asks_what_there_is(policy)
    return policy


def _asks_what_there_is(policy: Policy) -> None:
    """Refuse facts and conditions that the policy's check never gives: they would stay as written, or never count."""
    facts, conditions = (getattr(policy.check, name, None) for name in ("FACTS", "CONDITIONS"))
    for key, text in {"message": policy.message, "remedy": policy.remedy}.items():
        for fact in re.findall(r"\{([a-z][a-z0-9_-]*)\}", text):
            if facts is not None and fact not in facts:
                raise TableError((key,), f"the check gives no fact `{fact}`{meant(fact, facts)}")
    for key, names in {"worse-if": policy.worse_if, "better-if": policy.better_if}.items():
        for name in names:
            if conditions is not None and name not in conditions:
                raise TableError((key,), f"the check knows no condition `{name}`{meant(name, conditions)}")


def _check(table: object) -> Check:
    """Build the check that a policy's [check.NAME] table describes."""
    if not isinstance(table, Mapping) or len(table) != 1:
        raise TableError(("check",), "a policy has exactly one [check.NAME] table")
    ((name, parameters),) = table.items()
    if name not in CHECKS:
        raise TableError(("check", name), f"unknown check `{name}`{meant(name, CHECKS)}")
    try:
        check: Check = fill(CHECKS[name], parameters, ("check", name))
    except TableError:
        raise
    except (TypeError, ValueError) as error:
        raise TableError(("check", name), str(error)) from error
    return check


def _position(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int]:
    """Take the line out of the parser's message: "Invalid value (at line 3, column 7)"."""
    why, _, where = str(error).partition(" (at ")
    found = re.match(r"line (\d+)", where)
    return f"not TOML: {why.lower()}", int(found[1]) if found else text.count("\n") + 1


def named(names: Sequence[str], policies: Sequence[Policy]) -> list[Policy]:
    """Give the policies that names or patterns (`nsg-*`) choose, in the policies' order. Raises ValueError on a name that chooses none."""
    from fnmatch import fnmatchcase

    for name in names:
        if not any(fnmatchcase(policy.name, name) for policy in policies):
            raise ValueError(f"no policy is named `{name}`{meant(name, [policy.name for policy in policies])}")
    return [policy for policy in policies if any(fnmatchcase(policy.name, name) for name in names)]
