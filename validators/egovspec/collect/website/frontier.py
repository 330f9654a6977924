"""Which address comes next: breadth first, and what leads to columns before what leads to single items.

Under a limit a crawl should know the columns whole before it knows any list of items whole: what is missing from a
tree of columns can only be said when the tree was seen.
"""

from __future__ import annotations

from enum import IntEnum


class Rank(IntEnum):
    """How promising an address is. What a menu or breadcrumb leads to, what looks like a column, the rest, items."""

    HOME = 0
    COLUMN = 1
    LOOKS_LIKE_COLUMN = 2
    OTHER = 3
    ITEM = 4
