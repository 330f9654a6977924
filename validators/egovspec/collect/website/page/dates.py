"""Dates as they stand on pages: in every form met, with the year supplied where a list leaves it out.

Two ways to look. In running text only a whole date counts. In a row of a list, outside its title, a day and month in
brackets or standing alone is a date too, and so are a day and a year-month that the layout keeps apart (02 over
2024-01). What merely looks like a date is none: telephone and index numbers, document numbers, versions, 2023-02-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from egovspec.collect.website.page.text import DIGIT_GAP, one_line


class Where(Enum):
    """What the text is that a date is looked for in."""

    PROSE = "prose"
    ROW = "row"


class Found(NamedTuple):
    """A date in a text. `at` is local time, None when only a date is given; text[start:stop] is how it is written."""

    day: date
    at: datetime | None
    start: int
    stop: int
    text: str


# One character for one, so that places in the text stay places in the text. Printed long dashes stand for hyphens.
_PLAIN = dict(zip("０１２３４５６７８９／．：－", "0123456789/.:-", strict=True))
_PLAIN |= dict.fromkeys("–—―‐‑−﹣﹘", "-") | dict.fromkeys("\u3000\xa0\u2002\u2003", " ")
_TYPESET = re.compile(f"[{''.join(_PLAIN)}]")

_YEAR = r"((?:19|20)\d\d)"
_OPEN = r"(?<![^\s\[\](（)）【】｜|>《〈:：])"  # what stands alone begins after white space or a bracket
_SHUT = r"(?![^\s\])）】｜|<])"
_WHOLE = [
    rf"(?<!\d)(?P<y1>{_YEAR})\s?年\s?(?P<m1>\d{{1,2}})\s?月\s?(?P<d1>\d{{1,2}})\s?[日号]",
    rf"(?<![\w./-])(?P<y2>{_YEAR})\s?(?P<s2>[-/.])(?P=s2)?\s?(?P<m2>\d{{1,2}})\s?(?P=s2){{1,2}}\s?(?P<d2>\d{{1,2}})"
    r"(?!\d|[-/.]\d)",
    rf"(?<![\d./-])(?<=[\u4e00-\u9fff])(?P<y3>{_YEAR})(?P<s3>[-/.])(?P<m3>\d{{1,2}})(?P=s3)(?P<d3>\d{{1,2}})(?!\d|[-/.]\d)",
    rf"(?:{_OPEN}|(?<=[于间期：:]))(?P<y4>{_YEAR})(?P<m4>0[1-9]|1[0-2])(?P<d4>0[1-9]|[12]\d|3[01]){_SHUT}",
]
_IN_ROWS = [
    # 02 over 2024-01, 2024-01 over 02, 01-02 over 2024, 2024 over 01-02
    rf"{_OPEN}(?P<d5>\d{{1,2}})日?[\s/]+(?P<y5>{_YEAR})\s?[-/.年]\s?(?P<m5>\d{{1,2}})月?{_SHUT}",
    rf"{_OPEN}(?P<y6>{_YEAR})\s?[-/.年]\s?(?P<m6>\d{{1,2}})月?\s+(?P<d6>\d{{1,2}})日?{_SHUT}",
    rf"{_OPEN}(?P<m7>\d{{1,2}})(?:[-/.]|月)(?P<d7>\d{{1,2}})日?[\s/]+(?P<y7>{_YEAR})年?{_SHUT}",
    rf"{_OPEN}(?P<y8>{_YEAR})年?\s+(?P<m8>\d{{1,2}})(?:[-/.]|月)(?P<d8>\d{{1,2}})日?{_SHUT}",
    # two figures of a year, in brackets
    r"[\[(（【]\s?(?P<y9>\d\d)(?P<s9>[-/.])(?P<m9>\d{1,2})(?P=s9)(?P<d9>\d{1,2})\s?[\])）】]",
    # no year at all
    r"[\[(（【]\s?(?P<m10>\d{1,2})(?:[-/.]|月)(?P<d10>\d{1,2})日?\s?[\])）】]",
    rf"{_OPEN}(?P<m11>\d{{1,2}})(?:-|月)(?P<d11>\d{{1,2}})日?{_SHUT}",
    rf"{_OPEN}(?P<m12>\d{{1,2}})月\s+(?P<d12>\d{{1,2}})日?{_SHUT}",
    rf"{_OPEN}(?P<d13>\d{{1,2}})日?\s+(?P<m13>\d{{1,2}})月{_SHUT}",
]
_PATTERNS = {
    Where.PROSE: re.compile("|".join(_WHOLE)),
    Where.ROW: re.compile("|".join(_WHOLE + _IN_ROWS)),
}
# Where a match can begin. The patterns themselves look back first, and a search for them tries each character.
_BEGINS = {
    Where.PROSE: re.compile(r"[12１２][90９０]\d\d"),
    Where.ROW: re.compile(r"[\d\[(（【]"),
}
_DIGIT = re.compile(r"\d")
_REACH = 100  # no date in prose, time and offset included, is as long
_CLOCK = re.compile(
    r"[\sT]{0,4}(?P<half>上午|下午|AM|PM)?\s?(?P<hour>\d{1,2})(?P<colon>:|时|点)(?P<minute>\d{2})分?"
    r"(?::?(?P<second>\d{2})秒?(?:\.\d{1,9})?)?(?!\d)\s?(?P<after>AM|PM|am|pm)?(?P<offset>Z|[+-]\d\d:?\d\d)?"
)
_NOT_A_DATE_AFTER = re.compile(
    r"(?:电话|传真|热线|手机|邮编|编号|文号|索引号|帐号|账号|Tel|TEL|Fax)[^\S\n]*[:：]?[^\S\n]*$"
)
_BEFORE = 12  # what says that a number is no date stands so near before it
EARLIEST, LATEST = 1970, 2099


def find(text: str, captured: date, where: Where = Where.PROSE, zone: str = "Asia/Shanghai") -> Iterator[Found]:
    """All dates in `text`, in its order.

    captured  day the page was captured, in the deployment's zone: supplies the year a list leaves out
    zone      name of the zone a time with an offset is told in
    """
    begins, pattern = _BEGINS[where], _PATTERNS[where]
    if not _DIGIT.search(text) or not (begin := begins.search(text)):
        return
    plain = _plain(text)
    while begin:
        position = begin.start()
        found = _dated(pattern.match(plain, position), text, plain, captured, zone)
        if found:
            yield found
        begin = begins.search(text, found.stop if found else position + 1)


def at(text: str, position: int, captured: date, zone: str = "Asia/Shanghai") -> Found | None:
    """The whole date that begins at `position` of a running text, or None. Looks at no more than the text around it."""
    start = max(0, position - _BEFORE)
    around = text[start : position + _REACH]
    plain = _plain(around)
    found = _dated(_PATTERNS[Where.PROSE].match(plain, position - start), around, plain, captured, zone)
    return found and found._replace(start=found.start + start, stop=found.stop + start)


def years(text: str) -> Iterator[int]:
    """Where a year stands in a text that may begin a date."""
    return (found.start() for found in _BEGINS[Where.PROSE].finditer(text))


def _plain(text: str) -> str:
    """The text with plain figures and signs; nearly all of it is so already, and str.translate looks up each character."""
    return _TYPESET.sub(lambda found: _PLAIN[found[0]], text)


def _dated(found: re.Match[str] | None, text: str, plain: str, captured: date, zone: str) -> Found | None:
    if found is None:
        return None
    start, end = found.span()
    day = _day(found, captured)
    if day is None or _NOT_A_DATE_AFTER.search(plain, max(0, start - _BEFORE), start):
        return None
    at, stop = _at(plain, end, day, zone)
    return Found(at.date() if at else day, at, start, stop, one_line(text[start:end].replace(DIGIT_GAP, " ")))


def first(text: str, captured: date, where: Where = Where.PROSE, zone: str = "Asia/Shanghai") -> Found | None:
    """The first date in `text`, or None."""
    return next(find(text, captured, where, zone), None)


def _day(found: re.Match[str], captured: date) -> date | None:
    parts = {name[0]: value for name, value in found.groupdict().items() if value is not None and name[0] in "ymd"}
    month, day = int(parts["m"]), int(parts["d"])
    if "y" not in parts:
        return _latest(month, day, captured)
    year = int(parts["y"])
    if year < 100:
        year += 2000 if year <= captured.year % 100 else 1900
    return _valid(year, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def _latest(month: int, day: int, captured: date) -> date | None:
    """The latest such day not after the capture; one day of grace, for a list written in another zone."""
    bound = captured + timedelta(days=1) if captured < date.max else captured
    for year in range(bound.year, bound.year - 9, -1):  # 29 February can be eight years back, around 1900 and 2100
        if (candidate := _valid(year, month, day)) and candidate <= bound:
            return candidate
    return None


def _at(plain: str, position: int, day: date, zone: str) -> tuple[datetime | None, int]:
    found = _CLOCK.match(plain, position)
    if not found:
        return None, position
    hour, half = int(found["hour"]), (found["half"] or found["after"] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    try:
        clock = time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None, position
    at = datetime.combine(day, clock)
    if found["offset"]:
        at = _told_in(at, found["offset"], zone)
    return at, found.end()


def _told_in(at: datetime, offset: str, zone: str) -> datetime:
    if offset == "Z":
        given: timezone = UTC
    else:
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        if minutes >= 24 * 60:
            return at
        given = timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes))
    return at.replace(tzinfo=given).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
