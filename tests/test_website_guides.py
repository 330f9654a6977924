"""Service guides as pages lay them out: which elements are seen, what their materials say, and what is no guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page import html
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers import guides
from egovspec.collect.website.readers.guide_materials import ROWS_AT_MOST
from egovspec.collect.website.readers.guide_words import FIELDS, vague
from egovspec.facts.tables.services import Guide, GuideElement, GuideMaterial
from websites import CAPTURED, HOME, PROSE, ZONE, page, rows

REAL = Path(__file__).parents[2] / "shared" / "real" / "portal"
URL = HOME + "bszn/a.html"


def view(markup: str, kind: Kind = Kind.ITEM, captured: date = CAPTURED) -> View:
    document = html.parse(markup)
    tags = {
        document.elements[index].get("name"): document.elements[index].get("content") for index in document.of("meta")
    }
    return View(
        URL, Site(HOME), kind, document, Regions(document), tags, captured, ZONE, lambda href: absolute(URL, href)
    )


class Seen:
    """What one page gives: its guide, its elements by name, its materials."""

    def __init__(self, markup: str, kind: Kind = Kind.ITEM) -> None:
        self.rows: list[Row] = list(guides.read(view(markup, kind)))
        self.elements = {row.columns["element"]: row.columns for row in self.rows if row.table is GuideElement}
        self.materials = [row.columns for row in self.rows if row.table is GuideMaterial]

    @property
    def guide(self) -> Mapping[str, Any]:
        (found,) = [row.columns for row in self.rows if row.table is Guide]
        return found

    def filled(self) -> dict[str, Any]:
        return {name: one["value"] for name, one in self.elements.items() if one["seen"] == "filled"}


SAID = {
    "事项名称": "居民身份证换领",
    "设定依据": "《中华人民共和国居民身份证法》第五条",
    "受理条件": "户籍在本市",
    "申请材料": "居民户口簿原件1份",
    "办理流程": "申请、受理、审核、制证",
    "收费标准": "20元",
    "办理地点": "示例路1号",
    "实施机关": "示例市公安局",
    "办理时间": "工作日8:30—17:00",
    "联系电话": "0571-12345678",
}
NAMES = {
    "item-name": "事项名称",
    "legal-basis": "设定依据",
    "conditions": "受理条件",
    "materials": "申请材料",
    "process": "办理流程",
    "fee": "收费标准",
    "place": "办理地点",
    "agency": "实施机关",
    "hours": "办理时间",
    "phone": "联系电话",
}
WHOLE = {name: SAID[label] for name, label in NAMES.items()}
TITLE = "居民身份证换领"


def table(pairs: Mapping[str, str] = SAID, cell: str = "td") -> str:
    return "<table>" + "".join(f"<tr><{cell}>{a}</{cell}><td>{b}</td></tr>" for a, b in pairs.items()) + "</table>"


def each(form: str) -> str:
    return "".join(form.format(a=a, b=b) for a, b in SAID.items())


def two_a_row() -> str:
    pairs = list(SAID.items())
    return "<table>" + "".join(
        f"<tr><td>{a}</td><td>{b}</td><td>{c}</td><td>{d}</td></tr>"
        for (a, b), (c, d) in zip(pairs[::2], pairs[1::2], strict=True)
    ) + "</table>"  # fmt: skip


def numbered(form: str = "<p>{n}、{a}</p><p>{b}</p>") -> str:
    numbers = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    return "".join(form.format(n=n, a=a, b=b) for n, (a, b) in zip(numbers, SAID.items(), strict=True))


def tabs(tab: str, panel: str, bar: str = "<ul>{}</ul>", body: str = "<div>{}</div>") -> str:
    names = [tab.format(a=a, at=at) for at, a in enumerate(SAID)]
    panels = [panel.format(b=b, at=at) for at, b in enumerate(SAID.values())]
    return bar.format("".join(names)) + body.format("".join(panels))


# --- one guide, laid out in every way

LAYOUTS = {
    "label and value cells": (table(), "table"),
    "th and td": (table(cell="th"), "table"),
    "two pairs a row": (two_a_row(), "table"),
    "colons in cells": (table({f"{a}：": b for a, b in SAID.items()}), "table"),
    "labels in bold": (table({f"<p><strong>{a}</strong></p>": b for a, b in SAID.items()}), "table"),
    "blanks inside the labels": (table({"　".join(a): b for a, b in SAID.items()}), "table"),
    "labels broken over two lines": (table({f"{a[:2]}<br>{a[2:]}": b for a, b in SAID.items()}), "table"),
    "a row of labels over a row of values": (
        "<table><tr>" + each("<th>{a}</th>") + "</tr><tr>" + each("<td>{b}</td>") + "</tr></table>",
        "table",
    ),
    "a header and a body": (
        "<table><thead><tr>" + each("<th>{a}</th>") + "</tr></thead><tbody><tr>" + each("<td>{b}</td>") + "</tr></tbody></table>",
        "table",
    ),
    "a label to a row, its value in the next": (
        "<table>" + each("<tr><td colspan=2>{a}</td></tr><tr><td>●</td><td>{b}</td></tr>").replace("●", "") + "</table>",
        "table",
    ),
    "a group cell beside the labels": (
        "<table><tr><td rowspan=10>基本情况表</td>" + each("<td>{a}</td><td>{b}</td></tr><tr>") + "</tr></table>",
        "table",
    ),
    "a table in a form in a table": ("<table><tr><td><form>" + table() + "</form></td></tr></table>", "table"),
    "titles and texts beside a list as long": (
        "<div>" + each("<div>{a}</div><div>{b}</div>") + "</div><ul>" + "<li>其他栏目</li>" * 20 + "</ul>",
        "headings",
    ),
    "terms and definitions": ("<dl>" + each("<dt>{a}</dt><dd>{b}</dd>") + "</dl>", "definition-list"),
    "one list for each term": (each("<dl><dt>{a}：</dt><dd>{b}</dd></dl>"), "definition-list"),
    "h3 over text": (each("<h3>{a}</h3><p>{b}</p>"), "headings"),
    "h3 in sections": (each("<section><h3>{a}</h3><div>{b}</div></section>"), "headings"),
    "bold lines": (each("<p><strong>{a}</strong></p><p>{b}</p>"), "headings"),
    "titles by class": (each('<div class="title">{a}</div><div class="con">{b}</div>'), "headings"),
    "titles in brackets": (each("<p>【{a}】</p><p>{b}</p>"), "headings"),
    "titles with a bullet": (each("<p>■ {a}</p><p>{b}</p>"), "headings"),
    "Chinese numbers": (numbered(), "headings"),
    "Chinese numbers in brackets": (numbered("<p>（{n}）{a}：</p><p>{b}</p>"), "headings"),
    "numbers and colons on a line": (numbered("<p>{n}、{a}：{b}</p>"), "lines"),
    "label: value": (each("<p>{a}：{b}</p>"), "lines"),
    "label: value with a narrow colon": (each("<p>{a}: {b}</p>"), "lines"),
    "label: value, lines by br": ("<div>" + each("{a}：{b}<br>") + "</div>", "lines"),
    "label: value all on one line": ("<p>" + each("{a}：{b}　") + "</p>", "lines"),
    "label: value in list items": ("<ul>" + each("<li><span>{a}：</span>{b}</li>") + "</ul>", "lines"),
    "a strong label beside its value": (each("<p><strong>{a}</strong><span>{b}</span></p>"), "lines"),
    "label: value in cells": ("<table>" + each("<tr><td>{a}：{b}</td></tr>") + "</table>", "lines"),
    "tabs by address": (
        tabs('<li><a href="#p{at}">{a}</a></li>', '<div id="p{at}"><p>{b}</p></div>'),
        "tabs",
    ),
    "tabs in a bar called a menu": (
        tabs('<li><a href="#p{at}" data-toggle="tab">{a}</a></li>', '<div id="p{at}">{b}</div>', '<ul class="nav-menu">{}</ul>'),
        "tabs",
    ),
    "tabs by order": (tabs("<li>{a}</li>", "<div>{b}</div>"), "tabs"),
    "tabs and panels side by side": (tabs("<span>{a}</span>", "<div>{b}</div>", "<div>{}</div>", "{}"), "tabs"),
    "tabs named by another attribute": (
        tabs('<li data-target="#q{at}">{a}</li>', '<div><div id="q{at}">{b}</div></div>'),
        "tabs",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("main", "how"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_guide_says_the_same_however_it_is_laid_out(main: str, how: str) -> None:
    seen = Seen(page(f"<h2>{TITLE}</h2>{main}<p>【打印】【关闭】</p>"))

    assert seen.filled() == WHOLE
    assert (seen.guide["how"], seen.guide["elements"], seen.guide["item_name"]) == (how, 10, TITLE)
    assert [m["name"] for m in seen.materials] == ["居民户口簿原件1份"]


SYNONYMS = [(name, label) for name in guides.ELEMENTS for label in sorted(FIELDS[name])]


@pytest.mark.parametrize("layout", ["<tr><td>{}</td><td>见下</td></tr>", "<tr><td>{}（必填）：</td><td>见下</td></tr>"])
def test_every_name_of_an_element_is_known(layout: str) -> None:
    """A vocabulary is only as good as its last word."""
    unknown = []
    for name, label in SYNONYMS:
        others = {a: b for n, (a, b) in zip(NAMES, SAID.items(), strict=True) if SAID.get(NAMES[name]) != b}
        seen = Seen(page("<table>" + layout.format(label) + table(others)[7:]))
        one = seen.elements[name]
        if not (one["label"] or "").startswith(label) or one["value"] != "见下":
            unknown.append((name, label))

    assert not unknown


def test_a_label_for_two_elements_is_both() -> None:
    others = {a: b for a, b in SAID.items() if a not in ("办理地点", "办理时间")}
    seen = Seen(page(table({**others, "办理时间和地点": "工作日，示例路1号"})))

    assert seen.elements["place"]["value"] == seen.elements["hours"]["value"] == "工作日，示例路1号"


def test_limits_of_time_are_no_office_hours() -> None:
    others = {a: b for a, b in SAID.items() if a != "办理时间"}
    seen = Seen(page(table({**others, "承诺期限": "5个工作日", "法定期限": "20日", "办理时限": "5日"})))

    assert seen.elements["hours"]["seen"] == "absent"
    assert seen.elements["hours"]["value"] is None


# --- what is missing, empty or unknown

GAPS = {
    "an empty cell": (table({**SAID, "收费标准": ""}), "empty", ""),
    "a cell of blanks": (table({**SAID, "收费标准": "&nbsp; 　"}), "empty", ""),
    "a dash": (table({**SAID, "收费标准": "——"}), "empty", "——"),
    "an empty definition": ("<dl>" + each("<dt>{a}</dt><dd>{b}</dd>").replace("20元", "") + "</dl>", "empty", ""),
    "a heading over nothing": (each("<h3>{a}</h3><p>{b}</p>").replace("20元", ""), "empty", ""),
    "a line that ends in its colon": (each("<p>{a}：{b}</p>").replace("20元", ""), "empty", ""),
    "no label": (table({a: b for a, b in SAID.items() if a != "收费标准"}), "absent", None),
    "a placeholder": (table({**SAID, "收费标准": "{{ item.fee }}"}), "scripted", None),
    "a cell a script fills": (table({**SAID, "收费标准": "<span id='fee'></span>"}) + "<script>fill()</script>", "scripted", None),
    "a bound cell": (table({**SAID, "收费标准": "<i v-text='fee'></i>"}) + "<script>new Vue()</script>", "scripted", None),
    "an empty cell with an id and no script": (table({**SAID, "收费标准": "<span id='fee'></span>"}), "empty", ""),
    "a picture": (table({**SAID, "收费标准": "<img src='fee.png'>"}), "filled", ""),
    "the second label has it": (table({**SAID, "收费标准": ""}) + "<h3>收费依据</h3><p>20元</p>", "filled", "20元"),
    "free of charge": (table({**SAID, "收费标准": "不收费"}), "filled", "不收费"),
    "a link": (table({**SAID, "收费标准": "<a href='/f.html'>见目录</a>"}), "filled", "见目录"),
}  # fmt: skip


@pytest.mark.parametrize(("main", "state", "value"), GAPS.values(), ids=GAPS)
def test_an_element_is_filled_empty_absent_or_unknown(main: str, state: str, value: str | None) -> None:
    seen = Seen(page(main))

    assert set(seen.elements) == set(guides.ELEMENTS)
    assert (seen.elements["fee"]["seen"], seen.elements["fee"]["value"]) == (state, value)
    assert seen.guide["scripted"] == (state == "scripted")


def test_what_a_script_may_still_fill_in_is_not_missing() -> None:
    said = {a: f"<span id='v{at}'></span>" for at, a in enumerate(SAID) if a != "收费标准"}
    seen = Seen(page(table(said) + "<script src='/js/item.js'></script>"))

    assert {one["seen"] for one in seen.elements.values()} == {"scripted"}
    assert {one["value"] for one in seen.elements.values()} == {None}
    assert (seen.guide["scripted"], seen.guide["elements"], seen.guide["materials"]) == (True, 0, None)


def test_an_item_without_a_label_is_named_by_the_heading_of_its_page() -> None:
    said = {a: b for a, b in SAID.items() if a != "事项名称"}
    seen = Seen(page(f"<h2>{TITLE}</h2>" + table(said)))

    assert seen.elements["item-name"]["seen"] == "filled"
    assert (seen.elements["item-name"]["label"], seen.elements["item-name"]["how"]) == (None, "title")
    assert seen.guide["item_name"] == TITLE


def test_a_long_value_is_cut_and_its_length_is_not() -> None:
    seen = Seen(page(table({**SAID, "受理条件": "条" * 1500})))

    assert len(seen.elements["conditions"]["value"]) == guides.VALUE
    assert seen.elements["conditions"]["length"] == 1500


def test_a_short_value_ends_before_a_line_with_a_label_of_its_own() -> None:
    seen = Seen(page(each("<p>{a}：{b}</p>").replace("示例路1号", "示例路1号</p><p>乘车示意：1路")))

    assert seen.elements["place"]["value"] == "示例路1号"


def test_the_rest_of_a_guide_is_read_beside_its_elements() -> None:
    more = {"事项编码": "113301000000000001000102", "服务对象": "自然人", "监督电话": "0571-87654321"}
    seen = Seen(page(table({**SAID, **more})))

    assert (seen.guide["item_code"], seen.guide["service_object"]) == ("113301000000000001000102", "自然人")
    assert seen.elements["phone"]["value"] == "0571-12345678"


LINKS = {
    "a form": ('<a href="/f/1.doc">申请表</a>', (1, 0, None, None)),
    "a form by its words": ('<a href="/down?id=1">空白表格</a>', (1, 0, None, None)),
    "a sample": ('<a href="/f/2.pdf">样表</a>', (0, 1, None, None)),
    "a form and its sample": ('<a href="/1.doc">登记表</a><a href="/2.doc">登记表（样表）</a>', (1, 1, None, None)),
    "an article about a form": ('<a href="/a.html">关于启用新版申请表的通知</a>', (0, 0, None, None)),
    "an entry": ('<a href="/apply?id=1">在线办理</a>', (0, 0, HOME + "apply?id=1", "在线办理")),
    "an entry to a platform": ('<a href="https://zwfw.example.gov.cn/1">我要办</a>', (0, 0, "https://zwfw.example.gov.cn/1", "我要办")),
    "an entry a script opens": ('<a href="javascript:go()">在线办理</a>', (0, 0, None, "在线办理")),
    "an entry that is a button": ("<button onclick='go()'>立即办理</button>", (0, 0, None, "立即办理")),
    "words that are no entry": ('<a href="/x">如何在线办理社保</a>', (0, 0, None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("more", "expected"), LINKS.values(), ids=LINKS)
def test_forms_samples_and_the_entry_are_known_by_what_they_say(more: str, expected: tuple[Any, ...]) -> None:
    guide = Seen(page(table() + f"<div>{more}</div>")).guide

    assert (guide["form_links"], guide["sample_links"], guide["apply_link"], guide["apply_label"]) == expected


# --- materials

HEAD = "<tr><th>序号</th><th>材料名称</th><th>材料形式</th><th>份数</th><th>是否必要</th><th>空白表格</th><th>样表</th></tr>"
MATERIALS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "a table": (
        f"<table>{HEAD}<tr><td>1</td><td>申请表</td><td>原件/纸质</td><td>2</td><td>必要</td><td><a href='/1.doc'>下载</a></td>"
        "<td><a href='/2.doc'>下载</a></td></tr><tr><td>2</td><td>身份证</td><td>复印件/电子版</td><td>1份</td><td>非必要</td><td></td><td></td></tr></table>",
        [
            {"name": "申请表", "original": "original", "medium": "paper", "copies": 2, "required": True, "form_url": HOME + "1.doc", "sample_url": HOME + "2.doc"},
            {"name": "身份证", "original": "copy", "medium": "electronic", "copies": 1, "required": False, "form_url": None, "sample_url": None},
        ],
    ),
    "originals and copies counted apart": (
        "<table><tr><th>材料名称</th><th>原件份数</th><th>复印件份数</th></tr><tr><td>户口簿</td><td>1</td><td>2</td></tr><tr><td>照片</td><td>0</td><td>1</td></tr></table>",
        [{"name": "户口簿", "original": "both", "copies": 3}, {"name": "照片", "original": "copy", "copies": 1}],
    ),
    "a table without heads": (
        "<table><tr><td>1</td><td>户口簿</td><td>原件</td></tr><tr><td>2</td><td>照片</td><td>电子照片</td></tr></table>",
        [{"name": "户口簿", "original": "original", "medium": None, "copies": None, "required": None}, {"name": "照片", "original": None}],
    ),
    "numbered lines": (
        "<p>1.户口簿原件及复印件1份；</p><p>2.申请书，一式三份（纸质）。</p>",
        [{"name": "户口簿原件及复印件1份", "original": "both", "copies": 1}, {"name": "申请书，一式三份（纸质）", "medium": "paper", "copies": 3}],
    ),
    "an introduction and what explains a line": (
        "<p>申请人应提交以下材料：</p><p>1.户口簿</p><p>须为原件，两份</p><p>2.照片</p>",
        [{"name": "户口簿", "original": "original", "copies": 2}, {"name": "照片", "original": None, "copies": None}],
    ),
    "all on one line": ("1.户口簿；2.申请书；3.照片", [{"name": "户口簿"}, {"name": "申请书"}, {"name": "照片"}]),
    "originals and copies in words": ("<p>1.户口簿（原件1份，复印件2份）</p><p>2.照片</p>", [{"original": "both", "copies": 3}, {"copies": None}]),
    "parted by semicolons": ("户口簿原件；照片两张", [{"name": "户口簿原件", "original": "original"}, {"name": "照片两张", "copies": 2}]),
    "items of a list": ("<ol><li>户口簿</li><li>照片</li></ol>", [{"name": "户口簿"}, {"name": "照片"}]),
    "one with a form": ("<p>1.<a href='/1.doc'>申请表</a></p><p>2.照片</p>", [{"name": "申请表", "form_url": HOME + "1.doc"}, {"name": "照片", "form_url": None}]),
    "a catch-all": ("<p>1.户口簿</p><p>2.其他相关证明材料</p>", [{"name": "户口簿", "vague": None}, {"name": "其他相关证明材料", "vague": "其他相关证明材料"}]),
}  # fmt: skip


@pytest.mark.parametrize("layout", ["cell", "heading"])
@pytest.mark.parametrize(("value", "expected"), MATERIALS.values(), ids=MATERIALS)
def test_materials_are_read_one_by_one(value: str, expected: list[dict[str, Any]], layout: str) -> None:
    said = {**SAID, "申请材料": value}
    form = "<h3>{}</h3><div>{}</div>"
    main = table(said) if layout == "cell" else "".join(form.format(a, b) for a, b in said.items())
    seen = Seen(page(main))

    assert [{key: row[key] for key in one} for row, one in zip(seen.materials, expected, strict=True)] == expected
    assert [row["ordinal"] for row in seen.materials] == list(range(1, len(expected) + 1))
    assert seen.guide["materials"] == len(expected)


def test_materials_in_rows_beside_a_label_that_spans_them_are_read() -> None:
    main = table().replace(
        "<tr><td>申请材料</td><td>居民户口簿原件1份</td></tr>",
        "<tr><td rowspan='3'>申请材料</td><td>材料名称</td><td>形式</td></tr><tr><td>户口簿</td><td>原件</td></tr>"
        "<tr><td>照片</td><td>电子版</td></tr>",
    )
    seen = Seen(page(main))

    assert [(m["name"], m["original"], m["medium"]) for m in seen.materials] == [
        ("户口簿", "original", None),
        ("照片", None, "electronic"),
    ]
    assert seen.filled()["process"] == SAID["办理流程"]


def test_more_materials_than_are_kept_are_counted() -> None:
    seen = Seen(page(table({**SAID, "申请材料": "".join(f"<p>{at}.材料</p>" for at in range(1, 100))})))
    many = Seen(page(table({**SAID, "申请材料": "<p>证明</p>" * (ROWS_AT_MOST + 20)})))

    assert seen.guide["materials"] == len(seen.materials) == 99
    assert (many.guide["materials"], len(many.materials)) == (ROWS_AT_MOST + 20, ROWS_AT_MOST)


VAGUE = {
    ("materials", "其他材料"): "其他材料",
    ("materials", "身份证、其它有关资料"): "其它有关资料",
    ("materials", "提供相关证明材料"): "相关证明材料",
    ("materials", "根据有关法律法规规定应提交的其他材料"): "根据有关法律法规规定应提交的其他材料",
    ("materials", "法律、法规规定的其他文件"): "法律、法规规定的其他文件",
    ("materials", "身份证、户口簿等"): "等",
    ("materials", "身份证、户口簿等材料。"): "等材料",
    ("materials", "高等学校毕业证书"): None,
    ("materials", "身份证原件"): None,
    ("conditions", "法律、行政法规规定的其他条件"): "法律、行政法规规定的其他条件",
    ("conditions", "年满十六周岁"): None,
    ("fee", "按照有关规定收费"): "按照有关规定收费",
    ("fee", "20元"): None,
    ("place", "示例路1号"): None,
}


@pytest.mark.parametrize(("given", "wording"), VAGUE.items(), ids=lambda value: str(value))
def test_catch_all_wordings_are_told(given: tuple[str, str], wording: str | None) -> None:
    assert vague(*given) == wording


# --- what is no guide

NEWS = '<meta name="ColumnName" content="要闻动态"><meta name="ArticleTitle" content="示例市优化身份证办理">'
PROCLAIMED = '<meta name="ArticleTitle" content="关于开展补贴申领工作的通告">'
OPENNESS = '<meta name="ColumnName" content="政府信息公开指南">'
CONTACTS = dict.fromkeys(("办理地点", "实施机关", "办理时间", "联系电话"), "某处")
NO_GUIDES = {
    "an article": (page(f"<h1>{TITLE}</h1><p>{PROSE}</p>"), Kind.ITEM),
    "a sentence naming the elements": (
        page("<p>办事指南应当公布设定依据、受理条件、申请材料、办理流程、收费标准、办理地点、办理时间和联系电话。</p>"),
        Kind.ITEM,
    ),
    "a story in a news column": (page(each("<p>{a}：{b}</p>"), tags=NEWS), Kind.ITEM),
    "a story under news by its breadcrumb": (
        page("<div class='location'>当前位置：<a href='/'>首页</a> > <a href='/yw/'>政务动态</a></div>" + each("<p>{a}：{b}</p>")),
        Kind.ITEM,
    ),
    "a story by a reporter": (page("<p>本报讯（记者 某某）</p>" + each("<p>{a}：{b}</p>")), Kind.ITEM),
    "a notice about one campaign": (page(numbered(), tags=PROCLAIMED), Kind.ITEM),
    "the guide to open information": (page(numbered(), tags=OPENNESS), Kind.COLUMN),
    "the contact details of an office": (page(table(CONTACTS)), Kind.OTHER),
    "three elements": (page(table(dict(list(SAID.items())[:3]))), Kind.ITEM),
    "a list of many items": (
        page("<table><tr>" + each("<th>{a}</th>") + "</tr>" + ("<tr>" + each("<td>{b}</td>") + "</tr>") * 3 + "</table>"),
        Kind.COLUMN,
    ),
    "a menu of links to other pages": (page("<ul>" + each("<li><a href='/{a}/'>{a}</a></li>") + f"</ul><p>{PROSE}</p>"), Kind.COLUMN),
    "a list of news": (page(rows("2026-01-01", "2026-01-02", "2026-01-03")), Kind.COLUMN),
    "a footer full of labels": (page(f"<p>{PROSE}</p>", foot="<div class='footer'>" + each("<p>{a}：{b}</p>") + "</div>"), Kind.ITEM),
    "a home page": (page(table()), Kind.HOME),
    "nothing": ("", Kind.OTHER),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "kind"), NO_GUIDES.values(), ids=NO_GUIDES)
def test_what_only_speaks_of_guides_is_none(markup: str, kind: Kind) -> None:
    assert Seen(markup, kind).rows == []


@pytest.mark.parametrize("title", ["办事指南", "居民身份证换领服务指南"])
def test_three_elements_are_enough_for_a_page_that_calls_itself_a_guide(title: str) -> None:
    some = dict(list(SAID.items())[1:4])

    assert Seen(page(table(some), title=title)).guide["elements"] >= 3
    assert not Seen(page(table(some))).rows


def test_a_guide_in_a_column_of_guides_may_be_set_as_an_article() -> None:
    tags = '<meta name="ColumnName" content="办事指南"><meta name="ArticleTitle" content="关于办理身份证的通知">'

    assert Seen(page(numbered(), tags=tags)).guide["elements"] == 10


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not beside this checkout")
@pytest.mark.parametrize("file", sorted(REAL.glob("*.html")), ids=lambda file: file.stem)
@pytest.mark.parametrize("kind", [Kind.ITEM, Kind.COLUMN])
def test_no_real_page_at_hand_is_a_guide(file: Path, kind: Kind) -> None:
    """Among them a guide to open information, and two halls whose lists a script fills: they label no element."""
    assert Seen(file.read_text("utf-8", errors="replace"), kind).rows == []


# --- whatever the page

WRAPPINGS = st.lists(st.sampled_from(["<div>{}</div>", "<div class=x><div>{}</div></div>", " \n {} \n ", "<form>{}</form>"]), max_size=4)  # fmt: skip


def columns(markup: str) -> list[dict[str, Any]]:
    return [dict(row.columns) for row in Seen(markup).rows]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(list(LAYOUTS)), WRAPPINGS, st.booleans(), st.booleans())
def test_markup_that_shows_nothing_changes_nothing(layout: str, around: list[str], blank: bool, shout: bool) -> None:
    main = LAYOUTS[layout][0]
    wrapped = main
    for wrapping in around:
        wrapped = wrapping.format(wrapped)
    if blank:
        wrapped = re.sub(r"(</?(?:tr|td|dl|dt|dd|li|p|div|h3|section)\b[^>]*>)", r"\1\n  ", wrapped)
    if shout:
        wrapped = re.sub(r"<(/?)(\w+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", wrapped)

    assert columns(page(wrapped)) == columns(page(main))


FRAGMENTS = [
    *("<table>", "</table>", "<tr>", "<td>", "<td rowspan=3>", "<th colspan=2>", "<dl>", "<dt>", "<dd>", "<ul>", "<li>"),
    *("<h3>", "</h3>", "<div>", "</div>", "<div class=title>", "<p>", "<br>", "<strong>", "</strong>", "<a href='#p'>"),
    *("<div id=p>", "<a href='/1.doc'>", "</a>", "<img>", "<script>x</script>", "<button>", "<form>", "\x00", "\ud800"),
    *SAID,
    *(f"{a}：" for a in SAID),
    *("：", "一、", "（二）", "1.", "2、", "【", "】", "原件", "复印件", "2份", "等", "其他材料", "下载", "材料名称", "份数", " ", "\n"),
]  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=80).map("".join))
def test_any_shuffle_of_a_guide_gives_rows_or_none(markup: str) -> None:
    seen = Seen(markup, Kind.OTHER)

    assert set(seen.elements) in (set(), set(guides.ELEMENTS))
    for row in seen.rows:
        row.table(**{"url": URL, **row.columns})
    for one in seen.elements.values():
        assert (one["value"] is None) == (one["length"] is None) == (one["seen"] in ("absent", "scripted"))


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_is_read(markup: str) -> None:
    assert isinstance(Seen(markup, Kind.OTHER).rows, list)


LABELS = list(SAID)
HOSTILE = {
    "20 000 rows of labels": "<table>" + "".join(f"<tr><td>{LABELS[at % 10]}<td>{at}" for at in range(20_000)),
    "20 000 materials": table({**SAID, "申请材料": "<table><tr><th>材料名称<th>份数" + "<tr><td>证明<td>1" * 20_000 + "</table>"}),
    "200 nested tables": "".join(f"<table><tr><td>{LABELS[at % 10]}</td><td>" for at in range(200)) + "x",
    "20 000 nested headings": "".join(f"<div><h3>{LABELS[at % 10]}</h3>" for at in range(20_000)),
    "a bar of 30 000 tabs": "<ul>" + each("<li>{a}</li>") + "<li></li>" * 30_000 + "</ul>",
    "3 000 bars": "<ul><li>申请材料<li>办理流程<li>收费标准<li>设定依据</ul>" * 3_000,
    "5 000 spanning cells": "<table>" + "<tr><td rowspan=9999>申请材料</td><td>设定依据</td><td>x</td></tr>" * 5_000,
    "a row of 40 000 cells": "<table><tr>" + "<td>申请材料</td><td>设定依据</td><td>x</td>" * 13_000,
    "labels on one line": "办理地点：申请材料：办理流程：收费标准：" * 40_000,
    "a megabyte of colons": "：" * 1_000_000,
    "a megabyte of line breaks": "<pre>办理地点：申请材料：办理流程：收费标准：" + "\n" * 1_000_000,
    "20 000 links in a value": table({**SAID, "申请材料": "".join(f"<a href=/{at}.doc>表{at}</a>" for at in range(20_000))}),
    "laws without end": table({**SAID, "申请材料": "根据有关法律法规" * 30_000}),
}  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_no_guide_is_too_large_to_be_read(markup: str) -> None:
    seen = Seen(markup, Kind.OTHER)

    assert len(seen.rows) <= 11 + ROWS_AT_MOST
