"""In which character set a page is written, whatever it says about itself.

Chinese government pages are UTF-8 or some GB set, often unlabelled, sometimes labelled as the other. Order of
evidence: byte-order mark, the label in the page or the HTTP header, strict UTF-8, GB18030. A false label never spoils
the text: it is reported, and the bytes are read as what they are. gb2312 and gbk name subsets of GB18030, and
pages labelled so use the whole set, so all three are read as GB18030.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
_GB = frozenset({"gb2312", "gbk", "gb18030", "gb-2312", "gb_2312-80", "x-gbk", "cp936", "936", "chinese", "hz-gb-2312"})
_UTF8 = frozenset({"utf-8", "utf8", "unicode-1-1-utf-8"})
_UTF16 = frozenset({"utf-16", "utf-16le", "utf-16be", "utf16", "unicode"})
# Only these are handed to the codec registry: it also holds codecs that unzip or evaluate.
_OTHERS = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "windows-1251": "cp1251",
    "koi8-r": "koi8_r",
}
_SINGLE_BYTE = frozenset({"cp1252", "cp1251", "koi8_r"})

_NEAR, _FAR = 2048, 65536
_COMMENT = re.compile(rb"<!--.{0,4096}?-->", re.DOTALL)
_META = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_TOLERATED = 0.1  # share of broken sequences a page cut in the middle of characters may have and still be UTF-8


class Decoded(NamedTuple):
    """A page as text.

    charset   set used to decode it: utf-8, gb18030, utf-16le, …
    declared  the label given, lower case; None when there is none
    honest    whether every label given agrees with the bytes; None when there is none
    """

    text: str
    charset: str
    declared: str | None
    honest: bool | None


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Read `body`, with the value of its Content-Type header where there was one. Never raises."""
    in_page = _declared(body)
    found = _HTTP.search(content_type or "")
    over_http = found[1].lower() if found else None
    labels = [label for label in (over_http, in_page) if label]
    text, charset = _read(body, labels[::-1])
    dishonest = [label for label in labels if not _agrees(label, charset, body, text)]
    # A page is served under its header and read from disk under its meta; whichever is false is the one to show.
    declared = dishonest[0] if dishonest else in_page or over_http
    return Decoded(text, charset, declared, not dishonest if labels else None)


def _declared(body: bytes) -> str | None:
    for limit in (_NEAR, _FAR):
        start = _COMMENT.sub(b"", body[:limit].replace(b"\x00", b""))
        found = _META.search(start) or _XML.search(start)
        if found:
            return found[1].decode("ascii").lower()
    return None


def _read(body: bytes, labels: list[str]) -> tuple[str, str]:
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, errors="replace"), charset
    if wide := _wide(body):
        return body.decode(wide, errors="replace"), wide
    if not _HIGH.search(body):
        return body.decode("ascii"), "gb18030" if labels and labels[0] in _GB else "utf-8"
    as_utf8 = body.decode("utf-8", errors="replace")
    broken = as_utf8.count("\ufffd")
    if not broken and not (labels and labels[0] in _GB):
        return as_utf8, "utf-8"
    sequences = len(as_utf8) - len(as_utf8.encode("ascii", "ignore"))
    if not broken:
        # Two or three pairs of GB bytes can pass for UTF-8 by chance (联通 does); more never do.
        gb = _strict(body, "gb18030") if sequences <= 3 else None
        return (as_utf8, "utf-8") if gb is None else (gb, "gb18030")
    for label in labels:
        codec = _OTHERS.get(label)
        if codec is None or (other := _strict(body, codec)) is None:
            continue
        if codec in _SINGLE_BYTE and _chinese(body):
            continue
        return other, label
    if broken <= sequences * _TOLERATED:
        return as_utf8, "utf-8"
    return body.decode("gb18030", errors="replace"), "gb18030"


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: markup then has a NUL in every other byte."""
    start = body[:400]
    if len(start) < 20:
        return None
    odd, even = start[1::2].count(0), start[::2].count(0)
    if odd > len(start) * 0.2 and even < odd / 4:
        return "utf-16le"
    if even > len(start) * 0.2 and odd < even / 4:
        return "utf-16be"
    return None


def _chinese(body: bytes) -> bool:
    """Whether bytes labelled as a Western set are Chinese: read as GB18030 they are nearly all Han characters."""
    text = _strict(body, "gb18030")
    if text is None:
        return False
    return len(_HAN.findall(text)) > len(_BEYOND_ASCII.findall(text)) * 0.8


def _agrees(label: str, charset: str, body: bytes, text: str) -> bool:
    if not _HIGH.search(body) and "\x00" not in text:
        return charset not in ("utf-16le", "utf-16be") or label in _UTF16
    if label in _UTF8:
        return charset == "utf-8"
    if label in _GB:
        return charset == "gb18030"
    if label in _UTF16:
        return charset.startswith("utf-16")
    return label == charset
