"""What must hold between the parts of documents and between documents, beyond the shape of each.

Run whenever a catalogue is loaded, so that nobody judges by a broken one. What needs the engine (the SQL of checks) is
left to the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from egovspec.errors import (
    CyclicReference,
    DraftReference,
    DuplicateId,
    SpecError,
    UnknownReference,
    Where,
    WrongValue,
)
from egovspec.library.basis import unconfirmed, unknown_clauses
from egovspec.library.parameters import parameter_errors
from egovspec.library.shapes import did_you_mean, there_is
from egovspec.library.tailoring import tailored
from egovspec.library.unread import causes
from egovspec.library.yaml import Marked
from egovspec.model.base import Document
from egovspec.model.calendar import Calendar
from egovspec.model.check import Check, ValueParameter
from egovspec.model.codelist import CodeList
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.metadata import Metadata
from egovspec.model.profile import Profile
from egovspec.model.source import Source
from egovspec.model.standard import Standard, VerifiedByCheck

if TYPE_CHECKING:
    from egovspec.library.catalogue import Catalogue, Entry

Path = tuple[Any, ...]


def inconsistencies(catalogue: Catalogue) -> list[SpecError]:
    """All of them, for all documents of a catalogue; of drafts only where drafts are used."""
    errors = list(_codes(catalogue))
    for entry in catalogue.entries.values():
        if entry.draft and not catalogue.drafts:
            continue  # nobody who uses no drafts is stopped by one
        errors += inconsistencies_of(catalogue, entry)
    return errors


def _owner(catalogue: Catalogue, code: str) -> str:
    """The standard a code belongs to: the first, in the order of the roots, so that the one added later is told."""
    found = (catalogue.entries.get(key) for key in catalogue.entries if key.kind == "standard")
    standards = (cast("Standard", entry.model) for entry in found if entry is not None)
    return next(standard.id for standard in standards if standard.code == code)


def inconsistencies_of(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    """Those of one document: within it, and with what it cites."""
    rule = _RULES.get(type(entry.model))
    if rule is not None:
        yield from causes(rule(catalogue, entry))


def _codes(catalogue: Catalogue) -> Iterator[SpecError]:
    owner: dict[str, str] = {}
    # In the order of the roots, so that the one added later is the one told.
    for entry in catalogue.entries.values():
        if entry.key.kind != "standard":
            continue
        code = cast("Standard", entry.model).code
        first = owner.setdefault(code, entry.key.id)
        if first != entry.key.id:
            yield DuplicateId(
                entry.marked.where(("code",)),
                f"the code {code!r} belongs to the standard {first!r}",
                zh=f"代号 {code!r} 属于标准 {first!r}",
                hint="choose two letters that no standard has",
                hint_zh="请另选没有标准使用的两个字母",
            )


def _twice(marked: Marked, named: Iterable[tuple[Hashable, Path]], what: str, what_zh: str) -> Iterator[SpecError]:
    seen: dict[Hashable, Path] = {}
    for name, path in named:
        first = seen.setdefault(name, path)
        if first is not path:
            line = marked.where(first).line
            yield DuplicateId(
                marked.where(path),
                f"{what} {name!r} stands here twice, first at line {line}",
                zh=f"{what_zh} {name!r} 重复，首次在第 {line} 行",
            )


def _ring(follows: Mapping[str, Iterable[str]]) -> list[str]:
    """Some ring among names that follow one another, or nothing."""
    state: dict[str, int] = {}
    for start in follows:
        trail: list[tuple[str, Iterator[str]]] = []
        if state.get(start, 0) == 0:
            state[start] = 1
            trail.append((start, iter(follows[start])))
        while trail:
            name, rest = trail[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                trail.pop()
            elif state.get(following) == 1:
                names = [name for name, _ in trail]
                return [*names[names.index(following) :], following]
            elif state.get(following, 0) == 0 and following in follows:
                state[following] = 1
                trail.append((following, iter(follows[following])))
    return []


def _source(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    source = cast("Source", entry.model)
    yield from _twice(
        entry.marked, ((clause.id, ("clauses", n, "id")) for n, clause in enumerate(source.clauses)), "clause", "条款"
    )
    known = {clause.id for clause in source.clauses}
    for n, clause in enumerate(source.clauses):
        for m, carrier in enumerate(clause.carried_by):
            if carrier not in known:
                where = entry.marked.where(("clauses", n, "carried_by", m))
                yield UnknownReference(
                    where, f"no clause {carrier!r}", zh=f"没有条款 {carrier!r}", **did_you_mean(carrier, known)
                )
    ring = _ring({clause.id: clause.carried_by for clause in source.clauses})
    if ring:
        number = next(n for n, clause in enumerate(source.clauses) if clause.id == ring[0])
        yield CyclicReference(
            entry.marked.where(("clauses", number, "carried_by")),
            "clauses carry each other in a ring: " + " → ".join(ring),
            zh="条款互相承载成环：" + " → ".join(ring),
            hint="break it where it is wrong",
            hint_zh="请在有误之处断开",
        )


def _standard(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    standard, marked = cast("Standard", entry.model), entry.marked
    named = ((provision.id, ("provisions", n, "id")) for n, provision in enumerate(standard.provisions))
    yield from _twice(marked, named, "provision", "条款")
    others = [n for n, provision in enumerate(standard.provisions) if not provision.id.startswith(f"{standard.code}-")]
    if others and _owner(catalogue, standard.code) != standard.id:
        others = []  # the code is another standard's, which is told of it
    elif len(others) == len(standard.provisions):
        others = others[:1]  # it is the code that was mistaken
    for n, provision in enumerate(standard.provisions):
        path: Path = ("provisions", n)
        if n in others:
            yield WrongValue(
                marked.where((*path, "id")),
                f"provision ids of this standard begin with {standard.code}-, its `code`",
                zh=f"本标准的条款编号以其 `code` 开头：{standard.code}-",
                hint=f"did you mean '{standard.code}{provision.id[2:]}'?",
                hint_zh=f"是否应为 '{standard.code}{provision.id[2:]}'？",
            )
        yield from unknown_clauses(catalogue, marked, provision.basis, (*path, "basis"))
        yield from unconfirmed(catalogue, marked, provision, path)
        for m, verification in enumerate(provision.verify):
            if isinstance(verification, VerifiedByCheck):
                yield from _verification(catalogue, marked, verification, (*path, "verify", m))


def _verification(catalogue: Catalogue, marked: Marked, verified: VerifiedByCheck, path: Path) -> Iterator[SpecError]:
    try:
        check = cast("Check", catalogue.resolve("check", verified.check, marked.where((*path, "check"))).model)
    except (UnknownReference, DraftReference) as error:
        yield error
        return
    yield from parameter_errors(catalogue, marked, check, verified.with_, (*path, "with"))


def _columns(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    tree, marked = cast("ColumnTree", entry.model), entry.marked
    placed = list(_placed(tree.columns, ("columns",)))
    yield from _twice(marked, ((column.path, (*path, "path")) for column, path, _ in placed), "column", "栏目")
    names: list[tuple[Hashable, Path]] = []
    for column, path, parent in placed:
        if parent is not None and not column.path.startswith(f"{parent.path}/"):
            below = f"{parent.path}/{column.path.rpartition('/')[2]}"
            yield WrongValue(
                marked.where((*path, "path")),
                f"the path of a column below {parent.path!r} begins with {parent.path + '/'!r}",
                zh=f"{parent.path!r} 之下的栏目路径以 {parent.path + '/'!r} 开头",
                hint=f"did you mean {below!r}?",
                hint_zh=f"是否应为 {below!r}？",
            )
        names.append((column.name.zh, (*path, "name")))
        names += [(alias, (*path, "aliases", n)) for n, alias in enumerate(column.aliases)]
    yield from _twice(marked, names, "column name", "栏目名")


def _placed(
    columns: list[Column], path: Path, parent: Column | None = None
) -> Iterator[tuple[Column, Path, Column | None]]:
    for n, column in enumerate(columns):
        yield column, (*path, n), parent
        yield from _placed(column.columns, (*path, n, "columns"), column)


def _metadata(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    elements = cast("Metadata", entry.model).elements
    yield from _twice(
        entry.marked, ((e.name, ("elements", n, "name")) for n, e in enumerate(elements)), "element", "元素"
    )
    for n, element in enumerate(elements):
        if element.codelist is not None:
            try:
                catalogue.resolve("codelist", element.codelist, entry.marked.where(("elements", n, "codelist")))
            except (UnknownReference, DraftReference) as error:
                yield error


def _codelist(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    codes = cast("CodeList", entry.model).codes
    yield from _twice(entry.marked, ((code.code, ("codes", n, "code")) for n, code in enumerate(codes)), "code", "代码")
    known = {code.code for code in codes}
    for n, code in enumerate(codes):
        if code.parent is not None and code.parent not in known:
            where = entry.marked.where(("codes", n, "parent"))
            yield UnknownReference(
                where,
                f"no code {code.parent!r}",
                zh=f"没有代码 {code.parent!r}",
                **did_you_mean(code.parent, known) or there_is(known),
            )
        if code.valid_from is not None and code.valid_to is not None and code.valid_to < code.valid_from:
            yield WrongValue(
                entry.marked.where(("codes", n, "valid_to")),
                "`valid_to` is before `valid_from`",
                zh="`valid_to` 早于 `valid_from`",
            )
    if len(known) < len(codes):
        return  # which of two codes stands below which, nobody can say
    ring = _ring({code.code: [code.parent] if code.parent else [] for code in codes})
    if ring:
        number = next(n for n, code in enumerate(codes) if code.code == ring[0])
        yield CyclicReference(
            entry.marked.where(("codes", number, "parent")),
            "codes stand below each other in a ring: " + " → ".join(ring),
            zh="代码互为上级成环：" + " → ".join(ring),
            hint="break it where it is wrong",
            hint_zh="请在有误之处断开",
        )


def _calendar(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    calendar, marked = cast("Calendar", entry.model), entry.marked
    days: list[tuple[Hashable, Path]] = []
    for n, year in enumerate(calendar.years):
        path: Path = ("years", n)
        for m, holiday in enumerate(year.holidays):
            length = (holiday.last - holiday.first).days
            at = (*path, "holidays", m)
            days += [((holiday.first + timedelta(days=day)).isoformat(), at) for day in range(length + 1)]
            if year.year not in (holiday.first.year, holiday.last.year):
                yield _other_year(marked, holiday.first, year.year, (*at, "first"))
        for m, day in enumerate(year.workdays):
            days.append((day.isoformat(), (*path, "workdays", m)))
            if abs(day.year - year.year) > 1:
                yield _other_year(marked, day, year.year, (*path, "workdays", m))
    told: set[Where] = set()
    for error in _twice(marked, days, "day", "日期"):
        if error.where not in told:  # two holidays that overlap share more days than one
            yield error
        told.add(error.where)


def _other_year(marked: Marked, day: date, year: int, path: Path) -> SpecError:
    return WrongValue(
        marked.where(path),
        f"{day} is no day of {year}",
        zh=f"{day} 不在 {year} 年",
        hint="list it under its own year",
        hint_zh="请列入所属年度",
    )


def _check(catalogue: Catalogue, entry: Entry) -> Iterator[SpecError]:
    """The default of a parameter, and every value allowed, is such as the parameter may have."""
    check = cast("Check", entry.model)
    for name, parameter in check.parameters.items():
        if isinstance(parameter, ValueParameter):
            path: Path = ("parameters", name)
            if parameter.default is not None:
                given = {name: parameter.default}
                for error in parameter_errors(catalogue, entry.marked, check, given, path):
                    error.where = entry.marked.where((*path, "default"))
                    yield error


Rule = Callable[["Catalogue", "Entry"], Iterator[SpecError]]
_RULES: dict[type[Document], Rule] = {
    Source: _source,
    Standard: _standard,
    ColumnTree: _columns,
    Metadata: _metadata,
    CodeList: _codelist,
    Calendar: _calendar,
    Check: _check,
    Profile: tailored,
}
