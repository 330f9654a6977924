"""Profiles: one extends another, and what does not apply is told with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from egovspec.assess import Request, assess
from egovspec.errors import SpecErrors
from egovspec.facts.tables.website import Page
from egovspec.library.catalogue import Catalogue, load
from egovspec.library.deployments import bound_provisions, load_deployment, read_deployment
from egovspec.library.roots import Root
from egovspec.library.yaml import Marked
from egovspec.model.outcome import Outcome
from egovspec.model.report import Report
from offices import MARCH, REVIEW, Stated, both, check, judged, office, provision, write

LONG = check(
    "long",
    select="SELECT p.url AS subject, length(p.title) >= $least AS ok FROM page p",
    parameters={"least": {"type": "integer"}},
)
FACTS = [Page(url="a", title="three")]


def profiles(folder: Path, *own: dict[str, Any]) -> Catalogue:
    """The office's profile asks for titles of three characters; `own` profiles stand beside it."""
    verify = {"check": "long@1"}
    office(folder, [LONG], [provision(1, verify | {"with": {"least": 3}}), provision(2, REVIEW)])
    standard = {"kind": "standard", "id": "more", "code": "MM", "version": "1.0.0", "title": both("more")}
    third = provision(3, verify) | {"id": "MM-01"}
    write(folder / "standards/more/1.0.0.yaml", standard | {"scope": both("more"), "provisions": [third]})
    for one in own:
        made = {"kind": "profile", "version": "1.0.0", "title": both("own"), "binds": {"kind": "portal"}} | one
        write(folder / f"specs/profiles/{made['id']}/1.0.0.yaml", made)
    return load([Root(folder, shipped=True)], drafts=True)


def outcomes(report: Report) -> dict[str, Outcome]:
    return {one.id: one.outcome for one in report.provisions}


OWN = {"id": "own", "include": [{"standard": "more@1", "with": {"least": 9}}]}


def test_a_profile_holds_what_it_extends_and_then_its_own(tmp_path: Path) -> None:
    catalogue = profiles(tmp_path, OWN | {"extends": "office@1"})

    report = judged(catalogue, FACTS, deployment={"profile": "own@1"})

    assert list(outcomes(report).items()) == [
        ("TT-01", Outcome.PASS),
        ("TT-02", Outcome.REVIEW),
        ("MM-01", Outcome.FAIL),
    ]


def test_a_profile_replaces_parameters_of_what_it_inherits_and_of_nothing_else(tmp_path: Path) -> None:
    middle = OWN | {"id": "middle", "extends": "office@1"}
    outer = {"id": "outer", "extends": "middle@1", "with": {"least": 2}}

    report = judged(profiles(tmp_path, middle, outer), FACTS, deployment={"profile": "outer@1"})

    # TT-01 says its value itself, and a provision's own word stands above every profile's.
    assert outcomes(report) == {"TT-01": Outcome.PASS, "TT-02": Outcome.REVIEW, "MM-01": Outcome.PASS}


def test_an_inherited_provision_can_be_left_out_and_the_report_says_why(tmp_path: Path) -> None:
    because = both("the city has none")
    own = {"id": "own", "extends": "office@1", "without": [{"provision": "TT-02", "because": because}]}

    report = judged(profiles(tmp_path, own), FACTS, deployment={"profile": "own@1"})

    (left_out,) = [one for one in report.provisions if one.id == "TT-02"]
    assert (left_out.outcome, left_out.because and left_out.because.en) == (Outcome.NOT_APPLICABLE, because["en"])


@pytest.mark.parametrize(
    ("condition", "traits", "exempt"),
    [
        ({}, {}, True),
        ({"when": {"trait": "elsewhere"}}, {}, False),
        ({"when": {"trait": "elsewhere"}}, {"elsewhere": "https://www.example.gov.cn"}, True),
        ({"when": {"trait": "elsewhere"}}, {"elsewhere": "false"}, False),
        ({"when": {"trait": "elsewhere"}}, {"other": "true"}, False),
        ({"when": {"trait": "outward", "is": "false"}}, {"outward": "false"}, True),
        ({"when": {"trait": "outward", "is": "false"}}, {"outward": "true"}, False),
        ({"when": {"trait": "outward", "is": "false"}}, {}, False),
        ({"unless": {"trait": "elsewhere"}}, {}, True),
        ({"unless": {"trait": "elsewhere"}}, {"elsewhere": "true"}, False),
        ({"when": {"trait": "a"}, "unless": {"trait": "b"}}, {"a": "true"}, True),
        ({"when": {"trait": "a"}, "unless": {"trait": "b"}}, {"a": "true", "b": "true"}, False),
    ],
    ids=str,
)
def test_an_exemption_may_rest_on_what_the_deployment_declares(
    condition: dict[str, Any], traits: dict[str, str], exempt: bool, tmp_path: Path
) -> None:
    without = [{"provision": "TT-01", "because": both("not here"), **condition}]
    catalogue = office(tmp_path, [], [provision(1, REVIEW)], without=without)

    report = judged(catalogue, deployment={"traits": traits})

    assert outcomes(report) == {"TT-01": Outcome.NOT_APPLICABLE if exempt else Outcome.REVIEW}
    assert report.deployment.traits == traits


