"""Whether the header area of a page shows the name of the site."""

from __future__ import annotations

import re

from egovspec.collect.website.html import Document
from egovspec.collect.website.regions import Region, Regions
from egovspec.collect.website.text import name

_SCRIPTED = re.compile(
    r"(?:^|[/_.-])(?:head|header|top|topbar|nav|banner|toubu)[^/?]{0,30}\.(?:js|s?html?|jsp|aspx?|php)", re.IGNORECASE
)
_LOGO = re.compile(r"logo|banner|sitename|site-name|site_name", re.IGNORECASE)
_FIRST_PART = 600


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
    parts = [name(document.text[:_FIRST_PART], _FIRST_PART)]
    pictured = False
    for index, element in enumerate(document.elements):
        region = regions.of[index]
        # Where no element is called header, the header is what comes first.
        high = element.start < min(_FIRST_PART, max(len(document.text) // 4, 60)) and region is Region.MAIN
        if region not in (Region.HEADER, Region.NAVIGATION) and not high:
            continue
        if element.tag in ("img", "a", "h1", "h2", "input", "area", "object", "embed"):
            said = [element.get("alt"), element.get("title"), element.get("aria-label")]
            parts += said
            if element.tag in ("img", "object", "embed") and not any(part.strip() for part in said):
                pictured = True
        if _LOGO.search(f"{element.get('class')} {element.get('id')}") and not document.span(index).strip():
            pictured = True
        if "background" in element.get("style"):
            pictured = True
    for root in regions.roots(Region.HEADER):
        parts.append(name(document.span(root)[:5000], 5000))
    return "".join("".join(parts).split()), pictured


def _scripted(document: Document) -> bool:
    if any(_SCRIPTED.search(script.source) for script in document.scripts):
        return True
    return any(_SCRIPTED.search(document.elements[index].get("src")) for index in document.of("iframe", "frame"))
