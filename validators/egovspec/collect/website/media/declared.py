"""Where a saved page says its site is, when nobody else does."""

from __future__ import annotations

import re

from egovspec.collect.website.page import charset, html
from egovspec.collect.website.page.urls import absolute

# A browser that saves a page notes at its top where it was: <!-- saved from url=(0023)http://www.example.cn/ -->
_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(https?://[^\s>]{1,500})")
_NOWHERE = "http://folder.invalid/"


def declared_home(body: bytes) -> str | None:
    """Address of the site by the note of the browser that saved the home page, by its canonical link, or by its
    SiteDomain tag; None when it has none of them."""
    text = charset.decode(body).text
    if saved := _SAVED_FROM.search(text, 0, 4096):
        return absolute(_NOWHERE, saved[1])
    document = html.parse(text)
    for element in document.elements:
        if element.tag == "link" and "canonical" in element.get("rel").lower().split():
            found = absolute(_NOWHERE, element.get("href"))
            if found and not found.startswith(_NOWHERE):
                return found
    for element in document.elements:
        domain = element.get("content").strip()
        if element.tag == "meta" and element.get("name") == "SiteDomain" and domain:
            return absolute(_NOWHERE, domain if "//" in domain else f"http://{domain}/")
    return None
