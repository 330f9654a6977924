"""Every change of a check's SQL is noticed by one of its cases, and no check passes anything for want of facts."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from sqlglot import exp

from egovspec.judge.compile import compile_check, compiled_of
from egovspec.library import yaml
from egovspec.library.catalogue import Entry, load
from egovspec.library.roots import added_root, shipped_root
from egovspec.library.shapes import shape
from egovspec.model.check import Check
from killing import Outcome, main, newest_checks, outcome_of, passes_with_nulls, passes_without_facts, surviving
from mutants import mutants, never_null

CHECKS = newest_checks(load(drafts=True))
EXCUSED = surviving()
# Of a hundred changes five may be such as nobody can notice; of a few, one.
MOST = 0.05


@cache
def outcome(check: str) -> Outcome:
    return outcome_of(next(entry for entry in CHECKS if entry.exact == check))


@pytest.mark.parametrize("check", [entry.exact for entry in CHECKS])
def test_every_change_of_a_check_is_noticed_by_one_of_its_cases(check: str) -> None:
    """A change nobody notices is a case nobody thought of. What cannot be noticed is listed, with the reason."""
    listed = [excuse.change for excuse in EXCUSED.mutants.get(check, ())]

    assert sorted(one.mutant.change for one in outcome(check).survivors) == sorted(listed)
    assert len(listed) <= math.ceil(MOST * outcome(check).made)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.exact)
def test_no_check_passes_anything_without_facts(check: Entry) -> None:
    """All was collected and nothing was found: then there is nothing that could be right."""
    assert passes_without_facts(check) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.exact)
def test_what_is_not_known_makes_nothing_pass(check: Entry) -> None:
    """A column no collector filled leaves open at most; where its absence is itself good news, the list says why."""
    assert passes_with_nulls(check) == [excuse.change for excuse in EXCUSED.nulls.get(check.exact, ())]


def test_only_checks_there_are_have_survivors() -> None:
    """What is listed for a version that was replaced would excuse nothing."""
    known = {entry.exact for entry in CHECKS}

    assert {*EXCUSED.mutants, *EXCUSED.nulls} - known == set()


# --- the changes themselves

WRITTEN = """\
kind: check
id: written
version: "1.0.0"
title: {{zh: 写, en: written}}
parameters:
  least: {{type: integer}}
  most: {{type: integer}}
needs: [page, column_seen]
select: |
  {sql}
message:
  fail: {{zh: "{{said}}", en: "{{other}}"}}
