"""The first screen: the verdict, the three numbers, and how the provisions stand."""

from __future__ import annotations

from collections.abc import Iterator

from egovspec.model.base import Text
from egovspec.model.report import ProvisionResult, Report
from egovspec.render import digest, words
from egovspec.render.digest import Verdict
from egovspec.render.html.markup import Html, both, tag, told
from egovspec.render.html.pieces import SIGNS, Standing, fold, heads, sign, wide

_VERDICT_SIGNS = {Verdict.FAILS: "✕", Verdict.UNSETTLED: "?", Verdict.CONFORMS_MOSTLY: "✓", Verdict.CONFORMS: "✓"}


def summary(report: Report, score: Html | None) -> Html:
    found, verdict = report.summary, digest.verdict_of(report)
    numbers = (
        (words.JUDGED, found.judged, digest.judged_text(report)),
        (words.NOT_JUDGED, found.not_judged, digest.not_judged_text(report)),
        (words.WAIVED, found.waived, digest.waived_text(report)),
    )
    return tag(
        "section",
        tag("h2", both(words.VERDICT), id="verdict", class_="unseen"),
        tag("p", sign(_VERDICT_SIGNS[verdict]), both(digest.verdict_text(report)), class_=f"verdict {verdict}"),
        tag(
            "ul",
            (number_card(label, f"{number:,}", why) for label, number, why in numbers),
            score,
            class_="numbers" if score is None else "numbers scored",
        ),
        _bar(report),
        aria_labelledby="verdict",
    )


def number_card(label: Text, number: str, why: Text, kind: str | None = None) -> Html:
    return tag(
        "li",
        tag("span", both(label), class_="label"),
        tag("span", number, class_="number"),
        tag("span", both(why), class_="why"),
        class_=kind,
    )


def _bar(report: Report) -> Html | None:
    """The provisions as one bar; the list below it says the same in words and leads to the sections."""
    if not report.provisions:
        return None
    counts = [(each, sum(Standing.of(p) is each for p in report.provisions)) for each in Standing]
    counts = [(each, number) for each, number in counts if number]
    pieces, start = [], 0
    for each, number in counts:
        pieces.append(tag("rect", x=start, y=0, width=number, height=1, class_=each.value))
        start += number
    return Html(
        tag("svg", pieces, class_="bar", viewBox=f"0 0 {start} 1", preserveAspectRatio="none", aria_hidden="true")
        + tag("ul", (_legend(each, number) for each, number in counts), class_="legend")
    )


def _legend(each: Standing, number: int) -> Html:
    dot = tag("span", SIGNS[each], class_=f"dot {each}", aria_hidden="true")
    return tag("li", tag("a", dot, both(each.word), " ", tag("b", f"{number:,}"), href=f"#{each}"))


def by_standard(report: Report) -> Html | None:
    standards: dict[str, list[ProvisionResult]] = {}
    for provision in report.provisions:
        standards.setdefault(provision.standard, []).append(provision)
    if len(standards) < 2:
        return None
    title = Text(zh="按标准统计", en="By standard")
    table = tag(
        "table",
        heads(Text(zh="标准", en="Standard"), words.PROVISIONS, *(each.word for each in Standing)),
        tag("tbody", (tag("tr", *_standard_row(standard, found)) for standard, found in standards.items())),
        class_="counts",
    )
    return fold(title, wide(table, title))


def _standard_row(standard: str, found: list[ProvisionResult]) -> Iterator[Html]:
    yield tag("th", told(standard), scope="row")
    yield tag("td", str(len(found)))
    for each in Standing:
        number = sum(Standing.of(provision) is each for provision in found)
        yield tag("td", str(number), class_=each.value if number else "zero")
