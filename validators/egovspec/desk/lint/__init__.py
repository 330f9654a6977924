"""What can be said of a catalogue without looking at any deployment: all of it, with places, in one list.

Loading already refuses what is inconsistent (`library/consistency.py`); here everything else is said that a standards
office wants to know before it releases. Rules stand in visible tuples; each yields errors with a stable code.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from egovspec.desk.lint.apart import processors, shared
from egovspec.desk.lint.applying import every_provision_applies_somewhere, exemptions_can_hold
from egovspec.desk.lint.clauses import cited_clauses_exist, clauses_end_somewhere
from egovspec.desk.lint.identity import names_are_given_once, since_is_the_first
from egovspec.desk.lint.languages import both_say_the_same, each_in_its_language
from egovspec.desk.lint.levels import wording_has_its_level
from egovspec.desk.lint.patterns import patterns_match
from egovspec.desk.lint.rule import Bench, CatalogueRule, EntryRule
from egovspec.desk.lint.sql import fits_the_tables
from egovspec.desk.lint.strays import strays
from egovspec.desk.lint.terms import terms_of_the_glossary, terms_stand_once
from egovspec.desk.lint.trees import trees_have_what_is_asked
from egovspec.desk.lint.unfinished import all_written
from egovspec.desk.lint.unused import everything_is_used
from egovspec.errors import SpecError
from egovspec.library.catalogue import Catalogue, Entry, survey
from egovspec.library.consistency import inconsistencies_of
from egovspec.library.ondemand import NotAll
from egovspec.library.roots import Root

# Rules about one document, by its kind: it, its other versions, and what it cites.
_TEXTS: tuple[EntryRule, ...] = (each_in_its_language, both_say_the_same, all_written)
ENTRY_RULES: dict[str, tuple[EntryRule, ...]] = {
    "source": (*_TEXTS, names_are_given_once),
    "standard": (*_TEXTS, names_are_given_once, since_is_the_first, wording_has_its_level),
    "check": (*_TEXTS, fits_the_tables),
    "columns": (*_TEXTS, cited_clauses_exist, names_are_given_once),
    "metadata": (*_TEXTS, cited_clauses_exist, names_are_given_once, patterns_match),
    "codelist": (*_TEXTS, cited_clauses_exist, names_are_given_once),
    "calendar": (*_TEXTS, cited_clauses_exist),
    "glossary": (*_TEXTS, cited_clauses_exist, terms_stand_once),
    "profile": (*_TEXTS, cited_clauses_exist, exemptions_can_hold),
}
# Rules about the catalogue as a whole.
CATALOGUE_RULES: tuple[CatalogueRule, ...] = (
    clauses_end_somewhere,
    everything_is_used,
    every_provision_applies_somewhere,
    trees_have_what_is_asked,
    terms_of_the_glossary,
)


def lint(roots: Sequence[Root]) -> tuple[list[SpecError], int]:
    """Everything wrong with the catalogues at `roots`, drafts included, by place; and how many documents were read."""
    catalogue, errors = linted(roots)
    return errors, len(catalogue.entries)


def linted(roots: Sequence[Root]) -> tuple[Catalogue, list[SpecError]]:
    """What could be loaded of the catalogues at `roots`, and everything wrong with them, by place."""
    catalogue, errors = survey(roots, drafts=True)
    bench = Bench(catalogue, whole=not errors)
    gc.freeze()  # the catalogue stays: it need not be looked through again for each check whose SQL is thrown away
    errors += shared(lambda entries: _by_rules(bench, entries), catalogue.of_kind("check"), processors())
    errors += _by_rules(bench, [entry for kind in ENTRY_RULES if kind != "check" for entry in catalogue.of_kind(kind)])
    gc.unfreeze()
    for of_all in CATALOGUE_RULES if bench.whole else ():
        errors += of_all(bench)
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
