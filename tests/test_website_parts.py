"""What a page offers its visitors, as a parser sees it: images, headings, forms, contacts, entries that assist."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page import charset, html
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import Row, View
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.text import words
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers import assist_entries, contacts, forms, headings, images, telephones
from egovspec.facts.tables.page_parts import PAGE_PART_TABLES
from websites import CAPTURED, HOME, ZONE, page

REAL = Path(__file__).parents[2] / "shared" / "real" / "portal"
needs_real_pages = pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not beside this checkout")
READERS = (images.read, headings.read, forms.read, contacts.read, assist_entries.read)


def view(markup: str, path: str = "a.html") -> View:
    document = html.parse(markup)
    url, site = HOME + path, Site(HOME)

    def leads_to(reference: str) -> str | None:
        found = absolute(url, reference)
        return site.own(found) if found else None

    return View(url, site, Kind.OTHER, document, Regions(document), {}, CAPTURED, ZONE, leads_to)


def parts(markup: str) -> list[Row]:
    """Every row the readers yield, each fit for its table."""
    seen = view(markup)
    found = [row for read in READERS for row in read(seen)]
    for row in found:
        row.table(url=seen.url, **row.columns)
    return found


def table(name: str, markup: str) -> list[dict[str, Any]]:
    return [dict(row.columns) for row in parts(markup) if row.table.name_of_table == name]


def only(name: str, markup: str) -> dict[str, Any]:
    found = table(name, markup)
    assert len(found) == 1, found
    return found[0]


def holds(row: dict[str, Any], expected: dict[str, Any]) -> None:
    assert {column: row[column] for column in expected} == expected


# --- images

IMAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "no alt": ("<img src=a.png>", {"alt": None, "decorative": False, "name_is_file": None, "src": HOME + "a.png"}),
    "an empty alt": ('<img alt="" src=a.png>', {"alt": "", "decorative": True, "name_is_file": None}),
    "a blank alt": ('<img alt="  " src=a.png>', {"alt": "", "decorative": True}),
    "a bare alt": ("<img alt src=a.png>", {"alt": "", "decorative": True}),
    "an alt that tells": (
        '<img alt="示例市行政服务中心外景" src=a.png>',
        {"alt": "示例市行政服务中心外景", "decorative": False, "name_is_file": False},
    ),
    "an alt that is a file": ("<img alt=logo.PNG>", {"name_is_file": True, "src": None}),
    "an alt a camera gave": ("<img alt=IMG_20240102_0001>", {"name_is_file": True}),
    "an alt of a messenger": ("<img alt=微信图片_20240102153012.jpg>", {"name_is_file": True}),
    "an alt of an editor": ("<img alt=W020190918234243033577>", {"name_is_file": True}),
    "a placeholder": ("<img alt=图片>", {"name_is_file": True}),
    "a numbered placeholder": ("<img alt='图片 2'>", {"name_is_file": True}),
    "a word that begins like one": ("<img alt=图片新闻：市长调研>", {"name_is_file": False}),
    "a picture with words": ("<img alt='image of the town hall'>", {"name_is_file": False}),
    "role presentation": ("<img role=Presentation src=a.png>", {"alt": None, "decorative": True}),
    "hidden itself": ("<img aria-hidden=true src=a.png>", {"decorative": True}),
    "hidden by what holds it": ("<div aria-hidden=true><p><img src=a.png></p></div>", {"decorative": True}),
    "in a link with text": (
        "<a href=/x><img src=a.png><span>预约挂号</span></a>",
        {"linked": True, "link_text": "预约挂号"},
    ),
    "in a link alone": ("<a href=/x><b><img src=a.png></b></a>", {"linked": True, "link_text": ""}),
    "in an anchor that leads nowhere": ("<a name=x>文字<img src=a.png></a>", {"linked": False, "link_text": None}),
    "inline": ("<img src='data:image/PNG;base64,AAAA'>", {"src": "data:image/png"}),
    "inline without a type": ("<img src='data:,x'>", {"src": "data:text/plain"}),
    "loaded late": ("<img data-original=b.jpg src=''>", {"src": HOME + "b.jpg"}),
    "by script": ("<img src='javascript:void(0)'>", {"src": None}),
    "a counter": ("<img src=c.gif width=1 height='1px'>", {"width": 1, "height": 1}),
    "sizes that are no pixels": ("<img src=c.gif width=50% height=auto>", {"width": None, "height": None}),
    "a title": ("<img src=a.png title=' 示例 '>", {"title_attribute": "示例"}),
    "no title": ("<img src=a.png>", {"title_attribute": None, "region": "main", "ordinal": 1}),
    "in the footer": (
        page("<p>正文内容</p>" * 20, navigation="", foot="<footer><img src=a.png></footer>"),
        {"region": "footer"},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), IMAGES.values(), ids=IMAGES)
def test_an_image_is_seen_as(markup: str, expected: dict[str, Any]) -> None:
    holds(only("image", markup), expected)


@pytest.mark.parametrize("holder", ["<noscript>{}</noscript>", "<template>{}</template>", "<!--{}-->"])
def test_an_image_no_browser_with_scripts_shows_is_no_image(holder: str) -> None:
    assert not table("image", holder.format("<img src=a.png>"))


# --- headings and languages

HEADINGS: dict[str, tuple[str, list[tuple[int | None, str]]]] = {
    "levels in order": ("<h1>政务公开</h1><h3>指南</h3><h2>制度</h2>", [(1, "政务公开"), (3, "指南"), (2, "制度")]),
    "text within": ("<h2><a href=/x>通知</a> <em>公告</em></h2>", [(2, "通知 公告")]),
    "a picture": ("<h1><img alt=示例市人民政府 src=l.png></h1>", [(1, "示例市人民政府")]),
    "nothing": ("<h4></h4>", [(4, "")]),
    "by role": ("<div role=heading aria-level=3>指南</div>", [(3, "指南")]),
    "by role without a level": ("<div role=heading>指南</div>", [(2, "指南")]),
    "by role with a level beyond": ("<div role=heading aria-level=9>指南</div>", [(None, "指南")]),
    "a level restated": ("<h2 role=heading aria-level=4>指南</h2>", [(4, "指南")]),
    "a heading made a tab": ("<h3 role=tab>要闻</h3>", []),
    "a class called title": ("<div class=title>要闻</div>", []),
}


@pytest.mark.parametrize(("markup", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_headings_are(markup: str, expected: list[tuple[int | None, str]]) -> None:
    found = table("heading", markup)

    assert [(row["level"], row["text"]) for row in found] == expected
    assert [row["ordinal"] for row in found] == list(range(1, len(found) + 1))


def test_parts_name_their_language_and_the_page_is_no_part() -> None:
    found = table("language_part", '<html lang="zh-CN"><body><p lang="EN">About us</p><p lang="">x</p></html>')

    assert [(row["tag"], row["language"], row["text_length"]) for row in found] == [("p", "EN", 7), ("p", "", 1)]


# --- forms

SEARCH_FIELD = "<input name=searchword><input type=submit value=搜索>"
PASSWORD = "<input name=user><input type=password name=pwd>"
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "a search form": (
        f"<form action=/so/ method=GET>{SEARCH_FIELD}</form>",
        {
            "action": HOME + "so/",
            "method": "get",
            "purpose": "search",
            "purpose_by": "搜索",
            "fields": 1,
            "has_password": False,
            "has_captcha": False,
            "secure": False,
            "target_internal": True,
        },
    ),
    "a search form by names alone": (
        "<form action=/x.jsp><input name=sword><input type=submit value=''></form>",
        {"purpose": "search", "purpose_by": "name=sword"},
    ),
    "a search form by role": ("<form role=search><input name=x></form>", {"purpose_by": "role=search"}),
    "a search form elsewhere": (
        f"<form method=post action='http://search.sample.gov.cn/was5/web/search'>{SEARCH_FIELD}</form>",
        {"method": "post", "target_internal": False, "action": "http://search.sample.gov.cn/was5/web/search"},
    ),
    "a login": (
        f"<form action='https://www.sample.gov.cn/login' method=post>{PASSWORD}<a href=/reg>注册账号</a><button>登录</button></form>",
        {"purpose": "login", "purpose_by": "type=password", "has_password": True, "secure": True, "fields": 2},
    ),
    "a login in the open": (
        f"<form action='http://www.sample.gov.cn/login'>{PASSWORD}</form>",
        {"purpose": "login", "secure": False, "target_internal": True},
    ),
    "a registration": (
        f"<form>{PASSWORD}<input type=password name=again><button>立即注册</button></form>",
        {
            "purpose": "registration",
            "purpose_by": "立即注册"[2:],
            "action": None,
            "secure": None,
            "target_internal": None,
        },
    ),
    "a change of password": (
        "<form>原密码<input type=password>新密码<input type=password></form>",
        {"purpose": "other", "purpose_by": "原密码"},
    ),
    "a login by message": (
        "<form id=loginForm><input name=mobile>短信验证码<input name=code></form>",
        {"purpose": "login", "purpose_by": "id=loginForm", "has_password": False, "has_captcha": False},
    ),
    "a letter": (
        "<form><h3>我要写信</h3>姓名<input name=a>内容<textarea name=b></textarea>"
        "验证码<input name=c><img src=/rand.jsp><button>提交</button></form>",
        {"purpose": "message", "purpose_by": "写信", "has_captcha": True, "fields": 3},
    ),
    "a letter only its page's title names": (
        "<title>县长信箱-示例县人民政府</title><form><input name=a><textarea name=b></textarea></form>",
        {"purpose": "message", "purpose_by": "信箱"},
    ),
    "a survey": (
        "<form><p>网上调查：您对本网站是否满意</p><input type=radio name=a>满意<input type=radio name=a>一般</form>",
        {"purpose": "survey", "purpose_by": "调查", "fields": 2},
    ),
    "a request for information": (
        "<form><h2>政府信息依申请公开</h2><input name=a><input name=b><textarea name=c></textarea></form>",
        {"purpose": "request-disclosure", "purpose_by": "依申请公开"},
    ),
    "a jump to a page": (
        "<form><input name=page size=2><input type=submit value=GO></form>",
        {"purpose": "other", "purpose_by": None},
    ),
    "a captcha by its picture": (
        f"<form>{PASSWORD}<input name=x><img src=/kaptcha.jpg></form>",
        {"has_captcha": True},
    ),
    "a form without fields": (
        "<form id=f><input type=hidden name=t></form>",
        {"fields": 0, "has_password": None, "has_captcha": None},
    ),
    "a form a script sends": ("<form action='javascript:;'><input></form>", {"action": None, "secure": None}),
    "a dialog": ("<form method=Dialog><input></form>", {"method": "dialog"}),
    "a method of its own": ("<form method=PUT><input></form>", {"method": "get"}),
    "a form in a table, where the parser leaves it empty": (
        "<table><form action=/so><tr><td>关键词<td><input name=keyword><td><input type=submit value=检索></table>",
        {"purpose": "search", "fields": 1},
    ),
    "fields tied to it from elsewhere": (
        "<form id=so action=/so></form><p><input form=so name=searchword></p>",
        {"purpose": "search", "fields": 1, "purpose_by": "name=searchword"},
    ),
    "a search box without a form": (
        "<div class=so><input id=k placeholder=请输入搜索内容><button onclick=go()></button></div>",
        {"method": None, "action": None, "purpose": "search", "purpose_by": "搜索", "fields": 1, "secure": None},
    ),
    "a search box whose button tells": (
        "<div><input id=k><a href='javascript:go()'>搜索</a></div>",
        {"method": None, "purpose": "search", "purpose_by": "搜索", "fields": 1},
    ),
    "a search box by type": ("<input type=search>", {"method": None, "purpose_by": "type=search"}),
    "a link to the search": (
        "<a href=/gjss/>高级搜索</a>",
        {"method": None, "action": HOME + "gjss/", "purpose_by": "link", "fields": None, "target_internal": True},
    ),
    "a picture that links to the search": ("<a href=/gjss/><img alt=站内搜索></a>", {"purpose_by": "link"}),
    "a button that opens a search": (
        "<header><button aria-label=搜索></button></header>",
        {"purpose_by": "button", "action": None},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), FORMS.values(), ids=FORMS)
def test_a_form_is_seen_as(markup: str, expected: dict[str, Any]) -> None:
    holds(only("form", markup), expected)


NO_SEARCH = {
    "a number of pages": "<input type=text id=num><input type=submit value=GO>",
    "a link about searching": "<a href=/x>示例市开展搜索救援演练</a>",
    "a lone field": "<p>姓名 <input name=xm></p>",
}


@pytest.mark.parametrize("markup", NO_SEARCH.values(), ids=NO_SEARCH)
def test_no_search_is_seen_in(markup: str) -> None:
    assert not table("form", markup)


def test_a_search_box_is_told_from_the_form_that_holds_the_whole_page() -> None:
    """Some platforms put every page into one form; what a visitor takes for a form is the box within."""
    links = "<a href=/x>示例栏目</a>" * 40
    box = "<div><input name=t1 title=搜索><button>搜索</button></div>"
    markup = f"<form id=aspnetForm method=post action=a.aspx>{links}{box}<p><input name=t2></p></form>"

    assert [(row["purpose"], row["method"]) for row in table("form", markup)] == [("other", "post"), ("search", None)]
    assert [(row["form"], row["name"]) for row in table("form_field", markup)] == [(2, "t1"), (2, None), (1, "t2")]


# --- fields

FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "label for": ("<label for=a>姓名</label><input id=a>", {"label": "姓名", "labelled_by": "label-for"}),
    "label around": ("<label>姓名 <input></label>", {"label": "姓名", "labelled_by": "label-wrap"}),
    "a label for nothing": ("<label for=b>姓名</label><input id=a>", {"label": "姓名", "labelled_by": "text-before"}),
    "an empty label": ("<label for=a></label><input id=a title=姓名>", {"label": "姓名", "labelled_by": "title"}),
    "aria-label": ("<input aria-label=姓名 title=名>", {"label": "姓名", "labelled_by": "aria-label"}),
    "aria-labelledby": (
        "<b id=x>联系</b><b id=y>电话</b><input aria-labelledby='x no y' aria-label=z>",
        {"label": "联系 电话", "labelled_by": "aria-labelledby"},
    ),
    "aria-labelledby of a missing id": (
        "<input aria-labelledby=no placeholder=姓名>",
        {"label": "姓名", "labelled_by": "placeholder"},
    ),
    "title before placeholder": ("<input placeholder=b title=a>", {"label": "a", "labelled_by": "title"}),
    "text beside": ("<p>姓名：<input></p>", {"label": "姓名：", "labelled_by": "text-before"}),
    "text in the cell before": (
        "<table><tr><td>联系电话<td><input></table>",
        {"label": "联系电话", "labelled_by": "text-before"},
    ),
    "text after a box to tick": (
        "<p><input type=checkbox> 我已阅读须知</p>",
        {"label": "我已阅读须知", "labelled_by": "text-after"},
    ),
    "a sentence is no label": (
        "<p>请如实填写下列各项内容，带星号的为必填项，我们将在五个工作日之内予以答复并保护您的信息<input></p>",
        {"label": None, "labelled_by": "none"},
    ),
    "a link beside": ("<div><a href=/x>首页</a><input></div>", {"label": None, "labelled_by": "none"}),
    "nothing": ("<input NAME=kw>", {"label": None, "labelled_by": "none", "name": "kw", "type": "text"}),
    "a button's text": ("<button> 提 交 </button>", {"label": "提 交", "labelled_by": "own-text", "type": "submit"}),
    "a button's picture": ("<button><img alt=搜</button>", {"label": "搜</button", "labelled_by": "own-text"}),
    "a button of a picture": ("<input type=IMAGE alt=登录>", {"label": "登录", "labelled_by": "own-text"}),
    "a button with a value": ("<input type=submit value=提交>", {"label": "提交", "labelled_by": "own-text"}),
    "a button with an empty value": ("<input type=submit value=''>", {"label": None, "labelled_by": "none"}),
    "a button the browser names": ("<input type=submit>", {"label": None, "labelled_by": "default"}),
    "a select": ("<select name=s><option>甲</select>", {"tag": "select", "type": None, "label": None}),
    "a text area": ("<label>内容<textarea required>旧</textarea></label>", {"label": "内容", "required": True}),
    "required by aria": ("<input aria-required=true>", {"required": True}),
    "not required": ("<input>", {"required": False, "form": 0, "ordinal": 1}),
}


@pytest.mark.parametrize(("markup", "expected"), FIELDS.values(), ids=FIELDS)
def test_a_field_is_seen_as(markup: str, expected: dict[str, Any]) -> None:
    holds(only("form_field", markup), expected)


def test_a_label_belongs_to_the_first_element_of_its_id() -> None:
    found = table("form_field", "<label for=a>甲</label><hr><input id=a><hr><input id=a>")

    assert [row["labelled_by"] for row in found] == ["label-for", "none"]


def test_fields_are_counted_within_their_form_and_hidden_ones_are_none() -> None:
    found = table(
        "form_field",
        "<input><form><input type=hidden name=t><input name=a><select name=b></select></form><form><input name=c></form>",
    )

    assert [(row["form"], row["ordinal"], row["name"]) for row in found] == [
        (0, 1, None),
        (1, 1, "a"),
        (1, 2, "b"),
        (2, 1, "c"),
    ]


def test_what_is_filled_in_is_never_kept() -> None:
    """A saved page may hold what its visitor typed."""
    secret = "绝密内容"
    found = parts(
        f"<form><input name=a value={secret}><input type=password value={secret}><input type=hidden value={secret}>"
        f"<textarea>{secret}</textarea><select><option selected>{secret}</select></form><input placeholder=搜索 value={secret}>"
    )

    assert secret not in repr(found)


# --- contacts

P = "<p>{}</p>"
CONTACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "a labelled number": (
        "<p>联系电话：0571-87051234</p>",
        {"kind": "phone", "value": "0571-87051234", "label": "联系电话", "parsed": "0571-87051234", "linked": False},
    ),
    "typeset wide": (
        "<p>咨询电话：（０５７１）８７０５１２３４</p>",
        {"value": "（０５７１）８７０５１２３４", "parsed": "0571-87051234"},
    ),
    "a label set apart": ("<p>电　话： 010-12345678</p>", {"label": "电话", "parsed": "010-12345678"}),
    "in the next cell": (
        "<table><tr><td>监督电话</td><td>0571-87051234</td></tr></table>",
        {"label": "监督电话", "value": "0571-87051234"},
    ),
    "in the next block": ("<div>联系电话</div><div>0571-87051234</div>", {"label": "联系电话"}),
    "an extension": ("<p>电话：0571-87051234转801</p>", {"parsed": "0571-87051234-801"}),
    "with a country": ("<p>Tel: +86-571-87051234</p>", {"label": "Tel", "value": "+86-571-87051234"}),
    "without area code": ("<p>电话：87051234</p>", {"value": "87051234", "parsed": "87051234"}),
    "two digits too many": ("<p>电话：0571-8705123456</p>", {"kind": "phone", "parsed": None}),
    "an area code with a wrong length": ("<p>电话：010-1234567</p>", {"parsed": None}),
    "free of charge": ("<p>服务热线：400-123-4567</p>", {"kind": "phone", "parsed": "400-1234567"}),
    "a mobile, whose middle is left out": ("<p>手机：13800000000</p>", {"label": "手机", "parsed": "138****0000"}),
    "unlabelled, but unmistakable": ("<p>请致电（0571）87051234。</p>", {"kind": "phone", "parsed": "0571-87051234"}),
    "a title of its own": ("<p>服务投诉：0515-66696575</p>", {"label": "服务投诉", "kind": "phone"}),
    "a fax": ("<p>传真：0571-87051235</p>", {"kind": "fax", "label": "传真", "parsed": "0571-87051235"}),
    "the service line": ("<p>请拨打12345热线</p>", {"kind": "service-line", "value": "12345", "parsed": "12345"}),
    "the service line, labelled": ("<p>服务热线：12345</p>", {"kind": "service-line", "label": "服务热线"}),
    "the service line from afar": ("<p>投诉电话：0571-12345</p>", {"kind": "service-line", "parsed": "0571-12345"}),
    "an address of mail": (
        "<p>电子邮箱：Office@Sample.gov.cn</p>",
        {"kind": "email", "value": "Office@Sample.gov.cn", "parsed": "office@sample.gov.cn", "label": "电子邮箱"},
    ),
    "mail, unlabelled": ("<p>xxgk@sample.gov.cn</p>", {"kind": "email", "label": None}),
    "mail veiled from machines": ("<p>邮箱：xxgk#sample.gov.cn</p>", {"kind": "email", "parsed": None}),
    "an address": (
        "<p>办公地址：示例市某某路1号行政中心2号楼　</p>",
        {
            "kind": "address",
            "value": "示例市某某路1号行政中心2号楼",
            "label": "办公地址",
            "linked": None,
            "parsed": None,
        },
    ),
    "a postcode": ("<p>邮政编码：310000</p>", {"kind": "postcode", "value": "310000", "label": "邮政编码"}),
    "hours": (
        "<p>办公时间：周一至周五 8:30-12:00，14:00-17:30（法定节假日除外）</p>",
        {"kind": "hours", "value": "周一至周五 8:30-12:00，14:00-17:30（法定节假日除外）", "label": "办公时间"},
    ),
    "hours over lines": (
        "<p>办公时间：<br>上午 8:30—12:00<br>下午 14:00—17:30<br>以上安排如有变动另行通知</p>",
        {"value": "上午 8:30—12:00 下午 14:00—17:30"},
    ),
    "a link to a telephone": (
        "<a href=tel:0571-87051234>一键拨号</a>",
        {"kind": "phone", "value": "0571-87051234", "linked": True, "label": None},
    ),
    "a number that is a link": (
        "<p>电话：<a href='tel:057187051234'>0571-87051234</a></p>",
        {"value": "0571-87051234", "linked": True, "label": "电话"},
    ),
    "a link to mail": (
        "<a href='mailto:xxgk@sample.gov.cn?subject=x'>写信</a>",
        {"kind": "email", "value": "xxgk@sample.gov.cn", "linked": True},
    ),
    "an organisation in the line": (
        "<p>示例市教育局联系电话：0571-87051234</p>",
        {"label": "联系电话", "unit": "示例市教育局"},
    ),
    "an organisation in the row": (
        "<table><tr><td>示例市民政局</td><td>某某路1号</td><td>0571-87051234</td></tr></table>",
        {"unit": "示例市民政局"},
    ),
    "an organisation in the paragraph": (
        "<p>主办单位：示例市人民政府办公室<br>联系电话：0571-87051234</p>",
        {"unit": "示例市人民政府办公室"},
    ),
    "two organisations": ("<p>示例市教育局、示例市民政局 电话：0571-87051234</p>", {"unit": None}),
    "no organisation": ("<p>本网站联系电话：0571-87051234</p>", {"unit": None}),
    "in the footer": (
        page("<p>正文内容。</p>" * 30, foot="<footer>电话：0571-87051234</footer>"),
        {"region": "footer"},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), CONTACTS.values(), ids=CONTACTS)
def test_a_contact_is_seen_as(markup: str, expected: dict[str, Any]) -> None:
    holds(only("contact", markup), expected)


NO_CONTACTS = {
    "filings": "<p>浙ICP备12345678号-1 浙公网安备33010002000123号 网站标识码：3301000001</p>",
    "dates": "<p>发布时间：2026-01-02 03:04 办理时间：2026-01-02 10:00</p>",
    "an index number": "<p>索引号：001008003015023/2026-12345</p>",
    "a document number": "<p>示政发〔2026〕12号</p>",
    "an address of the web": "<p>网站地址：http://www.sample.gov.cn/某某路</p>",
    "an amount": "<p>共投入12345万元，惠及12345户</p>",
    "the word alone": "<p>请通过电话、传真或者邮箱反映，地址和办公时间另行公布。</p>",
    "a heading of news": "<p>示例市开展反电信网络诈骗宣传，拒接陌生电话</p>",
    "where a meeting was": "<p>会议地点：行政中心一号楼三楼会议室</p>",
}


@pytest.mark.parametrize("markup", NO_CONTACTS.values(), ids=NO_CONTACTS)
def test_no_contact_is_seen_in(markup: str) -> None:
    assert not table("contact", markup)


def test_a_footer_line_gives_each_of_its_contacts() -> None:
    markup = (
        "<div class=footer><p>主办：示例市人民政府　地址：示例市某某路1号　邮编：310000　电话：0571-87051234、87051235　"
        "传真：0571-87051236　邮箱：xxgk@sample.gov.cn</p></div>"
    )

    assert [(row["kind"], row["value"]) for row in table("contact", page("<p>略</p>" * 50, foot=markup))] == [
        ("address", "示例市某某路1号"),
        ("postcode", "310000"),
        ("phone", "0571-87051234"),
        ("phone", "87051235"),
        ("fax", "0571-87051236"),
        ("email", "xxgk@sample.gov.cn"),
    ]


def test_the_head_of_a_table_is_the_label_of_its_columns() -> None:
    markup = (
        "<table><tr><th>序号</th><th>单位名称</th><th>办公地址</th><th>联系电话</th></tr>"
        "<tr><td>1</td><td>示例市教育局</td><td>某某路1号</td><td>87051234</td></tr>"
        "<tr><td>2</td><td>某某街道</td><td>某某路2号</td><td>0571-87051235 87051236</td></tr></table>"
    )
    found = table("contact", markup)

    assert {(row["kind"], row["value"], row["label"], row["unit"]) for row in found} == {
        ("address", "某某路1号", "办公地址", "示例市教育局"),
        ("phone", "87051234", "联系电话", "示例市教育局"),
        ("address", "某某路2号", "办公地址", "某某街道"),
        ("phone", "0571-87051235", "联系电话", "某某街道"),
        ("phone", "87051236", "联系电话", "某某街道"),
    }


def test_a_number_of_two_organisations_names_neither() -> None:
    found = only("contact", "<p>示例市教育局电话：0571-87051234</p><p>示例市民政局电话：0571-87051234</p>")

    assert found["unit"] is None


NUMBERS = {
    "0571-87051234": "0571-87051234",
    "(0571)87051234": "0571-87051234",
    "0571 87051234": "0571-87051234",
    "057187051234": "0571-87051234",
    "+86 571 87051234": "0571-87051234",
    "+86 138 0000 0000": "138****0000",
    "0086-0571-87051234": "0571-87051234",
    "0578-2091234": "0578-2091234",
    "02087051234": "020-87051234",
    "0201-8705123": None,
    "0571-87051234-801": "0571-87051234-801",
    "0571-8705****": None,
    "87051234": "87051234",
    "2091234": "2091234",
    "8705 1234": "87051234",
    "110": "110",
    "12329": "12329",
    "95588": "95588",
    "800-820-1234": "800-8201234",
    "123456789": None,
    "": None,
    "电话": None,
}


@pytest.mark.parametrize(("written", "normal"), NUMBERS.items())
def test_a_telephone_number_is_spelled(written: str, normal: str | None) -> None:
    assert telephones.normal(written) == normal


# --- entries that assist

ENTRIES: dict[str, tuple[str, dict[str, str | None]]] = {
    "barrier-free": (
        "<a href=/wca.html>无障碍浏览</a>",
        {"kind": "barrier-free", "target": HOME + "wca.html", "how": "link"},
    ),
    "by script": (
        "<a href='javascript:;' onclick=x()>进入无障碍</a>",
        {"kind": "barrier-free", "target": None, "how": "script"},
    ),
    "by an event": ("<span onclick=x()>长者模式</span>", {"kind": "elder", "how": "script"}),
    "by words alone": ("<li><span>关怀版</span></li>", {"kind": "elder", "how": "text", "text": "关怀版"}),
    "by a picture": ("<a href=/slh><img alt=适老化版 src=a.png></a>", {"kind": "elder", "how": "image"}),
    "by a tool": (
        "<script src='//gov.govwza.cn/dist/aria.js?appid=1'></script>",
        {"kind": "barrier-free", "how": "script"},
    ),
    "by a button": ("<button>语音朗读</button>", {"kind": "read-aloud", "how": "button"}),
    "sizes of type": (
        "<p>字号：[<a href='javascript:f(1)'>大</a> <a href='javascript:f(2)'>中</a> 小]</p>",
        {"kind": "large-text"},
    ),
    "high contrast": ("<a href='#' onclick=x()>高对比度</a>", {"kind": "high-contrast", "how": "script"}),
    "mobile": ("<a href='http://m.sample.gov.cn/'>手机版</a>", {"kind": "mobile", "target": "http://m.sample.gov.cn/"}),
    "english": ("<a href=/en/>ENGLISH</a>", {"kind": "english", "text": "ENGLISH", "how": "link"}),
    "traditional": ("<a href='javascript:t()'>切換到<em>繁體</em></a>", {"kind": "traditional", "how": "script"}),
    "one character": ("<a href='javascript:t()'>繁</a>", {"kind": "traditional"}),
    "skip": ("<a href='#main'>跳到主要内容</a>", {"kind": "skip-link", "target": "#main", "how": "link"}),
    "skip in English": ("<a href='#content'>Skip to main content</a>", {"kind": "skip-link"}),
    "rss": ("<a href=/rss.xml>RSS订阅</a>", {"kind": "rss", "target": HOME + "rss.xml"}),
    "rss in the head": (
        "<link rel=alternate type=application/rss+xml href=/rss.xml title=要闻>",
        {"kind": "rss", "text": "要闻"},
    ),
}


@pytest.mark.parametrize(("markup", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_is_seen_as(markup: str, expected: dict[str, Any]) -> None:
    holds(only("assist_entry", markup), expected)


NO_ENTRIES = {
    "news": "<a href=/x>我市推进无障碍环境建设</a><a href=/y>敬老月活动启动</a>",
    "a law": "<a href=/x>无障碍环境建设法</a>",
    "a lesson": "<a href=/x>英语四级考试报名</a>",
    "a sentence": "<p>本网站提供无障碍浏览、长者模式等多种服务方式，欢迎广大群众使用。</p>",
    "a jump elsewhere": "<a href=/x>跳转到搜索</a>",
    "a phone shop": "<a href=/x>手机销售</a>",
}


@pytest.mark.parametrize("markup", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_no_entry_is_seen_in(markup: str) -> None:
    assert not table("assist_entry", markup)


def test_one_name_may_be_two_kinds() -> None:
    found = table("assist_entry", "<a href=/x>适老化无障碍</a>")

    assert {row["kind"] for row in found} == {"elder", "barrier-free"}


@pytest.mark.parametrize("first", ["<p><span>无障碍</span></p>", "<a href='javascript:x()'>进入无障碍</a>"])
def test_an_entry_with_a_target_stands_before_one_without(first: str) -> None:
    found = only("assist_entry", f"{first}<a href=/w>无障碍浏览</a>")

    assert (found["target"], found["how"]) == (HOME + "w", "link")


# --- limits

CUTS: dict[str, tuple[str, str, int | None, int]] = {
    "image": ("<img src=a.png>" * 700, "image", 700, 500),
    "heading": ("<h2>甲</h2>" * 501, "heading", 501, 500),
    "language": ("<i lang=en>x</i>" * 25, "language_part", 25, 20),
    "form": ("<form></form>" * 800, "form", 800, 500),
    "field": ("<form>" + "<input name=a>" * 600, "form_field", 600, 500),
    "search links": ("<a href=/x>搜索</a>" * 900, "form", 900, 500),
    "contact": ("".join(f"<p>电话：0571-{20000000 + at}</p>" for at in range(600)), "contact", 600, 500),
    "uncounted": ("<p>电话：0571-87051234" * 9000, "contact", None, 1),
    "loose fields": ("<input name=a>" * 700, "form", None, 0),
}


@pytest.mark.parametrize(("markup", "part", "rows", "kept"), CUTS.values(), ids=CUTS)
def test_a_cut_is_said(markup: str, part: str, rows: int | None, kept: int) -> None:
    cuts = {row["part"]: row for row in table("part_cut", markup)}

    assert cuts[part] == {"part": part, "rows": rows, "kept": kept}
    assert len(table(part, markup)) == kept


def test_a_page_within_the_limits_has_no_cut() -> None:
    assert not table("part_cut", "<img src=a.png>" * 500 + "<h2>甲</h2>" * 500 + "<input placeholder=搜索>" * 200)


BIG = "x" * 1_000_000
HOSTILE: dict[str, Callable[[], str]] = {
    "fields": lambda: "<form>" + "<label>名<input name=a></label>" * 20_000,
    "images in one link": lambda: "<a href=/x>文字" + "<img src=a.png alt=图片>" * 20_000,
    "nesting": lambda: "<div>" * 50_000 + "<input><img src=a><h1>x</h1>电话：0571-87051234",
    "headings around headings": lambda: "<div role=heading>" * 20_000 + "文" * 100_000,
    "one id for all": lambda: "<label for=a>甲</label><input id=a>" * 20_000,
    "ids of nothing": lambda: "<label for=no>x</label>" * 20_000 + "<input aria-labelledby='" + "q " * 5000 + "'>",
    "attributes of a megabyte": lambda: f"<img alt='{BIG}' title='{BIG}' src='{BIG}'><input name='{BIG}' type='{BIG}'>",
    "labels without end": lambda: "联系电话地址办公时间传真邮箱" * 70_000,
    "numbers without end": lambda: "电话：0571-87051234 " * 20_000,
    "at signs": lambda: "a@" * 500_000,
    "area codes": lambda: "(0571-" * 150_000,
    "rows of numbers": lambda: "<table><tr><td>单位<td>电话" + "<tr><td>示例局<td>0571-87051234" * 5_000,
    "hours": lambda: "办公时间：\n上午 8:30\n" * 20_000,
    "entries": lambda: "<a href=/x>无障碍</a>" * 10_000 + "<p>无障碍</p>" * 10_000,
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_comes_to_an_end_and_gives_no_more_than_it_may(markup: Callable[[], str]) -> None:
    """Were a reader worse than linear, this would run for hours."""
    seen = view(markup())
    count = sum(1 for read in READERS for _ in read(seen))

    assert count <= 6 * 501 + 21


# --- what must always hold

TAGS = st.sampled_from(
    sorted(
        words(
            "a b br button div em fieldset form h1 h2 img input label legend li option p select span table tbody td textarea th tr ul"
        )
    )
)
ATTRIBUTES = st.sampled_from(
    sorted(
        words(
            "alt aria-hidden aria-label aria-labelledby aria-level action class colspan for form href id lang method name "
            "onclick placeholder required role src title type value width"
        )
    )
)
VALUES = st.sampled_from(
    [
        *(
            "",
            " ",
            "a",
            "1",
            "true",
            "heading",
            "search",
            "password",
            "hidden",
            "image",
            "搜索",
            "logo.png",
            "/so",
            "#x",
        ),
        *(
            "http://[",
            "javascript:;",
            "tel:0571-87051234",
            "mailto:a@sample.gov.cn",
            "data:image/png;base64,A",
            "\ud800",
        ),
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "电话：",
            "0571-87051234",
            "12345热线",
            "传真",
            "地址：示例市某某路1号",
            "办公时间：工作日 9:00",
            "@",
            "a@sample.gov.cn",
        ),
        *("无障碍", "大 中 小", "繁體", "搜索", "邮编：310000", "示例市教育局", "\n", "\t", "(", "0", "\x00"),
    ]
)
MARKUP = st.lists(
    st.one_of(
        WORDS,
        TAGS.map("</{}>".format),
        st.builds(
            lambda tag, given: f"<{tag} " + " ".join(f"{name}='{value}'" for name, value in given) + ">",
            TAGS,
            st.lists(st.tuples(ATTRIBUTES, VALUES), max_size=4),
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MARKUP)
def test_any_markup_gives_rows_whose_keys_tell_them_apart(markup: str) -> None:
    keys = [
        (row.table.name_of_table, *(row.columns[column] for column in row.table.key if column != "url"))
        for row in parts(markup)
    ]

    assert len(keys) == len(set(keys))


def _recased(markup: str) -> str:
    return re.sub(r"</?[a-z0-9]+|\s[a-z-]+(?==)", lambda found: found[0].upper(), markup)


def _reordered(markup: str) -> str:
    def turned(found: re.Match[str]) -> str:
        return (
            f"<{found[1]} "
            + " ".join(reversed(re.findall(r"""[\w-]+(?:=(?:'[^']*'|"[^"]*"|[^\s>]+))?""", found[2])))
            + ">"
        )

    return re.sub(r"<(\w+)\s([^<>]+)>", turned, markup)


