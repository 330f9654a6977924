"""What a walk follows and what it leaves: traps, sessions, later pages of lists, sites that answer everything."""

from __future__ import annotations

import signal
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egovspec.collect.website.deadline import TooLong, within
from egovspec.collect.website.traps import grows, shape
from misbehaving import Behaviour, Exchange, Misbehaving, answers, redirects
from websites import HOME, PROSE, Facts, collect, collect_saved, page, rows

FAST = {"rate": "9999/s", "timeout": "PT5S", "retries": 0}


def live(paths: dict[str, Behaviour], **limits: Any) -> Facts:
    with Misbehaving(paths) as server:
        return collect(url=HOME, connect_to=f"127.0.0.1:{server.port}", limits={**FAST, **limits})


class Made(dict[str, Behaviour]):
    """A site whose pages are made from their paths."""

    def __init__(self, make: Any, **paths: Behaviour) -> None:
        super().__init__(paths)
        self.make = make

    def get(self, path: str, default: Any = None) -> Any:
        made = self.make(path)
        return default if made is None else answers(body=page(made, navigation="", foot="").encode())


# --- traps


def calendar(path: str) -> str | None:
    if path == "/":
        return f'<p>{PROSE}</p><a href="/calendar?month=1">日历</a>'
    if path.startswith("/calendar?month="):
        month = int(path.rpartition("=")[2])
        return f'<p>第{month}月</p><a href="/calendar?month={month + 1}">下月</a><a href="/calendar?month={month - 1}">上月</a>'
    return None


def growing(path: str) -> str | None:
    return f'<p>{PROSE}</p><a href="more/">继续</a>' if path == "/" or path.endswith("more/") else None


def parameters(path: str) -> str | None:
    if path == "/robots.txt" or "no-such" in path:
        return None
    return f'<p>{PROSE}{len(path)}</p><a href="{path}{"&" if "?" in path else "?"}sort=1">排序</a>'


def sessions(path: str) -> str | None:
    if path not in ("/", "") and not path.startswith("/?sid="):
        return None
    return f'<p>{PROSE}</p><a href="/?sid={blake2b(path.encode(), digest_size=16).hexdigest()}">首页</a>'


TRAPS = {
    "a calendar": calendar,
    "a path that grows": growing,
    "parameters that pile up": parameters,
    "sessions": sessions,
}


@pytest.mark.parametrize("how", TRAPS)
def test_a_trap_is_left_and_said_to_be_one(how: str) -> None:
    facts = live(Made(TRAPS[how]), pages=500)
    assert len(facts["page"]) < 60
    assert {row.reason for row in facts["uncollected"]} & {"trap"}
    assert facts.coverage("page") == ("partial", "trap")


def test_a_long_chain_of_items_is_no_trap() -> None:
    def chain(path: str) -> str | None:
        if path != "/" and not path.startswith("/art_"):
            return None
        number = int(path.strip("/").removeprefix("art_").removesuffix(".html") or 0)
        told = "".join(chr(0x4E00 + number * 7 + n) for n in range(60))
        following = f'<a href="/art_{number + 1}.html">下一篇：第{number + 1}篇</a>' if number < 80 else ""
        return f'<h1>第{number}篇</h1><p>发布时间：2026-02-01 来源：示例</p><div class="article-content"><p>{told * 4}</p></div>{following}'

    facts = live(Made(chain), pages=500)
    assert len(facts["page"]) == 81
    assert facts.coverage("page")[0] == "complete"


@given(st.text(max_size=60), st.integers(0, 10**9))
def test_addresses_of_one_program_have_one_shape_whatever_their_numbers(word: str, number: int) -> None:
    url = "http://www.sample.gov.cn/a/{}/list.jsp?id={}&page={}"
    assert shape(url.format(number, number, 1)) == shape(url.format(7, 8, number))
    assert isinstance(grows(f"http://www.sample.gov.cn/{word}"), bool)


# --- lists


