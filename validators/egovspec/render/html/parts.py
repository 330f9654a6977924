"""The parts of the page around the provisions: head, numbers, filters, evidence, notices, foot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from egovspec.judge.reasons import REASONS
from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import EvidenceSeen, ProvisionResult, Report, State, TableCoverage
from egovspec.model.standard import Level
from egovspec.render import digest, words
from egovspec.render.html.markup import Html, both, linked, tag, told
from egovspec.render.visible import visible


class Standing(StrEnum):
    """How a provision stands on the page: its outcome, or waived."""

    FAIL = "fail"
    ERROR = "error"
    OPEN = "open"
    REVIEW = "review"
    WAIVED = "waived"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"

    @classmethod
    def of(cls, provision: ProvisionResult) -> Standing:
        return cls.WAIVED if provision.state is State.WAIVED else cls(provision.outcome.value)

    @property
    def word(self) -> Text:
        return words.WAIVED if self is Standing.WAIVED else words.OUTCOMES[Outcome(self.value)]


def page_title(report: Report, language: Language) -> str:
    title = report.deployment.title
    name = title.in_(language) if title else report.deployment.id
    return f"{visible(name)[:120]} · {words.REPORT.in_(language)}"


def badge(word: Text, kind: str) -> Html:
    return tag("span", both(word), class_=f"badge {kind}")


def rows(*pairs: tuple[Text, Html | None], class_: str = "rows") -> Html | None:
    """A list of labelled values; without those that have none."""
    kept = [(label, value) for label, value in pairs if value]
    if not kept:
        return None
    return tag("dl", (tag("div", tag("dt", both(label)), tag("dd", value)) for label, value in kept), class_=class_)


def meaning(reason: str) -> Html:
    """A reason as people understand it; a word only its collector knows speaks for itself."""
    known = REASONS.get(reason)
    return both(known) if known else told(reason)


def header(report: Report) -> Html:
    deployment = report.deployment
    title = both(deployment.title) if deployment.title else told(deployment.id)
    choices = ((Language.ZH, "中文", "zh-CN"), (Language.EN, "English", "en"))
    return tag(
        "header",
        tag(
            "div",
            tag("p", both(words.REPORT), class_="kind"),
            tag(
                "p",
                (tag("label", name, for_=f"language-{each}", lang=lang) for each, name, lang in choices),
                class_="languages",
            ),
            class_="top",
        ),
        tag("h1", title),
        rows(
            (words.DEPLOYMENT, told(deployment.id)),
            (words.PROFILE, Html(both(report.profile_title) + tag("span", told(report.profile), class_="exact"))),
            (words.AS_OF, _time(report)),
            class_="facts",
        ),
    )


def _time(report: Report) -> Html:
    moment = digest.moment(report.as_of, report.zone)
    return Html(tag("time", moment, datetime=report.as_of.isoformat()) + tag("span", report.zone, class_="exact"))


def summary(report: Report) -> Html:
    found = report.summary
    numbers = (
        (words.JUDGED, found.judged, digest.judged_text(report)),
        (words.NOT_JUDGED, found.not_judged, digest.not_judged_text(report)),
        (words.WAIVED, found.waived, digest.waived_text(report)),
    )
    return tag(
        "section",
        tag("h2", both(words.VERDICT), id="verdict", class_="unseen"),
        tag("p", both(digest.verdict_text(report)), class_=f"verdict {digest.verdict_of(report)}"),
        tag(
            "ul",
            (
                tag(
                    "li",
                    tag("span", both(label), class_="label"),
                    tag("span", f"{number:,}", class_="number"),
                    tag("span", both(why), class_="why"),
                )
                for label, number, why in numbers
            ),
            class_="numbers",
        ),
        _bar(report),
        _by_standard(report),
        aria_labelledby="verdict",
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
        + tag(
            "nav",
            tag(
                "ul",
                (
                    tag(
                        "li",
                        tag(
                            "a",
                            tag("span", class_=f"dot {each}"),
                            both(each.word),
                            " ",
                            tag("b", str(number)),
                            href=f"#{each}",
                        ),
                    )
                    for each, number in counts
                ),
            ),
            class_="legend",
            aria_labelledby="verdict",
        )
    )


def _by_standard(report: Report) -> Html | None:
    standards: dict[str, list[ProvisionResult]] = {}
    for provision in report.provisions:
        standards.setdefault(provision.standard, []).append(provision)
    if len(standards) < 2:
        return None
    head = tag(
        "tr",
        tag("th", both(Text(zh="标准", en="Standard")), scope="col"),
        tag("th", both(words.PROVISIONS), scope="col"),
        (tag("th", both(each.word), scope="col") for each in Standing),
    )
    return tag(
        "details",
        tag("summary", both(Text(zh="按标准统计", en="By standard"))),
        tag(
            "div",
            tag(
                "table",
                tag("thead", head),
                tag(
                    "tbody",
                    (tag("tr", *_standard_row(standard, found)) for standard, found in standards.items()),
                ),
                class_="counts",
            ),
            class_="wide",
            tabindex="0",
            role="group",
            aria_label=_spoken(Text(zh="按标准统计", en="By standard")),
        ),
        class_="more",
    )


def _spoken(text: Text) -> str:
    # An attribute cannot be switched by a style sheet, so it says both.
    return f"{text.zh} / {text.en}"


def _standard_row(standard: str, found: list[ProvisionResult]) -> Iterator[Html]:
    yield tag("th", told(standard), scope="row")
    yield tag("td", str(len(found)))
    for each in Standing:
        number = sum(Standing.of(provision) is each for provision in found)
        yield tag("td", str(number), class_=each.value if number else "zero")


def filters(report: Report) -> Html | None:
    """Choosing by outcome, level and word. Hidden until the script that serves it has run."""
    if not report.provisions:
        return None
    standings = [each for each in Standing if any(Standing.of(p) is each for p in report.provisions)]
    levels = [each for each in Level if any(p.level is each for p in report.provisions)]
    level_words = {
        each: Text(
            zh=f"{words.LEVEL_KINDS[each].zh}（{words.LEVELS[each].zh}）",
            en=f"{words.LEVEL_KINDS[each].en} ({words.LEVELS[each].en})",
        )
        for each in levels
    }
    return tag(
        "div",
        _choices("outcome", Text(zh="结果", en="Outcome"), [(each.value, each.word) for each in standings]),
        _choices("level", Text(zh="约束力", en="Force"), [(each.value, level_words[each]) for each in levels]),
        tag(
            "p",
            tag("label", both(Text(zh="查找", en="Find")), for_="find"),
            tag("input", type="search", id="find", autocomplete="off", spellcheck="false"),
            class_="find",
        ),
        tag(
            "p",
            both(Text(zh="显示条款", en="Provisions shown")),
            " ",
            tag("b", str(len(report.provisions)), id="shown"),
            " / ",
            str(len(report.provisions)),
            role="status",
        ),
        class_="filters",
        role="search",
        hidden=True,
    )


def _choices(name: str, title: Text, values: list[tuple[str, Text]]) -> Html:
    return tag(
        "fieldset",
        tag("legend", both(title)),
        (
            tag("label", tag("input", type="checkbox", name=name, value=value, checked=True), tag("span", both(word)))
            for value, word in values
        ),
    )


def section(id: str, title: Text, content: Html, count: int | None = None) -> Html:
    counted = tag("span", str(count), class_="count") if count is not None else None
    return tag("section", tag("h2", both(title), counted, id=id), content, aria_labelledby=id)


def evidence(report: Report) -> Html:
    if not report.evidence:
        none = Text(zh="没有提供证据。", en="No evidence was given.")
        return section("evidence", words.EVIDENCE, tag("p", both(none)))
    pieces = (_one_evidence(report, seen) for seen in report.evidence)
    return section("evidence", words.EVIDENCE, Html("".join(pieces)), len(report.evidence))


def _one_evidence(report: Report, seen: EvidenceSeen) -> Html:
    required = Text(zh="必需", en="required") if seen.required else Text(zh="可选", en="optional")
    captured = (
        tag("time", digest.moment(seen.captured, report.zone), datetime=seen.captured.isoformat())
        if seen.captured
        else both(Text(zh="未采集", en="nothing was collected"))
    )
    head = tag(
        "tr",
        (
            tag("th", both(title), scope="col")
            for title in (
                Text(zh="覆盖", en="Coverage"),
                Text(zh="事实表（行数）", en="Fact tables (rows)"),
                Text(zh="说明", en="Why"),
            )
        ),
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
            tag("thead", head),
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
    return section("notices", words.NOTICES, tag("ul", pieces, class_="notices"), len(pieces))


def footer(report: Report) -> Html:
    promise = Text(
        zh="同样的事实、同样的标准目录、同样的评估时点，在任何机器上得出同样的结论。中文与英文不一致时，以中文为准。",
        en="The same facts, the same catalogue and the same moment give the same verdicts on any machine. "
        "Where the languages differ, Chinese prevails.",
    )
    return tag(
        "footer",
        tag("p", both(promise)),
        rows(
            (Text(zh="生成程序", en="generator"), told(report.generator)),
            (Text(zh="目录摘要", en="catalogue digest"), told(report.catalogue_digest)),
            (Text(zh="评估时点（UTC）", en="as of (UTC)"), told(report.as_of.isoformat())),
        ),
    )
