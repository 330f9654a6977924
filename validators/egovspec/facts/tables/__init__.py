"""All tables a check can ask, in one visible tuple."""

from __future__ import annotations

from egovspec.facts.tables.base import ColumnDeclared, Fact, Sensitivity, Table, column
from egovspec.facts.tables.deployment import DEPLOYMENT_TABLES, CoverageFact, DeploymentFact, TraitFact
from egovspec.facts.tables.spec import SPEC_TABLES
from egovspec.facts.tables.website import WEBSITE_TABLES

TABLES: tuple[type[Table], ...] = (*DEPLOYMENT_TABLES, *WEBSITE_TABLES, *SPEC_TABLES)
TABLE: dict[str, type[Table]] = {table.name_of_table: table for table in TABLES}
# Every check may read these without asking: the specs, and what was collected at all.
ALWAYS_SEEN = frozenset({CoverageFact.name_of_table, *(table.name_of_table for table in SPEC_TABLES)})

__all__ = [
    "ALWAYS_SEEN",
    "TABLE",
    "TABLES",
    "ColumnDeclared",
    "CoverageFact",
    "DeploymentFact",
    "Fact",
    "Sensitivity",
    "Table",
    "TraitFact",
    "column",
]
