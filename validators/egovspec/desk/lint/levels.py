"""Rules about the word that says how strong a provision is: 应 shall, 宜 should, 可 may.

The wording is what binds, the key `level` is what is judged by. Source: GB/T 1.1-2020, verbal forms of provisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from egovspec.desk.lint.rule import Bench
from egovspec.errors import NoLevelWord, SpecError, WrongLevelWord
from egovspec.library.catalogue import Entry
from egovspec.model.standard import Level, Standard

# 应 within 应用, 相应 and the like is another word, and so are 适宜 and 可能.
_WORDS: dict[str, dict[Level, re.Pattern[str]]] = {
    "zh": {
        Level.SHALL: re.compile("(?<![适相反响供对回效])应(?![用答急对付变聘邀])|不得|必须|不准"),
        Level.SHOULD: re.compile("(?<![适便事合])宜"),
        Level.MAY: re.compile("(?<![许认])可(?![能见靠行信读])|不必"),
    },
    "en": {
        Level.SHALL: re.compile(r"\b(?:shall|must)\b"),
        Level.SHOULD: re.compile(r"\bshould\b"),
        Level.MAY: re.compile(r"\b(?:may|need not)\b"),
    },
}
_WORD = {
    "zh": {Level.SHALL: "应", Level.SHOULD: "宜", Level.MAY: "可"},
    "en": {level: level.value for level in Level},
}


def wording_has_its_level(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """The text of every provision has the word of its level, in both languages."""
    if not bench.is_newest(entry):
        return
    for n, provision in enumerate(cast("Standard", entry.model).provisions):
        for language, text in (("zh", provision.text.zh), ("en", provision.text.en)):
            words = _WORDS[language]
            if words[provision.level].search(text) is None:
                others = [level for level in Level if words[level].search(text)]
                yield _told(entry, n, provision.level, language, others)


def _told(entry: Entry, number: int, level: Level, language: str, others: list[Level]) -> SpecError:
    provision = cast("Standard", entry.model).provisions[number]
    where = entry.marked.where(("provisions", number, "text", language))
    word = _WORD[language][level]
    if others:
        other = _WORD[language][others[0]]
        return WrongLevelWord(
            where,
            f"{provision.id} is a {level.value}, and its {language} says {other!r}",
            zh=f"{provision.id} 的级别是 {level.value}，{language} 却写作“{other}”",
            hint=f"write {word!r}, or change `level`",
            hint_zh=f"请写“{word}”，或更正 `level`",
        )
    return NoLevelWord(
        where,
        f"{provision.id} is a {level.value}, and its {language} does not say so",
        zh=f"{provision.id} 的级别是 {level.value}，{language} 没有写明",
        hint=f"write {word!r}",
        hint_zh=f"请写“{word}”",
    )
