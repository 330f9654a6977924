"""Specs of the catalogue as rows of the spec_* tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from egovspec.facts.tables.base import Table
from egovspec.facts.tables.spec import SpecClause, SpecCode, SpecColumn, SpecColumnName, SpecElement, SpecWorkday
from egovspec.library.catalogue import Catalogue, Entry
from egovspec.model.calendar import Calendar
from egovspec.model.codelist import CodeList
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.metadata import Metadata
from egovspec.model.source import Source


def spec_rows(catalogue: Catalogue, entries: Iterable[Entry]) -> Iterator[Table]:
    """Rows of the given specs and of the code lists they cite, each spec once."""
    waiting, done = list(entries), set()
    while waiting:
        entry = waiting.pop(0)
        if entry.key in done:
            continue
        done.add(entry.key)
        match entry.key.kind:
            case "source":
                yield from _source(entry.exact, cast("Source", entry.model))
            case "columns":
                yield from _columns(entry.exact, cast("ColumnTree", entry.model))
            case "metadata":
                model = cast("Metadata", entry.model)
                cited = [catalogue.find("codelist", e.codelist) for e in model.elements if e.codelist]
                waiting += [found for found in cited if found]
                yield from _metadata(catalogue, entry.exact, model)
            case "codelist":
                yield from _codelist(entry.exact, cast("CodeList", entry.model))
            case "calendar":
                yield from _calendar(entry.exact, cast("Calendar", entry.model))


def _source(spec: str, source: Source) -> Iterator[Table]:
    for clause in source.clauses:
        yield SpecClause(
            spec=spec,
            clause=clause.id,
            text_zh=clause.text.zh,
            text_en=clause.text.en,
            confidence=source.confidence_of(clause).value,
        )


def _columns(spec: str, tree: ColumnTree) -> Iterator[Table]:
    def under(column: Column, parent: str | None, level: int) -> Iterator[Table]:
        yield SpecColumn(
            spec=spec,
            path=column.path,
            parent=parent,
            name_zh=column.name.zh,
            name_en=column.name.en,
            class_=column.column_class,
            tier=tree.tier.value if tree.tier else None,
            level=level,
            required=column.required,
            expected=column.expected,
            max_idle=column.max_idle,
            good_idle=column.good_idle,
            min_items=column.min_items,
            origin=column.origin.value,
        )
        for name in (column.name.zh, *column.aliases):
            yield SpecColumnName(spec=spec, path=column.path, name=name, glob=glob_of(name))
        for child in column.columns:
            yield from under(child, column.path, level + 1)

    for column in tree.columns:
        yield from under(column, None, 1)


def glob_of(name: str) -> str:
    """A column name as a pattern for GLOB: only the author's `*` is special."""
    return name.replace("[", "[[]").replace("?", "[?]")


def _metadata(catalogue: Catalogue, spec: str, metadata: Metadata) -> Iterator[Table]:
    for element in metadata.elements:
        codelist = catalogue.find("codelist", element.codelist) if element.codelist else None
        for kind in element.on:
            yield SpecElement(
                spec=spec,
                name=element.name,
                name_zh=element.title.zh,
                name_en=element.title.en,
                element_group=element.group,
                obligation=element.obligation.value,
                occurs=element.occurs,
                type=element.type.value,
                pattern=element.pattern,
                codelist=codelist.exact if codelist else None,
                open_list=element.open_list,
                page_kind=kind.value,
            )


def _codelist(spec: str, codelist: CodeList) -> Iterator[Table]:
    for code in codelist.codes:
        yield SpecCode(
            spec=spec,
            code=code.code,
            name_zh=code.name.zh,
            name_en=code.name.en,
            parent=code.parent,
            level=code.level,
            valid_from=code.valid_from,
            valid_to=code.valid_to,
        )


def _calendar(spec: str, calendar: Calendar) -> Iterator[Table]:
    for day in calendar.days():
        yield SpecWorkday(spec=spec, day=day.day, workday=day.workday, ordinal=day.ordinal, confirmed=day.confirmed)
