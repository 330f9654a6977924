"""Rules about the two languages of a text: each is what it says it is, and both say the same.

Chinese prevails, and most readers of the English cannot see where it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from egovspec.desk.lint.index import Pair
from egovspec.desk.lint.numbers import digits, in_chinese, possible_en, possible_zh, times_en, times_zh
from egovspec.desk.lint.rule import Bench
from egovspec.errors import LanguagesDiffer, SpecError, WrongLanguage
from egovspec.library.catalogue import Entry
from egovspec.model.base import CLAUSE_ID, SLUG
from egovspec.model.standard import PROVISION_ID

_HAN = re.compile(r"[\u3400-\u9fff]")
# Chinese with what may stand between its words: a date, a number, a Chinese mark.
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[A-Za-z]{2,}")
# HTTPS, IPv6, WCAG 2.1, robots.txt: names that are the same in both languages.
_NAME = re.compile(r"\S*[0-9./_@:%$+-]\S*|\S+[A-Z]\S*|[A-Z]")
_HOLE = re.compile(r"\{[^{}]*\}")
_QUOTED = re.compile("“[^”]*”|「[^」]*」|《[^》]*》|<[^<>]*>|`[^`]*`")
_REFERENCE = re.compile(
    rf"(?<![\w-])(?:(?:{SLUG}/)?[a-z0-9]+(?:-[a-z0-9]+)+(?:#{CLAUSE_ID}|@\d+(?:\.\d+\.\d+)?)|{PROVISION_ID})(?![\w-])"
)


def each_in_its_language(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """Chinese under zh, English under en; Chinese words that English quotes stand in the Chinese too."""
    for pair in bench.index.pairs(entry) if bench.is_newest(entry) else ():
        zh, en = _HOLE.sub("", pair.zh), _HOLE.sub("", pair.en)
        if not _HAN.search(zh):
            if _ordinary(zh):
                yield WrongLanguage(
                    pair.where("zh"),
                    "zh has no Chinese" + (": it is the same as en" if zh == en else ""),
                    zh="zh 中没有中文" + ("，与 en 相同" if zh == en else ""),
                    hint="write it in Chinese",
                    hint_zh="请写中文",
                )
            continue
        if zh == en or not _WORD.search(en):
            said = ("en is the same as zh", "en 与 zh 相同") if zh == en else ("en has no English", "en 中没有英文")
            if zh == en or _HAN.search(en):
                yield WrongLanguage(
                    pair.where("en"), said[0], zh=said[1], hint="write it in English", hint_zh="请写英文"
                )
            continue
        if _HAN.search(en):
            yield from _strange_chinese(pair, en)


def _ordinary(text: str) -> bool:
    """Whether there is a word that is not the name of something."""
    words = (word.strip(".,;:!?()") for word in text.split())
    return any(_WORD.search(word) and not _NAME.fullmatch(word) for word in words)


def _strange_chinese(pair: Pair, en: str) -> Iterator[SpecError]:
    # A quoted term is one the Chinese has as well; anything else was left untranslated.
    chinese = pair.zh.replace(" ", "")
    for run in _HAN_RUN.findall(_QUOTED.sub(" ", en)):
        if run not in chinese:
            yield WrongLanguage(
                pair.where("en"),
                f"en has Chinese that zh does not have: {run}",
                zh=f"en 中有 zh 没有的中文：{run}",
                hint="translate it, or put it between “ and ”",
                hint_zh="请译成英文，或加上引号“”",
            )
            return


def both_say_the_same(bench: Bench, entry: Entry) -> Iterator[SpecError]:
    """The same numbers, lengths of time and references in both languages, as far as that is certain."""
    for pair in bench.index.pairs(entry) if bench.is_newest(entry) else ():
        if pair.path[:1] == ("cases",):
            continue  # what a case is called is for whoever reads its facts
        for only_zh, only_en in (_references(pair), _numbers(pair), _times(pair)):
            if only_zh or only_en:
                yield _differ(pair, only_zh, only_en)
                break


def _references(pair: Pair) -> tuple[set[str], set[str]]:
    zh, en = set(_REFERENCE.findall(pair.zh)), set(_REFERENCE.findall(pair.en))
    return zh - en, en - zh


def _numbers(pair: Pair) -> tuple[set[str], set[str]]:
    times, spent = times_zh(pair.zh), times_en(pair.en)
    same = times.keys() & spent.keys()  # 14 天 and two weeks have no number in common
    zh = digits(pair.zh) - {str(times[time]) for time in same}
    en = digits(pair.en) - {str(spent[time]) for time in same}
    return zh and zh - en - possible_en(pair.en), en and en - zh - possible_zh(pair.zh)


def _times(pair: Pair) -> tuple[set[str], set[str]]:
    zh, en = times_zh(pair.zh), times_en(pair.en)
    if zh.keys() == en.keys():
        return set(), set()
    only_zh, only_en = zh.keys() - en.keys(), en.keys() - zh.keys()
    if not (only_zh and only_en):
        # 24 hours may be a day in the other language; a number that is nowhere in it may not.
        only_zh = {time for time in only_zh if str(zh[time]) not in possible_en(pair.en)}
        only_en = {time for time in only_en if str(en[time]) not in possible_zh(pair.zh)}
    return set(map(str, only_zh)), set(map(str, only_en))


def _differ(pair: Pair, only_zh: set[str], only_en: set[str]) -> SpecError:
    zh, en = ", ".join(sorted(only_zh)), ", ".join(sorted(only_en))
    said = [f"only zh has {zh}"] * bool(zh) + [f"only en has {en}"] * bool(en)
    said_zh = [f"{in_chinese(zh)} 只见于 zh"] * bool(zh) + [f"{in_chinese(en)} 只见于 en"] * bool(en)
    return LanguagesDiffer(
        pair.where("en"),
        f"zh and en say different things: {'; '.join(said)}",
        zh=f"中英文所说不同：{'，'.join(said_zh)}",
        hint="zh prevails: bring en into line with it",
        hint_zh="以中文为准，请更正英文",
    )
