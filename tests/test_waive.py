"""egovspec waive: exceptions are approved, end, never cover what is mandatory, and are written beside what a person wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran, Run
from egovspec.desk.waiving import Asked, Term, Waived, states
from egovspec.desk.waiving import waive as waive_in
from egovspec.errors import SpecErrors, Where
from egovspec.library.catalogue import Catalogue
from egovspec.library.deployments import load_deployment, read_deployment
from egovspec.library.yaml import read
from offices import REVIEW, both, check, office, provision

CATALOGUE = ("--catalogue", "office", "--drafts")
DEPLOYMENT = """\
kind: deployment
id: demo
profile: office@1
evidence:
  - {collect: website, id: portal, required: true, folder: site, captured: 2026-03-01, url: "http://www.sample.gov.cn"}
"""
WAIVERS = """\
kind: waivers
deployment: demo
waivers:
- provision: TT-01
  subject: 'http://www.sample.gov.cn/news/'   # being merged
  because: 栏目正在归并
  approved_by: 办公室主任
  on: 2026-01-01
  expires: 2026-06-30
"""
WAIVER = ("--because", "rebuilt: soon", "--approved-by", "办公室主任", "--on", "2026-03-01", "--expires", "P6M")
ADDED = """\
- provision: TT-02
  because: "rebuilt: soon"
  approved_by: 办公室主任
  on: 2026-03-01
  expires: 2026-08-31
"""
Recording = Callable[..., Waived]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """An office's own: two provisions pages fail, a mandatory one, a review, one that is exempt."""
    never = check("never", each="page", must="url = 'nowhere'")
    provisions = [
        provision(1, "never"),
        provision(2, "never"),
        provision(3, "never", mandatory="true"),
        provision(4, REVIEW),
        provision(5, "never"),
    ]
    without = [{"provision": "TT-05", "because": both("done elsewhere")}]
    return office(tmp_path / "office", [never], provisions, without=without)


