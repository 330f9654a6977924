"""The collector of websites: opens the medium, walks the site, and says what of each table it could collect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from egovspec.collect.base import Collected, Context, Seen, Sink
from egovspec.collect.website.answers import Medium
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.facts.tables import Fact
from egovspec.facts.tables.website import WEBSITE_TABLES, ColumnAlias
from egovspec.facts.tables.website import Site as SiteFact
from egovspec.model.base import Shape, Text

if TYPE_CHECKING:
    from egovspec.collect.website.crawl import Crawl

_PAGE_TABLES = ("page", "page_tag", "hyperlink", "footer_mark")


@dataclass(frozen=True)
class _Opened:
    """A medium, and what only one kind of medium knows."""

    medium: Medium
    robots: Callable[[], str | None]
    notices: Callable[[], tuple[tuple[str, Text], ...]]
    close: Callable[[], None]


class Website:
    """Facts of a website, live or saved. What reads HTML and what speaks HTTP is loaded when a site is looked at."""

    name: ClassVar[str] = "website"
    version: ClassVar[str] = "1.0"
    title: ClassVar[Text] = Text(zh="网站", en="Website")
    offers: ClassVar[tuple[type[Fact], ...]] = WEBSITE_TABLES
    settings: ClassVar[type[Shape]] = WebsiteSettings

    def collect(self, settings: WebsiteSettings, sink: Sink, context: Context) -> Collected:
        """Collect a site into `sink`. Never raises for what the site or the folder is like; coverage says it.

        Returns  captured: the moment of the settings for a folder, of the run for a live site, None when the home page
                 could not be looked at; then every table is `none`, with the reason of that failure
        """
        from egovspec.collect.website.folder import NoPages

        try:
            opened = _open(settings, context)
        except NoPages as nothing_there:
            return self._nothing(settings, nothing_there.reason)
        try:
            return self._walked(settings, sink, context, opened)
        finally:
            opened.close()

    def plan(self, settings: WebsiteSettings, context: Context) -> Iterable[str]:
        """For a live site the hosts and what is asked of them; for a folder that no host is met."""
        if settings.folder is not None:
            url = f", saved from {settings.url}" if settings.url else ""
            return (f"{settings.folder}: at most {settings.limits.pages} saved pages are read{url}; no host is met",)
        from egovspec.collect.website.live import plan

        return plan(settings)

    def _walked(self, settings: WebsiteSettings, sink: Sink, context: Context, opened: _Opened) -> Collected:
        from egovspec.collect.website.crawl import Crawl
        from egovspec.collect.website.urls import host, normal

        medium = opened.medium
        try:
            home = normal(medium.home)
        except ValueError:
            home = None
        if home is None:
            return self._nothing(settings, "unreachable", f"{medium.home} is no http or https address")
        captured = settings.captured or context.now
        crawl = Crawl(medium, home, settings.limits, sink, context, captured)
        crawl.walk()
        if crawl.home_failure is not None:
            failure = crawl.home_failure
            status = f" HTTP {failure.status}" if failure.status else ""
            detail = f"{failure.url}{status} {failure.detail}".strip()
            return self._nothing(settings, failure.reason.value, detail, opened.notices())
        place = crawl.home_place
        sink.add(
            SiteFact(
                evidence=context.evidence,
                place=place,
                seen_at=captured,
                url=home,
                host=host(home),
                scheme=urlsplit(home).scheme,
                medium=medium.name,
                pages=crawl.pages,
                robots=opened.robots(),
                landed_url=crawl.landed_url,
            )
        )
        for path, names in sorted(settings.columns.items()):
            for name in dict.fromkeys(names):
                sink.add(ColumnAlias(evidence=context.evidence, place=place, seen_at=captured, path=path, name=name))
        return Collected(self._target(settings), captured, _coverage(crawl, medium), opened.notices())

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
        if settings.folder is None:
            return settings.url or ""
        folder = PurePath(settings.folder)
        return folder.name if folder.is_absolute() else settings.folder


def _open(settings: WebsiteSettings, context: Context) -> _Opened:
    if settings.folder is not None:
        from egovspec.collect.website.declared import declared_home
        from egovspec.collect.website.folder import Folder

        return _Opened(Folder(settings, context, declared_home), lambda: None, lambda: (), lambda: None)
    from egovspec.collect.website.live import Live

    live = Live(settings, context)
    return _Opened(live, lambda: live.robots_state, lambda: live.notices, live.close)


def _coverage(crawl: Crawl, medium: Medium) -> Mapping[str, Seen]:
    from egovspec.collect.website.coverage import COMPLETE, NO_HEADERS, SCRIPT_ONLY, nothing

    pages, columns, items = crawl.gaps.seen(), crawl.column_gaps.seen(), crawl.item_gaps.seen()
    if crawl.home_is_shell and crawl.pages == 1:
        # The home page leads nowhere that can be seen: of its pages nothing is known, least of all their absence.
        pages = columns = nothing(SCRIPT_ONLY, crawl.site.home)
    return {
        **dict.fromkeys(_PAGE_TABLES, pages),
        "column_seen": columns,
        "item": pages if pages is not COMPLETE else items,
        "http_header": (pages if crawl.pages > 1 else COMPLETE) if medium.carries_http else NO_HEADERS,
        "uncollected": COMPLETE,
        "site": COMPLETE,
        "column_alias": COMPLETE,
    }
