"""The provisions of the page: those that fail first and in full, those that pass last and folded."""

from __future__ import annotations

from collections.abc import Iterator

from egovspec.judge.reasons import REASONS
from egovspec.model.base import Text
from egovspec.model.outcome import WORST_FIRST, Outcome
from egovspec.model.report import Finding, ProvisionResult, Report
from egovspec.render import digest, words
from egovspec.render.html.markup import Html, both, linked, markup, tag, told
from egovspec.render.html.parts import Standing, badge, meaning, rows, section

SHOWN = 10
TITLES = {
    Standing.FAIL: words.FAILED,
    Standing.ERROR: words.ERRORS,
    Standing.OPEN: words.OPEN,
    Standing.REVIEW: words.REVIEWS,
    Standing.WAIVED: words.WAIVED_ONES,
    Standing.PASS: words.PASSED,
    Standing.NOT_APPLICABLE: words.NOT_APPLICABLE,
}
_FOLDED = frozenset({Standing.PASS, Standing.NOT_APPLICABLE})
# Nothing about the deployment is to be mended: it conforms, or the check itself went wrong.
_UNMENDED = _FOLDED | {Standing.ERROR}


def sections(report: Report) -> Html:
    """One section a standing, worst first, requirements before recommendations in each."""
    pieces = []
    for each in Standing:
        found = digest.waived(report) if each is Standing.WAIVED else digest.having(report, Outcome(each.value))
        if found:
            articles = markup([article(provision, each) for provision in found])
            pieces.append(section(each.value, TITLES[each], articles, len(found)))
    return markup(pieces)


def article(provision: ProvisionResult, standing: Standing) -> Html:
    counts = provision.counts
    told_counts = None
    if counts.total > 1:
        of = Text(
            zh="，".join(f"{words.OUTCOMES[o].zh} {counts.of(o):,}" for o in WORST_FIRST if counts.of(o)),
            en=", ".join(f"{counts.of(o):,} {words.OUTCOMES[o].en}" for o in WORST_FIRST if counts.of(o)),
        )
        told_counts = tag("p", both(Text(zh=f"对象：{of.zh}", en=f"Subjects: {of.en}")), class_="subjects")
    level = Text(
        zh=f"{words.LEVEL_KINDS[provision.level].zh}（{words.LEVELS[provision.level].zh}）",
        en=f"{words.LEVEL_KINDS[provision.level].en} ({words.LEVELS[provision.level].en})",
    )
    head = tag(
        "header",
        tag("h3", tag("a", provision.id, href=f"#{provision.id}", class_="id"), " ", both(provision.title)),
        tag(
            "p",
            badge(standing.word, standing.value),
            badge(level, "plain"),
            badge(Text(zh="不得豁免", en="cannot be waived"), "plain") if provision.mandatory else None,
            class_="badges",
        ),
    )
    body = [told_counts, *findings(provision, standing), about(provision, standing)]
    if standing in _FOLDED:
        because = provision.because if standing is Standing.NOT_APPLICABLE else None
        summary = Text(zh="条文与依据", en="Rule and clause")
        body = [
            tag("p", both(because), class_="because") if because else None,
            tag("details", tag("summary", both(summary)), *body, class_="more"),
        ]
    return tag(
        "article",
        head,
        body,
        id=provision.id,
        class_=f"provision card {standing}",
        data_outcome=standing.value,
        data_level=provision.level.value,
    )


def about(provision: ProvisionResult, standing: Standing) -> Html | None:
    """What is required, by which clause, and how to mend it."""
    cited = [
        tag("div", tag("cite", both(basis.document)), tag("p", both(basis.text), class_="asks"))
        for basis in provision.basis
    ]
    grounds = dict.fromkeys((f.waived.because, f.waived.approved_by) for f in provision.findings if f.waived)
    waivers = [
        tag("div", told(because), both(Text(zh="；批准：", en="; approved by")), " ", told(by))
        for because, by in grounds
    ]
    until = provision.waived_until
    return rows(
        (words.BECAUSE, markup(waivers) if waivers else None),
        (Text(zh="豁免至", en="waived until"), tag("time", until.isoformat()) if until else None),
        (words.REQUIRED, both(provision.text)),
        (words.CLAUSE, markup(cited)),
        (words.FIX, both(provision.fix) if standing not in _UNMENDED else None),
        (Text(zh="依据性质", en="standing"), _standing(provision)),
        (words.MORE, tag("code", f"egovspec explain {provision.id}")),
    )


def _standing(provision: ProvisionResult) -> Html:
    origin, confidence = words.ORIGINS[provision.origin], words.CONFIDENCES[provision.confidence]
    said = Text(zh=f"{origin.zh}；{confidence.zh}", en=f"{origin.en}; {confidence.en}")
    return Html(both(said) + tag("span", told(provision.standard), class_="exact"))


def findings(provision: ProvisionResult, standing: Standing) -> Iterator[Html]:
    """The findings that tell, the worst first; beyond the first ten they are folded, and none is passed over."""
    if standing in _FOLDED:
        found = [finding for finding in provision.findings if finding.attested]
    elif standing is Standing.WAIVED:
        found = sorted(provision.findings, key=lambda finding: WORST_FIRST.index(finding.outcome))
    else:
        found = digest.telling(provision)
    first, rest = found[:SHOWN], found[SHOWN:]
    if first:
        yield tag("ol", (one(each, standing) for each in first), class_="findings")
    if rest:
        title = Text(zh=f"其余 {len(rest)} 处", en=words.counted(len(rest), "more finding"))
        again = tag("ol", (one(each, standing) for each in rest), class_="findings", start=SHOWN + 1)
        yield tag("details", tag("summary", both(title)), again, class_="more")
    if provision.omitted:
        n = provision.omitted
        beyond = Text(zh=f"另有 {n:,} 处超出报告上限，未列出", en=f"{n:,} more are beyond the cap of the report")
        yield tag("p", both(beyond), class_="beyond")


def one(finding: Finding, standing: Standing) -> Html:
    """One finding; its own outcome stands beside it where it is not that of the provision."""
    effective = Standing(finding.effective.value) if finding.effective else Standing.WAIVED
    mark = badge(effective.word, effective.value) if effective is not standing else None
    attested = None
    if finding.attested:
        by = finding.attested
        pieces = [by.by, by.on.isoformat(), *(piece for piece in (by.document, by.note) if piece)]
        until = Text(zh=f"（至 {by.expires}）", en=f"(until {by.expires})")
        attested = markup([told(" · ".join(pieces)), " ", both(until)])
    place = finding.place if finding.place != finding.subject else None
    known = REASONS.get(finding.reason or "")
    # Most messages of what is open are, or hold, the meaning of the reason.
    untold = finding.reason and not (known and known.zh in finding.message.zh)
    return tag(
        "li",
        tag("p", both(finding.message), mark, class_="what"),
        rows(
            (words.SUBJECT, linked(finding.subject) if finding.subject else None),
            (words.WHERE, linked(place) if place else None),
            (words.VALUES, _values(finding)),
            (words.WHY, meaning(finding.reason or "") if untold else None),
            (words.ATTESTED, attested),
        ),
    )


def _values(finding: Finding) -> Html | None:
    if not finding.values:
        return None
    return tag(
        "ul",
        (
            tag("li", tag("code", told(name)), " ", told(digest.value_text(value)))
            for name, value in finding.values.items()
        ),
        class_="values",
    )
