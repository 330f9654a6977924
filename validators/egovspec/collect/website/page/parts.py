"""What a reader of one kind of part of a page is given, and what it gives. The readers themselves are in `readers`.

A reader looks at a page once and yields rows. It never judges, never raises for what a page holds, and knows nothing
of other pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.urls import Site
from egovspec.facts.tables import Fact


class Row(NamedTuple):
    """One row of a table. The walk adds evidence, place, moment and `url`; `line` is the line in the page, 0 if unknown."""

    table: type[Fact]
    line: int
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """One page as its readers see it.

    url       its own address, normalised
    site      which addresses are the site's own
    kind      what kind of page it is
    tags      page tags by exact name, the first filled value of each, or empty
    captured  day of capture in `zone`, the deployment's time zone
    absolute  the address a reference in the page leads to, in the site's spelling; None when it leads to no page
    """

    url: str
    site: Site
    kind: Kind
    document: Document
    regions: Regions
    tags: Mapping[str, str]
    captured: date
    zone: str
    absolute: Callable[[str], str | None]


Reader = Callable[[View], Iterator[Row]]
