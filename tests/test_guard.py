"""What the SQL of a check may do, and what an author is told when it does something else."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovspec.errors import SpecErrors, Where
from egovspec.judge.functions import ALLOWED, EXAMPLE_COLUMNS, REFUSED
from egovspec.judge.guard import Guarded, guard

PAGE = {
    "url": "VARCHAR",
    "kind": "VARCHAR",
    "size": "BIGINT",
    "score": "DOUBLE",
    "newest": "DATE",
    "seen_at": "TIMESTAMP",
    "tags": "VARCHAR[]",
}
ELEMENT = {"spec": "VARCHAR", "name": "VARCHAR", "pattern": "VARCHAR"}
TABLES = {"page": PAGE, "spec_element": ELEMENT, "sample": EXAMPLE_COLUMNS}


def guarded(sql: str, *parameters: str) -> Guarded:
    return guard(sql, tables=TABLES, parameters=parameters, place=lambda line, column: Where("c", line, column))


def said(sql: str, *parameters: str) -> list[str]:
    """What is said about SQL that may not run."""
    with pytest.raises(SpecErrors) as caught:
        guarded(sql, *parameters)
    return [str(error) for error in caught.value.errors]


ACCEPTED = [
    "SELECT url AS subject, size * 2 AS twice, twice > 3 AS ok FROM page WHERE twice > 1 ORDER BY twice",
    "SELECT url AS subject, true AS ok FROM page UNION ALL SELECT name, false FROM spec_element ORDER BY subject LIMIT 9",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT 'a' AS subject, max(n) = 5 AS ok FROM r",
    "SELECT p.url AS subject, EXISTS (SELECT 1 FROM spec_element WHERE name = p.url AND pattern = kind) AS ok FROM page AS p",
    "SELECT p.url AS subject, u.tag = 'a' AS ok FROM page AS p, unnest(p.tags) AS u(tag)",
    "SELECT url AS subject, unnest(tags) = 'a' AS ok FROM page",
    "SELECT a.url AS subject, true AS ok FROM page AS a SEMI JOIN page AS b ON a.kind = b.kind WHERE url <> ''",
    "SELECT url AS subject, true AS ok FROM page AS a JOIN (SELECT url FROM page) AS b USING (url)",
    "SELECT v.a AS subject, v.b AS ok FROM (VALUES ('x', true), ('y', NULL)) AS v(a, b)",
    "SELECT url AS subject, row_number() OVER w = 1 AS ok FROM page WINDOW w AS (PARTITION BY kind ORDER BY url)",
    "SELECT url AS subject, true AS ok FROM page QUALIFY rank() OVER (ORDER BY size DESC) <= 3",
    "SELECT url AS subject, sum(size) OVER (PARTITION BY kind) > 1 AS ok FROM page",
    "SELECT kind AS subject, sum(TRY_CAST(score AS DECIMAL(18, 3))) > 1 AS ok FROM page GROUP BY ALL HAVING count(*) > 1",
    "SELECT kind AS subject, avg(size) > 1 AS ok, count(*) FILTER (WHERE size > 1) AS big FROM page GROUP BY kind",
    "SELECT url AS subject, newest BETWEEN $today - INTERVAL 14 DAY AND $today AS ok FROM page WHERE seen_at < $as_of",
    "SELECT url AS subject, CAST('2026-01-01' AS DATE) < newest AND newest > DATE '2026-01-01' AS ok FROM page",
    "SELECT url AS subject, newest > '2026-01-01' AS ok FROM page",
    "SELECT p.url AS subject, bool_and(regexp_full_match(p.kind, '^(?:' || e.pattern || ')$')) AS ok "
    "FROM page AS p CROSS JOIN spec_element AS e GROUP BY p.url",
    "WITH e AS (SELECT name, max(pattern) AS must FROM spec_element GROUP BY name) "
    "SELECT url AS subject, kind ~ (SELECT max(must) FROM e) AS ok FROM page",
    "SELECT url AS subject, kind NOT LIKE 'a\\_%' ESCAPE '\\' AS ok FROM page",
    "SELECT DISTINCT ON (kind) url AS subject, true AS ok FROM page ORDER BY kind, url",
    "(SELECT url AS subject, CASE kind WHEN 'a' THEN size > 1 ELSE NULL END AS ok FROM page);",
    'SELECT "url" AS subject, Size > 1 AS ok FROM PAGE -- names have no case',
]


@pytest.mark.parametrize("sql", ACCEPTED)
def test_what_a_check_needs_is_accepted_and_means_the_same_when_written_again(sql: str) -> None:
    found = guarded(sql)

    with duckdb.connect(":memory:") as engine:
        make_tables(engine)
        clock = {"as_of": "2026-03-01", "today": "2026-03-01"}
        values = {name: clock[name] for name in sorted(found.parameters)}
        typed = sql.replace("$as_of", "CAST($as_of AS TIMESTAMP)").replace("$today", "CAST($today AS DATE)")
        again = found.sql.replace("$as_of", "CAST($as_of AS TIMESTAMP)").replace("$today", "CAST($today AS DATE)")
        rows = [sorted(map(repr, engine.execute(text, values).fetchall())) for text in (again, typed)]
        assert rows[0] == rows[1]


def test_the_guard_says_what_is_read_used_and_returned() -> None:
    found = guarded(
        "WITH s AS (SELECT p.url FROM page AS p WHERE p.kind = $kind)\n"
        "SELECT s.url AS subject, e.name IS NULL AS ok FROM s LEFT JOIN spec_element AS e ON e.name = s.url",
        "kind",
    )

    assert (found.tables, found.parameters, found.columns) == (
        {"page", "spec_element"},
        {"kind"},
        ("subject", "ok"),
    )


START = "SELECT url AS subject, "
FROM = "true AS ok FROM page"
REFUSED_SQL = [
    # files, settings, the engine's own tables
    (START + "true AS ok FROM read_csv('/etc/passwd')", "sql-forbidden 1:40", "'read_csv'"),
    (START + "true AS ok FROM read_text('/etc/passwd')", "sql-forbidden 1:40", "'read_text'"),
    (START + "true AS ok FROM '/etc/passwd'", "sql-forbidden 1:40", "files"),
    (START + 'true AS ok FROM "data.parquet"', "sql-forbidden 1:40", "files"),
    (START + "true AS ok FROM 'page'", "sql-forbidden 1:40", "without quotes"),
    (START + "true AS ok FROM glob('/*')", "sql-forbidden 1:40", "a function as a table"),
    (START + "true AS ok FROM main.page", "sql-forbidden 1:40", "schema"),
    (START + "true AS ok FROM information_schema.tables", "sql-forbidden 1:40", "schema"),
    (START + "true AS ok FROM duckdb_settings()", "sql-forbidden 1:40", "not a fact"),
    (START + "true AS ok FROM duckdb_tables", "sql-forbidden 1:40", "engine's own"),
    (START + "true AS ok FROM query('SELECT 1')", "sql-forbidden 1:40", "'query'"),
    (START + "getenv('HOME') = '' AS ok FROM page", "sql-forbidden 1:24", "'getenv'"),
    (START + "current_setting('threads') = '1' AS ok FROM page", "sql-forbidden 1:24", "'current_setting'"),
    # other statements
    ("COPY page TO '/tmp/x.csv'", "sql-forbidden 1:1", "COPY"),
    ("ATTACH '/tmp/x.db'", "sql-forbidden 1:1", "ATTACH"),
    ("INSTALL httpfs", "sql-forbidden 1:1", "INSTALL"),
    ("LOAD httpfs", "sql-forbidden 1:1", "LOAD"),
    ("SET memory_limit = '100GB'", "sql-forbidden 1:1", "SET"),
    ("PRAGMA enable_profiling", "sql-forbidden 1:1", "PRAGMA"),
    ("CALL pragma_version()", "sql-forbidden 1:1", "CALL"),
    ("EXPORT DATABASE '/tmp/x'", "sql-forbidden 1:1", "EXPORT"),
    ("CREATE MACRO lower(x) AS 'poisoned'", "sql-forbidden 1:1", "CREATE"),
    ("DROP TABLE page", "sql-forbidden 1:1", "DROP"),
    ("INSERT INTO page VALUES (1)", "sql-forbidden 1:1", "INSERT"),
    ("UPDATE page SET url = 'x'", "sql-forbidden 1:1", "UPDATE"),
    ("EXPLAIN SELECT 1", "sql-forbidden 1:1", "EXPLAIN"),
    ("DESCRIBE page", "sql-forbidden 1:1", "DESCRIBE"),
    ("SHOW TABLES", "sql-forbidden 1:1", "SHOW"),
    ("VALUES ('a', true)", "sql-forbidden 1:1", "VALUES"),
    ("PIVOT page ON kind USING count(*)", "sql-forbidden 1:1", "PIVOT"),
    (START + FROM + "; DROP TABLE page", "sql-forbidden 1:46", "one statement"),
    (START + FROM + "; SELECT 1", "sql-forbidden 1:46", "one statement"),
    ("WITH x AS (INSERT INTO page (url) VALUES ('x') RETURNING url)\n" + START + "true AS ok FROM x", "sql-forbidden 1:12", "INSERT"),
    ("WITH x AS (DELETE FROM page RETURNING url)\n" + START + "true AS ok FROM x", "sql-forbidden 1:12", "DELETE"),
    # generators
    (START + "list_sum(range(200000000)) > 1 AS ok FROM page", "sql-forbidden 1:33", "'range'"),
    (START + "repeat('x', 2000000000) = '' AS ok FROM page", "sql-forbidden 1:24", "'repeat'"),
    (START + '"repeat"(\'x\', 9) = \'\' AS ok FROM page', "sql-forbidden 1:24", "'repeat'"),
    (START + "lpad('x', 2000000000, 'y') = '' AS ok FROM page", "sql-forbidden 1:24", "'lpad'"),
    (START + "format('{:>2000000000}', 1) = '' AS ok FROM page", "sql-forbidden 1:24", "'format'"),
    ("SELECT i.i AS subject, true AS ok FROM range(10) AS i(i)", "sql-forbidden 1:40", "'range'"),
    ("SELECT i.i AS subject, true AS ok FROM generate_series(1, 10) AS i(i)", "sql-forbidden 1:40", "'generate_series'"),
    (START + "list_transform(tags, lambda t: t) = tags AS ok FROM page", "sql-forbidden 1:24", "'list_transform'"),
    (START + "[t FOR t IN tags] = tags AS ok FROM page", "sql-forbidden 1:25", "comprehension"),
    # clocks and chance
    (START + "random() > 0.5 AS ok FROM page", "sql-forbidden 1:24", "chance"),
    ("SELECT uuid() AS subject, true AS ok FROM page", "sql-forbidden 1:8", "chance"),
    (START + "now() > seen_at AS ok FROM page", "sql-forbidden 1:24", "$as_of"),
    (START + "current_timestamp > seen_at AS ok FROM page", "sql-forbidden 1:24", "$as_of"),
    (START + "CURRENT_DATE > newest AS ok FROM page", "sql-forbidden 1:24", "$today"),
    (START + "today() > newest AS ok FROM page", "sql-forbidden 1:24", "$today"),
    (START + "age(seen_at) < INTERVAL 1 DAY AS ok FROM page", "sql-forbidden 1:24", "date_sub"),
    # what depends on the order of rows
    ("SELECT first(url) AS subject, true AS ok FROM page", "sql-unstable 1:8", "'first'"),
    ("SELECT any_value(url) AS subject, true AS ok FROM page", "sql-unstable 1:8", "'any_value'"),
    ("SELECT mode(url) AS subject, true AS ok FROM page", "sql-unstable 1:8", "'mode'"),
    ("SELECT arg_max(url, size) AS subject, true AS ok FROM page", "sql-unstable 1:8", "tie"),
    ("SELECT string_agg(url, ',') AS subject, true AS ok FROM page", "sql-unstable 1:8", "ORDER BY"),
    ("SELECT kind AS subject, len(list(url)) > 1 AS ok FROM page GROUP BY kind", "sql-unstable 1:29", "ORDER BY"),
    ("SELECT kind AS subject, array_agg(DISTINCT url) = [''] AS ok FROM page GROUP BY ALL", "sql-unstable 1:25", "ORDER"),
    ("SELECT kind AS subject, approx_count_distinct(url) > 1 AS ok FROM page", "sql-unstable 1:25", "approximates"),
    ("SELECT kind AS subject, sum(score) > 1 AS ok FROM page GROUP BY kind", "sql-unstable 1:25", "floating"),
    ("SELECT kind AS subject, avg(DISTINCT size / 3) > 1 AS ok FROM page GROUP BY kind", "sql-unstable 1:25", "floating"),
    ("WITH h AS (SELECT kind, size / 2 AS half FROM page)\nSELECT kind AS subject, sum(half) > 1 AS ok FROM h GROUP BY 1", "sql-unstable 2:25", "floating"),
    (START + "row_number() OVER (PARTITION BY kind) = 1 AS ok FROM page", "sql-unstable 1:24", "window"),
    (START + "lag(size) OVER w > 1 AS ok FROM page WINDOW w AS (PARTITION BY kind)", "sql-unstable 1:24", "window"),
    (START + FROM + " LIMIT 10", "sql-unstable 1:45", "LIMIT"),
    (START + "(SELECT name FROM spec_element LIMIT 1) = kind AS ok FROM page", "sql-unstable 1:55", "LIMIT"),
    ("SELECT DISTINCT ON (kind) url AS subject, true AS ok FROM page", "sql-unstable 1:8", "DISTINCT ON"),
    # casts that would stop the check
    (START + "CAST(kind AS INTEGER) > 1 AS ok FROM page", "sql-forbidden 1:24", "TRY_CAST(… AS INT)"),
    (START + "kind::DATE > newest AS ok FROM page", "sql-forbidden 1:24", "TRY_CAST(… AS DATE)"),
    (START + "TRY_CAST(kind AS TIMESTAMPTZ) > $as_of AS ok FROM page", "sql-forbidden 1:33", "TIMESTAMPTZ"),
    (START + "strptime(kind, '%Y') > $as_of AS ok FROM page", "sql-forbidden 1:24", "try_strptime"),
    (START + "kind = 1 AS ok FROM page", "sql-forbidden 1:24", "another type"),
    (START + "size = lower(kind) AS ok FROM page", "sql-forbidden 1:31", "another type"),
    (START + "kind IN (1, 2) AS ok FROM page", "sql-forbidden 1:24", "another type"),
    (START + FROM + " WHERE kind", "sql-forbidden 1:51", "another type"),
    (START + FROM + " WHERE size > 1 AND NOT kind", "sql-forbidden 1:68", "another type"),
    (START + "bool_and(kind) AS ok FROM page GROUP BY url", "sql-forbidden 1:33", "another type"),
    (START + "CASE kind WHEN 1 THEN true END AS ok FROM page", "sql-forbidden 1:29", "another type"),
    # columns, names, tables
    ("SELECT * FROM page", "sql-forbidden 1:8", "*"),
    ("SELECT page.* FROM page", "sql-forbidden 1:13", "*"),
    ("FROM page", "sql-forbidden 1:1", "*"),
    (START + "EXISTS (SELECT * FROM spec_element) AS ok FROM page", "sql-forbidden 1:39", "SELECT 1"),
    ("SELECT COLUMNS('u.*') AS subject, true AS ok FROM page", "sql-forbidden 1:8", "'columns'"),
    ("SELECT url AS subject FROM page", "sql-error 1:1", "'ok'"),
    ("SELECT kind, true AS ok FROM page", "sql-error 1:1", "'subject'"),
    (START + "true AS ok, kind IS NULL FROM page", "sql-error 1:36", "no name"),
    (START + "true AS ok, size AS Größe FROM page", "sql-error 1:44", "small letters"),
    (START + "true AS ok, size AS ok FROM page", "sql-error 1:44", "two results"),
    (START + "true AS ok FROM pge", "sql-error 1:40", "did you mean 'page'"),
    (START + "true AS ok FROM column_seen", "sql-error 1:40", "`needs`"),
    ("SELECT ulr AS subject, true AS ok FROM page", "sql-error 1:8", "did you mean 'url'"),
    ("SELECT p.ulr AS subject, true AS ok FROM page AS p", "sql-error 1:10", "did you mean 'url'"),
    ("SELECT q.url AS subject, true AS ok FROM page AS p", "sql-error 1:8", "'q'"),
    (START + "true AS ok FROM page AS a JOIN page AS b ON a.kind = b.kind", "sql-error 1:8", "a.url or b.url"),
    (START + FROM + " JOIN spec_element USING (name)", "sql-error 1:70", "'name'"),
    (START + FROM + " WHERE EXISTS (SELECT 1 FROM spec_element AS e WHERE e.name = kid)", "sql-error 1:106", "'kind'"),
    ("WITH page AS (SELECT url FROM page) SELECT url AS subject, true AS ok FROM page", "sql-error 1:6", "WITH"),
    ("WITH x AS (SELECT url FROM page)\nSELECT kind AS subject, true AS ok FROM x", "sql-error 2:8", "'kind'"),
    ("WITH r AS (SELECT 'a' AS n UNION SELECT n FROM r)\nSELECT n AS subject, true AS ok FROM r", "sql-error 1:48", "'r'"),
    ("WITH x(a) AS (SELECT url FROM page)\nSELECT url AS subject, true AS ok FROM x", "sql-error 2:8", "'url'"),
    (START + "lowr(kind) = 'a' AS ok FROM page", "sql-forbidden 1:24", "did you mean 'lower'"),
    (START + "lower(kind, 'a') = 'a' AS ok FROM page", "sql-error 1:24", "too many"),
    (START + "kind.lower() = 'a' AS ok FROM page", "sql-forbidden 1:29", "lower(value)"),
    # parameters
    (START + "kind = ? AS ok FROM page", "sql-forbidden 1:31", "$name"),
    (START + "kind = $1 AS ok FROM page", "sql-forbidden 1:31", "$name"),
    (START + "kind = $tody AS ok FROM page", "wrong-parameter 1:31", "did you mean 'today'"),
    # patterns
    (START + "regexp_matches(kind, '(a') AS ok FROM page", "sql-error 1:45", "missing )"),
    (START + "kind ~ '(?=a)' AS ok FROM page", "sql-error 1:31", "(?="),
    (START + "regexp_matches(kind, url) AS ok FROM page", "sql-forbidden 1:45", "strangers"),
    (START + "kind LIKE '%' || url AS ok FROM page", "sql-forbidden 1:34", "contains"),
    ("WITH w AS (SELECT url, kind AS p FROM page)\nSELECT url AS subject, url GLOB p AS ok FROM w", "sql-forbidden 2:33", "pattern"),
    # what nobody needs
    (START + FROM + " USING SAMPLE 10%", "sql-forbidden 1:51", "SAMPLE"),
    (START + FROM + " TABLESAMPLE 10%", "sql-forbidden 1:45", "SAMPLE"),
    ("SELECT url AS subject, true AS ok FROM page POSITIONAL JOIN spec_element", "sql-forbidden 1:45", "POSITIONAL"),
    (START + FROM + " NATURAL JOIN spec_element", "sql-forbidden 1:45", "NATURAL"),
    (START + FROM + " AT (VERSION => 3)", "sql-forbidden 1:45", "version"),
    (START + "seen_at AT TIME ZONE 'Asia/Shanghai' > $as_of AS ok FROM page", "sql-forbidden 1:24", "INTERVAL"),
    ("SELECT url COLLATE nocase AS subject, true AS ok FROM page", "sql-forbidden 1:8", "lower"),
    (START + "{'a': 1}.a = 1 AS ok FROM page", "sql-forbidden 1:30", "dot"),
    (START + "2 ^ size > 1 AS ok FROM page", "sql-forbidden 1:24", "power"),
    (START + FROM + " UNION BY NAME SELECT true AS ok, url AS subject FROM page", "sql-forbidden 1:54", "BY NAME"),
    ("WITH RECURSIVE r(n) USING KEY (n) AS (SELECT 1 UNION SELECT n FROM r)\nSELECT n AS subject, true AS ok FROM r", "sql-forbidden 1:16", "KEY"),
    # what is no SQL
    ("", "sql-error 1:1", "no SELECT"),
    (";", "sql-error 1:1", "no SELECT"),
    (START + "true AS ok FROM", "sql-error 1:35", "FROM"),
    (START + "(true AS ok FROM page", "sql-error 1:30", "AS"),
    (START + "'open AS ok FROM page", "sql-error 1:24", "unterminated"),
    (START + "\x07 AS ok FROM page", "sql-error 1:24", "U+0007"),
    ("SELECT\n'中文' AS subject,\n  lowr('x') = $today AS ok", "sql-forbidden 3:3", "'lower'"),
    ("SELECT '中文' AS subject,\n '中文', 中文 文文 FROM", "sql-error 2:14", "syntax error at 'FROM'"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected", "hint"), REFUSED_SQL)
def test_what_a_check_may_not_do_is_refused_where_it_stands(sql: str, expected: str, hint: str) -> None:
    code, _, place = expected.partition(" ")

    assert [line for line in said(sql) if line.startswith(f"c:{place}: ") and f"[{code}]" in line and hint in line]


def test_everything_wrong_is_said_at_once() -> None:
    """Line and column count from 1, and do not go astray behind the `$` of a parameter."""
    found = said(
        "SELECT ulr AS subject,\n  kind = $clas AND now() > seen_at AS ok,\n  $class || $class AS c\nFROM page LIMIT 1",
        "class",
        "unused",
    )

    assert [line.partition(" ")[0] + line.rpartition(" ")[2] for line in found] == [
        "c:1:1:[wrong-parameter]",
        "c:2:10:[wrong-parameter]",
    ]
    found = said("SELECT ulr AS subject,\n  kind = $class AND now() > seen_at AS ok\nFROM page LIMIT 1", "class")
    assert [line.partition(" ")[0] + line.rpartition(" ")[2] for line in found] == [
        "c:1:8:[sql-error]",
        "c:2:21:[sql-forbidden]",
        "c:3:11:[sql-unstable]",
    ]


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 33 + "1" + ")" * 33,
        "(" * 20000,
        "lower(" * 100 + "'a'" + ")" * 100,
        "CASE WHEN " * 100 + "1" + " THEN 1 END" * 100,
        "[" * 100 + "1" + "]" * 100,
        "NOT " * 5000 + "true",
        "- " * 5000 + "1",
        "1" + "::INT" * 5000,
        "'a'" + ".b(1)" * 4000,
        "tags" + "[1]" * 5000,
        "+".join("1" * 9000),
        "'" + "x" * 100_001 + "'",
        "1, " * 10_001 + "1",
    ],
    ids=lambda deep: deep[:10],
)
def test_what_is_nested_too_deep_or_too_long_is_refused_and_not_a_crash(deep: str) -> None:
    assert said(f"SELECT 'a' AS subject, true AS ok, {deep} AS x")


def test_nesting_that_people_write_is_accepted() -> None:
    deep = "(" * 30 + "1" + ")" * 30

    assert guarded(f"SELECT 'a' AS subject, {deep} = 1 AS ok").columns == ("subject", "ok")
    assert guarded("SELECT 'a' AS subject, " + " AND ".join(["true"] * 150) + " AS ok")


# Allowed functions on the engine.

ROWS = """
    (1, 'abab', 1.25, true, DATE '2026-01-31', DATE '2026-03-01', TIMESTAMP '2026-01-31 10:11:12',
     TIMESTAMP '2026-03-02 01:00:00', INTERVAL '1 month 3 days', ['b', 'a'], [1, 2]),
    (2, 'Éb c', -2.5, false, DATE '2024-02-29', DATE '2023-12-31', TIMESTAMP '2024-02-29 00:00:00',
     TIMESTAMP '2024-01-01 00:00:00', INTERVAL 6 MONTH, ['b', NULL, 'a'], [NULL]),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '政务 公开', 'nan'::DOUBLE, true, DATE '2026-01-01', DATE '2027-01-04', TIMESTAMP '2026-01-01 23:59:59.999',
     TIMESTAMP '2026-12-31 00:00:00', INTERVAL 0 DAY, [], []),
    (5, '2026-03-01', 3.5, false, DATE '2026-03-01', DATE '2026-03-01', TIMESTAMP '2026-03-01 08:00:00',
     TIMESTAMP '2026-03-01 00:00:00', INTERVAL 1 YEAR, ['政务'], [9])
