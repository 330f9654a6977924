"""What people laid over the facts: answers to reviews, waivers, and what the deployment declares of itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from egovspec.model.base import Text
from egovspec.model.report import Finding, ProvisionResult, Report
from egovspec.render import words
from egovspec.render.html.markup import Child, Html, both, markup, tag, told
from egovspec.render.html.pieces import Standing as Standing
from egovspec.render.html.pieces import badge, heads, provision_link, section, standing_badge, wide

TITLE = Text(zh="人工确认与豁免", en="Answers of people, and waivers")
# A month's notice to renew what is about to lapse.
SOON = timedelta(days=30)
_ANSWERS = Text(zh="人工确认", en="Answers")
_WAIVERS = Text(zh="豁免", en="Waivers")
_DECLARED = Text(zh="部署的声明", en="What the deployment declares")


def answers(report: Report) -> Html | None:
    """Nothing where nobody answered, nothing is waived and nothing is declared."""
    attested = list(_attested(report))
    waived = list(_waived(report))
    traits = report.deployment.traits
    if not attested and not waived and not traits:
        return None
    return section(
        "answers",
        TITLE,
        _table(
            _ANSWERS,
            (words.PROVISIONS, Text(zh="答复", en="Answer"), Text(zh="由谁确认", en="By whom"), _ON, _DOCUMENT, _UNTIL),
            [_answer(report, provision, finding) for provision, finding in attested],
        ),
        _table(
            _WAIVERS,
            (words.PROVISIONS, _WHICH, words.BECAUSE, Text(zh="批准", en="Approved by"), _UNTIL),
            [_waiver(report, provision, found) for provision, found in waived],
        ),
        _declared(traits),
        count=len(attested) + len(waived),
    )


_ON = Text(zh="日期", en="On")
_DOCUMENT = Text(zh="依据文件", en="Document")
_UNTIL = Text(zh="有效期至", en="Until")
_WHICH = Text(zh="涉及", en="Which")


def _attested(report: Report) -> Iterable[tuple[ProvisionResult, Finding]]:
    return ((p, f) for p in report.provisions for f in p.findings if f.attested)


def _waived(report: Report) -> Iterable[tuple[ProvisionResult, list[Finding]]]:
    """The waived findings of each provision, by waiver."""
    for provision in report.provisions:
        groups: dict[object, list[Finding]] = {}
        for finding in provision.findings:
            if finding.waived:
                groups.setdefault(finding.waived, []).append(finding)
        for found in groups.values():
            yield provision, found


def _table(title: Text, columns: tuple[Text, ...], body: list[Html]) -> Html | None:
    if not body:
        return None
    table = tag("table", heads(*columns), tag("tbody", body))
    return markup([tag("h3", both(title)), wide(table, title)])


def _answer(report: Report, provision: ProvisionResult, finding: Finding) -> Html:
    by = finding.attested
    assert by is not None
    outcome = standing_badge(Standing(finding.attested_outcome.value)) if finding.attested_outcome else None
    document: list[Child] = [told(by.document)] if by.document else []
    if by.note:
        document += [tag("br") if document else None, told(by.note)]
    return tag(
        "tr",
        tag("th", provision_link(provision.id), " ", both(provision.title), scope="row"),
        tag("td", outcome),
        tag("td", told(by.by)),
        tag("td", tag("time", by.on.isoformat(), datetime=by.on.isoformat())),
        tag("td", document or "—"),
        tag("td", expiry(by.expires, report.today)),
    )


def _waiver(report: Report, provision: ProvisionResult, found: list[Finding]) -> Html:
    by = found[0].waived
    assert by is not None
    many = Text(zh=f"{len(found):,} 处", en=f"{len(found):,} findings")
    which = both(many) if len(found) > 1 else told(found[0].subject) or both(words.WHOLE_DEPLOYMENT)
    return tag(
        "tr",
        tag("th", provision_link(provision.id), " ", both(provision.title), scope="row"),
        tag("td", which),
        tag("td", told(by.because)),
        tag("td", told(by.approved_by)),
        tag("td", expiry(by.expires, report.today)),
    )


def expiry(expires: date, today: date) -> Html:
    """The last day of an answer or a waiver, with a word where it is near."""
    left = (expires - today).days
    near = None
    if expires < today:
        near = badge(Text(zh="已过期", en="lapsed"), "fail", "✕")
    elif expires - today <= SOON:
        near = badge(Text(zh=f"余 {left} 天", en=f"{words.counted(left, 'day')} left"), "open", "!")
    return markup([tag("time", expires.isoformat(), datetime=expires.isoformat()), " " if near else None, near])


def _declared(traits: dict[str, str]) -> Html | None:
    if not traits:
        return None
    pairs = (tag("li", tag("code", told(name)), " ", told(value)) for name, value in traits.items())
    why = Text(
        zh="以下由部署文件声明，未经核实；不适用的条款可能以此为据。",
        en="Declared in the deployment file and not verified; provisions may be exempt because of it.",
    )
    return markup([tag("h3", both(_DECLARED)), tag("p", both(why), class_="aside"), tag("ul", pairs, class_="values")])
