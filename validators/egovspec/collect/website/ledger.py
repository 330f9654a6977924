"""What a walk remembers of a site until its end: addresses, pages, links, on disk and not in memory.

A portal has a hundred thousand pages and millions of links, and only the end of a walk knows which links lead to
collected pages and how many clicks a page is from home. All of it lies in a private database of the operating system's
temporary files, gone when the walk is; in memory are a few caches of fixed size.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from egovspec.collect.website.frontier import Rank

_CACHED = 20_000
_NOTED = 2  # an address that has a number and waits for nothing; it may still be added
_SCHEMA = """
CREATE TABLE address (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, waiting INTEGER NOT NULL, late INTEGER NOT NULL,
    clicks INTEGER NOT NULL, rank INTEGER NOT NULL, turn INTEGER NOT NULL, source INTEGER, page INTEGER, reason TEXT,
    status INTEGER, detail TEXT, gap INTEGER NOT NULL DEFAULT 0);
CREATE INDEX next_one ON address (late, clicks, rank, id) WHERE waiting = 1;
CREATE TABLE page (
    id INTEGER PRIMARY KEY, row TEXT NOT NULL, published TEXT, place TEXT NOT NULL, seen_at TEXT NOT NULL,
    listed TEXT NOT NULL, links BLOB NOT NULL, lines BLOB NOT NULL, frames BLOB NOT NULL);
CREATE TABLE link (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, text TEXT NOT NULL, title TEXT, region TEXT NOT NULL,
    UNIQUE (target, text, title, region));
