"""The command line: what each command says, what it writes, and which code it ends with."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import egovspec
from conftest import HOME_PAGE, Ran, Run
from offices import REVIEW, both, check, provision, write

# An office of our own, so that what passes and fails is stated here and not by the shipped standards.
SCREEN = check("has-title", each="page", must="title <> ''")
SCREEN["cases"] = [
    {
        "name": both("titles"),
        "given": {"page": [{"url": "a", "title": "x"}, {"url": "b", "title": ""}, {"url": "c"}]},
        "expect": [{"subject": s, "outcome": o} for s, o in (("a", "pass"), ("b", "fail"), ("c", "open"))],
    }
]
NEVER = check("never", each="page", must="url = 'nowhere'")
HEADERS = check(
    "has-header", select="SELECT url AS subject, TRUE AS ok FROM http_header ORDER BY url", needs=["http_header"]
)
TWICE = check("twice", select="SELECT 'x' AS subject, TRUE AS ok FROM page ORDER BY subject")
PROVISIONS = [
    provision(1, "has-title"),
    provision(2, "never", level="shall"),
    provision(3, "never", level="should"),
    provision(4, "has-header", level="shall"),
    provision(5, "has-header", level="should"),
    provision(6, "twice", level="should"),
    provision(7, REVIEW),
    provision(8, "never", level="may"),
]
CHECK = ("check", "site", "--profile", "office@1", "--captured", "2026-11-20", "--catalogue", "office", "--drafts")
SHIPPED = ("check", "site", "--profile", "city-portal@1", "--captured", "2026-11-20", "--drafts", "--only", "PC-01")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office's catalogue at `office/`, foreign to the package, with a basis in the shipped sources."""
    folder = tmp_path / "office"
    based = [one | {"basis": ["zj-2003-30#2.1"], "confidence": "B"} for one in PROVISIONS]
    standard = {"kind": "standard", "id": "pages", "code": "TT", "version": "1.0.0", "title": both("pages")}
    write(folder / "standards/pages/1.0.0.yaml", standard | {"scope": both("pages"), "provisions": based})
    profile = {
        "kind": "profile",
        "id": "office",
        "version": "1.0.0",
        "title": both("office"),
        "binds": {"kind": "portal"},
    }
    write(folder / "specs/profiles/office/1.0.0.yaml", profile | {"include": [{"standard": "pages@1"}]})
    for one in (SCREEN, NEVER, HEADERS, TWICE):
        write(folder / "specs/checks" / one["id"] / "1.0.0.yaml", one)
    return folder


def only(*numbers: int) -> list[str]:
    return [part for number in numbers for part in ("--only", f"TT-{number:02}")]


def report(ran: Ran) -> dict[str, Any]:
    loaded = json.loads(ran.out)
    assert isinstance(loaded, dict)
    return loaded


def judged(ran: Ran) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in report(ran)["provisions"]}


@pytest.mark.parametrize(
    ("provisions", "fail_on", "code"),
    [
        ([1], "shall", 0),
        ([1, 7], "should", 0),  # a review alone fails nothing
        ([1, 2], "shall", 1),
        ([1, 2], "never", 0),
        ([3], "shall", 0),
        ([3], "should", 1),
        ([8], "should", 0),  # a permission is never failed
        ([4], "shall", 3),  # a shall is open on required evidence
        ([4], "never", 3),
        ([5], "shall", 0),
        ([6], "never", 3),  # a check went wrong
        ([2, 4, 6], "shall", 1),  # what fails comes before what is open
        ([2, 4, 6], "never", 3),
    ],
)
def test_the_exit_code_says_what_came_of_it(
    run: Run, site: Path, office: Path, provisions: list[int], fail_on: str, code: int
) -> None:
    ran = run(*CHECK, *only(*provisions), "--fail-on", fail_on)

    assert ran.code == code, ran.out + ran.err


def test_only_and_skip_name_provisions_and_standards(run: Run, site: Path, office: Path) -> None:
    assert list(judged(run(*CHECK, *only(1, 3), "--format", "json"))) == ["TT-01", "TT-03"]
    skipped = run(*CHECK, "--skip", "TT-06", "--skip", "TT-02", "--only", "TT", "--format", "json")
    assert list(judged(skipped)) == [f"TT-{n:02}" for n in (1, 3, 4, 5, 7, 8)]