def listing(last: int, turn: str) -> Any:
    def make(path: str) -> str | None:
        if path == "/":
            return '<a href="/tzgg/index.html">通知公告</a>'
        if not path.startswith("/tzgg/index"):
            return None
        number = int(path.removeprefix("/tzgg/index").removesuffix(".html").strip("_") or 0)
        if number >= last:
            return None
        shown = "".join(
            f'<li><a href="/art/t20260101_{number * 3 + n}.html">关于做好第{number * 3 + n}项工作的通知</a><span>2026-02-{28 - n}</span></li>'
            for n in range(3)
        )
        links = {
            "numbers": "".join(f'<a href="index{f"_{n}" if n else ""}.html">{n + 1}</a>' for n in range(max(0, number - 2), min(last, number + 3))) + (f"<a href='index_{number + 1}.html'>下一页</a>" if number + 1 < last else "") + f" 共{last}页",
            "next": f'<a href="index_{number + 1}.html">下一页</a>' if number + 1 < last else "<span>下一页</span>",
            "script": f'<script>createPageHTML({last}, {number}, "index", "html");</script>',
        }[turn]  # fmt: skip
        return f'<h1>通知公告</h1><ul>{shown}</ul><div class="page">{links}</div>'

    return make


@pytest.mark.parametrize("turn", ["numbers", "next", "script"])
def test_of_a_long_list_as_many_pages_are_read_as_the_limits_say_and_the_rest_is_counted(turn: str) -> None:
    facts = live(Made(listing(40, turn)), list_pages=3)
    lists = sorted(row.list_page for row in facts["page"] if "/tzgg/" in row.url)
    assert lists == [1, 2, 3]
    state, reason = facts.coverage("page")
    assert (state, reason) == ("partial", "http-status") or (state, reason) == ("partial", "list-depth")
    if turn != "next":
        detail = facts.collected.coverage["page"].detail  # type: ignore[union-attr]
        assert detail is not None and "37" in detail.en
        assert facts.one("column_seen", how="tag").list_pages == 40 if facts["column_seen"] else True


def test_a_list_of_three_pages_is_read_whole() -> None:
    facts = live(Made(listing(3, "numbers")), list_pages=3)
    assert sorted(row.list_page for row in facts["page"] if "/tzgg/" in row.url) == [1, 2, 3]
    assert not [row for row in facts["uncollected"] if row.reason == "list-depth"]


def test_freshness_of_a_column_is_known_though_its_later_pages_are_not_read() -> None:
    navigation = (
        '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/tzgg/index.html">通知公告</a></li></ul></div>'
    )

    def make(path: str) -> str | None:
        made = listing(40, "numbers")(path)
        return None if made is None else navigation + made

    facts = live(Made(make), list_pages=2)
    seen = facts.one("column_seen", name="通知公告", how="navigation")
    assert (seen.newest_on.isoformat(), seen.list_pages) == ("2026-02-28", 40)
    assert facts.coverage("column_seen") == ("complete", None)


# --- the same again


def test_pages_that_differ_in_a_number_are_told_apart_from_pages_that_differ() -> None:
    def make(path: str) -> str | None:
        if path == "/":
            return f"<p>首页</p>{''.join(f'<a href=/p{n}.html>第{n}页</a>' for n in range(4))}"
        return f"<h1>公告</h1><p>{PROSE}</p><p>阅读 {path[2]} 次</p>" if path.startswith("/p") else None

    facts = live(Made(make))
    same = {row.url.removeprefix(HOME): row.same_text_as for row in facts["page"]}
    assert same == {"": None, "p0.html": None, **dict.fromkeys(("p1.html", "p2.html", "p3.html"), HOME + "p0.html")}


def test_a_site_that_answers_everything_with_one_page_has_dead_links_all_the_same() -> None:
    class Everything(dict[str, Behaviour]):
        def get(self, path: str, default: Any = None) -> Any:
            if path == "/":
                return answers(
                    body=page(f'<p>{PROSE}</p><a href="/gone.html">已删除的网页</a>', navigation="", foot="").encode()
                )
            return answers(
                body=page(
                    "<h1>您访问的页面不存在或者已经被删除</h1><p>请返回首页，或者使用站内搜索查找所需内容</p>",
                    navigation="",
                    foot="",
                ).encode()
            )

    facts = live(Everything())
    assert [row.url for row in facts["page"]] == [HOME]
    assert facts.one("uncollected", url=HOME + "gone.html").reason == "soft-404"
    assert facts.one("link_target", target=HOME + "gone.html").reachable is False
    assert facts.one("site").missing_status == 200
    assert facts.coverage("page") == ("complete", None)


