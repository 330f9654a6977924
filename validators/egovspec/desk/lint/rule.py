"""What a lint rule is, and what it is given to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import duckdb

from egovspec.desk.lint.index import Index
from egovspec.errors import SpecError
from egovspec.library.catalogue import Catalogue, Entry


@dataclass(frozen=True)
class Bench:
    """What rules look at beside the document itself.

    catalogue  every document of every root, drafts included
    engine     a connection in which every fact table and spec table exists and is empty
    index      what the catalogue holds, turned over once for all rules that ask who cites what
    """

    catalogue: Catalogue
    engine: duckdb.DuckDBPyConnection

    @cached_property
    def index(self) -> Index:
        return Index(self.catalogue)


EntryRule = Callable[[Bench, Entry], Iterator[SpecError]]
CatalogueRule = Callable[[Bench], Iterator[SpecError]]
