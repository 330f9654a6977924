"""A calendar of working days: holidays and make-up days by year, each year with how it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from egovspec.model.base import ClauseReference, Day, Document, Shape, Text
from egovspec.model.wrong import Wrong


class YearStatus(StrEnum):
    """How a year's days are known: as published, or only what the law fixes and weekends."""

    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"


class Holiday(Shape):
    """A run of days off. 放假。"""

    name: Text
    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise Wrong("`last` is before `first`", "`last` 早于 `first`", "last")
        if (self.last - self.first).days > 31:
            raise Wrong("`last` is more than 31 days after `first`", "`last` 与 `first` 相距超过 31 天", "last")
        return self


class Year(Shape):
    """One year. 年度。"""

    year: Annotated[int, Field(ge=1949, le=2200)]
    status: YearStatus
    basis: list[ClauseReference] = Field(default_factory=list)
    holidays: list[Holiday] = Field(default_factory=list)
    workdays: list[Day] = Field(default_factory=list, description="调休上班日。Make-up working days.")


class Workday(NamedTuple):
    """One day of the calendar. `ordinal` counts working days up to and including this day."""

    day: date
    workday: bool
    ordinal: int
    confirmed: bool


class Calendar(Document):
    """A calendar of working days. 工作日历。"""

    kind: Literal["calendar"]
    title: Text
    years: list[Year] = Field(min_length=1)

    @model_validator(mode="after")
    def _years_follow(self) -> Self:
        for n, (before, year) in enumerate(pairwise(self.years), 1):
            if year.year != before.year + 1:
                en = f"years follow one another without a gap: after {before.year} comes {before.year + 1}"
                zh = f"年度须依次连续：{before.year} 之后为 {before.year + 1}"
                raise Wrong(en, zh, "years", n, "year")
        return self

    def days(self) -> Iterator[Workday]:
        """Every day of the calendar in order, so that working days between two dates are a difference of ordinals."""
        off = {
            holiday.first + timedelta(days=n)
            for year in self.years
            for holiday in year.holidays
            for n in range((holiday.last - holiday.first).days + 1)
        }
        made_up = {day for year in self.years for day in year.workdays}
        ordinal = 0
        for year in self.years:
            day = date(year.year, 1, 1)
            while day.year == year.year:
                works = day in made_up or (day.weekday() < 5 and day not in off)
                ordinal += works
                yield Workday(day, works, ordinal, year.status is YearStatus.PUBLISHED)
                day += timedelta(days=1)
