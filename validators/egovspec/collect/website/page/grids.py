"""The data tables of a page as grids: which cell stands in which row and column, merged cells counted.

Only tables that hold no other table: those that do lay the page out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.text import name

_COLUMNS, _ROWS_MERGED = 60, 1000
_CELL_READ, _CELL_TEXT = 300, 60
_SPAN = re.compile(r"\s*(\d{1,4})")


class Cell(NamedTuple):
    """A cell: row and column from 0, how many columns it covers, and its element."""

    row: int
    column: int
    width: int
    element: int


class Grid:
    """One table. `rows` holds the cells of every row in their order; columns beyond the sixtieth are left out."""

    def __init__(self, document: Document, table: int) -> None:
        self._document = document
        self.table = table
        self.rows: list[list[Cell]] = []
        covered: dict[int, int] = {}  # column: the last row a cell from above covers
        column = 0
        for index in document.inside(table):
            element = document.elements[index]
            if element.tag == "tr":
                self.rows.append([])
                column = 0
            elif element.tag in ("td", "th") and self.rows:
                row = len(self.rows) - 1
                while covered.get(column, -1) >= row:
                    column += 1
                if column >= _COLUMNS:
                    continue
                width = min(_number(element.get("colspan")), _COLUMNS - column)
                below = row + min(_number(element.get("rowspan")), _ROWS_MERGED) - 1
                for at in range(column, column + width):
                    covered[at] = below
                self.rows[row].append(Cell(row, column, width, index))
                column += width

    @cached_property
    def holds_data(self) -> bool:
        """Whether it has rows and columns: one row, or one cell a row, is a layout."""
        return len(self.rows) > 1 and any(len(row) > 1 for row in self.rows)

    def text(self, cell: Cell) -> str:
        """What a cell says, blanks between Chinese characters removed."""
        start = self._document.elements[cell.element].start
        stop = min(self._document.elements[cell.element].stop, start + _CELL_READ)
        return name(self._document.text[start:stop], _CELL_TEXT)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that begins in a row and covers a column there; None where a cell from above does."""
        cells = self.rows[row]
        found = bisect_right(cells, column, key=lambda cell: cell.column) - 1
        return cells[found] if found >= 0 and cells[found].column + cells[found].width > column else None


class Grids:
    """All tables of a page that hold no other table."""

    def __init__(self, document: Document) -> None:
        self._document = document
        elements = document.elements
        tables = list(document.of("table"))
        self._tables = [
            table
            for table, after in zip_longest(tables, tables[1:], fillvalue=len(elements))
            if after >= elements[table].end
        ]
        self._starts = [elements[table].start for table in self._tables]
        self._built: dict[int, Grid] = {}
        self._cells: dict[int, list[Cell]] = {}

    def __iter__(self) -> Iterator[Grid]:
        return (self._grid(table) for table in self._tables)

    def find(self, offset: int) -> tuple[Grid, Cell] | None:
        """The table and the cell in which the character at `offset` of the page's text stands."""
        found = bisect_right(self._starts, offset) - 1
        if found < 0 or self._document.elements[self._tables[found]].stop <= offset:
            return None
        grid = self._grid(self._tables[found])
        cells = self._cells.get(grid.table)
        if cells is None:
            cells = self._cells[grid.table] = [cell for row in grid.rows for cell in row]
        elements = self._document.elements
        at = bisect_right(cells, offset, key=lambda cell: elements[cell.element].start) - 1
        return (grid, cells[at]) if at >= 0 and elements[cells[at].element].stop > offset else None

    def _grid(self, table: int) -> Grid:
        if table not in self._built:
            self._built[table] = Grid(self._document, table)
        return self._built[table]


def _number(value: str) -> int:
    found = _SPAN.match(value)
    return max(int(found[1]), 1) if found else 1
