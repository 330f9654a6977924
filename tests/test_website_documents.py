"""Headers of published documents, the files a page offers, and marks of secrecy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page import html
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import Reader, View
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers import attachments, documents
from egovspec.facts.tables.documents import DOCUMENT_TABLES
from websites import CAPTURED, HOME, PROSE, ZONE, page

REAL = Path(__file__).parents[2] / "shared" / "real" / "portal"
needs_real_pages = pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not beside this checkout")


def view(markup: str, kind: Kind = Kind.ITEM, url: str = HOME + "zwgk/t20260203_1.html") -> View:
    document, site = html.parse(markup), Site(HOME)
    tags: dict[str, str] = {}
    for index in document.of("meta"):
        element = document.elements[index]
        tags[element.get("name")] = tags.get(element.get("name")) or element.get("content")

    @cache
    def leads_to(reference: str) -> str | None:
        found = absolute(url, reference)
        return site.own(found) if found else None

    return View(
        url=url,
        site=site,
        kind=kind,
        document=document,
        regions=Regions(document),
        tags=tags,
        captured=CAPTURED,
        zone=ZONE,
        absolute=leads_to,
    )


def rows(read: Reader, markup: str, kind: Kind = Kind.ITEM) -> list[dict[str, Any]]:
    """What a reader yields, as columns; every row must fit its table."""
    found = list(read(view(markup, kind)))
    for row in found:
        row.table(**row.columns)
    return [dict(row.columns) for row in found]


def header(markup: str, kind: Kind = Kind.ITEM) -> dict[str, Any] | None:
    found = rows(documents.headers, markup, kind)
    assert len(found) <= 1
    return found[0] if found else None


# --- header blocks

PAIRS = [
    ("索引号", "11330100002489559X/2026-00012"),
    ("主题分类", "综合政务"),
    ("发布机构", "示例市人民政府办公室"),
    ("成文日期", "2026年2月1日"),
    ("标题", "关于做好有关工作的通知"),
    ("发文字号", "示政办发〔2026〕3号"),
    ("有效性", "有效"),
    ("发布日期", "2026-02-03"),
]
SHOWN = {
    "index_number": "11330100002489559X/2026-00012",
    "index_form": "unified-code",
    "topic": "综合政务",
    "issuer": "示例市人民政府办公室",
    "formed_on": date(2026, 2, 1),
    "title": "关于做好有关工作的通知",
    "document_number": "示政办发〔2026〕3号",
    "number_brackets": "〔〕",
    "number_form": "regular",
    "validity": "有效",
    "published_on": date(2026, 2, 3),
    "valid_from": None,
    "valid_to": None,
    "labels": 8,
}


def spaced(label: str) -> str:
    return "　".join(label) if len(label) < 4 else label


# How templates build the same block.
BUILT = {
    "a table of two columns": ("table", "<table>{}</table>", "<tr><td>{0}</td><td>{1}</td></tr>"),
    "a table with header cells": ("table", "<table>{}</table>", "<tr><th>{0}：</th><td>{1}</td></tr>"),
    "a table with both in one cell": ("table", "<table>{}</table>", "<tr><td><b>{0}：</b>{1}</td></tr>"),
    "a table with several pairs in a row": ("table", "<table><tr>{}</tr></table>", "<td>{0}:</td><td>{1}</td>"),
    "a list of definitions": ("definition-list", "<dl>{}</dl>", "<dt>{0}</dt><dd>{1}</dd>"),
    "a list of definitions with colons": ("definition-list", "<div><dl>{}</dl></div>", "<dt>{0}：</dt><dd>{1}</dd>"),
    "a list": ("text", "<ul>{}</ul>", "<li><span>{0}：</span>{1}</li>"),
    "a list with bold labels": ("text", "<ul>{}</ul>", "<li><strong>{0}</strong><span>{1}</span></li>"),
    "lines broken by br": ("text", "<p>{}</p>", "{0}：{1}<br>"),
    "paragraphs": ("text", "<div>{}</div>", "<p>{0}：{1}</p>"),
    "labels and values in boxes": (
        "text",
        "<div>{}</div>",
        "<div class=row><div class=l>{0}：</div><div class=r>{1}</div></div>",
    ),
    "one line": ("text", "<p>{}</p>", "<span>{0}：</span><span>{1}</span>　"),
    "labels in lenticular brackets": ("text", "<div>{}</div>", "<p>【{0}】：{1}</p>"),
}


def block(built: str, pairs: list[tuple[str, str]]) -> str:
    _, around, row = BUILT[built]
    return around.format("".join(row.format(spaced(label), value) for label, value in pairs))


@pytest.mark.parametrize("built", BUILT)
def test_a_header_block_is_read_however_it_is_built(built: str) -> None:
    seen = header(page(block(built, PAIRS) + f"<h1>通知</h1><div id=zoom><p>{PROSE}</p></div>"))

    assert seen == {**SHOWN, "how": BUILT[built][0]}


@pytest.mark.parametrize("built", BUILT)
def test_a_label_with_nothing_behind_it_is_an_empty_string_and_one_that_is_not_there_is_null(built: str) -> None:
    pairs = [("索引号", ""), ("发布机构", "示例市人民政府办公室"), ("有效性", "")]
    seen = header(page(block(built, pairs) + f"<div id=zoom><p>{PROSE}</p></div>"))

    assert seen is not None
    assert (seen["index_number"], seen["index_form"], seen["issuer"]) == ("", None, "示例市人民政府办公室")
    assert (seen["validity"], seen["title"], seen["document_number"], seen["labels"]) == ("", None, None, 3)


ONE_LABEL = {
    "文号": ("document_number", "示政发〔2026〕1号"),
    "发文机关": ("issuer", "示例市人民政府"),
    "信息分类": ("topic", "通知"),
    "生成日期": ("formed_on", date(2026, 1, 2)),
    "公开日期": ("published_on", date(2026, 1, 2)),
    "时效性": ("validity", "失效"),
    "实施日期": ("valid_from", date(2026, 1, 2)),
    "失效日期": ("valid_to", date(2026, 1, 2)),
    "名称": ("title", "办法"),
}


@pytest.mark.parametrize("label", ONE_LABEL)
def test_older_portals_call_it_otherwise(label: str) -> None:
    column, value = ONE_LABEL[label]
    written = f"{value:%Y-%m-%d}" if isinstance(value, date) else value
    seen = header(page(f"<ul><li>索引号：000014349/2017-00110</li><li>{label}：{written}</li></ul>"))

    assert seen is not None
    assert seen[column] == value


NO_HEADER = {
    "the line under a title": "<h1>会议召开</h1><p>发布时间：2026-02-03 09:30　发布单位：办公室　来源：示例日报</p>",
    "a line that calls publication otherwise": "<p>发文时间：2026-02-03　发布机构：办公室　浏览次数：3</p>",
    "one label alone": "<p>索引号：000014349/2017-00110</p>",
    "labels with nothing behind any of them": "<ul><li>索引号：</li><li>文号：</li><li>标题：</li></ul>",
    "a form of search": "<form>索引号：<input> 文号：<input> <select><option>有效性</option></select></form>",
    "words within sentences": "<p>请在申请表中写明所需信息的标题、文号，或者其他特征性描述，不清楚发文字号的可写明索引号。</p>",
    "labels that are links": '<p><a href="a/">索引号：</a>何为索引号</p><p><a href="b/">发文字号：</a>如何编号</p>',
    "deep in the text": f"<div>{PROSE * 8}<p>索引号：000014349/2017-00110</p><p>文号：示政发〔2026〕1号</p></div>",
    "an answer to a proposal": "<p>提案编号：第12号　答复单位：示例市教育局</p>",
}


@pytest.mark.parametrize("markup", NO_HEADER.values(), ids=NO_HEADER)
def test_what_is_no_header_block(markup: str) -> None:
    assert header(page(markup)) is None


def test_a_block_a_template_calls_the_head_is_read() -> None:
    seen = header(page('<div class="headInfo">' + block("a list", PAIRS) + f"</div><div id=zoom><p>{PROSE}</p></div>"))

    assert seen == {**SHOWN, "how": "text"}


def test_the_line_of_time_above_a_block_is_not_part_of_it() -> None:
    line = "<h1>通知</h1><p>发布时间：2026-02-09　来源：办公室</p>"
    seen = header(page(line + block("a table of two columns", PAIRS[:3]) + f"<div id=zoom><p>{PROSE}</p></div>"))

    assert seen is not None
    assert (seen["how"], seen["labels"], seen["published_on"]) == ("table", 3, None)


def test_only_item_pages_have_one() -> None:
    assert header(page(block("a list", PAIRS)), Kind.COLUMN) is None


def test_what_follows_a_value_on_its_line_is_not_part_of_it() -> None:
    seen = header(page("<p>索引号：000014349/2017-00110 有效性：有效 【字体：大 中 小】 来文单位：甲</p>"))

    assert seen is not None
    assert (seen["index_number"], seen["validity"]) == ("000014349/2017-00110", "有效")


INDEX_NUMBERS = {
    "11500000009275780L/2025-00040": "unified-code",
    "11441700007280420Y/2021-00050": "unified-code",
    "11341702486344515H/202110-00013": "unified-code",
    "000014349/2017-00110": "organisation-code",
    "006939748/2015-00331": "organisation-code",
    "003129766/201901-00336": "organisation-code",
    "0142768-8/2022-00185": "organisation-code",
    "00248955-X/2016-00001": "organisation-code",
    "20191202-189769": "date-serial",
    "11341702486344515H/202113-00013": "other",
    "11341702486344515I/2021-00013": "other",
    "000014349/2017-110": "other",
    "20191302-189769": "other",
    "A00-01-2026": "other",
    "": None,
}


@pytest.mark.parametrize(("number", "form"), INDEX_NUMBERS.items())
def test_an_index_number_has_a_shape(number: str, form: str | None) -> None:
    """The first seven and the ninth are the samples of portal.md, 4.3."""
    assert documents.index_form(number) == form


NUMBERS = {
    "国办发〔2017〕47号": ("国办发〔2017〕47号", "〔〕", "regular"),
    "国办发[2017]47号": ("国办发〔2017〕47号", "[]", "regular"),
    "示政办发（2026）3 号": ("示政办发〔2026〕3 号", "（）", "regular"),
    "示政办发【2026年】3号": ("示政办发〔2026〕3号", "【】", "regular"),
    "示例市人民政府令第12号": ("示例市人民政府令第12号", None, "regular"),
    "2026年第3号": ("2026年第3号", None, "regular"),
    "示例市财政局公告2026年第3号": ("示例市财政局公告2026年第3号", None, "regular"),
    "示政发〔2026〕第3号": ("示政发〔2026〕第3号", "〔〕", "irregular"),
    "示政发〔2026〕03号": ("示政发〔2026〕03号", "〔〕", "irregular"),
    "示政发2026-3": ("示政发2026-3", None, "irregular"),
    "示政发〔2026〕3": ("示政发〔2026〕3", "〔〕", "irregular"),
    "〔2026〕3号": ("〔2026〕3号", "〔〕", "irregular"),
    "无": ("无", None, None),
    "——": ("——", None, None),
    "": ("", None, None),
}


@pytest.mark.parametrize(("written", "read"), NUMBERS.items())
def test_a_document_number_has_a_form(written: str, read: tuple[str, str | None, str | None]) -> None:
    number, brackets = documents.normalised(written)

    assert (number, brackets, documents.number_form(number)) == read


# --- attachments


def files(markup: str) -> list[tuple[Any, ...]]:
    return [
        (row["target"].removeprefix(HOME), row["extension"], row["embedded"])
        for row in rows(attachments.read, page(markup, foot=""))
    ]


OFFERED = {
    "a document": ('<a href="P020260203.docx">附件1：申请表</a>', [("zwgk/P020260203.docx", "docx", False)]),
    "an address in capitals": ('<a href="/A.PDF">全文</a>', [("A.PDF", "pdf", False)]),
    "a file behind a query": ('<a href="a.xls?v=1#x">表</a>', [("zwgk/a.xls?v=1", "xls", False)]),
    "a Chinese name": ('<a href="/附件.wps">附件</a>', [("%E9%99%84%E4%BB%B6.wps", "wps", False)]),
    "a download script that names the file": (
        '<a href="/module/download/downfile.jsp?classid=0&filename=b.doc">附件</a>',
        [("module/download/downfile.jsp?classid=0&filename=b.doc", "doc", False)],
    ),
    "a download script whose link names the file": (
        '<a href="/down?id=3">1.申请表.xlsx</a>',
        [("down?id=3", "xlsx", False)],
    ),
    "a download script that names nothing": ('附件：<a href="/attach/down?id=3">申请表</a>', [("attach/down?id=3", None, False)]),
    "a picture that is called an attachment": ('<p>附件：<a href="a.jpg">图</a></p>', [("zwgk/a.jpg", "jpg", False)]),
    "a picture": ('<a href="a.jpg"><img src="b.jpg"></a>', []),
    "a page": ('<a href="a.html">附件</a>', []),
    "a list of downloads": ('<a href="/download/index.html">下载中心</a>', []),
    "an address handed on to be shared": ('<a href="http://share.sample.com/share?u=http://x/a.pdf">分享</a>', []),
    "a name in the middle of an address": ('<a href="/a.pdf/view.html">查看</a>', []),
    "a frame": ('<iframe src="a.pdf"></iframe>', [("zwgk/a.pdf", "pdf", True)]),
    "a plug-in": ('<object data="/a.ofd"></object><embed src="/b.pdf">', [("b.pdf", "pdf", True), ("a.ofd", "ofd", True)]),
    "a viewer": ('<iframe src="/pdfjs/web/viewer.html?file=/u/a.pdf"></iframe>', [("u/a.pdf", "pdf", True)]),
    "linked and shown": ('<a href="/a.pdf">全文</a><iframe src="/a.pdf"></iframe>', [("a.pdf", "pdf", True)]),
    "linked twice": ('<a href="/a.pdf">全文</a><a href="/a.pdf">下载</a>', [("a.pdf", "pdf", False)]),
    "an address only a script makes": ('<a href="javascript:down(\'a.doc\')">附件.doc</a>', []),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "offered"), OFFERED.values(), ids=OFFERED)
def test_a_page_offers_files(markup: str, offered: list[tuple[Any, ...]]) -> None:
    assert files(markup) == offered


SIZES = {
    '<a href="a.pdf">全文（1.5MB）</a>': 1572864,
    '<a href="a.pdf">全文 20 KB</a>': 20480,
    '<a href="a.pdf">全文</a> [12K]': 12288,
    '<a href="a.pdf">全文</a>（大小：300字节）': 300,
    '<a href="a.pdf">全文</a><br>（3 MB）': None,
    '<a href="a.pdf">改造5M宽道路的通知</a>': None,
    '<a href="a.pdf">全文</a>': None,
}


@pytest.mark.parametrize(("markup", "size"), SIZES.items())
def test_a_text_may_announce_a_size(markup: str, size: int | None) -> None:
    assert [row["announced_size"] for row in rows(attachments.read, page(markup))] == [size]


def test_an_attachment_says_where_it_stands_and_whose_it_is() -> None:
    (row,) = rows(attachments.read, page('<p><a href="http://www.other.gov.cn/a.pdf"> 附件 </a></p>'))

    assert (row["text"], row["region"], row["internal"]) == ("附件", "main", False)


# --- secrecy marks

MARKS = {
    "as on a first page": ("<p>机密★1年</p>", [("机密★1年", "text", True)]),
    "with blanks": ("<p>　机 密 ★ 10 年</p>", [("机密★10年", "text", True)]),
    "for ever": ("<p>绝密★长期</p>", [("绝密★长期", "text", True)]),
    "without a time": ("<td>秘密★</td>", [("秘密★", "text", True)]),
    "in a sentence": ("<p>标志的写法如“机密★5年”，由定密责任人确定。</p>", [("机密★5年", "text", False)]),
    "in a link": ('<a href="a.html">秘密★6个月 方案</a>', [("秘密★6个月", "link-text", False)]),
    "in the name of an attachment": ('<a href="a.doc">机密★1年 方案.doc</a>', [("机密★1年", "attachment-name", False)]),
    "in the address of an attachment": (
        '<a href="/%E6%9C%BA%E5%AF%86%E2%98%85a.doc">附件</a>',
        [("机密★", "attachment-name", False)],
    ),
    "in what a link shows on hovering": ('<a href="a.html" title="秘密★">方案</a>', [("秘密★", "link-text", True)]),
    "a word alone": ("<p>保守国家秘密是公民的义务，机密不得外传。</p>", []),
    "stars that rate": ("<p>花园的秘密★★★★☆</p>", []),
    "a secret of trade": ("<p>商业秘密★</p>", []),
    "a star on the next line": ("<p>秘密</p><p>★ 推荐</p>", []),
}


@pytest.mark.parametrize(("markup", "marks"), MARKS.values(), ids=MARKS)
def test_marks_of_secrecy(markup: str, marks: list[tuple[str, str, bool]]) -> None:
    markup = f"<table><tr>{markup}</tr></table>" if markup.startswith("<td") else markup
    found = rows(documents.secrecy_marks, page(markup))

    assert [(row["mark"], row["found_in"], row["alone"]) for row in found] == marks


def test_a_mark_in_a_title_counts_once() -> None:
    tags = '<meta name="ArticleTitle" content="机密★1年方案">'
    found = rows(documents.secrecy_marks, page("", title="机密★1年方案", tags=tags))

    assert [(row["mark"], row["found_in"]) for row in found] == [("机密★1年", "title")]


# --- what always holds

READERS: tuple[Reader, ...] = (documents.headers, documents.secrecy_marks, attachments.read)
PIECES = [
    "索引号", "索 引 号：", "发文字号：", "：", "\n", "有效性", "无", "示政发〔2026〕1号", "机密★", "1年", "附件：", "（3MB）", "<td>", "</td>", "<tr>",
    "<table>", "</table>", "<dl><dt>", "<dd>", '<a href="a.pdf">', '<a href="%E2%98%85">', "</a>", "<p>", "<iframe src=x.pdf>", "<b>", "</b>", "\x00", "{{x}}",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(Kind))
def test_no_page_stops_a_reader_and_every_row_fits_its_table(pieces: list[str], kind: Kind) -> None:
    for read in READERS:
        rows(read, "".join(pieces), kind)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(BUILT)),
    st.lists(st.sampled_from(["div", "section", "div class=con", "center"]), max_size=4),
    st.booleans(),
)
def test_wrappers_and_the_case_of_tags_do_not_change_a_row(built: str, wrappers: list[str], loud: bool) -> None:
    inner = block(built, PAIRS) + '<p>机密★1年</p><p><a href="a.pdf">附件（3MB）</a></p>'
    wrapped = "".join(f"<{tag}>" for tag in wrappers) + inner
    wrapped += "".join(f"</{tag.split()[0]}>" for tag in reversed(wrappers))
    if loud:
        for tag in ("table", "tr", "td", "th", "dl", "dt", "dd", "ul", "li", "span", "p", "a"):
            wrapped = wrapped.replace(f"<{tag}>", f"<{tag.upper()}>").replace(f"<{tag} ", f"<{tag.upper()} ")

    assert [rows(read, page(wrapped)) for read in READERS] == [rows(read, page(inner)) for read in READERS]


HOSTILE = {
    "20 000 files": "".join(f'<a href="/f/{n}.pdf">附件{n}.pdf</a>' for n in range(20_000)),
    "30 000 labels": "<p>索引号：1 文号：2</p>" * 15_000,
    "labels nested deep": "<div>索引号：" * 20_000,
    "1 MB of label words": "索引号发文字号" * 150_000,
    "1 MB of stars": "机密★" * 300_000,
    "1 MB in one link": '<a href="' + "%E2%98%85" * 100_000 + '">附件</a>',
    "a table of 50 000 empty cells": "<table><tr><td>索引号</td>" + "<td></td>" * 50_000 + "</tr></table>",
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_comes_to_an_end_and_gives_no_more_than_it_may(markup: str) -> None:
    """Were a reader worse than linear, this would run for hours."""
    looked = view(f"<body>{markup}</body>")
    for read in READERS:
        assert sum(1 for _ in read(looked)) <= 1001


def test_what_a_limit_leaves_out_is_a_row_of_its_own() -> None:
    found = rows(attachments.read, "".join(f'<a href="/f/{n}.pdf">附件</a>' for n in range(1005)))

    assert len(found) == 1000 + 1
    assert found[-1] == {"part": "attachment", "rows": 1005, "kept": 1000}


@needs_real_pages
def test_the_real_pages_have_no_mark_of_secrecy_and_no_header_block() -> None:
    def all_rows() -> Iterator[dict[str, Any]]:
        for file in sorted(REAL.glob("*.html")):
            for read in (documents.headers, documents.secrecy_marks):
                yield from rows(read, file.read_text("utf-8", errors="replace"))

    assert list(all_rows()) == []


def test_every_column_is_told_in_both_languages() -> None:
    assert not [
        (table.name_of_table, column.name)
        for table in DOCUMENT_TABLES
        for column in table.columns()
        if not column.meaning.zh or not column.meaning.en
    ]
