"""What is changed of a check's SQL, which case is said to be missing, and what its cases make of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from sqlglot import exp

from egovspec.desk.mutate.mutants import Mutant, mutants
from egovspec.desk.mutate.proof import Proof, prove
from egovspec.desk.mutate.sqltree import never_null
from egovspec.judge.compile import compile_check, compiled_of
from egovspec.library import yaml
from egovspec.library.catalogue import load
from egovspec.library.shapes import shape
from egovspec.model.check import Check

CATALOGUE = load(drafts=True)
NEWEST = {entry.key.id: entry for entry in CATALOGUE.of_kind("check")}
# `egovspec test` proves every one; here stand a few, of every manner of writing one.
FEW = [
    "charset-honest",
    "control-named",
    "form-secure",
    "item-not-future",
    "site-id-division",
    "tag-case",
    "tags-present",
]


@cache
def proof(check: str) -> Proof:
    return prove(NEWEST[check])


@cache
def made(check: str) -> list[Mutant]:
    compiled = compiled_of(NEWEST[check])
    return list(mutants(compiled, compiled.guarded.sql))


@pytest.mark.parametrize("check", FEW)
def test_a_few_shipped_checks_are_proven(check: str) -> None:
    assert proof(check).wrong == ()
    assert proof(check).holds and proof(check).score == 1.0


SPOILED = {
    "a wrong comparison": re.compile(r" (<|<=|>|>=|=|<>) .* → "),
    "a dropped condition": re.compile(r"^dropped: (AND|OR|WHERE|HAVING)\b"),
    "a wrong join": re.compile(r"JOIN .* → |^dropped: ON\b"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_put_wrong_into_a_shipped_check_is_caught_by_its_cases(how: str) -> None:
    spoiled = [(check, one.change) for check in FEW for one in made(check) if SPOILED[how].search(one.change)]
    unseen = {(check, one.change) for check in FEW for one in proof(check).survived if one.because is None}

    assert len(spoiled) > len(FEW)
    assert unseen.isdisjoint(spoiled)


# --- the changes themselves

WRITTEN = """\
kind: check
id: written
version: "1.0.0"
title: {{zh: 写, en: written}}
parameters:
  least: {{type: integer}}
  most: {{type: integer}}
  tree: {{spec: columns}}
needs: [page, column_seen]
select: |
  {sql}
message:
  fail: {{zh: "{{said}}", en: "{{other}}"}}
