"""Scoring: what provisions come to becomes points, and what nobody knows yet becomes a range."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from egovspec.model.base import Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import AttestedBy, Counts, DeploymentSeen, Finding, ProvisionResult, Report
from egovspec.model.score import Certainty, Faults, Result, Score, score
from egovspec.model.scoring import Scoring
from egovspec.render import Format, render
from egovspec.render.json import parse_report
from reports import AS_OF, provision

T = {"zh": "某项", "en": "something"}


def rules(*, loses: list[dict[str, Any]], most: float = 5, **more: Any) -> Scoring:
    """A table of one indicator that takes at most `most` points; the rest of a hundred is taken by nothing."""
    item = {"id": "D1.1", "title": T, "most": most, "loses": loses}
    plain = {"start": 100, "fails_below": 60, "blocks": [{"id": "D1", "title": T, "most": most, "items": [item]}]}
    return Scoring.model_validate(plain | more)


def result(
    id: str = "PX-01",
    *,
    passed: int = 0,
    failed: int = 0,
    open: int = 0,
    review: int = 0,
    error: int = 0,
    not_applicable: int = 0,
    unseen: bool = False,
    partial: bool = False,
    faults: dict[int, int] | None = None,
    answers: list[tuple[Outcome, int | None]] | None = None,
) -> ProvisionResult:
    """A provision with these counts. `unseen`: one of the open findings is about the deployment as a whole."""
    answers = answers or []
    said = Text(zh="说明", en="said")
    findings = [Finding(subject="", outcome=Outcome.REVIEW, message=said) for _ in range(review)]
    findings += [
        Finding(
            subject="",
            outcome=Outcome.REVIEW,
            message=said,
            attested=AttestedBy(by="办公室", on=date(2026, 1, 1), expires=date(2027, 1, 1), faults=number),
            attested_outcome=outcome,
        )
        for outcome, number in answers
    ]
    if unseen:
        findings.append(Finding(subject="", outcome=Outcome.OPEN, message=said))
    counts = Counts(
        passed=passed,
        failed=failed,
        open=open + unseen,
        review=review + len(answers),
        not_applicable=not_applicable,
        error=error,
    )
    counted = [Faults(faults=number, subjects=subjects) for number, subjects in (faults or {}).items()]
    more: dict[str, Any] = {"partial": partial} | ({"faults": counted} if faults is not None else {})
    return provision(id, "条款", "provision", findings=findings, counts=counts, **more)


def lost(rule: dict[str, Any], found: ProvisionResult, most: float = 5) -> tuple[float, float]:
    scored = score(rules(loses=[{"provision": "PX-01"} | rule], most=most), [found], {})
    return float(scored.deducted.low), float(scored.deducted.high)


ONCE = {"points": 2}
EACH = {"each": 0.5}
SAMPLED = {"each": 1, "sample": 3}


@pytest.mark.parametrize(
    ("rule", "found", "points"),
    [
        pytest.param(ONCE, result(passed=3), (0, 0), id="met"),
        pytest.param(ONCE, result(passed=3, failed=9), (2, 2), id="lost once, however many fail"),
        pytest.param(ONCE, result(failed=1, review=1), (2, 2), id="lost whatever a person may add"),
        pytest.param(ONCE, result(passed=3, open=1), (0, 2), id="one subject is open"),
        pytest.param(ONCE, result(unseen=True), (0, 2), id="nothing was seen"),
        pytest.param(ONCE, result(passed=1, error=1), (0, 2), id="a check went wrong"),
        pytest.param(ONCE, result(review=1), (0, 2), id="a person has to say"),
        pytest.param(ONCE, result(answers=[(Outcome.PASS, None)]), (0, 0), id="a person says it is met"),
        pytest.param(ONCE, result(answers=[(Outcome.FAIL, None)]), (2, 2), id="a person says it is not"),
        pytest.param(
            ONCE, result(answers=[(Outcome.NOT_APPLICABLE, None)]), (0, 0), id="a person says it does not apply"
        ),
        pytest.param(ONCE, result(not_applicable=1), (0, 0), id="does not apply"),
        pytest.param(EACH, result(passed=1, failed=3), (1.5, 1.5), id="lost for each"),
        pytest.param(EACH, result(failed=100), (5, 5), id="no more than the indicator has"),
        pytest.param(EACH | {"most": 1}, result(failed=100), (1, 1), id="no more than the line has"),
        pytest.param(EACH, result(failed=2, open=1), (1, 1.5), id="an open subject may cost one"),
        pytest.param(EACH, result(failed=2, unseen=True), (1, 5), id="what was not seen may cost all"),
        pytest.param(EACH, result(failed=2, faults={1: 1, 4: 1}), (2.5, 2.5), id="faults are counted, not subjects"),
        pytest.param(
            EACH, result(failed=1, open=1, faults={1: 1}), (0.5, 5), id="an open subject may have many faults"
        ),
        pytest.param(SAMPLED, result(passed=9, failed=2), (0, 2), id="a lucky sample meets none"),
        pytest.param(SAMPLED, result(passed=1, failed=9), (2, 3), id="the unluckiest sample meets three"),
        pytest.param(SAMPLED, result(passed=1, failed=1), (1, 1), id="fewer than the sample are all looked at"),
        pytest.param(SAMPLED, result(passed=2, failed=1, open=1), (0, 2), id="an open one may pass or fail"),
        pytest.param(SAMPLED, result(failed=4, faults={1: 3, 3: 1}), (3, 5), id="the sample meets the worst or not"),
        pytest.param(SAMPLED, result(review=1), (0, 3), id="a person samples three"),
        pytest.param(SAMPLED, result(failed=5, partial=True), (0, 3), id="a sample may take what nobody has seen"),
        pytest.param(EACH, result(failed=2, partial=True), (1, 5), id="what nobody has seen may be at fault"),
        pytest.param(ONCE, result(passed=2, partial=True), (0, 0), id="once stands as it was judged"),
        pytest.param(SAMPLED, result(answers=[(Outcome.FAIL, 2)]), (2, 2), id="a person found two"),
        pytest.param(SAMPLED, result(answers=[(Outcome.FAIL, None)]), (1, 3), id="a person found some"),
    ],
)
def test_what_is_lost_through_one_provision(
    rule: dict[str, Any], found: ProvisionResult, points: tuple[float, float]
) -> None:
    assert lost(rule, found) == points


def bonus(earns: dict[str, Any], found: ProvisionResult, *, above: float = 80, deduct: int = 0) -> Score:
    """The score where `deduct` of a hundred points are lost and one indicator earns up to four."""
    reward = {"id": "B1.1", "title": T, "most": 4, "earns": [{"provision": "PX-01"} | earns]}
    scoring = rules(
        loses=[{"provision": "PX-02", "each": 1}],
        most=50,
        bonus={"above": above, "most": 3},
        rewards=[{"id": "B1", "title": T, "most": 4, "items": [reward]}],
    )
    return score(scoring, [found, result("PX-02", failed=deduct, passed=1)], {})


@pytest.mark.parametrize(
    ("earns", "found", "points"),
    [
        pytest.param(ONCE, result(passed=2), (2, 2), id="earned"),
        pytest.param(ONCE, result(passed=2, failed=1), (0, 0), id="not earned"),
        pytest.param(ONCE, result(passed=2, open=1), (0, 2), id="perhaps"),
        pytest.param(ONCE, result(review=1), (0, 2), id="a person has to say"),
        pytest.param(ONCE, result(answers=[(Outcome.PASS, None)]), (2, 2), id="a person says so"),
        pytest.param(ONCE, result(not_applicable=1), (0, 0), id="does not apply"),
        pytest.param({"each": 1}, result(passed=2, failed=5), (2, 2), id="for each that passes"),
        pytest.param({"each": 1}, result(passed=9), (3, 3), id="no more than all rewards have"),
        pytest.param(SAMPLED, result(passed=2, failed=2), (1, 2), id="by the luck of the sample"),
        pytest.param(SAMPLED, result(passed=1, failed=1), (1, 1), id="fewer than the sample"),
        pytest.param(SAMPLED, result(answers=[(Outcome.FAIL, 1)]), (2, 2), id="a person found one of three wanting"),
        pytest.param(SAMPLED, result(passed=3, partial=True), (0, 3), id="a sample may take what nobody has seen"),
        pytest.param({"each": 1}, result(passed=1, partial=True), (1, 3), id="what nobody has seen may earn"),
    ],
)
def test_what_is_earned_through_one_provision(
    earns: dict[str, Any], found: ProvisionResult, points: tuple[float, float]
) -> None:
    earned = bonus(earns, found).bonus

    assert (float(earned.low), float(earned.high)) == points


@pytest.mark.parametrize(("deduct", "final"), [(19, 83), (20, 80), (40, 60)])
def test_a_bonus_counts_only_above_the_mark(deduct: int, final: int) -> None:
    """Source: gbmh-2019-19#score-4, above 80 and not from 80 on."""
    scored = bonus(ONCE, result(passed=1), deduct=deduct)

    assert scored.low == scored.high == final


