"""What stands under a label: 办理地点 and the address beside, below or after it, however the page lays the two out.

Templates print forms in few ways: a table of label and value cells, a row of labels over a row of values, dt and dd, a
heading over its text, tabs over panels, or 办理地点：… on a line. A value is a span of the page's text, up to the next
label, the next heading or number of the label's kind, or the end of what holds both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.labels import HAN_NUMBERS, Label

_HAN_NUMBERED = re.compile(
    rf"\s*(?:(第?[{HAN_NUMBERS}]{{1,3}}\s?[、.．,，\s])|([（(]\s?[{HAN_NUMBERS}]{{1,3}}\s?[)）]))"
)
# What templates print below an article; where it begins a line, the value above it has ended.
_TAIL_OF_PAGE = re.compile(
    r"^[^\S\n]{0,20}(?:[【\[(（]?(?:打\s?印|关\s?闭|收\s?藏)(?:本页|窗口|此页|本文|页面|此文)?[】\])）]?(?=\s|[【\[(（]|$)"
    r"|[【\[(（]?返\s?回(?:顶部|首页|列表|上一?[页级层])|分享到|上一[篇条][:：]|下一[篇条][:：]|上一封|下一封"
    r"|相关(?:链接|阅读|文章|信息|附件)[:：]?\s{0,4}$|责任编辑|扫一扫|主办单位[:：]|版权所有)",
    re.MULTILINE,
)
_ANOTHER_LABEL = re.compile(r"\n[^\S\n]{0,20}[\u4e00-\u9fff]{2,8}[^\S\n]{0,4}[:：]")
_PLACEHOLDER = re.compile(
    r"\{\{.{0,200}?\}\}|\$\{.{0,200}?\}|<%.{0,200}?%>|^(?:正在加载|加载中|数据加载|loading)", re.I | re.S
)
_BINDINGS = ("v-text", "v-html", "v-for", "ng-bind", "ng-bind-html", "data-bind", "th:text", "ms-text", ":text")
_SAID = re.compile(r"[^\W_]")
_PANELS = frozenset({"div", "section", "ul", "ol", "table", "dl", "li", "article", "dd", "p"})
_CELLS_AT_MOST = 200


class How(StrEnum):
    """How a page lays out a label and its value."""

    TABLE = "table"
    DEFINITION_LIST = "definition-list"
    HEADINGS = "headings"
    TABS = "tabs"
    LINES = "lines"


class Value(NamedTuple):
    """What stands under a label: a span of the page's text, and the elements after `first` and before `last`."""

    names: tuple[str, ...]
    label: str
    start: int
    stop: int
    first: int
    last: int
    how: How
    element: int


def values(document: Document, labels: Sequence[Label]) -> list[Value]:
    """What stands under each label, in their order. Labels that head the columns of a list have none and are left out."""
    return _Reading(document, labels).run()


def children(document: Document, index: int) -> Iterator[int]:
    """The elements directly inside an element."""
    elements = document.elements
    inner, end = index + 1, elements[index].end
    while inner < end:
        yield inner
        inner = elements[inner].end


def is_placeholder(text: str) -> bool:
    """Whether a text is what a template leaves for a script to fill."""
    return bool(_PLACEHOLDER.search(text[:400].strip()))


def says(text: str) -> bool:
    """Whether a text holds a letter, a digit or a character; a dash or a slash says nothing."""
    return bool(_SAID.search(text))


def awaits_script(document: Document, value: Value) -> bool:
    """Whether a script of the page is to fill this value: a placeholder, a binding, or an empty element with an id."""
    text = document.text[value.start : value.stop]
    if is_placeholder(text):
        return True
    if says(text) or not document.scripts:
        return False
    for index in range(max(value.first, 0), min(value.last, value.first + 500)):
        element = document.elements[index]
        if element.stop > value.stop or element.start < value.start or element.tag in ("img", "a", "script", "style"):
            continue
        if element.get("id") or any(binding in element.attributes for binding in _BINDINGS):
            return True
    return False


