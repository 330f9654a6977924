"""Which address comes next: breadth first, and what leads to columns before what leads to single items.

Under a limit a crawl should know the columns whole before it knows any list of items whole: what is missing from a
tree of columns can only be said when the tree was seen.
"""

from __future__ import annotations

import heapq
from enum import IntEnum


class Rank(IntEnum):
    """How promising an address is. What a menu or breadcrumb leads to, what looks like a column, the rest, items."""

    HOME = 0
    COLUMN = 1
    LOOKS_LIKE_COLUMN = 2
    OTHER = 3
    ITEM = 4


class Frontier:
    """Addresses still to be looked at; each is given out once. Its order depends on nothing but what was added."""

    def __init__(self) -> None:
        self._heap: list[tuple[bool, int, Rank, int, str]] = []
        self._best: dict[str, tuple[bool, int, Rank]] = {}
        self._given: set[str] = set()
        self._count = 0

    def add(self, url: str, rank: Rank, clicks: int) -> None:
        """Note an address; adding it again with a better rank or fewer clicks moves it forward."""
        key = (rank is Rank.ITEM, clicks, rank)
        if url in self._given or (url in self._best and self._best[url] <= key):
            return
        self._best[url] = key
        self._count += 1
        heapq.heappush(self._heap, (*key, self._count, url))

    def pop(self) -> str | None:
        """The next address, or None when there is none left."""
        while self._heap:
            *key, _, url = heapq.heappop(self._heap)
            if url not in self._given and self._best[url] == tuple(key):
                self._given.add(url)
                del self._best[url]
                return url
        return None

    def __len__(self) -> int:
        return len(self._best)