def test_a_bonus_may_count_at_one_end_of_the_range_only() -> None:
    scoring = rules(
        loses=[{"provision": "PX-02", "points": 25}],
        most=25,
        bonus={"above": 80, "most": 30},
        rewards=[{"id": "B1", "title": T, "most": 4, "items": [
            {"id": "B1.1", "title": T, "most": 4, "earns": [{"provision": "PX-01", "points": 4}]}]}],
    )  # fmt: skip

    scored = score(scoring, [result(passed=1), result("PX-02", review=1)], {})

    assert (scored.low, scored.high) == (75, 104)


VETO = [{"id": "V1", "title": T, "provisions": ["PX-08", "PX-09"]}]


@pytest.mark.parametrize(
    ("vetoing", "state", "outcome"),
    [
        (result("PX-09", passed=1), Certainty.CLEAR, Result.PASSES),
        (result("PX-09", failed=1), Certainty.COUNTED, Result.FAILS),
        (result("PX-09", review=1), Certainty.UNKNOWN, Result.UNSETTLED),
        (result("PX-09", answers=[(Outcome.FAIL, None)]), Certainty.COUNTED, Result.FAILS),
        (result("PX-09", not_applicable=1), Certainty.CLEAR, Result.PASSES),
    ],
    ids=["clear", "holds", "not known", "a person says", "does not apply"],
)
def test_one_veto_fails_the_whole(vetoing: ProvisionResult, state: Certainty, outcome: Result) -> None:
    found = [result(passed=1), result("PX-08", passed=1), vetoing]
    scored = score(rules(loses=[{"provision": "PX-01", "points": 1}], vetoes=VETO), found, {})

    assert (scored.vetoes[0].state, scored.result) == (state, outcome)


