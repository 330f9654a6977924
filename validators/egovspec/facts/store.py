"""Facts at rest: rows go in one by one as JSON Lines, a DuckDB file comes out that is only ever read.

Rows are put into canonical order when the file is sealed, so that the order of collection cannot show in a verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import duckdb
from pydantic_core import PydanticSerializationError

from egovspec.facts.tables import TABLES, Table
from egovspec.model.duration import Duration

# One thread: the engine's parallel plans may put equal rows into different orders.
OPEN_ONLY_TO_READ: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "memory_limit": "2GB",
    "enable_external_access": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
# JSON may carry these, the engine's text may not, and no page means anything by them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def create_table(table: type[Table]) -> str:
    """The engine's declaration of a fact table."""
    columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns())
    return f"CREATE TABLE {table.name_of_table} ({columns})"


class FactWriter:
    """Takes rows of any table; `seal` makes the database. Memory stays flat: rows are on disk at once.

    folder   an empty folder of our own; everything in it is ours
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[str]] = {}
        self.counts: dict[tuple[str, str], int] = {}

    def add(self, fact: Table) -> None:
        """Take one row. Characters that no text column can hold are replaced by U+FFFD."""
        table = type(fact)
        file = self._files.get(table.name_of_table)
        if file is None:
            path = self._folder / f"{table.name_of_table}.jsonl"
            file = self._files[table.name_of_table] = path.open("w", encoding="utf-8", newline="\n")
        file.write(_line(fact))
        counted = (str(getattr(fact, "evidence", None) or ""), table.name_of_table)
        self.counts[counted] = self.counts.get(counted, 0) + 1

    def add_all(self, facts: Iterable[Table]) -> None:
        for fact in facts:
            self.add(fact)

    def seal(self) -> Path:
        """Make the database of all rows so far. Returns its path."""
        for file in self._files.values():
            file.close()
        path = self._folder / "facts.duckdb"
        spilled = str(self._folder / "spilled")
        with duckdb.connect(
            str(path), config={"threads": "1", "memory_limit": "1GB", "temp_directory": spilled}
        ) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for table in TABLES:
                connection.execute(create_table(table))
                source = self._folder / f"{table.name_of_table}.jsonl"
                if source.exists():
                    _load(connection, table, source)
        return path

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _line(fact: Table) -> str:
    """A row as a line of JSON. The model's own writer is six times as quick as ours; it knows neither how the engine
    spells durations nor what its text cannot hold."""
    if _plain(type(fact)):
        try:
            line = fact.model_dump_json(exclude_none=True)
        except PydanticSerializationError:  # a lone surrogate
            pass
        else:
            if "\\u0000" not in line:
                return line + "\n"
    return json.dumps(_row(fact), ensure_ascii=False, separators=(",", ":")) + "\n"


@cache
def _plain(table: type[Table]) -> bool:
    """Whether all columns are called and written as the model's fields are."""
    spelled = zip(table.model_fields, table.columns(), strict=True)
    return all(name == column.name and column.type != "INTERVAL" for name, column in spelled)


def _row(fact: Table) -> dict[str, Any]:
    row = {}
    for name, value in fact:
        if value is None:
            continue
        if isinstance(value, Duration):
            value = value.interval
        elif isinstance(value, str):
            value = _UNSTORABLE.sub("\ufffd", value)
        elif isinstance(value, list):
            value = [_UNSTORABLE.sub("\ufffd", part) for part in value]
        elif hasattr(value, "isoformat"):
            value = value.isoformat(" ") if hasattr(value, "hour") else value.isoformat()
        row[name.rstrip("_")] = value
    return row


def _load(connection: duckdb.DuckDBPyConnection, table: type[Table], source: Path) -> None:
    # Durations and moments arrive as text: the JSON reader knows no intervals and guesses at zones.
    columns = table.columns()
    as_text = {
        column.name: "VARCHAR" if column.type in ("INTERVAL", "TIMESTAMP", "DATE") else column.type
        for column in columns
    }
    read = ", ".join(f'CAST("{column.name}" AS {column.type}) AS "{column.name}"' for column in columns)
    connection.execute(
        f"INSERT INTO {table.name_of_table} SELECT {read} FROM read_json($path, format = 'newline_delimited', "
        f"columns = {as_text!r}, maximum_object_size = 67108864) ORDER BY ALL",
        {"path": str(source)},
    )


def open_to_read(path: Path) -> duckdb.DuckDBPyConnection:
    """Open sealed facts: read-only, locked, one thread, in UTC."""
    return duckdb.connect(str(path), read_only=True, config=OPEN_ONLY_TO_READ)
