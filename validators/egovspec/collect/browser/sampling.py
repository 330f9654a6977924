"""Which pages are looked at in a browser: a few of each kind, and for the same site always the same ones.

Rendering takes a hundred times as long as reading, and pages of one kind come from one template, whose faults they
share. The choice depends on the addresses alone, so neither the order of the crawl nor the clock changes it, and a page
that is added or removed leaves the rest of the sample as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

HOME = "home"


def sample(pages: Iterable[tuple[str, str]], per_kind: int | None) -> list[str]:
    """Addresses to look at: the home page, then `per_kind` of each other kind, kinds in alphabetical order.

    pages     (address, kind of page); an address given twice counts once
    per_kind  None for all pages
    """
    kinds: dict[str, set[str]] = {}
    for url, kind in pages:
        kinds.setdefault(kind, set()).add(url)
    chosen = sorted(kinds.pop(HOME, ()))
    for kind in sorted(kinds):
        chosen += [url for url in sorted(kinds[kind], key=_order)[:per_kind] if url not in chosen]
    return chosen


def _order(url: str) -> tuple[bytes, str]:
    return blake2b(url.encode(errors="replace"), digest_size=8).digest(), url
