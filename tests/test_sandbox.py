"""Foreign SQL within limits: jobs as a hostile catalogue would write them, past the guard."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.limits import MEBIBYTE, SandboxLimits
from egovspec.judge.sandbox import Sandbox

pytest.importorskip("resource", reason="this system has no limits for a process")

LIMITS = SandboxLimits(seconds=1.0)
GOOD = "SELECT url AS subject, n > 3 AS ok FROM page"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    with duckdb.connect(str(folder / "facts.duckdb")) as connection:
        connection.execute("CREATE TABLE page AS SELECT 'u' || i AS url, i AS n FROM range(1000) AS t(i)")
    return folder


@pytest.fixture(scope="module")
def sandbox(folder: Path):
    with Sandbox(folder / "facts.duckdb", limits=LIMITS) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, sql: str) -> Result | Stopped:
    return sandbox.run(Job("k", sql, {}))


def verdict(value: str, source: str = "") -> str:
    return f"SELECT 'a' AS subject, {value} AS ok {source}"


HOSTILE = {
    "list of 200 million": (verdict("list_sum(range(200000000)) > 1"), "out-of-memory"),
    "list of 2 thousand million": (verdict("list_sum(range(2000000000)) > 1"), "out-of-memory"),
    "text of 2 GB": (verdict("length(repeat('x', 2000000000)) > 1"), "out-of-memory"),
    "rows that do not fit": (
        "SELECT repeat('x', 30000000) || i AS subject, false AS ok FROM range(100) AS t(i)",
        "out-of-memory deadline",
    ),
    "endless recursion": (
        verdict(
            "count(*) > 1", "FROM (WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r)"
        ),
        "deadline",
    ),
    "cross joins": (verdict("count(*) > 1", "FROM page a, page b, page c, page d, page e"), "deadline"),
    "slow function": (verdict("levenshtein(repeat('a', 200000), repeat('b', 200000)) > 1"), "deadline"),
    "nested lists": (
        verdict("list_transform(range(100000000), lambda x: list_sum(range(1000))) IS NULL"),
        "out-of-memory deadline",
    ),
    "doubling": (
        verdict(
            "max(length(s)) > 1",
            "FROM (WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT s FROM r)",
        ),
        "out-of-memory deadline sql-error",
    ),
}
FORBIDDEN = {
    "reads a file": (verdict("content = ''", "FROM read_text('/etc/passwd')"), "sql-error"),
    "reads a file as a table": (verdict("true", "FROM '/etc/passwd'"), "sql-error"),
    "lists files": (verdict("true", "FROM glob('/*')"), "sql-error"),
    "reads the environment": (verdict("getenv('HOME') = ''"), "sql-error"),
    "writes a file": ("COPY page TO '{folder}/written.csv'", "refused"),
    "attaches": ("ATTACH '{folder}/written.db'", "refused"),
    "drops": ("DROP TABLE page", "refused"),
    "drops behind a SELECT": (GOOD + "; DROP TABLE page", "refused"),
    "poisons": ("CREATE OR REPLACE MACRO lower(x) AS 'poisoned'", "refused"),
    "sets": ("SET memory_limit = '100GB'", "refused"),
    "installs": ("INSTALL httpfs", "refused"),
    "exports": ("EXPORT DATABASE '{folder}/written'", "refused"),
    "is nothing": ("", "refused"),
    "deletes inside a SELECT": (
        "WITH x AS (DELETE FROM page RETURNING url) SELECT url AS subject, true AS ok FROM x",
        "sql-error",
    ),
    "is no SQL": ("SELEKT", "sql-error"),
    "returns no verdict": ("SELECT 1 AS one", "sql-error"),
    "is nested too deep": (verdict("(" * 5000 + "true" + ")" * 5000), "sql-error"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_takes_all_memory_or_all_time_is_stopped_and_the_next_job_runs(name: str, sandbox: Sandbox) -> None:
    sql, reasons = HOSTILE[name]

    start = time.monotonic()
    stopped = run(sandbox, sql)
    took = time.monotonic() - start

    print(f"{name}: {took:.2f} s, {stopped}")
    assert isinstance(stopped, Stopped)
    assert stopped.reason in reasons.split()
    assert took < 10
    if stopped.reason != "sql-error":
        assert int(stopped.detail.rpartition("peak memory ")[2].removesuffix(" MiB")) <= LIMITS.memory // MEBIBYTE
    assert isinstance(run(sandbox, GOOD), Result)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_reaches_beyond_the_facts_is_refused(name: str, sandbox: Sandbox, folder: Path) -> None:
    sql, reason = FORBIDDEN[name]

    stopped = run(sandbox, sql.replace("{folder}", str(folder)))

    assert isinstance(stopped, Stopped), stopped
    assert stopped.reason == reason
    assert [path.name for path in folder.iterdir()] == ["facts.duckdb"]
    assert isinstance(run(sandbox, GOOD), Result)


def test_a_result_crosses_the_pipe_whole(folder: Path) -> None:
    job = Job(
        "portal/columns",
        "SELECT url AS subject, CASE WHEN n > CAST($least AS BIGINT) THEN true WHEN n > 0 THEN false END AS ok, url AS place, "
        "n, INTERVAL 14 DAY AS idle, DATE '2026-03-01' AS day, '政务' AS name, ['a', NULL] AS tags, 1.5 AS half "
        "FROM page WHERE n < 5",
        {"least": "3"},
        samples=1,
    )
    with Sandbox(folder / "facts.duckdb") as sandbox:
        result = sandbox.run(job)

    assert isinstance(result, Result)
    assert (result.key, result.passed, result.failed, result.open) == ("portal/columns", 1, 3, 1)
    assert [(row.subject, row.ok, row.place) for row in result.rows] == [
        ("u1", False, "u1"),
        ("u2", False, "u2"),
        ("u3", False, "u3"),
        ("u0", None, "u0"),
        ("u4", True, "u4"),
    ]
    values = {"n": 1, "idle": "P14D", "day": "2026-03-01", "name": "政务", "tags": ["a", None], "half": 1.5}
    assert result.rows[0].values == values


def test_one_child_serves_many_jobs_and_its_deadline_is_for_each(folder: Path) -> None:
    """A limit on the whole life of a child would stop the hundredth honest check."""
    busy = "SELECT 'a' AS subject, count(*) > 1 AS ok FROM page AS a, page AS b, range(20) AS c(c)"
    with Sandbox(folder / "facts.duckdb", limits=SandboxLimits(seconds=0.5)) as sandbox:
        results = [sandbox.run(Job(str(n), busy, {})) for n in range(8)]

    assert [result.key for result in results] == list("01234567")
    assert all(isinstance(result, Result) for result in results), results


def test_an_answer_beyond_its_limit_ends_the_child(folder: Path) -> None:
    wide = "SELECT url AS subject, false AS ok, repeat('x', 100000) AS text FROM page LIMIT 100"
    with Sandbox(folder / "facts.duckdb", limits=SandboxLimits(answer=MEBIBYTE)) as sandbox:
        stopped = run(sandbox, wide)
        again = run(sandbox, GOOD)

    assert isinstance(stopped, Stopped) and stopped.reason == "large-answer"
    assert isinstance(again, Result)


def test_facts_that_cannot_be_opened_are_said_to_be_so(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "absent.duckdb") as sandbox:
        stopped = run(sandbox, GOOD)

    assert isinstance(stopped, Stopped) and stopped.reason == "no-sandbox"
    assert "absent.duckdb" in stopped.detail


def test_nothing_of_this_process_s_environment_reaches_the_child(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of the same name in the working directory or on PYTHONPATH must not run in its place."""
    for name in ("duckdb.py", "json.py"):
        (tmp_path / name).write_text("raise SystemExit('the wrong module was imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Sandbox(folder / "facts.duckdb") as sandbox:
        assert isinstance(run(sandbox, GOOD), Result)


@pytest.mark.parametrize(("setting", "value"), [("enable_progress_bar", "false"), ("lock_configuration", "true")])
def test_the_engine_in_the_child_is_quiet_and_locked(setting: str, value: str, sandbox: Sandbox) -> None:
    """A bar drawn by a few long jobs would fill a pipe that nobody empties, and end in a false deadline."""
    found = run(sandbox, f"SELECT CAST(current_setting('{setting}') AS VARCHAR) AS subject, TRUE AS ok")

    assert isinstance(found, Result)
    assert [row.subject for row in found.rows] == [value]
