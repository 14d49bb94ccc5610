"""Values as a configuration gives them, or as only the deployment will know them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["input", "secret", "placeholder", "runtime", "context", "external", "error", "limit", "choice"]
"""Why nobody can tell: an input nobody gave, a secret, a placeholder such as `#{x}#`, something Azure decides,
where it is deployed to, code that is elsewhere, an expression that fails, a bound of ours, arms that differ."""


MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that no static reading can tell.

    `key` is its identity: two unknowns are the same value exactly when their keys are equal, so a key names the scope
    too (`module.net.var.size`, never `var.size`). `because` is a clause ("parameter 'size' has no default"),
    `settle` says what would settle it ("--set size=VALUE"), empty where nothing a user can give would.
    `encodes` is the text with holes of which the value is the base64, for whoever reads what it carries.
    """

    key: str
    because: str = field(compare=False)
    kind: Kind = field(default="input", compare=False)
    settle: str = field(default="", compare=False)
    encodes: Symbolic | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        """Write what is not known for a sentence, in `MOST_SHOWN` characters: the key itself where it is short and plain.

        Of any other key it is the first variable, parameter or attribute named there, or the function without its arguments.
        Two values may be shown alike: a key tells them apart, and no key is made of this.
        """
        if len(self.key) <= MOST_SHOWN and (self.kind == "placeholder" or _is_plain(self.key)):
            return self.key
        named = _first_named(self.key)
        if named:
            end = named[1 - MOST_SHOWN :]
            return named if len(named) <= MOST_SHOWN else f"…{end.partition('.')[2] or end}"
        function = self.key.partition("(")[0]
        return f"{function}(…)" if function.isidentifier() and len(function) < MOST_SHOWN - 2 else "…"


@dataclass(frozen=True, slots=True)
class Symbolic:
    """A string with holes. Equal to itself, so that two references to one half-known name still meet.

    Made by `text`, which joins neighbouring literals and gives a plain `str` where no hole is left.
    """

    parts: tuple[str | Unknown, ...]

    @property
    def hole(self) -> Unknown:
        """Give the first unknown part: the reason the whole is not known."""
        return next(part for part in self.parts if isinstance(part, Unknown))

    @property
    def key(self) -> str:
        """Write its identity, for the keys of what is made of it: two strings are the same exactly when these are."""
        return "".join(part if isinstance(part, str) else f"{{{part.key}}}" for part in self.parts)

    def __str__(self) -> str:
        """Write the string as a person would sketch it: `vnet-{var.env}`."""
        return "".join(part if isinstance(part, str) else f"{{{part.shown}}}" for part in self.parts)


Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | Symbolic | Unknown | None"
Text: TypeAlias = str | Symbolic | Unknown
Key: TypeAlias = str | int
Route: TypeAlias = tuple[Key, ...]


def identity(value: Text) -> str:
    """Write a string, known or not, as part of a key."""
    return value if isinstance(value, str) else value.key


def shown(value: Text) -> str:
    """Write a string, known or not, for a sentence, with what is not known of it in braces."""
    return f"{{{value.shown}}}" if isinstance(value, Unknown) else str(value)


def text(*parts: Text | int) -> Text:
    """Join parts to one string, with holes where they have holes; a lone Unknown stays itself."""
    flat: list[str | Unknown] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Symbolic) else (part,):
            if isinstance(piece, Unknown):
                flat.append(piece)
            elif flat and isinstance(flat[-1], str):
                flat[-1] += str(piece)
            elif piece != "":
                flat.append(str(piece))
    if all(isinstance(piece, str) for piece in flat):
        return "".join(str(piece) for piece in flat)
    if len(flat) == 1 and isinstance(flat[0], Unknown):
        return flat[0]
    return Symbolic(tuple(flat))


def reason(value: Value) -> Unknown | None:
    """Give the first unknown in a value, looked for at every depth, or None where all is known."""
    match value:
        case Unknown():
            return value
        case Symbolic():
            return value.hole
        case Mapping():
            return next((found for item in value.values() if (found := reason(item))), None)
        case Sequence() if not isinstance(value, str):
            return next((found for item in value if (found := reason(item))), None)
        case _:
            return None


