"""Bounds on what one page may give: so many rows of a table, so much text of an element. A cut of rows is a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.parts import Row
from egovspec.collect.website.page.text import LINK_TEXT, one_line
from egovspec.facts.tables import Fact
from egovspec.facts.tables.page_parts import PartCut

ROWS = 500
_LOOKED_AT = 2000
_INSIDE = 50


def bounded(
    table: type[Fact], rows: Iterable[Row], limit: int = ROWS, total: int | None = None, *, unread: bool = False
) -> Iterator[Row]:
    """The first `limit` rows, and a `part_cut` row when there were more.

    table   the table all these rows are of
    total   how many there are, where the caller knows: the rest is then never made; else the rest is made and counted
    unread  whether the page holds more that nobody looked at: then the cut is said without a number
    """
    source = iter(rows)
    kept = 0
    for row in islice(source, limit):
        kept += 1
        yield row
    if unread:
        yield _cut(table, None, kept)
        return
    if total is None:
        total = kept + sum(1 for _ in source)
    if total > limit:
        yield _cut(table, total, kept)


def _cut(table: type[Fact], rows: int | None, kept: int) -> Row:
    return Row(PartCut, 0, {"part": table.name_of_table, "rows": rows, "kept": kept})


def said(document: Document, index: int) -> str:
    """What an element says on one line, or else what its images are called; '' when neither. Looks at a bounded part."""
    element = document.elements[index]
    if text := one_line(document.text[element.start : min(element.stop, element.start + _LOOKED_AT)], LINK_TEXT):
        return text
    inside = islice(document.inside(index), _INSIDE)
    called = (document.elements[i].get("alt")[:_LOOKED_AT] for i in inside if document.elements[i].tag == "img")
    return one_line(" ".join(called), LINK_TEXT)
