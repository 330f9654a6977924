"""One walk over a site, from its home page to everything the medium gives and the limits allow.

The same code for a live server, a record of one, and a saved folder: after `Medium.fetch` nothing asks which it was. What
a page says goes to the sink at once; what only the end knows is kept in the ledger, and written by `ending`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from egovspec.collect.base import Context, Step
from egovspec.collect.website.answers import Answer, Failure, Medium, Reason
from egovspec.collect.website.coverage import SCRIPT_ONLY, Gaps, is_gap
from egovspec.collect.website.deadline import TooLong, within
from egovspec.collect.website.frontier import Rank
from egovspec.collect.website.ledger import Address, Ledger
from egovspec.collect.website.page.kinds import Kind, is_column_address
from egovspec.collect.website.page.listing import is_item_address
from egovspec.collect.website.page.pages import PageRead, read_page
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, clean
from egovspec.collect.website.page.urls import Site, directory_of, is_file, normal, path
from egovspec.collect.website.rows import Rows
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.traps import Traps, shape
from egovspec.facts.tables.documents import Attachment
from egovspec.facts.tables.website import FooterMark, FooterSeen, HttpHeader, PageTag

_MOVES = 3
_READING = 60.0  # seconds; an ordinary page takes a few thousandths of one
# No page of any site is called so; what is answered to it is what the site answers to whatever it does not have.
_NO_SUCH_PAGE = "egovspec-no-such-page-5f1c9a7e.html"

Draw = Callable[[str, Answer | Failure, PageRead | None], Answer | None]
"""A browser's look at an address, given what was seen without one; None where it sees no more."""


