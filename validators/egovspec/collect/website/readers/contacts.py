"""How a page says someone can be reached: telephones, fax, mail, addresses, postcodes, hours, service lines.

A value is known by its label (联系电话：…, a label cell before it, the head of its table column), or by its own shape
where that is unmistakable: an area code with a number, an e-mail address, 12345 beside the word for a hotline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, clean, one_line
from egovspec.collect.website.readers import telephones
from egovspec.collect.website.readers.contact_tables import columns_of
from egovspec.collect.website.readers.contact_words import (
    ADDRESS_LIKE,
    AFTER,
    ENDS,
    KERNEL,
    NO_PLACE,
    Units,
    kind_of_kernel,
    label_before,
)
from egovspec.facts.tables.page_parts import Contact

_MAY = re.compile(r"[0-9０-９]{3}|[@＠]|时\s?间|地\s?址|邮\s?箱")
_EMAIL = re.compile(r"[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,10}(?![\w-])", re.IGNORECASE | re.ASCII)
_VEILED_EMAIL = re.compile(
    r"[\w.%+-]{1,64}\s?(?:#|\(at\)|\[at\]|@)\s?(?:[\w-]{1,63}\.){0,5}[\w-]{1,63}", re.IGNORECASE | re.ASCII
)
_LOCAL_PART = re.compile(r"[\w.%+-]", re.ASCII)
_POSTCODE = re.compile(r"\d{6}(?!\d)")
_SERVICE = re.compile(r"12(?<![\w.:/-]12)[134]\d\d(?![\w.:/-])(?!年|号|元|人|件|万|户|亩|平)", re.ASCII)
_TITLE_BEFORE = re.compile(r"([\u4e00-\u9fff]{2,10})\s{0,2}:\s{0,4}$")
_SERVICE_WORDS = re.compile(r"热线|拨打|便民|政务服务|平台|投诉|举报|咨询|维权|电话")
_TIME = re.compile(r"\d{1,2}\s?[:：时点]|工作日|[周星][一二三四五六日天期]|全天|小时|节假日|休息")
_MOMENT = re.compile(r"\d{4}\s?[-年/.]")
_MORE_HOURS = re.compile(r"\s{0,6}(?:上午|下午|夏季|冬季|周|星期|工作日|法定|节假日|\d{1,2}[:：]\d\d)")
_BETWEEN = re.compile(r"\s{0,3}(?:[、,，;；/]|或|和)\s{0,3}")
_CANDIDATES, _SPAN, _HOURS_LINES, _NUMBERS = 2000, 200, 3, 6
_SCHEME_BEGINS = frozenset("tTmM")
_REACHED_BY_LINK = frozenset({"phone", "fax", "service-line", "email"})


@dataclass
class _Found:
    """A contact in the making. `start` is its offset in the text, or -1 when only a link says it."""

    kind: str
    value: str
    label: str | None
    element: int
    parsed: str | None
    unit: str | None
    linked: bool = False
    unclear: bool = False


def read(view: View) -> Iterator[Row]:
    """One row per contact, in the order of the page."""
    text = view.document.text
    if _MAY.search(text) or any(True for _ in _contact_links(view)):
        yield from _Contacts(view).rows()


def _contact_links(view: View) -> Iterator[tuple[int, str, str]]:
    """Links to telephones and mail: index, scheme, what follows it."""
    elements = view.document.elements
    for link in view.regions.links:
        written = elements[link].attributes["href"]
        if written[:1] not in _SCHEME_BEGINS and not written[:1].isspace():
            continue
        address = written[:LINK_TEXT].strip()
        scheme, colon, rest = address.partition(":")
        if colon and scheme.lower() in ("tel", "mailto"):
            yield link, scheme.lower(), rest


class _Contacts:
    def __init__(self, view: View) -> None:
        self.view = view
        self.document = view.document
        self.text = telephones.plain(view.document.text)
        self.units = Units(self.document, self.text)
        self.found: dict[tuple[str, str], _Found] = {}
        self.taken: list[tuple[int, int]] = []
        self.cut_short = False

    def rows(self) -> Iterator[Row]:
        self._in_tables()
        self._labelled()
        self._unlabelled()
        self._linked()
        ordered = sorted(self.found.values(), key=lambda found: found.element)
        made = (self._row(found) for found in ordered)
        yield from bounded(Contact, made, total=len(ordered), unread=self.cut_short)

    def _row(self, found: _Found) -> Row:
        element = self.document.elements[found.element]
        return Row(
            Contact,
            element.line,
            {
                "kind": found.kind,
                "value": found.value,
                "label": found.label,
                "region": self.view.regions.of[found.element].value,
                "linked": found.linked if found.kind in _REACHED_BY_LINK else None,
                "parsed": found.parsed,
                "unit": None if found.unclear else found.unit,
            },
        )

    # --- in tables with a head

    def _in_tables(self) -> None:
        read = 0
        for column in columns_of(self.document):
            self.taken.append((column.head_start, column.head_stop))
            for cell, unit in column.cells:
                if (read := read + 1) > _CANDIDATES:
                    self.cut_short = True
                    break
                element = self.document.elements[cell]
                stop = min(element.stop, element.start + _SPAN)
                self._read(column.kind, element.start, stop, column.label, unit, whole=True)
                self.taken.append((element.start, element.stop))
        self.taken.sort()

    # --- after a label

    def _labelled(self) -> None:
        tables = self._Taken(self.taken)
        for count, kernel in enumerate(KERNEL.finditer(self.text)):
            if count >= _CANDIDATES:
                self.cut_short = True
                return
            if tables.holds(kernel.start()):
                continue
            kind = kind_of_kernel(kernel)
            after = AFTER.match(self.text, kernel.end())
            assert after is not None  # it matches the empty string
            label = label_before(self.text, kernel.start(), kernel.end())
            if kind in ("address", "hours") and not after[0].strip(" "):
                continue  # a word of the text: 地址 and 时间 are labels only when something sets them apart
            if kind == "address" and NO_PLACE.search(label):
                continue
            self._read(kind, after.end(), min(len(self.text), after.end() + _SPAN), label, None, whole=False)

    def _read(self, kind: str, start: int, stop: int, label: str, unit: str | None, *, whole: bool) -> None:
        """Read the value that begins at `start`; of a table cell everything up to `stop`."""
        if kind in ("phone", "fax"):
            self._numbers(kind, start, stop, label, unit, whole=whole)
        elif kind == "email":
            found = _VEILED_EMAIL.match(self.text, start, stop)
            if found and re.search(r"[@#]|at[)\]]", found[0]):
                self._keep("email", found.start(), found.end(), label, unit)
        elif kind == "postcode":
            if found := _POSTCODE.match(self.text, start, stop):
                self._keep("postcode", found.start(), found.end(), label, unit)
        elif kind == "address":
            self._address(start, stop, label, unit, whole=whole)
        else:
            self._hours(start, stop, label, unit)

    def _numbers(self, kind: str, start: int, stop: int, label: str, unit: str | None, *, whole: bool) -> None:
        position = start
        for _ in range(_NUMBERS):
            found = (
                telephones.NUMBER.search(self.text, position, stop)
                if whole
                else telephones.NUMBER.match(self.text, position, stop)
            )
            if not found:
                return
            self._keep(kind, found.start(), found.end(), label, unit)
            position = found.end()
            if not whole:
                further = _BETWEEN.match(self.text, position)
                if not further:
                    return
                position = further.end()

    def _address(self, start: int, stop: int, label: str, unit: str | None, *, whole: bool) -> None:
        line = self.text[start:stop] if whole else self.text[start:stop].split("\n", 1)[0]
        value = line if whole else ENDS.split(line, maxsplit=1)[0]
        value = value.rstrip(" ,，。;；、")
        if len("".join(value.split())) >= 4 and ADDRESS_LIKE.search(value) and "@" not in value and "http" not in value:
            self._keep("address", start, start + len(value), label, unit)

    def _hours(self, start: int, stop: int, label: str, unit: str | None) -> None:
        end = start
        for line in self.text[start:stop].split("\n")[:_HOURS_LINES]:
            if end > start and not _MORE_HOURS.match(line):
                break
            kept = ENDS.split(line, maxsplit=1)[0]
            end += len(kept) + (1 if end > start else 0)
            if len(kept) < len(line):
                break
        value = self.text[start:end].strip()
        if value and _TIME.search(value) and not _MOMENT.match(value):
            self._keep("hours", start, end, label, unit)

    # --- by its own shape

    def _unlabelled(self) -> None:
        self.taken.sort()
        taken = self._Taken(self.taken)
        for count, found in enumerate(telephones.UNLABELLED.finditer(self.text)):
            if count >= _CANDIDATES:
                self.cut_short = True
                break
            if not taken.holds(found.start()):
                titled = _TITLE_BEFORE.search(self.text[max(0, found.start() - 16) : found.start()])
                self._keep("phone", found.start(), found.end(), titled[1] if titled else "", None)
        at = self.text.find("@")
        for count in range(_CANDIDATES + 1):
            if at < 0:
                break
            if count == _CANDIDATES:
                self.cut_short = True
            start = at
            while start > max(0, at - 64) and _LOCAL_PART.match(self.text[start - 1]):
                start -= 1
            mail = None if taken.holds(start) else _EMAIL.match(self.text, start, at + 300)
            if mail:
                self._keep("email", mail.start(), mail.end(), "", None)
            at = self.text.find("@", at + 1)
        for count, found in enumerate(_SERVICE.finditer(self.text)):
            if count >= _CANDIDATES:
                self.cut_short = True
                break
            around = self.text[max(0, found.start() - 12) : found.end() + 12]
            if not taken.holds(found.start()) and _SERVICE_WORDS.search(around):
                self._keep("service-line", found.start(), found.end(), "", None)

    # --- by a link

    def _linked(self) -> None:
        by_parsed: dict[tuple[str, str | None], _Found] = {}
        for found in self.found.values():
            if found.parsed is not None:
                by_parsed.setdefault(("mailto" if found.kind == "email" else "tel", found.parsed), found)
        for link, scheme, rest in islice(_contact_links(self.view), _CANDIDATES):
            written = one_line(rest.partition("?")[0].replace("%20", " ").replace("%40", "@"), LINK_TEXT)
            element = self.document.elements[link]
            shown = one_line(self.document.text[element.start : min(element.stop, element.start + _SPAN)], LINK_TEXT)
            value = shown if self._is_value(scheme, shown) else written
            parsed = _parsed("email" if scheme == "mailto" else "phone", written)
            known = by_parsed.get((scheme, parsed)) if parsed else None
            if known is not None:
                known.linked = True
            elif value and (scheme == "tel" or "@" in value):
                kind = (
                    "email" if scheme == "mailto" else "service-line" if telephones.is_service_line(parsed) else "phone"
                )
                made = _Found(kind, value, None, link, parsed, self.units.beside(element.start), True)
                if parsed:
                    by_parsed[(scheme, parsed)] = made
                self.found.setdefault((kind, value), made).linked = True

    @staticmethod
    def _is_value(scheme: str, shown: str) -> bool:
        if scheme == "mailto":
            return bool(_EMAIL.fullmatch(telephones.plain(shown)))
        return bool(telephones.NUMBER.fullmatch(telephones.plain(shown)))

    # --- keeping

    def _keep(self, kind: str, start: int, stop: int, label: str, unit: str | None) -> None:
        value = one_line(self.document.text[start:stop], LINK_TEXT)
        parsed = _parsed(kind, value)
        if kind == "phone" and telephones.is_service_line(parsed):
            kind = "service-line"
        self.taken.append((start, stop))
        if unit is None:
            unit = self.units.beside(start)
        known = self.found.get((kind, value))
        if known is not None:
            known.unclear = known.unclear or (unit is not None and known.unit is not None and unit != known.unit)
            known.unit = known.unit or unit
            known.label = known.label or label or None
            return
        element = max(self.document.element_at(start), 0)
        self.found[(kind, value)] = _Found(kind, value, clean(label, LINK_TEXT) or None, element, parsed, unit)

    class _Taken:
        """Which offsets of the text are spoken for."""

        def __init__(self, spans: list[tuple[int, int]]) -> None:
            self._spans = list(spans)
            self._starts = [start for start, _ in self._spans]

        def holds(self, offset: int) -> bool:
            at = bisect_right(self._starts, offset) - 1
            return at >= 0 and offset < self._spans[at][1]


def _parsed(kind: str, value: str) -> str | None:
    if kind == "email":
        address = telephones.plain(value)
        return address.lower() if _EMAIL.fullmatch(address) else None
    return telephones.normal(value) if kind in ("phone", "fax", "service-line") else None
