"""Tables whose head says what a column holds: 单位 | 地址 | 电话. The label of a value there is the head of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.text import LINK_TEXT, name, one_line
from egovspec.collect.website.readers.contact_words import kind_of_head

_UNIT_HEAD = re.compile(r"单位|部门|机构|名称|科室|窗口|网点")
_VALUE = re.compile(r"\d{5}|@")
_CELLS, _HEAD, _UNIT, _SPANNED, _ROWS = 30, 20, 40, 30, 3000


class Column(NamedTuple):
    """One column: what it holds, its head and where that stands, and its cells, each with the row's organisation."""

    kind: str
    label: str
    head_start: int
    head_stop: int
    cells: list[tuple[int, str | None]]


def columns_of(document: Document) -> Iterator[Column]:
    """The columns of contacts in all tables of a page, in document order."""
    if next(document.of("tr"), None) is None:
        return
    cells: dict[int, list[int]] = {}
    for cell in document.of("td", "th"):
        cells.setdefault(document.elements[cell].parent, []).append(cell)
    rows: dict[int, list[int]] = {}
    for row in document.of("tr"):
        parent = document.elements[row].parent
        table = parent if document.elements[parent].tag == "table" else document.elements[parent].parent
        rows.setdefault(table, []).append(row)
    for table_rows in rows.values():
        if len(table_rows) > 1:
            yield from _columns(document, table_rows[:_ROWS], cells)


def _columns(document: Document, rows: list[int], cells: dict[int, list[int]]) -> Iterator[Column]:
    head = cells.get(rows[0], [])
    if not 2 <= len(head) <= _CELLS:
        return
    spans = [(document.elements[cell].start, document.elements[cell].stop) for cell in head]
    if any(stop - start > _HEAD * 2 for start, stop in spans):
        return
    texts = [name(document.text[start:stop]) for start, stop in spans]
    kinds = [kind_of_head(text) for text in texts]
    if not any(kinds) or any(map(_VALUE.search, texts)):
        return
    second = _placed(document, cells.get(rows[1], []))
    places = _placed(document, head)
    if len(places) != len(second):
        return
    unit_at = next((at for at, cell in enumerate(places) if _UNIT_HEAD.search(texts[head.index(cell)])), None)
    bodies = [_placed(document, cells.get(row, [])) for row in rows[1:]]
    for kind, text, cell, (start, stop) in zip(kinds, texts, head, spans, strict=True):
        if kind is not None:
            at = places.index(cell)
            found = [
                (body[at], _unit(document, body[unit_at]) if unit_at is not None else None)
                for body in bodies
                if len(body) == len(places)
            ]
            yield Column(kind, text, start, stop, found)


def _placed(document: Document, row: list[int]) -> list[int]:
    """The cell at every place of a row, one that spans several standing at each."""
    placed: list[int] = []
    for cell in row[: _CELLS + 1]:
        span = document.elements[cell].get("colspan").strip()
        placed += [cell] * (min(int(span), _SPANNED) if span.isascii() and span.isdecimal() and len(span) < 4 else 1)
    return placed


def _unit(document: Document, cell: int) -> str | None:
    element = document.elements[cell]
    text = one_line(document.text[element.start : min(element.stop, element.start + LINK_TEXT)])
    return text if 2 <= len(text) <= _UNIT else None
