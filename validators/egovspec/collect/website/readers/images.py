"""The images of a page, and what a visitor who cannot see them is told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from egovspec.collect.website.page.bounds import ROWS, bounded
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, clean, one_line
from egovspec.facts.tables.page_parts import Image

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazyload", "data-url", "lazysrc")
_MEDIA_TYPE = re.compile(r"data:([\w.+-]{1,60}/[\w.+-]{1,60})?", re.IGNORECASE)
_PIXELS = re.compile(r"\s{0,9}(\d{1,5})(?:\.\d{1,9})?\s{0,9}(?:px)?\s{0,9}", re.IGNORECASE)
_LONGEST_TEXT = 4000
_NO_NAME = re.compile(
    r"[^\\/:*?\"<>|]{0,200}\.(?:jpe?g|png|gif|bmp|webp|svg|tiff?|ico)"  # a file
    r"|(?:img|image|dsc|dscn?|pic|photo|mmexport|wechatimg|screenshot|微信图片|微信截图|屏幕截图|qq图片|qq截图|截图|图片|照片|图)"
    r"[-_ ()（）\d]{0,40}"  # a camera or a phone named it, or a template
    r"|(?:alt|null|undefined|none|untitled|未标题|未命名|无标题|placeholder|占位图?|pictures?|images?|photos?|图像|插图|配图|缩略图|"
    r"thumb(?:nail)?|[wp]0\d{10,20}|[\da-f]{16,64}|\d{6,30})[-_\d]{0,20}"
    r"|[./\\_\-*·\s]{1,20}",
    re.IGNORECASE,
)
_DECORATION = frozenset({"presentation", "none"})


def read(view: View) -> Iterator[Row]:
    """One row per img element."""
    document = view.document
    found = list(document.of("img"))
    yield from bounded(Image, _rows(view, found[:ROWS]), total=len(found))


def _rows(view: View, images: list[int]) -> Iterator[Row]:
    document = view.document
    link_texts: dict[int, str] = {}
    for ordinal, index in enumerate(images, 1):
        element = document.elements[index]
        attributes = element.attributes
        link, hidden = _around(document, index)
        if link is not None and link not in link_texts:
            holder = document.elements[link]
            link_texts[link] = one_line(document.text[holder.start : min(holder.stop, holder.start + 2000)], LINK_TEXT)
        alt = _text(attributes.get("alt"))
        yield Row(
            Image,
            element.line,
            {
                "ordinal": ordinal,
                "src": _source(view, index),
                "alt": alt,
                "title_attribute": _text(attributes.get("title")),
                "region": view.regions.of[index].value,
                "linked": link is not None,
                "link_text": None if link is None else link_texts[link],
                "decorative": alt == "" or hidden or element.get("role").strip().lower() in _DECORATION,
                "name_is_file": bool(_NO_NAME.fullmatch(alt)) if alt else None,
                "width": _pixels(element.get("width")),
                "height": _pixels(element.get("height")),
            },
        )


def _text(value: str | None) -> str | None:
    return None if value is None else one_line(value[:_LONGEST_TEXT], LINK_TEXT)


def _pixels(value: str) -> int | None:
    found = _PIXELS.fullmatch(value) if value else None
    return int(found[1]) if found else None


def _around(document: Document, index: int) -> tuple[int | None, bool]:
    """The link an element stands in, and whether it is hidden from assistive software."""
    elements = document.elements
    link, hidden = None, elements[index].get("aria-hidden").strip().lower() == "true"
    for holder in document.ancestors(index):
        element = elements[holder]
        if not element.attributes:
            continue
        if link is None and element.tag == "a" and "href" in element.attributes:
            link = holder
        hidden = hidden or element.get("aria-hidden").strip().lower() == "true"
    return link, hidden


def _source(view: View, index: int) -> str | None:
    element = view.document.elements[index]
    written = (element.get(name) for name in ("src", *_LAZY))
    given = next((value for value in written if value[:_LONGEST_TEXT].strip()), "")[:5000].strip()
    if given[:5].lower() == "data:":
        media = _MEDIA_TYPE.match(given)
        return clean(f"data:{(media[1] if media and media[1] else 'text/plain').lower()}")
    return view.absolute(given)
