"""Recorded crawls: what a live server said can be looked at again, by us and from other crawlers' files."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from egovspec.collect import COLLECTORS
from egovspec.collect.base import Context
from egovspec.collect.website.media.warc import Archive, Message, Writer, whole_part
from egovspec.collect.website.settings import WebsiteSettings
from grown import Grown, served
from misbehaving import Misbehaving, answers, in_turn, never_answers, redirects, resets
from websites import HOME, MARCH, PROSE, Facts, collect, page, rows

SITE = Path(__file__).parents[1] / "examples" / "sample-city" / "site"
# What a medium cannot carry, or says differently because it is another medium.
NOT_IN_FOLDERS = {"status", "content_type", "landed_url", "missing_status", "method", "size", "robots", "medium"}
OF_THE_MEDIUM = {"place", "seen_at"}


def crawl(keep: Path, port: int, **said: Any) -> Facts:
    """A live crawl that keeps its record in `keep`."""
    facts = Facts()
    limits = {"rate": "9999/s", "timeout": "PT1S", "retries": 0, **said.pop("limits", {})}
    settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits=limits, **said)
    context = Context(evidence="portal", base=Path(), now=MARCH, keep=keep)
    facts.collected = COLLECTORS[0].collect(settings, facts, context)
    return facts


def record(keep: Path) -> Path:
    """The record a finished crawl has kept."""
    found = list(keep.glob("*.warc.gz"))
    assert len(found) == 1
    return found[0]


def said_by(facts: Facts, table: str, *without: str) -> list[dict[str, Any]]:
    return sorted((row.model_dump(exclude={*without}) for row in facts[table]), key=str)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Facts]]:
    """The sample city live, recorded and saved."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    keep = tmp_path_factory.mktemp("kept")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    Thread(target=server.serve_forever, daemon=True).start()
    live = crawl(keep, server.server_address[1])
    server.shutdown()
    server.server_close()
    yield {
        "live": live,
        "warc": collect(warc=str(record(keep))),
        "folder": collect(folder=str(SITE), url=HOME, captured="2026-03-01T04:00:00Z"),
    }


def test_a_recorded_crawl_gives_all_the_facts_of_the_live_one(three):
    live, warc = three["live"], three["warc"]
    assert set(live.rows) == set(warc.rows)
    for table in live.rows:
        without = {"medium"} if table == "site" else set()
        assert said_by(warc, table, *without) == said_by(live, table, *without), table
    assert warc.collected.coverage == live.collected.coverage
    assert warc.collected.captured == live.collected.captured


def test_live_recorded_and_saved_agree_on_all_that_each_can_know(three):
    live, folder = three["live"], three["folder"]
    for table in sorted(set(live.rows) - {"http_header"}):
        without = NOT_IN_FOLDERS | OF_THE_MEDIUM
        assert said_by(folder, table, *without) == said_by(live, table, *without), table
    for table, seen in folder.collected.coverage.items():
        if table not in ("http_header", "site_address"):
            assert seen.state is live.collected.coverage[table].state, table


# --- what went wrong goes wrong again


def test_failures_redirects_and_challenges_are_recorded_as_what_they_were(tmp_path):
    main = "".join(
        f'<a href="/{name}">{name}项目</a> ' for name in ("gone", "slow", "reset", "moved", "away", "shut", "cookie")
    )
    paths = {
        "/": answers(body=page(main).encode()),
        "/slow": never_answers,
        "/reset": resets,
        "/moved": redirects("/fine"),
        "/fine": answers(body=page("<p>正文</p>" + rows("2026-02-01")).encode()),
        "/away": redirects("http://www.other.gov.cn/"),
        "/shut": answers(521),
        "/cookie": in_turn(redirects("/cookie", set_cookie="s=1"), answers(body=page("<p>另一页</p>").encode())),
    }
    with Misbehaving(paths) as server:
        live = crawl(tmp_path, server.port)
    warc = collect(warc=str(record(tmp_path)))

    assert {row.url.removeprefix(HOME): row.reason for row in live["uncollected"]} == {
        "gone": "http-status",
        "slow": "timeout",
        "reset": "unreachable",
        "away": "left-site",
        "shut": "challenge",
        "t20260000_1.html": "http-status",
        "hdjl/": "http-status",
        "wzdt/": "http-status",
        "zwgk/": "http-status",
        "zwgk/tzgg/": "http-status",
    }
    for table in live.rows:
        without = {"medium"} if table == "site" else set()
        assert said_by(warc, table, *without) == said_by(live, table, *without), table
    assert warc.collected.coverage == live.collected.coverage


