"""What a page lists: rows of a title that is a link, mostly with a date beside it. Menus and page turners are no rows.

A row is an li, tr or dl with at most a few links, or else the largest element around a link that holds no other, or
else the line the link stands on (old pages set rows apart by br alone).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from egovspec.collect.website.page import dates
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import Region, Regions
from egovspec.collect.website.page.text import LINK_TEXT, length, one_line
from egovspec.collect.website.page.urls import path

_ROWS = frozenset({"li", "tr", "dl"})
_NEVER_ROWS = frozenset({"body", "html", "table", "tbody", "ul", "ol", "main", "form", "center"})
_MOST_LINKS, _LONGEST_ROW, _LINE = 4, 1200, 200
_MOST_ROWS = 5000  # no person reads a longer list on one page, and a hostile one has a hundred thousand
_ITEM_PATH = re.compile(
    r"/art/\d{4}/\d{1,2}/\d{1,2}/art_|/art_[\da-f_]+\.|/t\d{8}_\d+|content[-_]\d+|/\d{4}[-/]?\d{2}/(?:\d{2}/)?[^/]+\.\w+$|"
    r"/\d{8}/[\da-f]{8,}|/c\d{4,}/|(?:info|show|detail|article|view|news|content)[-_/]?\d+|/[\da-f]{16,}\.s?html?$|"
    r"/\d{4}-\d{2}/\d{2}/|/\d{5,}\.s?html?$|post_\d+",
    re.IGNORECASE,
)
_ITEM_QUERY = re.compile(r"(?:^|&)(?:id|newsid|articleid|infoid|contentid|docid|aid|articlekey)=", re.IGNORECASE)
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+)$")


class Listed(NamedTuple):
    """One row: its title, the link that leads to it, and its date where one is shown."""

    title: str
    link: int
    day: date | None
    date_text: str | None
    parent: int


def is_item_address(url: str) -> bool:
    """Whether an address has the shape the common platforms give to single items."""
    address, _, query = url.partition("?")
    return bool(_ITEM_PATH.search(path(address)) or _ITEM_QUERY.search(query))


def dated_rows(rows: Iterable[Listed]) -> int:
    """Dated rows of the longest list. Rows alone under their parents (each in a table of its own) are one list."""
    counted = Counter(row.parent for row in rows if row.day)
    alone = sum(count for count in counted.values() if count == 1)
    return max([alone, *counted.values()], default=0)


class Listing:
    """The lists of one page. `captured` supplies years; `zone` is the deployment's."""

    def __init__(self, document: Document, regions: Regions, captured: date, zone: str) -> None:
        self._document = document
        self._regions = regions
        self._captured = captured
        self._zone = zone
        self.rows = self._rows()

    def items(self) -> list[Listed]:
        """The rows that are items: those of lists with dates, or, on a page without dates, of lists of titles."""
        dated = Counter(row.parent for row in self.rows if row.day)
        everything = Counter(row.parent for row in self.rows)
        if dated:
            return [row for row in self.rows if row.day or dated[row.parent] * 2 >= everything[row.parent]]
        lists: dict[int, list[Listed]] = {}
        for row in self.rows:
            lists.setdefault(row.parent, []).append(row)
        titles = {parent for parent, rows in lists.items() if len(rows) >= 3 and self._titles(rows)}
        return [row for row in self.rows if row.parent in titles]

    def _titles(self, rows: list[Listed]) -> bool:
        """Whether the rows of a list without dates are titles of items: by their addresses or by their length."""
        addressed = sum(is_item_address(self._document.elements[row.link].get("href")) for row in rows)
        return addressed * 2 >= len(rows) or sum(len(row.title) for row in rows) >= 9 * len(rows)

    def _rows(self) -> list[Listed]:
        regions, main = self._regions, Region.MAIN
        rows: list[Listed] = []
        taken: set[int] = set()
        for link in regions.links:
            if len(rows) >= _MOST_ROWS:
                break
            if regions.of[link] is not main or link in taken or link in regions.paging:
                continue
            row = self._row(link)
            links = regions.links_of(row) if row != link else [link]
            taken.update(links)
            title_link = max(links, key=lambda other: (len(regions.short(other)), -other))
            found = self._dated(row, links, title_link)
            within = None if found else self._in_link(title_link)
            title = self._title(title_link, within)
            found = found or within
            if length(title) >= 2:
                rows.append(
                    Listed(
                        title,
                        title_link,
                        found.day if found else None,
                        found.text[:100] if found else None,
                        self._document.elements[row].parent,
                    )
                )
        rows.sort(key=lambda row: row.link)
        return rows

    def _row(self, link: int) -> int:
        elements, regions, main = self._document.elements, self._regions, Region.MAIN
        best = link
        for holder in self._document.ancestors(link):
            element = elements[holder]
            size = element.stop - element.start
            if element.tag in _NEVER_ROWS or size > _LONGEST_ROW or regions.of[holder] is not main:
                break
            count = regions.links_in(holder)
            if element.tag in _ROWS and count <= _MOST_LINKS:
                return holder
            if count == 1:
                best = holder
            elif count > _MOST_LINKS or not self._one_title(holder):
                break
            else:
                best = holder
        return best

    def _one_title(self, holder: int) -> bool:
        """Whether an element with a few links is one row: one title, beside it a department or a column, one date."""
        lengths = sorted(len(self._regions.short(link)) for link in self._regions.links_of(holder))
        if lengths[-2] > 8 or lengths[-1] < 8:
            return False
        found = dates.find(self._document.span(holder), self._captured, dates.Where.ROW, self._zone)
        return sum(1 for _ in zip(found, range(2), strict=False)) == 1

    def _dated(self, row: int, links: list[int], title_link: int) -> dates.Found | None:
        elements = self._document.elements
        start, stop = elements[row].start, elements[row].stop
        if row == title_link:
            start, stop, links = self._line_around(row)
        beside = self._blanked(start, stop, links)
        return dates.first(beside, self._captured, dates.Where.ROW, self._zone)

    def _line_around(self, link: int) -> tuple[int, int, list[int]]:
        """Where no element is the row the line is: from the link before to the link after, on the same line."""
        elements, text = self._document.elements, self._document.text
        start, stop = elements[link].start, elements[link].stop
        earliest = max(text.rfind("\n", max(0, start - _LINE), start) + 1, start - _LINE, 0)
        end = text.find("\n", stop, stop + _LINE)
        latest = end if end >= 0 else min(len(text), stop + _LINE)
        at = bisect_left(self._regions.links, link)
        if at > 0:
            earliest = max(earliest, min(elements[self._regions.links[at - 1]].stop, start))
        if at + 1 < len(self._regions.links):
            latest = min(latest, max(elements[self._regions.links[at + 1]].start, stop))
        return earliest, latest, [link]

    def _blanked(self, start: int, stop: int, links: list[int]) -> str:
        parts, position = [], start
        for link in links:
            element = self._document.elements[link]
            parts += [self._document.text[position : element.start], "\n"]
            position = max(position, element.stop)
        return "".join([*parts, self._document.text[position:stop]])

    def _in_link(self, link: int) -> dates.Found | None:
        """A date inside the link, where an element or a line of its own sets it apart from the title."""
        element = self._document.elements[link]
        borders = {element.start, element.stop}
        for index in list(self._document.inside(link))[:50]:
            borders |= {self._document.elements[index].start, self._document.elements[index].stop}
        text = self._document.span(link)
        for found in dates.find(text[:_LONGEST_ROW], self._captured, dates.Where.ROW, self._zone):
            first = not text[: found.start].strip(" \t\r\n[](（）【】·")
            last = not text[found.stop :].strip(" \t\r\n[](（）【】·")
            apart = element.start + found.start in borders or text[found.start - 1 : found.start] in (
                "\n",
                "\t",
                "[",
                "(",
            )
            ended = element.start + found.stop in borders or text[found.stop : found.stop + 1] in ("\n", "\t", "]", ")")
            if (first and ended) or (last and apart):
                return found
        return None

    def _title(self, link: int, within: dates.Found | None) -> str:
        """What the link says, less a date `within` it; the title attribute where what it says is cut short."""
        element = self._document.elements[link]
        given = one_line(element.get("title"))
        shown = self._document.label(link)
        if within:
            text = self._document.span(link)
            shown = one_line(f"{text[: within.start]} {text[within.stop :]}").strip(" []()（）【】·") or given
        cut = _ELLIPSIS.sub("", shown)
        return (given if cut != shown and given.startswith(cut[:4]) else shown or given)[:LINK_TEXT]
