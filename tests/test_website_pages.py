"""What one page says: its kind, its tags, its columns, its lists, its footer. Real pages where they are at hand."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.urls import absolute
from egovspec.facts.tables.website import FooterSeen
from websites import FOOTER, NAVIGATION, PROSE, SITE_TAGS, page, read, rows

REAL = Path(__file__).parents[2] / "shared" / "real" / "portal"
TRUTH: list[dict[str, Any]] = json.loads((REAL / "truth.json").read_text("utf-8")) if REAL.is_dir() else []
needs_real_pages = pytest.mark.skipif(not TRUTH, reason="the real pages are not beside this checkout")
KINDS = {"article": Kind.ITEM, "column": Kind.COLUMN, "home": Kind.HOME}


def real(identifier: str, encoding: str | None = None) -> Any:
    """A real page, read as the home page where it is one; recoded where asked, its label along with it."""
    truth = next(truth for truth in TRUTH if truth["id"] == identifier)
    body = (REAL / f"{identifier}.html").read_bytes()
    if encoding:
        text = re.sub(r"(?i)charset=([\"']?)utf-8", rf"charset=\g<1>{encoding}", body.decode(), count=1)
        body = text.encode(encoding, errors="xmlcharrefreplace")
    days = re.findall(r"\d{4}-\d\d(?:-\d\d)?", truth["captured"])
    captured = date.fromisoformat(f"{days[0]}-28"[:10]) if days else date(2019, 12, 31)
    return read(body, "" if truth["kind"] == "home" else f"{identifier}.html", captured)


# --- the real pages


@needs_real_pages
@pytest.mark.parametrize("encoding", [None, "gb18030"])
@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["id"])
def test_a_real_page_says_what_a_person_read_from_it(truth: dict[str, Any], encoding: str | None) -> None:
    seen = real(truth["id"], encoding)
    facts = truth["facts"]
    values: dict[str, str] = {}
    for tag in seen.tags:
        values[tag.name] = values.get(tag.name) or tag.value

    assert seen.kind is KINDS[truth["kind"]]
    assert {name: values.get(name) for name in truth["tags"]} == truth["tags"]
    assert {name: values.get(name) for name in truth["empty_tags"]} == dict.fromkeys(truth["empty_tags"], "")
    assert seen.title == facts["title"].strip()
    assert (seen.language or "") == facts["html_lang"]
    shown = {mark.mark: mark.value for mark in seen.marks}
    for mark, noted in (("site-id", "footer_site_code"), ("icp", "icp")):
        assert noted not in facts or shown.get(mark) == facts[noted]
    assert facts.get("psb", "") in shown.get("public-security", "")
    if "latest_item" in facts:
        assert max(item.day for item in seen.items if item.day).isoformat() == facts["latest_item"]
    if encoding:
        assert (seen.charset, seen.charset_honest) == ("gb18030", True)


@needs_real_pages
def test_an_injected_meta_is_one_more_tag_and_stands_for_no_other() -> None:
    seen = real("cmse-article-2021")

    assert "page_visiability_info" in {tag.name for tag in seen.tags}
    assert not {"ArticleTitle", "PubDate", "SiteName"} & {tag.name for tag in seen.tags}


@needs_real_pages
def test_a_real_footer_drawn_by_script_is_unknown() -> None:
    assert real("sh-wsjkw-column").footer is FooterSeen.SCRIPTED


@needs_real_pages
def test_real_menus_give_columns_with_what_they_hang_below() -> None:
    shown = {(column.name, column.parent) for column in real("ycsyy-home").columns if column.how == "navigation"}

    assert {("新闻中心", None), ("医院动态", "新闻中心"), ("公示公告", "院务公开")} <= shown
    assert "首页" not in {name for name, _ in shown}


@needs_real_pages
def test_the_side_menu_of_a_real_disclosure_section_is_a_menu() -> None:
    shown = {(column.name, column.parent) for column in real("hd-guide").columns if column.how == "navigation"}

    assert {("政府信息公开制度", None), ("规划计划", "法定主动公开内容"), ("依申请公开", None)} <= shown


# --- kinds

ARTICLE = (
    '<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/tzgg/">通知公告</a> &gt; 正文</div>'
    "<h1>关于做好有关工作的通知</h1><p>发布时间：2026-02-03 09:30　来源：示例市人民政府办公室</p>"
    f'<div class="TRS_Editor"><p>{PROSE}</p></div>'
)
TITLED = "关于做好有关工作的通知-示例市人民政府"
COLUMN_TAGS = '<meta name="ColumnName" content="{0}"><meta name="ColumnType" content="{0}">'
ARTICLE_TAGS = (
    '<meta name="ArticleTitle" content="{0}"><meta name="PubDate" content="{1}"><meta name="ContentSource" content="">'
)
# Tables for layout, rows set apart by br, no class anywhere: a site of 2005.
OLD_LIST = (
    '<table><tr><td><a href="index.htm">首页</a> | <a href="zw.htm">政务公开</a> | <a href="fw.htm">便民服务</a> | '
    '<a href="hd.htm">互动交流</a></td></tr></table><table><tr><td>'
    + "<br>".join(f'·<a href="n{day}.htm">关于第{day}期培训班报名的通知</a> (02-{day:02})' for day in range(11, 17))
    + "</td></tr></table>"
)
GRID = "<table id='ctl00_GridView1'>" + "".join(
    f"<tr><td><a href='ShowInfo.aspx?ID={day}'>关于第{day}批名单的公示</a></td><td>2026-2-{day} 0:00:00</td></tr>"
    for day in range(11, 17)
)
# The rows of a list as CDATA records within a script.
RECORDS = (
    '<div id="12"><script type="text/xml"><datastore><nextgroup></nextgroup><recordset>'
    + "".join(
        f'<record><![CDATA[<li><a href="/art/2026/2/{day}/art_1_{day}.html">第{day}次会议召开</a><span>2026-02-{day}</span></li>]]></record>'
        for day in range(11, 17)
    )
    + "</recordset></datastore></script></div>"
)

KIND_CASES = {
    "the address of the home page, whatever it shows": ("", page(ARTICLE), Kind.HOME),
    "filled article tags": ("a.html", page("", tags=ARTICLE_TAGS.format("标题", "2026-01-02 03:04")), Kind.ITEM),
    "filled column tags alone": ("a.html", page(ARTICLE, tags=COLUMN_TAGS.format("通知公告")), Kind.COLUMN),
    "column and article tags": (
        "a.html",
        page(
            rows("2026-01-01", "2026-01-02", "2026-01-03"),
            tags=COLUMN_TAGS.format("通知") + ARTICLE_TAGS.format("标题", ""),
        ),
        Kind.ITEM,
    ),
    "column tags filled, article tags empty, a list": (
        "a.html",
        page(
            rows("2026-01-01", "2026-01-02", "2026-01-03"),
            tags=COLUMN_TAGS.format("通知") + ARTICLE_TAGS.format("", ""),
        ),
        Kind.COLUMN,
    ),
    "column tags filled, article tags empty, an article": (
        "a.html",
        page(ARTICLE, title=TITLED, tags=COLUMN_TAGS.format("通知") + ARTICLE_TAGS.format("", "")),
        Kind.ITEM,
    ),
    "column tags left empty": ("a.html", page("", tags=COLUMN_TAGS.format("")), Kind.COLUMN),
    "article tags left empty": ("a.html", page("", tags=ARTICLE_TAGS.format("", "")), Kind.ITEM),
    "an article without tags": ("a.html", page(ARTICLE, title=TITLED), Kind.ITEM),
    "an article with dated links beside it": (
        "a.html",
        page(ARTICLE + rows("2026-01-01", "2026-01-02", "2026-01-03"), title=TITLED),
        Kind.ITEM,
    ),
    "a list of dated links": ("a.html", page(rows("2026-01-01", "2026-01-02", "2026-01-03")), Kind.COLUMN),
    "a list of 2005": ("a.htm", page(OLD_LIST, navigation="", foot=""), Kind.COLUMN),
    "a grid of ASP.NET": ("List.aspx", page(GRID), Kind.COLUMN),
    "records within a script": ("col/col12/index.html", page(RECORDS), Kind.COLUMN),
    "the address of an item": ("art/2024/1/2/art_12_3456.html", page("<p>略</p>"), Kind.ITEM),
    "the address of another item": ("zwgk/t20240102_123.html", page("<p>略</p>"), Kind.ITEM),
    "the address of a third item": ("content_123.html", page("<p>略</p>"), Kind.ITEM),
    "the address of a column": ("col/col123/index.html", page("<p>略</p>"), Kind.COLUMN),
    "the address of a directory": ("zwgk/", page("<p>略</p>"), Kind.COLUMN),
    "nothing that tells": ("wzsm.html", page("<p>本网站的声明。</p>"), Kind.OTHER),
}


@pytest.mark.parametrize(("path", "markup", "kind"), KIND_CASES.values(), ids=KIND_CASES)
def test_the_kind_of_a_page_follows_from(path: str, markup: str, kind: Kind) -> None:
    seen = read(markup, path)

    assert (seen.kind, bool(seen.kind_reason)) == (kind, True)


def test_the_reason_of_a_kind_names_the_tags_it_rests_on() -> None:
    markup = page("", tags=ARTICLE_TAGS.format("标题", "2026-01-02 03:04"))

    assert read(markup).kind_reason == "has ArticleTitle and PubDate"


# --- dates of publication

PUBLISHED = {
    "the tag comes first": (
        page(ARTICLE, tags=ARTICLE_TAGS.format("标题", "2026-01-02 03:04")),
        datetime(2026, 1, 2, 3, 4),
    ),
    "an unreadable tag gives way to the text": (
        page(ARTICLE, tags=ARTICLE_TAGS.format("标题", "YYYY-MM-DD")),
        datetime(2026, 2, 3, 9, 30),
    ),
    "the text": (page(ARTICLE, title=TITLED), datetime(2026, 2, 3, 9, 30)),
    "not the clock in the header": (
        page("<p>今天是：2026年2月28日</p>" + ARTICLE, title=TITLED),
        datetime(2026, 2, 3, 9, 30),
    ),
    "a line under the title, unlabelled": (
        page(
            f"<h1>关于做好有关工作的通知</h1><p>2026-02-03 09:30 | 来源：办公室</p><div id=zoom>{PROSE}</div>",
            title=TITLED,
        ),
        datetime(2026, 2, 3, 9, 30),
    ),
}


@pytest.mark.parametrize(("markup", "at"), PUBLISHED.values(), ids=PUBLISHED)
def test_an_item_was_published_when(markup: str, at: datetime) -> None:
    seen = read(markup)

    assert (seen.published_on, seen.published_at) == (at.date(), at)


# --- tags


def test_tags_keep_their_case_their_order_and_their_place() -> None:
    seen = read(f'<head>{SITE_TAGS}<meta name="sitename" content=" x "></head><body><meta name="PubDate"></body>')

    assert [(tag.name, tag.value, tag.in_head) for tag in seen.tags] == [
        ("SiteName", "示例市人民政府", True),
        ("SiteDomain", "www.sample.gov.cn", True),
        ("SiteIDCode", "3301000001", True),
        ("sitename", "x", True),
        ("PubDate", "", False),
    ]


def test_a_notice_for_browsers_without_script_does_not_end_the_head() -> None:
    """To a browser with scripts noscript in head is silent; the tags after it are in head."""
    seen = read('<html><head><noscript>请启用脚本</noscript><meta name="SiteName" content="x"></head>')

    assert [tag.in_head for tag in seen.tags] == [True]


# --- columns


def shown(markup: str, how: str, path: str = "a.html") -> list[tuple[str, str | None, str | None]]:
    return [(column.name, column.parent, column.url) for column in read(markup, path).columns if column.how == how]


def test_columns_are_seen_in_menus_with_what_they_hang_below() -> None:
    assert shown(page(""), "navigation") == [
        ("政务公开", None, "http://www.sample.gov.cn/zwgk/"),
        ("通知公告", "政务公开", "http://www.sample.gov.cn/zwgk/tzgg/"),
        ("互动交流", None, "http://www.sample.gov.cn/hdjl/"),
    ]


def test_an_entry_that_only_opens_a_menu_is_a_column_that_leads_nowhere() -> None:
    menu = '<div id="menu"><ul><li><span>信息公开</span><ul><li><a href="/a/">公开指南</a></li></ul></li></ul></div>'

    assert shown(page("", navigation=menu), "navigation") == [
        ("公开指南", "信息公开", "http://www.sample.gov.cn/a/"),
        ("信息公开", None, None),
    ]


def test_a_menu_no_class_names_is_known_by_its_link_to_the_home_page() -> None:
    assert ("政务公开", None, "http://www.sample.gov.cn/zw.htm") in shown(page(OLD_LIST, navigation=""), "navigation")


def test_a_header_that_was_never_closed_does_not_swallow_the_page() -> None:
    markup = page('<div class="header"><h1>示例</h1>' + rows("2026-02-03", "2026-02-02"), navigation="")

    assert len(read(markup, "zwgk/").items) == 2


def test_turning_pages_is_no_menu() -> None:
    turner = (
        '<div class="page"><a href="1">首页</a><a href="2">上一页</a><a href="3">下一页</a><a href="4">尾页</a></div>'
    )

    assert shown(page(rows("2026-01-01") + turner, navigation=""), "navigation") == []


BREADCRUMBS = [
    '<div class="crumb"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/tzgg/">通知公告</a></div>',
    '<div>您现在的位置：<a href="/">网站首页</a>-&gt;<a href="/zwgk/">政务公开</a>-&gt;<a href="/zwgk/tzgg/">通知公告</a></div>',
    '<table><tr><td>当前位置 : <a href="/">首　页</a> &gt;&gt; <a href="/zwgk/">政务 公开</a> » '
    '<a href="/zwgk/tzgg/">通知公告</a> &gt; 正文</td></tr></table>',
    '<p><a class="CurrChnlCls" href="/">首页</a>&gt;<a class="CurrChnlCls" href="/zwgk/">政务公开</a>&gt;'
    '<a class="CurrChnlCls" href="/zwgk/tzgg/">通知公告</a></p>',
]


@pytest.mark.parametrize("crumbs", BREADCRUMBS)
def test_columns_are_seen_in_breadcrumbs_and_the_home_page_is_none(crumbs: str) -> None:
    assert shown(page(crumbs, navigation=""), "breadcrumb") == [
        ("政务公开", None, "http://www.sample.gov.cn/zwgk/"),
        ("通知公告", "政务公开", "http://www.sample.gov.cn/zwgk/tzgg/"),
    ]


def test_the_last_step_of_a_columns_breadcrumb_is_the_column_itself() -> None:
    markup = page('<div class="crumb"><a href="/">首页</a> / <a href="/zwgk/">政务公开</a> / 通知公告</div>')

    assert shown(markup, "breadcrumb", "zwgk/tzgg/")[-1] == (
        "通知公告",
        "政务公开",
        "http://www.sample.gov.cn/zwgk/tzgg/",
    )


def test_a_column_is_seen_in_its_tag_with_the_address_of_its_page() -> None:
    markup = page(rows("2026-01-01"), tags=COLUMN_TAGS.format("通知公告"))

    assert shown(markup, "tag", "zwgk/tzgg/") == [("通知公告", None, "http://www.sample.gov.cn/zwgk/tzgg/")]


# --- lists

LISTS = {
    "a date after the title": rows("2026-02-03", "2026-02-02"),
    "a date in brackets without its year": rows("[02-03]", "[02-02]"),
    "a table with dates in cells of their own": "<table>"
    + "".join(f'<tr><td><a href="t{d}.html">关于第{d}件事的通知</a></td><td>2026/2/{d}</td></tr>' for d in (3, 2))
    + "</table>",
    "a date in the link": "<ul>"
    + "".join(f'<li><a href="t{d}.html">关于第{d}件事的通知<span>2026-02-0{d}</span></a></li>' for d in (3, 2))
    + "</ul>",
    "a day over a year and month": "".join(
        f'<div class="c"><div><b>0{d}</b><span>2026-02</span></div><p><a href="t{d}.html">关于第{d}件事的通知</a></p></div>'
        for d in (3, 2)
    ),
    "a day over a year and month in the link": "".join(
        f'<div><a href="t{d}.html"><em>0{d}</em><i>2026-02</i><h3>关于第{d}件事的通知</h3></a></div>' for d in (3, 2)
    ),
    "rows set apart by br": "<p>"
    + "<br>".join(f'<a href="t{d}.html">关于第{d}件事的通知</a>　2026-02-0{d}' for d in (3, 2))
    + "</p>",
    "a link to the department before the title": "<ul>"
    + "".join(
        f'<li><a href="/bm/">[市府办]</a><a href="t{d}.html">关于第{d}件事的通知</a> 2026-02-0{d}</li>' for d in (3, 2)
    )
    + "</ul>",
    "a definition list": "".join(
        f'<dl><dt><a href="t{d}.html">关于第{d}件事的通知</a></dt><dd>2026年2月{d}日</dd></dl>' for d in (3, 2)
    ),
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
def test_the_rows_of_a_list_are_items_with_their_dates(listed: str) -> None:
    items = read(page(listed), "zwgk/tzgg/").items

    assert [item.day for item in items] == [date(2026, 2, 3), date(2026, 2, 2)]
    assert all(item.title.startswith("关于") and item.title.endswith("通知") for item in items)


def test_a_year_in_a_title_is_not_the_date_of_its_row() -> None:
    listed = '<ul><li><a href="1.html">2025年12月31日新闻发布会实录</a><span>2026-01-05</span></li></ul>'

    assert [item.day for item in read(page(listed), "zwgk/").items] == [date(2026, 1, 5)]


def test_links_of_menus_footers_and_page_turners_are_no_items() -> None:
    turner = (
        '<div><a href="index.html">首页</a> <a href="index_1.html">下一页</a> <a href="index_9.html">尾页</a></div>'
    )

    foot = '<div class="footer"><p><a href="sm.html">网站声明</a> 2020-01-01</p></div>'
    items = read(page(rows("2026-02-03") + turner, foot=foot), "zwgk/tzgg/").items

    assert [item.title for item in items] == ["关于做好第0项工作的通知"]


def test_a_page_of_menus_lists_nothing() -> None:
    menu = "".join(f'<li><a href="/col/col{at}/index.html">第{at}类政府信息主动公开目录</a></li>' for at in range(9))

    assert read(page("", navigation=f'<ul class="nav">{menu}</ul>'), "zwgk/").items == ()


def test_records_within_a_script_are_items() -> None:
    assert len(read(page(RECORDS), "col/col12/index.html").items) == 6


def test_a_list_a_script_asks_for_is_unknown_and_not_empty() -> None:
    markup = page("<ul id=list></ul><script>$.ajax({url: '/list.do'})</script>", tags=COLUMN_TAGS.format("通知公告"))

    assert read(markup).items_unknown


# --- the foot


def marks(markup: str) -> set[tuple[str, str]]:
    return {(mark.mark, mark.value) for mark in read(markup).marks}


def test_all_marks_of_a_footer_are_recognised() -> None:
    assert marks(page("")) == {
        ("site-id", "3301000001"),
        ("icp", "浙ICP备12345678号-1"),
        ("public-security", "浙公网安备33010002000123号"),
        ("conac", "0A1B2C3D4E5F"),
        ("organiser", "示例市人民政府办公室"),
        ("contact", "0571-12345678"),
        ("site-map", "/wzdt/"),
        ("error-report", "https://zfwzxx.www.gov.cn/check_web/errorInfo_zfwzxx.jsp?site_code=3301000001"),
    }


def test_a_footer_without_a_name_is_known_by_its_marks() -> None:
    nameless = FOOTER.replace(' class="footer"', "").replace("div", "td")

    assert marks(page(f"<p>{PROSE}</p>", foot=nameless)) == marks(page(f"<p>{PROSE}</p>"))
    assert read(page(f"<p>{PROSE}</p>", foot=nameless)).footer is FooterSeen.SEEN


def test_a_long_page_does_not_lose_its_footer() -> None:
    assert marks(page(f"<p>{PROSE}</p>" * 2000)) == marks(page(""))


def test_a_telephone_number_in_the_text_is_no_contact_of_the_site() -> None:
    markup = page(f"<p>{PROSE}报名电话：0571-87654321。</p><p>{PROSE}</p>", foot="<div>版权所有 示例市人民政府</div>")

    assert not [value for mark, value in marks(markup) if mark == "contact"]


FILINGS = {
    "浙ICP备12345678号": "浙ICP备12345678号",
    "浙ICP备 12345678 号 - 2": "浙ICP备12345678号-2",
    "备案序号：京ICP备05001234号-1": "京ICP备05001234号-1",
    "ICP备案号：浙icp备12345678号": "浙icp备12345678号",
    "浙ICP备<b>12345</b><b>678</b>号-1": "浙ICP备12345678号-1",
    "ICP备05000001号": "ICP备05000001号",
}


@pytest.mark.parametrize(("written", "value"), FILINGS.items())
def test_an_icp_number_is_kept_as_shown_without_blanks(written: str, value: str) -> None:
    assert ("icp", value) in marks(page("", foot=f'<div id="footer">{written}</div>'))


ORGANISERS = {
    "主办单位：示例市人民政府办公室 承办单位：示例市大数据局": "示例市人民政府办公室",
    "主办：示例市人民政府 | 维护：示例市信息中心": "示例市人民政府",
    "主 办 单 位：示例市人民政府办公室　　技术支持：某公司": "示例市人民政府办公室",
    "示例市人民政府主办 示例市人民政府办公室承办": "示例市人民政府",
}


@pytest.mark.parametrize(("written", "value"), ORGANISERS.items())
def test_the_organiser_is_named_without_what_follows(written: str, value: str) -> None:
    assert [
        name for mark, name in marks(page("", foot=f'<div class="foot">{written}</div>')) if mark == "organiser"
    ] == [value]


def test_marks_drawn_by_their_own_scripts_are_marks() -> None:
    foot = (
        '<div class="footer">浙ICP备12345678号<script src="https://dcs.conac.cn/js/12/000/0000/60000000/CA120000000.js">'
        '</script><script id="_jiucuo_" sitecode="3301000001" src="https://zfwzxx.www.gov.cn/jiucuo.js"></script></div>'
    )

    assert {mark for mark, _ in marks(page("", foot=foot))} == {"icp", "conac", "error-report"}


FEET = {
    "marks": (FOOTER, FooterSeen.SEEN),
    "a script called footer": ("<script src='/js/footer.js'></script>", FooterSeen.SCRIPTED),
    "an empty footer": ("<div id='footer'></div><script>init()</script>", FooterSeen.SCRIPTED),
    "a footer loaded into its place": ("<div id='f'></div><script>$('#footer').load('/foot.html')</script>", FooterSeen.SCRIPTED),
    "a footer in a frame": ("<iframe src='/bottom.htm'></iframe>", FooterSeen.SCRIPTED),
    "nothing": ("", FooterSeen.ABSENT),
    "a footer that only says a name": ("<div class='footer'>示例市人民政府版权所有</div>", FooterSeen.SEEN),
}  # fmt: skip


@pytest.mark.parametrize(("foot", "seen"), FEET.values(), ids=FEET)
def test_a_footer_that_cannot_be_read_is_not_absent(foot: str, seen: FooterSeen) -> None:
    assert read(page(f"<p>{PROSE}</p>", foot=foot)).footer is seen


# --- the header

HEADERS = {
    "in text": (NAVIGATION, True),
    "as what a picture is called": ('<div class="header"><img src="logo.png" alt="示例市人民政府"></div>', True),
    "a picture that does not say what it shows": ('<div class="header"><img src="logo.png"></div>', None),
    "a header drawn by script": ('<script src="/js/header.js"></script>', None),
    "another name": ('<div class="header"><h1>示例在线</h1></div>', False),
}


@pytest.mark.parametrize(("navigation", "shows"), HEADERS.values(), ids=HEADERS)
def test_the_header_shows_the_name_of_the_site(navigation: str, shows: bool | None) -> None:
    assert read(page(f"<p>{PROSE}</p>", navigation=navigation)).site_name_in_header is shows


# --- shells


def test_a_page_that_only_loads_scripts_is_a_shell() -> None:
    shell = read(
        '<html><head><title>示例</title></head><body><div id="app"></div><script src="app.js"></script></body>'
    )

    assert (shell.shell, shell.footer) == (True, FooterSeen.SCRIPTED)


MOVES = [
    '<meta http-equiv="refresh" content="0; url=/zwgk/index.html">',
    "<script>window.location.href = '/zwgk/index.html';</script>",
    "<script>location.replace('zwgk/index.html')</script>",
]


@pytest.mark.parametrize("move", MOVES)
def test_a_page_that_only_sends_on_says_where(move: str) -> None:
    assert read(f"<html><head>{move}</head><body></body></html>").moves_to == "http://www.sample.gov.cn/zwgk/index.html"


# --- links


def test_links_are_absolute_in_one_spelling_and_only_those_to_pages() -> None:
    markup = page(
        '<a href="../b//c/./d.html#top">一</a><a href="https://WWW.Sample.gov.cn:443/e f.html">二</a>'
        '<a href="javascript:void(0)">三</a><a href="mailto:a@b.c">四</a><a href="#x">五</a>'
        '<a href="//other.gov.cn/g?q=中文">六</a><a href="\n/h\t.html ">七</a><a href="/s;jsessionid=A1?x=%7e">八</a>'
        '<a href="http://[">九</a><a href="http://a:b/">十</a>',
        navigation="",
        foot="",
    )

    assert [link.target for link in read(markup, "x/a.html").links] == [
        "http://www.sample.gov.cn/b/c/d.html",
        "http://www.sample.gov.cn/e%20f.html",
        "http://other.gov.cn/g?q=%E4%B8%AD%E6%96%87",
        "http://www.sample.gov.cn/h.html",
        "http://www.sample.gov.cn/s?x=~",
    ]


def test_the_query_of_a_link_is_written_in_the_character_set_of_its_page() -> None:
    markup = '<meta charset="gb2312"><title>示例</title><a href="/s?q=中文">搜索</a><p>示例市人民政府门户网站</p>'

    assert [link.target for link in read(markup.encode("gb18030")).links] == [
        "http://www.sample.gov.cn/s?q=%D6%D0%CE%C4"
    ]


@given(st.text(max_size=60), st.sampled_from(["utf-8", "gb18030"]))
def test_an_address_in_its_one_spelling_is_spelled_so_again(reference: str, charset: str) -> None:
    found = absolute("http://www.sample.gov.cn/a/b.html", reference, charset)

    assert found is None or (found.isascii() and absolute("http://www.sample.gov.cn/", found, charset) == found)


# --- hostile pages

HOSTILE = {
    "50 000 nested elements": "<div>" * 50_000 + "x",
    "20 000 attributes": "<p " + " ".join(f"a{at}=1" for at in range(20_000)) + ">",
    "20 000 links on one line": "".join(f"<a href=/{at}>标题标题标题{at}</a> " for at in range(20_000)),
    "20 000 entries of a menu": "<ul class=nav>" + "".join(f"<li><a href=/{at}>栏目{at}" for at in range(20_000)),
    "10 000 nested menus": "<div class=nav><ul><li>政务公开" * 10_000 + "<a href=/x>通知公告</a>",
    "20 000 breadcrumbs": "<div class=location>当前位置：<a href=/>首页</a></div>" * 20_000,
    "50 000 nested footers": "<div class=footer>" * 50_000,
    "a megabyte of digits": "1" * 1_000_000,
    "a megabyte of dates": "2024-01-02 " * 90_000,
    "200 000 beginnings of a filing": "ICP备" * 200_000,
    "lists that never end": '<script type="text/xml"><datastore>' * 20_000,
    "nothing": "",
    "NUL": "\x00" * 1000,
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_no_page_is_too_strange_to_be_read(markup: str) -> None:
    seen = read(markup)

    assert seen.kind in Kind


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_page(body: bytes) -> None:
    seen = read(body)

    assert "\x00" not in "".join(
        [seen.title or "", *(tag.value for tag in seen.tags), *(link.text for link in seen.links)]
    )


FRAGMENTS = [
    *(
        "<ul>",
        "</ul>",
        "<li>",
        "<a href=/a>",
        "<a href='t20240102_1.html'>",
        "</a>",
        "<div class=nav>",
        "<div class=footer>",
    ),
    *(
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "当前位置：",
        "首页",
        "2024-01-02",
        "[01-02]",
        "主办：",
        "浙ICP备12345678号",
        "<br>",
    ),
    *(
        "<script>",
        "</script>",
        "<meta name=ColumnName content=a>",
        "<title>",
        "</title>",
        "<base href=//x>",
        "<svg>",
        " ",
    ),
    *(
        "<iframe src=foot.html>",
        "<frameset>",
        "<template>",
        "<noscript>",
        "发布时间：",
        "下一页",
        "\x00",
        "\ud800",
        "&#0;",
        "<!--",
    ),
]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join))
def test_any_shuffle_of_markup_is_a_page(markup: str) -> None:
    seen = read(markup.encode("utf-8", "surrogatepass"))

    assert all(link.target.isascii() for link in seen.links)
