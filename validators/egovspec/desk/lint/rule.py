"""What a lint rule is, and what it is given to look at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from egovspec.desk.lint.index import Index
from egovspec.errors import SpecError
from egovspec.library.catalogue import Catalogue, Entry

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Bench:
    """What rules look at beside the document itself.

    catalogue  every document of every root, drafts included
    whole      whether all of it could be loaded. Where it could not, nothing is said of what a document is to others:
               one mistake is told once, and not again as a check nobody uses
    described  names and types of what SQL returns that was described already
    """

    catalogue: Catalogue
    whole: bool = True
    described: dict[str, dict[str, str]] = field(default_factory=dict)

    @cached_property
    def engine(self) -> duckdb.DuckDBPyConnection:
        """A connection in which every fact table and spec table exists and is empty; made when a rule asks for it."""
        return _empty_tables(os.getpid())

    @cached_property
    def index(self) -> Index:
        """What the catalogue holds, turned over once for all rules that ask who cites what."""
        return Index(self.catalogue)

    def is_newest(self, entry: Entry) -> bool:
        """Whether a document is the highest version of its id. Rules of advice look at no other: the rest is history."""
        return self.catalogue.current(entry.key.kind, entry.key.id) is entry


@cache
def _empty_tables(process: int) -> duckdb.DuckDBPyConnection:
    """Nothing is ever written to it, so one does for all lint of a process; a child that was forked makes its own."""
    import duckdb

    from egovspec.facts.store import create_table
    from egovspec.facts.tables import TABLES

    connection = duckdb.connect(":memory:", config={"threads": "1", "enable_external_access": "false"})
    connection.execute(";\n".join(map(create_table, TABLES)))
    connection.execute("SET lock_configuration = true")
    return connection


EntryRule = Callable[[Bench, Entry], Iterator[SpecError]]
CatalogueRule = Callable[[Bench], Iterator[SpecError]]
