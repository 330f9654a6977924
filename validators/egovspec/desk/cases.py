"""Cases of checks, run: facts in, findings out, held against what the author expects.

A case runs the very code a verdict runs; only the facts come from the file instead of a collector.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, cast

import duckdb

from egovspec.errors import SpecError, SpecErrors, Where, WrongCase
from egovspec.facts.store import create_table
from egovspec.facts.tables import ALWAYS_SEEN, TABLE, CoverageFact
from egovspec.judge.clock import Clock
from egovspec.judge.compile import Compiled, compile_check
from egovspec.judge.coverage import Covered, covered
from egovspec.judge.evaluate import DECLARED, Limits, judge_check
from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.plan import CheckPlanned
from egovspec.judge.query import FAULTS, attempt
from egovspec.library.catalogue import Entry
from egovspec.library.shapes import did_you_mean, meant_by, nearest
from egovspec.library.values import engine_value
from egovspec.model.base import Language
from egovspec.model.check import Case, Check, SpecParameter, ValueType
from egovspec.model.outcome import Outcome
from egovspec.model.report import CoverageState, EvidenceSeen, Finding, TableCoverage
from egovspec.model.wrong import Wrong

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
class CaseRun:
    """One case and what differs from its expectation; nothing when it holds."""

    check: str
    case: Case
    number: int
    where: Where
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


def case_errors(check: Check, entry: Entry) -> Iterator[SpecError]:
    """What is wrong with the cases as written: unknown tables, columns, parameters, values of the wrong type."""
    marked = entry.marked
    for n, case in enumerate(check.cases):
        for name, value in case.with_.items():
            parameter = check.parameters.get(name)
            if parameter is None:
                where = marked.where(("cases", n, "with", name), at_key=True)
                yield WrongCase(
                    where, f"no parameter {name!r}", zh=f"没有参数 {name!r}", **did_you_mean(name, check.parameters)
                )
            elif not isinstance(parameter, SpecParameter):
                try:
                    engine_value(parameter.type, value)
                except Wrong as error:
                    where = marked.where(("cases", n, "with", name))
                    hint = meant_by(parameter.type, value)
                    yield WrongCase(where, f"{name!r} {error}", zh=f"{name!r} {error.zh}", **hint)
                    continue
                if parameter.one_of and str(value) not in parameter.one_of:
                    options = ", ".join(parameter.one_of)
                    yield WrongCase(
                        marked.where(("cases", n, "with", name)),
                        f"{name!r} must be one of: {options}",
                        zh=f"{name!r} 必须是其中之一：{options}",
                        **did_you_mean(str(value), parameter.one_of),
                    )
        for name, parameter in check.parameters.items():
            if any(nearest(given, check.parameters) == name for given in case.with_.keys() - check.parameters.keys()):
                continue  # it is given under a misspelt name, which is told
            if name not in case.with_ and (isinstance(parameter, SpecParameter) or parameter.default is None):
                where = marked.where(("cases", n))
                yield WrongCase(
                    where,
                    f"the case gives no value for {name!r}",
                    zh=f"用例没有给出参数 {name!r}",
                    hint=f"write with: {{{name}: …}}",
                    hint_zh=f"请写 with: {{{name}: …}}",
                )
        allowed = {*check.needs, *([check.each] if check.each else []), *ALWAYS_SEEN}
        for table, rows in case.given.items():
            if table in TABLE and table not in allowed and not allowed <= TABLE.keys():
                continue  # a table the check needs is misspelt, which is told of the check
            if table not in allowed:
                where = marked.where(("cases", n, "given", table), at_key=True)
                yield WrongCase(
                    where,
                    f"the check does not see the table {table!r}",
                    zh=f"本检查看不到表 {table!r}",
                    **_hint_of_table(table, allowed),
                )
                continue
            if table in TABLE:
                yield from _cell_errors(entry, table, rows, ("cases", n, "given", table))


def _hint_of_table(table: str, allowed: set[str]) -> dict[str, str]:
    if table in TABLE:
        return {"hint": "name it in `needs`", "hint_zh": "请列入 `needs`"}
    return did_you_mean(table, allowed)


def _cell_errors(entry: Entry, table: str, rows: list[dict[str, Any]], path: tuple[Any, ...]) -> Iterator[SpecError]:
    types = {column.name: column.type for column in TABLE[table].columns()}
    for m, row in enumerate(rows):
        for name, value in row.items():
            if name not in types:
                where = entry.marked.where((*path, m, name), at_key=True)
                yield WrongCase(
                    where,
                    f"{table} has no column {name!r}",
                    zh=f"表 {table} 没有 {name!r} 栏",
                    **did_you_mean(name, types),
                )
            elif value is not None:
                try:
                    engine_value(VALUE_TYPE[types[name]], value)
                except Wrong as error:
                    where, hint = entry.marked.where((*path, m, name)), meant_by(VALUE_TYPE[types[name]], value)
                    yield WrongCase(where, f"{name!r} {error}", zh=f"{name!r} {error.zh}", **hint)


def run_cases(entry: Entry) -> list[CaseRun]:
    """Run all cases of one check. Raises SpecErrors when the check or a case does not compile."""
    check = cast("Check", entry.model)
    errors = list(case_errors(check, entry))
    if errors:
        raise SpecErrors(errors)
    compiled = compile_check(check, entry.marked)
    runs = []
    for n, case in enumerate(check.cases):
        found = _findings(entry, compiled, case)
        differences = tuple(_differences(case, found))
        runs.append(CaseRun(check.exact, case, n, entry.marked.where(("cases", n)), differences))
    return runs


def _findings(entry: Entry, compiled: Compiled, case: Case) -> list[Finding]:
    check = compiled.check
    values: dict[str, Any] = {}
    for name, parameter in check.parameters.items():
        if isinstance(parameter, SpecParameter):
            values[name] = str(case.with_[name])
        else:
            values[name] = engine_value(parameter.type, case.with_.get(name, parameter.default))
    planned = CheckPlanned(entry, compiled, values)
    clock = Clock(case.as_of if case.as_of.tzinfo else case.as_of.replace(tzinfo=UTC))
    known = covered(compiled.needs, _evidence(compiled.needs, case), DECLARED)
    if entry.root.shipped:
        with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
            _fill(connection, case)
            return _judged(planned, _InMemory(connection), known, clock)
    return _judged_apart(planned, case, known, clock)


def _judged(planned: CheckPlanned, runner: _InMemory, known: Covered, clock: Clock) -> list[Finding]:
    return judge_check(planned, runner, known, clock=clock, limits=EVERYTHING).findings


def _judged_apart(planned: CheckPlanned, case: Case, known: Covered, clock: Clock) -> list[Finding]:
    """A foreign check's case, in the limited child: its SQL is a stranger's."""
    from egovspec.judge.engine import Engine

    with tempfile.TemporaryDirectory(prefix="egovspec-") as folder:
        path = Path(folder) / "facts.duckdb"
        with duckdb.connect(str(path), config={"threads": "1"}) as connection:
            _fill(connection, case)
        with Engine(path) as engine:
            return judge_check(planned, engine, known, clock=clock, limits=EVERYTHING).findings


class _InMemory:
    """Runs jobs over the facts of one case."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        return attempt(self._connection, job)


