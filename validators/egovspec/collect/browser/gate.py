"""The only way out of a rendered page: each of its requests is taken here and answered from the caller's HTTP stack.

A page may ask without end, for what is not shown, or for the same file as the page before. What it may have is bounded
here, and counted, so that the facts can say what the page asked for in vain.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from egovspec.collect.browser.seen import Asked, Fetch, Given

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page, Request, Route

# Sound and moving pictures show nothing to collect; streams of events never end; a beacon or a report only tells.
_NEVER_ASKED = frozenset({"media", "texttrack", "eventsource", "websocket", "ping", "cspviolationreport", "manifest"})
# These are the same for one page and the next, so a site is asked for each of them once.
_SHARED = frozenset({"stylesheet", "script", "image", "font"})
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 10
_NAVIGATIONS = 15
_REQUESTS = 400
_BYTES = 100_000_000
_SHELF_BYTES = 100_000_000
_ADDRESS = 300
_LISTED = 50
# What the body was encoded with is undone, and how it was sent is over, when it gets here.
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})


class Shelf:
    """Files of the site that were answered once and serve all its pages."""

    def __init__(self, bytes_at_most: int = _SHELF_BYTES) -> None:
        self._left = bytes_at_most
        self._kept: dict[str, Given] = {}

    def get(self, url: str) -> Given | None:
        return self._kept.get(url)

    def put(self, url: str, given: Given) -> None:
        if given.status == 200 and len(given.body) <= self._left and url not in self._kept:
            self._left -= len(given.body)
            self._kept[url] = given


class Gate:
    """Requests of one page while it is being rendered; afterwards it is shut and nothing gets out any more.

    spent        seconds spent waiting for answers of the caller's stack, which the page is not charged with
    status       HTTP status of the document the page is at; None when there is none yet
    moving       whether it is on its way to another address
    refused      address of the last document that was refused or failed
    overrun      whether the page wanted more than one page may have
    no_page      what the last document was when it was no page: a media type, an attachment
    """

    def __init__(self, fetch: Fetch, shelf: Shelf, page: Page, session: CDPSession, *, seconds: float) -> None:
        self._fetch = fetch
        self._shelf = shelf
        self._page = page
        self._session = session
        self._seconds = seconds
        self._waiting: asyncio.Queue[Route] = asyncio.Queue()
        self._serving = False
        self._shut = False
        self._requests = 0
        self._navigations = 0
        self._bytes = 0
        self._unanswered: set[str] = set()
        self._failed: set[str] = set()
        self._unstyled: set[str] = set()
        self.spent = 0.0
        self.status: int | None = None
        self.moving = False
        self.refused: str | None = None
        self.no_page: str | None = None
        self.overrun = False

    @property
    def busy(self) -> bool:
        return self._serving or self.moving or not self._waiting.empty()

    @property
    def blocked(self) -> int:
        return len(self._unanswered)

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(sorted(self._failed | self._unanswered)[:_LISTED])

    @property
    def unstyled(self) -> int:
        return len(self._unstyled)

    def clock(self) -> float:
        """Seconds that stand still while the caller's stack is asked."""
        return time.monotonic() - self.spent

    async def shut(self) -> None:
        """Let nothing out from now on; what waits is refused, so that the page does not wait for it."""
        self._shut = True
        for _ in range(100):
            if not self._serving and self._waiting.empty():
                break
            await asyncio.sleep(0.01)

    def note(self, url: str) -> None:
        """An address that is never asked for, such as that of a web socket."""
        if not self._shut and len(self._unanswered) < _REQUESTS:
            self._unanswered.add(url[:_ADDRESS])

    async def take(self, route: Route) -> None:
        """Called by the browser for every request, at once; answered in turn by `serve`."""
        request = route.request
        if not request.url.startswith(("http://", "https://")):
            await self._let_be(route)  # blob: and the like are the page's own memory and reach nobody
            return
        self._requests += 1
        if self._requests > _REQUESTS and not self.overrun:
            await self._stem()
        if self._shut or request.resource_type in _NEVER_ASKED or self._requests > _REQUESTS:
            await self._refuse(route, request)
        else:
            self._waiting.put_nowait(route)

    async def _let_be(self, route: Route) -> None:
        from playwright.async_api import Error

        with suppress(Error):
            await route.continue_()

    async def _stem(self) -> None:
        """Let the page itself refuse what it still asks for: a flood is not worth a message each."""
        from playwright.async_api import Error

        self.overrun = True
        with suppress(Error):
            await self._session.send("Network.enable")
            await self._session.send("Network.setBlockedURLs", {"urls": ["*"]})

    async def serve(self) -> None:
        """Answer what waits, for ever; ends by being cancelled, or with whatever the caller's `fetch` raises."""
        while True:
            route = await self._waiting.get()
            self._serving = True
            if self._shut:
                await self._refuse(route, route.request)
            else:
                await self._answer(route)
            self._serving = False

    async def _answer(self, route: Route) -> None:
        from playwright.async_api import Error

        request = route.request
        url = urldefrag(request.url).url
        navigates = request.is_navigation_request()
        try:
            main = navigates and request.frame == self._page.main_frame
            ours = request.frame.page == self._page
        except Error:  # of a window that is not there yet: no window but the page's own is wanted
            main, ours = False, False
        if main:
            self._navigations += 1
            self.moving = False
        if not ours or (main and self._navigations > _NAVIGATIONS):
            self.overrun = self.overrun or ours
            await self._refuse(route, request)
            return
        given = await self._given(request, url, navigates)
        if given is None:
            if main:
                self.refused = url
            await self._refuse(route, request)
            return
        location = _location(url, given) if navigates else None
        if location is not None:
            if main:
                self.moving, self.status = True, None
            # The browser follows a redirect by itself, past this gate; a page that moves on comes through it again.
            cookies = tuple(header for header in given.headers if header[0].lower() == "set-cookie")
            given = Given(200, (("content-type", "text/html; charset=utf-8"), *cookies), _moves_to(location))
        elif main:
            self.no_page = _no_page(given)
            if self.no_page is not None:
                await self._refuse(route, request)
                return
            self.status = given.status
        if given.status >= 400:
            self._note_failed(url, request.resource_type)
        with suppress(Error):  # the page has gone meanwhile
            await route.fulfill(status=given.status, headers=_headers(given), body=given.body)

    async def _given(self, request: Request, url: str, navigates: bool) -> Given | None:
        shared = request.method == "GET" and request.resource_type in _SHARED
        if shared and (kept := self._shelf.get(url)) is not None:
            return kept
        headers = {name.lower(): value for name, value in request.headers.items()}
        cookies = await self._page.context.cookies(url)
        if cookies and "cookie" not in headers:
            pairs = sorted((cookie.get("name", ""), cookie.get("value", "")) for cookie in cookies)
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in pairs)
        asked = Asked(request.method, url, headers, request.post_data_buffer or b"", request.resource_type, navigates)
        given = self._ask(asked)
        for _ in range(_HOPS):
            target = _location(asked.url, given) if given is not None and not navigates else None
            if given is None or target is None:
                break
            keeps = given.status in (307, 308) or asked.method in ("GET", "HEAD")
            asked = asked._replace(url=target) if keeps else asked._replace(method="GET", url=target, body=b"")
            given = self._ask(asked)
        if given is not None and shared:
            self._shelf.put(url, given)
        return given

    def _ask(self, asked: Asked) -> Given | None:
        if self.spent > self._seconds or self._bytes > _BYTES:
            self.overrun = True
            return None
        began = time.monotonic()
        try:
            given = self._fetch(asked)
        finally:
            self.spent += time.monotonic() - began
        self._bytes += len(given.body) if given is not None else 0
        return given

    async def _refuse(self, route: Route, request: Request) -> None:
        from playwright.async_api import Error

        url = urldefrag(request.url).url
        self.note(url)
        if request.resource_type == "stylesheet" and not self._shut:
            self._unstyled.add(url)
        with suppress(Error):
            # Aborted, not failed: the page stays what it is and is not replaced by the browser's own page of errors.
            await route.abort("aborted")

    def _note_failed(self, url: str, resource_type: str) -> None:
        if len(self._failed) < _REQUESTS:
            self._failed.add(url[:_ADDRESS])
        if resource_type == "stylesheet":
            self._unstyled.add(url)


