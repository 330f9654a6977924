"""Rows on their way from a walk to the sink: with their evidence, their place, and no personal data in any text."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from egovspec.collect.base import Sink
from egovspec.collect.personal import masked, masked_in_address
from egovspec.facts.tables import Fact

_SHORTEST = 11  # characters of a telephone number; nothing personal but an e-mail address is shorter
_SHORT = 200  # characters of a text worth remembering


class Rows:
    """Takes the columns of a row and puts the row into the sink.

    numbered   whether a place may carry a line: a file is opened at its line; an address with a number behind it is
               another address
    """

    def __init__(self, sink: Sink, evidence: str, *, numbered: bool) -> None:
        self._sink = sink
        self._evidence = evidence
        self._numbered = numbered

    def add(self, table: type[Fact], place: str, seen_at: datetime, line: int = 0, **columns: Any) -> None:
        """One row. Texts are masked; addresses only of what can be nothing but an identity number."""
        said = {name: _safe(value) for name, value in columns.items()}
        place = self.at(_safe_place(place), line)
        self._sink.add(table(evidence=self._evidence, place=place, seen_at=seen_at, **said))

    def at(self, place: str, line: int) -> str:
        """Where on a page something stands."""
        return f"{place}:{line}" if line and self._numbered else place


def _safe(value: Any) -> Any:
    if type(value) is str:
        if len(value) < _SHORTEST and "@" not in value and "＠" not in value:
            return value
        return _safe_short(value) if len(value) <= _SHORT else _safe_text(value)
    return [_safe(one) for one in value] if type(value) is list else value


def _safe_text(text: str) -> str:
    address = text.startswith(("http://", "https://", "/")) and not any(map(str.isspace, text))
    return masked_in_address(text if address else masked(text))


# The links of a navigation stand on every page of a site.
_safe_short = lru_cache(maxsize=20_000)(_safe_text)
_safe_place = lru_cache(maxsize=1_000)(masked_in_address)


__all__ = ["Rows"]
