"""The words around a contact: which of them are labels, where a value ends, and which organisation is named beside it."""

from __future__ import annotations

import re

from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.text import name, words

# The part of a label that tells the kind; what stands before it (联系, 监督, 办公室) is looked up, not matched. The first
# character stands alone in front because the engine then skips all others at the speed of a plain search.
KERNEL = re.compile(
    r"[电热座手传邮地办工上服接受开值作咨TtFfEe](?:"
    r"(?P<phone>(?<=电)\s{0,4}话|(?<=热)线|(?<=座)机|(?<=手)机号?码?(?![版站端网])|(?<=[Tt])(?<![A-Za-z].)(?:el|EL)(?![A-Za-z]))"
    r"|(?P<fax>(?<=传)\s{0,4}真|(?<=[Ff])(?<![A-Za-z].)(?:ax|AX)(?![A-Za-z]))"
    r"|(?P<email>(?<=邮)\s{0,4}箱|(?<=电)子邮件|(?<=电)邮|(?<=[Ee])(?<![A-Za-z].)-?(?:mail|Mail|MAIL)(?![A-Za-z]))"
    r"|(?P<postcode>(?<=邮)\s{0,4}编(?!辑)|(?<=邮)政编码)"
    r"|(?P<address>(?<=地)\s{0,4}[址点]|(?<=办)公场所)"
    r"|(?P<hours>(?:(?<=办)[公理事]|(?<=工)作|(?<=上)班|(?<=服)务|(?<=接)[待听]|(?<=受)理|(?<=开)放|(?<=值)班|(?<=作)息|(?<=咨)询)"
    r"时\s{0,2}间)"
    r")",
    re.DOTALL,
)
AFTER = re.compile(
    r"(?:号码|号|地址)?(?:\s?[/、及和与]\s?(?:电话|传真|热线)|\s?\((?:工作日|传真|区号|兼传真|含传真)[^()\n]{0,12}\)|\s?兼传真)?"
    r"[^\S\n]{0,4}(?:\(tel\)|\(fax\))?[^\S\n]{0,4}(?:[:|]|为|是)?\s{0,6}",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"\s{0,9}[(]?(?:邮\s{0,4}编|邮政编码|(?:联系|咨询|监督|投诉|服务|值班|办公|举报|热线)?\s?电\s{0,4}话|传\s{0,4}真|(?:服务|咨询|投诉)?热线|"
    r"联系(?:人|方式)|网\s{0,2}址|(?:电子)?邮\s{0,4}箱|e-?mail|版权|主办|承办|技术支持|[\u4e00-\u9fff]ICP备|备案号|网站标识码|"
    r"(?:办公|工作|上班|服务|接待|受理|开放)时间|乘车路线|公交路线|(?:办公|联系|通讯|单位)?地\s{0,2}址)|[|｜;；。\t]|\s{4,}",
    re.IGNORECASE,
)
ADDRESS_LIKE = re.compile(r"[省市区县镇乡村路街道巷弄号楼室栋幢厦园场座]")
NO_PLACE = re.compile(
    r"网站|网页|网络|邮箱|邮件|链接|下载|登录|IP|MAC|URL|出生|会议|活动|开标|投标|考试|事故|案发|举办|召开",
    re.IGNORECASE,
)
_LABEL_CHARACTERS = re.compile(r"[\u4e00-\u9fffA-Za-z()/]")
_LABEL_BEFORE = 10
_PARAGRAPHS = frozenset({"p", "li", "tr", "td", "dl", "dd", "address"})
_LONGEST_ROW, _LEVELS, _MOST_UNITS, _LONGEST_UNIT = 300, 6, 40, 30
_CHINESE = re.compile("[\u4e00-\u9fff]+")