cases: []
"""


def made_of(sql: str, folder: Path) -> list[Mutant]:
    file = folder / "written.yaml"
    file.write_text(WRITTEN.format(sql=sql.replace("\n", "\n  ")), encoding="utf-8")
    marked = yaml.read(file)
    check = shape(Check, marked)
    check = check.model_copy(update={"parameters": {n: p for n, p in check.parameters.items() if f"${n}" in sql}})
    return list(mutants(compile_check(check, marked), sql))


def written(sql: str, folder: Path) -> list[str]:
    return [mutant.change for mutant in made_of(sql, folder)]


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


ADVISED: dict[str, tuple[str, str, str, str]] = {
    "boundary": (OK.format(ok="p.depth < $most"), "p.depth < $most → p.depth <= $most", "p.depth 恰好等于 $most 的用例", "a case in which p.depth is exactly $most"),
    "number": (OK.format(ok="p.depth < 3"), "p.depth < 3: 3 → 4", "p.depth 恰为 3 的用例", "a case in which p.depth is exactly 3"),
    "number less": (OK.format(ok="p.depth < 3"), "p.depth < 3: 3 → 2", "p.depth 恰为 2 的用例", "a case in which p.depth is exactly 2"),
    "number above": (OK.format(ok="p.depth > 3"), "p.depth > 3: 3 → 4", "p.depth 恰为 4 的用例", "a case in which p.depth is exactly 4"),
    "number from": (OK.format(ok="3 <= p.depth"), "3 <= p.depth: 3 → 2", "p.depth 恰为 2 的用例", "a case in which p.depth is exactly 2"),
    "bound": (OK.format(ok="p.depth BETWEEN $least AND $most"), "p.depth BETWEEN $least AND $most → p.depth >= $least", "p.depth 大于（晚于）$most 的用例", "a case in which p.depth is above (after) $most"),
    "kind": (OK.format(ok="p.chinese AND p.kind = 'home'"), "dropped: AND p.kind = 'home'", "p.kind 不是 'home' 的另一类的一行，其余相同", "a row of another kind, whose p.kind is not 'home', and else the same"),
    "one of two": (OK.format(ok="p.chinese AND p.charset_honest"), "p.chinese AND p.charset_honest → p.chinese OR p.charset_honest", "p.chinese 与 p.charset_honest 只满足其一的一行", "a row for which only one of p.chinese and p.charset_honest holds"),
    "unknown": (OK.format(ok="p.depth = 1"), "ok: NULL → TRUE", "p.depth 为空值（用例中不写该栏）的用例，期望 outcome: open", "a case in which p.depth is NULL (leave the column out), with outcome: open"),
    "absent row": (OK.format(ok="s.name IS NOT NULL").replace("FROM page p", "FROM page p LEFT JOIN column_seen s ON s.url = p.url"), "LEFT JOIN column_seen AS s → JOIN", "page 中有一行，在 column_seen 中没有对应的行（缺这一行的用例）", "a row of page that has no row in column_seen (a case where that row is absent)"),
    "row of another": (OK.format(ok="s.name IS NOT NULL").replace("FROM page p", "FROM page p LEFT JOIN column_seen s ON s.url = p.url"), "dropped: ON s.url = p.url", "column_seen 中另有不属于该对象的行（不满足 s.url = p.url），它不得影响结果", "rows in column_seen that belong to something else (s.url = p.url does not hold), which must not change the outcome"),
    "twice": (OK.format(ok="count(DISTINCT p.kind) = 1").replace(" ORDER", " GROUP BY p.url ORDER"), "COUNT(DISTINCT p.kind) → COUNT(p.kind)", "同样的一行出现两次的用例（p.kind 相同）", "a case in which the same row comes twice (the same p.kind)"),
    "another spec": ("SELECT c.path AS subject, c.required AS ok FROM spec_column c, page p WHERE c.spec = $tree AND p.depth = 1 ORDER BY subject", "dropped: AND c.spec = $tree", "事实中另有别的规格的行（c.spec 与参数不同），它不得影响结果", "rows of another spec beside those meant (c.spec differs from the parameter), which must not change the outcome"),
    "in a message alone": ("SELECT p.url AS subject, p.chinese AS ok, p.depth < 3 AS said FROM page p ORDER BY subject", "p.depth < 3 → p.depth <= 3", "p.depth 恰好等于 3 的用例；该值只出现在消息里，用例的期望要写 message", "a case in which p.depth is exactly 3; the value shows only in the message, so the expectation of the case needs `message`"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ADVISED)
def test_the_case_that_is_missing_is_said_in_both_languages(kind: str, tmp_path: Path) -> None:
    sql, change, zh, en = ADVISED[kind]

    missing = {mutant.change: mutant.missing for mutant in made_of(sql, tmp_path)}[change]

    assert (missing.zh, missing.en) == (zh, en)


def test_the_value_a_parameter_has_by_default_is_said() -> None:
    """Who writes the case need not look it up."""
    said = [one.missing.en for one in made("guide-in-reach")]

    assert "a case in which MIN(p.depth) is exactly $most_clicks ($most_clicks is 3 by default)" in said


@pytest.mark.parametrize("check", FEW)
def test_every_mutant_can_be_parsed_again_differs_and_says_which_case_is_missing(check: str) -> None:
    """Precedence: what was an operand of AND may become an OR and then needs its parentheses."""
    sql, changes = {one.sql for one in made(check)}, {one.change for one in made(check)}

    assert len(sql) == len(changes) == len(made(check))
    assert all(one.missing.zh and one.missing.en for one in made(check))


def test_what_always_has_a_value_is_known() -> None:
    for text, always in (
        ("x IS NULL", True),
        ("coalesce(x, FALSE) AND TRUE", True),
        ("x = 1", False),
        ("NOT x", False),
    ):
        assert never_null(exp.maybe_parse(text, dialect="duckdb")) is always