def _location(url: str, given: Given) -> str | None:
    """Where a redirect leads; None for an answer that is none, and for one that leads to no address."""
    if given.status not in _REDIRECTS:
        return None
    said = next((value for name, value in given.headers if name.lower() == "location"), None)
    if said is None:
        return None
    try:
        target = urljoin(url, said.strip())
    except ValueError:
        return None
    return target if urlsplit(target).scheme in ("http", "https") else None


def _moves_to(url: str) -> bytes:
    target = json.dumps(url).replace("<", "\\u003c")
    return f"<!DOCTYPE html><script>location.replace({target})</script>".encode()


def _no_page(given: Given) -> str | None:
    """Why a browser would not show this answer as a page but save it, or stay where it is."""
    said = {name.lower(): value for name, value in given.headers}
    media_type = said.get("content-type", "").partition(";")[0].strip().lower()
    if given.status in (204, 205):
        return f"status {given.status}"
    if said.get("content-disposition", "").strip().lower().startswith("attachment"):
        return "an attachment"
    return media_type if media_type and media_type not in _PAGES else None


def _headers(given: Given) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in given.headers:
        name = name.lower()
        if name not in _OF_THE_WIRE:
            # Cookies hold commas of their own, so they are the one header that is not joined by them.
            between = "\n" if name == "set-cookie" else ", "
            joined[name] = joined[name] + between + value if name in joined else value
    return joined
