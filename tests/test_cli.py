"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample-city" / "deployment.yaml"
SITE = ROOT / "examples" / "sample-city" / "site"
FOLDER = ["check", str(SITE), "--captured", "2026-11-20", "--profile", "city-portal@1", "-q"]


def egovspec(*arguments: str | Path, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "EGOVSPEC_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8", **environment}
    command = [sys.executable, "-m", "egovspec", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=own, check=False)


def test_the_sample_city_conforms(tmp_path: Path) -> None:
    done = egovspec("check", SAMPLE, tmp_path=tmp_path)

    assert done.returncode == 0
    assert "Conforms" in done.stdout
    assert "\x1b" not in done.stdout


def test_results_go_to_stdout_and_all_else_to_stderr(tmp_path: Path) -> None:
    done = egovspec("check", SAMPLE, "--format", "json", "--format", "html=report.html", tmp_path=tmp_path)

    assert json.loads(done.stdout)["deployment"]["id"] == "sample-city-portal"
    assert "report.html" in done.stderr
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--division", "330200"], 0),  # PM-14 is a should
        (["--division", "330200", "--fail-on", "should"], 1),
        (["--url", "https://www.sample.com"], 1),
        (["--url", "https://www.sample.com", "--fail-on", "never"], 0),
        (["--url", "https://www.sample.com", "--skip", "PM"], 0),
        (["--only", "PC-03"], 0),
        (["--only", "PX-99"], 2),
        (["--format", "pdf"], 2),
        (["--format", "json", "--format", "text"], 2),
        (["--format", "json=no/such/folder/x.json"], 2),
        (["--as-of", "yesterday"], 2),
        (["--connect-to", "127.0.0.1:80"], 2),
        (["--private-addresses", "--only", "PO-11", "--fail-on", "should"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, tmp_path: Path) -> None:
    assert egovspec(*FOLDER, *arguments, tmp_path=tmp_path).returncode == code


def test_an_open_requirement_on_required_evidence_is_exit_code_3(tmp_path: Path) -> None:
    """A folder in which linked pages are missing leaves columns unseen: that is no conformity."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_bytes((SITE / "index.html").read_bytes())

    done = egovspec("check", site, "--captured", "2026-11-20", "--profile", "city-portal@1", tmp_path=tmp_path)

    assert done.returncode == 3


def test_facts_of_the_last_run_can_be_asked(tmp_path: Path) -> None:
    egovspec(*FOLDER, tmp_path=tmp_path)
    asked = egovspec(
        "facts", "SELECT kind, count(*) AS n FROM page GROUP BY kind", "--format", "json", tmp_path=tmp_path
    )

    assert {"kind": "home", "n": 1} in json.loads(asked.stdout)


def test_facts_before_any_check_say_what_to_do(tmp_path: Path) -> None:
    done = egovspec("facts", tmp_path=tmp_path)

    assert done.returncode == 2
    assert "egovspec check" in done.stderr


@pytest.mark.parametrize("name", ["PC-03", "column-fresh", "page", "zj-2003-30#2.1e", "city-portal", "china-workdays"])
def test_everything_with_a_name_can_be_explained(name: str, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        done = egovspec("explain", name, "--lang", language, tmp_path=tmp_path)

        assert done.returncode == 0
        assert name.partition("@")[0] in done.stdout


def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    done = egovspec("explain", "column-frehs", tmp_path=tmp_path)

    assert done.returncode == 2
    assert "column-fresh" in done.stderr


def test_schemas_are_what_the_models_say(tmp_path: Path) -> None:
    done = egovspec("schema", "--check", tmp_path=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_catalogue_is_sound_and_its_cases_hold(tmp_path: Path) -> None:
    assert egovspec("lint", tmp_path=tmp_path).returncode == 0
    assert egovspec("test", tmp_path=tmp_path).returncode == 0
    assert egovspec("doctor", tmp_path=tmp_path).returncode == 0


def test_the_same_report_under_other_surroundings(tmp_path: Path) -> None:
    """Zone, locale, hash seed and working folder are no part of a verdict."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [*FOLDER, "--only", "PM", "--format", "json", "--url", "https://www.sample.gov.cn"]
    one = egovspec(*command, tmp_path=tmp_path, TZ="UTC", PYTHONHASHSEED="1")
    other = egovspec(*command, tmp_path=elsewhere, TZ="America/New_York", LC_ALL="zh_CN.UTF-8", PYTHONHASHSEED="2")

    assert one.stdout == other.stdout != ""
