"""Attestations and waivers are laid over findings: the original outcome stays, and what does not fit is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from egovspec.cli.exits import Exit, FailOn, exit_of
from egovspec.facts.tables.website import Page
from egovspec.judge.evaluate import Limits
from egovspec.library.catalogue import Catalogue
from egovspec.model.outcome import Outcome
from egovspec.model.report import Report, State
from offices import REVIEW, check, judged, office, only, provision

TITLED = check("titled", each="page", must="title <> ''")
FACTS = [Page(url="a", title="x"), Page(url="b", title=""), Page(url="c", title=""), Page(url="d")]
TODAY = "2026-03-01"


@pytest.fixture
def titled(tmp_path: Path) -> Catalogue:
    return office(tmp_path, [TITLED], [provision(1, "titled")])


@pytest.fixture
def reviewed(tmp_path: Path) -> Catalogue:
    return office(tmp_path, [], [provision(1, REVIEW)])


def answer(outcome: str = "pass", **parts: Any) -> dict[str, Any]:
    return {
        "provision": "TT-01",
        "outcome": outcome,
        "by": "office",
        "on": "2026-01-01",
        "expires": "2026-12-31",
    } | parts


def waiver(**parts: Any) -> dict[str, Any]:
    made = {
        "provision": "TT-01",
        "because": "rebuilt",
        "approved_by": "head",
        "on": "2026-01-01",
        "expires": "2026-12-31",
    }
    return made | parts


def numbers(report: Report) -> tuple[int, int, int]:
    summary = report.summary
    assert summary.judged + summary.not_judged + summary.waived == summary.provisions
    return summary.judged, summary.not_judged, summary.waived


def codes(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


def test_a_review_without_an_answer_stays_a_review(reviewed: Catalogue) -> None:
    report = judged(reviewed)

    assert only(report).outcome is Outcome.REVIEW
    assert numbers(report) == (0, 1, 0)
    assert exit_of(report, FailOn.SHOULD) is Exit.CONFORMS


@pytest.mark.parametrize("said", ["pass", "fail", "not-applicable"])
def test_an_attestation_answers_a_review(reviewed: Catalogue, said: str) -> None:
    document = {"title": "管理办法", "sha256": "0" * 64}
    report = judged(reviewed, attestations=[answer(said, document=document, note="read")])

    result = only(report)
    (finding,) = result.findings
    assert (result.outcome.value, result.original) == (said, Outcome.REVIEW)
    assert (finding.outcome, finding.attested_outcome) == (Outcome.REVIEW, Outcome(said))
    assert finding.attested is not None
    assert (finding.attested.by, finding.attested.document, finding.attested.note) == ("office", "管理办法", "read")
    assert numbers(report) == ((0, 1, 0) if said == "not-applicable" else (1, 0, 0))
    assert exit_of(report, FailOn.SHALL) is (Exit.FAILS if said == "fail" else Exit.CONFORMS)
    assert codes(report) == []


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"expires": "2026-02-28"}, "attestation-expired"),
        ({"on": "2026-03-02"}, "attestation-not-yet"),
    ],
)
def test_an_attestation_holds_only_in_its_time(reviewed: Catalogue, period: dict[str, str], code: str) -> None:
    report = judged(reviewed, attestations=[answer(**period)])

    assert only(report).outcome is Outcome.REVIEW
    assert only(report).findings[0].attested is None
    assert codes(report) == [code]


@pytest.mark.parametrize("period", [{"expires": TODAY}, {"on": TODAY}])
def test_the_first_and_the_last_day_count(titled: Catalogue, reviewed: Catalogue, period: dict[str, str]) -> None:
    assert only(judged(titled, FACTS, waivers=[waiver(**period)])).waived_until is not None
    assert codes(judged(titled, FACTS, waivers=[waiver(**period)])) == []


def test_an_attestation_does_not_answer_for_a_check(titled: Catalogue) -> None:
    report = judged(titled, FACTS, attestations=[answer()])

    assert only(report).outcome is Outcome.FAIL
    assert codes(report) == ["attestation-unmatched"]


def test_an_attestation_answers_the_review_beside_a_check_and_not_the_check(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled", REVIEW)])

    assert only(judged(catalogue, FACTS[:1], attestations=[answer()])).outcome is Outcome.PASS
    assert only(judged(catalogue, FACTS, attestations=[answer()])).outcome is Outcome.FAIL


def test_a_waiver_of_the_whole_provision_covers_what_fails_and_what_is_open(titled: Catalogue) -> None:
    report = judged(titled, FACTS, waivers=[waiver()])

    result = only(report)
    assert (result.state, result.original, result.counts.waived) == (State.WAIVED, Outcome.FAIL, 3)
    assert str(result.waived_until) == "2026-12-31"
    # what the facts say stays where it was
    assert (result.counts.passed, result.counts.failed, result.counts.open) == (1, 2, 1)
    assert {f.subject: f.outcome.value for f in result.findings} == {"a": "pass", "b": "fail", "c": "fail", "d": "open"}
    assert {f.subject for f in result.findings if f.waived} == {"b", "c", "d"}
    assert all(f.waived.approved_by == "head" for f in result.findings if f.waived)
    assert numbers(report) == (0, 0, 1)
    assert exit_of(report, FailOn.SHOULD) is Exit.CONFORMS
    assert codes(report) == []


def test_a_waiver_of_the_whole_provision_covers_what_lies_beyond_the_cap_too(titled: Catalogue) -> None:
    pages = [Page(url=f"{n:03}", title="" if n % 2 else None) for n in range(50)]

    report = judged(titled, pages, limits=Limits(findings=5), waivers=[waiver()])

    assert only(report).counts.waived == 50
    assert numbers(report) == (0, 0, 1)
    assert exit_of(report, FailOn.SHALL) is Exit.CONFORMS


def test_a_waiver_of_one_subject_leaves_the_others_failing(titled: Catalogue) -> None:
    report = judged(titled, FACTS, waivers=[waiver(subject="b")])

    result = only(report)
    assert [f.subject for f in result.findings if f.waived] == ["b"]
    assert (result.outcome, result.state, result.counts.waived) == (Outcome.FAIL, State.JUDGED, 1)
    assert numbers(report) == (1, 0, 0)
    assert exit_of(report, FailOn.SHALL) is Exit.FAILS


def test_when_every_failing_subject_is_waived_the_provision_is(titled: Catalogue) -> None:
    waivers = [waiver(subject="b", expires="2026-05-01"), waiver(subject="c", expires="2026-04-01")]

    report = judged(titled, FACTS[:3], waivers=waivers)

    assert numbers(report) == (0, 0, 1)
    assert str(only(report).waived_until) == "2026-04-01"  # the first of them to end
    assert only(report).original is Outcome.FAIL


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"expires": "2026-02-28"}, "waiver-expired"),
        ({"on": "2026-03-02"}, "waiver-not-yet"),
    ],
)
def test_a_waiver_holds_only_in_its_time(titled: Catalogue, period: dict[str, str], code: str) -> None:
    report = judged(titled, FACTS, waivers=[waiver(**period)])

    assert only(report).outcome is Outcome.FAIL
    assert only(report).counts.waived == 0
    assert codes(report) == [code]
    assert exit_of(report, FailOn.SHALL) is Exit.FAILS


@pytest.mark.parametrize(("facts", "subject"), [(FACTS[:1], None), (FACTS, "a"), (FACTS, "nowhere")])
def test_a_waiver_that_meets_nothing_is_said(titled: Catalogue, facts: list[Page], subject: str | None) -> None:
    report = judged(titled, facts, waivers=[waiver(subject=subject) if subject else waiver()])

    assert codes(report) == ["waiver-unmatched"]
    assert only(report).waived_until is None
    assert only(report).counts.waived == 0


def test_the_three_numbers_and_the_counts_do_not_overlap(tmp_path: Path) -> None:
    """Every provision is in one of the three numbers, and a waived one is no failure any more."""
    nothing = check("nothing", select="SELECT url AS subject, TRUE AS ok FROM page WHERE FALSE ORDER BY subject")
    provisions = [provision(1, "titled"), provision(2, "titled"), provision(3, "nothing"), provision(4, REVIEW)]
    catalogue = office(tmp_path, [TITLED, nothing], provisions)

    report = judged(catalogue, FACTS, waivers=[waiver()])

    assert numbers(report) == (1, 2, 1)
    summary = report.summary
    assert (summary.failed, summary.failed_shall, summary.open, summary.review) == (1, 1, 1, 1)


def test_what_has_ended_is_not_mentioned_where_another_is_in_force(reviewed: Catalogue, titled: Catalogue) -> None:
    """The record of the past stays in the file, for verdicts of the past; a report of today has no use for it."""
    past, coming = {"on": "2025-01-01", "expires": "2025-12-31"}, {"on": "2027-01-01", "expires": "2027-12-31"}

    answered = judged(reviewed, attestations=[answer("fail", **past), answer(), answer("fail", **coming)])
    waived = judged(titled, FACTS, waivers=[waiver(**past), waiver(), waiver(subject="b", **past)])

    assert (only(answered).outcome, codes(answered)) == (Outcome.PASS, [])
    assert codes(waived) == ["waiver-expired"]  # of another subject than the one in force
    assert codes(judged(reviewed, attestations=[answer(**past), answer(**coming)])) == [
        "attestation-expired",
        "attestation-not-yet",
    ]