@pytest.fixture
def deployment(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("deployment.yaml")
    path.write_text(DEPLOYMENT, encoding="utf-8")
    return path


@pytest.fixture
def waived(deployment: Path) -> Path:
    """Its waivers, with one; the deployment names them."""
    deployment.write_text(DEPLOYMENT + "waivers: waivers.yaml\n", encoding="utf-8")
    path = Path("waivers.yaml")
    path.write_text(WAIVERS, encoding="utf-8")
    return path


@pytest.fixture
def waive(run: Run, deployment: Path) -> Run:
    return lambda *arguments: run("waive", "deployment.yaml", *arguments, *CATALOGUE)


@pytest.fixture
def record(deployment: Path, catalogue: Catalogue) -> Recording:
    """The same without a command line, which would load the shipped catalogue each time."""

    def recorded(name: str, *, replace: bool = False, **said: Any) -> Waived:
        asked = {"subject": None, "because": "rebuilt", "approved_by": "head", "on": date(2026, 3, 1), "expires": "P6M"}
        return waive_in(deployment, catalogue, Asked(name, **(asked | said)), where=Where("here"), replace=replace)

    return recorded


def records(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(path).tree["waivers"]
    return found


def refused(ran: Ran, says: str) -> None:
    assert (ran.code, ran.out) == (2, ""), ran.out + ran.err
    assert says in " ".join(ran.err.split()), ran.err
    assert "Traceback" not in ran.err


# --- recording


def test_the_first_waiver_makes_the_file_and_the_deployment_names_it(waive: Run, deployment: Path) -> None:
    ran = waive("TT-02", *WAIVER)

    assert ran.code == 0, ran.err
    assert ran.out == "TT-02: waived from 2026-03-01 to 2026-08-31; written to waivers.yaml\n"
    assert deployment.read_text(encoding="utf-8") == DEPLOYMENT + "waivers: waivers.yaml\n"
    assert records(Path("waivers.yaml"))[0]["because"] == "rebuilt: soon"


def test_a_waiver_is_added_in_the_manner_of_the_file_and_every_other_byte_stays(waive: Run, waived: Path) -> None:
    ran = waive("TT-02", *WAIVER)

    assert ran.code == 0, ran.err
    assert waived.read_text(encoding="utf-8") == WAIVERS + ADDED


@pytest.mark.parametrize("subject", ["http://www.sample.gov.cn/#a", "news/counties", "a: b", "要闻 动态", "*", "no"])
def test_a_subject_is_kept_as_it_is_written(record: Recording, waived: Path, subject: str) -> None:
    record("TT-01", subject=subject)

    assert records(waived)[-1]["subject"] == subject


def test_a_waiver_in_force_gives_way_only_when_told_to(record: Recording, waived: Path) -> None:
    subject = "http://www.sample.gov.cn/news/"
    with pytest.raises(SpecErrors, match=r"waivers\.yaml:4:3: TT-01 http\S+ is waived already, until 2026-06-30"):
        record("TT-01", subject=subject)
    assert waived.read_text(encoding="utf-8") == WAIVERS

    assert record("TT-01", subject=subject, replace=True).replaced
    (one,) = records(waived)
    assert (one["because"], one["expires"]) == ("rebuilt", "2026-08-31")
    assert "# being merged" in waived.read_text(encoding="utf-8")


def test_another_subject_and_the_whole_provision_are_waived_beside_it(record: Recording, waived: Path) -> None:
    assert record("TT-01", subject="other").covered is None
    assert record("TT-01").covered is None
    covered = record("TT-01", subject="third").covered

    assert covered is not None and covered.subject is None
    assert [one.get("subject") for one in records(waived)[1:]] == ["other", None, "third"]


def test_a_waiver_that_has_ended_may_be_followed_by_another(record: Recording, waived: Path) -> None:
    record("TT-01", subject="http://www.sample.gov.cn/news/", on=date(2026, 7, 1))

    assert len(records(waived)) == 2


def test_a_waiver_of_more_than_a_year_is_wondered_at(waive: Run, waived: Path) -> None:
    assert "more than a year" in waive("TT-02", *WAIVER[:-1], "P13M").err
    assert "more than a year" not in waive("TT-02", *WAIVER[:-1], "P1Y", "--replace").err


# --- refusing


@pytest.mark.parametrize(
    ("name", "said", "says"),
    [
        ("TT-03", {}, "TT-03 is mandatory and cannot be waived (it can only be met: egovspec explain TT-03)"),
        ("TT-04", {}, "TT-04 is decided by a person alone; a waiver would meet nothing (answer it: egovspec attest)"),
        ("TT-05", {}, "TT-05 does not apply to this deployment: done elsewhere"),
        ("TT-1", {}, "holds no provision 'TT-1' (did you mean 'TT-01'?)"),
        ("TT-02", {"expires": "2026-02-28"}, "it would end on 2026-02-28, before it begins on 2026-03-01"),
        ("TT-02", {"expires": "P0D"}, "at least one"),
        ("TT-02", {"because": ""}, "--because must not be empty"),
        ("TT-02", {"approved_by": "\t"}, "--approved-by must not be empty"),
        ("TT-02", {"subject": " "}, "--subject must not be empty"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused_and_nothing_is_written(
    record: Recording, waived: Path, name: str, said: dict[str, Any], says: str
) -> None:
    with pytest.raises(SpecErrors) as refusal:
        record(name, **said)

    (error,) = refusal.value.errors
    assert says in str(error)
    assert error.said("zh") != str(error)
    assert waived.read_text(encoding="utf-8") == WAIVERS


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("TT-02", "--because", "x", "--expires", "P6M"), "--approved-by is missing"),
        (("--because", "x"), "--because belongs to the waiver of a provision"),
        (("TT-02", *WAIVER, "--report", "deployment.yaml"), "--report is for the list of waivers"),
        (("--report", "deployment.yaml"), "deployment.yaml is no JSON report"),
    ],
)
def test_a_command_that_cannot_be_is_told_what_to_write(
    waive: Run, waived: Path, arguments: tuple[str, ...], says: str
) -> None:
    refused(waive(*arguments), says)


def test_a_file_that_waives_what_is_mandatory_is_refused_by_every_command(
    run: Run, waive: Run, waived: Path, site: Path
) -> None:
    """Written by hand, it must not pass where the command would have refused."""
    waived.write_text(WAIVERS.replace("TT-01", "TT-03"), encoding="utf-8")

    says = "waivers.yaml:4:14: TT-03 is mandatory and cannot be waived [not-waivable]"
    for ran in (run("check", "deployment.yaml", *CATALOGUE), waive(), waive("TT-02", *WAIVER)):
        refused(ran, says)


def test_mandatory_is_what_the_profile_holds_and_not_a_later_draft(tmp_path: Path, deployment: Path) -> None:
    """The standard a deployment is held to decides, whatever another version of it says."""
    later = tmp_path / "office/standards/pages/1.1.0.yaml"
    standard = json.loads((tmp_path / "office/standards/pages/1.0.0.yaml").read_text(encoding="utf-8"))
    profile = tmp_path / "office/specs/profiles/office/1.0.0.yaml"
    pinned = profile.read_text(encoding="utf-8").replace("pages@1", "pages@1.0.0")
    profile.write_text(pinned, encoding="utf-8")
    for one in standard["provisions"]:
        one.pop("mandatory", None)
    later.write_text(json.dumps(standard | {"version": "1.1.0"}), encoding="utf-8")
    from egovspec.library.catalogue import load
    from egovspec.library.roots import Root

    catalogue = load([Root(tmp_path / "office", shipped=True)], drafts=True)
    deployment.write_text(DEPLOYMENT + "waivers: waivers.yaml\n", encoding="utf-8")
    Path("waivers.yaml").write_text(WAIVERS.replace("TT-01", "TT-03"), encoding="utf-8")

    with pytest.raises(SpecErrors, match="TT-03 is mandatory"):
        load_deployment(deployment, catalogue)


# --- what becomes of them


def judged(ran: Ran) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_a_waiver_covers_until_it_ends_and_then_the_finding_counts_again(
    run: Run, waive: Run, deployment: Path, site: Path
) -> None:
    assert waive("TT-02", *WAIVER).code == 0
    check_it = ("check", "deployment.yaml", *CATALOGUE, "--only", "TT-02", "--format", "json", "--as-of")

    last, after = run(*check_it, "2026-08-31"), run(*check_it, "2026-09-01")

    assert (last.code, judged(last)["summary"]["waived"], judged(last)["notices"]) == (0, 1, [])
    assert (after.code, judged(after)["summary"]["failed"]) == (1, 1)
    (notice,) = judged(after)["notices"]
    assert notice["code"] == "waiver-expired"
    assert notice["text"]["en"] == "the waiver of TT-02 expired on 2026-08-31 and is not used"


def test_one_in_force_takes_the_place_of_one_that_ended_without_a_word(
    run: Run, record: Recording, deployment: Path, site: Path
) -> None:
    record("TT-02", on=date(2025, 3, 1))
    record("TT-02")
    check_it = ("check", "deployment.yaml", *CATALOGUE, "--only", "TT-02", "--format", "json")

    ran = judged(run(*check_it))

    assert (ran["summary"]["waived"], ran["notices"]) == (1, [])


@pytest.mark.parametrize(
    ("on", "term"),
    [
        ("2025-12-31", Term.NOT_YET),
        ("2026-01-01", Term.HOLDS),
        ("2026-05-31", Term.HOLDS),
        ("2026-06-01", Term.SOON),
        ("2026-06-30", Term.SOON),
        ("2026-07-01", Term.EXPIRED),
    ],
)
def test_a_waiver_stands_as_its_days_say(catalogue: Catalogue, waived: Path, on: str, term: Term) -> None:
    (state,) = states(read_deployment(Path("deployment.yaml"), catalogue), catalogue, date.fromisoformat(on))

    assert (state.term, state.met) == (term, None)


def test_the_list_says_how_waivers_stand_and_a_report_whether_they_meet_anything(
    run: Run, waive: Run, record: Recording, waived: Path, site: Path
) -> None:
    record("TT-02", subject="nowhere")
    record("TT-01", subject="gone")
    record("TT-01")
    checked = run("check", "deployment.yaml", *CATALOGUE, "--format", "json=report.json", "--as-of", "2026-03-01")
    assert checked.code == 1, checked.err

    plain, asked = waive("--on", "2026-03-01"), waive("--on", "2026-03-01", "--report", "report.json")

    assert plain.code == asked.code == 0
    assert plain.out.splitlines()[:2] == [
        "✓ TT-01 http://www.sample.gov.cn/news/  in force until 2026-06-30",
        "    栏目正在归并 (approved by 办公室主任)",
    ]
    assert "--report REPORT.json" in plain.err
    assert [line for line in asked.out.splitlines() if line.startswith("✓")] == [
        "✓ TT-01 http://www.sample.gov.cn/news/  in force until 2026-06-30; met in the report",
        "✓ TT-02 nowhere  in force until 2026-08-31; meets nothing in the report and can go",
        "✓ TT-01 gone  in force until 2026-08-31; meets nothing in the report and can go",
        "✓ TT-01  in force until 2026-08-31; met in the report",
    ]
    assert "expired on 2026-06-30; what it covered counts again" in waive("--on", "2026-07-01").out
    assert "豁免 4 项" in waive("--lang", "zh").err


def test_a_report_on_another_deployment_is_refused(waive: Run, waived: Path) -> None:
    Path("report.json").write_text('{"deployment": {"id": "other"}, "provisions": []}', encoding="utf-8")

    refused(waive("--report", "report.json"), "report.json is a report on 'other', not on 'demo'")


def test_where_there_are_none_that_is_said(waive: Run, deployment: Path) -> None:
    ran = waive()

    assert (ran.code, ran.out, ran.err) == (0, "", "there are no waivers\n")