class Crawl:
    """One collection of one site. `walk` looks at all of it; the rest says how it went.

    draw   a browser, where there is one
    """

    def __init__(
        self,
        medium: Medium,
        home: str,
        settings: WebsiteSettings,
        rows: Rows,
        context: Context,
        captured: datetime,
        draw: Draw | None = None,
    ) -> None:
        self._medium = medium
        self._limits = settings.limits
        self._rows = rows
        self._context = context
        self._draw = draw
        self._today = captured.astimezone(ZoneInfo(context.zone)).date()
        self.captured = captured
        self.site = Site(home)
        self.ledger = Ledger()
        self.gaps = Gaps()
        self.column_gaps = Gaps()
        self.item_gaps = Gaps()
        self.home_failure: Failure | None = None
        self.home_is_shell = False
        self.missing_status: int | None = None
        self.interrupted = False
        self._missing_says: bytes | None = None
        self._traps = Traps()
        self.landed_url = home
        self.home_place = home

    @property
    def pages(self) -> int:
        return self.ledger.pages

    @property
    def list_pages(self) -> int:
        """How many pages of one list are looked at."""
        return self._limits.list_pages

    @property
    def today(self) -> date:
        """Day of capture in the deployment's zone."""
        return self._today

    def close(self) -> None:
        self.ledger.close()

    def walk(self) -> None:
        """Look at the home page, then all it leads to, then what nothing leads to. Without a home page: nothing."""
        self.ledger.add(self.site.home, Rank.HOME, 0, source=None)
        self._drain()
        if self.home_failure is not None:
            return
        for url in list(self._medium.leftovers(self.ledger.addresses_of_pages())):
            if self.ledger.page_of(url) is None:
                self.ledger.add(url, Rank.OTHER, 0, source=None)
                self._drain()

    def _drain(self) -> None:
        while (address := self.ledger.pop()) is not None:
            if self.interrupted or self._context.stopped():
                self._interrupt(address)
                return
            if self.ledger.page_of(address.url) is not None:
                continue
            self._context.progress(Step(self.pages, self.pages + self.ledger.waiting + 1, address.url))
            if reason := self._left_out(address):
                self._missed(reason)
                continue
            self._visit(address)
            if self.home_failure is not None:
                return

    def _left_out(self, address: Address) -> Failure | None:
        """Why an address is not even asked for."""
        url = address.url
        if self.pages >= self._limits.pages:
            return Failure(url, Reason.LIMIT, f"more than {self._limits.pages} pages")
        if address.turn > self._limits.list_pages:
            return Failure(url, Reason.LIST_DEPTH, f"beyond page {self._limits.list_pages} of its list")
        if address.rank is not Rank.HOME and self._traps.holds(url):
            return Failure(url, Reason.TRAP, "pages of this shape lead to ever more of them and bring nothing")
        return None

    def _interrupt(self, address: Address) -> None:
        self.interrupted = True
        self._missed(Failure(address.url, Reason.INTERRUPTED, "stopped by the person who started it"))
        self.ledger.miss_all_waiting(Reason.INTERRUPTED.value, "stopped by the person who started it")

    def _visit(self, address: Address) -> None:
        url = address.url
        answer = self._medium.fetch(url)
        if isinstance(answer, Failure):
            answer = (self._draw and self._draw(url, answer, None)) or answer
        if isinstance(answer, Failure):
            if url == self.site.home:
                self.home_failure = answer
            else:
                self._missed(answer)
            return
        if url == self.site.home:
            self.site = Site(url, _normal(answer.landed_url))
            self._ask_for_nothing()
        try:
            answer, page = self._moved(answer, self._read(answer))
            answer, page = self._drawn(answer, page)
        except TooLong:
            failure = Failure(url, Reason.UNPARSED, f"it took longer than {_READING:g} s to read", answer.status)
            self._missed(failure)
            if url == self.site.home:
                self.home_failure = failure
            return
        landed = self.site.own(_normal(answer.landed_url) or url)
        if page.says is not None and page.says == self._missing_says and not self._is_home(url, landed):
            self._missed(Failure(url, Reason.SOFT_404, "the same page answers for what does not exist", answer.status))
            return
        twin = self.ledger.page_of(landed) or self._same_index(url, answer.body)
        if twin is not None:
            self.ledger.is_page(url, twin)
            return
        self.ledger.is_page(url, url)
        self.ledger.is_page(landed, url)
        self._write(address, answer, page)

    def _ask_for_nothing(self) -> None:
        """Learn what the site answers to an address it does not have: some answer 200, and every dead link looks alive."""
        if not self._medium.carries_http:
            return
        answer = self._medium.fetch(_normal(f"{self.landed_top}{_NO_SUCH_PAGE}") or self.site.home)
        self.missing_status = answer.status
        if isinstance(answer, Answer):
            with suppress(TooLong):
                page = self._read(answer)
                self._missing_says = None if page.shell else page.says

    def _is_home(self, url: str, landed: str) -> bool:
        """Whether an address is the home page's by another name: a site may show that for what it does not have."""
        tops = {self.site.own(self.site.home), self.landed_top, self.landed_url}
        return url == self.site.home or landed in tops or directory_of(landed) == self.landed_top

    @property
    def landed_top(self) -> str:
        """The top of the site, as it spells its addresses."""
        scheme, _, rest = self.site.own(self.site.home).partition("://")
        return f"{scheme}://{rest.partition('/')[0]}/"

    def _read(self, answer: Answer) -> PageRead:
        content_type = next((value for name, value in answer.headers if name == "content-type"), None)
        with within(_READING):
            return read_page(
                answer,
                self.site,
                self._today,
                self._context.zone,
                links_at_most=self._limits.links_per_page,
                content_type=content_type if not answer.drawn else "text/html; charset=utf-8",
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

    def _drawn(self, answer: Answer, page: PageRead) -> tuple[Answer, PageRead]:
        """What a browser makes of a page that cannot be read without one."""
        if self._draw is None or answer.drawn or (drawn := self._draw(answer.url, answer, page)) is None:
            return answer, page
        return drawn, self._read(drawn)

    def _same_index(self, url: str, body: bytes) -> str | None:
        """The page that was collected as / when this is /index.html with the same bytes, or the other way round."""
        directory = directory_of(url) or (url if path(url).endswith("/") and "?" not in url else None)
        if directory is None:
            return None
        return self.ledger.says(blake2b(body, digest_size=16, key=blake2b(directory.encode()).digest()).digest(), url)

    def _missed(self, failure: Failure) -> None:
        self.ledger.miss(
            failure.url,
            failure.reason.value,
            status=failure.status,
            detail=clean(failure.detail, LINK_TEXT) or None,
            gap=is_gap(failure),
        )

    def _write(self, address: Address, answer: Answer, page: PageRead) -> None:
        url = answer.url
        if page.shell:
            self.gaps.add(SCRIPT_ONLY, url)
            self.home_is_shell = self.home_is_shell or url == self.site.home
            if url == self.site.home or address.rank is Rank.COLUMN:
                self.column_gaps.add(SCRIPT_ONLY, url)
        elif page.items_unknown:
            self.item_gaps.add(SCRIPT_ONLY, url)
        if page.cut:
            self.gaps.add(Reason.LIMIT.value, url, page.cut)
        same = self.ledger.says(page.says, url) if page.says is not None else None
        self._keep(address, answer, page, same)
        self._write_parts(answer, page)
        self._note_columns(answer, page)
        new = self._follow(address, page)
        says_something = page.says is not None or page.kind is Kind.ITEM or bool(page.items)
        fruitful = new or (same is None and says_something)
        self._traps.note(url, self.ledger.source_of(url), fruitful=fruitful)

    def _keep(self, address: Address, answer: Answer, page: PageRead, same: str | None) -> None:
        content_type = next((value for name, value in answer.headers if name == "content-type"), None)
        known = not page.shell
        row: dict[str, Any] = {
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
            "published_on": page.published_on.isoformat() if page.published_on else None,
            "published_at": page.published_at.isoformat() if page.published_at else None,
            "size": answer.size if answer.size is not None else len(answer.body),
            "text_length": page.text_length if known else None,
            "chinese": page.chinese if known else None,
            "footer": page.footer.value if known else FooterSeen.SCRIPTED.value,
            "site_name_in_header": page.site_name_in_header,
            "rendered": answer.drawn,
            "same_text_as": same,
            "list_page": page.paging.current or address.turn,
        }
        if answer.url == self.site.home:
            self.home_place, self.landed_url = answer.place, str(row["landed_url"])
        self.ledger.keep(
            answer.url,
            row=json.dumps(row),
            published=page.published_on.isoformat() if page.published_on else None,
            place=answer.place,
            seen_at=answer.seen_at.isoformat(),
            listed=json.dumps(self._what_it_lists(page)),
            links=((link.target, link.text, link.title, link.region.value) for link in page.links),
            lines=(link.line for link in page.links),
            frames=page.frames,
        )

    def _what_it_lists(self, page: PageRead) -> dict[str, Any]:
        """What a page lists, for the columns that lead to it. None: cannot be known."""
        if page.shell:
            return {}
        if page.items_unknown:
            return {"text_length": page.main_length}
        days = [item.day for item in page.items if item.day]
        past = [day for day in days if day <= self._today]
        return {
            "items": len(page.items),
            "dated_items": len(days),
            "newest_on": max(past).isoformat() if past else None,
            "future_items": len(days) - len(past),
            "text_length": page.main_length,
            "list_pages": page.paging.pages,
        }

    def _write_parts(self, answer: Answer, page: PageRead) -> None:
        rows, at = self._rows, (answer.place, answer.seen_at)
        for ordinal, tag in enumerate(page.tags, 1):
            rows.add(
                PageTag,
                *at,
                tag.line,
                url=answer.url,
                page_kind=page.kind.value,
                ordinal=ordinal,
                name=tag.name,
                value=tag.value,
                in_head=tag.in_head,
            )
        for mark in page.marks:
            columns: dict[str, Any] = {"mark": mark.mark, "value": mark.value, "target": mark.target, "code": mark.code}
            rows.add(FooterMark, *at, mark.line, url=answer.url, **columns)
        for row in page.parts:
            rows.add(row.table, *at, row.line, url=answer.url, **row.columns)
            if row.table is Attachment:
                self.ledger.also_leads_to(row.columns["target"])
        ordinals: dict[str, int] = {}
        for name, value in answer.headers:
            ordinals[name] = ordinals.get(name, 0) + 1
            rows.add(
                HttpHeader,
                *at,
                url=answer.url,
                name=clean(name, LINK_TEXT),
                value=clean(_without_secrets(name, value), 4000),
                ordinal=ordinals[name],
            )

    def _note_columns(self, answer: Answer, page: PageRead) -> None:
        seen_at = answer.seen_at.isoformat()
        for shown in page.columns:
            place = self._rows.at(answer.place, shown.line)
            key = json.dumps([shown.name, shown.parent, shown.url, shown.how])
            self.ledger.show("column", json.dumps([*shown[:4], shown.level, place, seen_at]), key)
        if page.kind not in (Kind.COLUMN, Kind.HOME):
            return
        for item in page.items:
            if item.url is not None:
                place = self._rows.at(answer.place, item.line)
                day = item.day.isoformat() if item.day else None
                data = [answer.url, page.column_name, item.url, item.title, day, item.date_text, place, seen_at]
                self.ledger.show("item", json.dumps(data))

    def _follow(self, address: Address, page: PageRead) -> bool:
        """Note where a page leads. Returns whether it leads to anything of another shape that was not known."""
        clicks = self.ledger.clicks(address.url) + 1
        here = page.paging.current or address.turn
        turns = {turn.target: turn.page or here + turn.step for turn in page.paging.turns}
        own, new = shape(address.url), False
        followed = [(link.target, link.region) for link in page.links] + [(frame, Region.MAIN) for frame in page.frames]
        followed += [(target, Region.MAIN) for target in turns]
        for target, region in followed:
            if not self.site.holds(target) or is_file(target):
                continue
            first = self.ledger.add(
                target,
                _rank(target, region),
                clicks,
                source=address.id,
                turn=turns.get(target, 1),
                most_turns=self._limits.list_pages,
            )
            new = new or (first and shape(target) != own)
        return new


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


__all__ = ["Crawl", "Draw"]
