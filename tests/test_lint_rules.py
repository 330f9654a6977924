"""What lint says of meaning: every rule is broken once and nearly broken once, and only the first is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from conftest import Run
from egovspec import errors
from egovspec.desk.lint import lint
from egovspec.desk.lint.numbers import Time, chinese_number, times_en, times_zh
from egovspec.errors import SpecError
from egovspec.library.canonical import dump
from egovspec.library.catalogue import survey
from egovspec.library.releases import RELEASES
from egovspec.library.roots import Root
from egovspec.model.release import Release, Releases

DATA: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("lint_rules.yaml"))
FILES: dict[str, str] = DATA["files"]
ROWS: list[dict[str, Any]] = DATA["rows"]
DAY = "2026-11-23"

Pairs = list[list[Any]]


def edited(text: str, pairs: Pairs) -> str:
    """`text` with each old text (its nth occurrence when one is given) replaced; an edit that changes nothing is a mistake."""
    for old, new, *nth in pairs:
        parts = text.split(old)
        assert len(parts) > 1, f"{old!r} is not there"
        assert nth or len(parts) == 2, f"{old!r} stands there {len(parts) - 1} times"
        at = nth[0] + 1 if nth else 1
        assert at < len(parts), f"{old!r} stands there only {len(parts) - 1} times"
        text = old.join(parts[:at]) + new + old.join(parts[at:])
    return text


def library(folder: Path, row: dict[str, Any]) -> list[SpecError]:
    """What lint says of the sound library as a row edits it."""
    files = dict(FILES)
    for place, copied in row.get("copy", {}).items():
        files[place] = edited(files[copied["of"]], copied["with"])
    for place, pairs in row.get("edit", {}).items():
        files[place] = edited(files[place], pairs)
    for place, text in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    return lint([Root(folder)])[0]


def said(folder: Path, found: list[SpecError]) -> list[tuple[str, str]]:
    return [(error.code, str(error.where).removeprefix(f"{folder}/")) for error in found]


def test_the_library_the_rows_edit_is_sound(tmp_path: Path) -> None:
    assert library(tmp_path, {}) == []


@pytest.mark.parametrize("row", ROWS, ids=[row["rule"] for row in ROWS])
def test_what_breaks_a_rule_is_told_at_its_place(row: dict[str, Any], tmp_path: Path) -> None:
    found = library(tmp_path, row)

    assert said(tmp_path, found) == [(row["code"], row["at"])]
    assert all(error.zh != error.message and re.search("[一-龥]", error.zh) for error in found)
    assert all(error.hint_zh != error.hint or not error.hint for error in found)


@pytest.mark.parametrize("row", ROWS, ids=[row["rule"] for row in ROWS])
def test_what_nearly_breaks_a_rule_is_not(row: dict[str, Any], tmp_path: Path) -> None:
    assert said(tmp_path, library(tmp_path, row["near"])) == []


OF_OTHERS = {"sql-unstable", "sql-forbidden", "unknown-reference", "duplicate-id"}
ADVICE = {"loose-clause", "stale-plan", "missed-plan", "unused-check", "unused-spec", "unused-standard"}
ADVICE |= {"never-applies", "no-such-column", "missing-message", "no-level-word", "avoided-term"}


def test_advice_is_a_warning_and_a_contradiction_an_error() -> None:
    severity = {
        one.code: one.severity
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, SpecError) and one is not SpecError
    }
    told = {row["code"] for row in ROWS} - OF_OTHERS

    assert {code for code in told if severity[code] == "warning"} == ADVICE


def test_a_word_with_one_right_answer_says_what_mends_it(tmp_path: Path) -> None:
    row = next(row for row in ROWS if row["rule"] == "a word the glossary avoids")
    (error,) = library(tmp_path, row)

    assert [(mend.old, mend.new) for mend in error.fix] == [("板块", "栏目")]  # type: ignore[union-attr]


def test_what_is_released_is_told_without_a_fix(tmp_path: Path) -> None:
    """A successor mends it; whoever mended the file itself would break the release."""
    row = next(row for row in ROWS if row["rule"] == "a word the glossary avoids")
    library(tmp_path, row)
    released = [
        Release.model_validate(entry.key._asdict() | {"released": DAY, "in_force": DAY, "digest": entry.digest})
        for entry in survey([Root(tmp_path)])[0].entries.values()
    ]
    (tmp_path / RELEASES).write_text(dump(Releases(kind="releases", releases=released)), encoding="utf-8")

    found = lint([Root(tmp_path)])[0]

    assert [(error.code, error.fix) for error in found] == [("avoided-term", ())]


NUMERALS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    said = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return said + (NUMERALS[ones] if ones or not tens else "")


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 99))
def test_a_number_in_chinese_is_the_one_it_was_made_of(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number
    assert (
        times_zh(f"应在{in_chinese(number)}天内答复")
        == times_en(f"within {number} days")
        == {Time(number, "day"): number}
    )


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("两周内", {Time(14, "day"): 2}),
        ("二十四小时", {Time(24, "hour"): 24}),
        ("三个工作日", {Time(3, "working day"): 3}),
        ("每年1月31日", {}),
        ("2019年的检查", {}),
        ("第十五天", {}),
        ("50周岁以下", {}),
        ("一年六次", {}),
    ],
)
def test_dates_ages_and_ordinals_are_no_lengths_of_time(text: str, times: dict[Time, int]) -> None:
    assert times_zh(text) == times


def test_the_shipped_glossary_is_listed_and_explained(run: Run) -> None:
    assert "egovspec@1" in run("list", "glossaries").out
    assert "依申请公开  disclosure on request" in run("explain", "egovspec@1.0.0").out
