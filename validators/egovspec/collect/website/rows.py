"""Rows on their way from a walk to the sink: with their evidence, their place, and no personal data in any text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from egovspec.collect.base import Sink
from egovspec.collect.personal import masked, masked_in_address
from egovspec.facts.tables import Fact

_SHORTEST = 11  # characters of a telephone number; nothing personal but an e-mail address is shorter


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
        place = masked_in_address(self.at(place, line))
        self._sink.add(table(evidence=self._evidence, place=place, seen_at=seen_at, **said))

    def at(self, place: str, line: int) -> str:
        """Where on a page something stands."""
        return f"{place}:{line}" if line and self._numbered else place


def _safe(value: Any) -> Any:
    if type(value) is str:
        if len(value) < _SHORTEST and "@" not in value and "＠" not in value:
            return value
        address = value.startswith(("http://", "https://", "/")) and not any(map(str.isspace, value))
        return masked_in_address(value if address else masked(value))
    return [_safe(one) for one in value] if type(value) is list else value


__all__ = ["Rows"]
