"""Runs the mutants of a check on its cases: which of them some case notices, and which survive.

The facts of every case are put into an engine once; all mutants of the check then run on them. A mutant that the engine
does not take is none. One that breaks on the facts of a case, or returns no verdict, is noticed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any, Literal, Self

import duckdb
from pydantic import Field
from sqlglot import exp

from egovspec.desk import cases
from egovspec.facts.store import create_table
from egovspec.facts.tables import TABLE
from egovspec.judge.clock import Clock
from egovspec.judge.compile import Compiled, compiled_of
from egovspec.judge.coverage import Covered, covered
from egovspec.judge.evaluate import DECLARED, judge_check
from egovspec.judge.plan import CheckPlanned
from egovspec.judge.short import written_out
from egovspec.library import yaml
from egovspec.library.catalogue import Catalogue, Entry, load
from egovspec.library.roots import added_root, shipped_root
from egovspec.library.shapes import shape
from egovspec.library.values import engine_value
from egovspec.model.base import Shape, Text
from egovspec.model.check import Case, Check, SpecParameter
from mutants import Mutant, mutants

# The engine understood none of it, whatever the facts.
NO_SQL = (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException, duckdb.NotImplementedException)


SURVIVING = Path(__file__).with_name("surviving_mutants.yaml")


class Excuse(Shape):
    """Why no case can notice one change, in the words of `Mutant.change`; or why a pass may come of a missing value."""

    change: str
    because: Text


class Surviving(Shape):
    """The changes that are known not to be noticed, by check."""

    kind: Literal["surviving-mutants"]
    mutants: dict[str, list[Excuse]] = Field(default_factory=dict)
    nulls: dict[str, list[Excuse]] = Field(default_factory=dict)


class NoMutant(Exception):
    """The engine does not take the changed SELECT, or it does not return a verdict."""


@dataclass(frozen=True)
class Survivor:
    """A mutant no case notices, and the line of the check's file where the change was made."""

    mutant: Mutant
    line: int


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of one check."""

    check: str
    made: int
    survivors: tuple[Survivor, ...]


class Stage:
    """One case: its facts in an engine, ready for any SELECT over the check's tables."""

    def __init__(self, entry: Entry, compiled: Compiled, case: Case) -> None:
        self.entry, self.compiled, self.case = entry, compiled, case
        self.connection = duckdb.connect(":memory:", config={"threads": "1"})
        for name in sorted(compiled.guarded.tables | set(case.given)):
            self.connection.execute(create_table(TABLE[name]))
        # A case has a handful of rows: planning well takes longer than running badly.
        self.connection.execute("PRAGMA disable_optimizer")
        _fill(self.connection, case)
        self.clock = Clock(case.as_of if case.as_of.tzinfo else case.as_of.replace(tzinfo=UTC))
        self.values = _values(compiled.check, case) | self.clock.parameters
        self.known: Covered = covered(compiled.needs, cases._evidence(compiled.needs, case), DECLARED)
        self.verdict = self.rows(compiled.sql, compiled.parameters)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def rows(self, sql: str, parameters: frozenset[str]) -> list[tuple[Any, ...]] | None:
        """All the SELECT returns, by subject; None when the facts break it. Raises NoMutant."""
        values = {name: self.values[name] for name in parameters}
        try:
            found = self.connection.execute(f"SELECT subject, ok, * FROM ({sql}) ORDER BY subject, ok", values)
            if [str(column[1]) for column in found.description[:2]] != ["VARCHAR", "BOOLEAN"]:
                raise NoMutant
            return found.fetchall()
        except NO_SQL as error:
            raise NoMutant from error
        except duckdb.Error:
            return None

    def passing(self) -> set[str]:
        """Subjects that pass as the facts are now."""
        found = self.rows(self.compiled.sql, self.compiled.parameters) or []
        return set() if self.known.missing else {str(row[0]) for row in found if row[1]}

    def passes_without(self, table: str, column: str) -> bool:
        """Whether a subject that failed or stayed open passes when a column is NULL in every row."""
        judged = {str(row[0]): row[1] for row in self.verdict or ()}
        self.connection.execute("BEGIN")
        self.connection.execute(f'UPDATE {table} SET "{column}" = NULL')
        passing = self.passing()
        self.connection.execute("ROLLBACK")
        return any(not judged[subject] for subject in passing & judged.keys())

    def notices(self, mutant: Mutant) -> bool:
        """Whether an expectation of the case no longer holds. Raises NoMutant."""
        if self.known.missing:
            return False
        if self.rows(mutant.sql, mutant.parameters) == self.verdict:
            return False
        changed = replace(self.compiled, sql=mutant.sql, parameters=mutant.parameters)
        planned = CheckPlanned(self.entry, changed, self.values)
        tally = judge_check(
            planned, cases._InMemory(self.connection), self.known, clock=self.clock, limits=cases.EVERYTHING
        )
        return any(cases._differences(self.case, tally.findings))


