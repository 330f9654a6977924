"""The JUnit report, as continuous integration reads it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from egovspec.model.base import Language
from egovspec.model.outcome import Outcome
from egovspec.model.report import Counts, Report
from egovspec.render import Format, render
from report_strategies import any_report
from reports import SAMPLE_PROVISIONS, hostile_report, provision, sample_report, stale


def junit(report: Report, language: Language = Language.EN) -> ElementTree.Element:
    return ElementTree.fromstring(render(report, Format.JUNIT, language=language))


def case(root: ElementTree.Element, id: str) -> ElementTree.Element:
    return next(found for found in root.iter("testcase") if found.attrib["name"].startswith(id))


def test_a_suite_is_a_standard_and_a_case_a_provision() -> None:
    root = junit(sample_report())

    assert [suite.attrib["name"] for suite in root] == list(dict.fromkeys(p.standard for p in SAMPLE_PROVISIONS))
    assert len(list(root.iter("testcase"))) == len(SAMPLE_PROVISIONS)


def test_the_counts_are_those_of_the_cases() -> None:
    root = junit(sample_report())

    for element in (root, *root.iter("testsuite")):
        counted = {
            "tests": len(list(element.iter("testcase"))),
            "failures": len(list(element.iter("failure"))),
            "errors": len(list(element.iter("error"))),
            "skipped": len(list(element.iter("skipped"))),
        }
        assert {name: int(element.attrib[name]) for name in counted} == counted


@pytest.mark.parametrize(
    ("id", "tag", "message"),
    [
        ("PC-01", None, ""),
        ("PC-03", "failure", "fail: 44 of 64 subjects"),
        ("PO-12", "skipped", "open: the interaction column is closed by robots.txt"),
        ("PC-11", "skipped", "review: Read the column management rules"),
        ("PS-07", "skipped", "not applicable: Services live on the provincial platform"),
        ("PX-02", "error", "error: the check passed its deadline of 30 seconds"),
        ("PA-05", "skipped", "waived until 2026-06-30 (was: fail)"),
    ],
)
def test_an_outcome_becomes_what_a_dashboard_knows_with_its_reason(id: str, tag: str | None, message: str) -> None:
    children = list(case(junit(sample_report()), id))

    assert [child.tag for child in children] == ([tag] if tag else [])
    assert not tag or children[0].attrib["message"].startswith(message)


def test_a_failure_tells_all_its_findings_and_how_to_mend_them() -> None:
    failure = case(junit(sample_report()), "PC-03")[0]

    assert failure.attrib["type"] == "shall"
    for told in (
        "City news",
        "Topics",
        "where: https://www.sample.gov.cn/news/topics/",
        "… and 37 more",
        "fix: Publish",
    ):
        assert told in (failure.text or "")


def test_findings_beyond_a_hundred_are_counted() -> None:
    many = [stale(f"news/{number}", f"栏目{number}", f"Column {number}", "2026-01-01") for number in range(130)]
    failing = provision("XX-01", "更新", "Fresh", Outcome.FAIL, findings=many, counts=Counts(failed=135), omitted=5)

    assert "… and 35 more" in (case(junit(sample_report(provisions=[failing])), "XX-01")[0].text or "")


@pytest.mark.parametrize("language", list(Language))
def test_a_strangers_text_stays_text_and_the_file_readable(language: Language) -> None:
    root = junit(hostile_report(), language)
    told = "".join(root.itertext())

    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "error",
    }  # fmt: skip
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", told)
    assert "<script>alert(1)</script>" in told
    assert r"\x1b[31mred" in told


@settings(max_examples=25, deadline=None)
@given(any_report)
def test_any_report_gives_xml_that_parses(report: Report) -> None:
    root = junit(report)

    assert len(list(root.iter("testcase"))) == len(report.provisions)
