"""The syntax of RE2: a pattern's text in, its tree out."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from azbk_lint.resolve.terraform.regular.characters import ALL, ALL_BUT_NEWLINE, CATEGORIES, NAMED, PERL, CharacterSet, Ranges

MOST_REPEATS = 1000
DEEPEST = 100


class PatternError(ValueError):
    """A text that is no pattern."""


class One(NamedTuple):
    """One character of a set."""

    characters: CharacterSet


class Edge(NamedTuple):
    """A place between characters: `A` and `z` of the text, `^` and `$` of a line, `b` and `B` of a word."""

    kind: str


class Sequence(NamedTuple):
    """Parts one behind the other."""

    parts: tuple[Tree, ...]


class Choice(NamedTuple):
    """Alternatives, the first that leads to a match taken."""

    arms: tuple[Tree, ...]


class Repeat(NamedTuple):
    """A part several times; `most` is None without bound, `greedy` as often as possible."""

    part: Tree
    least: int
    most: int | None
    greedy: bool


class Group(NamedTuple):
    """A part whose match is kept, by number."""

    number: int
    part: Tree


Tree: TypeAlias = One | Edge | Sequence | Choice | Repeat | Group

_GROUP = re.compile(r"\((?:\?(?:P?<(?P<name>[A-Za-z_]\w*)>|(?P<on>[imsU]*)(?:-(?P<off>[imsU]+))?(?P<end>[:)])))?", re.ASCII)
_REPEAT = re.compile(r"(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})(\??)", re.ASCII)
_HEXADECIMAL = re.compile(r"x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"[1-7][0-7]{1,2}|0[0-7]{0,2}")
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)(\w+)\}|(\w))")
_CLASS = re.compile(r"\[:(\^?)(\w+):\]")
_CONTROL = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_SPECIAL = frozenset("|)*+?")


class Parser:
    """Reads one pattern from its first character to its last; `names` are the groups' names by number."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.flags: frozenset[str] = frozenset()
        self.groups = 0
        self.names: dict[int, str] = {}

    def parse(self) -> Tree:
        """Read the whole pattern. Raises PatternError."""
        tree = self._choice()
        if self.at < len(self.text):
            raise PatternError("unexpected )")
        return tree

    def _choice(self) -> Tree:
        arms = [self._sequence()]
        while self.text.startswith("|", self.at):
            self.at += 1
            arms.append(self._sequence())
        return arms[0] if len(arms) == 1 else Choice(tuple(arms))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            atom = self._quoted(parts) if self.text.startswith(r"\Q", self.at) else self._atom()
            if atom is not None:
                parts.append(self._repeated(atom))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _quoted(self, parts: list[Tree]) -> Tree | None:
        r"""Read what stands between \Q and \E: all but the last character among the parts, the last for what may follow."""
        end = self.text.find(r"\E", self.at)
        stop = len(self.text) if end < 0 else end
        literal = [self._one(((character, character),)) for character in self.text[self.at + 2 : stop]]
        self.at = stop if end < 0 else end + 2
        parts += literal[:-1]
        return literal[-1] if literal else None

    def _repeated(self, atom: Tree) -> Tree:
        found = self._repeat()
        if found is None:
            return atom
        sign, least, comma, most, lazy = found.groups()
        bounds = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign or "")
        low, high = bounds or (int(least), int(most) if most else None if comma else int(least))
        if low > MOST_REPEATS or (high or 0) > MOST_REPEATS or (high is not None and high < low):
            raise PatternError("bad repetition")
        self.at = found.end()
        if self._repeat() is not None:
            raise PatternError("a repetition of a repetition")
        return Repeat(atom, low, high, (not lazy) is not ("U" in self.flags))

    def _repeat(self) -> re.Match[str] | None:
        return _REPEAT.match(self.text, self.at)

    def _atom(self) -> Tree | None:
        character = self.text[self.at]
        if character == "(":
            return self._group()
        if character in _SPECIAL:
            raise PatternError("nothing to repeat")
        self.at += 1
        match character:
            case ".":
                return One(CharacterSet(ALL if "s" in self.flags else ALL_BUT_NEWLINE))
            case "^":
                return Edge("^" if "m" in self.flags else "A")
            case "$":
                return Edge("$" if "m" in self.flags else "z")
            case "[":
                return One(self._class())
            case "\\":
                return self._escaped()
            case _:
                return self._one(((character, character),))

    def _one(self, ranges: Ranges) -> One:
        return One(CharacterSet(ranges, folded="i" in self.flags))

    def _group(self) -> Tree | None:
        found = _GROUP.match(self.text, self.at)
        if found is None or (found.end() == self.at + 1 and self.text.startswith("(?", self.at)):
            raise PatternError("bad group")
        self.at = found.end()
        before = self.flags
        number = 0
        if found["end"] is None:
            self.groups += 1
            number = self.groups
            if found["name"]:
                self.names[number] = found["name"]
        else:
            self.flags = (self.flags | set(found["on"])) - set(found["off"] or "")
            if found["end"] == ")":
                return None
        inner = self._inside()
        self.flags = before
        return Group(number, inner) if number else inner

    def _inside(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise PatternError("groups are nested too deeply")
        inner = self._choice()
        self.depth -= 1
        if not self.text.startswith(")", self.at):
            raise PatternError("missing )")
        self.at += 1
        return inner

    def _escaped(self) -> Tree:
        character = self.text[self.at : self.at + 1]
        if character in ("A", "z", "b", "B") and character:
            self.at += 1
            return Edge(character)
        return One(self._escaped_set())

    def _escaped_set(self) -> CharacterSet:
        """Read what stands behind a backslash, inside brackets or out."""
        character = self.text[self.at : self.at + 1]
        if character.lower() in PERL and character:
            self.at += 1
            return CharacterSet(PERL[character.lower()], negated=character.isupper())
        found = _PROPERTY.match(self.text, self.at)
        if found is not None:
            return self._property(found)
        single = self._single(character)
        return CharacterSet(((single, single),), folded="i" in self.flags)

    def _property(self, found: re.Match[str]) -> CharacterSet:
        sign, caret, name, letter = found.groups()
        category = name or letter
        if category != "Any" and category[0] not in CATEGORIES:
            raise PatternError("a property that is not known")
        self.at = found.end()
        negated = (sign == "P") is not (caret == "^")
        return CharacterSet(ALL, negated=negated) if category == "Any" else CharacterSet((), (category,), negated=negated)

    def _single(self, character: str) -> str:
        for pattern, base in ((_HEXADECIMAL, 16), (_OCTAL, 8)):
            found = pattern.match(self.text, self.at)
            if found is not None:
                self.at = found.end()
                code = int(found[1] or found[2], 16) if base == 16 else int(found[0], 8)
                if code > 0x10FFFF:
                    raise PatternError("no such character")
                return chr(code)
        self.at += 1
        if character in _CONTROL:
            return _CONTROL[character]
        if not character or not character.isascii() or character.isalnum():
            raise PatternError("an escape that is not known")
        return character

    def _class(self) -> CharacterSet:
        negated = self.text.startswith("^", self.at)
        self.at += negated
        ranges: list[tuple[str, str]] = []
        sets: list[CharacterSet] = []
        first = True
        while first or not self.text.startswith("]", self.at):
            first = False
            if self.at >= len(self.text):
                raise PatternError("missing ]")
            self._member(ranges, sets)
        self.at += 1
        return CharacterSet(tuple(ranges), (), tuple(sets), negated, "i" in self.flags)

    def _member(self, ranges: list[tuple[str, str]], sets: list[CharacterSet]) -> None:
        named = _CLASS.match(self.text, self.at)
        if named is not None:
            if named[2] not in NAMED:
                raise PatternError("a class that is not known")
            self.at = named.end()
            sets.append(CharacterSet(NAMED[named[2]], negated=bool(named[1])))
            return
        low = self._bound(sets)
        if low is None:
            return
        high: str | None = low
        if self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at):
            self.at += 1
            high = self._bound([])
        if high is None or high < low:
            raise PatternError("bad range")
        ranges.append((low, high))

    def _bound(self, sets: list[CharacterSet]) -> str | None:
        """Read one character of a class; a set goes among the sets instead."""
        if self.at >= len(self.text):
            raise PatternError("missing ]")
        character = self.text[self.at]
        self.at += 1
        if character != "\\":
            return character
        escaped = self._escaped_set()
        if len(escaped.ranges) == 1 and escaped.ranges[0][0] == escaped.ranges[0][1] and not escaped.negated:
            return escaped.ranges[0][0]
        sets.append(escaped)
        return None
