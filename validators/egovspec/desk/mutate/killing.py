"""Runs the mutants of a check on its cases: which of them some case notices, and which survive.

A mutant that the engine does not take is none. One that breaks on the facts of a case, or returns no verdict, is noticed.
A mutant costs one statement for each case until one notices; only where the same subjects end the same way is the whole
finding made, message and all. A stranger's SQL never runs here: each of its mutants goes to the limited child.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from egovspec.desk.cases import differences
from egovspec.desk.mutate.mutants import Mutant, mutants
from egovspec.desk.stage import NoVerdict, Part, Stage
from egovspec.errors import Where
from egovspec.judge.evaluate import Runner
from egovspec.judge.job import Job, Result, Stopped
from egovspec.judge.short import written_out
from egovspec.model.outcome import Outcome

# The engine understood none of it, whatever the facts; or what came back is no verdict, whatever the facts.
_NO_SQL = ("Binder Error", "Parser Error", "Catalog Error", "Not implemented Error")
_NO_VERDICT = ("the result has no column", "ok must be", "subject must be", "faults must be")
_NO_STATEMENT = (
    duckdb.BinderException,
    duckdb.ParserException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
)
_OUTCOME = {True: Outcome.PASS, False: Outcome.FAIL, None: Outcome.OPEN}


class NoMutant(Exception):
    """The engine does not take the changed SELECT, or it does not return a verdict."""


@dataclass(frozen=True)
class Survivor:
    """A mutant no case notices, and where in the check's file the change was made."""

    mutant: Mutant
    where: Where


@dataclass(frozen=True)
class Killed:
    """What became of the mutants of one check."""

    made: int
    survivors: tuple[Survivor, ...]


def kill(stage: Stage) -> Killed:
    """Run all mutants of the check on stage. Its cases hold."""
    written = written_out(stage.compiled.check, stage.entry.marked)
    # What noticed one change most likely notices the next one beside it.
    trials = [Trial(part) for part in stage.parts if not part.known.missing]
    made, survivors = 0, []
    for mutant in mutants(stage.compiled, written.sql):
        changed = Changed(mutant)
        try:
            noticed = next((trial for trial in trials if trial.notices(changed)), None)
        except NoMutant:
            continue
        made += 1
        if noticed is None:
            survivors.append(Survivor(mutant, written.place(mutant.line, mutant.column)))
        else:
            trials.remove(noticed)
            trials.insert(0, noticed)
    return Killed(made, tuple(survivors))


class Changed:
    """A mutant, parsed by the engine once for all cases."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self._statement: duckdb.Statement | None = None

    def statement(self, cursor: duckdb.DuckDBPyConnection) -> duckdb.Statement:
        if self._statement is None:
            self._statement = cursor.extract_statements(self.mutant.sql)[0]
        return self._statement


class Trial:
    """One case, with what the check itself returns on its facts."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._expected = {expected.subject: expected.outcome for expected in part.case.expect}
        compiled, cursor = part.compiled, part.cursor
        self._verdict: list[tuple[Any, ...]] = []
        if cursor is not None:
            statement = cursor.extract_statements(compiled.sql)[0]
            self._verdict = part.rows(cursor, statement, compiled.parameters)

    def notices(self, changed: Changed) -> bool:
        """Whether an expectation of the case no longer holds. Raises NoMutant."""
        part, mutant = self._part, changed.mutant
        if part.cursor is not None:
            try:
                rows = part.rows(part.cursor, changed.statement(part.cursor), mutant.parameters)
            except (*_NO_STATEMENT, NoVerdict) as error:
                raise NoMutant from error
            except duckdb.Error:
                return True
            if rows == self._verdict:
                return False
            if rows and part.known.complete and self._end_otherwise(rows):
                return True
        findings = part.findings(mutant.sql, mutant.parameters, by=_Trying(part.runner))
        return any(differences(part.case, findings))

    def _end_otherwise(self, rows: list[tuple[Any, ...]]) -> bool:
        """Whether other subjects are judged than expected, or end otherwise: then no message need be made."""
        return len(rows) != len(self._expected) or {row[0]: _OUTCOME[row[1]] for row in rows} != self._expected


class _Trying:
    """Runs a job and says so when no facts could ever make a verdict of it."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def run(self, job: Job, *, trusted: bool) -> Result | Stopped:
        came = self._runner.run(job, trusted=trusted)
        if isinstance(came, Stopped) and came.detail.startswith((*_NO_SQL, *_NO_VERDICT)):
            raise NoMutant
        return came