class _Reading:
    def __init__(self, document: Document, labels: Sequence[Label]) -> None:
        self.document = document
        self.elements = document.elements
        self.labels = self._without_headers(labels)
        self.starts = [label.start for label in self.labels]
        self.panels: dict[int, list[int]] = {}
        self.bars = self._bars()
        self.tagged: dict[tuple[str, str], list[int]] = {}

    def run(self) -> list[Value]:
        found = []
        for at, label in enumerate(self.labels):
            bar = self.bars.get(at)
            tag = self.elements[label.holder].tag if label.holder >= 0 else ""
            if bar is not None and (value := self._in_panel(label, *bar)):
                found.append(value)
            elif tag in ("td", "th") and self.elements[self.elements[label.holder].parent].tag == "tr":
                found.append(self._in_table(at, label))
            elif tag == "dt":
                found.append(self._in_definition(label))
            elif label.element >= 0:
                found.append(self._after(at, label))
        return found

    # --- tables

    def _without_headers(self, labels: Sequence[Label]) -> list[Label]:
        """The labels, less those heading the columns of a list; what heads one row of values is kept."""
        self.cells = {label.holder: label for label in labels if label.holder >= 0}
        self.rows: dict[int, list[int]] = {}
        self.headers: dict[int, int] = {}  # a row of labels and the row of values under it
        rejected: set[int] = set()
        for row in {self.elements[cell].parent for cell in self.cells if self.elements[cell].tag in ("td", "th")}:
            if row < 0 or self.elements[row].tag != "tr" or not self._is_header(row):
                continue
            below = self._next_row(row)
            under = self._next_row(below) if below >= 0 else -1
            single = below >= 0 and not self._is_header(below) and (under < 0 or self._is_header(under))
            if single and sum(cell in self.cells for cell in self._cells(row)) >= 3:
                self.headers[row] = below
            else:
                rejected.update(self._cells(row))
        return [label for label in labels if label.holder not in rejected]

    def _cells(self, row: int) -> list[int]:
        if row not in self.rows:
            cells = (cell for cell in children(self.document, row) if self.elements[cell].tag in ("td", "th"))
            self.rows[row] = list(islice(cells, _CELLS_AT_MOST))
        return self.rows[row]

    def _is_header(self, row: int) -> bool:
        cells = self._cells(row)
        return any(
            one in self.cells and other in self.cells and _number(self.elements[one].get("rowspan")) == 1
            for one, other in pairwise(cells)
        )

    def _next_row(self, row: int) -> int:
        elements = self.elements
        parent = elements[row].parent
        following = elements[row].end
        while following < elements[parent].end:
            if elements[following].tag == "tr":
                return following
            following = elements[following].end
        if elements[parent].tag == "thead" and following < len(elements) and elements[following].tag == "tbody":
            return next((inner for inner in children(self.document, following) if elements[inner].tag == "tr"), -1)
        return -1

    def _in_table(self, at: int, label: Label) -> Value:
        elements, cell = self.elements, label.holder
        row = elements[cell].parent
        cells = self._cells(row)
        place = bisect_left(cells, cell)
        if row in self.headers:
            return self._below(label, cell, row)
        if len(cells) == 1:
            holder = next((i for i in self.document.ancestors(row, 3) if elements[i].tag == "table"), row)
            stop, last = self._until_next(at, elements[holder].stop, elements[holder].end)
            return self._value(label, elements[row].stop, stop, elements[row].end, last, How.TABLE)
        following = next((other for other in cells[place + 1 :] if other in self.cells), -1)
        if following == (cells[place + 1] if place + 1 < len(cells) else -1):
            return self._value(label, elements[cell].stop, elements[cell].stop, cell, elements[cell].end, How.TABLE)
        start = elements[cells[place + 1]].start
        stop, last = elements[row].stop, elements[row].end
        if following >= 0:
            stop, last = elements[following].start, following
        spanned = min(_number(elements[cell].get("rowspan")), _CELLS_AT_MOST)
        for _ in range(spanned - 1):
            below = self._next_row(row)
            if below < 0:
                break
            row, stop, last = below, elements[below].stop, elements[below].end
        if spanned > 1:
            stop, last = self._until_next(at, stop, last)
        return self._value(label, start, stop, cell + 1, last, How.TABLE)

    def _below(self, label: Label, cell: int, row: int) -> Value:
        column = self._column(row, cell)
        below = self.headers[row]
        for other in self._cells(below):
            if self._column(below, other) == column:
                shape = self.elements[other]
                return self._value(label, shape.start, shape.stop, other, shape.end, How.TABLE)
        stop = self.elements[cell].stop
        return self._value(label, stop, stop, cell, self.elements[cell].end, How.TABLE)

    def _column(self, row: int, cell: int) -> int:
        cells = self._cells(row)
        return sum(_number(self.elements[other].get("colspan")) for other in cells[: bisect_left(cells, cell)])

    # --- definition lists

    def _in_definition(self, label: Label) -> Value:
        elements, term = self.elements, label.holder
        parent = elements[term].parent
        start = stop = elements[term].stop
        first = last = elements[term].end
        following = elements[term].end
        while following < elements[parent].end and elements[following].tag != "dt":
            start = elements[following].start if following == first else start
            stop, last = elements[following].stop, elements[following].end
            following = elements[following].end
        return self._value(label, start, max(start, stop), first, last, How.DEFINITION_LIST)

    # --- tabs

    def _bars(self) -> dict[int, tuple[int, int]]:
        """For labels that are names of tabs: their bar, and which of its tabs they are."""
        groups: dict[int, list[int]] = {}
        for at, label in enumerate(self.labels):
            if label.holder >= 0 and self.elements[label.holder].tag not in ("td", "th", "dt"):
                groups.setdefault(self.elements[label.holder].parent, []).append(at)
        found: dict[int, tuple[int, int]] = {}
        for bar, members in groups.items():
            if bar < 0 or len(members) < 2:
                continue
            shape = self.elements[bar]
            if shape.stop - shape.start > 600:
                continue
            tabs = [tab for tab in children(self.document, bar) if self.elements[tab].stop > self.elements[tab].start]
            if any(self.elements[tab].stop - self.elements[tab].start > 24 for tab in tabs):
                continue
            # Headings with short texts between them are half labels; of the names of tabs nearly all are.
            if len(members) * 3 < len(tabs) * 2 or len({self.elements[tab].tag for tab in tabs}) > 1:
                continue
            self.panels[bar] = self._panels(bar)
            for at in members:
                if self.labels[at].holder in tabs:
                    found[at] = (bar, tabs.index(self.labels[at].holder))
        return found

    def _in_panel(self, label: Label, bar: int, place: int) -> Value | None:
        """What the panel of a tab holds; None when no panel belongs to it."""
        panel = self._addressed(label.holder)
        if panel < 0 and place < len(self.panels[bar]):
            panel = self.panels[bar][place]
        if panel < 0:
            return None
        shape = self.elements[panel]
        return self._value(label, shape.start, shape.stop, panel, shape.end, How.TABS)

    def _addressed(self, tab: int) -> int:
        """The element a tab names: href="#fee", data-target="#fee"."""
        for index in (tab, *list(self.document.inside(tab))[:5]):
            for attribute in ("href", "data-target", "aria-controls", "data-id", "data-tab"):
                reference = self.elements[index].get(attribute).strip()
                if attribute == "href" and not reference.startswith("#"):
                    continue
                if called := reference.lstrip("#"):
                    found = self._identified.get(called, -1)
                    if found >= 0 and not tab <= found < self.elements[tab].end:
                        return found
        return -1

    @cached_property
    def _identified(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for index in self.document.called:
            if identity := self.elements[index].get("id"):
                found.setdefault(identity, index)
        return found

    def _panels(self, bar: int) -> list[int]:
        """As many elements after the bar as it has tabs: its next siblings, or what its next sibling holds."""
        count = sum(self.elements[tab].stop > self.elements[tab].start for tab in children(self.document, bar))
        node = bar
        for _ in range(4):
            parent = self.elements[node].parent
            if parent < 0:
                break
            after: list[int] = []
            following = self.elements[node].end
            while following < self.elements[parent].end and len(after) < count:
                if self.elements[following].tag in _PANELS:
                    after.append(following)
                following = self.elements[following].end
            holder = after[0] if after else -1
            for _ in range(3):
                if holder < 0:
                    break
                inner = [i for i in children(self.document, holder) if self.elements[i].tag in _PANELS]
                if len(inner) == count:
                    return inner
                holder = inner[0] if len(inner) == 1 else -1
            if len(after) >= count and len({self.elements[panel].tag for panel in after}) == 1:
                return after
            node = parent
        return []

    # --- headings and lines

    def _after(self, at: int, label: Label) -> Value:
        """The text after a label, to the next label, heading or number of its kind, or the end of what holds both."""
        bound, last = self._bound(at, label)
        stop, last = self._until_next(at, bound, last)
        if label.lone and label.holder >= 0:
            stop = min(stop, self._same_heading(label, stop))
        numbered = self._numbered(label)
        if numbered and (found := numbered.search(self.document.text, label.stop, stop)):
            stop = found.start()
        if found := _TAIL_OF_PAGE.search(self.document.text, label.stop, stop):
            stop = found.start()
        how = How.HEADINGS if label.lone else How.LINES
        return self._value(label, label.value, max(stop, label.value), label.element + 1, last, how)

    def _bound(self, at: int, label: Label) -> tuple[int, int]:
        """The end of the cell the label stands in, or else of the lowest element that holds a neighbouring label too."""
        elements = self.elements
        beside = [self.starts[other] for other in (at - 1, at + 1) if 0 <= other < len(self.labels)]
        inner = max(label.element, 0)
        for holder in (inner, *self.document.ancestors(label.element)):
            shape = elements[holder]
            if shape.tag in ("td", "th", "dd", "body", "html"):
                return shape.stop, shape.end
            if any(shape.start <= start < shape.stop for start in beside):
                return shape.stop, shape.end
            inner = holder
        return elements[inner].stop, elements[inner].end

    def _until_next(self, at: int, stop: int, last: int) -> tuple[int, int]:
        following = at + 1
        while (
            following < len(self.labels)
            and self.labels[following].start < self.labels[at].stop
            and (self.labels[following].start < self.labels[at].value)
        ):
            following += 1
        if following < len(self.labels) and self.labels[following].start < stop:
            element = self.labels[following].element
            return self.labels[following].start, element if element > self.labels[at].element else last
        return stop, last

    def _same_heading(self, label: Label, stop: int) -> int:
        """Where the next heading like this label's own begins, short and alone on its line."""
        shape = self.elements[label.holder]
        kind = (shape.tag, shape.get("class"))
        if shape.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b") and not kind[1]:
            return stop
        if kind not in self.tagged:
            self.tagged[kind] = [i for i in self.document.of(shape.tag) if self.elements[i].get("class") == kind[1]]
        same = self.tagged[kind]
        following = bisect_left(same, self.elements[label.holder].end)
        for index in same[following : following + 20]:
            other = self.elements[index]
            if other.start >= stop:
                break
            before = self.document.text[max(other.start - 1, 0)]
            after = self.document.text[other.stop : other.stop + 1]
            if 2 <= other.stop - other.start <= 30 and before in "\n\t" and after in ("\n", "\t", ""):
                return other.start
        return stop

    def _numbered(self, label: Label) -> re.Pattern[str] | None:
        found = _HAN_NUMBERED.match(self.document.text, label.start, label.start + 20)
        if not found:
            return None
        return _NEXT_NUMBERED if found[1] else _NEXT_BRACKETED

    def _value(self, label: Label, start: int, stop: int, first: int, last: int, how: How) -> Value:
        return Value(label.names, label.text, start, max(start, stop), first, last, how, max(label.element, 0))


_NEXT_NUMBERED = re.compile(rf"\n[^\S\n]{{0,20}}第?[{HAN_NUMBERS}]{{1,3}}\s?[、.．]")
_NEXT_BRACKETED = re.compile(rf"\n[^\S\n]{{0,20}}[（(]\s?[{HAN_NUMBERS}]{{1,3}}\s?[)）]")


def first_lines(document: Document, value: Value) -> str:
    """A short value without the lines a page adds below it under labels no vocabulary knows: 乘车路线：…"""
    text = document.text[value.start : value.stop]
    found = _ANOTHER_LABEL.search(text)
    return text[: found.start()] if found and says(text[: found.start()]) else text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 4 and int(text) > 0 else 1
