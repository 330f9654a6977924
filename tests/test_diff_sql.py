"""Two queries with one normal form return the same, tried on the engine; and the direction of a parameter is as proven."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egovspec.desk.compare.sql.direction import Direction, direction
from egovspec.desk.compare.sql.normal import normal_form
from egovspec.desk.compare.written import sql_of
from egovspec.facts.tables import TABLE
from egovspec.model.check import Check

TABLES = {"t": ("a", "b", "s", "p"), "u": ("a", "c")}


def normal(sql: str, *, messages: bool = True) -> object:
    return normal_form(sql, TABLES, messages=messages)


def verdict(condition: str) -> str:
    return f"SELECT a AS subject, {condition} AS ok FROM t"


# --- what is proven, and what is not

EQUAL = {
    "layout, case and comments": ("SELECT a AS subject, p AS ok FROM t", "select  A as subject, -- why\n P as ok from T"),
    "aliases of tables": ("SELECT x.a AS subject, x.p AS ok FROM t x", "SELECT y.a AS subject, y.p AS ok FROM t AS y"),
    "no alias": ("SELECT x.a AS subject, x.p AS ok FROM t x", "SELECT a AS subject, p AS ok FROM t"),
    "qualified by the table": ("SELECT t.a AS subject, p AS ok FROM t", "SELECT x.a AS subject, x.p AS ok FROM t x"),
    "one owner among two": (
        "SELECT s AS subject, c > 1 AS ok FROM t JOIN u ON t.a = u.a",
        "SELECT y.s AS subject, z.c > 1 AS ok FROM t y JOIN u z ON z.a = y.a",
    ),
    "names of common table expressions": (
        "WITH x AS (SELECT a FROM t) SELECT x.a AS subject, TRUE AS ok FROM x",
        "WITH y AS (SELECT a FROM t) SELECT y.a AS subject, TRUE AS ok FROM y",
    ),
    "unread common table expressions": (
        "WITH x AS (SELECT a FROM t), y AS (SELECT * FROM x) SELECT a AS subject, p AS ok FROM t",
        verdict("p"),
    ),
    "a subquery with outer names": (
        "SELECT a AS subject, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS ok FROM t",
        "SELECT x.a AS subject, EXISTS (SELECT 1 FROM u y WHERE x.a = y.a) AS ok FROM t x",
    ),
    "parentheses": (verdict("(a > 1) AND ((p))"), verdict("a > 1 AND p")),
    "AND the other way round": (verdict("a > 1 AND p"), verdict("p AND a > 1")),
    "OR in another order": (verdict("a > 1 OR p OR b = 2"), verdict("b = 2 OR (a > 1 OR p)")),
    "the other side first": (verdict("a > b"), verdict("b < a")),
    "equal the other way round": (verdict("a = b"), verdict("b = a")),
    "list in another order": (verdict("a IN (1, 2, 3)"), verdict("a IN (3, 1, 2, 1)")),
    "NOT over AND": (verdict("NOT (a > 1 AND p)"), verdict("NOT p OR a <= 1")),
    "NOT over OR": (verdict("NOT (a > 1 OR p)"), verdict("a <= 1 AND NOT p")),
    "NOT twice": (verdict("NOT (NOT (a > 1))"), verdict("a > 1")),
    "NOT of equal": (verdict("NOT a = b"), verdict("a <> b")),
    "NOT of distinct": (verdict("NOT a IS NOT DISTINCT FROM b"), verdict("a IS DISTINCT FROM b")),
    "NOT IN": (verdict("NOT (a IN (1, 2))"), verdict("a NOT IN (2, 1)")),
    "else NULL": (verdict("CASE WHEN p THEN TRUE ELSE NULL END"), verdict("CASE WHEN p THEN TRUE END")),
    "INNER and OUTER": (
        "SELECT x.a AS subject, TRUE AS ok FROM t x INNER JOIN u y ON x.a = y.a LEFT OUTER JOIN u z ON z.a = y.a",
        "SELECT x.a AS subject, TRUE AS ok FROM t x JOIN u y ON x.a = y.a LEFT JOIN u z ON z.a = y.a",
    ),
    "order of rows": (verdict("p"), verdict("p") + " ORDER BY subject"),
    "order of columns": ("SELECT a AS subject, p AS ok FROM t", "SELECT p AS ok, a AS subject FROM t"),
    "a column named after itself": ("SELECT a AS subject, p AS ok, b FROM t", "SELECT a AS subject, p AS ok, b AS b FROM t"),
}  # fmt: skip
OTHER = {
    "boundary": (verdict("a > 1"), verdict("a >= 1")),
    "which side": (verdict("a > b"), verdict("a < b")),
    "minus the other way round": (verdict("a - b > 1"), verdict("b - a > 1")),
    "minus grouped otherwise": (verdict("a - (b - 1) > 1"), verdict("a - b - 1 > 1")),
    "AND for OR": (verdict("a > 1 AND p"), verdict("a > 1 OR p")),
    "NOT of one part": (verdict("NOT (a > 1 AND p)"), verdict("NOT a > 1 AND p")),
    "letter case of a text": (verdict("s = 'A'"), verdict("s = 'a'")),
    "a dropped part": (verdict("a > 1 AND p"), verdict("a > 1")),
    "another list": (verdict("a IN (1, 2)"), verdict("a IN (1, 3)")),
    "LEFT for INNER": (
        "SELECT t.a AS subject, TRUE AS ok FROM t JOIN u ON t.a = u.a",
        "SELECT t.a AS subject, TRUE AS ok FROM t LEFT JOIN u ON t.a = u.a",
    ),
    "the other table's column": (
        "SELECT t.a AS subject, u.a > 1 AS ok FROM t, u",
        "SELECT t.a AS subject, t.a > 1 AS ok FROM t, u",
    ),
    "the inner table's column": (
        "SELECT a AS subject, EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AS ok FROM t",
        "SELECT a AS subject, EXISTS (SELECT 1 FROM u WHERE u.a = u.a) AS ok FROM t",
    ),
    "NULL for FALSE": (verdict("CASE WHEN p THEN TRUE ELSE FALSE END"), verdict("CASE WHEN p THEN TRUE END")),
    "ALL for ANY": (verdict("NOT (a < ALL (SELECT a FROM u))"), verdict("a >= ALL (SELECT a FROM u)")),
    "DISTINCT": ("SELECT a AS subject, TRUE AS ok FROM t", "SELECT DISTINCT a AS subject, TRUE AS ok FROM t"),
    "the order that LIMIT cuts": (verdict("p") + " ORDER BY a LIMIT 1", verdict("p") + " ORDER BY b LIMIT 1"),
    "what is shown": ("SELECT a AS subject, p AS ok, b FROM t", "SELECT a AS subject, p AS ok, s FROM t"),
    "IS NOT TRUE for NOT": (verdict("p IS NOT TRUE"), verdict("NOT p")),
    "letter case of a key": (verdict("json_extract_string(s, '$.A') = 'x'"), verdict("json_extract_string(s, '$.a') = 'x'")),
    "UNION for UNION ALL": (
        "SELECT a AS subject, p AS ok FROM t UNION ALL SELECT a AS subject, TRUE AS ok FROM u",
        "SELECT a AS subject, p AS ok FROM t UNION SELECT a AS subject, TRUE AS ok FROM u",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_one_query_in_two_spellings_is_proven_equal(name: str) -> None:
    before, after = EQUAL[name]

    assert normal(before) is not None
    assert normal(before) == normal(after)


@pytest.mark.parametrize("name", OTHER)
def test_another_query_is_not_taken_for_the_same(name: str) -> None:
    before, after = OTHER[name]

    assert normal(before) is None or normal(before) != normal(after)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM",
        "DELETE FROM t",
        "SELECT a AS subject, p AS ok FROM nowhere",
        "SELECT z.a AS subject, TRUE AS ok FROM t",
        "SELECT a AS subject, x IS NULL AS ok FROM t x",
        "SELECT a AS subject, TRUE AS ok FROM t NATURAL JOIN u",
        "(" * 2000,
    ],
)
def test_what_cannot_be_read_is_equal_to_nothing(sql: str) -> None:
    """Not even to itself: whoever asks was told that it changed."""
    assert normal(sql) is None


def test_columns_for_messages_alone_do_not_change_verdicts() -> None:
    before = "SELECT a AS subject, p AS ok, b FROM t"
    after = "SELECT a AS subject, p AS ok, s, coalesce(b, 0) AS number FROM t"

    assert normal(before) != normal(after)
    assert normal(before, messages=False) == normal(after, messages=False)


@pytest.mark.parametrize(
    "after",
    [
        "SELECT a AS subject, p AS ok, unnest([1, 2]) AS b FROM t",  # more rows
        "SELECT a AS subject, p AS ok, CAST(s AS INT) AS b FROM t",  # may stop with an error
        "SELECT DISTINCT a AS subject, p AS ok, b FROM t",
        "SELECT a AS subject, p AS ok, b, a AS faults FROM t",  # faults are scored
    ],
)
def test_a_column_that_could_change_more_than_messages_counts(after: str) -> None:
    assert normal("SELECT a AS subject, p AS ok FROM t", messages=False) != normal(after, messages=False)


def test_an_aggregate_for_a_message_makes_one_row_of_all() -> None:
    """Also where the verdict has an aggregate already, but in a query of its own."""
    before = "SELECT 'all' AS subject, (SELECT count(*) FROM u) > 5 AS ok FROM t"

    assert normal(before, messages=False) != normal(before.replace(" FROM t", ", count(*) AS b FROM t"), messages=False)


def test_a_column_before_one_that_is_grouped_by_its_number_counts() -> None:
    before = "SELECT b, 'all' AS subject, count(*) <= 3 AS ok FROM t GROUP BY (1)"

    assert normal(before, messages=False) != normal(before.replace("SELECT b, ", "SELECT "), messages=False)


# --- tried on the engine

_WHOLE = "VALUES (NULL), (0), (1), (2)"
ROWS = (
    "CREATE TABLE t AS SELECT row_number() OVER () AS n, * FROM "
    f"({_WHOLE}) x(a), ({_WHOLE}) y(b), (VALUES (NULL), ('a'), ('B')) z(s), (VALUES (NULL), (TRUE), (FALSE)) w(p)"
)
ENGINE = duckdb.connect()
ENGINE.execute(ROWS)
NUMBERS = st.sampled_from(["a", "b", "0", "1", "2", "a - b", "b - a", "coalesce(a, b)"])
COMPARISONS = st.builds(
    lambda left, sign, right: f"{left} {sign} {right}",
    NUMBERS,
    st.sampled_from(["<", "<=", ">", ">=", "=", "<>", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"]),
    NUMBERS,
)
ATOMS = st.one_of(
    COMPARISONS,
    st.sampled_from(
        ["p", "TRUE", "FALSE", "CAST(NULL AS BOOLEAN)", "a IS NULL", "p IS TRUE", "s LIKE 'a%'", "a BETWEEN b AND 2"]
    ),
    st.lists(st.sampled_from(["0", "1", "2", "NULL"]), min_size=1, max_size=3).map(lambda listed: f"a IN ({', '.join(listed)})"),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"({a} AND {b})", inner, inner),
        st.builds(lambda a, b: f"({a} OR {b})", inner, inner),
        inner.map(lambda a: f"(NOT {a})"),
        inner.map(lambda a: f"({a})"),
        st.builds(lambda a, b: f"(CASE WHEN {a} THEN {b} ELSE NULL END)", inner, inner),
    ),
    max_leaves=5,
)
# Some of these are equivalences and some only look like it.
REWRITES = (
    (" AND ", " OR "), (" OR ", " AND "), ("(NOT ", "("), ("<=", "<"), (" < ", " > "), (" >= ", " < "), (" = ", " <> "),
    (" ELSE NULL", ""), ("a", "b"), ("1", "2"), ("0, ", ""), ("IS DISTINCT", "IS NOT DISTINCT"), ("a - b", "b - a"),
)  # fmt: skip


def results(conditions: Iterable[str]) -> list[list[bool | None]]:
    chosen = ", ".join(f"CAST(({one}) AS BOOLEAN)" for one in conditions)
    return [
        list(column) for column in zip(*ENGINE.execute(f"SELECT {chosen} FROM t ORDER BY n").fetchall(), strict=True)
    ]


def swapped(condition: str) -> list[str]:
    """The condition with things exchanged, equal and unequal ones."""
    parts = condition.removeprefix("(").removesuffix(")")
    found = [condition.replace(old, new, 1) for old, new in REWRITES if old in condition]
    for word in (" AND ", " OR "):
        left, joined, right = parts.partition(word)
        if joined:
            found += [f"{right}{word}{left}", f"NOT (NOT ({left}) {'OR' if word == ' AND ' else 'AND'} NOT ({right}))"]
    for sign, flipped, opposite in ((" < ", " > ", " >= "), (" >= ", " <= ", " < "), (" = ", " = ", " <> ")):
        left, joined, right = condition.partition(sign)
        if joined and "(" not in condition:
            found += [f"{right}{flipped}{left}", f"NOT ({left}{opposite}{right})", f"NOT ({left}{flipped}{right})"]
    return found


def readable(conditions: Iterable[str]) -> list[str]:
    """Those the engine takes: exchanging words may leave half a sentence."""
    found = []
    for one in conditions:
        try:
            ENGINE.execute(f"SELECT CAST(({one}) AS BOOLEAN) FROM t LIMIT 0")
        except duckdb.Error:
            continue
        found.append(one)
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(CONDITIONS, min_size=1, max_size=4))
@example(["NOT (a < b AND p)", "a >= b OR NOT p"])
def test_conditions_with_one_normal_form_are_the_same_on_every_row(conditions: list[str]) -> None:
    """Over all combinations of small values and NULL."""
    tried = readable(dict.fromkeys([*conditions, *(other for one in conditions for other in swapped(one))]))
    forms = [normal(verdict(one)) for one in tried]
    columns = results(tried) if tried else []

    for (one, form, column), (other, form2, column2) in itertools.combinations(
        zip(tried, forms, columns, strict=True), 2
    ):
        assert form is None or form != form2 or column == column2, (one, other)


# --- directions

MOVES = {
    "a >= $n": Direction.FALLS,
    "$n >= a": Direction.RISES,
    "NOT a >= $n": Direction.RISES,
    "a - $n > b": Direction.FALLS,
    "a + $n > b": Direction.RISES,
    "p AND a <= $n": Direction.RISES,
    "a BETWEEN b - $n AND b": Direction.RISES,
    "a BETWEEN 0 AND $n": Direction.RISES,
    "CASE WHEN a >= $n THEN TRUE WHEN b > 1 THEN FALSE END": Direction.FALLS,
    "CASE WHEN a >= $n THEN FALSE WHEN b > 1 THEN TRUE END": Direction.RISES,
    "CASE WHEN p THEN NULL ELSE a <= $n END": Direction.RISES,
    "CASE WHEN a >= $n THEN FALSE WHEN a < $n THEN TRUE END": Direction.RISES,
    "CASE WHEN a >= $n THEN NULL ELSE p END": Direction.UNKNOWN,
    "a BETWEEN $n - 1 AND $n": Direction.UNKNOWN,
    "a = $n": Direction.UNKNOWN,
    "a * $n > 1": Direction.UNKNOWN,
    "a >= $n OR b <= $n": Direction.UNKNOWN,
    "EXISTS (SELECT 1 FROM t x WHERE x.a >= $n)": Direction.UNKNOWN,
    "p = (a >= $n)": Direction.UNKNOWN,
}


@pytest.mark.parametrize("condition", MOVES)
def test_which_way_a_parameter_moves_a_verdict(condition: str) -> None:
    assert direction(verdict(condition), "n") is MOVES[condition]


@pytest.mark.parametrize("condition", [one for one, way in MOVES.items() if way is not Direction.UNKNOWN])
def test_a_proven_direction_is_kept_on_every_row(condition: str) -> None:
    way = direction(verdict(condition), "n")
    columns = results(condition.replace("$n", str(n)) for n in range(-1, 4))

    order: dict[bool | None, int] = {False: 0, None: 1, True: 2}
    for less, more in itertools.pairwise(columns):
        assert all((order[b] - order[a]) * way >= 0 for a, b in zip(less, more, strict=True))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a AS subject, p AS ok FROM t WHERE a > $n",
        "SELECT a AS subject, b AS faults, a <= $n AS ok FROM t LIMIT $n",
        "SELECT a AS subject, count(*) FILTER (WHERE b > $n) > 1 AS ok FROM t GROUP BY a",
        "SELECT $n AS n, a AS subject, a <= n AS ok FROM t",
        "SELECT a AS subject, a <= $n AS ok FROM t QUALIFY row_number() OVER (ORDER BY $n) = 1",
    ],
)
def test_a_parameter_that_decides_more_than_the_verdict_has_no_direction(sql: str) -> None:
    assert direction(sql, "n") is Direction.UNKNOWN


def test_the_short_spelling_is_proven_equal_to_the_long_one() -> None:
    head = {"kind": "check", "id": "x", "version": "1.0.0", "title": {"zh": "标题", "en": "title"}}
    short = Check.model_validate(head | {"each": "page", "where": "kind = 'item'", "must": "title <> '' AND url > ''"})
    long = Check.model_validate(
        head
        | {
            "needs": ["page"],
            "select": "SELECT x.url AS subject, x.place, x.url > '' AND x.title <> '' AS ok FROM page AS x WHERE 'item' = x.kind",
        }
    )
    tables = {name: [column.name for column in table.columns()] for name, table in TABLE.items()}

    assert normal_form(sql_of(short), tables) == normal_form(sql_of(long), tables) is not None