@given(
    headers=st.lists(
        st.tuples(st.sampled_from(["x-a", "set-cookie", "content-type"]), st.text(max_size=30)), max_size=4
    ),
    body=st.binary(max_size=2000),
    status=st.integers(100, 599),
)
def test_any_answer_comes_back_from_the_record_as_it_was(tmp_path_factory, headers, body, status):
    clean = tuple((name, " ".join(value.replace("\ufffd", "").split())) for name, value in headers)
    clean = tuple((n, v) for n, v in clean if v.isprintable() and v == v.strip(" \t") and _is_unicode(v))
    path = tmp_path_factory.mktemp("w") / "a.warc.gz"
    with path.open("wb") as file:
        Writer(file).response("http://a.gov.cn/", Message(status, clean, body, MARCH, True))
    with Archive(path) as archive:
        message = archive.message(next(iter(archive.entries())).place)
    assert (message.status, message.headers, message.body, message.date) == (status, clean, body, MARCH)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def test_wherever_a_record_is_cut_the_whole_records_before_are_kept(tmp_path):
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = Writer(file)
        for number in range(4):
            writer.response(f"http://a.gov.cn/{number}", Message(200, (), b"x" * number * 50, MARCH, True))
    whole = path.read_bytes()
    with Archive(path) as archive:
        ends = [entry.place.offset for entry in archive.entries()] + [len(whole)]
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        assert whole_part(path) == max(end for end in ends if end <= cut)


# --- other crawlers' files


