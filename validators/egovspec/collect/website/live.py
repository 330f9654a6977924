"""A website as a live server shows it: fetched page after page, politely, and never beyond the site.

Built on httpx2's connection layer rather than on Scrapy. A crawl here is one site at a few requests a second, so a
framework's concurrency is of no use, while two of its costs are real: Twisted's reactor cannot be started twice in a
process, so every crawl would need a process and a protocol of its own; and the address guard, `connect_to` and the
deadline have to act in one place beneath the Host header and TLS, which a framework spreads over resolver, download
handler and middleware. What is left to write by hand is pacing, robots.txt, redirects and limits: this folder.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx2

from egovspec import __version__
from egovspec.collect.base import Context
from egovspec.collect.website.address import Guard, literal
from egovspec.collect.website.answers import Answer, Failure, Reason
from egovspec.collect.website.decoding import ACCEPTED
from egovspec.collect.website.pace import Pace
from egovspec.collect.website.reading import first_bytes, page_body, refuse_status
from egovspec.collect.website.robots import MAX_BYTES, SLOWEST, RobotsState, Rules
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.transport import Detour, NoAnswer, Reply, Wire
from egovspec.model.base import Text
from egovspec.model.duration import MICROSECONDS, Duration

PRODUCT = "egovspec"
USER_AGENT = f"{PRODUCT}/{__version__} (portal conformity check)"
_REDIRECTS = {301, 302, 303, 307, 308}
_ROBOTS_REDIRECTS = 5
_BACK_OFF = 1.0
_LONGEST_RETRY_AFTER = 10.0

T = TypeVar("T")


@dataclass(frozen=True)
class _Page:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class _Redirect:
    status: int
    location: str


@dataclass
class _Budget:
    """Seconds left on the wire for one page; waiting out of politeness does not use them."""

    left: float


@dataclass(frozen=True)
class _Robots:
    state: RobotsState
    rules: Rules | None = None
    failure: NoAnswer | None = None


class Live:
    """The Medium of a live site. Not thread-safe; asks for nothing before the first `fetch`.

    hosts     the site's own hosts as on the wire: that of the home page, and the one beside it with or without `www.`
              once the home page has redirected there. Nothing else is ever asked.
    sleep     how to wait between requests
    tls       what to trust; by default what the system trusts

    A redirect of the *home page* between `www.` and the bare name stays on the site, since that is how one portal
    answers at both; any other change of host leaves it. Port and scheme are not part of the site: http leads to https.

    `connect_to` takes all requests to the site's own hosts, whatever their port and scheme, to one host and port.
    """

    name = "live"
    carries_http = True

    def __init__(
        self,
        settings: WebsiteSettings,
        context: Context,
        *,
        sleep: Callable[[float], None] = time.sleep,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if settings.url is None:
            raise ValueError("a live website needs a url")
        self.home = settings.url
        self._limits = settings.limits
        self._context = context
        self._sleep = sleep
        self._home = _address(settings.url)
        self._landed = self._home
        self.hosts: set[str] = {_host(self._home)} if self._home else set()
        self._page_seconds = _seconds(settings.limits.timeout)
        self._pace = Pace(1 / settings.limits.rate, sleep)
        self._began: float | None = None
        self._robots: dict[str, _Robots] = {}
        self._obeys = settings.robots == "obey"
        self._notices: dict[str, Text] = {}
        if not self._obeys:
            self._notices["robots-overridden"] = Text(
                zh="按部署方声明，未遵守 robots.txt", en="robots.txt was not obeyed, as the deployment declares"
            )
        if settings.connect_to:
            self._notices["connected-elsewhere"] = Text(
                zh=f"网页取自 {settings.connect_to}，按 {self.home} 评判",
                en=f"pages were fetched from {settings.connect_to} and judged as {self.home}",
            )
        home = literal(_host(self._home)) if self._home else None
        self._wire = Wire(
            Guard(settings.private_addresses, home),
            self.hosts,
            detour=Detour.parse(settings.connect_to) if settings.connect_to else None,
            connect=self._page_seconds / 2,  # so that a second attempt finds time
            agent=USER_AGENT,
            accept_encoding=ACCEPTED,
            tls=tls,
        )
        self._guard = Guard(settings.private_addresses, home)

    @property
    def robots_state(self) -> str | None:
        """What robots.txt says at the address the home page landed on; None before anything was fetched."""
        if not self._obeys:
            return RobotsState.OVERRIDDEN.value
        known = self._robots.get(_origin(self._landed)) if self._landed else None
        if known is None:
            return None
        if known.rules is not None and not known.rules.allows(str(self._landed)):
            return RobotsState.FORBIDS.value
        return known.state.value

    @property
    def notices(self) -> tuple[tuple[str, Text], ...]:
        """What a reader must know of how the site was fetched: (code, text)."""
        return tuple(self._notices.items())

    def leftovers(self, known: Iterable[str]) -> Iterable[str]:
        return ()

    def fetch(self, url: str) -> Answer | Failure:
        """Ask for one page of the site. Takes as long as politeness demands, then at most the page's time limit.

        url       absolute; `Answer.url` gives it back as asked, without fragment
        Returns   an Answer for a page of HTML with status 2xx; a Failure for everything else, never an exception
        """
        if self._began is None:
            self._began = time.monotonic()
        asked = url.partition("#")[0]
        target = _address(asked)
        if target is None:
            return Failure(asked, Reason.UNREACHABLE, "this is no http or https address")
        if _host(target) not in self.hosts:
            return Failure(asked, Reason.LEFT_SITE, f"{_host(target)} is not a host of this site")
        try:
            landed, page = self._follow(target)
        except NoAnswer as problem:
            return Failure(asked, problem.reason, problem.detail, problem.status)
        if target == self._home:
            self._landed = landed
        return Answer(
            url=asked,
            landed_url=asked if landed == target else str(landed),
            status=page.status,
            headers=page.headers,
            body=page.body,
            seen_at=self._now(),
            place=asked,
        )

    def close(self) -> None:
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(self, target: httpx2.URL) -> tuple[httpx2.URL, _Page]:
        budget = _Budget(self._page_seconds)
        met: set[tuple[str, str]] = set()
        at = target
        for _ in range(self._limits.redirects + 1):
            # A page may send its visitor back to itself with a cookie, and answer the second time: no loop yet.
            here = (str(at), self._wire.cookie(at))
            if here in met:
                raise NoAnswer(Reason.REDIRECT_LOOP, "the redirects lead back to where they were")
            met.add(here)
            self._ask_robots(at)
            answer = self._request(at, budget, self._read_page)
            if isinstance(answer, _Page):
                return at, answer
            at = self._next(at, answer, from_home=target == self._home)
        if str(at) in {url for url, _ in met}:
            raise NoAnswer(Reason.REDIRECT_LOOP, "the redirects lead back to where they were")
        raise NoAnswer(Reason.LIMIT, f"more than {self._limits.redirects} redirects")

    def _read_page(self, reply: Reply) -> _Page | _Redirect:
        location = reply.header("location")
        if reply.status in _REDIRECTS and location:
            return _Redirect(reply.status, location)
        refuse_status(reply)
        return _Page(reply.status, reply.headers, page_body(reply, self._limits.page_bytes))

    def _next(self, at: httpx2.URL, redirect: _Redirect, *, from_home: bool) -> httpx2.URL:
        target = _joined(at, redirect.location)
        if target is None:
            raise NoAnswer(Reason.LEFT_SITE, "redirected to what is no http or https address", status=redirect.status)
        host = _host(target)
        if from_home and self._home is not None and host == _twin(_host(self._home)):
            self.hosts.add(host)
        if host not in self.hosts:
            address = literal(host)
            if address is not None and (refusal := self._guard.refusal(address)):
                raise NoAnswer(Reason.REFUSED_ADDRESS, f"redirected to {host}: {refusal}", status=redirect.status)
            raise NoAnswer(Reason.LEFT_SITE, f"redirected to {host}", status=redirect.status)
        return target

    def _request(self, url: httpx2.URL, budget: _Budget, read: Callable[[Reply], T]) -> T:
        """One request, and one more when the first was reset, came to no connection, or was asked to come back soon."""
        wait = 0.0
        for attempt in (1, 2):
            self._take_turn(wait)
            began = time.monotonic()
            try:
                with self._wire.get(url, min(began + budget.left, self._end)) as reply:
                    pause = self._retry_after(reply) if attempt == 1 else None
                    if pause is None:
                        return read(reply)
                    wait = pause
            except NoAnswer as problem:
                now = time.monotonic()
                if problem.reason is Reason.TIMEOUT and now >= self._end:
                    raise self._over() from None
                if attempt == 2 or not problem.again or now - began >= budget.left:
                    raise
                wait = _BACK_OFF
            finally:
                budget.left -= time.monotonic() - began
        raise AssertionError("the second attempt returns or raises")

    def _take_turn(self, at_least: float) -> None:
        if time.monotonic() + max(self._pace.due, at_least) >= self._end:
            raise self._over()
        self._pace.wait(at_least)

    @property
    def _end(self) -> float:
        return (self._began or 0.0) + _seconds(self._limits.time)

    def _over(self) -> NoAnswer:
        return NoAnswer(Reason.LIMIT, f"the time for the whole crawl, {self._limits.time}, is over")

    def _now(self) -> datetime:
        return self._context.now + timedelta(seconds=time.monotonic() - (self._began or 0.0))

    def _retry_after(self, reply: Reply) -> float | None:
        """Seconds a 503 asks to wait, where they are few enough to be worth it."""
        value = reply.header("retry-after").strip()
        if reply.status != 503 or not value:
            return None
        if re.fullmatch(r"\d{1,9}", value, re.ASCII):
            seconds = float(value)
        else:
            try:
                moment = parsedate_to_datetime(value)
            except ValueError:
                return None
            if moment.tzinfo is None:
                return None
            seconds = max(0.0, (moment - self._now()).total_seconds())
        return seconds if seconds <= _LONGEST_RETRY_AFTER else None

    def _ask_robots(self, url: httpx2.URL) -> None:
        """Raise NoAnswer unless robots.txt of the page's origin lets this crawler ask for it."""
        if not self._obeys:
            return
        origin = _origin(url)
        known = self._robots.get(origin)
        if known is None:
            known = self._robots[origin] = self._fetch_robots(url)
        if known.failure is not None:
            raise known.failure
        if known.rules is not None and not known.rules.allows(str(url)):
            raise NoAnswer(Reason.ROBOTS, "robots.txt forbids this address")

    def _fetch_robots(self, url: httpx2.URL) -> _Robots:
        """robots.txt of one origin, asked for once.

        Source   RFC 9309, 2.3.1: 2xx binds; 4xx allows all; what cannot be reached forbids all. Two choices of ours:
                 429 asks to be left alone, so it forbids; a redirect to a host that is not the site's is not
                 followed and counts as absent.
        """
        budget = _Budget(self._page_seconds)
        at = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                answer = self._request(at, budget, _read_robots)
                if isinstance(answer, Rules):
                    return self._bound_by(answer)
                if isinstance(answer, _Redirect):
                    target = _joined(at, answer.location)
                    if target is None or _host(target) not in self.hosts:
                        return _Robots(RobotsState.ABSENT)
                    at = target
                else:
                    return _robots_without_rules(answer)
        except NoAnswer as problem:
            if problem.reason is Reason.LIMIT:
                raise
            detail = f"robots.txt could not be read, so no page may be asked for (RFC 9309, 2.3.1.4): {problem.detail}"
            # The whole server may be gone: then that is the reason, and not what robots.txt says.
            failure = NoAnswer(problem.reason, detail, status=problem.status)
            return _Robots(RobotsState.UNREACHABLE, failure=failure)
        return _Robots(RobotsState.ABSENT)

    def _bound_by(self, rules: Rules) -> _Robots:
        if rules.delay > SLOWEST:
            self._notices["crawl-delay-capped"] = Text(
                zh=f"robots.txt 要求每 {rules.delay:g} 秒一次请求，实际按每 {SLOWEST:g} 秒一次",
                en=f"robots.txt asks for one request in {rules.delay:g} s; one in {SLOWEST:g} s was made",
            )
        self._pace.slow_to(min(rules.delay, SLOWEST))
        return _Robots(RobotsState.RESTRICTS if rules.restricts else RobotsState.ALLOWS, rules)


