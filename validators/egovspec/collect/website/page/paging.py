"""The later pages of a list: which links turn to them, and how many there are.

A column of a portal has hundreds of pages of items, newest first. What is asked of it is mostly decided on its first
page; so a walk must know which addresses are only later pages of a list it has seen, and how many it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import Regions

_NEXT = frozenset({"下一页", "下页", "后一页", "next", ">", "»", "下一页>", "下一页>>"})
_BEFORE = frozenset({"上一页", "上页", "前一页", "prev", "previous", "<", "«", "首页", "第一页", "<上一页"})
_LAST = frozenset({"尾页", "末页", "最后一页", "last", ">>"})
_TOTAL = re.compile(
    r"共\s{0,3}(\d{1,6})\s{0,3}页|(?:第\s{0,3})?\d{1,6}\s{0,3}/\s{0,3}(\d{1,6})\s{0,3}页|totalpages?\W{1,5}(\d{1,6})",
    re.I,
)
# The widespread platform TRS WCM writes the links to later pages by script: createPageHTML(pages, current, name, ending).
_TRS = re.compile(
    r"createPageHTML\w{0,20}\(\s{0,9}[\"']?(\d{1,6})[\"']?\s{0,9},\s{0,9}[\"']?(\d{1,6})[\"']?\s{0,9},"
    r"\s{0,9}[\"']([\w-]{1,60})[\"']\s{0,9},\s{0,9}[\"'](\w{1,10})[\"']"
)
_MOST_WRITTEN_OUT = 10_000


class Turn(NamedTuple):
    """A link to another page of the same list: which page it is, or how many further on from the one it stands on."""

    target: str
    page: int | None
    step: int


class Paging(NamedTuple):
    """How a list goes on. `pages` is how many pages it has, where that is said; `current` which one this is."""

    turns: tuple[Turn, ...]
    pages: int | None
    current: int | None


NO_PAGING = Paging((), None, None)


def read(document: Document, regions: Regions, absolute: Callable[[str], str | None]) -> Paging:
    """The links of a page that turn to other pages of its list, and what it says of their number."""
    if written := _by_script(document, absolute):
        return written
    if not regions.paging:
        return NO_PAGING
    found: dict[str, Turn] = {}
    numbers: list[int] = []
    for link in sorted(regions.paging):
        target = absolute(document.elements[link].get("href"))
        text = regions.short(link).lower()
        if text.isdecimal() and len(text) <= 6:
            numbers.append(int(text))
        if target is None:
            continue
        turn = _turn(target, text)
        if turn is not None:
            found.setdefault(target, turn)
    total = _total(document, regions)
    return Paging(tuple(found.values()), max([total or 0, *numbers]) or None, None)


def _turn(target: str, text: str) -> Turn | None:
    if text.isdecimal() and len(text) <= 6:
        return Turn(target, int(text), 0)
    if text in _NEXT:
        return Turn(target, None, 1)
    if text in _BEFORE:
        return Turn(target, None, 0)
    # The last page is as far away as there are pages; where their number is not said it is far all the same.
    return Turn(target, None, 1_000_000) if text in _LAST else None


def _total(document: Document, regions: Regions) -> int | None:
    """How many pages the text around the links says there are."""
    first = min(regions.paging)
    start = max(document.elements[first].start - 200, 0)
    stop = document.elements[max(regions.paging)].stop + 200
    found = _TOTAL.search(document.text, start, stop)
    if found is None:
        return None
    return int(found[1] or found[2] or found[3])


def _by_script(document: Document, absolute: Callable[[str], str | None]) -> Paging | None:
    for script in document.scripts:
        if "createPageHTML" not in script.text:
            continue
        if said := _TRS.search(script.text):
            pages, current = int(said[1]), int(said[2])
            turns = []
            for number in range(1, min(pages, _MOST_WRITTEN_OUT)):
                target = absolute(f"{said[3]}_{number}.{said[4]}")
                if target is not None and number != current:
                    turns.append(Turn(target, number + 1, 0))
            return Paging(tuple(turns), pages, current + 1)
    return None


__all__ = ["NO_PAGING", "Paging", "Turn", "read"]