# --- where links lead


def heads(exchange: Exchange) -> object:
    return answers(405, b"")(exchange)


def test_files_are_tried_with_head_and_then_with_get_and_never_read_whole() -> None:
    links = "".join(f'<a href="/files/{name}">附件{name}</a> ' for name in ("a.pdf", "gone.doc", "picky.xls"))
    asked: list[tuple[str, str]] = []

    def picky(exchange: Exchange) -> object:
        asked.append((exchange.method, exchange.headers.get("range", "")))
        if exchange.method == "HEAD":
            return answers(405, b"")(exchange)
        return answers(206, b"x" * 1024, content_type="application/vnd.ms-excel", content_range="bytes 0-1023/50000")(
            exchange
        )

    with Misbehaving(
        {
            "/": answers(body=page(links, navigation="", foot="").encode()),
            "/files/a.pdf": answers(body=b"", content_type="application/pdf", content_length="1234"),
            "/files/picky.xls": picky,
        }
    ) as server:
        facts = collect(url=HOME, connect_to=f"127.0.0.1:{server.port}", limits=FAST)
    told = {
        row.target.rpartition("/")[2]: (row.reachable, row.status, row.method)
        for row in facts["link_target"]
        if "/files/" in row.target
    }
    assert told["gone.doc"] == (False, 404, "GET")
    assert told["picky.xls"] == (True, 206, "GET")
    assert facts.one("link_target", target=HOME + "files/picky.xls").size == 50000
    assert asked == [("HEAD", ""), ("GET", "bytes=0-1023")]
    assert told["a.pdf"][0] is True


@pytest.mark.parametrize(("links", "tried"), [("none", 0), ("site", 1), ("all", 2)])
def test_links_are_tried_as_far_as_the_deployment_says(links: str, tried: int) -> None:
    with Misbehaving({"/x": answers(body=b"x", content_type="text/plain")}) as other:
        body = page(f'<a href="/a.pdf">附件</a><a href="{other.url("/x")}">其他网站</a>', navigation="", foot="")
        with Misbehaving({"/": answers(body=body.encode())}) as server:
            facts = collect(
                url=HOME, connect_to=f"127.0.0.1:{server.port}", limits=FAST, links=links, private_addresses=True
            )
        assert len([row for row in facts["link_target"] if row.method != "page"]) == tried
        assert (other.asked != []) is (links == "all")


def test_a_link_into_a_private_network_is_never_tried() -> None:
    with Misbehaving({"/x": answers()}) as inside:
        body = page(f'<a href="{inside.url("/x")}">内网</a>', navigation="", foot="")
        with Misbehaving({"/": answers(body=body.encode())}) as server:
            facts = collect(url=HOME, connect_to=f"127.0.0.1:{server.port}", limits=FAST, links="all")
        assert inside.asked == []
    assert facts.one("link_target", target=inside.url("/x")).reachable is None


# --- addresses as pages write them

SPELLED = {
    "upper case": '<A HREF="/A.HTML">甲</A>',
    "a base": '<base href="/b/"><a href="A.HTML">甲</a>',
    "a line break": '<a href="/A\n.HTML">甲</a>',
    "blanks around": '<a href="  /A.HTML  ">甲</a>',
    "a fragment": '<a href="/A.HTML#top">甲</a>',
    "another scheme": '<a href="https://www.sample.gov.cn/A.HTML">甲</a>',
    "no scheme": '<a href="//www.sample.gov.cn/A.HTML">甲</a>',
    "a backslash": r'<a href="\A.HTML">甲</a>',
    "a frame": '<iframe src="/A.HTML"></iframe>',
    "a frameset": '<frameset><frame src="/A.HTML"></frameset>',
    "an image map": '<map><area href="/A.HTML" alt="甲"></map>',
    "Chinese": '<a href="/通知/首页.html">甲</a>',
    "Chinese escaped": '<a href="/%E9%80%9A%E7%9F%A5/%e9%a6%96%E9%A1%B5.html">甲</a>',
    "a session": '<a href="/A.HTML;jsessionid=0123456789ABCDEF">甲</a>',
}
SAVED = {"A.HTML": "<p>甲页</p>", "b/A.HTML": "<p>乙页</p>", "通知/首页.html": "<p>丙页</p>"}


