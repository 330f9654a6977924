"""A report: findings with their provenance. Totals are computed, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, computed_field

from egovspec.model.base import Confidence, Origin, Shape, Text, Tier
from egovspec.model.outcome import JUDGED, Outcome
from egovspec.model.score import Answer, Faults, Score, Subjects, score
from egovspec.model.scoring import Scoring
from egovspec.model.standard import Level

Number = Annotated[float, Field(allow_inf_nan=False)]
Value = str | int | Number | bool | None | list[str | int | Number | bool | None]


class WaivedBy(Shape):
    """The waiver laid over a finding."""

    because: str
    approved_by: str
    expires: date


class AttestedBy(Shape):
    """The attestation that answers a review."""

    by: str
    on: date
    expires: date
    faults: int | None = None
    document: str | None = None
    sha256: str | None = None
    note: str | None = None


class Finding(Shape):
    """What one provision came to on one subject."""

    subject: str = Field(description="The subject; empty: the deployment as a whole")
    outcome: Outcome = Field(description="What the facts say, whatever is laid over it")
    message: Text
    place: str | None = None
    check: str | None = Field(None, description="Exact reference of the check; none for a review")
    values: dict[str, Value] = Field(default_factory=dict, description="The values that decided it; ISO 8601 for times")
    reason: str | None = Field(None, description="Why it is open, as a word: the collector's reason, no-rows, null")
    evidence: str | None = None
    waived: WaivedBy | None = None
    attested: AttestedBy | None = None
    attested_outcome: Outcome | None = None

    @property
    def effective(self) -> Outcome | None:
        """The outcome with overlays; None when waived."""
        if self.waived:
            return None
        return self.attested_outcome or self.outcome


class Counts(Shape):
    """Subjects of one provision by outcome, before overlays. Counted where the facts are, not from materialised rows."""

    passed: int = 0
    failed: int = 0
    open: int = 0
    review: int = 0
    not_applicable: int = 0
    error: int = 0
    waived: int = Field(0, description="Of the failed and open: how many a waiver covers")

    def of(self, outcome: Outcome) -> int:
        return int(getattr(self, _COUNTER[outcome]))

    @property
    def total(self) -> int:
        return sum(self.of(outcome) for outcome in Outcome)


_COUNTER = {
    Outcome.PASS: "passed",
    Outcome.FAIL: "failed",
    Outcome.OPEN: "open",
    Outcome.REVIEW: "review",
    Outcome.NOT_APPLICABLE: "not_applicable",
    Outcome.ERROR: "error",
}


class BasisCited(Shape):
    """A clause a provision rests on, with enough of it to be read beside the finding."""

    clause: str = Field(description="Reference, source#clause")
    document: Text = Field(description="Number and title of the document, and the clause")
    text: Text = Field(description="What the clause asks, in our words")


class State(StrEnum):
    """How a provision is counted in the three numbers every report leads with."""

    JUDGED = "judged"
    NOT_JUDGED = "not-judged"
    WAIVED = "waived"


class ProvisionResult(Shape):
    """One provision and all that was found about it."""

    id: str
    standard: str = Field(description="Exact reference of the standard")
    standard_title: Text | None = None
    level: Level
    title: Text
    text: Text
    fix: Text
    basis: list[BasisCited]
    confidence: Confidence
    origin: Origin
    mandatory: bool = False
    outcome: Outcome = Field(description="Worst of its verifications and subjects, overlays applied")
    original: Outcome = Field(description="The same before overlays")
    because: Text | None = Field(None, description="Why it does not apply, or is not judged")
    waived_until: date | None = Field(None, description="First expiry among the waivers that cover it")
    required_evidence_open: bool = Field(False, description="Open although it rests on required evidence")
    counts: Counts
    faults: list[Faults] | None = Field(
        None, description="Failing subjects by the number of their faults, where its checks count faults; else one each"
    )
    partial: bool = Field(
        False, description="Not all that its checks look at was collected: there may be more subjects"
    )
    findings: list[Finding] = Field(description="All that did not pass up to the cap, and a few that did")
    omitted: int = Field(0, description="Findings that did not pass but are beyond the cap")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def state(self) -> State:
        if self.waived_until is not None and self.outcome is not Outcome.FAIL:
            return State.WAIVED
        return State.JUDGED if self.outcome in JUDGED else State.NOT_JUDGED

    def with_outcome(self, outcome: Outcome) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.outcome is outcome)

    @property
    def tally(self) -> Subjects:
        """Its subjects as scoring counts them: answers of people included, waivers left aside."""
        reviews = list(self.with_outcome(Outcome.REVIEW))
        answers = tuple(
            Answer(outcome=f.attested_outcome, faults=f.attested.faults)
            for f in reviews
            if f.attested and f.attested_outcome
        )
        # What was not seen of a table, or of everything, is no one subject: it could concern any number of them.
        unseen = [f for f in self.with_outcome(Outcome.OPEN) if f.evidence is not None or not f.subject]
        return Subjects(
            passed=self.counts.passed,
            failed=self.counts.failed,
            open=self.counts.open - len(unseen),
            unanswered=len(reviews) - len(answers),
            unseen=bool(unseen) or self.counts.error > 0,
            partial=self.partial,
            answers=answers,
        )


class CoverageState(StrEnum):
    """How much of what a fact table should hold was collected."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class TableCoverage(Shape):
    """Coverage of one fact table by one piece of evidence."""

    table: str
    state: CoverageState
    reason: str | None = None
    detail: Text | None = None
    rows: int = 0