cases: []
"""


def written(sql: str, folder: Path) -> list[str]:
    file = folder / "written.yaml"
    file.write_text(WRITTEN.format(sql=sql.replace("\n", "\n  ")), encoding="utf-8")
    marked = yaml.read(file)
    check = shape(Check, marked)
    check = check.model_copy(update={"parameters": {n: p for n, p in check.parameters.items() if f"${n}" in sql}})
    return [mutant.change for mutant in mutants(compile_check(check, marked), sql)]


OK = "SELECT p.url AS subject, {ok} AS ok FROM page p ORDER BY subject"
KINDS: dict[str, tuple[str, list[str]]] = {
    "comparison": (OK.format(ok="coalesce(p.depth, 0) > $most"), ["COALESCE(p.depth, 0) > $most → COALESCE(p.depth, 0) >= $most"]),
    "bounds": (
        OK.format(ok="p.depth BETWEEN $least AND $most"),
        [
            "p.depth BETWEEN $least AND $most → p.depth > $least AND p.depth <= $most",
            "p.depth BETWEEN $least AND $most → p.depth >= $least AND p.depth < $most",
            "p.depth BETWEEN $least AND $most → p.depth <= $most",
            "p.depth BETWEEN $least AND $most → p.depth >= $least",
        ],
    ),
    "conjunct": (
        OK.format(ok="p.chinese AND p.kind = 'home'"),
        [
            "dropped: AND p.kind = 'home'",
            "dropped: AND p.chinese",
            "p.chinese AND p.kind = 'home' → p.chinese OR p.kind = 'home'",
        ],
    ),
    "parameter": (OK.format(ok="p.depth < $most AND p.depth > $least"), ["$most → $least", "$least → $most"]),
    "null": (OK.format(ok="p.kind IS NOT NULL"), ["NOT p.kind IS NULL → p.kind IS NULL"]),
    "unknown becomes right": (OK.format(ok="p.depth = 1"), ["ok: NULL → TRUE"]),
    "number": (OK.format(ok="p.depth = 1"), ["p.depth = 1: 1 → 2", "p.depth = 1: 1 → 0"]),
    "text": (OK.format(ok="p.kind = 'home'"), ["p.kind = 'home': 'home' → 'home~'"]),
    "default that is told from another text": (
        OK.format(ok="coalesce(p.kind, '') <> 'home'"),
        ["COALESCE(p.kind, ''): '' → 'home'"],
    ),
    "branch": (
        OK.format(ok="CASE WHEN p.depth = 1 THEN TRUE WHEN p.depth = 2 THEN FALSE END"),
        ["dropped: WHEN p.depth = 1 THEN TRUE", "dropped: WHEN p.depth = 2 THEN FALSE"],
    ),
    "group, clause and extreme": (
        "SELECT p.url AS subject, max(p.depth) < 3 AS ok FROM page p WHERE p.kind = 'home' GROUP BY p.url, p.kind ORDER BY subject",
        ["MAX(p.depth) → MIN(p.depth)", "dropped: WHERE p.kind = 'home'", "dropped: GROUP BY p.kind"],
    ),
    "join": (
        "SELECT p.url AS subject, s.name IS NOT NULL AS ok FROM page p LEFT JOIN column_seen s ON s.url = p.url ORDER BY subject",
        ["LEFT JOIN column_seen AS s → JOIN", "dropped: ON s.url = p.url"],
    ),
    "united": (
        "SELECT p.url AS subject, TRUE AS ok FROM page p UNION ALL SELECT s.url, FALSE FROM column_seen s ORDER BY subject",
        ["UNION ALL → UNION"],
    ),
    "counted": (
        "SELECT p.url AS subject, count(DISTINCT p.kind) = 1 AS ok FROM page p GROUP BY p.url ORDER BY subject",
        ["COUNT(DISTINCT p.kind) → COUNT(p.kind)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_made_of_every(kind: str, tmp_path: Path) -> None:
    sql, changes = KINDS[kind]

    assert set(changes) - set(written(sql, tmp_path)) == set()


UNCHANGED: dict[str, str] = {
    "a place": "SELECT p.url AS subject, p.ok, max(p.depth) AS place FROM (SELECT q.url, TRUE AS ok, q.depth FROM page q) p GROUP BY p.url, p.ok ORDER BY subject",
    "English alone": "SELECT p.url AS subject, p.chinese IS NULL AS ok, CASE p.kind WHEN 'home' THEN 'a' END AS other FROM page p ORDER BY subject",
    "a list's English column": "SELECT p.url AS subject, p.kind = n.kind AS ok, n.said, n.other FROM page p CROSS JOIN (VALUES ('item', 'b', 'home')) AS n(kind, said, other) ORDER BY subject",
    "the order of subjects": "SELECT p.url AS subject, TRUE AS ok FROM page p ORDER BY subject, p.depth + 1",
}  # fmt: skip


@pytest.mark.parametrize("what", UNCHANGED)
def test_no_change_is_made_of(what: str, tmp_path: Path) -> None:
    """Cases do not say where a subject is, nor what is said in English."""
    made = written(UNCHANGED[what], tmp_path)

    assert [change for change in made if any(part in change for part in ("depth", "'a~'", "'home~'", "WHEN"))] == []


ONCE: dict[str, tuple[str, bool]] = {
    "counted": ("count(*) = 2", True),
    "asked for the greatest": ("max(s.level) = 2", False),
}


@pytest.mark.parametrize("how", ONCE)
def test_rows_that_come_once_are_doubled_only_where_that_can_be_seen(how: str, tmp_path: Path) -> None:
    condition, visible = ONCE[how]
    sql = (
        "WITH s AS (SELECT DISTINCT c.url, c.level FROM column_seen c) "
        f"SELECT s.url AS subject, {condition} AS ok FROM s GROUP BY s.url ORDER BY subject"
    )

    assert ("dropped: DISTINCT of c.url, c.level" in written(sql, tmp_path)) is visible


def test_every_mutant_can_be_parsed_again_and_differs() -> None:
    """Precedence: what was an operand of AND may become an OR and then needs its parentheses."""
    for entry in CHECKS:
        compiled = compiled_of(entry)
        made = list(mutants(compiled, compiled.guarded.sql))
        assert len({mutant.sql for mutant in made}) == len({mutant.change for mutant in made}) == len(made)


def test_what_always_has_a_value_is_known() -> None:
    for text, always in (
        ("x IS NULL", True),
        ("coalesce(x, FALSE) AND TRUE", True),
        ("x = 1", False),
        ("NOT x", False),
    ):
        assert never_null(exp.maybe_parse(text, dialect="duckdb")) is always


@pytest.fixture
def deep(tmp_path: Path) -> Callable[[str], Entry]:
    """A catalogue in `tmp_path` with one check, `hz/deep`, of whatever must hold for a page."""

    def made(must: str) -> Entry:
        file = tmp_path / "specs" / "checks" / "hz" / "deep" / "1.0.0.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(
            f'kind: check\nid: hz/deep\nversion: "1.0.0"\ntitle: {{zh: 深, en: deep}}\n{must}\ncases:\n'
            "  - name: {zh: 深, en: deep}\n    given: {page: [{url: a, depth: 4}]}\n    expect: [{subject: a, outcome: fail}]\n"
            "  - name: {zh: 浅, en: shallow}\n    given: {page: [{url: a, depth: 1}]}\n    expect: [{subject: a, outcome: pass}]\n",
            encoding="utf-8",
        )
        return load([shipped_root(), added_root(tmp_path)], drafts=True).versions("check", "hz/deep")[-1]

    return made


def test_a_pass_without_facts_is_found(deep: Callable[[str], Entry]) -> None:
    check = deep("needs: [page]\nselect: SELECT 'all' AS subject, coalesce(max(p.depth) < 3, TRUE) AS ok FROM page p")

    assert passes_without_facts(check) == ["all", "all"]


def test_a_pass_for_want_of_a_value_is_found(deep: Callable[[str], Entry]) -> None:
    assert passes_with_nulls(deep("each: page\nmust: coalesce(depth, 0) < 3")) == ["page.depth"]


def test_the_script_names_the_line_of_what_no_case_notices(
    deep: Callable[[str], Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = deep("each: page\nmust: depth < 3").marked.file

    assert main(["hz/deep", "--catalogue", str(tmp_path)]) == 1
    assert f"{file}:6: depth < 3 → depth <= 3" in capsys.readouterr().out
