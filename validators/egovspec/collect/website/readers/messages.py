"""Messages a portal publishes with their replies: rows of a list, blocks of question and answer, a page of one message.

Read are times, units, states and lengths. The text of a message and of its reply is counted and dropped; who wrote is
never looked at, and what could tell it in a title is blotted out. A list of news or of service guides has dates and
titles too; a page is only believed to show messages where its labels, its states or its column say so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from egovspec.collect.website.page import dates
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.labelled import (
    How,
    Value,
    awaits_script,
    children,
    first_lines,
    is_placeholder,
    says,
    values,
)
from egovspec.collect.website.page.labels import Label, Vocabulary, find
from egovspec.collect.website.page.listing import Listing
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, one_line
from egovspec.collect.website.readers.message_told import Told
from egovspec.collect.website.readers.message_words import FIELDS, blotted, is_ours, state_in, states_in
from egovspec.facts.tables.messages import Message

MESSAGES_AT_MOST = 500
VOCABULARY = Vocabulary(FIELDS)
_TIMES = ("asked", "replied")
_HINT = re.compile(
    "(?:来信|留言|咨询|信件|诉求|投诉|提问|写信|来件|问题|回复|答复|办结|反馈|处理|办理|受理|承办|解答|纠错)"
    "(?:时间|日期|内容|标题|编号|状态|单位|部门|情况|意见|主题|类型|类别|结果)"
)
_ABOUT = re.compile(
    "信箱|来信|信件|留言|咨询|投诉|写信|诉求|问政|网友|找错|纠错|热线|有问必答|领导信箱|答复选登|回复选登"
)
_NOT_ABOUT = re.compile(r"统计|须知|指南|说明|制度|办法|规定|调查|征集|访谈|动态|要闻|新闻|公告|解读")
_ELSEWHERE = re.compile("访谈|征集|调查|提案|议案|问卷")
_SAYS_WHEN = r"(?:(?:时间|日期|于)\s{0,4}[:：]?|\s{0,2}[:：])\s{0,4}$"
_ASKED = re.compile(rf"(?:来信|留言|咨询|提交|提问|写信|投诉|反映|来件|诉求){_SAYS_WHEN}")
_REPLIED = re.compile(rf"(?:回复|答复|办结|反馈|回信|解答|办复|处理){_SAYS_WHEN}")
_ARROWS = " >»›→＞\\/"
_ARROW = re.compile(r"[>»›→＞\\/]")
_DASH = re.compile("[-_|—–]")
_RUNNING = (How.HEADINGS, How.LINES)
_LONGEST_ROW, _HEADINGS_LOOKED_AT, _EMPTY_ROWS = 3000, 20, 50


def read(view: View) -> Iterator[Row]:
    """The messages of a page, in its order; nothing when it shows none."""
    if (
        view.kind is not Kind.HOME
        and (_named(view, _ABOUT) or _may_hold(view.document.squeezed))
        and not _elsewhere(view)
    ):
        yield from _Page(view).rows()


def _may_hold(squeezed: str) -> bool:
    """A quick look: whether words like those of two labels, or two states, stand in a text without white space at all."""
    return sum(1 for _ in islice(_HINT.finditer(squeezed), 2)) > 1 or states_in(squeezed) > 1


def _named(view: View, words: re.Pattern[str]) -> bool:
    """Whether the page's own name, its column or its place in the site holds such words."""
    crumbs = [view.document.shown(index) for index in view.regions.breadcrumbs[:2]]
    last = [_ARROW.split(crumb.rstrip(_ARROWS))[-1] for crumb in crumbs]
    own = [] if view.kind is Kind.ITEM else [_DASH.split(view.document.title or "")[0]]
    said = [view.tags.get("ColumnName", ""), *last, *own]
    return any(words.search(text) and not _NOT_ABOUT.search(text) for text in said)


def _elsewhere(view: View) -> bool:
    """Whether the page belongs to interviews, surveys or proposals, whose questions are no messages."""
    crumbs = [view.document.shown(index) for index in view.regions.breadcrumbs[:2]]
    return any(_ELSEWHERE.search(text) for text in (view.tags.get("ColumnName", ""), *crumbs))


