"""Politeness in time: when the next request to a host may leave.

A server that says it is strained (429, 503) is asked half as often each time, and only slowly asked as often as before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

# A strained server is asked at least this slowly, and at most this slowly, in seconds between two requests.
STRAINED_FROM = 0.5
STRAINED_UP_TO = 30.0
# So many good answers in a row, and the server is asked twice as often again, until all is as it was.
GOOD_ENOUGH = 20


@dataclass
class _Host:
    """What one host is asked for (seconds between two requests), and how it bears it."""

    asked: float = 0.0
    strained: float = 0.0
    good: int = 0
    last: float | None = None


class Pace:
    """Requests to one host leave at least `interval` seconds apart, from start to start.

    sleep   how to wait; a test hands in something quicker
    """

    def __init__(self, interval: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._interval = interval
        self._sleep = sleep
        self._asked_of_all = 0.0
        self._hosts: dict[str, _Host] = {}

    def interval(self, host: str) -> float:
        """Seconds between two requests to `host`, as things are."""
        of = self._of(host)
        return max(self._interval, self._asked_of_all, of.asked, of.strained)

    def slow_to(self, interval: float, host: str | None = None) -> None:
        """Make the interval longer, for one host or for all; it never becomes shorter by this."""
        if host is None:
            self._asked_of_all = max(self._asked_of_all, interval)
        else:
            self._of(host).asked = max(self._of(host).asked, interval)

    def strained(self, host: str) -> None:
        """The host answered that it is asked too much: ask half as often."""
        of = self._of(host)
        of.strained = min(max(2 * self.interval(host), STRAINED_FROM), STRAINED_UP_TO)
        of.good = 0

    def good(self, host: str) -> None:
        """The host answered as a server does that has time."""
        of = self._of(host)
        if of.strained:
            of.good += 1
        if of.good >= GOOD_ENOUGH:
            of.strained, of.good = of.strained / 2 if of.strained > STRAINED_FROM else 0.0, 0

    def due(self, host: str) -> float:
        """Seconds until the next request to `host` may leave."""
        last = self._of(host).last
        return 0.0 if last is None else max(0.0, last + self.interval(host) - time.monotonic())

    def wait(self, host: str, at_least: float = 0.0) -> None:
        """Wait until the next request to `host` may leave, and take it as leaving."""
        seconds = max(self.due(host), at_least)
        if seconds > 0:
            self._sleep(seconds)
        self._of(host).last = time.monotonic()

    def _of(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())


__all__ = ["GOOD_ENOUGH", "STRAINED_FROM", "STRAINED_UP_TO", "Pace"]
