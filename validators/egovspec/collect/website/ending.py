"""What only the end of a walk knows, written: pages with their depth, links with what they lead to, columns, items."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.crawl import Crawl
from egovspec.collect.website.frontier import Rank
from egovspec.collect.website.page.urls import host
from egovspec.collect.website.rows import Rows
from egovspec.facts.tables.website import ColumnSeen, Hyperlink, Item, Page, Uncollected

_MOMENTS = ("published_at",)
_DAYS = ("published_on",)


def write_ending(crawl: Crawl, rows: Rows, evidence_gaps: tuple[str, ...] = ()) -> None:
    """Write it all, and count what was missed into the walk's gaps.

    evidence_gaps   reasons why the evidence itself is incomplete
    """
    _Ending(crawl, rows).write()
    for reason in evidence_gaps:
        for gaps in (crawl.gaps, crawl.column_gaps, crawl.item_gaps):
            gaps.add(reason, crawl.site.home)


class _Ending:
    def __init__(self, crawl: Crawl, rows: Rows) -> None:
        self.crawl = crawl
        self.ledger = crawl.ledger
        self.rows = rows

    def write(self) -> None:
        self._missed()
        self._lists_left_out()
        self._pages()
        self._columns()
        self._items()

    def _missed(self) -> None:
        crawl = self.crawl
        for missed in self.ledger.missed():
            self.rows.add(
                Uncollected,
                missed.place or missed.url,
                crawl.captured,
                url=missed.url,
                reason=missed.reason,
                detail=missed.detail,
                status=missed.status,
                linked_from=missed.source,
            )
            if missed.gap and missed.reason != Reason.LIST_DEPTH.value:
                crawl.gaps.add(missed.reason, missed.url)
                if missed.rank in (Rank.HOME, Rank.COLUMN):
                    crawl.column_gaps.add(missed.reason, missed.url)

    def _lists_left_out(self) -> None:
        """Later pages of lists: as many as the lists say they have, or at least as many as were met."""
        met = [one.url for one in self.ledger.missed() if one.reason == Reason.LIST_DEPTH.value]
        left, example = 0, met[0] if met else ""
        most = self.crawl.list_pages
        for url, pages in self.ledger.lists():
            if pages > most:
                left += pages - most
                example = example or url
        if count := max(left, len(met)):
            self.crawl.gaps.add(Reason.LIST_DEPTH.value, example, count)

    def _pages(self) -> None:
        depth = self.ledger.depths(self.crawl.site.home)
        for kept in self.ledger.kept():
            seen_at = datetime.fromisoformat(kept.seen_at)
            row: dict[str, Any] = json.loads(kept.row)
            for name in _DAYS:
                row[name] = date.fromisoformat(row[name]) if row[name] else None
            for name in _MOMENTS:
                row[name] = datetime.fromisoformat(row[name]) if row[name] else None
            self.rows.add(Page, kept.place, seen_at, url=kept.url, depth=depth.get(kept.id), **row)
            for number, line in zip(kept.links, kept.lines, strict=True):
                link = self.ledger.link(number)
                self.rows.add(
                    Hyperlink,
                    kept.place,
                    seen_at,
                    line,
                    url=kept.url,
                    target=link.target,
                    text=link.text,
                    title_attribute=link.title,
                    region=link.region,
                    internal=self.crawl.site.holds(link.target),
                    collected=link.page is not None,
                    target_host=host(link.target) or None,
                )

    def _columns(self) -> None:
        written: set[int] = set()
        for data in self.ledger.shown("column"):
            name, parent, shown_url, how, level, place, seen_at = json.loads(data)
            url = (self.ledger.page_of(shown_url) or shown_url) if shown_url else None
            key = hash((name, parent, url, how))
            if key in written:
                continue
            written.add(key)
            known = self.ledger.listed(url) if url else None
            lists: dict[str, Any] = json.loads(known) if known else {}
            newest = lists.get("newest_on")
            self.rows.add(
                ColumnSeen,
                place,
                datetime.fromisoformat(seen_at),
                name=name,
                parent=parent,
                url=url,
                how=how,
                internal=self.crawl.site.holds(url) if url else None,
                collected=known is not None if url else None,
                level=level,
                **{**lists, "newest_on": date.fromisoformat(newest) if newest else None},
            )

    def _items(self) -> None:
        names: dict[str, str] = {}
        for data in self.ledger.shown("column"):
            name, _, shown_url, *_ = json.loads(data)
            if shown_url:
                names.setdefault(self.ledger.page_of(shown_url) or shown_url, name)
        for data in self.ledger.shown("item"):
            column_url, column_name, shown_url, title, day, date_text, place, seen_at = json.loads(data)
            url = self.ledger.page_of(shown_url) or shown_url
            published = self.ledger.published(url)
            self.rows.add(
                Item,
                place,
                datetime.fromisoformat(seen_at),
                column_url=column_url,
                column_name=column_name or names.get(column_url),
                url=url,
                title=title,
                listed_on=date.fromisoformat(day) if day else None,
                date_text=date_text,
                published_on=date.fromisoformat(published) if published else None,
            )


__all__ = ["write_ending"]
