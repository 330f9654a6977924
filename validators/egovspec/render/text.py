"""A report for a terminal: what fails, where, why, by which clause and how to mend it; the verdict last.

Plain text, laid out by columns so that Chinese lines up. Colour only adds to what the words already say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import BasisCited, EvidenceSeen, Finding, ProvisionResult, Report
from egovspec.model.score import BlockScore, Certainty, Score
from egovspec.render import Detail, digest, words
from egovspec.render.digest import Verdict
from egovspec.render.terminal import padded, shortened, width_of, wrapped
from egovspec.render.visible import clipped

NARROWEST = 40
LONGEST = 600
SHOWN = 5

_Each = Callable[[ProvisionResult], Iterator[str]]


class Tint(StrEnum):
    """Select Graphic Rendition parameters. Source: ECMA-48, 8.3.117."""

    STRONG = "1"
    FAINT = "2"
    BAD = "1;31"
    GOOD = "1;32"
    UNSURE = "1;33"


_VERDICT_TINT = {
    Verdict.FAILS: Tint.BAD,
    Verdict.UNSETTLED: Tint.UNSURE,
    Verdict.CONFORMS_MOSTLY: Tint.GOOD,
    Verdict.CONFORMS: Tint.GOOD,
}


def render(
    report: Report,
    *,
    language: Language = Language.ZH,
    width: int = 80,
    colour: bool = False,
    detail: Detail = Detail.BRIEF,
) -> str:
    """The report as lines of at most `width` columns (40 where less is asked), ending in a line break.

    colour   write ANSI colours; whoever calls knows the terminal and NO_COLOR
    """
    return "\n".join(_Page(report, language, max(width, NARROWEST), colour, detail).lines()) + "\n"


class _Page:
    def __init__(self, report: Report, language: Language, width: int, colour: bool, detail: Detail) -> None:
        self.report = report
        self.language = language
        self.width = width
        self.colour = colour
        self.detail = detail

    def lines(self) -> Iterator[str]:
        yield from self.head()
        yield from self.numbers()
        if self.report.score is not None:
            yield from self.score(self.report.score)
        yield from self.section(words.FAILED, Tint.BAD, digest.having(self.report, Outcome.FAIL), self.in_full)
        yield from self.section(words.ERRORS, Tint.BAD, digest.having(self.report, Outcome.ERROR), self.in_short)
        yield from self.open_ones()
        yield from self.section(words.REVIEWS, Tint.UNSURE, digest.having(self.report, Outcome.REVIEW), self.for_review)
        yield from self.section(words.WAIVED_ONES, Tint.UNSURE, digest.waived(self.report), self.as_waived)
        if self.detail is Detail.FULL:
            passed, excluded = (digest.having(self.report, o) for o in (Outcome.PASS, Outcome.NOT_APPLICABLE))
            yield from self.section(words.PASSED, Tint.GOOD, passed, self.as_title, ())
            yield from self.section(words.NOT_APPLICABLE, Tint.STRONG, excluded, self.as_excluded, ())
        yield from self.notices()
        yield ""
        verdict = f"{self.say(words.VERDICT)}{self.colon}{self.say(digest.verdict_text(self.report))}"
        for line in wrapped(verdict, self.width):
            yield self.tinted(line, _VERDICT_TINT[digest.verdict_of(self.report)])

    def head(self) -> Iterator[str]:
        report = self.report
        title = f"{self.say(report.deployment.title)} ({report.deployment.id})" if report.deployment.title else ""
        for line in wrapped(self.clean(title or report.deployment.id), self.width):
            yield self.tinted(line, Tint.STRONG)
        rows = [
            (words.PROFILE, f"{self.clean(self.say(report.profile_title))} ({self.clean(report.profile)})"),
            (words.AS_OF, f"{digest.moment(report.as_of, report.zone)} ({self.clean(report.zone)})"),
        ]
        for seen in report.evidence:
            rows.append((words.EVIDENCE, self.evidence(seen)))
            rows += [(words.MISSED, self.clean(self.say(why))) for why in digest.partial_texts(seen)]
        if not report.evidence:
            rows.append((words.EVIDENCE, "无" if self.zh else "none"))
        if report.drafts:
            few = self.detail is Detail.FULL or len(report.drafts) <= SHOWN
            drafts = ", ".join(report.drafts) if few else self.say(digest.drafts_text(report))
            rows.append((words.DRAFTS, self.clean(drafts)))
        yield from self.labelled(rows, indent=0)

    def evidence(self, seen: EvidenceSeen) -> str:
        captured = ""
        if seen.captured:
            when = digest.moment(seen.captured, self.report.zone)[:16]
            captured = f"，采集于 {when}" if self.zh else f", captured {when}"
        required = ("（必需）" if self.zh else " (required)") if seen.required else ""
        target = self.clean(f"{seen.id}{required}{self.colon}{seen.collector} {seen.target}")
        coverage = self.clean(self.say(digest.coverage_text(seen)))
        return f"{target}{captured}{'；' if self.zh else '; '}{coverage}"

    def numbers(self) -> Iterator[str]:
        report, summary = self.report, self.report.summary
        rows = (
            (words.JUDGED, summary.judged, digest.judged_text(report)),
            (words.NOT_JUDGED, summary.not_judged, digest.not_judged_text(report)),
            (words.WAIVED, summary.waived, digest.waived_text(report)),
        )
        yield ""
        total = f"条款共 {summary.provisions} 项" if self.zh else words.counted(summary.provisions, "provision")
        yield self.tinted(total, Tint.STRONG)
        label = max(width_of(self.say(title)) for title, _, _ in rows)
        digits = max(len(str(number)) for _, number, _ in rows)
        for title, number, why in rows:
            lead = f"  {padded(self.say(title).capitalize(), label)}  {number:>{digits}}  "
            yield from self.hanging(lead, self.say(why))

    def score(self, score: Score) -> Iterator[str]:
        """The score; then every veto and indicator that is not clear, with the provisions behind it."""
        start, below = digest.points_text(score.start), digest.points_text(score.fails_below)
        of = f"（起评 {start} 分，低于 {below} 分不合格）" if self.zh else f" (from {start}; below {below} fails)"
        yield ""
        if score.fired:
            yield from self.coloured(self.say(digest.verdict_text(self.report)), Tint.BAD)
            of += "，仅供参考" if self.zh else ", for information"
        yield from self.coloured(self.say(digest.score_text(score)) + of, Tint.STRONG)
        for state, title in ((Certainty.COUNTED, words.VETOED), (Certainty.UNKNOWN, words.VETO_UNKNOWN)):
            vetoes = [veto for veto in score.vetoes if veto.state is state]
            if vetoes:
                yield f"  {self.say(title)}{self.colon}"
                for veto in vetoes:
                    yield from self.scored(veto.id, "", self.say(veto.title), veto.provisions)
        for block in score.blocks:
            yield from self.block(block, "−")
        if any(block.high for block in score.rewards):
            above = digest.points_text(score.bonus_above) if score.bonus_above is not None else start
            counts = f"加分（扣分后高于 {above} 分方计入）" if self.zh else f"Bonus (counts above {above} points)"
            yield f"  {counts}{self.colon}{self.say(digest.span_text(score.bonus, '+'))}"
            for block in score.rewards:
                yield from self.block(block, "+")

    def block(self, block: BlockScore, sign: str) -> Iterator[str]:
        most = f"{self.say(words.AT_MOST)} {digest.points_text(block.most)}"
        if block.exempt is not None:
            why = self.clean(self.say(block.exempt))
            yield from self.hanging(f"  {block.id:<5} ", f"{self.say(block.title)}{self.colon}{why}")
            return
        span = self.say(digest.span_text(block, sign))
        yield from self.hanging(f"  {block.id:<5} ", f"{self.say(block.title)}{self.colon}{span} ({most})")
        for item in block.items:
            if item.high:
                lines = [line for line in item.lines if line.high]
                span = self.say(digest.span_text(item, sign))
                yield from self.scored(item.id, span, self.say(item.title), [line.provision for line in lines])

    def scored(self, id: str, span: str, title: str, provisions: Iterable[str]) -> Iterator[str]:
        named = ", ".join(dict.fromkeys(provisions))
        points = f"{self.colon}{span}" if span else ""
        yield from self.hanging(f"    {id:<6} ", self.clean(f"{title}{points} ({named})"))

    def coloured(self, text: str, tint: Tint) -> Iterator[str]:
        return (self.tinted(line, tint) for line in wrapped(text, self.width))

    def section(
        self, title: Text, tint: Tint, provisions: list[ProvisionResult], each: _Each, between: tuple[str, ...] = ("",)
    ) -> Iterator[str]:
        if not provisions:
            return
        yield ""
        yield self.tinted(f"{self.say(title)} ({len(provisions)})", tint)
        for position, provision in enumerate(provisions):
            if position:
                yield from between
            yield from each(provision)

    def as_title(self, provision: ProvisionResult, count: str = "") -> Iterator[str]:
        level = padded(
            self.say(words.LEVELS[provision.level]), max(map(width_of, map(self.say, words.LEVELS.values())))
        )
        lead = f"{provision.id}  {level}  "
        for number, line in enumerate(self.hanging(lead, self.clean(self.say(provision.title)) + count)):
            yield self.tinted(line, Tint.STRONG) if not number else line

    def in_full(self, provision: ProvisionResult) -> Iterator[str]:
        failed, total = provision.counts.failed, provision.counts.total
        told = f"（{total:,} 个对象中 {failed:,} 个不符合）" if self.zh else f" ({failed:,} of {total:,} fail)"
        yield from self.as_title(provision, told if total > 1 else "")
        yield from self.findings(provision, [f for f in digest.telling(provision) if f.effective is Outcome.FAIL])
        yield from self.labelled(
            [
                (words.REQUIRED, self.clean(self.say(provision.text))),
                *((words.CLAUSE, self.cited(cited)) for cited in provision.basis),
                (words.FIX, self.clean(self.say(provision.fix))),
                (words.MORE, f"egovspec explain {provision.id}"),
            ]
        )

    def in_short(self, provision: ProvisionResult) -> Iterator[str]:
        yield from self.as_title(provision)
        yield from self.why(provision)

    def as_excluded(self, provision: ProvisionResult) -> Iterator[str]:
        yield from self.as_title(provision)
        if provision.because:
            yield from self.labelled([(words.BECAUSE, self.clean(self.say(provision.because)))])

    def open_ones(self) -> Iterator[str]:
        provisions = digest.having(self.report, Outcome.OPEN)
        if not provisions:
            return
        yield ""
        yield self.tinted(f"{self.say(words.OPEN)} ({len(provisions)})", Tint.UNSURE)
        for position, (word, group) in enumerate(digest.by_reason(provisions)):
            if position:
                yield ""
            if word:
                meaning = digest.reason_in(self.language, word)
                told = f"{self.say(words.WHY).capitalize()}{self.colon}{meaning}"
                yield from wrapped(self.clean(f"{told} ({len(group)})"), self.width)
            for provision in group:
                yield from self.as_title(provision)
                yield from self.why(provision)

    def why(self, provision: ProvisionResult) -> Iterator[str]:
        """Why a provision came to no verdict: its first finding that says so, else the reason given for the whole."""
        found = [finding for finding in digest.telling(provision) if finding.effective is provision.outcome]
        if provision.because and not found:
            yield from self.hanging("  ", self.clean(self.say(provision.because)))
        yield from self.findings(provision, found, most=1)

    def for_review(self, provision: ProvisionResult) -> Iterator[str]:
        yield from self.as_title(provision)
        told = [self.clean(self.say(found.message)) for found in provision.with_outcome(Outcome.REVIEW)]
        yield from self.labelled(
            [*((words.READ, text) for text in told), (words.MORE, f"egovspec explain {provision.id}")]
        )

    def as_waived(self, provision: ProvisionResult) -> Iterator[str]:
        yield from self.as_title(provision)
        original = self.say(words.OUTCOMES[provision.original])
        until = provision.waived_until.isoformat() if provision.waived_until else ""
        told = f"原判定“{original}”，豁免至 {until}" if self.zh else f"was: {original}; waived until {until}"
        yield from self.hanging("  ", told)
        grounds = dict.fromkeys((f.waived.because, f.waived.approved_by) for f in provision.findings if f.waived)
        for because, approved_by in grounds:
            by = f"（批准：{approved_by}）" if self.zh else f" (approved by {approved_by})"
            yield from self.labelled([(words.BECAUSE, self.clean(because + by))])

    def findings(self, provision: ProvisionResult, found: list[Finding], most: int = SHOWN) -> Iterator[str]:
        shown = found if self.detail is Detail.FULL else found[:most]
        for finding in shown:
            yield from self.finding(finding)
        beyond = len(found) - len(shown) + (provision.omitted if found else 0)
        if beyond:
            yield self.tinted(f"  ……另有 {beyond:,} 处" if self.zh else f"  … and {beyond:,} more", Tint.FAINT)

    def finding(self, finding: Finding) -> Iterator[str]:
        yield from self.hanging("  - ", self.clean(self.say(finding.message)))
        rows = [(words.SUBJECT, self.clean(finding.subject))] if finding.subject else []
        if finding.place and finding.place != finding.subject:
            rows.append((words.WHERE, self.clean(finding.place)))
        values = [f"{name}={told}" for name, told in self.values(finding)]
        if values:
            rows.append((words.VALUES, self.clean("; ".join(values))))
        if finding.attested:
            by = finding.attested
            told = f"{by.by}, {by.on}" + (f", {by.document}" if by.document else "")
            rows.append((words.ATTESTED, self.clean(told)))
        yield from self.labelled(rows, indent=4)

    def values(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """The values that decided, without the words the message has already said."""
        said = finding.message.zh + finding.message.en
        for name, value in finding.values.items():
            told = digest.value_text(value)
            repeated = isinstance(value, str) and len(value) > 3 and value in said
            if self.detail is Detail.FULL or not repeated:
                yield name, told

    def notices(self) -> Iterator[str]:
        if not self.report.notices:
            return
        yield ""
        yield self.tinted(f"{self.say(words.NOTICES)} ({len(self.report.notices)})", Tint.STRONG)
        for notice in self.report.notices:
            yield from self.hanging("- ", self.clean(self.say(notice.text)))

    def labelled(self, rows: Iterable[tuple[Text, str]], indent: int = 2) -> Iterator[str]:
        rows = list(rows)
        label = max((width_of(self.say(title)) for title, _ in rows), default=0)
        for title, text in rows:
            name = self.say(title).capitalize() if not indent else self.say(title)
            yield from self.hanging(f"{' ' * indent}{padded(name, label)}  ", text)

    def hanging(self, lead: str, text: str) -> Iterator[str]:
        """`text` beside `lead`, continued below itself."""
        lead = shortened(lead, self.width // 2) if width_of(lead) > self.width // 2 else lead
        for number, line in enumerate(wrapped(text, self.width - width_of(lead))):
            yield (lead if not number else " " * width_of(lead)) + line

    def cited(self, basis: BasisCited) -> str:
        return self.clean(f"{self.say(basis.document)}{self.colon}{self.say(basis.text)}")

    @property
    def zh(self) -> bool:
        return self.language is Language.ZH

    @property
    def colon(self) -> str:
        return "：" if self.zh else ": "

    def say(self, text: Text) -> str:
        return text.in_(self.language)

    def clean(self, text: str) -> str:
        return clipped(text, LONGEST, self.language)

    def tinted(self, line: str, tint: Tint) -> str:
        return f"\x1b[{tint}m{line}\x1b[0m" if self.colour else line
