"""Dates as Chinese pages write them, and what only looks like one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovspec.collect.website.page.dates import Where, find, first

CAPTURED = date(2024, 3, 1)

WHOLE = {
    "2024-01-02": None,
    "2024-1-2": None,
    "2024/1/2": None,
    "2024.01.02": None,
    "20240102": None,
    "2024年1月2日": None,
    "2024 年 1 月 2 日": None,
    "２０２４－０１－０２": None,
    "2024——01——02 08:30": (8, 30, 0),
    "2024-01-02 08:30": (8, 30, 0),
    "2024-01-02 08:30:15": (8, 30, 15),
    "2024-01-02T08:30:15": (8, 30, 15),
    "2024-01-02T08:30:15.123+08:00": (8, 30, 15),
    "2024-01-02T00:30:15Z": (8, 30, 15),
    "2024/1/2 下午 3:04:05": (15, 4, 5),
    "2024/1/2 3:04:05 PM": (15, 4, 5),
    "2024年1月2日 8时30分": (8, 30, 0),
    "发布时间：2024-01-02 08:30": (8, 30, 0),
    "发布时间：20240102": None,
    "[2024-01-02]": None,
    "日期2024-01-02": None,
    "2024-01-02 25:99": None,
}

NO_DATES = [
    "0571-2024-0102",
    "联系电话：20081231",
    "浙政发〔2024〕12号",
    "2023-02-30",
    "2024-13-01",
    "000014348/2020-35428",
    "2020-01-02-0001",
    "2024.01.02.3",
    "330100",
    "ID20240102001",
    "01-02",
    "2024-01",
]

# What a row shows beside its title, and the day meant when the page was captured on 1 March 2024.
ROWS = {
    "2024-01-02": "2024-01-02",
    "[01-02]": "2024-01-02",
    "(1月2日)": "2024-01-02",
    "【01/02】": "2024-01-02",
    "01-02": "2024-01-02",
    "01月02日": "2024-01-02",
    "02-29": "2024-02-29",
    "[03-02]": "2024-03-02",
    "[03-03]": "2023-03-03",
    "12-31": "2023-12-31",
    "02\x1f2024-01": "2024-01-02",
    "02\n2024-01": "2024-01-02",
    "02日\n2024年1月": "2024-01-02",
    "02\n2024/01": "2024-01-02",
    "2024-01\n02": "2024-01-02",
    "01-02\n2024": "2024-01-02",
    "2024\n01/02": "2024-01-02",
    "02\n1月": "2024-01-02",
    "1月\n02": "2024-01-02",
    "[05-03-04]": "2005-03-04",
    "[98-03-04]": "1998-03-04",
}

NO_DATES_OF_ROWS = ["1/2", "第1-2页", "0571-12345678", "13-40", "2-30", "[02-30]", "9999-99", "2024-01\n15家"]


@pytest.mark.parametrize(("text", "clock"), WHOLE.items())
def test_a_whole_date_is_read_in_every_form_met(text: str, clock: tuple[int, int, int] | None) -> None:
    found = first(text, CAPTURED)

    assert found is not None
    assert found.day == date(2024, 1, 2)
    assert found.at == (datetime(2024, 1, 2, *clock) if clock else None)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert first(text, CAPTURED) is None


@pytest.mark.parametrize(("text", "day"), ROWS.items())
def test_a_row_may_leave_out_the_year_or_set_the_day_apart(text: str, day: str) -> None:
    found = first(text, CAPTURED, Where.ROW)

    assert found is not None
    assert found.day == date.fromisoformat(day)


@pytest.mark.parametrize("text", NO_DATES_OF_ROWS)
def test_page_numbers_and_telephones_in_a_row_are_no_dates(text: str) -> None:
    assert first(text, CAPTURED, Where.ROW) is None


def test_a_29_february_without_a_year_is_the_last_leap_day() -> None:
    found = first("02-29", date(2027, 3, 1), Where.ROW)

    assert found is not None
    assert found.day == date(2024, 2, 29)


DAYS = st.dates(date(1970, 1, 1), date(2099, 12, 31))
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "[%Y-%m-%d]", "发布日期：%Y-%m-%d"]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(["", " 07:05", " 07:05:09"]))
def test_every_day_comes_back_from_every_form(day: date, form: str, clock: str) -> None:
    found = first(day.strftime(form) + clock if not form.endswith("]") else day.strftime(form), CAPTURED)

    assert found is not None
    assert found.day == day


@given(DAYS.filter(lambda day: date(1990, 1, 1) <= day <= date(2090, 1, 1)), st.integers(0, 363))
def test_a_day_without_its_year_is_the_latest_such_day_not_after_the_capture(captured: date, back: int) -> None:
    """However long ago within a year a list was written, its [01-02] means that day; but for the day of grace."""
    meant = captured - timedelta(days=back)
    found = first(f"[{meant.month:02}-{meant.day:02}]", captured, Where.ROW)

    assert found is not None
    assert found.day == meant


@given(st.text(max_size=200))
def test_any_text_has_dates_at_places_within_it(text: str) -> None:
    for where in Where:
        for found in find(text, CAPTURED, where):
            assert 0 <= found.start < found.stop <= len(text)
