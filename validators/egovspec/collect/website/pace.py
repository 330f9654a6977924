"""Politeness in time: when the next request may leave, and when none may leave any more."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Requests leave at least `interval` seconds apart, from start to start.

    sleep   how to wait; a test hands in something quicker
    """

    def __init__(self, interval: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self.interval = interval
        self._sleep = sleep
        self._last: float | None = None

    def slow_to(self, interval: float) -> None:
        """Make the interval longer; it never becomes shorter."""
        self.interval = max(self.interval, interval)

    @property
    def due(self) -> float:
        """Seconds until the next request may leave."""
        return 0.0 if self._last is None else max(0.0, self._last + self.interval - time.monotonic())

    def wait(self, at_least: float = 0.0) -> None:
        """Wait until the next request may leave, and take it as leaving."""
        seconds = max(self.due, at_least)
        if seconds > 0:
            self._sleep(seconds)
        self._last = time.monotonic()


__all__ = ["Pace"]
