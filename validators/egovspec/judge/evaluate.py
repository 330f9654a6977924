"""From a plan and sealed facts to the result of every provision. Pure but for reading the facts.

One rule above all: what was not collected is open. It is never a pass, and never a fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, cast

from egovspec.facts.tables.deployment import DEPLOYMENT_TABLES
from egovspec.judge.clock import Clock
from egovspec.judge.coverage import Covered, Gap, covered
from egovspec.judge.job import Job, Result, Row, Stopped
from egovspec.judge.messages import DEFAULT, filled
from egovspec.judge.overlays import Overlays, attested_by, waived_by
from egovspec.judge.plan import CheckPlanned, Plan, ProvisionPlanned, ReviewPlanned
from egovspec.judge.reasons import said
from egovspec.model.base import Text
from egovspec.model.check import Check
from egovspec.model.outcome import Outcome
from egovspec.model.report import BasisCited, Counts, CoverageState, EvidenceSeen, Finding, ProvisionResult
from egovspec.model.score import Faults
from egovspec.model.standard import Standard

DECLARED = frozenset(table.name_of_table for table in DEPLOYMENT_TABLES)
WAIVABLE = (Outcome.FAIL, Outcome.OPEN)


class Runner(Protocol):
    """What runs a job: the engine over sealed facts, or over the facts of one case."""

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped: ...


@dataclass(frozen=True)
class Limits:
    """How much of what was found becomes rows: per check of a provision, those that did not pass, and samples that did."""

    findings: int = 500
    samples: int = 3


@dataclass
class Tally:
    """Findings of one provision and the counts behind them, which may be larger."""

    findings: list[Finding] = field(default_factory=list)
    counts: dict[Outcome, int] = field(default_factory=dict)
    faults: dict[int, int] | None = None

    def add(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.count(finding.outcome, 1)

    def count(self, outcome: Outcome, number: int) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + number

    def join(self, other: Tally) -> None:
        """Take in what another verification of the same provision found."""
        if self.faults is not None or other.faults is not None:
            # Where one check counts faults, subjects of another that does not have one each.
            whole = self.by_faults()
            for number, subjects in other.by_faults().items():
                whole[number] = whole.get(number, 0) + subjects
            self.faults = whole
        self.findings += other.findings
        for outcome, number in other.counts.items():
            self.count(outcome, number)

    def by_faults(self) -> dict[int, int]:
        if self.faults is not None:
            return dict(self.faults)
        failed = self.counts.get(Outcome.FAIL, 0)
        return {1: failed} if failed else {}


def evaluate(
    plan: Plan,
    engine: Runner,
    evidence: Sequence[EvidenceSeen],
    *,
    clock: Clock,
    overlays: Overlays,
    limits: Limits,
    cited: dict[str, BasisCited],
) -> list[ProvisionResult]:
    """Judge every provision of a plan, in its order.

    evidence   what was collected, with its coverage
    cited      clauses by reference, to stand beside the provisions that rest on them
    """
    return [_provision(planned, engine, evidence, clock, overlays, limits, cited) for planned in plan.provisions]


def _provision(
    planned: ProvisionPlanned,
    engine: Runner,
    evidence: Sequence[EvidenceSeen],
    clock: Clock,
    overlays: Overlays,
    limits: Limits,
    cited: dict[str, BasisCited],
) -> ProvisionResult:
    provision, tally = planned.provision, Tally()
    because = _not_applicable(planned, clock.today)
    required = partial = False
    if because is None:
        for verification in planned.verifications:
            if isinstance(verification, ReviewPlanned):
                tally.add(Finding(subject="", outcome=Outcome.REVIEW, message=verification.review))
                continue
            known = covered(verification.compiled.needs, evidence, DECLARED)
            required |= known.required
            partial |= bool(known.gaps)
            subjects = overlays.subjects(provision.id)
            tally.join(judge_check(verification, engine, known, clock=clock, subjects=subjects, limits=limits))
    else:
        tally.add(Finding(subject="", outcome=Outcome.NOT_APPLICABLE, message=because))
    original = Outcome.worst(outcome for outcome, number in tally.counts.items() if number)
    findings, waived, until = _overlaid(provision.id, tally, overlays)
    outcome = _effective(tally, findings, waived)
    not_passed = sum(number for kind, number in tally.counts.items() if kind is not Outcome.PASS)
    return ProvisionResult(
        id=provision.id,
        standard=planned.standard.exact,
        standard_title=cast("Standard", planned.standard.model).title,
        level=provision.level,
        title=provision.title,
        text=provision.text,
        fix=provision.fix,
        basis=[cited[clause] for clause in provision.basis if clause in cited],
        confidence=provision.confidence,
        origin=provision.origin,
        mandatory=provision.mandatory,
        outcome=outcome,
        original=original,
        because=because or _because(outcome, findings),
        waived_until=until,
        required_evidence_open=required and outcome is Outcome.OPEN,
        counts=Counts(
            passed=tally.counts.get(Outcome.PASS, 0),
            failed=tally.counts.get(Outcome.FAIL, 0),
            open=tally.counts.get(Outcome.OPEN, 0),
            review=tally.counts.get(Outcome.REVIEW, 0),
            not_applicable=tally.counts.get(Outcome.NOT_APPLICABLE, 0),
            error=tally.counts.get(Outcome.ERROR, 0),
            waived=sum(waived.values()),
        ),
        faults=None
        if tally.faults is None
        else [Faults(faults=number, subjects=subjects) for number, subjects in sorted(tally.faults.items())],
        partial=partial,
        findings=findings,
        omitted=not_passed - sum(finding.outcome is not Outcome.PASS for finding in findings),
    )


def _not_applicable(planned: ProvisionPlanned, today: date) -> Text | None:
    if planned.exempt is not None:
        return planned.exempt
    if planned.in_force is not None and today < planned.in_force:
        day = planned.in_force.isoformat()
        return Text(zh=f"本标准自 {day} 起施行", en=f"the standard is in force from {day}")
    if planned.withdrawn is not None and today >= planned.withdrawn.on:
        day, because = planned.withdrawn.on.isoformat(), planned.withdrawn.because
        return Text(zh=f"本标准自 {day} 起废止：{because.zh}", en=f"the standard is withdrawn from {day}: {because.en}")
    return None


def _because(outcome: Outcome, findings: Sequence[Finding]) -> Text | None:
    if outcome in (Outcome.PASS, Outcome.FAIL):
        return None
    return next((finding.message for finding in findings if finding.outcome is outcome), None)


def judge_check(
    planned: CheckPlanned,
    engine: Runner,
    known: Covered,
    *,
    clock: Clock,
    limits: Limits,
    subjects: tuple[str, ...] = (),
) -> Tally:
    """Run one check and read its rows as findings, by what was collected.

    known      coverage of the tables the check needs
    subjects   subjects whose rows must come back whatever the limit
    """
    tally, check = Tally(), planned.check
    if known.missing:
        for gap in _one_per_evidence(known.gaps):
            tally.add(_gap(check, gap))
        return tally
    values = {**planned.parameters, **clock.parameters}
    job = Job(
        key=check.exact,
        sql=planned.compiled.sql,
        parameters={name: values[name] for name in sorted(planned.compiled.parameters)},
        cap=limits.findings,
        samples=limits.samples,
        subjects=subjects,
    )
    result = engine.run(job, trusted=planned.trusted)
    if isinstance(result, Stopped):
        message = Text(
            zh=f"检查 {check.exact} 出错：{result.detail}", en=f"the check {check.exact} went wrong: {result.detail}"
        )
        tally.add(Finding(subject="", outcome=Outcome.ERROR, message=message, check=check.exact, reason=result.reason))
        return tally
    blocked = [gap for gap in _one_per_evidence(known.gaps) if gap.evidence and gap.state is CoverageState.NONE]
    # What fails only because something was not seen is not known to fail while not all was seen.
    doubtful = known.gaps[0] if known.gaps and (check.absence == "decides" or blocked) else None
    for row in result.rows:
        tally.findings.append(_row(check, result, row, doubtful))
    tally.count(Outcome.PASS, result.passed)
    tally.count(Outcome.OPEN if doubtful else Outcome.FAIL, result.failed)
    tally.count(Outcome.OPEN, result.open)
    if result.faults is not None:
        tally.faults = {} if doubtful else dict(result.faults)
    for gap in blocked:
        tally.add(_gap(check, gap))
    if not (result.passed + result.failed + result.open) and not blocked:
        tally.add(_empty(check, known))
    return tally


def _one_per_evidence(gaps: Iterable[Gap]) -> list[Gap]:
    seen: dict[str | None, Gap] = {}
    for gap in gaps:
        seen.setdefault(gap.evidence, gap)
    return list(seen.values())


def _gap(check: Check, gap: Gap) -> Finding:
    subject = gap.evidence or ""
    return Finding(
        subject=subject,
        outcome=Outcome.OPEN,
        message=gap.text,
        check=check.exact,
        reason=gap.reason,
        evidence=gap.evidence,
    )


def _empty(check: Check, known: Covered) -> Finding:
    """The finding about the whole deployment when a check returned no row."""
    if known.gaps:
        return _gap(check, known.gaps[0]).model_copy(update={"subject": ""})
    if check.when_empty is not None:
        return Finding(
            subject="",
            outcome=Outcome.NOT_APPLICABLE,
            message=check.when_empty.because,
            check=check.exact,
            reason="no-rows",
        )
    return Finding(subject="", outcome=Outcome.OPEN, message=said("no-rows"), check=check.exact, reason="no-rows")


def _row(check: Check, result: Result, row: Row, doubtful: Gap | None) -> Finding:
    values = {**row.values, "subject": row.subject, "place": row.place}
    if row.ok is True:
        outcome, message = Outcome.PASS, check.message.pass_ or DEFAULT["pass"]
    elif row.ok is False:
        outcome, message = Outcome.FAIL, check.message.fail or DEFAULT["fail"]
    else:
        outcome, message = Outcome.OPEN, check.message.open or DEFAULT["open"]
    said_so = filled(message, values, result.types)
    reason = "undetermined" if outcome is Outcome.OPEN else None
    if outcome is Outcome.FAIL and doubtful is not None:
        outcome, reason = Outcome.OPEN, doubtful.reason
        said_so = Text(
            zh=f"未见符合，但采集不完整（{doubtful.text.zh}），不能判为不符合：{said_so.zh}",
            en=f"not seen to conform, but not all was collected ({doubtful.text.en}): {said_so.en}",
        )
    return Finding(
        subject=row.subject,
        outcome=outcome,
        message=said_so,
        place=row.place,
        check=check.exact,
        values=dict(row.values),
        reason=reason,
    )


def _overlaid(
    provision: str, tally: Tally, overlays: Overlays
) -> tuple[list[Finding], dict[Outcome, int], date | None]:
    """Findings with what is laid over them; how many of each outcome are waived; when the first waiver ends."""
    findings: list[Finding] = []
    waived: dict[Outcome, int] = {}
    ends: list[date] = []
    for finding in tally.findings:
        if finding.outcome in WAIVABLE and (waiver := overlays.waiver(provision, finding.subject)):
            finding = finding.model_copy(update={"waived": waived_by(waiver)})
            waived[finding.outcome] = waived.get(finding.outcome, 0) + 1
            ends.append(waiver.expires)
            if waiver.subject is None:
                waived |= {kind: tally.counts.get(kind, 0) for kind in WAIVABLE}
        elif finding.outcome is Outcome.REVIEW and (attestation := overlays.attestation(provision)):
            finding = finding.model_copy(
                update={"attested": attested_by(attestation), "attested_outcome": attestation.outcome}
            )
        findings.append(finding)
    return findings, waived, min(ends, default=None)


def _effective(tally: Tally, findings: Sequence[Finding], waived: dict[Outcome, int]) -> Outcome:
    """The worst outcome of what is left when waived subjects are set aside and reviews are answered."""
    left = {kind: number - waived.get(kind, 0) for kind, number in tally.counts.items()}
    for finding in findings:
        if finding.attested_outcome is not None:
            left[finding.outcome] -= 1
            left[finding.attested_outcome] = left.get(finding.attested_outcome, 0) + 1
    remaining = [kind for kind, number in left.items() if number > 0]
    return Outcome.worst(remaining) if remaining else Outcome.NOT_APPLICABLE
