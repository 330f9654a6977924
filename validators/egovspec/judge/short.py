"""The short spelling of a check, written out: `each`, `where`, `must` become one SELECT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from egovspec.errors import Where
from egovspec.facts.tables import TABLE
from egovspec.judge.messages import holes
from egovspec.judge.query import RESERVED
from egovspec.library.yaml import Marked
from egovspec.model.check import Check


class Written(NamedTuple):
    """SQL of a check, and where each line and column of it (from 1) stands in the check's file."""

    sql: str
    place: Callable[[int, int], Where]


def written_out(check: Check, marked: Marked) -> Written:
    """The SELECT of a check in either spelling."""
    if check.select is not None:
        return Written(check.select, lambda line, column: marked.inside(("select",), line, column))
    table = TABLE.get(check.each or "")
    subject = check.subject or (table.key[-1] if table else "subject")
    place = check.place or (table.place_column if table else None)
    lines: list[tuple[str, str | None]] = [("SELECT", None)]
    lines += _part(check, "subject", subject, " AS subject,")
    if place:
        lines += _part(check, "place", place, " AS place,")
    lines += [("(", None), *_lines(check.must or "TRUE", "must"), (") AS ok", None)]
    if table:
        named = _named_by_messages(check) - set(RESERVED)
        lines += [(f", {column.name}", None) for column in table.columns() if column.name in named]
    lines.append((f"FROM {check.each}", "each"))
    if check.where is not None:
        lines += [("WHERE (", None), *_lines(check.where, "where"), (")", None)]
    lines.append(("ORDER BY subject", None))

    def place_in_file(line: int, column: int) -> Where:
        keys = [key for _, key in lines]
        key = keys[line - 1] if 0 < line <= len(keys) else None
        if key is None:
            # What surrounds an author's text complains of its end: the text was not finished.
            before = keys[line - 2] if 1 < line <= len(keys) else None
            if before is None or before == "each" or column > 1:
                return marked.where(("each",))
            key, line, column = before, line - 1, len(lines[line - 2][0]) + 1
        path: tuple[Any, ...] = (key,)
        if key == "each":
            return marked.where(path)
        return marked.inside(path, line - keys.index(key), column)

    return Written("\n".join(text for text, _ in lines), place_in_file)


def _named_by_messages(check: Check) -> set[str]:
    said = (check.message.fail, check.message.open, check.message.pass_)
    return {name for text in said if text is not None for name in holes(text)}


def _lines(text: str, key: str) -> list[tuple[str, str | None]]:
    return [(line, key) for line in text.rstrip("\n").split("\n")]


def _part(check: Check, key: str, text: str, after: str) -> list[tuple[str, str | None]]:
    own = key if getattr(check, key) is not None else None
    return [*((line, own) for line in text.rstrip("\n").split("\n")), (after, None)]