class EvidenceSeen(Shape):
    """One piece of evidence and what was collected from it."""

    id: str
    collector: str
    collector_version: str
    target: str = Field(description="What was looked at: a URL, a path relative to the deployment")
    required: bool
    captured: datetime | None = Field(None, description="When the evidence was captured; UTC")
    coverage: list[TableCoverage]


class Notice(Shape):
    """Something the reader must know that is no finding: an expired waiver, an override, a cap reached."""

    code: str
    text: Text


class DeploymentSeen(Shape):
    """Whom the report is about."""

    id: str
    title: Text | None = None
    tier: Tier | None = None
    division: str | None = None
    traits: dict[str, str] = Field(
        default_factory=dict, description="What it declares of itself; exemptions rest on it"
    )


class ColumnState(StrEnum):
    """How one column of the tree was met."""

    PRESENT = "present"
    MISSING = "missing"
    EMPTY = "empty"
    STALE = "stale"
    UNDATED = "undated"
    UNKNOWN = "unknown"


class ColumnDrawn(Shape):
    """One column of the tree a deployment is held to, as it was met. Drawn for people; verdicts are the provisions'."""

    tree: str = Field(description="Exact reference of the column tree")
    path: str
    parent: str | None = None
    name: Text
    column_class: str | None = Field(None, alias="class")
    required: bool = False
    expected: bool = False
    max_idle: str | None = Field(None, description="Longest time without anything new, ISO 8601")
    good_idle: str | None = Field(None, description="The cycle of good practice, ISO 8601")
    places: list[str] = Field(default_factory=list, description="Addresses of its pages")
    items: int | None = None
    newest_on: date | None = None
    deadline: date | None = Field(None, description="The last day on which newest_on is within max_idle")
    state: ColumnState


class Summary(Shape):
    """The three numbers, and provisions by outcome and level."""

    provisions: int
    judged: int
    not_judged: int
    waived: int
    passed: int
    failed: int
    failed_shall: int
    open: int
    review: int
    not_applicable: int
    error: int


class Report(Shape):
    """An assessment report. The same facts, catalogue and as-of give the same bytes on any machine."""

    schema_version: Literal["1.0"] = "1.0"
    generator: str = Field(description="Program and version")
    deployment: DeploymentSeen
    profile: str = Field(description="Exact reference of the profile")
    profile_title: Text
    as_of: datetime = Field(description="The moment the verdicts are about; UTC")
    today: date = Field(description="The date of as_of in the deployment's zone")
    zone: str
    catalogue_digest: str
    drafts: list[str] = Field(default_factory=list, description="Unreleased documents that took part")
    evidence: list[EvidenceSeen]
    notices: list[Notice] = Field(default_factory=list)
    scoring: Scoring | None = Field(None, description="The rules the score follows; none: the profile does not score")
    columns: list[ColumnDrawn] = Field(default_factory=list, description="The column tree as it was met, in its order")
    provisions: list[ProvisionResult]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def worst(self) -> Outcome:
        return Outcome.worst(provision.outcome for provision in self.provisions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def score(self) -> Score | None:
        return score(self.scoring, self.provisions, self.deployment.traits) if self.scoring else None

    @property
    def interrupted(self) -> bool:
        """Whether a person stopped the collection: whatever passes passes on part of what there is."""
        return any(notice.code == "interrupted" for notice in self.notices)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def summary(self) -> Summary:
        def having(outcome: Outcome) -> list[ProvisionResult]:
            return [p for p in self.provisions if p.outcome is outcome and p.state is not State.WAIVED]

        states = [provision.state for provision in self.provisions]
        failed = having(Outcome.FAIL)
        return Summary(
            provisions=len(states),
            judged=states.count(State.JUDGED),
            not_judged=states.count(State.NOT_JUDGED),
            waived=states.count(State.WAIVED),
            passed=len(having(Outcome.PASS)),
            failed=len(failed),
            failed_shall=sum(p.level is Level.SHALL for p in failed),
            open=len(having(Outcome.OPEN)),
            review=len(having(Outcome.REVIEW)),
            not_applicable=len(having(Outcome.NOT_APPLICABLE)),
            error=len(having(Outcome.ERROR)),
        )
