"""What a published document says of itself on its page: its header block, and marks of secrecy.

A header block is known by its labels (索引号, 发文字号, 成文日期 …), not by the element it is built with: the same labels
stand in tables, in lists of definitions, and in plain lines. Two of them in one place near the top of the main text
make a block, one of which only such blocks have; a line of time and source under a title is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import unquote

from egovspec.collect.website.page import dates
from egovspec.collect.website.page.bounds import bounded
from egovspec.collect.website.page.html import Document
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Region
from egovspec.collect.website.page.text import LINK_TEXT, clean, one_line
from egovspec.collect.website.page.urls import is_file
from egovspec.facts.tables.documents import DocumentHeader, SecrecyMark

# Labels of each column, the most telling first. The empty column: labels that belong to a block and to no column.
_NAMES = {
    "index_number": "索引号 索引码 信息索引号 公开索引号 文件索引号 索取号",
    "issuer": "发布机构 发布单位 发布部门 发文机关 发文机构 发文单位 发文部门 制发机关 制定机关 印发机关 公开主体 公开机构 公开部门 责任部门",
    "topic": "主题分类 主题类别 所属主题 信息分类 信息类别 组配分类 分类 主题",
    "formed_on": "成文日期 成文时间 生成日期 生成时间 信息生成日期 制发日期 印发日期 印发时间 签发日期 形成日期 产生日期 发文日期 发文时间",
    "published_on": "发布日期 发布时间 信息发布日期 公开日期 公开时间 公布日期 公布时间",
    "document_number": "发文字号 文号 文件字号 公文字号 发文文号 公文文号 文件文号 文件编号 发文号",
    "validity": "有效性 有效状态 时效性 时效状态 效力状态 文件状态 文件有效性 是否有效 效力 状态",
    "valid_from": "生效日期 生效时间 实施日期 实施时间 施行日期",
    "valid_to": "废止日期 废止时间 失效日期 失效时间 有效期至 终止日期",
    "title": "标题 名称 信息名称 文件名称 文件标题 信息标题 公文标题 公文名称 题名",
    "": "内容概述 内容概要 内容摘要 概述 摘要 关键词 关键字 主题词 公开方式 公开时限 公开范围 公开程序 公开形式 公开属性 体裁分类 体裁 "
    "统一登记号 统一编号 规范性文件统一编号 规范性文件登记号 文件类型 公文种类 文种 信息来源 有效期 有效期限 语种 载体类型 生效/废止时间 生效/废止日期",
}
_MEANS = {name: (column, rank) for column, names in _NAMES.items() for rank, name in enumerate(names.split())}
# Without one of these a pair of labels is what stands under the title of any news item.
_TELLING = frozenset(
    f"{_NAMES['index_number']} {_NAMES['document_number']} 有效性 有效状态 时效性 时效状态 效力状态 文件状态 文件有效性 主题分类 成文日期 成文时间 "
    "废止日期 废止时间 失效日期 失效时间".split()
)
_BLANK = r"[^\S\n\t]{0,4}"
_LABEL = re.compile(
    "("
    + "|".join(_BLANK.join(map(re.escape, name)) for name in sorted(_MEANS, key=len, reverse=True))
    + rf"){_BLANK}[】\]）)]?{_BLANK}(?P<colon>[:：])?"
)
_WORTH_A_LOOK = re.compile(
    r"(?:引|索|[文字]|效|状|时)\s{0,4}[号码性态]|文\s{0,4}[字日时号]|题\s{0,4}分|[废失]\s{0,4}[止效]|索\s{0,4}[引取]"
)
_HAN_BEFORE = re.compile("[\u4e00-\u9fffA-Za-z0-9]")
_VALUE_ENDS = re.compile(
    r"[|｜]|[【\[(（]?\s{0,2}(?:字体|字号|字体大小|打印|打印本页|浏览次数|浏览量|点击数|点击量|阅读次数|分享到?|来源)\s{0,2}[:：】\]]"
    r"|\s[\u4e00-\u9fff]{2,8}\s{0,2}[:：]"
)
_OPENING = "【[(（"
_BEFORE = f" \t\n\u3000\xa0{_OPENING}"
_HOLD_BLOCKS = (Region.MAIN, Region.HEADER)  # templates call the head of an article "head" too
_NEAR_TOP, _APART, _VALUE, _WORDS_AT_MOST = 1500, 600, 600, 3000

_UNIFIED = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}/\d{4}(?:0[1-9]|1[0-2])?-\d{5}", re.ASCII)
_ORGANISATION = re.compile(r"[0-9A-HJ-NPQRTUWXY]{7,8}-?[0-9X]/\d{4}(?:0[1-9]|1[0-2])?-\d{5}", re.ASCII)
_DATE_SERIAL = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{1,8}", re.ASCII)
_YEAR = re.compile(
    r"([\[［【〔﹝〖(（<〈《{])\s{0,2}((?:19|20)\d\d)\s{0,2}年?\s{0,2}([\]］】〕﹞〗)）>〉》}])", re.ASCII
)
_REGULAR = re.compile(
    r"[\u4e00-\u9fffA-Za-z（）()·、]{1,30}〔(?:19|20)\d\d〕[1-9]\d{0,5}号"
    r"|[\u4e00-\u9fff（）()·]{1,40}令[（(]?第[1-9]\d{0,4}号[）)]?"
    r"|[\u4e00-\u9fff（）()·]{0,40}(?:公告|通告|令)(?:〔(?:19|20)\d\d〕|(?:19|20)\d\d年)第[1-9]\d{0,4}号"
    r"|(?:19|20)\d\d年第[1-9]\d{0,4}号",
    re.ASCII,
)
_NO_NUMBER = frozenset(
    {"", "无", "暂无", "没有", "空", "无文号", "-", "--", "—", "——", "－", "/", "\\", "*", "null", "NULL"}
)

_SECRET = re.compile(
    r"(?<!商业)(?<!工作)(?:绝\s?密|机\s?密|秘\s?密)[^\S\n\t]{0,3}[★☆✩⭐](?![^\S\n\t]{0,3}[★☆✩⭐])"
    r"(?:[^\S\n\t]{0,3}(?:长[^\S\n\t]?期|[\d一二三四五六七八九十\x1f]{1,4}[^\S\n\t]?(?:年|个月|月|日|天)))?"
)
_STARRED, _ESCAPED_OR_STARRED = re.compile("[★☆✩⭐]"), re.compile("[%★☆✩⭐]")
_STARS = ("★", "☆", "✩", "⭐")
_MARKS_AT_MOST = 50


class _Label(NamedTuple):
    """A label of a block: what it is called, where it stands in the text, and the element it stands in."""

    name: str
    start: int
    stop: int
    element: int


def headers(view: View) -> Iterator[Row]:
    """The header block of the document an item page publishes; at most one row.

    Source: portal.md#4.3 for the labels and the shapes of index numbers; #9 (trap 3) for document numbers.
    """
    if view.kind is not Kind.ITEM or not _WORTH_A_LOOK.search(view.document.text):
        return
    block = _block(view, _labels(view))
    if not block:
        return
    values: dict[str, tuple[bool, int, str]] = {}
    for at, label in enumerate(block):
        column, rank = _MEANS[label.name]
        until = block[at + 1].start if at + 1 < len(block) else len(view.document.text)
        value = _value(view.document, label, until)
        if column and (column not in values or (not value, rank) < values[column][:2]):
            values[column] = (not value, rank, value)
    if any(value for _, _, value in values.values()):
        shown = {column: value for column, (_, _, value) in values.items()}
        columns = _columns(view, shown) | {"how": _how(view.document, block[0]), "labels": len({b.name for b in block})}
        yield Row(DocumentHeader, view.document.elements[block[0].element].line, columns)


def _labels(view: View) -> list[_Label]:
    """What reads as a label in the upper part of the main text: it begins something, and a colon or border ends it."""
    document, regions = view.document, view.regions
    text, pieces = document.text, document.pieces
    starts = [piece.start for piece in pieces]
    before = [0]  # visible characters of main text before each piece
    for piece in pieces:
        before.append(before[-1] + (piece.visible if regions.of[piece.element] is Region.MAIN else 0))
    found: list[_Label] = []
    for match in islice(_LABEL.finditer(text), _WORDS_AT_MOST):
        start, stop = match.span()
        at = bisect_right(starts, start) - 1
        piece = pieces[max(at, 0)]
        if not found and before[max(at, 0)] > _NEAR_TOP:
            break
        if found and start - found[-1].stop > _APART * 2:
            break
        opens = start == piece.start or not _HAN_BEFORE.match(text[start - 1])
        if piece.linked or regions.of[piece.element] not in _HOLD_BLOCKS or not opens:
            continue
        if not match["colon"] and not _fills(text, piece.start, piece.stop, start, stop):
            continue
        opened = text[max(piece.start, start - 2) : start].rstrip(" \u3000\xa0")
        start -= len(opened) and opened[-1] in _OPENING
        found.append(_Label("".join(match[1].split()), start, stop, piece.element))
    return found


def _fills(text: str, piece_start: int, piece_stop: int, start: int, stop: int) -> bool:
    """Whether a label without a colon is all its piece of text says, or all its line or cell does."""
    if not text[piece_start:start].strip(_BEFORE) and not text[stop:piece_stop].strip():
        return True
    return (start == 0 or text[start - 1] in "\n\t") and text[stop : stop + 1] in ("", "\n", "\t")


def _block(view: View, labels: list[_Label]) -> list[_Label]:
    """The first labels that stand close together, built alike, and make a header block; empty when none do."""
    run: list[_Label] = []
    built = ""
    for label in [*labels, None]:
        how = _how(view.document, label) if label is not None else ""
        if label is not None and (not run or (label.start - run[-1].stop <= _APART and how == built)):
            run.append(label)
            built = how
            continue
        columns = {_MEANS[each.name][0] for each in run} - {""}
        if len(columns) >= 2 and any(each.name in _TELLING for each in run):
            return run
        run, built = [label] if label is not None else [], how
    return []


def _value(document: Document, label: _Label, until: int) -> str:
    """What stands behind a label: on its line, in the next cell, in the definition, or in the element beside it."""
    text = document.text
    holder = _holder(document, label)
    stop = min(until, label.stop + _VALUE)
    crosses = False
    if holder >= 0:
        element = document.elements[holder]
        stop = min(stop, element.stop)
        # A value on the next line is one where the label has it to itself.
        begins = not text[element.start : label.start].strip(_BEFORE)
        crosses = begins or element.tag in ("tr", "dl")
    rest = text[label.stop : max(stop, label.stop)]
    rest = rest.lstrip() if crosses else rest.lstrip(" \t\u3000\xa0\x1f\r")
    line = re.split("[\n\t]", rest, maxsplit=1)[0]
    return one_line(_VALUE_ENDS.split(line, maxsplit=1)[0], LINK_TEXT)


def _holder(document: Document, label: _Label) -> int:
    """The innermost element that holds more than the label; -1 when none does."""
    written = label.stop - label.start
    for index in (label.element, *document.ancestors(label.element, 12)):
        element = document.elements[index]
        more = element.stop - element.start - written
        if more > 60 or len(document.span(index).strip(" \t\n\u3000\xa0【[(（】])）")) > written:
            return index
    return -1


def _how(document: Document, label: _Label) -> str:
    for index in (label.element, *document.ancestors(label.element, 8)):
        element = document.elements[index]
        if element.tag in ("dt", "dd"):
            return "definition-list"
        # A cell that holds half the page is layout.
        if element.tag in ("td", "th"):
            return "table" if element.stop - element.start <= _VALUE else "text"
    return "text"


def _columns(view: View, shown: dict[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: shown.get(name) for name in ("index_number", "issuer", "topic", "validity", "title")
    }
    for name in ("formed_on", "published_on", "valid_from", "valid_to"):
        columns[name] = _day(view, shown.get(name, ""))
    columns["index_form"] = index_form(shown.get("index_number", ""))
    number, brackets = normalised(shown["document_number"]) if "document_number" in shown else (None, None)
    return columns | {"document_number": number, "number_brackets": brackets, "number_form": number_form(number or "")}


def _day(view: View, value: str) -> date | None:
    found = dates.first(value, view.captured, dates.Where.PROSE, view.zone)
    return found.day if found else None


def index_form(value: str) -> str | None:
    """Shape of an index number; None for an empty one. Source: portal.md#4.3."""
    bare = "".join(value.split())
    if not bare:
        return None
    if _UNIFIED.fullmatch(bare):
        return "unified-code"
    if _ORGANISATION.fullmatch(bare):
        return "organisation-code"
    return "date-serial" if _DATE_SERIAL.fullmatch(bare) else "other"


