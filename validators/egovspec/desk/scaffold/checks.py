"""A new check over the rows of one table, by the type of the column it looks at, with cases that notice every change of it."""

from __future__ import annotations

from dataclasses import dataclass

from egovspec.desk.scaffold.wording import Said, head, joined, two
from egovspec.desk.scaffold.workplace import Workplace
from egovspec.errors import SpecErrors, UnknownReference, WrongValue
from egovspec.facts.tables import TABLE
from egovspec.facts.tables.base import ColumnDeclared, Fact, Table
from egovspec.library.editing import scalar
from egovspec.library.shapes import did_you_mean
from egovspec.model.base import Text


@dataclass(frozen=True)
class Pattern:
    """How a column of one type is held to something.

    must        the condition, with the column as `{column}`
    parameters  lines of YAML; none when it takes none
    values      the parameters in cases
    passes, fails   values of the column at either side of the limit, as YAML
    says        what the message of a failure says of it
    """

    must: str
    passes: str
    fails: str
    says: Text
    parameters: tuple[str, ...] = ()
    values: str = ""


def _least(meaning_zh: str, meaning_en: str) -> tuple[str, ...]:
    meaning = two(Text(zh=meaning_zh, en=meaning_en))
    return (f"  least: {{type: integer, meaning: {meaning}}}",)


_WITHIN = (f"  within: {{type: duration, meaning: {two(Text(zh='期限', en='how long ago at most'))}}}",)
PATTERNS: dict[str, Pattern] = {
    "VARCHAR": Pattern(
        "length({column}) >= $least",
        "甲乙",
        "甲",
        Text(zh="“{{{column}}}”太短", en="“{{{column}}}” is too short"),
        _least("至少几个字", "least number of characters"),
        "{least: 2}",
    ),
    "VARCHAR[]": Pattern(
        "len({column}) >= $least",
        "[甲, 乙]",
        "[甲]",
        Text(zh="只有 {{{column}}}", en="there is only {{{column}}}"),
        _least("至少几项", "least number of entries"),
        "{least: 2}",
    ),
    "BIGINT": Pattern(
        "{column} >= $least",
        "2",
        "1",
        Text(zh="为 {{{column}}}，过少", en="is {{{column}}}, which is too few"),
        _least("至少多少", "the least it may be"),
        "{least: 2}",
    ),
    "DOUBLE": Pattern(
        "{column} >= $least",
        "2.0",
        "1.9",
        Text(zh="为 {{{column}}}，过小", en="is {{{column}}}, which is too little"),
        ("  least: {type: number, meaning: " + two(Text(zh="至少多少", en="the least it may be")) + "}",),
        "{least: 2.0}",
    ),
    "BOOLEAN": Pattern("{column}", "true", "false", Text(zh="为否", en="it is not so")),
    "DATE": Pattern(
        "{column} >= $today - $within",
        "2026-02-15",
        "2026-02-14",
        Text(zh="日期为 {{{column}}}，已超过期限", en="is dated {{{column}}}, which is too long ago"),
        _WITHIN,
        "{within: P14D}",
    ),
    "TIMESTAMP": Pattern(
        "{column} >= $as_of - $within",
        '"2026-02-15T00:00:00"',
        '"2026-02-14T23:59:59"',
        Text(zh="时间为 {{{column}}}，已超过期限", en="is of {{{column}}}, which is too long ago"),
        _WITHIN,
        "{within: P14D}",
    ),
}


def new_check(place: Workplace, identifier: str, title: Said, table_name: str, column_name: str | None) -> str:
    """The text of a check that judges each row of a table by one of its columns.

    column_name   None: the title of a page, else the first column that is not a key
    Raises        SpecErrors when there is no such table or column
    """
    table = _table(place, table_name)
    column = _column(place, table, column_name)
    pattern = PATTERNS[column.type]
    asked = title.text("一句话说明核验什么", "what it verifies, in one line", place.where)
    message = Said("message", None, None).text(
        pattern.says.zh.format(column=column.name), pattern.says.en.format(column=column.name), place.where
    )
    unknown = Said("message", None, None).text("为何无法判定", "why it cannot be told", place.where)
    keys = [one for one in table.columns() if one.name in table.key]
    subject = _subject(keys)
    return joined(
        head(place.root, "check", identifier),
        f"title: {two(asked)}",
        ["parameters:", *pattern.parameters] if pattern.parameters else [],
        f"# {_plain(table.meaning.zh)} {_plain(table.meaning.en)}: egovspec explain {table_name}",
        f"each: {table_name}",
        [f"subject: {scalar(subject)}"] if subject else [],
        f"must: {scalar(pattern.must.format(column=column.name))}",
        "message:",
        f"  fail: {two(message)}",
        f"  open: {two(unknown)}",
        "cases:",
        _case("刚好达到", "just enough", table_name, keys, column, pattern, pattern.passes, "pass"),
        _case("差一点", "not quite enough", table_name, keys, column, pattern, pattern.fails, "fail"),
        _case("没有读到", "not seen", table_name, keys, column, pattern, None, "open"),
    )