def _wrapped(markup: str) -> str:
    return f"<div class=a1><div class=b2>{markup}</div></div>"


CHANGES = {"upper-case tags": _recased, "attributes in another order": _reordered, "wrappers": _wrapped}
EVERY_CASE = [
    markup
    for cases in (IMAGES, HEADINGS, FORMS, FIELDS, CONTACTS, ENTRIES)
    for markup, _ in cases.values()
    if "<!DOCTYPE" not in markup and "<title" not in markup and "<link" not in markup and "alt=搜<" not in markup
]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_how_a_page_is_written_does_not_change_what_is_seen(change: Callable[[str], str]) -> None:
    def seen(markup: str) -> list[tuple[str, dict[str, Any]]]:
        return [(row.table.name_of_table, dict(row.columns)) for row in parts(markup)]

    assert [markup for markup in EVERY_CASE if seen(change(markup)) != seen(markup)] == []


def test_every_column_a_reader_fills_is_declared_and_every_declared_one_is_filled() -> None:
    filled: dict[str, set[str]] = {}
    for markup in [*EVERY_CASE, "<i lang=en>x</i>" * 21]:
        for row in parts(markup):
            filled.setdefault(row.table.name_of_table, set()).update(row.columns)

    assert {
        one.name_of_table: {column.name for column in one.columns()} - {"evidence", "place", "seen_at", "url"}
        for one in PAGE_PART_TABLES
    } == filled