def normalised(number: str) -> tuple[str, str | None]:
    """A document number with the brackets of its year made 〔〕, and the brackets it was written with."""
    found = _YEAR.search(number)
    if found is None:
        return number, None
    return f"{number[: found.start()]}〔{found[2]}〕{number[found.end() :]}", found[1] + found[3]


def number_form(number: str) -> str | None:
    """Whether a document number, its brackets normalised, is formed as GB/T 9704 asks; None when there is none."""
    bare = "".join(number.split())
    if bare in _NO_NUMBER:
        return None
    return "regular" if _REGULAR.fullmatch(bare) else "irregular"


def secrecy_marks(view: View) -> Iterator[Row]:
    """Marks such as 机密★1年 wherever a page shows one. Source: security-and-network.md#7.1 S8."""
    rows = (
        Row(SecrecyMark, line, {"ordinal": ordinal, "mark": mark, "found_in": where, "alone": alone})
        for ordinal, (mark, where, alone, line) in enumerate(_secrets(view), 1)
    )
    yield from bounded(SecrecyMark, rows, _MARKS_AT_MOST)


def _secrets(view: View) -> Iterator[tuple[str, str, bool | None, int]]:
    document = view.document
    titles = dict.fromkeys((document.title or "", view.tags.get("ArticleTitle", "")))
    for title in titles:
        for mark, alone, _ in _marks(title):
            yield mark, "title", alone, 0
    in_text: set[int] = set()
    places: dict[int, tuple[str, int]] = {}
    for mark, alone, at in _marks(document.text):
        index = document.element_at(at)
        if index not in places:
            around = (index, *document.ancestors(index, 8))
            link = next((i for i in around if document.elements[i].get("href")), -1)
            places[index] = ("text" if link < 0 else _of_link(view, link), document.elements[index].line)
            in_text.add(link)
        where, line = places[index]
        yield mark, where, alone, line
    for link in view.regions.links:
        element = document.elements[link]
        address, title = element.get("href"), element.get("title")
        if link in in_text or not (_ESCAPED_OR_STARRED.search(address) or (title and _STARRED.search(title))):
            continue
        for mark, alone, _ in _marks(unquote(address[-LINK_TEXT * 3 :])):
            yield mark, "attachment-name" if _is_file(view, link) else "link-text", alone, element.line
        for mark, alone, _ in _marks(title):
            yield mark, _of_link(view, link), alone, element.line


def _marks(text: str) -> Iterator[tuple[str, bool, int]]:
    if not any(star in text for star in _STARS):
        return
    for found in _SECRET.finditer(text):
        start, stop = found.span()
        before = text[max(0, start - 20) : start].replace("\t", "\n").rpartition("\n")[2]
        after = text[stop : stop + 20].replace("\t", "\n").partition("\n")[0]
        yield clean("".join(found[0].split()), 40), not f"{before}{after}".strip(" \u3000\xa0[]【】()（）"), start


def _of_link(view: View, link: int) -> str:
    return "attachment-name" if _is_file(view, link) else "link-text"


def _is_file(view: View, link: int) -> bool:
    target = view.absolute(view.document.elements[link].get("href"))
    return target is not None and is_file(target)
