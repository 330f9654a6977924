"""What a form is for, by its fields and the words in and around it, and which words told.

Portals name their search boxes, letterboxes and questionnaires in Chinese on the button, in pinyin or English in the
attributes; a word on the page counts only beside fields that fit it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from egovspec.collect.website.page.html import Document, Element
from egovspec.collect.website.page.text import LINK_TEXT, one_line
from egovspec.collect.website.readers.field_labels import is_button, type_of

SEARCH_WORDS = re.compile(r"搜\s?索|检\s?索|檢索|站内搜|全文搜|搜一[搜下]|搜你想|关键[词字]|關鍵[詞字]")
SEARCH_NAMES = re.compile(
    r"search|sousuo|keyword|keyboard_?word|(?:^|_)(?:q|kw|wd|sword|ss|qt)$|(?:^|/)(?:was5|jsearch|qwjs|so)(?:/|$)|fullquery|querystring",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(r"注\s?册|註冊|regist(?:er|ration)?\b|regist|sign_?up", re.IGNORECASE)
_LOGIN = re.compile(r"登\s?录|登\s?陆|登\s?入|log_?in|log_?on|sign_?in|denglu", re.IGNORECASE)
_NEW_PASSWORD = re.compile(r"原密码|旧密码|修改密码|重置密码|old_?(?:password|pwd)", re.IGNORECASE)
_REQUEST = re.compile(r"依申请公开|信息公开申请|申请公开|所需(?:政府)?信息|ysqgk", re.IGNORECASE)
_SURVEY = re.compile(r"调查|问卷|投票|征集|测评|survey|vote|questionnaire|diaocha", re.IGNORECASE)
_MESSAGE = re.compile(
    r"写信|来信|信件|信箱|留言|咨询|投诉|举报|建议|意见|反馈|提问|诉求|求助|纠错|message|letter|guestbook|feedback|liuyan|xinxiang|consult|complain",
    re.IGNORECASE,
)
_CAPTCHA = re.compile(
    r"(?<!短信)(?<!手机)(?<!邮箱)验证码|校验码|附加码|[ck]aptcha|verif(?:y|ication)_?(?:code|img|image|pic)|check_?code|rand(?:om)?_?code|"
    r"valid(?:ate|ation)?_?code|\byzm|vcode|geetest|authcode|checkimg",
    re.IGNORECASE,
)
_ATTRIBUTES = frozenset({"name", "id", "class", "action"})
_NAMES = frozenset({"name", "id"})
_FIELDS, _INSIDE, _TEXT, _VALUE, _MOST_SEARCHED = 60, 300, 1000, 200, 8
_WHOLE_TEXT, _WHOLE_LINKS = 2000, 30
_FILLED = frozenset({"text", "search", "tel", "email", "number", "url", "date"})


class Purpose(StrEnum):
    SEARCH = "search"
    LOGIN = "login"
    REGISTRATION = "registration"
    MESSAGE = "message"
    SURVEY = "survey"
    REQUEST_DISCLOSURE = "request-disclosure"
    OTHER = "other"


class Clue(NamedTuple):
    """One thing a form says: where it says it (an attribute, button, text, title), and what."""

    where: str
    said: str


def wraps_page(document: Document, links: int, index: int) -> bool:
    """Whether a form is no form to a visitor but holds the page: some platforms put all they draw into one."""
    element = document.elements[index]
    return element.stop - element.start > _WHOLE_TEXT or links > _WHOLE_LINKS


def clues_of_field(document: Document, index: int) -> Iterator[Clue]:
    element = document.elements[index]
    attributes = element.attributes
    for name in ("name", "id", "placeholder", "title", "aria-label", "alt"):
        if value := attributes.get(name):
            yield Clue(name, value[:_VALUE])
    if is_button(element):
        shown = document.text[element.start : min(element.stop, element.start + _VALUE)]
        yield Clue("button", one_line(f"{shown} {element.get('value')[:_VALUE]}"))


class Reading:
    """One form read for its purpose."""

    def __init__(self, document: Document, form: int, fields: list[int], *, whole: bool) -> None:
        self._document = document
        elements = document.elements
        self._kinds = [_kind(elements[i]) for i in fields]
        own = elements[form].attributes
        self._own = [
            Clue(name, own[name][:_VALUE])
            for name in ("action", "id", "name", "class", "role", "aria-label", "title")
            if own.get(name)
        ]
        self._whole = whole
        self._of_fields = [clue for i in fields[:_FIELDS] for clue in clues_of_field(document, i)]
        start = elements[form].start
        shown = "" if whole else document.text[start : min(elements[form].stop, start + _TEXT)]
        self._text = Clue("text", shown)
        self._title = Clue("title", (document.title or "")[:LINK_TEXT])
        self._inside = () if whole else range(form + 1, min(elements[form].end, form + 1 + _INSIDE))

    @property
    def passwords(self) -> int:
        return self._kinds.count("password")

    def captcha(self) -> bool:
        if _told(_CAPTCHA, [*self._of_fields, self._text]):
            return True
        elements = self._document.elements
        return any(
            _CAPTCHA.search(value[:_VALUE])
            for i in self._inside
            if elements[i].attributes
            for value in map(elements[i].get, ("src", "alt", "id", "class"))
            if value
        )

    def purpose(self) -> tuple[Purpose, str | None]:
        """The purpose, and the words that told it; None when nothing did."""
        for find in (self._search_by_role, self._account, self._request, self._search, self._survey, self._message):
            if found := find():
                return found
        return self._account_by_words() or (Purpose.OTHER, None)

    def _search_by_role(self) -> tuple[Purpose, str] | None:
        if any(clue.where == "role" and clue.said.strip().lower() == "search" for clue in self._own):
            return Purpose.SEARCH, "role=search"
        return None

    def _account(self) -> tuple[Purpose, str] | None:
        if not self.passwords:
            return None
        if told := _told(_NEW_PASSWORD, [*self._of_fields, self._text]):
            return Purpose.OTHER, told
        # A login form has a link to registration; only its own names and its buttons tell.
        own = [*self._own, *self._buttons()]
        if (told := _told(_REGISTRATION, own)) and (self.passwords > 1 or not _told(_LOGIN, own)):
            return Purpose.REGISTRATION, told
        if self.passwords > 1:
            return Purpose.REGISTRATION, "type=password"
        return Purpose.LOGIN, "type=password"

    def _request(self) -> tuple[Purpose, str] | None:
        if len(self._filled()) < 3:
            return None
        told = _told(_REQUEST, [*self._own, *self._of_fields, self._text, self._title])
        return (Purpose.REQUEST_DISCLOSURE, told) if told else None

    def _search(self) -> tuple[Purpose, str] | None:
        typed = sum(kind in _FILLED for kind in self._kinds)
        if self._whole or "textarea" in self._kinds or not 1 <= typed <= _MOST_SEARCHED:
            return None
        if "search" in self._kinds:
            return Purpose.SEARCH, "type=search"
        told = _told(SEARCH_WORDS, [*self._buttons(), *self._of_fields, self._text])
        told = told or _told(
            SEARCH_NAMES, [clue for clue in [*self._of_fields, *self._own] if clue.where in _ATTRIBUTES]
        )
        return (Purpose.SEARCH, told) if told else None

    def _survey(self) -> tuple[Purpose, str] | None:
        if not {"radio", "checkbox", "textarea"} & set(self._kinds):
            return None
        told = _told(_SURVEY, [*self._own, *self._of_fields, self._text, self._title])
        return (Purpose.SURVEY, told) if told else None

    def _message(self) -> tuple[Purpose, str] | None:
        if "textarea" not in self._kinds:
            return None
        told = _told(_MESSAGE, [self._text, *self._of_fields, *self._own, self._title])
        return (Purpose.MESSAGE, told) if told else None

    def _account_by_words(self) -> tuple[Purpose, str] | None:
        own = [*self._own, *self._buttons()]
        for pattern, purpose in ((_REGISTRATION, Purpose.REGISTRATION), (_LOGIN, Purpose.LOGIN)):
            if self._filled() and (told := _told(pattern, own)):
                return purpose, told
        return None

    def _buttons(self) -> list[Clue]:
        return [clue for clue in self._of_fields if clue.where == "button"]

    def _filled(self) -> list[str]:
        return [kind for kind in self._kinds if kind not in ("hidden", "button")]


def _kind(element: Element) -> str:
    if element.tag in ("select", "textarea"):
        return element.tag
    if is_button(element):
        return "button"
    kind = type_of(element) or "text"
    known = _FILLED | {"hidden", "password", "radio", "checkbox", "file"}
    return kind if kind in known else "text"


def _told(pattern: re.Pattern[str], clues: Iterable[Clue]) -> str | None:
    for where, said in clues:
        if found := pattern.search(said):
            word = one_line(found[0] if where not in _NAMES else said, LINK_TEXT)
            return f"{where}={word}" if where in _ATTRIBUTES else word
    return None
