"""Who is called by nobody: the files and folders that a deployment starts from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePath


def tops(calls: Mapping[PurePath, Collection[PurePath]], also: Iterable[PurePath] = ()) -> set[PurePath]:
    """Give what no other calls, and what is known to be called by its user too.

    Those that call one another in a circle, and that nothing else calls, have the first of them for their top.
    """
    called = {callee for caller, callees in calls.items() for callee in callees if callee != caller}
    found = {*also, *calls.keys() - called}
    reached: set[PurePath] = set()
    for start in (*found, *sorted(calls)):
        if start not in reached:
            found.add(start)
            reached |= _reach(start, calls)
    return found


def _reach(start: PurePath, calls: Mapping[PurePath, Collection[PurePath]]) -> set[PurePath]:
    reached: set[PurePath] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(calls.get(here, ()))
    return reached
