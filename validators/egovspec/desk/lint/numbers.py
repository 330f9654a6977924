"""Numbers and lengths of time in a Chinese and in an English sentence, so that the two can be held together.

Made to be certain and not complete: what could be something else (一 in 统一, an article before a noun) counts as a number
that may be there, never as one that must be.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = re.compile(r"(?<![\d.])\d+(?:\.\d+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HOLE = re.compile(r"\{[^{}]*\}")

_ZH_DIGIT = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ZH_RANK = {"十": 10, "百": 100, "千": 1000}
_ZH_NUMBER = "[零〇一二三四五六七八九十百千两]+"
_ZH = re.compile(_ZH_NUMBER)

_UP_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_WORDS = {word: n for n, word in enumerate(_UP_TO_NINETEEN.split(), 1)}
_TWENTY_TO_NINETY = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * n for n, word in enumerate(_TWENTY_TO_NINETY.split(), 2)}
_UP_TO_TWELFTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ORDINALS = {word: n for n, word in enumerate(_UP_TO_TWELFTH.split(), 1)}
_OTHER = {"zero": 0, "zeros": 0, "once": 1, "twice": 2, "both": 2, "pair": 2, "hundred": 100, "thousand": 1000}
_NAMES_OF_MONTHS = "january february march april may june july august september october november december"
_MONTHS = {name: n for n, name in enumerate(_NAMES_OF_MONTHS.split(), 1)}
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")
_EN_NUMBER = r"\d+|[A-Za-z]+(?:-[A-Za-z]+)?"


class Time(NamedTuple):
    """A length of time: weeks in days, years in months."""

    length: int
    unit: str

    def __str__(self) -> str:
        return f"{self.length} {self.unit}s"


_UNIT_ZH = {"working day": "个工作日", "day": "天", "month": "个月", "hour": "小时", "minute": "分钟", "second": "秒"}


def in_chinese(said: str) -> str:
    """A list of lengths of time and other things, with the units in Chinese: 14 days → 14 天."""
    return re.sub(rf"({'|'.join(_UNIT_ZH)})s\b", lambda unit: _UNIT_ZH[unit[1]], said)


_ZH_UNIT = {
    "个工作日": ("working day", 1),
    "工作日": ("working day", 1),
    "天": ("day", 1),
    "日": ("day", 1),
    "周": ("day", 7),
    "个星期": ("day", 7),
    "个月": ("month", 1),
    "年": ("month", 12),
    "个季度": ("month", 3),
    "小时": ("hour", 1),
    "个小时": ("hour", 1),
    "分钟": ("minute", 1),
    "秒": ("second", 1),
}
_EN_UNIT = {
    "working day": ("working day", 1),
    "day": ("day", 1),
    "week": ("day", 7),
    "month": ("month", 1),
    "year": ("month", 12),
    "quarter": ("month", 3),
    "hour": ("hour", 1),
    "minute": ("minute", 1),
    "second": ("second", 1),
}
# A day of a month (1月31日) and a year of the calendar (2019年) are no lengths of time.
_ZH_TIME = re.compile(
    rf"(?<![月第\d.零〇一二三四五六七八九十百千])(?P<n>\d{{1,3}}|{_ZH_NUMBER}) ?"
    rf"(?P<unit>{'|'.join(sorted(_ZH_UNIT, key=len, reverse=True))})(?![度级岁])"
)
_EN_TIME = re.compile(
    rf"(?<![\w.-])(?P<n>{_EN_NUMBER})[ -](?P<unit>{'|'.join(sorted(_EN_UNIT, key=len, reverse=True))})s?(?![\w-])"
)


def chinese_number(text: str) -> int | None:
    """二十四 → 24, 两 → 2, 一百 → 100; digits one by one (二〇一九) → 2019."""
    if not any(sign in _ZH_RANK for sign in text):
        return int("".join(str(_ZH_DIGIT[sign]) for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in _ZH_RANK:
            total += (digit or 1) * _ZH_RANK[sign]
            digit = 0
        else:
            digit = _ZH_DIGIT[sign]
    return total + digit


def english_number(word: str) -> int | None:
    """twenty-four → 24, 14 → 14; None for a word that is no number."""
    word = word.lower()
    if word.isdigit():
        return int(word)
    tens, _, rest = word.partition("-")
    if tens in _TENS:
        return _TENS[tens] + (_WORDS.get(rest) or _ORDINALS.get(rest) or 0)
    return _WORDS.get(word)


def digits(text: str) -> set[str]:
    """Numbers written in digits, without leading zeros; those with points as they stand."""
    return {_plain(found) for found in _DIGITS.findall(_THOUSANDS.sub("", _HOLE.sub(" ", text)))}


def _plain(number: str) -> str:
    return number if "." in number else str(int(number))


def possible_zh(text: str) -> set[str]:
    """Every number a Chinese sentence may hold, in digits."""
    text = _HOLE.sub(" ", text)
    found = digits(text)
    found |= {str(chinese_number(sign)) for sign in _ZH.findall(text)}
    return found | ({"0.5", "6", "2"} if "半" in text else set())


def possible_en(text: str) -> set[str]:
    """Every number an English sentence may hold, in digits."""
    text = _HOLE.sub(" ", text)
    found = digits(text)
    for word in (one.lower() for one in _WORD.findall(text)):
        number = english_number(word)
        for table in (_ORDINALS, _OTHER, _MONTHS):
            number = table.get(word) if number is None else number
        if number is not None:
            found.add(str(number))
    return found | {str(chinese_number(sign)) for sign in _ZH.findall(text)}


def times_zh(text: str) -> dict[Time, int]:
    """Lengths of time that a Chinese sentence names for certain, with the number that is written: 两周 is 14 days, and 2.

    One of a unit is left out on either side: 一年, a year, last year and yearly say the same in too many ways.
    """
    found = {}
    for one in _ZH_TIME.finditer(_HOLE.sub(" ", text)):
        number = int(one["n"]) if one["n"].isdigit() else chinese_number(one["n"])
        unit, times = _ZH_UNIT[one["unit"]]
        if number is not None and 1 < number < 1900:
            found[Time(number * times, unit)] = number
    return found


def times_en(text: str) -> dict[Time, int]:
    """Lengths of time that an English sentence names for certain, with the number that is written."""
    found = {}
    for one in _EN_TIME.finditer(_HOLE.sub(" ", text)):
        number = english_number(one["n"])
        unit, times = _EN_UNIT[one["unit"]]
        if number is not None and number > 1:
            found[Time(number * times, unit)] = number
    return found