# --- the real pages


def real(identifier: str) -> str:
    return charset.decode((REAL / f"{identifier}.html").read_bytes(), None).text


REAL_IMAGES = {  # images, and those without an alt or with an empty one, counted by eye
    "shanxi-article": (7, 6, 1),
    "cmse-article-2012": (7, 6, 1),
    "cmse-article-2021": (14, 6, 8),
    "ggzy-contract-shell": (0, 0, 0),
    "sh-wsjkw-column": (0, 0, 0),
    "hd-list": (4, 3, 1),
    "hd-guide": (4, 4, 0),
    "qqhr-notice-list": (1, 1, 0),
    "qqhr-hall": (1, 1, 0),
    "qqhr-personal": (1, 1, 0),
    "ycsyy-home": (24, 16, 8),
    "ycsyy-price-list": (12, 10, 2),
    "ycsyy-mobile-short": (3, 3, 0),
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "counts"), REAL_IMAGES.items())
def test_a_real_page_has_so_many_images_without_alternative_text(identifier: str, counts: tuple[int, int, int]) -> None:
    alternatives = [row["alt"] for row in table("image", real(identifier))]

    assert (len(alternatives), alternatives.count(None), alternatives.count("")) == counts


REAL_FORMS: dict[str, list[tuple[str | None, str | None, str, str]]] = {
    "shanxi-article": [(HOME + "search/sxgovsearch.jsp", "post", "search", "header")],
    "cmse-article-2012": [(HOME + "qwjs/", "get", "search", "header")],
    "cmse-article-2021": [(HOME + "qwjs/", "get", "search", "header")],
    "ggzy-contract-shell": [],
    "sh-wsjkw-column": [],
    "hd-guide": [("http://www.hd.gov.cn/was5/web/search", "post", "search", "main")],
    "hd-list": [
        ("http://www.hd.gov.cn/govsearch/simp_gov_list.jsp", "post", "search", "main"),
        ("http://hdzfxxgk.hd.gov.cn/gjjs/", None, "search", "main"),
    ],
    "qqhr-hall": [(None, None, "search", "header")],
    "qqhr-notice-list": [(None, None, "search", "header")],
    "qqhr-personal": [(None, None, "search", "header")],
    "ycsyy-home": [
        (HOME + "search", "get", "search", "navigation"),
        ("http://192.168.162.72/search", "get", "search", "navigation"),
        ("http://www.ycsyy.com/search/", None, "search", "navigation"),
    ],
    "ycsyy-price-list": [
        (HOME + "search", "get", "search", "navigation"),
        ("http://192.168.162.72/search", "get", "search", "navigation"),
        ("http://www.ycsyy.com/search/", None, "search", "navigation"),
    ],
    "ycsyy-mobile-short": [],
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "expected"), REAL_FORMS.items())
def test_a_real_page_offers_these_forms(
    identifier: str, expected: list[tuple[str | None, str | None, str, str]]
) -> None:
    found = table("form", real(identifier))

    assert [(row["action"], row["method"], row["purpose"], row["region"]) for row in found] == expected


