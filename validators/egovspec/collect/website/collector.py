"""The collector of websites: opens the medium, walks the site, and says what of each table it could collect."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from egovspec.collect.base import Collected, Context, Seen, Sink
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.facts.tables import WEBSITE_TABLES, Fact
from egovspec.facts.tables.accessibility import ACCESSIBILITY_TABLES
from egovspec.facts.tables.links import SiteAddress
from egovspec.facts.tables.website import ColumnAlias
from egovspec.facts.tables.website import Site as SiteFact
from egovspec.model.base import Shape, Text
from egovspec.model.report import CoverageState

if TYPE_CHECKING:
    from egovspec.collect.browser.executable import NoBrowser
    from egovspec.collect.website.coverage import Gaps
    from egovspec.collect.website.crawl import Crawl
    from egovspec.collect.website.drawing import Browsing
    from egovspec.collect.website.opening import Opened
    from egovspec.collect.website.rows import Rows

# Tables that are whole whatever was not collected of the pages.
_OF_BROWSERS = tuple(table.name_of_table for table in ACCESSIBILITY_TABLES)
_KNOWN_ANYWAY = frozenset({"site", "column_alias", "uncollected"})


class Website:
    """Facts of a website, live, saved or recorded. What reads HTML and speaks HTTP is loaded when a site is looked at."""

    name: ClassVar[str] = "website"
    version: ClassVar[str] = "1.1"
    title: ClassVar[Text] = Text(zh="网站", en="Website")
    offers: ClassVar[tuple[type[Fact], ...]] = WEBSITE_TABLES
    settings: ClassVar[type[Shape]] = WebsiteSettings

    def collect(self, settings: WebsiteSettings, sink: Sink, context: Context) -> Collected:
        """Collect a site into `sink`. Never raises for what the site, the folder or the WARC is like; coverage says it.

        Returns  captured: the moment of the settings for a folder, of the recording for a WARC, of the run for a live
                 site, None when the home page could not be looked at; then every table is `none`, with the reason of
                 that failure
        """
        from egovspec.collect.website.opening import NothingThere, opened

        try:
            open_ = opened(settings, context)
        except NothingThere as nothing:
            return self._nothing(settings, nothing.reason, nothing.detail)
        with closing(open_):
            return self._walked(open_, sink, context)

    def plan(self, settings: WebsiteSettings, context: Context) -> Iterable[Text]:
        """For a live site the hosts and what is asked of them; for a saved or recorded one that no host is met."""
        saved = settings.folder or settings.warc
        if saved is not None:
            zh, en = ("保存", "saved") if settings.folder is not None else ("采集", "recorded")
            url = (
                f"，{zh}自 {settings.url}" if settings.url else "",
                f", {en} from {settings.url}" if settings.url else "",
            )
            most = settings.limits.pages
            return (
                Text(
                    zh=f"{saved}：至多读取 {most} 个网页{url[0]}；不访问任何主机",
                    en=f"{saved}: at most {most} {en} pages are read{url[1]}; no host is met",
                ),
            )
        from egovspec.collect.website.media.live import plan

        return plan(settings)

    def _walked(self, open_: Opened, sink: Sink, context: Context) -> Collected:
        from egovspec.collect.website.coverage import NO_BROWSER
        from egovspec.collect.website.crawl import Crawl
        from egovspec.collect.website.ending import write_ending
        from egovspec.collect.website.link_targets import write_targets
        from egovspec.collect.website.page.urls import normal
        from egovspec.collect.website.rows import Rows

        medium, settings = open_.medium, open_.settings
        try:
            home = normal(medium.home)
        except ValueError:
            home = None
        if home is None:
            return self._nothing(settings, "unreachable", f"{medium.home} is no http or https address")
        rows = Rows(sink, context.evidence, numbered=not medium.carries_http)
        with ExitStack() as closing_all:
            browsing = self._browsing(open_, context)
            if browsing is not None:
                closing_all.enter_context(closing(browsing))
            draw = browsing.draw if browsing is not None else None
            crawl = closing_all.enter_context(
                closing(Crawl(medium, home, settings, rows, context, open_.captured, draw))
            )
            crawl.walk()
            if crawl.home_failure is not None:
                failure = crawl.home_failure
                status = f" HTTP {failure.status}" if failure.status else ""
                detail = f"{failure.url}{status} {failure.detail}".strip()
                if not crawl.interrupted:
                    open_.nothing_seen()
                return self._nothing(settings, failure.reason.value, detail, open_.notices())
            unexamined = NO_BROWSER
            if browsing is not None:
                left_out = browsing.examine(crawl, rows, open_.captured)
                unexamined = left_out.seen(("个网页未用浏览器检查", "pages not examined with a browser"))
            untried = write_targets(crawl, medium, rows, settings.links, context)
            write_ending(crawl, rows, open_.gaps)
            addresses = self._site(crawl, open_, rows)
            if not crawl.interrupted and not context.stopped():
                open_.finished()
            coverage = self._coverage(crawl, open_, untried, addresses) | dict.fromkeys(_OF_BROWSERS, unexamined)
            notices = open_.notices()
            if browsing is not None and browsing.missing is not None:
                coverage |= dict.fromkeys(_OF_BROWSERS, _missing(browsing.missing))
                notices = (*notices, ("no-browser", _missing(browsing.missing).detail or Text(zh="", en="")))
        return Collected(self._target(settings), open_.captured, coverage, notices)

    def _browsing(self, open_: Opened, context: Context) -> Browsing | None:
        if open_.settings.browser is None:
            return None
        from egovspec.collect.website.drawing import Browsing

        return Browsing(open_.settings.browser, open_.medium, open_.noted, context)

    def _site(self, crawl: Crawl, open_: Opened, rows: Rows) -> bool:
        """Write what is known of the site as a whole. Returns whether its network addresses are."""
        from egovspec.collect.website.page.urls import host

        at = (crawl.home_place, open_.captured)
        rows.add(
            SiteFact,
            *at,
            url=crawl.site.home,
            host=host(crawl.site.home),
            scheme=urlsplit(crawl.site.home).scheme,
            medium=open_.medium.name,
            pages=crawl.pages,
            robots=open_.robots(),
            landed_url=crawl.landed_url,
            missing_status=crawl.missing_status,
        )
        for path, names in sorted(open_.settings.columns.items()):
            for name in dict.fromkeys(names):
                rows.add(ColumnAlias, *at, path=path, name=name)
        known = open_.addresses()
        for one in known or ():
            rows.add(SiteAddress, *at, **one)
        return known is not None

    def _coverage(self, crawl: Crawl, open_: Opened, untried: Gaps, addresses: bool) -> dict[str, Seen]:
        from egovspec.collect.website.coverage import COMPLETE, NO_ADDRESSES, NO_HEADERS, SCRIPT_ONLY, nothing

        pages, columns, items = crawl.gaps.seen(), crawl.column_gaps.seen(), crawl.item_gaps.seen()
        if crawl.home_is_shell and crawl.pages == 1:
            # The home page leads nowhere that can be seen: of its pages nothing is known, least of all their absence.
            pages = columns = nothing(SCRIPT_ONLY, crawl.site.home)
        links = untried.seen(("个链接未检查", "links not tried")) if pages is COMPLETE else pages
        own = {
            "column_seen": columns,
            "item": pages if pages is not COMPLETE else items,
            "http_header": (pages if crawl.pages > 1 else COMPLETE) if open_.medium.carries_http else NO_HEADERS,
            "link_target": links,
            "site_address": COMPLETE if addresses else NO_ADDRESSES,
        }
        return {
            table.name_of_table: own.get(
                table.name_of_table, COMPLETE if table.name_of_table in _KNOWN_ANYWAY else pages
            )
            for table in self.offers
        }

    def _nothing(
        self,
        settings: WebsiteSettings,
        reason: str,
        detail: str = "",
        notices: tuple[tuple[str, Text], ...] = (),
    ) -> Collected:
        from egovspec.collect.website.coverage import nothing

        seen = nothing(reason, detail)
        return Collected(self._target(settings), None, {table.name_of_table: seen for table in self.offers}, notices)

    def _target(self, settings: WebsiteSettings) -> str:
        """What was looked at, without the folders of this machine."""
        saved = settings.folder or settings.warc
        if saved is None:
            return settings.url or ""
        path = PurePath(saved)
        return path.name if path.is_absolute() else saved


def _missing(browser: NoBrowser) -> Seen:
    zh, en = f"{browser.reason.zh}；{browser.hint.zh}", f"{browser.reason.en}; {browser.hint.en}"
    return Seen(CoverageState.NONE, "no-browser", Text(zh=zh, en=en))


__all__ = ["Website"]