class _Page:
    def __init__(self, view: View) -> None:
        self.view = view
        self.document = view.document
        self.elements = view.document.elements
        self.labels = find(view.document, view.regions, VOCABULARY)
        self.starts = [label.start for label in self.labels]
        self.about = _named(view, _ABOUT)
        self.beyond = 0  # messages seen after the last one read

    def rows(self) -> Iterator[Row]:
        told = self._grid()
        shown_on = "list"
        if not told:
            told = self._forms()
            if len(told) == 1:
                shown_on = "detail"
                told[0].message_url = self.view.url
        if not told:
            told = self._list()
        for ordinal, message in enumerate(told[:MESSAGES_AT_MOST], 1):
            yield Row(Message, self._line(message), message.columns(ordinal, shown_on, len(told) + self.beyond))

    def _new(self, element: int) -> Told:
        return Told(element, self.view.captured, self.view.zone)

    def _line(self, message: Told) -> int:
        return self.elements[message.element].line if message.element >= 0 else 0

    # --- rows under column headings

    def _grid(self) -> list[Told]:
        """Rows under a row of headings 标题, 来信时间, 回复时间 …: of a table, or of elements laid out as one."""
        headed: dict[int, list[Label]] = {}
        for label in self.labels:
            if label.holder >= 0:
                headed.setdefault(self.elements[label.holder].parent, []).append(label)
        rows = [row for row, heads in headed.items() if row >= 0 and len(heads) >= 3]
        for row in rows[:_HEADINGS_LOOKED_AT]:
            if (columns := self._columns_of(row, headed[row])) and (told := self._under(row, columns)):
                return told
        return []

    def _under(self, row: int, columns: Sequence[str | None]) -> list[Told]:
        """The messages under a row of headings; rows beyond the limit are only counted."""
        told: list[Told] = []
        for at, line in enumerate(self._below(row)):
            if at == _EMPTY_ROWS and not told:
                break
            if len(told) < MESSAGES_AT_MOST:
                if one := self._in_row(line, columns):
                    told.append(one)
            else:
                self.beyond += len(self._cells(line)) == len(columns)
        return told

    def _columns_of(self, row: int, heads: Sequence[Label]) -> list[str | None]:
        """What each cell of a row of headings heads; nothing when the row is none, or heads no messages."""
        named = {label.holder: label for label in heads}
        cells = self._cells(row)
        columns = [named[cell].names[0] if cell in named else None for cell in cells]
        names = Counter(name for name in columns if name)
        if len(cells) > 30 or names["title"] + names["question"] == 0 or sum(names.values()) * 2 < len(cells):
            return []
        if not (names["asked"] or names["replied"] or names["state"] or names["time"]):
            return []
        ours = any(is_ours(label.text) for label in heads)
        return columns if ours or (self.about and names["time"] + names["state"] + names["asked"]) else []

    def _cells(self, row: int) -> list[int]:
        return [
            cell for cell in children(self.document, row) if self.elements[cell].tag not in ("script", "style", "br")
        ]

    def _below(self, row: int) -> Iterator[int]:
        """The rows under a row of headings: of its table, after it in its list, or in the list after its own."""
        elements = self.elements
        if elements[row].tag == "tr":
            table = next((index for index in self.document.ancestors(row, 4) if elements[index].tag == "table"), -1)
            if table < 0:
                return
            inside = [index for index in range(elements[row].end, elements[table].end) if elements[index].tag == "tr"]
            if not inside:
                inside = self._in_next(table, "tr")
            yield from inside
            return
        parent = elements[row].parent
        beside = (
            index
            for index in children(self.document, parent)
            if index > row and elements[index].tag == elements[row].tag
        )
        same = [index for index in beside if len(self._cells(index)) == len(self._cells(row))]
        if same:
            yield from same
            return
        for outer in (row, parent):
            yield from self._in_next(outer, "li" if elements[row].tag == "li" else "")

    def _in_next(self, index: int, tag: str) -> list[int]:
        """The elements of a tag (of any) inside the next element after this one."""
        elements = self.elements
        following = elements[index].end
        if following >= len(elements) or elements[following].parent != elements[index].parent:
            return []
        if tag == "tr":
            return [inner for inner in self.document.inside(following) if elements[inner].tag == "tr"]
        return [inner for inner in children(self.document, following) if not tag or elements[inner].tag == tag]

    def _in_row(self, row: int, columns: Sequence[str | None]) -> Told | None:
        cells = self._cells(row)
        if len(cells) == 1:  # li > a > span, span, span
            cells = self._cells(cells[0])
        if len(cells) != len(columns) or self.view.regions.of[row] is not Region.MAIN:
            return None
        told = self._new(row)
        for called, cell in zip(columns, cells, strict=True):
            if called and called != "other":
                told.tell(called, self.document.span(cell))
            if called in ("title", "question"):
                self._titled(told, cell)
        if told.title is None or not says(told.title) or VOCABULARY.exact(told.title):
            return None
        told.state = told.state or state_in(self.document.span(row)[:_LONGEST_ROW])
        told.know_dates()
        return None if is_placeholder(told.title) else told

    def _titled(self, told: Told, cell: int) -> None:
        """The link of a title: where it leads, and the whole title where the row shows it cut short."""
        links = self.view.regions.links_of(cell)
        if self.elements[cell].tag == "a":
            links = [cell]
        for ancestor in self.document.ancestors(cell, 2):
            links = links or ([ancestor] if self.elements[ancestor].tag == "a" else [])
        if links:
            link = max(links, key=lambda other: (len(self.view.regions.short(other)), -other))
            told.message_url = self.view.absolute(self.elements[link].get("href"))
            given, shown = one_line(self.elements[link].get("title")), told.title or ""
            if given and (not shown or (shown.endswith(("…", "...", "..")) and given.startswith(shown[:4]))):
                told.title = blotted(given)
        told.part_kind()

    # --- labels and values

    def _forms(self) -> list[Told]:
        """Messages laid out as forms: one on a page of its own, or block after block."""
        found = [value for value in values(self.document, self.labels) if value.names[0] != "other"]
        if not found:
            return []
        blocks: list[list[Value]] = [[]]
        for value in found:
            # Blocks come from one template: each begins with the label the first one begins with.
            if blocks[-1] and value.label == found[0].label and value.names[0] not in ("reply", "unit", "state"):
                blocks.append([])
            blocks[-1].append(value)
        return [told for block in blocks if (told := self._form(block))]

    def _form(self, block: Sequence[Value]) -> Told | None:
        fields = {value.names[0] for value in block}
        ours = {value.names[0] for value in block if is_ours(value.label)}
        if not ours & {"asked", "replied", "reply", "question", "title"} or not fields & {"reply", "question"}:
            return None
        if len(fields) < 3 or (self.view.kind is Kind.ITEM and not fields & {*_TIMES, "number", "state", "time"}):
            return None
        told = self._new(block[0].element)
        for value in block:
            if awaits_script(self.document, value):
                told.scripted = True
                continue
            text = self.document.text[value.start : value.stop]
            whole = value.names[0] in ("reply", "question")
            told.tell(value.names[0], text if whole else first_lines(self.document, value).strip().split("\n")[0])
        self._below_headings(told, block)
        self._dated_within(told, block)
        if told.title is None and (heading := self._heading(block)):
            told.title = heading
        told.know_dates()
        filled = told.asked or told.replied or told.question_length or told.reply_length or told.number
        if not filled and self.document.scripts:
            told.scripted = True
            told.question_length = told.reply_length = None
        return told

    def _below_headings(self, told: Told, block: Sequence[Value]) -> None:
        """Text under a heading 留言内容 or 答复内容 that comes after lines of its own: kind, time, unit, then the text."""
        parts = [value for value in block if value.names[0] in ("question", "reply") and value.how in _RUNNING]
        for at, value in enumerate(parts):
            if says(self.document.text[value.start : value.stop]) or told.scripted:
                continue
            inside = [other for other in block if other.start >= value.start]
            stop = parts[at + 1].start if at + 1 < len(parts) else max(other.stop for other in inside)
            if rest := self._unlabelled(value.start, stop):
                told.count(value.names[0], rest)

    def _unlabelled(self, start: int, stop: int) -> str:
        """The lines of a span that neither are labels nor stand beside or right below one."""
        kept, skipping, position = [], False, start
        for line in self.document.text[start:stop].splitlines(keepends=True):
            labels = list(self._labels_in(position, position + len(line)))
            position += len(line)
            if labels:
                skipping = labels[-1].lone
            elif says(line) and not skipping:
                kept.append(line)
            else:
                skipping = skipping and not says(line)
        return "".join(kept)

    def _dated_within(self, told: Told, block: Sequence[Value]) -> None:
        """A bare 时间 in the part of the reply is the time of the reply."""
        order = [value.names[0] for value in block]
        if told.replied is None and "time" in order and "reply" in order:
            times = [value for at, value in enumerate(block) if value.names[0] == "time" and "question" in order[:at]]
            if times and (told.asked is not None) and len([name for name in order if name in ("time", "asked")]) > 1:
                told.replied = told.when(self.document.text[times[-1].start : times[-1].stop])

    def _heading(self, block: Sequence[Value]) -> str | None:
        """The heading over a form that labels no title."""
        candidates = [self.view.tags.get("ArticleTitle", "")]
        start = block[0].start
        for index in list(self.document.of("h1", "h2", "h3"))[:50]:
            shape = self.elements[index]
            text = self.document.shown(index) if shape.stop - shape.start <= LINK_TEXT else ""
            if shape.start < start and self.view.regions.of[index] is Region.MAIN and not VOCABULARY.exact(text):
                candidates.append(text)
        return next((blotted(text, LINK_TEXT) for text in candidates if says(text)), None)

    # --- rows of a list without headings

    def _list(self) -> list[Told]:
        """Rows of a title that is a link, with dates, a state or labels of their own beside it."""
        said = self.about or any(is_ours(label.text) for label in self.labels) or states_in(self.document.text) > 1
        if self.view.kind is Kind.ITEM or not said:
            return []
        listing = Listing(self.document, self.view.regions, self.view.captured, self.view.zone)
        told: list[Told] = []
        proven = 0
        for at, listed in enumerate(listing.rows):
            if len(told) == MESSAGES_AT_MOST:
                self.beyond = len(listing.rows) - at
                break
            row = self._row_of(listed.link, listed.parent)
            one, sure = self._listed(row, listed.link, listed.title)
            if one is None:
                continue
            told.append(one)
            proven += sure
        if self.about or (proven >= 2 and proven * 2 >= len(told)):
            return told
        self.beyond = 0
        return []

    def _row_of(self, link: int, parent: int) -> int:
        row = link
        for holder in self.document.ancestors(link):
            if holder == parent:
                break
            row = holder
        return row

    def _listed(self, row: int, link: int, title: str) -> tuple[Told | None, bool]:
        """A row as a message, and whether the row itself says that it is one."""
        shape, anchor = self.elements[row], self.elements[link]
        text = self.document.text[shape.start : min(shape.stop, shape.start + _LONGEST_ROW)]
        beside = f"{self.document.text[shape.start : anchor.start]}\n{self.document.text[anchor.stop : shape.stop]}"
        told = self._new(row)
        told.title, told.message_url = blotted(title, LINK_TEXT), self.view.absolute(anchor.get("href"))
        told.part_kind()
        told.state = state_in(beside[:_LONGEST_ROW]) or state_in(text, apart=True)
        labelled = False
        for label in self._labels_in(shape.start, shape.stop):
            stop = min(label.stop, shape.stop)
            following = self.document.text[label.value : stop] or self.document.text[label.value : label.value + 100]
            name = label.names[0]
            if name in ("asked", "replied", "unit", "number", "kind", "state"):
                told.tell(name, following.strip().split("\n")[0].split("  ")[0])
                labelled = labelled or (name in _TIMES and is_ours(label.text))
        if told.asked or told.replied:
            told.dated_by = told.dated_by or "label"
        else:
            self._dated(told, text)
        if not (told.asked or told.replied):
            return None, False
        return told, labelled or told.state is not None

    def _labels_in(self, start: int, stop: int) -> Iterator[Label]:
        yield from self.labels[bisect_left(self.starts, start) : bisect_left(self.starts, stop)]

    def _dated(self, told: Told, text: str) -> None:
        """Dates nothing but their place, or a word right before them, tells apart."""
        found = list(dates.find(text, self.view.captured, dates.Where.ROW, self.view.zone))[:4]
        for one in found:
            before = text[max(0, one.start - 14) : one.start]
            if _REPLIED.search(before):
                told.replied, told.dated_by = told.replied or one, "label"
            elif _ASKED.search(before):
                told.asked, told.dated_by = told.asked or one, "label"
        if told.dated_by is None and found:
            told.asked, told.dated_by = found[0], "position"
            told.replied = found[1] if len(found) > 1 else None
