"""What can be said of a catalogue without looking at any deployment: all of it, with places, in one list.

Loading already refuses what is inconsistent (`library/consistency.py`); here everything else is said that a standards
office wants to know before it releases. Rules stand in visible tuples; each yields errors with a stable code.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from egovspec.desk.lint.apart import processors, shared
from egovspec.desk.lint.patterns import patterns_match
from egovspec.desk.lint.rule import Bench, CatalogueRule, EntryRule
from egovspec.desk.lint.sql import fits_the_tables
from egovspec.desk.lint.strays import strays
from egovspec.errors import SpecError
from egovspec.library.catalogue import Catalogue, Entry, survey
from egovspec.library.consistency import inconsistencies_of
from egovspec.library.ondemand import NotAll
from egovspec.library.roots import Root

# Rules about one document, by its kind: it, and what it cites.
ENTRY_RULES: dict[str, tuple[EntryRule, ...]] = {
    "check": (fits_the_tables,),
    "metadata": (patterns_match,),
}
# Rules about the catalogue as a whole.
CATALOGUE_RULES: tuple[CatalogueRule, ...] = ()


def lint(roots: Sequence[Root]) -> tuple[list[SpecError], int]:
    """Everything wrong with the catalogues at `roots`, drafts included, by place; and how many documents were read."""
    catalogue, errors = linted(roots)
    return errors, len(catalogue.entries)


def linted(roots: Sequence[Root]) -> tuple[Catalogue, list[SpecError]]:
    """What could be loaded of the catalogues at `roots`, and everything wrong with them, by place."""
    catalogue, errors = survey(roots, drafts=True)
    bench = Bench(catalogue)
    gc.freeze()  # the catalogue stays: it need not be looked through again for each check whose SQL is thrown away
    errors += shared(lambda entries: _by_rules(bench, entries), catalogue.of_kind("check"), processors())
    errors += _by_rules(bench, [entry for kind in ENTRY_RULES if kind != "check" for entry in catalogue.of_kind(kind)])
    gc.unfreeze()
    for whole in CATALOGUE_RULES:
        errors += whole(bench)
    for root in roots:
        errors += strays(root)
    return catalogue, by_place(errors)


def _by_rules(bench: Bench, entries: Sequence[Entry]) -> list[SpecError]:
    return [error for entry in entries for rule in ENTRY_RULES.get(entry.key.kind, ()) for error in rule(bench, entry)]


def errors_of(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """What is wrong with one document, and between it and what it cites; rules that need all documents are passed over."""
    yield from inconsistencies_of(bench.catalogue, entry)
    for rule in ENTRY_RULES.get(entry.key.kind, ()):
        with suppress(NotAll):
            yield from list(rule(bench, entry))


def by_place(errors: Iterable[SpecError]) -> list[SpecError]:
    """Errors in the order they are told."""
    return sorted(errors, key=lambda error: (error.where, error.code, error.message))
