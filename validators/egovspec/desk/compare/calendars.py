"""Two versions of a calendar: which days became days off, or days of work."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from egovspec.desk.compare.change import Change, Effect
from egovspec.desk.compare.fields import Rule, fields, members, plainly, told, values, wording
from egovspec.desk.compare.spot import Spot
from egovspec.model.base import Text
from egovspec.model.calendar import Calendar, Year, YearStatus

_YEAR = Text(zh="一年", en="one year")


def calendars(old: Calendar, new: Calendar) -> Iterator[Change]:
    """Changes from one version of a calendar to another.

    A deadline is counted in working days. A day that becomes one brings deadlines nearer; a day off moves them away.
    """
    rules: dict[str, Rule] = {
        "title": wording,
        "years": lambda spot, before, after: members(
            spot, before, after, added=Effect.WIDENS, removed=Effect.TIGHTENS, changed=_year
        ),
    }
    yield from fields(Spot(), old, new, rules, plainly(Effect.TIGHTENS))


def _year(spot: Spot, old: Year, new: Year) -> Iterator[Change]:
    # Nothing is decided by the days of a year that was not confirmed: whatever hangs on them was left open.
    sure = old.status is YearStatus.PUBLISHED
    nearer = Effect.TIGHTENS if sure else Effect.WIDENS
    worked, works = _working(old), _working(new)
    for day in sorted(worked.keys() & works.keys()):
        if works[day] and not worked[day]:
            yield spot.value(day).change(
                "opened", nearer, f"{day} 改为工作日", f"{day} became a working day", stem="day"
            )
        elif worked[day] and not works[day]:
            yield spot.value(day).change(
                "closed", Effect.WIDENS, f"{day} 改为休息日", f"{day} became a day off", stem="day"
            )
    rules: dict[str, Rule] = {
        "status": lambda here, before, after: iter(
            [told(here, Effect.WIDENS if after is YearStatus.PUBLISHED else Effect.TIGHTENS, before, after)]
        ),
        "basis": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
        # What matters of them was said above, day by day.
        "holidays": plainly(Effect.WORDING),
        "workdays": partial(values, added=Effect.WORDING, removed=Effect.WORDING),
    }
    yield from fields(spot, old, new, rules, plainly(Effect.TIGHTENS))


def _working(year: Year) -> dict[str, bool]:
    """By day, whether it is worked."""
    alone = Calendar(kind="calendar", id="year", version="1.0.0", title=_YEAR, years=[year])
    return {one.day.isoformat(): one.workday for one in alone.days()}
