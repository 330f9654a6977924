"""What a person sees in a terminal."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovspec.model.base import Language, Text
from egovspec.model.outcome import Outcome
from egovspec.model.report import Finding, Report
from egovspec.model.standard import Level
from egovspec.render import Detail, Format, render
from egovspec.render.terminal import padded, shortened, width_of, wrapped
from report_strategies import any_report
from reports import (
    LONG,
    SAMPLE_PROVISIONS,
    STALE_COLUMNS,
    conforming_report,
    hostile_report,
    provision,
    sample_report,
)

LANGUAGES = list(Language)


def text(report: Report, **more: object) -> str:
    return render(report, Format.TEXT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_the_terminal(language: Language, width: int) -> None:
    for report in (sample_report(), hostile_report()):
        for detail in Detail:
            lines = text(report, language=language, width=width, detail=detail).splitlines()

            assert [line for line in lines if width_of(line) > width] == []


@settings(max_examples=25, deadline=None)
@given(any_report, st.sampled_from(Language), st.sampled_from(Detail), st.integers(min_value=40, max_value=100))
def test_any_report_fits_any_terminal(report: Report, language: Language, detail: Detail, width: int) -> None:
    lines = text(report, language=language, detail=detail, width=width).splitlines()

    assert [line for line in lines if width_of(line) > width] == []


def test_a_terminal_narrower_than_forty_columns_gets_forty() -> None:
    assert text(sample_report(), width=3) == text(sample_report(), width=40)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            Language.ZH,
            [
                "示例市人民政府门户网站 (sample-city-portal)",
                "city-portal@1.0.0",
                "2026-03-01 12:00 +08:00",
                "已判定  6  符合 3，不符合 3（其中要求 2）",
                "未判定  5  检查出错 1，未能判定 2，待人工核验 1，不适用 1",
                "已豁免  1  有效期至 2026-06-30",
                "PC-03  应  栏目在规定周期内更新（64 个对象中 44 个不符合）",
                "“市府要闻”最近更新于 2026-01-02，超过 14 天",
                "位置  https://www.sample.gov.cn/news/city/",
                "位置  bszn/办事指南 detail.html:12",
                "取值  missing=SiteName, ColumnType; tags=7; complete=false",
                "依据  国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》V4.1",
                "整改  在页面模板的 head 中补充所缺的 meta 标签。",
                "详情  egovspec explain PC-03",
                "原因：robots.txt 不允许采集 (1)",
                "查阅  查阅栏目管理制度文件",
                "原判定“不符合”，豁免至 2026-06-30",
                "对 PM-07 的豁免已于 2026-01-31 到期，不再生效",
            ],
        ),
        (
            Language.EN,
            [
                "Portal of Sample City (sample-city-portal)",
                "Judged      6  3 pass, 3 fail (2 requirements)",
                "Not judged  5  1 in error, 2 open, 1 awaiting a person, 1 not applicable",
                "Waived      1  until 2026-06-30",
                "PC-03  shall   Columns are updated within their cycle (44 of 64 fail)",
                "where    https://www.sample.gov.cn/news/city/",
                "Why: robots.txt forbids it (1)",
                "was: fail; waived until 2026-06-30",
            ],
        ),
    ],
)
def test_a_vendor_reads_what_fails_where_why_by_which_clause_and_how_to_mend_it(
    language: Language, told: list[str]
) -> None:
    shown = text(sample_report(), language=language)

    assert [line for line in told if line not in shown] == []


@pytest.mark.parametrize(
    ("report", "zh", "en"),
    [
        (
            sample_report(),
            "结论：不符合。2 项要求（应）未达到；1 项推荐（宜）未达到；另有 4 项条款未判定。",
            "Verdict: Does not conform. 2 requirements fail; 1 recommendation is not met; 4 provisions are not judged.",
        ),
        (
            conforming_report(),
            "结论：符合。适用的各项条款均已达到。",
            "Verdict: Conforms in every provision that applies.",
        ),
        (
            sample_report(provisions=[]),
            "结论：尚无结论。没有条款得到判定。",
            "Verdict: No verdict. No provision could be judged.",
        ),
        (
            sample_report(provisions=[p for p in SAMPLE_PROVISIONS if p.outcome is not Outcome.FAIL]),
            "结论：尚无结论。没有要求被判为不符合，但 2 项要求（应）未判定。",
            "Verdict: No verdict yet. No requirement fails, but 2 are not judged.",
        ),
        (
            sample_report(provisions=[p for p in SAMPLE_PROVISIONS if p.id in ("PC-01", "PM-07")]),
            "结论：基本符合。各项要求（应）均已达到；1 项推荐（宜）未达到。",
            "Verdict: Conforms in all requirements; 1 recommendation is not met.",
        ),
        (
            sample_report(provisions=[p for p in SAMPLE_PROVISIONS if p.id in ("PC-01", "PO-13", "PC-11")]),
            "结论：基本符合。各项要求（应）均已达到；另有 2 项条款未判定。",
            "Verdict: Conforms in all requirements; 2 provisions are not judged.",
        ),
        (
            sample_report(provisions=[p for p in SAMPLE_PROVISIONS if p.id in ("PC-01", "PA-05")]),
            "结论：基本符合。除已豁免者外，各项要求（应）均已达到。",
            "Verdict: Conforms in all requirements that are not waived.",
        ),
    ],
)
def test_the_last_line_is_a_verdict_a_person_understands(report: Report, zh: str, en: str) -> None:
    assert text(report, language=Language.ZH, width=200).splitlines()[-1] == zh
    assert text(report, language=Language.EN, width=200).splitlines()[-1] == en


def test_findings_beyond_five_are_counted_and_all_are_told_when_asked() -> None:
    """Seven findings are in the report and 37 more were beyond its cap."""
    brief, full = text(sample_report()), text(sample_report(), detail=Detail.FULL)

    assert sum(zh in brief for _, zh, _, _ in STALE_COLUMNS) == 5
    assert "……另有 39 处" in brief
    assert sum(zh in full for _, zh, _, _ in STALE_COLUMNS) == 7
    assert "……另有 37 处" in full


def test_passes_are_only_counted_unless_asked_for() -> None:
    assert "设置必备栏目" not in text(sample_report())
    assert "设置必备栏目" in text(sample_report(), detail=Detail.FULL)


def test_many_drafts_are_counted_by_kind_and_listed_when_asked() -> None:
    report = sample_report(drafts=[*(f"check c{n}@1.0.0" for n in range(9)), "standard s@1.0.0"])

    assert "草案      10 个文件尚未发布（check 9、standard 1）" in text(report)
    assert "check c8@1.0.0" in " ".join(text(report, detail=Detail.FULL).split())


def test_requirements_that_fail_come_before_recommendations() -> None:
    failing = [
        provision(f"XX-{number:02}", "标题", "Title", Outcome.FAIL, level=level)
        for number, level in enumerate((Level.MAY, Level.SHOULD, Level.SHALL))
    ]
    shown = text(sample_report(provisions=failing))

    assert re.findall(r"^XX-\d\d", shown, re.MULTILINE) == ["XX-02", "XX-01", "XX-00"]


def test_a_value_the_message_already_says_is_not_said_twice() -> None:
    shown = text(sample_report())

    assert "newest_on=2026-01-02" not in shown
    assert "max_idle=P14D" in shown
    assert "newest_on=2026-01-02" in text(sample_report(), detail=Detail.FULL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_colour_only_adds_to_what_the_words_say(language: Language) -> None:
    plain = text(sample_report(), language=language)
    coloured = text(sample_report(), language=language, colour=True)

    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("detail", list(Detail))
def test_nothing_a_stranger_wrote_reaches_the_terminal_as_a_command(language: Language, detail: Detail) -> None:
    shown = text(hostile_report(), language=language, detail=detail)

    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]", shown) == []
    assert r"\x1b[31mred\x1b]0;title\x07" in shown
    assert r"\u202egnp.exe\u2066x\u200b" in shown
    assert "<script>alert(1)</script>" in shown
    assert "{{7*7}}" in shown


def test_a_very_long_value_is_cut_and_its_length_told() -> None:
    shown = text(hostile_report())

    assert LONG[:700] not in re.sub(r"\n *", "", shown)
    assert f"……（共 {len(LONG):,} 个字符）" in re.sub(r"\n *", "", shown)
    assert len(shown) < 100_000


def test_an_attested_answer_is_told_with_who_gave_it() -> None:
    failing = provision(
        "XX-01",
        "制度",
        "Rules",
        Outcome.FAIL,
        original=Outcome.REVIEW,
        findings=[
            SAMPLE_PROVISIONS[8].findings[0].model_copy(update={"attested_outcome": Outcome.FAIL}),
        ],
    )
    shown = text(sample_report(provisions=[failing]))

    assert "确认  市政府办公室电子政务处处长, 2026-01-15, 栏目责任分工表（2026）" in shown


def test_a_moment_without_a_known_zone_is_told_in_utc() -> None:
    assert "2026-03-01 04:00 +00:00 (Nowhere/At_All)" in text(sample_report(zone="Nowhere/At_All"))


def test_a_provision_without_findings_says_why_it_is_open() -> None:
    because = Text(zh="所需的登记表没有提交", en="the register it needs was not handed in")
    report = sample_report(provisions=[provision("XX-01", "登记", "Register", Outcome.OPEN, because=because)])

    assert "  所需的登记表没有提交" in text(report)


def test_waivers_that_end_on_different_days_show_the_first_and_the_last() -> None:
    until = [date(2026, 6, 30), date(2026, 4, 1)]
    waived = [provision(f"XX-0{n}", "项", "Item", waived_until=day) for n, day in enumerate(until)]

    assert "最早 2026-04-01 到期，最迟 2026-06-30 到期" in text(sample_report(provisions=waived))


def test_a_finding_about_the_whole_deployment_has_no_subject_line() -> None:
    finding = Finding(
        subject="",
        outcome=Outcome.FAIL,
        message=Text(zh="没有", en="nothing"),
        check=None,
        reason=None,
    )
    shown = text(sample_report(provisions=[provision("XX-01", "项", "Item", Outcome.FAIL, findings=[finding])]))

    assert "对象" not in shown.partition("不符合的条款")[2].partition("规定")[0]


@pytest.mark.parametrize(
    ("written", "width", "lines"),
    [
        ("政府网站", 4, ["政府", "网站"]),
        ("政府，网站", 4, ["政", "府，", "网站"]),
        ("政府（网站）", 6, ["政府", "（网", "站）"]),
        ("plain words here", 11, ["plain words", "here"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("栏目 column 更新", 8, ["栏目", "column", "更新"]),
        ("", 10, [""]),
        ("   ", 10, [""]),
    ],
)
def test_lines_break_between_words_and_between_characters_but_not_before_a_stop(
    written: str, width: int, lines: list[str]
) -> None:
    assert wrapped(written, width) == lines


def test_wide_characters_take_two_columns_and_combining_ones_none() -> None:
    assert width_of("a政，e\u0301") == 1 + 2 + 2 + 1
    assert padded("政", 4) == "政  "
    assert shortened("政府网站", 5) == "政府…"
