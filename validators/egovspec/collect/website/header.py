"""Whether the header area of a page shows the name of the site."""

from __future__ import annotations

import re

from egovspec.collect.website.html import Document
from egovspec.collect.website.regions import Region, Regions

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
    shown, pictured = _header(document, regions)
    if wanted in shown:
        return True
    return None if shell or pictured or _scripted(document) else False


def _header(document: Document, regions: Regions) -> tuple[str, bool]:
    """What the header area says, and whether it holds a picture that says nothing."""
    border = _border(document, regions)

    def high(index: int, start: int) -> bool:
        return regions.of[index] in _AREA or (regions.of[index] is Region.MAIN and start < border)

    spans = [(piece.start, piece.stop) for piece in document.pieces if high(piece.element, piece.start)]
    parts = [document.text[start:stop] for start, stop in spans]
    pictured = False
    for index, element in enumerate(document.elements):
        if element.tag in _HEAD_ONLY or not high(index, element.start):
            continue
        said = [element.get("alt"), element.get("title"), element.get("aria-label")]
        parts += said
        silent = not any(part.strip() for part in said)
        logo = _LOGO.search(f"{element.get('class')} {element.get('id')}") and not document.span(index).strip()
        if silent and (element.tag in _PICTURES or logo or "background" in element.get("style")):
            pictured = True
    return "".join("".join(parts).split()), pictured


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