def plan(settings: WebsiteSettings) -> tuple[str, ...]:
    """Lines saying which hosts a crawl would meet and what it would ask of them. Asks nothing."""
    home = _address(settings.url or "")
    if home is None:
        return (f"{settings.url}: this is no http or https address",)
    limits = settings.limits
    host = _host(home)
    lines = [
        f"{host}: GET {'' if settings.robots == 'override' else '/robots.txt, then '}pages reached from {home}",
        f"{_twin(host)}: only if the home page redirects there" if _twin(host) else "",
        f"connections go to {settings.connect_to} in place of {host}" if settings.connect_to else "",
        f"at most {limits.rate:g} requests a second, {limits.pages} pages, {limits.time} in all",
        f"at most {limits.timeout}, {limits.page_bytes} bytes and {limits.redirects} redirects a page",
        f"user agent {USER_AGENT}",
        "robots.txt is not obeyed: robots: override" if settings.robots == "override" else "",
        "private addresses may be met: private_addresses: true" if settings.private_addresses else "",
    ]
    return tuple(line for line in lines if line)


def _read_robots(reply: Reply) -> Rules | _Redirect | int:
    location = reply.header("location")
    if reply.status in _REDIRECTS and location:
        return _Redirect(reply.status, location)
    return Rules.read(first_bytes(reply, MAX_BYTES), PRODUCT) if 200 <= reply.status < 300 else reply.status