_UNIT_ENDS = re.compile(
    r"(?:人民政府|政府|委员会|办公室|管理局|局|厅|中心|办事处|管委会|党委|纪委|监委|委|支队|大队|"
    r"(?:医|法|检察|学|卫生|研究|科学|博物)院|(?:图书|博物|档案|科技|美术|文化)馆|(?:派出|事务|卫生|研究|管理|税务|工商|监察)所|"
    r"(?:工作|服务|管理|卫生|监测|监督)站|(?:信访|接待|值班)室|公司|银行|学校|大学|中学|小学|协会|联合会|(?<![主承协经督网代举])办|[^内学]科|[^此何]处)"
    r"(?=$|联系|咨询|办公|值班|监督|投诉|服务热线|服务电话|举报|热线|电话|传真|地址|邮编|主办|承办|版权|受理)"
)
_BARE = words(
    "办公室 中心 政府 委员会 本网站 服务中心 各科 各处 相关科 到处 人民政府 本局 本办 我局 我办 联系科 联系处 主管局 有关局 管理局 分局 "
    "市政府 县政府 区政府 省政府 当地政府 本级政府 本中心"
)
_APART = re.compile(r"[\s:：,，;；|｜、。()（）/《》“”\"\[\]【】©&]+")
_NAMED_PLACE = re.compile(r"地\s{0,4}[址点]\s{0,4}[:：\t ]\s{0,4}[^\n\t;；]{0,150}")


def kind_of_kernel(found: re.Match[str]) -> str:
    return str(found.lastgroup)


def kind_of_head(text: str) -> str | None:
    """Kind of contact a short text such as the head of a table column names."""
    if not 2 <= len(text) <= 12:
        return None
    found = KERNEL.search(text)
    if found and not (found.lastgroup == "address" and NO_PLACE.search(text)):
        return found.lastgroup
    return None


def label_before(text: str, start: int, stop: int) -> str:
    """A label whole, as written: its kernel and the word before it, less an organisation's name."""
    first = start
    while first > max(0, start - _LABEL_BEFORE) and _LABEL_CHARACTERS.match(text[first - 1]):
        first -= 1
    label = text[first:stop]
    named = _unit(label[: start - first])
    if named:
        label = label[len(named) :]
    return name(label).lstrip("()/")


class Units:
    """Which organisation is named beside a place in the text of a page."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._text = text
        self._known: dict[int, str | None] = {}

    def beside(self, offset: int) -> str | None:
        """The organisation named in the line, or else in the paragraph or row, that holds an offset of the text."""
        earliest = max(0, offset - _LONGEST_ROW)
        start = max(self._text.rfind("\n", earliest, offset) + 1, earliest)
        if start not in self._known:
            self._known[start] = self._look(start, offset)
        return self._known[start]

    def _look(self, start: int, offset: int) -> str | None:
        end = self._text.find("\n", offset, offset + _LONGEST_ROW)
        named = _units(self._text[start : end if end >= 0 else offset + _LONGEST_ROW])
        index = -1 if named else self._document.element_at(offset)
        for holder in [index, *self._document.ancestors(index, _LEVELS)] if index >= 0 else []:
            element = self._document.elements[holder]
            if element.stop - element.start > _LONGEST_ROW:
                break
            if element.tag in _PARAGRAPHS and (named := _units(self._text[element.start : element.stop])):
                break
        return named.pop() if len(named) == 1 else None


def _units(text: str) -> set[str]:
    parts = _APART.split(_NAMED_PLACE.sub(" ", text))[:_MOST_UNITS]
    return {named for part in parts if (named := _unit(part))}


def _unit(part: str) -> str | None:
    """The organisation a run of Chinese begins with, at its longest."""
    if len(part) < 3 or not "\u4e00" <= part[0] <= "\u9fff":
        return None
    ends = [found.end() for found in _UNIT_ENDS.finditer(part[: _LONGEST_UNIT + 10])]
    named = part[: ends[-1]] if ends else ""
    if 3 <= len(named) <= _LONGEST_UNIT and _CHINESE.fullmatch(named) and named not in _BARE:
        return named
    return None
