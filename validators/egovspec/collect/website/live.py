"""A website as a live server shows it: fetched page after page, politely, and never beyond the site.

Built on httpx2's connection layer rather than on Scrapy. A crawl here is one site at a few requests a second, so a
framework's concurrency is of no use, while two of its costs are real: Twisted's reactor cannot be started twice in a
process, so every crawl would need a process and a protocol of its own; and the address guard, `connect_to` and the
deadline have to act in one place beneath the Host header and TLS, which a framework spreads over resolver, download
handler and middleware. What is left to write by hand is pacing, robots.txt, redirects and limits: this folder.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx2

from egovspec import __version__
from egovspec.collect.base import Context
from egovspec.collect.website.address import Guard, literal
from egovspec.collect.website.answers import Answer, Failure, Reason
from egovspec.collect.website.asking import Asker, Budget
from egovspec.collect.website.decoding import ACCEPTED
from egovspec.collect.website.network import Detour
from egovspec.collect.website.pace import Pace
from egovspec.collect.website.reading import first_bytes, page_body, refuse_status
from egovspec.collect.website.robots import MAX_BYTES, SLOWEST, RobotsState, Rules
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.target import Site, host, joined, origin, site, target, twin
from egovspec.collect.website.transport import NoAnswer, Reply, Wire
from egovspec.model.base import Text
from egovspec.model.duration import MICROSECONDS, Duration

PRODUCT = "egovspec"
USER_AGENT = f"{PRODUCT}/{__version__} (portal conformity check)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": ACCEPTED,
}
_REDIRECTS = {301, 302, 303, 307, 308}
_ROBOTS_REDIRECTS = 5


@dataclass(frozen=True)
class _Page:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True)
class _Redirect:
    status: int
    location: str


@dataclass(frozen=True)
class _Robots:
    """What is known of one robots.txt: rules, or the failure all its pages share, or neither, when all is allowed."""

    state: RobotsState
    rules: Rules | None = None
    failure: NoAnswer | None = None


class Live:
    """The Medium of a live site. Not thread-safe; asks for nothing before the first `fetch`.

    sleep     how to wait between requests
    tls       what to trust; by default what the system trusts

    A site is a host and, where it is not the scheme's own, a port; http and https are one site. A redirect of the
    *home page* between `www.` and the bare name stays on the site, since that is how one portal answers at both, and
    from then on both belong to it. Any other change of host or port leaves it.

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
        self._page_seconds = _seconds(settings.limits.timeout)
        self._home = target(settings.url)
        self._landed = self._home
        self._sites: set[Site] = {site(self._home)} if self._home else set()
        self._guard = Guard(settings.private_addresses, literal(host(self._home)) if self._home else None)
        self._obeys = settings.robots == "obey"
        self._robots: dict[str, _Robots] = {}
        self._notices = _declared(settings)
        self._wire = Wire(
            self._guard,
            lambda name: any(name == known for known, _ in self._sites),
            detour=Detour.parse(settings.connect_to) if settings.connect_to else None,
            connect=self._page_seconds / 2,  # so that a second attempt finds time
            headers=_HEADERS,
            tls=tls,
        )
        self._pace = Pace(1 / settings.limits.rate, sleep)
        self._asker = Asker(self._wire, self._pace, total=_seconds(settings.limits.time), now=context.now)

    @property
    def robots_state(self) -> str | None:
        """What robots.txt says at the address the home page landed on; None before anything was fetched."""
        if not self._obeys:
            return RobotsState.OVERRIDDEN.value
        known = self._robots.get(origin(self._landed)) if self._landed else None
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
        asked = url.partition("#")[0]
        wanted = target(asked)
        if wanted is None:
            return Failure(asked, Reason.UNREACHABLE, "this is no http or https address")
        if site(wanted) not in self._sites:
            return Failure(asked, Reason.LEFT_SITE, f"{wanted.netloc.decode('ascii')} is not this site")
        try:
            landed, page = self._follow(wanted)
        except NoAnswer as problem:
            return Failure(asked, problem.reason, problem.detail, problem.status)
        if wanted == self._home:
            self._landed = landed
        return Answer(
            url=asked,
            landed_url=asked if landed == wanted else str(landed),
            status=page.status,
            headers=page.headers,
            body=page.body,
            seen_at=self._asker.now,
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

    def _follow(self, wanted: httpx2.URL) -> tuple[httpx2.URL, _Page]:
        budget = Budget(self._page_seconds)
        met: set[tuple[str, str]] = set()
        at = wanted
        for _ in range(self._limits.redirects + 1):
            # A page may send its visitor back to itself with a cookie, and answer the second time: no loop yet.
            here = (str(at), self._wire.cookie(at))
            if here in met:
                raise _loop()
            met.add(here)
            self._heed_robots(at)
            answer = self._asker.ask(at, budget, self._read_page)
            if isinstance(answer, _Page):
                return at, answer
            at = self._next(at, answer, from_home=wanted == self._home)
        if str(at) in {url for url, _ in met}:
            raise _loop()
        raise NoAnswer(Reason.LIMIT, f"more than {self._limits.redirects} redirects")

    def _read_page(self, reply: Reply) -> _Page | _Redirect:
        location = reply.header("location")
        if reply.status in _REDIRECTS and location:
            return _Redirect(reply.status, location)
        refuse_status(reply)
        return _Page(reply.status, reply.headers, page_body(reply, self._limits.page_bytes))

    def _next(self, at: httpx2.URL, redirect: _Redirect, *, from_home: bool) -> httpx2.URL:
        wanted = joined(at, redirect.location)
        if wanted is None:
            raise NoAnswer(Reason.LEFT_SITE, "redirected to what is no http or https address", status=redirect.status)
        if from_home and self._home is not None and site(wanted) == twin(site(self._home)):
            self._sites.add(site(wanted))
        if site(wanted) not in self._sites:
            address = literal(host(wanted))
            if address is not None and (refusal := self._guard.refusal(address)):
                raise NoAnswer(Reason.REFUSED_ADDRESS, f"redirected to an address: {refusal}", status=redirect.status)
            elsewhere = wanted.netloc.decode("ascii")
            raise NoAnswer(Reason.LEFT_SITE, f"redirected to {elsewhere}", status=redirect.status)
        return wanted

    def _heed_robots(self, url: httpx2.URL) -> None:
        """Raise NoAnswer unless robots.txt of the page's origin lets this crawler ask for it."""
        if not self._obeys:
            return
        known = self._robots.get(origin(url))
        if known is None:
            known = self._robots[origin(url)] = self._fetch_robots(url)
        if known.failure is not None:
            failure = known.failure
            raise NoAnswer(failure.reason, failure.detail, status=failure.status)
        if known.rules is not None and not known.rules.allows(str(url)):
            raise NoAnswer(Reason.ROBOTS, "robots.txt forbids this address")

    def _fetch_robots(self, url: httpx2.URL) -> _Robots:
        """robots.txt of one origin, asked for once.

        Source   RFC 9309, 2.3.1: 2xx binds; 4xx allows all; what cannot be reached forbids all. Two choices of ours:
                 429 asks to be left alone, so it forbids; a redirect that leaves the site is not followed and counts
                 as absent.
        """
        budget = Budget(self._page_seconds)
        at = url.copy_with(raw_path=b"/robots.txt")
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                answer = self._asker.ask(at, budget, _read_robots)
                if isinstance(answer, Rules):
                    return self._bound_by(answer)
                if isinstance(answer, int):
                    return _without_rules(answer)
                onward = joined(at, answer.location)
                if onward is None or site(onward) not in self._sites:
                    break
                at = onward
        except NoAnswer as problem:
            if problem.reason is Reason.LIMIT:
                raise
            detail = f"robots.txt could not be read, so no page may be asked for (RFC 9309, 2.3.1.4): {problem.detail}"
            # The whole server may be gone: then that is the reason, and not what robots.txt would have said.
            return _Robots(RobotsState.UNREACHABLE, failure=NoAnswer(problem.reason, detail))
        return _Robots(RobotsState.ABSENT)

    def _bound_by(self, rules: Rules) -> _Robots:
        if rules.delay > SLOWEST:
            self._notices["crawl-delay-capped"] = Text(
                zh=f"robots.txt 要求每 {rules.delay:g} 秒至多请求一次，实际为每 {SLOWEST:g} 秒一次",
                en=f"robots.txt asks for one request in {rules.delay:g} s at most; one in {SLOWEST:g} s was made",
            )
        self._pace.slow_to(min(rules.delay, SLOWEST))
        return _Robots(RobotsState.RESTRICTS if rules.restricts else RobotsState.ALLOWS, rules)


def plan(settings: WebsiteSettings) -> tuple[str, ...]:
    """Lines saying which hosts a crawl would meet and what it would ask of them. Asks nothing."""
    home = target(settings.url or "")
    if home is None:
        return (f"{settings.url}: this is no http or https address",)
    limits, obeys = settings.limits, settings.robots == "obey"
    beside = twin(site(home))
    lines = [
        f"{host(home)}: GET {'/robots.txt, then ' if obeys else ''}pages reached from {home}",
        f"{beside[0]}: only if the home page redirects there" if beside else "",
        f"connections go to {settings.connect_to} in place of {host(home)}" if settings.connect_to else "",
        f"at most {limits.rate:g} requests a second, {limits.pages} pages, {limits.time} in all",
        f"at most {limits.timeout}, {limits.page_bytes} bytes and {limits.redirects} redirects a page",
        f"user agent {USER_AGENT}",
        "" if obeys else "robots.txt is not obeyed (robots: override)",
        "private addresses may be met (private_addresses: true)" if settings.private_addresses else "",
    ]
    return tuple(line for line in lines if line)


def _declared(settings: WebsiteSettings) -> dict[str, Text]:
    notices = {}
    if settings.robots == "override":
        notices["robots-overridden"] = Text(
            zh="按部署方声明，未遵守 robots.txt", en="robots.txt was not obeyed, as the deployment declares"
        )
    if settings.connect_to:
        notices["connected-elsewhere"] = Text(
            zh=f"网页取自 {settings.connect_to}，按 {settings.url} 评估",
            en=f"pages were fetched from {settings.connect_to} and are judged as {settings.url}",
        )
    return notices


def _read_robots(reply: Reply) -> Rules | _Redirect | int:
    location = reply.header("location")
    if reply.status in _REDIRECTS and location:
        return _Redirect(reply.status, location)
    return Rules.read(first_bytes(reply, MAX_BYTES), PRODUCT) if 200 <= reply.status < 300 else reply.status


def _without_rules(status: int) -> _Robots:
    if status < 500 and status != 429:
        return _Robots(RobotsState.ABSENT)
    detail = f"robots.txt answered HTTP {status}, so no page may be asked for (RFC 9309, 2.3.1.4)"
    return _Robots(RobotsState.UNREACHABLE, failure=NoAnswer(Reason.ROBOTS, detail))


def _loop() -> NoAnswer:
    return NoAnswer(Reason.REDIRECT_LOOP, "the redirects lead back to where they were")


def _seconds(length: Duration) -> float:
    return (length.months * 30 + length.days) * 86400 + length.microseconds / MICROSECONDS


__all__ = ["USER_AGENT", "Live", "plan"]
