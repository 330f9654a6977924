"""What people get wrong ends with exit code 2, the place, what is wrong and how to mend it; never with a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import egovspec
from conftest import HOME_PAGE, Ran, Run
from egovspec.cli.exits import Exit

ROWS: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(Path(__file__).with_name("bad_input.yaml"))
DEPLOYMENT = {
    "deployment.yaml": """\
kind: deployment
id: demo
tier: city
profile: city-portal@1
title: {zh: 示例, en: Demo}
evidence:
  - collect: website
    id: portal
    required: true
    folder: site
    captured: 2026-11-20
    url: http://www.sample.gov.cn
    limits: {pages: 10}
attestations: attestations.yaml
waivers: waivers.yaml
""",
    "attestations.yaml": """\
kind: attestations
deployment: demo
attestations:
  - provision: PO-10
    outcome: pass
    by: 政务公开科
    on: 2026-01-01
    expires: 2027-01-01
""",
    "waivers.yaml": """\
kind: waivers
deployment: demo
waivers:
  - provision: PO-09
    because: 改版中
    approved_by: 办公室主任
    on: 2026-01-01
    expires: 2027-01-01
""",
}
OFFICE = {
    "standards/hz/pages/1.0.0.yaml": """\
kind: standard
id: hz/pages
code: HZ
version: "1.0.0"
title: {zh: 网页, en: Pages}
scope: {zh: 网页, en: Pages}
provisions:
  - id: HZ-01
    level: shall
    title: {zh: 有标题, en: Titled}
    text: {zh: 网页应有标题, en: A page shall have a title}
    basis: [hz/rules#1.1]
    confidence: B
    origin: norm
    verify: [{check: hz/page-titled@1, with: {least: 1}}]
    fix: {zh: 写标题, en: Write a title}
    since: "1.0.0"
""",
    "specs/sources/hz/rules/1.0.0.yaml": """\
kind: source
id: hz/rules
version: "1.0.0"
title: {zh: 规定, en: Rules}
confidence: B
clauses:
  - {id: '1', text: {zh: 目标, en: Aim}, machine: [aim], carried_by: ['2']}
  - {id: '2', text: {zh: 目标之下, en: Below the aim}, machine: [aim], carried_by: ['1.1']}
  - {id: '1.1', text: {zh: 网页有标题, en: Pages have titles}, machine: [auto]}
""",
    "specs/codelists/hz/offices/1.0.0.yaml": """\
kind: codelist
id: hz/offices
version: "1.0.0"
title: {zh: 部门, en: Offices}
codes:
  - {code: a, name: {zh: 甲, en: A}}
  - {code: b, parent: a, name: {zh: 乙, en: B}}
""",
    "specs/checks/hz/page-titled/1.0.0.yaml": """\
kind: check
id: hz/page-titled
version: "1.0.0"
title: {zh: 有标题, en: Titled}
parameters:
  least: {type: integer}
each: page
must: length(title) >= $least
""",
    "specs/profiles/hz/site/1.0.0.yaml": """\
kind: profile
id: hz/site
version: "1.0.0"
title: {zh: 网站, en: Site}
binds: {kind: portal, tier: city}
include:
  - standard: hz/pages@1
    without: [{provision: HZ-01, because: {zh: 另行规定, en: laid down elsewhere}}]
""",
}


def laid_out(files: dict[str, str], folder: Path, row: dict[str, Any] | None = None, default: str = "") -> None:
    """Write sound files, one of them with a mistake."""
    wrong = dict(files)
    if row is not None and "replace" in row:
        name, (old, new) = row.get("in", default), row["replace"]
        assert wrong[name].count(old) >= 1, f"{name} does not hold {old!r}"
        wrong[name] = wrong[name].replace(old, new, 1)
    for name, text in wrong.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(ran: Ran, *, place: str, error: str, says: str, hint: str = "", errors: int = 1) -> None:
    """The command refused, on stderr alone, and one of the lines is the one expected."""
    assert (ran.code, ran.out) == (2, ""), ran.err
    assert "Traceback" not in ran.err
    lines = ran.err.splitlines()
    expected = [line for line in lines if line.startswith(f"{place}: ") and line.endswith(f" [{error}]")]
    assert expected, ran.err
    assert says in expected[0]
    assert (f" ({hint}) [" in expected[0]) if hint else "did you mean" not in expected[0], expected[0]
    assert len(lines) == (errors + 1 if errors > 1 else 1), ran.err


def test_the_files_the_mistakes_are_made_in_are_sound(run: Run, site: Path, tmp_path: Path) -> None:
    laid_out(DEPLOYMENT, tmp_path)
    laid_out(OFFICE, tmp_path / "office")

    assert run("check", "deployment.yaml", "--drafts", "--only", "PO-10").code == 0
    assert run("list", "--drafts", "--catalogue", "office").code == 0


@pytest.mark.parametrize("row", ROWS["deployment"], ids=lambda row: row["name"])
def test_a_mistake_in_a_deployment_is_told_with_its_place(
    run: Run, site: Path, tmp_path: Path, row: dict[str, Any]
) -> None:
    laid_out(DEPLOYMENT, tmp_path, row, "deployment.yaml")

    ran = run("check", row.get("target", "deployment.yaml"), "--drafts", "--only", "PO-10")

    told(ran, place=row["place"], error=row["error"], says=row["says"], hint=row.get("hint", ""))


@pytest.mark.parametrize("row", ROWS["catalogue"], ids=lambda row: row["name"])
def test_a_mistake_in_a_catalogue_is_told_with_its_place(run: Run, tmp_path: Path, row: dict[str, Any]) -> None:
    laid_out(OFFICE, tmp_path / "office", row)

    ran = run("list", "--drafts", "--catalogue", "office")

    expected = {key: row[key] for key in ("place", "error", "says", "hint", "errors") if key in row}
    told(ran, **expected)


def bomb(levels: int) -> str:
    lines = ["kind: deployment", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "place", "error", "says"),
    [
        pytest.param(bomb(9).encode(), "8:10", "too-large", "more than 1000000 values", id="aliases that multiply"),
        pytest.param(
            b"a: &a x\nb: [" + b", ".join([b"*a"] * 200) + b"]",
            "2:405",
            "too-large",
            "more than 100 aliases",
            id="aliases",
        ),
        pytest.param(b"a: " + b"[" * 100_000, "1:67", "too-large", "nested deeper than 64", id="100 000 deep"),
        pytest.param(b"- " * 100_000, "1:129", "too-large", "nested deeper than 64", id="100 000 deep in blocks"),
        pytest.param(b"a: " + b"x" * (9 << 20), "1:1", "too-large", "larger than 8 MiB", id="one line of 9 MB"),
        pytest.param("kind: 部署\n标题: 门户".encode("gbk"), "1:7", "bad-encoding", "not UTF-8", id="GBK"),
        pytest.param("kind: 部署".encode("utf-16"), "1:1", "bad-encoding", "not UTF-8", id="UTF-16"),
        pytest.param(b"kind: deployment\nid: a\x00b\n", "2:6", "bad-encoding", "control character U+0000", id="NUL"),
        pytest.param("id: 甲\u2028乙".encode(), "1:6", "bad-encoding", "control character U+2028", id="line separator"),
        pytest.param(b"", "1:1", "unknown-kind", "the file does not say its `kind`", id="an empty file"),
        pytest.param(b"- a\n- b\n", "1:1", "unknown-kind", "the file does not say its `kind`", id="a list"),
        pytest.param(b"just a sentence", "1:1", "unknown-kind", "the file does not say its `kind`", id="a sentence"),
        pytest.param(
            b"kind: deployment\nid: [a\n", "2:5", "bad-yaml", "is not closed", id="a bracket that is not closed"
        ),
        pytest.param(b"? [a]\n: b\n", "1:3", "bad-yaml", "a key must be text", id="a key that is a list"),
    ],
)
def test_a_file_that_is_not_the_yaml_we_read_is_told_with_its_place(
    run: Run, tmp_path: Path, content: bytes, place: str, error: str, says: str
) -> None:
    (tmp_path / "deployment.yaml").write_bytes(content)

    ran = run("check", "deployment.yaml", "--drafts")

    hint = "one of: deployment" if error == "unknown-kind" else ""
    told(ran, place=f"deployment.yaml:{place}".rstrip(":"), error=error, says=says, hint=hint)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "site"], "site is no deployment file; name the profile, such as --profile city-portal@1"),
        (["check", "deployment.yaml", "--captured", "2026-11-20"], "--captured is for a URL, a folder or a WARC"),
        (["check", "deployment.yaml", "--profile", "city-portl@1"], "did you mean 'city-portal'"),
        (["check", "deployment.yaml", "--profile", "county-portal@1"], "of tier city, its profile county-portal@"),
        (["check", "deployment.yaml", "--format", "pdf"], "no format 'pdf'; there are: text, json, junit, sarif, html"),
        (["check", "deployment.yaml", "--format", "json", "--format", "html"], "only one format goes to stdout"),
        (["check", "deployment.yaml", "--as-of", "soon"], "a date or a moment, such as 2026-11-20"),
        (["check", "deployment.yaml", "--skip", "PO-100"], "no provision or standard 'PO-100'; did you mean PO-10?"),
        (["check", "deployment.yaml", "--only", "XX"], "no provision or standard 'XX'"),
        (["check", "deployment.yaml", "--fail-on", "maybe"], "'maybe' is not one of 'shall', 'should', 'never'"),
        (
            ["check", "deployment.yaml", "--only", "PO-10", "--format", "json=no/such/out.json"],
            "cannot write no/such/out.json",
        ),
        (["check", "deployment.yaml", "--only", "PO-10", "--format", "json=site"], "cannot write site"),
        (["check", "deployment.yaml", "--catalogue", "nowhere"], "nowhere: no such folder [unreadable]"),
        (["check", "deployment.yaml", "--catalogue", "site"], "site: holds neither standards/ nor specs/ [unreadable]"),
        (["check", "http://"], "--profile"),
        (["check"], "Missing argument 'TARGET'"),
        (["chek"], "No such command 'chek'"),
        (["explain", "PC-O1"], "the catalogue has no 'PC-O1'; did you mean PC-01?"),
        (["test", "colum-fresh"], "no check 'colum-fresh'"),
        (["schema", "standrd"], "no kind 'standrd'"),
        (["list", "everything"], "'everything' is not one of"),
        (["facts"], "there are no facts yet; run egovspec check first"),
        (["release", "--in-force", "tomorrow"], "a date such as 2026-11-20"),
    ],
    ids=" ".join,
)
def test_a_command_that_cannot_be_is_told_what_to_write(
    run: Run, site: Path, tmp_path: Path, arguments: list[str], says: str
) -> None:
    laid_out(DEPLOYMENT, tmp_path)

    ran = run(*arguments, *(["--drafts"] if arguments[0] == "check" else []))

    assert ran.code == 2, ran.err
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert not list(tmp_path.rglob(".out*")) + list(tmp_path.rglob(".site*")), "nothing half-written is left"


def released(office: Path) -> None:
    """Record everything an office has as released."""
    from egovspec.library.catalogue import load
    from egovspec.library.roots import Root

    entries = load([Root(office)], drafts=True).entries
    releases = [
        {"kind": key.kind, "id": key.id, "version": key.version, "digest": entry.digest}
        | {"released": "2026-01-01", "in_force": "2026-01-01"}
        for key, entry in entries.items()
    ]
    log = {"kind": "releases", "releases": releases}
    (office / "specs/releases.yaml").write_text(json.dumps(log, indent=0), encoding="utf-8")


def test_a_released_file_that_changed_is_refused(run: Run, tmp_path: Path) -> None:
    office = tmp_path / "office"
    laid_out(OFFICE, office)
    released(office)
    assert run("list", "--catalogue", "office").code == 0
    path = office / "specs/codelists/hz/offices/1.0.0.yaml"

    path.write_text(
        "# another layout is no change\n" + OFFICE["specs/codelists/hz/offices/1.0.0.yaml"], encoding="utf-8"
    )
    assert run("list", "--catalogue", "office").code == 0

    path.write_text(OFFICE["specs/codelists/hz/offices/1.0.0.yaml"].replace("乙", "丙"), encoding="utf-8")
    hint = "released files never change: put the change into a new version"
    says = "codelist hz/offices@1.0.0 differs from what was released"
    place = place_of_release(office, "hz/offices")
    told(run("list", "--catalogue", "office"), place=place, error="released-changed", says=says, hint=hint)


def test_a_released_file_that_is_gone_is_refused(run: Run, tmp_path: Path) -> None:
    office = tmp_path / "office"
    laid_out(OFFICE, office)
    released(office)
    (office / "specs/codelists/hz/offices/1.0.0.yaml").unlink()

    ran = run("list", "--catalogue", "office")

    says = "codelist hz/offices@1.0.0 is released but has no file"
    told(ran, place=place_of_release(office, "hz/offices"), error="unknown-reference", says=says)


def place_of_release(office: Path, identifier: str) -> str:
    lines = (office / "specs/releases.yaml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if f'"{identifier}"' in line)
    return f"office/specs/releases.yaml:{number - 2}:1"


def test_a_reference_to_a_draft_says_how_to_go_on(run: Run, tmp_path: Path) -> None:
    laid_out(
        {"specs/checks/hz/x/1.0.0.yaml": OFFICE["specs/checks/hz/page-titled/1.0.0.yaml"].replace("page-titled", "x")},
        tmp_path / "office",
    )
    standard = (
        OFFICE["standards/hz/pages/1.0.0.yaml"].replace("hz/rules#1.1", "zj-2003-30#2.1").replace("page-titled", "x")
    )
    laid_out({"standards/hz/pages/1.0.0.yaml": standard}, tmp_path / "office")
    cited = DEPLOYMENT["deployment.yaml"].partition("attestations:")[0].replace("city-portal@1", "hz/site@1.0.0")
    site = OFFICE["specs/profiles/hz/site/1.0.0.yaml"].replace("hz/pages@1", "hz/pages@1.0.0")
    laid_out({"deployment.yaml": cited, "office/specs/profiles/hz/site/1.0.0.yaml": site}, tmp_path)

    ran = run("check", "deployment.yaml", "--catalogue", "office")

    assert run("list", "--catalogue", "office").code == 0  # what drafts cite is no matter of those who do not use them
    told(
        ran,
        place="office/standards/hz/pages/1.0.0.yaml:15:22",
        error="draft-reference",
        says="check 'hz/x@1' exists only as a draft",
        hint="release it, cite the exact version, or use --drafts",
    )


def test_all_mistakes_are_told_at_once_and_in_either_language(run: Run, site: Path, tmp_path: Path) -> None:
    laid_out(DEPLOYMENT, tmp_path)
    text = DEPLOYMENT["deployment.yaml"].replace("tier: city", "teir: city").replace("id: portal", "id: Portal")
    (tmp_path / "deployment.yaml").write_text(text, encoding="utf-8")

    en, zh = (run("check", "deployment.yaml", "--drafts", "--lang", language) for language in ("en", "zh"))

    assert [line.partition(": ")[0] for line in en.err.splitlines()] == [
        "deployment.yaml:3:1",
        "deployment.yaml:8:9",
        "2 errors",
    ]
    assert zh.err.splitlines()[0] == "deployment.yaml:3:1: 未知的键 'teir'（是否应为 'tier'？） [unknown-key]"
    assert zh.err.splitlines()[-1] == "共 2 处错误"


# What a site is like is never a mistake of the person who checks it: it is judged, and coverage says what was not seen.

FOLDER = ["--profile", "city-portal@1", "--captured", "2026-11-20", "--drafts", "--only", "PC-01"]


def coverage(ran: Ran, table: str) -> tuple[str, str | None]:
    (evidence,) = json.loads(ran.out)["evidence"]
    (row,) = [row for row in evidence["coverage"] if row["table"] == table]
    return row["state"], row.get("reason")


def test_a_folder_without_the_day_it_was_saved_is_told_so(run: Run, site: Path) -> None:
    ran = run("check", "site", "--profile", "city-portal@1", "--drafts")

    told(ran, place="command line", error="wrong-value", says="a saved `folder` needs `captured`: the day it was saved")


@pytest.mark.parametrize(("folder", "reason"), [("site", "empty-folder"), ("gone", "missing-folder")])
def test_an_empty_or_missing_site_is_left_open(run: Run, tmp_path: Path, folder: str, reason: str) -> None:
    (tmp_path / "site").mkdir()
    laid_out(DEPLOYMENT, tmp_path, {"replace": ["folder: site", f"folder: {folder}"]}, "deployment.yaml")

    ran = run("check", "deployment.yaml", "--drafts", "--only", "PC-01", "--format", "json")

    assert ran.code == 3
    assert coverage(ran, "page") == ("none", reason)
    assert json.loads(ran.out)["summary"]["open"] == 1


def test_a_page_of_ten_megabytes_and_more_is_left_out_and_said(run: Run, site: Path) -> None:
    (site / "news" / "index.html").write_bytes(b"<html><body>" + b"x" * 10_000_001)

    ran = run("check", "site", *FOLDER, "--format", "json")

    assert coverage(ran, "page") == ("partial", "too-large")


def test_a_page_of_more_links_than_the_limit_is_cut_off_and_said(run: Run, site: Path) -> None:
    links = "".join(f'<a href="{n}.html">{n}</a>' for n in range(20_000))
    (site / "index.html").write_text(HOME_PAGE.replace("<main>", f"<main>{links}"), encoding="utf-8")

    ran = run("check", "site", *FOLDER, "--format", "json")

    state, reason = coverage(ran, "hyperlink")
    assert (state, reason) == ("partial", "limit")


def environment(tmp_path: Path) -> dict[str, str]:
    root = str(Path(egovspec.__file__).parents[1])
    return os.environ | {"EGOVSPEC_HOME": str(tmp_path / ".state"), "PYTHONPATH": root, "LC_ALL": "C.UTF-8"}


def test_a_reader_that_goes_away_is_no_error(site: Path, tmp_path: Path) -> None:
    """Nothing is said of it; but the code is no verdict: what was not read to the end may have failed."""
    listing = subprocess.Popen(
        [sys.executable, "-m", "egovspec", "list", "sources", "--format", "json", "--drafts"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert listing.stdout is not None and listing.stderr is not None

    listing.stdout.close()

    assert listing.stderr.read() == b""
    assert listing.wait() == Exit.READER_GONE


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_end_in_a_traceback(site: Path, tmp_path: Path, closed: str) -> None:
    """As under cron and some supervisors."""
    command = f"'{sys.executable}' -m egovspec list --drafts {closed}"

    ran = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr


def test_an_ascii_locale_without_a_terminal_gets_the_report_whole(site: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "egovspec", "check", "site", *FOLDER, "--lang", "zh"],
        cwd=tmp_path,
        env=environment(tmp_path) | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb"},
        capture_output=True,
        check=False,
    )

    assert ran.returncode == 1, ran.stderr
    assert "必设栏目齐全" in ran.stdout.decode()
    assert b"\x1b" not in ran.stdout
