"""The catalogue's specs as tables, so that a check can join what was seen with what is asked.

`spec` holds the exact reference (city-portal@1.0.0); a parameter that names a spec binds as the same text.
"""

from __future__ import annotations

from datetime import date

from egovspec.facts.tables.base import Table, column
from egovspec.model.base import Text
from egovspec.model.duration import Duration


class SpecTable(Table):
    """Base of the tables made from specs."""

    place_column = None

    spec: str | None = column("规格的确切引用", "exact reference of the spec")


class SpecClause(SpecTable):
    name_of_table = "spec_clause"
    key = ("spec", "clause")
    meaning = Text(zh="来源条款", en="Clauses of sources")

    clause: str | None = column("条款号", "clause id")
    text_zh: str | None = column("中文概述", "in our words, Chinese")
    text_en: str | None = column("英文概述", "in our words, English")
    confidence: str | None = column("可信度", "confidence")


class SpecColumn(SpecTable):
    name_of_table = "spec_column"
    key = ("spec", "path")
    meaning = Text(zh="栏目树中的栏目", en="Columns of a column tree")

    path: str | None = column("路径", "path")
    parent: str | None = column("上级路径；顶层为空", "path of the column above; empty at the top")
    name_zh: str | None = column("中文名", "name in Chinese")
    name_en: str | None = column("英文名", "name in English")
    class_: str | None = column("栏目类别", "class of column")
    tier: str | None = column("层级", "tier")
    level: int | None = column("层级深度，顶层为 1", "depth, 1 at the top")
    required: bool | None = column("必设", "must exist")
    expected: bool | None = column("宜设", "should exist")
    max_idle: Duration | None = column("更新周期红线", "longest time without anything new")
    good_idle: Duration | None = column("良好实践的更新周期", "cycle of good practice")
    min_items: int | None = column("至少条目数", "fewest items", unit="items")
    origin: str | None = column("来源类别", "norm, practice or proposal")


class SpecColumnName(SpecTable):
    name_of_table = "spec_column_name"
    key = ("spec", "path", "name")
    meaning = Text(zh="栏目名及同义名", en="Names and aliases of columns")

    path: str | None = column("路径", "path")
    name: str | None = column("名称或同义名，* 代表任意文字", "name or alias; * stands for any text")
    glob: str | None = column("供 GLOB 匹配的式样", "the same as a pattern for GLOB")


class SpecElement(SpecTable):
    name_of_table = "spec_element"
    key = ("spec", "name", "page_kind")
    meaning = Text(zh="元数据元素", en="Elements of a metadata set")

    name: str | None = column("元素名，大小写一致", "name; case matters")
    name_zh: str | None = column("中文名", "name in Chinese")
    name_en: str | None = column("英文名", "name in English")
    element_group: str | None = column("分组：site、column、content", "group: site, column, content")
    obligation: str | None = column("mandatory 或 optional", "mandatory or optional")
    occurs: int | None = column("最多出现次数", "most occurrences")
    type: str | None = column("值类型", "type of value")
    pattern: str | None = column("正则表达式，整体匹配", "regular expression for the whole value")
    codelist: str | None = column("代码表的确切引用", "exact reference of the code list")
    open_list: bool | None = column("代码表是否开放", "whether other values are allowed")
    page_kind: str | None = column("适用的网页类别", "kind of page it belongs on")


class SpecCode(SpecTable):
    name_of_table = "spec_code"
    key = ("spec", "code")
    meaning = Text(zh="代码", en="Codes of a code list")

    code: str | None = column("代码", "code")
    name_zh: str | None = column("中文名", "name in Chinese")
    name_en: str | None = column("英文名", "name in English")
    parent: str | None = column("上级代码", "code above")
    level: str | None = column("层级", "level within the list")
    valid_from: date | None = column("启用日", "valid from")
    valid_to: date | None = column("停用日", "valid to")


class SpecWorkday(SpecTable):
    name_of_table = "spec_workday"
    key = ("spec", "day")
    meaning = Text(zh="工作日历", en="Calendar of working days")

    day: date | None = column("日期", "day")
    workday: bool | None = column("是否工作日", "whether it is a working day")
    ordinal: int | None = column("截至当日的工作日序数", "working days up to and including this day")
    confirmed: bool | None = column("该年安排是否已公布", "whether the year is as published")


SPEC_TABLES = (SpecClause, SpecColumn, SpecColumnName, SpecElement, SpecCode, SpecWorkday)
