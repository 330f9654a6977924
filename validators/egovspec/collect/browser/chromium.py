"""Pages as a visitor has them: drawn by their scripts, in a Chromium without a network of its own.

Whatever a page does, what comes of it is a value: a page that never ends, floods, crashes or leaves is closed, with the
browser if need be, and the next one starts afresh. Every page has a context of its own, so that no page knows of the
pages before it and the order of pages changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from egovspec.collect.browser.executable import NoBrowser, does_not_start, find, not_installed
from egovspec.collect.browser.gate import Gate, Shelf
from egovspec.collect.browser.memory import bound_memory
from egovspec.collect.browser.open_page import OpenPage, ScriptFailed
from egovspec.collect.browser.seen import Asked, Fetch, Given, NotRendered, Reason, Rendered

if TYPE_CHECKING:
    from playwright.async_api import Browser, Dialog, Page, Playwright

T = TypeVar("T")

_SWITCHES = (
    # Requests are answered before they would leave. What is not a request (a connection made ahead, WebRTC, the
    # browser's own errands) finds no name resolved and no way but a proxy that does not exist.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=socks5://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--mute-audio",
    "--js-flags=--max-old-space-size=1024",
)
_CLOSING = 5.0
_FETCHING = 4  # a page may wait for the caller's stack this many times as long as it may take itself
_NO_PAGE = NotRendered(Reason.CRASHED, "no page is open")


class Chromium:
    """One browser, one page at a time. Not thread-safe; not for use inside a running event loop.

    fetch            answers every request
    executable       the browser; without it the usual places are searched (see `executable.find`)
    language         what the browser says its user reads
    width, height    of the window, in CSS pixels
    seconds          a page may take in all, not counting those `fetch` takes; each further look at it as well
    quiet            seconds without a request and without anything added or taken away, after which a page is done
    zone             time zone the browser says it is in
    bytes_at_most    longest document that is taken, in characters
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        executable: str | None = None,
        language: str = "zh-CN",
        width: int = 1280,
        height: int = 800,
        seconds: float = 30,
        quiet: float = 0.5,
        zone: str = "Asia/Shanghai",
        bytes_at_most: int = 10_000_000,
    ) -> None:
        self._fetch = fetch
        self._named = executable
        self._language = language
        self._width, self._height = width, height
        self._seconds = seconds
        self._quiet = quiet
        self._zone = zone
        self._bytes = bytes_at_most
        self._loop: asyncio.AbstractEventLoop | None = None
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._shelf = Shelf()
        self._page: OpenPage | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Start the browser. Raises NoBrowser when playwright or a Chromium is missing, or when it does not start."""
        if self._loop is not None:
            return
        self._loop = asyncio.new_event_loop()
        with ExitStack() as undone:
            undone.callback(self.close)
            self._loop.run_until_complete(self._start())
            undone.pop_all()

    def close(self) -> None:
        """End the browser. Does nothing when it is not open."""
        if self._loop is None:
            return
        loop, self._loop = self._loop, None
        try:
            loop.run_until_complete(self._stop())
            if left := asyncio.all_tasks(loop):
                for task in left:
                    task.cancel()
                loop.run_until_complete(asyncio.wait(left, timeout=_CLOSING))
        finally:
            loop.close()

    @property
    def version(self) -> str:
        """Version of the browser; empty when it is not open."""
        return self._browser.version if self._browser else ""

    def render(self, url: str, *, settle: float = 8.0, seconds: float | None = None) -> Rendered | NotRendered:
        """Go to an address and let its scripts draw it; it stays open for `ask` and `screenshot`.

        settle   seconds it may take to come to rest; a page that does not is taken as it then stands
        seconds  it may take in all, where that differs from what the browser was made with
        Raises   what `fetch` raises, nothing else
        """
        return self._run(self._render(url, settle, seconds or self._seconds))

    def forget(self) -> None:
        """Ask again for the files the pages of a site share, which are otherwise asked for once."""
        self._shelf = Shelf()

    def ask(self, expression: str) -> Any | NotRendered:
        """Value of a JavaScript expression, or of its promise, in the page rendered last, as JSON holds it.

        It runs beside the page's scripts: it sees their document, not their variables, and no policy of the page
        forbids it.
        """
        return self._run(self._look(lambda page: page.evaluate(expression)))

    def screenshot(self, full_page: bool = True, max_height: int = 8000) -> bytes | NotRendered:
        """PNG of the page rendered last: of all of it down to `max_height` CSS pixels, or of what the window shows."""
        return self._run(self._look(lambda page: page.picture(full_page, max_height)))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise RuntimeError("the browser is not open")
        return self._loop.run_until_complete(work)

    async def _start(self) -> None:
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError:
            raise not_installed() from None
        if self._playwright is None:
            self._playwright = await async_playwright().start()
        path = find(self._named, self._playwright.chromium.executable_path)
        try:
            self._browser = await self._playwright.chromium.launch(
                executable_path=path,
                args=list(_SWITCHES),
                # Chromium refuses its own sandbox to root; anybody else has it.
                chromium_sandbox=getattr(os, "geteuid", lambda: 1)() != 0,
                ignore_default_args=["--disable-popup-blocking"],
                timeout=60_000,
            )
        except Error as failed:
            raise does_not_start(path, str(failed)) from None
        self._browser.on("disconnected", self._note_end)
        if sys.platform == "linux":
            bound_memory()

    async def _stop(self) -> None:
        """End everything, kindly first; a browser that hears nothing ends with what drives it."""
        browser, self._browser = self._browser, None
        driver, self._playwright = self._playwright, None
        self._page = None
        if driver is None:
            return
        from playwright.async_api import Error

        for ending in (browser.close if browser else None, driver.stop):
            if ending is not None:
                with suppress(Error, TimeoutError):
                    await asyncio.wait_for(ending(), _CLOSING)

    async def _leave(self) -> None:
        """Close the page that is open; where that cannot be done in time, the browser."""
        from playwright.async_api import Error

        page, self._page = self._page, None
        if page is None:
            return
        try:
            await asyncio.wait_for(page.close(), _CLOSING)
        except (Error, TimeoutError):
            await self._stop()

    async def _render(self, url: str, settle: float, seconds: float) -> Rendered | NotRendered:
        from playwright.async_api import Error

        await self._leave()
        if self._browser is None or not self._browser.is_connected():
            await self._stop()
            try:
                await self._start()
            except NoBrowser as gone:
                return NotRendered(Reason.CRASHED, gone.reason.en)
        assert self._browser is not None
        try:
            self._page = await self._new_page(self._browser)
        except Error as failed:
            return NotRendered(Reason.CRASHED, _first_line(failed))
        seen = await self._look(lambda page: page.go(url, settle), seconds)
        if isinstance(seen, NotRendered):
            await self._leave()  # or what is looked at next would be an empty page, taken for this one
        return seen

    async def _new_page(self, browser: Browser) -> OpenPage:
        context = await browser.new_context(
            viewport={"width": self._width, "height": self._height},
            locale=self._language,
            timezone_id=self._zone,
            service_workers="block",
            accept_downloads=False,
            reduced_motion="reduce",
        )
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        gate = Gate(self._fetch, self._shelf, page, session, seconds=self._seconds * _FETCHING)
        opened = OpenPage(page, session, gate, quiet=self._quiet, bytes_at_most=self._bytes)
        await context.route("**/*", gate.take)
        await context.route_web_socket("**/*", opened.refuse_socket)
        context.on("page", _close)
        page.on("dialog", _dismiss)
        page.on("console", opened.note_console)
        page.on("pageerror", lambda error: opened.note_error(str(error)))
        page.on("crash", lambda _: opened.crashed.set())
        return opened

    def _note_end(self, _: Browser) -> None:
        if self._page is not None:
            self._page.crashed.set()

    async def _look(
        self, what: Callable[[OpenPage], Coroutine[Any, Any, T | NotRendered]], seconds: float | None = None
    ) -> T | NotRendered:
        """Do something with the open page within its time; the page is given up when it does not come to an end."""
        from playwright.async_api import Error

        page = self._page
        if page is None:
            return _NO_PAGE
        seconds = seconds or self._seconds
        doing = asyncio.ensure_future(what(page))
        serving = asyncio.ensure_future(page.gate.serve())
        crashing = asyncio.ensure_future(page.crashed.wait())
        tasks = {doing, serving, crashing}
        try:
            began = page.gate.clock()
            while (left := seconds - (page.gate.clock() - began)) > 0:
                done, _ = await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                if serving in done:
                    serving.result()  # only ever ends by what the caller's fetch raises
                if crashing in done:
                    return await self._given_up(NotRendered(Reason.CRASHED, "the page crashed"))
                if doing in done:
                    return doing.result()
            return await self._given_up(NotRendered(Reason.TIMEOUT, f"longer than {seconds:g} s"))
        except ScriptFailed as failed:
            return NotRendered(Reason.CRASHED, f"a script of ours failed in it: {failed}")
        except Error as failed:
            return await self._given_up(NotRendered(Reason.CRASHED, _first_line(failed)))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=1)

    async def _given_up(self, why: NotRendered) -> NotRendered:
        await self._leave()
        return why


async def _close(popup: Page) -> None:
    from playwright.async_api import Error

    with suppress(Error):
        await popup.close()


async def _dismiss(dialog: Dialog) -> None:
    from playwright.async_api import Error

    with suppress(Error):
        await dialog.dismiss()


def _first_line(failed: Exception) -> str:
    return str(failed).strip().partition("\n")[0][:300]


__all__ = ["Asked", "Chromium", "Fetch", "Given", "NoBrowser", "NotRendered", "Reason", "Rendered"]
