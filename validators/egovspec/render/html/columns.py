"""The column tree as it was met, and how fresh its columns are. Drawn and written out: neither needs the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from egovspec.model.base import Text
from egovspec.model.report import ColumnDrawn, ColumnState, Report
from egovspec.render import words
from egovspec.render.html.freshness import freshness, linked_name
from egovspec.render.html.markup import Html, both, linked, markup, tag, told
from egovspec.render.html.pieces import badge, section, sign

TITLE = Text(zh="栏目", en="Columns")
STATES = {
    ColumnState.PRESENT: Text(zh="已设", en="present"),
    ColumnState.MISSING: Text(zh="未见", en="missing"),
    ColumnState.EMPTY: Text(zh="空白", en="empty"),
    ColumnState.STALE: Text(zh="超期未更新", en="stale"),
    ColumnState.UNDATED: Text(zh="没有日期", en="undated"),
    ColumnState.UNKNOWN: Text(zh="未能看到", en="not seen in full"),
}
SIGNS = {
    ColumnState.PRESENT: "✓",
    ColumnState.MISSING: "✕",
    ColumnState.EMPTY: "○",
    ColumnState.STALE: "△",
    ColumnState.UNDATED: "–",
    ColumnState.UNKNOWN: "?",
}
_KINDS = {
    ColumnState.PRESENT: "pass",
    ColumnState.MISSING: "fail",
    ColumnState.EMPTY: "fail",
    ColumnState.STALE: "fail",
    ColumnState.UNDATED: "open",
    ColumnState.UNKNOWN: "open",
}
_REQUIRED = Text(zh="应设", en="required")
_EXPECTED = Text(zh="宜设", en="expected")
_OPTIONAL = Text(zh="可设", en="optional")


def columns(report: Report) -> Html | None:
    """Nothing where no column tree took part."""
    if not report.columns:
        return None
    trees: dict[str, list[ColumnDrawn]] = {}
    for column in report.columns:
        trees.setdefault(column.tree, []).append(column)
    drawn = [_tree(name, found, report.today, named=len(trees) > 1) for name, found in trees.items()]
    return section("columns", TITLE, *drawn, freshness(report), count=len(report.columns), class_="columns")


def _tree(name: str, found: list[ColumnDrawn], today: date, *, named: bool) -> Html:
    by_parent: dict[str | None, list[ColumnDrawn]] = {}
    paths = {column.path for column in found}
    for column in found:
        # A column whose parent is not drawn stands at the top rather than nowhere.
        parent = column.parent if column.parent in paths and column.parent != column.path else None
        by_parent.setdefault(parent, []).append(column)
    placed: set[str] = set()
    tops = [_node(top, by_parent, placed, today) for top in by_parent.get(None, [])]
    tops += [_node(lost, by_parent, placed, today) for lost in found if lost.path not in placed]
    title = Text(zh="栏目树", en="Column tree")
    return markup(
        [
            tag("h3", both(title), tag("span", told(name), class_="exact") if named else None),
            tag("ul", _counts(found), class_="states"),
            tag("ul", tops, class_="tree"),
        ]
    )


def _counts(found: list[ColumnDrawn]) -> Iterator[Html]:
    """How many columns are in each state, those that are asked for apart."""
    for title, some in (
        (_REQUIRED, [column for column in found if column.required]),
        (_EXPECTED, [column for column in found if column.expected and not column.required]),
        (_OPTIONAL, [column for column in found if not column.required and not column.expected]),
    ):
        if not some:
            continue
        states = Counter(column.state for column in some)
        marks = [
            [" ", badge(_told(STATES[state], states[state]), _kind(state, some[0]), SIGNS[state])]
            for state in ColumnState
            if states[state]
        ]
        yield tag("li", tag("span", both(_told(title, len(some))), class_="label"), markup(marks))


def _told(title: Text, number: int) -> Text:
    return Text(zh=f"{title.zh} {number}", en=f"{title.en} {number}")


def _kind(state: ColumnState, column: ColumnDrawn) -> str:
    """A column nobody asks for may be missing."""
    asked = column.required or column.expected
    return "plain" if state is ColumnState.MISSING and not asked else _KINDS[state]


def _node(column: ColumnDrawn, by_parent: dict[str | None, list[ColumnDrawn]], placed: set[str], today: date) -> Html:
    placed.add(column.path)
    below = [
        _node(child, by_parent, placed, today) for child in by_parent.get(column.path, []) if child.path not in placed
    ]
    kind = _kind(column.state, column)
    asked = _REQUIRED if column.required else _EXPECTED if column.expected else None
    facts = [fact for fact in (_newest(column), _items(column), _more_places(column)) if fact]
    line = tag(
        "div",
        sign(SIGNS[column.state]),
        tag("span", linked_name(column), class_="name"),
        " ",
        badge(asked, "asked") if asked else None,
        " ",
        tag("span", both(STATES[column.state]), class_="unseen" if column.state is ColumnState.PRESENT else "state"),
        [tag("span", fact, class_="aside") for fact in facts],
        class_=f"node {kind}",
    )
    return tag("li", line, tag("ul", below) if below else None)


def _newest(column: ColumnDrawn) -> Html | None:
    if not column.newest_on:
        return None
    day = column.newest_on.isoformat()
    return markup(
        [tag("span", both(Text(zh="最近更新", en="newest")), class_="unseen"), tag("time", day, datetime=day)]
    )


def _items(column: ColumnDrawn) -> Html | None:
    # A column that only leads on has no items of its own, and none are missed.
    if column.items is None or (not column.items and column.state is not ColumnState.EMPTY):
        return None
    return both(Text(zh=f"{column.items:,} 条", en=words.counted(column.items, "item")))


def _more_places(column: ColumnDrawn) -> Html | None:
    """Its other pages; the name leads to the first."""
    if len(column.places) < 2:
        return None
    title = Text(zh=f"另有 {len(column.places) - 1} 个网页", en=words.counted(len(column.places) - 1, "more page"))
    return tag("details", tag("summary", both(title)), tag("ul", (tag("li", linked(p)) for p in column.places[1:])))
