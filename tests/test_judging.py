"""Judging, from stated facts to a report: what was not seen is open, what was seen is counted exactly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.cli.exits import Exit, FailOn, exit_of
from egovspec.collect.base import Seen
from egovspec.facts.store import FactWriter, open_to_read
from egovspec.facts.tables.website import Item, Page
from egovspec.judge.evaluate import Limits
from egovspec.judge.query import FEW
from egovspec.library.canonical import plain
from egovspec.library.catalogue import load
from egovspec.library.roots import Root
from egovspec.model.base import Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import CoverageState, State
from egovspec.render import Format, render
from offices import MARCH, REVIEW, both, check, judged, office, only, provision, write

TITLED = check("titled", each="page", must="title <> ''")
FRESH = check(
    "fresh",
    select="SELECT url AS subject, published_on, published_on BETWEEN $today - $cycle AND $today AS ok, $cycle AS cycle "
    "FROM page ORDER BY subject",
    parameters={"cycle": {"type": "duration"}},
    message={"fail": {"zh": "超过 {cycle}", "en": "more than {cycle} ago"}},
)
GOOD = Page(url="http://a/", place="http://a/", title="首页")
BAD = Page(url="http://b/", place="http://b/", title="")
UNKNOWN = Page(url="http://c/", place="http://c/")
TIMED_OUT = Seen(CoverageState.NONE, "timeout", Text(zh="超时了", en="it took too long"))
CUT_OFF = Seen(CoverageState.PARTIAL, "limit")


def outcomes(result: Any) -> dict[str, str]:
    return {finding.subject: finding.outcome.value for finding in result.findings}


def test_every_row_is_a_finding_by_its_ok(tmp_path: Path) -> None:
    result = only(judged(office(tmp_path, [TITLED], [provision(1, "titled")]), [GOOD, BAD, UNKNOWN]))

    assert outcomes(result) == {"http://a/": "pass", "http://b/": "fail", "http://c/": "open"}
    assert result.outcome is Outcome.FAIL
    assert {finding.subject: finding.place for finding in result.findings}["http://b/"] == "http://b/"
    assert {finding.reason for finding in result.with_outcome(Outcome.OPEN)} == {"undetermined"}


def test_what_was_not_collected_is_open_with_the_collectors_reason(tmp_path: Path) -> None:
    """Not having looked says nothing about conformity: never a pass and never a fail."""
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])

    report = judged(catalogue, [GOOD, BAD], coverage={"page": TIMED_OUT})

    (finding,) = only(report).findings
    assert (finding.outcome, finding.reason, finding.message.en) == (Outcome.OPEN, "timeout", "it took too long")
    assert only(report).state is State.NOT_JUDGED
    assert exit_of(report, FailOn.SHALL) is Exit.UNDECIDED


def test_open_on_evidence_that_is_not_required_does_not_change_the_exit_code(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])
    optional = {"evidence": [{"collect": "stated", "id": "portal"}]}

    report = judged(catalogue, coverage={"page": TIMED_OUT}, deployment=optional)

    assert only(report).outcome is Outcome.OPEN
    assert exit_of(report, FailOn.SHALL) is Exit.CONFORMS


@pytest.mark.parametrize(("absence", "expected"), [({"absence": "decides"}, Outcome.OPEN), ({}, Outcome.FAIL)])
def test_partial_coverage_leaves_open_what_absence_decides(
    tmp_path: Path, absence: dict[str, str], expected: Outcome
) -> None:
    """What fails because something was not seen may be among what was not collected; what was seen wrong is wrong."""
    catalogue = office(tmp_path, [TITLED | absence], [provision(1, "titled")])

    result = only(judged(catalogue, [GOOD, BAD], coverage={"page": CUT_OFF}))

    assert outcomes(result) == {"http://a/": "pass", "http://b/": expected.value}
    assert result.outcome is expected
    assert result.counts.failed + result.counts.open == 1


def test_no_row_is_open(tmp_path: Path) -> None:
    result = only(judged(office(tmp_path, [TITLED], [provision(1, "titled")])))

    assert [(finding.outcome, finding.reason) for finding in result.findings] == [(Outcome.OPEN, "no-rows")]


def test_no_row_is_not_applicable_where_the_check_says_so(tmp_path: Path) -> None:
    empty = {"outcome": "not-applicable", "because": both("there are no pages")}
    catalogue = office(tmp_path, [TITLED | {"when_empty": empty}], [provision(1, "titled")])

    assert only(judged(catalogue)).outcome is Outcome.NOT_APPLICABLE
    assert only(judged(catalogue)).because == Text(**both("there are no pages"))
    # … but not while pages may be among what was not collected
    assert only(judged(catalogue, coverage={"page": CUT_OFF})).outcome is Outcome.OPEN


def test_two_rows_for_one_subject_are_an_error_of_the_check(tmp_path: Path) -> None:
    twice = check("twice", select="SELECT title AS subject, TRUE AS ok FROM page ORDER BY subject")
    catalogue = office(tmp_path, [twice], [provision(1, "twice")])

    report = judged(catalogue, [GOOD, GOOD.model_copy(update={"url": "http://d/"})])

    (finding,) = only(report).findings
    assert finding.outcome is Outcome.ERROR
    assert "'首页'" in finding.message.en
    assert exit_of(report, FailOn.NEVER) is Exit.UNDECIDED


ALWAYS = {
    word: check(f"always-{word}", select=f"SELECT url AS subject, {ok} AS ok FROM page ORDER BY subject")
    for word, ok in (("pass", "TRUE"), ("fail", "FALSE"), ("open", "CAST(NULL AS BOOLEAN)"))
}
ALWAYS["error"] = check("always-error", select="SELECT 'x' AS subject, TRUE AS ok FROM page ORDER BY subject")


@pytest.mark.parametrize(
    ("verify", "worst"),
    [
        (["pass"], "pass"),
        (["pass", "review"], "review"),
        (["review", "open"], "open"),
        (["open", "error", "pass"], "error"),
        (["error", "fail", "open"], "fail"),
        (["pass", "fail"], "fail"),
    ],
)
def test_the_worst_verification_decides(tmp_path: Path, verify: list[str], worst: str) -> None:
    methods = [REVIEW if word == "review" else f"always-{word}" for word in verify]
    catalogue = office(tmp_path, ALWAYS.values(), [provision(1, *methods)])

    assert only(judged(catalogue, [GOOD, BAD])).outcome.value == worst


def test_counts_are_exact_beyond_the_cap_of_findings(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])
    pages = [
        Page(url=f"http://{word}/{n}", title=title)
        for word, title, number in (("bad", "", 12), ("good", "x", 30), ("unknown", None, 7))
        for n in range(number)
    ]

    result = only(judged(catalogue, pages, limits=Limits(findings=5, samples=2)))

    counts = result.counts
    assert (counts.passed, counts.failed, counts.open, counts.total) == (30, 12, 7, 49)
    assert [finding.outcome for finding in result.findings] == [Outcome.FAIL] * 5 + [Outcome.PASS] * 2
    assert result.omitted == 12 + 7 - 5


def test_a_waived_subject_is_found_beyond_the_cap(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])
    pages = [Page(url=f"http://bad/{n:03}", title="") for n in range(100)]
    waiver = {"provision": "TT-01", "subject": "http://bad/099", "because": "x", "approved_by": "y"}
    waiver |= {"on": "2026-01-01", "expires": "2026-12-31"}

    result = only(judged(catalogue, pages, limits=Limits(findings=5), waivers=[waiver]))

    assert result.counts.waived == 1
    assert [finding.subject for finding in result.findings if finding.waived] == ["http://bad/099"]
    assert result.outcome is Outcome.FAIL


def test_nothing_binds_before_it_is_in_force(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])
    released = [
        {"kind": key.kind, "id": key.id, "version": key.version, "digest": entry.digest}
        | {"released": "2026-01-01", "in_force": "2026-07-01"}
        for key, entry in catalogue.entries.items()
    ]
    write(tmp_path / "specs/releases.yaml", {"kind": "releases", "releases": released})
    catalogue = load([Root(tmp_path, shipped=True)])

    before = only(judged(catalogue, [BAD], as_of=datetime(2026, 6, 30, 15, 59, tzinfo=UTC)))
    since = only(judged(catalogue, [BAD], as_of=datetime(2026, 6, 30, 16, 0, tzinfo=UTC)))

    assert (before.outcome, since.outcome) == (Outcome.NOT_APPLICABLE, Outcome.FAIL)
    assert before.because is not None and "2026-07-01" in before.because.en


def test_an_exempt_provision_does_not_apply_and_the_report_says_why(tmp_path: Path) -> None:
    exempt = [{"provision": "TT-01", "because": both("elsewhere")}]
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled"), provision(2, "titled")], without=exempt)

    first, second = judged(catalogue, [BAD]).provisions

    assert (first.outcome, first.because) == (Outcome.NOT_APPLICABLE, Text(**both("elsewhere")))
    assert second.outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2026, 2, 14), "fail"),
        (date(2026, 2, 15), "pass"),
        (date(2026, 3, 1), "pass"),
        (date(2026, 3, 2), "fail"),
        (None, "open"),
    ],
)
def test_day_fourteen_counts_and_the_future_is_not_fresh(tmp_path: Path, published: date | None, expected: str) -> None:
    catalogue = office(tmp_path, [FRESH], [provision(1, {"check": "fresh@1", "with": {"cycle": "P14D"}})])

    result = only(judged(catalogue, [Page(url="http://a/", published_on=published)]))

    assert result.outcome.value == expected


@pytest.mark.parametrize(
    ("moment", "zone", "today"),
    [
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), "Asia/Shanghai", date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), "Asia/Shanghai", date(2026, 3, 2)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), "UTC", date(2026, 3, 1)),
        (datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=8))), "UTC", date(2026, 3, 1)),
    ],
)
def test_today_is_the_date_in_the_zone_of_the_deployment(
    tmp_path: Path, moment: datetime, zone: str, today: date
) -> None:
    now = check(
        "now", select="SELECT url AS subject, published_on = $today AS ok, $as_of AS at FROM page ORDER BY subject"
    )
    catalogue = office(tmp_path, [now], [provision(1, "now")])

    report = judged(catalogue, [Page(url="a", published_on=today)], as_of=moment, deployment={"zone": zone})

    assert only(report).outcome is Outcome.PASS
    assert report.today == today
    assert only(report).findings[0].values["at"] == moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def test_the_verdict_is_about_the_moment_the_evidence_was_captured(tmp_path: Path) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])

    assert judged(catalogue, [GOOD], captured=MARCH).as_of == MARCH
    assert judged(catalogue, [GOOD], captured=MARCH, as_of=datetime(2026, 5, 1, tzinfo=UTC)).as_of.month == 5
    assert judged(catalogue, [GOOD], captured=None).as_of == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cycle", "oldest", "zh"),
    [
        ("P6M", date(2026, 2, 28), "6 个月"),
        ("P1Y", date(2025, 8, 31), "1 年"),
        ("P2W", date(2026, 8, 17), "14 天"),
    ],
)
def test_months_are_months_and_not_days(tmp_path: Path, cycle: str, oldest: date, zh: str) -> None:
    """Six months before 31 August is the last of February; 180 days before would be 4 March."""
    catalogue = office(tmp_path, [FRESH], [provision(1, {"check": "fresh@1", "with": {"cycle": cycle}})])
    pages = [Page(url="kept", published_on=oldest), Page(url="old", published_on=oldest - timedelta(days=1))]

    result = only(judged(catalogue, pages, as_of=datetime(2026, 8, 31, tzinfo=UTC)))

    assert outcomes(result) == {"kept": "pass", "old": "fail"}
    (failed,) = result.with_outcome(Outcome.FAIL)
    assert failed.message.zh == f"超过 {zh}"
    assert failed.values["cycle"] == {"P2W": "P14D"}.get(cycle, cycle)


def test_a_foreign_check_that_never_ends_is_stopped_and_the_others_are_judged(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 7 FROM n)"
    forever = check("forever", select=f"{endless} SELECT 'x' AS subject, max(i) > 0 AS ok FROM n ORDER BY subject")
    provisions = [provision(1, "titled"), provision(2, "forever"), provision(3, "titled")]
    catalogue = office(tmp_path, [TITLED, forever], provisions, shipped=False)

    report = judged(catalogue, [GOOD, BAD])

    assert [result.outcome.value for result in report.provisions] == ["fail", "error", "fail"]
    (stopped,) = report.provisions[1].findings
    assert stopped.reason in ("deadline", "out-of-memory")


def test_a_foreign_check_is_judged_as_one_that_came_with_the_package(tmp_path: Path) -> None:
    """Where a check runs is a matter of trust and must not show in the verdict."""
    verify = ["titled", {"check": "fresh@1", "with": {"cycle": "P6M"}}]
    facts = [GOOD, BAD, UNKNOWN, Page(url="http://e/", title="x", published_on=date(2025, 1, 1))]

    here, there = (
        judged(office(tmp_path / name, [TITLED, FRESH], [provision(1, *verify)], shipped=shipped), facts)
        for name, shipped in (("here", True), ("there", False))
    )

    assert plain(here) == plain(there)


FACTS = [
    *(Page(url=f"http://a/{n}", place=f"http://a/{n}", title=None if n % 5 == 0 else "x" * (n % 3)) for n in range(12)),
    *(Item(column_url="http://a/1", url=f"http://a/{n}", listed_on=date(2026, 2, n)) for n in range(1, 5)),
    Page(url="http://z/", title="same"),
    Page(url="http://z/2", title="same"),
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(FACTS))
def test_the_order_of_facts_does_not_change_the_report(tmp_path: Path, order: list[Any]) -> None:
    catalogue = office(tmp_path, [TITLED], [provision(1, "titled")])

    def report(facts: list[Any]) -> str:
        return render(judged(catalogue, facts, limits=Limits(findings=3)), Format.JSON)

    assert report(order) == report(FACTS)


def test_sealed_facts_lie_in_canonical_order(tmp_path: Path) -> None:
    """The second line of defence: not even a query without an order can see in which order facts were collected."""
    pages = [fact for fact in FACTS if isinstance(fact, Page)]
    rows = []
    for name, order in (("first", pages), ("second", pages[::-1])):
        (tmp_path / name).mkdir()
        with FactWriter(tmp_path / name) as facts:
            facts.add_all(order)
            database = facts.seal()
        with open_to_read(database) as connection:
            rows.append(connection.execute("SELECT url, title FROM page").fetchall())

    assert rows[0] == rows[1]


@pytest.mark.parametrize("pages", [FEW - 1, FEW, FEW + 1, 3 * FEW], ids=["fewer", "as many", "one more", "many"])
@pytest.mark.parametrize("shipped", [True, False], ids=["here", "in the child"])
def test_a_large_result_is_counted_as_a_small_one_is(pages: int, shipped: bool, tmp_path: Path) -> None:
    """Small results are counted in Python, large ones in the engine; nobody may be able to tell which."""
    select = (
        "SELECT p.url AS subject, CASE WHEN p.title <> '' THEN TRUE WHEN p.title = '' THEN FALSE END AS ok,"
        " 1 + length(p.url) % 2 AS faults, $today - $today AS days FROM page p"
    )
    catalogue = office(tmp_path, [check("long", select=select)], [provision(1, "long")], shipped=shipped)
    titles = ["x", "", None]
    facts = [Page(url="u" * (1 + number % 2) + f"{number:06}", title=titles[number % 3]) for number in range(pages)]
    failing = sorted(fact.url for fact in facts if fact.title == "")
    waived = failing[-1]
    waiver = {"provision": "TT-01", "because": "x", "approved_by": "y", "on": "2026-01-01", "expires": "2026-12-31"}

    found = only(judged(catalogue, facts, limits=Limits(findings=4, samples=2), waivers=[waiver | {"subject": waived}]))

    shown = [(finding.outcome, finding.subject) for finding in found.findings]
    assert (found.counts.passed, found.counts.failed, found.counts.open) == (
        sum(fact.title == "x" for fact in facts),
        len(failing),
        sum(fact.title is None for fact in facts),
    )
    assert [subject for outcome, subject in shown if outcome is Outcome.FAIL] == sorted({*failing[:4], waived})
    assert sum(outcome is Outcome.PASS for outcome, _ in shown) == 2
    assert {one.faults: one.subjects for one in found.faults or ()} == {
        2: sum(len(url) % 2 == 1 for url in failing),
        1: sum(len(url) % 2 == 0 for url in failing),
    }
