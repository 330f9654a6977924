"""How long ago each column was updated, against the time it may take: one line a column, the most overdue first.

Every line has the same scale, the share of the allowed time that is used up: cycles of two weeks and of six months can be
compared, and what lies beyond the mark is overdue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from egovspec.judge.messages import written
from egovspec.model.base import Language, Text
from egovspec.model.report import ColumnDrawn, ColumnState, Report
from egovspec.render import words
from egovspec.render.html.markup import Html, both, linked, markup, tag, told
from egovspec.render.html.pieces import badge, heads

_TITLE = Text(zh="更新时间线", en="Freshness")
# The line ends at twice the allowed time: what is later is simply late.
_CYCLE = 100
_END = 200
# From this share on there is reason to publish before the column falls due.
_NEAR = 0.8
_UNDATED = {
    ColumnState.EMPTY: Text(zh="栏目空白", en="the column is empty"),
    ColumnState.UNDATED: Text(zh="没有可识别的日期", en="no date was recognised"),
    ColumnState.UNKNOWN: Text(zh="未能看到", en="not seen in full"),
}


def freshness(report: Report) -> Html | None:
    """Columns that have a cycle, in the order in which somebody should look at them. Those that are missing have none."""
    held = [column for column in report.columns if column.max_idle and column.state is not ColumnState.MISSING]
    if not held:
        return None
    today = report.today
    order = sorted(held, key=lambda column: -_used(column, today))
    key = Text(
        zh=f"横条自最近更新之日起，至评估之日（{today}）止；竖线为允许周期届满之日，其右为超期。各栏目按所用周期的比例绘制。",
        en=f"Each bar runs from the newest item to the day of the assessment ({today}); the line is the last day allowed, "
        "and what is beyond it is overdue. Drawn by the share of the allowed time that is used.",
    )
    table = tag(
        "table",
        heads(
            Text(zh="栏目", en="Column"),
            Text(zh="最近更新", en="Newest"),
            Text(zh="允许周期", en="Allowed"),
            Text(zh="到期日", en="Due"),
            Text(zh="时间线", en="Timeline"),
            Text(zh="情形", en="How it stands"),
        ),
        tag("tbody", (_line(column, today) for column in order)),
        class_="freshness",
    )
    return markup([tag("h3", both(_TITLE)), tag("p", both(key), class_="aside"), table])


def _used(column: ColumnDrawn, today: date) -> float:
    """The share of the allowed time that has gone by: 1 on the last day allowed. Without a date, beyond the last day."""
    if not column.newest_on or not column.deadline:
        return 1.0 if column.state is not ColumnState.EMPTY else float("inf")
    allowed = (column.deadline - column.newest_on).days
    return (today - column.newest_on).days / allowed if allowed > 0 else float("inf")


def _line(column: ColumnDrawn, today: date) -> Html:
    return tag(
        "tr",
        tag("th", linked_name(column), scope="row"),
        *_cells(column, today),
    )


def linked_name(column: ColumnDrawn) -> Html:
    """The name, leading to the first page of the column."""
    return linked(column.places[0], both(column.name)) if column.places else both(column.name)


def _cells(column: ColumnDrawn, today: date) -> Iterator[Html]:
    yield tag("td", _day(column.newest_on), class_="day")
    good = None
    if column.good_idle:
        cycle = length(column.good_idle)
        said = Text(zh=f"良好 {cycle.zh}", en=f"good: {cycle.en}")
        good = tag("span", both(said), class_="aside")
    yield tag("td", both(length(column.max_idle or "")), " " if good else None, good, class_="cycle")
    yield tag("td", _day(column.deadline), class_="day")
    yield tag("td", _drawing(column, today), class_="line")
    yield tag("td", _standing(column, today), class_="stands")


def _day(day: date | None) -> Html:
    return tag("time", day.isoformat(), datetime=day.isoformat()) if day else told("—")


def _standing(column: ColumnDrawn, today: date) -> Html:
    if not column.newest_on or not column.deadline:
        why = _UNDATED.get(column.state, _UNDATED[ColumnState.UNDATED])
        return badge(why, "fail" if column.state is ColumnState.EMPTY else "open", "?")
    left = (column.deadline - today).days
    if left < 0:
        return badge(Text(zh=f"超期 {-left} 天", en=f"{words.counted(-left, 'day')} overdue"), "fail", "△")
    said = Text(zh=f"余 {left} 天", en=f"{words.counted(left, 'day')} left")
    return badge(said, "open", "!") if _used(column, today) >= _NEAR else badge(said, "pass", "✓")


def _drawing(column: ColumnDrawn, today: date) -> Html | None:
    """The same as the words beside it, so it is not read aloud."""
    if not column.newest_on or not column.deadline:
        return None
    used = min(round(_used(column, today) * _CYCLE, 1), _END) if column.deadline > column.newest_on else _END
    used = max(used, 0)
    within, beyond = min(used, _CYCLE), max(used - _CYCLE, 0)
    return tag(
        "svg",
        tag("rect", x=0, y=3, width=_CYCLE, height=6, class_="allowed"),
        tag("rect", x=_CYCLE, y=3, width=_END - _CYCLE, height=6, class_="late"),
        tag("rect", x=0, y=4, width=f"{within:g}", height=4, class_="spent"),
        tag("rect", x=_CYCLE, y=4, width=f"{beyond:g}", height=4, class_="overdue") if beyond else None,
        tag("rect", x=_CYCLE - 1, y=0, width=2, height=12, class_="due"),
        class_="timeline",
        viewBox=f"0 0 {_END} 12",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def length(iso: str) -> Text:
    """A duration as people of each language write it; what is none as it stands."""
    try:
        return Text(zh=written(iso, "INTERVAL", Language.ZH), en=written(iso, "INTERVAL", Language.EN))
    except ValueError:
        return Text(zh=iso or "—", en=iso or "—")
