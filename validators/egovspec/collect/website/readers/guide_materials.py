"""The materials a service guide asks for, one by one: read from a table of them or from the lines of a list."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from egovspec.collect.website.page.labelled import Value, children, says
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.text import LINK_TEXT, one_line, words
from egovspec.collect.website.readers.guide_links import Links
from egovspec.collect.website.readers.guide_words import vague
from egovspec.facts.tables.services import GuideMaterial

ROWS_AT_MOST = 300
_LINES_LOOKED_AT = 100_000

# What the columns of a table of materials are called.
_COLUMNS = {
    "name": words("材料名称 名称 申请材料 申报材料 材料 办理材料 所需材料 申请材料名称 资料名称 提交材料 提交材料名称 材料目录 申报材料名称"),
    "form": words("材料形式 形式 材料类型 材料类别 原件/复印件 原件或复印件 原件复印件 材料要求 要求 提交形式 材料形态 形式要求 原件/复印件及份数"),
    "medium": words("纸质/电子 纸质/电子版 材料介质 介质 提交方式 介质要求 纸质或电子 纸质/电子化 电子/纸质 规格"),
    "copies": words("份数 材料份数 数量 数量要求 提交份数 纸质份数 纸质材料份数 份数要求"),
    "originals": words("原件 原件份数 原件数量 原件数 原件份数（份）"),
    "duplicates": words("复印件 复印件份数 复印件数量 复印件数"),
    "required": words("必要性 是否必要 材料必要性 是否必须 是否必需 是否必要材料 必要性描述 是否必交 必要性及描述 是否必备"),
    "number": words("序号 编号 材料编号"),
    "blank": words("空白表格 空表 表格下载 空白表 空白表格下载 空表下载 表格"),
    "sample": words("示例样表 样表 样表下载 材料样本 样本 范本 示范文本 填写样例 示例 样例 填写示范 范例 样本下载"),
    "rest": words("备注 说明 来源 来源渠道 材料来源 填报须知 受理标准 材料说明 材料依据 法律依据 操作 附件 下载 填写说明 格式要求 表格样表 空白表格及样表 来源渠道说明"),
}  # fmt: skip
_COLUMN = {label: called for called, labels in _COLUMNS.items() for label in labels}

_NUMBER = re.compile(r"^\s*(?:[（(]?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?[)）、.．:：]|[①-⑳]|[●■◆·•★※►*-])\s*")
_INLINE = re.compile(r"(?<=[；;。，、\s\u4e00-\u9fff）)])(?=(?:\d{1,2}\s?[、.．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]))")
_INTRODUCTION = re.compile(r"(?:以下|下列|如下)[^。；;]{0,20}(?:材料|资料|文件|证件)?[:：]?$|[:：]$")
_ORIGINAL, _COPY = re.compile("原件|正本"), re.compile("复印件|复制件|影印件|副本复印|复印")
_PAPER = re.compile("纸质|书面材料|纸介质")
_ELECTRONIC = re.compile("电子(?:版|件|材料|文档|文件|化|证照|介质|扫描件|表单)|电子(?!邮|信|商|政)|扫描件")
_COUNTED = re.compile(r"(?:一式\s?)?(\d{1,3}|[一二两三四五六七八九十])\s?(?:份|张)")
_HAN_DIGITS = {"两": 2} | {character: at for at, character in enumerate("一二三四五六七八九十", 1)}
_NOT_REQUIRED = re.compile("非必[要须需]|不必|可选|选填|容缺|否|不需要|非必")
_REQUIRED = re.compile("必[要须需备交]|是|√|需要")


class Material(NamedTuple):
    """One material: what it is called, all that is said of it, the columns known apart, and where each of them stands."""

    name: str
    said: str
    columns: dict[str, str]
    spans: dict[str, tuple[int, int]]
    start: int
    stop: int
    element: int


def listed(view: View, value: Value) -> tuple[list[Material], int]:
    """What a value lists, in the rows of its tables or else in its lines: the first ROWS_AT_MOST, and how many in all."""
    found, count = _from_tables(view, value)
    if not found:
        found = _from_lines(view, value)
        count = len(found)
    return found[:ROWS_AT_MOST], count


def rows(links: Links, view: View, materials: Sequence[Material]) -> Iterator[Row]:
    """The materials as rows."""
    for ordinal, material in enumerate(materials, 1):
        inside = links.inside(material.start, material.stop)
        blank, sample = links_under(links, material, "blank"), links_under(links, material, "sample")
        yield Row(
            GuideMaterial,
            view.document.elements[material.element].line,
            {
                "ordinal": ordinal,
                "name": material.name,
                **_described(material),
                "form_url": links.first(blank) or links.form(link for link in inside if link not in sample),
                "sample_url": links.first(sample) or links.sample(inside),
                "vague": vague("materials", material.said),
            },
        )


def links_under(links: Links, material: Material, column: str) -> list[int]:
    """The links of a material in the column of blank forms or of samples."""
    return links.inside(*material.spans[column]) if column in material.spans else []


def _described(material: Material) -> dict[str, Any]:
    columns, said = material.columns, material.said
    original, copy = bool(_ORIGINAL.search(said)), bool(_COPY.search(said))
    if "originals" in columns or "duplicates" in columns:
        originals, duplicates = _count(columns.get("originals", "")), _count(columns.get("duplicates", ""))
        original = original or bool(originals) or "√" in columns.get("originals", "")
        copy = copy or bool(duplicates) or "√" in columns.get("duplicates", "")
        copies = None if originals is None and duplicates is None else (originals or 0) + (duplicates or 0)
    else:
        copies = _count(columns["copies"]) if "copies" in columns else None
    if copies is None:
        found = [_han(number) for number in _COUNTED.findall(said[:500])]
        copies = sum(found) if found else None
    paper, electronic = bool(_PAPER.search(said)), bool(_ELECTRONIC.search(said))
    return {
        "original": "both" if original and copy else "original" if original else "copy" if copy else None,
        "medium": "both" if paper and electronic else "paper" if paper else "electronic" if electronic else None,
        "copies": copies,
        "required": _required(columns.get("required", "")),
    }


def _required(text: str) -> bool | None:
    if _NOT_REQUIRED.search(text):
        return False
    return True if _REQUIRED.search(text) else None


def _count(text: str) -> int | None:
    """The number in a cell that counts: 2, 2份, 原件1份，复印件2份."""
    found = [_han(number) for number in _COUNTED.findall(text[:200])]
    if found:
        return sum(found)
    plain = "".join(text.split())
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 3 else None


def _han(number: str) -> int:
    return _HAN_DIGITS.get(number) or int(number)


def _from_tables(view: View, value: Value) -> tuple[list[Material], int]:
    """Rows with two cells or more inside the value; the cell of a label beside them is not theirs."""
    document = view.document
    elements = document.elements
    tables = list(document.of("table"))
    table_rows = list(document.of("tr"))
    found: list[Material] = []
    heads: list[str | None] = []
    beyond = 0
    # The row a value begins in comes before its first element, so the search begins one row earlier.
    first = max(bisect_right(table_rows, value.first) - 1, 0)
    for row in table_rows[first : bisect_left(table_rows, value.last)]:
        shape = elements[row]
        nested = bisect_right(tables, row)
        if nested < len(tables) and tables[nested] < shape.end:
            continue
        cells = [
            cell
            for cell in children(document, row)
            if elements[cell].tag in ("td", "th")
            and elements[cell].start >= value.start
            and elements[cell].stop <= value.stop
            and value.first - 1 <= cell < value.last
        ][:60]
        if len(cells) < 2:
            continue
        if len(found) == ROWS_AT_MOST:
            beyond += 1
            continue
        texts = [document.shown(cell) for cell in cells]
        heading = ["".join(text.split()).strip("*＊:：") for text in texts]
        called = [_COLUMN.get(text) for text in heading]
        if "name" in called and sum(map(bool, called)) >= 2:  # 下载 and 样表 stand in rows as well as over them
            heads = called
            continue
        if material := _row(texts, heads, cells, view):
            found.append(material)
    return found, len(found) + beyond


def _row(texts: list[str], heads: list[str | None], cells: list[int], view: View) -> Material | None:
    elements = view.document.elements
    # A row may lack the cells that one above spans; then its cells are the last columns.
    aligned = heads[len(heads) - len(texts) :] if len(heads) >= len(texts) else []
    columns: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    for called, text, cell in zip(aligned, texts, cells, strict=False):
        if called and called not in columns:
            columns[called] = text
            spans[called] = (elements[cell].start, elements[cell].stop)
    name = columns.get("name", "")
    if not name:
        worded = [text for text in texts if says(text) and not _bare_number(text)]
        if not worded or (aligned and "name" in aligned):
            return None
        name = worded[0]
    if not says(name):
        return None
    said = "\n".join(texts)
    return Material(
        one_line(_NUMBER.sub("", name), LINK_TEXT), said, columns, spans, elements[cells[0]].start, elements[cells[-1]].stop, cells[0]
    )  # fmt: skip


def _bare_number(text: str) -> bool:
    return _NUMBER.sub("", f"{text}、").strip("、") == "" or text.strip(" .、").isdigit()


def _from_lines(view: View, value: Value) -> list[Material]:
    document = view.document
    text = document.text[value.start : min(value.stop, value.start + _LINES_LOOKED_AT)]
    lines: list[tuple[int, str]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        lines.append((position, line))
        position += len(line)
    if sum(says(line) for _, line in lines) == 1:
        lines = [part for offset, line in lines for part in _parts(offset, line)]
    numbered = [bool(_NUMBER.match(line)) for _, line in lines]
    only_numbered = sum(numbered) >= 2
    found: list[Material] = []
    for (offset, line), is_numbered in zip(lines, numbered, strict=True):
        said = one_line(_NUMBER.sub("", line)).rstrip("；;。，,、")
        if not says(said) or (not is_numbered and _INTRODUCTION.search(said)):
            continue
        if only_numbered and not is_numbered and found:
            # What follows a numbered line without a number of its own explains it.
            last = found[-1]
            found[-1] = last._replace(
                said=f"{last.said}\n{said}"[:2000], stop=value.start + offset + len(line.rstrip())
            )
            continue
        start, stop = value.start + offset, value.start + offset + len(line.rstrip())
        found.append(Material(one_line(said, LINK_TEXT), line.strip(), {}, {}, start, stop, document.element_at(start)))
    return found


def _parts(offset: int, line: str) -> Iterator[tuple[int, str]]:
    """The materials on one line: 1.身份证；2.户口簿 or 身份证；户口簿."""
    marks = [found.start() for found in _INLINE.finditer(line)]
    if not marks:
        marks = [found.end() for found in re.finditer("[；;]", line)]
    position = 0
    for mark in [*marks, len(line)]:
        if line[position:mark].strip():
            yield offset + position, line[position:mark]
        position = mark