@pytest.mark.parametrize("how", SPELLED)
def test_a_link_leads_to_its_page_however_it_is_written(tmp_path: Path, how: str) -> None:
    files = {name: page(text, navigation="", foot="") for name, text in SAVED.items()}
    home = page(f"<p>首页</p>{SPELLED[how]}", navigation="", foot="")
    if how == "a frameset":
        home = f"<html><head><title>首页</title></head>{SPELLED[how]}</html>"
    facts = collect_saved(tmp_path, {"index.html": home, **files})
    expected = {"a base": "b/A.HTML", "Chinese": "%E9%80%9A", "Chinese escaped": "%E9%80%9A"}.get(how, "A.HTML")
    reached = [row.url for row in facts["page"] if row.depth == 1]
    assert [url for url in reached if url.removeprefix(HOME).startswith(expected)], (reached, how)


@pytest.mark.parametrize("broken", ["http://[", "http://[::1/a", "//[", "http://a:b/", "http://%zz/"])
def test_an_address_that_is_none_leads_nowhere_and_stops_nothing(tmp_path: Path, broken: str) -> None:
    listed = "".join(f'<li><a href="{broken}">关于做好第{n}项工作的通知</a></li>' for n in range(4))
    facts = collect_saved(tmp_path, {"index.html": page(f"<ul>{listed}</ul>", navigation="", foot="")})
    assert [row.url for row in facts["page"]] == [HOME]


@pytest.mark.parametrize("ending", ["shtml", "aspx", "jsp", "do", "action", "php"])
def test_pages_of_every_program_are_pages(ending: str) -> None:
    facts = live({"/": answers(body=page(f'<a href="/a.{ending}?id=1">甲</a>', navigation="", foot="").encode()), f"/a.{ending}?id=1": answers(body=page(rows("2026-02-01")).encode())})  # fmt: skip
    assert HOME + f"a.{ending}?id=1" in {row.url for row in facts["page"]}


# --- time


def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooLong), within(0.05):
        while True:
            pass


def test_what_is_done_in_time_is_left_alone() -> None:
    with within(0.05):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


# --- what looks like one thing and is another


def test_pages_of_no_particular_kind_that_lead_to_each_other_are_no_trap() -> None:
    def people(path: str) -> str | None:
        number = int(path.removeprefix("/leader?id=")) if path.startswith("/leader?id=") else None
        if path == "/":
            return f'<p>{PROSE}</p><a href="/leader?id=1">领导之窗</a>'
        if number is None or number > 40:
            return None
        told = "".join(chr(0x4E00 + number * 97 + n) for n in range(60))
        return f'<p>{told}</p><a href="/leader?id={number + 1}">下一位</a>'

    facts = live(Made(people), pages=500)
    assert len(facts["page"]) == 41


@pytest.mark.parametrize("how", ["answers with", "redirects to"])
def test_other_names_of_the_home_page_are_alive_where_the_home_page_answers_for_everything(how: str) -> None:
    front = page(f'<p>{PROSE}</p><a href="/index.html">首页</a>', navigation="", foot="").encode()

    class Everything(dict[str, Behaviour]):
        def get(self, path: str, default: Any = None) -> Any:
            if path in ("/", "/index.html") or how == "answers with":
                return answers(body=front)
            return redirects("/")

    facts = live(Everything())
    alive = {row.target: row.reachable for row in facts["link_target"]}
    assert alive[HOME + "index.html"] is True


def test_identity_numbers_in_addresses_nobody_collected_are_masked_in_what_coverage_says() -> None:
    number = "330102190003079936"  # synthetic: of nobody, born in 1900
    links = f'<a href="/gone/{number}.html">甲</a><a href="mailto:a@b.cn?body={number}">乙</a><a href="htp://{number}">丙</a>'
    paths: dict[str, Behaviour] = {"/": answers(body=page(links, navigation="", foot="").encode())}
    paths[f"/gone/{number}.html"] = answers(500, content_disposition=f'inline; filename="{number}.html"')
    facts = live(paths)
    assert facts.collected is not None
    said = repr([row for rows_ in facts.rows.values() for row in rows_]) + repr(facts.collected)
    assert number not in said
