"""How long an answer or an exception holds: from its first day to its last, both counted."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from egovspec.model.duration import Duration


def last_day(said: str, on: date) -> date:
    """The last day of a term that begins on `on`: a date, or a length such as P1Y, P6M or P30D.

    A year from 2026-10-15 ends with 2027-10-14; where the month it ends in is too short, with that month.
    Raises   ValueError, with a sentence a person can mend by; also for a length of nothing and for one in hours
    """
    text = said.strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("must be a day of the calendar") from None
    try:
        length = Duration.parse(text)
    except ValueError:
        raise ValueError("must be a date such as 2027-10-14, or a length such as P1Y, P6M or P30D") from None
    if length.microseconds or not (length.months or length.days):
        raise ValueError("must be a length in whole days, at least one")
    try:
        return _ends(on, length.months) + timedelta(days=length.days)
    except (OverflowError, ValueError):
        raise ValueError("lies beyond the year 9999") from None


def _ends(on: date, months: int) -> date:
    """The last of so many months that begin on `on`; the day before `on` for none."""
    if not months:
        return on - timedelta(days=1)
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    longest = calendar.monthrange(year, month + 1)[1]
    if on.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, on.day) - timedelta(days=1)


def is_longer(on: date, expires: date, months: int) -> bool:
    """Whether a term is longer than so many months."""
    return expires > last_day(f"P{months}M", on)


__all__ = ["is_longer", "last_day"]
