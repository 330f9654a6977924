"""A check made ready to run: written out, guarded, its parameters given types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from egovspec.errors import SpecError, SpecErrors, UnknownReference
from egovspec.facts.tables import ALWAYS_SEEN, TABLE
from egovspec.judge.short import written_out
from egovspec.library.catalogue import Entry
from egovspec.library.shapes import did_you_mean
from egovspec.library.yaml import Marked
from egovspec.model.check import Check

if TYPE_CHECKING:
    from egovspec.judge.guard import Guarded


@dataclass(frozen=True)
class Compiled:
    """A check ready to be given values.

    sql     generated from the guarded tree, every parameter inside a cast
    needs   fact tables whose coverage decides whether it can be judged
    """

    check: Check
    guarded: Guarded
    sql: str
    needs: tuple[str, ...]
    parameters: frozenset[str]


_COMPILED: dict[str, Compiled] = {}
_GUARDED: dict[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], tuple[Guarded, str]] = {}


def compiled_of(entry: Entry) -> Compiled:
    """The check of an entry, compiled once a process: nothing else than its text decides what comes of it.

    Raises   SpecErrors with places in its file
    """
    found = _COMPILED.get(entry.digest)
    if found is None:
        found = _COMPILED[entry.digest] = compile_check(cast("Check", entry.model), entry.marked)
    return found


def compile_check(check: Check, marked: Marked) -> Compiled:
    """Compile one check. Raises SpecErrors with places in its file."""
    # sqlglot is slow to import, and --version needs none of it
    from egovspec.judge.bind import bound_sql, types_of
    from egovspec.judge.guard import guard

    errors = list(_unknown_tables(check, marked))
    if errors:
        raise SpecErrors(errors)
    needs = tuple(dict.fromkeys((*((check.each,) if check.each else ()), *check.needs)))
    seen = {*needs, *ALWAYS_SEEN}
    schema = {name: {column.name: column.type for column in TABLE[name].columns()} for name in sorted(seen)}
    written = written_out(check, marked)
    types = types_of(check.parameters)
    # Whatever else a check says, the same SQL over the same tables with the same parameters comes to the same.
    known = (written.sql, tuple(sorted(seen)), tuple(types.items()))
    found = _GUARDED.get(known)
    if found is None:
        guarded = guard(
            written.sql,
            tables=schema,
            parameters=tuple(check.parameters),
            place=written.place,
            place_of_parameter=lambda name: marked.where(("parameters", name), at_key=True),
        )
        found = _GUARDED[known] = guarded, bound_sql(guarded.tree, types)
    guarded, sql = found
    return Compiled(check, guarded, sql, needs, frozenset(guarded.parameters))


def _unknown_tables(check: Check, marked: Marked) -> Iterator[SpecError]:
    named = [(name, ("needs", n)) for n, name in enumerate(check.needs)]
    if check.each is not None:
        named.append((check.each, ("each",)))  # type: ignore[arg-type]
    for name, path in named:
        if name not in TABLE:
            yield UnknownReference(
                marked.where(path), f"no fact table {name!r}", zh=f"没有事实表 {name!r}", **did_you_mean(name, TABLE)
            )
