"""The catalogue turned over: who cites which clause, who uses which document, which version of each is the newest.

Built once a run. Rules of advice look at the newest version of a document alone: what was released before it is history
that nobody may mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, cast

from egovspec.errors import CyclicReference, DraftReference, UnknownReference, Where
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.library.kinds import MODELS
from egovspec.library.profiles import Included, included, scoring_of
from egovspec.library.releases import Key
from egovspec.model.calendar import Calendar
from egovspec.model.check import Check, SpecKind, SpecParameter
from egovspec.model.codelist import CodeList
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.glossary import Glossary
from egovspec.model.metadata import Metadata
from egovspec.model.profile import Profile
from egovspec.model.source import Source
from egovspec.model.standard import Standard, VerifiedByCheck

Path = tuple[Any, ...]
SPEC_KINDS = tuple(kind.value for kind in SpecKind)


class Citation(NamedTuple):
    """A clause cited as the basis of something."""

    clause: str
    path: Path


class Pair(NamedTuple):
    """A text of a document in both languages, line breaks made blanks, and the path to it."""

    entry: Entry
    path: Path
    zh: str
    en: str

    def where(self, language: str) -> Where:
        return self.entry.marked.where((*self.path, language))


class Index:
    """What rules about the whole catalogue ask, each answered once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._pairs: dict[Key, list[Pair]] = {}
        self._clauses: dict[Key, frozenset[str]] = {}

    @cached_property
    def newest(self) -> dict[str, list[Entry]]:
        """The highest version of every document, by kind; drafts count."""
        return {kind: list({entry.key.id: entry for entry in self.catalogue.of_kind(kind)}.values()) for kind in MODELS}

    def pairs(self, entry: Entry) -> list[Pair]:
        """Every text for people of a document."""
        if entry.key not in self._pairs:
            self._pairs[entry.key] = list(_pairs(entry))
        return self._pairs[entry.key]

    def clause_ids(self, source: Entry) -> frozenset[str]:
        """Ids of the clauses of a source."""
        if source.key not in self._clauses:
            self._clauses[source.key] = frozenset(clause.id for clause in cast("Source", source.model).clauses)
        return self._clauses[source.key]

    @cached_property
    def standard_of_code(self) -> dict[str, Entry]:
        """The standard, in its newest version, that provisions with a code belong to."""
        return {cast("Standard", entry.model).code: entry for entry in self.newest["standard"]}

    @cached_property
    def carriers(self) -> dict[str, frozenset[str]]:
        """Who rests on a clause, in the newest versions: codes of standards, and ids of specs and profiles.

        A glossary only takes a word from a clause; it holds nobody to what the clause asks.
        """
        found: dict[str, set[str]] = {}
        for kind, entries in self.newest.items():
            for entry in entries if kind != "glossary" else ():
                name = cast("Standard", entry.model).code if kind == "standard" else entry.key.id
                for cited in citations(entry):
                    found.setdefault(cited.clause, set()).add(name)
        return {clause: frozenset(names) for clause, names in found.items()}

    @cached_property
    def included(self) -> dict[Key, list[Included]]:
        """What each profile, in its newest version, holds deployments to; nothing where that cannot be told."""
        found: dict[Key, list[Included]] = {}
        for entry in self.newest["profile"]:
            try:
                found[entry.key] = included(self.catalogue, entry)
            except (UnknownReference, DraftReference, CyclicReference):
                continue
        return found

    def scored(self, profile: Entry) -> set[str]:
        """Provisions a profile scores."""
        try:
            scoring = scoring_of(self.catalogue, profile)
        except (UnknownReference, DraftReference, CyclicReference):
            return set()
        return set(scoring.provisions) if scoring else set()

    @cached_property
    def used(self) -> frozenset[Key]:
        """Documents that the newest version of another one cites, by what the reference resolves to."""
        found = {
            target.key
            for kind in ("standard", "profile", "metadata")
            for entry in self.newest[kind]
            for target in self._targets(entry)
        }
        return frozenset(found)

    def _targets(self, entry: Entry) -> Iterator[Entry]:
        for kind, reference in self._references(entry):
            target = self.catalogue.find(kind, reference)
            if target is not None:
                yield target

    def _references(self, entry: Entry) -> Iterator[tuple[str, str]]:
        model = entry.model
        if isinstance(model, Metadata):
            yield from (("codelist", one.codelist) for one in model.elements if one.codelist)
        elif isinstance(model, Standard):
            for provision in model.provisions:
                for verified in provision.verify:
                    if isinstance(verified, VerifiedByCheck):
                        yield "check", verified.check
                        check = self.catalogue.model(Check, verified.check)
                        for name, value in verified.with_.items():
                            parameter = check.parameters.get(name) if check else None
                            if isinstance(parameter, SpecParameter):
                                yield parameter.spec.value, str(value)
        elif isinstance(model, Profile):
            if model.extends is not None:
                yield "profile", model.extends
            yield from (("standard", one.standard) for one in model.include)
            for given in (model.with_, *(one.with_ for one in model.include)):
                # A value that looks like a reference and is none finds nothing, or what it happens to name.
                yield from ((kind, str(value)) for value in given.values() for kind in SPEC_KINDS if "@" in str(value))


def _pairs(entry: Entry) -> Iterator[Pair]:
    # Read off the tree and not off the models: a text is a mapping of zh and en wherever it stands.
    waiting: list[tuple[Any, Path]] = [(entry.marked.tree, ())]
    while waiting:
        node, path = waiting.pop()
        if isinstance(node, list):
            waiting += [(part, (*path, n)) for n, part in enumerate(node) if isinstance(part, dict | list)]
        elif isinstance(zh := node.get("zh"), str) and isinstance(en := node.get("en"), str):
            yield Pair(entry, path, " ".join(zh.split()), " ".join(en.split()))
            waiting += [((node[key]), (*path, key)) for key in ("meaning", "note") if isinstance(node.get(key), dict)]
        else:
            # Facts given to a case are rows of tables, and a case's `with` are values.
            waiting += [
                (part, (*path, key))
                for key, part in node.items()
                if isinstance(part, dict | list) and key not in ("given", "with", "instead_of")
            ]


def citations(entry: Entry) -> Iterator[Citation]:
    """Every clause a document names as the basis of something, with the path to where it does."""
    model = entry.model
    if isinstance(model, Standard):
        for n, provision in enumerate(model.provisions):
            yield from _cited(provision.basis, ("provisions", n))
    elif isinstance(model, ColumnTree):
        yield from _of_columns(model.columns, ("columns",))
    elif isinstance(model, Metadata):
        for n, element in enumerate(model.elements):
            yield from _cited(element.basis, ("elements", n))
    elif isinstance(model, CodeList):
        yield from _cited(model.basis, ())
    elif isinstance(model, Calendar):
        for n, year in enumerate(model.years):
            yield from _cited(year.basis, ("years", n))
    elif isinstance(model, Glossary):
        for n, term in enumerate(model.terms):
            yield from _cited(term.basis, ("terms", n))
    elif isinstance(model, Profile) and model.scoring is not None:
        yield from _cited(model.scoring.basis, ("scoring",))


def _of_columns(columns: list[Column], path: Path) -> Iterator[Citation]:
    for n, column in enumerate(columns):
        yield from _cited(column.basis, (*path, n))
        yield from _of_columns(column.columns, (*path, n, "columns"))


def _cited(basis: list[str], path: Path) -> Iterator[Citation]:
    return (Citation(clause, (*path, "basis", m)) for m, clause in enumerate(basis))
