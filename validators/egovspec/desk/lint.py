"""What can be said of a catalogue without looking at any deployment: all of it, with places, in one list.

Loading already refuses what is inconsistent; here the engine is asked too, whether every check's SQL fits the tables, and
whether its messages name what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import duckdb

from egovspec.desk.cases import case_errors
from egovspec.errors import SpecError, SpecErrors, SqlError, WrongCase, WrongMessage, WrongValue
from egovspec.facts.store import create_table
from egovspec.facts.tables import TABLES
from egovspec.judge.bind import CLOCK
from egovspec.judge.compile import compile_check
from egovspec.judge.messages import HOLE, holes
from egovspec.judge.query import BrokenContract
from egovspec.library.catalogue import Entry, survey
from egovspec.library.roots import Root
from egovspec.library.shapes import did_you_mean
from egovspec.model.check import Check
from egovspec.model.metadata import Metadata
from egovspec.model.outcome import Outcome

MUST_BE_SHOWN = (Outcome.PASS, Outcome.FAIL, Outcome.OPEN)


def lint(roots: Sequence[Root]) -> tuple[list[SpecError], int]:
    """Everything wrong with the catalogues at `roots`, drafts included, by place; and how many documents were read."""
    catalogue, errors = survey(roots, drafts=True)
    with _empty_tables() as connection:
        for entry in catalogue.of_kind("check"):
            errors += _check(entry, connection)
        for entry in catalogue.of_kind("metadata"):
            errors += _patterns(entry, connection)
    ordered = sorted(errors, key=lambda error: (error.where, error.code, error.message))
    return ordered, len(catalogue.entries)


def _empty_tables() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": "1", "enable_external_access": "false"})
    for table in TABLES:
        connection.execute(create_table(table))
    return connection


def _check(entry: Entry, connection: duckdb.DuckDBPyConnection) -> Iterator[SpecError]:
    check = cast("Check", entry.model)
    yield from case_errors(check, entry)
    yield from _cases_show_enough(entry, check)
    try:
        compiled = compile_check(check, entry.marked)
    except SpecErrors as rejected:
        yield from rejected.errors
        return
    at: tuple[Any, ...] = ("select",) if check.select is not None else ("must",)
    nothing = dict.fromkeys((*check.parameters, *CLOCK))
    try:
        described = connection.execute(
            f"DESCRIBE {compiled.sql}", {name: nothing[name] for name in sorted(compiled.parameters)}
        ).fetchall()
        types = {name: kind for name, kind, *_ in described}
        _must_be_typed(types)
    except (duckdb.Error, BrokenContract) as error:
        said = str(error).partition("\n")[0].removeprefix("Binder Error: ")
        yield SqlError(entry.marked.where(at), said, zh=f"SQL 与事实表不符：{said}")
        return
    for name in ("fail", "open", "pass"):
        message = getattr(check.message, "pass_" if name == "pass" else name)
        if message is None:
            continue
        for hole in sorted(holes(message) - types.keys()):
            where = entry.marked.where(("message", name))
            yield WrongMessage(
                where,
                f"the message names {hole!r}, which the check does not return",
                zh=f"消息用到 {hole!r}，但检查没有返回这一栏",
                **did_you_mean(hole, types),
            )
        if _named(message.zh) != _named(message.en):
            where = entry.marked.where(("message", name))
            yield WrongMessage(where, "zh and en name different values", zh="中英文消息所用的值不同")


def _named(text: str) -> set[str]:
    # name_zh in the one and name_en in the other are the same value
    return {re.sub("_(zh|en)$", "", hole) for hole in HOLE.findall(text)}


def _must_be_typed(types: dict[str, str]) -> None:
    if types.get("ok") not in ("BOOLEAN", '"NULL"', "NULL"):
        raise BrokenContract(f"ok must be a boolean, not {types.get('ok')}")
    if types.get("subject") != "VARCHAR":
        raise BrokenContract(f"subject must be text, not {types.get('subject')}")
    if types.get("place", "VARCHAR") != "VARCHAR":
        raise BrokenContract(f"place must be text, not {types['place']}")


def _cases_show_enough(entry: Entry, check: Check) -> Iterator[SpecError]:
    shown = {expected.outcome for case in check.cases for expected in case.expect}
    missing = [outcome.value for outcome in MUST_BE_SHOWN if outcome not in shown]
    if missing:
        names = ", ".join(missing)
        yield WrongCase(
            entry.marked.where(("cases",)),
            f"no case ends in: {names}",
            zh=f"没有用例得出：{names}",
            hint="a check is proven by a case that passes, one that fails and one that stays open",
            hint_zh="每个检查至少各有一个通过、不通过、未定的用例",
        )


def _patterns(entry: Entry, connection: duckdb.DuckDBPyConnection) -> Iterator[SpecError]:
    for n, element in enumerate(cast("Metadata", entry.model).elements):
        if element.pattern is None:
            continue
        try:
            matched = connection.execute(
                "SELECT regexp_full_match($example, $pattern)",
                {"example": element.example or "", "pattern": element.pattern},
            ).fetchone()
        except duckdb.Error as error:
            said = str(error).partition("\n")[0]
            where = entry.marked.where(("elements", n, "pattern"))
            yield WrongValue(where, f"no regular expression: {said}", zh=f"不是正则表达式：{said}")
            continue
        if element.example is not None and matched is not None and not matched[0]:
            where = entry.marked.where(("elements", n, "example"))
            yield WrongValue(where, "the example does not match the pattern", zh="示例不符合正则表达式")
