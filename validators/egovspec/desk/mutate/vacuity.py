"""Takes facts away: with none at all, or with one column unknown, no check may pass what it did not pass before.

The facts stay as they are; the SELECT reads tables that are empty, or whose column is NULL, in place of the real ones. So
the same holds for a check that only runs in the limited child.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import sqlglot
from sqlglot import exp

from egovspec.desk.stage import Part, Stage
from egovspec.facts.tables import TABLE
from egovspec.judge.bind import bound_sql, types_of
from egovspec.judge.compile import Compiled
from egovspec.model.outcome import Outcome


def passes_without_facts(stage: Stage) -> list[tuple[int, str]]:
    """Case and subject of what passes once all tables the check needs are empty; its specs stay."""
    nothing = {table: f"SELECT * FROM {table} WHERE FALSE" for table in stage.compiled.needs}
    passing = _Passing(_reading(stage.compiled, nothing), stage.compiled.parameters)
    return [(part.number, subject) for part in stage.parts for subject in sorted(passing.of(part))]


def passes_with_nulls(stage: Stage) -> list[str]:
    """Columns, `table.column`, whose absence from all rows turns a finding of some case from fail or open into pass."""
    return list(_with_nulls(stage))


def _with_nulls(stage: Stage) -> Iterator[str]:
    compiled = stage.compiled
    asked = {column.name for column in compiled.guarded.tree.find_all(exp.Column)}
    # Only a subject that did not pass can pass for want of something.
    unpassed = [
        (part, {one.subject for one in part.case.expect if one.outcome in (Outcome.FAIL, Outcome.OPEN)})
        for part in stage.parts
    ]
    for table in compiled.needs:
        for declared in sorted(TABLE[table].columns(), key=lambda column: column.name):
            if declared.name not in asked:
                continue
            known = [(part, subjects) for part, subjects in unpassed if subjects and _gives(part, table, declared.name)]
            if not known:
                continue
            null = f'SELECT * REPLACE (CAST(NULL AS {declared.type}) AS "{declared.name}") FROM {table}'
            passing = _Passing(_reading(compiled, {table: null}), compiled.parameters)
            if any(passing.of(part) & subjects for part, subjects in known):
                yield f"{table}.{declared.name}"


def _gives(part: Part, table: str, column: str) -> bool:
    return any(row.get(column) is not None for row in part.case.given.get(table, ()))


class _Passing:
    """A SELECT in place of the check's, and which subjects it lets pass."""

    def __init__(self, sql: str, parameters: frozenset[str]) -> None:
        self._sql, self._parameters = sql, parameters
        self._statement: duckdb.Statement | None = None

    def of(self, part: Part) -> set[str]:
        """Subjects that pass on the facts of a case; none where the facts break it."""
        if part.known.missing:
            return set()
        if part.cursor is None:
            found = part.findings(self._sql, self._parameters)
            return {finding.subject for finding in found if finding.outcome is Outcome.PASS}
        if self._statement is None:
            self._statement = part.cursor.extract_statements(self._sql)[0]
        try:
            rows = part.rows(part.cursor, self._statement, self._parameters)
        except duckdb.Error:
            return set()
        subjects = {row[0] for row in rows}
        # Rows without a subject, or two with the same, are no verdict: the check errs, and passes nothing.
        broken = None in subjects or len(subjects) < len(rows)
        return set() if broken else {row[0] for row in rows if row[1]}


def _reading(compiled: Compiled, instead: Mapping[str, str]) -> str:
    """The check's SELECT that reads something else in place of some tables."""
    tree = compiled.guarded.tree.copy()
    for table in list(tree.find_all(exp.Table)):
        other = instead.get(table.name.lower())
        if other is None:
            continue
        alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name))
        joins = [one.copy() for one in table.args.get("joins") or ()]
        query = sqlglot.parse_one(other, dialect="duckdb")
        table.replace(exp.Subquery(this=query, alias=alias.copy(), joins=joins))
    return bound_sql(tree, types_of(compiled.check.parameters))
