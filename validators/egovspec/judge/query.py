"""Runs one bound check over the facts and counts where the facts are.

Nothing here knows provisions. Counts come from SQL; only rows that did not pass (up to the job's cap) and a few that
did become Python objects, so that forty provisions over a hundred thousand pages stay small.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import duckdb

from egovspec.judge.job import Job, Result, Row, Scalar, Stopped
from egovspec.model.duration import MICROSECONDS, Duration

RESERVED = ("subject", "ok", "place")
FEW = 2_000
FAULTS = "faults"
_WHOLE = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)


class BrokenContract(Exception):
    """A check returned what a check may not: no subject, two rows for one subject, an ok that is no boolean."""


def run(connection: duckdb.DuckDBPyConnection, job: Job) -> Result:
    """Run one job.

    Returns  counts of all subjects, and rows: failed before open, each by subject, up to the cap; then samples
    Raises   duckdb.Error for what the engine refuses, BrokenContract for a result that is no verdict
    """
    types = _types(connection, job)
    picked = ", ".join(_plain(name, kind) for name, kind in types.items())
    few = connection.execute(f"SELECT {picked} FROM ({job.sql}) LIMIT {FEW + 1}", job.parameters).fetchall()
    return _of_few(job, types, few) if len(few) <= FEW else _of_many(connection, job, types)


_known_types: dict[str, dict[str, str]] = {}


def _types(connection: duckdb.DuckDBPyConnection, job: Job) -> dict[str, str]:
    """Names and types of the result's columns. Parameters are cast, so they depend on nothing but the SQL."""
    types = _known_types.get(job.sql)
    if types is None:
        described = connection.execute(f"DESCRIBE {job.sql}", job.parameters).fetchall()
        types = {name: kind for name, kind, *_ in described}
        for name in ("subject", "ok"):
            if name not in types:
                raise BrokenContract(f"the result has no column {name}")
        # A bare NULL has the engine's own type; a check that can only leave open is still a check.
        if types["ok"] not in ("BOOLEAN", '"NULL"', "NULL"):
            raise BrokenContract(f"ok must be a boolean, not {types['ok']}")
        if types["subject"] != "VARCHAR":
            raise BrokenContract(f"subject must be text, not {types['subject']}")
        if FAULTS in types and types[FAULTS] not in _WHOLE:
            raise BrokenContract(f"faults must be a whole number, not {types[FAULTS]}")
        _known_types[job.sql] = types
    return types


def _of_few(job: Job, types: dict[str, str], found: list[tuple[Any, ...]]) -> Result:
    """The result where it is small enough to be counted here: most are, and the engine is asked once."""
    names = list(types)
    at_subject, at_ok = names.index("subject"), names.index("ok")
    subjects = Counter(row[at_subject] for row in found)
    if None in subjects:
        raise BrokenContract("a row has no subject")
    twice = min((subject for subject, number in subjects.items() if number > 1), default=None)
    if twice is not None:
        raise BrokenContract(f"two rows for the subject {twice!r}")
    ordered = sorted(found, key=lambda row: (row[at_ok] is None, row[at_subject]))
    passed = [row for row in ordered if row[at_ok] is True]
    others = [row for row in ordered if row[at_ok] is not True]
    asked = set(job.subjects)
    kept = [
        *(row for number, row in enumerate(others) if number < job.cap or row[at_subject] in asked),
        *(row for number, row in enumerate(passed) if number < job.samples or row[at_subject] in asked),
    ]
    failed = [row for row in others if row[at_ok] is False]
    faults = None
    if FAULTS in types:
        at_faults = names.index(FAULTS)
        faults = tuple(sorted(Counter(max(row[at_faults] or 1, 1) for row in failed).items()))
    rows = tuple(_row(names, types, row) for row in kept)
    return Result(job.key, types, len(passed), len(failed), len(others) - len(failed), rows, faults)


