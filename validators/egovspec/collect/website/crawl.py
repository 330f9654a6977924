"""One walk over a site, from its home page to everything the medium gives and the limits allow.

The same code for a live server and a saved folder: after `Medium.fetch` nothing asks which it was. Facts go to the sink
page by page; what only the end knows (which links lead to collected pages, how many clicks a page is from home, what
columns list) is kept small until then, bodies never.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from egovspec.collect.base import Context, Sink, Step
from egovspec.collect.website.answers import Answer, Failure, Medium, Reason
from egovspec.collect.website.coverage import SCRIPT_ONLY, Gaps, is_gap
from egovspec.collect.website.frontier import Frontier, Rank
from egovspec.collect.website.kinds import Kind, is_column_address
from egovspec.collect.website.listing import is_item_address
from egovspec.collect.website.pages import PageRead, read_page
from egovspec.collect.website.regions import Region
from egovspec.collect.website.settings import Limits
from egovspec.collect.website.text import LINK_TEXT, clean
from egovspec.collect.website.urls import Site, directory_of, is_file, normal, path
from egovspec.facts.tables import Fact
from egovspec.facts.tables.website import (
    ColumnSeen,
    FooterMark,
    FooterSeen,
    HttpHeader,
    Hyperlink,
    Item,
    Page,
    PageTag,
    Uncollected,
)

_MOVES = 3


@dataclass(frozen=True, slots=True)
class _ListedBy:
    """What a collected page lists, for the columns that lead to it. None: cannot be known."""

    items: int | None
    dated: int | None
    newest: date | None
    future: int | None
    text_length: int | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page until its depth is known: its row, and its links as numbers of interned links, with their lines."""

    row: dict[str, Any]
    links: array[int]
    lines: array[int]
    frames: tuple[str, ...]


