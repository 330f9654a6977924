"""What was looked at and how much of it was seen, and what else the reader must know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from egovspec.model.base import Text
from egovspec.model.report import EvidenceSeen, Report, TableCoverage
from egovspec.render import digest, words
from egovspec.render.html.markup import Html, both, linked, tag, told
from egovspec.render.html.pieces import badge, heads, meaning, rows, section


def evidence(report: Report) -> Html:
    if not report.evidence:
        none = Text(zh="没有提供证据。", en="No evidence was given.")
        return section("evidence", words.EVIDENCE, tag("p", both(none)))
    pieces = (_one_evidence(report, seen) for seen in report.evidence)
    return section("evidence", words.EVIDENCE, *pieces, count=len(report.evidence))


def _one_evidence(report: Report, seen: EvidenceSeen) -> Html:
    required = Text(zh="必需", en="required") if seen.required else Text(zh="可选", en="optional")
    captured = (
        tag("time", digest.moment(seen.captured, report.zone), datetime=seen.captured.isoformat())
        if seen.captured
        else both(Text(zh="未采集", en="nothing was collected"))
    )
    head = heads(
        Text(zh="覆盖", en="Coverage"),
        Text(zh="事实表（行数）", en="Fact tables (rows)"),
        Text(zh="说明", en="Why"),
    )
    return tag(
        "div",
        tag("h3", told(seen.id), badge(required, "plain")),
        rows(
            (Text(zh="采集器", en="collector"), Html(told(seen.collector) + " " + told(seen.collector_version))),
            (Text(zh="来源", en="target"), linked(seen.target)),
            (Text(zh="采集时间", en="captured"), captured),
        ),
        tag(
            "table",
            head,
            tag("tbody", (tag("tr", *_covered(tables)) for tables in _alike(seen.coverage))),
            class_="coverage",
        )
        if seen.coverage
        else None,
        class_="card",
    )


def _alike(coverage: Iterable[TableCoverage]) -> Iterable[list[TableCoverage]]:
    """Tables of which as much was collected, for the same reason: many share the pages they are read from."""
    groups: dict[tuple[object, ...], list[TableCoverage]] = {}
    for table in coverage:
        groups.setdefault((table.state, table.reason, table.detail and table.detail.en), []).append(table)
    return groups.values()


def _covered(tables: list[TableCoverage]) -> Iterator[Html]:
    first = tables[0]
    yield tag("th", badge(words.COVERAGE[first.state], first.state.value), scope="row")
    yield tag("td", (tag("span", told(table.table), f" {table.rows:,}", class_="table") for table in tables))
    why = [meaning(first.reason)] if first.reason else []
    if first.detail:
        why += [Html("<br>"), both(first.detail)] if why else [both(first.detail)]
    yield tag("td", why)


def notices(report: Report) -> Html | None:
    if not report.notices and not report.drafts:
        return None
    pieces = [tag("li", both(notice.text)) for notice in report.notices]
    if report.drafts:
        names = tag("ul", (tag("li", told(draft)) for draft in report.drafts), class_="drafts")
        drafts = tag("summary", both(digest.drafts_text(report)))
        pieces.append(tag("li", tag("details", drafts, names)))
    return section("notices", words.NOTICES, tag("ul", pieces, class_="notices"), count=len(pieces))
