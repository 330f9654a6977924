"""What should not stand on a public page: odd references, placeholders, links only a script follows; marks of the foot."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page import footer
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import Reader
from egovspec.collect.website.readers import odd_links, placeholders, selects
from egovspec.facts.tables.odd import ODD_TABLES
from test_website_documents import REAL, needs_real_pages, rows, view
from websites import FOOTER, HOME, PROSE, page

CLEAN_FOOT = FOOTER.replace("12345678", "05012346").replace("0571-05012346", "0571-87012346")


def clean(main: str, **more: str) -> str:
    """A page without anything odd but what is put on it."""
    return page(main, **{"foot": CLEAN_FOOT, **more})


def odd(markup: str) -> list[tuple[str, str]]:
    return [(row["why"], row["attribute"]) for row in rows(odd_links.read, clean(markup))]


# --- odd references

REFERENCES = {
    # ordinary ones
    "/zwgk/tzgg/t20260203_1.html": None,
    "../a/b.html?x=1&y=2#c": None,
    "http://www.gov.cn/": None,
    "https://www.zj.gov.cn:8443/col/col1/index.html?a=%E4%B8%AD": None,
    "//www.sample.gov.cn/a.js": None,
    "/关于我们.html": None,
    "附件 1.doc": None,
    "tel:0571-87012346": None,
    "data:image/png;base64,AAAA": None,
    "about:blank": None,
    "#top": None,
    "http://1.1.1.1/": None,
    "http://beian.miit.gov.cn/#/Integrated/index": None,
    "https://service.weibo.com/share/share.php?url=http://www.sample.gov.cn/": None,
    "/redirect?to=http://10.0.0.1/": None,
    "http://www.zjtest.gov.cn/": None,
    "http://contest.sample.gov.cn/": None,
    "http://device.sample.gov.cn/": None,
    "http://dept.sample.gov.cn/": None,
    "https://medium.com/@sample/a": None,
    "http://政务.中国/": None,
    "http://[2606:4700:4700::1111]/": None,
    # inner addresses, in any spelling
    "http://192.168.1.10/a.html": "private-address",
    "http://10.0.0.1:8080/": "private-address",
    "https://172.16.3.4": "private-address",
    "//172.31.255.1/x.js": "private-address",
    "http://100.64.0.1/": "private-address",
    "http://169.254.1.1/": "private-address",
    "http://[fd12::1]/": "private-address",
    "http://[fe80::1]/": "private-address",
    "http://0xC0A80101/": "private-address",
    "http://3232235777/": "private-address",
    "http://0300.0250.0.1/": "private-address",
    "http://192.168.257/": "private-address",
    "http://１９２.168.1.1/": "private-address",
    "http://%31%39%32.168.1.1/": "private-address",
    "http://192。168。1。1/": "private-address",
    "ftp://10.1.2.3/pub/": "private-address",
    "http:\\\\192.168.1.1\\a": "private-address",
    "[::ffff:10.0.0.1]": None,
    "http://[::ffff:10.0.0.1]/": "private-address",
    "192.168.1.10/a.html": "private-address",
    "10.0.0.1:8080/a": "private-address",
    "http://172.32.0.1/": None,
    "http://127.0.0.1:8080/cms": "loopback",
    "http://127.1/": "loopback",
    "http://localhost/": "loopback",
    "//LOCALHOST:35729/livereload.js": "loopback",
    "localhost:8080/a": "loopback",
    "http://[::1]/": "loopback",
    "http://0.0.0.0/": "loopback",
    "http://oa/": "single-label-host",
    "http://intranet:8080/x": "single-label-host",
    "//zwgk/tzgg/t1.html": "single-label-host",
    "http://oa.sample.local/": "single-label-host",
    "http://test.sample.gov.cn/": "test-host",
    "http://test2.sample.gov.cn/": "test-host",
    "http://portal-test.sample.gov.cn/a": "test-host",
    "https://dev.sample.com/": "test-host",
    "http://www.example.com/": "test-host",
    "http://www.xxx.gov.cn/": "test-host",
    # files of somebody's own
    "file:///C:/Users/user/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg": "local-file",
    "C:\\图片\\a.jpg": "local-file",
    "D:/a.doc": "local-file",
    "\\\\server\\share\\a.doc": "local-file",
    # broken ones
    "http:/www.sample.gov.cn/a": "unclosed",
    "http//www.sample.gov.cn/": "unclosed",
    "http:www.sample.gov.cn": "unclosed",
    "http://": "unclosed",
    "http：//www.sample.gov.cn/": "unclosed",
    "http:///www.sample.gov.cn/": "unclosed",
    "http://http://www.sample.gov.cn/": "unclosed",
    "http://https//www.sample.gov.cn/": "unclosed",
    "http://www.sample.gov.cnhttp://www.other.gov.cn/": "unclosed",
    "/http://www.sample.gov.cn/": "unclosed",
    "http:// www.sample.gov.cn/": "unclosed",
    "http://www.sample .gov.cn/": "unclosed",
    "%20http://www.sample.gov.cn/": "unclosed",
    "htpp://www.sample.gov.cn/": "unclosed",
    "ttp://www.sample.gov.cn/": "unclosed",
    "www.sample.gov.cn": "unclosed",
    "www.sample.gov.cn/a/": "unclosed",
    "http://www.sample.gov.cn，": "unclosed",
    # who may see what
    "http://admin:secret@www.sample.gov.cn/": "credentials",
    "ftp://user@ftp.sample.gov.cn/": "credentials",
    "/login.do?user=a&pwd=secret": "credentials",
    "/login.do?user=a&pwd=": None,
    # mail
    "mailto:a@sample.gov.cn": None,
    "MAILTO:a@sample.gov.cn;b@sample.gov.cn?subject=x": None,
    "mailto:?subject=x": None,
    "mailto:": "mailto-broken",
    "mailto:a.sample.gov.cn": "mailto-broken",
    "mailto:a＠sample.gov.cn": "mailto-broken",
    "mailto:a@sample": "mailto-broken",
    "a@sample.gov.cn": "mailto-broken",
    # templates
    "{{item.url}}": "unfilled-template",
    "/a/${id}.html": "unfilled-template",
    "<%=url%>": "unfilled-template",
    "%7B%7Burl%7D%7D": "unfilled-template",
    "[!--titleurl--]": "unfilled-template",
    "undefined": "unfilled-template",
    "/null": "unfilled-template",
    "http://undefined/": "unfilled-template",
    "/nullable/a.html": None,
    "/a{1}.html": None,
}


@pytest.mark.parametrize(("reference", "why"), REFERENCES.items())
def test_a_reference_is_odd_for_a_reason(reference: str, why: str | None) -> None:
    assert [row["why"] for row in rows(odd_links.read, clean(f'<a href="{reference}">通知</a>'))] == (
        [why] if why else []
    )


ELEMENTS = {
    "a picture": ('<img src="http://10.0.0.1/a.jpg">', "src"),
    "a form": ('<form action="http://10.0.0.1/search"></form>', "action"),
    "a style": ('<link rel="stylesheet" href="http://10.0.0.1/a.css">', "href"),
    "a plug-in": ('<object data="http://10.0.0.1/a.swf"></object>', "data"),
    "an option": ('<select><option value="http://10.0.0.1/">甲</select>', "value"),
    "a frame": ('<iframe src="http://10.0.0.1/"></iframe>', "src"),
}


@pytest.mark.parametrize(("markup", "attribute"), ELEMENTS.values(), ids=ELEMENTS)
def test_everything_a_page_refers_to_is_looked_at(markup: str, attribute: str) -> None:
    assert odd(markup) == [("private-address", attribute)]


def test_the_value_of_an_option_is_no_address_unless_it_looks_like_one() -> None:
    assert odd('<select><option value="oa"><option value="#"><option value="null"><option value=""></select>') == []


def test_a_password_is_never_a_fact() -> None:
    markup = '<a href="http://admin:secret@oa/?pwd=secret">办公</a>'
    found = rows(odd_links.read, clean(markup))

    assert [row["why"] for row in found] == ["credentials", "single-label-host"]
    assert {row["reference"] for row in found} == {"http://admin:…@oa/?pwd=…"}


def test_a_site_at_an_inner_address_may_link_to_itself() -> None:
    looked = view('<a href="http://10.0.0.1/a.html">甲</a><a href="http://10.0.0.2/">乙</a>', url="http://10.0.0.1/")

    assert [row.columns["reference"] for row in odd_links.read(looked)] == ["http://10.0.0.2/"]


NOWHERE = {
    '<a href="#">更多&gt;&gt;</a>': "empty",
    '<a href="">查看详情</a>': "empty",
    '<a href="javascript:void(0)">[更多]</a>': "script-only",
    "<a href=\"javascript:window.open('/a.html')\">公告</a>": "script-only",
    '<a href="#" onclick="location.href=\'/a.html\'">公告</a>': "script-only",
    '<a href="javascript:goPage(2)">下一页</a>': "script-only",
    "<a href=\"javascript:view('12')\">关于做好有关工作的通知</a>": "script-only",
    '<a href="#">返回顶部</a>': None,
    '<a href="javascript:window.print()">打印</a>': None,
    '<a href="javascript:;" onclick="window.close()">关闭窗口</a>': None,
    '<a href="#">政务公开</a>': None,
    '<a href="#tab1" data-toggle="tab">更多</a>': None,
    '<a href="#" data-toggle="dropdown">更多</a>': None,
    '<a href="javascript:;">国务院部门网站</a>': None,
    '<a href="#">如何申请公开政府信息？</a>': None,
    '<a href="#"><img src="a.jpg"></a>': None,
    '<a name="a">更多</a>': None,
}


@pytest.mark.parametrize(("markup", "why"), NOWHERE.items())
def test_a_link_that_leads_nowhere_is_odd_when_its_text_promises_a_target(markup: str, why: str | None) -> None:
    assert odd(markup) == ([(why, "href")] if why else [])


def test_the_same_reference_with_the_same_text_is_said_once() -> None:
    assert odd('<a href="#">更多</a>' * 3) == [("empty", "href")]


@pytest.mark.parametrize(
    "engine", ["<script>new Vue({el:'#app'})</script>", '<div v-for="a in b"></div>', '<script src="/js/vue.min.js"></script>']
)  # fmt: skip
def test_what_an_engine_in_the_browser_fills_is_not_unfilled(engine: str) -> None:
    markup = f'<div id="app"><a href="{{{{url}}}}">{{{{title}}}}</a><p>${{name}}</p></div>{engine}'

    assert odd(markup) == []
    assert rows(placeholders.read, clean(markup)) == []


# --- placeholders


def held(markup: str) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["found_in"], row["value"]) for row in rows(placeholders.read, markup)]


def foot(text: str) -> str:
    return page("", foot=f'<div class="footer"><p>版权所有：示例市人民政府　{text}</p></div>')


IN_FOOT = {
    "粤ICP备88888888号": ("sample-icp", "粤ICP备88888888号"),
    "浙ICP备12345678号-1": ("sample-icp", "浙ICP备12345678号"),
    "浙ICP备XXXXXXXX号": ("sample-icp", "浙ICP备XXXXXXXX号"),
    "浙ICP备000000号": ("sample-icp", "浙ICP备000000号"),
    "浙公网安备 00000000000000号": ("sample-police", "浙公网安备 00000000000000号"),
    "浙公网安备12345678901234号": ("sample-police", "浙公网安备12345678901234号"),
    "网站标识码：0000000000": ("sample-site-id", "标识码：0000000000"),
    "网站标识码：XXXXXXXXXX": ("sample-site-id", "标识码：XXXXXXXXXX"),
    "网站标识码：bm00000000": ("sample-site-id", "标识码：bm00000000"),
    "电话：0571-12345678": ("sample-phone", "0571-12345678"),
    "电话：0571-XXXXXXXX": ("sample-phone", "0571-XXXXXXXX"),
    "联系电话：00000000": ("sample-phone", "00000000"),
    "邮箱：xxx@xxx.com": ("sample-mail", "xxx@xxx.com"),
    "邮箱：office@example.com": ("sample-mail", "office@example.com"),
    "{{siteName}}": ("template-syntax", "{{siteName}}"),
}


@pytest.mark.parametrize(("text", "expected"), IN_FOOT.items())
def test_a_sample_at_the_foot_is_a_placeholder(text: str, expected: tuple[str, str]) -> None:
    assert held(foot(text)) == [(expected[0], "footer", expected[1])]


REAL_NUMBERS = [
    "浙ICP备05012346号-1", "京ICP备2021012345号", "粤ICP备11111112号", "晋ICP备12000773号", "京公网安备11010202007633号",
    "网站标识码：3301000001", "网站标识码：bm01000001", "网站标识码：1100000000", "电话：0571-88888888", "电话：12345", "热线：0571-87012345",
    "邮编：310000", "邮箱：abc123@sample.gov.cn", "邮箱：test1@sample.gov.cn", "传真：0571-85000000",
]  # fmt: skip


@pytest.mark.parametrize("text", REAL_NUMBERS)
def test_a_number_somebody_may_have_is_no_placeholder(text: str) -> None:
    assert held(foot(text)) == []


IN_TEXT = {
    "a tag of DedeCMS": ("<p>{dede:field.title/}</p>", "template-syntax", "{dede:field.title/}"),
    "a tag of EmpireCMS": ("<p>[!--newstext--]</p>", "template-syntax", "[!--newstext--]"),
    "an expression of JSP": ("<p>标题：${article.title}</p>", "template-syntax", "${article.title}"),
    "an expression of Velocity": ("<p>$!{title}</p>", "template-syntax", "$!{title}"),
    "an expression of ASP": ("<p><%=title%></p>", "template-syntax", "<%=title%>"),
    "an expression of Smarty": ("<p>{$title}</p>", "template-syntax", "{$title}"),
    "a block of Jinja": ("<p>{% block main %}</p>", "template-syntax", "{% block main %}"),
    "Latin filler": ("<p>Lorem ipsum dolor sit amet</p>", "filler-text", "Lorem ipsum"),
    "filler": ("<p>这里是内容</p>", "filler-text", "这里是内容"),
    "filler for a picture": ("<p>此处插入图片</p>", "filler-text", "此处插入图片"),
    "a test": ("<li>测试测试</li>", "filler-text", "测试测试"),
    "a numbered test": ("<li>测试文章1</li>", "filler-text", "测试文章1"),
    "titles in a row": ("<li>标题标题标题</li>", "filler-text", "标题标题标题"),
    "a zero date of publication": ("<p>发布时间：1970-01-01 08:00</p>", "sample-date", "1970-01-01"),
    "no date at all": (
        "<li>关于开展工作的通知<td>0000-00-00</td></li><p>[0000-00-00]</p>",
        "sample-date",
        "0000-00-00",
    ),
    "a labelled mailbox": ("<p>电子邮箱：xxx@xxx.com</p>", "sample-mail", "xxx@xxx.com"),
}


@pytest.mark.parametrize(("markup", "kind", "value"), IN_TEXT.values(), ids=IN_TEXT)
def test_what_a_template_left_in_the_text_is_a_placeholder(markup: str, kind: str, value: str) -> None:
    assert held(clean(markup)) == [(kind, "text", value)]


IN_EARNEST = {
    "how a filing number looks": "<p>请在网站首页底部标明备案号，如：浙ICP备XXXXXXXX号。</p>",
    "a form to be filled": "<p>（请在此处填写申请人姓名，不得涂改）</p>",
    "a test under pressure": "<p>压力测试测试结果符合要求</p>",
    "a column of tests": "<li>心理测试</li><li>测试</li>",
    "a date of birth": "<p>出生日期：1970-01-01</p><td>1900-01-01</td>",
    "a programme": "<pre>echo ${HOME} {{ name }}</pre>",
    "a formula": "<p>其中 ${x}^2$ 与 \\${y} 为变量</p>",
    "braces": "<p>集合{a,b}与{1,2,3}，比例{50%}</p>",
    "brackets": "<p>[2026]3号 [附件] [field]</p>",
    "a number kept from view": "<p>联系电话：***********，身份证号：XXXXXXXXXXXXXXXXXX</p>",
    "how a mailbox looks": "<p>请按 xxx@xxx.com 的格式填写。</p>",
    "a heading": "<h2>标题</h2><h2>示例</h2><h2>此处风景独好</h2>",
    "less than": "<p>误差<5%，增长<%3></p>",
    "prose": f"<p>{PROSE}</p>",
}


@pytest.mark.parametrize("markup", IN_EARNEST.values(), ids=IN_EARNEST)
def test_what_a_page_may_say_in_earnest_is_no_placeholder(markup: str) -> None:
    looked = view(clean(markup))

    assert [dict(row.columns) for row in placeholders.read(looked)] == []


TITLES = {
    "无标题文档": "default-title",
    "untitled document": "default-title",
    "新建网页 1": "default-title",
    "Insert title here": "default-title",
    "Welcome to nginx!": "default-title",
    "IIS Windows Server": "default-title",
    "Apache2 Ubuntu Default Page: It works": "default-title",
    "Apache Tomcat/8.5.31": "default-title",
    "网站标题": "default-title",
    "Document": "default-title",
    "{{title}}-示例市人民政府": "template-syntax",
    "[!--pagetitle--]": "template-syntax",
    "示例市人民政府": None,
    "网站标题党专项整治的通知": None,
    "Document Exchange": None,
    "关于[2026]3号文件的说明": None,
}


@pytest.mark.parametrize(("title", "kind"), TITLES.items())
def test_a_title_may_be_one_nobody_wrote(title: str, kind: str | None) -> None:
    assert [(found[0], found[1]) for found in held(clean("", title=title))] == ([(kind, "title")] if kind else [])


TAGS = {
    ("SiteIDCode", "0000000000"): "sample-site-id",
    ("SiteIDCode", "XXXXXXXXXX"): "sample-site-id",
    ("SiteIDCode", "3301000001"): None,
    ("SiteName", "网站名称"): "filler-text",
    ("SiteDomain", "www.xxx.gov.cn"): "filler-text",
    ("ColumnName", "栏目名称"): "filler-text",
    ("ColumnName", "{{columnName}}"): "template-syntax",
    ("ArticleTitle", "${title}"): "template-syntax",
    ("PubDate", "0000-00-00 00:00"): "sample-date",
    ("PubDate", "YYYY-MM-DD HH:MM"): "filler-text",
    ("PubDate", "2026-02-03 10:00"): None,
    ("Keywords", "网站名称"): None,
    ("viewport", "{{x}}"): None,
}


@pytest.mark.parametrize(("tag", "kind"), TAGS.items())
def test_a_tag_may_still_hold_its_example(tag: tuple[str, str], kind: str | None) -> None:
    found = held(clean("", tags='<meta name="{}" content="{}">'.format(*tag)))

    assert [(each[0], each[1]) for each in found] == ([(kind, "tag")] if kind else [])


def test_a_sample_mailbox_is_seen_in_an_address() -> None:
    assert held(clean('<a href="mailto:xxx@xxx.com">写信</a>')) == [("sample-mail", "link", "xxx@xxx.com")]


# --- links only a script follows


def scripted(markup: str) -> list[tuple[str, str]]:
    return [(row["target"].removeprefix(HOME), row["how"]) for row in rows(selects.read, clean(markup))]


SCRIPTED = {
    "an option": ('<select><option value="http://www.gov.cn/">甲</select>', [("http://www.gov.cn/", "option")]),
    "an option that is a page": ('<select><option value="/zwgk/a.html">甲</select>', [("zwgk/a.html", "option")]),
    "an option that is a directory": ('<select><option value="/zwgk/">甲</select>', [("zwgk/", "option")]),
    "options that are values": ('<select><option value="330100"><option value="全部"><option value="#"><option value="/"></select>', []),
    "a click that moves": ("<li onclick=\"location.href='/a.html'\">甲</li>", [("a.html", "onclick")]),
    "a click that moves the window": ('<td onclick="window.location = &quot;b.html&quot;">', [("zwgk/b.html", "onclick")]),
    "a click that replaces": ("<b onclick=\"top.location.replace('/a.html')\">甲</b>", [("a.html", "onclick")]),
    "a click that opens": ("<p onclick=\"window.open('//www.zj.gov.cn/','_blank')\">", [("http://www.zj.gov.cn/", "onclick")]),
    "a click that calls": ("<p onclick=\"openUrl('http://www.zj.gov.cn/')\">", [("http://www.zj.gov.cn/", "onclick")]),
    "an address that is a script": ("<a href=\"javascript:window.open('/a.html')\">甲</a>", [("a.html", "script-open")]),
    "an address put together": ("<p onclick=\"location.href='/show?id='+id\">", []),
    "a list that opens what is chosen": ('<select onchange="window.open(this.value)"></select>', []),
    "making it the home page": ("<a onclick=\"setHomePage(this,'http://www.sample.gov.cn')\">设为首页</a>", []),
    "a script that does something else": ("<a onclick=\"alert('http://x.gov.cn')\">甲</a>", []),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), SCRIPTED.values(), ids=SCRIPTED)
def test_a_script_leads_to(markup: str, expected: list[tuple[str, str]]) -> None:
    markup = f"<table><tr>{markup}</tr></table>" if markup.startswith("<td") else markup
    assert scripted(markup) == expected


def test_a_target_is_said_once_with_where_it_was_first_seen_and_whose_it_is() -> None:
    markup = '<select><option label="部门" value="http://www.zj.gov.cn/"></select><p onclick="open(\'http://www.zj.gov.cn\')">省</p>'
    (row,) = rows(selects.read, clean(markup))

    assert (row["text"], row["region"], row["internal"]) == ("部门", "main", False)


# --- marks of the foot


def marks(markup: str) -> dict[str, tuple[str, str | None, str | None]]:
    looked = view(markup)
    found = footer.read(looked.document, looked.regions, shell=False).marks
    return {mark.mark: (mark.value, mark.target, mark.code) for mark in found}


def test_a_mark_says_where_it_leads_and_which_number_it_carries_there() -> None:
    """A foot copied from another site shows this site's name over another site's numbers."""
    shown = marks(page(""))

    assert shown["error-report"][1:] == (
        "https://zfwzxx.www.gov.cn/check_web/errorInfo_zfwzxx.jsp?site_code=3301000001",
        "3301000001",
    )
    assert shown["public-security"] == (
        "浙公网安备33010002000123号",
        "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=33010002000123",
        "33010002000123",
    )
    assert shown["conac"][1:] == ("https://bszs.conac.cn/sitename?method=show&id=0A1B2C3D4E5F", "0A1B2C3D4E5F")
    assert shown["icp"][1:] == ("https://beian.miit.gov.cn/", None)
    assert shown["site-map"][1:] == ("/wzdt/", None)
    assert shown["site-id"][1:] == (None, None)


DRAWN = {
    "the entry for errors": (
        '<script id="_jiucuo_" sitecode="3301000002" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>',
        ("error-report", "https://zfwzgl.www.gov.cn/exposure/jiucuo.js", "3301000002"),
    ),
    "the mark of the staffing office": (
        "<script>document.write(unescape(\"%3Cscript src='//dcs.conac.cn/js/33/000/0000/60123456/CA330000000601234560001.js'\"));</script>",
        ("conac", "//dcs.conac.cn/js/33/000/0000/60123456/CA330000000601234560001.js", "CA330000000601234560001"),
    ),
}


@pytest.mark.parametrize(("markup", "expected"), DRAWN.values(), ids=DRAWN)
def test_a_mark_a_script_draws_says_the_same(markup: str, expected: tuple[str, str, str]) -> None:
    shown = marks(page("", foot=markup))

    assert (shown[expected[0]][1], shown[expected[0]][2]) == expected[1:]


def test_a_filing_shown_beside_its_link_takes_the_links_number() -> None:
    link = '<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=33010002000123"><img src="a.png"></a>'
    shown = marks(
        page("", foot=f'<div class="footer">主办单位：示例市政府 {link}<p>浙公网安备 33010002000123号</p></div>')
    )

    assert shown["public-security"][0] == "浙公网安备33010002000123号"
    assert shown["public-security"][2] == "33010002000123"


# --- the real pages


@needs_real_pages
def test_the_real_pages_hold_what_a_person_found_in_them_and_nothing_else() -> None:
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(REAL.glob("*.html")):
        looked = view(file.read_text("utf-8", errors="replace"))
        found[file.stem] = [(row.columns["why"], row.columns["reference"]) for row in odd_links.read(looked)]
        found[file.stem] += [(row.columns["kind"], row.columns["value"]) for row in placeholders.read(looked)]

    more = [("script-only", "javascript:void(0);")]
    search = ("private-address", "http://192.168.162.72/search")
    assert {name: rows for name, rows in found.items() if rows} == {
        "qqhr-hall": more,
        "qqhr-notice-list": more,
        "qqhr-personal": more,
        "ycsyy-home": [search, ("private-address", "http://192.168.162.72/index.php/cms/item-list-category-852.shtml")],
        "ycsyy-mobile-short": [
            ("private-address", "http://192.168.162.72/admin.php/cms/item-view_to_html"),
            ("sample-icp", "粤ICP备88888888号"),
        ],
        "ycsyy-price-list": [search],
    }


@needs_real_pages
def test_the_links_of_a_real_portal_to_other_governments_stand_in_its_options() -> None:
    markup = (REAL / "hd-list.html").read_text("utf-8", errors="replace")
    seen = {row["target"] for row in rows(selects.read, markup) if row["how"] == "option"}

    assert len(seen) == 149
    assert {"http://www.forestry.gov.cn/", "http://www.wuan.gov.cn/", "http://www.nmpa.gov.cn/WS04/CL2042/"} <= seen


# --- what always holds

READERS: tuple[Reader, ...] = (odd_links.read, placeholders.read, selects.read)
PIECES = [
    '<a href="http://10.0.0.1/">', '<a href="#">', "</a>", "更多", "{{x}}", "${y}", "<%= z %>", "[!--t--]", "{dede:", "}}", "<option value=http://a.cn/>",
    "<select>", "<p onclick=\"location='/a'\">", "测试测试", "\n", "ICP备", "88888888", "标识码：", "XXXXXXXXXX", "<div class=footer>", "</div>", "@",
    "xxx@xxx.com", "0000-00-00", "<img src='http://[::1'>", "<a href='http://[10.0.0.1/'>", "<a href='mailto:'>", "<title>无标题文档</title>", "\x00", "<pre>",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_page_stops_a_reader_and_every_row_fits_its_table(pieces: list[str]) -> None:
    for read in READERS:
        rows(read, "".join(pieces), Kind.OTHER)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="htps:/\\.@[]{}%$ 0129axw", max_size=40))
def test_no_reference_stops_a_reader(reference: str) -> None:
    escaped = reference.replace("&", "&amp;").replace('"', "&quot;").replace("\x00", "")
    markup = f'<a href="{escaped}" onclick="{escaped}">更多</a><select><option value="{escaped}"></select>'
    for read in READERS:
        rows(read, markup)
    list(odd_links.oddities(reference))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["div", "section", "div class=con", "center"]), max_size=4), st.booleans())
def test_wrappers_and_the_case_of_tags_do_not_change_a_row(wrappers: list[str], loud: bool) -> None:
    inner = (
        '<p><a href="http://10.0.0.1/">甲</a><a href="#">更多</a></p><p>{{title}}</p><p>测试测试</p>'
        '<p onclick="location.href=\'/a.html\'">乙</p><select><option value="http://www.gov.cn/"></select>'
    )
    wrapped = "".join(f"<{tag}>" for tag in wrappers) + inner
    wrapped += "".join(f"</{tag.split()[0]}>" for tag in reversed(wrappers))
    if loud:
        wrapped = re.sub(r"(</?)([a-z]+)", lambda found: found[1] + found[2].upper(), wrapped)

    assert [rows(read, clean(wrapped)) for read in READERS] == [rows(read, clean(inner)) for read in READERS]


HOSTILE = {
    "50 000 options": "<select>" + "".join(f"<option value='http://h{n}.gov.cn/'>甲" for n in range(50_000)),
    "an option of 1 MB": "<select><option value='http://" + "a" * 1_000_000 + "'>",
    "a reference of 1 MB": "<a href='" + "a/" * 500_000 + "'>更多</a>",
    "20 000 inner addresses": "".join(f"<a href='http://10.0.{n // 250}.{n % 250}/{n}'>甲</a>" for n in range(20_000)),
    "40 000 pairs of braces": "<p>{{x}}</p>" * 40_000,
    "open braces": "<p>" + "{{" * 300_000,
    "open signs of every kind": "<p>" + "<%${[!--{$a[field:x" * 30_000,
    "nested handlers": "<div onclick=\"open('/a')\">甲" * 20_000,
    "a handler of 1 MB": "<p onclick=\"open('/a');" + "open(" * 200_000 + '">',
    "1 MB of sample numbers": "<p>" + "浙ICP备88888888号 " * 60_000,
    "1 MB of blanks in a host": "<a href='http://" + " " * 1_000_000 + "x'>甲</a>",
    "1 MB of letters before a mailbox": "<p>邮箱：" + "x" * 1_000_000 + "@xxx.com",
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_comes_to_an_end_and_gives_no_more_than_it_may(markup: str) -> None:
    """Were a reader worse than linear, this would run for hours."""
    looked = view(f"<body>{markup}</body>")
    for read in READERS:
        assert sum(1 for _ in read(looked)) <= 5001


def test_what_a_limit_leaves_out_is_a_row_of_its_own() -> None:
    found = rows(odd_links.read, "".join(f'<a href="http://10.0.{n // 250}.{n % 250}/">甲</a>' for n in range(507)))

    assert len(found) == 500 + 1
    assert found[-1] == {"part": "odd_link", "rows": 507, "kept": 500}


def test_every_column_is_told_in_both_languages() -> None:
    columns: list[tuple[str, Any]] = [(t.name_of_table, c) for t in ODD_TABLES for c in t.columns()]

    assert not [(table, c.name) for table, c in columns if not c.meaning.zh or not c.meaning.en]
