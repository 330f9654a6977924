"""Columns as a page shows them: in its menus, in its breadcrumb, in its ColumnName tag. Raw names, never matched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import HOME_NAMES, Region, Regions
from egovspec.collect.website.page.text import name, remembering, words

LONGEST_NAME = 24
_NO_COLUMN = words(
    "更多 更多>> more more>> >> > < << … ... 返回 返回上一页 返回顶部 上一页 下一页 尾页 末页 关闭 打印 收藏 "
    "正文 内容 详情 详细内容 正文内容 信息内容 信息详情 内容详情 文章内容 查看 浏览 页面 列表"
)
_SEPARATOR = re.compile(r"\s*(?:[>＞»›→/／\\|｜·—]|-+>?|&gt;|::)+\s*")
_POSITION = re.compile(r"^.{0,12}?(?:位置|路径)\s*(?:是|[:：])*\s*")
_LEVELS = 60
_LISTS = frozenset({"ul", "ol", "dl", "div", "table", "menu", "p"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "p", "a", "span", "strong"})


class Shown(NamedTuple):
    """A column as it stands on a page. `link` is the element that leads to it, None when nothing does."""

    name: str
    parent: str | None
    link: int | None
    level: int | None


def is_name(text: str) -> bool:
    """Whether a text can be the name of a column."""
    return 1 < len(text) <= LONGEST_NAME and _is_name(text)


@remembering
def _is_name(text: str) -> bool:
    lower = text.lower()
    return lower not in HOME_NAMES and lower not in _NO_COLUMN and any(map(str.isalpha, text))


def in_navigation(document: Document, regions: Regions) -> Iterator[Shown]:
    """Columns in menus. A menu inside an entry of a menu hangs below that entry."""
    navigation = Region.NAVIGATION
    for root in regions.roots(Region.NAVIGATION):
        heads: dict[int, str] = {}
        linked: set[str] = set()
        chains: dict[tuple[int, int], list[str]] = {}
        for link in regions.links_of(root):
            own = regions.short(link)
            linked.add(own)
            if regions.of[link] is not navigation or link in regions.paging:
                continue
            above = _above(document, link, root, heads, chains)
            if own in above:
                above = [head for head in above if head != own]
            if is_name(own):
                yield Shown(own, above[0] if above else None, link, len(above) + 1)
        # An entry that only opens a menu leads nowhere, and is a column all the same.
        for head in sorted(set(heads.values()) - linked):
            if is_name(head):
                yield Shown(head, None, None, None)


def _above(
    document: Document, link: int, root: int, heads: dict[int, str], chains: dict[tuple[int, int], list[str]]
) -> list[str]:
    """Names of the entries a link hangs below, the nearest first.

    heads   remembers what was found for each list
    chains  remembers the whole answer for a list and how deep below it a link stands, as the links of a list share it
    """
    elements = document.elements
    nearest, levels = elements[link].parent, _LEVELS
    while nearest > root and levels > 0 and elements[nearest].tag not in _LISTS:
        nearest, levels = elements[nearest].parent, levels - 1
    if nearest <= root or levels == 0:
        return []
    if (nearest, levels) not in chains:
        found: list[str] = []
        for holder in (nearest, *document.ancestors(nearest, levels - 1)):
            if holder <= root or len(found) >= 5:
                break
            if elements[holder].tag not in _LISTS:
                continue
            if holder not in heads:
                heads[holder] = _head(document, holder, root)
            if heads[holder] and heads[holder] not in found:
                found.append(heads[holder])
        chains[nearest, levels] = found
    return chains[nearest, levels]


def _head(document: Document, index: int, root: int) -> str:
    """What stands above a list inside a menu: the rest of the entry before it, or the heading beside it."""
    elements = document.elements
    holder = elements[index].parent
    if holder < root:
        return ""
    before = document.text[elements[holder].start : elements[index].start]
    if elements[holder].tag == "li" or (elements[holder].tag == "dd" and before.strip()):
        text = name(before)
        return text if is_name(text) else ""
    if elements[index].tag == "div" and elements[holder].tag != "dl":
        return ""
    sibling = _before(document, index)
    if sibling is None or elements[sibling].tag not in _HEADINGS - {"a", "span", "p"}:
        return ""
    text = name(document.span(sibling))
    return text if is_name(text) else ""


def _before(document: Document, index: int) -> int | None:
    """The element just before one, under the same parent."""
    elements = document.elements
    at = index - 1
    while at > elements[index].parent:
        if elements[at].parent == elements[index].parent:
            return at
        at = elements[at].parent if elements[at].parent > elements[index].parent else at - 1
    return None


def in_breadcrumb(document: Document, regions: Regions) -> list[Shown]:
    """The chain of the first breadcrumb that names a column, from the top down. The home page is no column."""
    for index in regions.breadcrumbs:
        if chain := _chain(document, regions, index):
            return chain
    return []


def _chain(document: Document, regions: Regions, index: int) -> list[Shown]:
    element = document.elements[index]
    links = regions.links_of(index)
    steps: list[tuple[str, int | None]] = []
    position = element.start
    for link in links:
        steps += [(text, None) for text in _steps(document.text[position : document.elements[link].start], not steps)]
        steps.append((regions.short(link), link))
        position = document.elements[link].stop
    steps += [(text, None) for text in _steps(document.text[position : element.stop], not steps)]
    chain: list[Shown] = []
    for text, at in steps:
        if is_name(text) and (not chain or chain[-1].name != text):
            chain.append(Shown(text, chain[-1].name if chain else None, at, len(chain) + 1))
    return chain


def _steps(text: str, first: bool) -> list[str]:
    text = _POSITION.sub("", " ".join(text.split())) if first else " ".join(text.split())
    return [name(part) for part in _SEPARATOR.split(text) if part.strip()]
