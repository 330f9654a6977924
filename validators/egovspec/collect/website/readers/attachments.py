"""The files a page offers: documents, tables and archives it links to or shows inside itself.

A file is known by the extension of its address, by a file name in the query of a download script, or by its text where
the address is a download script's. Pictures, sound and data count only where the text calls them attachments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, one_line, remembering
from egovspec.facts.tables.documents import Attachment

_DOCUMENTS = "pdf|docx?|docm|dotx?|rtf|xlsx?|xlsm|xlsb|pptx?|pps|ppsx|wps|wpt|et|ett|dps|ofd|ceb|cebx|sep|gd|csv|txt|zip|rar|7z|tar|gz|caj"
_OTHERS = "jpe?g|png|gif|bmp|tiff?|mp3|mp4|wmv|avi|flv|mov|wav|xml|json|dwg|dbf|shp|apk|exe"
# Before the query, or a value in it: downfile.jsp?filename=a.doc&id=3.
_IN_ADDRESS = re.compile(rf"\.({_DOCUMENTS}|{_OTHERS})(?=$|[?#&;\s\"'])", re.IGNORECASE)
_PAGES = ("/", ".html", ".htm", ".shtml", ".jhtml")
_DOCUMENT = re.compile(_DOCUMENTS, re.IGNORECASE)
_IN_TEXT = re.compile(rf"\.({_DOCUMENTS}|{_OTHERS})\s{{0,3}}(?:$|[\s)）】\]（(【\[])", re.IGNORECASE)
_CALLED_ATTACHMENT = re.compile(r"附\s{0,2}件|附\s{0,2}表|下载|点击下载|download", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"down-?load|downfile|filedown|attach|getfile|openfile|/down\b|upload(?:s|files?)?/", re.IGNORECASE
)
_VIEWER = re.compile(r"[?&#](?:file|url|src|path|pdf)=", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:大小\s{0,2}[:：]?\s{0,3}|[(（\[【]\s{0,2}|(?<![\d.]))(\d{1,9}(?:\.\d{1,4})?)\s{0,2}(KB|MB|GB|K|M|G|字节|bytes?|B)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}
_AT_MOST = 1000
_AFTER_LINK = 24


def read(view: View) -> Iterator[Row]:
    """Files the page links to or embeds, one row per target, in document order."""
    found: dict[str, Row] = {}
    for index, target, extension in _linked(view):
        if target not in found:
            shown = len(found) < _AT_MOST  # beyond the limit rows are only counted
            found[target] = _row(view, index, target, extension, embedded=False) if shown else Row(Attachment, 0, {})
    for index, target, extension in _embedded(view):
        if (row := found.get(target)) is not None:
            found[target] = row._replace(columns={**row.columns, "embedded": True})
        else:
            found[target] = _row(view, index, target, extension, embedded=True)
    yield from bounded(Attachment, found.values(), _AT_MOST)


def _linked(view: View) -> Iterator[tuple[int, str, str | None]]:
    document = view.document
    for index in view.regions.links:
        element = document.elements[index]
        address = element.get("href")[:4096]
        told = _may_be_file(address)
        if not told and "." not in document.text[max(element.start, element.stop - 12) : element.stop]:
            continue
        named = None if address.endswith(_PAGES) and "?" not in address else _IN_ADDRESS.search(address)
        ending = document.text[max(element.start, element.stop - 12) : element.stop]
        said = None if named else _IN_TEXT.search(ending) if "." in ending else None
        if named:
            extension = _of_address(address, named[1].lower())
            if not _DOCUMENT.fullmatch(extension) and not _CALLED_ATTACHMENT.search(_called(view, index)):
                continue
        elif said is not None:
            extension = said[1].lower()
        elif _DOWNLOAD.search(address) and _CALLED_ATTACHMENT.search(_called(view, index)) and _opens(address):
            extension = None
        else:
            continue
        target = view.absolute(element.get("href"))
        if target is not None and (named is None or _holds_file(target)):
            yield index, target, extension


@remembering
def _may_be_file(address: str) -> bool:
    """Whether an address speaks of a file or a download at all. Most stand on each page of a site and do not."""
    if _DOWNLOAD.search(address):
        return True
    return not (address.endswith(_PAGES) and "?" not in address) and _IN_ADDRESS.search(address) is not None


def _called(view: View, index: int) -> str:
    """A link's text with the words right before it, where 附件： mostly stands."""
    start = view.document.elements[index].start
    before = view.document.text[max(0, start - 8) : start].rpartition("\n")[2]
    return f"{before}{view.regions.short(index)}"