def test_a_provision_that_was_not_looked_at_is_unknown_and_not_met() -> None:
    """--only leaves provisions out; nobody may read that as points kept."""
    scored = score(rules(loses=[{"provision": "PX-01", "points": 4}], vetoes=VETO), [], {})

    assert (scored.low, scored.high, scored.vetoes[0].state) == (96, 100, Certainty.UNKNOWN)


def blocks_of(*most: int) -> list[dict[str, Any]]:
    return [
        {"id": f"D{n}", "title": T, "most": points, "items": [
            {"id": f"D{n}.1", "title": T, "most": points, "loses": [{"provision": f"PX-0{n}", "each": 1}]}]}
        for n, points in enumerate(most, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("traits", "final", "veto"),
    [
        ({"outward_services": "false"}, "86.67", Certainty.EXEMPT),
        ({"outward_services": "true"}, "80", Certainty.COUNTED),
        ({}, "80", Certainty.COUNTED),
    ],
    ids=["no outward services", "outward services", "not said"],
)
def test_a_block_that_does_not_apply_is_left_out_and_the_rest_scaled(
    traits: dict[str, str], final: str, veto: Certainty
) -> None:
    """Source: gbmh-2019-19#score-5, what is left of 75 points times four thirds."""
    exempt = [{"block": "D2", "vetoes": ["V6"], "when": {"trait": "outward_services", "is": "false"}, "because": T}]
    scoring = Scoring.model_validate(
        {"start": 100, "fails_below": 60, "blocks": blocks_of(75, 25), "exempt": exempt}
        | {"vetoes": [{"id": "V6", "title": T, "provisions": ["PX-02"]}]}
    )
    scored = score(scoring, [result("PX-01", failed=10), result("PX-02", failed=10)], traits)

    assert (scored.low, scored.high, scored.vetoes[0].state) == (Decimal(final), Decimal(final), veto)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"blocks": blocks_of(80, 30)}, "110 points of 100"),
        ({"blocks": [blocks_of(9)[0] | {"most": 10}]}, "add up to 9, not to 10"),
        ({"blocks": blocks_of(9) * 2}, "stands here twice"),
        ({"blocks": []}, "at least 1"),
        ({"rewards": blocks_of(9)}, "must say what it earns"),
        ({"exempt": [{"block": "D9", "when": {"trait": "t"}, "because": T}]}, "D9"),
        ({"start": "many"}, "number of points"),
        ({"start": 0.001}, "two decimal places"),
    ],
    ids=[
        "more than there is",
        "do not add up",
        "twice",
        "none",
        "loses as a reward",
        "unknown block",
        "no number",
        "too fine",
    ],
)
def test_rules_that_do_not_fit_are_refused(change: dict[str, Any], told: str) -> None:
    plain: dict[str, Any] = {"start": 100, "fails_below": 60, "blocks": blocks_of(9)}

    with pytest.raises(ValidationError, match=told):
        Scoring.model_validate(plain | change)


