"""One visit: what a person's browser does once, told in numbers.

One GET of the address, on a fresh connection and without cookies, redirects followed on the same site, the page read to
its end, all within the time limit. There is no second attempt: a page that opens only when asked twice did not open.

robots.txt is read first, once a day and outside the time that is measured. What it forbids is not asked for, and such a
visit counts neither way. A robots.txt that cannot be read forbids nothing here: a crawler must then stay away (RFC 9309,
2.3.1.4), but a server that is down could otherwise never be found down.
"""

from __future__ import annotations

import errno
import os
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import httpx2

from egovspec import __version__
from egovspec.collect.visits.log import Visit
from egovspec.collect.visits.reasons import NOT_OPEN, Why
from egovspec.collect.website.answers import Reason
from egovspec.collect.website.media.live import USER_AGENT
from egovspec.collect.website.page.text import one_line
from egovspec.collect.website.wire.address import Guard, literal, special
from egovspec.collect.website.wire.decoding import ACCEPTED
from egovspec.collect.website.wire.network import Detour
from egovspec.collect.website.wire.reading import first_bytes, page_body, refuse_status
from egovspec.collect.website.wire.robots import MAX_BYTES, Rules
from egovspec.collect.website.wire.target import Site, host, joined, origin, site, target, twin
from egovspec.collect.website.wire.transport import NoAnswer, Reply, Wire

TOOL = f"egovspec/{__version__}"
_PRODUCT = USER_AGENT.partition("/")[0]
MOST_BYTES = 20_000_000
MOST_REDIRECTS = 20  # as browsers follow
_DETAIL = 300
_ROBOTS_HOLD = timedelta(days=1)  # RFC 9309, 2.4
_ROBOTS_AGAIN = timedelta(hours=1)  # where it could not be read
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": ACCEPTED,
}
# What the words of the crawl mean for a visit.
_WHY = {
    Reason.TIMEOUT: Why.TIMEOUT,
    Reason.UNREACHABLE: Why.UNREACHABLE,
    Reason.HTTP_STATUS: Why.HTTP_STATUS,
    Reason.REDIRECT_LOOP: Why.REDIRECT_LOOP,
    Reason.NOT_HTML: Why.NOT_HTML,
    Reason.UNPARSED: Why.UNPARSED,
    Reason.CHALLENGE: Why.CHALLENGE,
    Reason.ROBOTS: Why.NOT_ASKED,
    Reason.LEFT_SITE: Why.LEFT_SITE,
    Reason.REFUSED_ADDRESS: Why.REFUSED_ADDRESS,
    Reason.TOO_LARGE: Why.TOO_LARGE,
}
_REFUSALS = {403, 429}
# Words of `severed`. A browser knows authorities, missing links of a chain and ciphers that this program does not.
_TLS = ("the certificate is not trusted", "TLS failed")
# Said where this machine is cut off itself, or its name server is: the site may be open to everyone else. A name that
# nobody knows is another matter, and not worth asking for again.
_NO_NETWORK = os.strerror(errno.ENETUNREACH).lower()
_NO_NAME = "the name was not found"

T = TypeVar("T")


@dataclass(frozen=True)
class _Page:
    status: int
    size: int


@dataclass(frozen=True)
class _Robots:
    """What one robots.txt said, and when; no rules when it could not be read."""

    read: datetime
    rules: Rules | None

    @property
    def holds(self) -> timedelta:
        return _ROBOTS_AGAIN if self.rules is None else _ROBOTS_HOLD


