"""What can be said of a catalogue without looking at any deployment: all of it, with places, in one list.

Loading already refuses what is inconsistent (`library/consistency.py`); here everything else is said that a standards
office wants to know before it releases. Rules stand in visible tuples; each yields errors with a stable code.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from egovspec.desk.lint.patterns import patterns_match
from egovspec.desk.lint.rule import Bench, CatalogueRule, EntryRule
from egovspec.desk.lint.sql import fits_the_tables
from egovspec.desk.lint.unfinished import all_written
from egovspec.errors import SpecError
from egovspec.facts.store import create_table
from egovspec.facts.tables import TABLES
from egovspec.library.catalogue import survey
from egovspec.library.roots import Root

# Rules about one document, by its kind.
ENTRY_RULES: dict[str, tuple[EntryRule, ...]] = {
    "check": (fits_the_tables,),
    "metadata": (patterns_match,),
}
# Rules about the catalogue as a whole.
CATALOGUE_RULES: tuple[CatalogueRule, ...] = ()


def lint(roots: Sequence[Root]) -> tuple[list[SpecError], int]:
    """Everything wrong with the catalogues at `roots`, drafts included, by place; and how many documents were read."""
    catalogue, errors = survey(roots, drafts=True)
    with _empty_tables() as engine:
        bench = Bench(catalogue, engine)
        for entry in catalogue.entries.values():
            errors += all_written(bench, entry)
        for kind, rules in ENTRY_RULES.items():
            for entry in catalogue.of_kind(kind):
                for rule in rules:
                    errors += rule(bench, entry)
        for whole in CATALOGUE_RULES:
            errors += whole(bench)
    ordered = sorted(errors, key=lambda error: (error.where, error.code, error.message))
    return ordered, len(catalogue.entries)


def _empty_tables() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": "1", "enable_external_access": "false"})
    for table in TABLES:
        connection.execute(create_table(table))
    return connection
