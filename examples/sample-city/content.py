"""What the sample portal says, read from `content/*.toml` into typed values.

TOML because the standard library reads it and because whole paragraphs can be written in it as they will appear.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Attachment:
    """A file offered below a page, made as its ending says. It holds `text`, or else repeats the page.

    shown  whether the page also shows it inside itself
    """

    name: str
    text: str = ""
    shown: bool = False


@dataclass(frozen=True)
class Record:
    """Head of an official document, as the disclosure section shows it."""

    index: str
    number: str
    subject: str
    written_on: str
    validity: str = "有效"
    effective_on: str = ""
    lapsed_on: str = ""
    layout: Literal["table", "list", "lines"] = "table"


@dataclass(frozen=True)
class Letter:
    """A message from the public and its answer. Times are local, `YYYY-MM-DD HH:MM`."""

    number: str
    kind: str
    asked_at: str
    question: str
    answered_at: str
    unit: str
    answer: str
    state: str = "已答复"


@dataclass(frozen=True)
class Material:
    """One material a guide asks for. `form` and `sample` name attachments of the guide."""

    name: str
    original: str
    medium: str
    copies: int
    required: str = "必要"
    form: str = ""
    sample: str = ""


@dataclass(frozen=True)
class Guide:
    """A service guide: labels and what stands under them, in order, and materials where they are a table of their own."""

    layout: Literal["table", "list", "headings", "tabs", "lines"]
    apply: str
    fields: tuple[tuple[str, str], ...]
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class Survey:
    """A survey: when it runs, what became of it once closed, and where an opinion on it is handed in."""

    opens_on: str
    closes_on: str
    result_on: str = ""
    result: str = ""
    submit: str = ""

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
    guide: Guide | None = None
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
    page_size: int = 0
    attachments: tuple[Attachment, ...] = ()

    @property
    def url(self) -> str:
        return self.page(1)

    def page(self, number: int) -> str:
        """Address of a page of its list, from 1. Without a `page_size` there is one."""
        return f"/{self.path or f'col/col{self.id}'}/index{f'_{number}' if number > 1 else ''}.html"


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

    def pages(self, column: Column) -> list[list[Item]]:
        """What each page of a column's list shows; one page, possibly empty, at least."""
        items = self.listed(column.id)
        size = column.page_size or len(items) or 1
        return [items[at : at + size] for at in range(0, len(items), size)] or [[]]

    def lineage(self, column: Column) -> list[Column]:
        """The column and those above it, from the top."""
        above = self.lineage(self.columns[column.parent]) if column.parent else []
        return [*above, column]

    def item(self, no: int) -> Item:
        return next(item for item in self.items if item.no == no)

    def interpretations(self, item: Item) -> list[Item]:
        return [other for other in self.items if other.interprets == item.no]


def _attachments(raw: dict[str, Any]) -> tuple[Attachment, ...]:
    return tuple(Attachment(**attachment) for attachment in raw.get("attachments", ()))


def _guide(raw: dict[str, Any]) -> Guide:
    fields = tuple((label, text.strip()) for label, text in raw["fields"])
    materials = tuple(Material(**material) for material in raw.get("materials", ()))
    return Guide(**{**raw, "fields": fields, "materials": materials})


def _item(raw: dict[str, Any]) -> Item:
    nested: dict[str, Any] = {
        "record": Record(**raw["record"]) if "record" in raw else None,
        "letter": Letter(**raw["letter"]) if "letter" in raw else None,
        "survey": Survey(**raw["survey"]) if "survey" in raw else None,
        "guide": _guide(raw["guide"]) if "guide" in raw else None,
        "attachments": _attachments(raw),
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
    listed = [Column(**{**raw, "attachments": _attachments(raw)}) for raw in _tables(folder, "column")]
    columns = {column.id: column for column in listed}
    items = sorted((_item(raw) for raw in _tables(folder, "item")), key=lambda item: (item.at, item.no), reverse=True)
    if len(columns) != len(listed) or len({item.no for item in items}) != len(items):
        raise ValueError("two columns or two items share a number")
    named = {name for item in items for name in (item.column, *item.also)} | {c.parent for c in listed if c.parent}
    if named - columns.keys():
        raise ValueError(f"no such column: {', '.join(sorted(named - columns.keys()))}")
    return Portal(site["identity"], site["home"], columns, tuple(items))