def _opens(address: str) -> bool:
    """Whether a download address leads to one file: a list of downloads is a page like any other."""
    return bool(re.search(r"[?=]|/[0-9a-f-]{6,}(?:$|[/?#])", address, re.IGNORECASE)) and not re.search(
        r"\.s?html?(?:$|[?#])", address, re.IGNORECASE
    )


def _of_address(address: str, found: str) -> str:
    """The extension of the path where it names a file, else of the last file named in the query."""
    path, _, query = address.partition("?")
    if in_path := _IN_ADDRESS.search(unquote(path)):
        return in_path[1].lower()
    every = [match[1].lower() for match in _IN_ADDRESS.finditer(unquote(query))]
    return every[-1] if every else found


def _holds_file(target: str) -> bool:
    """Whether the file's name is in the path or query, not in a host (www.example.zip) or a fragment."""
    parts = urlsplit(target)
    if _IN_ADDRESS.search(unquote(parts.path)):
        return True
    # A search for a file, or an address handed on to be shared, only mentions it.
    return bool(_IN_ADDRESS.search(unquote(parts.query))) and not re.search(
        r"(?:share|login|search|sou|query)", parts.path, re.IGNORECASE
    )


def _embedded(view: View) -> Iterator[tuple[int, str, str | None]]:
    document = view.document
    for tag, attribute in (("iframe", "src"), ("embed", "src"), ("object", "data"), ("frame", "src")):
        for index in document.of(tag):
            reference = document.elements[index].get(attribute)[:4096]
            named = _IN_ADDRESS.search(reference)
            if named is None or not _DOCUMENT.fullmatch(named[1]):
                continue
            target = view.absolute(_viewed(reference))
            if target is not None and (inner := _IN_ADDRESS.search(target)):
                yield index, target, inner[1].lower()


def _viewed(reference: str) -> str:
    """The file a viewer is told to show (viewer.html?file=/a.pdf); the reference itself where there is no viewer."""
    if not _VIEWER.search(reference):
        return reference
    query = re.sub(r"^[^?#]*[?#]", "", reference)
    for _, value in parse_qsl(query):
        if _IN_ADDRESS.search(value):
            return value
    return reference


def _row(view: View, index: int, target: str, extension: str | None, *, embedded: bool) -> Row:
    document = view.document
    element = document.elements[index]
    text = one_line(document.label(index) if not embedded else element.get("title"), LINK_TEXT)
    columns: dict[str, Any] = {
        "target": target,
        "text": text or (None if embedded else ""),
        "extension": extension,
        "announced_size": None if embedded else _announced(text, _behind(view, index)),
        "embedded": embedded,
        "region": view.regions.of[index].value,
        "internal": view.site.holds(target),
    }
    return Row(Attachment, element.line, columns)


def _behind(view: View, index: int) -> str:
    stop = view.document.elements[index].stop
    return view.document.text[stop : stop + _AFTER_LINK].replace("\t", "\n").partition("\n")[0]


def _announced(text: str, behind: str) -> int | None:
    """The size a text announces, in bytes. A lone letter is a unit only in brackets or after 大小: 5M may be metres."""
    for said in (text, behind):
        for found in _SIZE.finditer(said):
            unit = found[2].lower()
            if len(unit) == 1 and not re.match(r"[(（\[【大]", found[0]):
                continue
            return round(float(found[1]) * _UNITS.get(unit[0], 1))
    return None