def test_results_go_to_stdout_and_all_else_to_stderr(run: Run, site: Path, office: Path) -> None:
    ran = run(*CHECK, *only(1), "--format", "json", "--format", "html=report.html")

    assert report(ran)["summary"]["passed"] == 1
    assert ran.err == "wrote report.html\n"
    assert run(*CHECK, *only(1), "--format", "json=a.json", "--quiet").err == ""


def test_several_formats_are_written_in_one_run(run: Run, site: Path, office: Path, tmp_path: Path) -> None:
    names = ("json", "html", "sarif", "junit", "text")

    ran = run(*CHECK, *only(1, 2), *(f"--format={name}=out.{name}" for name in names))

    assert ran.out == ""
    text = {name: (tmp_path / f"out.{name}").read_text(encoding="utf-8") for name in names}
    schema = json.loads(run("schema", "report").out)
    jsonschema.validate(json.loads(text["json"]), schema)
    assert json.loads(text["sarif"])["version"] == "2.1.0"
    assert ET.fromstring(text["junit"]).tag == "testsuites"
    assert text["html"].startswith("<!doctype html>") or text["html"].startswith("<!DOCTYPE html>")
    assert "TT-02" in text["text"]


def test_a_file_is_replaced_whole_or_stays_as_it_was(run: Run, site: Path, office: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("before", encoding="utf-8")

    assert run(*CHECK, *only(1), "--skip", "TT-99", "--format", "json=out.json").code == 2
    assert target.read_text(encoding="utf-8") == "before"
    assert run(*CHECK, *only(1), "--format", "json=out.json").code == 0
    assert json.loads(target.read_text(encoding="utf-8"))["worst"] == "pass"
    assert not list(tmp_path.glob(".out*"))


def test_both_languages_are_spoken(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    en, zh = run(*SHIPPED, "--lang", "en"), run(*SHIPPED, "--lang", "zh")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    by_locale = run(*SHIPPED)

    assert "Required columns exist" in en.out and "必设栏目齐全" not in en.out
    assert "必设栏目齐全" in zh.out and "Required columns exist" not in zh.out
    assert by_locale.out == zh.out


def test_no_colour_is_written_but_to_who_wants_it(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run(*SHIPPED).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(*SHIPPED).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(*SHIPPED).out


def test_the_plan_says_what_would_be_met_and_judges_nothing(run: Run, site: Path, tmp_path: Path) -> None:
    folder = run(*SHIPPED, "--plan")
    live = run("check", "https://www.sample.gov.cn", "--profile", "city-portal@1", "--drafts", "--plan")

    assert (folder.code, live.code) == (0, 0)
    assert "no host is met" in folder.out
    assert "www.sample.gov.cn" in live.out
    assert not (tmp_path / ".state").exists(), "nothing was collected, so no facts are kept"


def test_as_of_moves_the_verdict_and_not_the_evidence(run: Run, site: Path, office: Path) -> None:
    ran = report(run(*CHECK, *only(1), "--as-of", "2026-12-31T23:00+08:00", "--format", "json"))

    assert (ran["as_of"], ran["today"]) == ("2026-12-31T15:00:00Z", "2026-12-31")
    assert ran["evidence"][0]["captured"].startswith("2026-11-20")


def test_a_report_says_which_drafts_took_part(run: Run, site: Path, office: Path) -> None:
    ran = report(run(*CHECK, *only(1), "--format", "json"))

    assert {"check has-title@1.0.0", "standard pages@1.0.0"} <= set(ran["drafts"])


def test_the_facts_of_the_last_check_can_be_asked(run: Run, site: Path, office: Path) -> None:
    run(*CHECK, *only(1))

    assert [line.split()[:2] for line in run("facts").out.splitlines() if line.startswith("page ")] == [["page", "2"]]
    rows = json.loads(run("facts", "SELECT path, title FROM page ORDER BY path", "--format", "json").out)
    assert [row["title"] for row in rows] == ["示例市人民政府", "要闻动态"]
    seen = run("facts", "SELECT name, newest_on FROM column_seen WHERE collected ORDER BY ALL", "--format", "json")
    assert {"name": "要闻动态", "newest_on": "2026-11-19"} in json.loads(seen.out)
    assert run("facts", "page", "--format", "csv", "--limit", "1").out.count("\n") == 2
    assert run("facts", "SELECT 1; SELECT 2").code == 2
    assert run("facts", "DROP TABLE page").code == 2
    assert run("facts", "SELECT * FROM read_csv('/etc/hosts')").code == 2
    assert run("facts", "SELECT nonsense").code == 2


def test_facts_from_strangers_are_harmless_in_a_spreadsheet_and_a_terminal(run: Run, site: Path, office: Path) -> None:
    wicked = HOME_PAGE.replace("<title>示例市人民政府", "<title>=HYPERLINK(1)&#x9b;31m")
    (site / "index.html").write_text(wicked, encoding="utf-8")
    run(*CHECK, *only(1))

    asked = ("facts", "SELECT title FROM page WHERE path = '/' ORDER BY 1")
    assert "\n'=HYPERLINK" in run(*asked, "--format", "csv").out
    assert "\x9b" not in run(*asked).out


def test_list_names_what_the_catalogue_holds(run: Run, office: Path) -> None:
    provisions = json.loads(run("list", "--drafts", "--format", "json", "--catalogue", "office").out)
    assert {"id": "TT-03", "level": "should", "title": "provision 3"} in provisions
    assert {row["id"] for row in provisions} > {"PC-01", "PM-01", "PO-01"}
    for what in ("standards", "columns", "codelists", "sources"):
        rows = json.loads(run("list", what, "--drafts", "--format", "json").out)
        assert rows and all(row["id"].count("@") == 1 and row["title"] for row in rows), what
    assert {row["name"] for row in json.loads(run("list", "collectors", "--format", "json").out)} >= {"website"}
    assert {row["name"] for row in json.loads(run("list", "tables", "--format", "json").out)} >= {"page", "coverage"}


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("PC-01", ["Required columns exist", "zj-2003-30#2.1", "column-present@1"]),
        ("pc-01", ["PC-01"]),
        ("column-fresh", ["$columns", "column_seen", "day fourteen counts all day"]),
        ("city-portal@1", ["Portal of a city", "portal-columns@1"]),
        ("zj-2003-30#2.1", ["PC-01"]),
        ("page", ["published_on", "DATE"]),
        ("portal-columns", ["PC-01", "PC-02"]),
        ("china-workdays", ["china-workdays@1.0.0", "city-portal@1.0.0"]),
        ("gbf-2017-47", ["page-7"]),
    ],
)
def test_explain_says_everything_about_one_thing(run: Run, name: str, holds: list[str]) -> None:
    ran = run("explain", name, "--drafts", "--lang", "en")

    assert ran.code == 0, ran.err
    assert [word for word in holds if word not in ran.out] == []


def test_lint_finds_nothing_in_the_shipped_catalogue(run: Run) -> None:
    ran = run("lint")

    assert (ran.code, ran.out) == (0, "")
    assert "nothing wrong" in ran.err


def test_lint_lists_what_is_wrong_and_fails(run: Run, office: Path) -> None:
    write(office / "specs/checks/never/1.0.0.yaml", NEVER | {"must": "urll = 'nowhere'"})

    ran = run("lint", "--catalogue", "office")

    assert ran.code == 1
    assert any(line.startswith("office/specs/checks/never/1.0.0.yaml:") for line in ran.out.splitlines())


def test_cases_are_run_and_a_wrong_one_is_shown(run: Run, office: Path) -> None:
    sound = run("test", "has-title", "--cases", "-v", "--catalogue", "office")
    wrong = {**SCREEN, "must": "title IS NOT NULL"}
    write(office / "specs/checks/has-title/1.0.0.yaml", wrong)
    broken = run("test", "has-title", "--cases", "--catalogue", "office")

    assert sound.code == 0 and "cases 1/1" in sound.out
    assert broken.code == 1 and "cases 0/1" in broken.out


def test_schemas_are_up_to_date_and_hold_their_files(run: Run, tmp_path: Path) -> None:
    assert run("schema", "--check").code == 0
    kinds = run("schema").out.split()
    assert {"standard", "check", "deployment", "report"} <= set(kinds)
    assert run("schema", "--out", "schemas").code == 0
    assert {path.name for path in (tmp_path / "schemas").iterdir()} == {f"{kind}.schema.json" for kind in kinds}
    for path in (tmp_path / "schemas").iterdir():
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))

    assert run("schema", "--check", "--out", "schemas").code == 0
    (tmp_path / "schemas" / "check.schema.json").write_text("{}", encoding="utf-8")
    stale = run("schema", "--check", "--out", "schemas")
    assert stale.code == 1 and "check" in stale.out