def test_one_reason_may_exempt_several_provisions(tmp_path: Path) -> None:
    """The report, and whoever asks what a deployment is bound to, see the same."""
    because = both("the city has none")
    own = OWN | {"extends": "office@1", "without": [{"provision": ["TT-01", "TT-02"], "because": because}]}
    catalogue = profiles(tmp_path, own)
    write(
        tmp_path / "d.yaml",
        {"kind": "deployment", "id": "d", "profile": "own@1", "evidence": [{"collect": "x", "id": "y"}]},
    )

    report = judged(catalogue, FACTS, deployment={"profile": "own@1"})
    bound = bound_provisions(catalogue, read_deployment(tmp_path / "d.yaml", catalogue))

    exempt = {"TT-01", "TT-02"}
    assert {name for name, outcome in outcomes(report).items() if outcome is Outcome.NOT_APPLICABLE} == exempt
    assert {name for name, one in bound.items() if one.exempt} == exempt


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"extends": "own@1"}, "extend each other: own@1.0.0 → own@1.0.0"),
        ({"extends": "offce@1"}, "did you mean 'office'"),
        ({"extends": "office@1", "without": [{"provision": "TT-09", "because": both("x")}]}, "no provision 'TT-09'"),
        ({"extends": "office@1", "with": {"lest": 3}}, "no inherited standard takes the parameter 'lest'"),
        ({"include": []}, "must include a standard"),
        ({**OWN, "with": {"least": 3}}, "it extends none"),
    ],
    ids=["itself", "misspelt", "unknown provision", "unknown parameter", "nothing", "tailors nothing"],
)
def test_a_profile_that_does_not_fit_is_refused_with_its_place(own: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(SpecErrors) as refused:
        profiles(tmp_path, {"id": "own"} | own)

    told_all = [f"{error} {error.hint}" for error in refused.value.errors]
    assert [one for one in told_all if told in one and "specs/profiles/own/1.0.0.yaml" in one] != [], told_all


def test_provisions_that_are_scored_belong_to_the_profile(tmp_path: Path) -> None:
    line = {"provision": "XX-01", "points": 1}
    item = {"id": "D1.1", "title": both("x"), "most": 1, "loses": [line]}
    block = {"id": "D1", "title": both("x"), "most": 1, "items": [item]}
    scoring = {"start": 100, "fails_below": 60, "blocks": [block]}

    with pytest.raises(SpecErrors, match="'XX-01' that it scores"):
        profiles(tmp_path, {"id": "own", "extends": "office@1", "scoring": scoring})


@pytest.mark.parametrize("own", [False, True], ids=["inherited", "its own"])
def test_scoring_is_inherited_unless_a_profile_has_its_own(own: bool, tmp_path: Path) -> None:
    def scoring(points: int) -> dict[str, Any]:
        line = {"provision": "TT-01", "points": points}
        item = {"id": "D1.1", "title": both("x"), "most": 9, "loses": [line]}
        block = {"id": "D1", "title": both("x"), "most": 9, "items": [item]}
        return {"start": 100, "fails_below": 60, "blocks": [block]}

    base = {"id": "base", "extends": "office@1", "scoring": scoring(5)}
    outer: dict[str, Any] = {"id": "outer", "extends": "base@1"} | ({"scoring": scoring(7)} if own else {})

    report = judged(profiles(tmp_path, base, outer), [Page(url="a", title="x")], deployment={"profile": "outer@1"})

    assert report.score is not None
    assert report.score.low == report.score.high == (93 if own else 95)


def test_a_check_that_counts_faults_is_scored_by_them(tmp_path: Path) -> None:
    """A page without a title and keywords has two faults; a foreign catalogue's checks count them too."""
    counting = check(
        "counting",
        select="SELECT p.url AS subject, length(p.title) > 0 AS ok, 3 - length(p.title) AS faults FROM page p",
    )
    facts = [Page(url="a", title=""), Page(url="b", title=""), Page(url="c", title="x"), Page(url="d", title=None)]
    for shipped in (True, False):
        catalogue = office(tmp_path / str(shipped), [counting], [provision(1, "counting")], shipped=shipped)

        (found,) = judged(catalogue, facts).provisions

        assert [(one.faults, one.subjects) for one in found.faults or ()] == [(3, 2)]
        assert (found.counts.failed, found.counts.open) == (2, 1)


def test_faults_must_be_a_whole_number(tmp_path: Path) -> None:
    wrong = check("wrong", select="SELECT p.url AS subject, FALSE AS ok, 'many' AS faults FROM page p")
    catalogue = office(tmp_path, [wrong], [provision(1, "wrong")])

    (found,) = judged(catalogue, FACTS).provisions

    assert found.outcome is Outcome.ERROR
    assert "faults must be a whole number" in found.findings[0].message.en


def test_a_deployment_can_be_held_to_another_profile_than_its_file_says(tmp_path: Path) -> None:
    """Answers written for its own profile are used where they fit, and nobody is told that the others meet nothing."""
    catalogue = profiles(tmp_path, OWN)
    deployment = {"kind": "deployment", "id": "demo", "profile": "office@1", "attestations": "answers.yaml"}
    answer = {"outcome": "pass", "by": "x", "on": "2026-01-01", "expires": "2026-12-31", "provision": "TT-02"}
    write(tmp_path / "answers.yaml", {"kind": "attestations", "deployment": "demo", "attestations": [answer]})
    write(tmp_path / "deployment.yaml", deployment | {"evidence": [{"collect": "stated", "id": "portal"}]})
    said = Marked("command line", "", {})

    loaded = load_deployment(tmp_path / "deployment.yaml", catalogue, ("own@1", said))
    (tmp_path / "facts").mkdir()
    request = Request(loaded, catalogue, now=MARCH, collectors=(Stated(FACTS, {}, MARCH),))
    report = assess(request, tmp_path / "facts").report

    assert (report.profile, outcomes(report), report.notices) == ("own@1.0.0", {"MM-01": Outcome.FAIL}, [])