def foreign(*records: tuple[str, str, bytes, dict[str, str]], gz: bool = True) -> bytes:
    """A WARC as another crawler writes it: (kind, address, HTTP block, WARC headers)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gz)
    for kind, url, block, headers in records:
        message = "request" if kind == "request" else "response"
        record = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(block),
            length=len(block),
            warc_content_type=f"application/http; msgtype={message}",
            warc_headers_dict=headers,
        )
        writer.write_record(record)
    return out.getvalue()


def ok(markup: str, *, chunks: bool = False) -> bytes:
    body = markup.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    if chunks:
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    return head + b"\r\n" + body


DAY = {"WARC-Date": "2026-02-20T08:00:00Z"}
LATER = {"WARC-Date": "2026-02-21T08:00:00Z"}
FRONT = page('<p><a href="/zwgk/">政务公开</a></p>')
LIST = page(rows("2026-02-19", "2026-02-18", "2026-02-17"))
TWO = (("response", HOME, ok(FRONT), DAY), ("response", HOME + "zwgk/", ok(LIST, chunks=True), LATER))


def put(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def wacz(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/data.warc.gz", data)
    return out.getvalue()


FORMS = {
    "a.warc.gz": lambda: foreign(*TWO),
    "a.warc": lambda: foreign(*TWO, gz=False),
    "one-member.warc.gz": lambda: gzip.compress(foreign(*TWO, gz=False)),
    "a.wacz": lambda: wacz(foreign(*TWO)),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_warc_is_read(tmp_path, name):
    facts = collect(warc=put(tmp_path, name, FORMS[name]()))
    assert sorted(row.url for row in facts["page"]) == [HOME, HOME + "zwgk/"]
    assert facts.one("site").medium == "warc"


def test_a_folder_of_warcs_is_one_site(tmp_path):
    put(tmp_path, "1.warc.gz", foreign(TWO[0]))
    put(tmp_path, "2.warc", foreign(TWO[1], gz=False))
    assert len(collect(warc=str(tmp_path))["page"]) == 2


def test_the_moment_of_a_recording_is_its_latest_answer(tmp_path):
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(*TWO)))
    assert facts.collected.captured == datetime(2026, 2, 21, 8, tzinfo=UTC)
    assert facts.one("page", url=HOME).seen_at == datetime(2026, 2, 20, 8, tzinfo=UTC)


def test_the_home_page_of_a_recording_is_the_top_of_its_host(tmp_path):
    data = foreign(("response", HOME + "zwgk/", ok(LIST), DAY), ("response", HOME, ok(FRONT), DAY))
    assert collect(warc=put(tmp_path, "a.warc.gz", data)).one("site").url == HOME


def test_a_page_no_link_leads_to_is_found_in_a_recording(tmp_path):
    alone = ("response", HOME + "alone.html", ok(page("<p>没有链接的网页</p>")), DAY)
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(*TWO, alone)))
    assert HOME + "alone.html" in {row.url for row in facts["page"]}


def test_what_is_not_recorded_is_open_and_not_absent(tmp_path):
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(TWO[0])))
    assert facts.coverage("page") == ("partial", "not-recorded")
    assert facts.one("uncollected", url=HOME + "zwgk/").reason == "not-recorded"


def test_the_latest_of_several_captures_counts(tmp_path):
    newer = ("response", HOME + "zwgk/", ok(page(rows("2026-02-21"))), {"WARC-Date": "2026-02-22T08:00:00Z"})
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(*TWO, newer)))
    assert len([row for row in facts["item"] if row.column_url == HOME + "zwgk/"]) == 1


def test_a_revisit_stands_for_the_record_it_refers_to(tmp_path):
    first = ("response", HOME + "zwgk/", ok(LIST), {**DAY, "WARC-Record-ID": "<urn:uuid:1>"})
    again = (
        "revisit",
        HOME + "zwgk/index.html",
        b"HTTP/1.1 200 OK\r\n\r\n",
        {**LATER, "WARC-Refers-To": "<urn:uuid:1>"},
    )
    front = ("response", HOME, ok(page('<a href="/zwgk/index.html">政务公开</a>')), DAY)
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(front, first, again)))
    assert facts.one("column_seen", name="政务公开", how="navigation").items is not None


@pytest.mark.parametrize("first", ["request", "response"])
def test_the_answer_to_a_form_that_was_sent_is_not_the_page(tmp_path, first):
    asked = ("request", HOME, b"POST / HTTP/1.1\r\n\r\na=1", {**LATER, "WARC-Concurrent-To": "<urn:uuid:2>"})
    said = ("response", HOME, ok(page("<p>已提交</p>")), {**LATER, "WARC-Record-ID": "<urn:uuid:2>"})
    order = (asked, said) if first == "request" else (said, asked)
    before = (TWO[0],) if first == "request" else ()
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(*before, *order, *((TWO[0],) if not before else ()))))
    assert "已提交" not in str(facts["page"]) and facts.one("page", url=HOME).text_length > 20


def test_a_page_recorded_under_the_other_scheme_is_found(tmp_path):
    data = foreign(TWO[0], ("response", "https://www.sample.gov.cn:443/zwgk/", ok(LIST), DAY))
    assert len(collect(warc=put(tmp_path, "a.warc.gz", data))["page"]) == 2


def test_robots_of_a_site_does_not_close_what_another_crawler_brought_home(tmp_path):
    robots = ("response", HOME + "robots.txt", b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /", DAY)
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(*TWO, robots)))
    assert len(facts["page"]) == 2
    assert facts.one("site").robots is None


PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF"
NO_RECORDINGS = {
    "nothing": (None, "missing-warc"),
    "an empty file": (b"", "empty-warc"),
    "a page": (b"<html>no archive</html>" * 40, "no-warc"),
    "a page, compressed": (gzip.compress(b"<html>no archive</html>" * 40), "no-warc"),
    "a zip of an empty file": (wacz(b""), "empty-warc"),
    "a document alone": (foreign(("response", HOME + "a.pdf", PICTURE, DAY)), "no-pages-recorded"),
}


@pytest.mark.parametrize("what", NO_RECORDINGS)
def test_what_is_no_recording_of_a_site_is_said(tmp_path, what):
    data, reason = NO_RECORDINGS[what]
    path = tmp_path / "a.warc.gz"
    if data is not None:
        path.write_bytes(data)
    facts = collect(warc=str(path))
    assert facts.coverage("page") == ("none", reason)
    assert facts.collected.captured is None


def test_a_file_that_ends_within_a_record_leaves_its_tables_partial(tmp_path):
    data = foreign(*TWO, ("response", HOME + "more.html", ok(LIST * 50), DAY), gz=False)
    facts = collect(warc=put(tmp_path, "a.warc", data[:-2000]))
    assert facts.coverage("page")[0] == "partial"


def test_a_zip_that_names_files_elsewhere_writes_none(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("archive/../../escaped.warc.gz", foreign(*TWO))
    facts = collect(warc=put(tmp_path, "in.wacz", out.getvalue()))
    assert not list(tmp_path.parent.glob("escaped*"))
    assert len(facts["page"]) == 2


# --- keeping, going on, giving up


def test_a_crawl_that_did_not_end_leaves_only_a_part(tmp_path):
    stops = iter([False] * 30)
    facts = Facts()
    with served(Grown(300)) as port:
        settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits={"rate": "9999/s"})
        context = Context(
            evidence="portal",
            base=Path(),
            now=MARCH,
            keep=tmp_path,
            stopped=lambda: next(stops, True),
        )
        facts.collected = COLLECTORS[0].collect(settings, facts, context)
    assert facts.coverage("page") == ("partial", "interrupted")
    assert 5 < len(facts["page"]) < 40
    assert not list(tmp_path.glob("*.warc.gz"))
    assert (tmp_path / "portal.warc.gz.part").exists()


def test_a_crawl_goes_on_where_another_left_off_and_asks_only_for_the_rest(tmp_path):
    asked: list[str] = []

    class Noting(Grown):
        def page(self, path: str) -> str | None:
            asked.append(path)
            return super().page(path)

    def run(keep: Path, most: int, port: int) -> Facts:
        count = iter(range(10**9))
        facts = Facts()
        settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits={"rate": "9999/s"})
        context = Context(evidence="portal", base=Path(), now=MARCH, keep=keep, stopped=lambda: next(count) > most)
        facts.collected = COLLECTORS[0].collect(settings, facts, context)
        return facts

    with served(Noting(200)) as port:
        run(tmp_path / "a", 60, port)
        first = set(asked)
        asked.clear()
        resumed = run(tmp_path / "a", 10**6, port)
        again = [path for path in asked if path in first and path != "/robots.txt"]
        whole = run(tmp_path / "b", 10**6, port)
    assert again == []
    for table in set(whole.rows) - {"http_header"}:  # the server's clock is among the headers
        assert said_by(resumed, table, "seen_at") == said_by(whole, table, "seen_at"), table


@pytest.mark.parametrize("change", ["other settings", "another server", "too old", "afresh", "rubbish"])
def test_a_part_that_is_not_of_the_same_crawl_is_not_gone_on_with(tmp_path, change):
    from dataclasses import replace
    from datetime import timedelta

    count = iter(range(10**9))
    told: list[str] = []
    with served(Grown(100)) as port:
        settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits={"rate": "9999/s"})
        context = Context(
            evidence="portal", base=Path(), now=MARCH, keep=tmp_path, tell=lambda text: told.append(text.en)
        )
        COLLECTORS[0].collect(settings, Facts(), replace(context, stopped=lambda: next(count) > 20))
        if change == "other settings":
            settings = settings.model_copy(update={"robots": "override"})
        elif change == "another server":
            settings = settings.model_copy(update={"connect_to": f"localhost:{port}"})
        elif change == "too old":
            context = replace(context, now=MARCH + timedelta(days=2))
        elif change == "afresh":
            context = replace(context, afresh=True)
        else:
            (tmp_path / "portal.warc.gz.part").write_bytes(b"rubbish" * 100)
        told.clear()
        COLLECTORS[0].collect(settings, Facts(), context)
    assert [line for line in told if "going on" in line] == []
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1


def test_a_crawl_that_saw_nothing_leaves_nothing_to_go_on_with(tmp_path):
    with Misbehaving({"/": in_turn(answers(412), answers(body=page("<p>正文</p>").encode()))}) as server:
        first = crawl(tmp_path, server.port)
        again = crawl(tmp_path, server.port)
    assert first.coverage("page") == ("none", "challenge")
    assert len(again["page"]) == 1


def test_what_failed_before_a_crawl_was_stopped_is_asked_for_again(tmp_path):
    from dataclasses import replace

    links = "".join(f'<a href="/p{n}.html">第{n}页</a>' for n in range(9))
    paths = {f"/p{n}.html": answers(body=page(f"<p>第{n}页</p>").encode()) for n in range(9)}
    paths["/p1.html"] = in_turn(resets, answers(body=page("<p>恢复</p>").encode()))
    paths["/p2.html"] = in_turn(answers(503), answers(body=page("<p>恢复</p>").encode()))
    paths["/"] = answers(body=page(links).encode())
    count = iter(range(10**9))
    with Misbehaving(paths) as server:
        settings = WebsiteSettings(
            url=HOME, connect_to=f"127.0.0.1:{server.port}", limits={"rate": "9999/s", "retries": 0}, links="none"
        )
        context = Context(evidence="portal", base=Path(), now=MARCH, keep=tmp_path)
        stopped = Facts()
        stopped.collected = COLLECTORS[0].collect(settings, stopped, replace(context, stopped=lambda: next(count) > 9))
        resumed = Facts()
        resumed.collected = COLLECTORS[0].collect(settings, resumed, context)
    assert {row.url for row in resumed["page"]} >= {HOME + "p1.html", HOME + "p2.html"}


def test_a_record_says_what_the_crawl_was_told(tmp_path):
    with Misbehaving({"/": answers(body=page("<p>正文</p>").encode())}) as server:
        live = crawl(tmp_path, server.port, robots="override")
        where = f"127.0.0.1:{server.port}"
    warc = collect(warc=str(record(tmp_path)), limits={"pages": 10})
    assert warc.collected.notices == live.collected.notices
    assert where in str(warc.collected.notices)


def test_an_end_that_is_cut_off_is_no_end(tmp_path):
    with served(Grown(30)) as port:
        crawl(tmp_path, port)
    path = record(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    assert collect(warc=str(path)).coverage("page")[0] == "partial"


def test_an_earlier_record_gives_way_only_in_a_folder_of_ours(tmp_path):
    from dataclasses import replace
    from datetime import timedelta

    with served(Grown(30)) as port:
        settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits={"rate": "9999/s"})
        for days in (0, 1):
            context = Context(evidence="portal", base=Path(), now=MARCH + timedelta(days=days), keep=tmp_path)
            COLLECTORS[0].collect(settings, Facts(), context)
        assert len(list(tmp_path.glob("*.warc.gz"))) == 2
        last = replace(context, now=MARCH + timedelta(days=2), keep_only_last=True)
        COLLECTORS[0].collect(settings, Facts(), last)
    assert [path.name for path in tmp_path.glob("*.warc.gz")] == ["portal-20260303T040000Z.warc.gz"]


def test_two_crawls_do_not_write_one_record(tmp_path):
    import fcntl

    with (tmp_path / "portal.warc.gz.part").open("a+b") as other, served(Grown(30)) as port:
        fcntl.flock(other, fcntl.LOCK_EX)
        facts = crawl(tmp_path, port)
    assert len(facts["page"]) > 20
    assert [code for code, _ in facts.collected.notices if code == "not-kept"] == ["not-kept"]


def test_an_unfinished_recording_handed_in_as_evidence_is_partial(tmp_path):
    count = iter(range(10**9))
    with served(Grown(100)) as port:
        settings = WebsiteSettings(url=HOME, connect_to=f"127.0.0.1:{port}", limits={"rate": "9999/s"})
        context = Context(evidence="portal", base=Path(), now=MARCH, keep=tmp_path, stopped=lambda: next(count) > 20)
        COLLECTORS[0].collect(settings, Facts(), context)
    shutil.move(tmp_path / "portal.warc.gz.part", tmp_path / "part.warc.gz")
    facts = collect(warc=str(tmp_path / "part.warc.gz"))
    state, _ = facts.coverage("column_seen")
    assert state == "partial"


def test_headers_with_chinese_bytes_survive(tmp_path):
    with Misbehaving({"/": answers(body=page("<p>正文</p>").encode(), x_name="示例")}) as server:
        live = crawl(tmp_path, server.port)
    warc = collect(warc=str(record(tmp_path)))
    named = {row.name: row.value for row in warc["http_header"]}
    assert named["x-name"] == "示例" == {row.name: row.value for row in live["http_header"]}["x-name"]


# --- what a record may not do


def introduced(told: str, *records: Any) -> bytes:
    """A WARC that says this program made it, told so."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("a", {"software": "egovspec/9", "egovspec-settings": told}))
    return out.getvalue() + foreign(*records)


