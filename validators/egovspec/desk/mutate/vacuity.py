"""Takes facts away: with none at all, or with one column unknown, no check may pass what it did not pass before.

The facts stay as they are; the SELECT reads tables that are empty, or whose column is NULL, in place of the real ones. So
the same holds for a check that only runs in the limited child.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp

from egovspec.desk.stage import Part, Stage
from egovspec.facts.tables import TABLE
from egovspec.judge.bind import bound_sql, types_of
from egovspec.judge.compile import Compiled
from egovspec.model.outcome import Outcome


def passes_without_facts(stage: Stage) -> list[tuple[int, str]]:
    """Case and subject of what passes once all tables the check needs are empty; its specs stay."""
    sql = _reading(stage.compiled, {table: f"SELECT * FROM {table} WHERE FALSE" for table in stage.compiled.needs})
    return [(part.number, subject) for part in stage.parts for subject in sorted(_passing(part, sql))]


def passes_with_nulls(stage: Stage) -> list[str]:
    """Columns, `table.column`, whose absence from all rows turns a finding of some case from fail or open into pass."""
    return list(_with_nulls(stage))


def _with_nulls(stage: Stage) -> Iterator[str]:
    compiled = stage.compiled
    asked = {column.name for column in compiled.guarded.tree.find_all(exp.Column)}
    failing: dict[int, set[str]] = {}
    for table in compiled.needs:
        for declared in sorted(TABLE[table].columns(), key=lambda column: column.name):
            known = [part for part in stage.parts if _is_given(part, table, declared.name)]
            if declared.name not in asked or not known:
                continue
            null = f'SELECT * REPLACE (CAST(NULL AS {declared.type}) AS "{declared.name}") FROM {table}'
            sql = _reading(compiled, {table: null})
            for part in known:
                if part.number not in failing:
                    failing[part.number] = {
                        finding.subject
                        for finding in part.findings()
                        if finding.outcome in (Outcome.FAIL, Outcome.OPEN)
                    }
                if failing[part.number] and _passing(part, sql) & failing[part.number]:
                    yield f"{table}.{declared.name}"
                    break


def _is_given(part: Part, table: str, column: str) -> bool:
    return any(row.get(column) is not None for row in part.case.given.get(table, ()))


def _passing(part: Part, sql: str) -> set[str]:
    found = part.findings(sql, part.compiled.parameters)
    return {finding.subject for finding in found if finding.outcome is Outcome.PASS}


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
