"""A website over HTTP, whoever answers: a server, or a record of what a server answered.

Which redirects stay on the site, what robots.txt lets this crawler ask for, what of an answer is a page: decided here and
nowhere else, so that a crawl and its repetition from a record decide alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx2

from egovspec.collect.browser.seen import Asked, Given
from egovspec.collect.website.answers import Answer, Failure, Probe, Reason
from egovspec.collect.website.page.text import clean
from egovspec.collect.website.settings import WebsiteSettings
from egovspec.collect.website.wire.address import Guard, literal
from egovspec.collect.website.wire.asking import Asking, Budget
from egovspec.collect.website.wire.reading import challenge_of, first_bytes, page_body, refuse_status
from egovspec.collect.website.wire.robots import MAX_BYTES, SLOWEST, RobotsState, Rules
from egovspec.collect.website.wire.target import Site, host, joined, origin, site, target, twin
from egovspec.collect.website.wire.transport import NoAnswer, Reply
from egovspec.model.base import Text
from egovspec.model.duration import MICROSECONDS, Duration

PRODUCT = "egovspec"
_REDIRECTS = {301, 302, 303, 307, 308}
_ROBOTS_REDIRECTS = 5
_OF_BROWSERS = {"GET", "HEAD", "POST"}
# Of the headers a page's scripts set, those an answer may depend on.
_PASSED_ON = {"accept", "content-type", "cookie", "origin", "referer", "x-requested-with", "x-csrf-token"}
# A server that does not know HEAD, or answers it carelessly, is asked again as a browser asks.
_LOOKED_AT = 1024


@dataclass(frozen=True)
class _Page:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: datetime


@dataclass(frozen=True)
class _Redirect:
    status: int
    location: str


@dataclass(frozen=True)
class _Probed:
    """What the head of an answer says of a link: the bytes of the whole file, where it says them."""

    status: int
    reachable: bool | None
    media: str | None
    size: int | None


@dataclass(frozen=True)
class _Robots:
    """What is known of one robots.txt: rules, or the failure all its pages share, or neither, when all is allowed."""

    state: RobotsState
    rules: Rules | None = None
    failure: NoAnswer | None = None


@dataclass(frozen=True)
class Bounds:
    """What belongs to a site, and what may never be met.

    home   the address of the home page; None when it is no http or https address
    sites  hosts and ports that are the site's own: one, until its home page redirects between `www.` and the bare name
    """

    home: httpx2.URL | None
    sites: set[Site]
    guard: Guard

    @classmethod
    def of(cls, settings: WebsiteSettings, address: str) -> Bounds:
        home = target(address)
        guard = Guard(settings.private_addresses, literal(host(home)) if home else None)
        return cls(home, {site(home)} if home else set(), guard)

    def holds(self, name: str) -> bool:
        """Whether a host is one of the site's own, on whatever port."""
        return any(name == known for known, _ in self.sites)


