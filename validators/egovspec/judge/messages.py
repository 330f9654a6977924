"""Messages: `{name}` filled in with the value of that column, written as people of each language write it.

There is no format language: nothing in a message or a value can name anything but a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from egovspec.judge.job import Scalar
from egovspec.model.base import Language, Text
from egovspec.model.duration import MICROSECONDS, Duration

HOLE = re.compile(r"\{([^{}]*)\}")
LONGEST = 300

DEFAULT = {
    "fail": Text(zh="不符合：{subject}", en="does not conform: {subject}"),
    "open": Text(zh="无法判定：{subject}", en="could not be determined: {subject}"),
    "pass": Text(zh="符合", en="conforms"),
}


def holes(text: Text) -> set[str]:
    """Names of the columns a message needs."""
    return {name for said in (text.zh, text.en) for name in HOLE.findall(said)}


def filled(text: Text, values: Mapping[str, Scalar | list[Scalar]], types: Mapping[str, str]) -> Text:
    """The message with its values, in both languages. What is NULL is shown as such; what is long is cut."""

    def put(language: Language) -> str:
        return HOLE.sub(
            lambda hole: written(values.get(hole[1]), types.get(hole[1], "VARCHAR"), language), text.in_(language)
        )

    return Text(zh=put(Language.ZH), en=put(Language.EN))


def written(value: Scalar | list[Scalar], kind: str, language: Language) -> str:
    """One value as people write it: P14D → 14 天, 14 days; nothing → 无, none."""
    zh = language is Language.ZH
    if value is None or value == "" or value == []:
        return "（无）" if zh else "(none)"
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, list):
        return _cut(("、" if zh else ", ").join(written(part, "VARCHAR", language) for part in value))
    if kind == "INTERVAL":
        return _duration(str(value), zh)
    if kind == "TIMESTAMP":
        return str(value).replace("T", " ").removesuffix(":00")
    if isinstance(value, float):
        return f"{value:.6g}"
    return _cut(" ".join(str(value).split()))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


_UNITS = (("年", "year"), ("个月", "month"), ("天", "day"), ("小时", "hour"), ("分钟", "minute"), ("秒", "second"))


def _duration(iso: str, zh: bool) -> str:
    minus = iso.startswith("-")
    length = Duration.parse(iso.removeprefix("-"))
    years, months = divmod(length.months, 12)
    if length.months < 24 and length.months != 12:
        years, months = 0, length.months
    seconds = length.microseconds // MICROSECONDS
    counts = (years, months, length.days, seconds // 3600, seconds % 3600 // 60, seconds % 60)
    parts = [(count, unit) for count, unit in zip(counts, _UNITS, strict=True) if count]
    if not parts:
        return "0 天" if zh else "0 days"
    if zh:
        return ("负 " if minus else "") + " ".join(f"{count} {unit[0]}" for count, unit in parts)
    return ("minus " if minus else "") + " ".join(
        f"{count} {unit[1]}{'' if count == 1 else 's'}" for count, unit in parts
    )
