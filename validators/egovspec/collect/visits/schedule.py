"""When to visit: slots one interval apart, counted on from the last line of the log, however long ago that was.

A slot that passed while the machine slept or was off is not made up: the log then shows the gap, as it should. Every
slot is moved by up to a tenth of the interval, always by the same amount for the same address and slot. So no site is
only ever visited at the full hour, and who recomputes the schedule finds the same moments.

The clock and the waiting are arguments.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from egovspec.collect.visits.log import Visit, moment

JITTER = 0.1
# Nobody waits longer in one go: a machine that slept, or a clock that was set, is noticed within this time.
_LONGEST_WAIT = 30.0

V = TypeVar("V")


@dataclass(frozen=True)
class Due:
    """A visit to be made: the slot it belongs to, and the moment it is made at."""

    slot: datetime
    at: datetime


def next_due(url: str, last: Visit | None, interval: timedelta, now: datetime) -> Due:
    """The next visit to `url`.

    last      the last visit to it; None when there was none, then a visit is due at once
    now       timezone-aware
    Returns   a moment after `now` (or `now` itself without a last visit), at least nine tenths of the interval after
              the last visit, and after the slot it belongs to by at most a tenth, unless that visit was late
    """
    if last is None:
        return Due(_whole(now), now)
    first = last.slot or _whole(last.at)
    number = max(1, (now - first) // interval)
    while (at := _at(url, first + number * interval, interval)) <= now:
        number += 1
    return Due(first + number * interval, max(at, last.at + (1 - JITTER) * interval))


def visits(
    urls: Iterable[str],
    interval: timedelta,
    last: Mapping[str, Visit],
    visit: Callable[[str, datetime], Visit],
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    times: int | None = None,
    until: datetime | None = None,
) -> Iterator[Visit]:
    """Visit every address again and again, one visit at a time.

    last    of each address the last visit known
    visit   makes one, given address and slot
    times   visits to each address, then it is enough
    until   moment after which no visit begins
    """
    known = dict(last)
    made: Counter[str] = Counter()
    due = {url: next_due(url, known.get(url), interval, now()) for url in urls}
    while due:
        url = min(due, key=lambda one: (due[one].at, one))
        chosen = due[url]
        if until is not None and chosen.at > until:
            return
        while (seconds := (chosen.at - now()).total_seconds()) > 0:
            sleep(min(seconds, _LONGEST_WAIT))
        if now() - chosen.at > interval / 2:
            due[url] = next_due(url, known.get(url), interval, now())
            continue
        known[url] = visit(url, chosen.slot)
        yield known[url]
        made[url] += 1
        if times is not None and made[url] >= times:
            del due[url]
        else:
            due[url] = next_due(url, known[url], interval, now())


def _at(url: str, slot: datetime, interval: timedelta) -> datetime:
    drawn = hashlib.sha256(f"{moment(slot)} {url}".encode()).digest()
    return slot + interval * JITTER * (int.from_bytes(drawn[:4]) / 2**32)


def _whole(at: datetime) -> datetime:
    # As the log keeps it: a slot read back must be the slot that was written.
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


__all__ = ["JITTER", "Due", "next_due", "visits"]