def _case(
    zh: str,
    en: str,
    table: str,
    keys: list[ColumnDeclared],
    column: ColumnDeclared,
    pattern: Pattern,
    value: str | None,
    outcome: str,
) -> list[str]:
    row = {key.name: _KEY_VALUES[key.type] for key in keys}
    if value is not None:
        row[column.name] = value
    told = ", ".join(f"{name}: {given}" for name, given in row.items())
    subject = " ".join(_KEY_SHOWN.get(key.type, _KEY_VALUES[key.type]) for key in keys)
    return [
        f"  - name: {two(Text(zh=zh, en=en))}",
        *([f"    with: {pattern.values}"] if pattern.values else []),
        f"    given: {{{table}: [{{{told}}}]}}",
        f"    expect: [{{subject: {scalar(subject, in_brackets=True)}, outcome: {outcome}}}]",
    ]


_KEY_VALUES = {"VARCHAR": "a", "BIGINT": "1", "TIMESTAMP": '"2026-03-01T00:00:00"', "DATE": "2026-03-01"}
_KEY_SHOWN = {"TIMESTAMP": "2026-03-01 00:00:00"}


def _subject(keys: list[ColumnDeclared]) -> str | None:
    """What tells rows apart, as one text; None where the check's own default, the key, is one."""
    if len(keys) == 1 and keys[0].type == "VARCHAR":
        return None
    written = (key.name if key.type == "VARCHAR" else f"TRY_CAST({key.name} AS VARCHAR)" for key in keys)
    return " || ' ' || ".join(written)


def _table(place: Workplace, name: str) -> type[Table]:
    """A table collectors bring facts into. Raises SpecErrors."""
    table = TABLE.get(name)
    if table is not None and issubclass(table, Fact) and _judgeable(table):
        return table
    known = [one for one, held in TABLE.items() if issubclass(held, Fact) and _judgeable(held)]
    near = did_you_mean(name, known) or {"hint": "egovspec list tables", "hint_zh": "egovspec list tables"}
    raise SpecErrors([UnknownReference(place.where, f"no fact table {name!r}", zh=f"没有事实表 {name!r}", **near)])


_OF_EVERY_FACT = frozenset(Fact.model_fields)


def _judgeable(table: type[Table]) -> list[ColumnDeclared]:
    return [
        one
        for one in table.columns()
        if one.name not in table.key and one.name not in _OF_EVERY_FACT and one.type in PATTERNS
    ]


def _column(place: Workplace, table: type[Table], name: str | None) -> ColumnDeclared:
    """The column that is looked at. Raises SpecErrors."""
    able = {one.name: one for one in _judgeable(table)}
    if name is None:
        return able.get("title") or next(iter(able.values()))
    if name in able:
        return able[name]
    if any(one.name == name for one in table.columns()):
        said = f"the column {name!r} says which row it is and cannot be judged by itself"
        raise SpecErrors(
            [WrongValue(place.where, said, zh=f"栏 {name!r} 用来区分各行，不能单独判定", hint=", ".join(able))]
        )
    raise SpecErrors(
        [
            UnknownReference(
                place.where,
                f"{table.name_of_table} has no column {name!r}",
                zh=f"{table.name_of_table} 没有栏 {name!r}",
                **(did_you_mean(name, able) or {"hint": ", ".join(able)}),
            )
        ]
    )


def _plain(text: str) -> str:
    """A meaning within a comment."""
    return text.rstrip("。.")


__all__ = ["new_check"]