CREATE TABLE target (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE shown (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT, data TEXT NOT NULL, UNIQUE (kind, key));
CREATE TABLE said (digest BLOB PRIMARY KEY, page INTEGER NOT NULL) WITHOUT ROWID;
"""


class Address(NamedTuple):
    """An address given out to be looked at. `turn`: which page of a list it is, 1 when it is none or the first."""

    id: int
    url: str
    rank: Rank
    turn: int


class Missed(NamedTuple):
    """An address that was not collected. `source` is the page that first led to it."""

    url: str
    reason: str
    status: int | None
    detail: str | None
    source: str | None
    place: str | None
    rank: Rank
    gap: bool


class Kept(NamedTuple):
    """A collected page as it was kept: its row as JSON text, links as numbers of links, frames as numbers of addresses."""

    id: int
    url: str
    row: str
    place: str
    seen_at: str
    listed: str
    links: array[int]
    lines: array[int]
    frames: array[int]


class Link(NamedTuple):
    """A link as many pages may show it, and the page it leads to."""

    target: str
    text: str
    title: str | None
    region: str
    page: str | None


class Ledger:
    """The state of one walk. Numbers of addresses are given in the order they were first met."""

    def __init__(self) -> None:
        # The empty name is a private file of SQLite's own, which grows out of the cache only when it must.
        self._db = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-16384", "temp_store=FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        # Of an address: its number, whether it waits, and what it waits with.
        self._known: dict[str, list[int]] = {}
        self._links: dict[tuple[str, str, str | None, str], int] = {}
        self._read: dict[int, Link] = {}  # only once all pages are known
        self.pages = 0
        self.waiting = 0

    def close(self) -> None:
        self._db.close()

    # --- addresses

    def add(self, url: str, rank: Rank, clicks: int, *, source: int | None, turn: int = 1, most_turns: int = 0) -> bool:
        """Note an address; adding it again with a better rank, fewer clicks or an earlier turn moves it forward.

        most_turns   an address that was left out as a later page of a list waits again when its turn is not beyond this
        Returns      whether it is new
        """
        late = int(rank is Rank.ITEM)
        known = self._state(url)
        if known is not None and known[1] == _NOTED:
            known[1:] = [1, late, clicks, int(rank), turn]
            self._db.execute(
                "UPDATE address SET waiting = 1, late = ?, clicks = ?, rank = ?, turn = ?, source = ? WHERE id = ?",
                (late, clicks, int(rank), turn, source, known[0]),
            )
            self.waiting += 1
            return True
        if known is None:
            number = self._db.execute(
                "INSERT INTO address (url, waiting, late, clicks, rank, turn, source) VALUES (?, 1, ?, ?, ?, ?, ?)",
                (url, late, clicks, int(rank), turn, source),
            ).lastrowid
            self._remember(url, [number or 0, 1, late, clicks, int(rank), turn])
            self.waiting += 1
            return True
        number, waiting, *best, best_turn = known
        best_rank = min(best[2], int(rank))
        better = [late, clicks, int(rank)] < best
        if not better and best_rank == best[2] and turn >= best_turn:
            return False
        kept = [late, clicks, int(rank)] if better else best
        known[2:] = [kept[0], kept[1], best_rank, min(turn, best_turn)]
        reopened = waiting == 0 and best_turn > most_turns >= turn > 0 and self._left_out(number)
        known[1] = int(waiting == 1 or reopened)
        self.waiting += int(reopened)
        self._db.execute(
            "UPDATE address SET waiting = ?, late = ?, clicks = ?, rank = ?, turn = ?, "
            "reason = CASE WHEN ? THEN NULL ELSE reason END, gap = CASE WHEN ? THEN 0 ELSE gap END WHERE id = ?",
            (known[1], known[2], known[3], known[4], known[5], reopened, reopened, number),
        )
        return False

    def pop(self) -> Address | None:
        """The next address, breadth first, what leads to columns before what leads to items; None when none waits."""
        found = self._db.execute(
            "SELECT id, url, rank, turn FROM address WHERE waiting = 1 ORDER BY late, clicks, rank, id LIMIT 1"
        ).fetchone()
        if found is None:
            return None
        number, url, rank, turn = found
        self._db.execute("UPDATE address SET waiting = 0 WHERE id = ?", (number,))
        if url in self._known:
            self._known[url][1] = 0
        self.waiting -= 1
        return Address(number, url, Rank(rank), turn)

    def number(self, url: str) -> int:
        """The number of an address, which is noted without waiting when it is new."""
        known = self._state(url)
        if known is None:
            number = self._db.execute(
                "INSERT INTO address (url, waiting, late, clicks, rank, turn) VALUES (?, ?, 1, 999, ?, 1)",
                (url, _NOTED, int(Rank.ITEM)),
            ).lastrowid
            known = [number or 0, _NOTED, 1, 999, int(Rank.ITEM), 1]
            self._remember(url, known)
        return known[0]

    def page_of(self, url: str) -> str | None:
        """The page an address turned out to be."""
        found = self._db.execute(
            "SELECT p.url FROM address a JOIN address p ON p.id = a.page WHERE a.url = ?", (url,)
        ).fetchone()
        return None if found is None else str(found[0])

    def is_page(self, url: str, page: str) -> None:
        """Note that an address turned out to be a page, perhaps one that has another address."""
        number, of = self.number(url), self.number(page)
        self._db.execute("UPDATE address SET page = ?, waiting = 0, reason = NULL, gap = 0 WHERE id = ?", (of, number))
        self.waiting -= self._known[url][1] == 1
        self._known[url][1] = 0

    def addresses_of_pages(self) -> Iterator[str]:
        for (url,) in self._db.execute("SELECT url FROM address WHERE page IS NOT NULL ORDER BY id"):
            yield url

    def miss(self, url: str, reason: str, *, status: int | None, detail: str | None, gap: bool) -> None:
        """Note that an address was looked at and is no page that could be collected.

        gap   whether this leaves open what is there
        """
        self._db.execute(
            "UPDATE address SET reason = ?, status = ?, detail = ?, gap = ? WHERE id = ?",
            (reason, status, detail, gap, self.number(url)),
        )

    def miss_all_waiting(self, reason: str, detail: str) -> None:
        self._db.execute(
            "UPDATE address SET waiting = 0, reason = ?, detail = ?, gap = 1 WHERE waiting = 1", (reason, detail)
        )
        self._known.clear()
        self.waiting = 0

    def missed(self) -> Iterator[Missed]:
        """All addresses that were not collected, in the order they were met."""
        for url, reason, status, detail, source, place, rank, gap in self._db.execute(
            "SELECT a.url, a.reason, a.status, a.detail, s.url, p.place, a.rank, a.gap FROM address a "
            "LEFT JOIN address s ON s.id = a.source LEFT JOIN page p ON p.id = s.page "
            "WHERE a.reason IS NOT NULL AND a.page IS NULL ORDER BY a.id"
        ):
            yield Missed(url, reason, status, detail, source, place, Rank(rank), bool(gap))

    def failure(self, url: str) -> tuple[str, int | None, str | None] | None:
        """Why an address was not collected: reason, status, detail."""
        found = self._db.execute(
            "SELECT reason, status, detail FROM address WHERE url = ? AND reason IS NOT NULL", (url,)
        ).fetchone()
        return None if found is None else (found[0], found[1], found[2])

    def clicks(self, url: str) -> int:
        """Clicks from home by the way an address was found."""
        known = self._state(url)
        return known[3] if known is not None else 0

    def source_of(self, url: str) -> str | None:
        """The address that first led to an address."""
        found = self._db.execute(
            "SELECT s.url FROM address a JOIN address s ON s.id = a.source WHERE a.url = ?", (url,)
        ).fetchone()
        return None if found is None else str(found[0])

    # --- pages and links

    def keep(
        self,
        url: str,
        *,
        row: str,
        published: str | None,
        place: str,
        seen_at: str,
        listed: str,
        links: Iterable[tuple[str, str, str | None, str]],
        lines: Iterable[int],
        frames: Iterable[str],
    ) -> None:
        """Keep a page until the end."""
        numbers = array("q", (self._link(link) for link in links))
        within = array("q", (self.number(frame) for frame in frames))
        self._db.execute(
            "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.number(url),
                row,
                published,
                place,
                seen_at,
                listed,
                numbers.tobytes(),
                array("l", lines).tobytes(),
                within.tobytes(),
            ),
        )
        self.pages += 1

    def kept(self, url: str | None = None) -> Iterator[Kept]:
        """The pages, in the order they were collected; or only the one at `url`."""
        where, values = ("WHERE a.url = ?", (url,)) if url is not None else ("", ())
        for number, address, row, place, seen_at, listed, links, lines, frames in self._db.execute(
            "SELECT p.id, a.url, p.row, p.place, p.seen_at, p.listed, p.links, p.lines, p.frames "
            f"FROM page p JOIN address a ON a.id = p.id {where} ORDER BY p.rowid",
            values,
        ):
            yield Kept(
                number,
                address,
                row,
                place,
                seen_at,
                listed,
                _array("q", links),
                _array("l", lines),
                _array("q", frames),
            )

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Address and kind of every page."""
        yield from self._db.execute(
            "SELECT a.url, json_extract(p.row, '$.kind') FROM page p JOIN address a ON a.id = p.id ORDER BY p.id"
        )

    def link(self, number: int) -> Link:
        """A link by its number. Only once all pages are known: what it leads to is remembered."""
        known = self._read.get(number)
        if known is not None:
            return known
        found: Any = self._db.execute(
            "SELECT l.target, l.text, l.title, l.region, p.url FROM link l LEFT JOIN address a ON a.url = l.target "
            "LEFT JOIN address p ON p.id = a.page WHERE l.id = ?",
            (number,),
        ).fetchone()
        if len(self._read) >= _CACHED:
            self._read.clear()
        link = self._read[number] = Link(*found)
        return link

    def lists(self) -> Iterator[tuple[str, int]]:
        """Pages that begin a list, with how many pages the list says it has."""
        yield from self._db.execute(
            "SELECT a.url, json_extract(p.listed, '$.list_pages') AS pages FROM page p JOIN address a ON a.id = p.id "
            "WHERE pages > 1 AND json_extract(p.row, '$.list_page') = 1 ORDER BY p.id"
        )

    def published(self, url: str) -> str | None:
        """Day of publication of the page at an address, ISO 8601."""
        found = self._db.execute(
            "SELECT p.published FROM address a JOIN page p ON p.id = a.page WHERE a.url = ?", (url,)
        ).fetchone()
        return None if found is None else found[0]

    def listed(self, url: str) -> str | None:
        """What the page at an address lists, as it was kept; None when it is no page."""
        found = self._db.execute(
            "SELECT p.listed FROM address a JOIN page p ON p.id = a.page WHERE a.url = ?", (url,)
        ).fetchone()
        return None if found is None else str(found[0])

    def depths(self, home: str) -> dict[int, int]:
        """Clicks from the home page to every page a chain of links leads to, by the pages' numbers."""
        leads = array(
            "q",
            (
                page or 0
                for (page,) in self._db.execute(
                    "SELECT a.page FROM link l LEFT JOIN address a ON a.url = l.target ORDER BY l.id"
                )
            ),
        )
        depth = {self.number(home): 0}
        layer = list(depth)
        while layer:
            following: list[int] = []
            for page in layer:
                for target in self._onward(page, leads):
                    if target and target not in depth:
                        depth[target] = depth[page] + 1
                        following.append(target)
            layer = following
        return depth

    # --- what is put together only at the end

    def show(self, kind: str, data: str, key: str | None = None) -> None:
        """Keep something until the end; with a key, only the first of its kind with that key."""
        self._db.execute("INSERT OR IGNORE INTO shown (kind, key, data) VALUES (?, ?, ?)", (kind, key, data))

    def shown(self, kind: str) -> Iterator[str]:
        for (data,) in self._db.execute("SELECT data FROM shown WHERE kind = ? ORDER BY id", (kind,)):
            yield data

    def says(self, digest: bytes, url: str) -> str | None:
        """The page that said the same before; None when this is the first to say it."""
        found = self._db.execute(
            "SELECT a.url FROM said s JOIN address a ON a.id = s.page WHERE s.digest = ?", (digest,)
        ).fetchone()
        if found is not None:
            return str(found[0])
        self._db.execute("INSERT INTO said VALUES (?, ?)", (digest, self.number(url)))
        return None

    def also_leads_to(self, url: str) -> None:
        """Note an address that something other than a hyperlink leads to, such as a document shown in a frame."""
        self._db.execute("INSERT OR IGNORE INTO target VALUES (?)", (url,))

    def count_targets(self) -> int:
        """How many addresses something leads to."""
        found = self._db.execute(
            "SELECT (SELECT count(DISTINCT target) FROM link) + (SELECT count(*) FROM target WHERE url NOT IN "
            "(SELECT target FROM link))"
        ).fetchone()
        return int(found[0])

    def targets(self) -> Iterator[tuple[str, str | None]]:
        """Every address something leads to, once, with the page it turned out to be."""
        yield from self._db.execute(
            "SELECT t.target, p.url FROM (SELECT target, min(id) AS first FROM link GROUP BY target "
            "UNION ALL SELECT url, 9223372036854775807 FROM target WHERE url NOT IN (SELECT target FROM link)) t "
            "LEFT JOIN address a ON a.url = t.target LEFT JOIN address p ON p.id = a.page ORDER BY t.first, t.target"
        )

    # --- inside

    def _state(self, url: str) -> list[int] | None:
        known = self._known.get(url)
        if known is None:
            found = self._db.execute(
                "SELECT id, waiting, late, clicks, rank, turn FROM address WHERE url = ?", (url,)
            ).fetchone()
            if found is None:
                return None
            known = list(found)
            self._remember(url, known)
        return known

    def _remember(self, url: str, state: list[int]) -> None:
        if len(self._known) >= _CACHED:
            self._known.clear()
        self._known[url] = state

    def _left_out(self, number: int) -> bool:
        found = self._db.execute("SELECT reason FROM address WHERE id = ?", (number,)).fetchone()
        return bool(found[0] == "list-depth")

    def _link(self, link: tuple[str, str, str | None, str]) -> int:
        known = self._links.get(link)
        if known is not None:
            return known
        found = self._db.execute(
            "SELECT id FROM link WHERE target = ? AND text = ? AND title IS ? AND region = ?", link
        ).fetchone()
        if found is None:
            insert = "INSERT INTO link (target, text, title, region) VALUES (?, ?, ?, ?)"
            number = self._db.execute(insert, link).lastrowid or 0
        else:
            number = int(found[0])
        if len(self._links) >= _CACHED:
            self._links.clear()
        self._links[link] = number
        return number

    def _onward(self, page: int, leads: array[int]) -> Iterator[int]:
        found = self._db.execute("SELECT links, frames FROM page WHERE id = ?", (page,)).fetchone()
        if found is None:
            return
        for link in _array("q", found[0]):
            yield leads[link - 1]
        for frame in _array("q", found[1]):
            of = self._db.execute("SELECT page FROM address WHERE id = ?", (frame,)).fetchone()
            yield (of and of[0]) or 0


def _array(kind: str, data: bytes) -> array[int]:
    numbers: array[int] = array(kind)
    numbers.frombytes(data)
    return numbers


__all__ = ["Address", "Kept", "Ledger", "Link", "Missed"]
