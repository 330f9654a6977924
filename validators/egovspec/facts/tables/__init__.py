"""All tables a check can ask, in one visible tuple."""

from __future__ import annotations

from egovspec.facts.tables.accessibility import ACCESSIBILITY_TABLES
from egovspec.facts.tables.base import ColumnDeclared, Fact, Sensitivity, Table, column
from egovspec.facts.tables.deployment import DEPLOYMENT_TABLES, CoverageFact, DeploymentFact, TraitFact
from egovspec.facts.tables.documents import DOCUMENT_TABLES
from egovspec.facts.tables.links import LINK_TABLES
from egovspec.facts.tables.messages import MESSAGE_TABLES
from egovspec.facts.tables.odd import ODD_TABLES
from egovspec.facts.tables.page_parts import PAGE_PART_TABLES
from egovspec.facts.tables.personal import PERSONAL_TABLES
from egovspec.facts.tables.services import SERVICE_TABLES
from egovspec.facts.tables.spec import SPEC_TABLES
from egovspec.facts.tables.visits import VISIT_TABLES
from egovspec.facts.tables.website import SITE_TABLES

# What the collector of websites brings.
WEBSITE_TABLES: tuple[type[Fact], ...] = (
    *SITE_TABLES,
    *LINK_TABLES,
    *SERVICE_TABLES,
    *MESSAGE_TABLES,
    *DOCUMENT_TABLES,
    *PAGE_PART_TABLES,
    *PERSONAL_TABLES,
    *ODD_TABLES,
    *ACCESSIBILITY_TABLES,
)
TABLES: tuple[type[Table], ...] = (*DEPLOYMENT_TABLES, *WEBSITE_TABLES, *VISIT_TABLES, *SPEC_TABLES)
TABLE: dict[str, type[Table]] = {table.name_of_table: table for table in TABLES}
# Every check may read these without asking: the specs, and what was collected at all.
ALWAYS_SEEN = frozenset({CoverageFact.name_of_table, *(table.name_of_table for table in SPEC_TABLES)})

__all__ = [
    "ALWAYS_SEEN",
    "TABLE",
    "TABLES",
    "WEBSITE_TABLES",
    "ColumnDeclared",
    "CoverageFact",
    "DeploymentFact",
    "Fact",
    "Sensitivity",
    "Table",
    "TraitFact",
    "column",
]