class Http:
    """The Medium of a site that answers HTTP requests. Not thread-safe; asks for nothing before the first `fetch`.

    name     live, or warc
    asking   who answers
    slower   called with the seconds robots.txt wants between two requests, and the host that wants them
    obeys    whether robots.txt is obeyed
    overridden  whether not obeying it was this crawl's choice: what another crawler recorded is there to be read

    A site is a host and, where it is not the scheme's own, a port; http and https are one site. A redirect of the
    *home page* between `www.` and the bare name stays on the site, since that is how one portal answers at both, and
    from then on both belong to it. Any other change of host or port leaves it.
    """

    carries_http = True

    def __init__(
        self,
        settings: WebsiteSettings,
        home: str,
        bounds: Bounds,
        asking: Asking,
        *,
        name: str,
        slower: Callable[[float, str], None] = lambda seconds, host: None,
        obeys: bool = True,
        overridden: bool = True,
    ) -> None:
        self.name = name
        self.home = home
        self._limits = settings.limits
        self._page_seconds = seconds(settings.limits.timeout)
        self._home = self._landed = bounds.home
        self._sites = bounds.sites
        self._guard = bounds.guard
        self._asking = asking
        self._slower = slower
        self._obeys = obeys
        self._overridden = overridden
        self._robots: dict[str, _Robots] = {}
        self._notices: dict[str, Text] = {}

    @property
    def robots_state(self) -> str | None:
        """What robots.txt says at the address the home page landed on; None before anything was fetched."""
        if not self._obeys:
            return RobotsState.OVERRIDDEN.value if self._overridden else None
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

    def given(self, asked: Asked) -> Given | None:
        """Answers a browser's request from wherever this medium has its answers; of the site's own as robots.txt lets."""
        wanted = target(asked.url)
        if wanted is None or asked.method not in _OF_BROWSERS:
            return None
        headers = {name: value for name, value in asked.headers.items() if name in _PASSED_ON}
        try:
            if site(wanted) in self._sites:
                self._heed_robots(wanted)
            budget = Budget(self._page_seconds)
            return self._asking.ask(
                wanted, budget, self._read_given, method=asked.method, headers=headers, body=asked.body
            )
        except NoAnswer:
            return None

    def leftovers(self, known: Iterable[str]) -> Iterable[str]:
        return ()

    def probe(self, url: str) -> Probe:
        """Whether a link leads anywhere: HEAD, then, where that says little, GET of the first bytes."""
        return self._probe(url.partition("#")[0])

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
            seen_at=page.at,
            place=asked,
        )

    def close(self) -> None:
        """Let go of what is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(self, wanted: httpx2.URL) -> tuple[httpx2.URL, _Page]:
        budget = Budget(self._page_seconds)
        met: Counter[str] = Counter()
        at = wanted
        for _ in range(self._limits.redirects + 1):
            # A page may send its visitor back to itself with a cookie, and answer the second time: no loop yet.
            met[str(at)] += 1
            if met[str(at)] > 2:
                raise _loop()
            self._heed_robots(at)
            answer = self._asking.ask(at, budget, self._read_page)
            if isinstance(answer, _Page):
                return at, answer
            at = self._next(at, answer, from_home=wanted == self._home)
        if str(at) in met:
            raise _loop()
        raise NoAnswer(Reason.LIMIT, f"more than {self._limits.redirects} redirects")

    def _probe(self, asked: str) -> Probe:
        wanted = target(asked)
        if wanted is None:
            return Probe(asked, None, "GET", None, Reason.UNREACHABLE, "this is no http or https address")
        try:
            found = self._probed_with("HEAD", asked, wanted)
            # Some servers know no HEAD and say so in odd ways.
            if found.status is not None and found.status >= 400:
                found = self._probed_with("GET", asked, wanted)
        except NoAnswer as problem:
            if problem.reason in (Reason.ROBOTS, Reason.REFUSED_ADDRESS, Reason.LIMIT, Reason.SERVER_FAILING):
                return _unprobed(asked, "HEAD", problem)
            try:
                found = self._probed_with("GET", asked, wanted)
            except NoAnswer as again:
                return _unprobed(asked, "GET", again)
        return found

    def _probed_with(self, method: str, asked: str, wanted: httpx2.URL) -> Probe:
        """Follow redirects wherever they lead, as a visitor's browser would. Raises NoAnswer."""
        budget, at = Budget(self._page_seconds), wanted
        for _ in range(self._limits.redirects + 1):
            if site(at) in self._sites:
                self._heed_robots(at)
            headers = {"Accept": "*/*"} if method == "HEAD" else {"Accept": "*/*", "Range": f"bytes=0-{_LOOKED_AT - 1}"}
            found = self._asking.ask(at, budget, _read_probe, method=method, headers=headers)
            if not isinstance(found, _Redirect):
                media, size = found.media, found.size
                return Probe(asked, str(at), method, found.status, media=media, size=size, reachable=found.reachable)
            onward = joined(at, found.location)
            if onward is None:
                raise NoAnswer(
                    Reason.UNREACHABLE, "redirected to what is no http or https address", status=found.status
                )
            at = onward
        raise NoAnswer(Reason.REDIRECT_LOOP, f"more than {self._limits.redirects} redirects")

    def _read_given(self, reply: Reply) -> Given:
        body = first_bytes(reply, self._limits.page_bytes)
        if len(body) > self._limits.page_bytes:
            raise NoAnswer(Reason.TOO_LARGE, f"more than {self._limits.page_bytes} bytes", status=reply.status)
        return Given(reply.status, reply.headers, body)

    def _read_page(self, reply: Reply) -> _Page | _Redirect:
        location = reply.header("location")
        if reply.status in _REDIRECTS and location:
            return _Redirect(reply.status, location)
        refuse_status(reply)
        return _Page(reply.status, reply.headers, page_body(reply, self._limits.page_bytes), reply.at)

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
                answer = self._asking.ask(at, budget, _read_robots)
                if isinstance(answer, Rules):
                    return self._bound_by(answer, host(at))
                if isinstance(answer, int):
                    return _without_rules(answer)
                onward = joined(at, answer.location)
                if onward is None or site(onward) not in self._sites:
                    break
                at = onward
        except NoAnswer as problem:
            if problem.reason is Reason.LIMIT:
                raise
            detail = (
                f"{problem.detail}; so robots.txt could not be read, and no page may be asked for (RFC 9309, 2.3.1.4)"
            )
            # The whole server may be gone: then that is the reason, and not what robots.txt would have said.
            return _Robots(RobotsState.UNREACHABLE, failure=NoAnswer(problem.reason, detail))
        return _Robots(RobotsState.ABSENT)

    def _bound_by(self, rules: Rules, at: str) -> _Robots:
        if rules.delay > SLOWEST:
            self._notices["crawl-delay-capped"] = Text(
                zh=f"robots.txt 要求每 {rules.delay:g} 秒至多请求一次，实际为每 {SLOWEST:g} 秒一次",
                en=f"robots.txt asks for one request in {rules.delay:g} s at most; one in {SLOWEST:g} s was made",
            )
        self._slower(min(rules.delay, SLOWEST), at)
        return _Robots(RobotsState.RESTRICTS if rules.restricts else RobotsState.ALLOWS, rules)


