"""Objects whose members are evaluated when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from azbk_lint.model.value import Unknown, Value

_PENDING = Unknown("its own value", "it is read from Azure before it is changed", "runtime")


class Late(Mapping[str, Value]):
    """An object of known names, each member made on first use. Names are found in any letter case."""

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], make: Callable[[str], Value]) -> None:
        self._names = {name.lower(): name for name in names}
        self._make = make
        self._made: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        folded = name.lower()
        if folded not in self._made:
            written = self._names[folded]
            self._made[folded] = _PENDING
            self._made[folded] = self._make(written)
        return self._made[folded]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names.values())

    def __len__(self) -> int:
        return len(self._names)


def tags_of(body: Mapping[str, Value]) -> Mapping[str, Value]:
    """Give a resource's tags, evaluated only when they are read."""
    return _Tags(body)


class _Tags(Mapping[str, Value]):
    __slots__ = ("_body",)

    def __init__(self, body: Mapping[str, Value]) -> None:
        self._body = body

    def _tags(self) -> Mapping[str, Value]:
        found = self._body.get("tags")
        return found if isinstance(found, Mapping) else {}

    def __getitem__(self, name: str) -> Value:
        return self._tags()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags())

    def __len__(self) -> int:
        return len(self._tags())
