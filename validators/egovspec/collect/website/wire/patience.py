"""How often and after how long a server is asked again, and when it is left alone. Pure: no clock, no socket.

A portal's server that is restarted, overloaded or patched must not make pages look absent, and must not be asked
thousands of times while it is down. All numbers about this are here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

# Seconds before the second, third, … attempt at one address.
BACK_OFF = (1.0, 4.0, 16.0, 60.0, 60.0)
# A server that asks for more than this, in seconds, is taken at its word: the address is given up at once.
LONGEST_RETRY_AFTER = 120.0
# Statuses of a server that may have time later; and of a page that may have failed by accident, which is seen once.
PASSING = frozenset({429, 502, 503, 504})
ACCIDENT = 500
# Statuses by which a server says that it is asked too much.
STRAINED = frozenset({429, 503})
# Repeating what changes nothing is safe (RFC 9110, 9.2.2); POST is never repeated.
REPEATABLE = frozenset({"GET", "HEAD"})

# So many addresses in a row that failed by the server's own fault, then these pauses in seconds, each followed by one
# request for an address that was answered before. The first comes at once: a broken part of a site is no broken server.
FAILURES = 10
PAUSES = (0.0, 30.0, 60.0, 120.0)


class Attempts:
    """What is still to be tried for one address.

    most   attempts after the first
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made = 0
        self._accidents = 0

    def after_status(self, status: int, told: float | None) -> float | None:
        """Seconds to wait before asking again; None when this answer is what there is.

        told   seconds of Retry-After, where the server gave it
        """
        if status == ACCIDENT:
            return self._once()
        if status not in PASSING or (told is not None and told > LONGEST_RETRY_AFTER):
            return None
        return self._next(told)

    def after_failure(self, *, too_late: bool) -> float | None:
        """The same after a connection that did not come about or brought no answer, be it only in time.

        A time-out is followed by one more attempt at most: each costs as long as a page may take.
        """
        return self._once() if too_late else self._next(None)

    def _once(self) -> float | None:
        self._accidents += 1
        return self._next(None) if self._accidents == 1 else None

    def _next(self, told: float | None) -> float | None:
        if self._made >= self._most:
            return None
        wait = BACK_OFF[min(self._made, len(BACK_OFF) - 1)] if told is None else told
        self._made += 1
        return wait


@dataclass
class Health:
    """How one server has been of late: addresses in a row that it failed, all attempts at each counted as one."""

    failures: int = 0

    def good(self) -> None:
        self.failures = 0

    def bad(self) -> None:
        self.failures += 1

    @property
    def pause(self) -> float | None:
        """Seconds to wait before looking whether the server is still there; None when there is no need to look."""
        number = self.failures - FAILURES
        return PAUSES[number] if 0 <= number < len(PAUSES) else None

    @property
    def given_up(self) -> bool:
        return self.failures >= FAILURES + len(PAUSES)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks to wait; None when it says nothing usable. Source: RFC 9110, 10.2.3."""
    value = value.strip()
    if re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return None if moment.tzinfo is None else max(0.0, (moment - now).total_seconds())


__all__ = [
    "BACK_OFF",
    "FAILURES",
    "LONGEST_RETRY_AFTER",
    "PAUSES",
    "REPEATABLE",
    "STRAINED",
    "Attempts",
    "Health",
    "retry_after",
]