def test_a_dry_release_writes_nothing_and_a_real_one_binds(run: Run, office: Path, site: Path, tmp_path: Path) -> None:
    for one in (NEVER, HEADERS, TWICE):
        (office / "specs/checks" / one["id"] / "1.0.0.yaml").unlink()
    standard = json.loads((office / "standards/pages/1.0.0.yaml").read_text(encoding="utf-8"))
    write(office / "standards/pages/1.0.0.yaml", standard | {"provisions": standard["provisions"][:1]})
    for path in office.rglob("*.yaml"):  # what is in one language alone is not released
        path.write_text(path.read_text(encoding="utf-8").replace('"zh": "', '"zh": "网页'), encoding="utf-8")
    released = ("release", "--all", "--catalogue", "office", "--in-force", "2026-12-01")
    log = office / "specs/releases.yaml"

    dry = run(*released, "--dry-run")
    assert dry.code == 0, dry.err + dry.out
    for name in ("check has-title@1.0.0", "profile office@1.0.0", "standard pages@1.0.0"):
        assert any(line.startswith(name) for line in dry.out.splitlines())
    assert not log.exists()

    assert run(*released).code == 0
    assert log.is_file()
    again = run(*released)
    assert (again.code, again.out) == (0, "")
    assert run("release", "pages@1.0.0", "--catalogue", "office", "--in-force", "2026-12-01").code == 1
    without_drafts = [argument for argument in CHECK if argument != "--drafts"]
    before = judged(run(*without_drafts, "--format", "json"))
    since = judged(run(*without_drafts, "--as-of", "2026-12-01", "--format", "json"))
    assert (before, since) == ({"TT-01": "not-applicable"}, {"TT-01": "pass"})