def _fill(connection: duckdb.DuckDBPyConnection, case: Case) -> None:
    for name, rows in case.given.items():
        types = {column.name: column.type for column in TABLE[name].columns()}
        for row in rows:
            given = {column: value for column, value in row.items() if value is not None}
            names = ", ".join(f'"{column}"' for column in given)
            casts = ", ".join(f"CAST(${column} AS {types[column]})" for column in given)
            values = {column: engine_value(cases.VALUE_TYPE[types[column]], value) for column, value in given.items()}
            if given:
                connection.execute(f"INSERT INTO {name} ({names}) VALUES ({casts})", values)


def _values(check: Check, case: Case) -> dict[str, Any]:
    return {
        name: str(case.with_[name])
        if isinstance(parameter, SpecParameter)
        else engine_value(parameter.type, case.with_.get(name, parameter.default))
        for name, parameter in check.parameters.items()
    }


@contextmanager
def stages_of(entry: Entry) -> Iterator[list[Stage]]:
    """The cases of one check, ready to run. Raises SpecErrors when it does not compile."""
    compiled = compiled_of(entry)
    with ExitStack() as stack:
        yield [stack.enter_context(Stage(entry, compiled, case)) for case in compiled.check.cases]


def outcome_of(entry: Entry) -> Outcome:
    """Run all mutants of one check."""
    compiled = compiled_of(entry)
    written = written_out(compiled.check, entry.marked)
    made, survivors = 0, []
    with stages_of(entry) as stages:
        for mutant in mutants(compiled, written.sql):
            try:
                noticed = next((stage for stage in stages if stage.notices(mutant)), None)
            except NoMutant:
                continue
            made += 1
            if noticed is None:
                survivors.append(Survivor(mutant, written.place(mutant.line, 1).line))
            else:
                # What noticed one change most likely notices the next one beside it.
                stages.remove(noticed)
                stages.insert(0, noticed)
    return Outcome(entry.exact, made, tuple(survivors))


def passes_without_facts(entry: Entry) -> list[str]:
    """Subjects that pass in some case once all tables the check needs are empty; its specs stay."""
    found = []
    with stages_of(entry) as stages:
        for stage in stages:
            for table in stage.compiled.needs:
                stage.connection.execute(f"DELETE FROM {table}")
            found += sorted(stage.passing())
    return found


def passes_with_nulls(entry: Entry) -> list[str]:
    """Columns, `table.column`, whose absence from all rows turns a finding of some case from fail or open into pass."""
    compiled = compiled_of(entry)
    asked = {column.name for column in compiled.guarded.tree.find_all(exp.Column)}
    found = []
    with stages_of(entry) as stages:
        for table in compiled.needs:
            for column in sorted(asked & {declared.name for declared in TABLE[table].columns()}):
                if any(stage.passes_without(table, column) for stage in stages):
                    found.append(f"{table}.{column}")
    return found


def surviving() -> Surviving:
    """What is listed as not noticed. Raises SpecErrors with the place of whatever is wrong in the list."""
    return shape(Surviving, yaml.read(SURVIVING))


def newest_checks(catalogue: Catalogue) -> list[Entry]:
    """Every check in its newest version: an older one stays as it was released."""
    newest = {entry.key.id: entry for entry in catalogue.of_kind("check")}
    return list(newest.values())


def main(arguments: Sequence[str]) -> int:
    """Print a table of checks and what survives, to standard output."""
    parser = argparse.ArgumentParser(prog="mutants.py", description="Which changes of a check's SQL no case notices.")
    parser.add_argument("check", nargs="*", help="id of a check; all when none is named")
    parser.add_argument(
        "--catalogue", type=Path, action="append", default=[], help="a catalogue beside the shipped one"
    )
    given = parser.parse_args(arguments)
    roots = [shipped_root(), *(added_root(path) for path in given.catalogue)]
    checks = newest_checks(load(roots, drafts=True))
    known = {entry.key.id for entry in checks}
    if unknown := set(given.check) - known:
        parser.error(f"no check {', '.join(sorted(unknown))}")
    excused = surviving().mutants
    left = 0
    for entry in checks:
        if given.check and entry.key.id not in given.check:
            continue
        begun = time.monotonic()
        outcome = outcome_of(entry)
        explained = {excuse.change for excuse in excused.get(entry.exact, ())}
        unexplained = [one for one in outcome.survivors if one.mutant.change not in explained]
        left += len(unexplained)
        survived = len(outcome.survivors)
        print(
            f"{outcome.check:36} {outcome.made:4} mutants {outcome.made - survived:4} killed {survived:3} survive"
            f"  {time.monotonic() - begun:5.1f} s"
        )
        for one in outcome.survivors:
            mark = "  explained" if one.mutant.change in explained else ""
            print(f"    {entry.marked.file}:{one.line}: {one.mutant.change}{mark}")
    return 1 if left else 0
