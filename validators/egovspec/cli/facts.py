"""egovspec facts: the facts of the last check, by table or by SQL."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from egovspec.cli.common import language_option, state_folder, tell
from egovspec.cli.language import say

MOST = 1000


@click.command(
    "facts",
    help=say(
        "查询上次检查所采集的事实：不带参数列出各表，QUERY 为表名或一条 SELECT。",
        "Ask the facts of the last check. Nothing lists the tables; QUERY is a table's name or one SELECT.",
    ),
)
@click.argument("query", required=False)
@click.option(
    "--format", "format", type=click.Choice(["text", "json", "csv"]), default="text", help=say("格式。", "Format.")
)
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help=say("最多行数。", "Most rows."))
@click.option(
    "--from",
    "database",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=say("另一份事实文件。", "Another facts file."),
)
@language_option
def command(query: str | None, format: str, limit: int, database: Path | None) -> int:
    import duckdb

    from egovspec.facts.store import open_to_read
    from egovspec.facts.tables import TABLE

    path = database or state_folder() / "facts.duckdb"
    if not path.is_file():
        raise click.UsageError(
            say("还没有事实，请先运行 egovspec check", "there are no facts yet; run egovspec check first")
        )
    try:
        with open_to_read(path) as connection:
            if query is None:
                counts = [
                    (
                        name,
                        connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0],
                        table.meaning.in_(_language()),
                    )
                    for name, table in TABLE.items()
                ]
                _show(["table", "rows", "meaning"], counts, format)
                return 0
            sql = f"SELECT * FROM {query} ORDER BY ALL" if query in TABLE else query
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise click.UsageError(say("只接受一条 SELECT", "only one SELECT is taken"))
            result = connection.execute(sql)
            names = [column[0] for column in result.description or []]
            rows = result.fetchmany(limit + 1)
            _show(names, rows[:limit], format)
            if len(rows) > limit:
                tell(say(f"只显示前 {limit} 行", f"only the first {limit} rows are shown"))
    except duckdb.Error as error:
        raise click.UsageError(str(error).strip()) from None
    return 0


def _language() -> Any:
    from egovspec.cli.language import spoken

    return spoken()


def _show(names: list[str], rows: list[Any], format: str) -> None:
    from egovspec.render.terminal import padded, width_of
    from egovspec.render.visible import visible

    if format == "json":
        click.echo(
            json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=2, default=str)
        )
        return
    if format == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_harmless(value) for value in row] for row in rows)
        click.echo(out.getvalue(), nl=False)
        return
    cells = [names, *([visible("" if value is None else str(value))[:60] for value in row] for row in rows)]
    widths = [max(width_of(row[n]) for row in cells) for n in range(len(names))]
    for row in cells:
        click.echo("  ".join(padded(value, widths[n]) for n, value in enumerate(row)).rstrip())


def _harmless(value: Any) -> str:
    # A spreadsheet runs what begins like a formula; the text is a stranger's.
    text = "" if value is None else str(value)
    return (
        f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not isinstance(value, int | float) else text
    )
