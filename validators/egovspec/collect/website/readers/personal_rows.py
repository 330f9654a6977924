"""Personal data on a page: in its text, its title, its tags and the attributes a visitor or a program reads.

A value never crosses the border of a cell or a block: two neighbours do not make one number, nor do two halves. Scripts,
comments and addresses are not read: the numbers there are those of items. For every kind the first hundred values of a
page are rows and the others are counted, so that a thousand e-mail addresses cannot hide one identity number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from egovspec.collect import personal
from egovspec.collect.personal import Found, Kind
from egovspec.collect.website.page.html import Element
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import one_line
from egovspec.collect.website.page.urls import host
from egovspec.collect.website.readers.personal_headers import Headers
from egovspec.facts.tables.personal import PersonalColumn, PersonalData

OF_A_KIND, HEADERS = 100, 100
_LABEL = 30
_SHORTEST, _LONGEST = 6, 20_000  # of the values of attributes: a@b.cn is the shortest
_SHOWN = frozenset({"title", "alt", "aria-label", "summary"})
_PASSED_OVER = frozenset({"class", "id", "style", "src", "target", "type", "name", "rel", "width", "height"})
_REACHED = ("mailto:", "tel:")
_REACHED_BEGINS = frozenset("mtMT")
_CONTACT = re.compile("咨询|监督|举报|投诉|服务|值班|办公|业务|联系|热线|电话|邮箱|电子邮件")


class _Seen(NamedTuple):
    """A value, where it stands, the element it stands in (-1 when unknown), and the name of the attribute it is in."""

    found: Found
    where: str
    element: int
    region: Region | None
    attribute: str | None = None


def read(view: View) -> Iterator[Row]:
    """Rows of `personal_data` and `personal_column`, each in document order."""
    headers = Headers(view.document)
    yield from _values(view, headers)
    yield from _columns(view, headers)


def _values(view: View, headers: Headers) -> Iterator[Row]:
    counts = dict.fromkeys(Kind, 0)
    kept: list[_Seen] = []
    for seen in _all(view, headers):
        counts[seen.found.kind] += 1
        if counts[seen.found.kind] <= OF_A_KIND:
            kept.append(seen)
    kept.sort(key=lambda seen: seen.element)
    last = {seen.found.kind: at for at, seen in enumerate(kept)}
    for at, seen in enumerate(kept):
        found = seen.found
        label = found.label or seen.attribute
        cut = counts[found.kind] - OF_A_KIND
        columns = {
            "ordinal": at + 1,
            "kind": found.kind.value,
            "masked": found.masked,
            "found_in": seen.where,
            "label": personal.masked(one_line(label, _LABEL)) if label else None,
            "confirmed_by": found.reason,
            "region_of_page": seen.region.value if seen.region else None,
            "office": _is_office(view, seen),
            "more": cut if cut > 0 and last[found.kind] == at else None,
        }
        yield Row(PersonalData, view.document.elements[seen.element].line if seen.element >= 0 else 0, columns)


def _is_office(view: View, seen: _Seen) -> bool:
    found = seen.found
    if found.kind not in (Kind.MOBILE, Kind.EMAIL):
        return False
    if found.office or seen.region in (Region.FOOTER, Region.HEADER):
        return True
    own = host(view.site.home).removeprefix("www.")
    if found.kind is Kind.EMAIL and f".{found.masked.rpartition('@')[2]}".lower().endswith(f".{own}"):
        return True
    return seen.where == "text" and found.label is not None and _CONTACT.search(found.label) is not None


def _all(view: View, headers: Headers) -> Iterator[_Seen]:
    title = view.document.title
    if title and personal.may_hold(title):
        stands_in = next(view.document.of("title"), -1)
        for found in personal.find(title, today=view.captured):
            yield _Seen(found, "title", stands_in, None)
    elements = view.document.elements
    for index in view.document.attributed:
        element = elements[index]
        for key, value in element.attributes.items():
            if key in _PASSED_OVER or len(value) < _SHORTEST or (key == "href" and value[0] not in _REACHED_BEGINS):
                continue
            if _is_read(element, key, value) and personal.may_hold(value[:_LONGEST]):
                yield from _in_attribute(view, index, key)
    yield from _in_text(view, headers)


def _is_read(element: Element, key: str, value: str) -> bool:
    """Whether a visitor or a program reads an attribute as text."""
    return (
        key in _SHOWN
        or key[:5] == "data-"
        or (key == "content" and element.tag == "meta")
        or (key == "value" and element.tag == "input")
        or (key == "href" and value[:7].lower().startswith(_REACHED))
    )


def _in_attribute(view: View, index: int, key: str) -> Iterator[_Seen]:
    element = view.document.elements[index]
    called = (element.get("name") or element.get("property")) if element.tag in ("meta", "input") else key
    value = element.get(key)[:_LONGEST]
    shown = view.document.span(index) if key == "href" else ""
    if shown and (reached := value.partition(":")[2]) and reached in shown:
        return  # as below, and told before the costly search
    for found in personal.find(value, header=called.replace("-", "_"), today=view.captured):
        if shown and value[found.start : found.stop] in shown:
            continue  # a link to the address it shows is one value, and the text of the link is read
        if element.tag == "meta":
            yield _Seen(found, "tag", index, None, called or key)
        else:
            yield _Seen(found, "attribute", index, view.regions.of[index], called or key)


def _in_text(view: View, headers: Headers) -> Iterator[_Seen]:
    document = view.document
    if not personal.may_hold(document.text):
        return
    for start, stop in personal.stretches(document.text):
        for found in personal.find(document.text[start:stop], header=headers.of(start), today=view.captured):
            offset = start + found.start
            piece = document.pieces[max(bisect_right(document.pieces, offset, key=lambda piece: piece.start) - 1, 0)]
            where = "link-text" if piece.linked else "table-cell" if headers.in_data(offset) else "text"
            yield _Seen(found, where, piece.element, view.regions.of[piece.element])


def _columns(view: View, headers: Headers) -> Iterator[Row]:
    found = headers.all()
    kept = list(islice(found, HEADERS))
    more = sum(1 for _ in found)
    for at, header in enumerate(kept, 1):
        columns = {
            "ordinal": at,
            "header": personal.masked(header.text),
            "kind": header.kind.value,
            "direction": "below" if header.below else "beside",
            "rows": header.filled,
            "masked_rows": header.hidden,
            "more": more if more and at == len(kept) else None,
        }
        yield Row(PersonalColumn, view.document.elements[header.element].line, columns)
