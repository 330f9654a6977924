"""The forms and search entries of a page, and their fields.

A search box is often no form: an input and a button in a div, and a script. It is one all the same to a visitor, as is a
link that leads to the search page; each is a row beside the forms. Fields of a form the parser took out of a table
(`<table><form><tr>`, frequent on old portals) are counted to it, as browsers do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from egovspec.collect.website.page.bounds import ROWS, bounded, said
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, clean, one_line, remembering
from egovspec.collect.website.page.urls import absolute
from egovspec.collect.website.readers.field_labels import Labels, is_button, type_of
from egovspec.collect.website.readers.form_purpose import (
    SEARCH_NAMES,
    SEARCH_WORDS,
    Clue,
    Purpose,
    Reading,
    clues_of_field,
    wraps_page,
)
from egovspec.facts.tables.page_parts import Form, FormField

_METHODS = frozenset({"get", "post", "dialog"})
_TABLE = frozenset({"table", "tbody", "thead", "tfoot", "tr"})
_TYPED = frozenset({"text", "search"})
_SEARCH_ENTRY = re.compile(
    r"(?:进入|点击|请)?(?:高级|站内|全站|全文|快捷|快速|智能|智慧|综合|信息|网站|政务|本站|一键|内容|文件|政策|我要)?(?:搜索|检索|搜一搜|檢索)"
    r"(?:引擎|入口|中心|服务|平台|页面?)?|search",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\s{0,9}(https?)://", re.IGNORECASE)
_BUTTONS = 2000
_BOXES, _BOX_ELEMENTS, _BOX_LEVELS, _BOX_TEXT = 200, 40, 3, 120
_LONGEST = 5000


def read(view: View) -> Iterator[Row]:
    """One row per form, search box and search entry, then one per field."""
    yield from _Forms(view).rows()


class _Entry(NamedTuple):
    """A row of `form` in the making.

    owner  element its fields are counted to
    end    index after its part of the page
    firm   whether its fields are its own; those of a form that holds the page may still be a search box's
    """

    owner: int
    end: int
    columns: dict[str, Any]
    firm: bool = True


class _Forms:
    def __init__(self, view: View) -> None:
        self.view = view
        self.document = view.document
        self.elements = view.document.elements
        self.forms = list(self.document.of("form"))
        self.fields = list(self.document.of("input", "select", "textarea", "button"))
        self.owner = self._owners()
        self.cut_short = len(self.fields) > _BUTTONS

    def rows(self) -> Iterator[Row]:
        entries = [self._form(form) for form in self.forms[: ROWS + 1]]
        boxes = self._boxes(entries)
        entries += boxes
        searches, more = self._search_links(entries)
        entries += searches
        entries.sort(key=lambda entry: entry.owner)
        ordinals = {entry.owner: ordinal for ordinal, entry in enumerate(entries, 1)}
        made = (
            Row(Form, self.elements[entry.owner].line, {"ordinal": ordinal, **entry.columns})
            for ordinal, entry in enumerate(entries, 1)
        )
        unread = max(0, len(self.forms) - ROWS - 1) + more
        yield from bounded(Form, made, total=len(entries) + unread, unread=self.cut_short)
        shown = [index for index in self.fields if type_of(self.elements[index]) != "hidden"]
        yield from bounded(FormField, self._field_rows(shown, ordinals), total=len(shown))

    # --- whose a field is

    def _owners(self) -> dict[int, int]:
        """The form every field belongs to, -1 when to none."""
        owner: dict[int, int] = {}
        open_forms: list[int] = []
        at = 0
        for index in self.fields:
            while at < len(self.forms) and self.forms[at] < index:
                open_forms.append(self.forms[at])
                at += 1
            while open_forms and self._reach(open_forms[-1]) <= index:
                open_forms.pop()
            named = self.elements[index].get("form")
            belongs = self._ids.get(named, -1) if named else -1
            owner[index] = belongs if belongs >= 0 else open_forms[-1] if open_forms else -1
        return owner

    @cached_property
    def _ids(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for form in self.forms:
            found.setdefault(self.elements[form].get("id"), form)
        return found

    def _reach(self, form: int) -> int:
        element = self.elements[form]
        if element.end == form + 1 and element.parent >= 0 and self.elements[element.parent].tag in _TABLE:
            return self.elements[element.parent].end
        return element.end

    @cached_property
    def _owned(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for index, form in self.owner.items():
            found.setdefault(form, []).append(index)
        return found

    # --- forms

    def _form(self, form: int) -> _Entry:
        element = self.elements[form]
        fields = self._owned.get(form, [])
        whole = wraps_page(self.document, self.view.regions.links_in(form), form)
        reading = Reading(self.document, form, fields, whole=whole)
        purpose, by = reading.purpose()
        filled = self._filled(fields)
        written = element.get("action")[:_LONGEST]
        action = self._address(written)
        method = element.get("method")[:20].strip().lower()
        columns = {
            "action": action,
            "method": method if method in _METHODS else "get",
            "purpose": purpose.value,
            "purpose_by": clean(by, LINK_TEXT) if by else None,
            "fields": filled,
            "has_password": reading.passwords > 0 if filled else None,
            "has_captcha": reading.captcha() if filled else None,
            "secure": self._secure(written, action),
            "target_internal": self.view.site.holds(action) if action else None,
            "region": self.view.regions.of[form].value,
        }
        return _Entry(form, form + 1 if whole else self._reach(form), columns, firm=not whole)

    def _filled(self, fields: list[int]) -> int:
        return sum(not is_button(self.elements[i]) and type_of(self.elements[i]) != "hidden" for i in fields)

    def _address(self, written: str) -> str | None:
        if _SCHEME.match(written):  # in the site's spelling http could read https
            return absolute(self.view.url, written)
        return self.view.absolute(written)

    def _secure(self, written: str, address: str | None) -> bool | None:
        if address is None:
            return None
        scheme = _SCHEME.match(written)
        return (scheme[1] if scheme else self.view.url.partition(":")[0]).lower() == "https"

    # --- search outside of forms

    def _boxes(self, entries: list[_Entry]) -> list[_Entry]:
        """Search boxes a script handles; their fields are counted to them."""
        taken = {entry.owner for entry in entries if entry.firm}
        found: list[_Entry] = []
        covered = -1
        loose = (
            index
            for index in self.fields
            if self.owner[index] not in taken
            and type_of(self.elements[index]) in _TYPED
            and self.elements[index].tag == "input"
        )
        looked_at = 0
        for index in loose:
            if index < covered:
                continue
            if (looked_at := looked_at + 1) > _BOXES:
                self.cut_short = True
                break
            holder, by = self._box_around(index)
            told = self._own_search_word(index) or by
            if not told:
                continue
            first, end = (holder, self.elements[holder].end) if holder is not None else (index, index + 1)
            fields = self._between(first, end, taken)
            for field in fields:
                self.owner[field] = index
            covered = end
            found.append(_Entry(index, end, self._search_columns(index, told, fields=self._filled(fields))))
        return found

    def _between(self, first: int, end: int, taken: set[int]) -> list[int]:
        inside = self.fields[bisect_left(self.fields, first) : bisect_left(self.fields, end)]
        return [field for field in inside if self.owner[field] not in taken]

    def _own_search_word(self, index: int) -> str | None:
        element = self.elements[index]
        if type_of(element) == "search":
            return "type=search"
        clues = [*clues_of_field(self.document, index), Clue("value", element.get("value")[:LINK_TEXT])]
        for where, text in clues:
            if found := SEARCH_WORDS.search(text):
                return found[0]
            if where in ("name", "id") and SEARCH_NAMES.search(text):
                return f"{where}={one_line(text, LINK_TEXT)}"
        return None

    def _box_around(self, index: int) -> tuple[int | None, str | None]:
        """The element that holds a box and its button, and the word the button says."""
        for holder in self.document.ancestors(index, _BOX_LEVELS):
            element = self.elements[holder]
            if element.end - holder > _BOX_ELEMENTS or element.stop - element.start > _BOX_TEXT:
                break
            for inner in self.document.inside(holder):
                if inner != index and (word := self._search_word_of(inner)):
                    return holder, word
        return None, None

    def _search_word_of(self, index: int) -> str | None:
        element = self.elements[index]
        if element.tag not in ("a", "button", "input", "img", "span", "i", "div", "em", "b"):
            return None
        said_here = [element.get("value"), element.get("alt"), element.get("title")] if element.attributes else []
        if element.stop - element.start <= 20:
            said_here.append(self.document.span(index))
        for text in said_here:
            if text and (found := SEARCH_WORDS.search(text[:LINK_TEXT])):
                return found[0]
        for name in ("onclick", "id"):
            value = element.get(name)[:LINK_TEXT]
            if value and (found := re.search(r"search|sousuo", value, re.IGNORECASE)):
                return f"{name}={found[0]}"
        return None

    def _search_links(self, entries: list[_Entry]) -> tuple[list[_Entry], int]:
        """Links and buttons that lead to a search, outside of forms and boxes; and how many more there are."""
        spans = sorted((entry.owner, entry.end) for entry in entries)
        starts = [start for start, _ in spans]

        def within(index: int) -> bool:
            at = bisect_right(starts, index) - 1
            return at >= 0 and index < spans[at][1]

        found: list[_Entry] = []
        more = 0
        short = self.view.regions.short
        for link in self.view.regions.links:
            called = short(link)
            if len(called) <= 12 and _is_search_entry(called):
                written = self.elements[link].get("href")[:_LONGEST]
                if self._address(written) is None and within(link):
                    continue  # the button of a form or box
                if len(found) > ROWS:
                    more += 1
                else:
                    found.append(_Entry(link, link + 1, self._search_columns(link, "link", written=written)))
        for index in self.fields[:_BUTTONS]:
            element = self.elements[index]
            if element.tag != "button" or self.owner[index] >= 0 or within(index):
                continue
            if _names_search(said(self.document, index) or one_line(element.get("aria-label")[:LINK_TEXT])):
                self.owner[index] = index
                found.append(_Entry(index, index + 1, self._search_columns(index, "button")))
        return found, more

    def _search_columns(self, index: int, by: str, *, fields: int | None = None, written: str = "") -> dict[str, Any]:
        target = self._address(written)
        return {
            "action": target,
            "method": None,
            "purpose": Purpose.SEARCH.value,
            "purpose_by": by,
            "fields": fields,
            "has_password": None if fields is None else False,
            "has_captcha": None if fields is None else False,
            "secure": self._secure(written, target),
            "target_internal": self.view.site.holds(target) if target else None,
            "region": self.view.regions.of[index].value,
        }

    # --- fields

    def _field_rows(self, shown: list[int], ordinals: dict[int, int]) -> Iterator[Row]:
        labels = Labels(self.document)
        counted: dict[int, int] = {}
        floor = 0
        for at, index in enumerate(shown[:ROWS]):
            element = self.elements[index]
            ceiling = self.elements[shown[at + 1]].start if at + 1 < len(shown) else len(self.document.text)
            label = labels.of(index, floor, ceiling)
            floor = element.stop
            form = ordinals.get(self.owner[index], 0)
            counted[form] = counted.get(form, 0) + 1
            name = element.attributes.get("name")
            yield Row(
                FormField,
                element.line,
                {
                    "form": form,
                    "ordinal": counted[form],
                    "tag": element.tag,
                    "type": type_of(element),
                    "name": None if name is None else one_line(name[:_LONGEST], LINK_TEXT),
                    "label": label.text,
                    "labelled_by": label.by,
                    "required": "required" in element.attributes
                    or element.get("aria-required").strip().lower() == "true",
                },
            )


def _names_search(text: str) -> bool:
    return len(text) <= 12 and _is_search_entry(text)


@remembering
def _is_search_entry(text: str) -> bool:
    told = "搜" in text or "检" in text or "檢" in text or text.lower() == "search"
    return told and _SEARCH_ENTRY.fullmatch(text) is not None