def dig(value: Value, route: Iterable[Key], default: Value = None) -> Value:
    """Follow a route into a value, keys in any letter case; an Unknown on the way is the answer."""
    for key in route:
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Mapping) and isinstance(key, str):
            value = value[key] if key in value else next((value[k] for k in value if k.casefold() == key.casefold()), None)
        elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return default
    return default if value is None else value


def items(value: Value) -> Sequence[Value]:
    """Give a list's items; one item for an Unknown, none for anything else."""
    if isinstance(value, Unknown):
        return [value]
    return value if isinstance(value, Sequence) and not isinstance(value, str) else []


def same(one: Value, other: Value) -> bool | Unknown:
    """Compare two strings as Azure compares names: letter case aside. Unknown where the holes leave it open."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    if not isinstance(one, str | Symbolic | Unknown) or not isinstance(other, str | Symbolic | Unknown):
        return one == other
    if folded(one) == folded(other):
        return True
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return next(side for side in (one, other) if isinstance(side, Unknown))
    return next(side.hole for side in (one, other) if isinstance(side, Symbolic)) if _may_meet(one, other) else False


def folded(value: Text) -> Text:
    """Give a string in the one letter case in which Azure's names are compared."""
    match value:
        case str():
            return value.casefold()
        case Symbolic(parts):
            return Symbolic(tuple(part.casefold() if isinstance(part, str) else part for part in parts))
        case _:
            return value


def split(value: Text, separator: str = "/") -> Sequence[Text]:
    """Split a string at a separator; holes stay whole, since an unknown name holds no separator."""
    if isinstance(value, str):
        return value.split(separator)
    pieces: list[list[str | Unknown]] = [[]]
    for part in value.parts if isinstance(value, Symbolic) else (value,):
        if isinstance(part, Unknown):
            pieces[-1].append(part)
            continue
        head, *rest = part.split(separator)
        pieces[-1].append(head)
        pieces.extend([piece] for piece in rest)
    return [text(*piece) for piece in pieces]


def walk(value: Value, route: Route = ()) -> Iterator[tuple[Route, Value]]:
    """Give every value inside a value with its route, the value itself first."""
    yield route, value
    match value:
        case Mapping():
            for key, item in value.items():
                yield from walk(item, (*route, key))
        case Sequence() if not isinstance(value, str):
            for index, item in enumerate(value):
                yield from walk(item, (*route, index))
        case _:
            return


def _is_plain(key: str) -> bool:
    """Tell a key that a person can read from one with digests, serial numbers or paths in it."""
    return not set(key) & set('~#+\n"`…{}')


def _first_named(key: str) -> str:
    """Give the first thing in a key that code gives a name."""
    import re

    modules = r"(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*"
    names = r"(?:(?:var|local|each|count|data|path|output)\.|[a-z]+_\w+\.)[\w-]+(?:\.[\w-]+)*"
    found = re.search(rf"{modules}\b{names}|\b(?:parameters|variables)\('[^']+'\)|\b(?:resource-group|subscription)\b", key)
    return found[0] if found else ""


def _may_meet(one: str | Symbolic, other: str | Symbolic) -> bool:
    """Say whether two strings could be equal for some filling of their holes: their known ends must agree."""
    first, last = _ends(one)
    start, end = _ends(other)
    if isinstance(one, str) or isinstance(other, str):
        whole, holed = (one, other) if isinstance(one, str) else (other, one)
        return isinstance(holed, str) or _fits(str(whole).casefold(), holed)
    return (first.startswith(start) or start.startswith(first)) and (last.endswith(end) or end.endswith(last))


def _ends(value: str | Symbolic) -> tuple[str, str]:
    parts = (value,) if isinstance(value, str) else value.parts
    first, last = parts[0], parts[-1]
    return (first.casefold() if isinstance(first, str) else "", last.casefold() if isinstance(last, str) else "")


def _fits(whole: str, holed: Symbolic) -> bool:
    """Say whether a known string has the known parts of another in order, the first and last at its ends."""
    start, end = _ends(holed)
    if not (whole.startswith(start) and whole.endswith(end) and len(start) + len(end) <= len(whole)):
        return False
    at, stop = len(start), len(whole) - len(end)
    for part in holed.parts[1:-1]:
        if isinstance(part, str):
            found = whole.find(part.casefold(), at, stop)
            if found < 0:
                return False
            at = found + len(part)
    return True
