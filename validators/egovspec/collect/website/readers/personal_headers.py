"""The headers of data tables that announce personal data, and which header stands over a value.

A header stands over a column, or, in a table laid out as a form, to the left of its value. What it announces is known by
its words; how many cells it has and how many of these are masked is counted, not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from egovspec.collect import personal_words
from egovspec.collect.personal_words import Holds
from egovspec.collect.website.page.grids import Cell, Grid, Grids
from egovspec.collect.website.page.html import Document

_HEADER_ROWS_WITHIN = 4  # a title, a unit and a date may stand above the header
_LONGEST, _LABEL_WITHIN = 30, 60
_LINES = re.compile("[\n\t]")
_VALUE = re.compile(r"[0-9０-９]{5}|@")


class Header(NamedTuple):
    """One header: what it announces, its element, and the cells with content below or beside it."""

    text: str
    kind: Holds
    element: int
    below: bool
    filled: int
    hidden: int


class Headers:
    """The headers of all data tables of one page."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._grids = Grids(document)
        self._rows: dict[int, list[int]] = {}

    def in_data(self, offset: int) -> bool:
        """Whether the character at `offset` of the page's text stands in a cell of a data table."""
        found = self._grids.find(offset)
        return found is not None and found[0].holds_data

    def of(self, offset: int) -> str | None:
        """What stands before the line at `offset` as its label, or above its cell as the header of the column.

        The last header of a row is not the label of the first cell below it, so in a table the cell to the left counts,
        and only where no header stands above.
        """
        found = self._grids.find(offset)
        if found is None or not found[0].holds_data:
            return self._label_before(offset, 0)
        grid, cell = found
        if label := self._label_before(offset, self._document.elements[cell.element].start):
            return label
        header_rows = self._header_rows(grid)
        for row in reversed(header_rows):
            above = grid.at(row, cell.column)
            if row < cell.row and above is not None and (text := grid.text(above)) and _speaks(text):
                return text
        beside = grid.at(cell.row, cell.column - 1) if cell.column and not header_rows else None
        text = grid.text(beside) if beside else ""
        return text if text and personal_words.is_label(text) else None

    def _label_before(self, offset: int, earliest: int) -> str | None:
        """The line before, when it is a label and nothing else."""
        text = self._document.text[max(earliest, offset - _LABEL_WITHIN) : offset].rstrip()
        line = _LINES.split(text)[-1]
        return line if line and personal_words.is_label(line) else None

    def all(self) -> Iterator[Header]:
        """Every header that announces personal data, table by table."""
        for grid in self._grids:
            if grid.holds_data:
                header_rows = self._header_rows(grid)
                yield from self._below(grid, header_rows) if header_rows else self._beside(grid)

    def _header_rows(self, grid: Grid) -> list[int]:
        """The rows of a table that are its header, one or, under merged cells, two; none for a form."""
        if grid.table not in self._rows:
            self._rows[grid.table] = self._find_header_rows(grid)
        return self._rows[grid.table]

    @staticmethod
    def _find_header_rows(grid: Grid) -> list[int]:
        for at, cells in enumerate(grid.rows[:_HEADER_ROWS_WITHIN]):
            said = [(cell, text) for cell in cells if (text := grid.text(cell))]
            if len(said) < 2 or any(len(text) > _LONGEST or _VALUE.search(text) for _, text in said):
                continue
            speaking = [cell for cell, text in said if _speaks(text)]
            if not speaking or at + 1 == len(grid.rows):
                continue
            below = [(cell, grid.at(at + 1, cell.column)) for cell in speaking]
            repeated = [cell for cell, under in below if under and _speaks(grid.text(under))]
            if not repeated:
                return [at, at + 1] if _is_second(grid, at) else [at]
            if all(cell.width > 1 for cell in repeated) and at + 2 < len(grid.rows):
                return [at, at + 1]
            return []  # labels below labels: a form
        return []

    def _below(self, grid: Grid, header_rows: list[int]) -> Iterator[Header]:
        heads = [(cell, grid.text(cell)) for row in header_rows for cell in grid.rows[row]]
        named = any(personal_words.holds(text) is Holds.NAME for _, text in heads)
        found = [(cell, text, kind) for cell, text in heads if (kind := _kind(text, named))]
        values: dict[int, list[str]] = {cell.column: [] for cell, _, _ in found}
        for cells in grid.rows[header_rows[-1] + 1 :]:
            for cell in cells:
                covered = [column for column in range(cell.column, cell.column + cell.width) if column in values]
                if covered and (said := grid.text(cell)):
                    for column in covered:
                        values[column].append(said)
        for cell, text, kind in found:
            yield _counted(cell, text, kind, values[cell.column], below=True)

    def _beside(self, grid: Grid) -> Iterator[Header]:
        for cells in grid.rows:
            said = [grid.text(cell) for cell in cells]
            named = any(personal_words.holds(text) is Holds.NAME for text in said)
            for at, text in enumerate(said):
                if (kind := _kind(text, named)) and at + 1 < len(cells) and not _speaks(said[at + 1]):
                    yield _counted(cells[at], text, kind, [said[at + 1]] if said[at + 1] else [], below=False)


def _counted(cell: Cell, text: str, kind: Holds, values: list[str], *, below: bool) -> Header:
    hidden = sum(personal_words.HIDDEN.search(value) is not None for value in values)
    return Header(text[:_LONGEST], kind, cell.element, below, len(values), hidden)


def _speaks(text: str) -> bool:
    """Whether a short text is the name of something: a word known as a label or as a header."""
    return len(text) <= _LONGEST and (
        personal_words.holds(text) is not None or (not _VALUE.search(text) and personal_words.heading(text) is not None)
    )


def _kind(text: str, named: bool) -> Holds | None:
    """What a header announces. A bare 地址 is that of a home beside a name, and of an office elsewhere."""
    return Holds.ADDRESS if named and text == "地址" else personal_words.holds(text)


def _is_second(grid: Grid, row: int) -> bool:
    """Whether the row below continues a header that has merged cells."""
    if row + 2 >= len(grid.rows) or all(cell.width == 1 for cell in grid.rows[row]):
        return False
    said = [text for cell in grid.rows[row + 1] if (text := grid.text(cell))]
    return bool(said) and any(map(_speaks, said)) and not any(map(_VALUE.search, said))