def _evidence(needs: tuple[str, ...], case: Case) -> list[EvidenceSeen]:
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


def _fill(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    for table in TABLE.values():
        connection.execute(create_table(table))
    for name, rows in case.given.items():
        types = {column.name: column.type for column in TABLE[name].columns()}
        for row in rows:
            given = {column: value for column, value in row.items() if value is not None}
            names = ", ".join(f'"{column}"' for column in given)
            casts = ", ".join(f"CAST(${column} AS {types[column]})" for column in given)
            values = {column: engine_value(VALUE_TYPE[types[column]], value) for column, value in given.items()}
            if given:
                connection.execute(f"INSERT INTO {name} ({names}) VALUES ({casts})", values)


def _differences(case: Case, findings: list[Finding]) -> Iterator[str]:
    found = {finding.subject: finding for finding in findings}
    for finding in findings:
        if finding.outcome is Outcome.ERROR:
            yield finding.message.in_(Language.EN)
    for expected in case.expect:
        met = found.pop(expected.subject, None)
        name = repr(expected.subject) if expected.subject else "the deployment"
        if met is None:
            yield f"{name}: expected {expected.outcome}, found nothing"
        elif met.outcome is not expected.outcome:
            yield f"{name}: expected {expected.outcome}, found {met.outcome}: {met.message.en}"
        elif expected.message is not None and expected.message not in met.message.zh:
            yield f"{name}: expected a message with {expected.message!r}, found {met.message.zh!r}"
        elif expected.faults is not None and expected.faults != met.values.get(FAULTS):
            yield f"{name}: expected {expected.faults} faults, found {met.values.get(FAULTS)}"
    for subject, finding in found.items():
        if finding.outcome is not Outcome.ERROR:
            yield f"{subject!r}: found {finding.outcome}, expected nothing"