def test_a_record_cannot_have_a_program_started(tmp_path):
    witness, program = tmp_path / "ran", tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n", encoding="utf-8")
    program.chmod(0o755)
    told = f'{{"url": "{HOME}", "robots": "override", "browser": {{"executable": "{program}", "render": "all", "sample": "all"}}}}'
    facts = collect(warc=put(tmp_path, "a.warc.gz", introduced(told, *TWO)))
    assert len(facts["page"]) >= 1
    assert not witness.exists()


@pytest.mark.parametrize(
    "told",
    ['{"folder": "/etc", "captured": "2026-01-01"}', "[1]", "[" * 100_000, '{"limits": 3}', "null", '{"url": 5}'],
    ids=["another folder", "a list", "deep", "wrong limits", "nothing", "no address"],
)
def test_whatever_a_record_says_of_itself_is_read_without_a_traceback(tmp_path, told):
    facts = collect(warc=put(tmp_path, "a.warc.gz", introduced(told, *TWO)))
    assert facts.coverage("page")[0] in ("complete", "partial", "none")


def noted(asked: str, url: str, block: bytes) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    said = {**DAY, "Egovspec-Asked": asked}
    record = writer.create_warc_record(
        url,
        "metadata",
        payload=io.BytesIO(block),
        length=len(block),
        warc_content_type="application/json",
        warc_headers_dict=said,
    )
    writer.write_record(record)
    return out.getvalue()


