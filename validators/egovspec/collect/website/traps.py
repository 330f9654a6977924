"""Addresses without end: calendars, parameters that grow, paths that repeat, sessions in addresses.

A trap is known by two things at once: pages of one shape lead to ever more pages of the same shape, and these bring
nothing. Neither alone is one: the pages of a list lead to each other and bring items, single items bring nothing and
lead to no more of their kind than there are.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# So many pages of one shape in a row, each found on another of that shape, each bringing nothing.
BARREN_IN_A_ROW = 12
_REPEATED = 4
_MOST_PARAMETERS = 12
_LONGEST_PATH = 20
_SHAPES = 20_000
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"[0-9a-f]{12,}", re.IGNORECASE)


def shape(url: str) -> str:
    """What addresses written by one program have in common: digits, long numbers and values left out."""
    parts = urlsplit(url)
    path = _DIGITS.sub("0", _HEX.sub("h", parts.path))
    keys = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return f"{path}?{'&'.join(keys)}"


def grows(url: str) -> bool:
    """Whether an address itself shows that it was made by adding to another: the same step again and again."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    if len(steps) > _LONGEST_PATH:
        return True
    for length in (1, 2, 3):
        run = length * _REPEATED
        if any(steps[at : at + length] * _REPEATED == steps[at : at + run] for at in range(len(steps) - run + 1)):
            return True
    keys = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
    return len(keys) > _MOST_PARAMETERS or any(keys.count(key) >= _REPEATED for key in set(keys))


class Traps:
    """Which shapes of addresses have turned out to be traps."""

    def __init__(self) -> None:
        self._barren: dict[str, int] = {}

    def note(self, url: str, source: str | None, *, fruitful: bool) -> None:
        """Note what a page brought, and on which page it was found."""
        own = shape(url)
        if fruitful:
            self._barren.pop(own, None)
            return
        if source is None or shape(source) != own or source == url:
            return
        if own not in self._barren and len(self._barren) >= _SHAPES:
            return
        self._barren[own] = self._barren.get(own, 0) + 1

    def holds(self, url: str) -> bool:
        """Whether an address leads into a trap."""
        return self._barren.get(shape(url), 0) >= BARREN_IN_A_ROW or grows(url)


__all__ = ["BARREN_IN_A_ROW", "Traps", "grows", "shape"]