REAL_CONTACTS = {
    "shanxi-article": [],
    "hd-list": [],
    "sh-wsjkw-column": [],
    "ycsyy-mobile-short": [("phone", "020-6666666666", None), ("fax", "020-66886688", "020-66886688")],
    "ycsyy-home": [
        (
            "address",
            "南院区（盐城市人民南路66号）、北院区（盐城市毓龙西路166号）、儿童医院（盐城市毓龙西路6号）、五官科院区（盐城市南城河路12号）",
            None,
        ),
        *(
            ("phone", f"0515-{number}", f"0515-{number}")
            for number in (
                *("66696879", "66696575", "66696899", "88508990", "88508959", "66698899", "66698199"),
                *("88358506", "88361473", "66696800"),
            )
        ),
    ],
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "expected"), REAL_CONTACTS.items())
def test_a_real_page_shows_these_contacts(identifier: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = table("contact", real(identifier))

    assert [(row["kind"], row["value"], row["parsed"]) for row in found] == expected


REAL_ENTRIES = {
    "shanxi-article": {("traditional", "script"), ("barrier-free", "link")},
    "cmse-article-2021": {("english", "link")},
    "sh-wsjkw-column": {("barrier-free", "script")},
    "hd-guide": set(),
    "ycsyy-home": set(),
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "expected"), REAL_ENTRIES.items())
def test_a_real_page_offers_these_entries(identifier: str, expected: set[tuple[str, str]]) -> None:
    assert {(row["kind"], row["how"]) for row in table("assist_entry", real(identifier))} == expected


