"""When a page was published: by its PubDate tag, and else by what it shows near its title."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from egovspec.collect.website.page import dates
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import Region, Regions

_LABELS = (
    re.compile(
        r"(?:发布|发表|发稿|发文|录入|公布|刊发|推送|上传|信息)(?:时间|日期|于)\s{0,8}[:：]?\s{0,8}$|发布\s{0,4}[:：]\s{0,4}$"
    ),
    re.compile(r"(?:更新)?(?:时间|日期)\s{0,8}[:：]\s{0,8}$"),
    re.compile(r"(?:成文|签署|印发|生成|发文)(?:时间|日期)\s{0,8}[:：]?\s{0,8}$"),
)
_LABEL_ENDS = frozenset("间期于布:：")
_CLOCKS = re.compile(r"(?:今天是?|今日|现在时间|当前时间|北京时间|截止|有效期|废止|施行|失效)\s{0,4}[:：]?\s{0,4}$")
_NEAR = 30


class Published(NamedTuple):
    """`at` is local time, None when only a day is given. `labelled`: words like 发布时间 stand before it."""

    day: date
    at: datetime | None
    labelled: bool


def by_tag(value: str, captured: date, zone: str) -> Published | None:
    found = dates.first(value[:100], captured, dates.Where.PROSE, zone)
    return Published(found.day, found.at, True) if found else None


def labelled(document: Document, regions: Regions, captured: date, zone: str) -> list[Published]:
    """Dates in the main text with a label before them, the most telling label first; else in the page's order."""
    ranked: list[tuple[int, int, Published]] = []
    text = document.text
    # A date begins with a digit and holds no word that ends a label, so none hides behind another: each year of the
    # page can be looked at by itself, and most are not after a label.
    for start in dates.years(text):
        before = text[max(0, start - _NEAR) : start]
        if before.rstrip()[-1:] not in _LABEL_ENDS:
            continue
        rank = next((at for at, label in enumerate(_LABELS) if label.search(before)), None)
        if rank is None or _CLOCKS.search(before) or _aside(document, regions, start):
            continue
        found = dates.at(text, start, captured, zone)
        if found is None:
            continue
        ranked.append((rank, found.start, Published(found.day, found.at, True)))
    return [published for _, _, published in sorted(ranked, key=lambda entry: entry[:2])]


def near_title(document: Document, regions: Regions, title_stop: int, captured: date, zone: str) -> Published | None:
    """A date without label in the lines right under the title: 2024-01-02 10:00 | 来源：…"""
    for found in dates.find(document.text[title_stop : title_stop + 200], captured, dates.Where.PROSE, zone):
        before = document.text[max(0, title_stop + found.start - _NEAR) : title_stop + found.start]
        if _CLOCKS.search(before) or _aside(document, regions, title_stop + found.start):
            continue
        starts_line = not before.rpartition("\n")[2].strip(" \t[(（【")
        return Published(found.day, found.at, False) if starts_line else None
    return None


def _aside(document: Document, regions: Regions, offset: int) -> bool:
    element = document.element_at(offset)
    return element < 0 or regions.of[element] is not Region.MAIN
