"""Rules about element sets: a pattern is a regular expression of the engine, and the example matches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import SpecError, WrongValue
from egovspec.judge.sqlwords import said_of_pattern
from egovspec.library.catalogue import Entry
from egovspec.model.metadata import Metadata


def patterns_match(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """Every pattern can be read, and matches the example given with it."""
    import duckdb

    for n, element in enumerate(cast("Metadata", entry.model).elements):
        if element.pattern is None:
            continue
        try:
            matched = bench.engine.execute(
                "SELECT regexp_full_match($example, $pattern)",
                {"example": element.example or "", "pattern": element.pattern},
            ).fetchone()
        except duckdb.Error as error:
            words = said_of_pattern(str(error).partition("\n")[0])
            where = entry.marked.where(("elements", n, "pattern"))
            yield WrongValue(where, words.en, zh=words.zh, hint=words.hint, hint_zh=words.hint_zh)
            continue
        if element.example is not None and matched is not None and not matched[0]:
            where = entry.marked.where(("elements", n, "example"))
            yield WrongValue(
                where,
                f"the example does not match the pattern {element.pattern}",
                zh=f"示例不符合正则表达式 {element.pattern}",
                hint="the whole example has to match; mend the one or the other",
                hint_zh="须整体匹配；请更正示例或正则表达式",
            )
