"""Rules about one check: its SQL fits the tables, its messages name what it returns, its cases show enough.

Loading already refuses what does not compile; here the engine describes the SELECT on empty tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import MissingMessage, SpecError, SpecErrors, SqlError, Where, WrongCase, WrongMessage
from egovspec.facts.tables import TABLE
from egovspec.library.catalogue import Entry
from egovspec.library.shapes import did_you_mean, there_is
from egovspec.library.wide import wide
from egovspec.model.check import Check
from egovspec.model.outcome import Outcome

MUST_BE_SHOWN = (Outcome.PASS, Outcome.FAIL, Outcome.OPEN)


def fits_the_tables(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """The check compiles, its result has the right types, its messages name what it returns, its cases fit."""
    # Parser and engine take half a second to import, which a hook that lints a column tree need not wait for.
    import duckdb

    from egovspec.desk.cases import case_errors
    from egovspec.judge.bind import CLOCK
    from egovspec.judge.compile import compile_check
    from egovspec.judge.messages import holes
    from egovspec.judge.query import BrokenContract
    from egovspec.judge.sqlwords import said as said_of

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
        types = bench.described.get(compiled.sql)
        if types is None:
            described = bench.engine.execute(
                f"DESCRIBE {compiled.sql}", {name: nothing[name] for name in sorted(compiled.parameters)}
            ).fetchall()
            types = bench.described[compiled.sql] = {name: kind for name, kind, *_ in described}
        if (said := _mistyped(types)) is not None:
            raise BrokenContract(said)
    except (duckdb.Error, BrokenContract) as error:
        words = said_of(str(error).partition("\n")[0])
        where = _place_of(words.about, entry, at)
        yield SqlError(where, words.en, zh=words.zh, hint=words.hint, hint_zh=words.hint_zh)
        return
    if check.message.fail is None and bench.is_newest(entry):
        yield MissingMessage(
            entry.marked.where(("message",)),
            "the check can fail, and has no message that says what is wrong",
            zh="检查可能不通过，却没有说明问题的消息",
            hint="add `fail` under `message`",
            hint_zh="请在 `message` 中补写 `fail`",
        )
    for name in ("fail", "open", "pass"):
        message = getattr(check.message, "pass_" if name == "pass" else name)
        if message is None:
            continue
        # The short spelling returns every column of its table that a message names.
        nameable = types.keys() | ({column.name for column in TABLE[check.each].columns()} if check.each else set())
        for hole in sorted(holes(message) - types.keys()):
            yield WrongMessage(
                _place_of_hole(entry, name, f"{{{hole}}}"),
                f"the message names {hole!r}, which the check does not return",
                zh=f"消息用到 {hole!r}，但检查没有返回这一栏",
                **did_you_mean(hole, nameable) or there_is(nameable),
            )
        if _named(message.zh) != _named(message.en):
            typed = wide(message.zh + message.en, only="｛｝")
            where = entry.marked.where(("message", name))
            zh_only, en_only = _named(message.zh) - _named(message.en), _named(message.en) - _named(message.zh)
            en = ", ".join(
                [
                    *(f"zh alone names {{{one}}}" for one in sorted(zh_only)),
                    *(f"en alone names {{{one}}}" for one in sorted(en_only)),
                ]
            )
            zh = "，".join(
                [
                    *(f"{{{one}}} 只见于中文" for one in sorted(zh_only)),
                    *(f"{{{one}}} 只见于英文" for one in sorted(en_only)),
                ]
            )
            yield WrongMessage(
                where,
                f"zh and en name different values: {en}",
                zh=f"中英文消息所用的值不同：{zh}",
                hint=typed.hint["hint"] if typed else "name the same in both",
                hint_zh=typed.hint["hint_zh"] if typed else "请使两种语言一致",
            )


def _place_of_hole(entry: Entry, name: str, hole: str) -> Where:
    """Where a message names a value, in the language that does so first."""
    for language in ("zh", "en"):
        path = ("message", name, language)
        written = str(entry.marked.at(path[:-1]).get(language) or "")
        if hole in written:
            return entry.marked.inside(path, 1, written.index(hole) + 1)
    return entry.marked.where(("message", name))


def _place_of(word: str, entry: Entry, at: tuple[Any, ...]) -> Where:
    """Where the engine's complaint stands: at the column or function it names, or the result that has the wrong type."""
    check = cast("Check", entry.model)
    if word in ("subject", "place") and getattr(check, word) is not None:
        return entry.marked.where((word,))
    key = at[0] if check.select is not None or re.search(rf"\b{re.escape(word)}\b", check.must or "") else "where"
    text = getattr(check, key) or ""
    found = re.search(rf"(?<!')\b{re.escape(word)}\b", text, re.IGNORECASE) if word else None
    if found is None:
        return entry.marked.inside(at, 1, 1)
    before = text[: found.start()]
    return entry.marked.inside((key,), before.count("\n") + 1, found.start() - before.rfind("\n"))


def _named(text: str) -> set[str]:
    from egovspec.judge.messages import HOLE

    # name_zh in the one and name_en in the other are the same value
    return {re.sub("_(zh|en)$", "", hole) for hole in HOLE.findall(text)}


def _mistyped(types: dict[str, str]) -> str | None:
    if types.get("ok") not in ("BOOLEAN", '"NULL"', "NULL"):
        return f"ok must be a boolean, not {types.get('ok')}"
    if types.get("subject") != "VARCHAR":
        return f"subject must be text, not {types.get('subject')}"
    if types.get("place", "VARCHAR") != "VARCHAR":
        return f"place must be text, not {types['place']}"
    return None


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
