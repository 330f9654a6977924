"""The cases of one check on stage: the facts of each in an engine, ready for the check's SELECT or any like it.

All cases share one database, each in a schema of its own, so that an engine is started once a check. A check that came
with the package runs in this process; a foreign one only ever runs in the limited child, where names of tables are
written with their schema because nothing can be set there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import sqlglot
from sqlglot import exp

from egovspec.facts.store import create_table
from egovspec.facts.tables import TABLE, CoverageFact
from egovspec.judge.clock import Clock
from egovspec.judge.compile import Compiled
from egovspec.judge.coverage import Covered, covered
from egovspec.judge.evaluate import DECLARED, Limits, Runner, judge_check
from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.plan import CheckPlanned
from egovspec.judge.query import attempt
from egovspec.judge.sandbox import Sandbox
from egovspec.library.catalogue import Entry
from egovspec.library.values import engine_value
from egovspec.model.check import Case, Check, SpecParameter, ValueType
from egovspec.model.report import CoverageState, EvidenceSeen, Finding, TableCoverage

VALUE_TYPE = {
    "VARCHAR": ValueType.TEXT,
    "BIGINT": ValueType.INTEGER,
    "DOUBLE": ValueType.NUMBER,
    "BOOLEAN": ValueType.BOOLEAN,
    "DATE": ValueType.DATE,
    "TIMESTAMP": ValueType.TIMESTAMP,
    "INTERVAL": ValueType.DURATION,
    "VARCHAR[]": ValueType.TEXTS,
}
EVERYTHING = Limits(findings=10_000, samples=10_000)


@dataclass(frozen=True)
class Part:
    """One case with its facts in the engine.

    values   parameters of the check and of the clock, as the engine takes them
    known    coverage as the case gives it
    cursor   a connection that sees the case's tables; None where the check is a stranger's
    """

    entry: Entry
    compiled: Compiled
    case: Case
    number: int
    clock: Clock
    values: Mapping[str, Any]
    known: Covered
    runner: Runner
    cursor: duckdb.DuckDBPyConnection | None = None

    def findings(
        self, sql: str | None = None, parameters: frozenset[str] = frozenset(), *, by: Runner | None = None
    ) -> list[Finding]:
        """What the check, or another SELECT in its place, finds on the facts of the case.

        parameters   names of those the other SELECT uses
        by           what runs it, instead of the part's own runner
        """
        compiled = self.compiled if sql is None else replace(self.compiled, sql=sql, parameters=parameters)
        planned = CheckPlanned(self.entry, compiled, self.values)
        return judge_check(planned, by or self.runner, self.known, clock=self.clock, limits=EVERYTHING).findings

    def rows(
        self, cursor: duckdb.DuckDBPyConnection, statement: duckdb.Statement, parameters: frozenset[str]
    ) -> list[tuple[Any, ...]]:
        """All that a statement returns, subject and ok before the rest; a quarter of the work of `findings`.

        Raises   duckdb.Error for what the engine refuses, NoVerdict when there is no such subject or ok
        """
        found = cursor.execute(statement, {name: self.values[name] for name in parameters})
        described = [(str(name), str(kind)) for name, kind, *_ in found.description]
        names = [name for name, _ in described]
        if ("subject", "VARCHAR") not in described or ("ok", "BOOLEAN") not in described:
            raise NoVerdict(names)
        subject, ok = names.index("subject"), names.index("ok")
        return [(row[subject], row[ok], *row) for row in found.fetchall()]


class NoVerdict(Exception):
    """What a statement returns has no subject that is text, or no ok that is a boolean."""


class Stage:
    """A check's cases, in the order of its file. Use as a context: it holds an engine, or a child process."""

    def __init__(self, entry: Entry, compiled: Compiled) -> None:
        self.entry, self.compiled = entry, compiled
        self.parts: list[Part] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as undone:
            undone.callback(self._open.close)
            if self.entry.root.shipped:
                self._here()
            else:
                self._apart()
            undone.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _here(self) -> None:
        connection = self._open.enter_context(duckdb.connect(":memory:", config={"threads": "1"}))
        for number, case in enumerate(self.compiled.check.cases):
            cursor = self._open.enter_context(connection.cursor())
            self._furnish(cursor, number, case)
            # A case has a handful of rows: planning well takes longer than running badly.
            cursor.execute("PRAGMA disable_optimizer")
            self.parts.append(self._part(number, case, _Here(cursor), cursor))

    def _apart(self) -> None:
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="egovspec-")))
        path = folder / "facts.duckdb"
        with duckdb.connect(str(path), config={"threads": "1"}) as connection:
            for number, case in enumerate(self.compiled.check.cases):
                self._furnish(connection, number, case)
        sandbox = self._open.enter_context(Sandbox(path))
        for number, case in enumerate(self.compiled.check.cases):
            self.parts.append(self._part(number, case, _Apart(sandbox, schema_of(number))))

    def _furnish(self, connection: duckdb.DuckDBPyConnection, number: int, case: Case) -> None:
        connection.execute(f"CREATE SCHEMA {schema_of(number)}")
        connection.execute(f"SET schema = '{schema_of(number)}'")
        for name in sorted(self.compiled.guarded.tables | set(case.given)):
            connection.execute(create_table(TABLE[name]))
        fill(connection, case)

    def _part(self, number: int, case: Case, runner: Runner, cursor: duckdb.DuckDBPyConnection | None = None) -> Part:
        check, needs = self.compiled.check, self.compiled.needs
        clock = Clock(case.as_of if case.as_of.tzinfo else case.as_of.replace(tzinfo=UTC))
        values = values_of(check, case) | clock.parameters
        known = covered(needs, evidence_of(needs, case), DECLARED)
        return Part(self.entry, self.compiled, case, number, clock, values, known, runner, cursor)


