"""Text as it goes into facts: one line, no characters a database or a terminal chokes on, no more than fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from egovspec.collect.personal import masked

_Told = TypeVar("_Told")
_REMEMBERED, _SHORT = 8_000, 300

_LONGEST_NUMBER = 60  # characters of a number with the blanks people type between its digits
TAG_VALUE = 2000
LINK_TEXT = 300
COLUMN_NAME = 100

# The reader of HTML puts this between two digits that meet across tags (<b>02</b><span>2024-01</span>), so that the
# dates keep apart what the eye keeps apart. It is white space to regular expressions and is never shown.
DIGIT_GAP = "\x1f"

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BLANK_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def words(listed: str) -> frozenset[str]:
    """A set of words, written as a sentence of them."""
    return frozenset(listed.split())


def clean(text: str, limit: int | None = None) -> str:
    """Replace NUL and lone surrogates by U+FFFD and cut to `limit` characters.

    What is cut is masked first: of an identity number without its last digit that digit can be computed.
    """
    if limit is not None and len(text) > limit:
        text = masked(text[: limit + _LONGEST_NUMBER])[:limit]
    return text if text.isprintable() else _UNFIT.sub("\ufffd", text)


def one_line(text: str, limit: int | None = None) -> str:
    """White space collapsed and trimmed, cut, fit for a fact."""
    if text.isprintable():
        # As most are: such a text holds no control, invisible or lone surrogate character and no blank but U+0020.
        line = " ".join(text.split()) if " " in text else text
        return line if limit is None or len(line) <= limit else clean(line, limit)
    if DIGIT_GAP in text:
        # Two numbers that only a tag keeps apart would run into one that nobody knows any more.
        text = masked(text).replace(DIGIT_GAP, "")
    return clean(" ".join(_INVISIBLE.sub("", text).split()), limit)


def name(text: str, limit: int = COLUMN_NAME) -> str:
    """As one_line, and without the blanks Chinese layout puts inside a name (首　页, a name broken over two lines)."""
    return joined(one_line(text))[:limit]


def joined(line: str) -> str:
    """What is one line already without the blanks inside a Chinese name."""
    return _BLANK_BETWEEN_HAN.sub("", line) if " " in line else line


def length(text: str) -> int:
    """Characters that can be seen: white space does not count."""
    return len(text) - text.count(" ") if text.isprintable() else len("".join(text.split()))


def remembering(function: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """A function of one text that remembers what it said of short ones: a site says the same on each of its pages.

    Bounded in number and length, so that memory stays what it is however many pages are read.
    """
    known = lru_cache(maxsize=_REMEMBERED)(function)

    def told(text: str) -> _Told:
        return known(text) if len(text) <= _SHORT else function(text)

    return told
