"""Links that only a script follows: options of drop-down lists, handlers of clicks, javascript: addresses.

Chinese portals keep most of their links to other tiers of government in drop-down lists. An address counts when it
stands whole in the page; one that is put together when the handler runs cannot be seen, and is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, one_line
from egovspec.facts.tables.odd import ScriptedLink

HANDLERS = ("onclick", "onmousedown", "onmouseup", "ondblclick", "onchange", "onkeypress", "ontouchend")
_HANDLERS = frozenset(HANDLERS)
_WHOLE = re.compile(r"(?:https?:)?//[^\s/]", re.IGNORECASE)
# A relative value is an address when a page's name, or a directory below the root, is all it can be.
_RELATIVE = re.compile(
    r"(?:\.{1,2}/|/)?[^\s<>\"'(){};]{0,300}(?:\.(?:s?html?|jhtml|jsp|aspx?|php|do)(?:[?#]|$)|(?<=[^/])/$)",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"(?:\blocation(?:\.href)?\s{0,5}=|\blocation\.(?:assign|replace)\s{0,5}\(|\bopen\s{0,5}\()\s{0,5}"
    r"(?:\"([^\"]{1,2000})\"|'([^']{1,2000})')\s{0,5}(.)?",
    re.IGNORECASE | re.DOTALL,
)
# Functions of a site's own that are named after opening something.
_CALLS = re.compile(
    r"\b[\w$.]{0,40}?(?:open|jump|goto|gourl|golink|link|url|href|redirect|tiaozhuan)[\w$]{0,30}\s{0,5}\(\s{0,5}"
    r"(?:\"(https?://[^\"\s]{1,2000})\"|'(https?://[^'\s]{1,2000})')\s{0,5}(.)?",
    re.IGNORECASE | re.DOTALL,
)
_WORTH_A_LOOK = re.compile(r"location|open|https?:", re.IGNORECASE)
_LONGEST, _HANDLER, _AT_MOST = 4096, 5000, 3000


def read(view: View) -> Iterator[Row]:
    """Targets that scripts lead to, one row per target, options first."""
    yield from bounded(ScriptedLink, _rows(view), _AT_MOST)


def _rows(view: View) -> Iterator[Row]:
    known: set[str] = set()
    beyond: set[str] = set()
    for index, how, reference in (*_options(view.document), *_handled(view.document)):
        if len(known) >= _AT_MOST:  # only counted: to resolve each of 50 000 addresses costs more than the page
            if reference not in beyond:
                beyond.add(reference)
                yield Row(ScriptedLink, 0, {})
            continue
        target = view.absolute(reference)
        if target is None or target in known:
            continue
        known.add(target)
        element = view.document.elements[index]
        columns = {
            "target": target,
            "text": said(view.document, index) or None,
            "how": how,
            "region": view.regions.of[index].value,
            "internal": view.site.holds(target),
        }
        yield Row(ScriptedLink, element.line, columns)


def _options(document: Document) -> Iterator[tuple[int, str, str]]:
    for index in document.of("option"):
        value = document.elements[index].get("value")[: _LONGEST + 1].strip()
        if len(value) > 3 and len(value) <= _LONGEST and (_WHOLE.match(value) or _RELATIVE.fullmatch(value)):
            yield index, "option", value


def _handled(document: Document) -> Iterator[tuple[int, str, str]]:
    for index in document.attributed:
        attributes = document.elements[index].attributes
        if not _HANDLERS.isdisjoint(attributes):
            for handler in HANDLERS:
                for reference in opened(attributes.get(handler, "")):
                    yield index, "onclick", reference
        for name in ("href", "action"):
            if name not in attributes:
                continue
            address = attributes[name]
            if (address[:1] in "jJ" or address[:1].isspace()) and address[:20].lstrip().lower().startswith(
                "javascript:"
            ):
                for reference in opened(address):
                    yield index, "script-open", reference


def opened(script: str) -> Iterator[str]:
    """Addresses a piece of script opens or moves to, as written; none that is put together at run time."""
    script = script[:_HANDLER]
    if not _WORTH_A_LOOK.search(script):
        return
    for pattern in (_MOVES, _CALLS):
        for found in pattern.finditer(script):
            reference = (found[1] or found[2]).strip()
            if found[3] != "+" and reference and not reference.lower().startswith(("javascript:", "about:")):
                yield reference


def said(document: Document, index: int) -> str:
    """What an element says, from the beginning of its text, or else by attributes; empty when that cannot be seen."""
    if text := document.options.get(index):
        return text
    element = document.elements[index]
    if text := one_line(document.text[element.start : min(element.stop, element.start + 2 * LINK_TEXT)], LINK_TEXT):
        return text
    # The value of an option is its address, that of a button what the button says.
    for name in ("label", "alt", "title") if element.tag == "option" else ("label", "alt", "title", "value"):
        if text := one_line(element.get(name)[: 2 * LINK_TEXT], LINK_TEXT):
            return text
    inner = range(index + 1, min(element.end, index + 20))
    return next((one_line(alt, LINK_TEXT) for i in inner if (alt := document.elements[i].get("alt"))), "")
