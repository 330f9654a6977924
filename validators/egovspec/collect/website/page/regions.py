"""Which part of a page an element stands in: header, navigation, breadcrumb, main text or footer.

Told by HTML5 elements, by the words in class and id that Chinese page templates use (nav, menu, daohang, foot,
copyright, 导航 …), and by what only such a part holds: the words 当前位置, a row of short links that begins with 首页.
A word alone is not believed: a "header" that holds the footer is a page, a "footer" above the middle is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.text import COLUMN_NAME, joined, words


class Region(StrEnum):
    HEADER = "header"
    NAVIGATION = "navigation"
    BREADCRUMB = "breadcrumb"
    MAIN = "main"
    FOOTER = "footer"


# A member is looked up in its class at each mention, which costs more than what is then done with it.
_HEADER, _NAVIGATION, _BREADCRUMB, _MAIN, _FOOTER = Region

HOME_NAMES = words(
    "首页 网站首页 本站首页 主页 返回首页 首頁 網站首頁 回首页 门户首页 网站主页 home index homepage 官网首页"
)
_PAGING = words("上一页 下一页 尾页 末页 上页 下页 最后一页 后一页 前一页 next prev previous >> << > <")
_TURNERS = words("下一页 尾页 末页 下页 上一页 最后一页")
_POSITION = re.compile(
    r"(?:当前|您的?|你的?|您?现在的?|您?所在的?|您现在所在的?|您当前的?|目前)?(?:所在|所处)?的?(?:位置|路径)\s{0,3}[:：]|当前位置|所在位置|現在位置"
)
# Whoever speaks of a position says one of these, at most nine characters after the beginning and five before the end.
_PLACE = re.compile("位置|路径")
_PLACE_AFTER, _PLACE_WITHIN = 12, 6
_ARROW = re.compile(r"[>»›→＞\\]")
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


_SIDES = words("left side leftside zuo zuobian sider aside zuoce")
_LANDMARKS = {"footer": Region.FOOTER, "header": Region.HEADER, "nav": Region.NAVIGATION}
_ROLES = {"navigation": "nav", "contentinfo": "footer", "banner": "header"}
_NEVER_NAMED = words("html body form a img meta link script input head")
_NEVER_SAID: frozenset[Region] = frozenset()


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
    by_tag = _LANDMARKS.get(tag)
    if by_tag is Region.NAVIGATION and any(not _words(token).isdisjoint(_NO_MENU) for token in tokens.split()):
        by_tag = None
    return frozenset(found | {by_tag}) if by_tag else frozenset(found)


class Regions:
    """The regions of one page.

    of          region of every element, by its index
    short       name of a link, by its index, blanks between Han characters removed
    links       indexes of all `a` and `area` elements with an address, in document order
    paging      links that turn the pages of a list
    breadcrumbs elements that are a breadcrumb, in document order
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        elements = document.elements
        self.links = [i for i in document.of("a", "area") if "href" in elements[i].attributes]
        self._short = {i: joined(document.label(i))[:COLUMN_NAME] for i in self.links}
        self.short: Callable[[int], str] = self._short.__getitem__  # asked for each link by five readers
        counted = [0] * (len(elements) + 1)
        for i in self.links:
            counted[i + 1] = 1
        self._links_before = list(accumulate(counted))
        self._roots: dict[Region, list[int]] = {}
        self._named = self._names()
        self._footers = [i for i, named in self._named.items() if _FOOTER in named and self._low(i)]
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

    def roots(self, region: Region) -> Iterator[int]:
        """The outermost elements of a region."""
        return iter(self._roots.get(region, ()))

    def _names(self) -> dict[int, frozenset[Region]]:
        """What elements are called in words, of those whose tag, role, class or id says something, in document order."""
        document = self._document
        elements, called = document.elements, document.called
        said = {i: written[:300] for i, written in called.items() if elements[i].tag not in _NEVER_NAMED}
        roles = {i: role for i in document.attributed if (role := _ROLES.get(elements[i].attributes.get("role", "")))}
        unsaid = [i for i in (*roles, *document.of(*_LANDMARKS)) if i not in called]
        if unsaid:
            said |= {i: " " for i in unsaid if elements[i].tag not in _NEVER_NAMED}
            said = dict(sorted(said.items()))
        found: dict[int, frozenset[Region]] = {}
        for i, written in said.items():
            tag = roles.get(i) or elements[i].tag
            if named := _named(tag if tag in _LANDMARKS else "", written):
                found[i] = named
        return found

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
        for i, named in self._named.items():
            if _BREADCRUMB in named and self._is_breadcrumb(i):
                yield i
        for i, called in document.called.items():
            # The tag library of one CMS gives every link of a breadcrumb this class and no container.
            if "CurrChnlCls" in called and i in self._short:
                element = document.elements[i]
                if "CurrChnlCls" in element.get("class").split() and self._is_breadcrumb(element.parent):
                    yield element.parent
        for start in _positions(document.text):
            index = document.element_at(start)
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
        if _PLACE.search(text) and _POSITION.search(text):
            return True
        names = [self.short(link) for link in self.links_of(index)]
        if any(self._turns(name) for name in names):
            return False
        return names[0].lower() in HOME_NAMES or bool(_ARROW.search(text))

    @staticmethod
    def _turns(name: str) -> bool:
        return name.lower() in _PAGING or name.isdigit()

    def _may_turn(self, link: int) -> bool:
        text = self._short[link].lower()
        return self._turns(text) or text in HOME_NAMES or text in ("跳转", "go", "确定", "...", "…", "更多", "")

    def _paging(self) -> frozenset[int]:
        found: set[int] = set()
        for link in self.links:
            if self._short[link] not in _TURNERS or link in found:
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
            and sum(map(len, names)) >= self._document.visible_in(holder) * 0.7
            and holder not in self.breadcrumbs
            and not self._holds_footer(holder)
        )

    def _side_menu(self, index: int) -> bool:
        """A menu beside the text: a list in a container called left or side whose rows are one short link each."""
        document = self._document
        elements, called = document.elements, document.called
        holders = [index, *document.ancestors(index, 3)]
        if not any(
            (i in called and not _SIDES.isdisjoint(_words(called[i][:300]))) or elements[i].tag == "aside"
            for i in holders
        ):
            return False
        names = [self._short[link] for link in self.links_of(index)]
        return all(1 <= len(name) <= 16 for name in names) and sum(map(len, names)) >= document.visible_in(index) * 0.8

    def _assign(self) -> list[Region]:
        """The region of each element: that of its parent, but for those that may begin a region of their own."""
        document = self._document
        elements = document.elements
        crumbs = set(self.breadcrumbs)
        footers = set(self._footers)
        lists = {i for i in document.of("ul", "dl") if self.links_in(i) >= 3}
        special = crumbs.union(self._named, self._menus, lists, document.of("main", "article"))
        regions: list[Region] = []
        for i, element in enumerate(elements):
            parent = element.parent
            mine = outer = regions[parent] if parent >= 0 else _MAIN
            if i in special and outer is not _FOOTER and outer is not _BREADCRUMB:
                if i in crumbs:
                    mine = _BREADCRUMB
                elif i in footers:
                    mine = _FOOTER
                elif outer is _NAVIGATION or i in self._menus or (i in lists and self._side_menu(i)):
                    mine = _NAVIGATION
                else:
                    mine = self._by_name(i, outer)
            regions.append(mine)
            if mine is not outer or parent < 0:
                self._roots.setdefault(mine, []).append(i)
        return regions

    def _by_name(self, index: int, outer: Region) -> Region:
        if self._document.elements[index].tag in ("main", "article"):
            return _MAIN
        named = self._named.get(index, _NEVER_SAID)
        if _NAVIGATION in named and self.links_in(index) and not self._holds_footer(index):
            if not self._is_list_of_articles(index):
                return _NAVIGATION
        elif _HEADER in named and self._high(index) and not self._holds_footer(index):
            return _HEADER
        return outer

    def _high(self, index: int) -> bool:
        element, total = self._document.elements[index], len(self._document.text)
        return element.start <= max(total * 0.3, 400)

    def _is_list_of_articles(self, index: int) -> bool:
        """A "menu" whose links are sentences is a list of articles with a misleading class."""
        names = [self._short[link] for link in self.links_of(index)]
        return sum(len(name) > 16 for name in names) * 2 > len(names)


def _positions(text: str) -> Iterator[int]:
    """Where the words for 当前位置 begin. The pattern itself begins with what may be left out, so it is tried only near
    what may not."""
    done = 0
    for place in _PLACE.finditer(text):
        at = place.start()
        found = _POSITION.search(text, max(done, at - _PLACE_AFTER), at + _PLACE_WITHIN)
        while found:
            yield found.start()
            done = found.end()
            found = _POSITION.search(text, done, at + _PLACE_WITHIN)
