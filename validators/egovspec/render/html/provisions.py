"""The provisions of the page: those that fail first and in full, those that pass last and folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from egovspec.model.base import Text
from egovspec.model.outcome import WORST_FIRST, Outcome
from egovspec.model.report import ProvisionResult, Report
from egovspec.render import digest, words
from egovspec.render.html.filters import standards_of
from egovspec.render.html.findings import grouped, listed
from egovspec.render.html.markup import Html, between, both, markup, tag, told
from egovspec.render.html.pieces import (
    Standing,
    badge,
    fold,
    level_word,
    meaning,
    provision_link,
    rows,
    section,
    standing_badge,
)

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
_AGAIN = Text(zh="复查", en="check again")
_ANSWER = Text(zh="答复", en="answer")


def sections(report: Report, scored: Mapping[str, Html]) -> Html:
    """One section a standing, worst first, requirements before recommendations in each.

    scored    by provision, what it does to the score
    """
    numbers = standards_of(report)
    several = len(report.evidence) > 1
    pieces = []
    for each in Standing:
        found = digest.waived(report) if each is Standing.WAIVED else digest.having(report, Outcome(each.value))
        if found:
            articles = [
                article(one, each, numbers[one.standard], scored.get(one.id), evidence_named=several) for one in found
            ]
            before = _by_reason(found) if each is Standing.OPEN else None
            pieces.append(section(each.value, TITLES[each], before, *articles, count=len(found), class_="standing"))
    return markup(pieces)


def _by_reason(found: list[ProvisionResult]) -> Html | None:
    """Why provisions are open, each reason once; what is missing of one piece of evidence is missing to many."""
    reasons = [(reason, provisions) for reason, provisions in digest.by_reason(found) if reason]
    if len(found) < 2 or not reasons:
        return None
    return tag(
        "ul",
        (
            tag(
                "li",
                meaning(reason),
                between("：", ": "),
                markup([[provision_link(provision.id), " "] for provision in provisions]),
            )
            for reason, provisions in reasons
        ),
        class_="reasons",
    )


def article(
    provision: ProvisionResult, standing: Standing, number: int, scored: Html | None, *, evidence_named: bool
) -> Html:
    """One provision. `number` is that of its standard, for the filter."""
    counts = provision.counts
    told_counts = None
    if counts.total > 1:
        of = Text(
            zh="，".join(f"{words.OUTCOMES[o].zh} {counts.of(o):,}" for o in WORST_FIRST if counts.of(o)),
            en=", ".join(f"{counts.of(o):,} {words.OUTCOMES[o].en}" for o in WORST_FIRST if counts.of(o)),
        )
        told_counts = tag("p", both(Text(zh=f"对象：{of.zh}", en=f"Subjects: {of.en}")), class_="subjects")
    head = tag(
        "div",
        tag("h3", tag("a", provision.id, href=f"#{provision.id}", class_="id"), " ", both(provision.title)),
        tag(
            "p",
            standing_badge(standing),
            badge(level_word(provision.level), "plain"),
            badge(Text(zh="不得豁免", en="cannot be waived"), "plain") if provision.mandatory else None,
            class_="badges",
        ),
        class_="head",
    )
    found = [*findings(provision, standing, evidence_named=evidence_named)]
    body: list[Html | None] = [told_counts, *found, about(provision, standing, scored)]
    if standing in _FOLDED:
        because = provision.because if standing is Standing.NOT_APPLICABLE else None
        body = [
            tag("p", both(because), class_="because") if because else None,
            fold(Text(zh="条文与依据", en="Rule and clause"), *body),
        ]
    elif provision.because and not found:
        body.insert(0, tag("p", both(provision.because), class_="because"))
    return tag(
        "article",
        head,
        body,
        id=provision.id,
        class_=f"provision card {standing}",
        data_outcome=standing.value,
        data_level=provision.level.value,
        data_standard=number,
    )


def about(provision: ProvisionResult, standing: Standing, scored: Html | None) -> Html | None:
    """What is required, by which clause, how to mend it and how to see whether it is mended."""
    cited = [
        tag("div", tag("cite", both(basis.document)), tag("p", both(basis.text), class_="asks"))
        for basis in provision.basis
    ]
    grounds = dict.fromkeys((f.waived.because, f.waived.approved_by) for f in provision.findings if f.waived)
    waivers = [tag("div", told(because), between("；批准：", "; approved by "), told(by)) for because, by in grounds]
    until = provision.waived_until
    mends = standing not in _UNMENDED
    return rows(
        (words.BECAUSE, markup(waivers) if waivers else None),
        (Text(zh="豁免至", en="waived until"), tag("time", until.isoformat()) if until else None),
        (words.FIX, both(provision.fix) if mends and standing is not Standing.REVIEW else None),
        (_ANSWER, both(_HOW_TO_ANSWER) if standing is Standing.REVIEW else None),
        (_AGAIN, tag("code", f"egovspec check DEPLOYMENT --only {provision.id}", class_="command") if mends else None),
        (words.REQUIRED, both(provision.text)),
        (words.CLAUSE, markup(cited)),
        (Text(zh="得分", en="score"), scored),
        (Text(zh="依据性质", en="standing"), _standing(provision)),
        (words.MORE, tag("code", f"egovspec explain {provision.id}", class_="command")),
    )


_HOW_TO_ANSWER = Text(
    zh="由有权确认的人查阅后，在部署的确认文件（attestations）中写明本条、结果、确认人、日期、有效期和所依据的文件。",
    en="Whoever is entitled to it reads what is named and writes into the deployment's attestations: this provision, the "
    "outcome, who confirms it, the date, until when it holds, and the document it rests on.",
)


def _standing(provision: ProvisionResult) -> Html:
    origin, confidence = words.ORIGINS[provision.origin], words.CONFIDENCES[provision.confidence]
    said = Text(zh=f"{origin.zh}；{confidence.zh}", en=f"{origin.en}; {confidence.en}")
    return Html(both(said) + tag("span", told(provision.standard), class_="exact"))


def findings(provision: ProvisionResult, standing: Standing, *, evidence_named: bool) -> Iterator[Html]:
    """The findings that tell, the worst first; beyond the first ones they are folded, and none is passed over."""
    if standing in _FOLDED:
        found = [finding for finding in provision.findings if finding.attested]
    elif standing is Standing.WAIVED:
        found = [
            finding for finding in provision.findings if finding.effective not in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        ]
    else:
        found = digest.telling(provision)
    yield from listed(grouped(found), standing, evidence_named=evidence_named)
    if provision.omitted:
        n = provision.omitted
        beyond = Text(zh=f"另有 {n:,} 处超出报告上限，未列出", en=f"{n:,} more are beyond the cap of the report")
        yield tag("p", both(beyond), class_="beyond")