REAL_HEADINGS = {
    "shanxi-article": [
        (1, "山西省人民政府网站"),
        (3, ""),
        (2, "山西品牌丝路行（南美站）正式启动"),
        (3, "成功举办中国（山西）－巴西双向经贸投资推介会"),
    ],
    "cmse-article-2012": [(2, "友情链接")],
    "hd-list": [(1, "近期信息公开")],
    "qqhr-hall": [],
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "expected"), REAL_HEADINGS.items())
def test_a_real_page_has_these_headings(identifier: str, expected: list[tuple[int, str]]) -> None:
    assert [(row["level"], row["text"]) for row in table("heading", real(identifier))] == expected


REAL_FIELDS = {
    "qqhr-hall": [(None, "请输入搜索项目", "placeholder"), (None, None, "none")],
    "hd-guide": [("searchword", None, "none"), (None, None, "none")],
    "shanxi-article": [("sword", None, "none"), (None, None, "none")],
}


@needs_real_pages
@pytest.mark.parametrize(("identifier", "expected"), REAL_FIELDS.items())
def test_the_fields_of_a_real_page_are_labelled_thus(
    identifier: str, expected: list[tuple[str | None, str | None, str]]
) -> None:
    found = table("form_field", real(identifier))

    assert [(row["name"], row["label"], row["labelled_by"]) for row in found] == expected