def _of_many(connection: duckdb.DuckDBPyConnection, job: Job, types: dict[str, str]) -> Result:
    """The result where it is large: counted by the engine, and only the rows asked for become Python objects."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE verdict AS {job.sql}", job.parameters)
    _must_name_each_subject_once(connection)
    passed, failed, undecided = _one(
        connection,
        "SELECT count(*) FILTER (WHERE ok), count(*) FILTER (WHERE NOT ok), count(*) FILTER (WHERE ok IS NULL) FROM verdict",
    )
    picked = ", ".join(_plain(name, kind) for name, kind in types.items())
    rows = connection.execute(
        f"""
        WITH ranked AS (
          SELECT *, row_number() OVER (PARTITION BY ok IS TRUE ORDER BY ok IS NULL, subject) AS rank_in_kind FROM verdict)
        SELECT {picked} FROM ranked
        WHERE rank_in_kind <= CASE WHEN ok IS TRUE THEN $samples ELSE $cap END OR list_contains($subjects, subject)
        ORDER BY ok IS TRUE, ok IS NULL, subject
        """,
        {"samples": job.samples, "cap": job.cap, "subjects": list(job.subjects)},
    ).fetchall()
    faults = _faults(connection) if FAULTS in types else None
    connection.execute("DROP TABLE verdict")
    names = list(types)
    return Result(job.key, types, passed, failed, undecided, tuple(_row(names, types, row) for row in rows), faults)


def _faults(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[int, int], ...]:
    """How many failing subjects have how many faults. One that fails has one at least."""
    counted = connection.execute(
        "SELECT greatest(coalesce(faults, 1), 1) AS number, count(*) FROM verdict WHERE NOT ok GROUP BY number ORDER BY number"
    ).fetchall()
    return tuple((int(number), int(subjects)) for number, subjects in counted)


def attempt(connection: duckdb.DuckDBPyConnection, job: Job) -> Result | Stopped:
    """Run one job; what the engine refuses becomes a Stopped."""
    try:
        return run(connection, job)
    except duckdb.OutOfMemoryException as error:
        return Stopped(job.key, "out-of-memory", _first_line(error))
    except (duckdb.Error, BrokenContract) as error:
        return Stopped(job.key, "sql-error", _first_line(error))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found = connection.execute(sql).fetchone()
    assert found is not None, "an aggregate without GROUP BY always gives one row"
    return tuple(found)


def _must_name_each_subject_once(connection: duckdb.DuckDBPyConnection) -> None:
    unnamed, twice = _one(
        connection,
        "SELECT count(*) FILTER (WHERE subject IS NULL), (SELECT min(subject) FROM "
        "(SELECT subject FROM verdict GROUP BY subject HAVING count(*) > 1)) FROM verdict",
    )
    if unnamed:
        raise BrokenContract("a row has no subject")
    if twice is not None:
        raise BrokenContract(f"two rows for the subject {twice!r}")


def _plain(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if kind == "INTERVAL":
        # The driver hands six months back as 180 days, so the parts are taken apart in SQL.
        parts = ", ".join(f"date_part('{part}', {quoted})" for part in ("year", "month", "day", "hour", "minute"))
        return f"CASE WHEN {quoted} IS NOT NULL THEN [{parts}, date_part('microsecond', {quoted})] END"
    if kind == "TIMESTAMP":
        return f"strftime({quoted}, '%Y-%m-%dT%H:%M:%S')"
    if kind in ("VARCHAR", "BOOLEAN", "BIGINT", "INTEGER", "HUGEINT", "DOUBLE", "VARCHAR[]", "BIGINT[]", "INTEGER[]"):
        return quoted
    if kind.startswith("DECIMAL"):
        return f"CAST({quoted} AS DOUBLE)"
    return f"CAST({quoted} AS VARCHAR)"


def _row(names: list[str], types: dict[str, str], row: tuple[Any, ...]) -> Row:
    values = {name: _value(types[name], value) for name, value in zip(names, row, strict=True)}
    place = values.get("place")
    return Row(
        subject=str(values["subject"]),
        ok=None if values["ok"] is None else bool(values["ok"]),
        place=None if place is None else str(place),
        values={name: value for name, value in values.items() if name not in RESERVED},
    )


def _value(kind: str, value: Any) -> Scalar | list[Scalar]:
    if value is None:
        return None
    if kind == "INTERVAL":
        years, months, days, hours, minutes, microseconds = value
        length = Duration(years * 12 + months, days, (hours * 3600 + minutes * 60) * MICROSECONDS + microseconds)
        return str(length) if min(length) >= 0 else "-" + str(Duration(*(-part for part in length)))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return list(value) if isinstance(value, list | tuple) else value
