"""One look at the home page of a website, by the collector's own polite road: robots.txt, guard, limits, saved forms."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from egovspec.collect.base import Context
from egovspec.collect.website.answers import Answer, Failure
from egovspec.collect.website.deadline import TooLong, within
from egovspec.collect.website.opening import NothingThere, Opened, opened
from egovspec.collect.website.page.pages import PageRead, read_page
from egovspec.collect.website.page.urls import Site, normal
from egovspec.collect.website.settings import WebsiteSettings

_MOVES = 3
_READING = 60.0  # seconds


class NotSeen(Exception):
    """The home page could not be looked at. `reason` is the collector's word for why; `detail` says more."""

    def __init__(self, reason: str, detail: str = "", status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        self.status = status


@dataclass(frozen=True)
class Home:
    """The home page as it was seen.

    address    of the site, as it was asked for, or as the saved form of it says
    landed     where the home page answered
    captured   timezone-aware
    medium     live, folder or warc
    robots     what robots.txt says, as the `site` fact tells it; None where it was not asked
    """

    address: str
    landed: str
    captured: datetime
    page: PageRead
    robots: str | None
    site: Site
    medium: str


def look(settings: WebsiteSettings, context: Context) -> Home:
    """Look at the home page and at nothing else. Raises NotSeen."""
    try:
        open_ = opened(settings, context)
    except NothingThere as nothing:
        raise NotSeen(nothing.reason, nothing.detail) from None
    with closing(open_):
        return _seen(open_, context)


def _seen(open_: Opened, context: Context) -> Home:
    try:
        address = normal(open_.medium.home)
    except ValueError:
        address = None
    if address is None:
        raise NotSeen("unreachable", f"{open_.medium.home} is no http or https address")
    answer = open_.medium.fetch(address)
    if isinstance(answer, Failure):
        raise NotSeen(answer.reason.value, answer.detail, answer.status)
    landed = normal(answer.landed_url) or address
    site = Site(address, landed)
    page = _read(answer, site, open_, context)
    for _ in range(_MOVES):
        # A page that is nothing but a sign to another one is followed, as a browser does.
        moves = page.moves_to
        if not page.shell or moves is None or not site.holds(moves) or moves == answer.url:
            break
        moved = open_.medium.fetch(moves)
        if isinstance(moved, Failure):
            break
        answer = replace(moved, url=answer.url)
        page = _read(answer, site, open_, context)
    return Home(address, landed, open_.captured, page, open_.robots(), site, open_.medium.name)


def _read(answer: Answer, site: Site, open_: Opened, context: Context) -> PageRead:
    content_type = next((value for name, value in answer.headers if name == "content-type"), None)
    day = open_.captured.astimezone(ZoneInfo(context.zone)).date()
    try:
        with within(_READING):
            return read_page(answer, site, day, context.zone, content_type=content_type)
    except TooLong:
        raise NotSeen("unparsed", f"it took longer than {_READING:g} s to read", answer.status) from None


__all__ = ["Home", "NotSeen", "look"]
