"""What every format says about a report as a whole: its verdict, its three numbers, its moment, its coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from egovspec.judge.reasons import REASONS
from egovspec.model.base import Language, Text
from egovspec.model.outcome import WORST_FIRST, Outcome
from egovspec.model.report import CoverageState, EvidenceSeen, Finding, ProvisionResult, Report, State
from egovspec.model.score import Certainty, Range, Result, Score
from egovspec.model.standard import Level
from egovspec.render import words
from egovspec.render.words import counted

_NAMED = 3


class Verdict(StrEnum):
    """What a person takes home from a report."""

    FAILS = "fails"
    UNSETTLED = "unsettled"
    CONFORMS_MOSTLY = "conforms-mostly"
    CONFORMS = "conforms"


def verdict_of(report: Report) -> Verdict:
    """Fails: a `shall` fails, or the score does. Unsettled: none does, but one could not be judged, or the score lies on
    both sides of the mark, or nothing was judged at all, or the collection was interrupted.

    Conforms mostly: every `shall` is met or waived, but a recommendation fails or is not judged, or a waiver was needed.
    """
    summary = report.summary
    scored = report.score.result if report.score else None
    if summary.failed_shall or scored is Result.FAILS:
        return Verdict.FAILS
    undecided = [provision for provision in standing(report) if provision.outcome in UNSETTLED]
    unsettled = any(provision.level is Level.SHALL for provision in undecided) or scored is Result.UNSETTLED
    if report.interrupted or unsettled or not summary.judged:
        return Verdict.UNSETTLED
    return Verdict.CONFORMS_MOSTLY if summary.failed or summary.waived or undecided else Verdict.CONFORMS


UNSETTLED = frozenset({Outcome.OPEN, Outcome.REVIEW, Outcome.ERROR})


def standing(report: Report) -> Iterator[ProvisionResult]:
    """The provisions no waiver has set aside."""
    return (provision for provision in report.provisions if provision.state is not State.WAIVED)


def having(report: Report, outcome: Outcome) -> list[ProvisionResult]:
    """Provisions with an outcome, requirements before recommendations, otherwise in the order of the report."""
    found = [provision for provision in standing(report) if provision.outcome is outcome]
    return sorted(found, key=lambda provision: LEVEL_ORDER.index(provision.level))


def waived(report: Report) -> list[ProvisionResult]:
    return [provision for provision in report.provisions if provision.state is State.WAIVED]


LEVEL_ORDER = tuple(Level)


def verdict_text(report: Report) -> Text:
    """The verdict in one or two sentences; where the profile scores, the score is the verdict."""
    if report.score is not None:
        return _score_verdict(report.score)
    summary = report.summary
    should = summary.failed - summary.failed_shall
    undecided = [p for p in standing(report) if p.outcome in UNSETTLED]
    shall_undecided = sum(p.level is Level.SHALL for p in undecided)
    match verdict_of(report):
        case Verdict.FAILS:
            zh = [f"不符合。{summary.failed_shall} 项要求（应）未达到"]
            en = [f"Does not conform. {counted(summary.failed_shall, 'requirement fails', 'requirements fail')}"]
        case Verdict.UNSETTLED if not summary.judged:
            zh, en = ["尚无结论。没有条款得到判定"], ["No verdict. No provision could be judged"]
        case Verdict.UNSETTLED:
            zh = [f"尚无结论。没有要求被判为不符合，但 {shall_undecided} 项要求（应）未判定"]
            en = [f"No verdict yet. No requirement fails, but {counted(shall_undecided, 'is', 'are')} not judged"]
        case Verdict.CONFORMS_MOSTLY if summary.waived:
            zh, en = (
                ["基本符合。除已豁免者外，各项要求（应）均已达到"],
                ["Conforms in all requirements that are not waived"],
            )
        case Verdict.CONFORMS_MOSTLY:
            zh, en = ["基本符合。各项要求（应）均已达到"], ["Conforms in all requirements"]
        case Verdict.CONFORMS:
            zh, en = ["符合。适用的各项条款均已达到"], ["Conforms in every provision that applies"]
    if should:
        zh.append(f"{should} 项推荐（宜）未达到")
        en.append(counted(should, "recommendation is not met", "recommendations are not met"))
    if verdict_of(report) is not Verdict.UNSETTLED and undecided:
        zh.append(f"另有 {len(undecided)} 项条款未判定")
        en.append(counted(len(undecided), "provision is not judged", "provisions are not judged"))
    return Text(zh="；".join(zh) + "。", en="; ".join(en) + ".")


def _score_verdict(score: Score) -> Text:
    match score.result:
        case Result.FAILS if score.fired:
            ids = [veto.id for veto in score.fired]
            return Text(
                zh=f"不合格。触发单项否决：{'、'.join(ids)}；不再评分。",
                en=f"Fails by single veto: {', '.join(ids)}. Nothing else is scored.",
            )
        case Result.FAILS:
            below = points_text(score.fails_below)
            return Text(
                zh=f"不合格。{score_text(score).zh}，低于 {below} 分。",
                en=f"Fails. {score_text(score).en}, below {below}.",
            )
        case Result.UNSETTLED:
            ids = [veto.id for veto in score.vetoes if veto.state is Certainty.UNKNOWN]
            if not ids:
                return Text(
                    zh=f"尚无结论。{score_text(score).zh}，合格与否取决于未定各项。",
                    en=f"No verdict yet. {score_text(score).en}; whether it passes hangs on what is not yet known.",
                )
            return Text(
                zh=f"尚无结论。{score_text(score).zh}；单项否决 {'、'.join(ids)} 尚待确定。",
                en=f"No verdict yet. {score_text(score).en}; single vetoes not yet settled: {', '.join(ids)}.",
            )
        case Result.PASSES:
            return Text(zh=f"合格。{score_text(score).zh}。", en=f"Passes. {score_text(score).en}.")


def score_text(score: Score) -> Text:
    """The score, as one figure or as the range it lies in."""
    if score.low == score.high:
        return Text(zh=f"得分 {points_text(score.low)}", en=f"Score {points_text(score.low)}")
    low, high = points_text(score.low), points_text(score.high)
    return Text(zh=f"得分在 {low} 至 {high} 之间", en=f"Score between {low} and {high}")


def points_text(points: Decimal) -> str:
    """Points as people write them: 92, 96.5."""
    return f"{points.normalize():f}"


def span_text(span: Range, sign: str = "") -> Text:
    """Points lost or earned, with their sign: one figure, or from … to …"""
    low, high = (f"{sign}{points_text(points)}" if points else "0" for points in (span.low, span.high))
    return Text(zh=low, en=low) if low == high else Text(zh=f"{low} 至 {high}", en=f"{low} to {high}")


def judged_text(report: Report) -> Text:
    summary = report.summary
    zh = [f"符合 {summary.passed}", f"不符合 {summary.failed}"]
    failed = f"{summary.failed} fail"
    if summary.failed:
        zh[-1] += f"（其中要求 {summary.failed_shall}）"
        failed += f" ({counted(summary.failed_shall, 'requirement')})"
    return Text(zh="，".join(zh), en=f"{summary.passed} pass, {failed}")


def not_judged_text(report: Report) -> Text:
    """Why provisions were not judged, each cause with its number."""
    summary = report.summary
    causes = (
        (summary.error, "检查出错", "in error"),
        (summary.open, "未能判定", "open"),
        (summary.review, "待人工核验", "awaiting a person"),
        (summary.not_applicable, "不适用", "not applicable"),
    )
    told = [cause for cause in causes if cause[0]]
    if not told:
        return Text(zh="无", en="none")
    return Text(zh="，".join(f"{zh} {n}" for n, zh, _ in told), en=", ".join(f"{n} {en}" for n, _, en in told))


def waived_text(report: Report) -> Text:
    ends = [provision.waived_until for provision in waived(report) if provision.waived_until]
    if not ends:
        return Text(zh="无", en="none")
    first, last = min(ends), max(ends)
    if first == last:
        return Text(zh=f"有效期至 {first}", en=f"until {first}")
    return Text(zh=f"最早 {first} 到期，最迟 {last} 到期", en=f"the first until {first}, the last until {last}")


def moment(when: datetime, zone: str) -> str:
    """A moment as people of the zone write it, with its offset: 2026-03-01 12:00 +08:00."""
    local = when if when.tzinfo else when.replace(tzinfo=UTC)
    # An unknown zone, or the very edge of the calendar: the moment is still right in the zone it came in.
    with suppress(ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        local = local.astimezone(ZoneInfo(zone))
    return local.isoformat(sep=" ", timespec="minutes")[:16] + " " + local.isoformat()[-6:]


def coverage_text(evidence: EvidenceSeen) -> Text:
    """How much of one piece of evidence was collected, with the reasons for what is missing."""
    complete = sum(seen.state is CoverageState.COMPLETE for seen in evidence.coverage)
    total = len(evidence.coverage)
    zh, en = [f"{total} 个事实表中 {complete} 个完整"], [f"{complete} of {counted(total, 'fact table')} complete"]
    for state in (CoverageState.PARTIAL, CoverageState.NONE):
        lacking: dict[str, list[str]] = {}
        for seen in evidence.coverage:
            if seen.state is state:
                lacking.setdefault(seen.reason or "", []).append(seen.table)
        if lacking:
            told = list(lacking.items())
            zh.append(f"{words.COVERAGE[state].zh}：{'、'.join(_tables(*one, Language.ZH) for one in told)}")
            en.append(f"{words.COVERAGE[state].en}: {', '.join(_tables(*one, Language.EN) for one in told)}")
    return Text(zh="；".join(zh), en="; ".join(en))


def partial_texts(evidence: EvidenceSeen) -> list[Text]:
    """What exactly was not collected of one piece of evidence, each thing once; the tables it concerns share it."""
    details = [seen.detail for seen in evidence.coverage if seen.state is CoverageState.PARTIAL and seen.detail]
    return list({detail.en: detail for detail in details}.values())


def _tables(reason: str, tables: list[str], language: Language) -> str:
    """The tables that lack something for one reason: the first few by name, the rest counted."""
    zh = language is Language.ZH
    named = ("、" if zh else ", ").join(tables[:_NAMED])
    if (more := len(tables) - _NAMED) > 0:
        named += f" 等 {len(tables)} 个" if zh else f" and {more} more"
    if not reason:
        return named
    why = reason_in(language, reason)
    return f"{named}（{why}）" if zh else f"{named} ({why})"


def drafts_text(report: Report) -> Text:
    """How many documents that are not released took part, by kind. A draft is written `kind id@version`."""
    kinds = Counter(draft.partition(" ")[0] for draft in report.drafts)
    told = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    return Text(
        zh=f"{len(report.drafts)} 个文件尚未发布（{'、'.join(f'{kind} {number}' for kind, number in told)}）",
        en=f"{counted(len(report.drafts), 'document')} not released ({', '.join(f'{n} {kind}' for kind, n in told)})",
    )


def reason_in(language: Language, word: str) -> str:
    """What a reason means; a word only its collector knows speaks for itself."""
    known = REASONS.get(word)
    return known.in_(language) if known else word


def reason_of(provision: ProvisionResult) -> str:
    """The word for why a provision is open: that of its first open finding; empty when none is given."""
    return next((found.reason for found in provision.with_outcome(Outcome.OPEN) if found.reason), "")


def by_reason(provisions: Iterable[ProvisionResult]) -> list[tuple[str, list[ProvisionResult]]]:
    """Open provisions grouped by reason, the commonest reason first."""
    ordered = sorted(provisions, key=reason_of)
    groups = [(word, list(group)) for word, group in groupby(ordered, key=reason_of)]
    return sorted(groups, key=lambda group: (-len(group[1]), group[0]))


def telling(provision: ProvisionResult) -> list[Finding]:
    """The findings that made the provision what it is, then the others that did not pass; worst first."""
    told = [f for f in provision.findings if f.effective not in (Outcome.PASS, Outcome.NOT_APPLICABLE, None)]
    return sorted(told, key=lambda finding: WORST_FIRST.index(finding.effective or Outcome.OPEN))


def value_text(value: object) -> str:
    """A value as it is written in a report: lists with commas, nothing as a dash."""
    match value:
        case None:
            return "—"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(map(value_text, value))
        case date():
            return value.isoformat()
        case _:
            return str(value)