class Crawl:
    """One collection of one site. `walk` does it all; the rest says how it went."""

    def __init__(
        self, medium: Medium, home: str, limits: Limits, sink: Sink, context: Context, captured: datetime
    ) -> None:
        self._medium = medium
        self._limits = limits
        self._sink = sink
        self._context = context
        self._captured = captured
        self._today = captured.astimezone(ZoneInfo(context.zone)).date()
        self.site = Site(home)
        self.gaps = Gaps()
        self.column_gaps = Gaps()
        self.item_gaps = Gaps()
        self.home_failure: Failure | None = None
        self.home_is_shell = False
        self._frontier = Frontier()
        self._ranks: dict[str, Rank] = {}
        self._linked_from: dict[str, str] = {}
        self._page_of: dict[str, str] = {}  # every address that turned out to be a page, to the page's own address
        self._indexes: dict[str, list[tuple[bytes, str]]] = {}
        self._kept: dict[str, _Kept] = {}
        self._interned: dict[tuple[str, str, str | None, str], int] = {}
        self._columns: dict[tuple[str, str | None, str | None, str], tuple[int | None, str, datetime]] = {}
        self._items: list[tuple[str, str | None, str, str, date | None, str | None, str, datetime]] = []
        self._listed: dict[str, _ListedBy] = {}
        self._place_of_home = home

    @property
    def pages(self) -> int:
        return len(self._kept)

    @property
    def landed_url(self) -> str:
        """Where the home page answered. Only after a walk that found it."""
        return str(self._kept[self.site.home].row["landed_url"])

    @property
    def home_place(self) -> str:
        """Where the home page was seen. Only after a walk that found it."""
        return self._place_of_home

    def walk(self) -> None:
        """Collect the home page, then all it leads to, then what nothing leads to. Without a home page: nothing."""
        self._frontier.add(self.site.home, Rank.HOME, 0)
        self._drain()
        if self.home_failure is not None:
            return
        known = list(self._page_of)
        for url in self._medium.leftovers(known):
            if url not in self._page_of:
                self._frontier.add(url, Rank.OTHER, 0)
                self._drain()
        self._write_what_the_end_knows()

    def _drain(self) -> None:
        while (url := self._frontier.pop()) is not None:
            if url in self._page_of:
                continue
            if self.pages >= self._limits.pages:
                self._missed(Failure(url, Reason.LIMIT, f"more than {self._limits.pages} pages"))
                continue
            self._context.progress(Step(self.pages, self.pages + len(self._frontier) + 1, url))
            self._visit(url)
            if self.home_failure is not None:
                return

    def _visit(self, url: str) -> None:
        answer = self._medium.fetch(url)
        if isinstance(answer, Failure):
            if url == self.site.home:
                self.home_failure = answer
            else:
                self._missed(answer)
            return
        if url == self.site.home:
            self.site = Site(url, _normal(answer.landed_url))
        answer, page = self._moved(answer, self._read(answer))
        landed = self.site.own(_normal(answer.landed_url) or url)
        twin = self._page_of.get(landed) or self._same_index(url, answer.body)
        if twin is not None:
            self._page_of[url] = twin
            return
        self._page_of[url] = self._page_of[landed] = url
        self._write(answer, page)

    def _read(self, answer: Answer) -> PageRead:
        content_type = next((value for name, value in answer.headers if name == "content-type"), None)
        return read_page(
            answer,
            self.site,
            self._today,
            self._context.zone,
            links_at_most=self._limits.links_per_page,
            content_type=content_type,
        )

    def _moved(self, answer: Answer, page: PageRead) -> tuple[Answer, PageRead]:
        """Follow a page that is nothing but a sign to another one, as a browser does."""
        for _ in range(_MOVES):
            target = page.moves_to
            if not page.shell or target is None or not self.site.holds(target) or target == answer.url:
                break
            moved = self._medium.fetch(target)
            if isinstance(moved, Failure):
                break
            answer = replace(moved, url=answer.url)
            page = self._read(answer)
        return answer, page

    def _same_index(self, url: str, body: bytes) -> str | None:
        """The page that was collected as / when this is /index.html with the same bytes, or the other way round."""
        directory = directory_of(url) or (url if path(url).endswith("/") and "?" not in url else None)
        if directory is None:
            return None
        digest = blake2b(body, digest_size=16).digest()
        known = self._indexes.setdefault(directory, [])
        for other, page in known:
            if other == digest:
                return page
        known.append((digest, url))
        return None

    def _missed(self, failure: Failure) -> None:
        url = failure.url
        linking = self._kept.get(self._linked_from.get(url, ""))
        self._add(
            Uncollected,
            linking.row["place"] if linking else url,
            self._captured,
            url=url,
            reason=failure.reason.value,
            detail=clean(failure.detail, LINK_TEXT) or None,
            status=failure.status,
            linked_from=self._linked_from.get(url),
        )
        if is_gap(failure):
            self.gaps.add(failure.reason.value, url)
            if self._ranks.get(url) is Rank.COLUMN:
                self.column_gaps.add(failure.reason.value, url)

    def _write(self, answer: Answer, page: PageRead) -> None:
        url = answer.url
        if page.shell:
            self.gaps.add(SCRIPT_ONLY, url)
            self.home_is_shell = self.home_is_shell or url == self.site.home
            if url == self.site.home or self._ranks.get(url) is Rank.COLUMN:
                self.column_gaps.add(SCRIPT_ONLY, url)
        elif page.items_unknown:
            self.item_gaps.add(SCRIPT_ONLY, url)
        if page.cut:
            self.gaps.add(Reason.LIMIT.value, url, page.cut)
        self._keep(answer, page)
        self._write_parts(answer, page)
        self._note_columns(answer, page)
        self._follow(page, url)

    def _keep(self, answer: Answer, page: PageRead) -> None:
        links, lines = array("L"), array("L")
        for link in page.links:
            key = (link.target, link.text, link.title, link.region.value)
            links.append(self._interned.setdefault(key, len(self._interned)))
            lines.append(link.line)
        content_type = next((value for name, value in answer.headers if name == "content-type"), None)
        row: dict[str, Any] = {
            "place": answer.place,
            "seen_at": answer.seen_at,
            "url": answer.url,
            "path": path(answer.url),
            "kind": page.kind.value,
            "kind_reason": page.kind_reason,
            "status": answer.status,
            "landed_url": self.site.own(_normal(answer.landed_url) or answer.url),
            "content_type": clean(content_type.partition(";")[0].strip().lower(), 100) if content_type else None,
            "charset": page.charset,
            "charset_declared": page.charset_declared,
            "charset_honest": page.charset_honest,
            "language": page.language,
            "title": page.title,
            "published_on": page.published_on,
            "published_at": page.published_at,
            "size": len(answer.body),
            "text_length": None if page.shell else page.text_length,
            "chinese": None if page.shell else page.chinese,
            "footer": FooterSeen.SCRIPTED.value if page.shell else page.footer.value,
            "site_name_in_header": page.site_name_in_header,
        }
        if answer.url == self.site.home:
            self._place_of_home = answer.place
        self._kept[answer.url] = _Kept(row, links, lines, page.frames)

    def _write_parts(self, answer: Answer, page: PageRead) -> None:
        seen_at = answer.seen_at
        for ordinal, tag in enumerate(page.tags, 1):
            self._add(
                PageTag,
                self._line(answer.place, tag.line),
                seen_at,
                url=answer.url,
                page_kind=page.kind.value,
                ordinal=ordinal,
                name=tag.name,
                value=tag.value,
                in_head=tag.in_head,
            )
        for mark in page.marks:
            self._add(
                FooterMark,
                self._line(answer.place, mark.line),
                seen_at,
                url=answer.url,
                mark=mark.mark,
                value=mark.value,
            )
        for row in page.parts:
            self._add(row.table, self._line(answer.place, row.line), seen_at, url=answer.url, **row.columns)
        ordinals: dict[str, int] = {}
        for name, value in answer.headers:
            ordinals[name] = ordinals.get(name, 0) + 1
            self._add(
                HttpHeader,
                answer.place,
                seen_at,
                url=answer.url,
                name=clean(name, LINK_TEXT),
                value=clean(_without_secrets(name, value), 4000),
                ordinal=ordinals[name],
            )

    def _note_columns(self, answer: Answer, page: PageRead) -> None:
        for shown in page.columns:
            place = self._line(answer.place, shown.line)
            key = (shown.name, shown.parent, shown.url, shown.how)
            self._columns.setdefault(key, (shown.level, place, answer.seen_at))
        if page.kind in (Kind.COLUMN, Kind.HOME):
            for item in page.items:
                if item.url is not None:
                    self._items.append(
                        (
                            answer.url,
                            page.column_name,
                            item.url,
                            item.title,
                            item.day,
                            item.date_text,
                            self._line(answer.place, item.line),
                            answer.seen_at,
                        )
                    )
        self._listed[answer.url] = self._what_it_lists(page)

    def _what_it_lists(self, page: PageRead) -> _ListedBy:
        if page.shell:
            return _ListedBy(None, None, None, None, None)
        if page.items_unknown:
            return _ListedBy(None, None, None, None, page.main_length)
        days = [item.day for item in page.items if item.day]
        past = [day for day in days if day <= self._today]
        return _ListedBy(len(page.items), len(days), max(past, default=None), len(days) - len(past), page.main_length)

    def _follow(self, page: PageRead, url: str) -> None:
        clicks = self._clicks(url) + 1
        followed = [(link.target, link.region) for link in page.links] + [(frame, Region.MAIN) for frame in page.frames]
        for target, region in followed:
            if not self.site.holds(target) or is_file(target):
                continue
            rank = _rank(target, region)
            self._linked_from.setdefault(target, url)
            self._ranks[target] = min(rank, self._ranks.get(target, rank))
            if target not in self._page_of:
                self._frontier.add(target, self._ranks[target], clicks)

    def _clicks(self, url: str) -> int:
        """Clicks from home by the way the page was found; the row's depth is counted anew at the end."""
        clicks = 0
        while (before := self._linked_from.get(url)) is not None and clicks < 100 and url != self.site.home:
            url, clicks = before, clicks + 1
        return clicks

    def _write_what_the_end_knows(self) -> None:
        interned = list(self._interned)
        targets = [self._page_of.get(key[0]) for key in interned]
        depth = self._depths(targets)
        for url, kept in self._kept.items():
            place, seen_at = kept.row.pop("place"), kept.row.pop("seen_at")
            self._add(Page, place, seen_at, depth=depth.get(url), **kept.row)
            for number, line in zip(kept.links, kept.lines, strict=True):
                target, text, title, region = interned[number]
                self._add(
                    Hyperlink,
                    self._line(place, line),
                    seen_at,
                    url=url,
                    target=target,
                    text=text,
                    title_attribute=title,
                    region=region,
                    internal=self.site.holds(target),
                    collected=targets[number] is not None,
                )
        self._write_columns()
        self._write_items()

    def _depths(self, targets: list[str | None]) -> dict[str, int]:
        depth = {self.site.home: 0}
        layer = [self.site.home]
        while layer:
            following: list[str] = []
            for url in layer:
                for target in self._leads_to(url, targets):
                    if target not in depth:
                        depth[target] = depth[url] + 1
                        following.append(target)
            layer = following
        return depth

    def _leads_to(self, url: str, targets: list[str | None]) -> Iterator[str]:
        kept = self._kept[url]
        for target in [*(targets[number] for number in kept.links), *map(self._page_of.get, kept.frames)]:
            if target is not None:
                yield target

    def _write_columns(self) -> None:
        written: set[tuple[str, str | None, str | None, str]] = set()
        for (name, parent, shown_url, how), (level, place, seen_at) in self._columns.items():
            url = self._page_of.get(shown_url, shown_url) if shown_url else None
            if (name, parent, url, how) in written:
                continue
            written.add((name, parent, url, how))
            lists = self._listed.get(url) if url else None
            self._add(
                ColumnSeen,
                place,
                seen_at,
                name=name,
                parent=parent,
                url=url,
                how=how,
                internal=self.site.holds(url) if url else None,
                collected=lists is not None if url else None,
                level=level,
                items=lists.items if lists else None,
                dated_items=lists.dated if lists else None,
                newest_on=lists.newest if lists else None,
                future_items=lists.future if lists else None,
                text_length=lists.text_length if lists else None,
            )

    def _write_items(self) -> None:
        names: dict[str, str] = {}
        for name, _, shown_url, _ in self._columns:
            if shown_url:
                names.setdefault(self._page_of.get(shown_url, shown_url), name)
        for column_url, column_name, shown_url, title, day, date_text, place, seen_at in self._items:
            url = self._page_of.get(shown_url or "", shown_url)
            kept = self._kept.get(url or "")
            self._add(
                Item,
                place,
                seen_at,
                column_url=column_url,
                column_name=column_name or names.get(column_url),
                url=url,
                title=title,
                listed_on=day,
                date_text=date_text,
                published_on=kept.row["published_on"] if kept else None,
            )

    def _line(self, place: str, line: int) -> str:
        # A file is opened at its line; an address with a number behind it is another address.
        return f"{place}:{line}" if line and not self._medium.carries_http else place

    def _add(self, table: type[Fact], place: str, seen_at: datetime, **columns: Any) -> None:
        self._sink.add(table(evidence=self._context.evidence, place=place, seen_at=seen_at, **columns))


def _rank(target: str, region: Region) -> Rank:
    if region in (Region.NAVIGATION, Region.BREADCRUMB):
        return Rank.COLUMN
    if is_item_address(target):
        return Rank.ITEM
    return Rank.LOOKS_LIKE_COLUMN if is_column_address(target) else Rank.OTHER


def _normal(url: str) -> str | None:
    try:
        return normal(url)
    except ValueError:
        return None


def _without_secrets(name: str, value: str) -> str:
    """A header's value; of a cookie its name and attributes alone, because what it holds opens a session."""
    if name != "set-cookie":
        return value
    pair, _, attributes = value.partition(";")
    return pair.partition("=")[0] + "=…" + (";" + attributes if attributes else "")