class Visitor:
    """Makes visits. Not thread-safe; keeps nothing between visits but what robots.txt said.

    timeout      seconds a visit may take in all
    connect_to   host:port the connections of the site's own hosts go to instead
    now          the clock, timezone-aware
    tls          what to trust; by default what the system trusts
    """

    def __init__(
        self,
        *,
        timeout: float,
        private_addresses: bool,
        connect_to: str | None,
        now: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = timeout
        self._private = private_addresses
        self._detour = Detour.parse(connect_to) if connect_to else None
        self._now = now
        self._tls = tls
        self._rules: dict[str, _Robots] = {}

    def visit(self, url: str, slot: datetime) -> Visit:
        """Visit `url`, an http or https address, once. Never raises for what the server or the network does."""
        home = target(url)
        if home is None:
            raise ValueError(f"{url} is no http or https address")
        if not self._may_ask(home):
            return self._told(url, slot, self._now(), None, NoAnswer(Reason.ROBOTS, "robots.txt forbids this address"))
        at, began = self._now(), time.monotonic()
        one = _Visiting(home, self._wire(home), began + self._timeout)
        try:
            page = one.page()
        except NoAnswer as problem:
            return self._told(url, slot, at, time.monotonic() - began, problem)
        finally:
            one.wire.close()
        seconds = time.monotonic() - began
        reason = Why.SLOW if seconds >= self._timeout else Why.EMPTY if page.size == 0 else None
        return Visit(
            url=url,
            at=at,
            slot=slot,
            ok=reason is None,
            status=page.status,
            seconds=seconds,
            timeout=self._timeout,
            reason=reason,
            landed_url=url if one.at == home else str(one.at),
            bytes=page.size,
            tool=TOOL,
        )

    def _told(self, url: str, slot: datetime, at: datetime, seconds: float | None, problem: NoAnswer) -> Visit:
        reason = why(problem)
        if reason is Why.TIMEOUT and seconds is not None:
            seconds = max(seconds, self._timeout)  # sockets may wake a moment before the deadline
        return Visit(
            url=url,
            at=at,
            slot=slot,
            ok=False if reason in NOT_OPEN else None,
            status=problem.status,
            seconds=seconds,
            timeout=self._timeout,
            reason=reason,
            detail=one_line(problem.detail, _DETAIL) or None,
            tool=TOOL,
        )

    def _wire(self, home: httpx2.URL) -> Wire:
        name = host(home)
        here = site(home)
        beside = twin(here)
        own = {name, beside[0]} if beside else {name}
        address = literal(name)
        # Whoever names a private address means it.
        meant = self._private or (address is not None and special(address) is not None)
        return Wire(
            Guard(meant, address),
            lambda asked: asked in own,
            detour=self._detour,
            connect=self._timeout,
            headers=_HEADERS,
            tls=self._tls,
        )

    def _may_ask(self, home: httpx2.URL) -> bool:
        where = origin(home)
        known = self._rules.get(where)
        if known is None or not known.read <= self._now() < known.read + known.holds:
            known = self._rules[where] = _Robots(self._now(), self._robots(home))
        return known.rules is None or known.rules.allows(str(home))

    def _robots(self, home: httpx2.URL) -> Rules | None:
        asked = home.copy_with(raw_path=b"/robots.txt")
        one = _Visiting(asked, self._wire(asked), time.monotonic() + self._timeout)
        try:
            return one.followed(_read_robots)
        except NoAnswer:
            return None
        finally:
            one.wire.close()


class _Visiting:
    """One address followed to its page. `at` is where it has come to."""

    def __init__(self, start: httpx2.URL, wire: Wire, deadline: float) -> None:
        self.at = start
        self.wire = wire
        self._deadline = deadline
        self._sites: set[Site] = {site(start)}
        beside = twin(site(start))
        if beside:
            self._sites.add(beside)

    def page(self) -> _Page:
        """The page the address leads to. Raises NoAnswer."""
        return self.followed(_read_page)

    def followed(self, read: Callable[[Reply], T]) -> T:
        met: set[tuple[str, str]] = set()
        for _ in range(MOST_REDIRECTS + 1):
            # A page may send its visitor back to itself with a cookie, and answer the second time: no loop yet.
            here = (str(self.at), self.wire.cookie(self.at))
            if here in met:
                raise NoAnswer(Reason.REDIRECT_LOOP, "the redirects lead back to where they were")
            met.add(here)
            with self.wire.send("GET", self.at, self._deadline) as reply:
                location = reply.header("location")
                if reply.status not in _REDIRECTS or not location:
                    return read(reply)
            self.at = self._next(location, reply.status)
        raise NoAnswer(Reason.REDIRECT_LOOP, f"more than {MOST_REDIRECTS} redirects")

    def _next(self, location: str, status: int) -> httpx2.URL:
        wanted = joined(self.at, location)
        if wanted is None:
            raise NoAnswer(Reason.LEFT_SITE, "redirected to what is no http or https address", status=status)
        if site(wanted) not in self._sites:
            elsewhere = wanted.netloc.decode("ascii")
            raise NoAnswer(Reason.LEFT_SITE, f"redirected to {elsewhere}; visit that address instead", status=status)
        return wanted


def why(problem: NoAnswer) -> Why:
    """What a request without an answer means for a visit."""
    if problem.reason is Reason.UNREACHABLE:
        if problem.detail.startswith(_TLS):
            return Why.TLS
        if problem.detail == _NO_NETWORK or (problem.detail.startswith(_NO_NAME) and problem.again):
            return Why.OFFLINE
    if problem.reason is Reason.HTTP_STATUS and problem.status in _REFUSALS:
        return Why.BLOCKED
    return _WHY.get(problem.reason, Why.UNCLEAR)


def _read_page(reply: Reply) -> _Page:
    refuse_status(reply)
    return _Page(reply.status, len(page_body(reply, MOST_BYTES)))


def _read_robots(reply: Reply) -> Rules | None:
    if 200 <= reply.status < 300:
        return Rules.read(first_bytes(reply, MAX_BYTES), _PRODUCT)
    return Rules.read(b"", _PRODUCT) if 400 <= reply.status < 500 else None


__all__ = ["MOST_BYTES", "TOOL", "Visitor", "why"]
