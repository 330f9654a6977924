"""Which part of a page an element stands in: header, navigation, breadcrumb, main text or footer.

Told by HTML5 elements, by the words in class and id that Chinese page templates use (nav, menu, daohang, foot,
copyright, 导航 …), and by what only such a part holds: the words 当前位置, a row of short links that begins with 首页.
A word alone is not believed: a "header" that holds the footer is a page, a "footer" above the middle is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from egovspec.collect.website.html import Document
from egovspec.collect.website.text import length, name, words


class Region(StrEnum):
    HEADER = "header"
    NAVIGATION = "navigation"
    BREADCRUMB = "breadcrumb"
    MAIN = "main"
    FOOTER = "footer"


HOME_NAMES = words(
    "首页 网站首页 本站首页 主页 返回首页 首頁 網站首頁 回首页 门户首页 网站主页 home index homepage 官网首页"
)
_PAGING = words("上一页 下一页 尾页 末页 上页 下页 最后一页 后一页 前一页 next prev previous >> << > <")
_POSITION = re.compile(
    r"(?:当前|您的?|你的?|您?现在的?|您?所在的?|您现在所在的?|您当前的?|目前)?(?:所在|所处)?的?(?:位置|路径)\s{0,3}[:：]|当前位置|所在位置|現在位置"
)
_LONGEST_BREADCRUMB = 200
_TURNS = re.compile("上一页|下一页|尾页|末页")

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z\u4e00-\u9fff]+")
_FOOT = re.compile(
    r"^(?:foot(?!ball|note|print)|copyright|copyrights|copyr$|dibu|yejiao|yj$|banquan|bqsy)|foot(?:er)?$|页脚|页尾"
)
_BOTTOM = re.compile(r"^bottom$|bottom$")
_FRIENDS = re.compile(r"^(?:friend|yqlj|yqlink|youlian|flink|friendlink|friendlinks)|^footlink")
_HEAD = re.compile(
    r"^(?:header|head|headbar|topbar|top|banner|toubu|masthead)$|^header|header$|^top(?:bar|box|nav|con)|页头"
)
_NAV = re.compile(
    r"^nav(?!y)|navs?$|navi$|^menus?$|menu$|^menu|menubar|^daohang|daohang$|^dh(?:lm|bar|box)?$|^lanmu|^lmdh|catalog|^sidebar$|导航|^ztree$"
)
_CRUMB = re.compile(
    r"crumb|^(?:location|position|weizhi|dangqianweizhi|dqwz|wz|mbx|mianbaoxie|currpath|curpath|nowpath|sitepath|currentpath|"
    r"local|place|dqlm|postion|path|addr|curr|currchnlcls)$|^(?:dq|cur|now|current)(?:wz|weizhi|location|position|place|path)|面包屑|位置"
)
# Words beside which the ones above mean a part of a block, a style, or a floating tool.
_OF_A_BLOCK = words(
    "panel card modal list table content article con news item entry post dialog block title tit widget module mod col "
    "layer popup win comment tab tabs section sec"
)
_SPACING = words("margin padding border mg pd mt mb pb pt m p b line fixed back go to return scroll gototop totop")
_NO_MENU = words(
    "tab tabs page pages pager paging pagination crumb share toggle toggler toggled foot footer float prev next btn "
    "button swiper slide slider carousel owl mobile wap context brand logo search icon header"
)


@lru_cache(maxsize=20_000)
def _words(value: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _CAMEL.split(value) if word)


@lru_cache(maxsize=20_000)
def _hints(token: str) -> frozenset[Region]:
    """What one word of a class attribute, or an id, may name."""
    words = _words(token)
    found = set()
    plain = words.isdisjoint(_OF_A_BLOCK)
    if any(map(_FOOT.search, words)) and words.isdisjoint(_OF_A_BLOCK - {"con", "content", "list"}):
        found.add(Region.FOOTER)
    if any(map(_BOTTOM.search, words)) and plain and words.isdisjoint(_SPACING):
        found.add(Region.FOOTER)
    if any(map(_FRIENDS.search, words)):
        found.add(Region.FOOTER)
    if any(map(_HEAD.search, words)) and plain and words.isdisjoint(_SPACING | {"page", "th", "thead"}):
        found.add(Region.HEADER)
    if any(map(_NAV.search, words)) and words.isdisjoint(_NO_MENU):
        found.add(Region.NAVIGATION)
    if any(map(_CRUMB.search, words)):
        found.add(Region.BREADCRUMB)
    return frozenset(found)


@lru_cache(maxsize=20_000)
def _named(tag: str, tokens: str) -> frozenset[Region]:
    found: set[Region] = set()
    for token in tokens.split():
        found |= _hints(token)
    by_tag = {"footer": Region.FOOTER, "header": Region.HEADER, "nav": Region.NAVIGATION}.get(tag)
    if by_tag is Region.NAVIGATION and any(not _words(token).isdisjoint(_NO_MENU) for token in tokens.split()):
        by_tag = None
    return frozenset(found | {by_tag}) if by_tag else frozenset(found)


class Regions:
    """The regions of one page.

    of          region of every element, by its index
    links       indexes of all `a` and `area` elements with an address, in document order
    paging      links that turn the pages of a list
    breadcrumbs elements that are a breadcrumb, in document order
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        elements = document.elements
        self.links = [i for i in document.of("a", "area") if "href" in elements[i].attributes]
        self._short = {i: name(document.label(i)) for i in self.links}
        counted = [0] * (len(elements) + 1)
        for i in self.links:
            counted[i + 1] = 1
        self._links_before = list(accumulate(counted))
        self._named = [self._names(i) for i in range(len(elements))]
        self._footers = [i for i, named in enumerate(self._named) if Region.FOOTER in named and self._low(i)]
        self.breadcrumbs = sorted(set(self._breadcrumbs()))
        self.paging = self._paging()
        self._menus = set(self._unnamed_menus())
        self.of = self._assign()

    def links_in(self, index: int) -> int:
        """How many links an element holds."""
        element = self._document.elements[index]
        return self._links_before[element.end] - self._links_before[index + 1]

    def links_of(self, index: int) -> list[int]:
        """The links an element holds, in document order."""
        first = bisect_left(self.links, index + 1)
        return self.links[first : first + self.links_in(index)]

    def short(self, link: int) -> str:
        """Name of a link, blanks between Han characters removed."""
        return self._short[link]

    def roots(self, region: Region) -> Iterator[int]:
        """The outermost elements of a region."""
        for i, mine in enumerate(self.of):
            parent = self._document.elements[i].parent
            if mine is region and (parent < 0 or self.of[parent] is not region):
                yield i

    def _names(self, index: int) -> frozenset[Region]:
        element = self._document.elements[index]
        if element.tag in ("html", "body", "form", "a", "img", "meta", "link", "script", "input", "head"):
            return frozenset()
        role = {"navigation": "nav", "contentinfo": "footer", "banner": "header"}.get(element.get("role"), "")
        return _named(role or element.tag, f"{element.get('class')} {element.get('id')}"[:300])

    def _low(self, index: int) -> bool:
        """Whether an element stands where a footer does: begins in the second half, or ends the page and is no page."""
        element, total = self._document.elements[index], len(self._document.text)
        if element.start * 2 >= total:
            return True
        return element.stop >= total * 0.9 and element.start >= total * 0.1

    def _holds_footer(self, index: int) -> bool:
        at = bisect_left(self._footers, index + 1)
        return at < len(self._footers) and self._footers[at] < self._document.elements[index].end

    def _breadcrumbs(self) -> Iterator[int]:
        document = self._document
        for i, named in enumerate(self._named):
            if Region.BREADCRUMB in named and self._is_breadcrumb(i):
                yield i
        for i in self.links:
            # The tag library of one CMS gives every link of a breadcrumb this class and no container.
            if "CurrChnlCls" in document.elements[i].get("class").split() and self._is_breadcrumb(
                document.elements[i].parent
            ):
                yield document.elements[i].parent
        for found in _POSITION.finditer(document.text):
            index = document.element_at(found.start())
            for candidate in [index, *document.ancestors(index, 4)] if index >= 0 else []:
                if document.elements[candidate].tag in ("body", "html", "form"):
                    break
                if len(document.span(candidate)) > _LONGEST_BREADCRUMB * 2:
                    break
                if self.links_in(candidate) and self._is_breadcrumb(candidate):
                    yield candidate
                    break

    def _is_breadcrumb(self, index: int) -> bool:
        element = self._document.elements[index]
        links = self.links_in(index)
        if not 1 <= links <= 12 or element.stop - element.start > _LONGEST_BREADCRUMB * 3:
            return False
        text = self._document.shown(index)
        if len(text) > _LONGEST_BREADCRUMB:
            return False
        if _POSITION.search(text):
            return True
        names = [self.short(link) for link in self.links_of(index)]
        if any(self._turns(name) for name in names):
            return False
        return names[0].lower() in HOME_NAMES or bool(re.search(r"[>»›→＞\\]", text))

    @staticmethod
    def _turns(name: str) -> bool:
        return name.lower() in _PAGING or name.isdigit()

    def _may_turn(self, link: int) -> bool:
        text = self._short[link].lower()
        return self._turns(text) or text in HOME_NAMES or text in ("跳转", "go", "确定", "...", "…", "更多", "")

    def _paging(self) -> frozenset[int]:
        found: set[int] = set()
        for link in self.links:
            if self._short[link] not in ("下一页", "尾页", "末页", "下页", "上一页", "最后一页") or link in found:
                continue
            for holder in self._document.ancestors(link):
                if self.links_in(holder) > 30 or not all(map(self._may_turn, self.links_of(holder))):
                    break
                found.update(self.links_of(holder))
        return frozenset(found)

    def _unnamed_menus(self) -> Iterator[int]:
        """Menus no class names: four or more short links in a row, one of them to the home page."""
        for link in self.links:
            if self._short[link].lower() not in HOME_NAMES or link in self.paging or not self._high(link):
                continue
            for holder in self._document.ancestors(link, 6):
                count = self.links_in(holder)
                if count >= 4:
                    if count <= 80 and self._is_menu(holder):
                        yield holder
                    break

    def _is_menu(self, holder: int) -> bool:
        """Whether an element is short links and next to nothing else, and turns no pages."""
        text = self._document.span(holder)
        names = [self._short[link] for link in self.links_of(holder)]
        return (
            len(text) <= 2000
            and not _TURNS.search(text)
            and sum(1 <= len(name) <= 8 for name in names) >= len(names) * 0.8
            and sum(map(len, names)) >= length(text) * 0.7
            and holder not in self.breadcrumbs
            and not self._holds_footer(holder)
        )

    def _side_menu(self, index: int) -> bool:
        """A menu beside the text: a list in a container called left or side whose rows are one short link each."""
        elements = self._document.elements
        if elements[index].tag not in ("ul", "dl") or self.links_in(index) < 3:
            return False
        sides = {"left", "side", "leftside", "zuo", "zuobian", "sider", "aside", "zuoce"}
        holders = [index, *self._document.ancestors(index, 3)]
        if not any(
            sides & _words(f"{elements[i].get('class')} {elements[i].get('id')}"[:300]) or elements[i].tag == "aside"
            for i in holders
        ):
            return False
        links = self.links_of(index)
        visible = length(self._document.span(index))
        named = sum(len(self._short[link]) for link in links)
        return all(1 <= len(self._short[link]) <= 16 for link in links) and named >= visible * 0.8

    def _assign(self) -> list[Region]:
        elements = self._document.elements
        crumbs = set(self.breadcrumbs)
        footers = set(self._footers)
        regions: list[Region] = []
        for i, element in enumerate(elements):
            outer = regions[element.parent] if element.parent >= 0 else Region.MAIN
            if outer in (Region.FOOTER, Region.BREADCRUMB):
                regions.append(outer)
            elif i in crumbs:
                regions.append(Region.BREADCRUMB)
            elif i in footers:
                regions.append(Region.FOOTER)
            elif outer is Region.NAVIGATION or i in self._menus or self._side_menu(i):
                regions.append(Region.NAVIGATION)
            else:
                regions.append(self._by_name(i, outer))
        return regions

    def _by_name(self, index: int, outer: Region) -> Region:
        if self._document.elements[index].tag in ("main", "article"):
            return Region.MAIN
        named = self._named[index]
        if Region.NAVIGATION in named and self.links_in(index) and not self._holds_footer(index):
            if not self._is_list_of_articles(index):
                return Region.NAVIGATION
        elif Region.HEADER in named and self._high(index) and not self._holds_footer(index):
            return Region.HEADER
        return outer

    def _high(self, index: int) -> bool:
        element, total = self._document.elements[index], len(self._document.text)
        return element.start <= max(total * 0.3, 400)

    def _is_list_of_articles(self, index: int) -> bool:
        """A "menu" whose links are sentences is a list of articles with a misleading class."""
        names = [self._short[link] for link in self.links_of(index)]
        return sum(len(name) > 16 for name in names) * 2 > len(names)
