"""Asking for one address with patience: in turn, within its time, and once more where that may help.

Everything about time is here: the pace the site is met at, and the time a page and the whole crawl may take.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2

from egovspec.collect.website.answers import Reason
from egovspec.collect.website.pace import Pace
from egovspec.collect.website.transport import NoAnswer, Reply, Wire

_BACK_OFF = 1.0
_LONGEST_RETRY_AFTER = 10.0

T = TypeVar("T")


@dataclass
class Budget:
    """Seconds one page may still spend on the wire, redirects included. Waiting for a turn does not use them."""

    left: float


class Asker:
    """Requests of one crawl, one after the other.

    total   seconds from the first request after which none leaves any more
    now     moment of the run, timezone-aware; later moments are counted from it
    """

    def __init__(self, wire: Wire, pace: Pace, *, total: float, now: datetime) -> None:
        self._wire = wire
        self._pace = pace
        self._total = total
        self._started = now
        self._began: float | None = None

    @property
    def now(self) -> datetime:
        """The moment, timezone-aware."""
        return self._started + timedelta(seconds=time.monotonic() - self._start)

    def ask(self, url: httpx2.URL, budget: Budget, read: Callable[[Reply], T]) -> T:
        """One request; a second one when the first was reset, found no connection in time, or was told to return soon.

        read     takes what it wants of the answer while the connection is open
        Raises   NoAnswer; with reason `limit` once the time for the whole crawl is over
        """
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

    @property
    def _start(self) -> float:
        if self._began is None:
            self._began = time.monotonic()
        return self._began

    @property
    def _end(self) -> float:
        return self._start + self._total

    def _take_turn(self, at_least: float) -> None:
        # No use in waiting for a turn that comes after the end.
        if self._end <= time.monotonic() + max(self._pace.due, at_least):
            raise self._over()
        self._pace.wait(at_least)

    def _over(self) -> NoAnswer:
        return NoAnswer(Reason.LIMIT, f"the time for the whole crawl, {self._total:g} s, is over")

    def _retry_after(self, reply: Reply) -> float | None:
        """Seconds a 503 asks to wait, where they are few enough to be worth it. Source: RFC 9110, 10.2.3."""
        value = reply.header("retry-after").strip()
        if reply.status != 503 or not value:
            return None
        if re.fullmatch(r"\d{1,9}", value, re.ASCII):
            seconds = float(value)
        else:
            try:
                moment = parsedate_to_datetime(value)
            except (ValueError, OverflowError):
                return None
            if moment.tzinfo is None:
                return None
            seconds = max(0.0, (moment - self.now).total_seconds())
        return seconds if seconds <= _LONGEST_RETRY_AFTER else None


__all__ = ["Asker", "Budget"]