@pytest.mark.parametrize(
    "block",
    [b"[" * 100_000, b'{"failed": "timeout", "status": "abc"}', b'{"failed": "timeout", "status": 100000000000000000000}',
     b'{"failed": 7}', b"nonsense", b"null", b'{"status": 1e9, "headers": [[1]]}'],
    ids=["deep", "a word", "a large number", "no reason", "no JSON", "nothing", "odd headers"],
)  # fmt: skip
def test_a_note_that_is_none_is_something_not_recorded(tmp_path, block):
    told = f'{{"url": "{HOME}", "robots": "override"}}'
    data = (
        introduced(told, TWO[0])
        + noted("GET", HOME + "zwgk/", block)
        + noted("note", "urn:egovspec:about:addresses", block)
    )
    facts = collect(warc=put(tmp_path, "a.warc.gz", data))
    assert len(facts["page"]) == 1
    assert facts.one("uncollected", url=HOME + "zwgk/").reason in ("not-recorded", "timeout")


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "soon", "20260201120000"])
def test_a_date_that_cannot_be_true_is_no_date(tmp_path, date):
    facts = collect(warc=put(tmp_path, "a.warc.gz", foreign(("response", HOME, ok(FRONT), {"WARC-Date": date}))))
    assert len(facts["page"]) == 1
    moment = facts.collected.captured
    assert moment == MARCH or moment.year == 2026


def test_records_that_begin_to_share_a_member_are_read_each_as_itself(tmp_path):
    pages = [("response", f"{HOME}p{n}.html", ok(page(f"<p>{PROSE}</p>", title=f"第{n}页")), DAY) for n in range(4)]
    links = "".join(f'<a href="/p{n}.html">第{n}页</a>' for n in range(4))
    front = ("response", HOME, ok(page(links)), DAY)
    data = foreign(front) + foreign(pages[0]) + foreign(pages[1]) + gzip.compress(foreign(*pages[2:], gz=False))
    facts = collect(warc=put(tmp_path, "a.warc.gz", data))
    titles = {row.url.removeprefix(HOME): row.title for row in facts["page"]}
    assert titles == {"": "示例", **{f"p{n}.html": f"第{n}页" for n in range(4)}}


def test_a_disk_that_is_full_ends_the_record_and_not_the_crawl(tmp_path):
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with served(Grown(60)) as port:
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
            facts = crawl(tmp_path, port)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert len(facts["page"]) > 50
    assert "not-kept" in [code for code, _ in facts.collected.notices]
    assert not list(tmp_path.glob("*.warc.gz"))
