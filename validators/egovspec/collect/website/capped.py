"""A limit on the rows one page may give, with what was left out said on the last row and not passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from egovspec.collect.website.parts import Row


def capped(rows: Iterable[Row], most: int) -> Iterator[Row]:
    """The first `most` rows; when there are more, the last of them says in its column `omitted` how many."""
    last: Row | None = None
    given = omitted = 0
    for row in rows:
        if given == most:
            omitted += 1
            continue
        if last is not None:
            yield last
        last, given = row, given + 1
    if last is not None:
        yield last if not omitted else last._replace(columns={**last.columns, "omitted": omitted})
