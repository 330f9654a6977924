"""What the sample portal says, read from `content/*.toml` into typed values.

TOML because the standard library reads it and because whole paragraphs can be written in it as they will appear.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Attachment:
    """A file offered below an item: `.docx` repeats the item, `.csv` carries `rows`."""

    name: str
    rows: str = ""


@dataclass(frozen=True)
class Record:
    """Head of an official document, as the disclosure section shows it."""

    index: str
    number: str
    subject: str
    written_on: str
    validity: str = "有效"


@dataclass(frozen=True)
class Letter:
    """A message from the public and its answer. Times are local, `YYYY-MM-DD HH:MM`."""

    kind: str
    asked_at: str
    question: str
    answered_at: str
    unit: str
    answer: str


@dataclass(frozen=True)
class Survey:
    """A survey: when it runs, and what became of it once closed."""

    opens_on: str
    closes_on: str
    result_on: str = ""
    result: str = ""

    def state(self, today: str) -> str:
        return "正在征集" if today <= self.closes_on else "已反馈" if self.result_on else "已结束"


@dataclass(frozen=True)
class Item:
    """One content page. `at` is local time, `YYYY-MM-DD HH:MM`; `also` names further columns that list it."""

    no: int
    column: str
    at: str
    title: str
    source: str
    text: str = ""
    also: tuple[str, ...] = ()
    keywords: str = ""
    charset: str = "utf-8"
    interprets: int | None = None
    record: Record | None = None
    letter: Letter | None = None
    survey: Survey | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def day(self) -> str:
        return self.at[:10]

    @property
    def url(self) -> str:
        return f"/art/{self.day.replace('-', '/')}/art_{self.column}_{self.no}.html"


@dataclass(frozen=True)
class Column:
    """One column page: an introduction, blocks of the columns below it, and its own items, each where it has them."""

    id: str
    name: str
    type: str
    about: str
    keywords: str
    parent: str = ""
    path: str = ""
    text: str = ""
    dates: str = "iso"
    layout: str = "list"
    template: str = "main"
    charset: str = "utf-8"
    in_navigation: bool = True
    blocks: bool = False

    @property
    def url(self) -> str:
        return f"/{self.path or f'col/col{self.id}'}/index.html"


@dataclass(frozen=True)
class Portal:
    """The whole portal: its identity, its columns in menu order, its items newest first."""

    identity: dict[str, str]
    home: dict[str, Any]
    columns: dict[str, Column]
    items: tuple[Item, ...] = field(default=())

    def children(self, column: str) -> list[Column]:
        return [child for child in self.columns.values() if child.parent == column]

    def listed(self, column: str) -> list[Item]:
        return [item for item in self.items if column == item.column or column in item.also]

    def lineage(self, column: Column) -> list[Column]:
        """The column and those above it, from the top."""
        above = self.lineage(self.columns[column.parent]) if column.parent else []
        return [*above, column]

    def item(self, no: int) -> Item:
        return next(item for item in self.items if item.no == no)

    def interpretations(self, item: Item) -> list[Item]:
        return [other for other in self.items if other.interprets == item.no]


def _item(raw: dict[str, Any]) -> Item:
    nested: dict[str, Any] = {
        "record": Record(**raw["record"]) if "record" in raw else None,
        "letter": Letter(**raw["letter"]) if "letter" in raw else None,
        "survey": Survey(**raw["survey"]) if "survey" in raw else None,
        "attachments": tuple(Attachment(**attachment) for attachment in raw.get("attachments", ())),
        "also": tuple(raw.get("also", ())),
    }
    item = Item(**{**raw, **nested})
    datetime.strptime(item.at, "%Y-%m-%d %H:%M")  # a date the calendar does not have stops the build here
    return item


def _tables(folder: Path, key: str) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.toml")):
        yield from tomllib.loads(file.read_text(encoding="utf-8")).get(key, ())


def load(folder: Path) -> Portal:
    """Read the content files of `folder`.

    Raises  ValueError when two columns or two items share a number, or an item names a column that is not there
    """
    site = tomllib.loads((folder / "0-site.toml").read_text(encoding="utf-8"))
    listed = [Column(**raw) for raw in _tables(folder, "column")]
    columns = {column.id: column for column in listed}
    items = sorted((_item(raw) for raw in _tables(folder, "item")), key=lambda item: (item.at, item.no), reverse=True)
    if len(columns) != len(listed) or len({item.no for item in items}) != len(items):
        raise ValueError("two columns or two items share a number")
    named = {name for item in items for name in (item.column, *item.also)} | {c.parent for c in listed if c.parent}
    if named - columns.keys():
        raise ValueError(f"no such column: {', '.join(sorted(named - columns.keys()))}")
    return Portal(site["identity"], site["home"], columns, tuple(items))