def _robots_without_rules(status: int) -> _Robots:
    if status < 500 and status != 429:
        return _Robots(RobotsState.ABSENT)
    detail = f"robots.txt answered HTTP {status}, so no page may be asked for (RFC 9309, 2.3.1.4)"
    return _Robots(RobotsState.UNREACHABLE, failure=NoAnswer(Reason.ROBOTS, detail))


def _address(url: str) -> httpx2.URL | None:
    """An http or https address as it goes on the wire: host in IDNA, no fragment, no credentials. None for all else."""
    try:
        parsed = httpx2.URL(url)
        host = parsed.raw_host.decode("ascii").rstrip(".")
        if parsed.scheme not in ("http", "https") or not host:
            return None
        bracketed = f"[{host}]" if ":" in host else host
        return parsed.copy_with(host=bracketed, userinfo=b"", fragment=None)
    except (httpx2.InvalidURL, UnicodeError):
        return None


def _joined(base: httpx2.URL, location: str) -> httpx2.URL | None:
    try:
        # Old servers send a path in the bytes of its page's character set; a header in Latin-1 is such bytes.
        if not location.isascii() and all(ord(character) < 256 for character in location):
            location = quote(location.encode("latin-1"), safe="%/:?#[]@!$&'()*+,;=-._~")
        return _address(str(base.join(location)))
    except (httpx2.InvalidURL, UnicodeError):
        return None


def _host(url: httpx2.URL) -> str:
    return url.raw_host.decode("ascii")


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{_host(url)}:{url.port or {'http': 80, 'https': 443}[url.scheme]}"


def _twin(host: str) -> str:
    """The other of `www.name` and `name`; empty for an address, which has none."""
    if literal(host) is not None:
        return ""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _seconds(length: Duration) -> float:
    return (length.months * 30 + length.days) * 86400 + length.microseconds / MICROSECONDS


__all__ = ["USER_AGENT", "Live", "plan"]
