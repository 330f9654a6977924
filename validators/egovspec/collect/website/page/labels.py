"""Labels of forms: 办理地点, 来信时间, where they stand in a page as labels and not as words of a sentence.

Looked up in a vocabulary the caller brings; blanks inside, numbering, brackets and colons are forgiven. A label is
believed only at the start of a line or cell, where a line holds nothing else, or before a colon.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.regions import Region, Regions
from egovspec.collect.website.page.text import one_line

_SEGMENT = re.compile(r"[^\n\t]+")
_COLON = re.compile("[:：]")
HAN_NUMBERS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"\s*(?:(?:第?[{HAN_NUMBERS}]{{1,3}}\s?[、.．,，:：\s]|[（(]\s?(?:[{HAN_NUMBERS}]{{1,3}}|\d{{1,2}})\s?[)）]"
    r"|\d{1,2}(?:\.\d{1,2})?\s?[、.．)）]|[①-⑳]|[●■◆◇▪·•★☆※►▶◎○□▲△＊*>»|｜-]{1,3})[\s、.．]*){0,2}[【\[〔「［〖]?\s*"
)
# With white space and digits all that a numbering can begin with.
_BEGINS_NUMBERING = frozenset(f"{HAN_NUMBERS}第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳●■◆◇▪·•★☆※►▶◎○□▲△＊*>»｜|-【[〔「［〖")
_OPENING, _CLOSING = "【[〔「［〖", re.compile(r"[】\]〕」］〗]")
_ENDING = ":：】]〕」］〗"
_AROUND = " \t\r\n\u3000【】[]〔〕「」［］〖〗*＊:：|｜>»"
_NOTE = re.compile(r"[（(【\[][^（）()\[\]【】]{0,30}[)）】\]]$")
_TAILS = ("及要求", "清单", "目录", "列表", "一览", "信息", "说明", "要求", "情况", "如下", "图")
_LONGEST_HEAD, _COLONS_A_LINE = 40, 40
LABELS_AT_MOST = 3000


class Vocabulary:
    """The labels of one kind of form. `words` gives for every name its labels; a label may have several names."""

    def __init__(self, words: Mapping[str, frozenset[str]]) -> None:
        names: dict[str, list[str]] = {}
        for name, labels in words.items():
            for label in labels:
                names.setdefault(label, []).append(name)
        self._names = {label: tuple(found) for label, found in names.items()}
        self._longest = max(map(len, self._names), default=0)
        self._lasts = frozenset(label[-1] for label in self._names)
        self._heads = frozenset(label[:2] for label in self._names)
        self.initials = frozenset(label[0] for label in self._names)
        self.begins = self.initials | _BEGINS_NUMBERING

    def may_begin(self, two: str) -> bool:
        """Whether a label may begin with these two characters; a blank, a bracket or an invisible one may be left out."""
        return two in self._heads or not two[1:].isalpha()

    def exact(self, text: str) -> tuple[str, ...]:
        """Names of a text that is a label and nothing else; none when it is no label."""
        label = "".join(one_line(text).split()).strip(_AROUND)
        if found := self._names.get(label):
            return found
        if len(label) > self._longest + _LONGEST_HEAD or label[:2] not in self._heads:
            return ()
        label = _NOTE.sub("", label).strip(_AROUND)
        if found := self._names.get(label):
            return found
        return next((self._names.get(label.removesuffix(tail), ()) for tail in _TAILS if label.endswith(tail)), ())

    def beginning(self, text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """Labels a text begins with, the longest first: names, where the label ends, where the next character stands."""
        at = [i for i, character in enumerate(text[: 3 * self._longest]) if not character.isspace()]
        squeezed = "".join([text[i] for i in at])
        if squeezed[:2] in self._heads:
            for size in range(min(self._longest, len(at) - 1), 1, -1):
                if found := self._names.get(squeezed[:size]):
                    yield found, at[size - 1] + 1, at[size]

    def ending(self, text: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """Labels a text ends with, the longest first: names, and where the label begins."""
        if text.rstrip()[-1:] not in self._lasts:
            return
        at = [i for i, character in enumerate(text) if not character.isspace()]
        squeezed = "".join([text[i] for i in at])
        for size in range(min(self._longest, len(at)), 1, -1):
            if found := self._names.get(squeezed[-size:]):
                yield found, at[-size]


class Label(NamedTuple):
    """A label where it stands, its numbering included. `value` is where text after it begins; `stop` ends its line.

    lone    nothing stands after it on its line or in its cell
    holder  the outermost element that holds the label alone; -1 when it is not alone
    """

    names: tuple[str, ...]
    text: str
    start: int
    value: int
    stop: int
    lone: bool
    element: int
    holder: int


def find(document: Document, regions: Regions, vocabulary: Vocabulary) -> list[Label]:
    """The labels in the main text of a page, in its order; at most LABELS_AT_MOST."""
    return _Finding(document, regions, vocabulary).run()


class _Finding:
    def __init__(self, document: Document, regions: Regions, vocabulary: Vocabulary) -> None:
        self.document = document
        self.regions = regions
        self.vocabulary = vocabulary
        self.borders = {piece.start for piece in document.pieces}

    def run(self) -> list[Label]:
        found: list[Label] = []
        text, begins = self.document.text, self.vocabulary.begins
        colon = _next(_COLON, text, 0)
        starts, stops = self._where_labels_stand()
        for segment in _SEGMENT.finditer(text):
            start, stop = segment.span()
            if colon < start:
                colon = _next(_COLON, text, start)
            # Most lines hold no colon and begin as no label does.
            if colon >= stop and text[start] not in begins and not text[start].isspace() and not text[start].isdigit():
                continue
            piece = bisect_right(stops, start)
            if piece == len(starts) or starts[piece] >= stop:
                continue
            for label in self._in_line(start, stop, colon):
                if self._stands(label):
                    found.append(label)
            if len(found) >= LABELS_AT_MOST:
                break
        broken = list(self._broken_over_lines())
        within = {offset for label in broken for offset in range(label.start, label.stop)}
        found = [*broken, *(label for label in found if label.start not in within)]
        return sorted(found, key=lambda label: label.start)[:LABELS_AT_MOST]

    def _where_labels_stand(self) -> tuple[list[int], list[int]]:
        """Where the pieces of text begin and end in which a label can stand at all.

        Most of a page is entries of menus and the footer, so that most lines need no look.
        """
        main, navigation, regions = Region.MAIN, Region.NAVIGATION, self.regions.of
        standing = {main, navigation} if self._holds_tabs() else {main}
        pieces = [piece for piece in self.document.pieces if regions[piece.element] in standing]
        return [piece.start for piece in pieces], [piece.stop for piece in pieces]

    def _holds_tabs(self) -> bool:
        """Whether anything on the page refers to a part of it, as tabs do."""
        elements = self.document.elements
        for index in self.document.attributed:
            attributes = elements[index].attributes
            if "data-target" in attributes or ("href" in attributes and attributes["href"].lstrip()[:1] == "#"):
                return True
        return False

    def _stands(self, label: Label) -> bool:
        """Whether it is the label of something here: not an entry of a menu, which leads to another page."""
        region = self.regions.of[label.element]
        around = (label.element, *self.document.ancestors(label.element, 3))
        within = any(self.document.elements[index].get("data-target").startswith("#") for index in around)
        for index in around:
            anchor = self.document.elements[index]
            if anchor.tag == "a" and (reference := anchor.get("href").strip().lower()):
                within = within or (reference.startswith("#") and len(reference) > 1)
                if not reference.startswith(("#", "javascript")) and label.lone:
                    return False
        return region is Region.MAIN or (region is Region.NAVIGATION and within)

    def _in_line(self, start: int, stop: int, colon: int) -> Iterator[Label]:
        """The labels of a line; `colon` is where its first colon stands, beyond `stop` when it has none."""
        text = self.document.text
        position = start
        # Inline elements side by side, such as the names of tabs, are one line: label after label begins it.
        while label := self._at_start(position, stop):
            yield label
            position = label.value
            if label.lone or text[position - 1] in _ENDING:
                break
        if colon >= stop:
            return
        for found in islice(_COLON.finditer(text, position, stop), _COLONS_A_LINE):
            colon = found.start()
            before = max(position, colon - _LONGEST_HEAD)
            for names, at in self.vocabulary.ending(text[before:colon]):
                begin = before + at
                if begin == start or begin in self.borders or not text[begin - 1].isalnum():
                    yield self._label(names, begin, begin, colon, colon + 1, stop)
                    break
            position = colon + 1

    def _at_start(self, start: int, stop: int) -> Label | None:
        text, vocabulary = self.document.text, self.vocabulary
        first, begin = text[start], start
        if first in _BEGINS_NUMBERING or first.isspace() or first.isdigit():
            numbering = _NUMBERING.match(text, start, stop)
            begin = numbering.end() if numbering else start
        if begin >= stop or text[begin] not in vocabulary.initials or not vocabulary.may_begin(text[begin : begin + 2]):
            return None
        if text[begin - 1] in _OPENING and begin > start:
            closing = _CLOSING.search(text, begin, min(stop, begin + _LONGEST_HEAD))
            if closing and (names := vocabulary.exact(text[begin : closing.start()])):
                after = _COLON.match(text, closing.end(), stop)
                return self._label(names, start, begin, closing.start(), after.end() if after else closing.end(), stop)
        colon = _COLON.search(text, begin, min(stop, begin + _LONGEST_HEAD))
        if colon and (names := vocabulary.exact(text[begin : colon.start()])):
            return self._label(names, start, begin, colon.start(), colon.end(), stop)
        if stop - begin <= _LONGEST_HEAD and (names := vocabulary.exact(text[begin:stop])):
            return self._label(names, start, begin, stop, stop, stop)
        for names, end, following in vocabulary.beginning(text[begin : min(stop, begin + _LONGEST_HEAD)]):
            if begin + following in self.borders:
                return self._label(names, start, begin, begin + end, begin + end, stop)
        return None

    def _label(self, names: tuple[str, ...], start: int, begin: int, end: int, value: int, stop: int) -> Label:
        text = self.document.text
        lone = not text[value:stop].strip(_AROUND)
        element = self.document.element_at(begin)
        holder = self._holder(element, begin, stop if lone else value)
        return Label(names, one_line(text[begin:end].strip(_AROUND), 100), start, value, stop, lone, element, holder)

    def _holder(self, element: int, start: int, stop: int) -> int:
        """The outermost element that says the label and nothing else, up to a cell, a term or a row."""
        text, elements, holder = self.document.text, self.document.elements, -1
        for candidate in (element, *self.document.ancestors(element, 8)):
            shape = elements[candidate]
            if shape.tag in ("body", "html") or shape.stop - shape.start > 80 + stop - start:
                break
            before, after = text[shape.start : start], text[stop : shape.stop]
            if not _alone(before) or after.strip(_AROUND):
                break
            holder = candidate
            if shape.tag in ("td", "th", "dt", "li"):
                break
        return holder

    def _broken_over_lines(self) -> Iterator[Label]:
        """Cells as narrow as their label: 申请 over 材料."""
        text = self.document.text
        for index in self.document.of("td", "th", "dt"):
            cell = self.document.elements[index]
            if not 4 <= cell.stop - cell.start <= _LONGEST_HEAD or self.regions.of[index] is not Region.MAIN:
                continue
            shown = text[cell.start : cell.stop].strip()
            if ("\n" in shown) and (names := self.vocabulary.exact(shown)):
                called = one_line("".join(shown.split()), 100)
                yield Label(names, called, cell.start, cell.stop, cell.stop, True, index, index)


def _next(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern is next found in a text; its end when it is not."""
    found = pattern.search(text, position)
    return found.start() if found else len(text)


def _alone(before: str) -> bool:
    numbering = _NUMBERING.match(before)
    return not before.strip(_AROUND) or bool(numbering and numbering.end() == len(before))