"""
CONTEXTS = [
    *("{}", "{} IS NULL", "NOT ({} IS NULL)", "{} = {}", "[{}]", "coalesce(NULL, {})", "CASE WHEN true THEN {} END"),
    *(
        "NOT {}",
        "- {}",
        "{} * 2",
        "2 - {}",
        "{} - {}",
        "{} % 3",
        "'<' || {} || '>'",
        "{} IN ({}, NULL)",
        "b AND {} OR b",
    ),
    *("{} BETWEEN {} AND {}", "{}[1]", "{} LIKE 'a%'", "{} IS NOT DISTINCT FROM {}"),
]


def make_tables(engine: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(["i", "s", "x", "b", "d", "d2", "ts", "ts2", "iv", "l", "n"])
    engine.execute(f"CREATE TABLE sample AS SELECT * FROM (VALUES {ROWS}) AS sample({columns})")
    for name, table in (("page", PAGE), ("spec_element", ELEMENT)):
        engine.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in table.items())})")
    engine.execute(
        "INSERT INTO page VALUES ('u1', 'a', 5, 0.5, '2026-02-20', '2026-02-21', ['a', 'b']), "
        "('u2', 'a', 2, NULL, NULL, NULL, NULL), ('u3', NULL, NULL, 2, '2020-01-01', '2020-01-01', [])"
    )
    engine.execute("INSERT INTO spec_element VALUES ('e@1', 'u1', '[a-c]'), ('e@1', 'u2', 'b')")


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        make_tables(connection)
        yield connection


def accepts(sql: str) -> bool:
    try:
        guarded(sql)
    except SpecErrors:
        return False
    return True


def outcome(engine: duckdb.DuckDBPyConnection, sql: str) -> object:
    try:
        return repr(engine.execute(sql).fetchall())
    except duckdb.Error:
        return "does not fit"


@pytest.mark.parametrize("name", ALLOWED)
def test_every_allowed_function_runs_and_means_the_same_when_written_again(
    name: str, engine: duckdb.DuckDBPyConnection
) -> None:
    """The parser gives many names one node and the generator writes another name for it."""
    example = ALLOWED[name]
    assert example.startswith(f"{name}(")
    wanted = outcome(engine, f"SELECT {example} FROM sample")
    assert wanted not in ("does not fit", "[]", "[(None,)]")

    for context in CONTEXTS:
        written = "SELECT 'a' AS subject, true AS ok, " + context.replace("{}", example) + " AS value FROM sample"
        meant = outcome(engine, written)
        if meant != "does not fit" and (context == "{}" or accepts(written)):
            assert outcome(engine, guarded(written).sql) == meant, context


def test_no_function_is_both_allowed_and_refused() -> None:
    assert not ALLOWED.keys() & REFUSED.keys()


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_every_refused_function_is_refused_by_name(name: str) -> None:
    """The parser counts the values of functions it knows, and complains of that first."""
    tries = [said(f"SELECT {name}({', '.join(['url'] * n)}) AS subject, true AS ok FROM page") for n in range(4)]

    assert any(f"function '{name}' is not allowed" in line for lines in tries for line in lines)


# Whatever the text, the guard answers.

PIECES = (
    "SELECT FROM WHERE WITH RECURSIVE AS ( ) ( ) , . * page p url kind size tags subject ok spec_element $today $ ? "
    "'a' 1 1.5 NULL true = < + - || :: INT CAST TRY_CAST count sum list lower range OVER ORDER BY PARTITION GROUP "
    "HAVING LIMIT UNION ALL JOIN ON USING LEFT EXISTS IN BETWEEN AND NOT CASE WHEN THEN END INSERT INTO VALUES DELETE "
    "COPY PIVOT UNNEST LATERAL [ ] { } : lambda INTERVAL DAY DISTINCT FILTER EXCLUDE ~ LIKE GLOB ; -- /* */ \" ' $$ "
    "ASOF POSITIONAL WINDOW QUALIFY SAMPLE COLUMNS MAP STRUCT ANY COLLATE AT TIME ZONE"
)
WORDS = st.sampled_from(PIECES.split())
QUERIES = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(WORDS, max_size=8).map(lambda words: f"SELECT url AS subject, true AS ok FROM page {' '.join(words)}"),
    st.lists(WORDS, max_size=8).map(lambda words: f"SELECT url AS subject, {' '.join(words)} AS ok FROM page"),
    st.lists(WORDS, max_size=8).map(
        lambda words: f"WITH x AS ({' '.join(words)}) SELECT url AS subject, true AS ok FROM x"
    ),
)


@settings(max_examples=300, deadline=None)
@given(QUERIES)
def test_any_text_is_guarded_or_refused_with_reasons(sql: str) -> None:
    try:
        found = guarded(sql)
    except SpecErrors as refused:
        assert refused.errors
        assert all(error.where.line >= 1 and error.where.column >= 1 for error in refused.errors)
    else:
        with duckdb.connect(":memory:") as engine:
            assert [statement.type.name for statement in engine.extract_statements(found.sql)] == ["SELECT"]
