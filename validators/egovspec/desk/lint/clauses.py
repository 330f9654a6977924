"""Rules about sources: every clause ends somewhere, and what a source says of its own future is still true.

A clause ends in what rests on it (a provision, a column, an element, a code list, a calendar, a scoring), in the clauses
that carry it, in a standard yet to be written (`planned`), or in a reason why nothing carries it (`left_out`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from egovspec.desk.lint.index import Index, citations
from egovspec.desk.lint.rule import Bench
from egovspec.errors import LooseClause, MissedPlan, Removal, SpecError, StalePlan
from egovspec.library.basis import unknown_clause
from egovspec.library.catalogue import Entry
from egovspec.model.source import Clause, Source


def clauses_end_somewhere(bench: Bench) -> Iterator[SpecError]:
    """Every clause of the newest version of a source reaches something, or says why it does not."""
    index = bench.index
    for entry in index.newest["source"]:
        source = cast("Source", entry.model)
        reaching = _reaching(index, source)
        for n, clause in enumerate(source.clauses):
            path: tuple[Any, ...] = ("clauses", n)
            carriers = index.carriers.get(f"{source.id}#{clause.id}", frozenset())
            if clause.id not in reaching:
                yield LooseClause(
                    entry.marked.where((*path, "id")),
                    f"nothing rests on clause {clause.id!r} of {source.id!r}",
                    zh=f"来源 {source.id!r} 的条文 {clause.id!r} 没有条款承载",
                    hint="cite it as a basis, name what carries it (`carried_by`, `planned`), or say under `left_out` why not",
                    hint_zh="请在条款的 basis 中引用，或写明由谁承载（`carried_by`、`planned`），或在 `left_out` 说明为何不设条款",
                )
            yield from _plans(index, entry, clause, path, carriers)
            if clause.left_out is not None and carriers:
                names = ", ".join(sorted(carriers))
                yield StalePlan(
                    entry.marked.where((*path, "left_out"), at_key=True),
                    f"{clause.id!r} is left out, and carried by {names}",
                    zh=f"{clause.id!r} 写明不设条款，却已由 {names} 承载",
                    hint="remove `left_out`" + _in_a_new_version(entry)[0],
                    hint_zh="请删去 `left_out`" + _in_a_new_version(entry)[1],
                    fix=(Removal(entry.marked.where((*path, "left_out"), at_key=True)),) if entry.draft else (),
                )


def _reaching(index: Index, source: Source) -> set[str]:
    """Ids of the clauses that end somewhere, themselves or through those that carry them."""
    carried: dict[str, list[str]] = {}
    ends: list[str] = []
    for clause in source.clauses:
        for carrier in clause.carried_by:
            carried.setdefault(carrier, []).append(clause.id)
        if clause.planned or clause.left_out is not None or f"{source.id}#{clause.id}" in index.carriers:
            ends.append(clause.id)
    found: set[str] = set()
    while ends:
        clause_id = ends.pop()
        if clause_id not in found:
            found.add(clause_id)
            ends += carried.get(clause_id, ())
    return found


def _plans(
    index: Index, entry: Entry, clause: Clause, path: tuple[Any, ...], carriers: frozenset[str]
) -> Iterator[SpecError]:
    whole = all(code in index.standard_of_code for code in clause.planned)
    for m, code in enumerate(clause.planned):
        standard = index.standard_of_code.get(code)
        if standard is None:
            continue
        where = entry.marked.where((*path, "planned", m))
        en, zh = _in_a_new_version(entry)
        if code in carriers:
            at_key = entry.marked.where((*path, "planned"), at_key=True)
            yield StalePlan(
                where,
                f"{clause.id!r} is planned for {code}, which carries it already",
                zh=f"{clause.id!r} 拟由 {code} 承载，而 {code} 已经承载",
                hint=f"remove {code} from `planned`{en}",
                hint_zh=f"请从 `planned` 中删去 {code}{zh}",
                fix=(Removal(at_key),) if entry.draft and whole and m == 0 and carriers >= set(clause.planned) else (),
            )
        else:
            yield MissedPlan(
                where,
                f"{clause.id!r} is planned for {code}, but {standard.exact} does not carry it",
                zh=f"{clause.id!r} 拟由 {code} 承载，但 {standard.exact} 没有以它为依据的条款",
                hint=f"write the provision, or remove {code} from `planned`{en} and say under `left_out` why nothing carries it",
                hint_zh=f"请补写条款，或从 `planned` 中删去 {code}{zh}，并在 `left_out` 说明为何不设条款",
            )


def _in_a_new_version(entry: Entry) -> tuple[str, str]:
    return ("", "") if entry.draft else (" in a new version", "（写入新版本）")


def cited_clauses_exist(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """Clauses that a column tree, element set, code list, calendar, glossary or scoring rests on exist.

    Those of provisions are looked at whenever a catalogue is loaded.
    """
    for cited in citations(entry) if bench.whole else ():
        identifier, _, clause_id = cited.clause.partition("#")
        found = bench.catalogue.versions("source", identifier)
        source = cast("Source", found[-1].model) if found else None
        if source is not None and clause_id in bench.index.clause_ids(found[-1]):
            continue
        yield from unknown_clause(bench.catalogue, entry.marked, cited.clause, cited.path)
