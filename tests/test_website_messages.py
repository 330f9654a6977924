"""Published messages and their replies as portals lay them out, and what is no message. Every person here is invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egovspec.collect.website.page import html
from egovspec.collect.website.page.kinds import Kind
from egovspec.collect.website.page.parts import View
from egovspec.collect.website.page.regions import Regions
from egovspec.collect.website.page.urls import Site, absolute
from egovspec.collect.website.readers import messages
from egovspec.collect.website.readers.message_words import blotted, no_reply, state_in
from egovspec.facts.tables.messages import Message
from websites import CAPTURED, HOME, PROSE, ZONE, page, rows

REAL = Path(__file__).parents[2] / "shared" / "real" / "portal"
URL = HOME + "hdjl/xjxd/a.html"
LETTERS = '<meta name="ColumnName" content="信件选登">'


def read(markup: str, kind: Kind = Kind.COLUMN) -> list[Mapping[str, Any]]:
    document = html.parse(markup)
    tags = {
        document.elements[index].get("name"): document.elements[index].get("content") for index in document.of("meta")
    }
    view = View(
        URL, Site(HOME), kind, document, Regions(document), tags, CAPTURED, ZONE, lambda href: absolute(URL, href)
    )
    return [row.columns for row in messages.read(view)]


def some(columns: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(columns[name] for name in names)


# --- lists

HEAD = ("标题", "来信时间", "回复时间", "状态", "受理部门")
LINES = (
    ("<a href='/x/1.html'>关于社保的咨询</a>", "2026-02-01", "2026-02-03 10:00", "已回复", "市人社局"),
    ("<a href='/x/2.html'>路灯不亮</a>", "2026-02-05", "", "办理中", "市城管局"),
)
READ = [
    ("关于社保的咨询", HOME + "x/1.html", date(2026, 2, 1), date(2026, 2, 3), "已回复", "市人社局"),
    ("路灯不亮", HOME + "x/2.html", date(2026, 2, 5), None, "办理中", "市城管局"),
]
COLUMNS = ("title", "message_url", "asked_on", "replied_on", "state", "reply_unit")


def grid(row: str, cell: str, head: str = "", holder: str = "{}", body: str = "{}") -> str:
    heads = row.format("".join((head or cell).format(text) for text in HEAD))
    lines = [row.format("".join(cell.format(text) for text in line)) for line in LINES]
    return holder.format(heads) + body.format("".join(lines))


LISTS = {
    "a table": "<table>" + grid("<tr>{}</tr>", "<td>{}</td>", "<th>{}</th>") + "</table>",
    "a head and a body": grid("<tr>{}</tr>", "<td>{}</td>", "<th>{}</th>", "<table><thead>{}</thead>", "<tbody>{}</tbody></table>"),
    "the heads in a table of their own": grid("<tr>{}</tr>", "<td>{}</td>", "", "<table>{}</table>", "<table>{}</table>"),
    "blanks inside the heads": "<table>" + grid("<tr>{}</tr>", "<td>{}</td>").replace("来信时间", "来 信 时 间") + "</table>",
    "a list for each row": grid("<ul>{}</ul>", "<li>{}</li>"),
    "spans in items": grid("<li>{}</li>", "<span>{}</span>", "", "<ul>{}", "{}</ul>"),
    "the heads over the list": grid("<div>{}</div>", "<span>{}</span>", "", "{}", "<div class='list'>{}</div>"),
    "blocks in rows": grid("<div class='row'>{}</div>", "<div>{}</div>"),
    "a link around each row": "<ul>" + grid("<li>{}</li>", "<span>{}</span>").replace("<a href", "<b title").replace("</a>", "</b>") + "</ul>",
    "labels in each item": "<ul>" + "".join(
        f"<li><h3>{a}</h3><p>来信时间：{b}</p><p>回复时间：{c}</p><p>办理状态：{d}</p><p>受理部门：{e}</p></li>" for a, b, c, d, e in LINES
    ) + "</ul>",
    "labels on one line of each item": "<ul>" + "".join(
        f"<li>{a}<p>来信时间：{b}　回复时间：{c}　状态：{d}　受理部门：{e}</p></li>" for a, b, c, d, e in LINES
    ) + "</ul>",
    "labels beside spans": "<ul>" + "".join(
        f"<li>{a}<p><b>来信时间：</b><span>{b}</span> <b>回复时间：</b><span>{c}</span> <b>状态：</b><span>{d}</span> <b>承办单位：</b><span>{e}</span></p></li>"
        for a, b, c, d, e in LINES
    ) + "</ul>",
}  # fmt: skip


@pytest.mark.parametrize("main", LISTS.values(), ids=LISTS)
def test_a_list_of_messages_says_the_same_however_it_is_laid_out(main: str) -> None:
    linked = "<b title" not in main
    seen = read(page(main))

    expected = [one if linked else (one[0], None, *one[2:]) for one in READ]
    assert [some(one, *COLUMNS) for one in seen] == expected
    assert [some(one, "ordinal", "shown_on", "dated_by", "on_page") for one in seen] == [
        (1, "list", "label", 2),
        (2, "list", "label", 2),
    ]
    assert seen[0]["replied_at"] == datetime(2026, 2, 3, 10)
    assert {one["reply_length"] for one in seen} == {None}


def items(form: str, count: int = 3) -> str:
    return "<ul>" + "".join(f"<li>{form.format(at=at)}</li>" for at in range(1, count + 1)) + "</ul>"


ROWS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "a state and a date": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a><em>已办结</em><i>2026-02-0{at}</i>")),
        ("关于路灯的问题", None, date(2026, 2, 1), None, "已办结", "position"),
    ),
    "a kind in brackets": (
        page(items("<a href='/{at}.html'>[投诉] 关于路灯的问题</a> [已回复] 2026-02-0{at}")),
        ("关于路灯的问题", "投诉", date(2026, 2, 1), None, "已回复", "position"),
    ),
    "two dates": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a> 2026-02-0{at} 2026-02-1{at} 已回复")),
        ("关于路灯的问题", None, date(2026, 2, 1), date(2026, 2, 11), "已回复", "position"),
    ),
    "no state under a column of letters": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a> 2026-02-0{at}"), tags=LETTERS),
        ("关于路灯的问题", None, date(2026, 2, 1), None, None, "position"),
    ),
    "no state under a title of letters": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a> 2026-02-0{at}"), title="市长信箱-示例市人民政府"),
        ("关于路灯的问题", None, date(2026, 2, 1), None, None, "position"),
    ),
    "the reply named beside the date": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a> 回复时间：2026-02-0{at}")),
        ("关于路灯的问题", None, None, date(2026, 2, 1), None, "label"),
    ),
    "the reply named in a sentence": (
        page(items("<a href='/{at}.html'>关于路灯的问题</a> 市城管局回复于2026-02-0{at}"), tags=LETTERS),
        ("关于路灯的问题", None, None, date(2026, 2, 1), None, "label"),
    ),
    "messages about errors of the site": (
        page(items("<a href='/{at}.html'>首页链接打不开</a> 2026-02-0{at}"), tags='<meta name="ColumnName" content="网站找错">'),
        ("首页链接打不开", None, date(2026, 2, 1), None, None, "position"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), ROWS.values(), ids=ROWS)
def test_rows_without_headings_are_read(markup: str, expected: tuple[Any, ...]) -> None:
    seen = read(markup)

    assert len(seen) == 3
    assert some(seen[0], "title", "kind", "asked_on", "replied_on", "state", "dated_by") == expected
    assert [one["message_url"] for one in seen] == [HOME + f"{at}.html" for at in (1, 2, 3)]


# --- pages of one message

FIELDS = {
    "信件标题": "路灯不亮",
    "信件编号": "20260205001",
    "信件类型": "投诉",
    "来信人": "张某",
    "联系电话": "13800000000",
    "来信时间": "2026-02-05 08:30",
    "来信内容": "我家门口的路灯不亮了，<br>请修理。",
    "办理状态": "已办结",
    "回复单位": "示例市城市管理局",
    "回复时间": "2026-02-08 17:05:00",
    "回复内容": "您好，<p>路灯已修复。</p>",
}
TOLD = {
    "title": "路灯不亮",
    "message_url": URL,
    "number": "20260205001",
    "kind": "投诉",
    "asked_on": date(2026, 2, 5),
    "asked_at": datetime(2026, 2, 5, 8, 30),
    "replied_on": date(2026, 2, 8),
    "replied_at": datetime(2026, 2, 8, 17, 5),
    "dated_by": "label",
    "reply_unit": "示例市城市管理局",
    "reply_length": 9,
    "question_length": 15,
    "state": "已办结",
    "shown_on": "detail",
    "scripted": False,
    "ordinal": 1,
    "on_page": 1,
}


def detail(form: str, fields: Mapping[str, str] = FIELDS) -> str:
    return "".join(form.format(a=a, b=b) for a, b in fields.items())


def two_a_row() -> str:
    short = [pair for pair in FIELDS.items() if "内容" not in pair[0]][:8]
    pairs = "".join(
        f"<tr><th>{a}</th><td>{b}</td><th>{c}</th><td>{d}</td></tr>"
        for (a, b), (c, d) in zip(short[::2], short[1::2], strict=True)
    )
    rest = [pair for pair in FIELDS.items() if pair not in short]
    return "<table>" + pairs + "".join(f"<tr><th>{a}</th><td colspan='3'>{b}</td></tr>" for a, b in rest) + "</table>"


DETAILS = {
    "label and value cells": "<table>" + detail("<tr><td>{a}</td><td>{b}</td></tr>") + "</table>",
    "two pairs a row": two_a_row(),
    "colons and blanks in the labels": "<table>" + detail("<tr><td>{a}：</td><td> {b} </td></tr>").replace("来信", "来 信") + "</table>",
    "terms and definitions": "<dl>" + detail("<dt>{a}</dt><dd>{b}</dd>") + "</dl>",
    "label: value": detail("<div>{a}：{b}</div>"),
    "labels in spans": detail("<div><span>{a}：</span><span>{b}</span></div>"),
    "labels in list items": "<ul>" + detail("<li><label>{a}</label><div>{b}</div></li>") + "</ul>",
    "headings": detail("<h4>{a}</h4><div>{b}</div>"),
    "labels in brackets": detail("<p>【{a}】{b}</p>"),
    "other words": "<table>"
    + detail("<tr><td>{a}</td><td>{b}</td></tr>").translate(str.maketrans({}))
    .replace("信件标题", "留言标题").replace("来信时间", "留言日期").replace("来信内容", "咨询内容").replace("回复单位", "承办单位")
    .replace("回复时间", "办结时间").replace("回复内容", "答复意见").replace("办理状态", "处理状态") + "</table>",
}  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.ITEM, Kind.OTHER])
@pytest.mark.parametrize("main", DETAILS.values(), ids=DETAILS)
def test_a_message_says_the_same_however_it_is_laid_out(main: str, kind: Kind) -> None:
    (seen,) = read(page(main), kind)

    assert dict(seen) == TOLD


def without(*labels: str) -> str:
    return "<table>" + detail("<tr><td>{a}</td><td>{b}</td></tr>", {a: b for a, b in FIELDS.items() if a not in labels}) + "</table>"  # fmt: skip


def instead(**values: str) -> str:
    return "<table>" + detail("<tr><td>{a}</td><td>{b}</td></tr>", {**FIELDS, **values}) + "</table>"


GAPS: dict[str, tuple[str, dict[str, Any]]] = {
    "no time of the message": (without("来信时间"), {"asked_on": None, "asked_at": None, "replied_on": date(2026, 2, 8)}),
    "no time of the reply": (without("回复时间"), {"replied_on": None, "replied_at": None, "dated_by": "label"}),
    "no times": (without("来信时间", "回复时间"), {"asked_on": None, "replied_on": None, "dated_by": None}),
    "an empty time": (instead(回复时间=""), {"replied_on": None}),
    "a time of publication first": ("<p>发布时间：2026-02-09</p>" + without(), {"asked_on": date(2026, 2, 5), "dated_by": "label"}),
    "no unit": (without("回复单位"), {"reply_unit": None}),
    "no reply": (without("回复内容"), {"reply_length": None, "question_length": 15}),
    "an empty reply": (instead(回复内容=""), {"reply_length": 0}),
    "a reply that is none yet": (instead(回复内容="暂未回复"), {"reply_length": 0}),
    "a date without a time": (instead(来信时间="2026年2月5日"), {"asked_on": date(2026, 2, 5), "asked_at": None}),
    "a title only in the heading": ("<h2>路灯不亮</h2>" + without("信件标题"), {"title": "路灯不亮"}),
    "a placeholder": (instead(回复内容="{{ letter.reply }}"), {"reply_length": None, "scripted": True}),
    "a part a script fills": (instead(回复内容="<div id='reply'></div>") + "<script>fill()</script>", {"reply_length": None, "scripted": True}),
}  # fmt: skip


@pytest.mark.parametrize(("main", "expected"), GAPS.values(), ids=GAPS)
def test_what_a_message_lacks_is_empty(main: str, expected: dict[str, Any]) -> None:
    (seen,) = read(page(main), Kind.ITEM)

    assert {name: seen[name] for name in expected} == expected


def test_text_below_the_lines_of_its_part_is_the_message_or_the_reply() -> None:
    part = "<div><h2>{}</h2><p>{}：{}</p><p>{}：2026-02-0{}</p><p>{}</p><p>{}</p></div>"
    asked = part.format("留言内容", "信件类型", "咨询", "留言时间", 5, "路灯不亮了。", "请修理。")
    replied = part.format("答复内容", "答复单位", "示例市城市管理局", "答复时间", 8, "您好。", "一、已修复。")

    (seen,) = read(page(f"<h1>路灯不亮</h1><div>{asked}{replied}</div>"), Kind.ITEM)
    (unanswered,) = read(page(f"<h1>路灯不亮</h1><div>{asked}<h2>答复内容</h2><p>答复单位：</p></div>"), Kind.ITEM)

    assert some(seen, "title", "kind", "question_length", "reply_length") == ("路灯不亮", "咨询", 10, 9)
    assert some(seen, "asked_on", "replied_on", "reply_unit") == (
        date(2026, 2, 5),
        date(2026, 2, 8),
        "示例市城市管理局",
    )
    assert unanswered["reply_length"] == 0


def test_messages_block_after_block_are_a_list_with_their_replies() -> None:
    seen = read(page(("<div class='q'>" + detail("<p>{a}：{b}</p>") + "</div>") * 3))

    assert [some(one, "ordinal", "shown_on", "reply_length", "on_page") for one in seen] == [
        (at, "list", 9, 3) for at in (1, 2, 3)
    ]
    assert {one["message_url"] for one in seen} == {None}


def test_a_bare_time_does_not_say_whose_it_is() -> None:
    seen = read(page(LISTS["a table"].replace("来信时间", "时间")))

    assert [one["dated_by"] for one in seen] == ["position", "position"]


def test_messages_beyond_the_limit_are_counted() -> None:
    seen = read(page(items("<a href='/{at}.html'>关于路灯的问题</a> 已办结 2026-02-01", messages.MESSAGES_AT_MOST + 7)))

    assert len(seen) == messages.MESSAGES_AT_MOST
    assert {one["on_page"] for one in seen} == {messages.MESSAGES_AT_MOST + 7}


# --- whoever wrote

PRIVATE = {
    "张某某": "<td>写信人</td><td>张某某</td>",
    "13800000000": "<td>手机</td><td>13800000000</td>",
    "zhang@example.com": "<td>电子邮箱</td><td>zhang@example.com</td>",
    "示例小区1幢": "<td>联系地址</td><td>示例小区1幢</td>",
    "网友甲": "<td>网友</td><td>网友甲</td>",
}


@pytest.mark.parametrize("layout", ["detail", "list", "title"])
@pytest.mark.parametrize(("said", "cells"), PRIVATE.items(), ids=PRIVATE)
def test_nothing_tells_who_wrote(said: str, cells: str, layout: str) -> None:
    label = re.findall("<td>(.*?)</td>", cells)[0]
    if layout == "detail":
        seen = read(page(without().replace("<tr><td>来信人</td><td>张某</td></tr>", f"<tr>{cells}</tr>")), Kind.ITEM)
    elif layout == "list":
        heads = "".join(f"<th>{text}</th>" for text in (label, *HEAD))
        seen = read(page(f"<table><tr>{heads}</tr>" + "".join(f"<tr><td>{said}</td>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in LINES) + "</table>"))  # fmt: skip
    else:
        seen = read(page(items(f"<a href='/{{at}}.html'>路灯不亮 {label}：{said}</a> 已办结 2026-02-0{{at}}")))

    assert seen
    assert said not in repr(seen)


# Made up: the check digits are wrong.
BLOTS = {
    "路灯不亮 13800000000": "路灯不亮 ＊",
    "电话138-0000-0000的宽带": "电话＊的宽带",
    "身份证33010019000101000X办理": "身份证＊办理",
    "来自zhang.m@example.com.cn的信": "来自＊的信",
    "座机0571-12345678打不通": "座机＊打不通",
    "留言人：张某 关于路灯": "关于路灯",
    "12345热线没有人接": "12345热线没有人接",
    "20260205001": "20260205001",
    "2026年2月5日的来信": "2026年2月5日的来信",
}


@pytest.mark.parametrize(("text", "kept"), BLOTS.items(), ids=BLOTS)
def test_numbers_that_tell_a_person_are_blotted_out(text: str, kept: str) -> None:
    assert blotted(text) == kept


NO_REPLIES = ["", " ", "暂无", "暂未回复", "尚未答复", "无", "办理中", "——", "正在办理中。", "等待回复", "待回复"]


@pytest.mark.parametrize("text", NO_REPLIES)
def test_words_that_say_there_is_no_reply_are_none(text: str) -> None:
    assert no_reply(text)


@pytest.mark.parametrize("text", ["已修复。", "经查，路灯已于昨日修复。", "无法办理，原因如下：不属于本市。"])
def test_a_reply_is_one_however_short(text: str) -> None:
    assert not no_reply(text)


def test_the_longest_state_is_told() -> None:
    assert [state_in(text) for text in ("[已办结]", "尚未回复", "暂未回复", "正在办理", "修好了")] == [
        "已办结",
        "尚未回复",
        "暂未回复",
        "正在办理",
        None,
    ]


# --- what is no message

GUIDE = "<table>" + "".join(f"<tr><td>{a}</td><td>某处</td></tr>" for a in ("事项名称", "受理条件", "申请材料", "办理流程", "受理部门", "咨询电话", "办理时间")) + "</table>"  # fmt: skip
NO_MESSAGES = {
    "a list of news": (page(rows("2026-02-01", "2026-02-02", "2026-02-03")), Kind.COLUMN),
    "a list of news beside a menu of letters": (
        page("<div class='left'><ul><li><a href='/a'>我要咨询</a></li><li><a href='/b'>我要投诉</a></li><li><a href='/c'>市长信箱</a></li></ul></div>" + rows("2026-02-01", "2026-02-02", "2026-02-03")),
        Kind.COLUMN,
    ),
    "a list of news, two of them about states": (
        page(items("<a href='/{at}.html'>重点工作进展通报</a> 2026-02-0{at}", 5).replace("</ul>", "<li><a href='/8.html'>议案</a> 已办结 2026-02-08</li>" * 2 + "</ul>")),
        Kind.COLUMN,
    ),
    "headings again and again": (page("<table>" + ("<tr>" + "".join(f"<th>{text}" for text in HEAD)) * 700 + "</table>"), Kind.COLUMN),
    "a table of news": (
        page("<table><tr><th>标题</th><th>发布时间</th><th>来源</th></tr>" + "<tr><td><a href='/1'>会议召开</a></td><td>2026-02-01</td><td>办公室</td></tr>" * 3 + "</table>"),
        Kind.COLUMN,
    ),
    "a list of guides": (
        page("<table><tr><th>事项名称</th><th>受理部门</th><th>办理时限</th></tr>" + "<tr><td><a href='/1'>换领</a></td><td>公安局</td><td>5日</td></tr>" * 3 + "</table>"),
        Kind.COLUMN,
    ),
    "a guide": (page(GUIDE), Kind.ITEM),
    "an article about letters": (page(f"<h1>市长信箱开通</h1><p>发布时间：2026-02-01 来源：办公室</p><p>来信内容、回复内容将予公开。{PROSE}</p>"), Kind.ITEM),
    "an article that names its times": (page(f"<p>来信时间：工作日</p><p>回复时间：五个工作日内</p><p>{PROSE}</p>"), Kind.ITEM),
    "questions often asked": (page("<p>问题：如何换领？</p><p>答复：携带户口簿。</p>" * 3), Kind.COLUMN),
    "an interview": (
        page(detail("<p>{a}：{b}</p>"), tags='<meta name="ColumnName" content="在线访谈">'),
        Kind.ITEM,
    ),
    "answers to proposals": (page(LISTS["a table"], tags='<meta name="ColumnName" content="建议提案">'), Kind.COLUMN),
    "statistics of letters": (
        page("<table><tr><th>月份</th><th>来信总数</th><th>已回复</th></tr><tr><td>2026-01</td><td>10</td><td>10</td></tr></table>"),
        Kind.COLUMN,
    ),
    "an empty list": (page("<table><tr>" + "".join(f"<th>{text}</th>" for text in HEAD) + "</tr></table>"), Kind.COLUMN),
    "a list a script fills": (
        page("<table><tr>" + "".join(f"<th>{text}</th>" for text in HEAD) + "</tr><tr>" + "<td>{{row.title}}</td>" * 5 + "</tr></table>"),
        Kind.COLUMN,
    ),
    "a form to write": (
        page("<form><p>姓名：<input></p><p>信件标题：<input></p><p>信件内容：<textarea></textarea></p><p>验证码：<input></p></form>"),
        Kind.COLUMN,
    ),
    "a home page": (page(LISTS["a table"]), Kind.HOME),
    "nothing": ("", Kind.OTHER),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "kind"), NO_MESSAGES.values(), ids=NO_MESSAGES)
def test_what_only_looks_like_messages_is_none(markup: str, kind: Kind) -> None:
    assert read(markup, kind) == []


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not beside this checkout")
@pytest.mark.parametrize("file", sorted(REAL.glob("*.html")), ids=lambda file: file.stem)
@pytest.mark.parametrize("kind", [Kind.ITEM, Kind.COLUMN])
def test_no_real_page_at_hand_shows_messages(file: Path, kind: Kind) -> None:
    assert read(file.read_text("utf-8", errors="replace"), kind) == []


# --- whatever the page

LAYOUTS = {**LISTS, **DETAILS}


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(list(LAYOUTS)),
    st.lists(st.sampled_from(["<div>{}</div>", "<div class=x><div>{}</div></div>", " \n {} \n "]), max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_markup_that_shows_nothing_changes_nothing(layout: str, around: list[str], blank: bool, shout: bool) -> None:
    main = wrapped = LAYOUTS[layout]
    for wrapping in around:
        wrapped = wrapping.format(wrapped)
    if blank:
        wrapped = re.sub(r"(</?(?:tr|td|th|dl|dt|dd|li|ul|p|div|h3|h4)\b[^>]*>)", r"\1\n  ", wrapped)
    if shout:
        wrapped = re.sub(r"<(/?)(\w+)", lambda tag: f"<{tag[1]}{tag[2].upper()}", wrapped)

    assert read(page(wrapped)) == read(page(main))


FRAGMENTS = [
    *("<table>", "</table>", "<tr>", "<td>", "<th>", "<dl>", "<dt>", "<dd>", "<ul>", "</ul>", "<li>", "<div>", "</div>", "<p>"),
    *("<a href='/1.html'>", "<a href='javascript:x'>", "</a>", "<span>", "</span>", "<h3>", "<script>x</script>", "\x00", "\ud800"),
    *FIELDS,
    *(f"{a}：" for a in FIELDS),
    *HEAD,
    *("路灯不亮", "2026-02-01", "02-01", "2026-02-01 10:00", "已回复", "[投诉]", "：", "{{x}}", "13800000000", "一、", " ", "\n", "信箱"),
]  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=80).map("".join), st.sampled_from(Kind))
def test_any_shuffle_of_messages_gives_rows_or_none(markup: str, kind: Kind) -> None:
    seen = read(markup, kind)

    assert [one["ordinal"] for one in seen] == list(range(1, len(seen) + 1))
    for one in seen:
        Message(url=URL, **one)
        assert "13800000000" not in repr(one)
        assert (one["dated_by"] is None) == (one["asked_on"] is None and one["replied_on"] is None)


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_is_read(markup: str) -> None:
    assert isinstance(read(markup), list)


HOSTILE = {
    "20 000 rows of messages": "<table><tr>" + "".join(f"<th>{text}" for text in HEAD) + "<tr><td><a href=/a>路灯</a><td>2026-02-01<td><td>已回复<td>局" * 20_000,
    "5 000 rows of headings": "<table>" + ("<tr>" + "".join(f"<th>{text}" for text in HEAD)) * 5_000,
    "10 000 items": items("<a href='/{at}.html'>关于路灯的问题</a> 已办结 2026-02-01", 10_000),
    "5 000 blocks": detail("<p>{a}：{b}</p>") * 2_000,
    "200 nested tables": "<table><tr><td>来信时间<td>回复内容<td>标题<td>" * 200,
    "50 000 nested elements": "<div>来信时间：回复内容：" * 50_000,
    "a megabyte of labels": "来信时间：回复内容：标题：" * 80_000,
    "a megabyte of dates": "<p>来信内容 回复时间 状态</p>" + "2026-02-01 " * 90_000,
    "a megabyte of states": "已回复" * 300_000,
    "a number without end": "<p>信件标题：" + "1" * 500_000 + "</p><p>来信时间：2026-02-01</p><p>回复内容：" + "a@" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_no_page_is_too_large_to_be_read(markup: str) -> None:
    assert len(read(markup)) <= messages.MESSAGES_AT_MOST
