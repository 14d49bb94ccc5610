"""Service tags: which addresses of Storage each one covers. The data have a date, and name their source."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from azbk_lint.checks.spans import IPV4, Spans, address_span, union, without

DATA = Path(__file__).parent.parent / "data"
PRIVATE = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")
"""Prefixes that no public endpoint has (IANA's special-purpose registry)."""


@cache
def _file(name: str) -> Mapping[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return] # our own file


@cache
def regions() -> Mapping[str, Mapping[str, str]]:
    """Give each region's display name, cloud, and the suffixes of its tags (`storage`, `azurecloud`; empty where none is published)."""
    return _file("regions.json")["regions"]  # type: ignore[no-any-return]


def suffix(region: str) -> str:
    """Spell a region as its Storage tag does: `japaneast` is `JapanEast`. A region that is not known keeps its spelling."""
    known = regions().get(region)
    return known["storage"] if known and known["storage"] else region


@cache
def storage(region: str) -> Spans | None:
    """Give the addresses of `Storage.<region>`, None where none are published."""
    found = _folded_storage().get(suffix(region).casefold())
    return None if found is None else union(span for text in found if (span := address_span(text)))


@cache
def all_storage() -> Spans:
    """Give the addresses of every regional Storage tag there is, for a VM whose region is not known."""
    return union(span for found in _folded_storage().values() for text in found if (span := address_span(text)))


@cache
def public() -> Spans:
    """Give the whole public IPv4 space, for a region whose addresses are not published."""
    return without([IPV4], union(span for text in PRIVATE if (span := address_span(text))))


@cache
def _folded_storage() -> Mapping[str, Sequence[str]]:
    return {name.casefold(): found for name, found in _file("service-tags.json")["storage"].items()}


@cache
def region_of_tag(tag: str) -> str | None:
    """Give the region of a regional tag in lower case (`storage.japaneast`, `azurecloud.norwaye`), None where it is no region known."""
    kind, _, name = tag.partition(".")
    word = "azurecloud" if kind == "azurecloud" else "storage"
    return next((region for region, known in regions().items() if name and name in (known[word].casefold(), region)), None)


@cache
def is_known(tag: str) -> bool:
    """Say whether a tag, in lower case, is one that rules may name."""
    base, dot, name = tag.partition(".")
    bases = _words("regional") if dot else _words("regional") | _words("single")
    return base in bases and (not dot or name in _words("suffixes") or region_of_tag(tag) is not None)


@cache
def _words(kind: str) -> frozenset[str]:
    more = ("storage",) if kind == "regional" else ()
    return frozenset(word.casefold() for word in (*_file("service-tags.json")[kind], *more))


@cache
def meant(tag: str) -> str:
    """Name the tag that a misspelt one was probably meant to be, or nothing."""
    import difflib

    known = _file("service-tags.json")
    base, dot, name = tag.partition(".")
    bases = {word.casefold(): word for word in (*known["regional"], *known["single"])}
    names = {word.casefold(): word for word in known["suffixes"]}
    near = difflib.get_close_matches(base.casefold(), bases, 1)
    nearest = difflib.get_close_matches(name.casefold(), names, 1) if dot else []
    if not near or (dot and not nearest):
        return ""
    return f"{bases[near[0]]}.{names[nearest[0]]}" if dot else f"{bases[near[0]]}"