@pytest.mark.parametrize(
    "line", [{}, {"points": 1, "each": 1}, {"points": 1, "sample": 5}, {"points": 1, "most": 2}], ids=str
)
def test_a_line_says_points_or_each(line: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(loses=[{"provision": "PX-01"} | line])


def test_tenths_add_up() -> None:
    """Ten times a tenth is one point; sums of floats fall short of it."""
    assert lost({"each": 0.1}, result(failed=10)) == (1.0, 1.0)


OUTCOMES = st.sampled_from([Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE])
RULES = st.sampled_from([ONCE, EACH, SAMPLED, EACH | {"most": 2}, {"each": 2, "sample": 2}])
NUMBERS = st.integers(0, 6)


@st.composite
def results(draw: st.DrawFn) -> ProvisionResult:
    failed = draw(NUMBERS)
    faults = draw(st.none() | st.just({1: failed - failed // 2, 3: failed // 2}))
    return result(
        passed=draw(NUMBERS),
        failed=failed,
        open=draw(NUMBERS),
        review=draw(st.integers(0, 1)),
        unseen=draw(st.booleans()),
        partial=draw(st.booleans()),
        faults=faults,
    )


@given(RULES, results())
def test_the_fewest_points_are_never_more_than_the_most(rule: dict[str, Any], found: ProvisionResult) -> None:
    low, high = lost(rule, found)

    assert 0 <= low <= high <= 5


@given(RULES, results(), OUTCOMES, st.none() | st.integers(1, 5))
def test_an_answer_narrows_the_range_and_never_leaves_it(
    rule: dict[str, Any], found: ProvisionResult, answer: Outcome, faults: int | None
) -> None:
    """Whoever read the range before the answer was told the truth."""
    asked = found.model_copy(update={"findings": [], "counts": found.counts.model_copy(update={"review": 0})})
    review = result(review=1)
    before = asked.model_copy(
        update={"findings": review.findings, "counts": asked.counts.model_copy(update={"review": 1})}
    )
    answered = result(answers=[(answer, faults if answer is Outcome.FAIL else None)])
    after = before.model_copy(update={"findings": answered.findings})

    low, high = lost(rule, before)
    narrower_low, narrower_high = lost(rule, after)

    assert low <= narrower_low <= narrower_high <= high


@given(st.permutations([result(f"PX-0{n}", failed=n, passed=n) for n in range(1, 5)]))
def test_the_order_of_provisions_does_not_change_the_score(found: list[ProvisionResult]) -> None:
    scoring = rules(loses=[{"provision": f"PX-0{n}", "each": 0.1, "sample": 2} for n in range(1, 5)])

    assert score(scoring, found, {}) == score(scoring, sorted(found, key=lambda one: one.id), {})


def report(found: list[ProvisionResult], scoring: Scoring) -> Report:
    return Report(
        generator="egovspec",
        deployment=DeploymentSeen(id="sample", traits={"outward_services": "true"}),
        profile="inspection@1.0.0",
        profile_title=Text(zh="检查", en="Inspection"),
        as_of=AS_OF,
        today=AS_OF.date(),
        zone="Asia/Shanghai",
        catalogue_digest="sha256:0",
        evidence=[],
        scoring=scoring,
        provisions=found,
    )


SCORED = report(
    [result(passed=1, failed=3), result("PX-08", passed=1), result("PX-09", review=1)],
    rules(loses=[{"provision": "PX-01", "each": 0.5, "sample": 2}], vetoes=VETO),
)


def test_a_scored_report_survives_json_and_a_changed_score_is_noticed() -> None:
    text = render(SCORED, Format.JSON)

    assert parse_report(text) == SCORED
    with pytest.raises(Exception, match="score does not fit"):
        parse_report(text.replace('"low": 99', '"low": 98'))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["得分在 99 至 99.5 之间", "V1", "−0.5 至 −1", "尚待确定"]),
        ("en", ["Score between 99 and 99.5", "−0.5 to −1"]),
    ],
)
def test_the_terminal_shows_the_score_and_what_costs_it(language: str, words: list[str]) -> None:
    from egovspec.model.language import Language

    text = render(SCORED, Format.TEXT, language=Language(language))

    assert [word for word in words if word not in text] == []
