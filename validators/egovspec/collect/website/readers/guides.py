"""Service guides: which of the ten elements a page shows, what it says of them, and where its forms and entries are.

A page is a guide when it labels enough of the elements as a form does. A news story that quotes them, a notice about a
single campaign, a list of many items and the guide to open government information are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.labelled import Value, awaits_script, first_lines, is_placeholder, says, values
from egovspec.collect.website.page.labels import HAN_NUMBERS, Label, Vocabulary, find
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, length, name, one_line, words
from egovspec.collect.website.readers import guide_materials
from egovspec.collect.website.readers.guide_links import Links
from egovspec.collect.website.readers.guide_words import FIELDS, vague
from egovspec.facts.tables.services import Guide, GuideElement

# In the order of the inspection indicators.
ELEMENTS = (
    *("item-name", "legal-basis", "conditions", "materials", "place"),
    *("agency", "fee", "hours", "phone", "process"),
)
VOCABULARY = Vocabulary(FIELDS)
# What tells a guide from an office's contact details, which show places, hours and telephones too.
_TELLING = words("legal-basis conditions materials fee process")
_SHORT = words("item-name place agency hours phone")
_FEWEST, _FEWEST_IF_CALLED_SO = 4, 3
VALUE = 1000

_HINT = re.compile(
    # Each alternative begins with a character of its own, so that the engine jumps from one such character to the next.
    "(?:办[理事公]|申[请报办领]|受理|工作|实施|设定|法[定律]|收费|联系|咨询|事项|项目|所需|需[需要]|提交|窗口|服务|政策|上班|是否)"
    "(?:材料|资料|要件|依据|条件|流程|程序|步骤|环节|时间|地点|地址|机关|机构|主体|部门|单位|标准|收费|电话|方式|名称)"
)
_CALLED_SO = re.compile("办事指南|服务指南|办理指南|办事服务|事项指南|业务指南")
_DISCLOSURE = re.compile("信息公开(?:指南|制度|年报|申请)|依申请公开|公开指南")
_NEWS = re.compile("要闻|新闻|动态|快讯|报道|播报|头条|解读|公告|公示|通知|政策文件|规范性文件|文件库|会议|招聘")
_DOCUMENT_TITLE = re.compile(
    r"(?:通知|公告|通告|公示|决定|意见|方案|办法|规定|细则|条例|解读|纪要|报告|批复|启事|函|令)(?:[（(〔\[].{0,30}[）)〕\]])?$"
)
_REPORTED = re.compile("本报讯|记者|通讯员|本网讯")
_NUMBERED = re.compile(
    rf"^第?(?:[{HAN_NUMBERS}]{{1,3}}|\d{{1,2}})\s?[、.．]\s?|^[（(](?:[{HAN_NUMBERS}]{{1,3}}|\d{{1,2}})[)）]\s?"
)
_SEPARATOR = re.compile(r"[-_|—–·>»－]")


class _Shown(NamedTuple):
    """What a page shows of one element."""

    seen: str
    value: str | None
    length: int | None
    label: str | None
    links: int | None
    images: int | None
    how: str | None
    line: int
    whole: str


_ABSENT = _Shown("absent", None, None, None, None, None, None, 0, "")
_UNKNOWN = _ABSENT._replace(seen="scripted")


def read(view: View) -> Iterator[Row]:
    """The guide a page is, its ten elements and its materials; nothing when it is no guide."""
    if view.kind is Kind.HOME or not _may_be(view.document.squeezed):
        return
    labels = find(view.document, view.regions, VOCABULARY)
    if len({called for label in labels for called in label.names if called in ELEMENTS}) >= _FEWEST_IF_CALLED_SO:
        yield from _Guide(view, labels).rows()


def _may_be(squeezed: str) -> bool:
    """A quick look: whether words like those of three labels stand in a text without white space at all."""
    found: set[str] = set()
    for match in _HINT.finditer(squeezed):
        found.add(match[0][-2:])
        if len(found) >= _FEWEST_IF_CALLED_SO:
            return True
    return False


class _Guide:
    def __init__(self, view: View, labels: list[Label]) -> None:
        self.view = view
        self.document = view.document
        self.links = Links(view)
        self.fields: dict[str, list[Value]] = {}
        for value in values(view.document, labels):
            for called in value.names:
                self.fields.setdefault(called, []).append(value)
        self.images = [self.document.elements[index].start for index in self.document.of("img")]
        self.image_indexes = list(self.document.of("img"))

    def rows(self) -> Iterator[Row]:
        shown = {element: self._element(element) for element in ELEMENTS}
        if not self._is_guide(shown):
            return
        scripted = any(one.seen == "scripted" for one in shown.values())
        if scripted or (bool(self.document.scripts) and not any(one.seen == "filled" for one in shown.values())):
            scripted = True
            shown = {element: one if one.seen == "filled" else self._unknown(one) for element, one in shown.items()}
        if shown["item-name"].label is None and (heading := self._heading()):
            shown["item-name"] = _Shown("filled", heading, length(heading), None, 0, 0, "title", 0, heading)
        materials, count = self._materials(shown["materials"])
        hows = {one.how for one in shown.values() if one.how and one.how != "title"}
        line = min((one.line for one in shown.values() if one.line), default=0)
        yield Row(
            Guide,
            line,
            {
                "item_name": shown["item-name"].value,
                "item_code": self._field("item-code"),
                "elements": sum(one.seen == "filled" for one in shown.values()),
                "materials": None if shown["materials"].seen == "scripted" else count,
                "how": hows.pop() if len(hows) == 1 else "mixed",
                "scripted": scripted,
                "service_object": self._field("service-object"),
                **self.links.of_page(self._under(materials, "blank"), self._under(materials, "sample")),
            },
        )
        for element, one in shown.items():
            yield Row(GuideElement, one.line or line, self._columns(element, one))
        yield from guide_materials.rows(self.links, self.view, materials)

    def _columns(self, element: str, one: _Shown) -> Mapping[str, Any]:
        return {
            "element": element,
            "label": one.label,
            "value": one.value,
            "length": one.length,
            "seen": one.seen,
            "links": one.links,
            "images": one.images,
            "how": one.how,
            "vague": vague(element, one.whole),
        }

    def _unknown(self, one: _Shown) -> _Shown:
        return _UNKNOWN._replace(label=one.label, how=one.how, line=one.line)

    def _element(self, element: str) -> _Shown:
        """What the page shows of an element: the first label with content, or else the first label."""
        found = [self._shown(element, value) for value in self.fields.get(element, ())[:20]]
        for state in ("filled", "scripted", "empty"):
            for one in found:
                if one.seen == state:
                    return one
        return _ABSENT

    def _shown(self, element: str, value: Value) -> _Shown:
        document = self.document
        whole = first_lines(document, value) if element in _SHORT else document.text[value.start : value.stop]
        line = document.elements[value.element].line
        how = value.how.value
        if awaits_script(document, value):
            return _UNKNOWN._replace(label=value.label, how=how, line=line)
        images = self._images(value)
        text = one_line(whole, VALUE)
        seen = "filled" if says(text) or images else "empty"
        return _Shown(seen, text, length(whole), value.label, self.links.within(value), images, how, line, whole)

    def _images(self, value: Value) -> int:
        """Pictures in a value. One at the very end of its text belongs to it when it stands before what follows."""
        first = bisect_left(self.images, value.start)
        count = 0
        for at in range(first, min(len(self.images), first + 200)):
            if self.images[at] > value.stop:
                break
            count += value.first <= self.image_indexes[at] < value.last
        return count

    def _materials(self, one: _Shown) -> tuple[list[guide_materials.Material], int]:
        if one.seen != "filled":
            return [], 0
        chosen = next(value for value in self.fields["materials"] if self._shown("materials", value) == one)
        return guide_materials.listed(self.view, chosen)

    def _under(self, materials: list[guide_materials.Material], column: str) -> set[int]:
        return {link for one in materials for link in guide_materials.links_under(self.links, one, column)}

    def _field(self, called: str) -> str | None:
        for value in self.fields.get(called, ())[:20]:
            text = one_line(first_lines(self.document, value), LINK_TEXT)
            if says(text) and not is_placeholder(text):
                return text
        return None

    # --- whether it is a guide

    def _is_guide(self, shown: Mapping[str, _Shown]) -> bool:
        labelled = {element for element, one in shown.items() if one.label is not None}
        if not labelled & _TELLING:
            return False
        around = self._around()
        called_so = bool(_CALLED_SO.search(around))
        if len(labelled) < (_FEWEST_IF_CALLED_SO if called_so else _FEWEST):
            return False
        return called_so or not (_DISCLOSURE.search(around) or self._quotes())

    def _around(self) -> str:
        """What the page calls itself and its column: titles, tags, breadcrumb."""
        tags = [self.view.tags.get(tag, "") for tag in ("ArticleTitle", "ColumnName")]
        crumbs = [self.document.shown(index) for index in self.view.regions.breadcrumbs[:3]]
        return " ".join([self.document.title or "", *tags, *crumbs, self._heading() or ""])

    def _quotes(self) -> bool:
        """Whether the page is a news story or a document that only speaks of the elements."""
        column = [self.view.tags.get("ColumnName", "")]
        column += [self.document.shown(index) for index in self.view.regions.breadcrumbs[:3]]
        if _NEWS.search(" ".join(column)):
            return True
        titles = (self.view.tags.get("ArticleTitle", ""), self._heading() or "")
        if any(_DOCUMENT_TITLE.search(title.strip()) for title in titles):
            return True
        return self.view.kind is Kind.ITEM and bool(_REPORTED.search(self.document.text))

    def _heading(self) -> str | None:
        """The main heading of the page: its ArticleTitle tag, its first heading, or the first part of its title."""
        candidates = [name(self.view.tags.get("ArticleTitle", ""), LINK_TEXT)]
        for index in list(self.document.of("h1", "h2", "h3"))[:20]:
            element = self.document.elements[index]
            if self.view.regions.of[index] is Region.MAIN and element.stop - element.start <= LINK_TEXT:
                candidates.append(name(self.document.span(index), LINK_TEXT))
        candidates += [name(part, LINK_TEXT) for part in _SEPARATOR.split(self.document.title or "")[:1]]
        sites = (self.view.tags.get("SiteName", ""), self.view.tags.get("ColumnName", ""))
        for text in candidates:
            # 二、法律依据 heads a part of the guide and names no item.
            label = VOCABULARY.exact(text) or VOCABULARY.exact(_NUMBERED.sub("", text))
            if len(text) >= 2 and text not in sites and not label and not _CALLED_SO.fullmatch(text):
                return text if not is_placeholder(text) else None
        return None