def test_doctor_looks_at_the_installation(run: Run) -> None:
    ran = run("doctor", "--drafts")

    assert ran.code == 0, ran.out
    assert all(line.startswith("✓") for line in ran.out.splitlines())


def test_a_configured_catalogue_needs_no_option(run: Run, office: Path, tmp_path: Path) -> None:
    (tmp_path / "egovspec.yaml").write_text("catalogues: [office]\n", encoding="utf-8")
    assert "TT-01" in run("list", "--drafts").out

    (tmp_path / "egovspec.yaml").write_text("catalogs: [office]\n", encoding="utf-8")
    ran = run("list", "--drafts")
    assert (ran.code, ran.err) == (
        2,
        "egovspec.yaml:1:1: unknown key 'catalogs' (did you mean 'catalogues'?) [unknown-key]\n",
    )


def test_version_and_help_of_every_command(run: Run) -> None:
    from egovspec.cli.main import COMMANDS

    assert run("--version").out == f"egovspec {egovspec.__version__}\n"
    helped = run("--help")
    assert helped.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in helped.out
        own = run(name, "--help")
        assert own.code == 0 and "--lang" in own.out, name


def test_the_checkout_has_a_front_door(tmp_path: Path) -> None:
    import subprocess
    import sys

    door = Path(egovspec.__file__).resolve().parents[2] / "cli.py"
    if not door.is_file():
        pytest.skip("there is no checkout")

    ran = subprocess.run([sys.executable, door, "--version"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, f"egovspec {egovspec.__version__}\n"), ran.stderr


@pytest.mark.parametrize(("only", "about"), [("PO-10", "PO-11"), ("PM", "PO-10")])
def test_answers_to_what_was_left_out_are_not_called_unmatched(only: str, about: str, run: Run) -> None:
    """With --only nobody asked for the review, so that its attestation met nothing says nothing."""
    deployment = Path(__file__).parents[1] / "examples" / "sample-city" / "deployment.yaml"
    report = json.loads(run("check", str(deployment), "--only", only, "--format", "json").out)

    assert not [notice for notice in report["notices"] if about in notice["text"]["en"]]
