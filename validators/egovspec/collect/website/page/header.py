"""Whether the header area of a page shows the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egovspec.collect.website.page.html import Document, Element
from egovspec.collect.website.page.regions import Region, Regions
from egovspec.collect.website.page.text import remembering

_SCRIPTED = re.compile(
    r"(?:^|[/_.-])(?:head|header|top|topbar|nav|banner|toubu)[^/?]{0,30}\.(?:js|s?html?|jsp|aspx?|php)", re.IGNORECASE
)
_LOGO = re.compile(r"logo|banner|sitename|site-name|site_name", re.IGNORECASE)
_FIRST_PART = 300
_AREA = frozenset({Region.HEADER, Region.NAVIGATION})
_PICTURES = frozenset({"img", "object", "embed"})
_HEAD_ONLY = frozenset({"html", "head", "body", "meta", "link", "script", "style", "title"})


def shows_site_name(document: Document, regions: Regions, site_name: str, *, shell: bool) -> bool | None:
    """True when the header area says the name, in text or in what its images are called.

    None when there is no name to look for, when a script draws the header, or when the name may be in a picture that
    does not say what it shows: then it can be seen and cannot be read.
    """
    wanted = "".join(site_name.split())
    if not wanted:
        return None
    border = _border(document, regions)
    shown = _shown(document, regions, border)
    if wanted in shown or wanted in shown + _called_there(document, regions, border):
        return True
    return None if shell or _scripted(document) or _pictured(document, regions, border) else False


def _shown(document: Document, regions: Regions, border: int) -> str:
    """The text of the header area, without white space."""
    main, of = Region.MAIN, regions.of
    parts: list[str] = []
    for element, start, stop, _, _ in document.pieces:
        region = of[element]
        if (region is main and start < border) or (region is not main and region in _AREA):
            parts.append(document.text[start:stop])
    return "".join("".join(parts).split())


def _called_there(document: Document, regions: Regions, border: int) -> str:
    """What the elements of the header area are called in attributes, without white space."""
    parts = (part for index in _attributed(document, regions, border) for part in _called(document.elements[index]))
    return "".join("".join(parts).split())


def _pictured(document: Document, regions: Regions, border: int) -> bool:
    """Whether the header area holds a picture that says nothing."""
    for index in _attributed(document, regions, border):
        element = document.elements[index]
        if any(part.strip() for part in _called(element)):
            continue
        if element.tag in _PICTURES or "background" in element.get("style"):
            return True
        if index in document.called and _is_called_logo(document.called[index]) and not document.span(index).strip():
            return True
    return any(
        _is_high(regions, index, document.elements[index].start, border)
        for index in document.of(*_PICTURES)
        if not document.elements[index].attributes
    )


def _attributed(document: Document, regions: Regions, border: int) -> Iterator[int]:
    """The elements of the header area that have attributes, in document order."""
    for index in document.attributed:
        element = document.elements[index]
        if element.tag not in _HEAD_ONLY and _is_high(regions, index, element.start, border):
            yield index


def _called(element: Element) -> tuple[str, str, str]:
    return element.get("alt"), element.get("title"), element.get("aria-label")


def _is_high(regions: Regions, index: int, start: int, border: int) -> bool:
    region = regions.of[index]
    return region in _AREA or (start < border and region is Region.MAIN)


@remembering
def _is_called_logo(called: str) -> bool:
    return _LOGO.search(called) is not None


def _border(document: Document, regions: Regions) -> int:
    """Where the header area ends at the latest: with the first header or menu, or with the first lines of the page."""
    for region in (Region.HEADER, Region.NAVIGATION):
        root = next(regions.roots(region), None)
        if root is not None and document.elements[root].start <= _FIRST_PART:
            return document.elements[root].stop
    for root in regions.roots(Region.BREADCRUMB):
        return min(document.elements[root].start, _FIRST_PART)
    return min(_FIRST_PART, len(document.text) // 4)


def _scripted(document: Document) -> bool:
    if any(_SCRIPTED.search(script.source) for script in document.scripts):
        return True
    return any(_SCRIPTED.search(document.elements[index].get("src")) for index in document.of("iframe", "frame"))
