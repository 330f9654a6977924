"""Rules about names that are given once and for ever, held against every version at hand, released ones among them.

That a name now means something else cannot be seen by a program, unless it had gone before: what was removed and comes
back under the same name is told. So is a `since` that is not the version in which a provision first stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import ReusedId, Rewrite, SpecError, WrongSince
from egovspec.library.catalogue import Entry
from egovspec.model.codelist import CodeList
from egovspec.model.columns import Column, ColumnTree
from egovspec.model.metadata import Metadata
from egovspec.model.source import Source
from egovspec.model.standard import Standard


class Named(NamedTuple):
    """One thing a document gives a name to: what it is called for people, and where it stands."""

    name: str
    called: str
    path: tuple[Any, ...]


_WHAT = {
    "standard": ("the provision", "条款"),
    "columns": ("the column", "栏目"),
    "metadata": ("the element", "元素"),
    "codelist": ("the code", "代码"),
    "source": ("the clause", "条文"),
}


def names_are_given_once(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """What a version removed does not come back under its name as something else; a standard keeps its code."""
    if not (bench.whole and bench.is_newest(entry)):
        return
    versions = bench.catalogue.versions(entry.key.kind, entry.key.id)
    if entry.key.kind == "standard":
        yield from _code_kept(versions)
    if len(versions) > 2:
        yield from _returned(entry.key.kind, versions)


def _code_kept(versions: list[Entry]) -> Iterator[SpecError]:
    first = cast("Standard", versions[0].model).code
    for entry in versions[1:]:
        code = cast("Standard", entry.model).code
        if code != first:
            yield ReusedId(
                entry.marked.where(("code",)),
                f"the code of {entry.key.id!r} was {first!r} in {versions[0].key.version}",
                zh=f"{entry.key.id!r} 在 {versions[0].key.version} 中的代号是 {first!r}",
                hint="a standard keeps its code, or becomes a standard with an id of its own",
                hint_zh="标准的代号不变；要换代号，请另立 id",
            )


def _returned(kind: str, versions: list[Entry]) -> Iterator[SpecError]:
    gone: dict[str, tuple[str, str]] = {}  # name → what it was called, and the version it was missing in
    before: dict[str, Named] = {}
    for entry in versions:
        now = {named.name: named for named in _named(entry)}
        for name, was in before.items():
            if name not in now:
                gone[name] = (was.called, entry.key.version)
        for name, named in now.items():
            # A provision withdrawn is withdrawn for ever: answers and waivers for it would come back to life. A column
            # or a code that returns as what it was has only been restored.
            if name in gone and (kind == "standard" or named.called != gone[name][0]):
                called, missing = gone[name]
                what, what_zh = _WHAT[kind]
                yield ReusedId(
                    entry.marked.where(named.path),
                    f"{what} {name!r}, once “{called}”, was removed in {missing}; names are not used again",
                    zh=f"{what_zh} {name!r} 原为“{called}”，{missing} 中已删去，不得再用",
                    hint="give it a new one",
                    hint_zh="请另取一个",
                )
        for name in now:
            gone.pop(name, None)
        before = now


def _named(entry: Entry) -> Iterator[Named]:
    model = entry.model
    if isinstance(model, Standard):
        for n, provision in enumerate(model.provisions):
            yield Named(provision.id, provision.title.zh, ("provisions", n, "id"))
    elif isinstance(model, ColumnTree):
        yield from _columns(model.columns, ("columns",))
    elif isinstance(model, Metadata):
        for n, element in enumerate(model.elements):
            yield Named(element.name, element.title.zh, ("elements", n, "name"))
    elif isinstance(model, CodeList):
        for n, code in enumerate(model.codes):
            yield Named(code.code, code.name.zh, ("codes", n, "code"))
    elif isinstance(model, Source):
        for n, clause in enumerate(model.clauses):
            yield Named(clause.id, clause.text.zh, ("clauses", n, "id"))


def _columns(columns: list[Column], path: tuple[Any, ...]) -> Iterator[Named]:
    for n, column in enumerate(columns):
        yield Named(column.path, column.name.zh, (*path, n, "path"))
        yield from _columns(column.columns, (*path, n, "columns"))


def since_is_the_first(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """`since` is the version in which a provision first stands, as far as the versions at hand can tell."""
    if not (bench.whole and bench.is_newest(entry)):
        return
    versions = bench.catalogue.versions("standard", entry.key.id)
    first: dict[str, str] = {}
    for version in versions:
        for provision in cast("Standard", version.model).provisions:
            first.setdefault(provision.id, version.key.version)
    earliest = versions[0].key.version
    for n, provision in enumerate(cast("Standard", entry.model).provisions):
        expected = first[provision.id]
        # What stood in a version before the first one at hand is not known here.
        if provision.since == expected or (expected == earliest and _earlier(provision.since, earliest)):
            continue
        where = entry.marked.where(("provisions", n, "since"))
        yield WrongSince(
            where,
            f"{provision.id} first stands in {expected}, not in {provision.since}",
            zh=f"{provision.id} 始见于 {expected}，不是 {provision.since}",
            hint=f'write since: "{expected}"',
            hint_zh=f'请写 since: "{expected}"',
            fix=(Rewrite(where, provision.since, expected),) if entry.draft else (),
        )


def _earlier(version: str, than: str) -> bool:
    return tuple(map(int, version.split("."))) < tuple(map(int, than.split(".")))
