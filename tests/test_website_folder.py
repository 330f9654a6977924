"""Websites collected whole: what is kept of a saved folder, what is not, and that a live server says the same."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from misbehaving import Misbehaving, answers, redirects
from websites import HOME, PROSE, SITE_TAGS, Facts, collect, collect_saved, page, rows, save

MAIN = f"<p>{PROSE}</p>"
BARE = page(MAIN, navigation="", foot="")
COLUMN = '<meta name="ColumnName" content="{}">'
ARTICLE = '<meta name="ArticleTitle" content="{}"><meta name="PubDate" content="{}">'

WHOLE = {
    "index.html": page(MAIN),
    "zwgk/index.html": page(MAIN, tags=SITE_TAGS + COLUMN.format("政务公开")),
    "zwgk/tzgg/index.html": page(
        '<ul><li><a href="./t20260203_1.html">关于一项工作的通知</a> 2026-02-03</li>'
        '<li><a href="./t20260204_2.html">关于另一项工作的通知</a> 2026-03-02</li></ul>',
        tags=SITE_TAGS + COLUMN.format("通知公告"),
    ),
    "zwgk/tzgg/t20260203_1.html": page(MAIN, tags=SITE_TAGS + ARTICLE.format("关于一项工作的通知", "2026-02-03 10:00")),
    "zwgk/tzgg/t20260204_2.html": page(
        MAIN, tags=SITE_TAGS + ARTICLE.format("关于另一项工作的通知", "2026-02-04 10:00")
    ),
    "hdjl/index.html": page(MAIN, tags=SITE_TAGS + COLUMN.format("互动交流")),
    "wzdt/index.html": page(MAIN),
}


def urls(facts: Facts) -> set[str]:
    return {row.url for row in facts["page"]}


# --- the whole


def test_a_whole_site_gives_every_table(tmp_path: Path) -> None:
    facts = collect_saved(tmp_path, WHOLE, columns={"news": ["市府要闻", "市府要闻"]})

    assert {(row.url.removeprefix(HOME), row.kind, row.depth) for row in facts["page"]} == {
        ("", "home", 0),
        ("zwgk/", "column", 1),
        ("zwgk/tzgg/", "column", 1),
        ("hdjl/", "column", 1),
        ("wzdt/", "column", 1),
        ("zwgk/tzgg/t20260203_1.html", "item", 2),
        ("zwgk/tzgg/t20260204_2.html", "item", 2),
    }
    assert {
        facts.coverage(table) for table in ("page", "page_tag", "hyperlink", "footer_mark", "column_seen", "item")
    } == {("complete", None)}
    assert facts.coverage("http_header") == ("none", "medium")
    assert facts["uncollected"] == []
    site = facts.one("site")
    assert (site.url, site.host, site.scheme, site.medium, site.pages) == (
        HOME,
        "www.sample.gov.cn",
        "http",
        "folder",
        7,
    )
    assert [(row.path, row.name) for row in facts["column_alias"]] == [("news", "市府要闻")]


def test_every_fact_says_in_which_file_and_line_it_stands(tmp_path: Path) -> None:
    facts = collect_saved(
        tmp_path,
        {"index.html": "<html>\n<meta name=SiteName content=x>\n<p>示例市人民政府门户网站</p>\n<a href=a.pdf>文件</a>"},
    )

    assert facts.one("page").place == "index.html"
    assert facts.one("page_tag").place == "index.html:2"
    assert facts.one("hyperlink").place == "index.html:4"
    assert {row.evidence for table in facts.rows.values() for row in table} == {"portal"}
    assert {row.seen_at for table in facts.rows.values() for row in table} == {datetime(2026, 3, 1, 12, tzinfo=UTC)}


def test_a_column_knows_what_its_page_lists(tmp_path: Path) -> None:
    """A date after the day of capture is counted apart: it says nothing of how fresh the column is."""
    facts = collect_saved(tmp_path, WHOLE)
    seen = facts.one("column_seen", name="通知公告", how="navigation")

    assert (seen.parent, seen.url, seen.internal, seen.collected, seen.level) == (
        "政务公开",
        f"{HOME}zwgk/tzgg/",
        True,
        True,
        2,
    )
    assert (seen.items, seen.dated_items, seen.newest_on, seen.future_items) == (2, 2, date(2026, 2, 3), 1)
    assert {(row.title, row.listed_on, row.published_on) for row in facts["item"]} == {
        ("关于一项工作的通知", date(2026, 2, 3), date(2026, 2, 3)),
        ("关于另一项工作的通知", date(2026, 3, 2), date(2026, 2, 4)),
    }
    assert {row.column_name for row in facts["item"]} == {"通知公告"}


def test_one_column_seen_on_many_pages_is_one_row(tmp_path: Path) -> None:
    facts = collect_saved(tmp_path, WHOLE)
    keys = [(row.name, row.parent, row.url, row.how) for row in facts["column_seen"]]

    assert len(keys) == len(set(keys))


def test_links_say_whether_they_stay_and_whether_they_were_followed(tmp_path: Path) -> None:
    facts = collect_saved(tmp_path, WHOLE)
    links = {row.target: (row.region, row.internal, row.collected) for row in facts["hyperlink"] if row.url == HOME}

    assert links[f"{HOME}zwgk/"] == ("navigation", True, True)
    assert links[f"{HOME}wzdt/"] == ("footer", True, True)
    assert links["https://beian.miit.gov.cn/"] == ("footer", False, False)


# --- what is missing


def test_what_was_not_saved_makes_what_depends_on_it_partial(tmp_path: Path) -> None:
    facts = collect_saved(
        tmp_path, {name: text for name, text in WHOLE.items() if name != "zwgk/tzgg/t20260203_1.html"}
    )
    row = facts.one("uncollected")

    assert (row.url, row.reason) == (f"{HOME}zwgk/tzgg/t20260203_1.html", "not-saved")
    assert (row.linked_from, row.place) == (f"{HOME}zwgk/tzgg/", "zwgk/tzgg/index.html")
    assert {facts.coverage(table) for table in ("page", "page_tag", "hyperlink", "footer_mark", "item")} == {
        ("partial", "not-saved")
    }


def test_the_columns_are_whole_when_all_that_menus_lead_to_was_collected(tmp_path: Path) -> None:
    without_item = {name: text for name, text in WHOLE.items() if name != "zwgk/tzgg/t20260203_1.html"}
    without_column = {name: text for name, text in WHOLE.items() if name != "hdjl/index.html"}

    assert collect_saved(tmp_path / "a", without_item).coverage("column_seen") == ("complete", None)
    assert collect_saved(tmp_path / "b", without_column).coverage("column_seen") == ("partial", "not-saved")


def test_documents_and_pictures_are_no_pages_and_leave_no_gap(tmp_path: Path) -> None:
    facts = collect_saved(
        tmp_path,
        {
            "index.html": page(
                '<a href="a.pdf">甲</a><a href="b.DOC">乙</a><a href="c.jpg">丙</a>', navigation="", foot=""
            )
        },
    )

    assert facts.coverage("page") == ("complete", None)
    assert facts["uncollected"] == []


def test_a_link_to_what_turns_out_to_be_no_page_leaves_no_gap(tmp_path: Path) -> None:
    facts = collect_saved(
        tmp_path, {"index.html": page('<a href="down.do">甲</a>', navigation="", foot=""), "down.do": "%PDF-1.4"}
    )

    assert [row.reason for row in facts["uncollected"]] == ["not-html"]
    assert facts.coverage("page") == ("complete", None)


def test_beyond_the_limit_of_pages_columns_come_before_items(tmp_path: Path) -> None:
    home = page(rows("2026-02-01", "2026-02-02", "2026-02-03"))
    items = {f"t2026{at:04}_1.html": page(MAIN) for at in range(3)}
    facts = collect_saved(tmp_path, {**WHOLE, "index.html": home, **items}, limits={"pages": 4})

    assert urls(facts) == {HOME, f"{HOME}zwgk/", f"{HOME}zwgk/tzgg/", f"{HOME}hdjl/"}
    assert facts.coverage("column_seen") == ("complete", None)
    assert facts.coverage("page") == ("partial", "limit")
    assert {row.reason for row in facts["uncollected"]} == {"limit"}


def test_a_column_two_clicks_away_comes_before_an_item_one_click_away(tmp_path: Path) -> None:
    """The tree of columns is known whole before any list is: what it lacks can then be said."""
    files = {
        "index.html": page(rows("2026-02-01") + '<a href="/zwgk/">政务公开</a>', navigation="", foot=""),
        "t20260000_1.html": BARE,
        "zwgk/index.html": page(
            '<ul class="nav"><li><a href="/zwgk/tzgg/">通知公告</a></li></ul>', navigation="", foot=""
        ),
        "zwgk/tzgg/index.html": BARE,
    }

    assert urls(collect_saved(tmp_path, files, limits={"pages": 3})) == {HOME, f"{HOME}zwgk/", f"{HOME}zwgk/tzgg/"}


def test_links_beyond_the_limit_of_a_page_leave_a_gap(tmp_path: Path) -> None:
    many = "".join(f'<a href="{at}.pdf">附件{at}</a>' for at in range(5))
    facts = collect_saved(tmp_path, {"index.html": page(many, navigation="", foot="")}, limits={"links_per_page": 3})

    assert len(facts["hyperlink"]) == 3
    assert facts.coverage("hyperlink") == ("partial", "limit")


def test_a_page_too_large_is_not_read(tmp_path: Path) -> None:
    files = {"index.html": page('<a href="big.html">大</a>', navigation="", foot=""), "big.html": page(MAIN * 20)}
    facts = collect_saved(tmp_path, files, limits={"page_bytes": 2048})

    assert facts.one("uncollected").reason == "too-large"


def test_a_page_drawn_by_script_is_unknown(tmp_path: Path) -> None:
    shell = '<html><body><div id="app"></div><script src="app.js"></script></body></html>'
    facts = collect_saved(tmp_path, {**WHOLE, "hdjl/index.html": shell})
    drawn = facts.one("page", url=f"{HOME}hdjl/")
    seen = facts.one("column_seen", name="互动交流", how="navigation")

    assert (drawn.text_length, drawn.footer, drawn.site_name_in_header) == (None, "scripted", None)
    assert (seen.collected, seen.items, seen.text_length) == (True, None, None)
    assert facts.coverage("page") == facts.coverage("column_seen") == ("partial", "script-only")


def test_of_a_site_whose_home_page_is_drawn_by_script_nothing_is_known(tmp_path: Path) -> None:
    shell = '<html><body><div id="app"></div><script src="app.js"></script></body></html>'
    facts = collect_saved(tmp_path, {"index.html": shell})

    assert facts.coverage("page") == facts.coverage("column_seen") == ("none", "script-only")
    assert facts.coverage("site") == ("complete", None)


# --- folders that are none


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "missing-folder"),
        ({"readme.txt": "no page"}, "empty-folder"),
        ({"data.html": "id,name\n1,2\n"}, "empty-folder"),
    ],
)
def test_of_a_folder_without_pages_nothing_is_collected_and_the_reason_is_said(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    facts = collect_saved(tmp_path, files) if files else collect(tmp_path, folder="site")
    assert facts.collected is not None

    assert {facts.coverage(table) for table in facts.collected.coverage} == {("none", reason)}
    assert facts.collected.captured is None
    assert not facts.rows


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text(page("<h1>机密</h1>"), "utf-8")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "index.html").write_text(page("<h1>机密</h1>"), "utf-8")
    save(
        tmp_path / "site",
        {"index.html": page("".join(f'<a href="{to}">去</a>' for to in ESCAPES), navigation="", foot="")},
    )
    (tmp_path / "site" / "linked.html").symlink_to(tmp_path / "secret.html")
    (tmp_path / "site" / "elsewhere").symlink_to(tmp_path / "others")
    facts = collect(tmp_path, folder="site", url=HOME)

    assert urls(facts) == {HOME}
    assert {row.reason for row in facts["uncollected"]} == {"outside-folder", "not-saved"}
    assert {row.url.removeprefix(HOME) for row in facts["uncollected"] if row.reason == "outside-folder"} == {
        "linked.html",
        "elsewhere/",
        "..%2Fsecret.html",
        "a%2F..%2F..%2Fsecret.html",
        "%2E%2E%5Csecret.html".replace("%2E", "."),
    }


ESCAPES = (
    *("linked.html", "elsewhere/", "../secret.html", "..%2Fsecret.html", "a%2F..%2F..%2Fsecret.html"),
    *("%2e%2e%5Csecret.html", "x%00.html"),
)


# --- how files stand for addresses

SAVED_AS = {
    "list.html?page=2": "list.html?page=2",
    "list.jsp?page=2": "list.jsp?page=2",
    "list.jsp@page=2": "list.jsp?page=2",
    "list.jsp?page=2&sort=a.html": "list.jsp?page=2&sort=a",
    "view.aspx?id=1.html": "view.aspx?id=1",
    "notes.html": "notes",
    "文件/通知.html": "%E6%96%87%E4%BB%B6/%E9%80%9A%E7%9F%A5.html",
    "a b.html": "a%20b.html",
    "100%.html": "100%25.html",
    "news/default.htm": "news/",
    "news/index.shtml": "news/index.shtml",
    "plain.html": "plain.html?v=20260101",
}


@pytest.mark.parametrize(("file", "link"), SAVED_AS.items())
def test_a_file_stands_for_the_address_it_was_saved_from(tmp_path: Path, file: str, link: str) -> None:
    facts = collect_saved(
        tmp_path, {"index.html": page(f'<a href="{link}">去</a>', navigation="", foot=""), file: BARE}
    )

    assert facts["uncollected"] == []
    assert facts.one("page", url=HOME + link).place == file


def test_the_query_of_a_program_is_not_left_out(tmp_path: Path) -> None:
    files = {"index.html": page('<a href="list.jsp?page=2">去</a>', navigation="", foot=""), "list.jsp": BARE}

    assert [row.reason for row in collect_saved(tmp_path, files)["uncollected"]] == ["not-saved"]


def test_pages_nothing_leads_to_are_collected_and_no_clicks_away(tmp_path: Path) -> None:
    facts = collect_saved(tmp_path, {**WHOLE, "old/alone.html": page(MAIN)})

    assert facts.one("page", url=f"{HOME}old/alone.html").depth is None


def test_index_html_and_its_directory_are_one_page(tmp_path: Path) -> None:
    home = page(
        '<a href="/index.html">首页</a><a href="/index.htm?x=1">首页</a><a href="http://www.sample.gov.cn:80/">首页</a>'
    )
    facts = collect_saved(tmp_path, {**WHOLE, "index.html": home})

    assert sum(row.kind == "home" for row in facts["page"]) == 1
    assert f"{HOME}index.html" not in urls(facts)
    assert facts.one("hyperlink", target=f"{HOME}index.html").collected is True


def test_http_and_https_of_one_host_are_one_site_and_www_is_not(tmp_path: Path) -> None:
    home = page(
        '<a href="https://www.sample.gov.cn/a.html">甲</a><a href="http://sample.gov.cn/a.html">乙</a>'
        '<a href="http://bm.www.sample.gov.cn/a.html">丙</a>',
        navigation="",
        foot="",
    )
    facts = collect_saved(tmp_path, {"index.html": home, "a.html": BARE})

    assert [(row.internal, row.collected) for row in facts["hyperlink"]] == [
        (True, True),
        (False, False),
        (False, False),
    ]


HOMES: dict[str, tuple[dict[str, str], dict[str, Any], str, str]] = {
    "the address given": ({"index.html": page(MAIN)}, {"url": HOME}, HOME, "index.html"),
    "the folder called as its host": ({"www.a.gov.cn/index.html": page(MAIN)}, {}, "http://www.a.gov.cn/", "www.a.gov.cn/index.html"),
    "the folder of the host given": (
        {"www.sample.gov.cn/index.html": page(MAIN), "www.b.gov.cn/index.html": page(MAIN)},
        {"url": HOME},
        HOME,
        "www.sample.gov.cn/index.html",
    ),
    "the note of the browser": (
        {"首页.html": "<!-- saved from url=(0021)https://www.c.gov.cn/ -->" + page(MAIN)},
        {},
        "https://www.c.gov.cn/",
        "首页.html",
    ),
    "the canonical link": (
        {"index.html": page(MAIN, tags='<link rel="canonical" href="https://www.d.gov.cn/x">' + SITE_TAGS)},
        {},
        "https://www.d.gov.cn/",
        "index.html",
    ),
    "the tag of its domain": ({"index.html": page(MAIN)}, {}, HOME, "index.html"),
    "nothing": ({"index.html": page(MAIN, tags="")}, {}, "http://folder.invalid/", "index.html"),
    "one folder deep": ({"copy/site/index.html": page(MAIN)}, {"url": HOME}, HOME, "copy/site/index.html"),
    "a page called by hand": (
        {"shouye.html": page(MAIN), "a.html": page(rows("2026-01-01"))},
        {"url": HOME},
        HOME,
        "shouye.html",
    ),
    "a home page below the root": (
        {"index.html": page('<a href="b.html">乙</a>'), "b.html": page(MAIN)},
        {"url": f"{HOME}bm/index.html"},
        f"{HOME}bm/index.html",
        "index.html",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "said", "home", "place"), HOMES.values(), ids=HOMES)
def test_the_site_and_its_home_page_are_found_by(
    tmp_path: Path, files: dict[str, str], said: dict[str, Any], home: str, place: str
) -> None:
    save(tmp_path / "site", files)
    facts = collect(tmp_path, folder="site", **said)

    assert facts.one("site").url == home
    assert facts.one("page", kind="home").place == place


def test_a_home_page_that_only_sends_on_is_the_page_it_sends_to(tmp_path: Path) -> None:
    move = '<html><head><meta http-equiv="refresh" content="0;url=/portal/index.html"></head></html>'
    facts = collect_saved(tmp_path, {**WHOLE, "index.html": move, "portal/index.html": page(MAIN)})
    home = facts.one("page", kind="home")

    assert (home.url, home.landed_url, home.place) == (HOME, f"{HOME}portal/index.html", "portal/index.html")
    assert f"{HOME}zwgk/" in urls(facts)


# --- the same every time, and the same from a server


def test_the_order_in_which_files_are_listed_does_not_show(tmp_path: Path) -> None:
    forward, backward = (
        collect_saved(tmp_path / "a", WHOLE),
        collect_saved(tmp_path / "b", dict(reversed(WHOLE.items()))),
    )

    assert forward.rows == backward.rows


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,4}(/[a-z]{1,4})?\.html", fullmatch=True), st.binary(max_size=300), max_size=5
    )
)
def test_no_folder_is_too_strange_to_be_collected(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("strange")
    facts = collect_saved(folder, {"index.html": page(MAIN), **files})

    assert facts.coverage("site") == ("complete", None)


ONLY_LIVE = {"seen_at", "place", "status", "content_type", "medium", "robots"}


def plain(facts: Facts, table: str) -> list[dict[str, Any]]:
    return sorted((row.model_dump(exclude=ONLY_LIVE) for row in facts[table]), key=str)


def test_a_live_server_and_a_saved_folder_give_the_same_facts(tmp_path: Path) -> None:
    paths = {f"/{name.removesuffix('index.html')}": answers(body=text.encode()) for name, text in WHOLE.items()}
    with Misbehaving(paths) as server:
        live = collect(url=HOME, connect_to=f"127.0.0.1:{server.port}", limits={"rate": "9999/s"})
    saved = collect_saved(tmp_path, WHOLE)

    for table in ("page", "page_tag", "hyperlink", "footer_mark", "column_seen", "item"):
        assert plain(live, table) == plain(saved, table), table
        assert live.coverage(table) == saved.coverage(table)
    assert live.coverage("http_header") == ("complete", None)
    assert live["http_header"]


def test_a_dead_link_of_a_live_site_leaves_no_gap_and_an_error_does(tmp_path: Path) -> None:
    """404 was looked at: there is no page. What is behind 500 nobody knows."""
    dead = {"/": answers(body=page('<a href="gone.html">甲</a>', navigation="", foot="").encode())}
    broken = {**dead, "/gone.html": answers(500)}
    with Misbehaving(dead) as server:
        gone = collect(url=server.url(), private_addresses=True, limits={"rate": "9999/s"})
    with Misbehaving(broken) as server:
        error = collect(url=server.url(), private_addresses=True, limits={"rate": "9999/s"})

    assert [(row.reason, row.status) for row in gone["uncollected"]] == [("http-status", 404)]
    assert gone.coverage("page") == ("complete", None)
    assert error.coverage("page") == ("partial", "http-status")


def test_a_redirect_to_a_page_already_collected_is_no_second_page() -> None:
    home = page('<a href="/b.html">乙</a><a href="/a.html">甲</a>', navigation="", foot="").encode()
    paths = {
        "/": answers(body=home),
        "/b.html": redirects("/a.html"),
        "/a.html": answers(body=BARE.encode()),
    }
    with Misbehaving(paths) as server:
        facts = collect(url=server.url(), private_addresses=True, limits={"rate": "9999/s"})

        assert len(facts["page"]) == 2
        assert {row.collected for row in facts["hyperlink"]} == {True}


def test_a_home_page_that_fails_leaves_nothing_but_the_reason() -> None:
    with Misbehaving({"/": answers(503)}) as server:
        facts = collect(url=server.url(), private_addresses=True, limits={"rate": "9999/s"})
    assert facts.collected is not None

    assert {facts.coverage(table) for table in facts.collected.coverage} == {("none", "http-status")}
    assert not facts.rows


# --- the door


def test_naming_the_collectors_loads_neither_parser_nor_http() -> None:
    probe = "import sys, egovspec.collect; sys.exit(bool({'httpx2', 'turbohtml', 'duckdb'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_a_plan_meets_nothing_and_says_what_would_be_met(tmp_path: Path) -> None:
    from egovspec.collect import COLLECTORS
    from egovspec.collect.base import Context
    from egovspec.collect.website.settings import WebsiteSettings
    from websites import MARCH

    context = Context(evidence="portal", base=tmp_path, now=MARCH)
    saved = WebsiteSettings.model_validate({"folder": "site", "captured": "2026-03-01"})
    live = WebsiteSettings.model_validate({"url": HOME})

    assert "no host is met" in " ".join(line.en for line in COLLECTORS[0].plan(saved, context))
    assert "www.sample.gov.cn" in " ".join(line.en for line in COLLECTORS[0].plan(live, context))
