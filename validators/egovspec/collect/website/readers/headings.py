"""The headings of a page, and the parts of it that name their own language."""

from __future__ import annotations

from collections.abc import Iterator

from egovspec.collect.website.page.bounds import ROWS, bounded, said
from egovspec.collect.website.page.html import Element
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import clean, length
from egovspec.facts.tables.page_parts import Heading, LanguagePart

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_STATED = {str(level): level for level in range(1, 7)}
_DEFAULT_LEVEL = 2
_LANGUAGE_PARTS, _LANGUAGE = 20, 100


def read(view: View) -> Iterator[Row]:
    """One row per heading, then one per part that names its language."""
    document = view.document
    headings = [index for index in document.of(*_LEVELS) if _role(document.elements[index]) in ("", "heading")]
    parts = []
    for index in document.attributed:
        element = document.elements[index]
        attributes = element.attributes
        if "lang" in attributes and element.tag != "html":
            parts.append(index)
        if "role" in attributes and element.tag not in _LEVELS and _role(element) == "heading":
            headings.append(index)
    headings.sort()
    yield from bounded(Heading, _headings(view, headings[:ROWS]), total=len(headings))
    yield from bounded(LanguagePart, _parts(view, parts[:_LANGUAGE_PARTS]), _LANGUAGE_PARTS, total=len(parts))


def _role(element: Element) -> str:
    """The first role: those after it are for software that does not know it. Another role takes that of h1 to h6."""
    if "role" not in element.attributes:
        return ""
    return next(iter(element.get("role")[:100].lower().split()), "")


def _headings(view: View, indexes: list[int]) -> Iterator[Row]:
    for ordinal, index in enumerate(indexes, 1):
        element = view.document.elements[index]
        yield Row(
            Heading,
            element.line,
            {
                "ordinal": ordinal,
                "level": _level(element),
                "text": said(view.document, index),
                "region": view.regions.of[index].value,
            },
        )


def _level(element: Element) -> int | None:
    implied = _LEVELS.get(element.tag, _DEFAULT_LEVEL)
    if _role(element) == "heading" and (stated := element.get("aria-level")[:20].strip()):
        return _STATED.get(stated)
    return implied


def _parts(view: View, indexes: list[int]) -> Iterator[Row]:
    for ordinal, index in enumerate(indexes, 1):
        element = view.document.elements[index]
        yield Row(
            LanguagePart,
            element.line,
            {
                "ordinal": ordinal,
                "tag": clean(element.tag, _LANGUAGE),
                "language": clean(element.get("lang")[: _LANGUAGE * 2].strip(), _LANGUAGE),
                "text_length": length(view.document.span(index)),
            },
        )
