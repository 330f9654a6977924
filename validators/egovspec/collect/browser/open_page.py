"""One page in the browser: going to it, waiting until it has drawn itself, and looking at it.

Times are those of the gate's clock, which stands still while the caller's stack is asked: a page is not charged with
the pace its site is met at.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from egovspec.collect.browser.gate import Gate
from egovspec.collect.browser.seen import NotRendered, Reason, Rendered
from egovspec.collect.website.page.text import clean, one_line

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, ConsoleMessage, Page, WebSocketRoute

_WORLD = "egovspec"  # scripts of ours run beside those of the page and see none of what the page has redefined
_POLL = 0.05
_QUIET_AFTER_SCROLLING = 0.2
_TITLE = 300
_MESSAGES = 1000


class ScriptFailed(Exception):
    """A script of ours failed in a page, such as one that has taken away its own root."""


class OpenPage:
    """A page in the browser with its gate."""

    def __init__(self, page: Page, session: CDPSession, gate: Gate, *, quiet: float, bytes_at_most: int) -> None:
        self.gate = gate
        self.crashed = asyncio.Event()
        self._page = page
        self._session = session
        self._quiet = quiet
        self._bytes = bytes_at_most
        self._frame = ""
        self._messages: set[str] = set()

    async def close(self) -> None:
        await self._page.context.close()

    async def refuse_socket(self, socket: WebSocketRoute) -> None:
        from playwright.async_api import Error

        self.gate.note(socket.url)
        with suppress(Error):
            await socket.close(code=1013)  # "try again later", on which pages fall back to asking

    def note_console(self, message: ConsoleMessage) -> None:
        # The browser also reports requests that failed; those are counted where they are refused.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.note_error(message.text)

    def note_error(self, text: str) -> None:
        if len(self._messages) < _MESSAGES:
            self._messages.add(text[:_TITLE])

    async def go(self, url: str, settle: float) -> Rendered | NotRendered:
        from playwright.async_api import Error

        gate = self.gate
        with suppress(Error):  # an address that is refused, or a page that moves on before it has arrived
            await self._page.goto(url, wait_until="commit", timeout=0)
        if gate.status is None and not gate.busy:
            return self._nowhere(url)
        began = gate.clock()
        rested = await self._rest(began + settle, self._quiet)
        if gate.status is None:
            return self._nowhere(url)
        if await self._retried(script("scroll"), began + settle + 1) == "scrolled":
            rested = await self._rest(max(began + settle, gate.clock() + 1), _QUIET_AFTER_SCROLLING) and rested
        seen = await self._retried(f"({script('serialise')})({self._bytes})", gate.clock() + settle)
        await gate.shut()
        if not isinstance(seen, dict):
            return NotRendered(Reason.TIMEOUT, "it moves on before it can be read")
        if "html" not in seen:
            return NotRendered(Reason.TOO_LARGE, f"{int(seen['length'])} characters once rendered")
        landed = urldefrag(str(seen["url"])).url
        if urlsplit(landed).scheme not in ("http", "https"):
            return NotRendered(Reason.UNREACHABLE, f"it ends at {landed[:100]}")
        return Rendered(
            html=clean(seen["html"]),
            landed_url=landed,
            status=gate.status,
            console_errors=len(self._messages),
            failed_requests=gate.failed,
            blocked=gate.blocked,
            unstyled=gate.unstyled,
            complete=rested and not gate.overrun,
            title=one_line(str(seen["title"]), _TITLE),
        )

    def _nowhere(self, url: str) -> NotRendered:
        gate = self.gate
        if gate.no_page is not None:
            return NotRendered(Reason.UNREACHABLE, f"answered with what is no page: {gate.no_page}")
        if gate.refused is not None and urlsplit(gate.refused).netloc != urlsplit(url).netloc:
            return NotRendered(Reason.LEFT_SITE, gate.refused)
        return NotRendered(Reason.UNREACHABLE, gate.refused or url)

    async def _rest(self, until: float, quiet: float) -> bool:
        """Wait until nothing has stirred for `quiet` seconds; False when it still does at `until`."""
        gate = self.gate
        last, since = "", gate.clock()
        while gate.clock() < until:
            stirring = await self._tried(script("stir"))
            now = gate.clock()
            if stirring is None or stirring != last or gate.busy or not str(stirring).startswith("complete "):
                last, since = stirring or "", now
            elif now - since >= quiet:
                return True
            await asyncio.sleep(_POLL)
        return False

    async def _retried(self, expression: str, until: float) -> Any:
        """Value of an expression in a page that may be moving on while it is asked; None when it never stands."""
        while (value := await self._tried(expression)) is None and self.gate.clock() < until:
            await asyncio.sleep(_POLL)
        return value

    async def _tried(self, expression: str) -> Any:
        from playwright.async_api import Error

        try:
            return await self.evaluate(expression)
        except ScriptFailed:
            return None
        except Error:
            if self.crashed.is_set() or self._page.is_closed():
                raise
            return None

    async def evaluate(self, expression: str) -> Any:
        if not self._frame:  # the outermost frame keeps its id wherever it goes
            tree = await self._session.send("Page.getFrameTree")
            self._frame = str(tree["frameTree"]["frame"]["id"])
        # Asked for by the same name, the same world is given as long as the document stands.
        world = await self._session.send("Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _WORLD})
        answer = await self._session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            said = answer["exceptionDetails"]
            raise ScriptFailed(str(said.get("exception", {}).get("description") or said.get("text"))[:500])
        return answer["result"].get("value")

    async def picture(self, full_page: bool, max_height: int) -> bytes | NotRendered:
        if not full_page:
            return await self._page.screenshot(animations="disabled", timeout=0)
        size = self._page.viewport_size or {"width": 1280, "height": 800}
        height = await self.evaluate("document.documentElement ? document.documentElement.scrollHeight : 0")
        return await self._page.screenshot(
            full_page=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": max(1, min(int(height), max_height))},
            animations="disabled",
            timeout=0,
        )


@cache
def script(name: str) -> str:
    """One of the expressions that stand beside this file."""
    return (Path(__file__).parent / "scripts" / f"{name}.js").read_text(encoding="utf-8").rstrip("; \n")
