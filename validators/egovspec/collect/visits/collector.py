"""The collector of visits: reads a log kept by `egovspec visit`, and says how much of it could be read. Meets no host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import ClassVar
from zoneinfo import ZoneInfo

from egovspec.collect.base import Collected, Context, Seen, Sink, Step
from egovspec.collect.visits.log import FORMAT, Damaged, Header, Numbered, Visit, entries
from egovspec.collect.visits.reasons import Why
from egovspec.collect.visits.settings import VisitsSettings, address, seconds
from egovspec.collect.website.page.text import one_line
from egovspec.facts.tables import Fact
from egovspec.facts.tables.visits import VISIT_TABLES
from egovspec.facts.tables.visits import Visit as VisitFact
from egovspec.model.base import Shape, Text
from egovspec.model.report import CoverageState

_address = lru_cache(maxsize=10_000)(address)  # a log holds a few addresses, each thousands of times
# Clocks of two machines differ; a visit later than this was not made yet.
_CLOCKS_DIFFER = timedelta(minutes=5)
_DETAIL = 300
_ADDRESS = 4096
_STEP = 10_000


@dataclass
class _Lines:
    """How many lines, and the first of them."""

    count: int = 0
    first: int = 0

    def add(self, line: int) -> None:
        self.count += 1
        self.first = self.first or line


@dataclass
class _Reading:
    """What is counted while a log is read."""

    visits: int = 0
    others: int = 0
    latest: datetime | None = None
    damaged: _Lines = field(default_factory=_Lines)
    future: _Lines = field(default_factory=_Lines)


class Visits:
    """Facts of a log of visits."""

    name: ClassVar[str] = "visits"
    version: ClassVar[str] = "1.0"
    title: ClassVar[Text] = Text(zh="访问日志", en="Log of visits")
    offers: ClassVar[tuple[type[Fact], ...]] = VISIT_TABLES
    settings: ClassVar[type[Shape]] = VisitsSettings

    def collect(self, settings: VisitsSettings, sink: Sink, context: Context) -> Collected:
        """Collect a log into `sink`, line by line. Never raises for what the log is like; coverage says it.

        Returns  captured: the moment of the last visit, None when there is none. Coverage complete; partial when lines
                 are damaged (`damaged-lines`) or lie in the future (`future-lines`); none when the log is missing,
                 cannot be read, is of another format or is empty, or when it holds none of the addresses (`not-visited`)
        """
        shown = _shown(settings.log)
        reading = _Reading()
        try:
            path = context.base / settings.log
            if not path.is_file():
                return self._nothing(shown, "missing-log", "没有这个访问日志", "there is no such log of visits")
            with path.open("rb") as file:
                wanted = {address(url) for url in settings.url}
                for entry in entries(file):
                    if isinstance(entry, Header) and entry.format != FORMAT:
                        return self._nothing(
                            shown,
                            "other-format",
                            f"日志为第 {entry.format} 版格式，本版本只读第 {FORMAT} 版",
                            f"the log is of format {entry.format}; this version reads {FORMAT}",
                        )
                    if isinstance(entry, Damaged):
                        reading.damaged.add(entry.line)
                    if isinstance(entry, Numbered):
                        self._take(entry, wanted, settings, sink, context, reading, shown)
        except OSError as problem:
            why = problem.strerror or type(problem).__name__
            return self._nothing(shown, "unreadable-log", f"日志无法读取：{why}", f"the log cannot be read: {why}")
        if reading.latest is None:
            return self._none_of(shown, settings, reading)
        return Collected(shown, reading.latest, {"visit": _seen(shown, reading)})

    def plan(self, settings: VisitsSettings, context: Context) -> Iterable[Text]:
        """That the log is read and no host is met."""
        shown = _shown(settings.log)
        return (
            Text(
                zh=f"{shown}：从这个日志读取访问记录；不访问任何主机",
                en=f"{shown}: visits are read from this log; no host is met",
            ),
        )

    def _take(
        self,
        entry: Numbered,
        wanted: set[str | None],
        settings: VisitsSettings,
        sink: Sink,
        context: Context,
        reading: _Reading,
        shown: str,
    ) -> None:
        visit = entry.visit
        url = _address(visit.url)
        if url is None:
            reading.damaged.add(entry.line)
        elif visit.at > context.now + _CLOCKS_DIFFER:
            reading.future.add(entry.line)
        elif wanted and url not in wanted:
            reading.others += 1
        else:
            sink.add(_fact(visit, url, f"{shown}:{entry.line}", seconds(settings.timeout), context))
            reading.visits += 1
            reading.latest = visit.at if reading.latest is None else max(reading.latest, visit.at)
            if reading.visits % _STEP == 0:
                context.progress(Step(reading.visits, reading.visits, shown))

    def _none_of(self, shown: str, settings: VisitsSettings, reading: _Reading) -> Collected:
        if reading.others:
            asked = "、".join(settings.url)
            return self._nothing(
                shown,
                "not-visited",
                f"日志中没有对 {asked} 的访问",
                f"the log holds no visit to {', '.join(settings.url)}",
            )
        if reading.damaged.count or reading.future.count:
            partial = _seen(shown, reading)
            return Collected(shown, None, {"visit": replace(partial, state=CoverageState.NONE)})
        return self._nothing(shown, "empty-log", "访问日志是空的", "the log of visits is empty")

    def _nothing(self, shown: str, reason: str, zh: str, en: str) -> Collected:
        detail = Text(zh=f"{shown}：{one_line(zh, _DETAIL)}", en=f"{shown}: {one_line(en, _DETAIL)}")
        return Collected(shown, None, {"visit": Seen(CoverageState.NONE, reason, detail)})


def _fact(visit: Visit, url: str, place: str, limit: float, context: Context) -> VisitFact:
    ok, reason = _opened(visit, limit)
    at = visit.at.astimezone(UTC)
    return VisitFact(
        evidence=context.evidence,
        place=place,
        seen_at=at,
        url=url,
        visited_at=at,
        visited_on=at.astimezone(ZoneInfo(context.zone)).date(),
        ok=ok,
        status=visit.status,
        seconds=visit.seconds,
        reason=reason,
        detail=None if visit.detail is None else one_line(visit.detail, _DETAIL),
        landed_url=None if visit.landed_url is None else one_line(visit.landed_url, _ADDRESS),
        size=visit.size,
    )


def _opened(visit: Visit, limit: float) -> tuple[bool | None, str | None]:
    """Whether the page opened within `limit` seconds, which need not be the limit the visit was made with."""
    reason = None if visit.reason is None else one_line(visit.reason, 100)
    if visit.ok is None:
        return None, reason
    if visit.ok or reason == Why.SLOW:
        if visit.seconds is None:
            return None, reason or Why.UNCLEAR.value
        return (True, None) if visit.seconds < limit else (False, Why.SLOW.value)
    if reason == Why.TIMEOUT and (visit.timeout is None or visit.timeout < limit):
        return None, Why.GAVE_UP_EARLY.value
    return False, reason


def _seen(shown: str, reading: _Reading) -> Seen:
    zh, en = [], []
    for lines, what, what_en in (
        (reading.damaged, "不是完整的访问记录", "no whole visits"),
        (reading.future, "的时刻晚于本次检查", "later than this run"),
    ):
        if lines.count:
            zh.append(f"{lines.count} 行{what}，首行为第 {lines.first} 行")
            en.append(f"lines that are {what_en}: {lines.count}, the first is line {lines.first}")
    if not zh:
        return Seen(CoverageState.COMPLETE)
    reason = "damaged-lines" if reading.damaged.count else "future-lines"
    return Seen(CoverageState.PARTIAL, reason, Text(zh=f"{shown}：{'；'.join(zh)}", en=f"{shown}: {'; '.join(en)}"))


def _shown(log: str) -> str:
    """The log as anyone may see it, without the folders of this machine."""
    path = PurePath(log)
    return path.name if path.is_absolute() else log


__all__ = ["Visits"]
