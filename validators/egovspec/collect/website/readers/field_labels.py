"""What tells a visitor the purpose of a form field, and by which means of HTML it is tied to the field.

In the order browsers compute names for assistive software (W3C accname); only when none of these says anything, the
text that merely stands beside the field in the layout, which such software does not find.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

from egovspec.collect.website.page.bounds import said
from egovspec.collect.website.page.html import Document, Element
from egovspec.collect.website.page.text import LINK_TEXT, one_line

_BUTTONS = frozenset({"submit", "reset", "button", "image"})
_NAMED_BY_BROWSER = frozenset({"submit", "reset"})
_TICKED = frozenset({"radio", "checkbox"})
_LONGEST, _BESIDE, _LEVELS = 4000, 80, 3
_LONGEST_BESIDE = 30
_IDS = 10


class Label(NamedTuple):
    """What it says, None when nothing on the page does, and by which means."""

    text: str | None
    by: str


def type_of(element: Element) -> str | None:
    """Type of an input or button, as HTML takes one that is not given; None of other elements."""
    if element.tag not in ("input", "button"):
        return None
    return _type(element.get("type")[:100]) or ("text" if element.tag == "input" else "submit")


@lru_cache(maxsize=1000)
def _type(written: str) -> str:
    return one_line(written.lower(), 30)


def is_button(element: Element) -> bool:
    return element.tag == "button" or (element.tag == "input" and type_of(element) in _BUTTONS)


class Labels:
    """Labels of the fields of one page."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def _labels(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for index in self._document.of("label"):
            if target := self._document.elements[index].get("for"):
                found.setdefault(target, index)
        return found

    @cached_property
    def _any(self) -> bool:
        return next(self._document.of("label"), None) is not None

    @cached_property
    def _ids(self) -> dict[str, int]:
        """The first element of every id: a label for an id that stands twice is tied to the first."""
        found: dict[str, int] = {}
        elements = self._document.elements
        for index in self._document.called:
            if identity := elements[index].get("id"):
                found.setdefault(identity, index)
        return found

    def of(self, index: int, floor: int, ceiling: int) -> Label:
        """The label of a field.

        floor    offset in the text where the field before ends
        ceiling  offset where the field after begins
        """
        element = self._document.elements[index]
        found = self._by_aria(element) or self._by_label(index, element)
        if found is None and is_button(element):
            found = self._own(index, element)
        if found is None:
            found = self._by_attribute(element, "title") or self._by_attribute(element, "placeholder")
        if found is None and not is_button(element):
            found = self._beside(index, element, floor, ceiling)
        return found or Label(None, "none")

    def _by_aria(self, element: Element) -> Label | None:
        if named := element.get("aria-labelledby")[:_LONGEST]:
            texts = (said(self._document, self._ids[one]) for one in named.split()[:_IDS] if one in self._ids)
            if text := one_line(" ".join(texts), LINK_TEXT):
                return Label(text, "aria-labelledby")
        return self._by_attribute(element, "aria-label")

    def _by_attribute(self, element: Element, name: str) -> Label | None:
        value = element.get(name)
        text = one_line(value[:_LONGEST], LINK_TEXT) if value else ""
        return Label(text, name) if text else None

    def _by_label(self, index: int, element: Element) -> Label | None:
        if not self._any:
            return None
        identity = element.get("id")
        tied = self._labels.get(identity) if identity else None
        if tied is not None and self._ids[identity] == index and (text := said(self._document, tied)):
            return Label(text, "label-for")
        for holder in self._document.ancestors(index):
            if self._document.elements[holder].tag == "label":
                # A label that names another field is not this one's, however it is nested.
                target = self._document.elements[holder].get("for")
                text = said(self._document, holder) if not target or target == identity else ""
                return Label(text, "label-wrap") if text else None
        return None

    def _own(self, index: int, element: Element) -> Label | None:
        if element.tag == "button":
            text = said(self._document, index)
        elif type_of(element) == "image":
            text = one_line(element.get("alt")[:_LONGEST], LINK_TEXT)
        else:
            text = one_line(element.get("value")[:_LONGEST], LINK_TEXT)
            if "value" not in element.attributes and type_of(element) in _NAMED_BY_BROWSER:
                return Label(None, "default")
        return Label(text, "own-text") if text else None

    def _beside(self, index: int, element: Element, floor: int, ceiling: int) -> Label | None:
        text = self._document.text
        if type_of(element) in _TICKED:
            after = text[element.start : min(ceiling, element.start + _BESIDE)]
            following = one_line(after.lstrip(" \x1f").split("\n", 1)[0].split("\t", 1)[0])
            if following and len(following) <= _LONGEST_BESIDE:
                return Label(following, "text-after")
        start = max(floor, element.start - _BESIDE)
        before = text[start : element.start].rstrip()
        line = one_line(before.rsplit("\n", 1)[-1].rsplit("\t", 1)[-1])
        if not line.strip("：:*＊ ") or len(line) > _LONGEST_BESIDE or not self._near(index, start + len(before) - 1):
            return None
        return Label(line, "text-before")

    def _near(self, index: int, offset: int) -> bool:
        """Whether text belongs to the surroundings of a field: a few levels around both, and no link or button."""
        elements = self._document.elements
        around = set(self._document.ancestors(index, _LEVELS))
        holder = self._document.element_at(offset)
        for _ in range(_LEVELS):
            if holder < 0 or elements[holder].tag in ("a", "button"):
                return False
            if holder in around:
                return True
            holder = elements[holder].parent
        return False
