"""What a fact table is: a model whose fields are typed columns with meaning, unit and sensitivity.

The model is the only place a table's shape is written: the engine's table, the lint of checks and the pages of the
site all derive from it. A row is one observation and says where it was made.
"""

from __future__ import annotations

import types
import typing
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from egovspec.model.base import Text
from egovspec.model.duration import Duration


class Sensitivity(StrEnum):
    """Class of what a column may hold."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


def column(
    zh: str, en: str, *, unit: str | None = None, sensitivity: Sensitivity = Sensitivity.PUBLIC, default: Any = None
) -> Any:
    """Declare a column: its meaning in both languages, its unit, its sensitivity; NULL when a row does not give it."""
    return Field(default, description=en, json_schema_extra={"zh": zh, "unit": unit, "sensitivity": sensitivity.value})


ENGINE_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
    Duration: "INTERVAL",
    list[str]: "VARCHAR[]",
}


class ColumnDeclared(NamedTuple):
    """One column of a table as the engine and the pages see it."""

    name: str
    type: str
    meaning: Text
    unit: str | None
    sensitivity: Sensitivity


class Table(BaseModel):
    """Base of all tables. `name` is the SQL name, `key` the columns that tell rows apart, `meaning` what a row is."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name_of_table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    meaning: ClassVar[Text]
    place_column: ClassVar[str | None] = "place"

    @classmethod
    @cache
    def columns(cls) -> tuple[ColumnDeclared, ...]:
        """The columns in order, as declared."""
        hints = typing.get_type_hints(cls)
        found = []
        for name, field in cls.model_fields.items():
            extra = field.json_schema_extra
            assert isinstance(extra, dict), f"{cls.__name__}.{name} must be declared with column()"
            found.append(
                ColumnDeclared(
                    name.rstrip("_"),  # class_ is the column class: Python reserves the bare word
                    _engine_type(hints[name]),
                    Text(zh=str(extra["zh"]), en=field.description or ""),
                    typing.cast("str | None", extra["unit"]),
                    Sensitivity(str(extra["sensitivity"])),
                )
            )
        return tuple(found)


def _engine_type(hint: Any) -> str:
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "VARCHAR"
    return ENGINE_TYPES[hint]


class Fact(Table):
    """Base of what collectors bring: every row says from which evidence it is, where it was seen, and when."""

    evidence: str | None = column("证据编号", "id of the evidence")
    place: str | None = column("所见之处：网址、文件:行、设备等", "where it was seen: URL, file:line, device")
    seen_at: datetime | None = column("所见时刻（UTC）", "when it was seen, UTC")
