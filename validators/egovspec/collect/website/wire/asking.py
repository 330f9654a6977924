"""Asking for one address with patience: in turn, within its time, and again where that may help.

Everything about time is here: the pace a host is met at, second attempts, the pauses a failing server is given, and the
time a page and the whole crawl may take. The numbers are in `pace` and `patience`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol, TypeVar

import httpx2

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.wire.pace import Pace
from egovspec.collect.website.wire.patience import PAUSES, REPEATABLE, STRAINED, Attempts, Health, retry_after
from egovspec.collect.website.wire.reading import challenge_of
from egovspec.collect.website.wire.transport import NoAnswer, Reply, Wire

# Of an answer's failures, those that are the server's own: it was not there, or not in time.
_SERVERS_OWN = frozenset({Reason.TIMEOUT, Reason.UNREACHABLE})
NO_HEADERS: Mapping[str, str] = MappingProxyType({})

T = TypeVar("T")


@dataclass
class Budget:
    """Seconds one page may still spend on the wire, redirects included.

    Waiting for a turn does not use them, nor does an attempt after which another one was made.
    """

    left: float


class Asking(Protocol):
    """Whoever answers for an address: a server, or a record of what a server answered."""

    @property
    def now(self) -> datetime:
        """The moment, timezone-aware."""
        ...

    def ask(
        self,
        url: httpx2.URL,
        budget: Budget,
        read: Callable[[Reply], T],
        *,
        method: str = "GET",
        headers: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> T:
        """One answer to one request, as `read` reads it.

        read     takes what it wants of the answer while the connection is open; called at most once
        method   GET, HEAD or POST
        headers  beside, or in place of, those that are sent with every request
        Raises   NoAnswer, also what `read` raises
        """
        ...


class Asker:
    """Requests of one crawl, one after the other.

    total     seconds from the first request after which none leaves any more
    now       moment of the run, timezone-aware; later moments are counted from it
    retries   attempts at one address after the first, where another may help
    """

    def __init__(self, wire: Wire, pace: Pace, *, total: float, now: datetime, retries: int = 2) -> None:
        self._wire = wire
        self._pace = pace
        self._total = total
        self._started = now
        self._retries = retries
        self._began: float | None = None
        self._health: dict[str, Health] = {}
        self._answered: dict[str, httpx2.URL] = {}

    @property
    def now(self) -> datetime:
        """The moment, timezone-aware."""
        return self._started + timedelta(seconds=time.monotonic() - self._start)

    def ask(
        self,
        url: httpx2.URL,
        budget: Budget,
        read: Callable[[Reply], T],
        *,
        method: str = "GET",
        headers: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> T:
        """One answer to one request, as `Asking` says.

        GET and HEAD are sent again when the connection was reset or did not come about, nothing came in time, or the
        server said 429, 502, 503, 504 or, once, 500.
        Raises   NoAnswer; with reason `limit` once the time for the whole crawl is over, and with `server-failing`,
                 unasked, when the server has failed for long
        """
        self._see_whether_the_server_is_there(url, budget.left)
        attempts = Attempts(self._retries if method in REPEATABLE else 0)
        wait: float | None = 0.0
        while True:
            self._take_turn(url.host, wait or 0.0)
            began = time.monotonic()
            head: Reply | None = None
            try:
                with self._wire.send(
                    method, url, min(began + budget.left, self._end), headers=headers, body=body
                ) as arrived:
                    head, wait = self._heeded(url.host, replace(arrived, at=self.now), attempts)
                    if wait is None:
                        answer = read(head)
            except NoAnswer as problem:
                too_late = problem.reason is Reason.TIMEOUT
                if too_late and time.monotonic() >= self._end:
                    raise self._over() from None
                wait = attempts.after_failure(too_late=too_late) if head is None and problem.again else None
                if wait is None:
                    budget.left -= time.monotonic() - began
                    self._note(url, head, problem)
                    raise
            else:
                if wait is None:
                    budget.left -= time.monotonic() - began
                    self._note(url, head, None)
                    return answer

    def _heeded(self, host: str, reply: Reply, attempts: Attempts) -> tuple[Reply, float | None]:
        """The reply, and seconds to wait before asking again; None when this is the answer."""
        wait = attempts.after_status(reply.status, retry_after(reply.header("retry-after"), self.now))
        if wait is not None or reply.status in STRAINED:
            # The body of an error is short and can be looked at twice. A challenge may wear the same status as a
            # server without time; only waiting does not help against it.
            reply = replace(reply, chunks=tuple(reply.chunks))
            if challenge_of(reply) is not None:
                wait = None
        if reply.status in STRAINED:
            self._pace.strained(host)
        return reply, wait

    def _note(self, url: httpx2.URL, head: Reply | None, problem: NoAnswer | None) -> None:
        """Remember what an answer says of the server, apart from what it says of the page."""
        health = self._health_of(url.host)
        if problem is not None and problem.reason in _SERVERS_OWN:
            health.bad()
        elif head is None or (problem is not None and problem.reason is Reason.CHALLENGE):
            pass  # the server is there, and has answered nothing
        elif _fails(head.status):
            health.bad()
        else:
            health.good()
            self._pace.good(url.host)
            if 200 <= head.status < 300:
                self._answered.setdefault(url.host, url)

    def _see_whether_the_server_is_there(self, url: httpx2.URL, seconds: float) -> None:
        """Give a server that failed often in a row its pauses, asking in between whether it is back.

        seconds   each look may take
        Raises    NoAnswer, when it is not
        """
        health = self._health_of(url.host)
        while (pause := health.pause) is not None:
            self._take_turn(url.host, pause)
            if self._answers(self._answered.get(url.host, url), seconds):
                health.good()
            else:
                health.bad()
        if health.given_up:
            pauses = ", ".join(f"{pause:g}" for pause in PAUSES if pause)
            detail = f"not asked: the server failed {health.failures} times in a row, even after pauses of {pauses} s"
            raise NoAnswer(Reason.SERVER_FAILING, detail)

    def _answers(self, url: httpx2.URL, seconds: float) -> bool:
        try:
            with self._wire.send("GET", url, min(time.monotonic() + seconds, self._end)) as reply:
                return not _fails(reply.status)
        except NoAnswer as problem:
            return problem.reason not in _SERVERS_OWN

    def _health_of(self, host: str) -> Health:
        return self._health.setdefault(host, Health())

    @property
    def _start(self) -> float:
        if self._began is None:
            self._began = time.monotonic()
        return self._began

    @property
    def _end(self) -> float:
        return self._start + self._total

    def _take_turn(self, host: str, at_least: float) -> None:
        # No use in waiting for a turn that comes after the end.
        if self._end <= time.monotonic() + max(self._pace.due(host), at_least):
            raise self._over()
        self._pace.wait(host, at_least)

    def _over(self) -> NoAnswer:
        return NoAnswer(Reason.LIMIT, f"the time for the whole crawl, {self._total:g} s, is over")


def _fails(status: int) -> bool:
    # A server that says nothing but 429 is as little there as one that is down, and has even more need to be left alone.
    return status >= 500 or status in STRAINED


__all__ = ["NO_HEADERS", "Asker", "Asking", "Budget"]