def _read_probe(reply: Reply) -> _Probed | _Redirect:
    location = reply.header("location")
    if reply.status in _REDIRECTS and location:
        return _Redirect(reply.status, location)
    media = reply.header("content-type").partition(",")[0].partition(";")[0].strip().lower()
    reachable: bool | None = None
    if 200 <= reply.status < 300 or reply.status == 416:  # an empty file has no first bytes to give
        reachable = True
    elif reply.status in (400, 404, 410) or reply.status >= 500:
        reachable = False if challenge_of(reply) is None else None
    return _Probed(reply.status, reachable, clean(media, 100) or None, _size(reply))


def _size(reply: Reply) -> int | None:
    """Bytes of the whole file, where the answer says it."""
    ranged = re.fullmatch(r"bytes \d{1,15}-\d{1,15}/(\d{1,15})", reply.header("content-range").strip(), re.ASCII)
    length = reply.header("content-length").strip()
    if ranged:
        return int(ranged[1])
    if reply.status == 200 and re.fullmatch(r"\d{1,15}", length, re.ASCII) and not reply.header("content-encoding"):
        return int(length)
    return None


def _unprobed(asked: str, method: str, problem: NoAnswer) -> Probe:
    gone = problem.reason is Reason.UNREACHABLE and problem.status is None
    return Probe(asked, None, method, problem.status, problem.reason, problem.detail, reachable=False if gone else None)


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


def seconds(length: Duration) -> float:
    return (length.months * 30 + length.days) * 86400 + length.microseconds / MICROSECONDS


__all__ = ["PRODUCT", "Http", "seconds"]