def schema_of(number: int) -> str:
    """Name of the schema a case has its tables in."""
    return f"case_{number}"


class _Here:
    """Runs jobs in this process."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        return attempt(self._connection, job)


class _Apart:
    """Runs jobs of a stranger's SQL in the limited child, on the tables of one case."""

    def __init__(self, sandbox: Sandbox, schema: str) -> None:
        self._sandbox, self._schema = sandbox, schema

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        return self._sandbox.run(replace(job, sql=_in_schema(job.sql, self._schema)))


def _in_schema(sql: str, schema: str) -> str:
    """The SELECT with every fact table and spec table named with its schema. No CTE may be called like one of them."""
    tree = _parsed(sql).copy()
    for table in tree.find_all(exp.Table):
        if table.name.lower() in TABLE:
            table.set("db", exp.to_identifier(schema))
    return tree.sql(dialect="duckdb", comments=False)


@lru_cache(maxsize=8)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, dialect="duckdb")


def values_of(check: Check, case: Case) -> dict[str, Any]:
    """Values of the check's parameters in a case, as the engine takes them."""
    return {
        name: str(case.with_[name])
        if isinstance(parameter, SpecParameter)
        else engine_value(parameter.type, case.with_.get(name, parameter.default))
        for name, parameter in check.parameters.items()
    }


def evidence_of(needs: Sequence[str], case: Case) -> list[EvidenceSeen]:
    """Coverage as the case gives it; complete where it says nothing."""
    given = case.given.get(CoverageFact.name_of_table)
    if given is None:
        coverage = [TableCoverage(table=name, state=CoverageState.COMPLETE) for name in needs]
        return [_seen("case", coverage)]
    by_evidence: dict[str, list[TableCoverage]] = {}
    for row in given:
        table = TableCoverage(
            table=str(row["fact_table"]), state=CoverageState(str(row["state"])), reason=row.get("reason")
        )
        by_evidence.setdefault(str(row.get("evidence", "case")), []).append(table)
    first = next(iter(by_evidence))
    named = {table.table for tables in by_evidence.values() for table in tables}
    by_evidence[first] += [
        TableCoverage(table=name, state=CoverageState.COMPLETE) for name in needs if name not in named
    ]
    return [_seen(name, coverage) for name, coverage in by_evidence.items()]


def _seen(name: str, coverage: list[TableCoverage]) -> EvidenceSeen:
    return EvidenceSeen(
        id=name, collector="case", collector_version="1.0", target="case", required=True, coverage=coverage
    )


def fill(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    """Put the rows of a case into tables that are there and empty; columns not named stay NULL."""
    for name, rows in case.given.items():
        types = {column.name: column.type for column in TABLE[name].columns()}
        filled = [{column: value for column, value in row.items() if value is not None} for row in rows]
        for columns, alike in groupby(filter(None, filled), tuple):
            # Rows written alike go in together: for the engine one statement is as much work as another.
            values: dict[str, Any] = {}
            tuples = []
            for row in alike:
                marks = []
                for column in columns:
                    mark = f"v{len(values)}"
                    values[mark] = engine_value(VALUE_TYPE[types[column]], row[column])
                    marks.append(f"CAST(${mark} AS {types[column]})")
                tuples.append(f"({', '.join(marks)})")
            names = ", ".join(f'"{column}"' for column in columns)
            connection.execute(f"INSERT INTO {name} ({names}) VALUES {', '.join(tuples)}", values)
