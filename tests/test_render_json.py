"""The JSON report: canonical, complete, and the only one read back."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from egovspec.errors import SpecErrors
from egovspec.model.report import Report
from egovspec.render import Format, render
from egovspec.render.json import parse_report, report_schema
from report_strategies import any_report
from reports import conforming_report, hostile_report, sample_report


@pytest.mark.parametrize("report", [sample_report(), conforming_report(), hostile_report()])
def test_a_report_read_back_is_the_same_report(report: Report) -> None:
    written = render(report, Format.JSON)

    assert parse_report(written) == report
    assert render(parse_report(written), Format.JSON) == written


def test_keys_stand_in_the_order_of_the_model_and_chinese_is_readable() -> None:
    written = render(sample_report(), Format.JSON)

    assert list(json.loads(written))[:4] == ["schema_version", "generator", "deployment", "profile"]
    assert "示例市人民政府门户网站" in written
    assert written.endswith("}\n")


def test_totals_are_written_for_readers_without_a_model() -> None:
    plain = json.loads(render(sample_report(), Format.JSON))

    assert plain["summary"]["judged"] == 6
    assert plain["worst"] == "fail"
    assert [p["state"] for p in plain["provisions"] if p["id"] == "PA-05"] == ["waived"]


def test_printing_the_file_cannot_drive_a_terminal_and_loses_nothing() -> None:
    written = render(hostile_report(), Format.JSON)

    assert not {"\x1b", "\u202e", "\x9b", "\u200b", "\x00", "\U000e0041"} & set(written)
    assert "\u202egnp.exe\u2066x\u200b" in json.loads(written)["provisions"][0]["findings"][10]["subject"]


@pytest.mark.parametrize("report", [sample_report(), hostile_report(), conforming_report()])
def test_what_is_written_fits_the_published_schema(report: Report) -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.Draft202012Validator(schema).validate(json.loads(render(report, Format.JSON)))


def test_the_schema_names_its_dialect_and_itself() -> None:
    schema = report_schema()

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "egovspec:report:1.0"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plain: plain["summary"].update(failed=0), "summary does not fit the findings"),
        (lambda plain: plain.update(worst="pass"), "worst does not fit the findings"),
        (lambda plain: plain["provisions"][0].update(state="waived"), "provisions.0.state does not fit"),
        (lambda plain: plain.update(schema_version="9.9"), "schema_version: Input should be '1.0'"),
        (lambda plain: plain.update(surprise=1), "surprise: Extra inputs are not permitted"),
        (lambda plain: plain.pop("provisions"), "provisions: Field required"),
    ],
)
def test_a_report_that_was_changed_or_is_none_is_refused_with_its_reason(change: Any, told: str) -> None:
    plain = json.loads(render(sample_report(), Format.JSON))
    change(plain)

    with pytest.raises(SpecErrors) as refused:
        parse_report(json.dumps(plain), file="handed-in.json")

    assert told in str(refused.value)
    assert "handed-in.json" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{", "report.json:1:2: not JSON"),
        ("", "report.json:1:1: not JSON"),
        ("[]", "Input should be"),
        ("null", "Input should be"),
        ('{"provisions": [1, null], "worst": []}', "Field required"),
        ("[" * 200_000, "nested too deeply"),
    ],
    ids=["cut", "empty", "list", "null", "nonsense", "deep"],
)
def test_what_is_no_report_is_refused_without_a_traceback(written: str, told: str) -> None:
    with pytest.raises(SpecErrors) as refused:
        parse_report(written)

    assert told in str(refused.value)


@settings(max_examples=25, deadline=None)
@given(any_report)
def test_any_report_survives_being_written_and_read(report: Report) -> None:
    written = render(report, Format.JSON)

    assert parse_report(written) == report
    assert render(report, Format.JSON) == written
