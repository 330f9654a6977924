"""The column tree as a deployment meets it, for people to look at.

A drawing, no verdict: what a column that is missing or stale means is for provisions to say, and their checks ask the same
tables. Fixed SQL over sealed facts, run once a report.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from egovspec.judge.clock import Clock
from egovspec.judge.coverage import covered
from egovspec.judge.evaluate import DECLARED, Runner
from egovspec.judge.job import Job, Result
from egovspec.library.catalogue import Entry
from egovspec.model.base import Text
from egovspec.model.columns import ColumnTree
from egovspec.model.report import ColumnDrawn, ColumnState, EvidenceSeen

NEEDS = ("column_seen", "column_alias")
MOST = 5_000
PLACES = 5
_SQL = """
WITH own AS (
  SELECT s.name, s.url, coalesce(s.collected, FALSE) AS collected, s.items, s.text_length, s.newest_on
  FROM column_seen s WHERE s.internal IS NOT FALSE OR s.how = 'navigation'),
named AS (SELECT DISTINCT name FROM own),
meant AS (
  SELECT n.path, o.name FROM spec_column_name n JOIN named o ON o.name GLOB n.glob WHERE n.spec = CAST($columns AS VARCHAR)
  UNION
  SELECT a.path, o.name FROM column_alias a JOIN named o ON o.name = a.name),
met AS (
  SELECT m.path, list_sort(list(DISTINCT o.url)) AS places, max(o.items) AS items, max(o.text_length) AS text_length,
         max(o.newest_on) FILTER (WHERE o.newest_on <= CAST($today AS DATE)) AS newest_on, bool_or(o.collected) AS collected
  FROM meant m JOIN own o ON o.name = m.name
  GROUP BY m.path)
SELECT c.path AS subject, CAST(NULL AS BOOLEAN) AS ok, met.places, met.items, met.newest_on,
       CAST(met.newest_on + c.max_idle AS DATE) AS deadline,
       CASE WHEN met.path IS NULL THEN 'missing'
            WHEN NOT met.collected THEN 'unknown'
            WHEN c.min_items > 0 AND met.items = 0 AND coalesce(met.text_length, 0) < 30 THEN 'empty'
            WHEN c.max_idle IS NULL THEN 'present'
            WHEN met.newest_on IS NULL THEN 'undated'
            WHEN met.newest_on < CAST($today AS DATE) - c.max_idle THEN 'stale'
            ELSE 'present' END AS state
FROM spec_column c LEFT JOIN met ON met.path = c.path
WHERE c.spec = CAST($columns AS VARCHAR)
ORDER BY subject
"""


def drawn(engine: Runner, specs: Iterable[Entry], evidence: Sequence[EvidenceSeen], clock: Clock) -> list[ColumnDrawn]:
    """Every column of every tree among the specs, in the order of its file. Nothing where no website was looked at."""
    known = covered(NEEDS, evidence, DECLARED)
    if known.missing:
        return []
    # Not all was collected: what was not met may be on a page nobody saw.
    missing = ColumnState.MISSING if known.complete else ColumnState.UNKNOWN
    found: list[ColumnDrawn] = []
    for entry in specs:
        if entry.key.kind != "columns":
            continue
        parameters: dict[str, Any] = {"columns": entry.exact, "today": clock.today.isoformat()}
        result = engine.run(Job(f"columns {entry.exact}", _SQL, parameters, cap=MOST), trusted=True)
        if isinstance(result, Result):
            found += _in_order(entry, {row.subject: row.values for row in result.rows}, missing)
    return found


def _in_order(entry: Entry, met: dict[str, dict[str, Any]], missing: ColumnState) -> Iterable[ColumnDrawn]:
    tree = cast("ColumnTree", entry.model)
    parents = {child.path: column.path for top in tree.columns for column in top.walk() for child in column.columns}
    for top in tree.columns:
        for column in top.walk():
            values = met.get(column.path, {})
            state = ColumnState(values.get("state") or ColumnState.UNKNOWN)
            yield ColumnDrawn(
                tree=entry.exact,
                path=column.path,
                parent=parents.get(column.path),
                name=Text(zh=column.name.zh, en=column.name.en),
                column_class=column.column_class,
                required=column.required,
                expected=column.expected,
                max_idle=str(column.max_idle) if column.max_idle else None,
                good_idle=str(column.good_idle) if column.good_idle else None,
                places=list(values.get("places") or ())[:PLACES],
                items=values.get("items"),
                newest_on=_day(values.get("newest_on")),
                deadline=_day(values.get("deadline")),
                state=missing if state is ColumnState.MISSING else state,
            )


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
